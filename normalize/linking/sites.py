"""The sites of the collection: whose they are, how they fare, and which reports they make expected."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import duckdb
import pyarrow as pa

from normalize.agencies.resolver import Resolver
from normalize.agencies.roster import Roster
from normalize.deadline import deadline_sql
from normalize.linking.database import create_table
from normalize.linking.deadlines import IS_GOVERNMENT

_AGENCY: Final = {"site_id": pa.string(), "agency_id": pa.string(), "resolution_status": pa.string()}


def create_sites(connection: duckdb.DuckDBPyConnection, resolver: Resolver, roster: Roster) -> None:
    """Create ``sites``: every row of the registry of sites with its agency, and what its last run found wrong.

    ``roster`` takes note of the agencies, so that those appear of which no document was found.

    Reads:
        ``collected_sites``, ``site_findings``, ``collected_until``, ``provenance``.

    Creates:
        ``sites``: the columns of ``collected_sites``, agency_id, resolution_status, documents_kept, errors, warnings
        (BIGINT, findings of the last run), health (the gravest severity of the last run, ``none`` where it found
        nothing wrong; NULL where no run has reached the site).
    """
    rows = connection.execute(
        """SELECT site_id, agency, year(day) - 1 FROM collected_sites, collected_until ORDER BY site_id"""
    ).fetchall()
    create_table(connection, "site_agencies", _AGENCY, _agency_rows(rows, resolver, roster))
    connection.execute(
        """CREATE TABLE sites AS
        WITH wrong AS (
            SELECT site_id, run, count_if(severity = 'error') AS errors, count_if(severity = 'warning') AS warnings,
                count(*) AS findings
            FROM site_findings GROUP BY site_id, run),
        kept AS (SELECT site_id, count(*) AS documents FROM provenance GROUP BY site_id)
        SELECT s.*, a.agency_id, a.resolution_status, coalesce(kept.documents, 0) AS documents_kept,
            coalesce(errors, 0) AS errors, coalesce(warnings, 0) AS warnings,
            CASE WHEN s.run IS NULL THEN NULL WHEN errors > 0 THEN 'error' WHEN warnings > 0 THEN 'warning'
                WHEN findings > 0 THEN 'info' ELSE 'none' END AS health
        FROM collected_sites s JOIN site_agencies a USING (site_id)
        LEFT JOIN wrong ON wrong.site_id = s.site_id AND wrong.run = s.run
        LEFT JOIN kept ON kept.site_id = s.site_id
        ORDER BY s.site_id"""
    )


def _agency_rows(
    rows: list[tuple[str, str, int | None]], resolver: Resolver, roster: Roster
) -> Iterator[tuple[str, str, str]]:
    for site_id, agency, year in rows:
        resolution = resolver.name_to_resolution(agency, year)
        # No report of that year is told by this: the agency is known, and no year in which it filed.
        roster.add(resolution._replace(year=None), "sites")
        yield site_id, resolution.agency_id, resolution.status


def create_expected_by_sites(connection: duckdb.DuckDBPyConnection) -> None:
    """Create ``site_expected``: the years for which the sites of an agency's own make its reports expected.

    They are expected to the last year whose deadline had passed at the newest fetch (:mod:`normalize.deadline`; 31
    March where the law names none for the kind of agency). A name that fits several agencies makes nothing expected.

    Reads:
        ``sites``, ``site_findings``, ``collected_until``, ``agencies`` (agency_id, kinds, level).

    Creates:
        ``site_expected``: agency_id, first_year (as registered; NULL: from the first report that is found, or the last
        year alone), last_year (NULL: none), trouble (what the last run found wrong with its sites, in words).
    """
    government = f"(SELECT {IS_GOVERNMENT} FROM (SELECT a.kinds AS kinds, a.level AS agency_level))"
    due = f"coalesce({deadline_sql('government', 'y.year')}, make_date(y.year::BIGINT + 1, 3, 31))"
    connection.execute(
        f"""CREATE TABLE site_expected AS
        WITH wrong AS (
            SELECT site_id, run, string_agg(code || ' (' || severity || ')', ', ' ORDER BY severity, code) AS codes
            FROM (SELECT DISTINCT site_id, run, code, severity FROM site_findings
                -- That years are missing is what coverage says itself, of each year.
                WHERE severity IN ('error', 'warning') AND code <> 'missing_year')
            GROUP BY site_id, run),
        own AS (
            SELECT s.agency_id, s.resolution_status, s.first_year, 'its site ' || s.site_id
                || CASE WHEN s.status IN ('dead', 'manual') THEN ' (' || s.status || ')' ELSE '' END
                || CASE WHEN s.run IS NULL THEN ' has not been collected'
                    WHEN codes IS NOT NULL THEN ': ' || codes
                    WHEN s.outcome NOT IN ('ok', 'unchanged') THEN ': ' || s.outcome
                    ELSE ' was read, and nothing was wrong with it' END AS trouble
            FROM sites s LEFT JOIN wrong ON wrong.site_id = s.site_id AND wrong.run = s.run
            WHERE s.scope = 'own'),
        due AS (
            SELECT agency_id, max(y.year) FILTER ({due} < day) AS last_year
            FROM (SELECT agency_id, {government} AS government FROM agencies a), collected_until,
                (SELECT unnest(range(1, 4)) AS back) b, LATERAL (SELECT year(day) - b.back AS year) y
            GROUP BY agency_id)
        SELECT agency_id, min(first_year) AS first_year,
            any_value(CASE WHEN resolution_status <> 'ambiguous' THEN last_year END)::BIGINT AS last_year,
            string_agg(trouble, '; ' ORDER BY trouble) AS trouble
        FROM own LEFT JOIN due USING (agency_id) GROUP BY agency_id ORDER BY agency_id"""
    )
