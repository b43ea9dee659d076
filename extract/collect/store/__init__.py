"""The store: bytes by sha256, WARC files of every exchange, and a catalogue of what was fetched, found and changed."""

from __future__ import annotations

from extract.collect.store.documents import (
    StoredDocument,
    is_store,
    store_to_documents,
    store_to_findings,
    store_to_sites,
)
from extract.collect.store.importing import Imported, ImportRow, ImportRowError, import_files, load_import_rows
from extract.collect.store.merging import merge_stores
from extract.collect.store.problem import StoreError, StoreLockedError
from extract.collect.store.rows import Answer, Run, Saved, Seen
from extract.collect.store.store import Store
from extract.collect.store.verifying import verify_store

__all__ = [
    "Answer",
    "ImportRow",
    "ImportRowError",
    "Imported",
    "Run",
    "Saved",
    "Seen",
    "Store",
    "StoreError",
    "StoreLockedError",
    "StoredDocument",
    "import_files",
    "is_store",
    "load_import_rows",
    "merge_stores",
    "store_to_documents",
    "store_to_findings",
    "store_to_sites",
    "verify_store",
]
