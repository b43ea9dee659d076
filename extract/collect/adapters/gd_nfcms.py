"""NFCMS of Guangdong: columns and articles as static JSON below ``/postmeta/`` (facts/portals.md §4.7).

A column's page names its number in a script (``NFCMS_CAT_ID``), or the site's parameter ``column`` does. The article
that is kept is the public page; its JSON is asked only where that page shows no text, or neither table nor file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from extract.collect.adapter import Ask, Detail, Item, Link, ListPage
from extract.collect.page import Page
from extract.collect.pages.article import markup_to_detail, page_to_detail
from extract.collect.pages.javascript import page_to_script, script_to_property, text_to_number
from extract.collect.pages.listing import page_to_items
from extract.collect.pages.records import (
    absolute,
    data_to_records,
    first_date,
    first_plain,
    lowered,
    page_to_data,
    plain,
    record_to_item,
    value_to_links,
)
from extract.collect.registry import Site

NAME: Final = "gd_nfcms"
VERSION: Final = 1
EVIDENCE: Final = "a captured article; columns from published client code"

_COLUMN_NAMES: Final = ("NFCMS_CAT_ID", "NFCMS_CATEGORY_ID", "NFCMS_COLUMN_ID", "NFCMS_CHANNEL_ID")
_COLUMN_JSON: Final = re.compile(r"/postmeta/i/(\d{1,12})\.json")
_POST: Final = re.compile(r"/m?post_(\d{1,15})(?:_\d+)?\.html?\Z")
_DATES: Final = ("visible_publish_time", "display_publish_time", "first_publish_time", "date", "created_at")
_CONTAINERS: Final = (".news_cont_d_wrap", ".tyxxy_main", ".article-content", "[wzades='正文']", ".zw_content")


def sniff(page: Page) -> float:
    """Certain by the vendor's names in scripts; likely by the addresses of its articles; never for its catalogue."""
    text = page.text[:2_000_000]
    if "/gkmlpt/" in urlsplit(page.url).path:
        return 0.0
    if re.match(r"\s*\{", text):
        return 0.9 if '"articles"' in text and '"category"' in text and '"classify"' not in text else 0.0
    if "NFCMS_" in text or _COLUMN_JSON.search(text):
        return 0.9
    return (
        0.7 if _POST.search(urlsplit(page.url).path) or len(re.findall(r"/content/m?post_\d+\.html", text)) > 1 else 0.0
    )


def first_requests(site: Site) -> Sequence[Ask]:
    """The column's JSON where its number is known, else its page."""
    column = site.param("column")
    if column and column.isdigit():
        return (Ask(urljoin(site.start_url, f"/postmeta/i/{column}.json"), "list"),)
    return (Ask(site.start_url, "list" if _COLUMN_JSON.search(site.start_url) else "start"),)


def parse_list(page: Page, site: Site, ask: Ask) -> ListPage:
    """The lines of a column's JSON and the columns below it; of a column's page its lines and the ask for the JSON.

    The JSON is a list of its own beside that of the page (another ``column``): both name the same articles.
    """
    data = page_to_data(page)
    if data is not None:
        return data_to_list(data, page, ask)
    items = page_to_items(page, site)
    number = _column_number(page, site)
    label = page.metas.get("columnname") or None
    following: tuple[Ask, ...] = ()
    if number is not None:
        url = urljoin(page.url, f"/postmeta/i/{number}.json")
        following = (Ask(url, "list", column=f"{ask.column or label or ''} {number}".strip()),)
    return ListPage(items=items, next=following, is_list=bool(items or following), column=label)


def data_to_list(data: Any, page: Page, ask: Ask) -> ListPage:
    """What the JSON of a column says."""
    records = data_to_records(data, ("articles",))
    answer = lowered(data)
    children = answer.get("children")
    if records is None and not isinstance(children, list):
        return ListPage(is_list=False)
    items = tuple(item for record in records or () if (item := _record_to_item(record, page.url)))
    category = lowered(answer.get("category"))
    told = (category.get("publish_count"), answer.get("publish_count"), dict(ask.context).get("publish_count"))
    counts = (text_to_number(count) for count in told)
    below = (_child_to_ask(lowered(child), page) for child in (children if isinstance(children, list) else ())[:500])
    return ListPage(
        items=items,
        declared_items=next((count for count in counts if count is not None), None),
        columns=tuple(child for child in below if child),
        column=plain(category.get("name")) or None,
    )


def parse_detail(page: Page, site: Site, ask: Ask) -> Detail:
    """The article as its public page shows it, or as its JSON has it."""
    data = page_to_data(page)
    if data is not None:
        told = data_to_detail(data, page.url)
        # Text that the page shows is not said twice; the JSON was asked for what the page lacks.
        is_shown = ("shown", "text") in ask.context and "<table" not in (told.body or "").lower()
        return told._replace(body="", region=None) if is_shown and told.is_article else told
    detail = page_to_detail(page, site, containers=_CONTAINERS)
    number = _post_number(page)
    is_empty = detail.region is None or not (detail.attachments or "<table" in detail.region.lower())
    if number is None or not is_empty:
        return detail
    path = f"/postmeta/p/{number // 1_000_000}/{number // 1_000}/{number}.json"
    context = (("shown", "nothing" if detail.region is None else "text"),)
    part = Ask(urljoin(page.url, path), "part", page=2, context=context)
    return detail._replace(parts=(part,), is_article=True)


def data_to_detail(data: Any, url: str) -> Detail:
    """What the JSON of an article says; its ``content`` is the body, empty where the article is its attachments."""
    record = lowered(data)
    title = first_plain(record, ("title",))
    content = record.get("content")
    markup = content.encode("utf-8", "replace").decode("utf-8") if isinstance(content, str) else ""
    base = absolute(url, record.get("url")) or absolute(url, record.get("post_url")) or url
    files = [link for name in ("attachment", "attachments") for link in value_to_links(record.get(name), base)]
    if not title and not markup.strip() and not files:
        return Detail(is_article=False)
    inside = markup_to_detail(markup, base) if markup.strip() else Detail(body="")
    links: dict[str, Link] = {link.url: link for link in (*inside.attachments, *files)}  # names of the record win
    return inside._replace(title=title or None, published=first_date(record, _DATES), attachments=tuple(links.values()))


def _record_to_item(record: Mapping[str, Any], base: str) -> Item | None:
    return record_to_item(
        record,
        base,
        urls=("url", "post_url", "gkml_url", "origin_url"),
        titles=("title",),
        dates=_DATES,
        sources=("source", "publisher"),
        files=("attachment",),
    )


def _child_to_ask(child: Mapping[str, Any], page: Page) -> Ask | None:
    number = text_to_number(child.get("id"))
    if number is None:
        return None
    count = text_to_number(child.get("publish_count"))
    context = (("publish_count", str(count)),) if count is not None else ()
    name = plain(child.get("name"))
    return Ask(urljoin(page.url, f"/postmeta/i/{number}.json"), "list", column=name or str(number), context=context)


def _column_number(page: Page, site: Site) -> int | None:
    given = text_to_number(site.param("column"))
    if given is not None:
        return given
    script = page_to_script(page)
    numbers = (text_to_number(script_to_property(script, name)) for name in _COLUMN_NAMES if name in script)
    told = next((number for number in numbers if number), None)
    if told is not None:
        return told
    asked = set(_COLUMN_JSON.findall(script))
    return int(asked.pop()) if len(asked) == 1 else None


def _post_number(page: Page) -> int | None:
    path = _POST.search(urlsplit(page.url).path) or _POST.search(urlsplit(page.requested).path)
    if path:
        return int(path[1])
    return text_to_number(script_to_property(page_to_script(page), "NFCMS_POST_ID"))
