"""The one shape that every reader returns: paragraphs and grids in reading order, each cell with its place.

Nothing here knows about forms. Whatever the format of the bytes was (HTML, PDF, DOCX, text), all that
comes later works on these types alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Literal, NamedTuple

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in points, measured from the top left corner of the page as it is displayed."""

Severity = Literal["info", "warning", "error"]


class Place(NamedTuple):
    """Where something stands in a document; each coordinate is None where the format has no such thing.

    Attributes:
        page: page number, from 1 (PDF).
        box: rectangle on that page (PDF).
        path: element path (HTML, DOCX), such as ``/html/body/table[2]``.
        table: ordinal of the grid in the document, from 1.
        row: row in that grid, from 1, as read.
        column: column in that grid, from 1, as read.
        line: line number, from 1 (text).
    """

    page: int | None = None
    box: Box | None = None
    path: str | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    line: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """The known coordinates only, ready for JSON.

        >>> Place(page=2, table=1, row=3).as_dict()
        {'page': 2, 'table': 1, 'row': 3}
        """
        return {name: value for name, value in zip(self._fields, self, strict=True) if value is not None}


NOWHERE = Place()


class Cell(NamedTuple):
    """One cell of a grid.

    Attributes:
        text: the text as printed, line ends inside the cell kept as ``\\n``, outer white space cut.
        row, column: the slot of its upper left corner, from 0.
        rowspan, colspan: how many slots it covers, already clipped to the grid.
        place: where it stands in the document.
    """

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    place: Place = NOWHERE


@dataclass(slots=True)
class Grid:
    """A table laid out on slots: no two cells cover the same slot, some slots may be empty.

    Attributes:
        cells: every cell once, by row and then by column of its upper left corner.
        row_count, column_count: size in slots.
        place: where the grid as a whole stands.
        inferred: True for a grid made from lines of text, where a row that was not recognised as one
            is missing without a trace.
        boundaries_lost: True for a grid made from running text, where one cell may hold several
            numbers whose boundaries are not printed.
    """

    cells: list[Cell]
    row_count: int
    column_count: int
    place: Place = NOWHERE
    inferred: bool = False
    boundaries_lost: bool = False

    def rows(self) -> list[list[Cell]]:
        """For each row the cells that cover it, left to right; a cell that spans rows stands in each.

        >>> grid = Grid([Cell("a", 0, 0, rowspan=2), Cell("b", 0, 1), Cell("c", 1, 1)], 2, 2)
        >>> [[cell.text for cell in row] for row in grid.rows()]
        [['a', 'b'], ['a', 'c']]
        """
        rows: list[list[Cell]] = [[] for _ in range(self.row_count)]
        spilled: set[int] = set()
        for cell in self.cells:
            rows[cell.row].append(cell)
            if cell.rowspan > 1:
                below = range(cell.row + 1, min(cell.row + cell.rowspan, self.row_count))
                spilled.update(below)
                for row in below:
                    rows[row].append(cell)
        by_column = attrgetter("column")
        for row in spilled:
            rows[row].sort(key=by_column)
        return rows


class Paragraph(NamedTuple):
    """A run of text that stands on its own; ``text`` has its white space as printed, outer white space cut."""

    text: str
    place: Place = NOWHERE


class Link(NamedTuple):
    """A link of the document to something else: ``target`` as written, never resolved here."""

    target: str
    text: str
    place: Place = NOWHERE


class Problem(NamedTuple):
    """Something a user should know about a reading.

    Attributes:
        severity: ``info``, ``warning`` or ``error``.
        code: a stable name, such as ``repeated_row``; the list is in ``docs/problems.md``.
        message: one sentence for a person.
        place: where, as far as known.
        cells: canonical ids of the cells it concerns.
    """

    severity: Severity
    code: str
    message: str
    place: Place = NOWHERE
    cells: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "severity": self.severity,
            "code": self.code,
            "message": self.message,
            "place": self.place.as_dict(),
            "cells": list(self.cells),
        }


@dataclass(slots=True)
class Document:
    """What one reader found in one document.

    Attributes:
        media_type: as sniffed from the bytes, such as ``application/pdf``.
        reader: which reader read it, such as ``html-lxml``.
        blocks: paragraphs and grids in reading order. A grid nested in a cell of another one is a
            block of its own, behind the outer grid, and its text is not part of the outer cell.
        metadata: what the format says of the document (``title``, and meta tags by their names).
        links: links and attachments, in order.
        problems: what the reader noticed.
        page_count: pages; None where the format has none.
        encoding: the character encoding that was used; None where the format has none.
    """

    media_type: str
    reader: str
    blocks: list[Paragraph | Grid] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    page_count: int | None = None
    encoding: str | None = None

    @property
    def grids(self) -> list[Grid]:
        """The grids alone, in reading order."""
        return [block for block in self.blocks if isinstance(block, Grid)]

    @property
    def paragraphs(self) -> list[Paragraph]:
        """The paragraphs alone, in reading order."""
        return [block for block in self.blocks if isinstance(block, Paragraph)]
