"""Measures the steps that link reports, over a made-up country of any size: ``python -m benchmarks.linking``.

Each step runs in a process of its own on one database, with 2 threads and a memory limit of 2 GB; printed are the
seconds and the most memory that the process ever held, the database's and Python's together.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import duckdb

from normalize.linking.choosing import choose_versions
from normalize.linking.coverage import create_coverage
from normalize.linking.cross_year import create_cross_checks
from normalize.linking.database import open_database
from normalize.linking.panels import cell_columns
from normalize.linking.reconciliation import create_reconciliation
from normalize.linking.similarity import create_similar_documents, create_text_reuse
from normalize.linking.versions import create_differences, create_versions

MEMORY_LIMIT: Final = "2GB"
THREADS: Final = 2

FIRST_YEAR: Final = 2016
YEARS: Final = 10
"""Every agency of the country files in each of these years."""

COUNTY: Final = 40
"""Agencies of one division: its government and the departments."""

PREFECTURE: Final = 20
"""Divisions under one prefecture, its own among them."""

SECOND_DOCUMENTS: Final = 20
"""One report in so many has a second document."""

SIGNATURE_BYTES: Final = 512

Step = Callable[[duckdb.DuckDBPyConnection], None]


def create_country(connection: duckdb.DuckDBPyConnection, reports: int, folder: Path) -> None:
    """The relations that the steps read, with all that they look for in known shares.

    Args:
        connection: an empty database.
        reports: about how many; ten years of a tenth as many agencies.
        folder: for the Parquet file of the long values.
    """
    _create_agencies(connection, max(reports // YEARS, 1))
    _create_candidates(connection)
    _create_panel(connection)
    values = folder / "values.parquet"
    connection.execute(f"""COPY (
        SELECT document_id, '2021' AS form, cell, value,
            CASE WHEN value IS NULL THEN 'blank' ELSE 'reported' END AS status,
            value::VARCHAR AS raw, NULL::VARCHAR AS printed_unit, NULL::DOUBLE AS standard_value,
            NULL::VARCHAR AS standard_unit
        FROM (SELECT document_id, COLUMNS(* EXCLUDE (document_id))::DOUBLE FROM printed_panel)
        UNPIVOT INCLUDE NULLS (value FOR cell IN (* EXCLUDE (document_id))))
        TO '{values}' (FORMAT parquet, COMPRESSION zstd)""")
    connection.execute(f"CREATE VIEW read_values AS SELECT * FROM read_parquet('{values}')")
    connection.execute(
        "CREATE TABLE expected(agency_id VARCHAR, first_year INTEGER, last_year INTEGER, evidence VARCHAR)"
    )
    connection.execute(
        "CREATE TABLE site_expected(agency_id VARCHAR, first_year BIGINT, last_year BIGINT, trouble VARCHAR)"
    )
    connection.execute("""CREATE TABLE documents AS
        SELECT document_id, 'read' AS outcome, NULL::VARCHAR AS error_code, report_id FROM candidates""")


def _create_agencies(connection: duckdb.DuckDBPyConnection, agencies: int) -> None:
    connection.execute(f"""CREATE TABLE agencies AS
        SELECT number, 'agency' || number AS agency_id, 'Agency ' || number AS name,
            'division' || number // {COUNTY} AS division_id, 'county' AS level, FALSE AS vertical,
            CASE number % {COUNTY} WHEN 0 THEN 'government' ELSE 'department' END AS kinds, 'registered' AS status,
            NULL::INTEGER AS first_year, NULL::INTEGER AS last_year,
            CASE WHEN number % {COUNTY} > 0 THEN 'agency' || number // {COUNTY} * {COUNTY}
                WHEN number % {COUNTY * PREFECTURE} > 0
                    THEN 'agency' || number // {COUNTY * PREFECTURE} * {COUNTY * PREFECTURE} END AS parent_id
        FROM range({agencies}) t(number)""")
    connection.execute("""CREATE TABLE lineage AS
        SELECT 'event' || number AS event_id, DATE '2019-03-01' AS date, 2019 AS year, 'merge' AS kind,
            'agency' || (number + 1) AS old_id, agency_id AS new_id, 'agency' AS level
        FROM agencies WHERE number % 50 = 1""")


def _create_candidates(connection: duckdb.DuckDBPyConnection) -> None:
    """Documents: one in five has last year's text but for a tenth, one in ten a text that a whole province shares."""
    chunks = " || ".join(
        f"md5(CASE WHEN hash(document_id, {chunk}) % 10 = 0 THEN document_id ELSE text END || {chunk})"
        for chunk in range(SIGNATURE_BYTES // 16)
    )
    connection.execute(f"""CREATE TABLE candidates AS
        WITH filed AS (
            SELECT number, agency_id, division_id, level, kinds, year, CASE number % {COUNTY} WHEN 0 THEN 'territory'
                ELSE 'organ' END AS scope, unnest(CASE WHEN hash(number, year) % {SECOND_DOCUMENTS} = 0 THEN [1, 2]
                ELSE [1] END) AS copy
            FROM agencies, range({FIRST_YEAR}, {FIRST_YEAR + YEARS}) t(year)),
        named AS (
            SELECT *, agency_id || '_' || year || '_' || scope AS report_id,
                sha256(agency_id || year || copy) AS sha256,
                CASE WHEN number % 5 = 0 THEN agency_id || year // 2
                    WHEN number % 10 = 1 THEN 'template' || number // 20000
                    WHEN number % 10 = 2 THEN 'county' || division_id ELSE agency_id || year END AS text
            FROM filed)
        SELECT left(sha256, 16) AS document_id, *, year::INTEGER AS fiscal_year,
            CASE WHEN year < 2021 THEN '2019' ELSE '2021' END AS form_proactive,
            CASE WHEN year < 2021 THEN '2019' ELSE '2021' END AS form_requests, '2021' AS form_disputes,
            190 + (hash(sha256) % 11)::BIGINT AS cells_reported, 0::BIGINT AS cells_absent,
            (hash(sha256) % 20 = 0)::BIGINT AS cells_unreadable, 0::BIGINT AS checks_fail,
            0::BIGINT AS checks_source_error,
            make_date(year + 1, 1, 1 + (hash(sha256) % 28)::BIGINT) AS published,
            CASE copy WHEN 1 THEN 'text/html' ELSE 'application/pdf' END AS media_type, FALSE AS superseded
        FROM named""")
    connection.execute("ALTER TABLE candidates ALTER year TYPE INTEGER")
    connection.execute(f"""CREATE TABLE readings AS
        SELECT document_id, unhex({chunks}) AS signature FROM candidates""")


def _create_panel(connection: duckdb.DuckDBPyConnection) -> None:
    """Small numbers, carried over from year to year but for one report in a hundred."""
    columns = ", ".join(_column_to_sql(name) for name in cell_columns())
    connection.execute(f"CREATE TABLE printed_panel AS SELECT document_id, {columns} FROM candidates")
    connection.execute("""CREATE TABLE final_panel AS
        SELECT report_id, agency_id, year, scope, form_proactive, form_requests, form_disputes,
            printed_panel.* EXCLUDE (document_id)
        FROM candidates JOIN printed_panel USING (document_id) WHERE copy = 1""")


def _column_to_sql(name: str) -> str:
    if "carried" in name:
        column = name.rpartition("_")[2]
        year = "year - 1" if "carried_in" in name else "year"
        slip = f"(hash(number, {year}, '{name}') % 100 = 0)::BIGINT"
        return f"(hash(number, {year}, '{column}') % 200 + {slip})::BIGINT AS {name}"
    if "amount" in name:
        factor = "CASE WHEN hash(number, year) % 1000 = 0 THEN 10000 ELSE 1.25 END"
        return f"hash(number, '{name}') % 1000 * {factor} AS {name}"
    return f"CASE WHEN hash(number, year, '{name}') % 50 > 0 THEN (hash(number, '{name}') % 1000)::BIGINT END AS {name}"


def _create_filings(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("""CREATE TABLE filings AS
        SELECT c.document_id, c.report_id, agency_id, division_id, level, kinds, year, scope, chosen, version_rank,
            choice_reason
        FROM candidates c JOIN chosen_versions USING (document_id)""")


STEPS: Final[dict[str, Step]] = {
    "chosen_versions": choose_versions,
    "filings": _create_filings,
    "versions": create_versions,
    "differences": create_differences,
    "text_reuse": create_text_reuse,
    "similar_documents": create_similar_documents,
    "cross_checks": create_cross_checks,
    "coverage": create_coverage,
    "reconciliation": create_reconciliation,
}


def measure_linking(reports: int, progress: Callable[[str], None]) -> list[tuple[str, int, float, float, float]]:
    """Name, rows made, seconds by the clock, CPU seconds, and megabytes at the most, of each step over a country."""
    measured = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        progress("the country")
        with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
            pool.apply(_create, (folder, reports))
            for step in STEPS:
                progress(step)
                measured.append((step, *pool.apply(_run, (folder, step))))
    return measured


def _create(folder: Path, reports: int) -> None:
    with open_database(folder, memory_limit="4GB", threads=THREADS) as connection:
        create_country(connection, reports, folder)


def _run(folder: Path, step: str) -> tuple[int, float, float, float]:
    with open_database(folder, memory_limit=MEMORY_LIMIT, threads=THREADS) as connection:
        begun, worked = time.perf_counter(), time.process_time()
        STEPS[step](connection)
        seconds, work = time.perf_counter() - begun, time.process_time() - worked
        rows = connection.execute(f"SELECT count(*) FROM {step}").fetchall()[0][0]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return rows, seconds, work, peak / 1024 / (1024 if sys.platform == "darwin" else 1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints a table in Markdown."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.linking", description=__doc__)
    parser.add_argument("--reports", type=int, default=5_000, help="about how many (default: 5000)")
    options = parser.parse_args(arguments)
    measured = measure_linking(options.reports, lambda line: print(line, file=sys.stderr, flush=True))
    print(f"| step, {options.reports:,} reports | rows | seconds | CPU seconds | MB |\n|---|---:|---:|---:|---:|")
    for name, rows, seconds, work, megabytes in measured:
        print(f"| {name} | {rows:,} | {seconds:.1f} | {work:.1f} | {megabytes:,.0f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
