"""What the text of every document of a set says, and what its tables say of it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, get_args

from fixtures.walk import Fixture
from gongkai.reading import read_report
from normalize.narrative.claim import Claim
from normalize.narrative.comparison import Finding
from normalize.narrative.measure import Measure
from normalize.narrative.narrative import sections_to_narrative
from normalize.narrative.part import Part
from normalize.scope import report_to_scope

FINDINGS: Final[tuple[Finding, ...]] = get_args(Finding)
_AROUND: Final = 24


@dataclass(slots=True)
class Said:
    """What the documents of one set say.

    Attributes:
        documents: documents read.
        scopes: how many have each scope.
        claims, measures, parts: with the name of their document.
    """

    documents: int = 0
    scopes: Counter[str] = field(default_factory=Counter)
    claims: list[tuple[str, Claim]] = field(default_factory=list)
    measures: list[tuple[str, Measure]] = field(default_factory=list)
    parts: list[tuple[str, Part]] = field(default_factory=list)


def documents_to_said(documents: Sequence[Fixture]) -> Said:
    """Everything that these documents say."""
    said = Said()
    for document in documents:
        report = read_report(document.source)
        scope = report_to_scope(report.facts, report.sections).scope
        found = sections_to_narrative(report.sections, report.reading, report.facts.year, scope)
        said.documents += 1
        said.scopes[scope] += 1
        said.claims += [(document.slug, claim) for claim in found.claims]
        said.measures += [(document.slug, measure) for measure in found.measures]
        said.parts += [(document.slug, part) for part in found.parts]
    return said


def said_to_text(split: str, said: Said) -> str:
    """The counts of one set."""
    results = Counter(claim.result for _, claim in said.claims)
    kinds = Counter(measure.measure for _, measure in said.measures)
    totals = {(slug, part.section_number, part.total) for slug, part in said.parts}
    lines = [
        f"{split}: {said.documents} documents",
        f"  found     {len(said.claims)} claims, {len(said.measures)} measures, {len(said.parts)} parts of {len(totals)} totals",
        "  claims    " + ", ".join(f"{finding} {results[finding]}" for finding in FINDINGS),
        "  measures  " + ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items())),
        "  scopes    " + ", ".join(f"{scope} {count}" for scope, count in sorted(said.scopes.items())),
    ]
    return "\n".join(lines)


def said_to_examples(said: Said, findings: Sequence[str], most: int) -> str:
    """Claims of the given results with the words around them, at most so many of each; the same ones each time."""
    lines: list[str] = []
    for finding in findings:
        chosen = [(slug, claim) for slug, claim in said.claims if claim.result == finding]
        if len(chosen) > most:
            chosen = random.Random(most).sample(chosen, most)
        lines += [_example(slug, claim) for slug, claim in chosen]
    return "\n".join(lines)


def _example(slug: str, claim: Claim) -> str:
    place = claim.sentence.find(claim.text)
    words = claim.sentence[max(place - _AROUND, 0) : place + len(claim.text) + _AROUND // 3]
    told = f"{claim.expected} {claim.cell or '-'}"
    return f"{slug}  {claim.result}  {claim.measure} {claim.value}{claim.unit} | {told} | {claim.explanation or '-'} | {words}"
