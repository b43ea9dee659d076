"""A finished dataset on disk, opened for export: its tables by the registry, its files checked against their hashes."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from extract.errors import SourceError
from output.export.column_facts import ColumnFacts, table_to_facts
from output.package_files import DATA_PACKAGE, file_facts
from output.registry import DataTable, load_tables
from output.schema import table_to_schema

BATCH: Final = 16_384
"""Rows that are in memory at once while a table is copied."""

NO_DATE: Final = datetime.date(1980, 1, 1)
"""Stands for the newest document's date in file headers that need one, where no document is dated."""

_BUILD: Final = "build the dataset again with this version of gongkai, or export it with the version that built it"


@dataclass(frozen=True)
class StoredTable:
    """One table of a dataset on disk.

    Attributes:
        definition: its entry in the registry.
        path: its Parquet file.
        row_count: how many rows it has.
    """

    definition: DataTable
    path: Path
    row_count: int

    @property
    def name(self) -> str:
        """Its name in the registry."""
        return self.definition.name

    @cached_property
    def facts(self) -> dict[str, ColumnFacts]:
        """What its columns hold, by field; computed once, by one pass over the file."""
        return table_to_facts(self.definition, self.path)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Its rows in order, some thousands at a time."""
        with pq.ParquetFile(self.path) as file:
            yield from file.iter_batches(batch_size=BATCH)


@dataclass(frozen=True)
class Dataset:
    """A finished dataset, or the part of it that was asked for.

    Attributes:
        folder: where it lies.
        tables: the tables to export, by name, in the order of the registry.
        package: its ``datapackage.json``.
        named: whether the tables were asked for by name.
    """

    folder: Path
    tables: dict[str, StoredTable]
    package: dict[str, Any]
    named: bool

    @property
    def version(self) -> str:
        """Version of the software that built it."""
        return str(self.package["gongkai"].get("version", ""))

    @property
    def commit(self) -> str:
        """Commit of that software; empty where it is not known."""
        return str(self.package["gongkai"].get("commit", ""))

    @property
    def code(self) -> str:
        """Fingerprint of the code that read the documents."""
        return str(self.package["gongkai"].get("code", ""))

    @property
    def newest(self) -> str:
        """Date of the newest document, ISO 8601; empty where no document is dated."""
        return str(self.package["gongkai"].get("newest_publication_date", ""))

    @property
    def edition(self) -> str:
        """Version and newest document in few characters, for titles.

        A label of the data has 80 characters in Stata and 64 bytes in SPSS.
        """
        return f"gongkai {self.version} to {self.newest or 'undated'}"

    @property
    def newest_date(self) -> datetime.date:
        """The same as a date for file headers, which must not depend on the clock; 1980-01-01 where there is none."""
        return datetime.date.fromisoformat(self.newest) if self.newest else NO_DATE

    @property
    def title(self) -> str:
        """Title in both languages."""
        return str(self.package.get("title", "gongkai"))

    @property
    def description(self) -> str:
        """What it is, in both languages."""
        return str(self.package.get("description", ""))

    @property
    def keywords(self) -> list[str]:
        """Words to find it by."""
        return [str(word) for word in self.package.get("keywords", [])]

    @property
    def origin(self) -> str:
        """One line that stands inside every exported file: version, code, commit and newest document."""
        commit = f", commit {self.commit}" if self.commit else ""
        return f"gongkai {self.version}, code {self.code}{commit}; newest document {self.newest or 'undated'}"

    @cached_property
    def content_hash(self) -> str:
        """One sha256 (hexadecimal) for all values of the whole dataset, whichever tables are exported.

        It is taken over the lines of ``checksums.sha256`` that name the CSV files of tables, in the order of the
        names: CSV depends on the values alone, Parquet on the library that wrote it too.
        """
        lines = sorted(
            (resource["path"], f"{resource['hash'].removeprefix('sha256:')}  {resource['path']}\n")
            for resource in self.package["resources"]
            if resource.get("type") == "table"
        )
        return hashlib.sha256("".join(line for _, line in lines).encode()).hexdigest()


def folder_to_dataset(folder: Path, names: Sequence[str] | None = None) -> Dataset:
    """Open a finished dataset.

    Args:
        folder: holds ``datapackage.json`` and the tables that it names.
        names: tables to export; None for all.

    Raises:
        SourceError: no dataset, half a one, a file that is not the one described, a table that the dataset does
            not have, or a table whose columns this version of the software does not know.
    """
    package = _folder_to_package(folder)
    files = {resource["path"]: resource for resource in package["resources"]}
    known = load_tables()
    unknown = sorted(path for path in files if Path(path).stem not in known)
    if unknown:
        raise SourceError(
            expected="tables that this version of gongkai knows", found=unknown[0], where=str(folder), advice=_BUILD
        )
    present = [name for name in known if f"{name}.parquet" in files]
    for name in names or ([""] if names is not None else []):
        if name not in present:
            raise SourceError(
                expected=f"a table of the dataset ({', '.join(present)})",
                found=repr(name) if name else "none",
                where=str(folder),
                advice="name tables of the dataset",
            )
    chosen = [name for name in present if names is None or name in names]
    tables = {name: _stored_table(known[name], folder, files[f"{name}.parquet"]) for name in chosen}
    return Dataset(folder, tables, package, names is not None)


def check_unchanged(dataset: Dataset) -> None:
    """Make sure that no build has changed the dataset since it was opened.

    Raises:
        SourceError: it is another one, or is being written.
    """
    if _folder_to_package(dataset.folder) != dataset.package:
        raise SourceError(
            expected="a dataset that stays as it is while it is exported",
            found="one that a build has changed",
            where=str(dataset.folder),
            advice="export it again when the build has finished",
        )


def check_file(folder: Path, resource: dict[str, Any]) -> Path:
    """The path of a file of the dataset, once its size and hash are those that ``datapackage.json`` states.

    Raises:
        SourceError: it is missing, cannot be read, or is another file than the one described.
    """
    path = folder.joinpath(resource["path"])
    try:
        facts = file_facts(path)
    except OSError as error:
        raise SourceError(
            expected="a file that datapackage.json names",
            found=error.strerror or type(error).__name__,
            where=str(path),
            advice="build the dataset again",
        ) from error
    if facts.size != resource["bytes"] or f"sha256:{facts.sha256}" != resource["hash"]:
        raise SourceError(
            expected="the file that datapackage.json describes",
            found="one of another size or content",
            where=str(path),
            advice="build the dataset again",
        )
    return path


def _folder_to_package(folder: Path) -> dict[str, Any]:
    advice = "name the folder of a dataset that gongkai build finished"
    if not folder.is_dir():
        found = "a file" if folder.exists() else "nothing"
        raise SourceError(expected="the folder of a dataset", found=found, where=str(folder), advice=advice)
    path = folder / DATA_PACKAGE
    try:
        package = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SourceError(
            expected=f"{DATA_PACKAGE} in the folder of a dataset",
            found="none: no dataset, or one that is being written",
            where=str(folder),
            advice=advice,
        ) from error
    except (OSError, ValueError) as error:
        raise SourceError(
            expected="a data package", found="a file that cannot be read", where=str(path), advice=advice
        ) from error
    if not _is_ours(package):
        raise SourceError(
            expected="the data package of a dataset of gongkai", found="another one", where=str(path), advice=advice
        )
    return dict(package)


def _is_ours(package: Any) -> bool:
    """Whether a descriptor has the parts that :func:`output.data_package.data_package` writes."""
    return (
        isinstance(package, dict)
        and isinstance(package.get("gongkai"), dict)
        and isinstance(package.get("resources"), list)
        and all(
            isinstance(resource, dict)
            and isinstance(resource.get("hash"), str)
            and isinstance(resource.get("bytes"), int)
            # A name and no path, so that nothing outside of the folder is ever opened.
            and isinstance(resource.get("path"), str)
            and resource["path"] == Path(resource["path"]).name
            for resource in package["resources"]
        )
    )


def _stored_table(table: DataTable, folder: Path, resource: dict[str, Any]) -> StoredTable:
    path = check_file(folder, resource)
    try:
        with pq.ParquetFile(path) as file:
            schema, row_count = file.schema_arrow, file.metadata.num_rows
    except pa.ArrowException as error:
        raise SourceError(
            expected="a Parquet file", found="a damaged one", where=str(path), advice="build the dataset again"
        ) from error
    expected = table_to_schema(table)
    if schema.names != expected.names or schema.types != expected.types:
        differing = sorted(
            {f"{field.name} ({field.type})" for field in schema}
            ^ {f"{field.name} ({field.type})" for field in expected}
        )
        raise SourceError(
            expected="the columns that this version of gongkai knows",
            found=f"others: {', '.join(differing[:5]) or 'another order'}",
            where=str(path),
            advice=_BUILD,
        )
    return StoredTable(table, path, row_count)
