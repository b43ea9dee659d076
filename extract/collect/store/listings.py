"""What the lists of a site said in each run, and whether a run saw them whole."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, Final

from extract.collect.adapter import Ask, ListPage
from extract.collect.exchange import GOOD, ask_key
from extract.collect.store.addresses import document_address
from extract.collect.store.catalogue import Catalogue
from extract.collect.store.rows import Judged

DOUBTS: Final = frozenset(
    {"short_list", "repeated_page", "limit_reached", "empty_list", "page_cut", "adapter_error", "redesigned"}
)
"""Findings after which a list is not taken for whole."""


def save_list(
    catalogue: Catalogue,
    run_id: int,
    site_id: str,
    fetch_id: int,
    ask: Ask,
    page: ListPage,
    classes: Sequence[Judged],
) -> None:
    """Enter one page of a list; its lines only where they differ from those that an earlier run found there."""
    lines = [
        (
            position,
            item.url,
            document_address(item.url),
            item.title,
            item.published,
            item.source,
            found.kind,
            found.year,
            found.reason,
        )
        for position, (item, found) in enumerate(zip(page.items, classes, strict=True), start=1)
    ]
    row = {
        "run_id": run_id,
        "site_id": site_id,
        "fetch_id": fetch_id,
        "key": ask_key(ask),
        "url": ask.url,
        "list_column": ask.column,
        "page": ask.page,
        "is_list": page.is_list,
        "column_name": page.column,
        "declared_items": page.declared_items,
        "declared_pages": page.declared_pages,
        "notes": json.dumps(page.notes, ensure_ascii=False),
    }
    enter_listing(catalogue, row, lines)


def enter_listing(catalogue: Catalogue, row: Mapping[str, Any], lines: Sequence[Sequence[Any]]) -> None:
    """Enter a page of a list by its columns and its lines, as the tables ``listings`` and ``items`` have them."""
    text = json.dumps(lines, ensure_ascii=False)
    items_hash = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    catalogue.write(
        "INSERT INTO listings (run_id, site_id, fetch_id, key, url, list_column, page, is_list, column_name, "
        "declared_items, declared_pages, item_count, items_hash, items_of, notes) "
        "VALUES (:run_id, :site_id, :fetch_id, :key, :url, :list_column, :page, :is_list, :column_name, "
        ":declared_items, :declared_pages, :item_count, :items_hash, 0, :notes) "
        "ON CONFLICT (run_id, site_id, key, list_column, page) DO UPDATE SET fetch_id = excluded.fetch_id, "
        "url = excluded.url, is_list = excluded.is_list, column_name = excluded.column_name, "
        "declared_items = excluded.declared_items, declared_pages = excluded.declared_pages, "
        "item_count = excluded.item_count, items_hash = excluded.items_hash, notes = excluded.notes",
        {**row, "item_count": len(lines), "items_hash": items_hash},
    )
    own = catalogue.row(
        "SELECT listing_id, items_of FROM listings WHERE run_id = :run_id AND site_id = :site_id AND key = :key "
        "AND list_column = :list_column AND page = :page",
        {name: row[name] for name in ("run_id", "site_id", "key", "list_column", "page")},
    )
    assert own is not None
    _save_items(catalogue, own, row["site_id"], items_hash, lines)


def _save_items(
    catalogue: Catalogue, own: sqlite3.Row, site_id: str, items_hash: str, lines: Sequence[Sequence[Any]]
) -> None:
    listing_id = own["listing_id"]
    same = catalogue.row(
        "SELECT listing_id FROM listings WHERE items_hash = ? AND site_id = ? AND items_of = listing_id "
        "AND listing_id < ? ORDER BY listing_id LIMIT 1",
        (items_hash, site_id, listing_id),
    )
    items_of = same["listing_id"] if same else listing_id
    if own["items_of"] == listing_id:
        catalogue.write("DELETE FROM items WHERE listing_id = ?", (listing_id,))
    if items_of == listing_id:
        catalogue.write_many(
            "INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(listing_id, *line) for line in lines],
        )
    catalogue.write("UPDATE listings SET items_of = ? WHERE listing_id = ?", (items_of, listing_id))


def why_incomplete(catalogue: Catalogue, run_id: int, site_id: str, outcome: str) -> str | None:
    """Why the lists of a site were not seen whole in a run; None where nothing speaks against it."""
    if outcome not in GOOD:
        return f"the site ended as {outcome}"
    pages = catalogue.rows("SELECT * FROM listings WHERE run_id = ? AND site_id = ?", (run_id, site_id))
    if not pages:
        return "no list was read"
    for page in pages:
        if not page["is_list"]:
            return f"{page['url']} is no list"
    return (
        _failed_page(catalogue, run_id, site_id)
        or _doubtful_finding(catalogue, run_id, site_id)
        or _short_column(pages)
        or _lost_column(catalogue, run_id, site_id, {page["list_column"] for page in pages})
    )


def _failed_page(catalogue: Catalogue, run_id: int, site_id: str) -> str | None:
    fetches = catalogue.rows(
        "SELECT key, url, outcome FROM fetches WHERE run_id = ? AND site_id = ? AND role IN ('start', 'list') "
        "ORDER BY fetch_id",
        (run_id, site_id),
    )
    last = {row["key"]: row for row in fetches}
    return next(
        (f"{row['url']} ended as {row['outcome']}" for row in last.values() if row["outcome"] not in GOOD), None
    )


def _doubtful_finding(catalogue: Catalogue, run_id: int, site_id: str) -> str | None:
    findings = catalogue.rows(
        "SELECT code, found FROM findings WHERE run_id = ? AND site_id = ? ORDER BY code", (run_id, site_id)
    )
    return next((f"{row['code']}: {row['found']}" for row in findings if row["code"] in DOUBTS), None)


def _short_column(pages: Sequence[sqlite3.Row]) -> str | None:
    """Fewer lines or pages than a list declares, or the same lines on two of its pages."""
    for column in sorted({page["list_column"] for page in pages}):
        # Two asks may bring the same page of a list (its first page, and page 1 by its number): it counts once.
        own = {page["page"]: page for page in pages if page["list_column"] == column}
        name = f"list {column!r}" if column else "the list"
        hashes = [page["items_hash"] for page in own.values() if page["item_count"]]
        if len(hashes) != len(set(hashes)):
            return f"{name} has two pages with the same lines"
        items = max(
            (page["declared_items"] for page in own.values() if page["declared_items"] is not None), default=None
        )
        count = sum(page["item_count"] for page in own.values())
        if items is not None and count < items:
            return f"{name} has {count} lines of {items} declared"
        declared = max((page["declared_pages"] or 0 for page in own.values()), default=0)
        if items is None and len(own) < declared:
            return f"{name} has {len(own)} pages of {declared} declared"
    return None


def _lost_column(catalogue: Catalogue, run_id: int, site_id: str, columns: set[str]) -> str | None:
    """A column that the last complete run went through and this one did not."""
    last = catalogue.row(
        "SELECT run_id FROM site_runs JOIN runs USING (run_id) WHERE site_id = ? AND complete = 1 AND run_id <> ? "
        "ORDER BY started_at DESC, run_id DESC LIMIT 1",
        (site_id, run_id),
    )
    if last is None:
        return None
    before = catalogue.rows(
        "SELECT DISTINCT list_column FROM listings WHERE run_id = ? AND site_id = ?", (last["run_id"], site_id)
    )
    lost = sorted({row["list_column"] for row in before} - columns)
    return f"list {lost[0]!r} was not read" if lost else None
