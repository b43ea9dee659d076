"""Files that are surely on disk, and files that one process holds at a time."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO


def sync_file(path: Path) -> None:
    """Make sure that the bytes of a file are on disk."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Make sure that renames in a folder are on disk; systems that cannot open folders need no such thing."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        pass
    finally:
        os.close(descriptor)


def try_lock(file: IO[str]) -> bool:
    """Whether this process now holds the lock of an open file; it ends with the process, however that ends."""
    try:
        import fcntl
    except ImportError:
        return _try_lock_windows(file)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # A file system without locks: better one user at a time on trust than none at all.
    return True


def _try_lock_windows(file: IO[str]) -> bool:
    import msvcrt

    try:
        # A byte far behind the text, so that the number of the process stays readable.
        file.seek(1 << 20)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
    except OSError:
        return False
    file.seek(0)
    return True
