"""What a dataset of the invented country has to say, reckoned from the country alone: documents, reports and values."""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

from tests.country.country import AGENCIES, DIVISIONS, Agency, Name
from tests.country.papers import Paper, papers
from tests.country.reviewed import DEADLINES, corrections
from tests.country.tables import MONEY, cells_of, identities

FORM_UNITS: Final = {"proactive.fees.amount": "万元", "proactive.procurement.amount": ""}
_GIVEN: Final = {"": (None, "blank"), "/": (None, "dash")}


class Value(NamedTuple):
    """What a dataset says of one cell of a report."""

    status: str
    raw: str | None
    value: float | None
    derived: float | None
    standard: float | None
    corrected: float | None

    @property
    def final(self) -> float | None:
        """The number to reckon with."""
        shown = self.value if self.standard is None else self.standard
        return next((number for number in (self.corrected, shown, self.derived) if number is not None), None)

    @property
    def basis(self) -> str | None:
        """Where that number comes from."""
        if self.corrected is not None:
            return "corrected"
        if self.value is not None:
            return "converted" if self.standard not in (None, self.value) else "printed"
        return "derived" if self.derived is not None else None


def tables_of(paper: Paper) -> dict[str, str]:
    """Every cell of the forms that a document follows, with the table's form."""
    return {cell: form for table, form in paper.forms.items() for cell in cells_of(table, form)}


@cache
def rankings() -> dict[str, tuple[Paper, ...]]:
    """The documents of each report, the one that counts first."""
    found: dict[str, list[Paper]] = {}
    for paper in papers():
        if paper.report_id:
            found.setdefault(paper.report_id, []).append(paper)
    return {report_id: tuple(sorted(found[report_id], key=_worth)) for report_id in sorted(found)}


def _worth(paper: Paper) -> tuple[int, int, int]:
    """More tables, then the last one published, then the page before the text; enough for what is printed here."""
    day = paper.day.toordinal() if paper.day else 0
    return (-len(paper.forms), -day, int(paper.path.endswith(".txt")))


@cache
def chosen() -> dict[str, Paper]:
    """The document of each report that counts."""
    return {report_id: ranked[0] for report_id, ranked in rankings().items()}


def known_reports() -> dict[str, Paper]:
    """Reports of a known agency and year."""
    return {report_id: paper for report_id, paper in chosen().items() if not report_id.startswith("unknown_")}


def _text_to_number(text: str) -> tuple[float, str]:
    number = text.rstrip("元万")
    return float(number), text[len(number) :]


def read_cell(paper: Paper, cell: str) -> Value:
    """What a document says of a cell, corrections left out."""
    text = paper.cells.get(cell)
    derived = paper.proven.get(cell)
    if text is None:
        return Value("absent", None, None, None, None, None)
    if text in _GIVEN:
        return Value(_GIVEN[text][1], text or None, None, derived, None, None)
    value, unit = _text_to_number(text)
    standard = None
    if cell in MONEY:
        unit = unit or FORM_UNITS[cell]
        standard = {"万元": value, "元": round(value / 10_000, 6)}.get(unit, 0.0 if value == 0 else None)
    return Value("reported", text, value, None, standard, None)


@cache
def values() -> dict[tuple[str, str], Value]:
    """Every cell of every report."""
    applied = {
        (entry.report_id, entry.cell): float(entry.new_value) for entry in corrections() if entry.status == "applied"
    }
    return {
        (report_id, cell): read_cell(paper, cell)._replace(corrected=applied.get((report_id, cell)))
        for report_id, paper in chosen().items()
        for cell in tables_of(paper)
    }


def final(report_id: str | None, cell: str) -> float | None:
    """The number to reckon with; None where there is none."""
    found = values().get((report_id or "", cell))
    return found.final if found else None


def checks_of(paper: Paper) -> dict[str, str]:
    """Every sum that a document has to keep, and whether it does: a blank is not a zero."""
    results = {}
    for table, form in paper.forms.items():
        for check, (left, right) in identities(table, form).items():
            numbers = [[read_cell(paper, cell).value for cell in side] for side in (left, right)]
            if not right:
                # That every number is one is asked of printed numbers only.
                results[check] = "holds"
            elif any(number is None for side in numbers for number in side):
                results[check] = "cannot_tell"
            elif sum(filter(None, numbers[0])) != sum(filter(None, numbers[1])):
                results[check] = "fails"
            else:
                results[check] = "holds"
    return results


HINTED: Final = Agency(
    "980202-finance", (Name(0, "鹭洲区财政局", "望泽市鹭洲区财政局"),), "organ", "county", 0, range(0), (2022,)
)
"""The one agency of which only a hint in a document tells."""


def agency_of(paper: Paper) -> Agency | None:
    """The agency of a document where anybody can know it."""
    return HINTED if paper.agency_id == HINTED.agency_id else AGENCIES.get(paper.agency_id or "")


def division_code(division_id: str, year: int) -> str | None:
    """The code of a division at the end of a year."""
    periods = [row for row in DIVISIONS if row.division_id == division_id]
    period = next(row for row in periods if row.first_year <= year <= (row.last_year or year))
    return period.code or None


def deadline(paper: Paper, agency: Agency | None) -> tuple[str | None, str | None]:
    """By when a report was due: by law, and by the place's own notice."""
    if agency is None or paper.year is None:
        return None, None
    statutory: str | None = f"{paper.year + 1}-01-31"
    if agency.kinds in ("township", "zone_committee"):
        statutory = None
    elif agency.kinds == "government":
        statutory = f"{paper.year + 1}-03-31"
    own = [
        (entry.kind == "*", entry.date)
        for entry in DEADLINES
        if (entry.division_id, entry.year) == (agency.division_id, paper.year) and entry.kind in ("*", agency.kinds)
    ]
    return statutory, min(own)[1] if own else None


def on_time(paper: Paper, due: str | None) -> bool | None:
    """Whether a report was there in time; a date before the year is over tells nothing."""
    if due is None or paper.day is None or str(paper.day) < f"{paper.year}-12-31":
        return None
    return str(paper.day) <= due


def year_conflict(paper: Paper) -> bool:
    """Whether the clues speak for several years."""
    return len({year for _, year in paper.clues}) > 1


def previous(report_id: str, paper: Paper, *, same_scope: bool) -> str | None:
    """The report of the same agency on the year before; of another scope only where that is allowed."""
    if report_id.startswith("unknown_") or paper.year is None:
        return None
    found = [
        (other.scope != paper.scope, other_id)
        for other_id, other in known_reports().items()
        if other.agency_id == paper.agency_id
        and other.year == paper.year - 1
        and (other.scope == paper.scope or not same_scope)
    ]
    return min(found)[1] if found else None


def shingles(text: str) -> set[str]:
    """Runs of five signs of a text, numbers as 0 and marks left out; none for a text too short to tell."""
    plain = "".join("0" if sign.isdigit() else sign for sign in text if sign.isalnum())
    while "00" in plain:
        plain = plain.replace("00", "0")
    return {plain[start : start + 5] for start in range(len(plain) - 4)} if len(plain) >= 200 else set()


def likeness(one: Paper, other: Paper) -> float | None:
    """The share of runs that two texts have in common; None where one of them says too little."""
    first, second = shingles(one.overview + one.text), shingles(other.overview + other.text)
    return len(first & second) / len(first | second) if first and second else None
