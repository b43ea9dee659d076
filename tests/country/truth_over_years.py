"""What a dataset of the invented country has to say of two years of one agency, and of a whole and its parts."""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

from tests.country.country import AGENCIES, EVENTS
from tests.country.papers import Paper, papers
from tests.country.reviewed import EXPECTED
from tests.country.tables import COLUMNS, DISPUTES, MONEY, OTHERS, OUTCOMES, PROACTIVE, cells_of
from tests.country.truth import HINTED, agency_of, final, known_reports, previous


class Compared(NamedTuple):
    """A check across years."""

    result: str
    left: float | None
    right: float | None
    reason: str | None
    other_report_id: str | None


def has_event(paper: Paper) -> bool:
    """Whether something happened to an agency or its division in the year or the one before."""
    agency = agency_of(paper)
    touched = {agency.agency_id, agency.division_id} if agency else {paper.agency_id}
    return any(
        touched & {event.old_id, event.new_id} and paper.year in (event.year, event.year + 1) for event in EVENTS
    )


def _compared(
    paper: Paper,
    other: str | None,
    sides: tuple[float | None, float | None],
    holds: bool | None,
    *,
    breaks: bool,
    soft: str | None = None,
) -> Compared:
    if holds is None:
        reason: str | None
        if breaks:
            reason = "form_break"
        elif other is not None:
            reason = "not_reported"
        else:
            reason = "lineage_event_this_year" if has_event(paper) else "no_previous_report"
        return Compared("cannot_tell", *sides, reason, other)
    if holds:
        return Compared("holds", *sides, None, other)
    reason = "lineage_event_this_year" if has_event(paper) else "form_break" if breaks else soft
    return Compared("fails", *sides, reason, other)


@cache
def cross_checks() -> dict[tuple[str, str], Compared]:
    """Every check across years, and the one on powers, of every report of a known agency and year."""
    found: dict[tuple[str, str], Compared] = {}
    for report_id, paper in known_reports().items():
        other = previous(report_id, paper, same_scope=True)
        rows = _carry_over(report_id, paper, other) | _stock(report_id, paper, other)
        rows |= _jumps(report_id, paper, other) | _rules(report_id, paper)
        found |= {(report_id, check): row for check, row in rows.items()}
    return found


def _carry_over(report_id: str, paper: Paper, other: str | None) -> dict[str, Compared]:
    rows = {}
    for column in COLUMNS if "requests" in paper.forms else ():
        left, right = final(other, f"requests.carried_out.{column}"), final(report_id, f"requests.carried_in.{column}")
        holds = None if left is None or right is None else left == right
        rows[f"carry_over.{column}"] = _compared(paper, other, (left, right), holds, breaks=paper.year == 2019)
    return rows


def _stock(report_id: str, paper: Paper, other: str | None) -> dict[str, Compared]:
    rows = {}
    for stock in ("rules", "normative_docs") if paper.forms.get("proactive") == "2021" else ():
        last, issued, repealed, now = (
            final(other, f"proactive.{stock}.in_force"),
            *(final(report_id, f"proactive.{stock}.{part}") for part in ("issued", "repealed", "in_force")),
        )
        left = None if last is None or issued is None or repealed is None else last + issued - repealed
        holds = None if left is None or now is None else left == now
        breaks = paper.year is not None and paper.year <= 2021
        rows[f"stock.{stock}"] = _compared(paper, other, (left, now), holds, breaks=breaks, soft="soft_identity")
    return rows


COUNTS: Final = tuple(
    dict.fromkeys(
        [
            cell
            for form in PROACTIVE
            for cell in cells_of("proactive", form)
            if cell not in MONEY and not cell.endswith(".change")
        ]
        + [f"requests.{row}.total" for row in (*OUTCOMES, "new", "carried_in", "concluded", "carried_out")]
        + [f"requests.{row}.total" for rows in OTHERS.values() for row in rows]
        + cells_of("disputes", "2021")
    )
)
"""Counts whose jumps are looked for."""


def _jumps(report_id: str, paper: Paper, other: str | None) -> dict[str, Compared]:
    rows = {}
    form = paper.forms.get("proactive")
    if form:
        cell = {"2019": "proactive.procurement.amount", "2021": "proactive.fees.amount"}[form]
        last, now = final(other, cell), final(report_id, cell)
        holds = None
        if last is not None and now is not None and (last == now or min(last, now) > 0):
            holds = last == now or not 10_000 / 3 <= max(last, now) / min(last, now) <= 30_000
        breaks = paper.year == 2021 and other is not None
        rows[f"jump.{cell}"] = _compared(paper, other, (last, now), holds, breaks=breaks, soft="unit_suspect")
    for cell in COUNTS if other else ():
        last, now = final(other, cell), final(report_id, cell)
        if last is None or now is None or min(last, now) < 100 or last == now:
            continue
        less, more = sorted((last, now))
        zeros = str(int(more)).rstrip("0") == str(int(less))
        if zeros or more >= 100 * less:
            rows[f"jump.{cell}"] = _compared(paper, other, (last, now), False, breaks=False, soft="implausible_jump")
    return rows


def _rules(report_id: str, paper: Paper) -> dict[str, Compared]:
    agency = agency_of(paper)
    form = paper.forms.get("proactive")
    if agency is None or form is None:
        return {}
    has_power = agency.level in ("province", "zone") or (
        agency.level == "prefecture" and agency.kinds in ("government", "gov_office")
    )
    if has_power:
        return {}
    numbers = [final(report_id, f"proactive.rules.{part}") for part in PROACTIVE[form]["rules"]]
    total = sum(filter(None, numbers))
    known = None not in numbers
    result = "fails" if total else "holds" if known else "cannot_tell"
    reason = {"fails": "no_power", "holds": None, "cannot_tell": "not_reported"}[result]
    left = total if known or total else None
    return {"zero.rules": Compared(result, left, 0.0, reason, None)}


class Covered(NamedTuple):
    """What became of the report that an agency owed, or did not owe, in a year."""

    expected: bool | None
    found: int
    status: str


@cache
def coverage() -> dict[tuple[str, int], Covered]:
    """Every agency in every year from the first document to the last."""
    every = [paper for paper in papers() if paper.agency_id and paper.year and not paper.broken]
    papers_of: dict[tuple[str, int], list[Paper]] = {}
    for paper in every:
        papers_of.setdefault((str(paper.agency_id), int(paper.year or 0)), []).append(paper)
    years = range(min(year for _, year in papers_of), max(year for _, year in papers_of) + 1)
    roster = {entry.agency_id for entry in EXPECTED}
    silent = {"000000-government", "980202-government", "980203-government"}
    rows = {}
    for agency_id in {agency_id for agency_id, _ in papers_of} | roster | silent:
        own = [year for agency, year in papers_of if agency == agency_id]
        for year in years:
            filed = papers_of.get((agency_id, year), [])
            expected = _is_expected(agency_id, year, own)
            if expected is None and not filed:
                continue
            status = "missing" if expected else "not_expected"
            if filed:
                status = "read" if any(paper.forms for paper in filed) else "no_table"
            rows[agency_id, year] = Covered(expected, len(filed), status)
    return rows


def _is_expected(agency_id: str, year: int, own: list[int]) -> bool | None:
    if agency_id.startswith("u-"):
        return None
    division_id = AGENCIES[agency_id].division_id if agency_id in AGENCIES else agency_id.partition("-")[0]
    ended = [event.year for event in EVENTS if event.kind == "merge" and event.old_id in (agency_id, division_id)]
    began = [event.year for event in EVENTS if event.kind == "new" and event.new_id == agency_id]
    if (ended and year >= min(ended)) or (began and year < max(began)):
        return False
    listed = [entry for entry in EXPECTED if entry.agency_id == agency_id]
    if listed:
        return any(entry.first_year <= year <= (entry.last_year or year) for entry in listed)
    if not own:
        return False
    # An agency that was merged away owes a report until the year before, as its own event says.
    merged = [event.year - 1 for event in EVENTS if event.kind == "merge" and event.old_id == agency_id]
    return min(own) <= year <= (merged[0] if merged else max(own))


class Reconciled(NamedTuple):
    """A whole beside its parts in one cell."""

    value: float
    children_sum: float | None
    found: int
    expected: int
    result: str
    children: str | None


_RECONCILED: Final = (
    *(f"proactive.normative_docs.{part}" for form in PROACTIVE for part in PROACTIVE[form]["normative_docs"]),
    *(
        f"requests.{row}.total"
        for row in ("new", "carried_in", *OUTCOMES, *OTHERS["2019"], *OTHERS["2021"], "concluded", "carried_out")
    ),
    *(f"disputes.{row}.total" for row in DISPUTES),
)


def _children(parent_id: str) -> dict[str, tuple[str, ...]]:
    """The parts of a government with the scopes by which they count; those of a line of their own are none."""
    division_id = parent_id.partition("-")[0]
    found: dict[str, tuple[str, ...]] = {}
    for agency in (*AGENCIES.values(), HINTED):
        if agency.parent_id == parent_id and not agency.vertical:
            same = agency.division_id == division_id
            found[agency.agency_id] = ("organ", "office") if same else ("territory",)
    if parent_id == "980200-government":
        found |= dict.fromkeys(("980202-government", "980203-government"), ("territory",))
    for entry in EXPECTED:
        if entry.agency_id not in AGENCIES and entry.agency_id.partition("-")[0] == division_id:
            found[entry.agency_id] = ("organ", "office")
    return found


@cache
def reconciliation() -> dict[tuple[str, str], Reconciled]:
    """Every territory's report beside the reports of its parts."""
    rows = {}
    owed = coverage()
    reports = known_reports()
    for report_id, paper in reports.items():
        if paper.scope != "territory":
            continue
        parts = _children(str(paper.agency_id))
        filed = {
            str(other.agency_id): other_id
            for other_id, other in reports.items()
            if other.year == paper.year and other.scope in parts.get(str(other.agency_id), ())
        }
        expected = {part for part in parts if (row := owed.get((part, int(paper.year or 0)))) and row.expected}
        for cell in _RECONCILED if parts else ():
            value = final(report_id, cell)
            if value is None:
                continue
            numbers = {part: number for part, other in filed.items() if (number := final(other, cell)) is not None}
            count = len(expected | set(filed))
            total = sum(numbers.values()) if numbers else None
            if total is None:
                result = "no_children"
            elif total > value:
                result = "exceeds"
            else:
                result = "complete" if len(numbers) == count else "partial"
            rows[report_id, cell] = Reconciled(
                value, total, len(numbers), count, result, " ".join(sorted(numbers)) or None
            )
    return rows
