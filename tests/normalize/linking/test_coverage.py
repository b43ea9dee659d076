"""What was to be expected, what was found, and what became of it."""

from __future__ import annotations

from typing import Any

from normalize.linking.coverage import create_coverage
from tests.normalize.linking.relations import step_to_rows


def filing(agency: str, year: int, name: str = "", **more: Any) -> dict[str, Any]:
    document = name or f"{agency}{year}"
    return {"document_id": document, "report_id": f"{agency}_{year}_organ", "agency_id": agency, "year": year, **more}


def cover(
    *filings: dict[str, Any],
    failed: tuple[dict[str, Any], ...] = (),
    agencies: list[dict[str, Any]] | None = None,
    **more: list[dict[str, Any]],
) -> dict[tuple[str, int], dict[str, Any]]:
    named = sorted({row["agency_id"] for row in filings})
    rows = step_to_rows(
        create_coverage,
        "coverage",
        filings=filings,
        documents=[{"document_id": row["document_id"]} for row in filings] + list(failed),
        agencies=[{"agency_id": name} for name in named] if agencies is None else agencies,
        **({"expected": [], "lineage": [], "site_expected": []} | more),
    )
    found = {(row["agency_id"], row["year"]): row for row in rows}
    assert len(found) == len(rows)
    return found


def test_own_filings() -> None:
    """Without a roster an agency is expected from its first to its last report, over the years of the dataset."""
    found = cover(filing("a", 2019), filing("a", 2021), filing("b", 2018), filing("b", 2022))
    assert {year: found["a", year]["status"] for year in range(2018, 2023)} == {
        2018: "not_expected", 2019: "read", 2020: "missing", 2021: "read", 2022: "not_expected",
    }  # fmt: skip
    assert found["a", 2020]["expected_because"] == "it filed reports from 2019 to 2021"
    assert found["a", 2020]["reason"] == "no document of this agency and year was found"
    assert found["a", 2018]["expected_because"] == "its first report is of 2019"
    assert (found["a", 2022]["expected"], found["a", 2022]["expected_because"]) == (False, "its last report is of 2021")
    assert (found["a", 2019]["report_id"], found["a", 2019]["found"]) == ("a_2019_organ", 1)
    assert {year for _, year in found} == set(range(2018, 2023))


def test_roster() -> None:
    """The roster decides for the agencies it lists, those that never filed among them; a report found is read anyway."""
    roster = [
        {"agency_id": "a", "first_year": 2020, "last_year": 2021, "evidence": "directory"},
        {"agency_id": "c", "first_year": 2021, "evidence": None},
    ]
    found = cover(filing("a", 2019), filing("b", 2022), expected=roster)
    assert (found["a", 2019]["expected"], found["a", 2019]["status"]) == (False, "read")
    assert found["a", 2020]["expected_because"] == "the roster lists it (directory)"
    assert found["a", 2022]["expected_because"] == "the roster does not list it for this year"
    assert [found["c", year]["status"] for year in (2020, 2021, 2022)] == ["not_expected", "missing", "missing"]


def test_lineage_bounds() -> None:
    """A new agency is expected from its year on, one that ended until the year before, whatever the roster says."""
    events: list[dict[str, Any]] = [
        {"event_id": "e1", "date": "2019-03-01", "kind": "new", "new_id": "a"},
        {"event_id": "e2", "year": 2022, "kind": "ended", "old_id": "a"},
    ]
    frame = (filing("b", 2018), filing("b", 2023))
    roster: list[dict[str, Any]] = [{"agency_id": "a", "first_year": 2000}]
    for expected in ([], roster):
        found = cover(*frame, filing("a", 2020), lineage=events, expected=expected)
        assert {year: found["a", year]["status"] for year in range(2018, 2024)} == {
            2018: "not_expected", 2019: "missing", 2020: "read", 2021: "missing", 2022: "not_expected",
            2023: "not_expected",
        }  # fmt: skip
        assert found["a", 2022]["expected_because"] == "lineage: it ended in 2022 (e2)"
        assert found["a", 2018]["expected_because"] == "lineage: it began in 2019 (e1)"


def test_failed_documents() -> None:
    """Documents that failed or hold no table count where their agency and year are known, with the reason."""
    failed = (
        {"document_id": "f1", "outcome": "failed", "error_code": "needs_ocr", "report_id": "a_2020_organ"},
        {"document_id": "f2", "outcome": "no_table", "report_id": "a_2021_unknown"},
        {"document_id": "f3", "outcome": "failed", "error_code": "timeout", "report_id": "a_2019_organ"},
        {"document_id": "f4", "outcome": "failed", "error_code": "crash"},
        {"document_id": "f5", "outcome": "failed", "error_code": "crash", "report_id": "unknown_f5"},
    )
    found = cover(filing("a", 2019), filing("a", 2022), failed=failed)
    assert (found["a", 2020]["status"], found["a", 2020]["reason"]) == ("failed", "needs_ocr")
    assert (found["a", 2021]["status"], found["a", 2021]["reason"]) == ("no_table", "it holds no statutory table")
    assert (found["a", 2019]["status"], found["a", 2019]["reason"]) == ("read", "1 more of its documents: timeout")
    assert found["a", 2019]["found"] == 2


def test_unresolved_names() -> None:
    """Of an agency whose name is not resolved nothing is expected or missed: it has rows for its own years alone."""
    found = cover(filing("u", 2019), filing("u", 2021), agencies=[{"agency_id": "u", "status": "unresolved"}])
    assert list(found) == [("u", 2019), ("u", 2021)]
    assert all(row["expected"] is None and row["status"] == "read" for row in found.values())


def test_versions_and_scopes() -> None:
    """Every document counts as found; the report named is a chosen one, the first by id where there are several."""
    found = cover(
        filing("a", 2020, "d1"),
        filing("a", 2020, "d2", chosen=False),
        filing("a", 2020, "d3", report_id="a_2020_territory", scope="territory"),
    )
    assert (found["a", 2020]["found"], found["a", 2020]["report_id"]) == (3, "a_2020_organ")


def test_unknown_documents_are_left_out() -> None:
    """A document that does not say whose or which year's report it holds covers nothing."""
    assert cover(filing("unnamed", 2020, report_id="unknown_d"), agencies=[]) == {}


def test_order_of_input() -> None:
    """The order of the filings and of the documents changes nothing."""
    filings = [filing("b", 2018), filing("a", 2020), filing("a", 2022), filing("a", 2020, "x", chosen=False)]
    failed = (
        {"document_id": "f1", "outcome": "failed", "error_code": "timeout", "report_id": "a_2021_organ"},
        {"document_id": "f2", "outcome": "failed", "error_code": "crash", "report_id": "a_2021_organ"},
    )
    expected = list(cover(*filings, failed=failed).items())
    assert list(cover(*filings[::-1], failed=failed[::-1]).items()) == expected


def test_divisions_bound_their_agencies() -> None:
    """An agency is not expected before its division began or once it was merged, and its division makes no year expected."""
    events: list[dict[str, Any]] = [
        {"event_id": "e1", "year": 2019, "kind": "new", "new_id": "d1"},
        {"event_id": "e2", "year": 2022, "kind": "merge", "old_id": "d1", "new_id": "d2"},
        {"event_id": "e3", "year": 2020, "kind": "merge", "old_id": "d1", "new_id": "d1"},
    ]
    found = cover(filing("a", 2018), filing("a", 2020), filing("a", 2023), lineage=events)
    assert {year: (found["a", year]["expected"], found["a", year]["status"]) for year in range(2018, 2024)} == {
        2018: (False, "read"), 2019: (True, "missing"), 2020: (True, "read"), 2021: (True, "missing"),
        2022: (False, "not_expected"), 2023: (False, "read"),
    }  # fmt: skip
    assert found["a", 2023]["expected_because"] == "lineage: it ended in 2022 (e2)"
    late = cover(filing("a", 2020), filing("b", 2018), filing("b", 2023), lineage=events)
    assert [late["a", year]["status"] for year in (2019, 2020, 2021)] == ["not_expected", "read", "not_expected"]


def sites(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"last_year": 2023, "trouble": "its site s: parked (error)"} | row for row in rows]


def test_sites_make_reports_expected() -> None:
    """From the registered year, else the first report, else in the last year alone; also beyond the dataset's years."""
    found = cover(
        filing("a", 2021),
        site_expected=sites({"agency_id": "a"}, {"agency_id": "b", "first_year": 2020}, {"agency_id": "c"}),
        agencies=[{"agency_id": name} for name in "abc"],
    )
    assert {(name, year) for (name, year), row in found.items() if row["status"] == "missing"} == {
        ("a", 2022), ("a", 2023), ("b", 2020), ("b", 2021), ("b", 2022), ("b", 2023), ("c", 2023),
    }  # fmt: skip
    assert found["b", 2021]["reason"] == "no document of this agency and year was found; its site s: parked (error)"
    assert found["b", 2021]["expected_because"] == "the registry of sites has a site of its own, counted from 2020"
    assert (
        cover(site_expected=sites({"agency_id": "c"}), agencies=[{"agency_id": "c"}])["c", 2023]["status"] == "missing"
    )


def test_roster_and_lineage_go_before_sites() -> None:
    """A reviewed roster decides alone, and an agency that ended is not expected because a site still stands."""
    roster = [{"agency_id": "a", "first_year": 2020, "last_year": 2020}]
    found = cover(
        filing("b", 2019),
        filing("b", 2023),
        expected=roster,
        site_expected=sites({"agency_id": "a", "first_year": 2019}),
    )
    assert [found["a", year]["expected"] for year in range(2019, 2024)] == [False, True, False, False, False]
    assert found["a", 2020]["reason"].endswith("its site s: parked (error)")
    ended: list[dict[str, Any]] = [{"event_id": "e", "year": 2022, "kind": "ended", "old_id": "b"}]
    found = cover(filing("b", 2019), lineage=ended, site_expected=sites({"agency_id": "b"}))
    assert [found["b", year]["expected"] for year in range(2019, 2024)] == [True, True, True, False, False]


def test_an_unresolved_name_with_a_site() -> None:
    """Of a name that no rule resolves a site of its own makes reports expected; outside its years nothing is known."""
    found = cover(
        filing("u", 2019),
        filing("x", 2018),
        site_expected=sites({"agency_id": "u", "first_year": 2019, "last_year": 2020}),
        agencies=[{"agency_id": "u", "status": "unresolved"}, {"agency_id": "x"}],
    )
    assert {year: row["status"] for (name, year), row in found.items() if name == "u"} == {
        2019: "read",
        2020: "missing",
    }
    nothing = cover(filing("u", 2019), site_expected=sites({"agency_id": "u", "last_year": None}))
    assert list(nothing) == [("u", 2019)]


def test_failed_documents_name_the_site() -> None:
    """Where documents were found and none could be read, the site's trouble stands beside theirs."""
    failed = ({"document_id": "f", "outcome": "failed", "error_code": "needs_ocr", "report_id": "a_2023_unknown"},)
    found = cover(
        failed=failed, site_expected=sites({"agency_id": "a", "first_year": 2023}), agencies=[{"agency_id": "a"}]
    )
    assert found["a", 2023]["reason"] == "needs_ocr; its site s: parked (error)"
