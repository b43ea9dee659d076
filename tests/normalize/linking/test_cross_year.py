"""Two years of one agency beside each other: what holds, what fails and why, and what cannot be told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from normalize.linking.carry_over import request_columns
from normalize.linking.cross_year import create_cross_checks
from tests.normalize.linking.relations import step_to_rows

IN, OUT, NEW, DONE = (f"requests.{row}.total" for row in ("carried_in", "carried_out", "new", "concluded"))
FEES = "proactive.fees.amount"


def report(year: int, cells: dict[str, Any], agency: str = "x", scope: str = "organ", **more: Any) -> dict[str, Any]:
    form = "2019" if year < 2021 else "2021"
    return {
        "report_id": f"{agency}_{year}_{scope}", "agency_id": agency, "year": year, "scope": scope,
        "form_proactive": form, "form_requests": form, "form_disputes": form, **more, **cells,
    }  # fmt: skip


def check(
    *reports: dict[str, Any],
    agencies: list[dict[str, Any]] | None = None,
    lineage: list[dict[str, Any]] | None = None,
) -> dict[tuple[str, str], dict[str, Any]]:
    """Checks by report id and check id."""
    rows = step_to_rows(
        create_cross_checks,
        "cross_checks",
        final_panel=reports,
        agencies=agencies or [{"agency_id": "x"}],
        lineage=lineage or [],
    )
    found = {(row["report_id"], row["check_id"]): row for row in rows}
    assert len(found) == len(rows)
    return found


def check_pairs(check_id: str, pairs: Sequence[tuple[dict[str, Any], dict[str, Any]]]) -> list[dict[str, Any] | None]:
    """One check over pairs of cells of 2022 and 2023, each pair of an agency of its own; None where it has no row."""
    reports = [
        report(year, cells, agency=f"x{number}")
        for number, pair in enumerate(pairs)
        for year, cells in zip((2022, 2023), pair, strict=True)
    ]
    found = check(*reports)
    return [found.get((f"x{number}_2023_organ", check_id)) for number in range(len(pairs))]


def carry(last: dict[str, Any], now: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The carry-over of the total from 2022 to 2023."""
    return check(report(2022, last), report(2023, now), **more)["x_2023_organ", "carry_over.total"]


def test_carry_over_holds() -> None:
    """What goes out of one year and comes into the next holds, by column, without a word."""
    cells = {f"requests.carried_out.{column}": 3 for column in request_columns()}
    now = {f"requests.carried_in.{column}": 3 for column in request_columns()}
    found = check(report(2022, cells), report(2023, now))
    for column in request_columns():
        row = found["x_2023_organ", f"carry_over.{column}"]
        assert (row["result"], row["explanation"], row["reason_code"]) == ("holds", None, None)
        assert row["other_report_id"] == "x_2022_organ"
        assert row["cells"] == f"requests.carried_out.{column} requests.carried_in.{column}"


def test_suqian() -> None:
    """Suqian's reports of 2023 and 2024 agree in every column and in both stocks, as their published figures do."""
    people = dict(zip(request_columns(), (118, 3, 0, 0, 0, 0, 121), strict=True))
    last: dict[str, Any] = {f"requests.carried_out.{column}": number for column, number in people.items()}
    last |= {"proactive.rules.in_force": 11, "proactive.normative_docs.in_force": 597, FEES: 59237.2449}
    now = {f"requests.carried_in.{column}": number for column, number in people.items()}
    stocks = {"rules": (2, 1, 12), "normative_docs": (50, 227, 420)}
    for stock, numbers in stocks.items():
        names = (f"proactive.{stock}.{name}" for name in ("issued", "repealed", "in_force"))
        now |= dict(zip(names, numbers, strict=True))
    found = check(
        report(2023, last, scope="territory"),
        report(2024, now | {FEES: 72701.2578}, scope="territory"),
        agencies=[{"agency_id": "x", "level": "prefecture", "kinds": "government"}],
    )
    results = {row["check_id"]: row["result"] for (name, _), row in found.items() if name == "x_2024_territory"}
    assert len(results) == 7 + 2 + 1 and set(results.values()) == {"holds"}


SLIPS: dict[str, tuple[dict[str, int], dict[str, int], str]] = {
    "swapped": ({OUT: 121}, {IN: 112}, "two digits are swapped"),
    "digit": ({OUT: 121}, {IN: 127}, "they are one digit apart"),
    "zero": ({OUT: 121}, {IN: 1210}, "the same digits with a zero more or less"),
    "forgotten": ({OUT: 121}, {IN: 0}, "those carried over seem to be left out this year"),
    "nothing": ({OUT: 0}, {IN: 12}, "last year's report hands nothing on"),
    "column": (
        {OUT: 121, "requests.carried_out.natural_person": 118},
        {IN: 118},
        "this is last year's requests.carried_out.natural_person, the number of another column",
    ),
    "row": ({OUT: 121, IN: 96}, {IN: 96}, f"this is last year's {IN}, the number of another row"),
    "balance": (
        {OUT: 121},
        {IN: 112, NEW: 100, DONE: 200, OUT: 21},
        f"{IN} would have to be 121, which mends this year's balance too",
    ),
    "last balance": (
        {OUT: 121, NEW: 200, IN: 12, DONE: 100},
        {IN: 112},
        f"last year's {OUT} would have to be 112, which mends last year's balance too",
    ),
    "both add up": (
        {OUT: 121, NEW: 221, IN: 0, DONE: 100},
        {IN: 45, NEW: 100, DONE: 145, OUT: 0},
        "each year adds up with its own number, so no single misprint explains it",
    ),
    "unexplained": ({OUT: 121}, {IN: 45}, "no change of a single digit explains it"),
}


def test_carry_over_explained() -> None:
    """A carry-over that fails says both sides and the smallest change that would explain it."""
    rows = check_pairs("carry_over.total", [(last, now) for last, now, _ in SLIPS.values()])
    for (slip, (last, now, words)), row in zip(SLIPS.items(), rows, strict=True):
        assert row is not None and row["result"] == "fails" and row["reason_code"] is None, slip
        assert row["difference"] == last[OUT] - now[IN]
        assert row["explanation"] == f"the sides are {last[OUT]} (last year) and {now[IN]}: {words}"


def test_blank_cannot_tell() -> None:
    """A number that is not known on either side makes the check cannot_tell, and says which."""
    rows = check_pairs("carry_over.total", [({}, {IN: 1}), ({OUT: 1}, {}), ({}, {})])
    words = [
        f"last year's {OUT} is not known",
        f"this year's {IN} is not known",
        f"neither last year's {OUT} nor this year's {IN} is known",
    ]
    for row, said in zip(rows, words, strict=True):
        assert row is not None
        assert (row["result"], row["reason_code"], row["explanation"]) == ("cannot_tell", "not_reported", said)


def test_no_report_before() -> None:
    """Without a report of the year before the checks cannot tell, and a report of another scope is named."""
    alone = check(report(2023, {IN: 1}))["x_2023_organ", "carry_over.total"]
    assert (alone["result"], alone["reason_code"]) == ("cannot_tell", "no_previous_report")
    assert alone["explanation"] == "there is no report of 2022"
    scopes = check(report(2022, {OUT: 5}, scope="territory"), report(2023, {IN: 1}))["x_2023_organ", "carry_over.total"]
    assert (scopes["result"], scopes["other_report_id"]) == ("cannot_tell", None)
    assert scopes["explanation"] == "the report of 2022 has another scope (territory)"


def test_agencies_apart() -> None:
    """Last year's report of another agency is never taken for one's own."""
    found = check(report(2022, {OUT: 5}, agency="y"), report(2023, {IN: 1}))
    assert found["x_2023_organ", "carry_over.total"]["result"] == "cannot_tell"


def test_lineage_event() -> None:
    """A failure in a year of reorganisation, or the year after, of the agency or its division carries the reason."""
    events: list[dict[str, Any]] = [
        {"event_id": "e0", "year": 2022, "old_id": "other", "new_id": "x0"},
        {"event_id": "e1", "year": 2023, "old_id": "x1", "new_id": "other"},
        {"event_id": "e2", "date": "2022-03-01", "old_id": "place2"},
        {"event_id": "e3", "date": "2023-03-01", "new_id": "place3"},
        {"event_id": "e4", "year": 2023, "new_id": "x4"},
    ]
    agencies = [{"agency_id": f"x{number}", "division_id": f"place{number}"} for number in range(5)]
    reports = [
        report(year, cells, agency=row["agency_id"])
        for row in agencies
        for year, cells in ((2022, {OUT: 121}), (2023, {IN: 121 if row["agency_id"] == "x4" else 45}))
    ]
    found = check(*reports, agencies=agencies, lineage=[event | {"kind": "merge"} for event in events])
    for number in range(4):
        row = found[f"x{number}_2023_organ", "carry_over.total"]
        assert (row["result"], row["reason_code"]) == ("fails", "lineage_event_this_year")
        assert row["explanation"].endswith(f"; lineage has an event that may be why (merge, e{number})")
    assert found["x4_2023_organ", "carry_over.total"]["reason_code"] is None


def test_lineage_elsewhere() -> None:
    """Events of other agencies, of other years or without a year are no reason."""
    events = [
        {"event_id": "e1", "year": 2022, "kind": "merge", "old_id": "y", "new_id": "z"},
        {"event_id": "e2", "year": 2020, "kind": "merge", "old_id": "x"},
        {"event_id": "e3", "kind": "merge", "old_id": "x"},
    ]
    assert carry({OUT: 121}, {IN: 45}, lineage=events)["reason_code"] is None


def test_first_year_of_the_table() -> None:
    """In the first year of the table of requests there is nothing to carry over from: a break of the form."""
    row = check(report(2019, {IN: 3}))["x_2019_organ", "carry_over.total"]
    assert (row["result"], row["reason_code"]) == ("cannot_tell", "form_break")


def test_stock() -> None:
    """In force last year + issued - repealed = in force; where it fails, which part seems to be left out."""
    cases: list[tuple[int | None, int | None, int, str | None]] = [
        (597, 50, 420, None),
        (597, 50, 597, "the number in force is last year's, as if nothing had been issued or repealed"),
        (597, 50, 647, "those repealed seem not to be taken off"),
        (597, 50, 370, "those issued seem not to be added"),
        (597, 50, 50, "only those issued this year seem to be counted as in force"),
        (597, 50, 240, "two digits are swapped"),
        (597, 50, 4200, "the same digits with a zero more or less"),
        (597, 50, 425, "they are one digit apart"),
        (597, 50, 399, "no change of a single digit explains it"),
    ]
    names = [f"proactive.normative_docs.{name}" for name in ("issued", "repealed", "in_force")]
    pairs: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({names[2]: last}, dict(zip(names, (issued, 227, now), strict=True))) for last, issued, now, _ in cases
    ]
    rows = check_pairs("stock.normative_docs", pairs)
    for (_, _, now, words), row in zip(cases, rows, strict=True):
        assert row is not None and row["soft"] and (row["left"], row["right"]) == (420, now)
        assert row["reason_code"] == (words and "soft_identity")
        assert row["explanation"] == (words and f"the sides are 420 and {now}: {words}")
    unknown = [({names[2]: 597}, pairs[0][1] | {names[0]: None}), ({}, pairs[0][1])]
    results = [row and row["result"] for row in check_pairs("stock.normative_docs", unknown)]
    assert results == ["cannot_tell", "cannot_tell"]


def test_stock_needs_both_forms() -> None:
    """The stock of the 2019 form counts another thing: across the two forms nothing is compared."""
    last = report(2020, {"proactive.normative_docs.stock": 5})
    now = report(2021, {f"proactive.normative_docs.{name}": 5 for name in ("issued", "repealed", "in_force")})
    found = check(last, now)
    assert found["x_2021_organ", "stock.normative_docs"]["reason_code"] == "form_break"
    assert ("x_2020_organ", "stock.normative_docs") not in found


def test_amounts_in_the_wrong_unit() -> None:
    """An amount ten thousand times last year's, or a ten-thousandth of it, is suspected of being in the wrong unit."""
    suspect, fine, unknown = (
        [(7.7, 77302.8), (77302.8, 7.7)],
        [(7.7, 300.0), (7.7, 7.7), (1.0, 900_000.0), (0, 0)],
        [(0, 300.0), (300.0, 0), (None, 3.0), (3.0, None)],
    )
    pairs = [({FEES: last}, {FEES: now}) for last, now in suspect + fine + unknown]
    rows = check_pairs(f"jump.{FEES}", pairs)
    assert [row and row["result"] for row in rows] == ["fails"] * 2 + ["holds"] * 4 + ["cannot_tell"] * 4
    for row, whose in zip(rows[:2], ("this year's", "last year's"), strict=True):
        assert row is not None and row["reason_code"] == "unit_suspect"
        assert (
            f": {whose} is about 10039 times the other, as if it were in 元 and the other in 万元" in row["explanation"]
        )


def test_counts_that_jump() -> None:
    """Large counts that gain zeros or change a hundredfold jump; small ones and plausible changes have no row."""
    cell = "proactive.penalties.decisions"
    cases: list[tuple[int | None, int, str | None]] = [
        (121, 1210, "the same digits with one more zero this year"),
        (12100, 121, "the same digits with 2 more zeros last year"),
        (150, 29_000, "this year's is about 193 times the other"),
        (120, 1200, None),
        (12, 120, None),
        (99, 1_000_000, None),
        (2_822_652, 3_985_758, None),
        (None, 500, None),
        (500, 500, None),
    ]
    rows = check_pairs(f"jump.{cell}", [({cell: last}, {cell: now}) for last, now, _ in cases])
    for (last, now, words), row in zip(cases, rows, strict=True):
        assert (row and row["explanation"]) == (words and f"the sides are {last} (last year) and {now}: {words}")
        assert row is None or (row["result"], row["reason_code"]) == ("fails", "implausible_jump")


RULES = {f"proactive.rules.{name}": 0 for name in ("issued", "repealed", "in_force")}


def test_rules_without_power() -> None:
    """Rules of an organ below those with the power to make them are a soft flag; other organs have no such check."""
    cases: list[tuple[dict[str, Any], str, bool]] = [
        ({"level": "county"}, "territory", True),
        ({"level": "township"}, "organ", True),
        ({"level": "prefecture"}, "organ", True),
        ({"level": "prefecture", "kinds": "government"}, "organ", False),
        ({"level": "prefecture"}, "territory", False),
        ({"level": "province"}, "organ", False),
        ({"level": None}, "organ", False),
    ]
    agencies = [{"agency_id": f"x{number}"} | agency for number, (agency, _, _) in enumerate(cases)]
    rules = RULES | {"proactive.rules.in_force": 3}
    reports = [report(2023, rules, agency=f"x{number}", scope=scope) for number, (_, scope, _) in enumerate(cases)]
    found = check(*reports, agencies=agencies)
    for number, (_, scope, applies) in enumerate(cases):
        row = found.get((f"x{number}_2023_{scope}", "zero.rules"))
        assert (row is not None) == applies
        if row:
            assert (row["result"], row["left"], row["soft"], row["reason_code"]) == ("fails", 3, True, "no_power")


def test_rules_unknown() -> None:
    """No rules hold; a missing number beside zeros cannot tell; a missing number beside rules fails all the same."""
    results = {}
    for name, cells in {
        "none": RULES,
        "unknown": {"proactive.rules.issued": 0},
        "some": {"proactive.rules.issued": 2},
    }.items():
        results[name] = check(report(2023, cells))["x_2023_organ", "zero.rules"]["result"]
    assert results == {"none": "holds", "unknown": "cannot_tell", "some": "fails"}


def test_unknown_reports_are_left_out() -> None:
    """A document that does not say whose or which year's report it holds is compared with nothing."""
    lost = report(2023, {IN: 1}) | {"report_id": "unknown_abc", "agency_id": "unnamed"}
    assert check(lost, report(2022, {OUT: 1}, agency="unnamed") | {"report_id": "unknown_def"}) == {}


NUMBERS = st.one_of(st.none(), st.integers(0, 2_000))


AGENCY = st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS), min_size=2, max_size=3)


@given(st.lists(AGENCY, min_size=4, max_size=8), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=4)
def test_any_numbers(agencies: list[list[tuple[int | None, ...]]], random: Any) -> None:
    """Order of input changes nothing; a check holds or fails only where both sides are known, and as they compare."""
    reports = [
        report(2021 + index, dict(zip((IN, OUT, NEW, DONE), numbers, strict=True)), agency=f"x{agency}")
        for agency, years in enumerate(agencies)
        for index, numbers in enumerate(years)
    ]
    found = check(*reports)
    random.shuffle(reports)
    assert list(check(*reports).items()) == list(found.items())
    for row in found.values():
        if row["identity"] == "I5":
            known = row["left"] is not None and row["right"] is not None
            assert (row["result"] != "cannot_tell") == known
            assert row["result"] == "cannot_tell" or (row["result"] == "holds") == (row["difference"] == 0)
        assert (row["explanation"] is None) == (row["result"] == "holds")
