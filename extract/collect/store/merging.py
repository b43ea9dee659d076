"""Several stores made one: what each brought, once, as if one crawl had brought it all."""

from __future__ import annotations

import errno
import hashlib
import shutil
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Final

from extract.collect.store.archive import ARCHIVES, archive_path
from extract.collect.store.catalogue import CATALOGUE, MERGED, Catalogue, create_catalogue
from extract.collect.store.documents import is_store
from extract.collect.store.lock import FolderLock
from extract.collect.store.objects import Objects
from extract.collect.store.problem import StoreError
from extract.collect.store.replay import Source, replay_runs
from extract.collect.store.store import Store
from extract.disk import sync_file, sync_folder

_CHUNK: Final = 1 << 20


def merge_stores(sources: Sequence[Path], target: Path) -> None:
    """Bring stores together in one; a target that is a store already counts among them.

    The order of the sources does not matter, and merging again what is there changes nothing. Objects are shared with
    the sources where the disk allows (a second name for the same file), WARC files are copied whole, so that offsets
    stay; the catalogue is made anew by going through all runs in the order in which they began, and takes its place in
    one step. Stopped before that, the target is as it was.

    Raises:
        StoreError: a source or the target cannot be used, or a source lacks an object.
        StoreLockedError: another process is writing the target.
    """
    for source in sources:
        if not is_store(source):
            Catalogue(source / CATALOGUE, read_only=True)  # Says what is wrong.
    Store(target, create=True).close()
    lock = FolderLock(target)
    try:
        _merge([target, *(source for source in sources if source.resolve() != target.resolve())], target)
    except OSError as error:
        raise StoreError(
            expected="stores that can be read, and one that can be written",
            found=error.strerror or type(error).__name__,
            where=str(error.filename or target),
            advice="gongkai collect verify says whether a source is whole; check the space on the disk",
        ) from error
    except (TypeError, ValueError) as error:
        raise StoreError(
            expected="catalogues as a crawl writes them",
            found=f"{type(error).__name__}: {error}"[:200],
            where=", ".join(map(str, sources)),
            advice="one of them was changed by something else: take it from a copy",
        ) from error
    finally:
        lock.release()


def _merge(folders: Sequence[Path], target: Path) -> None:
    objects = Objects(target)
    with ExitStack() as stack:
        opened = []
        for folder in folders:
            catalogue = stack.enter_context(closing(Catalogue(folder / CATALOGUE, read_only=True)))
            catalogue.hold()
            opened.append(Source(folder, catalogue))
        ordered = sorted(opened, key=lambda source: source.rank())
        for source in ordered:
            _take_objects(source, objects)
        objects.sync()
        names = _copy_archives(ordered, target)
        _clear(target)
        create_catalogue(target / MERGED)
        with closing(Catalogue(target / MERGED)) as merged:
            replay_runs(ordered, names, merged)
            merged.commit()
    _take_place(target)


def _take_objects(source: Source, objects: Objects) -> None:
    theirs = Objects(source.folder)
    for row in source.catalogue.each("SELECT sha256 FROM objects ORDER BY sha256"):
        objects.take_over(theirs, row["sha256"])


def _copy_archives(sources: Sequence[Source], target: Path) -> dict[tuple[Path, str], str]:
    """Copy the WARC files; the name that each has in the target, by store and name there.

    A file of the same name is a longer or shorter copy of the same one; should it ever differ it gets a name of its own.
    """
    names: dict[tuple[Path, str], str] = {}
    sizes: dict[str, tuple[Path, int]] = {}
    files = [
        (row["size"], row["name"], source.folder)
        for source in sources
        for row in source.catalogue.rows("SELECT name, size FROM archives")
    ]
    for size, name, folder in sorted(files, key=lambda file: (-file[0], file[1], str(file[2] != target))):
        path = archive_path(folder / ARCHIVES, name)
        own = name
        if name in sizes and not _begins_with(*sizes[name], path, size):
            own = name.replace(".warc.gz", f"-{_digest(path, size)[:8]}.warc.gz")
        names[folder, name] = own
        if own not in sizes:
            sizes[own] = (path, size)
    for own, (path, size) in sorted(sizes.items()):
        place = target / ARCHIVES / own
        if place != path:
            _copy(path, size, place)
    sync_folder(target / ARCHIVES)
    return names


def _begins_with(longer: Path, longer_size: int, path: Path, size: int) -> bool:
    return size <= longer_size and _digest(longer, size) == _digest(path, size)


def _digest(path: Path, size: int) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        left = size
        while left and (piece := file.read(min(left, _CHUNK))):
            digest.update(piece)
            left -= len(piece)
    return digest.hexdigest()


def _copy(path: Path, size: int, place: Path) -> None:
    if not path.is_file():
        raise OSError(errno.EINVAL, "no regular file", str(path))
    temporary = place.with_name(f"{place.name}.tmp")
    shutil.copyfile(path, temporary)
    with temporary.open("r+b") as file:
        file.truncate(size)
    sync_file(temporary)
    temporary.replace(place)


def _clear(target: Path) -> None:
    for left in (MERGED, f"{MERGED}-wal", f"{MERGED}-shm"):
        (target / left).unlink(missing_ok=True)


def _take_place(target: Path) -> None:
    """Put the merged catalogue in place of the old one; the log of the old one must be gone with it."""
    log = target / f"{CATALOGUE}-wal"
    Catalogue(target / CATALOGUE).close()
    if log.exists() and log.stat().st_size:
        raise StoreError(
            expected="a target that no other process is reading",
            found="one that reads it",
            where=str(target),
            advice="end it and merge again",
        )
    sync_file(target / MERGED)
    (target / MERGED).replace(target / CATALOGUE)
    for left in (log, target / f"{CATALOGUE}-shm"):
        left.unlink(missing_ok=True)
    sync_folder(target)
