"""Reading the fixtures, by format, beside the alternatives."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.clock import Task, tasks_to_seconds
from benchmarks.peers import PEERS, Peer
from extract.document import Document
from extract.match import document_to_reading
from extract.read import read_document
from fixtures.walk import Fixture, walk_documents
from gongkai.reading import read_report

FORMATS: Final = {".html": "html", ".pdf": "pdf", ".docx": "docx", ".txt": "text", ".md": "text"}

VALUES: Final = "bytes to values"
"""Reading and matching: what the targets speak of."""

OURS: Final = (VALUES, "whole report, one reading", "whole report, verified where needed")


class Target(NamedTuple):
    """What must hold of a ratio: our time over theirs at most, or theirs over ours at least."""

    kind: str
    peer: str
    factor: float
    at_most: bool


TARGETS: Final = (
    Target("html", "lxml.html, bare parse", 6.0, True),
    Target("html", "pandas.read_html", 5.0, False),
    Target("pdf", "pypdfium2, characters", 2.5, True),
    Target("pdf", "pdfplumber, tables", 10.0, False),
    Target("docx", "python-docx, tables", 8.0, False),
)


@dataclass(slots=True)
class Measured:
    """The documents of one format.

    Attributes:
        kind: ``html``, ``pdf``, ``docx`` or ``text``.
        size: bytes of all documents.
        seconds: for each document, by its name, the median CPU seconds of every way of reading that could read it.
        notes: peers left out, and documents that a peer refused.
    """

    kind: str
    size: int = 0
    seconds: dict[str, dict[str, float]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def ways(self) -> list[str]:
        """Every way that read at least one document, ours first."""
        return list(dict.fromkeys(way for measured in self.seconds.values() for way in measured))

    def sums(self, *ways: str) -> list[float]:
        """CPU seconds of each way over the documents that all of these ways could read."""
        common = [measured for measured in self.seconds.values() if all(way in measured for way in ways)]
        return [sum(measured[way] for measured in common) for way in ways]

    def ratios(self, way: str, other: str) -> list[float]:
        """Time of one way over that of another, document by document, where both could read it."""
        return [one[way] / one[other] for one in self.seconds.values() if way in one and other in one]

    def ratio_of_sums(self, way: str, other: str) -> float:
        """Time of one way over that of another, over all documents that both could read."""
        mine, theirs = self.sums(way, other)
        return mine / theirs

    def median_ratio(self, way: str, other: str) -> float:
        """The same for the document in the middle."""
        return statistics.median(self.ratios(way, other))


def measure_reading(rounds: int, kinds: tuple[str, ...], progress: Callable[[str], None]) -> list[Measured]:
    """Reads every fixture of the given formats in every way, in turns."""
    results = {kind: Measured(kind) for kind in kinds}
    peers: dict[str, list[Peer]] = {}
    for kind, measured in results.items():
        peers[kind] = [peer for peer in PEERS.get(kind, ()) if not peer.missing]
        measured.notes += [
            f"{peer.name}: left out, {' and '.join(peer.missing)} not installed"
            for peer in PEERS.get(kind, ())
            if peer.missing
        ]
    for fixture in walk_documents():
        measured_kind = results.get(FORMATS[fixture.source.suffix])
        if measured_kind is not None:
            progress(fixture.slug)
            _measure_document(fixture, measured_kind, peers[measured_kind.kind], rounds)
    return list(results.values())


def _measure_document(fixture: Fixture, measured: Measured, peers: list[Peer], rounds: int) -> None:
    data = fixture.source.read_bytes()
    document = read_document(data, fixture.source.name)
    tasks = _our_tasks(data, fixture.source)
    for peer in peers:
        task = _peer_to_task(peer, data, document)
        if isinstance(task, str):
            measured.notes.append(f"{peer.name}: refuses {fixture.slug} ({task}), which is left out of its ratios")
        else:
            tasks[peer.name] = task
    measured.size += len(data)
    measured.seconds[fixture.slug] = tasks_to_seconds(tasks, rounds)


def _our_tasks(data: bytes, path: Path) -> dict[str, Task]:
    return {
        OURS[0]: lambda: document_to_reading(read_document(data, path.name)),
        OURS[1]: lambda: read_report(path.name, data=data, verify="never"),
        OURS[2]: lambda: read_report(path.name, data=data, verify="auto"),
    }


def _peer_to_task(peer: Peer, data: bytes, document: Document) -> Task | str:
    """The peer's task on one document; the class of its error where it cannot read it."""
    try:
        task = peer.make(data, document)
        task()
    except Exception as error:  # noqa: BLE001  whatever another library raises is its refusal
        return type(error).__name__
    return task
