"""The DuckDB file: the same tables, types and keys, with comments, codebook and views."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extract.errors import SourceError
from output.export import duckdb_file
from output.export.dataset import Dataset, StoredTable, folder_to_dataset
from output.export.duckdb_file import write_duckdb
from output.registry import cell_fields
from output.stored_dataset import quoted
from tests.output.export.hard_dataset import METADATA


@pytest.fixture(scope="module")
def database(hard: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The hard dataset as a DuckDB file, opened."""
    path = tmp_path_factory.mktemp("duckdb") / "gongkai.duckdb"
    assert write_duckdb(hard, path) == []
    assert [entry.name for entry in path.parent.iterdir()] == ["gongkai.duckdb"]
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


def _rows(database: duckdb.DuckDBPyConnection, query: str) -> list[Any]:
    return database.execute(query).fetchall()


def test_every_value_comes_back(hard: Dataset, database: duckdb.DuckDBPyConnection) -> None:
    """Rows, their order and every cell are those of the Parquet file; missing is NULL, an empty text is not."""
    for table in hard.tables.values():
        columns = pq.read_table(table.path).to_pydict()
        assert _rows(database, f"FROM {quoted(table.name)}") == list(zip(*columns.values(), strict=True))


def test_types_keys_and_comments(hard: Dataset, database: duckdb.DuckDBPyConnection) -> None:
    """Columns have the types of the registry, its required fields and primary keys, and say what they mean."""
    types = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}
    described = {
        (row[0], row[1]): row[2:]
        for row in _rows(
            database, "SELECT table_name, column_name, data_type, is_nullable, comment FROM duckdb_columns()"
        )
    }
    keys = dict(
        _rows(
            database,
            "SELECT table_name, constraint_column_names FROM duckdb_constraints() WHERE constraint_type = 'PRIMARY KEY'",
        )
    )
    for table in hard.tables.values():
        assert keys[table.name] == list(table.definition.primary_key)
        for field in table.definition.fields:
            type_, nullable, comment = described[table.name, field.name]
            assert type_ == types[field.type]
            assert nullable != (field.required or field.name in table.definition.primary_key)
            assert field.description_zh in comment and field.label_en in comment
    comments = dict(_rows(database, "SELECT table_name, comment FROM duckdb_tables()"))
    assert all(table.definition.description_zh in comments[table.name] for table in hard.tables.values())
    assert all(comments.values())


def test_the_origin_and_the_codebook_are_inside(hard: Dataset, database: duckdb.DuckDBPyConnection) -> None:
    """Version, commit, newest document and hash stand in ``about``; fields, codes and cells in tables of their own."""
    about = dict(_rows(database, "FROM about"))
    assert METADATA.items() <= about.items()
    assert about["content_sha256"] == hard.content_hash
    fields = [(table.name, field.name) for table in hard.tables.values() for field in table.definition.fields]
    assert _rows(database, "SELECT table_name, field FROM codebook") == fields
    printed = {(entry.form, cell) for cell, field in cell_fields().items() for entry in field.printed}
    assert set(_rows(database, "SELECT form, cell FROM codebook_cells")) == printed


def test_views_add_labels_and_change_nothing(hard: Dataset, database: duckdb.DuckDBPyConnection) -> None:
    """A view has the same rows as its table, and beside each code its meaning in both languages."""
    views = {row[0] for row in _rows(database, "SELECT view_name FROM duckdb_views() WHERE NOT internal")}
    for table in hard.tables.values():
        coded = [field for field in table.definition.fields if field.categories]
        if not coded:
            continue
        view = quoted(f"{table.name}_labelled")
        assert f"{table.name}_labelled" in views
        names = ", ".join(quoted(name) for name in table.definition.field_names)
        rows = [_rows(database, f"SELECT {names} FROM {name} ORDER BY ALL") for name in (view, quoted(table.name))]
        assert rows[0] == rows[1]
        for field in coded:
            meanings = {entry.value: (entry.label_en, entry.label_zh) for entry in field.categories} | {
                None: (None, None)
            }
            english, chinese = quoted(f"{field.name}_en"), quoted(f"{field.name}_zh")
            query = f"SELECT {quoted(field.name)}, {english}, {chinese} FROM {view}"
            for value, *labels in _rows(database, query):
                assert tuple(labels) == meanings[value]


def test_the_same_rows_each_time(hard: Dataset, database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """The bytes differ from run to run, the content in its order does not."""
    write_duckdb(hard, tmp_path / "again.duckdb")
    with duckdb.connect(str(tmp_path / "again.duckdb"), read_only=True) as again:
        for table in [*hard.tables, "codebook", "codebook_categories", "codebook_cells", "about"]:
            assert _rows(again, f"FROM {quoted(table)}") == _rows(database, f"FROM {quoted(table)}")


def test_a_large_table_goes_without_a_key(hard_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an index would be large there is none, and the export says so."""
    monkeypatch.setattr(duckdb_file, "MOST_KEYED_ROWS", 39)
    notes = write_duckdb(folder_to_dataset(hard_folder, ["agencies"]), tmp_path / "a.duckdb")
    assert notes == ["agencies has no primary key in DuckDB: 40 rows"]


def test_keys_that_are_not_unique_are_refused(hard_folder: Path, tmp_path: Path) -> None:
    """A dataset that breaks its own keys is named as the reason."""
    dataset = folder_to_dataset(hard_folder, ["agencies"])
    rows = pq.read_table(dataset.tables["agencies"].path)
    pq.write_table(pa.concat_tables([rows, rows.slice(0, 1)]), tmp_path / "agencies.parquet")
    table = StoredTable(dataset.tables["agencies"].definition, tmp_path / "agencies.parquet", rows.num_rows + 1)
    dataset = dataclasses.replace(dataset, tables={"agencies": table})
    with pytest.raises(SourceError, match="unique keys"):
        write_duckdb(dataset, tmp_path / "a.duckdb")
