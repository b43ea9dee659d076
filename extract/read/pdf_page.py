"""One page of a PDF as pdfium sees it: its characters, turned so that their text runs from left to right."""

from __future__ import annotations

import ctypes
import math
import re
from dataclasses import dataclass, field
from itertools import compress, repeat
from math import hypot
from typing import Any

import pypdfium2.raw as pdfium

from extract.document import Box
from extract.read.pdf_calls import (
    Handle,
    get_char_angle,
    get_font_size,
    glyph_boxes,
    is_generated,
    is_unmapped,
    loose_boxes,
    matrices,
    origins,
    to_handle,
)

Character = tuple[str, float, float, float, float, float]
"""text, x0, top, x1, bottom, baseline: in points, y downwards, in the page's reading space. A plain tuple:
a report has thousands of them, and everything else here is measured against the time it takes to fetch them."""

_DROPPED = re.compile("[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_BLANK = re.compile("[\u00a0\u2000-\u200a]")
_PRINTED = re.compile(r"\S")
_DIGIT = re.compile("[0-9０-９.-]")
_SAMPLED_CHARACTERS = 24
_INKED = 0.1
"""Points that the glyph of a space never has in both directions."""

_LOWEST, _HIGHEST = 50, 4000
"""Hundredths of a point between which the height of the room around one character is plausible."""


@dataclass(frozen=True, slots=True)
class Frame:
    """How the user space of a page maps to a space whose origin is the top left corner, y downwards.

    Attributes:
        left, bottom, right, top: the visible part of the page in user space.
        quarter_turns: clockwise turns from user space, 0 to 3.
    """

    left: float
    bottom: float
    right: float
    top: float
    quarter_turns: int

    @property
    def matrix(self) -> tuple[float, float, float, float, float, float]:
        """a, b, c, d, e, f with x' = a·x + c·y + e and y' = b·x + d·y + f.

        >>> Frame(0, 0, 100, 200, 0).matrix
        (1.0, 0.0, 0.0, -1.0, 0.0, 200)
        """
        return (
            (1.0, 0.0, 0.0, -1.0, 0.0 - self.left, self.top),
            (0.0, 1.0, 1.0, 0.0, 0.0 - self.bottom, 0.0 - self.left),
            (-1.0, 0.0, 0.0, 1.0, self.right, 0.0 - self.bottom),
            (0.0, -1.0, -1.0, 0.0, self.top, self.right),
        )[self.quarter_turns]

    @property
    def size(self) -> tuple[float, float]:
        """Width and height after turning."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.quarter_turns % 2 else (width, height)

    def box_to_user_space(self, box: Box) -> Box:
        """The box in user space: left, bottom, right, top.

        >>> Frame(0, 0, 100, 200, 1).box_to_user_space((10, 20, 30, 50))
        (20.0, 10.0, 50.0, 30.0)
        """
        a, b, c, d, e, f = self.matrix
        xs, ys = [], []
        for x, y in (box[:2], box[2:]):
            # The matrix only turns and mirrors, so its inverse is its transpose.
            xs.append(a * (x - e) + b * (y - f))
            ys.append(c * (x - e) + d * (y - f))
        return min(xs), min(ys), max(xs), max(ys)

    def box_from_user_space(self, box: Box) -> Box:
        """The box in this space: x0, top, x1, bottom."""
        return transform_box(self.matrix, box)


def transform_box(matrix: tuple[float, float, float, float, float, float], box: Box) -> Box:
    """The upright box around a transformed box."""
    a, b, c, d, e, f = matrix
    x0, y0, x1, y1 = box
    if not b and not c:
        x0, y0, x1, y1 = a * x0 + e, d * y0 + f, a * x1 + e, d * y1 + f
        if x0 > x1:
            x0, x1 = x1, x0
        return (x0, y1, x1, y0) if y0 > y1 else (x0, y0, x1, y1)
    if not a and not d:
        xs, ys = (c * y0 + e, c * y1 + e), (b * x0 + f, b * x1 + f)
    else:
        corners = [(x, y) for x in (x0, x1) for y in (y0, y1)]
        ordinates = [a * x + c * y + e for x, y in corners], [b * x + d * y + f for x, y in corners]
        return min(ordinates[0]), min(ordinates[1]), max(ordinates[0]), max(ordinates[1])
    return min(xs), min(ys), max(xs), max(ys)


@dataclass(slots=True)
class PageText:
    """The characters of one page.

    Attributes:
        display: the space in which the page is shown.
        reading: the space in which its text runs from left to right; differs from ``display`` where a
            landscape table was typeset sideways on an upright page.
        characters: in the order in which the page paints them.
        unmapped: characters whose glyph the file does not translate to text (each stands as U+FFFD).
    """

    display: Frame
    reading: Frame
    characters: list[Character] = field(default_factory=list)
    unmapped: int = 0
    _rounded: dict[float, float] = field(default_factory=dict)

    def box_to_display(self, box: Box) -> Box:
        """A box of the reading space where the page shows it, rounded to 1/100 point."""
        if self.reading is not self.display:
            box = self.display.box_from_user_space(self.reading.box_to_user_space(box))
        x0, top, x1, bottom = box
        known = self._rounded
        try:
            return known[x0], known[top], known[x1], known[bottom]
        except KeyError:
            # The cells of a table share their edges, and rounding takes longer than to look it up.
            known.update((value, round(value, 2)) for value in box)
            return known[x0], known[top], known[x1], known[bottom]


def page_to_text(page: Any, text_page: Any) -> PageText:
    """Fetch the characters of a loaded page; white space that pdfium made up is left out."""
    count = pdfium.FPDFText_CountChars(text_page)
    text = _text_of(text_page, count)
    bounds = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, ctypes.byref(bounds))
    turns = max(pdfium.FPDFPage_GetRotation(page), 0)
    display = Frame(bounds.left, bounds.bottom, bounds.right, bounds.top, turns)
    handle = to_handle(text_page)
    text_turns = _quarter_turns_of_text(handle, text)
    reading = display if text_turns == turns else Frame(*bounds_of(display), text_turns)
    result = PageText(display, reading)
    fetch = _fetch_turned if text_turns else _fetch_upright
    fetch(handle, text, result)
    return result


def bounds_of(frame: Frame) -> Box:
    """left, bottom, right, top of the frame in user space."""
    return frame.left, frame.bottom, frame.right, frame.top


def _text_of(text_page: Any, count: int) -> str:
    """All characters, one for each index: in one call where pdfium's text has as many as the page."""
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (2 * count + 2))()
    written = pdfium.FPDFText_GetText(text_page, 0, count, buffer)
    text = ctypes.string_at(buffer, max(written - 1, 0) * 2).decode("utf-16-le", "replace")
    if len(text) == count:
        return text
    get_unicode = pdfium.FPDFText_GetUnicode
    codes = (get_unicode(text_page, index) for index in range(count))
    return "".join(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd" for code in codes)


def _quarter_turns_of_text(text_page: Handle, text: str) -> int:
    """Clockwise quarter turns that bring most of the page's text upright, from a sample."""
    # What is printed next behind each of some evenly spread places: no need to look at all of the text.
    starts = range(0, len(text), len(text) // _SAMPLED_CHARACTERS + 1)
    sample = [match.start() for match in map(_PRINTED.search, repeat(text), starts) if match]
    votes = [0, 0, 0, 0]
    for angle in map(get_char_angle, repeat(text_page), sample):
        votes[round(angle / (math.pi / 2)) % 4] += 1
    return (-votes.index(max(votes))) % 4


def _fetch_upright(text_page: Handle, text: str, result: PageText) -> None:
    frame = result.reading
    left, top = frame.left, frame.top
    append = result.characters.append
    width, depth = 2 * frame.size[0], 2 * frame.size[1]
    indexes, characters = _printed(text_page, text, result)
    # How far a font's loose box reaches below the baseline goes with its height: asked once for each.
    rises: dict[float, float] = {}
    for index, character, (x0, upper, x1, lower) in zip(
        indexes, characters, loose_boxes(text_page, indexes), strict=True
    ):
        # Floor division, since a damaged file may have boxes that are no numbers.
        height = (100 * (upper - lower) + 0.5) // 1
        rise = rises.get(height)
        if rise is None:
            if _LOWEST < height < _HIGHEST:
                rise = rises[height] = origins(text_page, [index])[0][1] - lower
            else:
                # pdfium gets the box of some fonts wrong, such as scaled ones that run downwards: the glyph's serves.
                x0, x1, lower, upper = glyph_boxes(text_page, [index])[0]
                rise = origins(text_page, [index])[0][1] - lower
        x0, x1 = x0 - left, x1 - left
        upper, lower = top - upper, top - lower
        if 0 <= x0 + x1 <= width and 0 <= upper + lower <= depth:
            append((character, x0, upper, x1, lower, lower - rise))


def _printed(text_page: Handle, text: str, result: PageText) -> tuple[list[int], list[str]]:
    """The indexes of the characters of a page that are printed, and the characters.

    Every kind of printed space is a blank, what has no width is left out, what has no meaning is U+FFFD.
    """
    cleaned = _DROPPED.sub("\0", _BLANK.sub(" ", text))
    characters = list(cleaned)
    blanks = [index for index, character in enumerate(cleaned) if character == " "]
    for index in compress(blanks, map(is_generated, repeat(text_page), blanks)):
        characters[index] = "\0"
    blanks = [index for index in blanks if characters[index] == " "]
    for index, (x0, x1, lower, upper) in zip(blanks, glyph_boxes(text_page, blanks), strict=True):
        if upper - lower > _INKED and x1 - x0 > _INKED:
            # A glyph that the file calls a space although it prints something.
            characters[index] = "\ufffd"
    digits = [match.start() for match in _DIGIT.finditer(text)]
    for index in compress(digits, map(is_unmapped, repeat(text_page), digits)):
        # Without a map to text pdfium hands out the glyph's code: a digit that is none.
        characters[index] = "\ufffd"
    result.unmapped = characters.count("\ufffd")
    indexes = [index for index, character in enumerate(characters) if character != "\0"]
    return indexes, [character for character in characters if character != "\0"]


def _fetch_turned(text_page: Handle, text: str, result: PageText) -> None:
    """As :func:`_fetch_upright`; pdfium's loose box is only right for upright text, so its height comes from the font.

    The right edge is that of the glyph, a little short of the next character.
    """
    frame = result.reading
    a, b, c, d, e, f = frame.matrix
    width, height = 2 * frame.size[0], 2 * frame.size[1]
    append = result.characters.append
    indexes, characters = _printed(text_page, text, result)
    sizes = map(get_font_size, repeat(text_page), indexes)
    for character, (left, right, bottom, top), (x, y), matrix, size in zip(
        characters,
        glyph_boxes(text_page, indexes),
        origins(text_page, indexes),
        matrices(text_page, indexes),
        sizes,
        strict=False,
    ):
        size *= hypot(matrix[0], matrix[1])
        x0, baseline = a * x + c * y + e, b * x + d * y + f
        # The matrix only turns: the further of two opposite corners is on the right.
        x1 = max(a * left + c * bottom, a * right + c * top) + e
        upper, lower = baseline - 0.88 * size, baseline + 0.12 * size
        if 0 <= x0 + x1 <= width and 0 <= upper + lower <= height:
            append((character, x0, upper, x1, lower, baseline))
