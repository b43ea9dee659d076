"""What would explain a failing check: the cell that was changed is the one that is named."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from normalize.checks import reading_to_checks
from normalize.report import Check
from tests.damage.drawing import DISPUTES, Written, read_grids, request_numbers, request_rows


def failing_checks(numbers: dict[str, list[Written]]) -> list[Check]:
    """Checks that fail on a table 三 with these numbers."""
    return [check for check in reading_to_checks(read_grids(request_rows(numbers))) if check.result == "fails"]


ROWS = [row for row in request_numbers() if row not in ("new", "carried_in", "concluded", "carried_out")]


@given(st.sampled_from(ROWS), st.integers(0, 5), st.integers(1, 9))
@settings(deadline=None, max_examples=40)
def test_names_the_changed_cell(row: str, column: int, more: int) -> None:
    """A part that is too large fails its row and its column, and both name it with the number it should be."""
    numbers = request_numbers()
    printed = int(str(numbers[row][column]))
    numbers[row][column] = printed + more
    failing = failing_checks(numbers)
    assert {check.identity for check in failing} == {"I2", "I3"}
    for check in failing:
        said = check.explanation
        assert (
            f"would have to be {printed} " in said
            or "leaves out" in said
            or "printed as 0" in said
            or ("shifted" in said or "counts" in said)
        ), said


@given(st.sampled_from(ROWS), st.integers(1, 9))
@settings(deadline=None, max_examples=20)
def test_wrong_total(row: str, more: int) -> None:
    """Every failing check has a sentence with both sides in it."""
    numbers = request_numbers()
    numbers[row][6] = int(str(numbers[row][6])) + more
    failing = failing_checks(numbers)
    assert failing
    for check in failing:
        assert check.explanation.startswith(f"the sides are {check.left} and {check.right}: ")


def test_total_of_zero() -> None:
    """A total printed as 0 beside parts is named."""
    row: list[Written] = [10, 1, 0, 0, 0, *[0] * 10]
    checks = reading_to_checks(read_grids([*DISPUTES[:3], row]))
    failing = [check for check in checks if check.result == "fails"]
    assert [check.explanation for check in failing] == [
        "the sides are 11 and 0: the total disputes.review.total is printed as 0 beside parts that are not"
    ]


def test_part_left_out() -> None:
    """A total that leaves out one part names the part."""
    row: list[Written] = [5, 2, 3, 1, 8, *[0] * 10]
    checks = reading_to_checks(read_grids([*DISPUTES[:3], row]))
    said = [check.explanation for check in checks if check.result == "fails"]
    assert said == ["the sides are 11 and 8: the total disputes.review.total leaves out disputes.review.other"]


def test_blanks_cannot_mend() -> None:
    """Parts that exceed their total fail it even beside blanks."""
    numbers = request_numbers()
    numbers["granted"] = [9, 5, "", "", "", "", 11]
    failing = failing_checks(numbers)
    rows = [check for check in failing if check.identity == "I3"]
    assert [check.explanation for check in rows] == [
        "the printed parts alone exceed the total, whatever the blanks mean"
    ]
