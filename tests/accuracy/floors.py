"""The floors: what accuracy has reached and must not fall below, kept in ``floors.json``.

Some things must hold of any documents, floors or not: nothing is said wrongly, every broken identity is flagged
and nothing else is, our own documents are read whole, and of real HTML and PDF reports at most one cell in 200 is
left unread. Beyond that a floor says, for one set of documents, one way of reading and one format, which share of
the cells is right and how many may be unread. It speaks of exactly the bytes whose digest stands beside it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from tests.accuracy.measure import Readers, Score, Scores

FLOORS: Final = Path(__file__).with_name("floors.json")

MAX_UNREAD_SHARE: Final = 1 / 200
"""Of the cells of real HTML and PDF reports."""


class Floor(NamedTuple):
    """The least that one way of reading makes of one format.

    Attributes:
        right: share of the cells that are right, rounded down to six places.
        unread: how many cells may be unread.
    """

    right: float
    unread: int


@dataclass(slots=True)
class Floors:
    """All floors, and the digests of the documents that they speak of.

    Attributes:
        digests: SHA-256 by set of documents.
        floors: by set, way of reading and format.
    """

    digests: dict[str, str] = field(default_factory=dict)
    floors: dict[str, dict[str, dict[str, Floor]]] = field(default_factory=dict)


def load_floors(path: Path = FLOORS) -> Floors:
    """The floors as committed; none where there is no file yet."""
    if not path.exists():
        return Floors()
    content = json.loads(path.read_text(encoding="utf-8"))
    return Floors(
        content["digests"],
        {
            split: {
                readers: {kind: Floor(**floor) for kind, floor in formats.items()} for readers, formats in ways.items()
            }
            for split, ways in content["floors"].items()
        },
    )


def save_floors(floors: Floors, path: Path = FLOORS) -> None:
    """Writes the floors so that a change of one of them is one line of a diff."""
    lines = ["{", ' "digests": ' + json.dumps(floors.digests, indent=2).replace("\n}", "\n }") + ",", ' "floors": {']
    splits = []
    for split, ways in floors.floors.items():
        rows = [
            f"   {json.dumps(readers)}: {{\n"
            + ",\n".join(f"    {json.dumps(kind)}: {json.dumps(floor._asdict())}" for kind, floor in formats.items())
            + "\n   }"
            for readers, formats in ways.items()
        ]
        splits.append(f"  {json.dumps(split)}: {{\n" + ",\n".join(rows) + "\n  }")
    path.write_text("\n".join([*lines, ",\n".join(splits), " }", "}", ""]), encoding="utf-8")


def scores_to_faults(split: str, by_format: Mapping[str, Score]) -> list[str]:
    """What must never be, whatever the floors say, one line each."""
    faults = []
    for kind, score in by_format.items():
        faults += score.faults
        if split == "fixtures":
            faults += [f"unread: {line}" for line in score.unread]
        elif kind in ("html", "pdf") and len(score.unread) > score.cells * MAX_UNREAD_SHARE:
            faults.append(f"{split} {kind}: {len(score.unread)} of {score.cells} cells unread, at most 1 in 200 may be")
    return faults


def scores_to_regressions(floors: Floors, split: str, readers: Readers, by_format: Mapping[str, Score]) -> list[str]:
    """Where a score lies below its floor, or a floor has no score any more, one line each.

    >>> floors = Floors(floors={"fixtures": {"first": {"html": Floor(right=1.0, unread=0)}}})
    >>> scores_to_regressions(floors, "fixtures", "first", {"html": Score(cells=4, right=3, unread=["a: b"])})
    ['fixtures first html: 0.75 right, floor 1.0', 'fixtures first html: 1 unread, at most 0']
    """
    regressions = []
    for kind, floor in floors.floors.get(split, {}).get(readers, {}).items():
        where = f"{split} {readers} {kind}"
        score = by_format.get(kind)
        if score is None:
            regressions.append(f"{where}: nothing read")
            continue
        reached = score_to_floor(score)
        if reached.right < floor.right:
            regressions.append(f"{where}: {reached.right} right, floor {floor.right}")
        if reached.unread > floor.unread:
            regressions.append(f"{where}: {reached.unread} unread, at most {floor.unread}")
    return regressions


def score_to_floor(score: Score) -> Floor:
    """What a score has reached."""
    return Floor(math.floor(score.right / score.cells * 1e6) / 1e6 if score.cells else 1.0, len(score.unread))


def raise_floors(floors: Floors, digests: Mapping[str, str], scores: Scores) -> Floors:
    """Floors at what was reached now; those of sets that were not measured stay as they are."""
    raised = {split: ways for split, ways in floors.floors.items() if split not in digests}
    for (split, readers), by_format in scores.items():
        raised.setdefault(split, {})[readers] = {kind: score_to_floor(score) for kind, score in by_format.items()}
    return Floors(
        dict(sorted({**floors.digests, **digests}.items(), reverse=True)),
        dict(sorted(raised.items(), reverse=True)),
    )
