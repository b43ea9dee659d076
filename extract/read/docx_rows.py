"""The rows of a printed Word table as they are written, before cells that go on from others are joined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree

from extract.errors import DocumentTooLargeError
from extract.limits import MAX_CELLS
from extract.read import docx_names as names
from extract.read.docx_paragraph import element_to_text

MAX_SPAN: Final = 1000
"""Columns that one cell may cover, as in HTML; Word itself stops at 63."""

_CELL_PROPERTIES: Final = frozenset((names.GRID_SPAN, names.V_MERGE, names.H_MERGE, names.CELL_MERGE))
_LOOKED_AT: Final = (
    names.TR, names.TC, names.P, names.T, names.TAB, names.BR, *_CELL_PROPERTIES, names.GRID_BEFORE, names.GRID_AFTER
)  # fmt: skip


class Slot:
    """A cell on its way into the grid.

    Attributes:
        element: the ``w:tc``.
        path: its element path.
        row: its row, from 0.
        parts: its text in pieces, with a line end in front of each paragraph.
        column: its leftmost column, from 0, once its row is laid out.
        rowspan, colspan: rows and columns that it covers.
        continues: whether it goes on from the cell above it.
        joins_left: whether it goes on from the cell to its left.
        tracked: the kind of a tracked vertical merge; None where there is none.
    """

    # Attributes of the class, so that the many plain cells need not set them.
    column: int = 0
    rowspan: int = 1
    colspan: int = 1
    continues: bool = False
    joins_left: bool = False
    tracked: str | None = None

    def __init__(self, element: etree._Element, path: str, row: int) -> None:
        self.element = element
        self.path = path
        self.row = row
        self.parts: list[str] = []


@dataclass(slots=True)
class Row:
    """A row: its cells, and the columns that it leaves empty before and after them."""

    slots: list[Slot] = field(default_factory=list)
    before: int = 0
    after: int = 0


def table_to_rows(table: etree._Element, path: str, labels: Mapping[etree._Element, str]) -> list[Row]:
    """The rows of one table.

    One walk over all of the table is several times as fast as one over the children of each element. It has to
    ask of each element whether it stands where it belongs: what does not, Word does not print.

    Args:
        table: a ``w:tbl`` as printed, without the tables in its cells.
        path: its element path.
        labels: automatic numbers, by paragraph.

    Raises:
        DocumentTooLargeError: more cells than ``extract.limits`` allows.
    """
    rows: list[Row] = []
    slots: list[Slot] = []
    parts: list[str] = []
    row = cell = paragraph = properties = None
    row_path, cell_count = "", 0
    t, breaks, p, tc = names.T, (names.TAB, names.BR), names.P, names.TC
    for element in table.iter(*_LOOKED_AT):
        tag = element.tag
        parent: Any = element.getparent()
        if tag == t or tag in breaks:
            if paragraph is not None and (parent.getparent() is paragraph or paragraph in element.iterancestors(p)):
                parts.append(element_to_text(element))
        elif tag == p:
            if parent is cell:
                paragraph = element
                parts.append("\n")
                if labels:
                    parts.append(labels.get(element, ""))
        elif tag == tc:
            if parent is row:
                cell, paragraph, properties = element, None, None
                slot = Slot(element, f"{row_path}/tc[{len(slots) + 1}]", len(rows) - 1)
                slots.append(slot)
                parts = slot.parts
        elif tag == names.TR:
            if parent is table:
                row, cell, paragraph = element, None, None
                cell_count += len(slots)
                if cell_count > MAX_CELLS:
                    break
                slots = []
                rows.append(Row(slots))
                row_path = f"{path}/tr[{len(rows)}]"
        elif tag in _CELL_PROPERTIES:
            if properties is None and parent.tag == names.TC_PR and parent.getparent() is cell:
                properties = parent
            if parent is properties:
                _read_cell_property(element, slot)
        elif parent.tag == names.TR_PR and parent.getparent() is row:
            _read_row_property(element, rows[-1])
    if cell_count + len(slots) > MAX_CELLS:
        raise DocumentTooLargeError(expected=f"at most {MAX_CELLS} cells", found="more", where=path)
    return rows


def _read_cell_property(element: etree._Element, slot: Slot) -> None:
    tag = element.tag
    if tag == names.GRID_SPAN:
        slot.colspan = _span(element, 1)
    elif tag == names.V_MERGE:
        slot.continues = element.get(names.VAL) != "restart"
    elif tag == names.H_MERGE:
        slot.joins_left = element.get(names.VAL) != "restart"
    else:
        slot.tracked = element.get(names.MERGE)


def _read_row_property(element: etree._Element, row: Row) -> None:
    if element.tag == names.GRID_BEFORE:
        row.before += _span(element, 0)
    else:
        row.after = _span(element, 0)


def _span(element: etree._Element, least: int) -> int:
    text = element.get(names.VAL, "").strip()
    if not (text.isascii() and text.isdigit()):
        return least
    return MAX_SPAN if len(text) > 4 else min(max(int(text), least), MAX_SPAN)
