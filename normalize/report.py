"""One report as read from one document: facts, cells, checks, sections and problems together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from extract.document import NOWHERE, Link, Place, Problem
from extract.reading import Number, Reading, number_to_json

if TYPE_CHECKING:  # Those modules are about parts of a report, and import their types from here.
    from normalize.derivation import Derived
    from normalize.narrative.claim import Claim
    from normalize.narrative.measure import Measure
    from normalize.narrative.part import Part
    from normalize.scope import ScopeFinding

Result = Literal["holds", "fails", "cannot_tell"]

Cause = Literal["", "source_error", "unverified"]
"""Why a check fails. ``source_error``: two independent readings agree, the report itself is wrong.
``unverified``: there was no second reading, or it lacks a cell. (Where two readings differ, the cells are
``unreadable`` and the check cannot tell.)"""


class Check(NamedTuple):
    """One identity of a form on one report.

    Attributes:
        check: stable id, such as ``requests.balance.total``.
        identity: the identity it belongs to, ``I1`` to ``I4`` or ``I7`` (facts: DESIGN of the forms).
        result: a blank is not a zero, so a sum with a blank ``cannot_tell``.
        cells: canonical ids, left side first; a total stands last.
        left, right: both sides, where every cell of that side is reported; else None.
        explanation: one sentence for a person; empty where the check simply holds.
        cause: see :data:`Cause`; empty unless the check fails.
    """

    check: str
    identity: str
    result: Result
    cells: tuple[str, ...]
    left: Number | None = None
    right: Number | None = None
    explanation: str = ""
    cause: Cause = ""

    @property
    def difference(self) -> Number | None:
        """Left minus right; None where a side is not known."""
        return None if self.left is None or self.right is None else self.left - self.right

    def as_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "check": self.check,
            "identity": self.identity,
            "result": self.result,
            "cells": list(self.cells),
            "left": number_to_json(self.left),
            "right": number_to_json(self.right),
            "difference": number_to_json(self.difference),
            "explanation": self.explanation,
            "cause": self.cause,
        }


class YearVote(NamedTuple):
    """One clue to the year that a report covers.

    Attributes:
        source: ``title``, ``period``, ``heading``, ``body``, ``published`` or ``signed``.
        year: the fiscal year it speaks for.
        text: the words it was read from.
    """

    source: str
    year: int
    text: str


@dataclass(slots=True)
class Facts:
    """Who reports on which year, as the document itself says.

    Attributes:
        title: the report's title; None where none was found.
        agency: the agency as printed, spaces cut; None where the document names none.
        agency_source: which words it was taken from (``title``, ``metadata``, ``signature``, ``opening``,
            ``site``, the weakest).
        year: fiscal year by vote; None where nothing speaks for any year.
        year_votes: every clue, the losing ones too.
        year_reason: one sentence on why this year was chosen.
        period_start, period_end: statistics period as printed, ISO dates; None where not stated.
        published: publication date as printed on the page, ISO; None where not given.
        signed: date under the text, ISO; None where not given.
    """

    title: str | None = None
    agency: str | None = None
    agency_source: str = ""
    year: int | None = None
    year_votes: list[YearVote] = field(default_factory=list)
    year_reason: str = ""
    period_start: str | None = None
    period_end: str | None = None
    published: str | None = None
    signed: str | None = None


class Section(NamedTuple):
    """One part of the report's text.

    Attributes:
        section: ``opening``, ``overview``, ``proactive``, ``requests``, ``disputes``, ``problems`` or ``other``.
        heading: as printed; empty for the opening.
        text: paragraphs joined by line ends, tables left out.
        place: where the heading stands.
    """

    section: str
    heading: str
    text: str
    place: Place = NOWHERE


@dataclass(slots=True)
class Report:
    """Everything that is known of one report from one document.

    Attributes:
        path: as given by the caller.
        sha256: of the bytes.
        size: bytes.
        media_type: as sniffed from the bytes.
        readers: names of the readers used, the first reading first.
        encoding: character encoding used; None where the format has none.
        page_count: pages; None where the format has none.
        reading: cells, forms, extra rows.
        checks: one for each identity of the forms found.
        facts, sections, links, problems: see the types.
        derived: numbers that arithmetic proves for blank cells.
        scope: what the report counts; None where nobody asked.
        claims, measures, parts: numbers of the text.
        signature: of the text, for finding texts that are nearly the same; None where there is too little of it.
    """

    path: str
    sha256: str
    size: int
    media_type: str
    readers: tuple[str, ...]
    encoding: str | None = None
    page_count: int | None = None
    reading: Reading = field(default_factory=Reading)
    checks: list[Check] = field(default_factory=list)
    facts: Facts = field(default_factory=Facts)
    sections: list[Section] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    derived: list[Derived] = field(default_factory=list)
    scope: ScopeFinding | None = None
    claims: list[Claim] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    signature: bytes | None = None

    def as_dict(self) -> dict[str, Any]:
        """The contract of ``gongkai read --json``; keys may be added, none is ever taken away."""
        facts = self.facts
        return {
            "document": {
                "sha256": self.sha256,
                "media_type": self.media_type,
                "path": self.path,
                "size": self.size,
                "readers": list(self.readers),
                "encoding": self.encoding,
                "page_count": self.page_count,
            },
            "title": facts.title,
            "agency": facts.agency,
            "agency_source": facts.agency_source,
            "year": facts.year,
            "year_reason": facts.year_reason,
            "year_votes": [vote._asdict() for vote in facts.year_votes],
            "period": {"start": facts.period_start, "end": facts.period_end},
            "published": facts.published,
            "signed": facts.signed,
            "scope": self.scope._asdict() if self.scope else None,
            "forms": dict(self.reading.forms),
            "cells": [cell.as_dict() for cell in self.reading.cells.values()],
            "extras": [
                {**row._asdict(), "values": list(row.values), "place": row.place.as_dict()}
                for row in self.reading.extras
            ],
            "derived": [found._asdict() for found in self.derived],
            "checks": [check.as_dict() for check in self.checks],
            "sections": [
                {"section": part.section, "heading": part.heading, "text": part.text, "place": part.place.as_dict()}
                for part in self.sections
            ],
            "claims": [claim.as_dict() for claim in self.claims],
            "measures": [measure.as_dict() for measure in self.measures],
            "parts": [part.as_dict() for part in self.parts],
            "links": [{"target": link.target, "text": link.text} for link in self.links],
            "problems": [problem.as_dict() for problem in self.problems],
        }
