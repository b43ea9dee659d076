"""What stands in the cells of real reports, one test each (facts on pitfalls, part B, by their numbers)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extract.reading import Reading
from fixtures.labels import REQUEST_ROWS, RESULTS
from normalize.checks import reading_to_checks
from tests.damage.drawing import (
    BASE,
    DISPUTES,
    PROACTIVE,
    PROACTIVE_2019,
    Written,
    assert_base,
    grids_to_document,
    never_wrong,
    read_grids,
    request_numbers,
    request_rows,
    rows_to_grid,
    said,
)
from tests.damage.judgement import flagged_cells


@pytest.mark.parametrize("text", ["", " ", "\u00a0", "\u3000", "\u200b"])
def test_23_blank_for_zero(text: str) -> None:
    """A blank is a blank, whatever space stands in it."""
    numbers = request_numbers()
    numbers["declined_repeat"] = [text] * 7
    assert said(read_grids(request_rows(numbers)), "requests.declined_repeat") == ["blank"] * 7


def test_24_blank_totals() -> None:
    """A blank total is not filled, and its check cannot tell."""
    numbers = request_numbers()
    for row, values in numbers.items():
        numbers[row] = [value or "" for value in values[:6]] + [""]
    reading = read_grids(request_rows(numbers))
    assert said(reading, "requests.granted") == [9, 1, "blank", "blank", "blank", 1, "blank"]
    assert {check.result for check in reading_to_checks(reading) if check.identity == "I3"} == {"cannot_tell"}


@pytest.mark.parametrize("text", ["/", "-", "--", "—", "无", "不适用", "不涉及", "N/A", "／", "－"])
def test_25_placeholders(text: str) -> None:
    """A placeholder is a dash, never a zero."""
    numbers = request_numbers()
    numbers["declined_repeat"] = [text] * 7
    assert said(read_grids(request_rows(numbers)), "requests.declined_repeat") == ["dash"] * 7


def test_26_all_zero() -> None:
    """A report of zeros is a report of zeros."""
    numbers: dict[str, list[Written]] = {row: [0] * 7 for row in REQUEST_ROWS["2021"]}
    reading = read_grids(request_rows(numbers), [*DISPUTES[:3], [0] * 15])
    assert {cell.value for cell in reading.cells.values()} == {0}


def test_27_spaces_around_numbers() -> None:
    """Spaces of any kind before and behind digits do not count."""
    numbers = request_numbers()
    numbers["granted"] = ["\u00a0 9\u3000", "1 ", " 0", "0" + "\u00a0" * 7, "\n0\n", "\t1", "１１"]
    assert_base(read_grids(request_rows(numbers)))


def test_28_remarks_in_cells() -> None:
    """A remark stays with the number that it follows."""
    rows = [list(row) for row in PROACTIVE]
    rows[3] = ["行政规范性文件", "22（其中修订 16 件）", "55（含自然失效 29 件）", "8"]
    reading = read_grids(rows)
    assert said(reading, "proactive.normative_docs", ("issued", "repealed", "in_force")) == [22, 55, 8]
    assert reading.cells["proactive.normative_docs.issued"].remark == "其中修订16件"


def test_28_note_line_below() -> None:
    """A note in a line below table 四 is no number of it."""
    rows: list[list[Written]] = [*DISPUTES, [("注：数量含上年度结转3件", 1, 15)]]
    assert said(read_grids(rows), "disputes.suit_after_review", RESULTS) == [3, 0, 0, 0, 3]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("251000元", 251000),
        ("75394432.52元", Decimal("75394432.52")),
        ("586650.10元", Decimal("586650.10")),
        ("84,565元", 84565),
        ("25.1万元", Decimal("25.1")),
    ],
)
def test_29_unit_in_cell(text: str, value: int | Decimal) -> None:
    """The number is as printed, the unit beside it."""
    rows: list[list[Written]] = [*PROACTIVE_2019[:-1], ["政府集中采购", 21, (text, 1, 2)]]
    cell = read_grids(rows).cells["proactive.procurement.amount"]
    assert (cell.value, cell.unit) == (value, text.lstrip("0123456789.,"))


def test_31_decimal_count() -> None:
    """A decimal where counts stand is kept as printed and fails the check on types."""
    numbers = request_numbers()
    numbers["granted"] = ["9.5", 1, 0, 0, 0, 1, "11.5"]
    reading = read_grids(request_rows(numbers))
    assert said(reading, "requests.granted")[0] == Decimal("9.5")
    assert "requests.granted.natural_person" in flagged_cells(reading)


def test_32_large_counts() -> None:
    """Counts of seven and eight digits are read in full, also with separators."""
    rows = [list(row) for row in PROACTIVE]
    rows[6] = ["行政许可", ("11,398,889", 1, 3)]
    rows[9] = ["行政处罚", ("3985758", 1, 3)]
    reading = read_grids(rows)
    assert reading.cells["proactive.licensing.decisions"].value == 11398889
    assert reading.cells["proactive.penalties.decisions"].value == 3985758


@pytest.mark.parametrize("text", ["-8", "－8", "−8"])
def test_33_negative_change(text: str) -> None:
    """本年增/减 may be negative, with any minus sign."""
    rows = [list(row) for row in PROACTIVE_2019]
    rows[6][2] = text
    reading = read_grids(rows)
    assert reading.cells["proactive.licensing.change"].value == -8
    assert "proactive.licensing.change" not in flagged_cells(reading)


def test_34_number_split_over_two_cells() -> None:
    """A 20 split into 2 and 0 makes its row unreadable, not another number."""
    numbers = request_numbers()
    numbers["new"] = [2, 0, 3, 0, 1, 0, 2, 26]
    never_wrong(read_grids(request_rows(numbers)), "requests.new", BASE["new"])


def test_34_number_split_in_a_row_with_blanks() -> None:
    """The same where zeros and the total are blank, so that a blank end could be cut off."""
    numbers: dict[str, list[Written]] = {
        row: [value or "" for value in values[:6]] + [""] for row, values in request_numbers().items()
    }
    numbers["new"] = [2, 0, 3, "", 1, "", 2, ""]
    cells = read_grids(request_rows(numbers)).cells
    printed = dict(zip(("natural_person", "business", "social", "other_org"), (20, 3, 1, 2), strict=True))
    for column, number in printed.items():
        assert cells[f"requests.new.{column}"].value in (None, number), column
    assert cells["requests.new.natural_person"].status == "unreadable"


def test_35_source_error_kept() -> None:
    """10 and 1 with a total of 0 stay as printed, and the check fails."""
    row: list[Written] = [10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0]
    reading = read_grids([*DISPUTES[:3], row])
    assert said(reading, "disputes.review", RESULTS) == [10, 1, 0, 0, 0]
    failing = [check for check in reading_to_checks(reading) if check.result == "fails"]
    assert len(failing) == 2
    assert {check.cause for check in failing} == {"unverified"}


def test_37_partly_granted_counted_twice() -> None:
    """部分公开 counted under 不予公开 too: the check names the row that is too much."""
    numbers = request_numbers()
    numbers["refused_third_party"] = [2, 0, 0, 1, 0, 0, 3]
    numbers["refused_state_secret"] = [3, 1, 0, 0, 0, 0, 4]
    checks = reading_to_checks(read_grids(request_rows(numbers)))
    failing = {check.check: check for check in checks if check.result == "fails"}
    assert {check.identity for check in failing.values()} == {"I2"}
    assert all(abs(check.difference or 0) in (3, 1, 4) for check in failing.values())


def test_38_carry_over_forgotten() -> None:
    """Where those carried in are left out, the explanation says so."""
    numbers = request_numbers()
    numbers["carried_in"] = [4, 0, 0, 0, 0, 0, 4]
    numbers["new"], numbers["carried_out"] = [18, 3, 0, 1, 0, 2, 24], [0] * 7
    checks = reading_to_checks(read_grids(request_rows(numbers)))
    failing = [check for check in checks if check.result == "fails"]
    assert {check.identity for check in failing} == {"I1"}
    assert all("carried in" in check.explanation for check in failing)


@pytest.mark.parametrize(
    ("run", "expected"),
    [("20 3 0 1 0 2 26", [20, 3, 0, 1, 0, 2, 26]), ("20301 0 2 26", None), ("2030102 26", None), ("0000000", [0] * 7)],
)
def test_41_boundaries_lost(run: str, expected: list[int] | None) -> None:
    """Digits run together are cut only where one way is left; else the row is unreadable."""
    numbers = request_numbers()
    rows = [[REQUEST_ROWS["2021"][row][-1], " ".join(map(str, values))] for row, values in numbers.items()]
    rows[0][1] = run
    reading = document_reading(rows)
    found = said(reading, "requests.new")
    assert found in ([expected] if expected is not None else [["unreadable"] * 7, BASE["new"]])


def document_reading(rows: list[list[str]]) -> Reading:
    """The reading of a grid made from running text."""
    from extract.match import document_to_reading

    return document_to_reading(grids_to_document(rows_to_grid(rows, boundaries_lost=True)))


def test_42_wrapped_heads() -> None:
    """Heads and labels wrapped inside words are read as one."""
    rows = request_rows(request_numbers())
    rows[2] = ["商 业\n企\n业", "科研\n机构", "社会\n公益\n组织", "法律服\n务机构", "其\n他"]
    rows[1][0], rows[1][2] = ("自然\n人", 2, 1), ("总 计", 2, 1)
    rows[5][0] = ("三\n、\n本\n年\n度\n办\n理\n结\n果", 22, 1)
    assert_base(read_grids(rows))
