"""What a build reads from a store: its documents, its sites, its findings."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final, NamedTuple

from extract.collect.store.addresses import document_address
from extract.collect.store.catalogue import CATALOGUE, Catalogue, is_catalogue
from extract.collect.store.objects import Objects


class StoredDocument(NamedTuple):
    """One version of a document as one site shows it below one page, with what is known of where it came from.

    A version that several sites, or several pages of one, lead to comes as often: where they name different agencies
    or years none of them may speak for it. Sites of an agency's own keep silent those of aggregators.

    Attributes:
        sha256, path, size: its bytes, and the file that holds them.
        media_type: told by the bytes.
        url: its address.
        fetched_at: when the exchange that brought these bytes first was asked; UTC, ISO 8601.
        site_id, agency, scope: the site whose list or page led to it.
        role: ``page``, ``file``, ``picture``, ``rendition``, ``saved``.
        list_title, list_date: as that site's list printed them last; None where no list names it.
        title: as the document has it; None where it has none.
        kind, year: what the classification said last.
        parent_sha256, relation: the page it hangs on, in the version that was there then; None where it stands alone.
        superseded: whether a newer version is in the store.
        gone: whether the site no longer names it.
        repost_of_sha256: newest bytes of the document whose repetition under a new address it is; None where it is none.
        sources: sha256 of what a rendition was made from.
    """

    sha256: str
    path: Path
    size: int
    media_type: str
    url: str
    fetched_at: str
    site_id: str
    agency: str
    scope: str
    role: str
    list_title: str | None
    list_date: str | None
    title: str | None
    kind: str
    year: int | None
    parent_sha256: str | None
    relation: str | None
    superseded: bool
    gone: bool
    repost_of_sha256: str | None
    sources: tuple[str, ...]


_DOCUMENTS: Final = """
SELECT versions.version_id, versions.sha256, versions.media_type, objects.size, documents.url, fetches.asked_at,
    documents.gone_run IS NOT NULL AS gone,
    EXISTS (SELECT 1 FROM versions AS newer
        WHERE newer.document_id = versions.document_id AND newer.number > versions.number) AS superseded,
    (SELECT other.sha256 FROM versions AS other
        WHERE other.document_id = documents.repost_of ORDER BY other.number DESC LIMIT 1) AS repost_of_sha256
FROM versions
JOIN documents USING (document_id)
JOIN objects ON objects.sha256 = versions.sha256
JOIN fetches ON fetches.fetch_id = versions.fetch_id
ORDER BY versions.sha256, documents.url, versions.number
"""

_SIGHTINGS: Final = """
WITH seen AS (
    SELECT sightings.*, coalesce(sites.agency, '') AS agency, coalesce(sites.scope, '') AS scope,
        row_number() OVER (PARTITION BY sightings.site_id
            ORDER BY sightings.run_id DESC, sightings.sighting_id DESC) AS newest
    FROM sightings LEFT JOIN sites ON sites.site_id = sightings.site_id
    WHERE sightings.version_id = ?)
SELECT * FROM seen WHERE newest = 1 AND ((scope = 'own') >= (SELECT max(scope = 'own') FROM seen))
ORDER BY site_id
"""

_FURTHER_PARENTS: Final = """
SELECT parent_url, relation FROM links
WHERE child_address = ? AND parent_address <> ? AND first_run <= ? AND last_run >= ? ORDER BY parent_address, relation
"""

_PARENT: Final = """
SELECT versions.sha256 FROM versions JOIN documents USING (document_id)
WHERE documents.address = ? ORDER BY versions.run_id <= ? DESC, versions.number DESC LIMIT 1
"""

_SITES: Final = """
SELECT sites.*, runs.started_at AS last_run, site_runs.outcome, site_runs.counts, site_runs.complete,
    site_runs.incomplete
FROM sites
LEFT JOIN site_runs ON site_runs.site_id = sites.site_id AND site_runs.run_id = (
    SELECT run_id FROM site_runs AS other JOIN runs USING (run_id) WHERE other.site_id = sites.site_id
    ORDER BY other.outcome IS NULL, runs.started_at DESC, run_id DESC LIMIT 1)
LEFT JOIN runs ON runs.run_id = site_runs.run_id
ORDER BY sites.site_id
"""

_FINDINGS: Final = """
SELECT findings.site_id, coalesce(sites.agency, '') AS agency, runs.started_at AS run, findings.code, findings.url,
    findings.found
FROM findings JOIN runs USING (run_id) LEFT JOIN sites ON sites.site_id = findings.site_id
ORDER BY runs.started_at, findings.site_id, findings.code, findings.url
"""


def is_store(folder: Path) -> bool:
    """Whether a folder is a store."""
    return is_catalogue(folder / CATALOGUE)


def store_to_documents(folder: Path) -> Iterator[StoredDocument]:
    """Every version of every document, in order of sha256 and address; one after another, whatever their number.

    Raises:
        StoreError: no store there, or a damaged one.
    """
    objects = Objects(folder)
    with closing(Catalogue(folder / CATALOGUE, read_only=True)) as catalogue:
        for row in catalogue.each(_DOCUMENTS):
            for sighting in catalogue.rows(_SIGHTINGS, (row["version_id"],)):
                for parent_url, relation in _sighting_to_parents(catalogue, row["url"], sighting):
                    yield _rows_to_document(catalogue, objects, row, sighting, parent_url, relation)


def _sighting_to_parents(catalogue: Catalogue, url: str, sighting: sqlite3.Row) -> list[tuple[str | None, str | None]]:
    """The pages that linked to a document in the run of a sighting, of the same host or not; None for no page."""
    own = (sighting["parent_url"], sighting["relation"])
    if not sighting["parent_url"]:
        return [own]
    run_id = sighting["run_id"]
    values = (document_address(url), document_address(sighting["parent_url"]), run_id, run_id)
    return [own, *((row["parent_url"], row["relation"]) for row in catalogue.rows(_FURTHER_PARENTS, values))]


def store_to_sites(folder: Path) -> list[dict[str, Any]]:
    """One row per site, in order of site_id: its row of the registry and how its latest finished run ended.

    ``row`` and ``counts`` hold JSON; ``complete`` is 1 where its lists were seen whole, 0 where not (``incomplete``
    says why), None where it was never gone through.
    """
    with closing(Catalogue(folder / CATALOGUE, read_only=True)) as catalogue:
        return [dict(row) for row in catalogue.rows(_SITES)]


def store_to_findings(folder: Path) -> list[dict[str, Any]]:
    """One row per finding, in order of run, site, code and address; ``run`` is when the run began."""
    with closing(Catalogue(folder / CATALOGUE, read_only=True)) as catalogue:
        return [dict(row) for row in catalogue.rows(_FINDINGS)]


def _rows_to_document(
    catalogue: Catalogue,
    objects: Objects,
    row: sqlite3.Row,
    sighting: sqlite3.Row,
    parent_url: str | None,
    relation: str | None,
) -> StoredDocument:
    parent = None
    if parent_url:
        parent = catalogue.row(_PARENT, (document_address(parent_url), sighting["run_id"]))
    return StoredDocument(
        sha256=row["sha256"],
        path=objects.path(row["sha256"]),
        size=row["size"],
        media_type=row["media_type"],
        url=row["url"],
        fetched_at=row["asked_at"],
        site_id=sighting["site_id"],
        agency=sighting["agency"],
        scope=sighting["scope"],
        role=sighting["role"],
        list_title=sighting["list_title"],
        list_date=sighting["list_date"],
        title=sighting["title"],
        kind=sighting["kind"],
        year=sighting["year"],
        parent_sha256=parent["sha256"] if parent else None,
        relation=relation,
        superseded=bool(row["superseded"]),
        gone=bool(row["gone"]),
        repost_of_sha256=row["repost_of_sha256"],
        sources=tuple(json.loads(sighting["sources"])),
    )
