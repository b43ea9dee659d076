"""A table of a printed Word document, laid out on slots.

Rules: ECMA-376 part 1, §17.4. Word has no row spans: cells that go on downward say so one by one (``w:vMerge``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from lxml import etree

from extract.document import Cell, Grid, Place
from extract.errors import DocumentTooLargeError
from extract.limits import MAX_CELLS, MAX_SLOTS
from extract.read import docx_names as names

MAX_SPAN: Final = 1000
"""Columns that one cell may cover, as in HTML; Word itself stops at 63."""

TextOf = Callable[[etree._Element], str]


class NestedTable(NamedTuple):
    """A table in a cell of another one."""

    table: etree._Element
    path: str


@dataclass(slots=True)
class TableReading:
    """One table read.

    Attributes:
        grid: its cells.
        nested: the tables in its cells, in order.
        sources: for each cell of the grid the element it comes from.
        swallowed: places of merged-away cells that hold text which is not printed.
    """

    grid: Grid
    nested: list[NestedTable] = field(default_factory=list)
    sources: list[etree._Element] = field(default_factory=list)
    swallowed: list[Place] = field(default_factory=list)


@dataclass(slots=True)
class _Slot:
    """A cell while its table is laid out."""

    element: etree._Element
    path: str
    row: int
    column: int
    colspan: int
    continues: bool
    rowspan: int = 1


def table_to_reading(table: etree._Element, path: str, ordinal: int, text_of: TextOf) -> TableReading:
    """Lay out one table.

    Args:
        table: a ``w:tbl`` as printed.
        path: its element path.
        ordinal: its number among the grids of the document, from 1.
        text_of: gives the text of a paragraph.

    Raises:
        DocumentTooLargeError: more cells or slots than ``extract.limits`` allows.
    """
    slots: list[_Slot] = []
    swallowed: list[_Slot] = []
    above: dict[int, _Slot] = {}
    row_count = column_count = 0
    for row in table.iterchildren(names.TR):
        row_slots, width = _row_to_slots(row, f"{path}/tr[{row_count + 1}]", row_count, swallowed)
        column_count = max(column_count, width)
        here: dict[int, _Slot] = {}
        for slot in row_slots:
            started = above.get(slot.column) if slot.continues else None
            if started is not None and started.colspan == slot.colspan:
                started.rowspan += 1
                swallowed.append(slot)
                here[slot.column] = started
            else:
                # A continuation of nothing is a cell of its own: Word prints it so.
                slots.append(slot)
                here[slot.column] = slot
        above = here
        row_count += 1
        if len(slots) + len(swallowed) > MAX_CELLS:
            raise DocumentTooLargeError(expected=f"at most {MAX_CELLS} cells", found="more", where=path)
    column_count = _without_overrun(table, slots, column_count)
    if row_count * column_count > MAX_SLOTS:
        raise DocumentTooLargeError(
            expected=f"at most {MAX_SLOTS} slots in a table", found=f"{row_count} x {column_count}", where=path
        )
    reading = TableReading(Grid([], row_count, column_count, Place(path=path, table=ordinal)))
    for slot in slots:
        text = _cell_text(slot, text_of, reading.nested)
        place = Place(None, None, slot.path, ordinal, slot.row + 1, slot.column + 1)
        colspan = min(slot.colspan, column_count - slot.column)
        reading.grid.cells.append(Cell(text, slot.row, slot.column, slot.rowspan, colspan, place))
        reading.sources.append(slot.element)
    for slot in swallowed:
        if _cell_text(slot, text_of, reading.nested):
            reading.swallowed.append(Place(path=slot.path, table=ordinal, row=slot.row + 1, column=slot.column + 1))
    return reading


def _row_to_slots(row: etree._Element, path: str, index: int, swallowed: list[_Slot]) -> tuple[list[_Slot], int]:
    column = after = ordinal = 0
    slots: list[_Slot] = []
    for child in row:
        tag = child.tag
        if tag == names.TC:
            ordinal += 1
            slot = _Slot(child, f"{path}/tc[{ordinal}]", index, column, 1, False)
            joins_left = _read_spans(child, slot)
            column += slot.colspan
            if joins_left and slots:
                slots[-1].colspan += slot.colspan
                swallowed.append(slot)
            else:
                slots.append(slot)
        elif tag == names.TR_PR:
            for property_element in child:
                if property_element.tag == names.GRID_BEFORE:
                    column += _span(property_element, 0)
                elif property_element.tag == names.GRID_AFTER:
                    after = _span(property_element, 0)
    return slots, column + after


def _read_spans(cell: etree._Element, slot: _Slot) -> bool:
    """Write the spans of a cell into its slot; tell whether it only goes on from the cell to its left."""
    joins_left = False
    tracked: str | None = None
    properties = cell.find(names.TC_PR)
    for child in () if properties is None else properties:
        tag = child.tag
        if tag == names.GRID_SPAN:
            slot.colspan = _span(child, 1)
        elif tag == names.V_MERGE:
            slot.continues = child.get(names.VAL) != "restart"
        elif tag == names.H_MERGE:
            joins_left = child.get(names.VAL) != "restart"
        elif tag == names.CELL_MERGE:
            tracked = child.get(names.MERGE)
    if tracked is not None:
        # A tracked merge counts as made, whatever the cell was before.
        slot.continues = tracked == "cont"
    return joins_left


def _span(element: etree._Element, least: int) -> int:
    text = element.get(names.VAL, "").strip()
    if not (text.isascii() and text.isdigit()):
        return least
    return MAX_SPAN if len(text) > 4 else min(max(int(text), least), MAX_SPAN)


def _without_overrun(table: etree._Element, slots: list[_Slot], column_count: int) -> int:
    """Columns without those that only a span beyond the declared grid reaches: no cell begins in them."""
    grid = table.find(names.TBL_GRID)
    declared = 0 if grid is None else len(grid.findall(names.GRID_COL))
    if not declared or column_count <= declared:
        return column_count
    return max(declared, max((slot.column for slot in slots), default=0) + 1)


def _cell_text(slot: _Slot, text_of: TextOf, nested: list[NestedTable]) -> str:
    texts: list[str] = []
    tables = 0
    for child in slot.element:
        tag = child.tag
        if tag == names.P:
            texts.append(text_of(child))
        elif tag == names.TBL:
            tables += 1
            nested.append(NestedTable(child, f"{slot.path}/tbl[{tables}]"))
    return texts[0].strip() if len(texts) == 1 else "\n".join(texts).strip()
