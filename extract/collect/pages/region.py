"""The content region of an article: the element that holds its text and nothing of the page's chrome."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate, islice
from typing import Any, Final

from extract.collect.pages.markup import Extent, Outline, class_words, select

CONTAINERS: Final = (
    ".TRS_Editor", ".trs_editor_view", ".TRS_UEDITOR", ".trs_paper_default", ".Custom_UnionStyle", "#UCAP-CONTENT",
    "ucapcontent", "#zoom", "#Zoom", "#zoomcon", "#vsb_content", "#vsb_content_2", "#vsb_content_4", "#vsb_content_500",
    "#vsb_content_501", ".v_news_content", ".artile_zw", ".article_zw", ".main-txt", ".bt-content", ".zc_article_con",
    ".jgzn_content", "#ivs_content", ".Article_content", ".article-content", ".article_content", ".articleContent",
    ".article-con", ".article_con", ".j-fontContent", ".editor-content", ".pages_content", "#articleContent",
    "#article_content", "#article-content", "#artContent", ".art_con", ".news_content", ".newsContent", "#NewsContent",
    ".con_text", ".content_text", "#content_text", ".wzcon", ".xxgk_content", ".gk_content", ".detail-content",
    ".detail_content", ".text-content", ".wp_articlecontent",
)  # fmt: skip
"""Where portals put the text of an article, as CSS selectors (facts/portals.md §4)."""

_HEADINGS: Final = tuple(
    re.compile(rf"{number}\s*[、.．]\s*" + r"\s*".join(words))
    for number, words in (
        ("一", "总体情况"),
        ("二", "主动公开"),
        ("三", "收到和处理"),
        ("四", "政府信息公开行政"),
        ("五", "存在"),
    )
)
_SENTENCE_MARKS: Final = re.compile(r"[。；，]")
_SENTENCE_LENGTH: Final = 20
_LEAST_PROSE: Final = 120
_CHROME_TAGS: Final = frozenset(("nav", "header", "footer", "aside"))
_CHROME: Final = re.compile(
    r"(?:^|[_\s-])(?:nav\w*|menu\w*|header?|top|banner|foot\w*|bottom|copyright|sidebar)(?:[_\s-]|\Z)", re.IGNORECASE
)
_DEEP: Final = 60
_NOT_A_REGION: Final = frozenset(("html", "head"))


def tree_to_region(root: Any, groups: Sequence[Sequence[str]], outline: Outline) -> Any:
    """The element that holds the text of an article; None where none is found.

    Of each group of selectors the match with most headings of a report, tables and text; where the report is cut over
    several such elements, the smallest that holds them all. Without a match the smallest element with two headings
    of a report and every table (facts/portals.md §7.6), else the smallest with most of the page's sentences, where
    these outweigh its links.

    Args:
        root: the page.
        groups: CSS selectors, those of the first group before those of the second.
        outline: of ``root``.
    """
    body = root.find("body") if root.tag == "html" else root
    if body is None or body not in outline.extents:
        return None
    headings = _Headings(outline.text)
    in_page = headings.within(outline.extents[body])
    for group in groups:
        best = _best([element for element in select(root, group) if element in outline.extents], outline, headings)
        if best is not None and (in_page < 2 or headings.within(outline.extents[best])):
            return best
    if in_page >= 2:
        return _smallest(body, outline, headings)
    return _with_most_sentences(body, outline)


class _Headings:
    """Where the headings of a report stand in a text."""

    def __init__(self, text: str) -> None:
        self.places = [[match.span() for match in heading.finditer(text)] for heading in _HEADINGS]

    def within(self, extent: Extent) -> int:
        """How many different ones stand in an element."""
        return sum(1 for spans in self.places if _is_within(spans, extent))

    def ends(self, extent: Extent) -> tuple[int, int]:
        """From the first heading in an element to the end of the last; of one that is repeated the first counts."""
        found = [spans[bisect_left(spans, (extent.start, 0))] for spans in self.places if _is_within(spans, extent)]
        return min(start for start, _ in found), max(end for _, end in found)


def _is_within(spans: Sequence[tuple[int, int]], extent: Extent) -> bool:
    place = bisect_left(spans, (extent.start, 0))
    return place < len(spans) and spans[place][1] <= extent.end


def _best(found: Sequence[Any], outline: Outline, headings: _Headings) -> Any:
    filled = [element for element in found if _is_filled(element, outline, headings)]
    if not filled:
        return None

    def worth(element: Any) -> tuple[int, int, int]:
        extent = outline.extents[element]
        return headings.within(extent), outline.tables_of(element), extent.end - extent.start

    best = max(filled, key=worth)
    parts = [element for element in filled if headings.within(outline.extents[element]) or outline.tables_of(element)]
    if len(parts) > 1:
        together = _common(parts[0], parts[-1])
        if together.tag not in _NOT_A_REGION and worth(together)[0] > worth(best)[0]:
            return together
    return best


def _is_filled(element: Any, outline: Outline, headings: _Headings) -> bool:
    """Whether an element holds text or pictures, and is not the editor's box in a banner or footer."""
    extent = outline.extents[element]
    if headings.within(extent):
        return True
    if extent.end == extent.start and not extent.figures:
        return False
    around = islice(element.iterancestors(), _DEEP)
    return not any(e.tag in _CHROME_TAGS or _CHROME.search(class_words(e)) for e in (element, *around))


def _smallest(body: Any, outline: Outline, headings: _Headings) -> Any:
    whole = outline.extents[body]
    start, end = headings.ends(whole)
    node = body
    while True:
        for child in node:
            extent = outline.extents.get(child)
            if (
                extent is not None
                and extent.start <= start
                and extent.end >= end
                and extent.last_table - extent.first_table == whole.last_table - whole.first_table
            ):
                node = child
                break
        else:
            return node


def _with_most_sentences(body: Any, outline: Outline) -> Any:
    lines = outline.text.split("\n")
    ends = list(accumulate(len(line) + 1 for line in lines))
    spans = [
        (end - len(line) - 1, end - 1)
        for line, end in zip(lines, ends, strict=True)
        if len(line) >= _SENTENCE_LENGTH and _SENTENCE_MARKS.search(line)
    ]
    starts = [start for start, _ in spans]
    sums = [0, *accumulate(end - start for start, end in spans)]
    if sums[-1] < _LEAST_PROSE:
        return None

    def prose(element: Any) -> int:
        extent = outline.extents.get(element)
        if extent is None:
            return 0
        return sums[bisect_left(starts, extent.end)] - sums[bisect_left(starts, extent.start)]

    node = body
    while True:
        inner = next((child for child in node if prose(child) * 10 >= sums[-1] * 8), None)
        if inner is None:
            break
        node = inner
    if node.tag == "p":
        node = node.getparent()
    extent = outline.extents[node]
    return node if extent.linked * 2 < extent.end - extent.start and node.tag not in _NOT_A_REGION else None


def _common(first: Any, last: Any) -> Any:
    """The smallest element that holds two others."""
    around = {last, *last.iterancestors()}
    return next(element for element in (first, *first.iterancestors()) if element in around)
