"""Bytes by their sha256: ``objects/ab/abcd…``, written once, never changed, never removed."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import stat
from pathlib import Path
from typing import Final, NamedTuple

from extract.collect.store.problem import StoreError
from extract.disk import sync_file, sync_folder

OBJECTS: Final = "objects"
SPOOL: Final = "spool"
"""Files on their way in; emptied whenever a writer opens the store."""

_SHA256: Final = re.compile(r"[0-9a-f]{64}\Z")


class Kept(NamedTuple):
    """Bytes that are on disk: their sha256, how many, and the file that holds them."""

    sha256: str
    size: int
    path: Path


class Objects:
    """The objects of a store.

    Args:
        folder: the store.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / OBJECTS
        self.spool = folder / SPOOL
        self._ready: set[str] = set()

    def path(self, sha256: str) -> Path:
        """Where the bytes with this sha256 lie, or would.

        Raises:
            StoreError: it is none; a catalogue that was tampered with leads nowhere outside of the store.
        """
        if not _SHA256.match(sha256):
            raise StoreError(
                expected="64 hexadecimal digits (a sha256)",
                found=repr(sha256)[:100],
                where=str(self._folder.parent),
                advice="the catalogue is damaged or was tampered with; crawl anew, or use a backup",
            )
        return self._folder / sha256[:2] / sha256

    def keep(self, data: bytes) -> Kept:
        """Put bytes on disk; they are there for good when this returns."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path(sha256)
        if is_whole(path, len(data)):
            # A process that was killed may have renamed it without making sure of the name.
            sync_folder(path.parent)
        else:
            temporary = self.spool / f"{sha256}.tmp"
            with temporary.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            self._place(temporary, path)
        return Kept(sha256, len(data), path)

    def keep_file(self, source: Path, *, move: bool) -> Kept:
        """Put the bytes of a file on disk without holding them in memory.

        Args:
            source: a regular file.
            move: take the file itself (it is gone afterwards) instead of a copy.

        Raises:
            StoreError: it cannot be read.
        """
        try:
            with source.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
                size = os.fstat(file.fileno()).st_size
        except OSError as error:
            raise StoreError(
                expected="a file that can be read", found=error.strerror or str(error), where=str(source)
            ) from error
        path = self.path(sha256)
        if is_whole(path, size):
            sync_folder(path.parent)
        else:
            temporary = self.spool / f"{sha256}.tmp"
            if not (move and _try_rename(source, temporary)):
                shutil.copyfile(source, temporary)
            sync_file(temporary)
            self._place(temporary, path)
        if move:
            source.unlink(missing_ok=True)
        return Kept(sha256, size, path)

    def take_over(self, other: Objects, sha256: str) -> None:
        """Take an object of another store: the same file under a second name where the disk allows, else a copy.

        Its name is on disk for good only after :meth:`sync`.

        Raises:
            OSError: the other store does not have it.
        """
        source, target = other.path(sha256), self.path(sha256)
        if target.exists():
            return
        if not stat.S_ISREG(source.lstat().st_mode):
            raise OSError(errno.EINVAL, "no regular file", str(source))
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source, target)
        except FileNotFoundError:
            raise
        except OSError:
            temporary = self.spool / f"{sha256}.tmp"
            shutil.copyfile(source, temporary)
            sync_file(temporary)
            temporary.replace(target)

    def sync(self) -> None:
        """Make sure that the names of all objects are on disk."""
        for folder in sorted(self._folder.iterdir()):
            sync_folder(folder)
        sync_folder(self._folder)

    def clear_spool(self) -> None:
        """Remove what never became an object.

        Raises:
            StoreError: the folder is a link: what it leads to is not ours to empty.
        """
        if self.spool.is_symlink():
            raise StoreError(
                expected=f"a folder {SPOOL} in the store",
                found="a link to another place, which would be emptied",
                where=str(self.spool),
                advice="remove the link",
            )
        self.spool.mkdir(exist_ok=True)
        for left in self.spool.iterdir():
            if left.is_file() or left.is_symlink():
                left.unlink()

    def _place(self, temporary: Path, path: Path) -> None:
        if path.parent.name not in self._ready:
            if not path.parent.is_dir():
                path.parent.mkdir(parents=True, exist_ok=True)
                sync_folder(self._folder)
            self._ready.add(path.parent.name)
        temporary.replace(path)
        sync_folder(path.parent)


def file_sha256(path: Path) -> str:
    """The sha256 of a file's bytes, read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_whole(path: Path, size: int) -> bool:
    """Whether an object is there; what was renamed into place is whole, but disks fill up and tools copy in parts."""
    try:
        return path.stat().st_size == size
    except OSError:
        return False


def _try_rename(source: Path, target: Path) -> bool:
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        return False
    return True
