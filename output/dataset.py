"""From relations in DuckDB to the table files of a dataset: one query for each table, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from extract.forms import load_forms
from normalize.linking.database import create_table
from output.registry import DataTable, load_tables
from output.table_files import TableFiles

PIECE_BYTES: Final = 128 * 1024 * 1024
"""About how much is sorted and written together: bounds the memory."""

FIRST_DOCUMENTS: Final = 500
"""Documents of the first piece of a table, which tells how many make a full one."""

MOST_TIMES: Final = 8
"""Times as many documents that a piece may have as the one before it: what comes may be larger than what was."""

_FILED: Final = "LEFT JOIN filings f USING (document_id, position)"

# The query of each table, without order. Those that have a column `position` are written piece by piece in the
# order of documents (then by `ordinal`, or by key); the others are small and sorted whole. What is joined is joined
# by `position` too, where it has one: so the database looks at no more of it than the piece needs.
QUERIES: Final[Mapping[str, str]] = {
    "documents": f"""SELECT x.*, f.report_id, f.chosen, p.* EXCLUDE (document_id, position) FROM read_documents x {_FILED}
        LEFT JOIN provenance p USING (document_id, position)""",
    "reports": "SELECT * FROM reports",
    "versions": """SELECT v.*, p.url, p.fetched_at, p.link_relation, p.superseded, p.gone
        FROM versions v LEFT JOIN provenance p USING (document_id)""",
    "differences": "SELECT *, kind AS difference_kind FROM differences",
    "similar_documents": "SELECT *, kind AS similar_kind FROM similar_documents",
    "values": """SELECT v.*, f.report_id, f.agency_id, f.agency_name, f.year, f.scope, u.unit,
            split_part(v.cell, '.', 1) AS form_table, split_part(v.cell, '.', 2) AS form_row,
            split_part(v.cell, '.', 3) AS form_column, c.corrected_value, c.correction_reason,
            coalesce(c.corrected_value, CASE WHEN u.is_money THEN v.standard_value ELSE v.value END,
                v.derived_value) AS final_value,
            CASE WHEN c.corrected_value IS NOT NULL THEN 'corrected'
                WHEN v.standard_value <> v.value THEN 'converted'
                WHEN v.standard_value IS NOT NULL OR (v.value IS NOT NULL AND NOT u.is_money) THEN 'printed'
                WHEN v.derived_value IS NOT NULL THEN 'derived' END AS final_basis
        FROM read_values v JOIN filings f ON f.document_id = v.document_id AND f.position = v.position AND f.chosen
        LEFT JOIN form_units u ON u.form = v.form AND u.cell = v.cell
        LEFT JOIN (SELECT report_id, cell, corrected_value, correction_reason FROM corrections
            WHERE correction_status = 'applied') c ON c.report_id = f.report_id AND c.cell = v.cell""",
    "panel": """SELECT p.*, r.* EXCLUDE (document_id, position, ordinal)
        FROM printed_panel p JOIN reports r USING (document_id, position)""",
    "harmonised": """SELECT h.*, r.position, r.agency_name, r.division_code, r.agency_level, r.kinds
        FROM harmonised h JOIN reports r ON r.report_id = h.report_id""",
    "checks": """SELECT k.position, k.ordinal, k.document_id, f.report_id, f.agency_id, f.agency_name, f.year, f.scope,
            k.check_id, k.identity, k.result, k.cause, k."left", k."right", k.difference, k.cells, k.explanation,
            NULL AS other_report_id, NULL AS reason_code
        FROM read_checks k JOIN filings f ON f.document_id = k.document_id AND f.position = k.position AND f.chosen
        UNION ALL
        SELECT r.position, 1e15::BIGINT AS ordinal, r.document_id, r.report_id, r.agency_id, r.agency_name, r.year,
            r.scope, x.check_id, x.identity, x.result, NULL AS cause, x."left", x."right", x.difference, x.cells,
            x.explanation, x.other_report_id, x.reason_code
        FROM cross_checks x JOIN reports r ON r.report_id = x.report_id""",
    "reconciliation": """SELECT c.*, r.position, r.agency_id, r.agency_name, r.year, r.scope,
            c.result AS reconciliation_result
        FROM reconciliation c JOIN reports r ON r.report_id = c.report_id""",
    "metrics": "SELECT m.*, r.agency_name FROM metrics m JOIN reports r USING (report_id, position)",
    "claims": f"SELECT x.*, f.report_id FROM read_claims x {_FILED}",
    "measures": f"SELECT x.*, f.report_id FROM read_measures x {_FILED}",
    "parts": "SELECT * FROM parts",
    "sections": f"SELECT x.*, f.report_id FROM read_sections x {_FILED}",
    "extras": f"SELECT x.*, f.report_id FROM read_extras x {_FILED}",
    "problems": f"""SELECT x.*, f.report_id FROM (
            SELECT * FROM read_problems
            UNION ALL BY NAME
            SELECT *, 1e15::BIGINT AS ordinal FROM conflicts) x {_FILED}""",
    "agencies": """SELECT a.*, name AS agency_name, level AS agency_level, status AS agency_status, s.suggestions
        FROM agencies a LEFT JOIN (SELECT agency_id, min(suggestions) AS suggestions FROM name_resolutions
            GROUP BY agency_id) s USING (agency_id)""",
    "agency_names": """SELECT agency_id, name AS agency_name, coalesce(first_year, 0) AS first_year, last_year,
        source AS name_source FROM agency_names""",
    "divisions": "SELECT *, code AS code_of_division, level AS division_level FROM divisions",
    "lineage": """SELECT event_id, date AS event_date, year, kind AS event_kind, coalesce(old_id, '-') AS old_id,
        coalesce(new_id, '-') AS new_id, level AS entity, reason, evidence AS source, grade FROM lineage""",
    "coverage": """SELECT c.*, a.name AS agency_name, c.expected AS was_expected, found AS documents_found,
        c.status AS coverage_status FROM coverage c LEFT JOIN agencies a USING (agency_id)""",
    "sites": """SELECT s.*, s.agency AS registered_agency, a.name AS agency_name, s.scope AS site_scope,
            s.status AS site_status, s.run AS last_run, complete AS lists_complete, incomplete AS lists_incomplete,
            outcome AS site_outcome, health AS site_health, errors AS error_findings, warnings AS warning_findings
        FROM sites s LEFT JOIN agencies a USING (agency_id)""",
    "site_findings": """SELECT f.*, f.url AS finding_url, f.message_en || ' ' || f.message_zh AS message, s.agency_id, a.name AS agency_name
        FROM site_findings f LEFT JOIN sites s USING (site_id) LEFT JOIN agencies a USING (agency_id)""",
    "crosswalk": "SELECT * FROM crosswalk",
    "corrections": "SELECT * FROM corrections",
}


def create_form_units(connection: duckdb.DuckDBPyConnection) -> None:
    """Create ``form_units``: the unit that each form prints for each cell, and whether it is money."""
    rows = [
        (form.id, cell.cell, cell.unit or None, cell.kind == "amount")
        for form in load_forms().values()
        for cell in form.cells
    ]
    schema = {"form": pa.string(), "cell": pa.string(), "unit": pa.string(), "is_money": pa.bool_()}
    create_table(connection, "form_units", schema, rows)


def relations_to_dataset(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    metadata: Mapping[str, str],
    written: Callable[[str, pa.Table], None] = lambda name, rows: None,
    advance: Callable[[], None] = lambda: None,
) -> dict[str, int]:
    """Write every table of the registry as Parquet and CSV; the number of rows of each.

    Args:
        connection: has every relation that :data:`QUERIES` names.
        folder: where the files go.
        metadata: what the Parquet files say of themselves.
        written: told of every piece.
        advance: called after each table.
    """
    counts: dict[str, int] = {}
    for name, table in load_tables().items():
        with TableFiles(table, folder, {**metadata, "table": name}) as files:
            for rows in _pieces(connection, table):
                files.write(rows)
                written(name, rows)
        counts[name] = files.row_count
        advance()
    return counts


def _pieces(connection: duckdb.DuckDBPyConnection, table: DataTable) -> Iterator[pa.Table]:
    query = QUERIES[table.name]
    known = [row[0] for row in connection.execute(f"DESCRIBE {query}").fetchall()]
    fields = ", ".join(f'"{name}"' for name in table.field_names)
    keys = [f'"{name}"' for name in table.primary_key]
    if "position" not in known:
        yield connection.sql(f"SELECT {fields} FROM ({query}) ORDER BY {', '.join(keys)}").to_arrow_table()
        return
    order = ["position", *(["ordinal"] if "ordinal" in known else []), *keys]
    count = connection.execute("SELECT max(position) + 1 FROM read_documents").fetchall()[0][0] or 0
    first, documents = 0, FIRST_DOCUMENTS
    while first < count:
        rows = connection.sql(
            f"SELECT {fields} FROM ({query}) WHERE position BETWEEN ? AND ? ORDER BY {', '.join(order)}",
            params=[first, first + documents - 1],
        ).to_arrow_table()
        first += documents
        documents = max(1, min(documents * PIECE_BYTES // max(rows.nbytes, 1), documents * MOST_TIMES))
        yield rows
