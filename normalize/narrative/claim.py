"""Every number of a report's text with what it counts, checked against the statutory tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

from extract.reading import CellReading, Number, Reading, number_to_json
from normalize.narrative.comparison import Finding, Verdict, counted_to_verdict
from normalize.narrative.counted import Context, Counted, is_change, number_to_counted, read_context
from normalize.narrative.number import PrintedNumber
from normalize.narrative.sentence import Sentence, sections_to_sentences
from normalize.narrative.setting import TimeMention, text_to_subject, text_to_times, times_to_other
from normalize.narrative.share import Counting, share_to_verdict
from normalize.narrative.zero import text_to_zeros
from normalize.report import Section
from normalize.scope import Scope


class Claim(NamedTuple):
    """A number in the text.

    Attributes:
        section: id of the section it stands in.
        section_number: index of that section in the list of sections.
        offset: where its text begins in the section's text.
        sentence: the sentence, white space cut.
        text: as printed with its counter, or the words that say zero (``未收到``).
        value: the number meant; shares in percent, money in 万元.
        unit: counter as printed; ``%`` for shares, ``万元`` for money; empty where none is printed.
        measure: what it counts: a row of the forms, a group of rows, or one of these by applicants; shares end in ``.share``.
        verb: ``received``, ``accepted``, ``concluded``, ``answered``, ``handled``, ``filed``, ``closed``, ``carried``, ``issued``,
            ``disclosed`` …; empty where the words do not say.
        result: see :data:`~normalize.narrative.comparison.Finding`.
        cells: cells whose sum it was compared with; of a match, those whose sum it is. For requests received they tell the
            basis: ``requests.new.total`` alone, or with ``requests.carried_in.total``.
        expected: their sum; None where it is not known or there is none.
        explanation: one sentence for a person; empty where the match is plain.
        base: of a share, the cells whose sum is its base.
    """

    section: str
    section_number: int
    offset: int
    sentence: str
    text: str
    value: Number
    unit: str
    measure: str
    verb: str
    result: Finding
    cells: tuple[str, ...] = ()
    expected: Number | None = None
    explanation: str = ""
    base: tuple[str, ...] = ()

    @property
    def cell(self) -> str:
        """The cells as one expression, a share as ``part / base``; empty without."""
        return " / ".join(" + ".join(cells) for cells in (self.cells, self.base) if cells)

    def as_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            **self._asdict(),
            "value": number_to_json(self.value),
            "cells": list(self.cells),
            "base": list(self.base),
            "expected": number_to_json(self.expected),
        }


class Setting(NamedTuple):
    """What the numbers of one sentence are held against.

    Attributes:
        plain: the sentence.
        times: the times it mentions.
        cells: cells of the reading.
        scope: what the report counts.
        agency: who reports.
    """

    plain: str
    times: list[TimeMention]
    cells: Mapping[str, CellReading]
    scope: Scope
    agency: str = ""

    def verdict(
        self, counted: Counted, position: int, value: Number, step: Number = 0, *, approximate: bool = False
    ) -> Verdict:
        """What the tables say of a number at that position of the sentence; of another time they say nothing."""
        verdict = counted_to_verdict(counted, value, self.cells, approximate=approximate, step=step, scope=self.scope)
        if verdict.result == "no_counterpart":
            return verdict
        other = times_to_other(self.times, position)
        if other:
            said = f"the sentence speaks of another time: {other}"
            return Verdict("not_checked", verdict.cells, verdict.expected, said)
        if verdict.result == "matches":
            return verdict
        # Whom the sentence speaks of matters only where the numbers differ.
        subject = text_to_subject(self.plain[:position], self.agency)
        return counted_to_verdict(
            counted, value, self.cells, approximate=approximate, step=step, subject=subject, scope=self.scope
        )


_MONEY: Final = {"元": Decimal("0.0001"), "万元": Decimal(1), "亿元": Decimal(10_000)}
_WORTH_A_LOOK = re.compile(r"\d|[零一二两三四五六七八九十百千万](?:件|例|宗|起|份|条|人次)|未|没有|无")
_SHARE = re.compile(
    r"[，、（(]?(?:约|分别)?(?:占比?|占(?P<base>[^，。；%\d]{1,16}?)(?:的|比例|比重)?|比例|占比率)(?:为|达|约|的|[:：])*\Z|[（(]\Z"
)
_PRECISION = re.compile(r"[\d,，]+(?:\.(\d+))?([万亿]?)")
_SHORT_PARAGRAPH: Final = 3
_HEADING = re.compile(r"（[一二三四五六七八九十]{1,3}）|[一二三四五六七八九十]{1,2}、")


def sections_to_claims(
    sections: Sequence[Section],
    reading: Reading,
    year: int | None = None,
    scope: Scope = "unknown",
    sentences: Sequence[Sentence] | None = None,
    agency: str = "",
) -> list[Claim]:
    """Every number in the text that counts what the statutory tables count, in order, with what the tables say of it.

    Numbers whose words do not tell that they count requests, outcomes, disputes, rules, decisions or fees are left out;
    so are changes against other years, plans, dates and the numbers of documents.

    Args:
        sections: the report's text.
        reading: what its tables say.
        year: the report's year; sentences on other years are not compared. None where it is not known.
        scope: what the report counts; sentences on other bodies are not held against it.
        sentences: the sentences of these sections, where the caller has them already.
        agency: who reports; empty where that is not known.

    >>> part = Section("requests", "", "2023年收到政府信息公开申请两件。")
    >>> [(claim.text, claim.value, claim.measure, claim.result) for claim in sections_to_claims([part], Reading())]
    [('两件', 2, 'requests.received', 'no_counterpart')]
    """
    claims: list[Claim] = []
    context, place, read = Context(), (-1, -1), 0
    for sentence in sections_to_sentences(sections) if sentences is None else sentences:
        here = (sentence.section, sentence.paragraph)
        # What was spoken of holds for the paragraph, and for the next one behind a heading or a short paragraph.
        if here[0] != place[0] or (here != place and read >= _SHORT_PARAGRAPH) or _HEADING.match(sentence.plain):
            context, read = _fresh(sections[sentence.section]), 0
        place = here
        if _WORTH_A_LOOK.search(sentence.plain) and not sentence.plan:
            section = sections[sentence.section].section
            found = _sentence_to_claims(sentence, section, context, reading.cells, year, scope, agency)
            claims.extend(sorted(found, key=lambda claim: claim.offset))
        read_context(context, sentence.plain)
        read += 1
    return claims


def _fresh(section: Section) -> Context:
    """What a section's heading settles before its first sentence."""
    return Context(asked=section.section == "requests", disputed=section.section == "disputes")


def _sentence_to_claims(
    sentence: Sentence,
    section: str,
    context: Context,
    cells: Mapping[str, CellReading],
    year: int | None,
    scope: Scope,
    agency: str,
) -> Iterator[Claim]:
    plain = sentence.plain
    zeros = text_to_zeros(plain, context)
    numbers = sentence.numbers
    if not zeros and not numbers:
        return
    setting = Setting(plain, text_to_times(plain, year), cells, scope, agency)
    for zero in zeros:
        verdict = setting.verdict(zero.counted, zero.start, 0)
        yield _claim(sentence, section, (zero.start, zero.end), 0, "", zero.counted, verdict)
    context.last, context.elsewhere = None, False
    before: dict[str, Number] = {}
    settled = previous_end = 0
    counting: Counting | None = None
    for place, number in enumerate(numbers):
        if is_change(plain, number):
            previous_end = number.end
            continue
        read_context(context, plain[settled : number.start])
        settled = number.start
        span = (number.start, number.end)
        if number.unit in ("%", "％"):
            said = _SHARE.search(plain, previous_end, number.start)
            if counting and said:
                measure = f"{counting.counted.measure}.share"
                verdict = share_to_verdict(counting, number, said["base"] or "", cells)
                share = Counted(measure, counting.counted.verb, ())
                yield _claim(sentence, section, span, number.value, "%", share, verdict)
            previous_end = number.end
            continue
        following = numbers[place + 1].start if place + 1 < len(numbers) else len(plain)
        counted = number_to_counted(plain, number, previous_end, following, context)
        previous_end = number.end
        if counted is None or (number.in_words and number.unit in ("份", "条", "人次")):
            counting = None
            continue
        if counted.measure in ("requests.received", "requests.concluded"):
            context.last = counted
        value, unit, step = _standard(number)
        verdict = setting.verdict(counted, number.start, value, step, approximate=number.approximate)
        whole = before.setdefault(counted.measure, value)
        if value < whole and verdict.result in ("near_miss", "contradicts"):
            part = f"it seems to be a part of the {whole} before it"
            verdict = Verdict("no_counterpart", verdict.cells, verdict.expected, part)
        counting = Counting(counted, value, verdict, context.last)
        yield _claim(sentence, section, span, value, unit, counted, verdict)


def _standard(number: PrintedNumber) -> tuple[Number, str, Number]:
    """The value with money in 万元, its unit, and what the last printed digit stands for where that is not one."""
    digits = _PRECISION.match(number.text)
    decimals = len(digits[1] or "") if digits else 0
    if number.unit in _MONEY:
        factor = _MONEY[number.unit]
        value = number.value * factor
        return _plain(value), "万元", factor / 10**decimals
    if digits and digits[2]:
        return number.value, number.unit, (10_000 if digits[2] == "万" else 100_000_000) // 10**decimals
    return number.value, number.unit, 0


def _plain(value: Number) -> Number:
    return int(value) if value == int(value) else value


def _claim(
    sentence: Sentence,
    section: str,
    span: tuple[int, int],
    value: Number,
    unit: str,
    counted: Counted,
    verdict: Verdict,
) -> Claim:
    return Claim(
        section,
        sentence.section,
        sentence.offset(span[0]),
        sentence.text,
        sentence.text[span[0] : span[1]],
        value,
        unit,
        counted.measure,
        counted.verb,
        verdict.result,
        verdict.cells,
        verdict.expected,
        verdict.explanation,
        verdict.base,
    )
