"""A table of a printed Word document, laid out on slots.

Rules: ECMA-376 part 1, §17.4. Word has no row spans: cells that go on downward say so one by one (``w:vMerge``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

from lxml import etree

from extract.document import Cell, Grid, Place
from extract.errors import DocumentTooLargeError
from extract.limits import MAX_SLOTS
from extract.read import docx_names as names
from extract.read.docx_rows import Row, flat_to_rows

Nested = Mapping[etree._Element, list[etree._Element]]
"""The tables in a cell, in order, by the cell."""


class NestedTable(NamedTuple):
    """A table in a cell of another one."""

    table: etree._Element
    path: str


@dataclass(slots=True)
class Slots:
    """The cells of a table on their way into the grid, as columns of equal length.

    Attributes:
        texts: as printed, with a line end in front of each paragraph.
        rows: the row of each, from 0.
        numbers: its number among the cells of that row as written, from 1.
        columns: its leftmost column, from 0.
        rowspans, colspans: rows and columns that it covers.
    """

    texts: list[str] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    rowspans: list[int] = field(default_factory=list)
    colspans: list[int] = field(default_factory=list)

    def add(self, row: int, numbers: Sequence[int], texts: Sequence[str], columns: Sequence[int]) -> None:
        """Add cells of one row that cover one slot each."""
        count = len(texts)
        self.texts += texts
        self.rows += [row] * count
        self.numbers += numbers
        self.columns += columns
        self.rowspans += [1] * count
        self.colspans += [1] * count

    def paths(self, path: str) -> list[str]:
        """The element path of each cell of a table with the given path."""
        return [
            f"{path}/tr[{row + 1}]/tc[{number}]" for row, number in zip(self.rows, self.numbers, strict=True)
        ]

    def elements(self, table: etree._Element) -> list[etree._Element]:
        """The element of each cell of a table."""
        rows = [list(row.iterchildren(names.TC)) for row in table.iterchildren(names.TR)]
        return [rows[row][number - 1] for row, number in zip(self.rows, self.numbers, strict=True)]


@dataclass(slots=True)
class TableReading:
    """One table read.

    Attributes:
        table: its ``w:tbl``.
        grid: its cells.
        slots: where they come from, one for each.
        nested: the tables in its cells, in order.
        swallowed: places of merged-away cells that hold text which is not printed.
        characters: how many its cells hold, those merged into others among them.
    """

    table: etree._Element
    grid: Grid
    slots: Slots
    nested: list[NestedTable] = field(default_factory=list)
    swallowed: list[Place] = field(default_factory=list)
    characters: int = 0

    def sources(self) -> list[etree._Element]:
        """For each cell of the grid the element it comes from."""
        return self.slots.elements(self.table)


def table_to_reading(table: etree._Element, flat: str, path: str, ordinal: int, nested: Nested) -> TableReading:
    """Lay out one table.

    Args:
        table: a ``w:tbl`` as printed, without the tables in its cells.
        flat: the same as :mod:`extract.read.docx_flat` gives it.
        path: its element path.
        ordinal: its number among the grids of the document, from 1.
        nested: the tables in cells.

    Raises:
        DocumentTooLargeError: more cells or slots than ``extract.limits`` allows.
    """
    rows = flat_to_rows(flat, path)
    slots, swallowed = Slots(), Slots()
    above: Sequence[int] = ()
    column_count = 0
    for index, row in enumerate(rows):
        if row.plain:
            width = len(row.texts)
            above = range(len(slots.texts), len(slots.texts) + width)
            slots.add(index, range(1, width + 1), row.texts, range(width))
        else:
            width, above = _add_row(index, row, above, slots, swallowed)
        column_count = max(column_count, width)
    column_count = _without_overrun(table, slots, column_count)
    if len(rows) * column_count > MAX_SLOTS:
        raise DocumentTooLargeError(
            expected=f"at most {MAX_SLOTS} slots in a table", found=f"{len(rows)} x {column_count}", where=path
        )
    cells = _slots_to_cells(slots, path, ordinal, column_count)
    reading = TableReading(table, Grid(cells, len(rows), column_count, Place(path=path, table=ordinal)), slots)
    reading.characters = sum([len(cell.text) for cell in cells])
    for cell in _slots_to_cells(swallowed, path, ordinal, column_count):
        if cell.text:
            reading.characters += len(cell.text)
            reading.swallowed.append(cell.place)
    if nested:
        for part in (slots, swallowed):
            for cell_path, element in zip(part.paths(path), part.elements(table), strict=True):
                for number, inner in enumerate(nested.get(element, ()), start=1):
                    reading.nested.append(NestedTable(inner, f"{cell_path}/tbl[{number}]"))
    return reading


def _slots_to_cells(slots: Slots, path: str, ordinal: int, column_count: int) -> list[Cell]:
    make = tuple.__new__  # calling the classes takes twice the time, for the one thing there are hundreds of
    return [
        make(
            Cell,
            (
                text.strip(),
                row,
                column,
                rowspan,
                colspan if column + colspan <= column_count else column_count - column,
                make(Place, (None, None, f"{path}/tr[{row + 1}]/tc[{number}]", ordinal, row + 1, column + 1, None)),
            ),
        )
        for text, row, number, column, rowspan, colspan in zip(
            slots.texts, slots.rows, slots.numbers, slots.columns, slots.rowspans, slots.colspans, strict=True
        )
    ]


def _add_row(
    index: int, row: Row, above: Sequence[int], slots: Slots, swallowed: Slots
) -> tuple[int, Sequence[int]]:
    """Add the cells of a row that may join others; give its width, and the slots that the next row may go on from."""
    count = len(row.texts)
    colspans = [1] * count
    for number, properties in row.properties.items():
        colspans[number] = properties.colspan
    columns = list(accumulate(colspans, initial=row.before))
    width = columns.pop() + row.after
    gone: dict[int, int | None] = {}
    for number, properties in row.properties.items():
        if properties.joins_left and number > 0:
            first = next(other for other in range(number - 1, -1, -1) if other not in gone)
            colspans[first] += properties.colspan
            gone[number] = None
    by_column: dict[int, int] = {}
    for number, properties in row.properties.items():
        if number not in gone and properties.goes_on:
            by_column = by_column or {slots.columns[slot]: slot for slot in above}
            started = by_column.get(columns[number])
            # A continuation of nothing is a cell of its own: Word prints it so.
            if started is not None and slots.colspans[started] == colspans[number]:
                slots.rowspans[started] += 1
                gone[number] = started
    for number in gone:
        swallowed.add(index, (number + 1,), (row.texts[number],), (columns[number],))
    kept = [number for number in range(count) if number not in gone] if gone else range(count)
    begin = len(slots.texts)
    slots.add(index, [number + 1 for number in kept], [row.texts[n] for n in kept], [columns[n] for n in kept])
    slots.colspans[begin:] = [colspans[number] for number in kept]
    here = [slot for slot in gone.values() if slot is not None]
    return width, [*here, *range(begin, len(slots.texts))]


def _without_overrun(table: etree._Element, slots: Slots, column_count: int) -> int:
    """Columns without those that only a span beyond the declared grid reaches: no cell begins in them."""
    grid = table.find(names.TBL_GRID)
    declared = 0 if grid is None else len(grid.findall(names.GRID_COL))
    if not declared or column_count <= declared:
        return column_count
    return max(declared, max(slots.columns, default=0) + 1)
