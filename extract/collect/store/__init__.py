"""The store: bytes by sha256, WARC files of every exchange, and a catalogue of what was fetched, found and changed.

Reading a store needs nothing beyond the standard library; what writes or verifies one is imported when it is asked for,
because it needs warcio (extra ``collect``).
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

from extract.collect.store.documents import (
    StoredDocument,
    is_store,
    store_to_documents,
    store_to_findings,
    store_to_sites,
)
from extract.collect.store.problem import StoreError, StoreLockedError
from extract.collect.store.rows import Answer, Run, Saved, Seen

if TYPE_CHECKING:
    from extract.collect.store.importing import Imported, ImportRow, ImportRowError, import_files, load_import_rows
    from extract.collect.store.merging import merge_stores
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

_WITH_WARCIO: Final = {
    "ImportRow": "importing",
    "ImportRowError": "importing",
    "Imported": "importing",
    "Store": "store",
    "import_files": "importing",
    "load_import_rows": "importing",
    "merge_stores": "merging",
    "verify_store": "verifying",
}


def __getattr__(name: str) -> Any:
    """What needs warcio, at its first use."""
    if name not in _WITH_WARCIO:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_WITH_WARCIO[name]}"), name)
