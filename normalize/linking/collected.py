"""What the linking of a dataset knows of the collection: where documents came from, sites, and what was wrong there."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Final, NamedTuple

import duckdb
import pyarrow as pa

from normalize.linking.database import create_table

_TEXT: Final = pa.string()

PROVENANCE: Final = {
    "document_id": _TEXT,
    "position": pa.int64(),
    "url": _TEXT,
    "other_urls": _TEXT,
    "fetched_at": _TEXT,
    "site_id": _TEXT,
    "collected_role": _TEXT,
    "listed_title": _TEXT,
    "listed_date": pa.date32(),
    "link_relation": _TEXT,
    "superseded": pa.bool_(),
    "gone": pa.bool_(),
    "rendition_sources": _TEXT,
    "parent_document_id": _TEXT,
    "sole_parent_id": _TEXT,
    "registry_agency": _TEXT,
    "listed_year": pa.int64(),
    "settled_agency": _TEXT,
    "settled_agency_source": _TEXT,
    "settled_year": pa.int64(),
    "settled_year_reason": _TEXT,
    "set_aside": pa.bool_(),
    "contradicted": pa.bool_(),
}
"""Columns of ``provenance``; see :class:`normalize.provenance.Provenance` and :class:`normalize.settlement.Settled`."""

SITES: Final = {
    "site_id": _TEXT,
    "agency": _TEXT,
    "start_url": _TEXT,
    "family": _TEXT,
    "scope": _TEXT,
    "status": _TEXT,
    "verified_at": _TEXT,
    "first_year": pa.int64(),
    "run": _TEXT,
    "outcome": _TEXT,
    "complete": pa.bool_(),
    "incomplete": _TEXT,
    "items_declared": pa.int64(),
    "items_found": pa.int64(),
    "reports_found": pa.int64(),
}

FINDINGS: Final = {
    "site_id": _TEXT,
    "run": _TEXT,
    "code": _TEXT,
    "url": _TEXT,
    "severity": _TEXT,
    "found": _TEXT,
    "message_en": _TEXT,
    "message_zh": _TEXT,
}


class ProvenanceRow(NamedTuple):
    """A row of ``provenance``; ``position`` is that of the document."""

    document_id: str
    position: int
    url: str
    other_urls: str | None
    fetched_at: str
    site_id: str
    collected_role: str
    listed_title: str | None
    listed_date: datetime.date | None
    link_relation: str | None
    superseded: bool
    gone: bool
    rendition_sources: str | None
    parent_document_id: str | None
    sole_parent_id: str | None
    registry_agency: str | None
    listed_year: int | None
    settled_agency: str | None
    settled_agency_source: str | None
    settled_year: int | None
    settled_year_reason: str | None
    set_aside: bool
    contradicted: bool


class CollectedSite(NamedTuple):
    """A row of the registry of sites and what its last run found; None where nothing is known.

    Attributes:
        site_id, agency, start_url, family, scope, status, verified_at, first_year: of the row.
        run: when the last run began that came to the site; UTC, ISO 8601; None where none did.
        outcome: how the site ended in that run.
        complete: whether its lists were seen whole; ``incomplete`` says why not.
        items_declared, items_found, reports_found: what its lists say they hold, hold, and hold of reports.
    """

    site_id: str
    agency: str
    start_url: str
    family: str
    scope: str
    status: str
    verified_at: str | None
    first_year: int | None
    run: str | None
    outcome: str | None
    complete: bool | None
    incomplete: str | None
    items_declared: int | None
    items_found: int | None
    reports_found: int | None


class CollectedFinding(NamedTuple):
    """Something that a run found wrong with a site; ``url`` is ``-`` where it concerns the site as a whole."""

    site_id: str
    run: str
    code: str
    url: str
    severity: str
    found: str
    message_en: str
    message_zh: str


class Collected(NamedTuple):
    """All that is known of the collection; nothing where no source was a store.

    Attributes:
        provenance: of the documents that a store holds, by position.
        sites, findings: of all stores, without duplicates.
        newest_fetch: the day of the newest exchange with any site; None without one.
    """

    provenance: Iterable[ProvenanceRow] = ()
    sites: tuple[CollectedSite, ...] = ()
    findings: tuple[CollectedFinding, ...] = ()
    newest_fetch: datetime.date | None = None


NOTHING: Final = Collected()


def create_collected(connection: duckdb.DuckDBPyConnection, collected: Collected) -> None:
    """Create ``provenance``, ``collected_sites``, ``site_findings`` and ``collected_until`` (``day``: one row)."""
    create_table(connection, "provenance", PROVENANCE, collected.provenance)
    create_table(connection, "collected_sites", SITES, collected.sites)
    create_table(connection, "site_findings", FINDINGS, collected.findings)
    create_table(connection, "collected_until", {"day": pa.date32()}, [(collected.newest_fetch,)])
