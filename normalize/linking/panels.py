"""The wide tables of a dataset: the numbers as printed, and the final ones that comparisons rest on."""

from __future__ import annotations

import duckdb

from extract.forms import load_forms
from normalize.naming import cell_to_column


def cell_columns() -> list[str]:
    """Names of the wide columns of all forms, in the order of the newest form.

    >>> cell_columns()[0]
    'pro_rules_issued'
    """
    cells = dict.fromkeys(cell.cell for form in reversed(load_forms().values()) for cell in form.cells)
    return [cell_to_column(cell) for cell in cells]


def create_final_panel(connection: duckdb.DuckDBPyConnection) -> None:
    """Create ``final_panel``: one row per report, corrected values before printed ones before proven ones.

    Reads ``usable_panel`` (printed, brought to standard units, or proven), ``filings``, ``readings`` and
    ``corrections``.
    """
    corrected = [
        cell
        for (cell,) in connection.execute(
            "SELECT DISTINCT cell FROM corrections WHERE correction_status = 'applied' ORDER BY cell"
        ).fetchall()
    ]
    known = {cell_to_column(cell): cell for cell in corrected}
    columns = ", ".join(
        f"coalesce(c.{name}, u.{name}) AS {name}" if name in known else f"u.{name}" for name in cell_columns()
    )
    corrections = (
        ", ".join(f"max(corrected_value) FILTER (cell = '{cell}') AS {name}" for name, cell in known.items())
        or "NULL AS nothing"
    )
    connection.execute(
        f"""CREATE TABLE final_panel AS
        WITH c AS (SELECT report_id, {corrections} FROM corrections
            WHERE correction_status = 'applied' GROUP BY report_id)
        SELECT f.position, f.report_id, f.agency_id, f.year, f.scope, r.form_proactive, r.form_requests,
            r.form_disputes, {columns}
        FROM filings f JOIN usable_panel u USING (document_id) JOIN readings r USING (document_id)
        LEFT JOIN c ON c.report_id = f.report_id
        WHERE f.chosen ORDER BY f.position"""
    )
