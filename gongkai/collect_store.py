"""Stores for the command: files taken in, several made one, and whether one is whole."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

from extract.collect.store import Store, import_files, load_import_rows, merge_stores, verify_store
from gongkai.display_text import harmless


def run_merge(sources: list[str], target: str) -> int:
    """Brings stores together; returns 0."""
    merge_stores([Path(source) for source in sources], Path(target))
    with Store(Path(target), read_only=True) as store:
        counts = {name: store.query(f"SELECT count(*) FROM {name}")[0][0] for name in ("sites", "fetches", "documents")}
    print(f"{target}: " + ", ".join(f"{count:,} {name}" for name, count in counts.items()))
    return 0


def run_verify(folder: str) -> int:
    """Reads a store to the last byte; returns 0 when all is whole, 1 when something is not."""
    problems = verify_store(Path(folder))
    for problem in problems:
        print(harmless(problem), file=sys.stderr)
    print(f"{folder}: {len(problems):,} problems" if problems else f"{folder}: every object and record is whole")
    return 1 if problems else 0


def run_import(folder: str, table: str) -> int:
    """Takes in files that a person saved; returns 0 when all were taken in, 1 when some were not (each is named)."""
    rows, errors = load_import_rows(Path(table))
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    with Store(Path(folder), create=True) as store:
        imported = import_files(store, rows, Path(table).parent, imported_at=now)
    errors += imported.errors
    for error in errors:
        print(f"gongkai: {error.code}: {harmless(str(error))}", file=sys.stderr)
    print(
        f"{folder}: {imported.documents:,} files taken in, {imported.repeated:,} there already, {len(errors):,} rows not used"
    )
    return 1 if errors else 0
