"""Whole tables that mislead: second copies, blocks and columns in another order, rows out of order."""

from __future__ import annotations

import pytest

from fixtures.labels import REQUEST_ROWS, RESULTS
from tests.damage.drawing import (
    BASE,
    DISPUTES,
    HEADS,
    PROACTIVE,
    Written,
    assert_base,
    flat_request_rows,
    read_grids,
    request_numbers,
    request_rows,
    said,
)
from tests.damage.judgement import flagged_cells


def test_table_of_last_year_behind() -> None:
    """Two tables of one kind with different numbers: neither is taken without a warning."""
    numbers = request_numbers()
    numbers["granted"] = [8, 1, 0, 0, 0, 1, 10]
    for tables in (
        [request_rows(request_numbers()), request_rows(numbers)],
        [request_rows(numbers), request_rows(request_numbers())],
    ):
        reading = read_grids(*tables)
        assert said(reading, "requests.granted")[0] == "unreadable" or (
            "requests.granted.natural_person" in flagged_cells(reading)
        )


def test_disputes_of_last_year_behind() -> None:
    """The same for table 四, whose values stand in one row."""
    other: list[Written] = [0] * 15
    for tables in ([DISPUTES, [*DISPUTES[:3], other]], [[*DISPUTES[:3], other], DISPUTES]):
        reading = read_grids(*tables)
        assert said(reading, "disputes.review", RESULTS)[0] == "unreadable" or (
            "disputes.review.upheld" in flagged_cells(reading)
        )


@pytest.mark.parametrize("swapped", ["suits", "reviews"])
def test_blocks_of_disputes_in_another_order(swapped: str) -> None:
    """Table 四 with its blocks in another order: read by their heads or not at all; no check would ever notice."""
    first, second, leaves, values = DISPUTES
    if swapped == "suits":
        rows = [first, [*second[:5], second[6], second[5]], leaves, values]
        order = ["review", "suit_after_review", "direct_suit"]
    else:
        rows = [first[::-1], [*second[5:], *second[:5]], leaves, values]
        order = ["direct_suit", "suit_after_review", "review"]
    reading = read_grids(rows)
    for number, block in enumerate(order):
        printed = list(values[5 * number : 5 * number + 5])
        assert said(reading, f"disputes.{block}", RESULTS) in (printed, ["unreadable"] * 5)


def test_statistics_of_another_kind() -> None:
    """A small table of cases in the text, with heads of its own, is no table 二."""
    rows: list[list[Written]] = [["案件类型", "上年", "本年", "增减"], ["行政许可", 5, 6, 1], ["行政处罚", 7, 8, 1]]
    assert not any(cell.status == "reported" for cell in read_grids(rows).cells.values())


def test_total_first() -> None:
    """Columns in another order than the form's are read by their heads."""
    rows = [[row[0], row[7], *row[1:7]] for row in flat_request_rows(request_numbers())]
    assert_base(read_grids(rows))


def test_column_missing() -> None:
    """A column missing with its head: what stands under the other heads is read there or not at all."""
    for at in range(1, 8):
        rows = [
            [cell for number, cell in enumerate(row) if number != at] for row in flat_request_rows(request_numbers())
        ]
        reading = read_grids(rows)
        for row in REQUEST_ROWS["2021"]:
            values = BASE.get(row, [0] * 7)
            found = said(reading, f"requests.{row}")
            assert all(
                value in ("unreadable", number) or (number_at == at - 1 and value in ("absent", "blank"))
                for number_at, (value, number) in enumerate(zip(found, values, strict=True))
            ), (at, row, found)


@pytest.mark.parametrize("label", ["规章（设区的市应提供）", "规 章 制 定 数"])
def test_out_of_order_and_not_exact(label: str) -> None:
    """A row out of order whose label has a gloss or a slip is read or unreadable, never absent."""
    rows = [list(row) for row in PROACTIVE]
    rows[2], rows[10] = rows[10], [label, *rows[2][1:]]
    found = said(read_grids(rows), "proactive.rules", ("issued", "repealed", "in_force"))
    assert found in ([0, 1, 2], ["unreadable"] * 3)


def test_two_tables_with_a_slip_in_a_label() -> None:
    """Two tables of one kind with the same slip in a label and different numbers: neither is taken silently."""
    tables = []
    for number in (3, 38):
        numbers = request_numbers()
        numbers["refused_other_law"] = [number, 0, 0, 0, 0, 0, number]
        rows = flat_request_rows(numbers)
        rows[1 + list(numbers).index("refused_other_law")][0] = "2.其他法律行政止公开"
        tables.append(rows)
    reading = read_grids(*tables)
    assert said(reading, "requests.refused_other_law")[0] == "unreadable" or (
        "requests.refused_other_law.natural_person"
        in {cell for problem in reading.problems if problem.severity != "info" for cell in problem.cells}
    )


def test_head_that_spans_down_over_the_rows() -> None:
    """A last head with a rowspan over all rows below: numbers to its left are read or unreadable, never absent."""
    rows = [list(row) for row in PROACTIVE]
    rows[1][3] = ("现行有效件数", 13, 1)
    for at in (4, 7, 11):
        rows[at] = [(str(rows[at][0][0]), 1, 3)]  # type: ignore[index]
    for at in (5, 6, 8, 9, 10, 12, 13):
        rows[at] = [rows[at][0], (str(rows[at][1][0]), 1, 2)]  # type: ignore[index]
    reading = read_grids(rows)
    assert said(reading, "proactive.licensing", ("decisions",)) in ([31], ["unreadable"])
    assert said(reading, "proactive.coercion", ("decisions",)) in ([6], ["unreadable"])


def test_disputes_of_last_year_far_behind() -> None:
    """Two tables 四 with different numbers and another table between them: neither is taken silently."""
    other: list[Written] = [2, 2, 3, 4, 11, *[0] * 10]
    reading = read_grids(DISPUTES, request_rows(request_numbers()), [*DISPUTES[:3], other])
    warned = {cell for problem in reading.problems if problem.severity != "info" for cell in problem.cells}
    assert said(reading, "disputes.review", RESULTS)[0] == "unreadable" or "disputes.review.upheld" in warned


def test_60_row_cut_with_a_column_more() -> None:
    """A label at the end of a page, its numbers overleaf with an unknown column among them: never blank."""
    rows = [
        [*row[:7], "上年" if at == 0 else "", row[7]] for at, row in enumerate(flat_request_rows(request_numbers()))
    ]
    first = [*rows[:3], [rows[3][0], *[""] * 8]]
    second = [["", *rows[3][1:]], *rows[4:]]
    assert "blank" not in said(read_grids(first, second), "requests.granted")


def test_heads_constant() -> None:
    """The heads that tests share stay as they are: a test that changed them would blind the others."""
    assert [len(row) for row in HEADS] == [2, 3, 5]
