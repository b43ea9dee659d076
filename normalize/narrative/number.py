"""Numbers that count something in a sentence: digits or Chinese numerals with a counter behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from extract.reading import Number


class PrintedNumber(NamedTuple):
    """A number in a sentence.

    Attributes:
        start, end: its place in the sentence, the counter included.
        text: as printed, the counter included.
        value: the number it means, in its unit; ``3.5万件`` is 35000, ``12.3万元`` is 12.3.
        unit: the counter (``件``, ``元``, ``万元``, ``%``); empty without.
        approximate: whether the words say that it is not exact (``5500余``, ``近300``).
        in_words: whether it is written in Chinese numerals.
    """

    start: int
    end: int
    text: str
    value: Number
    unit: str
    approximate: bool
    in_words: bool


_COUNTERS: Final = "人次|件次|场次|篇次|条次|万元|亿元|元|件|例|条|宗|次|份|人|起|个|篇|期|场|项|部|则|名|家|户|批|%|倍"
_MYRIADS: Final = {"万": 10_000, "亿": 100_000_000}
# A number stands free: it is no part of a date, a telephone number, an address, a document's number or an ordinal.
_DIGITS = re.compile(
    r"(?=\d)(?<![\dA-Za-z.〔\[#@/\\_=&~-])(?<!第)"
    r"(?P<whole>\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?:，\d{3})+(?=[万亿余多]?(?:件|例|条|宗|份|次|元|人|篇))|\d+)(?P<fraction>\.\d+)?"
    r"(?![\d.]|[ -]\d|[A-Za-z〕\]@_=&])"
    r"(?P<more>[余多])?(?P<myriad>[万亿](?!元)|)(?P<about>[余多来几])?"
    rf"(?P<unit>{_COUNTERS}|)"
)
_WORDS = re.compile(
    r"(?=[零一二两三四五六七八九十百千万])(?<![\d.第每逐某零一二两三四五六七八九十百千万数几])(?P<words>[零一二两三四五六七八九十百千万]{1,9})(?P<unit>人次|件|例|宗|起|份|条)"
    r"(?![一性又事])"
)
# Counters behind which another word makes a time or a part of something of the number.
_NO_COUNT = re.compile(r"年|月|日|号|时|点|分(?!别)|楼|室|届|款|版|度|天|周|级|岁|类|种|大|米|公里|平方|幢|层|路")
_NO_UNIT = re.compile(r"个?(?:工作日|自然日|月|小时|方面|部分|百分点|季度|阶段|环节|重点|坚持)")
_ABOUT_BEFORE: Final = frozenset("近约超逾达")
_ABOUT_WORDS: Final = ("超过", "不少于", "不低于", "多于", "不到", "至少", "大约", "将近", "接近")

_FIGURES: Final = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
_HUNDREDS: Final = frozenset("百千万")
_STEPS: Final = {"十": 10, "百": 100, "千": 1000}


def text_to_numbers(plain: str) -> list[PrintedNumber]:
    """Every number of a sentence that may count something, in order.

    Dates, years, telephone and document numbers, ordinals and section numerals are left out. A number without counter is
    kept (``部分公开67，占4.61%``): only the words around it can tell whether it counts anything.

    Args:
        plain: a sentence without white space (:attr:`~normalize.narrative.sentence.Sentence.plain`).

    >>> [
    ...     (number.text, number.value)
    ...     for number in text_to_numbers("2023年收到1,234件，其中3.5万条、两件，国办函〔2020〕109号")
    ... ]
    [('1,234件', 1234), ('3.5万条', 35000), ('两件', 2)]
    >>> [(number.value, number.unit) for number in text_to_numbers("收费12.3万元，占34.17%，全年5500余条")]
    [(Decimal('12.3'), '万元'), (Decimal('34.17'), '%'), (5500, '条')]
    >>> text_to_numbers("第711号，电话0517-87222589，20个工作日内，三审三校")
    []
    """
    found = [*_digits(plain), *_words(plain)]
    if len(found) > 1:
        found.sort()
    return found


def _digits(plain: str) -> Iterator[PrintedNumber]:
    for match in _DIGITS.finditer(plain):
        unit = match["unit"]
        behind = plain[match.end() : match.end() + 4]
        if _NO_UNIT.match(unit + behind) or (not unit and _NO_COUNT.match(behind)) or behind.startswith("百分点"):
            continue
        whole = match["whole"].replace(",", "").replace("，", "")
        if (len(whole) > 1 and whole[0] == "0") or len(whole) > 12:
            continue
        if not unit and match.start() and plain[match.start() - 1] in "（(" and behind[:1] in "）)":
            # （1）, the mark of a list.
            continue
        value: Number = Decimal(whole + match["fraction"]) if match["fraction"] else int(whole)
        if match["myriad"]:
            value = _whole(value * _MYRIADS[match["myriad"]])
        about = bool(match["more"] or match["about"]) or _is_about(plain, match.start())
        yield PrintedNumber(match.start(), match.end(), match.group(), value, unit, about, in_words=False)


def _words(plain: str) -> Iterator[PrintedNumber]:
    for match in _WORDS.finditer(plain):
        value = chinese_numerals_to_int(match["words"])
        if value is not None:
            about = _is_about(plain, match.start())
            yield PrintedNumber(match.start(), match.end(), match.group(), value, match["unit"], about, in_words=True)


def _is_about(plain: str, start: int) -> bool:
    before = plain[max(start - 3, 0) : start]
    return before.endswith(_ABOUT_WORDS) or (before[-1:] in _ABOUT_BEFORE and before[-1:] not in ("达", ""))


def _whole(value: Number) -> Number:
    return int(value) if value == int(value) else value


def chinese_numerals_to_int(text: str) -> int | None:
    """A whole number below 100 million in Chinese numerals; None where the signs make none.

    >>> [chinese_numerals_to_int(text) for text in ("两", "十二", "一千二百", "三万零五十", "一百零三", "二三")]
    [2, 12, 1200, 30050, 103, None]
    """
    if text[0] in _HUNDREDS:
        return None
    total = part = 0
    figure: int | None = None
    for sign in text:
        if sign in _FIGURES:
            if figure:
                return None
            figure = _FIGURES[sign]
        elif sign in _STEPS:
            part += (1 if figure is None else figure) * _STEPS[sign]
            figure = None
        else:
            total = (total + part + (figure or 0)) * 10_000
            part, figure = 0, None
    return total + part + (figure or 0)
