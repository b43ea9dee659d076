"""The database in which the steps work: on disk, within a memory limit, the same results with any number of threads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

MEMORY_LIMIT: Final = "2GB"
"""What DuckDB may hold at a time; the rest of a process that reads and writes Parquet stays under 2 GB besides."""


BATCH: Final = 20_000
"""Rows made in Python that are handed to the database together."""


@contextmanager
def open_database(
    work: Path, *, memory_limit: str = MEMORY_LIMIT, threads: int | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A new database in a folder for work; what does not fit in memory is spilled there.

    Args:
        work: an existing folder; the caller removes it.
        memory_limit: as DuckDB writes it, such as ``2GB``.
        threads: None for one per core.
    """
    connection = duckdb.connect(work / "linking.duckdb")
    try:
        connection.execute("SET memory_limit = ?", [memory_limit])
        connection.execute("SET temp_directory = ?", [str(work / "spill")])
        connection.execute("SET preserve_insertion_order = true")
        connection.execute("SET enable_progress_bar = false")
        # Nothing is fetched from anywhere while a dataset is put together.
        connection.execute("SET autoinstall_known_extensions = false")
        connection.execute("SET autoload_known_extensions = false")
        if threads is not None:
            connection.execute("SET threads = ?", [threads])
        yield connection
    finally:
        connection.close()


def view_parquet(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> None:
    """Make a Parquet file a relation without reading it into memory."""
    text = str(path).replace("'", "''")
    connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{text}')")


def create_table(
    connection: duckdb.DuckDBPyConnection, name: str, schema: Mapping[str, pa.DataType], rows: Iterable[Sequence[Any]]
) -> None:
    """Make a table of rows that are made in Python, :data:`BATCH` of them in memory at a time.

    >>> with duckdb.connect() as connection:
    ...     create_table(connection, "pairs", {"name": pa.string(), "year": pa.int64()}, [("a", 2020), ("b", None)])
    ...     connection.execute("SELECT count(*), max(year) FROM pairs").fetchall()
    [(2, 2020)]
    """
    made = iter(rows)
    statement = f"CREATE TABLE {name} AS"
    while (batch := list(islice(made, BATCH))) or statement.startswith("CREATE"):
        columns = list(zip(*batch, strict=True)) if batch else [()] * len(schema)
        arrays = [pa.array(column, kind) for column, kind in zip(columns, schema.values(), strict=True)]
        connection.register("rows_to_create", pa.table(arrays, names=list(schema)))
        connection.execute(f"{statement} SELECT * FROM rows_to_create")
        connection.unregister("rows_to_create")
        statement = f"INSERT INTO {name}"
