"""What only the history of a site shows: years without a report, lists that shrink, sites that were rebuilt."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from extract.collect.adapter import Note

SHRINK: Final = 0.15
"""A list that lost more than this share of its items since the last run is reported (facts/portals.md §7.8)."""

STALE_DAYS: Final = 400
"""After so many days without confirmation a row of the registry is stale (facts/portals.md §6)."""

DUE: Final = (3, 31)
"""By this day all reports on the year before are due: governments by 31 March, their departments by 31 January (forms.md)."""


class SiteRun(NamedTuple):
    """What one run found at one site.

    Attributes:
        reached: whether the site answered with a page; of one that did not nothing more is said.
        family: the portal family by which its pages were read; empty where none was.
        items: lines of its lists.
        reports: lines that are reports by their titles.
        named: fiscal years of these lines, as far as they are known.
        years: fiscal years of the reports that were had, or were not wanted.
    """

    reached: bool
    family: str
    items: int
    reports: int
    named: frozenset[int]
    years: frozenset[int]


def last_due_year(today: datetime.date) -> int:
    """The last fiscal year whose reports are all due.

    >>> last_due_year(datetime.date(2026, 3, 31)), last_due_year(datetime.date(2026, 4, 1))
    (2024, 2025)
    """
    return today.year - 1 if (today.month, today.day) > DUE else today.year - 2


def runs_to_notes(now: SiteRun, before: SiteRun | None, first_year: int | None, today: datetime.date) -> list[Note]:
    """What this run and the last complete one before it say of a site together.

    Args:
        now: this run.
        before: the last run that reached the site's lists; None for the first.
        first_year: the first year for which a report is expected; None: the first year that its lists or reports name.
        today: the day of the run.
    """
    if not now.reached:
        return []
    return [
        *_missing_years(now, first_year, last_due_year(today)),
        *_shrunk(now, before),
        *_redesigned(now, before),
        *([Note("no_report", f"{now.items} items, none of them a report")] if now.items and not now.reports else []),
    ]


def _missing_years(now: SiteRun, first_year: int | None, last_year: int) -> Iterable[Note]:
    known = now.named | now.years
    if not known and first_year is None:
        return
    first = min(known) if first_year is None else first_year
    due = {*range(first, last_year + 1), *now.named}
    missing = sorted(year for year in due - now.years if year >= first)
    if missing:
        yield Note("missing_year", years_to_text(missing))


def _shrunk(now: SiteRun, before: SiteRun | None) -> Iterable[Note]:
    if before is not None and now.items and now.items < before.items * (1 - SHRINK):
        yield Note("shrunk_list", f"{now.items} items, {before.items} in the last run")


def _redesigned(now: SiteRun, before: SiteRun | None) -> Iterable[Note]:
    if before is None:
        return
    if before.family and now.family and now.family != before.family:
        yield Note("redesigned", f"family {now.family}, {before.family} in the last run")
    elif before.reports and not now.reports:
        yield Note("redesigned", f"no report, {before.reports} in the last run")


def verified_to_note(verified_at: str, status: str, today: datetime.date) -> Note | None:
    """Whether a row of the registry should be confirmed again; None where it need not.

    >>> verified_to_note("2026-01-02", "active", datetime.date(2026, 5, 1)) is None
    True
    """
    if status == "unverified":
        return Note("stale_row", "never confirmed by a person")
    try:
        days = (today - datetime.date.fromisoformat(verified_at)).days
    except ValueError:
        return None
    return Note("stale_row", f"last confirmed {days} days ago") if days > STALE_DAYS else None


def years_to_text(years: Sequence[int]) -> str:
    """Years as a person writes them.

    >>> years_to_text([2019, 2020, 2021, 2024])
    '2019-2021, 2024'
    """
    runs: list[list[int]] = []
    for year in sorted(set(years)):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
