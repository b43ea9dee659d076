"""The lock of a store: one process writes at a time, and the lock ends with the process, however it ends."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from extract.collect.store.problem import StoreLockedError
from extract.disk import try_lock

LOCK: Final = "lock"


class FolderLock:
    """Keeps every other writer out of a folder until it is released.

    Raises:
        StoreLockedError: another process has it.
    """

    def __init__(self, folder: Path) -> None:
        # The name of the holder is for people; whose file is truncated is decided by the lock alone.
        self._file = open(folder / LOCK, "a+", encoding="ascii", opener=_open_itself)  # noqa: SIM115
        if not try_lock(self._file):
            self._file.seek(0)
            holder = self._file.read(20).strip() or "unknown"
            self._file.close()
            raise StoreLockedError(
                expected="a store that no other process is writing",
                found=f"one at work (process {holder})",
                where=str(folder),
                advice="wait for it, or choose another folder; reading is possible meanwhile",
            )
        self._file.truncate(0)
        self._file.write(f"{os.getpid()}\n")
        self._file.flush()

    def release(self) -> None:
        """Let others write."""
        self._file.close()


def _open_itself(path: str, flags: int) -> int:
    """Open a file, never what a link of its name leads to: it is emptied."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o666)
