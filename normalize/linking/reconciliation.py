"""A government's numbers beside the sum of what was collected from its parts."""

from __future__ import annotations

from typing import Final

import duckdb

from extract.forms import load_forms
from normalize.naming import cell_to_column

_TABLES: Final = ("requests", "disputes")


def reconciled_cells() -> list[str]:
    """The cells that are reconciled: totals of requests and of disputes, and normative documents, of all forms.

    >>> cells = reconciled_cells()
    >>> cells[0], "disputes.review.total" in cells, "requests.new.business" in cells
    ('proactive.normative_docs.issued', True, False)
    """
    cells = dict.fromkeys(
        cell.cell
        for form in reversed(load_forms().values())
        for cell in form.cells
        if (cell.table in _TABLES and cell.column == "total") or cell.row == "normative_docs"
    )
    return list(cells)


def create_reconciliation(connection: duckdb.DuckDBPyConnection) -> None:
    """Create ``reconciliation``: each government's report on its territory against the reports of its parts.

    The parts of a government are the agencies whose parent it is: the departments of its own division, by their
    report of scope ``organ`` or ``office``; the governments of the next lower divisions, by their report of scope
    ``territory`` (a township has no departments: its own organ is its territory). A part of an organ that is a part
    itself (公安局城北派出所 beside 公安局) is left out, as nothing tells whether the organ counted it. A lower government's report already
    holds its departments, whose parent is that government, so nothing is counted twice. Vertical organs report to
    their own line and are left out. A government of which no part is known has no rows. Nothing is ever added to what
    the government itself reports.

    Reads:
        ``final_panel``, ``agencies`` (agency_id, division_id, level, vertical, parent_id) and ``coverage`` (agency_id,
        year, expected).

    Creates:
        ``reconciliation``: report_id, cell, value (the government's own; rows only where it is known),
        children_sum (DOUBLE; NULL without children), children_found (BIGINT, parts whose report has a number in this
        cell), children_expected (BIGINT, parts whose report was to be expected by ``coverage``, and any other that was
        found), coverage (found over expected; NULL where none is expected), gap (value less children_sum), result
        (``no_children``; ``exceeds``: the parts have more than the whole; ``complete``: every expected part was found;
        ``partial``), children (agency ids in order, space separated; NULL without). One row per report and cell,
        ordered by them.
    """
    cells = reconciled_cells()
    columns = [cell_to_column(cell) for cell in cells]
    connection.execute("""CREATE TABLE reconciled_parts AS
        SELECT child.parent_id, child.agency_id,
            CASE WHEN child.level = 'township' THEN ['territory', 'organ', 'office']
                WHEN child.division_id IS NOT DISTINCT FROM parent.division_id THEN ['organ', 'office']
                ELSE ['territory'] END AS scopes
        FROM agencies child JOIN agencies parent ON parent.agency_id = child.parent_id
        WHERE NOT coalesce(child.vertical, FALSE) AND child.agency_id <> child.parent_id
            AND regexp_extract(child.agency_id, '^([^-]+-[^-]+)-.', 1) NOT IN (SELECT agency_id FROM agencies)""")
    # Which cells a part knows is one number with a bit for each cell, so that the parts are put in order only once.
    known = " + ".join(f"(({column} IS NOT NULL)::BIGINT << {place})" for place, column in enumerate(columns))
    connection.execute(f"""CREATE TABLE reconciled_sums AS
        WITH children AS (
            SELECT parent_id, p.agency_id, p.year, {known} AS known, {", ".join(columns)}
            FROM final_panel p JOIN reconciled_parts USING (agency_id)
            WHERE list_contains(scopes, p.scope) AND NOT starts_with(p.report_id, 'unknown_')
            QUALIFY row_number() OVER (
                PARTITION BY p.agency_id, p.year ORDER BY list_position(scopes, p.scope), p.report_id) = 1)
        SELECT parent_id, year, list({{'id': agency_id, 'known': known}} ORDER BY agency_id) AS parts,
            [{", ".join(f"sum({column})::DOUBLE" for column in columns)}] AS sums
        FROM children GROUP BY parent_id, year""")
    connection.execute(f"""CREATE TABLE reconciliation AS
        WITH expectations AS (
            SELECT parent_id, year, count(*) AS children_expected
            FROM (SELECT parent_id, year, agency_id
                    FROM coverage JOIN reconciled_parts USING (agency_id) WHERE expected
                UNION SELECT parent_id, year, unnest(parts).id FROM reconciled_sums)
            GROUP BY parent_id, year),
        wholes AS (
            SELECT report_id, agency_id, year, unnest({cells}) AS cell, unnest(range({len(cells)})) AS place,
                unnest([{", ".join(f"{column}::DOUBLE" for column in columns)}]) AS value
            FROM final_panel
            WHERE scope = 'territory' AND NOT starts_with(report_id, 'unknown_')
                AND agency_id IN (SELECT parent_id FROM reconciled_parts)),
        compared AS (
            SELECT w.*, s.sums[place + 1] AS children_sum, coalesce(e.children_expected, 0) AS children_expected,
                list_transform(list_filter(coalesce(s.parts, []), lambda part: (part.known >> place) & 1 = 1),
                    lambda part: part.id) AS children
            FROM wholes w LEFT JOIN reconciled_sums s ON s.parent_id = w.agency_id AND s.year = w.year
            LEFT JOIN expectations e ON e.parent_id = w.agency_id AND e.year = w.year
            WHERE w.value IS NOT NULL)
        SELECT report_id, cell, value, children_sum, len(children) AS children_found, children_expected,
            CASE WHEN children_expected > 0 THEN len(children) / children_expected END AS coverage,
            value - children_sum AS gap,
            CASE WHEN len(children) = 0 THEN 'no_children' WHEN children_sum > value THEN 'exceeds'
                WHEN len(children) = children_expected THEN 'complete' ELSE 'partial' END AS result,
            nullif(array_to_string(children, ' '), '') AS children
        FROM compared ORDER BY report_id, cell""")
    connection.execute("DROP TABLE reconciled_parts")
    connection.execute("DROP TABLE reconciled_sums")
