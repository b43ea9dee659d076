"""The WARC files of a store: every exchange as it was, in the form that archives keep the web in (ISO 28500:2017)."""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Final, NamedTuple

from warcio.recordloader import ArcWarcRecord
from warcio.warcwriter import WARCWriter

from extract.collect.store.http_records import Digest, facts_to_warcinfo
from extract.collect.store.problem import StoreError
from extract.disk import sync_folder

ARCHIVES: Final = "warc"
LIMIT: Final = 1 << 30
"""Bytes from which on the next exchange begins a new file."""

_OURS: Final = re.compile(r"\d{14}-[0-9a-f]{16}-\d{5}(?:-[0-9a-f]{8})?\.warc\.gz\Z")
_NAME: Final = re.compile(r"\w[\w.-]*\.warc\.gz\Z", re.ASCII)
_LEVEL: Final = 4
"""zlib level of text: report pages get a tenth larger than at level 9 and take two thirds of its time."""

_LEVEL_PACKED: Final = 1
"""zlib level of what hardly gets smaller: bodies with a content encoding, PDF, pictures, ZIP."""


class Position(NamedTuple):
    """Where a record stands in its file: offset and length of its gzip member, in bytes."""

    offset: int
    length: int


class Archive:
    """The file that is being written.

    Nothing is acknowledged before :meth:`sync`; what was not is cut at the next opening (:func:`cut_torn_ends`).

    Args:
        folder: the store.
        limit: bytes from which on a new file is begun.
    """

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        self._folder = folder / ARCHIVES
        self._limit = limit
        self._file: IO[bytes] | None = None
        self._member = _Member()
        self._writer = _Writer(self._member)
        self._is_new = False
        self.name = ""
        self.size = 0
        self._acknowledged = 0

    @property
    def is_full(self) -> bool:
        """Whether the next exchange needs another file."""
        return self._file is None or self.size >= self._limit

    def begin(self, name: str, written_at: str, facts: Mapping[str, str]) -> None:
        """Begin a new file with its ``warcinfo`` record; one of that name was never acknowledged and is overwritten."""
        self.close()
        self._open(name, "wb", 0)
        self._is_new = True
        self.write([facts_to_warcinfo(name, written_at, facts)])

    def go_on(self, name: str, size: int) -> None:
        """Append to a file that holds ``size`` acknowledged bytes."""
        self.close()
        self._open(name, "ab", size)

    def can_go_on(self, name: str, size: int) -> bool:
        """Whether a file holds just what was acknowledged; one that lost bytes is left alone for people to look at."""
        path = archive_path(self._folder, name)
        return path.is_file() and path.stat().st_size == size

    def write(self, records: Sequence[ArcWarcRecord], *, is_packed: bool = False) -> list[Position]:
        """Append records, one gzip member each.

        Args:
            records: in order.
            is_packed: whether their payloads are compressed already.
        """
        assert self._file is not None
        positions = []
        for record in records:
            self._member.begin(self._file, _LEVEL_PACKED if is_packed else _LEVEL)
            self._writer.write_record(record)
            positions.append(Position(self.size, self._member.written))
            self.size += self._member.written
        return positions

    def sync(self) -> None:
        """What was written is on disk when this returns."""
        assert self._file is not None
        self._file.flush()
        os.fsync(self._file.fileno())
        if self._is_new:
            sync_folder(self._folder)
            self._is_new = False

    def acknowledge(self) -> None:
        """The catalogue knows of everything written so far."""
        self._acknowledged = self.size

    def cut_back(self) -> None:
        """Drop what the catalogue does not know of, after a write that failed."""
        if self._file is None:
            return
        name, size = self.name, self._acknowledged
        self.close()
        path = self._folder / name
        if path.exists():
            os.truncate(path, size)
        if size:
            self._open(name, "ab", size)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _open(self, name: str, mode: str, size: int) -> None:
        self._folder.mkdir(exist_ok=True)
        self._file = (self._folder / name).open(mode)
        self.name, self.size, self._acknowledged = name, size, size


class _Member:
    """A file-like end of one gzip member: ``flush`` ends it."""

    def __init__(self) -> None:
        self.written = 0

    def begin(self, file: IO[bytes], level: int) -> None:
        self._file = file
        self._pack = zlib.compressobj(level, zlib.DEFLATED, zlib.MAX_WBITS + 16)
        self.written = 0

    def write(self, data: bytes) -> None:
        self._put(self._pack.compress(data))

    def flush(self) -> None:
        self._put(self._pack.flush())

    def _put(self, data: bytes) -> None:
        if data:
            self._file.write(data)
            self.written += len(data)


class _Writer(WARCWriter):  # type: ignore[misc, unused-ignore]
    """warcio's writer on our own gzip members (its level is fixed at 9), with sha256 for its digests."""

    def __init__(self, out: _Member) -> None:
        super().__init__(out, gzip=False, warc_version="1.1")

    @staticmethod
    def _create_digester() -> Digest:
        return Digest()


def archive_name(started_at: str, run_key: str, number: int) -> str:
    """The name of a run's n-th file.

    >>> archive_name("2026-03-01T08:00:00.000Z", "0123456789abcdef", 1)
    '20260301080000-0123456789abcdef-00001.warc.gz'
    """
    digits = re.sub(r"\D", "", started_at)[:14].ljust(14, "0")
    return f"{digits}-{run_key}-{number:05}.warc.gz"


def archive_path(folder: Path, name: str) -> Path:
    """Where the WARC file of this name lies in a folder of them.

    Raises:
        StoreError: it is no name of one; a catalogue that was tampered with leads nowhere outside of the store.
    """
    if not _NAME.match(name):
        raise StoreError(
            expected="the name of a WARC file",
            found=repr(name)[:100],
            where=str(folder),
            advice="the catalogue is damaged or was tampered with; crawl anew, or use a backup",
        )
    return folder / name


def cut_torn_ends(folder: Path, acknowledged: Mapping[str, int]) -> dict[str, int]:
    """Cut every WARC file at the last byte that the catalogue knows of; files of ours that it does not know are removed.

    Args:
        folder: the store.
        acknowledged: bytes by file name.

    Returns:
        The bytes that were cut, by file name.
    """
    cut: dict[str, int] = {}
    place = folder / ARCHIVES
    place.mkdir(exist_ok=True)
    for path in sorted(place.iterdir()):
        if not _OURS.match(path.name) or not path.is_file():
            continue
        size, known = path.stat().st_size, acknowledged.get(path.name, 0)
        if size > known:
            cut[path.name] = size - known
        if not known:
            path.unlink()
        elif size > known:
            with path.open("r+b") as file:
                file.truncate(known)
                os.fsync(file.fileno())
    if cut:
        sync_folder(place)
    return cut
