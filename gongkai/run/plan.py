"""From files to the documents of a run: the same bytes once, in an order that follows from the bytes alone."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Final, NamedTuple

from gongkai.run.paths import PathEncoding
from gongkai.run.settings import Settings
from gongkai.run.walk import FoundFile, SkippedFile, Walk, damaged_file, suffix_of, unreadable_file

ID_DIGITS: Final = 16
SHARD_DOCUMENTS: Final = 100
SHARD_BYTES: Final = 32 * 1024 * 1024
"""A shard is held in memory until it is written: this bounds it."""


class PlannedDocument(NamedTuple):
    """Distinct bytes to read.

    Attributes:
        sha256: of the bytes, hexadecimal.
        suffix: of the first path, in lower case; readers may look at it.
        size: bytes.
        path: where the bytes lie (first path), for opening.
        name, encoding: the same path as the dataset tells it.
        others: names of the other paths with these bytes.
    """

    sha256: str
    suffix: str
    size: int
    path: str
    name: str
    encoding: PathEncoding
    others: tuple[str, ...]


class Plan(NamedTuple):
    """All that one run has to do: documents by sha256, what is left alone, and what is ignored (counted)."""

    documents: tuple[PlannedDocument, ...]
    skipped: tuple[SkippedFile, ...]
    ignored: Counter[str]


class Shard(NamedTuple):
    """Documents that are read and written together; the name follows from the documents and the code."""

    name: str
    documents: tuple[PlannedDocument, ...]


def walk_to_plan(walk: Walk, jobs: int, advance: Callable[[], None] = lambda: None) -> Plan:
    """Hash every file and bring the same bytes together.

    Args:
        walk: the files.
        jobs: how many files are hashed at a time.
        advance: called after each file.
    """
    skipped = list(walk.skipped)
    by_hash: dict[str, tuple[FoundFile, int, list[str]]] = {}
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        for files in _batches(walk.files, 256):
            for file, hashed in zip(files, pool.map(_file_to_hash, files), strict=True):
                advance()
                if isinstance(hashed, OSError):
                    skipped.append(unreadable_file(file.path, file.name, hashed)._replace(sha256=file.sha256))
                elif file.sha256 and hashed[0] != file.sha256:
                    skipped.append(damaged_file(file))
                elif hashed[0] in by_hash:
                    by_hash[hashed[0]][2].append(file.name.text)
                else:
                    by_hash[hashed[0]] = (file, hashed[1], [])
    documents = tuple(
        PlannedDocument(sha256, _suffix(file), size, file.path, *file.name, tuple(others))
        for sha256, (file, size, others) in sorted(by_hash.items())
    )
    return Plan(documents, tuple(sorted(skipped, key=lambda file: (file.name, file.path))), walk.ignored)


def documents_to_shards(documents: Iterable[PlannedDocument], jobs: int, code: str, settings: Settings) -> list[Shard]:
    """Cut documents, in their order, so that every process has several shards and none holds too much.

    Args:
        documents: what is still to be read, by sha256.
        jobs: processes at work.
        code: fingerprint of the code that reads.
        settings: how they are read: other limits may end otherwise, so they are part of the names.
    """
    documents = list(documents)
    most = max(1, min(SHARD_DOCUMENTS, len(documents) // (8 * jobs)))
    shards: list[Shard] = []
    current: list[PlannedDocument] = []
    size = 0
    for document in documents:
        if current and (len(current) >= most or size + document.size > SHARD_BYTES):
            shards.append(_shard(current, code, settings))
            current, size = [], 0
        current.append(document)
        size += document.size
    if current:
        shards.append(_shard(current, code, settings))
    return shards


def document_ids(hashes: Iterable[str]) -> dict[str, str]:
    """For each sha256 its first 16 digits, or all of it where two begin alike.

    >>> document_ids(["ab" * 32])
    {'abababababababababababababababababababababababababababababababab': 'abababababababab'}
    """
    hashes = list(hashes)
    counts = Counter(sha256[:ID_DIGITS] for sha256 in hashes)
    return {sha256: sha256[:ID_DIGITS] if counts[sha256[:ID_DIGITS]] == 1 else sha256 for sha256 in hashes}


def skipped_id(file: SkippedFile) -> str:
    """The id of a file that was left alone: ``p`` and 16 digits made from its name."""
    return "p" + hashlib.sha256("\0".join((*file.name, file.code)).encode()).hexdigest()[:ID_DIGITS]


def _shard(documents: list[PlannedDocument], code: str, settings: Settings) -> Shard:
    inputs = "\n".join((str(tuple(settings)), *(f"{document.sha256}{document.suffix}" for document in documents)))
    return Shard(f"{code}-{hashlib.sha256(inputs.encode()).hexdigest()[:24]}", tuple(documents))


def _file_to_hash(file: FoundFile) -> tuple[str, int] | OSError:
    try:
        with open(file.path, "rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest(), os.fstat(stream.fileno()).st_size
    except OSError as error:
        return error


def _suffix(file: FoundFile) -> str:
    return suffix_of(file.path) if file.suffix is None else file.suffix


def _batches(files: list[FoundFile], size: int) -> Iterator[list[FoundFile]]:
    iterator = iter(files)
    while batch := list(islice(iterator, size)):
        yield batch
