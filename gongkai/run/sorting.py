"""The rows of all shard files in the order of the dataset, in bounded memory."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gongkai.run.index import Order
from gongkai.run.shard_files import KEY, Tables, read_shard, shard_schema
from output.registry import load_read_tables

POSITION: Final = "position"
SPILL_PIECES: Final = 2
"""How many pieces' worth of documents is held before it is cut into files."""

_SIZES: Final = struct.Struct("<QQ")


def sorted_pieces(shards: Path, order: Order, work: Path, size: int) -> Iterator[Tables]:
    """The rows of all documents in their order, ``size`` documents at a time.

    More than one piece goes by way of the disk: rows are cut by position into files, each small enough to be sorted
    in memory. A column ``position`` tells the document.

    Args:
        shards: folder of the shard files.
        order: positions of the documents.
        work: empty folder for the files on the way.
        size: documents in a piece.
    """
    pieces = -(-order.count // size)
    if pieces <= 1:
        parts = list(_shard_parts(shards, order))
        if parts:
            yield _sort(parts)
        return
    waiting: list[Tables] = []
    for part in _shard_parts(shards, order):
        waiting.append(part)
        if sum(tables["documents"].num_rows for tables in waiting) >= size * SPILL_PIECES:
            _spill(waiting, work, size)
            waiting = []
    if waiting:
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
    """Add the rows to the files of their pieces."""
    joined = {name: pa.concat_tables([part[name] for part in parts]) for name in load_read_tables()}
    joined = {name: rows.take(pa.array(np.argsort(_positions(rows), kind="stable"))) for name, rows in joined.items()}
    pieces = {name: _positions(rows) // size for name, rows in joined.items()}
    for piece in np.unique(pieces["documents"]):
        with (work / str(piece)).open("ab") as file:
            for name, rows in joined.items():
                first, last = np.searchsorted(pieces[name], [piece, piece + 1])
                _write_batch(file, rows.slice(first, last - first))


def _write_batch(file: IO[bytes], rows: pa.Table) -> None:
    # Without the schema, which for the panel is longer than the rows of a few documents.
    data = rows.combine_chunks().to_batches()[0].serialize() if rows.num_rows else b""
    packed = pa.compress(data, codec="lz4", asbytes=True) if rows.num_rows else b""
    file.write(_SIZES.pack(len(packed), len(data)))
    file.write(packed)


def _read_spilled(path: Path) -> Iterator[Tables]:
    schemas = {name: shard_schema(name).append(pa.field(POSITION, pa.int64())) for name in load_read_tables()}
    with path.open("rb") as file:
        while sizes := file.read(_SIZES.size):
            part: Tables = {}
            for name, schema in schemas.items():
                packed, unpacked = _SIZES.unpack(sizes or file.read(_SIZES.size))
                sizes = b""
                batches = []
                if packed:
                    data = pa.decompress(file.read(packed), decompressed_size=unpacked, codec="lz4")
                    batches.append(pa.ipc.read_record_batch(data, schema))
                part[name] = pa.Table.from_batches(batches, schema=schema)
            yield part


def _sort(parts: list[Tables]) -> Tables:
    piece: Tables = {}
    for name in load_read_tables():
        rows = pa.concat_tables([part[name] for part in parts]).combine_chunks()
        piece[name] = rows.take(pa.array(np.argsort(_positions(rows), kind="stable")))
    return piece


def _positions(rows: pa.Table) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.asarray(rows.column(POSITION).combine_chunks().to_numpy(zero_copy_only=False), dtype=np.int64)
