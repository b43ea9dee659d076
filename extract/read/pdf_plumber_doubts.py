"""Why a cell that pdfplumber found may not say what its page shows: pictures in it, unseen or covered text."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

from extract.document import Box

MESSAGES: Final = {
    "picture_in_cell": "the cell holds a picture, a drawing or a form field; what it shows was not read",
    "hidden_text": "the cell holds text that cannot be seen, or that other text covers",
}

_FIGURE = "0123456789.,"
_SHOWN = ("Widget", "FreeText", "Stamp")


def page_to_pictures(page: Any) -> tuple[list[Box], list[Box]]:
    """Pictures and drawings of a page, and the annotations that print something on it."""
    drawings = [_box(image) for image in page.images]
    drawings += [_box(curve) for curve in page.curves if _is_drawn(curve)]
    drawings += [_box(line) for line in page.lines if 3 < line["height"] < 30 and line["width"] < 3]
    notes = []
    for annotation in page.annots:
        data = annotation.get("data") or {}
        kind = str(getattr(data.get("Subtype"), "name", ""))
        if kind in _SHOWN and not int(data.get("F") or 0) & 0x22 and (kind != "Widget" or data.get("V")):
            notes.append(_box(annotation))
    return drawings, notes


def picture_in_cell(cell: Box, is_blank: bool, drawings: list[Box], notes: list[Box]) -> bool:
    """True if a note covers the cell, or if it prints no text but shows a drawing of its own."""
    return any(_lies_in(box, cell, -0.25) for box in notes) or (
        is_blank and any(_lies_in(box, cell, 0.02) for box in drawings)
    )


def has_unseen_text(characters: list[dict[str, Any]], grounds: list[Box]) -> bool:
    """True if a character is white on paper, or if a digit is printed over another one."""
    printed = sorted((item for item in characters if not item["text"].isspace()), key=lambda item: float(item["x0"]))
    for item in printed:
        x, y = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
        if is_white(item.get("non_stroking_color")) and not any(
            ground[0] <= x <= ground[2] and ground[1] <= y <= ground[3] for ground in grounds
        ):
            return True
    return any(
        first["text"] != second["text"]
        and first["text"] in _FIGURE
        and second["text"] in _FIGURE
        and second["x0"] - first["x0"] < 0.35 * (second["x1"] - second["x0"])
        and abs(first["bottom"] - second["bottom"]) < 0.1 * first["size"]
        for first, second in pairwise(printed)
    )


def is_white(colour: Any) -> bool:
    """True for white in grey, RGB or CMYK.

    >>> is_white((1, 1, 1)), is_white(0), is_white((0, 0, 0, 0)), is_white(None)
    (True, False, True, False)
    """
    values = [value for value in _sequence(colour) if isinstance(value, (int, float))]
    if len(values) == 4:
        return all(value < 0.02 for value in values)
    return bool(values) and all(value > 0.98 for value in values)


def _sequence(colour: Any) -> list[Any]:
    return list(colour) if isinstance(colour, (tuple, list)) else [colour]


def _is_drawn(curve: dict[str, Any]) -> bool:
    """True for anything round, and for an outline with more corners than that of a border has."""
    if any(step[0] in ("c", "v", "y") for step in curve.get("path") or ()):
        return True
    points = curve.get("pts") or ()
    return len(points) > 5 and any(abs(x1 - x0) > 0.15 < abs(y1 - y0) for (x0, y0), (x1, y1) in pairwise(points))


def _lies_in(box: Box, cell: Box, margin: float) -> bool:
    """True if a box stands in a cell, with a margin in shares of the cell's size."""
    across, down = margin * (cell[2] - cell[0]), margin * (cell[3] - cell[1])
    return (
        cell[0] + across < box[0] and box[2] < cell[2] - across and cell[1] + down < box[1] and box[3] < cell[3] - down
    )


def _box(item: dict[str, Any]) -> Box:
    return float(item["x0"]), float(item["top"]), float(item["x1"]), float(item["bottom"])
