"""A government beside its parts: each counted once, none added to the whole, and what is missing said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from normalize.linking.reconciliation import create_reconciliation
from tests.normalize.linking.relations import step_to_rows

NEW, OUT = "requests.new.total", "requests.carried_out.total"

AGENCIES: list[dict[str, Any]] = [
    {"agency_id": "city", "division_id": "c", "level": "prefecture"},
    {"agency_id": "city_office", "division_id": "c", "level": "prefecture", "parent_id": "city"},
    {"agency_id": "city_finance", "division_id": "c", "level": "prefecture", "parent_id": "city"},
    {"agency_id": "city_tax", "division_id": "c", "level": "prefecture", "parent_id": "city", "vertical": True},
    {"agency_id": "county", "division_id": "k", "parent_id": "city"},
    {"agency_id": "county_finance", "division_id": "k", "parent_id": "county"},
    {"agency_id": "town", "division_id": "t", "level": "township", "parent_id": "county"},
]


def report(agency: str, scope: str, new: int | None, year: int = 2023) -> dict[str, Any]:
    return {
        "report_id": f"{agency}_{year}_{scope}",
        "agency_id": agency,
        "year": year,
        "scope": scope,
        NEW: new,
    }


def reconcile(
    *reports: dict[str, Any], agencies: list[dict[str, Any]] | None = None, unexpected: Sequence[str] = ()
) -> dict[tuple[str, str], dict[str, Any]]:
    """Rows by report and cell; every agency is expected in 2023 but those named."""
    known = AGENCIES if agencies is None else agencies
    rows = step_to_rows(
        create_reconciliation,
        "reconciliation",
        final_panel=reports,
        agencies=known,
        coverage=[{"agency_id": row["agency_id"], "expected": row["agency_id"] not in unexpected} for row in known],
    )
    return {(row["report_id"], row["cell"]): row for row in rows}


ALL = (
    report("city", "territory", 100),
    report("city_office", "office", 30),
    report("city_finance", "organ", 20),
    report("city_tax", "organ", 7),
    report("county", "territory", 40),
    report("county_finance", "organ", 25),
    report("town", "organ", 15),
)


def test_parts_are_counted_once() -> None:
    """A city has its own departments and the counties' territories; a county's departments only count in the county."""
    found = reconcile(*ALL)
    city = found["city_2023_territory", NEW]
    assert city["children"] == "city_finance city_office county"
    assert (city["value"], city["children_sum"], city["gap"]) == (100, 90, 10)
    assert (city["children_found"], city["children_expected"], city["coverage"], city["result"]) == (
        3,
        3,
        1.0,
        "complete",
    )
    county = found["county_2023_territory", NEW]
    assert (county["children"], county["gap"], county["result"]) == ("county_finance town", 0, "complete")
    assert set(found) == {("city_2023_territory", NEW), ("county_2023_territory", NEW)}


def test_missing_parts() -> None:
    """With parts missing the row is partial and says how many; with none collected there is nothing to sum."""
    city = reconcile(*ALL[:2])["city_2023_territory", NEW]
    assert (city["children_found"], city["children_expected"], city["result"]) == (1, 3, "partial")
    alone = reconcile(ALL[0])["city_2023_territory", NEW]
    assert (alone["children_sum"], alone["gap"], alone["children"], alone["result"]) == (
        None,
        None,
        None,
        "no_children",
    )
    assert alone["coverage"] == 0


def test_parts_exceed() -> None:
    """Parts that have more than the whole are said to exceed it, complete or not."""
    row = reconcile(report("city", "territory", 25), report("city_office", "office", 30))["city_2023_territory", NEW]
    assert (row["result"], row["gap"]) == ("exceeds", -5)


def test_scopes_never_mix() -> None:
    """Reports of another scope, of another year, or whose cell is unknown are no parts; nor is a whole without value."""
    found = reconcile(
        report("city", "territory", 100) | {OUT: None},
        report("county", "organ", 1),
        report("city_finance", "system", 2),
        report("city_office", "office", 4, year=2022),
        report("city_office", "office", None) | {OUT: 3},
    )
    assert list(found) == [("city_2023_territory", NEW)]
    assert found["city_2023_territory", NEW]["result"] == "no_children"


def test_one_report_per_part() -> None:
    """A department that filed two scopes is one part, by its organ's report."""
    row = reconcile(ALL[0], report("city_office", "organ", 5), report("city_office", "office", 30))
    assert row["city_2023_territory", NEW]["children_sum"] == 5


def test_expected_parts() -> None:
    """Parts that coverage does not expect in that year are missed by nobody; one that filed all the same is counted."""
    row = reconcile(ALL[0], ALL[1], unexpected=("city_finance", "county"))["city_2023_territory", NEW]
    assert (row["children_expected"], row["result"]) == (1, "complete")
    row = reconcile(*ALL[:3], unexpected=("city_finance", "county"))["city_2023_territory", NEW]
    assert (row["children_found"], row["children_expected"], row["result"]) == (2, 2, "complete")


def test_order_of_input() -> None:
    """The order of reports and agencies changes nothing."""
    expected = list(reconcile(*ALL).items())
    assert list(reconcile(*ALL[::-1], agencies=AGENCIES[::-1]).items()) == expected
    assert list(reconcile(*ALL[3:], *ALL[:3], agencies=AGENCIES[3:] + AGENCIES[:3]).items()) == expected
