"""The last look at a run: what the history of each site in the store says of it, added to its findings."""

from __future__ import annotations

import datetime
from typing import Final

from extract.collect.health import SiteRun, runs_to_notes, verified_to_note
from extract.collect.store import Store

_REPORTS: Final = "('report', 'weak')"
_ANSWERED: Final = "('ok', 'unchanged', 'empty_list', 'wrong_page', 'not_found', 'gone', 'soft_404')"
"""Outcomes of a site that works: what is not there any more has been moved or taken down."""


def assess_site(store: Store, run_id: int, site_id: str, today: datetime.date) -> None:
    """Add to the findings of a run what the history of one site shows (:mod:`extract.collect.health`).

    Args:
        store: open for writing.
        run_id: the run; the site is finished in it.
        site_id: the row of the registry.
        today: the day of the run.
    """
    (row,) = store.query("SELECT first_year, verified_at, status FROM sites WHERE site_id = ?", (site_id,))
    before = store.query(
        "SELECT max(run_id) FROM listings WHERE site_id = ? AND run_id < ? AND item_count > 0", (site_id, run_id)
    )[0][0]
    notes = runs_to_notes(
        _run_of_site(store, run_id, site_id),
        None if before is None else _run_of_site(store, before, site_id),
        row["first_year"],
        today,
    )
    stale = verified_to_note(row["verified_at"], row["status"], today)
    for note in [*notes, *([stale] if stale else [])]:
        store.add_finding(run_id, site_id, note.code, note.found)


def _run_of_site(store: Store, run_id: int, site_id: str) -> SiteRun:
    where = (run_id, site_id)
    reached = store.query(
        "SELECT count(*) FROM fetches WHERE run_id = ? AND site_id = ? AND role IN ('start', 'list', 'detail')"
        f" AND outcome IN {_ANSWERED}",
        where,
    )[0][0]
    items, reports = store.query(
        f"SELECT count(DISTINCT address), count(DISTINCT address) FILTER (WHERE kind IN {_REPORTS})"
        " FROM listed WHERE run_id = ? AND site_id = ?",
        where,
    )[0]
    named = store.query(
        "SELECT DISTINCT year FROM listed WHERE run_id = ? AND site_id = ? AND kind = 'report' AND year IS NOT NULL",
        where,
    )
    # A line of a list is no report yet: only what was had counts, and what the user did not want fetched.
    years = store.query(
        f"SELECT year FROM listed WHERE run_id = ? AND site_id = ? AND kind IN {_REPORTS}"
        " AND year < (SELECT json_extract(settings, '$.since_year') FROM runs WHERE run_id = ?)"
        f" UNION SELECT year FROM sightings WHERE run_id = ? AND site_id = ? AND kind IN {_REPORTS} AND year IS NOT NULL",
        (*where, run_id, *where),
    )
    family = store.query(
        "SELECT adapter FROM sightings WHERE run_id = ? AND site_id = ? AND adapter <> ''"
        " GROUP BY adapter ORDER BY count(*) DESC, adapter LIMIT 1",
        where,
    )
    return SiteRun(
        reached=bool(reached),
        family=family[0][0] if family else "",
        items=items,
        reports=reports,
        named=frozenset(year for (year,) in named),
        years=frozenset(year for (year,) in years),
    )
