"""Documents and their versions: what a run saw, and whether it differs from what was seen before."""

from __future__ import annotations

import json
import sqlite3
from typing import Final, NamedTuple, get_args

from extract.collect.store.addresses import document_address
from extract.collect.store.catalogue import Catalogue
from extract.collect.store.reposts import link_repost
from extract.collect.store.rows import Change, Difference, Saved, Seen
from extract.collect.store.runs import add_finding

_ORDER: Final = get_args(Difference)
_HOPS: Final = 10


class _Compared(NamedTuple):
    """What differs from the newest version, and whether that makes a new one."""

    changes: tuple[Difference, ...]
    is_version: bool


def save_document(catalogue: Catalogue, run_id: int, seen: Seen) -> Saved:
    """Enter a document as a run saw it.

    A new version is made where region, tables or attachments differ from the newest one; where bytes alone differ they
    are recorded with the version there is. Documents without those prints (files) are told by their bytes.
    Saying the same again in the same run changes nothing and gives the same answer.
    """
    address = document_address(seen.url)
    document = catalogue.row("SELECT * FROM documents WHERE address = ?", (address,))
    if document is None:
        document_id = catalogue.write(
            "INSERT INTO documents (address, url, site_id, role, kind, year, title, first_run, last_run) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (address, seen.url, seen.site_id, seen.role, seen.kind, seen.year, _title(seen), run_id, run_id),
        )
        saved = Saved(document_id, 1, "new", ())
        version_id = _new_version(catalogue, run_id, seen, saved)
        link_repost(catalogue, run_id, document_id, seen)
    else:
        saved, version_id = _save_again(catalogue, run_id, seen, document)
    _save_sighting(catalogue, run_id, seen, saved.document_id, version_id)
    return saved


def _save_again(catalogue: Catalogue, run_id: int, seen: Seen, document: sqlite3.Row) -> tuple[Saved, int]:
    document_id = document["document_id"]
    version = catalogue.row("SELECT * FROM versions WHERE document_id = ? ORDER BY number DESC LIMIT 1", (document_id,))
    assert version is not None
    compared = _compare(catalogue, version, seen)
    title = _title(seen)
    is_retitled = bool(title and document["title"] and title != document["title"])
    changes = _in_order({*compared.changes, *(("title",) if is_retitled else ())})
    if compared.is_version:
        saved = Saved(document_id, version["number"] + 1, "changed", changes)
        version_id = _new_version(catalogue, run_id, seen, saved)
        add_finding(catalogue, run_id, seen.site_id, "changed", f"{', '.join(changes)} differ", seen.url)
    else:
        version_id = version["version_id"]
        change: Change = "unchanged"
        if version["run_id"] == run_id:  # Said again by a run that was resumed, or by a second list.
            change = "new" if version["number"] == 1 else "changed"
            changes = _in_order({*changes, *json.loads(version["changes"])})
        saved = Saved(document_id, version["number"], change, changes)
    if document["gone_run"] is not None:
        add_finding(catalogue, run_id, seen.site_id, "reappeared", "a document that had vanished is back", seen.url)
    _update_document(catalogue, run_id, seen, document)
    return saved, version_id


def _compare(catalogue: Catalogue, version: sqlite3.Row, seen: Seen) -> _Compared:
    if seen.sha256 == version["sha256"] or _is_known_of(catalogue, version["version_id"], seen.sha256):
        # The same bytes say the same; where prints differ an adapter has learned something, not the site.
        if seen.region_hash and seen.sha256 == version["sha256"]:
            catalogue.write(
                "UPDATE versions SET region_hash = ?, table_hash = ?, attachments_hash = ?, adapter = ?, "
                "adapter_version = ? WHERE version_id = ?",
                (
                    seen.region_hash,
                    seen.table_hash,
                    seen.attachments_hash,
                    seen.adapter,
                    seen.adapter_version,
                    version["version_id"],
                ),
            )
        return _Compared((), is_version=False)
    if not (seen.region_hash and version["region_hash"]):
        return _Compared(("bytes",), is_version=True)
    differing: set[Difference] = {"bytes"}
    if seen.region_hash != version["region_hash"]:
        differing.add("region")
    if seen.table_hash != version["table_hash"]:
        differing.add("tables")
    if seen.attachments_hash != version["attachments_hash"]:
        differing.add("attachments")
    return _Compared(_in_order(differing), is_version=differing != {"bytes"})


def _is_known_of(catalogue: Catalogue, version_id: int, sha256: str) -> bool:
    return bool(
        catalogue.row("SELECT 1 FROM sightings WHERE sha256 = ? AND version_id = ? LIMIT 1", (sha256, version_id))
    )


def _new_version(catalogue: Catalogue, run_id: int, seen: Seen, saved: Saved) -> int:
    return catalogue.write(
        "INSERT INTO versions (document_id, number, run_id, fetch_id, sha256, media_type, region_hash, table_hash, "
        "attachments_hash, adapter, adapter_version, changes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            saved.document_id,
            saved.version,
            run_id,
            seen.fetch_id,
            seen.sha256,
            seen.media_type,
            seen.region_hash,
            seen.table_hash,
            seen.attachments_hash,
            seen.adapter,
            seen.adapter_version,
            json.dumps(saved.changes),
        ),
    )


def _update_document(catalogue: Catalogue, run_id: int, seen: Seen, document: sqlite3.Row) -> None:
    """The newest words stand with the document; of several sites it belongs to the agency's own before an aggregator."""
    site_id = document["site_id"]
    if site_id != seen.site_id and _is_own(catalogue, seen.site_id) and not _is_own(catalogue, site_id):
        site_id = seen.site_id
    catalogue.write(
        "UPDATE documents SET site_id = ?, role = ?, kind = ?, year = coalesce(?, year), title = coalesce(?, title), "
        "last_run = ?, gone_run = NULL WHERE document_id = ?",
        (site_id, seen.role, seen.kind, seen.year, _title(seen), run_id, document["document_id"]),
    )


def _is_own(catalogue: Catalogue, site_id: str) -> bool:
    row = catalogue.row("SELECT scope FROM sites WHERE site_id = ?", (site_id,))
    return row is not None and row["scope"] == "own"


def _save_sighting(catalogue: Catalogue, run_id: int, seen: Seen, document_id: int, version_id: int) -> None:
    catalogue.write(
        "INSERT INTO sightings (run_id, document_id, site_id, fetch_id, sha256, version_id, url, asked_address, role, "
        "media_type, list_title, list_date, title, published, kind, year, parent_url, relation, link_text, name, "
        "region_hash, table_hash, attachments_hash, adapter, adapter_version, sources) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (run_id, document_id, site_id, sha256) DO UPDATE SET fetch_id = excluded.fetch_id, "
        "list_title = coalesce(excluded.list_title, list_title), list_date = coalesce(excluded.list_date, list_date), "
        "title = coalesce(excluded.title, title), published = coalesce(excluded.published, published), "
        "kind = excluded.kind, year = coalesce(excluded.year, year)",
        (
            run_id,
            document_id,
            seen.site_id,
            seen.fetch_id,
            seen.sha256,
            version_id,
            seen.url,
            _asked_address(catalogue, seen),
            seen.role,
            seen.media_type,
            seen.list_title,
            seen.list_date,
            seen.title,
            seen.published,
            seen.kind,
            seen.year,
            seen.parent_url,
            seen.relation,
            seen.link_text,
            seen.name,
            seen.region_hash,
            seen.table_hash,
            seen.attachments_hash,
            seen.adapter,
            seen.adapter_version,
            json.dumps(seen.sources),
        ),
    )


def _asked_address(catalogue: Catalogue, seen: Seen) -> str:
    """The address that was asked for first, before redirects: the one that lists name."""
    row = catalogue.row("SELECT url, parent FROM fetches WHERE fetch_id = ?", (seen.fetch_id,))
    for _ in range(_HOPS):
        if row is None or row["parent"] is None:
            break
        before = catalogue.row(
            "SELECT url, parent FROM fetches WHERE fetch_id = ? AND outcome = 'redirected'", (row["parent"],)
        )
        if before is None:
            break
        row = before
    return document_address(row["url"] if row else seen.url)


def _title(seen: Seen) -> str | None:
    return seen.title or seen.list_title


def _in_order(changes: set[Difference]) -> tuple[Difference, ...]:
    return tuple(sorted(changes, key=_ORDER.index))
