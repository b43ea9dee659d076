"""Each report beside its agency's report of the year before: what every check across years starts from."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from normalize.naming import cell_to_column


def create_year_pairs(connection: duckdb.DuckDBPyConnection, cells: Iterable[str]) -> None:
    """Create ``year_pairs``: each report of known agency and year, with the same agency's of the year before.

    Args:
        connection: where ``final_panel``, ``agencies`` and ``lineage`` are.
        cells: the cells to set beside each other; a cell's column holds this year's number, and the column of the
            same name after ``last_`` that of the year before.

    Creates:
        ``year_pairs``: report_id, agency_id, year, scope, form_proactive, form_requests, other_report_id (of the same
        scope, a year before; NULL without), last_form_proactive, last_form_requests, other_scopes (of reports of that
        year, where none has the same scope; NULL without), event_id and event_kind (the first lineage event of the
        agency or its division in either year; NULL without), agency_level, kinds, and the cells as DOUBLE.
    """
    columns = [cell_to_column(cell) for cell in cells]
    numbers = ", ".join(f"now.{name}::DOUBLE AS {name}, last.{name}::DOUBLE AS last_{name}" for name in columns)
    connection.execute(f"""CREATE TABLE year_pairs AS
        WITH panel AS (SELECT * FROM final_panel WHERE NOT starts_with(report_id, 'unknown_')),
        dated AS (
            SELECT event_id, kind, coalesce(year, year(date)) AS year, unnest([old_id, new_id]) AS id FROM lineage),
        events AS (
            SELECT id, felt AS year, min(event_id) AS event_id, arg_min(kind, event_id) AS event_kind
            FROM (SELECT *, unnest([year, year + 1]) AS felt FROM dated) WHERE id <> '' AND felt IS NOT NULL
            GROUP BY id, felt),
        others AS (
            SELECT agency_id, year + 1 AS year, string_agg(DISTINCT scope, ', ' ORDER BY scope) AS other_scopes
            FROM panel GROUP BY agency_id, year)
        SELECT now.report_id, now.agency_id, now.year, now.scope, now.form_proactive, now.form_requests,
            last.report_id AS other_report_id, last.form_proactive AS last_form_proactive,
            last.form_requests AS last_form_requests,
            CASE WHEN last.report_id IS NULL THEN other_scopes END AS other_scopes,
            coalesce(own.event_id, place.event_id) AS event_id,
            CASE WHEN own.event_id IS NULL THEN place.event_kind ELSE own.event_kind END AS event_kind,
            agencies.level AS agency_level, agencies.kinds, {numbers}
        FROM panel now
        LEFT JOIN panel last
            ON last.agency_id = now.agency_id AND last.scope = now.scope AND last.year = now.year - 1
        LEFT JOIN agencies ON agencies.agency_id = now.agency_id
        LEFT JOIN others ON others.agency_id = now.agency_id AND others.year = now.year
        LEFT JOIN events own ON own.id = now.agency_id AND own.year = now.year
        LEFT JOIN events place ON place.id = agencies.division_id AND place.year = now.year""")


def number_text(sql: str) -> str:
    """SQL for a number as a person writes it: whole numbers without a decimal point."""
    return f"CASE WHEN {sql} = floor({sql}) THEN TRY_CAST({sql} AS BIGINT)::VARCHAR ELSE ({sql})::VARCHAR END"
