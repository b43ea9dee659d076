"""Lines that name an agency alone, a year alone or nothing (查看): their titles by headings, heads and labels of tables.

Provinces and cities list the reports of a year under one heading, by agency, or in a table of agencies and years.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final, Literal, NamedTuple

from extract.collect.address import host_of, site_domain
from extract.collect.pages.anchor import Anchor, is_no_title
from extract.collect.pages.article_address import is_article_address, is_document_address
from extract.collect.pages.characters import to_nfkc
from extract.collect.pages.headings import Heading, is_agency, names_bureau, text_to_heading
from extract.collect.pages.markup import clean, text_of
from extract.collect.pages.table_labels import TableLabels

Own = Literal["agency", "year", "look", "undated"]
"""What a link says of itself: an agency, a year, that it is one, or agency and report but no year."""

TOPIC: Final = "政府信息公开年度报告"
"""What the reports of a column are called whose name does not say it in full."""

_YEAR: Final = re.compile(r"20\d\d年?度?")
_LOOK: Final = re.compile(
    r"(?:点击|在线)?(?:查看|下载|阅读|浏览|详情|全文|链接|报告全文)|(?:政府)?(?:信息公开)?(?:工作)?(?:年度?(?:工作)?报告|年报|报告)"
)
_MORE: Final = re.compile(r".{0,2}更多|more|上一|下一|返回|\W*\Z", re.IGNORECASE)
_BLOCKS: Final = frozenset(
    "h1 h2 h3 h4 h5 h6 p div section article header ul ol li dl dt dd table thead tbody tr td th caption form fieldset".split()
)
_UNSHOWN: Final = frozenset(("script", "style", "select", "textarea", "noscript", "template", "head", "title"))
_LEVELS: Final = {f"h{level}": level for level in range(1, 7)}
_HEADS: Final = frozenset((*_LEVELS, "dt", "caption", "legend"))
_OTHER: Final = Heading("other")
_HIGHEST: Final = 12
_MOST_OPEN: Final = 16


class _Open(NamedTuple):
    """A heading and the element below which it counts, as the place of its last descendant."""

    heading: Heading
    level: int
    first: int
    last: int
    links: int


def anchors_to_headed_titles(
    anchors: Sequence[Anchor], tree: Any, base_url: str, *, column: str | None = None
) -> dict[Any, str]:
    """The titles that a person would read for links whose own words are an agency, a year or 查看, by their elements.

    What is missing is taken from the labels of the row, the heads of its columns and the nearest headings above, where
    one of them names annual reports on disclosure, or the page's column is theirs and one of them gives the year. The
    link must lead to what may be an article, on the same registrable domain or with an address like an article's.

    Args:
        anchors: the links that may need one, those of navigation left out.
        tree: the whole page.
        base_url: what its links are relative to.
        column: name of the page's column where it is one of annual reports; else None.

    Returns:
        Completed titles; empty where no link needs one, or nothing above says what they are.
    """
    domain = site_domain(host_of(base_url))
    wanted: dict[Any, tuple[Anchor, Own]] = {}
    for anchor in anchors:
        own = _own(anchor.title)
        if own and _may_be_report(anchor.url, domain):
            wanted[anchor.element] = (anchor, own)
    if not wanted:
        return {}
    links = {anchor.element for anchor in anchors} | {link for link in tree.iter("a") if _leads(link.get("href"))}
    tables = TableLabels(links)
    titles: dict[Any, str] = {}
    for element, above in _headings_above(tree, links, wanted):
        anchor, own = wanted[element]
        title = _title(anchor, own, [*tables.headings_of(element), *above], column)
        if title:
            titles[element] = title
    return titles


def _own(title: str) -> Own | None:
    plain = "".join(to_nfkc(title).split()) if len(title) <= 60 else ""
    if not plain or _MORE.match(plain):
        return None
    if _YEAR.fullmatch(plain):
        return "year"
    if _LOOK.fullmatch(plain) or is_no_title(plain):
        return "look"
    if is_agency(plain):
        return "agency"
    told = text_to_heading(plain)
    return "undated" if told.kind == "topic" and told.agency and told.year is None and "20" not in plain else None


def _leads(address: str | None) -> bool:
    """Whether a link leads to another page: others open and close parts of this one, as headings do."""
    return bool(address) and not (address or "").strip().lower().startswith(("#", "javascript:"))


def _may_be_report(url: str, domain: str) -> bool:
    return is_article_address(url) or (site_domain(host_of(url)) == domain and is_document_address(url))


def _title(anchor: Anchor, own: Own, headings: Iterable[tuple[Heading, int]], column: str | None) -> str | None:
    """The whole title by what stands above, nearest first; None where that does not say enough."""
    words = "".join(to_nfkc(anchor.title).split())
    agency = words if own == "agency" else text_to_heading(words).agency if own == "undated" else ""
    year = int(words[:4]) if own == "year" else None
    is_year_given = False
    topic = ""
    seen: set[str] = set()
    lowest = 9
    for heading, level in headings:
        if level > lowest or heading.kind in seen:
            continue
        lowest = min(lowest, level or 9)
        if heading.kind == "other":
            break
        if heading.kind == "topic" and own in {"agency", "undated"} and names_bureau(heading.agency):
            return None
        if "year" not in seen and heading.year is not None:
            year, is_year_given = year or heading.year, True
        if not agency and not seen & {"group", "agency"}:
            agency = heading.agency
        seen.add(heading.kind)
        if heading.year is not None:
            seen.add("year")
        if heading.kind == "topic":
            topic = heading.topic
            break
    if not topic and column and (is_year_given or (year and agency and "agency" in seen)):
        topic = text_to_heading(column).topic or TOPIC
    if own == "undated":
        return f"{year}年{anchor.title}" if topic and year else None
    if not topic or not (agency or year):
        return None
    if not (agency and year) and not is_article_address(anchor.url):
        return None
    return f"{agency} {year}年{topic}".strip() if year else f"{agency} {topic}"


def _headings_above(
    tree: Any, links: set[Any], wanted: Mapping[Any, object]
) -> Iterator[tuple[Any, list[tuple[Heading, int]]]]:
    """For each link that is wanted the headings that it stands under, nearest first, with their levels (0 for none)."""
    elements = list(tree.iter())
    places = {element: place for place, element in enumerate(elements)}
    lasts: list[int] = list(range(len(elements)))
    holders: set[Any] = set()
    blocks: set[Any] = set()
    for place in range(len(elements) - 1, -1, -1):
        element = elements[place]
        parent = element.getparent()
        if parent is None or parent not in places:
            continue
        above = places[parent]
        lasts[above] = max(lasts[above], lasts[place])
        if element in links or element in holders:
            holders.add(parent)
        if element in blocks or element.tag in _BLOCKS:
            blocks.add(parent)
    waiting: list[tuple[Any, str]] = []
    opened: list[_Open] = []
    count = 0
    for element, text in _pieces(tree, links, holders, blocks):
        if text is not None:
            waiting.append((element, text))
            continue
        here = places[element]
        for node, words in waiting[-2 * _MOST_OPEN :]:
            scope = _scope(node, here, places, lasts, holders)
            heading = _text_to_heading(node, words)
            if scope is not None and heading is not None:
                _open(opened, _Open(heading, _LEVELS.get(node.tag, 0), *scope, count))
        waiting.clear()
        count += 1
        while opened and opened[-1].last < here:
            opened.pop()
        if element in wanted:
            yield element, [(known.heading, known.level) for known in reversed(opened) if known.last >= here]


def _open(opened: list[_Open], new: _Open) -> None:
    """Put a heading behind those that are open; of two alike with no link between (tabs) neither says anything."""
    for place, known in enumerate(opened):
        same = known.links == new.links and known.heading.kind == new.heading.kind
        if same and new.heading.kind in {"year", "agency"} and known.heading[1:3] != new.heading[1:3]:
            opened[place] = known._replace(heading=Heading(new.heading.kind))
            return
    opened.append(new)
    del opened[:-_MOST_OPEN]


def _text_to_heading(node: Any, words: str) -> Heading | None:
    """What a text between links says; None where it is none, and none that ends what stands above it."""
    heading = text_to_heading(words)
    if heading.kind == "neutral":
        return None
    if heading.kind != "other":
        return heading
    is_head = node.tag in _HEADS or (heading.is_refused and len(words) <= 12)
    return _OTHER if is_head else None


def _scope(
    node: Any, here: int, places: Mapping[Any, int], lasts: Sequence[int], holders: set[Any]
) -> tuple[int, int] | None:
    """Where a heading counts: the smallest element that holds it and the next link, which stands at ``here``.

    None for a text that closes a line: the element around it holds links before it and none behind.
    """
    for element in islice((node, *node.iterancestors()), _HIGHEST):
        place = places[element]
        if lasts[place] >= here:
            return place, lasts[place]
        if element in holders:
            return None
    return None


def _pieces(tree: Any, links: set[Any], holders: set[Any], blocks: set[Any]) -> Iterator[tuple[Any, str | None]]:
    """Texts between links with their elements, and links (without text), in order.

    A text is that of the largest element without links and without blocks. Rows of several cells say nothing here.
    """
    stack: list[Any] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, tuple):
            if words := clean(node[1]):
                yield node[0], words
            continue
        if not isinstance(node.tag, str) or node.tag in _UNSHOWN:
            continue
        if node in links:
            yield node, None
            continue
        if node not in holders and node not in blocks:
            if words := text_of(node):
                yield node, words
            continue
        is_row = node.tag == "tr" and sum(1 for cell in node if cell in holders or text_of(cell)) > 1
        for child in reversed(node):
            if child.tail and not is_row:
                stack.append((node, child.tail))
            if not is_row or child in holders:
                stack.append(child)
        if node.text and not is_row:
            stack.append((node, node.text))
