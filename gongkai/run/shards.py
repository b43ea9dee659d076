"""Reading one shard: the only unit of work that any engine, on one machine or many, needs to know."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from gongkai.run.plan import PlannedDocument, Shard
from gongkai.run.sandbox import Sandbox
from gongkai.run.settings import Settings
from gongkai.run.shard_files import rows_to_tables, write_shard
from output.rows import Columns, Rows

Advance = Callable[[str], None]
"""Called after each document with its outcome."""


def ignore(outcome: str) -> None:
    """An ``advance`` that does nothing."""


def shard_path(folder: Path, shard: Shard) -> Path:
    """Where the rows of a shard are written."""
    return folder / f"{shard.name}.shard"


def process_shard(
    shard: Shard,
    folder: Path,
    settings: Settings,
    *,
    sandbox: Sandbox | None = None,
    advance: Advance = ignore,
) -> int:
    """Read the documents of a shard and write their rows; the number read. Done twice, it reads nothing again.

    Args:
        shard: what to read.
        folder: where the shard file goes.
        settings: which function reads, and what one document may take.
        sandbox: a running one with the same settings; None to start one for this shard.
        advance: called after each document.

    Raises:
        ReaderStartError: no process for reading can be started.
    """
    path = shard_path(folder, shard)
    if path.exists():
        return 0
    if sandbox is None:
        with Sandbox(settings) as own:
            return process_shard(shard, folder, settings, sandbox=own, advance=advance)
    rows_of_documents: list[tuple[str, Rows]] = []
    for document in shard.documents:
        rows = _with_attempt(sandbox.read(document), document, settings)
        rows_of_documents.append((document.sha256, rows))
        advance(str(rows["documents"]["outcome"][0]))
    write_shard(path, rows_to_tables(rows_of_documents))
    return len(rows_of_documents)


def _with_attempt(rows: Rows, document: PlannedDocument, settings: Settings) -> Rows:
    attempt: Columns = {
        "size": [document.size],
        "suffix": [document.suffix],
        "time_limit": [float(settings.seconds)],
        "memory_limit": [settings.memory],
    }
    return rows | {"documents": rows["documents"] | attempt}
