"""Grids that can be damaged: every piece knows which canonical cell it prints, and what it says."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass

from extract.document import Cell, Document, Grid, Place
from extract.reading import Number, Status

Meaning = tuple[Status, Number | None]
"""What a person reads in a cell."""


@dataclass(slots=True)
class Piece:
    """One cell of a grid.

    Attributes:
        cell: canonical id it prints; empty for labels and heads.
        meaning: what a person reads in it; None where nobody can tell.
    """

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    cell: str = ""
    meaning: Meaning | None = None

    @property
    def end(self) -> int:
        """The row below."""
        return self.row + self.rowspan


@dataclass(slots=True)
class Sheet:
    """One grid."""

    pieces: list[Piece]
    row_count: int
    column_count: int

    def starting(self, row: int) -> list[Piece]:
        """Pieces that begin in a row, left to right."""
        return sorted((piece for piece in self.pieces if piece.row == row), key=lambda piece: piece.column)

    def values(self, row: int) -> list[Piece]:
        """Pieces of a row that print canonical cells, left to right."""
        return [piece for piece in self.starting(row) if piece.cell]

    def label(self, row: int) -> Piece | None:
        """The innermost label of a row of values, where it belongs to that row alone."""
        values = self.values(row)
        if not values:
            return None
        before = [piece for piece in self.starting(row) if piece.column < values[0].column and piece.text]
        return before[-1] if before and before[-1].rowspan == 1 else None

    def value_rows(self) -> list[int]:
        """Rows that print canonical cells."""
        return sorted({piece.row for piece in self.pieces if piece.cell})

    def tables(self) -> set[str]:
        """Statutory tables that it prints cells of."""
        return {piece.cell.split(".")[0] for piece in self.pieces if piece.cell}

    def drop_rows(self, first: int, count: int = 1) -> None:
        """Takes rows away; labels that span them are clipped."""
        kept: list[Piece] = []
        for piece in self.pieces:
            before = max(0, min(piece.end, first) - piece.row)
            after = max(0, piece.end - max(piece.row, first + count))
            if before + after == 0:
                continue
            if piece.row >= first:
                piece.row = max(first, piece.row - count)
            piece.rowspan = before + after
            kept.append(piece)
        self.pieces = kept
        self.row_count -= count

    def open_rows(self, at: int, count: int) -> None:
        """Makes room for rows before row ``at``; labels that span the place are stretched."""
        for piece in self.pieces:
            if piece.row >= at:
                piece.row += count
            elif piece.end > at:
                piece.rowspan += count
        self.row_count += count

    def open_column(self, at: int) -> None:
        """Makes room for a column before column ``at``."""
        for piece in self.pieces:
            if piece.column >= at:
                piece.column += 1
            elif piece.column + piece.colspan > at:
                piece.colspan += 1
        self.column_count += 1

    def close_column(self, at: int) -> None:
        """Takes a column away."""
        kept: list[Piece] = []
        for piece in self.pieces:
            if piece.column > at:
                piece.column -= 1
            elif piece.column + piece.colspan > at:
                if piece.colspan == 1:
                    continue
                piece.colspan -= 1
            kept.append(piece)
        self.pieces = kept
        self.column_count -= 1


Sheets = list[Sheet]


def copy_sheets(sheets: Sheets) -> Sheets:
    """A deep copy."""
    return [
        Sheet([copy.copy(piece) for piece in sheet.pieces], sheet.row_count, sheet.column_count) for sheet in sheets
    ]


def all_pieces(sheets: Sheets) -> Iterator[Piece]:
    """Pieces of all sheets."""
    for sheet in sheets:
        yield from sheet.pieces


def grids_to_sheets(grids: list[Grid]) -> Sheets:
    """Sheets without meaning yet."""
    return [
        Sheet(
            [Piece(cell.text, cell.row, cell.column, cell.rowspan, cell.colspan) for cell in grid.cells],
            grid.row_count,
            grid.column_count,
        )
        for grid in grids
    ]


def sheets_to_document(sheets: Sheets) -> Document:
    """A document of these grids; the place of each cell tells its grid and slot."""
    document = Document("text/html", "damaged")
    for number, sheet in enumerate(sheets):
        cells = [
            Cell(
                piece.text,
                piece.row,
                piece.column,
                piece.rowspan,
                piece.colspan,
                Place(table=number + 1, row=piece.row + 1, column=piece.column + 1),
            )
            for piece in sorted(sheet.pieces, key=lambda piece: (piece.row, piece.column))
        ]
        document.blocks.append(Grid(cells, sheet.row_count, sheet.column_count))
    return document
