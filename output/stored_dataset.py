"""A dataset on disk, opened for questions: one view for each table, in bounded memory."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import duckdb

from extract.errors import SourceError
from output.package_files import DATA_PACKAGE

MEMORY_LIMIT: Final = "2GB"
"""What the engine may hold; beyond it, it works on disk."""

_ADVICE: Final = "name a folder that gongkai build has written"


@dataclass(frozen=True, slots=True)
class StoredDataset:
    """What lies in the folder of a dataset.

    Attributes:
        folder: where it lies.
        metadata: what the dataset says of itself: version, code, commit, newest publication date.
        columns: names and types of the columns of each table that is there, in order.
    """

    folder: Path
    metadata: Mapping[str, str]
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def has(self, *names: str) -> bool:
        """Whether all of these are there, each named ``table`` or ``table.column``."""
        return not self.missing(*names)

    def missing(self, *names: str) -> list[str]:
        """Which of these are not there, each named ``table`` or ``table.column``."""
        return [name for name in names if not self._has(*name.partition(".")[::2])]

    def _has(self, table: str, column: str) -> bool:
        return table in self.columns and (not column or column in self.columns[table])


@contextmanager
def engine(memory_limit: str = MEMORY_LIMIT) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to an empty database on disk, which is gone afterwards.

    It lies on disk so that neither what is created nor what an operation holds has to fit into memory.
    """
    with TemporaryDirectory(prefix="gongkai-") as folder:
        settings: dict[str, Any] = {"memory_limit": memory_limit, "temp_directory": str(Path(folder, "spill"))}
        connection = duckdb.connect(str(Path(folder, "work.duckdb")), config=settings)
        try:
            # Order that is asked for is kept; order that is not costs memory.
            connection.execute("SET preserve_insertion_order = false")
            yield connection
        finally:
            connection.close()


def open_dataset(
    connection: duckdb.DuckDBPyConnection, folder: str | os.PathLike[str], schema: str = "main"
) -> StoredDataset:
    """Make a view ``schema.table`` for each Parquet file of a dataset.

    Raises:
        SourceError: the folder holds no dataset, or a file of it cannot be read.
    """
    path = Path(folder)
    metadata = _metadata(path)
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {quoted(schema)}")
    columns: dict[str, dict[str, str]] = {}
    for file in sorted(path.glob("*.parquet")):
        view = f"{quoted(schema)}.{quoted(file.stem)}"
        try:
            connection.execute(f"CREATE VIEW {view} AS SELECT * FROM read_parquet({literal(os.fspath(file))})")
        except duckdb.Error as error:
            raise SourceError(
                expected="a table in Parquet",
                found=str(error).splitlines()[0],
                where=str(file),
                advice="build the dataset again",
            ) from error
        described = connection.execute(f"DESCRIBE {view}").fetchall()
        columns[file.stem] = {str(row[0]): str(row[1]) for row in described}
    if not columns:
        raise SourceError(expected="a dataset", found="no table in Parquet", where=str(path), advice=_ADVICE)
    return StoredDataset(path, metadata, columns)


def _metadata(path: Path) -> dict[str, str]:
    descriptor = path / DATA_PACKAGE
    try:
        found = json.loads(descriptor.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        what = f"no {DATA_PACKAGE}" if path.is_dir() else "no such folder"
        raise SourceError(expected="a dataset", found=what, where=str(path), advice=_ADVICE) from error
    except (OSError, ValueError) as error:
        raise SourceError(
            expected="a dataset", found=f"a {DATA_PACKAGE} that cannot be read", where=str(path), advice=_ADVICE
        ) from error
    said = found.get("gongkai") if isinstance(found, dict) else None
    return {str(name): str(value) for name, value in said.items()} if isinstance(said, dict) else {}


def quoted(name: str) -> str:
    """A name as SQL writes it.

    >>> print(quoted('a "b" c'))
    "a ""b"" c"
    """
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL writes it.

    >>> print(literal("it's"))
    'it''s'
    """
    return "'" + text.replace("'", "''") + "'"
