"""Lines and tables of a page as blocks: tables laid out on slots, tables used for layout taken apart.

The rule for layout. Many pages put the whole article into a table. A table is *prose* when a cell holds
another table, or more than 200 characters in two or more lines, or when only one of its cells holds anything. A table is
*data* when at least two rows have two or more cells of up to 200 characters. Prose that is not data becomes
the lines and tables of its cells, in order. Data that is not prose becomes a grid. Data with prose in it
(a report pasted as one table) becomes a grid, and the lines of its prose cells and of the cells that fill
a row alone are paragraphs besides. Labels of the statutory tables run to about 60 characters, so that a
statutory table is always data. Everything else becomes a grid.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from extract.document import Cell, Grid, Paragraph, Place, Problem
from extract.read.html_flow import FlowRow, FlowTable, Line
from extract.read.spans import Slot, spans_to_slots

_PROSE: Final = 200
"""Characters beyond which the text of a cell in several lines is prose."""

MOST_CELLS: Final = 300
"""A report has fewer cells with numbers than that; a page of icons is not worth more words."""

PICTURE_MESSAGE: Final = "The cell holds a picture, or other content that is no text; what it shows was not read."
NESTED_MESSAGE: Final = "The cell holds a table of its own, which was read as a table and not as what the cell says."


def flow_to_blocks(flow: list[Line | FlowTable]) -> tuple[list[Paragraph | Grid], list[Problem]]:
    """Paragraphs and grids in reading order, grids numbered from 1; and what was noticed.

    Raises:
        DocumentTooLargeError: a table has more slots than ``limits.MAX_SLOTS``.
    """
    layout = _Layout()
    layout.add(flow)
    return layout.blocks, layout.problems


class _Layout:
    """Gathers blocks; keeps count of the grids."""

    def __init__(self) -> None:
        self.blocks: list[Paragraph | Grid] = []
        self.problems: list[Problem] = []
        self.grid_count = 0

    def add(self, flow: Iterable[Line | FlowTable]) -> None:
        """Add lines and tables as they come."""
        for part in flow:
            if isinstance(part, Line):
                self.blocks.append(Paragraph(part.text, Place(None, None, part.path)))
            else:
                self.add_table(part)

    def add_table(self, table: FlowTable) -> None:
        """Add a table: what stands between its cells, then the grid or the content of its cells."""
        self.add(part for part in table.stray if isinstance(part, Line))
        rows = table.rows
        if any(row.section != 1 for row in rows):
            rows = sorted(rows, key=lambda row: row.section)
        prose = _is_prose(table)
        if prose and not _is_data(rows):
            for row in rows:
                for index in range(len(row.texts)):
                    self.add(row.content(index))
        elif any(row.texts for row in rows):
            slots, width = spans_to_slots([row.spans for row in rows], _group_ends(rows))
            self.add_grid(table, rows, slots, width)
            if prose:
                self.add_prose(rows, slots, width)
        self.add(part for part in table.stray if isinstance(part, FlowTable))

    def add_grid(self, table: FlowTable, rows: list[FlowRow], slots: list[list[Slot]], width: int) -> None:
        """Add a table laid out."""
        self.grid_count = number = self.grid_count + 1
        path = table.path
        make = tuple.__new__  # calling the classes takes twice the time, for the one thing there are hundreds of
        cells = [
            make(
                Cell,
                (
                    text,
                    index,
                    column,
                    rowspan,
                    colspan,
                    make(Place, (None, None, path, number, index + 1, column + 1, None)),
                ),
            )
            for index, (row, row_slots) in enumerate(zip(rows, slots, strict=True))
            for text, (column, rowspan, colspan) in zip(row.texts, row_slots, strict=True)
        ]
        self.blocks.append(Grid(cells, len(rows), width, Place(None, None, path, number)))
        if table.pictures or table.holds_tables:
            self.add_cell_problems(table, rows, slots, Place(None, None, path, number))

    def add_cell_problems(self, table: FlowTable, rows: list[FlowRow], slots: list[list[Slot]], place: Place) -> None:
        """Warn of cells without text that are not blank, each by its place: they hold a picture, or a grid of its own."""
        found = []
        for number, row in enumerate(rows):
            for index, text in enumerate(row.texts):
                if text:
                    continue
                cell = place._replace(row=number + 1, column=slots[number][index][0] + 1)
                if (row, index) in table.pictures:
                    found.append(Problem("warning", "picture_in_cell", PICTURE_MESSAGE, cell))
                elif row.contents is not None and row.contents[index]:
                    found.append(Problem("warning", "nested_table_in_cell", NESTED_MESSAGE, cell))
        self.problems += found[:MOST_CELLS]

    def add_prose(self, rows: list[FlowRow], slots: list[list[Slot]], width: int) -> None:
        """Add the paragraphs of a grid that holds prose too, then the tables in its cells."""
        for row, row_slots in zip(rows, slots, strict=True):
            for index, (text, (column, _, colspan)) in enumerate(zip(row.texts, row_slots, strict=True)):
                if len(text) > _PROSE or (column == 0 and colspan == width):
                    self.add(part for part in row.content(index) if isinstance(part, Line))
        self.add(
            part for row in rows for content in row.contents or () for part in content if isinstance(part, FlowTable)
        )


def _is_prose(table: FlowTable) -> bool:
    if table.holds_tables:
        return True
    filled = 0
    for row in table.rows:
        texts = row.texts
        filled += len(texts) - texts.count("")
        if len("".join(texts)) > _PROSE and any(len(text) > _PROSE and "\n" in text for text in texts):
            return True
    return filled <= 1


def _is_data(rows: list[FlowRow]) -> bool:
    found = 0
    for row in rows:
        found += sum(1 for text in row.texts if text and len(text) <= _PROSE) >= 2
        if found == 2:
            return True
    return False


def _group_ends(rows: list[FlowRow]) -> list[int]:
    """For each row the index behind the last row of its group."""
    ends = [0] * len(rows)
    end = len(rows)
    for index in range(len(rows) - 1, -1, -1):
        if index + 1 < len(rows) and rows[index + 1].group != rows[index].group:
            end = index + 1
        ends[index] = end
    return ends
