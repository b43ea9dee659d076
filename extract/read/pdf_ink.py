"""What a cell shows besides its text, and text that a cell does not show: pictures, drawings, fields, white letters."""

from __future__ import annotations

import ctypes
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any, Final

import pypdfium2.raw as pdfium

from extract.document import Box
from extract.read.pdf_calls import bounds_of_objects, fill_colors
from extract.read.pdf_grids import PageCell, PageTable
from extract.read.pdf_page import Frame, transform_box
from extract.read.pdf_paths import Line, Painting

PICTURE: Final = "picture_in_cell"
HIDDEN: Final = "hidden_text"

MESSAGES: Final = {
    PICTURE: "the cell holds a picture, a drawing or a form field; what it shows was not read",
    HIDDEN: "the cell holds text that cannot be seen, or that other text covers; which of it counts is not known",
}

_WHITE = 250
_FAINTEST = 26
"""Opacity out of 255 below which text cannot be seen."""

_MAX_ANNOTATIONS = 2000
_VISIBLE_KINDS = (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP)
_UNSEEN = 0x02 | 0x20
"""Flags of annotations that are hidden, or not shown on a screen (PDF 32000-1, 12.5.3)."""

_LARGEST = 1.5
"""Size of a cell that what is shown in it may have; what is larger lies over the table as a whole."""

_OWN_ROOM = 1.0
"""Points by which a drawing in a cell stays clear of its walls."""

_STROKE = 30.0
"""Points up to which a line in the middle of a cell is a stroke of a drawing."""


def doubt_cells(tables: list[PageTable], painting: Painting, annotations: list[Box]) -> None:
    """Note in cells what makes their text doubtful: something shown that is no text, or text that is not shown."""
    for box in painting.images:
        _doubt(tables, box, PICTURE, only_blank=True)
    for box in annotations:
        _doubt(tables, box, PICTURE, only_blank=False)
    for box in _unseen_texts(painting):
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        if not any(ground[0] <= x <= ground[2] and ground[1] <= y <= ground[3] for ground in painting.boxes):
            _doubt(tables, box, HIDDEN, only_blank=False)
    if not any(not cell.text for table in tables for cell in table.cells):
        return
    for box in painting.drawings:
        _doubt(tables, box, PICTURE, only_blank=True, margin=_OWN_ROOM)
    for table in tables:
        for box in _strokes(table, painting.verticals):
            _doubt([table], box, PICTURE, only_blank=True, margin=_OWN_ROOM)


def page_to_annotations(page: Any, frame: Frame) -> list[Box]:
    """The boxes of filled fields, free text and stamps of a page, in the space of ``frame``."""
    boxes = []
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MAX_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        bounds = pdfium.FS_RECTF()
        if (
            kind in _VISIBLE_KINDS
            and not pdfium.FPDFAnnot_GetFlags(annotation) & _UNSEEN
            and (kind != pdfium.FPDF_ANNOT_WIDGET or _has_value(annotation))
            and pdfium.FPDFAnnot_GetRect(annotation, ctypes.byref(bounds))
        ):
            left, right = sorted((bounds.left, bounds.right))
            bottom, top = sorted((bounds.bottom, bounds.top))
            boxes.append(frame.box_from_user_space((left, bottom, right, top)))
        pdfium.FPDFPage_CloseAnnot(annotation)
    return boxes


def _has_value(annotation: Any) -> bool:
    """True for a field that is filled in; an empty one shows nothing."""
    return int(pdfium.FPDFAnnot_GetStringValue(annotation, b"V", None, 0)) > 2


def _unseen_texts(painting: Painting) -> Iterator[Box]:
    """The boxes of text painted white, or not at all."""
    for items, matrix in painting.texts:
        colors = fill_colors(items)
        # A page has thousands of text objects and few colors.
        unseen = {color for color in set(colors) if color[3] < _FAINTEST or min(color[:3]) >= _WHITE}
        if not unseen:
            continue
        for bounds in bounds_of_objects([item for item, color in zip(items, colors, strict=True) if color in unseen]):
            if bounds[2] - bounds[0] > 0 and bounds[3] - bounds[1] > 0:
                yield transform_box(matrix, bounds)


def _strokes(table: PageTable, verticals: Iterable[Line]) -> Iterator[Box]:
    """Short upright lines that stand in the middle of slots, away from the edges of columns."""
    left, top, right, bottom = table.lattice.box
    columns = table.lattice.columns
    for x, start, end in verticals:
        if end - start > _STROKE or not left < x < right or not top < start < end < bottom:
            continue
        column = bisect_right(columns, x)
        if x - columns[column - 1] > 2 * _OWN_ROOM and columns[column] - x > 2 * _OWN_ROOM:
            yield x, start, x, end


def _doubt(tables: list[PageTable], box: Box, doubt: str, only_blank: bool, margin: float | None = None) -> None:
    """Note the doubt in the cell that holds the centre of a box, if the box is that cell's own.

    With a margin the whole box must stand so far inside the cell.
    """
    cell = _cell_at(tables, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    if cell is None or (only_blank and cell.text):
        return
    x0, top, x1, bottom = cell.box
    if margin is None:
        is_own = box[2] - box[0] <= _LARGEST * (x1 - x0) and box[3] - box[1] <= _LARGEST * (bottom - top)
    else:
        is_own = x0 + margin < box[0] and box[2] < x1 - margin and top + margin < box[1] and box[3] < bottom - margin
    if is_own:
        cell.doubt = doubt


def _cell_at(tables: list[PageTable], x: float, y: float) -> PageCell | None:
    for table in tables:
        left, top, right, bottom = table.lattice.box
        if left <= x <= right and top <= y <= bottom:
            for cell in table.cells:
                x0, upper, x1, lower = cell.box
                if x0 <= x <= x1 and upper <= y <= lower:
                    return cell
    return None
