"""Text of pdfplumber's characters: lines in cells and on the page, paragraphs, page numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from extract.document import Box, Place

_FOOT = re.compile(r"\W*(?:第\s*)?\d{1,4}\s*页?(?:\W*共?\s*\d{1,4}\s*页?)?\W*")
_ENTRY = re.compile(r"\s*[（(]?\s*[一二三四五六七八九十]+\s*[)）、]")
_ON_LINES = re.compile(r"\d+(?:\n\d+)+")
_INVISIBLE = re.compile("[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2060\ufeff]")


@dataclass(slots=True)
class PlumberLine:
    """A printed line outside tables."""

    text: str
    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    em: float
    """The usual size of its characters."""

    @property
    def size(self) -> float:
        """Height in points."""
        return self.bottom - self.top


def characters_to_cell_text(characters: list[dict[str, Any]]) -> str:
    """The text of a cell: lines by the baseline in each character's matrix, a blank where a gap is wide."""
    return "\n".join(text for text in (_line(line) for line in _lines(characters)) if text)


def characters_to_whole_number(characters: list[dict[str, Any]], text: str, cell: Box) -> str:
    """A number whose digits stand on several full lines of a slot too narrow for it, in one piece; else the text."""
    if not _ON_LINES.fullmatch(text):
        return text
    lines = [[item for item in line if item["text"].strip()] for line in _lines(characters)]
    lines = [sorted(line, key=lambda item: float(item["x0"])) for line in lines if line]
    if max(item["size"] for line in lines for item in line) > 1.1 * min(
        item["size"] for line in lines for item in line
    ):
        return text
    digit = float(lines[0][0]["x1"]) - float(lines[0][0]["x0"])
    sides = [(float(line[0]["x0"]) - cell[0], cell[2] - float(line[-1]["x1"])) for line in lines]
    size = float(lines[0][0]["size"])
    for (left, right), (below_left, below_right), line, below in zip(sides, sides[1:], lines, lines[1:], strict=False):
        room, step = left + right, float(below[0]["bottom"]) - float(line[0]["bottom"])
        aligned = min(
            abs(left - below_left), abs(right - below_right), abs(left - right - below_left + below_right) / 2
        )
        if min(left, right) < -0.3 * digit or room > 2.75 * digit or below_left + below_right < room - 0.3 * digit:
            return text
        if aligned > 0.3 * digit or not 0.8 * size <= step <= 2.8 * size:
            return text
    return text.replace("\n", "")


def is_last_line_full(characters: list[dict[str, Any]], cell: Box) -> bool:
    """True if the last line of a cell leaves no room for another character."""
    line = list(_lines(characters))[-1]
    widest = max(float(item["x1"]) - float(item["x0"]) for item in characters)
    width = max(float(item["x1"]) for item in line) - min(float(item["x0"]) for item in line)
    return cell[2] - cell[0] - width < 2.2 * widest


def _lines(characters: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Characters by printed line, from the top; ``matrix[5]`` is the baseline, upwards."""
    line: list[dict[str, Any]] = []
    for character in sorted(characters, key=lambda item: -float(item["matrix"][5])):
        if line and float(line[0]["matrix"][5]) - float(character["matrix"][5]) > 0.4 * float(character["size"]):
            yield line
            line = []
        line.append(character)
    if line:
        yield line


def _line(line: list[dict[str, Any]]) -> str:
    text, end = "", None
    last: dict[str, Any] = {}
    for character in sorted(line, key=lambda item: float(item["x0"])):
        printed = _printed(character["text"])
        if not printed:
            continue
        if last and last["text"].isdigit() and printed.isdigit():
            text += _mark(last, character)
        last = character
        if end is not None and text[-1] != " " and printed != " ":
            gap, size = float(character["x0"]) - end, float(character["size"])
            text += "  " if gap > 1.2 * size else " " if gap > 0.35 * size else ""
        text += printed
        end = float(character["x1"])
    return text.strip()


def _mark(last: dict[str, Any], digit: dict[str, Any]) -> str:
    """What sets off a digit of another size, or above or below the one before: it is a mark for a note."""
    first, second = float(last["size"]), float(digit["size"])
    rise = float(digit["matrix"][5]) - float(last["matrix"][5])
    if not digit.get("upright", True) or (
        abs(first - second) <= 0.15 * max(first, second) and abs(rise) <= 0.1 * max(first, second)
    ):
        return ""
    return "_" if rise < -0.1 * max(first, second) else "^"


def _printed(text: str) -> str:
    """What a character prints: U+FFFD for a glyph that pdfminer cannot translate."""
    if text.startswith("(cid:"):
        return "\ufffd"
    text = _INVISIBLE.sub("", text)
    return " " if text in ("\u00a0", "\u2002", "\u2003", "\u2009") else text


def page_to_lines(characters: list[dict[str, Any]], page: int) -> Iterator[PlumberLine]:
    """The lines of the characters outside tables, from the top."""
    for line in _lines(characters):
        text = _line(line)
        if not text:
            continue
        visible = [character for character in line if not character["text"].isspace()]
        yield PlumberLine(
            text,
            page,
            min(float(item["x0"]) for item in visible),
            min(float(item["top"]) for item in visible),
            max(float(item["x1"]) for item in visible),
            max(float(item["bottom"]) for item in visible),
            sorted(float(item["size"]) for item in visible)[len(visible) // 2],
        )


def is_running_foot(line: PlumberLine, page_height: float) -> bool:
    """True for a page number: digits and little else, at the very top or bottom."""
    at_end = line.bottom < 0.1 * page_height or line.top > 0.9 * page_height
    return at_end and _FOOT.fullmatch(line.text) is not None


def lines_to_paragraphs(lines: list[PlumberLine]) -> Iterator[tuple[str, Place]]:
    """Join lines that a full line before them and no indent mark as one paragraph's."""
    left = min(line.x0 for line in lines)
    right = max(line.x1 for line in lines)
    text, first, last = "", lines[0], lines[0]
    box: Box = (0, 0, 0, 0)
    for line in lines:
        same = (
            bool(text)
            and last.x1 > right - 2.5 * last.size
            and line.x0 < left + 0.9 * line.size
            and (line.page != last.page or line.top - last.bottom < 1.6 * last.size)
            and not _ENTRY.match(line.text)
            and abs(line.em - last.em) <= 0.12 * max(line.em, last.em)
            and "  " not in last.text
            and "  " not in line.text
            and last.x0 < left + 2.6 * last.em
        )
        if same:
            both_latin = text[-1].isascii() and text[-1].isalpha() and line.text[0].isascii() and line.text[0].isalpha()
            text += (" " if both_latin else "") + line.text
            if line.page == first.page:
                box = (min(box[0], line.x0), box[1], max(box[2], line.x1), line.bottom)
        else:
            if text:
                yield text, Place(page=first.page, box=_rounded(box))
            text, first, box = line.text, line, (line.x0, line.top, line.x1, line.bottom)
        last = line
    yield text, Place(page=first.page, box=_rounded(box))


def _rounded(box: Box) -> Box:
    return round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2)
