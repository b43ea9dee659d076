"""Small relations for the steps: rows as dictionaries, everything else at its default."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb

from extract.forms import load_forms
from normalize.naming import cell_to_column

Row = Mapping[str, Any]

SCHEMAS: Mapping[str, str] = {
    "candidates": """document_id VARCHAR, report_id VARCHAR, form_proactive VARCHAR DEFAULT '2021',
        form_requests VARCHAR DEFAULT '2021', form_disputes VARCHAR DEFAULT '2021', cells_reported BIGINT DEFAULT 200,
        cells_absent BIGINT DEFAULT 0, cells_unreadable BIGINT DEFAULT 0, checks_fail BIGINT DEFAULT 0,
        checks_source_error BIGINT DEFAULT 0, published DATE, media_type VARCHAR DEFAULT 'text/html', sha256 VARCHAR,
        superseded BOOLEAN""",
    "chosen_versions": """document_id VARCHAR, report_id VARCHAR, version_rank BIGINT DEFAULT 1,
        chosen BOOLEAN DEFAULT TRUE, choice_reason VARCHAR DEFAULT ''""",
    "readings": "document_id VARCHAR, signature BLOB",
    "read_values": """document_id VARCHAR, cell VARCHAR, value DOUBLE, status VARCHAR DEFAULT 'reported', raw VARCHAR,
        standard_value DOUBLE, standard_unit VARCHAR""",
    "filings": """document_id VARCHAR, report_id VARCHAR, agency_id VARCHAR, year INTEGER,
        scope VARCHAR DEFAULT 'organ', chosen BOOLEAN DEFAULT TRUE""",
    "agencies": """agency_id VARCHAR, division_id VARCHAR DEFAULT 'd1', level VARCHAR DEFAULT 'county',
        kinds VARCHAR DEFAULT 'finance', vertical BOOLEAN DEFAULT FALSE, parent_id VARCHAR,
        status VARCHAR DEFAULT 'registered', first_year INTEGER, last_year INTEGER""",
    "lineage": "event_id VARCHAR, date DATE, year INTEGER, kind VARCHAR, old_id VARCHAR, new_id VARCHAR",
    "expected": "agency_id VARCHAR, first_year INTEGER, last_year INTEGER, evidence VARCHAR",
    "site_expected": "agency_id VARCHAR, first_year BIGINT, last_year BIGINT, trouble VARCHAR",
    "coverage": "agency_id VARCHAR, year INTEGER DEFAULT 2023, expected BOOLEAN",
    "documents": "document_id VARCHAR, outcome VARCHAR DEFAULT 'read', error_code VARCHAR, report_id VARCHAR",
}


@contextmanager
def database(**relations: Sequence[Row]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory with these relations; ``final_panel`` and ``printed_panel`` take rows by cell id."""
    with duckdb.connect() as connection:
        for name, rows in relations.items():
            schema = SCHEMAS.get(name) or _panel_schema(name)
            connection.execute(f"CREATE TABLE {name} ({schema})")
            for row in rows:
                columns = [cell_to_column(key) if "." in key else key for key in row]
                marks = ", ".join("?" for _ in columns)
                connection.execute(f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})", list(row.values()))
        yield connection


def _panel_schema(name: str) -> str:
    kinds = {
        cell_to_column(cell.cell): "DOUBLE" if cell.kind == "amount" else "BIGINT"
        for form in load_forms().values()
        for cell in form.cells
    }
    keys = (
        "document_id VARCHAR"
        if name == "printed_panel"
        else (
            "report_id VARCHAR, agency_id VARCHAR, year INTEGER, scope VARCHAR DEFAULT 'organ', form_proactive VARCHAR, "
            "form_requests VARCHAR, form_disputes VARCHAR"
        )
    )
    return keys + "".join(f", {column} {kind}" for column, kind in kinds.items())


def rows_of(connection: duckdb.DuckDBPyConnection, name: str) -> list[dict[str, Any]]:
    """All rows of a relation, in its order."""
    cursor = connection.execute(f"SELECT * FROM {name}")
    columns = [column[0] for column in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def step_to_rows(
    step: Callable[[duckdb.DuckDBPyConnection], None], name: str, **relations: Sequence[Row]
) -> list[dict[str, Any]]:
    """What one step makes of these relations."""
    with database(**relations) as connection:
        step(connection)
        return rows_of(connection, name)
