"""拓尔思 TRS WCM, static pages: ``index.html``, ``index_1.html`` … (facts/portals.md §4.1).

The pager is written by a script: pages count from 0, and the number of pages is the live ``countPage`` or the first
number of a live ``createPageHTML(17, 0, "index", "html")``; templates leave such calls commented with other numbers.
Long articles are split by the same script.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from urllib.parse import urljoin, urlsplit

from extract.collect.adapter import Ask, Detail, ListPage
from extract.collect.page import Page
from extract.collect.pages.article import page_to_detail
from extract.collect.pages.html_list import MARKUP, page_to_list
from extract.collect.pages.javascript import page_to_script, script_to_calls, script_to_variables, text_to_number
from extract.collect.pages.pager import MAX_PAGES, further_ask
from extract.collect.registry import Site

NAME: Final = "trs_static"
VERSION: Final = 1
EVIDENCE: Final = "a captured column and a captured pager"

CONTAINERS: Final = (".TRS_Editor", ".trs_editor_view", ".TRS_UEDITOR", ".trs_paper_default", ".Custom_UnionStyle")
"""Where the vendor's editors put the text of an article."""

_ARTICLE: Final = re.compile(r"""(?:href\s*=\s*["']?|\A)([^"'\s<>]*?\bt\d{8}_\d+(?:_\w+)?\.s?html?)\b""", re.IGNORECASE)
_OWN: Final = re.compile(r"/t\d{8}_\d+(?:_\w+)?\.s?html?\Z", re.IGNORECASE)
_CALLS: Final = ("createPageHTML", "createPageHtml", "createPage", "createPageHTML1", "createPageHTML2")
_PAGER: Final = re.compile(r"createPage(?:HTML)?\d?\s*\(|\bcountPage\b|\bPager\s*\(\s*\{\s*size", re.IGNORECASE)
_LIVE_LIST: Final = re.compile(r"/fjdzapp/|\blistModel\s*\(|list2\.trsapi", re.IGNORECASE)
_EDITOR: Final = re.compile(r"TRS_(?:UE)?Editor|trs_editor_view|Custom_UnionStyle|trs_web", re.IGNORECASE)
_ENDING: Final = re.compile(r"""["']\.?(s?html?|jsp|xhtml)["']""", re.IGNORECASE)
_NAMES: Final = re.compile(r"""createPage\w*\s*\([^)\n]*?["'](\w+)["']\s*,\s*["'](\w+)["']""", re.IGNORECASE)
_PART: Final = re.compile(r"(t\d{8}_\d+)(?:_\d+|_wap|_app)?\Z", re.IGNORECASE)


class Paging(NamedTuple):
    """What the script of a pager says: number of pages, name and ending of their files, number of lines if told."""

    pages: int
    name: str
    ending: str
    items: int | None = None


def sniff(page: Page) -> float:
    """Sure of the pager's script beside links to ``tYYYYMMDD_ID.html``; little where the list is asked by JSON."""
    if page.media_type not in MARKUP:
        return 0.0
    if _LIVE_LIST.search(page.text):
        return 0.3
    host = urlsplit(page.url).netloc
    articles = any("://" not in link or host in link for link in _ARTICLE.findall(page.text))
    is_paged = _PAGER.search(page.text) is not None
    is_own = _OWN.search(urlsplit(page.url).path) is not None
    has_editor = _EDITOR.search(page.text) is not None
    if articles or is_own:
        return 0.9 if is_paged or has_editor else 0.7
    return 0.4 if is_paged else 0.0


def first_requests(site: Site) -> Sequence[Ask]:
    """The start address."""
    return (Ask(site.start_url, "list"),)


def parse_list(page: Page, site: Site, ask: Ask) -> ListPage:
    """The lines, all further pages that the pager's script counts, the lists below."""
    page = in_folder(page)
    found = page_to_list(page, site, ask)
    paging = page_to_paging(page)
    if paging is None:
        return found
    numbers = range(ask.page + 1, min(paging.pages, MAX_PAGES) + 1)
    asks = {number: further_ask(ask, _numbered(page, paging, number), number) for number in numbers}
    asks |= {known.page: known for known in found.next if known.page not in asks and known.page <= paging.pages}
    return found._replace(
        declared_pages=paging.pages,
        declared_items=found.declared_items if found.declared_items is not None else paging.items,
        next=tuple(asks[number] for number in sorted(asks)),
        is_list=found.is_list or paging.pages > 1,
        notes=tuple(note for note in found.notes if not note.found.startswith("pages:")),
    )


def parse_detail(page: Page, site: Site, ask: Ask) -> Detail:
    """The article, and its further pages ``t…_1.html`` where it is split."""
    detail = page_to_detail(page, site, containers=CONTAINERS)
    own = _PART.match(urlsplit(page.url).path.rpartition("/")[2].partition(".")[0])
    paging = page_to_paging(page) if own and ask.role != "part" else None
    if paging is None or own is None or paging.name not in {own[1], ""}:
        return detail
    named = paging._replace(name=own[1])
    numbers = range(2, min(paging.pages, MAX_PAGES) + 1)
    return detail._replace(parts=tuple(Ask(_numbered(page, named, number), "part", page=number) for number in numbers))


def page_to_paging(page: Page) -> Paging | None:
    """What the live script of a page's pager says; None where there is none.

    The arguments of the call vary: ``(17, 0, "index", "html")``, with the id of an element before, with the number of
    lines behind; newer templates write ``Pager({size: 17, current: 0, prefix: "index", suffix: "html"})``.
    """
    script = page_to_script(page)
    for function in _CALLS:
        for arguments in script_to_calls(script, function):
            paging = _arguments_to_paging(page, arguments)
            if paging:
                return paging
    for arguments in script_to_calls(script, "Pager"):
        given: Any = arguments[0] if arguments and isinstance(arguments[0], dict) else {}
        pages = text_to_number(given.get("size"))
        if pages:
            return Paging(pages, str(given.get("prefix") or "index"), str(given.get("suffix") or _ending(page)))
    pages = text_to_number(script_to_variables(script).get("countPage")) if "countPage" in script else None
    if pages is None or pages <= 0:
        return None
    names = _NAMES.search(page.text)
    return Paging(pages, names[1], names[2]) if names else Paging(pages, _name(page), _ending(page))


def in_folder(page: Page) -> Page:
    """The page as that of a folder, where its address lacks the slash: relative links are meant from within it."""
    path = urlsplit(page.url).path
    name = path.rpartition("/")[2]
    if not name or "." in name or urlsplit(page.url).query:
        return page
    return Page(f"{page.url}/", page.body, page.status, page.headers, page.requested)


def _arguments_to_paging(page: Page, arguments: Sequence[Any]) -> Paging | None:
    numbers = [(place, value) for place, value in enumerate(arguments) if isinstance(value, int)]
    if not numbers or numbers[0][1] <= 0:
        return None
    first = numbers[0][0]
    words = [value for value in arguments[first:] if isinstance(value, str) and value]
    name, ending = (words[0], words[1]) if len(words) > 1 else (_name(page), _ending(page))
    items = numbers[2][1] if len(numbers) > 2 and numbers[2][1] >= numbers[0][1] else None
    return Paging(numbers[0][1], name, ending.lstrip("."), items)


def _name(page: Page) -> str:
    """Name of the list's first file: that of the address without its number, else what a folder answers with."""
    stem = urlsplit(page.url).path.rpartition("/")[2].partition(".")[0]
    if _PART.match(stem):
        return ""
    return re.sub(r"_\d{1,4}\Z", "", stem) or "index"


def _ending(page: Page) -> str:
    name = urlsplit(page.url).path.rpartition("/")[2]
    if "." in name:
        return name.rpartition(".")[2]
    written = _ENDING.search(page_to_script(page))
    return written[1] if written else "html"


def _numbered(page: Page, paging: Paging, number: int) -> str:
    """Address of a page counted from 1: the first has no number, the second is ``_1``."""
    name = f"{paging.name}_{number - 1}.{paging.ending}" if number > 1 else f"{paging.name}.{paging.ending}"
    return urljoin(page.base, name)
