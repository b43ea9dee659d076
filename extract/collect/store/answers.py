"""What the store can answer in place of a site."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping

from extract.collect.store.catalogue import Catalogue
from extract.collect.store.objects import Objects, is_whole
from extract.collect.store.rows import Answer

_USABLE = "outcome IN ('ok', 'unchanged') AND (status = 200 OR status = 304 AND answered_by IS NOT NULL)"


def fetch_of_answer(catalogue: Catalogue, key: str) -> int | None:
    """The newest fetch that brought a usable body for an ask; None where none did."""
    row = catalogue.row(
        "SELECT fetch_id FROM fetches WHERE key = ? AND status = 200 AND outcome IN ('ok', 'unchanged') "
        "ORDER BY fetch_id DESC LIMIT 1",
        (key,),
    )
    return int(row["fetch_id"]) if row else None


def key_to_answer(catalogue: Catalogue, objects: Objects, key: str) -> Answer | None:
    """The newest usable answer of any run."""
    row = catalogue.row(f"SELECT * FROM fetches WHERE key = ? AND {_USABLE} ORDER BY fetch_id DESC LIMIT 1", (key,))
    return _row_to_answer(catalogue, objects, row) if row else None


def key_to_answer_in_run(catalogue: Catalogue, objects: Objects, run_id: int, key: str) -> Answer | None:
    """The newest answer with an HTTP status in one run, whatever its outcome."""
    row = catalogue.row(
        "SELECT * FROM fetches WHERE key = ? AND run_id = ? AND status IS NOT NULL ORDER BY fetch_id DESC LIMIT 1",
        (key, run_id),
    )
    return _row_to_answer(catalogue, objects, row) if row else None


def _row_to_answer(catalogue: Catalogue, objects: Objects, newest: sqlite3.Row) -> Answer | None:
    """The answer that a fetch stands for; None where its body is lost, so that it is asked for again."""
    bringing = newest
    if newest["answered_by"] is not None:
        bringing = catalogue.row("SELECT * FROM fetches WHERE fetch_id = ?", (newest["answered_by"],)) or newest
    headers, latest = _headers(bringing), _headers(newest)
    sha256 = bringing["sha256"]
    row = catalogue.row("SELECT size FROM objects WHERE sha256 = ?", (sha256,)) if sha256 else None
    path, size = objects.path(sha256) if sha256 else None, row["size"] if row else 0
    if path is not None and not is_whole(path, size):
        return None
    return Answer(
        fetch_id=newest["fetch_id"],
        run_id=newest["run_id"],
        url=bringing["url"],
        status=bringing["status"],
        headers=headers,
        outcome=newest["outcome"],
        asked_at=newest["asked_at"],
        etag=latest.get("etag") or headers.get("etag"),
        last_modified=latest.get("last-modified") or headers.get("last-modified"),
        sha256=sha256,
        size=size,
        path=path,
    )


def _headers(row: sqlite3.Row) -> Mapping[str, str]:
    headers: dict[str, str] = {}
    for name, value in json.loads(row["headers"]):
        lower = name.lower()
        headers[lower] = f"{headers[lower]}, {value}" if lower in headers else value
    return headers
