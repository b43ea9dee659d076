"""What a run has read so far, on disk: one file per shard, holding the rows of its documents for every table.

A shard file is several Arrow IPC streams one after another, in the order of the tables, ``documents`` first.
It is written beside its place, synced and renamed, so that it is there as a whole or not at all; its name
follows from its documents and the code that read them, so that writing it twice changes nothing.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from extract.disk import sync_file, sync_folder
from output.registry import load_read_tables
from output.rows import Columns, Rows
from output.schema import ARROW_TYPES

KEY: Final = "sha256"
"""Column of every table in a shard file: the document that a row came from."""

ASSIGNED: Final = frozenset({"path", "path_encoding", "path_count", "other_paths"})
"""Fields of a document as a whole, given when the dataset is put together."""

ATTEMPT_FIELDS: Final = {
    "suffix": pa.string(),
    "time_limit": pa.float64(),
    "memory_limit": pa.int64(),
}
"""What the table ``documents`` holds besides: the suffix it was read under, and the limits of the attempt."""

Tables = dict[str, pa.Table]


@cache
def shard_schema(table: str) -> pa.Schema:
    """The columns of one table in a shard file."""
    fields = [(KEY, pa.string())]
    fields += [
        (field.name, ARROW_TYPES[field.type])
        for field in load_read_tables()[table]
        if field.name not in ASSIGNED and field.name != KEY
    ]
    if table == "documents":
        fields += ATTEMPT_FIELDS.items()
    return pa.schema(fields)


def rows_to_tables(rows_of_documents: Sequence[tuple[str, Rows]]) -> Tables:
    """Arrow tables from the rows of documents, in their order; ``(sha256, rows)`` each."""
    return {table: _table(table, rows_of_documents) for table in load_read_tables()}


def _table(table: str, rows_of_documents: Sequence[tuple[str, Rows]]) -> pa.Table:
    schema = shard_schema(table)
    columns: dict[str, list[Any]] = {name: [] for name in schema.names}
    for sha256, rows in rows_of_documents:
        found: Columns = rows.get(table, {})
        if not found:
            continue
        length = len(next(iter(found.values())))
        empty = [None] * length
        for name, column in columns.items():
            column.extend(found.get(name, empty))
        columns[KEY][-length:] = [sha256] * length
    for field in schema:
        if pa.types.is_date(field.type):
            columns[field.name] = [
                datetime.date.fromisoformat(value) if isinstance(value, str) else value for value in columns[field.name]
            ]
        elif pa.types.is_binary(field.type):
            # Rows come as JSON, which holds no bytes.
            columns[field.name] = [bytes.fromhex(value) if value else None for value in columns[field.name]]
    return pa.table(columns, schema=schema)


def write_tables(path: Path, tables: Mapping[str, pa.Table], *, append: bool = False) -> None:
    """Write tables as IPC streams one after another (zstd)."""
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with path.open("ab" if append else "wb") as file:
        for table in tables.values():
            with pa.ipc.new_stream(file, table.schema, options=options) as stream:
                stream.write_table(table)


def write_shard(path: Path, tables: Tables) -> None:
    """Write a shard file so that it is there as a whole or not at all."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    write_tables(temporary, {name: tables[name] for name in load_read_tables()})
    sync_file(temporary)
    temporary.replace(path)
    sync_folder(path.parent)


def read_shard(path: Path) -> Tables:
    """All tables of a shard file.

    Raises:
        OSError, pyarrow.ArrowInvalid: it is no whole shard file.
    """
    names = list(load_read_tables())
    return dict(zip(names, read_streams(path, len(names)), strict=True))


def read_documents(path: Path) -> pa.Table:
    """The table ``documents`` alone.

    Raises:
        OSError, pyarrow.ArrowInvalid: it is no shard file.
    """
    return next(read_streams(path, 1))


def read_streams(path: Path, most: int | None = None) -> Iterator[pa.Table]:
    """The tables that :func:`write_tables` wrote, one after another, ``most`` of them at most."""
    with pa.OSFile(str(path), "rb") as file:
        size = file.size()
        count = 0
        while file.tell() < size and (most is None or count < most):
            yield pa.ipc.open_stream(file).read_all()
            count += 1
