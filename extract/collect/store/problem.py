"""What the store refuses."""

from __future__ import annotations

from extract.errors import GongkaiError


class StoreError(GongkaiError):
    """A folder that is no store, a store of another version, or one that cannot be read or written."""

    code = "bad_store"


class StoreLockedError(StoreError):
    """A store that another process is writing."""

    code = "store_locked"
