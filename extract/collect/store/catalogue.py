"""The catalogue of a store: one SQLite file that says what was fetched, listed, found and changed."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from extract.collect.store.problem import StoreError
from extract.disk import sync_file, sync_folder

CATALOGUE: Final = "catalogue.sqlite"
MERGED: Final = "catalogue.merged.sqlite"
"""A catalogue that several stores are being brought together in."""

NEW: Final = f"{CATALOGUE}.new"
"""A catalogue that is being made: it takes its place by renaming, so that a half-made one is never opened."""

VERSION: Final = 1
"""Raised with every change of the schema (``PRAGMA user_version``)."""

APPLICATION: Final = 0x67_6B_73_74
"""``gkst``, the ``PRAGMA application_id`` of our catalogues."""

_LARGEST: Final = (1 << 63) - 1
_PAGE_CACHE_KIB: Final = 8192

Values = Sequence[Any] | Mapping[str, Any]


class Catalogue:
    """An open catalogue.

    What is written stays in one open transaction until :meth:`commit`; readers in other processes see it then.

    Args:
        path: the file.
        read_only: nothing is written, and a writer may be at work.

    Raises:
        StoreError: no catalogue of ours, of another version, or damaged.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        check_is_catalogue(path)
        with self._told():
            self._connection = _open(path, read_only=read_only)
            self._connection.row_factory = sqlite3.Row
            found = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if found != VERSION:
            self._connection.close()
            raise StoreError(
                expected=f"a store of version {VERSION}",
                found=f"version {found}",
                where=str(path.parent),
                advice="read it with the gongkai that made it, or a newer one" if found > VERSION else "crawl anew",
            )

    def write(self, sql: str, values: Values = ()) -> int:
        """Run a statement that changes rows; the id of the row that was inserted last (0 for none)."""
        with self._told():
            try:
                return self._connection.execute(sql, values).lastrowid or 0
            except (UnicodeEncodeError, OverflowError):
                return self._connection.execute(sql, storable(values)).lastrowid or 0

    def write_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a statement that changes rows once for each row of values."""
        rows = list(rows)
        with self._told():
            try:
                self._connection.executemany(sql, rows)
            except (UnicodeEncodeError, OverflowError):
                # Some rows may be in already; a statement given here can be repeated.
                self._connection.executemany(sql, [storable(row) for row in rows])

    def rows(self, sql: str, values: Values = ()) -> list[sqlite3.Row]:
        """The rows of a query."""
        with self._told():
            try:
                return self._connection.execute(sql, values).fetchall()
            except (UnicodeEncodeError, OverflowError):
                return self._connection.execute(sql, storable(values)).fetchall()

    def each(self, sql: str, values: Values = ()) -> Iterator[sqlite3.Row]:
        """The rows of a query, one after another, for tables that do not fit into memory."""
        with self._told():
            yield from self._connection.execute(sql, values)

    def row(self, sql: str, values: Values = ()) -> sqlite3.Row | None:
        """The first row of a query; None where it has none."""
        found = self.rows(sql, values)
        return found[0] if found else None

    def commit(self) -> None:
        """Everything written so far is on disk when this returns."""
        with self._told():
            self._connection.commit()

    def hold(self) -> None:
        """See the catalogue as it is now until it is closed, whatever a writer does."""
        with self._told():
            self._connection.execute("BEGIN")
            self._connection.execute("SELECT 1 FROM runs").fetchone()

    def check(self) -> list[str]:
        """What SQLite itself finds damaged, and rows that refer to rows that are not there."""
        with self._told():
            found = [str(row[0]) for row in self._connection.execute("PRAGMA integrity_check")]
            lost = self._connection.execute("PRAGMA foreign_key_check").fetchall()
        problems = [f"{self.path.name}: {text}" for text in found if text != "ok"]
        return problems + [
            f"{self.path.name}: a row of {row[0]} refers to a row of {row[2]} that is not there" for row in lost
        ]

    def savepoint(self) -> None:
        """Mark where :meth:`back_to_savepoint` goes back to."""
        with self._told():
            if not self._connection.in_transaction:
                self._connection.execute("BEGIN")
            self._connection.execute("SAVEPOINT here")

    def back_to_savepoint(self) -> None:
        """Forget what was written since :meth:`savepoint`, where the transaction is still open."""
        with self._told():
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK TO here")

    def close(self) -> None:
        """Close without committing."""
        self._connection.close()

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StoreError(
                expected="a catalogue that can be read and written",
                found=str(error),
                where=str(self.path),
                advice="check the space on the disk and the rights; gongkai collect verify says what is damaged",
            ) from error


def create_catalogue(path: Path) -> None:
    """Make an empty catalogue that is there as a whole or not at all."""
    new = path.with_name(NEW)
    for left in (new, new.with_name(f"{NEW}-journal")):
        left.unlink(missing_ok=True)
    connection = sqlite3.connect(new)
    try:
        connection.executescript(schema())
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.commit()
    finally:
        connection.close()
    sync_file(new)
    new.replace(path)
    sync_folder(path.parent)


def schema() -> str:
    """The statements that make the tables."""
    return (files("extract.collect.store") / "schema.sql").read_text(encoding="utf-8")


def check_is_catalogue(path: Path) -> None:
    """Refuse a path that is no catalogue of ours.

    Raises:
        StoreError: nothing there, or something else.
    """
    if is_catalogue(path):
        return
    found = "another file of that name" if path.exists() else "nothing of the kind"
    raise StoreError(
        expected=f"a store (a folder with a {CATALOGUE} made by gongkai collect)",
        found=found,
        where=str(path.parent),
        advice="give the folder that gongkai collect -o made",
    )


def is_catalogue(path: Path) -> bool:
    """Whether a file is a catalogue of ours, by its first hundred bytes (the header of SQLite files)."""
    try:
        if not path.is_file():
            return False  # A pipe of that name would be waited for.
        with path.open("rb") as file:
            head = file.read(100)
    except OSError:
        return False
    return head.startswith(b"SQLite format 3\0") and head[68:72] == APPLICATION.to_bytes(4, "big")


def _open(path: Path, *, read_only: bool) -> sqlite3.Connection:
    address = path.absolute().as_uri()
    if read_only:
        connection = sqlite3.connect(f"{address}?mode=ro", uri=True, timeout=30)
        try:
            connection.execute("SELECT 1 FROM runs").fetchone()
        except sqlite3.OperationalError:
            # A medium that cannot be written has no place for the memory that readers and writers share.
            connection.close()
            connection = sqlite3.connect(f"{address}?immutable=1", uri=True)
    else:
        connection = sqlite3.connect(f"{address}?mode=rw", uri=True, timeout=30)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{_PAGE_CACHE_KIB}")
    return connection


def storable(values: Values) -> Values:
    """Values that SQLite takes: broken characters become question marks, numbers beyond 64 bits are not known.

    >>> storable(("\\ud800", 10**20, 7))
    ['?', None, 7]
    """
    if isinstance(values, Mapping):
        return {name: _storable(value) for name, value in values.items()}
    return [_storable(value) for value in values]


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, int) and not -_LARGEST <= value <= _LARGEST:
        return None
    return value
