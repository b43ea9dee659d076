"""Tables of the second HTML reader: rows as found in the tree, laid out by marking slots as taken."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from extract.document import Cell, Grid, Paragraph, Place, Problem
from extract.errors import DocumentTooLargeError
from extract.limits import MAX_SLOTS

PICTURE: Final = "\x00"
"""Stands for a picture among the parts of a cell; no text holds this character any more."""

_LONG: Final = 200
_ZERO_WIDTH: Final = dict.fromkeys(
    (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF)
)
_SPACE: Final = re.compile(r"[^\S\n]+")


@dataclass(slots=True)
class SoupCell:
    """A cell: spans as written, text in pieces (``\\n`` between blocks) and nested tables in order."""

    rowspan: int
    colspan: int
    parts: list[str | SoupTable] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The lines of the cell."""
        return "\n".join(parts_to_lines(self.parts))

    @property
    def tables(self) -> list[SoupTable]:
        """The tables nested in the cell."""
        return [part for part in self.parts if isinstance(part, SoupTable)]


@dataclass(slots=True)
class SoupTable:
    """Rows in source order, for each its section (head 0, body 1, foot 2) and row group; and what is in no cell."""

    rows: list[list[SoupCell]] = field(default_factory=list)
    kinds: list[tuple[int, int]] = field(default_factory=list)
    stray: list[str | SoupTable] = field(default_factory=list)
    kind: tuple[int, int] = (1, 0)
    row_is_open: bool = False

    def add_group(self, section: int) -> None:
        """Begin a row group."""
        self.kind = (section, self.kind[1] + 1)
        self.row_is_open = False

    def add_row(self) -> None:
        """Begin a row."""
        self.rows.append([])
        self.kinds.append(self.kind)
        self.row_is_open = True

    def add_cell(self, cell: SoupCell) -> None:
        """Put a cell into the open row, or into a new one."""
        if not self.row_is_open:
            self.add_row()
        self.rows[-1].append(cell)

    def in_order(self) -> SoupTable:
        """The rows as they are shown: the head first, the foot last."""
        order = sorted(range(len(self.rows)), key=lambda row: self.kinds[row][0])
        return SoupTable([self.rows[row] for row in order], [self.kinds[row] for row in order])


def parts_to_lines(parts: Iterable[str | SoupTable]) -> list[str]:
    """The lines of running parts, tables left out.

    >>> parts_to_lines(["政府 ", "信息", "\\n", "公开"])
    ['政府 信息', '公开']
    """
    text = "".join(part if isinstance(part, str) else "\n" for part in parts).replace(PICTURE, "")
    lines = (_SPACE.sub(" ", line.translate(_ZERO_WIDTH)).strip() for line in text.split("\n"))
    return [line for line in lines if line]


def parts_to_blocks(parts: list[str | SoupTable]) -> tuple[list[Paragraph | Grid], list[Problem]]:
    """Paragraphs and grids in order, and what was noticed."""
    blocks: list[Paragraph | Grid] = []
    problems: list[Problem] = []
    _add(parts, blocks, problems)
    number = 0
    for index, block in enumerate(blocks):
        if isinstance(block, Grid):
            number += 1
            cells = [
                cell._replace(place=Place(table=number, row=cell.row + 1, column=cell.column + 1))
                for cell in block.cells
            ]
            blocks[index] = Grid(cells, block.row_count, block.column_count, Place(table=number))
    return blocks, problems


def _add(parts: Iterable[str | SoupTable], blocks: list[Paragraph | Grid], problems: list[Problem]) -> None:
    running: list[str | SoupTable] = []
    for part in parts:
        if isinstance(part, str):
            running.append(part)
            continue
        blocks += map(Paragraph, parts_to_lines(running))
        running = []
        _add_table(part, blocks, problems)
    blocks += map(Paragraph, parts_to_lines(running))


def _add_table(table: SoupTable, blocks: list[Paragraph | Grid], problems: list[Problem]) -> None:
    blocks += map(Paragraph, parts_to_lines(table.stray))
    shown = table.in_order()
    cells = [cell for row in shown.rows for cell in row]
    texts = {id(cell): cell.text for cell in cells}
    filled = [text for text in texts.values() if text]
    prose = (
        len(filled) <= 1
        or any(cell.tables for cell in cells)
        or any(isinstance(part, SoupTable) for part in table.stray)
        or any(len(text) > _LONG and "\n" in text for text in filled)
    )
    rows_of_data = sum(len([1 for cell in row if 0 < len(texts[id(cell)]) <= _LONG]) > 1 for row in shown.rows)
    if prose and rows_of_data < 2:
        for cell in cells:
            _add(cell.parts, blocks, problems)
    elif cells:
        grid = _laid_out(shown, texts)
        blocks.append(grid)
        number = (
            sum(isinstance(block, Grid) for block in blocks)
            if any(cell.tables or PICTURE in cell.parts for cell in cells)
            else 0
        )
        told = 0
        for cell, laid in zip(cells, grid.cells, strict=True):
            if number and not laid.text and told < 300 and (PICTURE in cell.parts or cell.tables):
                told += 1
                place = Place(table=number, row=laid.row + 1, column=laid.column + 1)
                if PICTURE in cell.parts:
                    message = "The cell holds a picture, or other content that is no text; what it shows was not read."
                    problems.append(Problem("warning", "picture_in_cell", message, place))
                else:
                    message = (
                        "The cell holds a table of its own, which was read as a table and not as what the cell says."
                    )
                    problems.append(Problem("warning", "nested_table_in_cell", message, place))
        for cell, laid in zip(cells, grid.cells, strict=True):
            if prose and (len(laid.text) > _LONG or laid.colspan == grid.column_count):
                blocks += map(Paragraph, parts_to_lines(cell.parts))
        for cell in cells:
            _add(cell.tables, blocks, problems)
    _add([part for part in table.stray if isinstance(part, SoupTable)], blocks, problems)


def _laid_out(table: SoupTable, texts: dict[int, str]) -> Grid:
    """Give each cell the first slot of its row that no cell from above has taken."""
    count = len(table.rows)
    taken: list[set[int]] = [set() for _ in range(count)]
    limit = MAX_SLOTS // count
    begun: list[Cell] = []
    width = 0
    last_of_group = {group: row for row, (_, group) in enumerate(table.kinds)}
    for row, (cells, (_, group)) in enumerate(zip(table.rows, table.kinds, strict=True)):
        column = 0
        bottom = last_of_group[group] + 1
        for cell in cells:
            while column in taken[row]:
                column += 1
            width = max(width, column + 1)
            if width > limit:
                raise DocumentTooLargeError(
                    expected=f"tables of at most {MAX_SLOTS} slots",
                    found="a larger one",
                    advice="check that this page is a report",
                )
            breadth = 1
            while breadth < min(cell.colspan, 1000, limit) and column + breadth not in taken[row]:
                breadth += 1
            height = min(cell.rowspan or count, bottom - row)
            for covered in range(row, row + height):
                taken[covered].update(range(column, column + breadth))
            begun.append(Cell(texts[id(cell)], row, column, height, breadth))
            column += breadth
    clipped = [cell._replace(colspan=min(cell.colspan, width - cell.column)) for cell in begun]
    return Grid(clipped, count, width)
