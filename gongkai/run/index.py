"""What has been read already, what is still to be read, and the order and ids that follow."""

from __future__ import annotations

import datetime
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import pyarrow as pa

from gongkai.run.plan import PlannedDocument, document_ids
from gongkai.run.settings import Settings
from gongkai.run.shard_files import read_documents
from normalize.settlement import Said

LIMITED: Final = frozenset({"timeout", "crash", "too_large"})
"""Failures that larger limits may heal."""

PASSING: Final = frozenset({"changed_document", "system_refusal"})
"""Failures that say nothing of the document: the next run tries again."""


class Attempt(NamedTuple):
    """What one shard file says of one document; the best of several is the greatest."""

    settled: int
    time_limit: float
    memory_limit: int
    shard: str
    outcome: str
    error_code: str
    agency: str | None
    agency_source: str | None
    year: int | None
    published: datetime.date | None

    def can_be_reused(self, settings: Settings) -> bool:
        """Whether reading again within these limits could not end otherwise."""
        if self.error_code in LIMITED:
            return settings.seconds <= self.time_limit and settings.memory <= self.memory_limit
        return True


Index = dict[tuple[str, str], Attempt]
"""The best attempt on each document, by sha256 and suffix."""


def forget_passing(folder: Path, code: str) -> None:
    """Remove the shard files in which a document failed for a reason that has passed by now."""
    for path in sorted(folder.glob(f"{code}-*.shard")):
        documents = _documents(path)
        if documents is not None and not PASSING.isdisjoint(documents.column("error_code").to_pylist()):
            path.unlink()


def _documents(path: Path) -> pa.Table | None:
    """The documents of a shard file; None, and no more file, where it is damaged."""
    try:
        return read_documents(path)
    except (OSError, pa.ArrowInvalid, StopIteration):
        path.unlink()
        return None


def shards_to_index(folder: Path, code: str) -> Index:
    """Everything that has been read with this code; a shard file that is damaged is removed."""
    index: Index = {}
    for path in sorted(folder.glob(f"{code}-*.shard")):
        documents = _documents(path)
        for row in [] if documents is None else documents.to_pylist():
            attempt = _row_to_attempt(row, path.name)
            key = (row["sha256"], row["suffix"])
            if key not in index or index[key][:4] < attempt[:4]:
                index[key] = attempt
    return index


def _row_to_attempt(row: dict[str, object], shard: str) -> Attempt:
    error = str(row["error_code"] or "")
    settled = 0 if error in PASSING else 1 if error in LIMITED else 2
    return Attempt(
        settled,
        row["time_limit"],  # type: ignore[arg-type]
        row["memory_limit"],  # type: ignore[arg-type]
        shard,
        str(row["outcome"]),
        error,
        row["agency"],  # type: ignore[arg-type]
        row["agency_source"],  # type: ignore[arg-type]
        row["year"],  # type: ignore[arg-type]
        row["published"],  # type: ignore[arg-type]
    )


def documents_to_read(documents: Iterable[PlannedDocument], index: Index, settings: Settings) -> list[PlannedDocument]:
    """The documents that no shard file holds, or holds only as failed for want of time or memory."""
    return [
        document
        for document in documents
        if (attempt := index.get((document.sha256, document.suffix))) is None or not attempt.can_be_reused(settings)
    ]


@dataclass(slots=True)
class Order:
    """The documents of a dataset in their order: by agency id, year and sha256, those without an agency last.

    Attributes:
        positions: position of each sha256, by the name of the shard file that holds it.
        assigned: the fields that follow from all documents together, a value for each position.
        newest: newest publication date printed in any of them, ISO; empty where none prints one.
    """

    positions: dict[str, dict[str, int]]
    assigned: dict[str, pa.Array]
    newest: str

    @property
    def count(self) -> int:
        """How many documents there are."""
        return len(self.assigned["document_id"])


def index_to_order(
    documents: Iterable[PlannedDocument],
    index: Index,
    name_to_id: Callable[[str, int | None], str],
    known: Mapping[str, Said],
) -> Order:
    """Order the documents of a plan, all of which the index must hold, and give them their ids.

    Args:
        documents: of the plan.
        index: what is known of them.
        name_to_id: the id of the agency that a printed name stands for in a year.
        known: agency and year by which each document is known (:func:`gongkai.run.settling.index_to_settled`).
    """
    pairs = [(document, index[document.sha256, document.suffix]) for document in documents]
    pairs.sort(key=lambda pair: _order_key(pair[0].sha256, known[pair[0].sha256], name_to_id))
    ids = document_ids(document.sha256 for document, _ in pairs)
    positions: dict[str, dict[str, int]] = defaultdict(dict)
    for position, (document, attempt) in enumerate(pairs):
        positions[attempt.shard][document.sha256] = position
    assigned: dict[str, pa.Array] = {
        "document_id": pa.array([ids[document.sha256] for document, _ in pairs], pa.string()),
        "path": pa.array([document.name for document, _ in pairs], pa.string()),
        "path_encoding": pa.array([document.encoding for document, _ in pairs], pa.string()),
        "path_count": pa.array([1 + len(document.others) for document, _ in pairs], pa.int64()),
        "other_paths": pa.array(
            [json.dumps(document.others, ensure_ascii=False) if document.others else None for document, _ in pairs],
            pa.string(),
        ),
    }
    dates = [attempt.published for _, attempt in pairs if attempt.published is not None]
    return Order(dict(positions), assigned, max(dates).isoformat() if dates else "")


def _order_key(
    sha256: str, said: Said, name_to_id: Callable[[str, int | None], str]
) -> tuple[bool, str, bool, int, str]:
    agency_id = "" if said.agency is None else name_to_id(said.agency, said.year)
    return said.agency is None, agency_id, said.year is None, said.year or 0, sha256
