"""DuckDB: one database with all tables, their types, keys and comments, the codebook, and views for reading."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from extract.errors import SourceError
from output.export.dataset import Dataset, StoredTable
from output.registry import DataField, DataTable, cell_fields
from output.stored_dataset import literal, quoted

STORAGE_VERSION: Final = "v1.2.0"
"""Oldest DuckDB that can open the file."""

MOST_KEYED_ROWS: Final = 500_000
"""Rows of a table that gets a primary key; the index of a key takes memory that grows with the rows."""

SMALL_BLOCK: Final = 16_384
LARGE_BLOCK: Final = 262_144
"""Bytes of a block: a column takes at least one, so that many small tables in large blocks would be mostly air."""

MEMORY_LIMIT: Final = "2GB"

_TYPES: Final = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "binary": "BLOB",
}

_CODEBOOK: Final = """
CREATE TABLE codebook (
    table_name VARCHAR NOT NULL, field VARCHAR NOT NULL, position INTEGER NOT NULL, type VARCHAR NOT NULL, unit VARCHAR,
    required BOOLEAN NOT NULL, label_en VARCHAR NOT NULL, label_zh VARCHAR NOT NULL,
    description_en VARCHAR NOT NULL, description_zh VARCHAR NOT NULL, cell VARCHAR, PRIMARY KEY (table_name, field));
CREATE TABLE codebook_categories (
    table_name VARCHAR NOT NULL, field VARCHAR NOT NULL, position INTEGER NOT NULL, value VARCHAR NOT NULL,
    label_en VARCHAR NOT NULL, label_zh VARCHAR NOT NULL, PRIMARY KEY (table_name, field, value));
CREATE TABLE codebook_cells (
    form VARCHAR NOT NULL, cell VARCHAR NOT NULL, field VARCHAR NOT NULL, unit VARCHAR,
    label_en VARCHAR NOT NULL, label_zh VARCHAR NOT NULL, PRIMARY KEY (form, cell));
CREATE TABLE about (name VARCHAR PRIMARY KEY, value VARCHAR NOT NULL);
COMMENT ON TABLE codebook IS 'What every column means · 各列含义';
COMMENT ON TABLE codebook_categories IS 'The values that a column may take · 各列可取的值';
COMMENT ON TABLE codebook_cells IS 'Cells of the forms as printed · 各表式的单元格及印出的名称';
COMMENT ON TABLE about IS 'Where this file comes from · 本文件的来源';
"""


def write_duckdb(dataset: Dataset, path: Path) -> list[str]:
    """Write ``gongkai.duckdb``: tables, codebook, and the views ``<table>_labelled``.

    The same dataset gives the same rows in the same order, but not the same bytes: DuckDB draws a random number
    for every file, and lays out its blocks as its threads come.

    Returns:
        names of the tables that are too large for a primary key.

    Raises:
        SourceError: a primary key of the registry is not unique in the dataset, or a required field is empty.
    """
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY_LIMIT,
        "temp_directory": f"{path}.spill",
        "threads": 2,
    }
    notes = []
    with duckdb.connect(config=settings) as connection:
        rows = sum(table.row_count for table in dataset.tables.values())
        block = SMALL_BLOCK if rows <= MOST_KEYED_ROWS else LARGE_BLOCK
        options = f"STORAGE_VERSION {literal(STORAGE_VERSION)}, BLOCK_SIZE {block}"
        connection.execute(f"ATTACH {literal(str(path))} AS export ({options})")
        connection.execute("USE export")
        for table in dataset.tables.values():
            _create_table(connection, table)
            if table.row_count > MOST_KEYED_ROWS:
                notes.append(f"{table.name} has no primary key in DuckDB: {table.row_count} rows")
        # Hundreds of statements: one transaction waits for the disk once.
        connection.begin()
        for table in dataset.tables.values():
            _comment_on(connection, table.definition)
        connection.execute(_CODEBOOK)
        _fill_codebook(connection, dataset)
        for table in dataset.tables.values():
            _create_view(connection, table.definition)
        connection.commit()
        connection.execute("CHECKPOINT export")
        connection.execute("USE memory")
        connection.execute("DETACH export")
    return notes


def _create_table(connection: duckdb.DuckDBPyConnection, table: StoredTable) -> None:
    definition, name = table.definition, quoted(table.name)
    columns = [
        f"{quoted(field.name)} {_TYPES[field.type]}{' NOT NULL' if field.required else ''}"
        for field in definition.fields
    ]
    if table.row_count <= MOST_KEYED_ROWS:
        columns.append(f"PRIMARY KEY ({', '.join(map(quoted, definition.primary_key))})")
    connection.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
    try:
        connection.execute(f"INSERT INTO {name} SELECT * FROM read_parquet(?)", [str(table.path)])
    except duckdb.ConstraintException as error:
        raise SourceError(
            expected=f"unique keys ({', '.join(definition.primary_key)}) and no empty required field",
            found=str(error).splitlines()[0],
            where=str(table.path),
            advice="build the dataset again; if it happens again, please report it",
        ) from error


def _comment_on(connection: duckdb.DuckDBPyConnection, table: DataTable) -> None:
    name = quoted(table.name)
    keys = [f"{key.field} -> {key.table}.{key.reference}" for key in table.foreign_keys]
    lines = [f"{table.title_en} · {table.title_zh}", table.description_en, table.description_zh, *keys]
    comment = "\n".join(lines)
    connection.execute(f"COMMENT ON TABLE {name} IS {literal(comment)}")
    for field in table.fields:
        connection.execute(f"COMMENT ON COLUMN {name}.{quoted(field.name)} IS {literal(_field_to_comment(field))}")


def _field_to_comment(field: DataField) -> str:
    lines = [
        f"{field.label_en} · {field.label_zh}{f' ({field.unit})' if field.unit else ''}",
        field.description_en,
        field.description_zh,
        *(f"{entry.value}: {entry.label_en} · {entry.label_zh}" for entry in field.categories),
    ]
    return "\n".join(lines)


def _fill_codebook(connection: duckdb.DuckDBPyConnection, dataset: Dataset) -> None:
    definitions = [table.definition for table in dataset.tables.values()]
    about = {"title": dataset.title, **dataset.package["gongkai"], "content_sha256": dataset.content_hash}
    for name, rows in (
        ("codebook", [row for table in definitions for row in _table_to_codebook(table)]),
        ("codebook_categories", [row for table in definitions for row in _table_to_categories(table)]),
        ("codebook_cells", _printed_cells()),
        ("about", [{"name": name, "value": str(value)} for name, value in about.items()]),
    ):
        if rows:
            connection.register("given", pa.Table.from_pylist(rows))
            connection.execute(f"INSERT INTO {name} BY NAME FROM given")
            connection.unregister("given")


def _table_to_codebook(table: DataTable) -> list[dict[str, Any]]:
    return [
        {
            "table_name": table.name,
            "field": field.name,
            "position": position,
            "type": field.type,
            "unit": field.unit or None,
            "required": field.required,
            "label_en": field.label_en,
            "label_zh": field.label_zh,
            "description_en": field.description_en,
            "description_zh": field.description_zh,
            "cell": field.cell or None,
        }
        for position, field in enumerate(table.fields, start=1)
    ]


def _table_to_categories(table: DataTable) -> list[dict[str, Any]]:
    return [
        {
            "table_name": table.name,
            "field": field.name,
            "position": position,
            "value": entry.value,
            "label_en": entry.label_en,
            "label_zh": entry.label_zh,
        }
        for field in table.fields
        for position, entry in enumerate(field.categories, start=1)
    ]


def _printed_cells() -> list[dict[str, Any]]:
    """Every cell that a form prints, with its column of the panel."""
    return [
        {
            "form": entry.form,
            "cell": cell,
            "field": field.name,
            "unit": entry.unit or None,
            "label_en": entry.label_en,
            "label_zh": entry.label,
        }
        for cell, field in cell_fields().items()
        for entry in field.printed
    ]


def _create_view(connection: duckdb.DuckDBPyConnection, table: DataTable) -> None:
    """A view ``<table>_labelled`` with a label in both languages beside every category and cell."""
    names = set(table.field_names)
    columns: list[str] = []
    joins: list[str] = []
    for field in table.fields:
        columns.append(f"t.{quoted(field.name)}")
        if field.categories and f"{field.name}_en" not in names:
            alias = quoted(f"of {field.name}")
            columns += [
                f"{alias}.label_{language} AS {quoted(f'{field.name}_{language}')}" for language in ("en", "zh")
            ]
            joins.append(
                f"LEFT JOIN codebook_categories AS {alias} ON {alias}.table_name = {literal(table.name)} "
                f"AND {alias}.field = {literal(field.name)} AND {alias}.value = t.{quoted(field.name)}"
            )
    if {"cell", "form"} <= names:
        columns += ["c.label_en AS cell_label_en", "c.label_zh AS cell_label_zh"]
        joins.append("LEFT JOIN codebook_cells AS c ON c.form = t.form AND c.cell = t.cell")
    if not joins:
        return
    view = quoted(f"{table.name}_labelled")
    query = f"SELECT {', '.join(columns)} FROM {quoted(table.name)} AS t {' '.join(joins)}"
    connection.execute(f"CREATE VIEW {view} AS {query}")
    comment = f"{table.name} with the meaning of its codes · {table.title_zh}（附代码含义）"
    connection.execute(f"COMMENT ON VIEW {view} IS {literal(comment)}")
