"""Layout of spans: no cell lost, no slot covered twice, bounded work."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.errors import DocumentTooLargeError
from extract.limits import MAX_SLOTS
from extract.read.spans import span_to_count, spans_to_slots


@pytest.mark.parametrize(
    ("written", "count"),
    [
        (None, 1),
        ("", 1),
        ("2", 2),
        (" 3;", 3),
        ("+4", 4),
        ("-2", 1),
        ("２", 1),
        ("0", 0),
        ("2.9", 2),
        ("x2", 1),
        ("9" * 5000, 999_999_999),
    ],
)
def test_spans_are_read_as_browsers_do(written: str | None, count: int) -> None:
    """A span is its leading ASCII digits; anything else is 1."""
    assert span_to_count(written) == count


def test_a_rowspan_pushes_the_cells_below_to_the_right() -> None:
    """Cells take the first slot of their row that is free."""
    assert spans_to_slots([[(2, 1), (1, 1)], [(1, 1)]], [2, 2]) == ([[(0, 2, 1), (1, 1, 1)], [(1, 1, 1)]], 2)


def test_a_colspan_ends_where_a_cell_from_above_stands() -> None:
    """Overlapping cells are clipped, not lost."""
    slots, width = spans_to_slots([[(1, 1), (2, 1), (1, 1)], [(1, 3), (1, 1)]], [2, 2])
    assert (slots[1], width) == ([(0, 1, 1), (2, 1, 1)], 3)


def test_a_rowspan_ends_with_its_row_group() -> None:
    """A rowspan, 0 too, reaches to the end of its row group and no further."""
    for rowspan in (0, 9, 10**9):
        assert spans_to_slots([[(rowspan, 1)], [], [(1, 1)]], [2, 2, 3])[0] == [[(0, 2, 1)], [], [(0, 1, 1)]]


def test_a_lying_colspan_does_not_widen_the_table() -> None:
    """Columns in which no cell begins are cut off."""
    assert spans_to_slots([[(1, 10**6)], [(1, 1), (1, 1)]], [2, 2]) == ([[(0, 1, 2)], [(0, 1, 1), (1, 1, 1)]], 2)


def test_too_many_slots_are_refused_at_once() -> None:
    """A table beyond the limit of slots is an error, in bounded time."""
    start = time.perf_counter()
    with pytest.raises(DocumentTooLargeError):
        spans_to_slots([[(10**9, 1000)] * 1000] * 1000, [1000] * 1000)
    spans_to_slots([[(1, 10**6)]] * 100_000, [100_000] * 100_000)
    assert time.perf_counter() - start < 5


SPANS = st.tuples(st.integers(0, 6), st.integers(0, 6))


@given(st.lists(st.lists(SPANS, max_size=6), max_size=8), st.integers(1, 8))
def test_no_cell_is_lost_and_no_slot_covered_twice(rows: list[list[tuple[int, int]]], group: int) -> None:
    """Whatever the spans, each cell has its own slots, inside the table."""
    ends = [min((row // group + 1) * group, len(rows)) for row in range(len(rows))]
    slots, width = spans_to_slots(rows, ends)
    assert [len(row) for row in slots] == [len(row) for row in rows]
    covered = [
        (below, across)
        for row, cells in enumerate(slots)
        for column, rowspan, colspan in cells
        for below in range(row, row + rowspan)
        for across in range(column, column + colspan)
    ]
    assert len(covered) == len(set(covered))
    assert all(below < len(rows) and across < width for below, across in covered)
    assert len(rows) * width <= MAX_SLOTS
    for cells in slots:
        assert [cell[0] for cell in cells] == sorted(cell[0] for cell in cells)
