"""What the text counts beyond the tables: followers, posts, trainings, press conferences, the information-processing fee."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any, Final, NamedTuple

from extract.reading import Number, number_to_json
from normalize.narrative.counted import is_change
from normalize.narrative.lexicon import FILLER
from normalize.narrative.number import PrintedNumber
from normalize.narrative.part import words_to_body
from normalize.narrative.sentence import Sentence, sections_to_sentences
from normalize.narrative.setting import text_to_times, times_to_other
from normalize.report import Section


class Measure(NamedTuple):
    """A number of the text that no statutory table has.

    Attributes:
        section: id of the section it stands in.
        section_number: index of that section in the list of sections.
        offset: where its text begins in the section's text.
        sentence: the sentence, white space cut.
        text: the number as printed with its counter, or the words that say zero (``未收取``).
        measure: what it counts; ids, labels and units: :func:`load_measure_kinds`.
        channel: where, for followers, posts and disclosed items; empty where the words do not say.
        value: the number in the measure's unit.
        unit: the measure's unit.
        approximate: whether the text says that it is not exact (``5500余条``).
    """

    section: str
    section_number: int
    offset: int
    sentence: str
    text: str
    measure: str
    channel: str
    value: Number
    unit: str
    approximate: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {**self._asdict(), "value": number_to_json(self.value)}


class MeasureKind(NamedTuple):
    """A measure as ``measures.toml`` defines it: id, labels, unit, counters that go with it, whether told by channel."""

    id: str
    label_en: str
    label_zh: str
    unit: str
    units: frozenset[str]
    by_channel: bool
    words: re.Pattern[str]
    excluded: re.Pattern[str] | None


class Channel(NamedTuple):
    """Where something is posted: id and labels."""

    id: str
    label_en: str
    label_zh: str


@cache
def load_measure_kinds() -> tuple[MeasureKind, ...]:
    """All measures, in the order in which they are tried."""
    return tuple(
        MeasureKind(
            entry["id"],
            entry["label_en"],
            entry["label_zh"],
            entry["unit"],
            frozenset(entry["units"]),
            entry.get("channels", False),
            _words(entry),
            re.compile("|".join(entry["not"])) if "not" in entry else None,
        )
        for entry in _data()["measures"]
    )


def _words(entry: dict[str, Any]) -> re.Pattern[str]:
    tight = f"|(?:{'|'.join(entry['tight'])}){FILLER}" if "tight" in entry else ""
    return re.compile(rf"(?:(?:{'|'.join(entry['words'])}){_BETWEEN}{tight})\Z")


_BETWEEN: Final = rf"(?:[^，。；、：（(\d]{{0,10}}(?:，(?:全年)?(?:共计?|累计|合计|总计))?[：:“”]?){FILLER}"
"""What may stand between a measure's words and its number."""


@cache
def _counters() -> frozenset[str]:
    return frozenset().union(*(kind.units for kind in load_measure_kinds()))


@cache
def load_channels() -> tuple[Channel, ...]:
    """All channels."""
    return tuple(Channel(entry["id"], entry["label_en"], entry["label_zh"]) for entry in _data()["channels"])


@cache
def _data() -> dict[str, Any]:
    text = resources.files("normalize.narrative").joinpath("measures.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _channel_words() -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{entry['id']}>{'|'.join(entry['words'])})" for entry in _data()["channels"]))


_NO_FEE = re.compile(
    r"(?P<none>(?:均|尚|从)?(?:未|没有|无)(?:收取过?|产生|发生|涉及|收到)?)(?:向[^，。；]{0,16}?收取)?"
    r"[^，。；]{0,30}?(?:信息(?:公开)?处理费|处理费用?|信息公开[^，。；]{0,6}(?:收费|费用)|收费(?:情况|及减免))"
)
_FEE_UNSAID = re.compile(
    r"(?:信息公开|依申请)[^。；]{0,24}?(?P<none>(?:未|没有|无|暂不)(?:发生|产生|收取|涉及)?)(?:任何)?(?:收费|费用)"
)
_CHARGED = re.compile(r"信息(?:公开)?处理费(?!管理|标准|的?通知|收)[^。；]{0,16}\Z")
_SUM = re.compile(r"\d万?元")
_WITHIN = re.compile(r"其中|包括|含")
_NEAR: Final = 44
_FACTORS: Final = {("元", "万元"): 10_000}
_FEE: Final = "processing_fee"
_FEE_REQUESTS: Final = "processing_fee_requests"
_CHARGED_BEHIND = re.compile(r"(?:政府信息公开|信息公开)?申请[^，。；\d]{0,12}收取[^，。；\d]{0,12}信息(?:公开)?处理费")
_PEOPLE: Final = frozenset({"人次", "人", "名"})
_AND_PEOPLE = re.compile(r"[，、；（](?:共计?|累计|合计|约|近|参训|参加|参与|培训|覆盖|受训|人员)*")
_DIVIDED: Final = frozenset({"disclosed", "posts"})


def sections_to_measures(
    sections: Sequence[Section], year: int | None = None, sentences: Sequence[Sentence] | None = None
) -> list[Measure]:
    """Every number in the text that counts one of the measures, in order; plans, changes and other years are left out.

    Args:
        sections: the report's text.
        year: the report's year; None where it is not known.
        sentences: the sentences of these sections, where the caller has them already.

    >>> part = Section("overview", "", "微信公众号粉丝数7363人，全年举办培训两次。未收取信息处理费。")
    >>> [(found.measure, found.channel, found.value, found.unit) for found in sections_to_measures([part])]
    [('followers', 'wechat', 7363, '人'), ('processing_fee', '', 0, '元')]
    """
    found: list[Measure] = []
    totals: set[tuple[int, int]] = set()
    for sentence in sections_to_sentences(sections) if sentences is None else sentences:
        if sentence.plan:
            continue
        section = sections[sentence.section].section
        found += _no_fee(sentence, section)
        place = (sentence.section, sentence.paragraph)
        found += _numbers(sentence, section, year, total=place in totals)
        if found and found[-1].measure in _DIVIDED:
            totals.add(place)
    return found


def _numbers(sentence: Sentence, section: str, year: int | None, total: bool) -> Iterator[Measure]:
    plain = sentence.plain
    previous_end = 0
    counted: set[str] = set()
    last = ""
    times = text_to_times(plain, year) if sentence.numbers else []
    for number in sentence.numbers:
        begin, previous_end = previous_end, number.end
        if number.unit not in _counters() or is_change(plain, number) or times_to_other(times, number.start):
            continue
        before = plain[max(begin, number.start - _NEAR) : number.start]
        kind = _kind(before, plain[: number.start], plain[number.end : number.end + _NEAR], number, _FEE in counted)
        if kind is None and number.unit in _PEOPLE and last == "trainings" and _AND_PEOPLE.fullmatch(before):
            kind = next(kind for kind in load_measure_kinds() if kind.id == "training_participants")
        last = kind.id if kind else ""
        if kind is None:
            continue
        channel = _channel(before)
        # The parts of a total are no totals: 公开信息80条，其中财政信息20条.
        if (
            not channel
            and kind.by_channel
            and (_WITHIN.search(plain, 0, number.start) or words_to_body(before))
            and total
        ):
            continue
        total = total or kind.by_channel
        counted.add(kind.id)
        yield Measure(
            section,
            sentence.section,
            sentence.offset(number.start),
            sentence.text,
            sentence.text[number.start : number.end],
            "posts" if kind.id == "disclosed" and channel else kind.id,
            (channel or _channel(plain[: number.start]) or _channel(plain[number.end : number.end + 4]))
            if kind.by_channel
            else "",
            _value(number, kind),
            kind.unit,
            number.approximate,
        )


def _kind(before: str, said: str, behind: str, number: PrintedNumber, charged: bool) -> MeasureKind | None:
    """The first measure whose words stand right before a number with one of its counters."""
    for kind in load_measure_kinds():
        if number.unit not in kind.units or (kind.excluded and kind.excluded.search(before)):
            continue
        # 收取信息处理费25件2950元: only the first sum is the total, those behind it are its parts.
        if (not charged and _CHARGED.search(said)) if kind.id == _FEE else kind.words.search(before):
            return kind
        if kind.id == _FEE_REQUESTS and _CHARGED_BEHIND.match(behind):
            return kind
    return None


def _channel(words: str) -> str:
    """The channel named last; none where several are named together (通过微信、微博分别发布)."""
    found = [match.lastgroup or "" for match in _channel_words().finditer(words)]
    together = len(set(found)) > 1 and "分别" in words
    return found[-1] if found and not together else ""


def _value(number: PrintedNumber, kind: MeasureKind) -> Number:
    value = number.value * _FACTORS.get((kind.unit, number.unit), 1)
    return int(value) if value == int(value) else Decimal(value)


def _no_fee(sentence: Sentence, section: str) -> Iterator[Measure]:
    """Zero in words, for the fee: 未收取信息处理费."""
    if "费" not in sentence.plain:
        return
    match = _NO_FEE.search(sentence.plain) or _FEE_UNSAID.search(sentence.plain)
    if match and not _SUM.search(sentence.plain):
        yield Measure(
            section,
            sentence.section,
            sentence.offset(match.start("none")),
            sentence.text,
            match["none"],
            _FEE,
            "",
            0,
            "元",
        )
