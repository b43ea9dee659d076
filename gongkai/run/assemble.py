"""The dataset put together from shard files: sorted, in bounded memory, the same bytes however it was read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gongkai.run.index import Order
from gongkai.run.plan import skipped_id
from gongkai.run.shard_files import KEY, Tables, read_shard, read_streams, write_tables
from gongkai.run.tally import Tally
from gongkai.run.walk import SkippedFile
from output.registry import DataTable, cell_fields, load_tables
from output.schema import table_to_schema
from output.table_files import TableFiles

PIECE_DOCUMENTS: Final = 2000
"""Documents that are sorted and written together: bounds the memory."""

POSITION: Final = "position"


def shards_to_dataset(
    shards: Path,
    order: Order,
    skipped: Sequence[SkippedFile],
    staged: Path,
    work: Path,
    metadata: dict[str, str],
    *,
    advance: Callable[[int], None] = lambda count: None,
) -> Tally:
    """Write every table of the dataset; the numbers of what was written.

    Args:
        shards: folder of the shard files.
        order: order and ids of the documents.
        skipped: files that were left alone: rows of ``documents``, at its end.
        staged: folder for the table files.
        work: folder for pieces on their way, when the documents are more than one piece.
        metadata: what the Parquet files say of themselves.
        advance: called with the number of documents just written.
    """
    tally = Tally()
    tables = load_tables()
    with ExitStack() as stack:
        files = {
            name: stack.enter_context(TableFiles(table, staged, metadata | {"table": name}))
            for name, table in tables.items()
        }
        for piece in _sorted_pieces(shards, order, work, PIECE_DOCUMENTS):
            for name, rows in piece.items():
                finished = _with_assigned(rows, tables[name], order)
                files[name].write(finished)
                tally.add(name, finished)
            advance(piece["documents"].num_rows)
        if skipped:
            rows = _skipped_to_table(skipped, tables["documents"])
            files["documents"].write(rows)
            tally.add("documents", rows)
        tally.row_counts = {name: file.row_count for name, file in files.items()}
    return tally


def _sorted_pieces(shards: Path, order: Order, work: Path, size: int) -> Iterator[Tables]:
    """The rows of all documents in order, some documents at a time: cut by position first, then sorted."""
    pieces = -(-order.count // size)
    if pieces <= 1:
        parts = list(_shard_parts(shards, order))
        if parts:
            yield _sort(parts)
        return
    waiting: list[Tables] = []
    for part in _shard_parts(shards, order):
        waiting.append(part)
        if sum(tables["documents"].num_rows for tables in waiting) >= size:
            _spill(waiting, work, size)
            waiting = []
    _spill(waiting, work, size)
    for piece in range(pieces):
        path = work / str(piece)
        yield _sort(list(_read_spilled(path)))
        path.unlink()


def _shard_parts(shards: Path, order: Order) -> Iterator[Tables]:
    """For each shard file the rows of the documents that count, with their positions."""
    for name in sorted(order.positions):
        positions = order.positions[name]
        hashes = pa.array(list(positions), pa.string())
        places = pa.array(list(positions.values()), pa.int64())
        part: Tables = {}
        for table, rows in read_shard(shards / name).items():
            position = places.take(pc.index_in(rows.column(KEY).combine_chunks(), value_set=hashes))
            part[table] = rows.append_column(POSITION, position).filter(pc.is_valid(position))
        yield part


def _spill(parts: list[Tables], work: Path, size: int) -> None:
    if not parts:
        return
    joined = {name: pa.concat_tables([part[name] for part in parts]) for name in load_tables()}
    pieces = {name: _positions(rows) // size for name, rows in joined.items()}
    for piece in np.unique(pieces["documents"]):
        chosen = {name: rows.filter(pa.array(pieces[name] == piece)) for name, rows in joined.items()}
        write_tables(work / str(piece), chosen, append=True)


def _read_spilled(path: Path) -> Iterator[Tables]:
    names = list(load_tables())
    streams = read_streams(path)
    while True:
        part = dict(zip(names, streams, strict=False))
        if not part:
            return
        yield part


def _sort(parts: list[Tables]) -> Tables:
    piece: Tables = {}
    for name in load_tables():
        rows = pa.concat_tables([part[name] for part in parts]).combine_chunks()
        piece[name] = rows.take(pa.array(np.argsort(_positions(rows), kind="stable")))
    return piece


def _positions(rows: pa.Table) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.asarray(rows.column(POSITION).combine_chunks().to_numpy(zero_copy_only=False), dtype=np.int64)


def _with_assigned(rows: pa.Table, table: DataTable, order: Order) -> pa.Table:
    """The rows with what follows from the document as a whole and from the cell, columns as in the registry."""
    positions = rows.column(POSITION).combine_chunks()
    of_the_cell = _cell_columns(rows) if table.name == "values" else {}
    columns = [
        order.assigned[name].take(positions)
        if name in order.assigned
        else of_the_cell[name]
        if name in of_the_cell
        else rows.column(name)
        for name in table.field_names
    ]
    return pa.table(columns, names=list(table.field_names))


def _cell_columns(rows: pa.Table) -> dict[str, pa.Array]:
    printed = [(entry.form, cell, entry.unit) for cell, field in cell_fields().items() for entry in field.printed]
    keys = pa.array([f"{form} {cell}" for form, cell, _ in printed], pa.string())
    parts = [cell.split(".") for _, cell, _ in printed]
    wanted = pc.binary_join_element_wise(rows.column("form"), rows.column("cell"), " ").combine_chunks()
    which = pc.index_in(wanted, value_set=keys)
    texts: dict[str, list[str | None]] = {"unit": [unit or None for _, _, unit in printed]}
    texts |= {name: [part[at] for part in parts] for at, name in enumerate(("form_table", "form_row", "form_column"))}
    return {name: pa.array(column, pa.string()).take(which) for name, column in texts.items()}


def _skipped_to_table(skipped: Sequence[SkippedFile], table: DataTable) -> pa.Table:
    rows = [
        {
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
        for file in skipped
    ]
    return pa.Table.from_pylist(rows, schema=table_to_schema(table))
