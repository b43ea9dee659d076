"""Which code reads: what was read with the same code need not be read again."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
from functools import cache
from pathlib import Path
from typing import Final

READING_PACKAGES: Final = ("extract", "normalize", "output", "gongkai")
LIBRARIES: Final = ("lxml", "beautifulsoup4", "pypdfium2", "pdfplumber", "pdfminer.six", "python-docx", "rapidfuzz")
SUFFIXES: Final = frozenset({".py", ".toml"})
COLLECTING: Final = ("collect",)
"""Folders of a package that never read a document: a better collector makes no reading stale."""


@cache
def code_fingerprint(reader: str, verify: str) -> str:
    """Twelve hexadecimal digits that change whenever a reading could: our code and forms, the libraries, the reader.

    Args:
        reader: the reading function as ``module:function``.
        verify: what it is told of the second reading.
    """
    digest = hashlib.sha256(f"{reader} {verify}".encode())
    for package in READING_PACKAGES:
        for folder in _package_folders(package):
            for path in folder_to_reading_files(folder):
                digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    module = reader.partition(":")[0]
    if module.partition(".")[0] not in READING_PACKAGES:
        spec = importlib.util.find_spec(module)
        if spec is not None and spec.origin is not None:
            digest.update(Path(spec.origin).read_bytes())
    for library in LIBRARIES:
        digest.update(f"{library} {_version(library)}".encode())
    return digest.hexdigest()[:12]


def commit() -> str:
    """The commit this software was installed from, as pip recorded it; empty where it was not from a repository."""
    try:
        recorded = importlib.metadata.distribution("gongkai").read_text("direct_url.json")
    except importlib.metadata.PackageNotFoundError:
        return ""
    return str(json.loads(recorded or "{}").get("vcs_info", {}).get("commit_id", ""))


def folder_to_reading_files(folder: Path) -> list[Path]:
    """The files of a package that can change a reading, in order."""
    files = (path for path in folder.rglob("*") if path.suffix in SUFFIXES)
    return sorted(path for path in files if path.relative_to(folder).parts[0] not in COLLECTING)


def _package_folders(package: str) -> list[Path]:
    spec = importlib.util.find_spec(package)
    return [] if spec is None else [Path(folder) for folder in spec.submodule_search_locations or ()]


def _version(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return ""
