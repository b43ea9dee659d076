"""Files that a person saved from sites that no crawl may read, with the same provenance as fetched ones."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from extract.collect.adapter import Ask
from extract.collect.address import address_problem
from extract.collect.exchange import Exchange, ask_key
from extract.collect.registry import Site
from extract.collect.store.addresses import document_address
from extract.collect.store.objects import file_sha256
from extract.collect.store.problem import StoreError
from extract.collect.store.rows import Run, Seen
from extract.collect.store.store import Store
from extract.encoding import bytes_to_text
from extract.media import sniff_media_type

COLUMNS: Final = ("path", "agency", "url", "fetched_at", "year", "note", "site_id")
"""Columns of the list of files; ``year``, ``note`` and ``site_id`` may be empty or missing."""

REQUIRED: Final = COLUMNS[:4]

BY_HAND: Final = "by hand"
"""The relation of a document that a person saved."""

MAX_BYTES: Final = 100 << 20


class ImportRowError(StoreError):
    """A row of a list of files that cannot be taken in."""

    code = "bad_import"


class ImportRow(NamedTuple):
    """A file that a person saved.

    Attributes:
        path: relative to the folder of the list.
        agency: full name of the agency that published it.
        url: where it was published.
        fetched_at: when it was saved, as ISO 8601; a date alone, and a time without a zone, are taken as UTC.
        year: fiscal year; None where it is left to the document.
        note: what the person has to say about it.
        site_id: the site of the registry that it belongs to; empty for the agency's own, or none.
        line: line of the list, from 1.
    """

    path: str
    agency: str
    url: str
    fetched_at: str
    year: int | None = None
    note: str = ""
    site_id: str = ""
    line: int = 0


class Imported(NamedTuple):
    """What came of an import: documents taken in, files that were there already, and an error for each broken row."""

    documents: int
    repeated: int
    errors: tuple[ImportRowError, ...]


def load_import_rows(path: Path) -> tuple[list[ImportRow], list[ImportRowError]]:
    """Read a list of files (CSV, UTF-8 or gb18030); broken rows are told with line and reason, the rest is kept.

    Raises:
        ImportRowError: the list cannot be read, or lacks a column that must be there.
    """
    try:
        text = bytes_to_text(path.read_bytes())[0]
    except OSError as error:
        found = error.strerror or str(error)
        raise ImportRowError(expected="a list of files (CSV)", found=found, where=str(path)) from error
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    try:
        missing = [name for name in REQUIRED if name not in (reader.fieldnames or ())]
        lines = [] if missing else [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise ImportRowError(expected="a list of files (CSV)", found=str(error), where=str(path)) from error
    if missing:
        raise ImportRowError(
            expected=f"the columns {', '.join(REQUIRED)}",
            found=f"no column {' or '.join(missing)}",
            where=str(path),
            advice=f"known columns are {', '.join(COLUMNS)}",
        )
    rows: list[ImportRow] = []
    errors: list[ImportRowError] = []
    for line, row in lines:
        try:
            rows.append(_row_to_import_row(row, line))
        except ImportRowError as error:
            errors.append(_at_line(error, line))
    return rows, errors


def import_files(store: Store, rows: Iterable[ImportRow], folder: Path, *, imported_at: str) -> Imported:
    """Take files in, one run for all; a broken row becomes an error and the rest is taken.

    Args:
        store: open for writing.
        rows: what :func:`load_import_rows` read.
        folder: what paths are relative to; nothing outside it is read.
        imported_at: now; UTC, ISO 8601.
    """
    run = store.begin_run([], {"import": True}, started_at=imported_at)
    documents = repeated = 0
    errors: list[ImportRowError] = []
    for row in rows:
        try:
            is_new = _import_file(store, run, row, folder)
        except ImportRowError as error:
            errors.append(_at_line(error, row.line))
            continue
        documents += is_new
        repeated += not is_new
    store.finish_run(run.run_id, imported_at)
    return Imported(documents, repeated, tuple(errors))


def _import_file(store: Store, run: Run, row: ImportRow, folder: Path) -> bool:
    path = _path_inside(folder, row.path)
    fetched_at = _utc(row.fetched_at)
    sha256 = file_sha256(path)
    site_id = _site_of(store, run, row, fetched_at)
    before = store.query(
        "SELECT 1 FROM sightings JOIN documents USING (document_id) WHERE sightings.role = 'saved' AND address = ? "
        "AND sightings.sha256 = ? AND sightings.site_id = ? LIMIT 1",
        (document_address(row.url), sha256, site_id),
    )
    if before:
        return False
    media_type = sniff_media_type(path.read_bytes(), path.name)
    exchange = Exchange(
        site_id=site_id,
        role="file",
        method=BY_HAND,
        url=row.url,
        request_headers=(),
        request_body=b"",
        asked_at=fetched_at,
        outcome="ok",
        key=ask_key(Ask(row.url, "file")),
    )
    fetch_id, kept = store.record_file(exchange, path, media_type)
    seen = Seen(
        site_id=site_id,
        url=row.url,
        role="saved",
        fetch_id=fetch_id,
        sha256=kept.sha256,
        media_type=media_type,
        kind="report",
        year=row.year,
        relation=BY_HAND,
        link_text=row.note or None,
        name=path.name,
    )
    store.save_document(run.run_id, seen)
    return True


def _site_of(store: Store, run: Run, row: ImportRow, fetched_at: str) -> str:
    """The site that a file belongs to; one is made for an agency that the store does not know."""
    if row.site_id:
        if store.query("SELECT 1 FROM sites WHERE site_id = ?", (row.site_id,)):
            return row.site_id
    else:
        known = store.query("SELECT site_id FROM sites WHERE agency = ? AND scope = 'own'", (row.agency,))
        if len(known) == 1:
            return str(known[0]["site_id"])
    site_id = row.site_id or f"{BY_HAND}/{row.agency}"
    if not store.query("SELECT 1 FROM sites WHERE site_id = ?", (site_id,)):
        site = Site(row.agency, row.url, family="manual", site_id=site_id, status="manual", evidence=BY_HAND)
        store.register_site(run.run_id, site, fetched_at)
        store.finish_site(run.run_id, site_id, "ok", {})
    return site_id


def _path_inside(folder: Path, name: str) -> Path:
    """The file that a row names; links and ``..`` may not lead out of the folder."""
    try:
        path = (folder / name).resolve()
        is_inside = path.is_relative_to(folder.resolve())
        if is_inside and path.is_file():
            size = path.stat().st_size
            if 0 < size <= MAX_BYTES:
                return path
            found = f"{size:,} bytes"
            raise ImportRowError(expected=f"a file of 1 to {MAX_BYTES:,} bytes", found=found, where=name)
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: links in a circle, before Python 3.13
        raise ImportRowError(expected="a file that can be read", found=str(error)[:200], where=name) from error
    raise ImportRowError(
        expected="a file in the folder of the list",
        found="no file of that name" if is_inside else "a name that leads out of the folder",
        where=name,
        advice="put the file beside the list and give its name",
    )


def _row_to_import_row(row: Mapping[str | Any, str | Any], line: int) -> ImportRow:
    values = {name: value.strip() for name, value in row.items() if isinstance(name, str) and isinstance(value, str)}
    for name in REQUIRED:
        if not values.get(name):
            raise ImportRowError(expected=f"a value for {name}", found="nothing")
    problem = address_problem(values["url"])
    if problem:
        raise ImportRowError(expected="an http or https address as url", found=problem)
    year = values.get("year", "")
    if year and not (year.isascii() and year.isdigit() and len(year) == 4 and 2003 <= int(year) <= 2100):
        raise ImportRowError(expected="year as a year from 2003", found=year)
    _utc(values["fetched_at"])
    return ImportRow(
        path=values["path"],
        agency=values["agency"],
        url=values["url"],
        fetched_at=values["fetched_at"],
        year=int(year) if year else None,
        note=values.get("note", ""),
        site_id=values.get("site_id", ""),
        line=line,
    )


def _utc(text: str) -> str:
    """A time in UTC as the catalogue has it."""
    try:
        moment = datetime.datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=datetime.UTC)
        moment = moment.astimezone(datetime.UTC)
    except (ValueError, OverflowError) as error:
        raise ImportRowError(
            expected="fetched_at as ISO 8601 (2026-03-01 or 2026-03-01T09:30:00+08:00)", found=text
        ) from error
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


def _at_line(error: ImportRowError, line: int) -> ImportRowError:
    where = f"line {line}" + (f", {error.where}" if error.where else "")
    return ImportRowError(expected=error.expected, found=error.found, where=where, advice=error.advice)
