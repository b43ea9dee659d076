"""Two readings of one document: agreement changes nothing, a dispute is never settled silently."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from extract.reading import CellReading, Reading, Status
from normalize.checks import reading_to_checks
from normalize.verification import compare_readings, is_proven
from tests.damage.drawing import DISPUTES, PROACTIVE, read_grids, request_numbers, request_rows

OTHER_STATUSES: list[Status] = ["blank", "dash", "absent", "unreadable"]


def good() -> Reading:
    """A reading whose identities all hold."""
    return read_grids(PROACTIVE, request_rows(request_numbers()), DISPUTES)


def changed(reading: Reading, at: int, said: CellReading | int) -> str:
    """Makes one cell of a reading say something else."""
    cell = list(reading.cells)[at]
    reading.cells[cell] = reading.cells[cell]._replace(value=said) if isinstance(said, int) else said
    return cell


def test_good_reading_is_proven() -> None:
    """All labels, all numbers, all identities: nothing is left to verify."""
    assert is_proven(good())


@given(st.integers(10, 199), st.sampled_from([*OTHER_STATUSES, 77]))
@settings(deadline=None)
def test_anything_less_is_not(at: int, said: Status | int) -> None:
    """A cell without number, or an identity that fails, calls for a second reading."""
    reading = good()
    cell = list(reading.cells)[at]
    changed(reading, at, said if isinstance(said, int) else CellReading(cell, said))
    assert not is_proven(reading)


def test_agreement() -> None:
    """Two readings that say the same leave the first as it is, without a problem."""
    verified = compare_readings(good(), good())
    assert (verified.reading.cells, verified.problems, verified.causes) == (good().cells, [], {})


@given(st.integers(0, 199), st.integers(1, 500))
@settings(deadline=None, max_examples=60)
def test_dispute(at: int, number: int) -> None:
    """Where readings differ, the cell is what a proven reading says, or not a number; never the unproven one's."""
    first, second = good(), good()
    cell = changed(first, at, 1000 + number)
    truth = second.cells[cell].value
    for one, other in ((first, second), (second, first)):
        verified = compare_readings(one, other)
        found = verified.reading.cells[cell]
        if cell.startswith("proactive."):
            assert found.status == "unreadable"
        else:
            assert found.value == truth
            assert all(check.result == "holds" for check in reading_to_checks(verified.reading))
        if one is first or cell.startswith("proactive."):
            assert any(cell in problem.cells for problem in verified.problems)


@given(
    st.lists(st.tuples(st.integers(10, 199), st.integers(0, 60)), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(10, 199), st.integers(0, 60)), min_size=1, max_size=4),
)
@settings(deadline=None, max_examples=60)
def test_two_unproven_readings(ones: list[tuple[int, int]], others: list[tuple[int, int]]) -> None:
    """No number comes out that neither proof nor both readings stand for."""
    first, second = good(), good()
    for at, number in ones:
        changed(first, at, number)
    for at, number in others:
        changed(second, at, number)
    verified = compare_readings(first, second)
    for cell, found in verified.reading.cells.items():
        one, other = first.cells[cell].value, second.cells[cell].value
        if found.status == "reported" and one != other:
            table = cell.split(".")[0]
            identities = [
                check
                for check in reading_to_checks(verified.reading)
                if check.check.startswith(table) and check.identity != "I7"
            ]
            assert all(check.result == "holds" for check in identities), cell


def test_same_error_in_both() -> None:
    """An identity that fails in both readings alike is the report's own error."""
    first, second = good(), good()
    for reading in (first, second):
        changed(reading, 100, 999)
    causes = compare_readings(first, second).causes
    assert causes
    assert set(causes.values()) == {"source_error"}


def test_second_reading_that_saw_nothing() -> None:
    """A second reading without any table says nothing against the first."""
    first = good()
    changed(first, 100, 999)
    verified = compare_readings(first, Reading())
    assert verified.reading.cells == first.cells
    assert set(verified.causes.values()) == {"unverified"}


def test_inputs_stay_as_they_are() -> None:
    """Comparing changes neither reading."""
    first, second = good(), good()
    changed(second, 100, 999)
    compare_readings(first, second)
    assert first.cells == good().cells
    assert compare_readings(first, second).problems == compare_readings(first, second).problems
