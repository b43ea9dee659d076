"""Where cells come to stand once their spans are laid out, as HTML lays out tables.

Source of the rules: HTML Living Standard, "Forming a table" and "Attributes common to td and th elements".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from extract.errors import DocumentTooLargeError
from extract.limits import MAX_SLOTS

MAX_COLSPAN: Final = 1000
"""More columns than this count as this many (HTML standard)."""

_SPAN: Final = re.compile(r"[ \t\n\f\r]*\+?([0-9]+)")


Span = tuple[int, int]
"""Rowspan and colspan as written."""

PLAIN: Final[Span] = (1, 1)
"""The span of nearly every cell."""

Slot = tuple[int, int, int]
"""Column of the left edge of a cell, from 0, and how many rows and columns it covers."""


def span_to_count(written: str | None) -> int:
    """A ``rowspan`` or ``colspan`` as written, read as browsers do: leading ASCII digits, else 1.

    >>> [span_to_count(text) for text in ("3", " 3;", "-2", "２", "", None, "0")]
    [3, 3, 1, 1, 1, 1, 0]
    """
    match = _SPAN.match(written) if written else None
    # Longer digit runs only say "very many"; int() refuses thousands of them.
    return int(match[1][:9]) if match else 1


def spans_to_slots(rows: Sequence[Sequence[Span]], ends: Sequence[int]) -> tuple[list[list[Slot]], int]:
    """Lay out the cells of a table, given for each row as (rowspan, colspan), and count the columns.

    Args:
        rows: cells in source order; rowspan 0 means down to the end of the row group.
        ends: for each row the index behind the last row of its row group; no rowspan reaches beyond.

    Returns:
        For each row a slot for each of its cells, in order, and the number of columns. No two cells
        cover the same place and none is lost: a colspan ends where a cell from above stands. Columns at
        the right in which no cell begins are cut off (a colspan that overstates).

    Raises:
        DocumentTooLargeError: rows times columns go beyond ``limits.MAX_SLOTS``.

    >>> spans_to_slots([[(2, 1), (1, 9)], [(1, 1), (1, 1)]], [2, 2])
    ([[(0, 2, 1), (1, 1, 2)], [(1, 1, 1), (2, 1, 1)]], 3)
    """
    free_from: list[int] = []  # for each column the first row in which nothing from above stands
    known = 0  # columns up to the last one that any cell covers
    width = 0  # columns up to the last one in which a cell begins
    most = MAX_SLOTS // max(len(rows), 1)
    laid: list[list[Slot]] = []
    for row, cells in enumerate(rows):
        if len(cells) > 1 and cells.count(PLAIN) == len(cells):
            # Nothing to lay out but which columns are free; what stands in one row only blocks nothing below.
            free = [column for column, first in enumerate(free_from) if first <= row][: len(cells)]
            if missing := len(cells) - len(free):
                free.extend(range(known, known + missing))
                free_from.extend([row] * missing)
                known += missing
            width = max(width, free[-1] + 1)
            if width > most:
                raise _too_wide(len(rows), most)
            laid.append([(column, 1, 1) for column in free])
            continue
        column = 0
        slots: list[Slot] = []
        for rowspan, colspan in cells:
            while column < known and free_from[column] > row:
                column += 1
            if column >= width:
                width = column + 1
                if width > most:
                    raise _too_wide(len(rows), most)
            if rowspan == 1 == colspan:
                if column == known:
                    free_from.append(row)
                    known += 1
                slots.append((column, 1, 1))
                column += 1
                continue
            height = 1 if rowspan == 1 else min(rowspan or len(rows), ends[row] - row)
            start, until = column, row + height
            # What reaches beyond the limit is cut off below or refused above; no need to walk it.
            end = start + (1 if colspan <= 1 else max(min(colspan, MAX_COLSPAN, most - start), 1))
            while column < end and (column >= known or free_from[column] <= row):
                if column < known:
                    free_from[column] = until
                else:
                    free_from.append(until)
                    known += 1
                column += 1
            slots.append((start, height, column - start))
        laid.append(slots)
    if known > width:
        laid = [[(column, height, min(breadth, width - column)) for column, height, breadth in slots] for slots in laid]
    return laid, width


def _too_wide(rows: int, most: int) -> DocumentTooLargeError:
    return DocumentTooLargeError(
        expected=f"tables of at most {MAX_SLOTS} slots",
        found=f"one of {rows} rows and more than {most} columns",
        advice="check that this document is a report",
    )
