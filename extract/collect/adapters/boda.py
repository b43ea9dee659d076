"""博达 VSB (webber): lists ``nb.htm``, then ``nb/5.htm``, ``nb/4.htm`` … downwards; articles ``/info/{tree}/{id}.htm``.

The first page carries the newest lines, and the others keep their numbers when lines are added: of six pages the
second is ``nb/5.htm`` and the last ``nb/1.htm`` (facts/portals.md §2). Where a site is served by its programs instead,
the same article is ``content.jsp?urltype=news.NewsContentUrl&wbtreeid=…&wbnewsid=…``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import parse_qsl, urljoin, urlsplit

from extract.collect.adapter import Ask, Detail, Item, ListPage
from extract.collect.address import host_of
from extract.collect.page import Page
from extract.collect.pages.article import page_to_detail
from extract.collect.pages.html_list import MARKUP, page_to_list
from extract.collect.pages.pager import MAX_PAGES, further_ask, page_to_parts
from extract.collect.registry import Site

NAME: Final = "boda"
VERSION: Final = 1
EVIDENCE: Final = "published client code; no capture"

CONTAINERS: Final = (
    "#vsb_content",
    "#vsb_content_2",
    "#vsb_content_4",
    "#vsb_content_500",
    "#vsb_content_501",
    ".v_news_content",
)
"""Where the vendor's templates put the text of an article."""

_ARTICLE: Final = re.compile(r"/info/(\d+)/(\d+)\.htm\Z")
_ARTICLE_LINK: Final = re.compile(
    r"""href\s*=\s*["'][^"'\s]*(?:\binfo/\d+/\d+\.htm\b|content\.jsp\?[^"'\s]*wbnewsid=)"""
)
_SURE: Final = re.compile(
    r"wbtreeid=|wbnewsid=|\bvsb_content|/system/resource/(?:js|style)/|_sitegray|visitcount|_jsq_\(|NewsContentUrl|DownloadAttachUrl"
)
_NUMBERED: Final = re.compile(r"/(?P<stem>[^/]+)/(?P<number>\d{1,4})\.htm\Z")


def sniff(page: Page) -> float:
    """Sure of the vendor's scripts and names beside links to ``/info/N/N.htm``."""
    if page.media_type not in MARKUP:
        return 0.0
    is_article = _ARTICLE.search(urlsplit(page.url).path) is not None
    links = is_article or _ARTICLE_LINK.search(page.text) is not None
    marks = _SURE.search(page.text) is not None
    return 0.9 if links and marks else 0.6 if links else 0.4 if marks else 0.0


def first_requests(site: Site) -> Sequence[Ask]:
    """The start address."""
    return (Ask(site.start_url, "list"),)


def parse_list(page: Page, site: Site, ask: Ask) -> ListPage:
    """The lines, each article once whichever of its addresses is linked; further pages, those between included."""
    found = page_to_list(page, site, ask)
    return found._replace(items=_each_once(found.items), next=_all_pages(page, ask, found))


def parse_detail(page: Page, site: Site, ask: Ask) -> Detail:
    """The article; its attachments stand below the text, named by a program (``DownloadAttachUrl``) or ``/__local/``."""
    detail = page_to_detail(page, site, containers=CONTAINERS)
    return detail if ask.role == "part" else detail._replace(parts=page_to_parts(page))


def article_key(url: str) -> str | None:
    """What tells an article from others whichever way it is addressed; None for other addresses.

    >>> static = "http://a.gov.cn/info/2381/644672.htm"
    >>> dynamic = "http://a.gov.cn/content.jsp?urltype=news.NewsContentUrl&wbtreeid=2381&wbnewsid=644672"
    >>> article_key(static) == article_key(dynamic)
    True
    """
    parts = urlsplit(url)
    match = _ARTICLE.search(parts.path)
    query = dict(parse_qsl(parts.query))
    number = match[2] if match else query.get("wbnewsid")
    return f"{host_of(url)} {number}" if number else None


def _each_once(items: Sequence[Item]) -> tuple[Item, ...]:
    """Each article once, under its static address where it has one."""
    found: dict[str, Item] = {}
    for item in items:
        key = article_key(item.url) or item.url
        known = found.get(key)
        if known is None or (_ARTICLE.search(urlsplit(item.url).path) and "?" in known.url):
            found[key] = item if known is None else item._replace(published=item.published or known.published)
    return tuple(found.values())


def _all_pages(page: Page, ask: Ask, found: ListPage) -> tuple[Ask, ...]:
    """Asks for the pages that the pager links to, and for those it leaves out, whose numbers run downwards."""
    asks = {known.page: known for known in found.next}
    pages = found.declared_pages
    path = urlsplit(page.url).path
    here = _NUMBERED.search(path)
    folder = "" if here else f"{path.rpartition('/')[2].removesuffix('.htm')}/"
    for known in found.next:
        match = _NUMBERED.search(urlsplit(known.url).path)
        if pages and path.endswith(".htm") and match and int(match["number"]) == pages - known.page + 1:
            for number in range(ask.page + 1, min(pages, MAX_PAGES) + 1):
                address = urljoin(page.base, f"{folder}{pages - number + 1}.htm")
                asks.setdefault(number, further_ask(ask, address, number))
            break
    return tuple(asks[number] for number in sorted(asks))
