"""The sentence that says of which parts a total is made: 全市3607件，其中市政府349件、沭阳县477件."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from extract.reading import CellReading, Number, Reading, number_to_json
from normalize.narrative.comparison import rows_to_sum
from normalize.narrative.counted import is_change
from normalize.narrative.number import PrintedNumber
from normalize.narrative.sentence import Sentence, sections_to_sentences
from normalize.report import Section


class Part(NamedTuple):
    """One part of a total.

    Attributes:
        section: id of the section it stands in.
        section_number: index of that section in the list of sections.
        offset: where the part's number begins in the section's text.
        sentence: the sentence, white space cut.
        part: its name as printed, white space cut.
        value: its number.
        total: the total that the text gives.
        unit: counter as printed.
        adds_up: whether the parts of this total add up to it.
        cells: cells of the tables whose sum is the total; empty where none is.
    """

    section: str
    section_number: int
    offset: int
    sentence: str
    part: str
    value: Number
    total: Number
    unit: str
    adds_up: bool
    cells: tuple[str, ...] = ()

    @property
    def cell(self) -> str:
        """The cells as one expression; empty without."""
        return " + ".join(self.cells)

    def as_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            **self._asdict(),
            "value": number_to_json(self.value),
            "total": number_to_json(self.total),
            "cells": list(self.cells),
        }


# A body: a government, a division, a zone, a kind of organ; nothing that a request, an outcome or a subject is called.
_BODY = re.compile(
    r"(?:政府|部门|单位|机关|省|市|县|区|旗|州|盟|镇|乡|街道|局|委|办|厅|院|中心|管委会|公司|学校|医院|分局|支队|派出所)"
    r"(?:（[^（）]{1,20}）)?\Z"
)
_WHOLE = re.compile(r"[全我本]|各级(?:各)?(?:部门|单位|机关)\Z")
_LEAD = re.compile(
    r"\A(?:[，、；：。（(]|其中|包括|分别为|分别是|分别|即|含|以及|以|和|及|与|为|有|由|按照?(?:地区|区域|单位|部门)分|申请量较(?:多|大)的(?:是|为))+"
)
_TAIL = re.compile(
    r"(?:共计?|合计|总计|分别)?(?:主动)?(?:收到|受理|收办|办理|办结|接到|新收|答复|公开|发布|收取|为|是|有|共计?)?(?:各类|的|了)?"
    r"(?:政府信息公开|依申请公开|信息公开|政府信息|信息|依申请)?(?:申请|费用|信息处理费)?[：:]?\Z"
)
_SIGNS = re.compile(r"[，。；：、（(]")
_REMARK = re.compile(r"（[^（）]*）\Z")
_LONGEST_NAME: Final = 24
_LONGEST_WORDS: Final = 60
_SHARE: Final = "%"
_TOTALS: Final = (
    ("requests.new",),
    ("requests.new", "requests.carried_in"),
    ("requests.concluded",),
)
_ON_REQUESTS = re.compile(r"申请")
_MANY: Final = 3
_MONEY: Final = frozenset({"元", "万元"})


def sections_to_parts(
    sections: Sequence[Section], reading: Reading, sentences: Sequence[Sentence] | None = None
) -> list[Part]:
    """The parts of every total that the text divides among bodies, in order.

    A total is divided where at least two bodies with a number each follow it, one after the other, and either their numbers add
    up to it or there are three or more of them.

    Args:
        sections: the report's text.
        reading: what its tables say, to name the cells that a total on requests equals.
        sentences: the sentences of these sections, where the caller has them already.

    >>> said = "全市共收到申请12件，其中市政府3件、市各有关部门4件、青山县5件。"
    >>> [
    ...     (part.part, part.value, part.total, part.adds_up)
    ...     for part in sections_to_parts([Section("requests", "", said)], Reading())
    ... ]
    [('市政府', 3, 12, True), ('市各有关部门', 4, 12, True), ('青山县', 5, 12, True)]
    """
    found: list[Part] = []
    chain = _Chain(sections, reading.cells)
    for sentence in sections_to_sentences(sections) if sentences is None else sentences:
        found += chain.read(sentence)
    return found + chain.close()


class _Chain:
    """A total and the parts read behind it so far."""

    def __init__(self, sections: Sequence[Section], cells: Mapping[str, CellReading]) -> None:
        self.sections = sections
        self.cells = cells
        self.total: PrintedNumber | None = None
        self.said = ""
        self.parts: list[tuple[str, PrintedNumber, Sentence]] = []
        self.place = (-1, -1)
        self.pending = ""

    def read(self, sentence: Sentence) -> list[Part]:
        """Takes up a sentence; gives the parts of a total that ends before or within it."""
        found: list[Part] = []
        if (sentence.section, sentence.paragraph) != self.place:
            found += self.close()
            self.place = (sentence.section, sentence.paragraph)
        plain = sentence.plain
        end = 0
        for number in sentence.numbers:
            words, end = plain[end : number.start], number.end
            if number.unit == _SHARE or is_change(plain, number):
                continue
            name = words_to_body(words) if self.total and words else self.pending
            self.pending = ""
            if name and self.total and number.unit in (self.total.unit, "") and number.value <= self.total.value:
                self.parts.append((name, number, sentence))
            elif name and self.total and self.total.unit in _MONEY:
                # 市政府2件200元: the name stands before both numbers.
                self.pending = name
            else:
                found += self.close()
                self.total, self.said = number, plain[: number.start]
        return found

    def close(self) -> list[Part]:
        """The parts read so far, where they divide the total; starts anew."""
        total, parts = self.total, self.parts
        self.total, self.parts = None, []
        if total is None or len(parts) < 2:
            return []
        adds_up = sum(number.value for _, number, _ in parts) == total.value
        if not adds_up and len(parts) < _MANY:
            return []
        cells = self._cells(total.value) if _ON_REQUESTS.search(self.said) else ()
        return [
            Part(
                self.sections[sentence.section].section,
                sentence.section,
                sentence.offset(number.start),
                sentence.text,
                name,
                number.value,
                total.value,
                total.unit,
                adds_up,
                cells,
            )
            for name, number, sentence in parts
        ]

    def _cells(self, total: Number) -> tuple[str, ...]:
        for rows in _TOTALS:
            found = rows_to_sum(rows, ("total",), self.cells)
            if found.value == total and total:
                return found.cells
        return ()


def words_to_body(words: str) -> str:
    """The name of the body that stands before a number; empty where none does.

    >>> (
    ...     words_to_body("，其中市各有关部门"),
    ...     words_to_body("、青山县受理申请"),
    ...     words_to_body("，予以公开"),
    ...     words_to_body("，占"),
    ... )
    ('市各有关部门', '青山县', '', '')
    """
    if len(words) > _LONGEST_WORDS:
        return ""
    name = _LEAD.sub("", words)
    match = _TAIL.search(name)
    name = name[: match.start()] if match else name
    if not 2 <= len(name) <= _LONGEST_NAME or _SIGNS.search(_REMARK.sub("", name)):
        return ""
    return name if _BODY.search(name) and not _WHOLE.match(name) else ""
