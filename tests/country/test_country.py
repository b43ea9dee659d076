"""A dataset of the invented country against what is known of it: every table, row by row."""

from __future__ import annotations

import datetime
import math
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.country.country import AGENCIES, CITY, DIVISIONS, EVENTS, RIVER, year_of
from tests.country.papers import COPIED, papers
from tests.country.reviewed import corrections
from tests.country.truth import (
    agency_of,
    checks_of,
    chosen,
    deadline,
    division_code,
    final,
    known_reports,
    likeness,
    on_time,
    previous,
    rankings,
    read_cell,
    tables_of,
    values,
    year_conflict,
)
from tests.country.truth_over_years import coverage, cross_checks, reconciliation

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def out(country: Path) -> Path:
    """The dataset of the country."""
    return country / "out"


def _rows(out: Path, table: str) -> Rows:
    rows: Rows = pq.read_table(out / f"{table}.parquet").to_pylist()
    return rows


def _date(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def test_documents(out: Path) -> None:
    """Each document has its outcome, its report and its other paths; bytes that lie twice are one document."""
    rows = {row["document_id"]: row for row in _rows(out, "documents")}
    expected = {
        paper.document_id: (
            f"documents/{paper.path}",
            "failed" if paper.broken else "read" if paper.forms else "no_table",
            paper.report_id,
            None if paper.report_id is None else chosen()[str(paper.report_id)] is paper,
        )
        for paper in papers()
    }
    found = {key: (row["path"], row["outcome"], row["report_id"], row["chosen"]) for key, row in rows.items()}
    assert found == expected
    assert {row["path"]: row["path_count"] for row in rows.values() if row["path_count"] > 1} == {
        f"documents/{COPIED}": 2
    }


def test_reports(out: Path) -> None:
    """Who, when, what it covers, which document, by when: all known facts of every report."""
    rows = {row["report_id"]: row for row in _rows(out, "reports")}
    assert set(rows) == set(chosen())
    for report_id, paper in chosen().items():
        row, agency = rows[report_id], agency_of(paper)
        assert row["document_id"] == paper.document_id
        assert row["documents_of_report"] == len(rankings()[report_id])
        assert (row["agency"], row["year"], row["scope"]) == (paper.agency, paper.year, paper.scope), report_id
        assert row["year_conflict"] == year_conflict(paper)
        assert {table: row[f"form_{table}"] for table in ("proactive", "requests", "disputes")} == {
            table: paper.forms.get(table) for table in ("proactive", "requests", "disputes")
        }
        statuses = [read_cell(paper, cell).status for cell in tables_of(paper)]
        for status in ("reported", "blank", "dash", "absent", "unreadable"):
            assert row[f"cells_{status}"] == statuses.count(status)
        assert row["cells_derived"] == len(paper.proven)
        applied = [entry for entry in corrections() if entry.status == "applied" and entry.report_id == report_id]
        assert row["cells_corrected"] == len(applied)
        results = list(checks_of(paper).values())
        for result in ("holds", "fails", "cannot_tell"):
            name = {"holds": "hold", "fails": "fail"}.get(result, result)
            assert row[f"checks_{name}"] == results.count(result), report_id
        due, due_local = deadline(paper, agency)
        assert (row["deadline"], row["deadline_local"]) == (_date(due), _date(due_local)), report_id
        assert (row["on_time"], row["on_time_local"]) == (on_time(paper, due), on_time(paper, due_local)), report_id
        if agency:
            assert (row["agency_id"], row["agency_level"]) == (agency.agency_id, agency.level)
            assert (row["division_id"], row["kinds"]) == (agency.division_id, agency.kinds)
            if paper.year is not None:
                assert row["agency_name"] == agency.name(paper.year).full, report_id
                assert row["division_code"] == division_code(agency.division_id, paper.year)
        else:
            assert row["agency_name"] == paper.agency and row["division_id"] is None


def test_names_are_resolved_as_far_as_they_can_be(out: Path) -> None:
    """By rule, by review, by a hint, or not at all; what nobody can tell keeps its document to itself."""
    rows = _rows(out, "reports")
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


def test_values(out: Path) -> None:
    """Every cell of every report: as printed, in one unit, proven, corrected, and the number to reckon with."""
    rows = {(row["report_id"], row["cell"]): row for row in _rows(out, "values")}
    assert set(rows) == set(values())
    for key, value in values().items():
        row = rows[key]
        found = (row["status"], row["raw"], row["value"], row["derived_value"], row["standard_value"])
        assert found == value[:5], key
        assert row["corrected_value"] == value.corrected
        assert (row["final_value"], row["final_basis"]) == (value.final, value.basis), key
        assert (row["derived_reason"] is None) == (row["derived_value"] is None)


def test_checks_within_a_report(out: Path) -> None:
    """Every sum of every form: it holds, fails, or cannot be told for a blank."""
    rows = [row for row in _rows(out, "checks") if row["identity"] in ("I1", "I2", "I3", "I4", "I7")]
    found = {(row["report_id"], row["check_id"]): row["result"] for row in rows}
    assert found == {
        (report_id, check): result
        for report_id, paper in chosen().items()
        for check, result in checks_of(paper).items()
    }
    assert sum(result == "fails" for result in found.values()) == 2


def test_checks_across_years(out: Path) -> None:
    """What one year hands to the next, the stock in force, jumps, and powers: result, both sides and the reason."""
    rows = [row for row in _rows(out, "checks") if row["identity"] not in ("I1", "I2", "I3", "I4", "I7")]
    found = {
        (row["report_id"], row["check_id"]): (
            row["result"],
            row["left"],
            row["right"],
            row["reason_code"],
            row["other_report_id"],
        )
        for row in rows
    }
    known = {key: row for key, row in found.items() if not key[0].startswith(("u-", "unknown_"))}
    expected = {key: tuple(row) for key, row in cross_checks().items() if not key[0].startswith("u-")}
    assert {key: row for key, row in known.items() if row != expected.get(key)} == {}
    assert set(known) == set(expected)


def test_the_breaks_that_were_made(out: Path) -> None:
    """A swapped digit, a merger, a missing year, a lost unit, a zero too many: each is found and named."""
    rows = {(row["report_id"], row["check_id"]): row for row in _rows(out, "checks")}
    swapped = rows["980100-finance_2024_organ", "carry_over.natural_person"]
    assert (swapped["left"], swapped["right"], swapped["reason_code"]) == (12, 21, None)
    assert "two digits are swapped" in swapped["explanation"]
    merged = rows["980100-finance_2022_organ", "carry_over.natural_person"]
    assert (merged["result"], merged["reason_code"]) == ("fails", "lineage_event_this_year")
    assert "merge, e08" in merged["explanation"]
    assert rows["980102-government_2022_territory", "carry_over.total"]["reason_code"] == "no_previous_report"
    assert rows["980121-government_2024_territory", "stock.normative_docs"]["result"] == "fails"
    assert rows[f"{RIVER}_2023_organ", "jump.proactive.fees.amount"]["reason_code"] == "lineage_event_this_year"
    assert rows["980100-market_regulation_2023_organ", "jump.proactive.fees.amount"]["result"] == "holds"
    zero = rows["980100-market_regulation_2025_organ", "jump.proactive.penalties.decisions"]
    assert (zero["left"], zero["right"], zero["reason_code"]) == (121, 1210, "implausible_jump")
    assert rows["980102-government_2024_territory", "zero.rules"]["reason_code"] == "no_power"
    assert rows["980102-government_2023_territory", "zero.rules"]["result"] == "holds"


def test_versions(out: Path) -> None:
    """The documents of one report are ranked and compared; predecessors side by side are never versions."""
    rows = {row["document_id"]: row for row in _rows(out, "versions")}
    several = {report_id: ranked for report_id, ranked in rankings().items() if len(ranked) > 1}
    assert set(rows) == {paper.document_id for ranked in several.values() for paper in ranked}
    for report_id, ranked in several.items():
        first = {cell: read_cell(ranked[0], cell).value for cell in tables_of(ranked[0])}
        for rank, paper in enumerate(ranked, 1):
            row = rows[paper.document_id]
            assert (row["report_id"], row["version_rank"], row["chosen"]) == (report_id, rank, rank == 1)
            here = {cell: read_cell(paper, cell).value for cell in tables_of(paper)}
            if rank == 1:
                assert row["relation"] == "chosen"
                continue
            same = sum(first[cell] == number for cell, number in here.items())
            assert (row["cells_same"], row["cells_different"]) == (same, len(here) - same)
            assert (row["cells_only_chosen"], row["cells_only_here"]) == (len(first) - len(here), 0)
            relation = "differs" if same < len(here) else "partial" if len(here) < len(first) else "same_numbers"
            assert row["relation"] == relation
    merged = ("industry_commerce", "quality_supervision", "food_drug")
    assert {f"980100-{kind}_{year}_organ" for kind in merged for year in (2019, 2020)} <= set(known_reports())


def test_differences(out: Path) -> None:
    """Cell by cell: what a document that was passed over prints otherwise, or does not print."""
    found = {
        (row["document_id"], row["cell"]): (row["difference_kind"], row["chosen_value"], row["value"])
        for row in _rows(out, "differences")
    }
    expected = {}
    for ranked in rankings().values():
        for paper in ranked[1:]:
            for cell in tables_of(ranked[0]):
                one, other = read_cell(ranked[0], cell).value, read_cell(paper, cell).value
                if one != other:
                    kind = "only_chosen" if other is None else "number"
                    expected[paper.document_id, cell] = (kind, one, other)
    assert found == expected


def test_similar_documents(out: Path) -> None:
    """Reposts, a recycled year and a borrowed text are found, and nothing else."""
    found = {
        frozenset((row["document_id"], row["other_document_id"])): (row["similar_kind"], row["same_numbers"])
        for row in _rows(out, "similar_documents")
    }
    ids = {paper.path: paper.document_id for paper in papers()}
    city, page, repost = (ids[f"2022/{CITY}{end}"] for end in (".html", "-page.html", "-repost.txt"))
    market = {ids["2022/980100-market_regulation.html"], ids["2022/market-repost.txt"]}
    recycled = {ids["2021/980121-finance.html"], ids["2022/980121-finance.html"]}
    borrowed = {ids["2023/980105-government.html"], ids["2023/980126-government.html"]}
    assert found == {
        frozenset({page, repost}): ("same_report", True),
        frozenset({city, page}): ("same_report", False),
        frozenset({city, repost}): ("same_report", False),
        frozenset(market): ("same_report", True),
        frozenset(recycled): ("recycled_year", False),
        frozenset(borrowed): ("other_agency", False),
        # The same report again, without any date: the numbers alone give it away.
        frozenset({ids["2022/980100-gov_office.html"], ids["2022/undated.html"]}): ("unidentified", True),
    }


def test_text_reuse(out: Path) -> None:
    """The share of a text that last year's report has too is that of their runs of five signs, give or take 0.15."""
    rows = {row["report_id"]: row for row in _rows(out, "reports")}
    compared = 0
    for report_id, paper in chosen().items():
        before = previous(report_id, paper, same_scope=False)
        assert rows[report_id]["previous_report_id"] == before, report_id
        like = likeness(paper, chosen()[before]) if before else None
        assert (rows[report_id]["text_reuse"] is None) == (like is None), report_id
        if like is not None:
            compared += 1
            assert math.isclose(rows[report_id]["text_reuse"], like, abs_tol=0.15)
    assert compared == 2
    assert rows["980121-finance_2022_organ"]["text_reuse"] == 1


def test_reconciliation(out: Path) -> None:
    """A whole beside the sum of its parts: complete, partial and exceeding, and lines of their own left out."""
    found = {
        (row["report_id"], row["cell"]): (
            row["value"],
            row["children_sum"],
            row["children_found"],
            row["children_expected"],
            row["reconciliation_result"],
            row["children"],
        )
        for row in _rows(out, "reconciliation")
    }
    expected = {key: tuple(row) for key, row in reconciliation().items()}
    assert {key: row for key, row in found.items() if row != expected.get(key)} == {}
    assert set(found) == set(expected)
    new = {key[0]: row[4] for key, row in found.items() if key[1] == "requests.new.total"}
    assert (new[f"{CITY}_2023_territory"], new[f"{CITY}_2021_territory"]) == ("complete", "partial")
    assert new[f"{CITY}_2024_territory"] == "exceeds"
    assert not any("980100-tax" in (row[5] or "") for row in found.values())
    rows = [row for row in _rows(out, "reconciliation") if row["report_id"] == f"{CITY}_2023_territory"]
    own = {row["cell"]: row for row in rows}["requests.new.total"]
    assert own["gap"] == sum(year_of(CITY, 2023).new) - own["children_sum"] == 4 + 3 * 4 + 1 + 4 + 4


def test_coverage(out: Path) -> None:
    """What was owed, what was found, and what became of it, for every agency in every year."""
    found = {
        (row["agency_id"], row["year"]): (row["was_expected"], row["documents_found"], row["coverage_status"])
        for row in _rows(out, "coverage")
    }
    expected = {key: tuple(row) for key, row in coverage().items()}
    assert {key: row for key, row in found.items() if row != expected.get(key)} == {}
    assert set(found) == set(expected)
    assert found["980122-government", 2020] == (True, 0, "missing")
    assert found["980100-audit", 2024] == (True, 0, "missing")
    assert found["9801z1-zone_committee", 2024] == (True, 1, "no_table")
    assert found["980100-financial", 2022] == (False, 0, "not_expected")


def test_agencies(out: Path) -> None:
    """Every agency that files, is owed a report, or stands above one: who it is and to whom it belongs."""
    rows = {row["agency_id"]: row for row in _rows(out, "agencies")}
    known = set(AGENCIES) | {"000000-government", "980202-government", "980202-finance", "980100-audit", "980100-data"}
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
    assert rows["980202-finance"]["parent_id"] == "980202-government"
    assert rows["980202-government"]["agency_name"] == "望泽市鹭洲区人民政府"


def test_agency_names(out: Path) -> None:
    """The full names by year, over renames and upgrades, and what is printed where that is another name."""
    known = {agency.agency_id for paper in papers() if (agency := agency_of(paper))}
    rows = [row for row in _rows(out, "agency_names") if row["agency_id"] in known]
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
    found = {
        (row["division_id"], row["code_of_division"] or "", row["name"], row["division_level"], row["parent_id"])
        + (row["first_year"], row["last_year"])
        for row in _rows(out, "divisions")
        if row["division_id"].startswith("980")
    }
    assert found == set(map(tuple, DIVISIONS))
    events = {row["event_id"]: row for row in _rows(out, "lineage") if row["event_id"].startswith("e")}
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
        for row in _rows(out, "corrections")
    }
    assert found == {(entry.report_id, entry.cell): (entry.status, entry.note) for entry in corrections()}


def test_parts(out: Path) -> None:
    """The parts of the city's total are read where they stand, with their agencies, and they add up."""
    new = {part: sum(year_of(part, 2022).new) for part in (CITY, "980100-finance", "980121-government")}
    rows = [row for row in _rows(out, "parts") if row["report_id"] == f"{CITY}_2022_territory"]
    documents = [paper for paper in rankings()[f"{CITY}_2022_territory"] if paper.overview]
    assert len(rows) == 3 * len(documents)
    assert all(row["adds_up"] and row["total"] == new[CITY] for row in rows)
    assert {(row["part"], row["value"], row["part_agency_id"]) for row in rows} == {
        ("市财政局", new["980100-finance"], "980100-finance"),
        ("石泉溪区", new["980121-government"], "980121-government"),
        ("其他单位", new[CITY] - new["980100-finance"] - new["980121-government"], None),
    }
    assert {row["cells"] for row in rows} == {"requests.new.total"}


def test_claims(out: Path) -> None:
    """The number of requests in the text of every report is held against its table, and is the same."""
    received = {}
    for row in _rows(out, "claims"):
        if row["claim_result"] == "matches" and row["cell"] == "requests.new.total":
            received[row["document_id"]] = row["value"]
    expected = {
        paper.document_id: read_cell(paper, "requests.new.total").value
        for paper in papers()
        if paper.overview and paper.forms and not paper.broken
    }
    assert received == expected


def _wilson(numerator: float, denominator: float, sign: int) -> float:
    """An end of the interval of Wilson, from its definition: the root of a quadratic equation."""
    z = 1.959963984540054
    share = numerator / denominator
    root = math.sqrt(share * (1 - share) / denominator + z * z / (4 * denominator * denominator))
    return (share + z * z / (2 * denominator) + sign * z * root) / (1 + z * z / denominator)


@pytest.mark.parametrize(
    ("metric", "above", "below", "minimum"),
    [
        ("requests_received", ("new",), (), 0),
        ("clearance_rate", ("concluded",), ("new", "carried_in"), 30),
        ("disclosure_rate", ("granted", "partly_granted"), ("concluded",), 30),
        ("backlog_change", ("carried_out", "-carried_in"), (), 0),
    ],
)
def test_metrics(out: Path, metric: str, above: tuple[str, ...], below: tuple[str, ...], minimum: int) -> None:
    """Numerator, denominator, value, interval and the basis of metrics that anybody can reckon."""
    rows = {row["report_id"]: row for row in _rows(out, "metrics") if row["metric"] == metric}
    assert set(rows) == set(chosen())
    for report_id in chosen():
        row = rows[report_id]
        numerator, denominator = (_total(report_id, cells) for cells in (above, below))
        assert (row["numerator"], row["denominator"]) == (numerator, denominator), report_id
        if numerator is None:
            assert (row["value"], row["undefined_reason"]) == (None, "value missing")
            continue
        assert math.isclose(row["value"], numerator / (denominator or 1))
        assert row["suppressed"] == (denominator is not None and denominator < minimum)
        if metric.endswith("rate") and denominator:
            assert math.isclose(row["low"], max(0, _wilson(numerator, denominator, -1)), abs_tol=1e-12)
            assert math.isclose(row["high"], min(1, _wilson(numerator, denominator, 1)), abs_tol=1e-12)
        cells = [f"requests.{name.strip('-')}.total" for name in (*above, *below)]
        assert row["basis"] == max((str(values()[report_id, cell].basis) for cell in cells), key=_strength)


def _strength(basis: str) -> int:
    return ("printed", "derived", "corrected").index(basis)


def _total(report_id: str, rows: tuple[str, ...]) -> float | None:
    numbers = [(final(report_id, f"requests.{row.strip('-')}.total"), row) for row in rows]
    if not rows or any(number is None for number, _ in numbers):
        return None
    return sum(-number if row.startswith("-") else number for number, row in numbers if number is not None)
