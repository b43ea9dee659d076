"""A made-up country of any size: all tables that reading its reports would give, made in SQL.

Its agencies bear names that the shipped registry resolves, in divisions that there are; their numbers satisfy the
identities of the forms and go on from year to year, but for known shares of slips, blanks and jumps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa
import pyarrow.parquet

from benchmarks.synthetic_numbers import checks_sql, panel_sql, usable_sql, values_sql
from gongkai.run.assemble import ORDINAL, fields_to_read_schema
from normalize.agencies.canonical_name import key_to_name
from normalize.agencies.registry import shipped_registry
from normalize.agencies.resolution import AgencyKey, key_to_agency_id
from normalize.linking.database import create_table
from normalize.sections import ORDER as PARTS
from output.registry import load_read_tables

FIRST_YEAR: Final = 2019
YEARS: Final = 8
"""Every agency of the country files in each of these years."""

KINDS: Final = (
    "government", "finance", "education", "health", "civil_affairs", "justice", "public_security", "audit",
    "statistics", "emergency", "natural_resources", "housing_construction", "transport", "water",
    "agriculture_rural", "market_regulation", "medical_insurance", "veterans", "human_resources", "development_reform",
)  # fmt: skip
"""What each division has."""

PIECE: Final = 10_000
"""Documents that are made together."""

ROW_GROUP: Final = 500
"""Documents in a row group, as a build writes them."""

SIGNATURE_BYTES: Final = 512


def write_read_tables(folder: Path, reports: int, progress: Callable[[str], None] = lambda line: None) -> None:
    """Write every table of what was read, as :func:`gongkai.run.assemble.shards_to_read_tables` does.

    One report in fifty has a second document, one in a hundred besides a document without tables; one agency in a
    hundred has a name that no rule resolves, and half of the others print theirs without the divisions above, so that
    some names fit several places until the title is looked at.

    Args:
        folder: where the files go.
        reports: about how many: eight years of an eighth as many agencies, in all sixty thousand at most.
        progress: told of what is done.
    """
    tables = load_read_tables()
    schemas = {name: fields_to_read_schema(fields) for name, fields in tables.items()}
    written = dict.fromkeys(schemas, 0)
    with duckdb.connect() as connection, ExitStack() as stack:
        connection.execute("SET enable_progress_bar = false")
        _create_documents(connection, max(reports // YEARS, 1))
        files = {
            name: stack.enter_context(pyarrow.parquet.ParquetWriter(folder / f"{name}.parquet", schema))
            for name, schema in schemas.items()
        }
        count = connection.execute("SELECT count(*) FROM documents").fetchall()[0][0]
        for first in range(0, count, PIECE):
            connection.execute(
                f"""CREATE OR REPLACE TABLE piece AS
                SELECT * FROM documents WHERE position BETWEEN {first} AND {first + PIECE - 1} ORDER BY position"""
            )
            connection.execute(f"CREATE OR REPLACE TABLE panel AS {panel_sql()}")
            for name, schema in schemas.items():
                rows = connection.sql(_QUERIES[name]()).to_arrow_table()
                ordinals = pa.array(range(written[name], written[name] + rows.num_rows), pa.int64())
                written[name] += rows.num_rows
                whole = _filled(rows.append_column(ORDINAL, ordinals), schema)
                files[name].write_table(whole, row_group_size=max(rows.num_rows * ROW_GROUP // PIECE, 1))
            progress(f"{min(first + PIECE, count):,} of {count:,} documents made")


def _filled(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """The columns of a schema; what the country does not have is empty."""
    columns = [
        rows.column(field.name) if field.name in rows.column_names else pa.nulls(rows.num_rows, field.type)
        for field in schema
    ]
    return pa.table(columns, names=schema.names).cast(schema)


def _create_documents(connection: duckdb.DuckDBPyConnection, agencies: int) -> None:
    """``documents``: who filed what when, in the order of a dataset.

    ``copy`` 1 is the report, 2 a second document of it, 3 a page without tables.
    """
    names = dict.fromkeys(("agency_id", "agency", "full_name"), pa.string())
    schema = {"number": pa.int64(), **names, "is_government": pa.bool_()}
    create_table(connection, "agencies", schema, _agency_rows(agencies))
    connection.execute(f"""CREATE TABLE documents AS
        WITH filed AS (
            SELECT *, unnest(CASE hash(number, year) % 100 WHEN 10 THEN [1, 2] WHEN 60 THEN [1, 2] WHEN 50 THEN [1, 3]
                ELSE [1] END) AS copy
            FROM agencies, range({FIRST_YEAR}, {FIRST_YEAR + YEARS}) t(year)),
        named AS (SELECT *, sha256(agency_id || '/' || year || '/' || copy) AS sha256 FROM filed)
        SELECT row_number() OVER (ORDER BY agency_id, year, sha256) - 1 AS position,
            left(sha256, 16) AS document_id, *, CASE WHEN year < 2021 THEN '2019' ELSE '2021' END AS form
        FROM named ORDER BY position""")


def _agency_rows(count: int) -> list[tuple[int, str, str, str, bool]]:
    """The first agencies of the registry's divisions, in the order of codes.

    Returns:
        Number, id, printed name, full name, and whether it is a government.
    """
    registry = shipped_registry()
    divisions = sorted(
        (row for row in registry.divisions.rows if row.last_year is None and row.first_year <= FIRST_YEAR
         and row.level in ("province", "prefecture", "county")),
        key=lambda row: row.division_id,
    )  # fmt: skip
    rows = []
    for number in range(min(count, len(divisions) * len(KINDS))):
        division, kind = divisions[number // len(KINDS)], KINDS[number % len(KINDS)]
        key = AgencyKey(division.division_id, (kind,), "")
        full = key_to_name(key, FIRST_YEAR + YEARS - 1, registry.divisions, registry.kinds)
        place = registry.divisions.full_name(division.division_id, None)
        printed = division.name + full.removeprefix(place) if number % 2 else full
        if number % 100 == 99:
            printed = full = f"{division.name}第{number}号试点工作专班"
        rows.append((number, key_to_agency_id(*key), printed, full, kind == "government"))
    return rows


def _documents() -> str:
    return """SELECT position, document_id, sha256, agency, year::BIGINT AS year,
        make_date((year + 1)::INTEGER, 1, 1 + (hash(sha256) % 28)::INTEGER) AS published,
        'country/' || year || '/' || agency || copy || '.html' AS path, 'utf-8' AS path_encoding,
        1::BIGINT AS path_count, (20000 + hash(sha256) % 50000)::BIGINT AS size,
        CASE copy WHEN 2 THEN 'application/pdf' ELSE 'text/html' END AS media_type,
        CASE copy WHEN 3 THEN 'no_table' ELSE 'read' END AS outcome, 'html' AS readers, 'utf-8' AS encoding,
        CASE copy WHEN 3 THEN 0 ELSE 3 END::BIGINT AS tables_found
        FROM piece ORDER BY position"""


def _readings() -> str:
    """One document in five has last year's text but for a tenth, one in ten a text that a whole province shares."""
    chunks = " || ".join(
        f"md5(CASE WHEN hash(document_id, {chunk}) % 10 = 0 THEN document_id ELSE template END || {chunk})"
        for chunk in range(SIGNATURE_BYTES // 16)
    )
    return f"""SELECT position, document_id, agency, 'title' AS agency_source, year::BIGINT AS year,
        'All clues agree on ' || year AS year_reason, year::BIGINT AS year_title, year::BIGINT AS year_period,
        (year + 1)::BIGINT AS year_published, FALSE AS year_conflict,
        full_name || year || '年政府信息公开工作年度报告' AS title,
        form AS form_proactive, form AS form_requests, form AS form_disputes,
        make_date(year::INTEGER, 1, 1) AS period_start, make_date(year::INTEGER, 12, 31) AS period_end,
        make_date((year + 1)::INTEGER, 1, 1 + (hash(sha256) % 28)::INTEGER) AS published,
        CASE WHEN is_government THEN 'territory' WHEN hash(number, 'scope') % 20 = 0 THEN 'unknown' ELSE 'organ' END
            AS scope,
        'the name of the agency' AS scope_reason,
        190::BIGINT AS cells_reported, 8::BIGINT AS cells_blank, 0::BIGINT AS cells_dash, 0::BIGINT AS cells_absent,
        (hash(sha256) % 20 = 0)::BIGINT AS cells_unreadable, 43::BIGINT AS checks_hold,
        (hash(sha256) % 50 = 0)::BIGINT AS checks_fail, 0::BIGINT AS checks_cannot_tell,
        0::BIGINT AS checks_source_error,
        CASE WHEN hash(sha256) % 100 > 0 THEN unhex({chunks}) END AS signature
        FROM (SELECT *, CASE WHEN number % 5 = 0 THEN agency_id || year // 2
            WHEN number % 10 = 1 THEN 'template' || left(agency_id, 2)
            WHEN number % 10 = 2 THEN 'county' || left(agency_id, 6) || year ELSE agency_id || year END AS template
            FROM piece WHERE copy < 3) ORDER BY position"""


def _claims() -> str:
    return """SELECT position, document_id, place AS number, 'requests' AS section, 10 * place AS "offset",
        agency || year || '年共收到政府信息公开申请' || value || '件，均已在法定期限内答复。' AS sentence,
        value::VARCHAR AS text, value::DOUBLE AS value, '件' AS unit, 'new' AS measure, 'received' AS verb,
        'matches' AS claim_result, 'requests.new.total' AS cell, value::DOUBLE AS expected_value
        FROM (SELECT *, unnest(range(1, 7)) AS place, (hash(sha256) % 500)::BIGINT AS value FROM piece WHERE copy < 3)
        ORDER BY position, place"""


def _measures() -> str:
    names = ["processing_fee", "posts", "followers", "trainings"]
    return f"""SELECT position, document_id, place AS number, {names}[place] AS measure,
        CASE place WHEN 1 THEN 0 ELSE hash(sha256, place) % 900 END::DOUBLE AS value,
        CASE place WHEN 1 THEN '元' ELSE '条' END AS unit, FALSE AS approximate, '900' AS text,
        'overview' AS section, 10 * place AS "offset", agency || year || '年的工作情况，共计若干条。' AS sentence
        FROM (SELECT *, unnest(range(1, 5)) AS place FROM piece WHERE copy < 3) ORDER BY position, place"""


def _parts() -> str:
    """One report in twenty says how its total is made up."""
    names = ["财政局", "教育局", "公安局", "民政局", "水利局"]
    return f"""SELECT position, document_id, place AS number, (CASE WHEN agency LIKE '%县%' THEN '县' ELSE '市' END)
            || {names}[place] AS part, (hash(sha256, place) % 90)::DOUBLE AS value, '件' AS unit, 200::DOUBLE AS total,
        FALSE AS adds_up, 'requests.new.total' AS cells, 'requests' AS section, 10 * place AS "offset",
        agency || '收到申请200件，其中若干件。' AS sentence
        FROM (SELECT *, unnest(range(1, 6)) AS place FROM piece WHERE copy < 3 AND hash(number, year, 'parts') % 20 = 0)
        ORDER BY position, place"""


def _sections() -> str:
    names = ["opening", *PARTS]
    return f"""SELECT position, document_id, place AS number, {names}[place] AS section, '总体情况' AS heading,
        repeat(full_name || year || '年持续推进政府信息公开工作，公开信息' || hash(sha256, place) % 900 || '条。', 5) AS text,
        40 * place AS line
        FROM (SELECT *, unnest(range(1, {len(names) + 1})) AS place FROM piece) ORDER BY position, place"""


def _extras() -> str:
    return """SELECT position, document_id, 1::BIGINT AS number, 'requests' AS form_table, '6.其他' AS row_label,
        '["0", "0", "0", "0", "0", "0", "0"]' AS texts, 2::BIGINT AS grid, 30::BIGINT AS grid_row
        FROM piece WHERE copy < 3 AND hash(sha256) % 50 = 7 ORDER BY position"""


def _problems() -> str:
    return """SELECT position, document_id, 1::BIGINT AS number, 'warning' AS severity, 'lost_boundaries' AS code,
        '规范性文件: the boundaries between 3 numbers are lost' AS message, 'proactive.normative_docs.issued' AS cells,
        1::BIGINT AS grid, 4::BIGINT AS grid_row
        FROM piece WHERE copy < 3 AND hash(sha256) % 5 = 3 ORDER BY position"""


_QUERIES: Final[Mapping[str, Callable[[], str]]] = {
    "documents": _documents,
    "readings": _readings,
    "values": values_sql,
    "printed_panel": lambda: "SELECT * FROM panel ORDER BY position",
    "usable_panel": usable_sql,
    "checks": checks_sql,
    "claims": _claims,
    "measures": _measures,
    "parts": _parts,
    "sections": _sections,
    "extras": _extras,
    "problems": _problems,
}
