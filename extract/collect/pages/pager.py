"""The pager of a list: addresses of its further pages, and how many lines and pages it says there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from extract.collect.adapter import Ask, Note
from extract.collect.address import canonical_address, host_of
from extract.collect.page import Page
from extract.collect.pages.anchor import address_of_link
from extract.collect.pages.javascript import page_to_script
from extract.collect.pages.markup import clean, select, text_of
from extract.collect.registry import Site

MAX_PAGES: Final = 300
"""Of one list no more pages are asked for."""

_NEXT: Final = re.compile(
    r"(?:下一?页|后一?页|下一頁|下页|next(?:page)?|(?:点击)?(?:加载|查看|显示)?更多)\W*|[>›»]{1,2}", re.IGNORECASE
)
_NUMBER: Final = re.compile(r"\W*第?\s*(\d{1,4})\s*页?\W*")
_PAGE_NAME: Final = re.compile(
    r"(?:page|p|pn|cur|pageno|page_?num(?:ber)?|page_?index|pageid|cur_?page|current_?page|nowpage|page_?no|paged|a\d+p)\Z",
    re.IGNORECASE,
)
_COUNT_NAME: Final = re.compile(
    r"(?:total\w*|\w*count|page_?size|rows|size|per_?page|a\d+[tc]|urltype|uid|unitid)\Z", re.IGNORECASE
)
_SCRIPTED: Final = frozenset(("input", "button", "span", "li"))
"""Elements that are links where a click on them runs a script that names an address."""
_INDEX: Final = re.compile(r"(?:index|default|list|main|home)\Z", re.IGNORECASE)
_NUMBERED: Final = re.compile(r"(?P<stem>.*?)(?P<mark>[_-]?)(?P<number>\d{1,4})\Z")

_COUNTED: Final = r"(\d{1,7})"
_ITEMS_SAID: Final = (
    re.compile(rf"共\s*(?:计|有|找到|检索到|搜索到|查询到)?\s*:?：?\s*{_COUNTED}\s*(?:条|篇|则|个?记录|项|件)"),
    re.compile(rf"(?:总条数|总记录数?|记录总数|信息总数|文章总数)\s*[:：]\s*{_COUNTED}"),
)
_PAGES_SAID: Final = (
    re.compile(rf"共\s*(?:计|有)?\s*{_COUNTED}\s*页"),
    re.compile(rf"(?:总页数|页数)\s*[:：]\s*{_COUNTED}"),
    re.compile(rf"(?:第|页次\s*[:：]?|当前)\s*\d+\s*页?\s*/\s*共?\s*{_COUNTED}\s*页?"),
    re.compile(rf"(?<![\d/])\d{{1,4}}\s*/\s*{_COUNTED}\s*页"),
)
_ITEMS_SET: Final = re.compile(
    rf"""\b(?:recordCount|totalRecords?|totalCount|total_count|rowCount|itemCount|countItem)["']?\s*[=:]\s*["']?{_COUNTED}\b"""
)
_PAGES_SET: Final = re.compile(
    rf"""\b(?:countPage|pageCount|totalPages?|pageTotal|total_page|page_count)["']?\s*[=:]\s*["']?{_COUNTED}\b""",
    re.IGNORECASE,
)


class Pager(NamedTuple):
    """What a pager says.

    Attributes:
        pages: address by number of further pages, beyond the one asked for.
        declared_items: number of lines of the whole list; None where not said, or said in different ways.
        declared_pages: number of pages; None likewise.
        notes: counts that contradict each other.
    """

    pages: tuple[tuple[int, str], ...] = ()
    declared_items: int | None = None
    declared_pages: int | None = None
    notes: tuple[Note, ...] = ()

    def asks(self, ask: Ask) -> tuple[Ask, ...]:
        """The asks for the further pages."""
        return tuple(further_ask(ask, url, number) for number, url in self.pages)


def further_ask(ask: Ask, url: str, number: int) -> Ask:
    """The ask for page ``number`` of the list that ``ask`` is for."""
    return Ask(url, "list", page=number, column=ask.column)


def page_to_pager(page: Page, site: Site, ask: Ask) -> Pager:
    """The pager of a list in HTML.

    Links with a number, 下一页 and the like, options of a choice of pages, and the parameter ``next`` (CSS) of the
    site. A link counts only where its address is that of another page of the same list: the same path with another
    page number in the query, or a file beside (``index_2.html``, ``list/5.htm``); calendars, other columns and other
    hosts are left alone.
    """
    words, script = text_of(page.tree), page_to_script(page)
    items, items_notes = _declared(words, script, _ITEMS_SAID, _ITEMS_SET, "lines")
    pages, pages_notes = _declared(words, script, _PAGES_SAID, _PAGES_SET, "pages")
    found: dict[int, str] = {}
    seen = {canonical_address(url) for url in (page.url, page.requested, ask.url)}
    for number, url in [*_chosen(page, site, ask), *_linked(page, ask)]:
        key = canonical_address(url)
        if ask.page < number <= MAX_PAGES and number not in found and key not in seen:
            found[number] = url
            seen.add(key)
    return Pager(tuple(sorted(found.items())), items, pages, items_notes + pages_notes)


def page_to_parts(page: Page) -> tuple[Ask, ...]:
    """Asks for the further pages of an article that is split: those its pager links to, named as the article itself."""
    ask = Ask(page.url, "detail")
    _, stem, _ = _split(urlsplit(page.url).path)
    found: dict[int, str] = {}
    for number, url in _linked(page, ask):
        _, other, _ = _split(urlsplit(url).path)
        if 1 < number <= MAX_PAGES and stem and re.fullmatch(rf"{re.escape(stem)}[_-]\d{{1,3}}", other):
            found.setdefault(number, url)
    return tuple(Ask(url, "part", page=number) for number, url in sorted(found.items()))


def is_further_page(own: str, other: str, number: int) -> bool:
    """Whether ``other`` is the address of page ``number`` of the list that ``own`` is a page of.

    >>> own = "https://a.gov.cn/xxgk/nb/index.html"
    >>> [
    ...     is_further_page(own, "https://a.gov.cn/xxgk/" + path, 2)
    ...     for path in ("nb/index_2.html", "nb/index.html?pageNo=2", "nb/", "zn/index_2.html")
    ... ]
    [True, True, False, False]
    >>> is_further_page("https://a.gov.cn/nb.htm", "https://a.gov.cn/nb/5.htm", 2)
    True
    """
    here, there = urlsplit(own), urlsplit(other)
    if host_of(own) != host_of(other):
        return False
    if _file_of(here.path) == _file_of(there.path):
        return _differs_by_page(dict(parse_qsl(here.query)), dict(parse_qsl(there.query)))
    return _is_beside(here.path, there.path, number)


def is_same_page(own: str, other: str) -> bool:
    """Whether two addresses are one page, what a folder answers with by itself included.

    >>> is_same_page("http://a.gov.cn/nb/", "http://a.gov.cn/nb/index.html")
    True
    """
    here, there = urlsplit(canonical_address(own)), urlsplit(canonical_address(other))
    return (host_of(own), _file_of(here.path), here.query) == (host_of(other), _file_of(there.path), there.query)


def _linked(page: Page, ask: Ask) -> Iterator[tuple[int, str]]:
    """Numbers and addresses of the links to further pages; those with a number before those with words alone."""
    by_words: list[tuple[int, str]] = []
    base = page.base if page.body else page.url
    for element in page.tree.iter("a", "option", "input", "button", "span", "li"):
        if element.tag in _SCRIPTED and not element.get("onclick"):
            continue
        label = _label(element)
        numbered = _NUMBER.fullmatch(label)
        is_next = not numbered and _NEXT.fullmatch(label)
        if not numbered and not is_next:
            continue
        address = address_of_link(element, base)
        number = int(numbered[1]) if numbered else ask.page + 1
        if address and is_further_page(page.url, address, number):
            if numbered:
                yield number, address
            else:
                by_words.append((number, address))
    yield from by_words


def _chosen(page: Page, site: Site, ask: Ask) -> Iterator[tuple[int, str]]:
    """What the selector of the site names; whoever wrote it knows that it leads to the next page."""
    for element in select(page.tree, site.param("next") or "") if site.param("next") else ():
        address = address_of_link(element, page.base)
        numbered = _NUMBER.fullmatch(_label(element))
        if address and host_of(address) == host_of(page.url):
            yield int(numbered[1]) if numbered else ask.page + 1, address


def _label(element: Any) -> str:
    text = text_of(element) or clean(element.get("value" if element.tag == "input" else "title"))
    if not text:
        words = (clean(image.get("alt") or image.get("title")) for image in element.iter("img"))
        text = next((word for word in words if word), "")
    return text.replace(" ", "") if len(text) <= 20 else ""


def _file_of(path: str) -> str:
    """The path, with what a directory answers with by itself cut off."""
    folder, _, name = path.rpartition("/")
    return f"{folder}/" if re.fullmatch(r"(?:index|default)\.(?:s?html?|jsp|php|aspx?)", name, re.IGNORECASE) else path


def _differs_by_page(own: dict[str, str], other: dict[str, str]) -> bool:
    changed = [name for name in own.keys() | other.keys() if own.get(name) != other.get(name)]
    paged = [name for name in changed if _PAGE_NAME.match(name)]
    return bool(paged) and all(
        _PAGE_NAME.match(name) or (_COUNT_NAME.match(name) and name not in own) or _COUNT_NAME.match(name)
        for name in changed
    )


def _is_beside(own: str, other: str, number: int) -> bool:
    folder, stem, kind = _split(own)
    other_folder, other_stem, other_kind = _split(other)
    numbered = _NUMBERED.fullmatch(other_stem)
    if not numbered or (kind and other_kind and kind.lower().rstrip("l") != other_kind.lower().rstrip("l")):
        return False
    own_numbered = _NUMBERED.fullmatch(stem)
    if other_folder == folder:
        if not stem or _INDEX.match(stem):
            return not numbered["stem"] or bool(_INDEX.match(numbered["stem"])) or numbered["stem"] == "p"
        if numbered["stem"] == stem and numbered["mark"]:
            return True
        if numbered["stem"] == stem and int(numbered["number"]) in {number, number - 1}:
            return True
        is_own = own_numbered is not None and own_numbered["stem"] == numbered["stem"]
        if is_own and not numbered["stem"]:
            return True  # bare numbers, which may run downwards
        return is_own and int(numbered["number"]) in {number, number - 1}
    if own_numbered and not own_numbered["stem"] and folder == f"{other_folder}{other_stem}/":
        return False
    below = {f"{folder}{stem}/", f"{folder}{stem}/page/", f"{folder}page/"} if stem else {f"{folder}page/"}
    return other_folder in below and not numbered["stem"]


def _split(path: str) -> tuple[str, str, str]:
    """Folder (with its slash), stem of the name, and ending of a path."""
    folder, _, name = path.rpartition("/")
    stem, dot, kind = name.rpartition(".")
    return f"{folder}/", stem if dot else name, kind if dot else ""


def _declared(
    words: str, script: str, said: tuple[re.Pattern[str], ...], given: re.Pattern[str], what: str
) -> tuple[int | None, tuple[Note, ...]]:
    """A count that the page states; a script's before the words, None with a note where either contradicts itself."""
    for numbers in (
        {int(match[1]) for match in given.finditer(script)},
        {int(match[1]) for pattern in said for match in pattern.finditer(words)},
    ):
        if len(numbers) == 1:
            return numbers.pop(), ()
        if numbers:
            return None, (Note("declared_unknown", f"{what}: {', '.join(map(str, sorted(numbers)))}"),)
    return None, ()
