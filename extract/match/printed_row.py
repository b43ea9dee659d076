"""Rows of grids, cut into labels and values, before anything is known of the form's order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from extract.document import Cell, Grid
from extract.numeral import CellText, text_to_cell_text

_RUN: Final = re.compile(r"[\d\s.,/\-—无元万（）()]*\d[\d\s.,/\-—无元万（）()]*")


@dataclass(slots=True)
class PrintedRow:
    """One row of a grid as the matcher sees it.

    Attributes:
        grid: index of its grid among all grids of the document.
        row: index of the row in the grid.
        labels: cells before the values that say something, left to right; group labels that span
            several rows stand in each.
        own_label: text of the last label that begins in this row; empty when it has none.
        values: cells behind the labels that begin in this row, blanks included.
        texts: what those cells say, one for each.
        spilled: cells behind the labels that reach down from a row above.
        has_numbers: whether anything but blanks stands among the values.
        inferred: it comes from a grid made from lines of text.
        boundaries_lost: the one value cell may hold several numbers.
    """

    grid: int
    row: int
    labels: list[Cell]
    own_label: str
    values: list[Cell]
    texts: list[CellText]
    spilled: list[Cell]
    has_numbers: bool
    inferred: bool = False
    boundaries_lost: bool = False


def grids_to_rows(grids: Sequence[Grid], is_label: Callable[[str], bool]) -> list[PrintedRow]:
    """All rows of all grids in reading order.

    Args:
        grids: the grids of a document.
        is_label: whether a text is a printed label of some form; such a cell is never a value.
    """
    rows: list[PrintedRow] = []
    for index, grid in enumerate(grids):
        for number, cells in enumerate(grid.rows()):
            if cells:
                row = _cells_to_row(index, number, cells, grid.boundaries_lost, is_label)
                row.inferred = grid.inferred
                rows.append(row)
    return rows


def _cells_to_row(
    grid: int, number: int, cells: list[Cell], boundaries_lost: bool, is_label: Callable[[str], bool]
) -> PrintedRow:
    parsed = [text_to_cell_text(cell.text) for cell in cells]
    cut = 0
    leading = True
    for position, text in enumerate(parsed):
        if text.kind == "text":
            printed = cells[position].text
            if (leading and not (boundaries_lost and _RUN.fullmatch(printed))) or is_label(printed):
                cut = position + 1
        elif text.kind != "blank":
            leading = False
    labels: list[Cell] = []
    own = ""
    for cell in cells[:cut]:
        if cell.text:
            labels.append(cell)
            if cell.row == number:
                own = cell.text
    values: list[Cell] = []
    texts: list[CellText] = []
    spilled: list[Cell] = []
    has_numbers = False
    for cell, text in zip(cells[cut:], parsed[cut:], strict=True):
        if cell.row == number:
            values.append(cell)
            texts.append(text)
            has_numbers = has_numbers or text.kind != "blank"
        else:
            spilled.append(cell)
    return PrintedRow(grid, number, labels, own, values, texts, spilled, has_numbers, False, boundaries_lost)
