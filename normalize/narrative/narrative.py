"""All that a report's text says, in one reading of its sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from extract.reading import Reading
from normalize.narrative.claim import Claim, sections_to_claims
from normalize.narrative.measure import Measure, sections_to_measures
from normalize.narrative.part import Part, sections_to_parts
from normalize.narrative.sentence import sections_to_sentences
from normalize.narrative.signature import sections_to_signature
from normalize.report import Section
from normalize.scope import Scope


class Narrative(NamedTuple):
    """What a text says.

    Attributes:
        claims: numbers that the tables count too, or would.
        measures: numbers that no table has.
        parts: the parts of totals that the text divides among bodies.
        signature: for finding near-duplicates; None where the text is too short.
    """

    claims: list[Claim]
    measures: list[Measure]
    parts: list[Part]
    signature: bytes | None


def sections_to_narrative(
    sections: Sequence[Section],
    reading: Reading,
    year: int | None = None,
    scope: Scope = "unknown",
    agency: str = "",
) -> Narrative:
    """Claims, measures, parts and signature of a text.

    Args:
        sections: the report's text.
        reading: what its tables say.
        year: the report's year; None where it is not known.
        scope: what the report counts.
        agency: who reports; empty where that is not known.

    >>> said = sections_to_narrative(
    ...     [Section("overview", "", "2023年收到政府信息公开申请3件，举办培训2次。")], Reading(), 2023
    ... )
    >>> len(said.claims), len(said.measures), said.parts, said.signature
    (1, 1, [], None)
    """
    sentences = sections_to_sentences(sections)
    return Narrative(
        sections_to_claims(sections, reading, year, scope, sentences, agency),
        sections_to_measures(sections, year, sentences),
        sections_to_parts(sections, reading, sentences),
        sections_to_signature(sections),
    )
