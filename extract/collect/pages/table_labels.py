"""Labels of a cell of a table: the cells without links before it in its row, and above it in rows that are heads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from extract.collect.pages.headings import Heading, text_to_heading
from extract.collect.pages.markup import text_of

_MOST_COLUMNS: Final = 60
_MOST_CELLS: Final = 20_000
_MOST_ROWS_OF_HEAD: Final = 4


class _Grid(NamedTuple):
    """Cells of a table by row and column, each at every place that it spans; the place of each; rows that are heads."""

    rows: list[list[Any]]
    places: dict[Any, tuple[int, int]]
    heads: tuple[int, ...]


class TableLabels:
    """The labels of cells, each table laid out once.

    Args:
        links: the links of the page; a cell that holds one is no label.
    """

    def __init__(self, links: set[Any]) -> None:
        self.holders = {holder for link in links for holder in _cells_above(link)}
        self.grids: dict[Any, _Grid] = {}

    def headings_of(self, element: Any) -> list[tuple[Heading, int]]:
        """What the labels of the cell that holds an element say, nearest first, of its row, then of its column.

        A head of a column that is about something else ends the list with a heading of kind ``other``.
        """
        cell = next((node for node in element.iterancestors() if node.tag in {"td", "th", "table"}), None)
        table = next(cell.iterancestors("table"), None) if cell is not None and cell.tag != "table" else None
        if table is None:
            return []
        if table not in self.grids:
            self.grids[table] = _table_to_grid(table, self.holders)
        grid = self.grids[table]
        if cell not in grid.places:
            return []
        row, column = grid.places[cell]
        labels = [text_to_heading(text) for text in self._texts(reversed(grid.rows[row][:column]))]
        found = [heading for heading in labels if heading.kind in {"topic", "year", "agency", "group"}]
        above = [head for head in grid.heads if head < row][-_MOST_ROWS_OF_HEAD:]
        heads = (grid.rows[head][column] for head in reversed(above) if column < len(grid.rows[head]))
        found += [heading for text in self._texts(heads) if (heading := text_to_heading(text)).kind != "neutral"]
        return [(heading, 0) for heading in found]

    def _texts(self, cells: Iterator[Any]) -> Iterator[str]:
        last = None
        for cell in cells:
            if cell is not None and cell is not last and cell not in self.holders and (text := text_of(cell)):
                yield text
            last = cell


def _cells_above(link: Any) -> Iterator[Any]:
    return (node for node in link.iterancestors("td", "th"))


def _table_to_grid(table: Any, holders: set[Any]) -> _Grid:
    lines = [row for part in table for row in ([part] if part.tag == "tr" else part) if row.tag == "tr"]
    rows: list[list[Any]] = [[] for _ in lines]
    places: dict[Any, tuple[int, int]] = {}
    heads: list[int] = []
    count = 0
    for place, line in enumerate(lines):
        cells = [cell for cell in line if cell.tag in {"td", "th"}]
        column = 0
        for cell in cells:
            while column < len(rows[place]) and rows[place][column] is not None:
                column += 1
            width = _span(cell, "colspan", _MOST_COLUMNS)
            height = _span(cell, "rowspan", len(lines) - place)
            count += width * height
            if count > _MOST_CELLS or column + width > _MOST_COLUMNS:
                break
            for below in rows[place : place + height]:
                below.extend([None] * (column + width - len(below)))
                below[column : column + width] = [cell] * width
            places[cell] = (place, column)
            column += width
        if len(cells) > 1 and not any(cell in holders for cell in cells) and sum(map(bool, map(text_of, cells))) > 1:
            heads.append(place)
    return _Grid(rows, places, tuple(heads))


def _span(cell: Any, name: str, most: int) -> int:
    value = cell.get(name) or ""
    return max(1, min(int(value), most)) if value.isdecimal() and len(value) < 6 else 1
