"""Which documents a site still names, and which have vanished; their bytes are kept all the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from extract.collect.store.catalogue import Catalogue
from extract.collect.store.listings import why_incomplete
from extract.collect.store.reposts import link_reposts_of_gone
from extract.collect.store.runs import add_finding

MOST_AT_ONCE: Final = 0.5
"""Share of a site's listed documents from which on their vanishing together is taken for a fault of ours."""

FEW: Final = 3
"""So many may vanish at once whatever their share."""


def finish_site(catalogue: Catalogue, run_id: int, site_id: str, outcome: str, counts: Mapping[str, int]) -> None:
    """End a site's part in a run: mark what its complete lists no longer name, and say why where they were not complete."""
    reason = why_incomplete(catalogue, run_id, site_id, outcome)
    if reason is None:
        reason = _mark_gone(catalogue, run_id, site_id)
    if reason is None:
        link_reposts_of_gone(catalogue, run_id, site_id)
    _mark_attachments(catalogue, run_id, site_id)
    catalogue.write(
        "INSERT INTO site_runs (run_id, site_id, fingerprint, outcome, counts, complete, incomplete) "
        "VALUES (?, ?, '', ?, ?, ?, ?) ON CONFLICT (run_id, site_id) DO UPDATE SET outcome = excluded.outcome, "
        "counts = excluded.counts, complete = excluded.complete, incomplete = excluded.incomplete",
        (run_id, site_id, outcome, json.dumps(dict(counts), sort_keys=True), reason is None, reason),
    )


def _mark_gone(catalogue: Catalogue, run_id: int, site_id: str) -> str | None:
    """Mark documents that complete lists no longer name; why not, where so many would vanish that a redesign is likelier."""
    named = _listed_addresses(catalogue, site_id, run_id)
    ever = _listed_addresses(catalogue, site_id, None)
    live = catalogue.rows(
        "SELECT document_id, documents.url, documents.title, last_run, address, "
        "json_group_array(DISTINCT asked_address) AS asked FROM documents JOIN sightings USING (document_id) "
        "WHERE documents.site_id = ? AND gone_run IS NULL AND documents.role <> 'saved' GROUP BY document_id",
        (site_id,),
    )
    listed = [(row, {row["address"], *json.loads(row["asked"])}) for row in live]
    listed = [(row, addresses) for row, addresses in listed if addresses & ever]
    gone = [row for row, addresses in listed if not addresses & named and row["last_run"] != run_id]
    gone = [row for row in gone if not _stands_elsewhere(catalogue, row["document_id"], site_id)]
    if len(gone) > max(FEW, MOST_AT_ONCE * len(listed)):
        return f"{len(gone)} of {len(listed)} documents would have vanished at once"
    for row in gone:
        catalogue.write("UPDATE documents SET gone_run = ? WHERE document_id = ?", (run_id, row["document_id"]))
        add_finding(catalogue, run_id, site_id, "vanished", row["title"] or "no title", row["url"])
    return None


def _listed_addresses(catalogue: Catalogue, site_id: str, run_id: int | None) -> set[str]:
    only = "" if run_id is None else "AND run_id = :run_id"
    rows = catalogue.rows(
        "SELECT DISTINCT address FROM items WHERE listing_id IN "
        f"(SELECT items_of FROM listings WHERE site_id = :site_id {only})",
        {"site_id": site_id, "run_id": run_id},
    )
    return {row["address"] for row in rows}


def _stands_elsewhere(catalogue: Catalogue, document_id: int, site_id: str) -> bool:
    """Whether another site (an aggregator) saw the document in its latest complete run, or has had none since."""
    others = catalogue.rows(
        "SELECT site_id, max(run_id) AS seen_in FROM sightings WHERE document_id = ? AND site_id <> ? GROUP BY site_id",
        (document_id, site_id),
    )
    for other in others:
        last = catalogue.row(
            "SELECT max(run_id) AS run_id FROM site_runs WHERE site_id = ? AND complete = 1", (other["site_id"],)
        )
        if last is None or last["run_id"] is None or other["seen_in"] >= last["run_id"]:
            return True
    return False


def _mark_attachments(catalogue: Catalogue, run_id: int, site_id: str) -> None:
    """Mark attachments whose every page is gone, or was read in this run and names them no more."""
    vanished = catalogue.rows(
        """
        SELECT child.document_id, child.url, child.title FROM documents AS child
        WHERE child.site_id = :site_id AND child.gone_run IS NULL AND child.role IN ('file', 'picture')
            AND child.last_run <> :run_id
            AND EXISTS (SELECT 1 FROM links WHERE child_address = child.address)
            AND NOT EXISTS (
                SELECT 1 FROM links LEFT JOIN documents AS parent ON parent.address = links.parent_address
                WHERE links.child_address = child.address AND parent.gone_run IS NULL
                    AND (parent.document_id IS NULL OR NOT (
                        parent.last_run = :run_id AND links.last_run <> :run_id AND (
                            EXISTS (
                                SELECT 1 FROM links AS other
                                WHERE other.parent_address = links.parent_address AND other.last_run = :run_id
                            ) OR EXISTS (
                                SELECT 1 FROM versions WHERE versions.document_id = parent.document_id
                                    AND versions.run_id = :run_id AND versions.changes LIKE '%attachments%'
                            )
                        )
                    ))
            )
            AND child.address NOT IN (
                SELECT address FROM items JOIN listings ON listings.items_of = items.listing_id
                WHERE listings.run_id = :run_id AND listings.site_id = :site_id
            )
        """,
        {"run_id": run_id, "site_id": site_id},
    )
    for row in vanished:
        catalogue.write("UPDATE documents SET gone_run = ? WHERE document_id = ?", (run_id, row["document_id"]))
        add_finding(catalogue, run_id, site_id, "vanished", row["title"] or "an attachment", row["url"])
