"""Whether a store holds what its catalogue says: every object, every record, every reference."""

from __future__ import annotations

import contextlib
import io
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.limitreader import LimitReader

from extract.collect.store.archive import ARCHIVES, archive_path
from extract.collect.store.catalogue import CATALOGUE, Catalogue
from extract.collect.store.objects import Objects, file_sha256
from extract.collect.store.problem import StoreError

_CHUNK = 1 << 20


def verify_store(folder: Path) -> list[str]:
    """Read a store to the last byte; one line for each thing that is not whole, none where all is.

    Objects are hashed again, WARC records checked by their digests and against the catalogue. What was never
    acknowledged (a torn end, an object without a row) is no fault: the next writer drops or takes it.

    Raises:
        StoreError: no store there, or a catalogue that cannot be opened.
    """
    with closing(Catalogue(folder / CATALOGUE, read_only=True)) as catalogue:
        catalogue.hold()
        return [
            *catalogue.check(),
            *_object_problems(catalogue, Objects(folder)),
            *_archive_problems(catalogue, folder / ARCHIVES),
            *_lost_records(catalogue),
        ]


def _object_problems(catalogue: Catalogue, objects: Objects) -> Iterator[str]:
    for row in catalogue.each("SELECT sha256, size FROM objects ORDER BY sha256"):
        try:
            path = objects.path(row["sha256"])
            size = path.stat().st_size
            # What is no regular file may have no end, or never begin.
            sha256 = file_sha256(path) if size == row["size"] and path.is_file() else ""
        except StoreError as error:
            yield f"an object that is none: {error.found}"
            continue
        except OSError as error:
            yield f"object {row['sha256']}: {error.strerror}"
            continue
        if size != row["size"]:
            yield f"object {row['sha256']}: {size:,} bytes where {row['size']:,} were kept"
        elif sha256 != row["sha256"]:
            yield f"object {row['sha256']}: " + (f"its bytes have sha256 {sha256}" if sha256 else "no regular file")


def _archive_problems(catalogue: Catalogue, folder: Path) -> Iterator[str]:
    for archive in catalogue.rows("SELECT archive_id, name, size FROM archives ORDER BY name"):
        try:
            path = archive_path(folder, archive["name"])
            size = path.stat().st_size
        except StoreError as error:
            yield f"an archive that is none: {error.found}"
            continue
        except OSError as error:
            yield f"{archive['name']}: {error.strerror}"
            continue
        if not path.is_file():
            yield f"{archive['name']}: no regular file"
            continue
        if size < archive["size"]:
            yield f"{archive['name']}: {size:,} bytes where {archive['size']:,} were written"
        expected = _expected_records(catalogue, archive["archive_id"])
        yield from _record_problems(path, archive["size"], expected)
        for offset, row in sorted(expected.items()):
            yield f"{archive['name']}: no {row[0]} record at {offset:,} (fetch {row[2]})"


def _expected_records(catalogue: Catalogue, archive_id: int) -> dict[int, tuple[str, str | None, int]]:
    """Type, sha256 of the payload and fetch by offset, as the catalogue has them."""
    expected: dict[int, tuple[str, str | None, int]] = {}
    fetches = catalogue.each(
        "SELECT fetch_id, record_type, record_offset, request_offset, payload_sha256 FROM fetches WHERE archive_id = ?",
        (archive_id,),
    )
    for row in fetches:
        expected[row["record_offset"]] = (row["record_type"], row["payload_sha256"], row["fetch_id"])
        if row["request_offset"] is not None:
            expected[row["request_offset"]] = ("request", None, row["fetch_id"])
    return expected


def _record_problems(path: Path, acknowledged: int, expected: dict[int, tuple[str, str | None, int]]) -> Iterator[str]:
    """What is wrong with the records of a file; those that are there are taken out of ``expected``."""
    # warcio writes what it cannot decompress to the standard error output.
    with path.open("rb") as file, contextlib.redirect_stderr(io.StringIO()):
        records = ArchiveIterator(LimitReader(file, acknowledged), check_digests=True)
        while True:
            try:
                record = next(records, None)
                if record is None:
                    return
                offset = records.get_record_offset()
                stream = record.raw_stream
                while stream.read(_CHUNK):
                    pass
            except (ArchiveLoadFailed, zlib.error, EOFError, OSError, ValueError) as error:
                yield f"{path.name}: damaged ({error})"
                return
            if record.digest_checker.passed is False:
                yield f"{path.name}: the record at {offset:,} is damaged ({'; '.join(record.digest_checker.problems)})"
            row = expected.pop(offset, None)
            if row is not None:
                yield from _difference(path.name, offset, record, row)


def _difference(name: str, offset: int, record: Any, row: tuple[str, str | None, int]) -> Iterator[str]:
    kind, sha256, fetch_id = row
    if record.rec_type != kind:
        yield f"{name}: a {record.rec_type} record at {offset:,} where fetch {fetch_id} has a {kind}"
    digest = record.rec_headers.get_header("WARC-Payload-Digest")
    if sha256 is not None and digest is not None and digest != f"sha256:{sha256}":
        yield f"{name}: the record at {offset:,} holds other bytes than fetch {fetch_id} brought"


def _lost_records(catalogue: Catalogue) -> list[str]:
    rows: list[sqlite3.Row] = catalogue.rows(
        "SELECT fetch_id, url FROM fetches WHERE status IS NOT NULL AND archive_id IS NULL ORDER BY fetch_id"
    )
    return [f"fetch {row['fetch_id']} ({row['url']}) has an answer but no record" for row in rows]
