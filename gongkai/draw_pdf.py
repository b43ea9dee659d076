"""Pages of a PDF as pictures, with what was found drawn over what is printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from extract.document import Box
from extract.read.pdf_pdfium import open_pdf

SCALE = 2.5
"""Pixels per point: 180 dots per inch."""

_FILL_OPACITY = 46
_LINE_OPACITY = 190
_LABEL_POINTS = 5.2
_SMALLEST_LABEL_POINTS = 3.4
_LABEL_SHARE = 0.26
"""Share of a box's height that one line of its label may take."""

_PADDING = 1.2

Colour = tuple[int, int, int]


class Mark(NamedTuple):
    """One box to draw.

    Attributes:
        page: page number, from 1.
        box: x0, top, x1, bottom in points from the top left corner of the displayed page.
        text: a short ASCII label, such as ``new.total``; empty for none.
        colour: red, green, blue, 0 to 255.
    """

    page: int
    box: Box
    text: str
    colour: Colour


def draw_pdf(data: bytes, marks: Sequence[Mark]) -> Iterator[tuple[int, Image.Image]]:
    """Yield every page, from 1, as a picture with its marks.

    Args:
        data: the bytes of the PDF.
        marks: boxes in any order; those on pages that the file lacks are left out.

    Raises:
        DocumentError: the file cannot be opened; see :func:`extract.read.pdf_pdfium.open_pdf`.
    """
    by_page: dict[int, list[Mark]] = {}
    for mark in marks:
        by_page.setdefault(mark.page, []).append(mark)
    source = open_pdf(data)
    try:
        for index in range(len(source)):
            page = source[index]
            try:
                picture = page.render(scale=SCALE).to_pil().convert("RGB")
            finally:
                page.close()
            yield index + 1, draw_marks(picture, by_page.get(index + 1, []))
    finally:
        source.close()


def draw_marks(picture: Image.Image, marks: Sequence[Mark]) -> Image.Image:
    """The picture of one page with its marks: tinted boxes, and labels along their edges."""
    layer = Image.new("RGBA", picture.size, (255, 255, 255, 0))
    pen = ImageDraw.Draw(layer)
    for mark in marks:
        x0, top, x1, bottom = (value * SCALE for value in mark.box)
        # One pixel inside, so that neighbours keep apart and the printed ruling stays visible.
        area = (x0 + 1, top + 1, max(x1 - 1, x0 + 2), max(bottom - 1, top + 2))
        pen.rectangle(area, fill=(*mark.colour, _FILL_OPACITY), outline=(*mark.colour, _LINE_OPACITY), width=2)
    for mark in marks:
        if mark.text:
            _draw_label(pen, mark)
    return Image.alpha_composite(picture.convert("RGBA"), layer).convert("RGB")


def _draw_label(pen: ImageDraw.ImageDraw, mark: Mark) -> None:
    """Write the label along the upper edge, and what follows its last dot along the lower one if it is too long.

    The middle of the box stays free: the printed number stands there.
    """
    x0, top, x1, bottom = (value * SCALE for value in mark.box)
    padding = _PADDING * SCALE
    room = x1 - x0 - 2 * padding
    size = min(_LABEL_POINTS * SCALE, _LABEL_SHARE * (bottom - top))
    smallest = min(_SMALLEST_LABEL_POINTS * SCALE, size)
    lines = [mark.text]
    if _width(lines, size) > room and "." in mark.text:
        head, _, tail = mark.text.rpartition(".")
        lines = [head, tail]
    while size > smallest and _width(lines, size) > room:
        size -= 0.5
    font = ImageFont.load_default(size)
    dark = tuple(channel * 6 // 10 for channel in mark.colour)
    for line, anchor, at in zip(lines, ("la", "rd"), ((x0, top), (x1, bottom)), strict=False):
        sign = 1 if anchor == "la" else -1
        position = at[0] + sign * padding, at[1] + sign * padding
        pen.text(position, _shortened(line, size, room), font=font, fill=(*dark, 255), anchor=anchor)


def _shortened(text: str, size: float, room: float) -> str:
    """The text cut to the room, with two dots where letters are missing."""
    if _width([text], size) <= room:
        return text
    while len(text) > 1 and _width([f"{text}.."], size) > room:
        text = text[:-1]
    return f"{text}.."


def _width(lines: Sequence[str], size: float) -> float:
    font = ImageFont.load_default(size)
    return max(font.getlength(line) for line in lines)
