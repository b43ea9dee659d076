"""From the sources a user names to the files that lie in them."""

from __future__ import annotations

import os
import stat
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Final, NamedTuple

from extract.errors import SourceError
from gongkai.run.paths import PrintablePath, parts_to_printable

STATE_FOLDER: Final = ".gongkai"
"""Marks a folder as a dataset of ours, and holds what makes a second run short."""

CATALOGUE: Final = "catalogue.sqlite"
"""The file without which a folder is no store: a look that costs nothing."""

_SUFFIXES: Final = tomllib.loads(resources.files("gongkai.run").joinpath("suffixes.toml").read_text(encoding="utf-8"))
ARCHIVES: Final = frozenset(_SUFFIXES["archives"])
NO_DOCUMENTS: Final = frozenset(_SUFFIXES["no_documents"])


class FoundFile(NamedTuple):
    """A file that may be a document: where it lies, and what it is called in the dataset.

    Attributes:
        path: for opening.
        name: in the dataset.
        suffix: where the name of the file has none that means anything; None to take that of the path.
        sha256: that its bytes must have; empty where nobody knows.
    """

    path: str
    name: PrintablePath
    suffix: str | None = None
    sha256: str = ""


class SkippedFile(NamedTuple):
    """A file or folder that was left alone, with the reason, as a row of ``documents`` tells it."""

    path: str
    name: PrintablePath
    outcome: str
    code: str
    expected: str
    found: str
    advice: str
    sha256: str = ""


class StoreRoot(NamedTuple):
    """A source that ``gongkai collect`` has filled: where it lies, and the parts of its name in the dataset."""

    path: str
    parts: tuple[str, ...]


@dataclass(slots=True)
class Walk:
    """What lies in the sources.

    Attributes:
        files: possible documents, by name.
        skipped: what was left alone with a note, by name.
        ignored: files that are no documents, counted by suffix; ``hidden`` counts hidden files and folders.
        stores: sources that hold collected documents: their files are not listed here.
    """

    files: list[FoundFile] = field(default_factory=list)
    skipped: list[SkippedFile] = field(default_factory=list)
    ignored: Counter[str] = field(default_factory=Counter)
    stores: list[StoreRoot] = field(default_factory=list)


def sources_to_walk(sources: Iterable[str | os.PathLike[str]], out: Path | None = None) -> Walk:
    """Walk files and folders; the order of the sources does not matter, nothing is listed twice.

    Symbolic links to folders are never followed (what they point to inside a source is found anyway), links
    to files only where the target lies in the same source. A file that is named itself is always taken.

    Args:
        sources: files and folders.
        out: a folder that is left out: the dataset itself.

    Raises:
        SourceError: a source does not exist or is neither a file nor a folder.
    """
    roots = sorted({_resolve(source) for source in sources})
    names = _root_names(roots)
    walk = Walk()
    seen: set[str] = set()
    for root in roots:
        if is_collected(root):
            walk.stores.append(StoreRoot(root, names[root]))
        elif os.path.isdir(root):
            _walk_folder(root, names[root], None if out is None else os.path.realpath(out), walk, seen)
        elif root not in seen:
            seen.add(root)
            walk.files.append(FoundFile(root, parts_to_printable(names[root])))
    add_to_walk(walk)
    return walk


def add_to_walk(walk: Walk, files: Iterable[FoundFile] = (), skipped: Iterable[SkippedFile] = ()) -> None:
    """Add files, those of stores, say; all of them stay in the order of their names."""
    walk.files += files
    walk.skipped += skipped
    walk.files.sort(key=lambda file: (file.name, file.path))
    walk.skipped.sort(key=lambda file: (file.name, file.path))


def is_collected(folder: str) -> bool:
    """Whether a folder is a store that ``gongkai collect`` filled."""
    if not os.path.isfile(os.path.join(folder, CATALOGUE)):
        return False
    # Only now: whoever never collects need not load what stores are read with.
    from extract.collect.store import is_store

    if is_store(Path(folder)):
        return True
    if os.path.isdir(os.path.join(folder, "objects")):
        raise SourceError(
            expected="a store of gongkai collect",
            found=f"a folder with objects whose {CATALOGUE} is none, or damaged",
            where=parts_to_printable((folder,)).text,
            advice="restore the catalogue from a copy, or name single files as sources",
        )
    return False


def _resolve(source: str | os.PathLike[str]) -> str:
    shown = parts_to_printable((os.fspath(source),)).text
    if not os.path.exists(source):
        raise SourceError(expected="a file or a folder", found="nothing there", where=shown, advice="check the path")
    real = os.path.realpath(source)
    if not os.path.isdir(real) and not os.path.isfile(real):
        raise SourceError(expected="a file or a folder", found="something else (a device or a pipe)", where=shown)
    return real


def _root_names(roots: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """For each root the shortest end of its path that no other root shares."""
    split = {root: tuple(part for part in Path(root).parts if part != Path(root).anchor) or ("root",) for root in roots}
    names: dict[str, tuple[str, ...]] = {}
    for root, parts in split.items():
        others = [other for name, other in split.items() if name != root]
        length = 1
        while length < len(parts) and any(other[-length:] == parts[-length:] for other in others):
            length += 1
        names[root] = parts[-length:]
    return names


def _walk_folder(root: str, name: tuple[str, ...], out: str | None, walk: Walk, seen: set[str]) -> None:
    stack: list[tuple[str, tuple[str, ...]]] = [(root, name)]
    while stack:
        folder, parts = stack.pop()
        if folder in seen or folder == out:
            continue
        seen.add(folder)
        try:
            with os.scandir(folder) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError as error:
            walk.skipped.append(_unreadable(folder, parts, error, "folder"))
            continue
        if any(entry.name == STATE_FOLDER for entry in entries):
            walk.skipped.append(
                _skipped(
                    folder, parts, "dataset", "documents", "a dataset that this software wrote", "name its sources"
                )
            )
            continue
        if is_collected(folder):
            walk.skipped.append(
                _skipped(
                    folder, parts, "store", "documents", "a store that gongkai collect filled", "name it as a source"
                )
            )
            continue
        for entry in entries:
            _walk_entry(entry, (*parts, entry.name), root, walk, seen, stack)


def _walk_entry(
    entry: os.DirEntry[str],
    parts: tuple[str, ...],
    root: str,
    walk: Walk,
    seen: set[str],
    stack: list[tuple[str, tuple[str, ...]]],
) -> None:
    if entry.name.startswith("."):
        walk.ignored["hidden"] += 1
    elif entry.is_symlink():
        _walk_link(entry, parts, root, walk, seen)
    elif entry.is_dir(follow_symlinks=False):
        stack.append((entry.path, parts))
    elif not entry.is_file(follow_symlinks=False):
        walk.skipped.append(_skipped(entry.path, parts, "not_a_file", "a regular file", "a device, pipe or socket", ""))
    else:
        _walk_file(entry.path, parts, walk, seen)


def _walk_link(entry: os.DirEntry[str], parts: tuple[str, ...], root: str, walk: Walk, seen: set[str]) -> None:
    target = os.path.realpath(entry.path)
    inside = target == root or target.startswith(root.rstrip(os.sep) + os.sep)
    try:
        mode = os.stat(entry.path).st_mode
    except OSError:
        walk.skipped.append(_skipped(entry.path, parts, "dangling_link", "a file", "a symbolic link to nothing", ""))
        return
    if not inside:
        walk.skipped.append(
            _skipped(
                entry.path,
                parts,
                "link_outside",
                "a file inside the source",
                "a symbolic link that leads out of it",
                "name what it points to as a source of its own",
            )
        )
    elif stat.S_ISREG(mode):
        _walk_file(entry.path, parts, walk, seen)
    else:
        walk.ignored["link to a folder"] += 1


def _walk_file(path: str, parts: tuple[str, ...], walk: Walk, seen: set[str]) -> None:
    if path in seen:
        return
    seen.add(path)
    suffix = suffix_of(path)
    if suffix in ARCHIVES:
        walk.skipped.append(
            _skipped(path, parts, "archive", "a document", f"an archive ({suffix})", "unpack it and build again")
        )
    elif suffix in NO_DOCUMENTS:
        walk.ignored[suffix] += 1
    else:
        walk.files.append(FoundFile(path, parts_to_printable(parts)))


def suffix_of(path: str) -> str:
    """The suffix of a file name in lower case, only where it is plain ASCII; else empty.

    >>> suffix_of("a/B.PDF"), suffix_of("a/b"), suffix_of("a/第1.2条")
    ('.pdf', '', '')
    """
    suffix = os.path.splitext(path)[1].lower()
    return suffix if suffix.isascii() and suffix[1:].isalnum() and len(suffix) <= 10 else ""


def _skipped(path: str, parts: tuple[str, ...], code: str, expected: str, found: str, advice: str) -> SkippedFile:
    return SkippedFile(path, parts_to_printable(parts), "skipped", code, expected, found, advice)


def _unreadable(path: str, parts: tuple[str, ...], error: OSError, what: str) -> SkippedFile:
    return unreadable_file(path, parts_to_printable(parts), error, what)


def unreadable_file(path: str, name: PrintablePath, error: OSError, what: str = "file") -> SkippedFile:
    """The row of a file or folder that the system would not open."""
    found = error.strerror or type(error).__name__
    return SkippedFile(
        path, name, "failed", "unreadable_file", f"a {what} that can be opened", found, "check its rights"
    )


def damaged_file(file: FoundFile) -> SkippedFile:
    """The row of a file whose bytes are not those that the catalogue of its store names."""
    return SkippedFile(
        file.path,
        file.name,
        "failed",
        "damaged_object",
        "the bytes that the catalogue of the store names",
        "other bytes",
        "check the store (gongkai collect verify) and collect again",
        file.sha256,
    )
