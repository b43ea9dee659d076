"""What was expected, found, read and failed: the table ``coverage`` counted, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import duckdb

from extract.errors import SourceError
from output.stored_dataset import StoredDataset

STATUSES: Final = ("read", "failed", "no_table", "missing", "not_expected")
"""What became of an agency's year."""

GROUPS: Final[Mapping[str, str]] = {
    "year": "year::VARCHAR",
    "level": "agency_level",
    "kind": "kind",
    "province": "province",
}
"""By what coverage is counted, and the column of ``coverage_of_agencies`` for it."""


def create_coverage_of_agencies(connection: duckdb.DuckDBPyConnection, dataset: StoredDataset) -> None:
    """Create the table ``coverage_of_agencies``: ``coverage`` with level, kinds and province of each agency.

    The province is that at the top of the divisions above the agency's own; where divisions are not known it stays
    empty.

    Args:
        connection: with the views of ``open_dataset`` in its main schema.
        dataset: as ``open_dataset`` gave it.

    Raises:
        SourceError: the dataset has no coverage.
    """
    if missing := dataset.missing("coverage.agency_id", "coverage.year", "coverage.coverage_status"):
        raise SourceError(
            expected="a dataset with coverage",
            found=f"no {missing[0]}",
            where=str(dataset.folder),
            advice="build the dataset again",
        )
    agencies = ["agency_id", "agency_name", "agency_level", "kinds", "division_id"]
    known = dataset.has("agencies", *(f"agencies.{name}" for name in agencies))
    of_agencies = (
        f"SELECT {', '.join(agencies)} FROM agencies"
        if known
        else f"SELECT {', '.join(f'NULL::VARCHAR AS {name}' for name in agencies)} WHERE false"
    )
    divisions = ["division_id", "name", "division_level", "parent_id", "first_year"]
    of_divisions = (
        # A division has a row for each span of years; the last one says where it belongs.
        "SELECT division_id, arg_max(name, first_year) AS name, arg_max(division_level, first_year) AS division_level, "
        "arg_max(parent_id, first_year) AS parent_id FROM divisions GROUP BY division_id"
        if dataset.has("divisions", *(f"divisions.{name}" for name in divisions))
        else "SELECT NULL::VARCHAR division_id, NULL::VARCHAR name, NULL::VARCHAR division_level, "
        "NULL::VARCHAR parent_id WHERE false"
    )
    connection.execute(f"""
CREATE OR REPLACE TABLE coverage_of_agencies AS
WITH RECURSIVE known_agencies AS ({of_agencies}), known_divisions AS ({of_divisions}), above AS (
  SELECT division_id, name, division_level, parent_id, 1 AS depth FROM known_divisions
  UNION ALL
  SELECT above.division_id, upper.name, upper.division_level, upper.parent_id, depth + 1
  FROM above JOIN known_divisions AS upper ON upper.division_id = above.parent_id
  -- No division lies under more than a handful of others: this ends where parents run in a circle.
  WHERE above.division_level <> 'province' AND depth < 8
), provinces AS (
  SELECT division_id, min(name) AS province FROM above WHERE division_level = 'province' GROUP BY division_id
)
SELECT c.*, coalesce(a.agency_name, {"c.agency_name" if dataset.has("coverage.agency_name") else "c.agency_id"}) AS name,
  a.agency_level, coalesce(a.kinds, '') AS kinds, coalesce(p.province, '') AS province
FROM coverage AS c LEFT JOIN known_agencies AS a USING (agency_id) LEFT JOIN provinces AS p USING (division_id)
""")


def count_coverage(
    connection: duckdb.DuckDBPyConnection, by: str, years: Sequence[int] = ()
) -> list[tuple[str, dict[str, int]]]:
    """For each value of a group (:data:`GROUPS`) how many agency-years have which status.

    An agency of several kinds counts under each of them, so that kinds do not add up to all. A level, kind
    or province of which nothing was expected or found is left out; a year stays, so that a gap is seen.

    Args:
        connection: with ``coverage_of_agencies``.
        by: a key of :data:`GROUPS`.
        years: only these; empty for all.
    """
    unnested = (
        "unnest(CASE WHEN kinds = '' THEN [''] ELSE string_split(kinds, ' ') END) AS kind" if by == "kind" else "NULL"
    )
    counts = ", ".join(f"count(*) FILTER (coverage_status = '{status}')" for status in STATUSES)
    found = "true" if by == "year" else "bool_or(coverage_status <> 'not_expected')"
    rows = connection.execute(
        f"SELECT {GROUPS[by]} AS value, {counts} FROM (SELECT *, {unnested} FROM coverage_of_agencies) "
        f"WHERE {_of_years(years)} GROUP BY value HAVING {found} ORDER BY value NULLS LAST"
    ).fetchall()
    return [(str(value or ""), dict(zip(STATUSES, numbers, strict=True))) for value, *numbers in rows]


def missing_sql(dataset: StoredDataset, years: Sequence[int] = ()) -> str:
    """The query for every agency's year that was expected, or found, and not read, with the reason.

    Its columns: agency_id, agency_name, level, province, year, status, reason, expected_because.
    """
    reason, because = (
        name if dataset.has(f"coverage.{name}") else f"NULL::VARCHAR AS {name}"
        for name in ("reason", "expected_because")
    )
    return (
        f"SELECT agency_id, name AS agency_name, agency_level AS level, nullif(province, '') AS province, year, "
        f"coverage_status AS status, {reason}, {because} FROM coverage_of_agencies "
        f"WHERE coverage_status NOT IN ('read', 'not_expected') AND {_of_years(years)} "
        "ORDER BY province NULLS LAST, agency_id, year"
    )


def _of_years(years: Sequence[int]) -> str:
    return f"year IN ({', '.join(str(int(year)) for year in years)})" if years else "true"


def count_unplaced(connection: duckdb.DuckDBPyConnection, dataset: StoredDataset) -> int:
    """Documents that no row of ``coverage`` counts: not read, or read without it being known whose, or of which year.

    0 where the dataset cannot tell.
    """
    if dataset.missing("documents.outcome", "documents.report_id"):
        return 0
    [(count,)] = connection.execute(
        """SELECT count(*) FROM documents
        WHERE outcome = 'failed' OR starts_with(report_id, 'unknown_')"""
    ).fetchall()
    return int(count)
