"""A dataset of the invented country against what is known of it: documents, reports, and what they say."""

from __future__ import annotations

import datetime
import json
import math
from pathlib import Path

from tests.country.country import CITY, year_of
from tests.country.papers import COPIED, papers
from tests.country.reviewed import corrections
from tests.country.stored import read_rows
from tests.country.tables import cells_of
from tests.country.truth import (
    agency_of,
    checks_of,
    chosen,
    deadline,
    division_code,
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


def _date(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def test_documents(out: Path) -> None:
    """Each document has its outcome, its report and its other paths; bytes that lie twice are one document."""
    rows = {row["document_id"]: row for row in read_rows(out, "documents")}
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
    rows = {row["report_id"]: row for row in read_rows(out, "reports")}
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


def test_values(out: Path) -> None:
    """Every cell of every report: as printed, in one unit, proven, corrected, and the number to reckon with."""
    rows = {(row["report_id"], row["cell"]): row for row in read_rows(out, "values")}
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
    rows = [row for row in read_rows(out, "checks") if row["identity"] in ("I1", "I2", "I3", "I4", "I7")]
    found = {(row["report_id"], row["check_id"]): row["result"] for row in rows}
    assert found == {
        (report_id, check): result
        for report_id, paper in chosen().items()
        for check, result in checks_of(paper).items()
    }
    assert sum(result == "fails" for result in found.values()) == 3


def test_versions(out: Path) -> None:
    """The documents of one report are ranked and compared; predecessors side by side are never versions."""
    rows = {row["document_id"]: row for row in read_rows(out, "versions")}
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
    assert {f"980100-{kind}_2019_organ" for kind in merged} <= set(known_reports())


def test_differences(out: Path) -> None:
    """Cell by cell: what a document that was passed over prints otherwise, or does not print."""
    found = {
        (row["document_id"], row["cell"]): (row["difference_kind"], row["chosen_value"], row["value"])
        for row in read_rows(out, "differences")
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
        for row in read_rows(out, "similar_documents")
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
    rows = {row["report_id"]: row for row in read_rows(out, "reports")}
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


def test_parts(out: Path) -> None:
    """The parts of the city's total are read where they stand, with their agencies, and they add up."""
    new = {part: sum(year_of(part, 2022).new) for part in (CITY, "980100-finance", "980121-government")}
    rows = [row for row in read_rows(out, "parts") if row["report_id"] == f"{CITY}_2022_territory"]
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
    """The number of requests in every text is held against the table: it is the same, but for the one slip."""
    rows = [row for row in read_rows(out, "claims") if row["cell"] == "requests.new.total"]
    found = {row["document_id"]: (row["value"] - row["expected_value"], row["claim_result"]) for row in rows}
    slip = next(paper.document_id for paper in papers() if paper.path == "2024/980100-gov_office.html")
    assert found.pop(slip) in {(7, "near_miss"), (7, "contradicts")}
    expected = {row["document_id"]: row["expected_value"] for row in rows}
    for paper in papers():
        if paper.overview and paper.forms and not paper.broken:
            assert expected[paper.document_id] == read_cell(paper, "requests.new.total").value
            assert paper.document_id == slip or found.pop(paper.document_id) == (0, "matches")
    assert not found


def test_sections(out: Path) -> None:
    """The text of every document that could be opened, in its parts, belongs to its report."""
    found = {
        (row["document_id"], row["section"]): (row["text"], row["report_id"]) for row in read_rows(out, "sections")
    }
    assert found == {
        (paper.document_id, section): (text, paper.report_id)
        for paper in papers()
        if not paper.broken
        for section, text in (("opening", paper.opening), ("overview", paper.overview), ("problems", paper.text))
        if text
    }


def test_what_is_rare(out: Path) -> None:
    """One row that no form has, one date that no calendar has, one training: each is told once, with its document."""
    ids = {paper.path: paper.document_id for paper in papers()}
    [extra] = read_rows(out, "extras")
    [paper] = [paper for paper in papers() if paper.extras]
    assert (extra["document_id"], extra["report_id"]) == (paper.document_id, paper.report_id)
    said = (extra["form_table"], extra["row_label"], tuple(json.loads(extra["texts"])), extra["after_row"])
    assert said == paper.extras[0]
    [problem] = read_rows(out, "problems")
    assert (problem["document_id"], problem["code"]) == (ids["2024/980121-finance.html"], "impossible_date")
    [measure] = read_rows(out, "measures")
    assert (measure["document_id"], measure["value"]) == (ids["2023/980100-gov_office.html"], 3)
    [failed] = [row for row in read_rows(out, "documents") if row["error_code"]]
    assert (failed["document_id"], failed["error_code"]) == (ids["2020/980122-government.html"], "unknown_format")


def test_crosswalk(out: Path) -> None:
    """Every cell of either form stands in it once."""
    found = [(row["form"], row["cell"]) for row in read_rows(out, "crosswalk")]
    tables = ("proactive", "requests", "disputes")
    cells = [(form, cell) for form in ("2019", "2021") for table in tables for cell in cells_of(table, form)]
    assert sorted(found) == sorted(cells)
