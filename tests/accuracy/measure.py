"""What comes out when every document of a set is read by the first reader, the second, or both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from extract.errors import DocumentError
from extract.read import read_document_independently
from fixtures.walk import Fixture
from gongkai.reading import document_to_report, read_report
from normalize.report import Report
from tests.accuracy.splits import document_to_format
from tests.accuracy.verdict import cells_to_verdicts, report_to_alarms, report_to_missed, report_to_numbers

Readers = Literal["first", "second", "both"]

READERS: Final[tuple[Readers, ...]] = ("first", "second", "both")


@dataclass(slots=True)
class Score:
    """What one way of reading makes of the documents of one format.

    Attributes:
        documents: documents read.
        cells: cells of their truth.
        right: of these, the ones with the status and the number of the truth.
        unread: cells marked as not read.
        silent: cells said wrongly, left out or invented; each names its document.
        missed: broken identities of the truth that no check flags.
        alarms: checks that fail although the printed numbers are sound.
        facts: years and agencies that are not those of the truth.
    """

    documents: int = 0
    cells: int = 0
    right: int = 0
    unread: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """Everything that must never be, in words."""
        return [
            *self.silent,
            *(f"broken identity not flagged: {line}" for line in self.missed),
            *(f"check fails without cause: {line}" for line in self.alarms),
            *self.facts,
        ]


def documents_to_scores(documents: Sequence[Fixture], readers: Readers) -> dict[str, Score]:
    """One score for each format, in order of the formats' names; formats without a second reader have none alone."""
    scores: dict[str, Score] = {}
    for document in documents:
        report = _read(document, readers)
        if report is not None:
            _add(scores.setdefault(document_to_format(document), Score()), document, report)
    return dict(sorted(scores.items()))


def _read(document: Fixture, readers: Readers) -> Report | None:
    """The report as the readers asked for see it; None where there is no second reader, or it refuses the document."""
    if readers == "first":
        return read_report(document.source, verify="never")
    if readers == "both":
        return read_report(document.source, verify="always")
    data = document.source.read_bytes()
    try:
        second = read_document_independently(data, document.source.name)
    except DocumentError:
        return None
    return None if second is None else document_to_report(second, data, document.source.name, verify="never")


def _add(score: Score, document: Fixture, report: Report) -> None:
    verdicts = cells_to_verdicts(document.truth, report_to_numbers(report))
    broken = document.meta.get("identities_broken", [])
    score.documents += 1
    score.cells += len(document.truth)
    score.right += verdicts.right
    for lines, found in (
        (score.unread, verdicts.unread),
        (score.silent, verdicts.silent),
        (score.missed, report_to_missed(report, broken)),
        (score.alarms, report_to_alarms(report, broken)),
        (score.facts, _wrong_facts(document, report)),
    ):
        lines += [f"{document.slug}: {line}" for line in found]


def _wrong_facts(document: Fixture, report: Report) -> Iterator[str]:
    for key, said in (("year", report.facts.year), ("agency", report.facts.agency)):
        if key in document.meta and said not in (document.meta[key], document.meta.get(f"{key}_as_printed")):
            yield f"{key} {document.meta[key]}, read {said}"


Scores = dict[tuple[str, Readers], dict[str, Score]]
"""By set of documents and way of reading: one score for each format."""


def scores_to_text(scores: Scores) -> str:
    """The table, one line for each set, way of reading and format."""
    heads = ("number", "cells", "right", "unread", "silent", "missed", "alarms", "facts")
    lines = [f"{'documents':10}{'reader':8}{'format':8}" + "".join(f"{head:>8}" for head in heads)]
    for (split, readers), by_format in scores.items():
        for kind, score in by_format.items():
            lists = (score.unread, score.silent, score.missed, score.alarms, score.facts)
            figures = (score.documents, score.cells, score.right, *map(len, lists))
            lines.append(f"{split:10}{readers:8}{kind:8}" + "".join(f"{figure:>8}" for figure in figures))
    return "\n".join(lines)
