"""Files that a command writes for its user: tables as CSV, pages as HTML."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.csv

from extract.errors import OutputError
from output.table_files import BYTE_ORDER_MARK


class CsvFile:
    """A table written piece by piece as CSV, UTF-8 with byte order mark; the header comes with the first piece."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.row_count = 0
        self._file = path.open("wb")
        self._file.write(BYTE_ORDER_MARK)
        self._writer = pyarrow.csv.CSVWriter(self._file, schema)

    def write(self, piece: pa.Table | pa.RecordBatch) -> None:
        """Add rows."""
        self._writer.write(piece)
        self.row_count += piece.num_rows

    def close(self) -> None:
        """Finish the file."""
        self._writer.close()
        self._file.close()


@contextmanager
def csv_file(path: str | os.PathLike[str], schema: pa.Schema) -> Iterator[CsvFile]:
    """A CSV file to write pieces to.

    Raises:
        OutputError: it cannot be written.
    """
    with _writable(path):
        file = CsvFile(Path(path), schema)
        try:
            yield file
        finally:
            file.close()


def write_table(path: str | os.PathLike[str], table: pa.Table) -> None:
    """Write one table as CSV.

    Raises:
        OutputError: it cannot be written.
    """
    with csv_file(path, table.schema) as file:
        file.write(table)


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Write a text file as UTF-8.

    Raises:
        OutputError: it cannot be written.
    """
    with _writable(path):
        Path(path).write_text(text, encoding="utf-8", newline="\n")


@contextmanager
def _writable(path: str | os.PathLike[str]) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            expected="a file that can be written", found=error.strerror or str(error), where=str(path)
        ) from error
