"""Writing one table of the dataset as Parquet and as CSV, a piece at a time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from extract.disk import sync_file
from output.registry import DataTable
from output.schema import table_to_schema

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
"""Makes Excel read a CSV file as UTF-8 and show Chinese."""

ROW_GROUP: Final = 131_072
"""Rows of a Parquet row group at most: bounds the memory of whoever reads."""


WAITING_BYTES: Final = 64 * 1024 * 1024
"""Bytes that wait for a row group to fill at most: bounds the memory of the writer."""


class TableFiles:
    """One table written to ``<name>.parquet`` (zstd) and ``<name>.csv`` (UTF-8 with byte order mark).

    The same pieces give the same bytes. Use as a context manager: both files are complete and on disk
    when the block ends without an error.

    Args:
        table: its registry entry; every piece must have exactly its fields.
        folder: where both files go.
        metadata: what the Parquet file says of itself.
    """

    def __init__(self, table: DataTable, folder: Path, metadata: Mapping[str, str]) -> None:
        self.schema = table_to_schema(table, metadata)
        self.row_count = 0
        self.parquet_path = folder / f"{table.name}.parquet"
        self.csv_path = folder / f"{table.name}.csv"
        self._csv_file = self.csv_path.open("wb")
        self._waiting: list[pa.Table] = []
        self._csv_file.write(BYTE_ORDER_MARK)
        self._csv = pyarrow.csv.CSVWriter(self._csv_file, self.schema)
        self._parquet = pyarrow.parquet.ParquetWriter(self.parquet_path, self.schema, compression="zstd")

    def write(self, piece: pa.Table) -> None:
        """Add rows.

        Raises:
            ValueError: a required field is empty somewhere, or the fields are not those of the registry.
        """
        for field in self.schema:
            if not field.nullable and piece.column(field.name).null_count:
                raise ValueError(f"the required field {field.name} is empty in {self.parquet_path.stem}")
        piece = piece.cast(self.schema)
        self._csv.write_table(piece)
        self.row_count += piece.num_rows
        self._waiting.append(piece)
        waiting = sum(part.num_rows for part in self._waiting), sum(part.nbytes for part in self._waiting)
        if waiting[0] >= ROW_GROUP or waiting[1] >= WAITING_BYTES:
            self._write_waiting()

    def _write_waiting(self) -> None:
        if self._waiting:
            self._parquet.write_table(pa.concat_tables(self._waiting), row_group_size=ROW_GROUP)
            self._waiting.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._write_waiting()
        self._parquet.close()
        self._csv.close()
        self._csv_file.close()
        if kind is None:
            for path in (self.parquet_path, self.csv_path):
                sync_file(path)
