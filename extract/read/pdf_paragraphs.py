"""Printed lines outside tables put together to paragraphs; page numbers told from text."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from extract.document import Box
from extract.read.pdf_grids import TextLine

_PAGE_NUMBER = re.compile(
    r"[-‐-―－~·•\s]*(?:第\s*)?[\d０-９]{1,4}\s*(?:页)?(?:\s*[/／,，]?\s*(?:共\s*)?[\d０-９]{1,4}\s*页?)?[-‐-―－~·•\s]*\Z"
)
_MARGIN = 0.1
"""Share of a page's height, at either end, in which page numbers stand."""

_HEADING = re.compile(r"\s*(?:[一二三四五六七八九十]+\s*、|[（(]\s*[一二三四五六七八九十]+\s*[)）])")
_FULL = 2.1
"""Characters by which a full line may fall short of the right margin: punctuation never begins a line."""

_INDENT = 0.8
_FIRST_INDENT = 2.6
"""Characters by which the first line of a paragraph is indented, at most: further in, it is centred."""

_ONE_SIZE = 0.12
"""Share by which the characters of one paragraph may differ in size."""

_FIRST_WIDE = "\u2e80"
"""From here on characters are Chinese ones, of one width in one size."""

_TIGHT = 2.6
"""Heights of a line between the baselines of one paragraph, at most."""


def is_in_margin(line: TextLine, page_height: float) -> bool:
    """True for a line at the very top or bottom of its page, where heads, feet and page numbers stand."""
    return line.box[3] < _MARGIN * page_height or line.box[1] > (1 - _MARGIN) * page_height


def is_page_number(line: TextLine, page_height: float) -> bool:
    """True for a line that is a page number by its shape and its position.

    >>> is_page_number(TextLine("- 3 -", (280, 800, 310, 812), 810, 12, []), 842)
    True
    >>> is_page_number(TextLine("- 3 -", (280, 400, 310, 412), 410, 12, []), 842)
    False
    """
    return is_in_margin(line, page_height) and bool(_PAGE_NUMBER.match(line.text))


class Column(NamedTuple):
    """The column of body text: where its lines begin and end, the usual width of a character and step between lines."""

    left: float
    right: float
    em: float
    step: float


def lines_to_column(pages: list[list[TextLine]]) -> Column:
    """The column that the lines of all pages share: the outermost positions that several of them have."""
    lines = [line for page in pages for line in page]
    lefts = Counter(round(line.box[0] / 2) for line in lines)
    rights = Counter(round(line.box[2] / 2) for line in lines)
    steps = Counter(
        round(line.baseline - last.baseline)
        for page in pages
        for last, line in pairwise(page)
        if 0 < line.baseline - last.baseline <= _TIGHT * last.size
    )
    enough = max(2, len(lines) // 12)
    left = min((at for at, count in lefts.items() if count >= enough), default=min(lefts, default=0))
    right = max((at for at, count in rights.items() if count >= enough), default=max(rights, default=0))
    # Among equals the smallest: the step inside paragraphs, not the one between them.
    step = min(steps, key=lambda step: (-steps[step], step), default=0)
    ems = sorted(line.em for line in lines)
    return Column(left * 2.0, right * 2.0, ems[len(ems) // 2] if ems else 0.0, float(step))


def continues_paragraph(last: TextLine, line: TextLine, column: Column, same_page: bool) -> bool:
    """True if a line goes on with the paragraph of the line before it.

    The line before must be full, this one must begin at the left margin, and both must be of one size. Chinese
    body text is justified and indents the first line of a paragraph; where it does not, paragraphs stand apart.
    A centred line, such as a title, and one with wide gaps, such as a row of a table, stand alone.
    """
    size = last.size
    if abs(line.size - size) > 0.4 * size or "  " in last.text or "  " in line.text:
        return False
    em = last.em
    indent, shortfall = last.box[0] - column.left, column.right - last.box[2]
    if indent > _FIRST_INDENT * em or (_INDENT * em < indent < 1.7 * em and abs(indent - shortfall) < em / 2):
        return False
    if same_page:
        step = line.baseline - last.baseline
        if not 0 < step <= _TIGHT * size or step > 1.25 * column.step * max(1.0, em / max(column.em, 1.0)):
            return False
    if line.box[0] > column.left + _INDENT * em:
        return False
    if last.box[2] < column.right - max(_FULL * em, _first_word(line)):
        return False
    if _HEADING.match(line.text) and last.text.endswith(("。", "：", "；")):
        return False
    first_size, second_size = _wide_size(last), _wide_size(line)
    return not (first_size and second_size and abs(first_size - second_size) > _ONE_SIZE * first_size)


def _wide_size(line: TextLine) -> float:
    """The usual width of a Chinese character of the line; zero where it has none."""
    widths = sorted([x1 - x0 for text, x0, _, x1, _, _ in line.characters if text >= _FIRST_WIDE])
    return widths[len(widths) // 2] if widths else 0.0


def _first_word(line: TextLine) -> float:
    """Width of the Latin word at the start of a line, such as an address, which may not have fitted before."""
    start = end = line.characters[0][1]
    for character in line.characters:
        if not "!" <= character[0] <= "~":
            break
        end = character[3]
    return end - start


def join_text(first: str, second: str) -> str:
    """Two lines of one paragraph: a blank stands between Latin words only.

    >>> join_text("信息公", "开"), join_text("open", "data"), join_text("12", "34")
    ('信息公开', 'open data', '1234')
    """
    if first and second and _is_latin(first[-1]) and _is_latin(second[0]):
        return f"{first} {second}"
    return first + second


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()


def union(first: Box, second: Box) -> Box:
    """The box around two boxes."""
    return (
        min(first[0], second[0]),
        min(first[1], second[1]),
        max(first[2], second[2]),
        max(first[3], second[3]),
    )
