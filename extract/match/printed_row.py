"""Rows of grids, cut into labels and values, before anything is known of the form's order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from extract.document import Cell, Grid
from extract.numeral import CellText, text_to_cell_text

_RUN: Final = re.compile(r"[\d\s.,/\-—无元万（）()]*\d[\d\s.,/\-—无元万（）()]*")

_LEAST_ROWS: Final = 4
"""So many rows alike show where the labels of a grid end."""


@dataclass(slots=True)
class PrintedRow:
    """One row of a grid as the matcher sees it.

    Attributes:
        grid: index of its grid among all grids of the document.
        row: index of the row in the grid.
        labels: cells before the values that say something, left to right; group labels that span
            several rows stand in each.
        own: texts of the labels that begin in this row.
        own_label: the last of them; empty when there is none.
        values: cells behind the labels that begin in this row, blanks included.
        texts: what those cells say, one for each.
        has_numbers: whether anything but blanks stands among the values.
        inferred: it comes from a grid made from lines of text.
        boundaries_lost: the one value cell may hold several numbers.
    """

    grid: int
    row: int
    labels: list[Cell]
    own: tuple[str, ...]
    own_label: str
    values: list[Cell]
    texts: list[CellText]
    has_numbers: bool
    inferred: bool = False
    boundaries_lost: bool = False


def grids_to_rows(
    grids: Sequence[Grid], is_label: Callable[[str], bool], is_row_label: Callable[[str], bool]
) -> list[PrintedRow]:
    """All rows of all grids in reading order.

    Args:
        grids: the grids of a document.
        is_label: whether a text is a printed label of some form; such a cell is never a value.
        is_row_label: whether it is the label of a row.
    """
    rows: list[PrintedRow] = []
    for index, grid in enumerate(grids):
        in_grid: list[PrintedRow] = []
        for number, cells in enumerate(grid.rows()):
            if cells:
                row = _cells_to_row(index, number, cells, grid.boundaries_lost, is_label, is_row_label)
                row.inferred = grid.inferred
                in_grid.append(row)
        _settle_label_columns(in_grid, is_label)
        rows += in_grid
    return _join_cut_rows(rows, is_label, is_row_label)


def _cells_to_row(
    grid: int,
    number: int,
    cells: list[Cell],
    boundaries_lost: bool,
    is_label: Callable[[str], bool],
    is_row_label: Callable[[str], bool],
) -> PrintedRow:
    parsed = [text_to_cell_text(cell.text) for cell in cells]
    cut = 0
    leading = True
    for position, text in enumerate(parsed):
        if text.kind == "text":
            printed = cells[position].text
            if not leading and cells[position].row != number:
                continue  # A head that reaches down behind the numbers names none of them.
            if (leading and not (boundaries_lost and _RUN.fullmatch(printed))) or is_label(printed):
                cut = position + 1
        elif text.kind != "blank":
            leading = False
    if leading and cut:
        cut = _cut_behind_row_label(cells, cut, is_label, is_row_label)
    labels: list[Cell] = []
    own: tuple[str, ...] = ()
    for cell in cells[:cut]:
        if cell.text:
            labels.append(cell)
            if cell.row == number:
                own += (cell.text,)
    values, texts = cells[cut:], parsed[cut:]
    for cell in values:
        if cell.row != number:
            texts = [text for cell, text in zip(values, texts, strict=True) if cell.row == number]
            values = [cell for cell in values if cell.row == number]
            break
    has_numbers = False
    for text in texts:
        if text.kind != "blank":
            has_numbers = True
            break
    own_label = own[-1] if own else ""
    return PrintedRow(grid, number, labels, own, own_label, values, texts, has_numbers, False, boundaries_lost)


def _cut_behind_row_label(
    cells: Sequence[Cell], cut: int, is_label: Callable[[str], bool], is_row_label: Callable[[str], bool]
) -> int:
    """Where the labels end in a row of words alone: words behind a row's label stand where its values should."""
    last = next((position for position in range(cut - 1, -1, -1) if is_label(cells[position].text)), None)
    return cut if last is None or not is_row_label(cells[last].text) else last + 1


def _settle_label_columns(rows: list[PrintedRow], is_label: Callable[[str], bool]) -> None:
    """Puts the border between labels and values where it stands in most rows with numbers.

    Blank cells on its left (a group label that is not merged over its rows leaves such) are no values;
    words on its right that are no label (a number with a mark, a remark) are.
    """
    ends: dict[int, int] = {}
    for row in rows:
        if row.own_label and row.values:
            end = row.labels[-1].column + row.labels[-1].colspan
            ends[end] = ends.get(end, 0) + 1
    if not ends:
        return
    most = max(ends, key=lambda end: (ends[end], -end))
    for row in rows:
        blanks = 0
        while blanks < len(row.values) and row.texts[blanks].kind == "blank" and row.values[blanks].column < most:
            blanks += 1
        if blanks:
            del row.values[:blanks], row.texts[:blanks]
        if ends[most] >= _LEAST_ROWS:
            _return_words(row, most, is_label)


def _return_words(row: PrintedRow, border: int, is_label: Callable[[str], bool]) -> None:
    words: list[Cell] = []
    while row.labels and row.values and row.labels[-1].column >= border and row.labels[-1].row == row.row:
        if is_label(row.labels[-1].text):
            break
        words.insert(0, row.labels.pop())
    if words:
        row.values[:0] = words
        row.texts[:0] = [text_to_cell_text(cell.text) for cell in words]
        row.has_numbers = True
        row.own = row.own[: -len(words)]
        row.own_label = row.own[-1] if row.own else ""


def _join_cut_rows(
    rows: list[PrintedRow], is_label: Callable[[str], bool], is_row_label: Callable[[str], bool]
) -> list[PrintedRow]:
    """Puts the numbers of a row that a page cuts in two back behind its label.

    So it is when a grid ends with a row's label, alone or beside blank cells, and the next one begins,
    past a repeated head, with numbers that have no label but that of their group.
    """
    joined: list[PrintedRow] = []
    for index, row in enumerate(rows):
        unlabelled = not row.own_label or (is_label(row.own_label) and not is_row_label(row.own_label))
        before = _last_of_previous_grid(rows, index) if row.has_numbers and unlabelled else None
        if before is not None and not before.has_numbers and is_row_label(before.own_label):
            values, texts = row.values, row.texts
            while before.values and len(values) > len(before.values) and texts[0].kind == "blank":
                values, texts = values[1:], texts[1:]
            if not before.values or len(before.values) == len(values):
                before.values, before.texts, before.has_numbers = values, texts, True
                continue
        joined.append(row)
    return joined


def _last_of_previous_grid(rows: list[PrintedRow], index: int) -> PrintedRow | None:
    """The last row of the grid before, where nothing but words stands between it and this row."""
    grid = rows[index].grid
    for row in reversed(rows[:index]):
        if row.grid != grid:
            return row if row.grid == grid - 1 else None
        if row.values:
            return None
    return None
