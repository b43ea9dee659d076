"""How an exchange gets into the store: WARC file, object, catalogue, in this order, each on disk before the next."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

from warcio.recordloader import ArcWarcRecord

from extract.collect.exchange import Exchange
from extract.collect.store.answers import fetch_of_answer
from extract.collect.store.archive import Archive, Position, archive_name
from extract.collect.store.catalogue import Catalogue
from extract.collect.store.http_records import (
    Earlier,
    Payload,
    exchange_to_request,
    exchange_to_response,
    file_to_resource,
)
from extract.collect.store.objects import Kept, Objects
from extract.collect.store.problem import StoreError
from extract.collect.store.rows import Run

_PACKED: Final = ("application/", "image/", "audio/", "video/")
_TEXTS: Final = ("json", "xml", "javascript", "text")

_INSERT: Final = """
INSERT INTO fetches (run_id, site_id, role, method, url, key, asked_at, outcome, found, status, headers, sha256,
    payload_sha256, answered_by, parent, error, ip, seconds, archive_id, record_type, record_offset, record_length,
    request_offset, request_length)
VALUES (:run_id, :site_id, :role, :method, :url, :key, :asked_at, :outcome, '', :status, :headers, :sha256,
    :payload_sha256, :answered_by, :parent, :error, :ip, :seconds, :archive_id, :record_type, :record_offset,
    :record_length, :request_offset, :request_length)
"""


class _Written(NamedTuple):
    """Where the records of one exchange stand."""

    archive_id: int
    record_type: str
    record: Position
    request: Position | None = None


class Recorder:
    """Puts exchanges on disk.

    Args:
        catalogue, objects, archive: of one store.
    """

    def __init__(self, catalogue: Catalogue, objects: Objects, archive: Archive) -> None:
        self._catalogue = catalogue
        self._objects = objects
        self._archive = archive
        self._archive_id = 0
        self._run_id = 0

    def record(self, run: Run, exchange: Exchange) -> int:
        """Put an exchange on disk; its fetch id once everything is there.

        Raises:
            StoreError: it could not be written; nothing of it is acknowledged then.
        """
        with self._all_or_nothing():
            kept = self._keep(exchange)
            answered_by = None
            if exchange.status == HTTPStatus.NOT_MODIFIED:
                answered_by = fetch_of_answer(self._catalogue, exchange.key)
            payload = _payload(exchange, kept)
            written = None
            if exchange.status is not None:
                self._make_room(run, exchange.asked_at)
                written = self._write(exchange, payload, kept, answered_by)
            return self._enter(run, exchange, kept, payload, written, answered_by)

    def record_file(self, run: Run, exchange: Exchange, path: Path, media_type: str) -> tuple[int, Kept]:
        """Put a file that a person saved on disk, as a ``resource``; its fetch id and its bytes."""
        with self._all_or_nothing():
            kept = self._objects.keep_file(path, move=False)
            payload = Payload(kept.sha256, kept.size)
            self._make_room(run, exchange.asked_at)
            seed = f"{self._archive.name} {self._archive.size}"
            with kept.path.open("rb") as stream:
                record = file_to_resource(exchange.url, exchange.asked_at, media_type, payload, stream, seed)
                positions = self._archive.write([record])
            self._archive.sync()
            written = _Written(self._archive_id, "resource", positions[0])
            return self._enter(run, exchange, kept, payload, written, None), kept

    def _all_or_nothing(self) -> _AllOrNothing:
        return _AllOrNothing(self._catalogue, self._archive)

    def _keep(self, exchange: Exchange) -> Kept | None:
        if exchange.spooled is not None:
            return self._objects.keep_file(exchange.spooled, move=True)
        return self._objects.keep(exchange.body) if exchange.body else None

    def _make_room(self, run: Run, written_at: str) -> None:
        if run.run_id == self._run_id and not self._archive.is_full:
            return
        last = self._catalogue.row(
            "SELECT archive_id, name, size FROM archives WHERE run_id = ? AND name LIKE ? ORDER BY name DESC LIMIT 1",
            (run.run_id, f"%-{run.run_key}-%"),
        )
        number = 1
        if last is not None:
            number = int(last["name"].split("-")[2].partition(".")[0]) + 1
            if self._run_id != run.run_id and self._archive.can_go_on(last["name"], last["size"]):
                self._archive.go_on(last["name"], last["size"])
                self._archive_id, self._run_id = last["archive_id"], run.run_id
                if not self._archive.is_full:
                    return
        name = archive_name(run.started_at, run.run_key, number)
        self._archive.begin(name, written_at, self._facts(run))
        self._archive_id = self._catalogue.write(
            "INSERT INTO archives (name, run_id, size) VALUES (?, ?, 0)", (name, run.run_id)
        )
        self._run_id = run.run_id

    def _facts(self, run: Run) -> Mapping[str, str]:
        row = self._catalogue.row("SELECT settings FROM runs WHERE run_id = ?", (run.run_id,))
        settings: dict[str, Any] = json.loads(row["settings"]) if row else {}
        return {
            "software": str(settings.get("software", "gongkai")),
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "isPartOf": run.run_key,
            "robots": "obey",
            "http-header-user-agent": str(settings.get("user_agent", "")),
            "description": f"gongkai collect, run begun {run.started_at}",
        }

    def _write(self, exchange: Exchange, payload: Payload, kept: Kept | None, answered_by: int | None) -> _Written:
        seed = f"{self._archive.name} {self._archive.size}"
        earlier = self._earlier(payload, answered_by)
        with _open_payload(exchange, kept) as stream:
            records: list[ArcWarcRecord] = [
                exchange_to_response(exchange, payload, stream, seed, earlier),
                exchange_to_request(exchange, seed, answered=True),
            ]
            response, request = self._archive.write(records, is_packed=_is_packed(exchange))
        self._archive.sync()
        return _Written(self._archive_id, "revisit" if earlier else "response", response, request)

    def _earlier(self, payload: Payload, answered_by: int | None) -> Earlier | None:
        if answered_by is not None:
            row = self._catalogue.row("SELECT url, asked_at FROM fetches WHERE fetch_id = ?", (answered_by,))
            return Earlier(row["url"], row["asked_at"], not_modified=True) if row else None
        if not payload.size:
            return None
        row = self._catalogue.row(
            "SELECT url, asked_at FROM fetches WHERE payload_sha256 = ? AND record_type = 'response' "
            "ORDER BY fetch_id LIMIT 1",
            (payload.sha256,),
        )
        return Earlier(row["url"], row["asked_at"]) if row else None

    def _enter(
        self,
        run: Run,
        exchange: Exchange,
        kept: Kept | None,
        payload: Payload,
        written: _Written | None,
        answered_by: int | None,
    ) -> int:
        if kept:
            self._catalogue.write("INSERT OR IGNORE INTO objects VALUES (?, ?)", (kept.sha256, kept.size))
        request = written.request if written else None
        fetch_id = self._catalogue.write(
            _INSERT,
            {
                "run_id": run.run_id,
                "site_id": exchange.site_id,
                "role": exchange.role,
                "method": exchange.method,
                "url": exchange.url,
                "key": exchange.key,
                "asked_at": exchange.asked_at,
                "outcome": exchange.outcome,
                "status": exchange.status,
                "headers": json.dumps(exchange.headers, ensure_ascii=False),
                "sha256": kept.sha256 if kept else None,
                "payload_sha256": payload.sha256 if payload.size else None,
                "answered_by": answered_by,
                "parent": exchange.parent,
                "error": exchange.error,
                "ip": exchange.ip,
                "seconds": exchange.seconds,
                "archive_id": written.archive_id if written else None,
                "record_type": written.record_type if written else None,
                "record_offset": written.record.offset if written else None,
                "record_length": written.record.length if written else None,
                "request_offset": request.offset if request else None,
                "request_length": request.length if request else None,
            },
        )
        if written:
            self._catalogue.write(
                "UPDATE archives SET size = ? WHERE archive_id = ?", (self._archive.size, self._archive_id)
            )
        # First this: an interrupt between both must not cut what the catalogue knows of.
        self._archive.acknowledge()
        self._catalogue.commit()
        return fetch_id


class _AllOrNothing:
    """Cuts the WARC file back where an exchange could not be put on disk as a whole."""

    def __init__(self, catalogue: Catalogue, archive: Archive) -> None:
        self._catalogue = catalogue
        self._archive = archive

    def __enter__(self) -> None:
        # What was derived since the last exchange stays, whatever becomes of this one.
        self._catalogue.savepoint()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error is None:
            return
        self._catalogue.back_to_savepoint()
        self._archive.cut_back()
        if isinstance(error, OSError):
            raise StoreError(
                expected="a store that can be written",
                found=error.strerror or type(error).__name__,
                where=str(error.filename or self._catalogue.path.parent),
                advice="check the space on the disk and the rights; the next run goes on from here",
            ) from error


def _payload(exchange: Exchange, kept: Kept | None) -> Payload:
    if exchange.spooled is not None and kept:
        return Payload(kept.sha256, kept.size, as_sent=not _has_encoding(exchange))
    if exchange.raw_body:
        if kept and exchange.raw_body == exchange.body:
            return Payload(kept.sha256, kept.size)
        return Payload(hashlib.sha256(exchange.raw_body).hexdigest(), len(exchange.raw_body))
    if kept:
        return Payload(kept.sha256, kept.size, as_sent=not _has_encoding(exchange))
    return Payload(hashlib.sha256().hexdigest(), 0)


def _open_payload(exchange: Exchange, kept: Kept | None) -> IO[bytes]:
    if exchange.spooled is not None and kept:
        return kept.path.open("rb")
    return io.BytesIO(exchange.raw_body or exchange.body)


def _has_encoding(exchange: Exchange) -> bool:
    return any(
        name.lower() == "content-encoding" and value.strip().lower() not in {"", "identity"}
        for name, value in exchange.headers
    )


def _is_packed(exchange: Exchange) -> bool:
    """Whether the payload hardly gets smaller: told by headers, since it only decides how hard is tried."""
    if exchange.raw_body and _has_encoding(exchange):
        return True
    kind = next((value.lower() for name, value in exchange.headers if name.lower() == "content-type"), "")
    return kind.startswith(_PACKED) and not any(word in kind for word in _TEXTS)
