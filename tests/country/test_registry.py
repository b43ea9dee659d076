"""A dataset of the invented country against what is known of it: who is who, and what people have reviewed."""

from __future__ import annotations

from pathlib import Path

from tests.country.country import AGENCIES, BRIDGE, DIVISIONS, EVENTS, RIVER
from tests.country.papers import papers
from tests.country.reviewed import EXPECTED, corrections
from tests.country.stored import read_rows
from tests.country.truth import (
    HINTED,
    agency_of,
    chosen,
)


def test_names_are_resolved_as_far_as_they_can_be(out: Path) -> None:
    """By rule, by review, by a hint, or not at all; what nobody can tell keeps its document to itself."""
    rows = read_rows(out, "reports")
    status = {row["document_id"]: (row["resolution_status"], row["agency_id"]) for row in rows}
    by_path = {paper.path: status[paper.document_id] for paper in chosen().values()}
    assert by_path["2020/980100-financial.html"] == ("reviewed", "980100-financial")
    assert by_path["2022/hint.html"] == ("resolved", "980202-finance")
    assert by_path["2022/no-hint.html"][0] == "ambiguous"
    assert by_path["2022/nowhere.html"][0] == by_path["2022/mist-1.html"][0] == "unresolved"
    assert by_path["2022/mist-1.html"] == by_path["2022/mist-2.html"]
    assert by_path["2022/unnamed.html"] == ("unnamed", "unnamed")
    others = {path for path, (said, _) in by_path.items() if said != "resolved"}
    assert others == {
        "2020/980100-financial.html",
        *(f"2022/{name}.html" for name in ("no-hint", "nowhere", "mist-1", "mist-2", "unnamed")),
    }


def test_agencies(out: Path) -> None:
    """Every agency that files, is owed a report, or stands above one: who it is and to whom it belongs."""
    rows = {row["agency_id"]: row for row in read_rows(out, "agencies")}
    above = {f"{division_id}-government" for division_id in ("000000", "980202", "980203")}
    known = {*AGENCIES, *above, HINTED.agency_id, *(entry.agency_id for entry in EXPECTED)}
    strangers = {key for key in rows if rows[key]["agency_status"] == "unresolved"}
    assert set(rows) - strangers == known
    assert {rows[key]["agency_name"] for key in strangers} == {"鹭洲区财政局", "幻海市财政局", "岚雾生态保护中心", "?"}
    for agency_id, agency in AGENCIES.items():
        row = rows[agency_id]
        found = (row["division_id"], row["kinds"], row["agency_level"], row["vertical"], row["parent_id"])
        expected = (agency.division_id, agency.kinds, agency.level, agency.vertical, agency.parent_id)
        assert found == expected
        years = [paper.year for paper in papers() if paper.agency_id == agency_id and paper.year]
        assert (row["first_year"], row["last_year"]) == (min(years), max(years))
        assert row["agency_name"] == agency.name(max(years)).full
    assert rows[HINTED.agency_id]["parent_id"] == "980202-government"
    assert (rows[BRIDGE]["agency_name"], rows[BRIDGE]["parent_id"]) == ("青崖市渡桥养护站", RIVER)
    assert {row["parent_id"] for row in rows.values()} - {None} <= set(rows)
    assert rows["980202-government"]["agency_name"] == "望泽市鹭洲区人民政府"


def test_agency_names(out: Path) -> None:
    """The full names by year, over renames and upgrades, and what is printed where that is another name."""
    known = {agency.agency_id for paper in papers() if (agency := agency_of(paper))}
    rows = [row for row in read_rows(out, "agency_names") if row["agency_id"] in known]
    for source in ("canonical", "printed"):
        found = {
            (row["agency_id"], row["agency_name"]): (row["first_year"], row["last_year"])
            for row in rows
            if row["name_source"] == source
        }
        met: dict[tuple[str, str], list[int]] = {}
        for paper in papers():
            agency = agency_of(paper)
            if agency and paper.year:
                name = agency.name(paper.year)
                if source == "canonical" or name.printed != name.full:
                    text = name.full if source == "canonical" else name.printed
                    met.setdefault((agency.agency_id, text), []).append(paper.year)
        assert found == {key: (min(years), max(years)) for key, years in met.items()}


def test_divisions_and_lineage(out: Path) -> None:
    """The country's divisions, period by period, and its events stand in the tables as a person gave them."""
    columns = ("division_id", "code_of_division", "name", "division_level", "parent_id", "first_year", "last_year")
    rows = [row for row in read_rows(out, "divisions") if row["division_id"].startswith("980")]
    found = {tuple(row[column] for column in columns) for row in rows}
    assert found == {tuple(division._replace(code=division.code or None)) for division in DIVISIONS}  # type: ignore[arg-type]
    events = {row["event_id"]: row for row in read_rows(out, "lineage") if row["event_id"].startswith("e")}
    assert {key: (row["event_kind"], row["old_id"], row["new_id"], row["year"]) for key, row in events.items()} == {
        event.event_id: (event.kind, event.old_id or "-", event.new_id or "-", event.year) for event in EVENTS
    }
    entities = {key: row["entity"] for key, row in events.items()}
    divisions = {division.division_id for division in DIVISIONS}
    of_agencies = {event.event_id for event in EVENTS if event.new_id not in divisions}
    assert {key for key, entity in entities.items() if entity == "agency"} == of_agencies


def test_corrections(out: Path) -> None:
    """A correction applies while its document says what it said; else it is refused with the reason, and shown."""
    found = {
        (row["report_id"], row["cell"]): (row["correction_status"], row["correction_note"] or "")
        for row in read_rows(out, "corrections")
    }
    assert found == {(entry.report_id, entry.cell): (entry.status, entry.note) for entry in corrections()}
