"""The relations from which metrics are made, filled with few reports for tests."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import duckdb

from extract.forms import load_forms
from normalize.naming import cell_to_column
from output.metrics import create_metrics

CELLS = list(dict.fromkeys(cell.cell for form in load_forms().values() for cell in form.cells))
_FACTS = "cells_reported cells_blank cells_dash cells_absent cells_unreadable checks_hold checks_fail".split()


@dataclass
class FiledReport:
    """One report: its final numbers, which of them are not as printed, and what is known of it."""

    numbers: Mapping[str, float | None]
    form: str | None = "2021"
    scope: str = "territory"
    year: int | None = 2024
    agency: str = "somewhere"
    derived: frozenset[str] = frozenset()
    corrected: frozenset[str] = frozenset()
    facts: Mapping[str, Any] = field(default_factory=dict)
    sections: Sequence[str] = ()
    fees: Sequence[tuple[float | None, str | None]] = ()


@contextmanager
def metrics_of(reports: Sequence[FiledReport]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with ``metrics`` made from these reports; the report ids are ``r0``, ``r1`` and so on."""
    with duckdb.connect() as connection:
        cells = ", ".join(f"{cell_to_column(cell)} DOUBLE" for cell in CELLS)
        facts = ", ".join(f"{name} BIGINT" for name in _FACTS)
        connection.execute(
            f"""CREATE TABLE final_panel (position BIGINT, report_id VARCHAR, agency_id VARCHAR, year BIGINT,
                scope VARCHAR, form_proactive VARCHAR, form_requests VARCHAR, form_disputes VARCHAR, {cells});
            CREATE TABLE printed_panel (document_id VARCHAR, {cells});
            CREATE TABLE reports (report_id VARCHAR, document_id VARCHAR, published DATE, deadline DATE,
                on_time BOOLEAN, text_reuse DOUBLE, {facts});
            CREATE TABLE corrections (report_id VARCHAR, cell VARCHAR, correction_status VARCHAR);
            CREATE TABLE read_sections (document_id VARCHAR, section VARCHAR);
            CREATE TABLE read_measures (document_id VARCHAR, measure VARCHAR, value DOUBLE, unit VARCHAR);"""
        )
        for position, report in enumerate(reports):
            _file(connection, position, report)
        create_metrics(connection)
        yield connection


def _file(connection: duckdb.DuckDBPyConnection, position: int, report: FiledReport) -> None:
    report_id, document_id = f"r{position}", f"d{position}"
    # A table holds cells of its own form only.
    own = set(CELLS) if report.form is None else {cell.cell for cell in load_forms()[report.form].cells}
    final = [report.numbers.get(cell) if cell in own else None for cell in CELLS]
    changed = report.derived | report.corrected
    _insert(
        connection,
        "final_panel",
        [position, report_id, report.agency, report.year, report.scope, *[report.form] * 3, *final],
    )
    printed = [None if cell in changed else value for cell, value in zip(CELLS, final, strict=True)]
    _insert(connection, "printed_panel", [document_id, *printed])
    dates: list[datetime.date | bool | float | None] = [
        report.facts.get(name) for name in ("published", "deadline", "on_time", "text_reuse")
    ]
    _insert(connection, "reports", [report_id, document_id, *dates, *(report.facts.get(name, 0) for name in _FACTS)])
    for cell in report.corrected:
        _insert(connection, "corrections", [report_id, cell, "applied"])
    for cell in report.derived:
        _insert(connection, "corrections", [report_id, cell, "refused"])
    for section in report.sections:
        _insert(connection, "read_sections", [document_id, section])
    for value, unit in report.fees:
        _insert(connection, "read_measures", [document_id, "processing_fee", value, unit])


def _insert(connection: duckdb.DuckDBPyConnection, table: str, values: Sequence[Any]) -> None:
    connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", list(values))


def metric_rows(connection: duckdb.DuckDBPyConnection, report_id: str = "r0") -> dict[str, dict[str, Any]]:
    """The rows of one report by metric."""
    found = connection.execute("SELECT * FROM metrics WHERE report_id = ?", [report_id])
    names = [column[0] for column in found.description or []]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return {row["metric"]: row for row in rows}
