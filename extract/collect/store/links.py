"""Links between pages and what hangs on them."""

from __future__ import annotations

from extract.collect.store.addresses import document_address
from extract.collect.store.catalogue import Catalogue


def save_link(catalogue: Catalogue, run_id: int, parent_url: str, child_url: str, relation: str, text: str) -> None:
    """Enter a link, once for each pair of addresses and relation; the latest words stay."""
    catalogue.write(
        "INSERT INTO links (parent_address, child_address, relation, parent_url, child_url, text, first_run, last_run) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (parent_address, child_address, relation) DO UPDATE SET "
        "text = excluded.text, last_run = excluded.last_run, parent_url = excluded.parent_url, "
        "child_url = excluded.child_url",
        (
            document_address(parent_url),
            document_address(child_url),
            relation,
            parent_url,
            child_url,
            text,
            run_id,
            run_id,
        ),
    )
