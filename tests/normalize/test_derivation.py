"""Numbers derived for blanks are proven: every way of filling the blanks that satisfies the identities has them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from extract.document import NOWHERE
from extract.forms import Identity
from extract.reading import CellReading, ExtraRow, Reading, Status
from fixtures.labels import COLUMNS, DISPUTE_BLOCKS, REQUEST_ROWS, RESULTS
from normalize.derivation import identities_to_derived, reading_to_derived
from tests.damage.drawing import DISPUTES, PROACTIVE, read_grids, request_numbers, request_rows
from tests.published_numbers import SHANGHAI, SHANGHAI_OUTCOMES

ROWS = ("a", "b", "sum")
CELLS = [f"t.{row}.{column}" for row in ROWS for column in ("x", "y", "total")]
SMALL = [
    *(
        Identity(f"row.{row}", "I3", "structural", "t", (f"t.{row}.x", f"t.{row}.y"), (f"t.{row}.total",), "", "")
        for row in ROWS
    ),
    *(
        Identity(
            f"column.{column}",
            "I2",
            "structural",
            "t",
            (f"t.a.{column}", f"t.b.{column}"),
            (f"t.sum.{column}",),
            "",
            "",
        )
        for column in ("x", "y", "total")
    ),
]
"""A table of two rows, two columns and all their sums."""

MOST = 4


def small_cells(numbers: Sequence[int | Status | None]) -> dict[str, CellReading]:
    """Readings of the small table: a number, a blank for None, or another status."""
    return {
        cell: CellReading(cell, "blank")
        if number is None
        else CellReading(cell, "reported", number)
        if isinstance(number, int)
        else CellReading(cell, number)
        for cell, number in zip(CELLS, numbers, strict=True)
    }


def solutions(numbers: Sequence[int | Status | None]) -> list[dict[str, int]]:
    """Every way to fill the small table with counts so that its identities hold, found by trying."""
    printed = [number if isinstance(number, int) else None for number in numbers]
    inner = [range(MOST + 1) if (number := printed[at]) is None else [number] for at in (0, 1, 3, 4)]
    found = []
    for a, b, c, d in itertools.product(*inner):
        filled = [a, b, a + b, c, d, c + d, a + c, b + d, a + b + c + d]
        if all(number in (None, value) for number, value in zip(printed, filled, strict=True)):
            found.append(dict(zip(CELLS, filled, strict=True)))
    return found


@given(st.lists(st.integers(0, 3), min_size=4, max_size=4), st.sets(st.integers(0, 8)), st.sets(st.integers(0, 8)))
@settings(deadline=None, max_examples=200)
def test_derived_in_every_solution(inner: list[int], blank: set[int], spoilt: set[int]) -> None:
    """A derived number is the same in all solutions, stands for a blank, and names its identity."""
    a, b, c, d = inner
    numbers: list[int | Status | None] = [a, b, a + b, c, d, c + d, a + c, b + d, a + b + c + d]
    for at in blank:
        numbers[at] = None
    for at in spoilt - blank:
        numbers[at] = "absent" if at % 2 else "unreadable"
    every = solutions(numbers)
    for derived in identities_to_derived(SMALL, small_cells(numbers)):
        assert numbers[CELLS.index(derived.cell)] is None
        assert {solution[derived.cell] for solution in every} == {derived.value}
        assert derived.reason.split()[1].rstrip(":") in {identity.id for identity in SMALL}


@given(st.lists(st.one_of(st.none(), st.integers(0, 4)), min_size=9, max_size=9))
@settings(deadline=None, max_examples=200)
def test_contradictions_derive_nothing_wrong(numbers: list[int | None]) -> None:
    """Whatever is printed: what is derived agrees with every solution, and completes no sum wrongly."""
    cells = small_cells(numbers)
    derived = {entry.cell: entry.value for entry in identities_to_derived(SMALL, cells)}
    every = solutions(numbers)
    if every:
        assert all(solution[cell] == value for solution in every for cell, value in derived.items())
    known = {cell: reading.value for cell, reading in cells.items() if reading.value is not None} | derived
    if derived:
        for identity in SMALL:
            if all(cell in known for cell in identity.cells):
                assert sum(known[cell] for cell in identity.left) == sum(known[cell] for cell in identity.right)


def test_nothing_beside_a_failing_identity() -> None:
    """Where a printed sum is wrong, no blank of the same table is filled: nobody knows which number is wrong."""
    good = small_cells([1, 2, 3, 1, 1, 2, 2, 3, None])
    assert [(entry.cell, entry.value) for entry in identities_to_derived(SMALL, good)] == [("t.sum.total", 5)]
    assert identities_to_derived(SMALL, good | {"t.a.x": CellReading("t.a.x", "reported", 9)}) == []


def test_two_proofs_that_disagree() -> None:
    """A blank for which its row and its column ask for different numbers gets none."""
    assert identities_to_derived(SMALL, small_cells([None, 2, 5, 1, 1, 2, 3, 3, 7])) == []


def test_a_negative_remainder() -> None:
    """A blank that would have to be less than nothing gets no number."""
    assert identities_to_derived(SMALL, small_cells([None, 5, 3, None, None, None, None, None, None])) == []


def test_a_number_that_is_no_count() -> None:
    """Half a case makes every sum doubtful."""
    cells = small_cells([1, 2, None, 1, 1, 2, 2, 3, 5])
    half = {"t.a.x": CellReading("t.a.x", "reported", Decimal("0.5"))}
    assert identities_to_derived(SMALL, cells)
    assert identities_to_derived(SMALL, cells | half) == []


def test_neither_absent_nor_unreadable() -> None:
    """A row that is not printed is not zero, an unreadable cell is not empty: neither is filled nor helps to fill."""
    for status in ("absent", "unreadable"):
        assert identities_to_derived(SMALL[:1], small_cells([1, status, 1, 1, 1, 2, 2, 1, 3])) == []
        assert identities_to_derived(SMALL[:1], small_cells([1, status, None, 1, 1, 2, 2, 1, 3])) == []


def shanghai() -> Reading:
    """The reading of Shanghai's general office on 2019: tables 三 and 四, blanks as printed."""
    cells = {
        cell: CellReading(cell, "blank") if value is None else CellReading(cell, "reported", value)
        for cell, value in SHANGHAI.items()
    }
    printed: dict[str, list[int | None]] = {
        "review": [5, None, None, 2, 7],
        "direct_suit": [8, None, None, 1, 9],
        "suit_after_review": [None] * 5,
    }
    for block in DISPUTE_BLOCKS:
        for result, value in zip(RESULTS, printed[block], strict=True):
            cell = f"disputes.{block}.{result}"
            cells[cell] = CellReading(cell, "blank") if value is None else CellReading(cell, "reported", value)
    return Reading(forms={"requests": "2019", "disputes": "2019"}, cells=cells)


def test_blank_totals_of_shanghai() -> None:
    """The blank totals of 2019 come out as the sums prove; only a block without any number stays blank."""
    reading = shanghai()
    derived = {entry.cell: entry for entry in reading_to_derived(reading)}
    outcomes = [row for row in REQUEST_ROWS["2019"] if row not in ("new", "carried_in", "concluded", "carried_out")]
    assert [derived[f"requests.{row}.total"].value for row in outcomes] == SHANGHAI_OUTCOMES
    assert sum(SHANGHAI_OUTCOMES) == 805
    blanks = {cell for cell, printed in reading.cells.items() if printed.status == "blank"}
    assert blanks - set(derived) == {f"disputes.suit_after_review.{result}" for result in RESULTS}
    assert all(
        entry.value == 0
        for cell, entry in derived.items()
        if not (cell.startswith("requests.") and cell.endswith(".total"))
    )
    assert derived["requests.granted.total"].reason == (
        "I3 requests.applicants.granted: natural_person 258 + business 12 + legal 1 + other_org 1 = total ?"
    )
    assert list(derived) == [cell for cell in reading.cells if cell in derived]


def test_a_full_reading_has_nothing_to_derive() -> None:
    """A report without blanks gets no derived value."""
    assert reading_to_derived(read_grids(PROACTIVE, request_rows(request_numbers()), DISPUTES)) == []


def test_tables_without_sums_derive_nothing() -> None:
    """A blank in table 二 stays blank: no identity speaks of it."""
    rows = [list(row) for row in PROACTIVE]
    rows[2][3] = ""
    assert reading_to_derived(read_grids(rows, request_rows(request_numbers()))) == []


def test_rows_of_its_own_stop_sums_over_rows() -> None:
    """With a row that the form lacks, rows no longer prove a total; the kinds of applicant still do."""
    reading = shanghai()
    reading.cells["requests.concluded.total"] = CellReading("requests.concluded.total", "blank")
    assert {entry.cell: entry.value for entry in reading_to_derived(reading)}["requests.concluded.total"] == 805
    reading.extras.append(ExtraRow("requests", "（八）不属于本机关", ("3",), "other", NOWHERE))
    derived = reading_to_derived(reading)
    assert {entry.reason.split()[0] for entry in derived if entry.cell.startswith("requests.")} == {"I3"}


@given(st.sets(st.tuples(st.sampled_from(list(REQUEST_ROWS["2021"])), st.sampled_from(COLUMNS)), max_size=60))
@settings(deadline=None, max_examples=60)
def test_blanking_never_derives_another_number(blanked: set[tuple[str, str]]) -> None:
    """Cells of a good report that are blanked come back with their own number or not at all."""
    reading = read_grids(request_rows(request_numbers()))
    truth = {cell: printed.value for cell, printed in reading.cells.items()}
    for row, column in blanked:
        cell = f"requests.{row}.{column}"
        reading.cells[cell] = CellReading(cell, "blank")
    for entry in reading_to_derived(reading):
        assert entry.value == truth[entry.cell]
        assert tuple(entry.cell.split(".")[1:]) in blanked
