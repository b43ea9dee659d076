"""What the history of a site says: missing years, shrinking lists, rebuilt sites, stale rows."""

from __future__ import annotations

import datetime
from typing import Final

import pytest

from extract.collect.health import SiteRun, runs_to_notes, verified_to_note

TODAY: Final = datetime.date(2026, 4, 1)


def site_run(
    years: tuple[int, ...],
    *,
    named: tuple[int, ...] | None = None,
    items: int = 20,
    family: str = "trs_static",
    reached: bool = True,
) -> SiteRun:
    listed = years if named is None else named
    return SiteRun(reached, family, items, len(listed), frozenset(listed), frozenset(years))


def codes(now: SiteRun, before: SiteRun | None = None, first_year: int | None = None) -> dict[str, str]:
    return {note.code: note.found for note in runs_to_notes(now, before, first_year, TODAY)}


def test_a_year_between_is_missing() -> None:
    """A year without a report between years with one is missing, and so is the last one that is due."""
    assert codes(site_run((2020, 2022, 2023))) == {"missing_year": "2021, 2024-2025"}


def test_nothing_is_missing_before_it_is_due() -> None:
    """Until the end of March last year's report is not due."""
    assert runs_to_notes(site_run((2023, 2024)), None, None, datetime.date(2026, 3, 31)) == []


def test_a_line_without_its_report_is_missing() -> None:
    """A report that a list names and that could not be had is missing, even before it is due."""
    assert codes(site_run((), named=(2024, 2025))) == {"missing_year": "2024-2025"}
    assert codes(site_run((2024, 2025), named=(2024, 2025, 2026))) == {"missing_year": "2026"}


def test_the_registry_says_from_when() -> None:
    """Where the registry names the first year, all from then on is expected, and nothing before."""
    assert codes(site_run((2025,)), first_year=2024) == {"missing_year": "2024"}
    assert codes(site_run((2018, 2024, 2025)), first_year=2024) == {}


@pytest.mark.parametrize(("items", "told"), [(17, False), (16, True)])
def test_a_list_that_shrinks_is_told(items: int, told: bool) -> None:
    """A list that lost more than 15 per cent of its items is told."""
    assert ("shrunk_list" in codes(site_run((2024, 2025), items=items), site_run((2024, 2025)))) is told


def test_another_family_is_a_redesign() -> None:
    """Another family than in the last run, or no report where there were some, is a redesign."""
    assert "redesigned" in codes(site_run((2025,), family="ucap"), site_run((2025,)))
    assert "redesigned" in codes(site_run((), items=0), site_run((2025,)))


def test_a_site_that_did_not_answer_has_no_history() -> None:
    """Of a site that did not answer nothing more is said than why."""
    assert codes(site_run((), reached=False), site_run((2024,)), first_year=2020) == {}


def test_rows_are_confirmed_again_after_a_year() -> None:
    """A row that no person ever confirmed, or not for more than 400 days, is stale."""
    assert verified_to_note("2026-01-01", "active", TODAY) is None
    assert verified_to_note("", "active", TODAY) is None
    assert verified_to_note("2024-01-01", "active", TODAY) is not None
    assert verified_to_note("2026-01-01", "unverified", TODAY) is not None
