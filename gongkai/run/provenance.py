"""Where the documents of a dataset came from, and what the stores tell of sites, as rows for the linking."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from extract.collect.findings import load_finding_kinds
from gongkai.run.index import Order
from gongkai.run.plan import skipped_id
from gongkai.run.stores import Collection
from gongkai.run.walk import SkippedFile
from normalize.linking.collected import Collected, CollectedFinding, CollectedSite, ProvenanceRow
from normalize.provenance import Origin, origins_to_provenance
from normalize.settlement import Settled


def order_to_provenance(
    order: Order,
    skipped: Sequence[SkippedFile],
    origins: Mapping[str, Sequence[Origin]],
    settled: Mapping[str, Settled],
) -> Iterator[ProvenanceRow]:
    """A row for each document that a store holds, those that were left alone among them.

    Args:
        order: positions and ids of the documents.
        skipped: files that were left alone, as they stand behind the documents.
        origins: where documents came from, by sha256.
        settled: agency and year that a document does not name itself, by sha256.
    """
    places = {sha256: position for positions in order.positions.values() for sha256, position in positions.items()}
    assigned = order.assigned["document_id"].to_pylist()
    ids = {sha256: assigned[place] for sha256, place in places.items() if sha256 in origins}
    for number, file in enumerate(skipped):
        if file.sha256 in origins:
            places[file.sha256], ids[file.sha256] = order.count + number, skipped_id(file)
    for sha256, document_id in ids.items():
        provenance = origins_to_provenance(origins[sha256])
        yield ProvenanceRow(
            document_id,
            places[sha256],
            *provenance._replace(
                parent=ids.get(provenance.parent or ""), sole_parent=ids.get(provenance.sole_parent or "")
            ),
            *settled.get(sha256, Settled()),
        )


def collection_to_collected(collection: Collection, provenance: Iterable[ProvenanceRow]) -> Collected:
    """What the linking is told of the collection.

    A site that several stores have is the one whose last run is the newest; what was found wrong stays from all.

    Args:
        collection: of all stores among the sources.
        provenance: rows of the documents.
    """
    sites: dict[str, CollectedSite] = {}
    for row in map(row_to_site, collection.sites):
        known = sites.get(row.site_id)
        if known is None or (known.run or "", str(known)) < (row.run or "", str(row)):
            sites[row.site_id] = row
    findings = {(row.site_id, row.run, row.code, row.url): row for row in map(row_to_finding, collection.findings)}
    newest = collection.newest_fetch[:10]
    return Collected(
        provenance=provenance,
        sites=tuple(sites[site_id] for site_id in sorted(sites)),
        findings=tuple(findings[key] for key in sorted(findings)),
        newest_fetch=datetime.date.fromisoformat(newest) if newest else None,
    )


def row_to_site(row: Mapping[str, Any]) -> CollectedSite:
    """A site as :func:`extract.collect.store.store_to_sites` tells it."""
    counts = json.loads(row["counts"] or "{}")
    return CollectedSite(
        site_id=row["site_id"],
        agency=row["agency"],
        start_url=row["start_url"],
        family=row["family"],
        scope=row["scope"],
        status=row["status"],
        verified_at=row["verified_at"] or None,
        first_year=row["first_year"],
        run=row["last_run"],
        outcome=row["outcome"],
        complete=None if row["complete"] is None else bool(row["complete"]),
        incomplete=row["incomplete"] or None,
        items_declared=counts.get("declared"),
        items_found=counts.get("items"),
        reports_found=counts.get("reports"),
    )


def row_to_finding(row: Mapping[str, Any]) -> CollectedFinding:
    """A finding as :func:`extract.collect.store.store_to_findings` tells it, with what its code means."""
    kind = load_finding_kinds().get(row["code"])
    return CollectedFinding(
        site_id=row["site_id"],
        run=row["run"],
        code=row["code"],
        url=row["url"] or "-",
        # A code of a newer version of the collector is not made light of.
        severity=kind.severity if kind else "error",
        found=row["found"],
        message_en=kind.meaning_en if kind else "A kind of finding that this version does not know.",
        message_zh=kind.meaning_zh if kind else "本版本未知的问题类型。",
    )
