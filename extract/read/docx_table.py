"""A table of a printed Word document, laid out on slots.

Rules: ECMA-376 part 1, §17.4. Word has no row spans: cells that go on downward say so one by one (``w:vMerge``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from extract.document import Cell, Grid, Place
from extract.errors import DocumentTooLargeError
from extract.limits import MAX_SLOTS
from extract.read import docx_names as names
from extract.read.docx_rows import Row, Slot, table_to_rows

Nested = Mapping[etree._Element, list[etree._Element]]
"""The tables in a cell, in order, by the cell."""


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
        characters: how many its cells hold, those merged into others among them.
    """

    grid: Grid
    nested: list[NestedTable] = field(default_factory=list)
    sources: list[etree._Element] = field(default_factory=list)
    swallowed: list[Place] = field(default_factory=list)
    characters: int = 0


def table_to_reading(
    table: etree._Element, path: str, ordinal: int, nested: Nested, labels: Mapping[etree._Element, str]
) -> TableReading:
    """Lay out one table.

    Args:
        table: a ``w:tbl`` as printed, without the tables in its cells.
        path: its element path.
        ordinal: its number among the grids of the document, from 1.
        nested: the tables in cells.
        labels: automatic numbers, by paragraph.

    Raises:
        DocumentTooLargeError: more cells or slots than ``extract.limits`` allows.
    """
    rows = table_to_rows(table, path, labels)
    slots: list[Slot] = []
    swallowed: list[Slot] = []
    above: dict[int, Slot] = {}
    column_count = 0
    for row in rows:
        column_count = max(column_count, _lay_out(row, swallowed))
        above = _merge_with_above(row, above, slots, swallowed)
    column_count = _without_overrun(table, slots, column_count)
    if len(rows) * column_count > MAX_SLOTS:
        raise DocumentTooLargeError(
            expected=f"at most {MAX_SLOTS} slots in a table", found=f"{len(rows)} x {column_count}", where=path
        )
    new_tuple = tuple.__new__
    reading = TableReading(Grid([], len(rows), column_count, Place(path=path, table=ordinal)))
    cells = reading.grid.cells
    texts = ["".join(slot.parts).strip() for slot in slots]
    for slot, text in zip(slots, texts, strict=True):
        row_index, column, colspan = slot.row, slot.column, slot.colspan
        if column + colspan > column_count:
            colspan = column_count - column
        # Made as tuples, which takes half the time.
        place = new_tuple(Place, (None, None, slot.path, ordinal, row_index + 1, column + 1, None))
        cells.append(new_tuple(Cell, (text, row_index, column, slot.rowspan, colspan, place)))
    reading.sources = [slot.element for slot in slots]
    for slot in swallowed:
        text = "".join(slot.parts).strip()
        if text:
            texts.append(text)
            reading.swallowed.append(Place(None, None, slot.path, ordinal, slot.row + 1, slot.column + 1))
    reading.characters = sum(map(len, texts))
    if nested:
        for slot in slots + swallowed:
            for number, inner in enumerate(nested.get(slot.element, ()), start=1):
                reading.nested.append(NestedTable(inner, f"{slot.path}/tbl[{number}]"))
    return reading


def _lay_out(row: Row, swallowed: list[Slot]) -> int:
    """Give each cell of a row its column, join those that go on from their left, and count the columns."""
    column = row.before
    slots: list[Slot] = []
    for slot in row.slots:
        slot.column = column
        column += slot.colspan
        if slot.joins_left and slots:
            slots[-1].colspan += slot.colspan
            swallowed.append(slot)
        else:
            slots.append(slot)
    row.slots = slots
    return column + row.after


def _merge_with_above(row: Row, above: dict[int, Slot], slots: list[Slot], swallowed: list[Slot]) -> dict[int, Slot]:
    """Join the cells that go on from the row above; give for each column the cell that the next row may go on from."""
    here: dict[int, Slot] = {}
    for slot in row.slots:
        if slot.tracked is not None:
            # A tracked merge counts as made, whatever the cell was before.
            slot.continues = slot.tracked == "cont"
        started = above.get(slot.column) if slot.continues else None
        if started is not None and started.colspan == slot.colspan:
            started.rowspan += 1
            swallowed.append(slot)
            here[slot.column] = started
        else:
            # A continuation of nothing is a cell of its own: Word prints it so.
            slots.append(slot)
            here[slot.column] = slot
    return here


def _without_overrun(table: etree._Element, slots: list[Slot], column_count: int) -> int:
    """Columns without those that only a span beyond the declared grid reaches: no cell begins in them."""
    grid = table.find(names.TBL_GRID)
    declared = 0 if grid is None else len(grid.findall(names.GRID_COL))
    if not declared or column_count <= declared:
        return column_count
    return max(declared, max((slot.column for slot in slots), default=0) + 1)
