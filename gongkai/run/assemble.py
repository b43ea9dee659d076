"""What was read, put together from shard files: sorted, in bounded memory, the same bytes however it was read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet

from gongkai.run.index import Order
from gongkai.run.plan import skipped_id
from gongkai.run.shard_files import ASSIGNED
from gongkai.run.sorting import POSITION, sorted_pieces
from gongkai.run.walk import SkippedFile
from output.registry import DataField, load_read_tables
from output.schema import ARROW_TYPES

PIECE_DOCUMENTS: Final = 500
"""Documents that are sorted and written together: bounds the memory."""

ORDINAL: Final = "ordinal"
"""Column of every read table: the order of its rows."""


def shards_to_read_tables(
    shards: Path,
    order: Order,
    skipped: Sequence[SkippedFile],
    folder: Path,
    work: Path,
    *,
    advance: Callable[[int], None] = lambda count: None,
) -> None:
    """Write every table of what was read as ``<name>.parquet``, rows in the order of documents.

    Besides their fields they have ``document_id``, ``position`` (of the document) and ``ordinal`` (of the row).

    Args:
        shards: folder of the shard files.
        order: order and ids of the documents.
        skipped: files that were left alone: rows of ``documents``, at its end.
        folder: where the files go.
        work: folder for pieces on their way, when the documents are more than one piece.
        advance: called with the number of documents just written.
    """
    tables = load_read_tables()
    schemas = {name: fields_to_read_schema(fields) for name, fields in tables.items()}
    written = dict.fromkeys(tables, 0)
    with ExitStack() as stack:
        files = {
            name: stack.enter_context(pyarrow.parquet.ParquetWriter(folder / f"{name}.parquet", schema))
            for name, schema in schemas.items()
        }

        def write(name: str, rows: pa.Table) -> None:
            ordinals = pa.array(range(written[name], written[name] + rows.num_rows), pa.int64())
            written[name] += rows.num_rows
            files[name].write_table(rows.append_column(ORDINAL, ordinals).select(schemas[name].names))

        for piece in sorted_pieces(shards, order, work, PIECE_DOCUMENTS):
            for name, rows in piece.items():
                write(name, _with_assigned(rows, tables[name], order))
            advance(piece["documents"].num_rows)
        if skipped:
            write("documents", _skipped_to_table(skipped, order.count, schemas["documents"]))


def fields_to_read_schema(fields: Sequence[DataField]) -> pa.Schema:
    """The columns of a read table as it is written: keys first, then its fields."""
    keys = [(POSITION, pa.int64()), (ORDINAL, pa.int64()), ("document_id", pa.string())]
    return pa.schema(keys + [(field.name, ARROW_TYPES[field.type]) for field in fields])


def _with_assigned(rows: pa.Table, fields: Sequence[DataField], order: Order) -> pa.Table:
    positions = rows.column(POSITION).combine_chunks()
    names = ["document_id", *(field.name for field in fields)]
    columns = [
        order.assigned[name].take(positions) if name in ASSIGNED or name == "document_id" else rows.column(name)
        for name in names
    ]
    return pa.table([positions, *columns], names=[POSITION, *names])


def _skipped_to_table(skipped: Sequence[SkippedFile], first: int, schema: pa.Schema) -> pa.Table:
    rows = [
        {
            POSITION: first + number,
            "document_id": skipped_id(file),
            "path": file.name.text,
            "path_encoding": file.name.encoding,
            "path_count": 1,
            "outcome": file.outcome,
            "error_code": file.code,
            "expected": file.expected,
            "found": file.found,
            "advice": file.advice or None,
        }
        for number, file in enumerate(skipped)
    ]
    return pa.Table.from_pylist(rows, schema=schema.remove(schema.get_field_index(ORDINAL)))
