"""Three-valued checks: what is said of an identity holds whatever the blanks mean."""

from __future__ import annotations

from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from extract.forms import Identity, load_forms
from extract.identity import identity_to_outcome
from extract.reading import CellReading, Number, Reading, Status
from normalize.checks import reading_to_checks, reading_to_identities
from tests.damage.drawing import DISPUTES, PROACTIVE, read_grids, request_numbers, request_rows

STATUSES = [status for status in get_args(Status) if status != "reported"]
IDENTITY = Identity("x", "I3", "structural", "requests", ("t.a.x", "t.b.x", "t.c.x"), ("t.d.x", "t.e.x"), "", "")
VALUES = st.one_of(st.integers(0, 4), st.sampled_from(STATUSES))


def cells_of(values: list[int | str]) -> dict[str, CellReading]:
    """Readings of the cells of the identity: numbers, or a status without one."""
    return {
        cell: CellReading(cell, "reported", value) if isinstance(value, int) else CellReading(cell, value)  # type: ignore[arg-type]
        for cell, value in zip(IDENTITY.cells, values, strict=True)
    }


@given(st.lists(VALUES, min_size=5, max_size=5), st.lists(st.integers(0, 12), min_size=5, max_size=5))
@settings(deadline=None, max_examples=400)
def test_no_filling_contradicts(values: list[int | str], filling: list[int]) -> None:
    """Where a check holds or fails, it does so with any whole numbers of 0 or more in place of what is missing."""
    outcome = identity_to_outcome(IDENTITY, cells_of(values))
    filled = [value if isinstance(value, int) else fill for value, fill in zip(values, filling, strict=True)]
    holds = sum(filled[:3]) == sum(filled[3:])
    if outcome.result == "holds":
        assert holds
    if outcome.result == "fails":
        assert not holds
    assert set(outcome.missing) == {
        cell for cell, value in zip(IDENTITY.cells, values, strict=True) if not isinstance(value, int)
    }


@given(st.lists(st.integers(0, 9), min_size=5, max_size=5))
@settings(deadline=None)
def test_all_numbers_decide(values: list[int]) -> None:
    """With every cell reported the check always decides, and gives both sides."""
    outcome = identity_to_outcome(IDENTITY, cells_of(list(values)))
    assert (outcome.left, outcome.right) == (sum(values[:3]), sum(values[3:]))
    assert outcome.result == ("holds" if outcome.left == outcome.right else "fails")


@given(st.integers(0, 199), st.sampled_from(STATUSES))
@settings(deadline=None)
def test_missing_cell_leaves_its_checks_open(at: int, status: Status) -> None:
    """A cell without a number in a good report: none of its checks holds, all others still do."""
    reading = good_reading()
    cell = list(reading.cells)[at]
    reading.cells[cell] = CellReading(cell, status)
    for check in reading_to_checks(reading):
        if check.identity == "I7":
            assert check.result != "fails"
        elif cell in check.cells:
            assert check.result != "holds"
        else:
            assert check.result == "holds"


@given(st.integers(0, 199), st.integers(1, 10**6))
@settings(deadline=None)
def test_wrong_number_fails_all_its_checks(at: int, more: int) -> None:
    """One number too large in a good report fails every check that contains it, and no other one."""
    reading = good_reading()
    cell = list(reading.cells)[at]
    value: Number = (reading.cells[cell].value or 0) + more
    reading.cells[cell] = reading.cells[cell]._replace(value=value)
    for check in reading_to_checks(reading):
        expected = "fails" if cell in check.cells and check.identity != "I7" else "holds"
        assert check.result == expected
        assert bool(check.explanation) == bool(check.cause) == (expected == "fails")


def good_reading() -> Reading:
    """A reading of all three tables whose identities hold."""
    return read_grids(PROACTIVE, request_rows(request_numbers()), DISPUTES)


def test_ids_are_unique() -> None:
    """Each check has an id of its own, and each identity of the forms found is checked once."""
    reading = good_reading()
    checks = [check.check for check in reading_to_checks(reading)]
    assert len(set(checks)) == len(checks) == len(reading_to_identities(reading))
    expected = [identity.id for identity in load_forms()["2021"].identities]
    assert sorted(checks) == sorted(expected)


def test_blanks_that_would_mean_zero() -> None:
    """Where blanks would have to be zeros for a check to hold, it says so and still cannot tell."""
    numbers = request_numbers()
    numbers["granted"] = [9, 1, "", "", "", 1, 11]
    checks = reading_to_checks(read_grids(request_rows(numbers)))
    row = [check for check in checks if check.identity == "I3" and "requests.granted.total" in check.cells]
    assert [(check.result, check.explanation) for check in row] == [
        ("cannot_tell", "3 blank; it holds if they mean zero")
    ]
