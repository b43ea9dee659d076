"""Dates and statistics periods as reports print them, as ISO strings."""

from __future__ import annotations

import re
from datetime import date
from typing import Final, NamedTuple

FULL_WIDTH_DIGITS: Final = str.maketrans("０１２３４５６７８９", "0123456789")

_ZEROS = "〇○零Oo"
_CHINESE_DIGITS: Final = {
    **dict.fromkeys(f"{_ZEROS}0", 0),
    "元": 1,
    "正": 1,
    **{sign: number for number, sign in enumerate("一二三四五六七八九", start=1)},
}
_TENS: Final = {"十": 1, "廿": 2, "卅": 3}

_ARABIC_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*(?:年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日"
    r"|([-./])\s?(\d{1,2})\4\s?(\d{1,2})(?!\d|\4\d))"
)
_CHINESE_DATE = re.compile(
    rf"([一二][{_ZEROS}一二三四五六七八九]{{3}})\s*年\s*([元正一二三四五六七八九十]{{1,2}})\s*月"
    r"\s*([一二三四五六七八九十廿卅]{1,3})\s*日"
)
_BARE_DATE = re.compile(r"\s*((?:19|20)\d\d)(\d\d)(\d\d)(?:\d{4}|\d{6})?\s*\Z")


class FoundDate(NamedTuple):
    """A date in a text: the ISO date, and the slice of the text it was read from."""

    iso: str
    start: int
    end: int


class Period(NamedTuple):
    """A statistics period as printed.

    Attributes:
        year: the year in which it ends.
        start, end: ISO dates; None where the printed day cannot be known for certain.
        text: the words it was read from.
    """

    year: int
    start: str | None
    end: str | None
    text: str


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def chinese_number_to_int(text: str) -> int:
    """A number below 100, or a year written digit by digit, in Chinese numerals.

    >>> chinese_number_to_int("二〇二四"), chinese_number_to_int("十七"), chinese_number_to_int("二十")
    (2024, 17, 20)
    """
    if not any(sign in _TENS for sign in text):
        return int("".join(str(_CHINESE_DIGITS[sign]) for sign in text))
    tens = 0
    ones = 0
    for sign in text:
        if sign in _TENS:
            tens = (ones or 1) * _TENS[sign]
            ones = 0
        else:
            ones = _CHINESE_DIGITS[sign]
    return tens * 10 + ones


def text_to_dates(text: str) -> list[FoundDate]:
    """Every possible date in a text, in order; days that no calendar has are left out.

    >>> [found.iso for found in text_to_dates("2022年1月10日，二〇二四年一月十七日，2023-02-30")]
    ['2022-01-10', '2024-01-17']
    """
    text = text.translate(FULL_WIDTH_DIGITS)
    found = []
    for match in _ARABIC_DATE.finditer(text):
        year, month, day, _, other_month, other_day = match.groups()
        iso = _iso(int(year), int(month or other_month), int(day or other_day))
        if iso:
            found.append(FoundDate(iso, match.start(), match.end()))
    if "月" in text:
        for match in _CHINESE_DATE.finditer(text):
            iso = _iso(*(chinese_number_to_int(part) for part in match.groups()))
            if iso:
                found.append(FoundDate(iso, match.start(), match.end()))
        found.sort(key=lambda item: item.start)
    return found


def text_to_date(text: str) -> str | None:
    """The first possible date in a text; a value that is nothing but digits (``20240117``) counts too.

    >>> text_to_date("2024-01-17 15:46"), text_to_date("20240117"), text_to_date("2023年13月1日")
    ('2024-01-17', '2024-01-17', None)
    """
    dates = text_to_dates(text)
    if dates:
        return dates[0].iso
    match = _BARE_DATE.match(text)
    return _iso(*map(int, match.groups())) if match else None


# The signs 年 and 月 get lost in real reports (201711日至20171231日), so they are optional. 止 and commas may
# stand between the two ends, and the second year may be left out.
_PERIOD = re.compile(
    r"((?:19|20)\d\d)年?(\d{1,2})(月?)(\d{1,2})日?[起始]?[，,]?(?:至|到|[-—–~～－―─]{1,2})(?:当年|同年|本年)?"
    r"(?:((?:19|20)\d\d)年?)?(\d{1,2})(月?)(\d{1,2})(?:日|(?!\d))"
)
_PERIOD_OF_MONTHS = re.compile(
    r"((?:19|20)\d\d)年(\d{1,2})月?份?(?:至|到|[-—–~～－―─]{1,2})(?:((?:19|20)\d\d)年)?(\d{1,2})月"
)
_PERIOD_OF_YEAR = re.compile(r"统计[^。\d]{0,12}((?:19|20)\d\d)年(?:度|全年)?(?!\d|底|末|\d{0,2}月)")
_ANCHORS: Final = (
    "统计期",
    "统计时",
    "统计周期",
    "数据统计",
    "统计数据",
    "报告期",
    "数据期限",
    "数据的期限",
    "数据时限",
    "期限自",
    "期限从",
    "期限为",
    "时限自",
    "时限从",
    "时限为",
)
_MOST_TRIES: Final = 40
_YEAR_ENDS: Final = ("12月31", "1231日", "十二月三十一日")
_CHINESE_YEAR = re.compile(rf"([一二][{_ZEROS}一二三四五六七八九]{{3}})(?=年)")
_CHINESE_MONTH_OR_DAY = re.compile(r"([一二三四五六七八九十]{1,3})(?=[月日])")


def _with_arabic_dates(text: str) -> str:
    def number(match: re.Match[str]) -> str:
        return str(chinese_number_to_int(match.group()))

    return _CHINESE_MONTH_OR_DAY.sub(number, _CHINESE_YEAR.sub(number, text))


def _day(year: int, month: str, separator: str, day: str) -> str | None:
    """The ISO date; where 月 is lost only if the digits can be cut into a month and a day in one way."""
    if separator:
        return _iso(year, int(month), int(day))
    digits = month + day
    possible = {
        _iso(year, int(digits[:cut]), int(digits[cut:]))
        for cut in range(1, len(digits))
        if digits[cut] != "0" or len(digits) - cut == 2
    }
    possible.discard(None)
    return possible.pop() if len(possible) == 1 else None


def _window_to_period(window: str, *, stated: bool) -> Period | None:
    match = _PERIOD.search(window)
    if match:
        first, month, separator, day, last, end_month, end_separator, end_day = match.groups()
        year = int(last or first)
        start, end = _day(int(first), month, separator, day), _day(year, end_month, end_separator, end_day)
    else:
        match = _PERIOD_OF_MONTHS.search(window)
        if match:
            first, month, last, end_month = match.groups()
            year = int(last or first)
            start = _iso(int(first), int(month), 1)
            end = _iso(year, 12, 31) if end_month == "12" else None
        elif stated and (match := _PERIOD_OF_YEAR.search(window)):
            return Period(int(match.group(1)), None, None, match.group())
        else:
            return None
    # A programme of several years (2021年1月1日至2023年12月31日) is no statistics period.
    if year - int(first) not in ((0, 1) if stated else (0,)):
        return None
    return Period(year, start, end, match.group())


def text_to_period(text: str) -> Period | None:
    """The statistics period that a text states; None where it states none.

    Args:
        text: running text without any white space.

    A sentence that speaks of the statistics comes first, else a full year that is named as a span of days.

    >>> text_to_period("所列数据统计期限自2023年1月1日起至2023年12月31日止")[:3]
    (2023, '2023-01-01', '2023-12-31')
    >>> text_to_period("统计期限为201711日至20171231日")[:3]
    (2017, '2017-01-01', '2017-12-31')
    """
    for stated, anchors, before, behind in ((True, _ANCHORS, 0, 90), (False, _YEAR_ENDS, 45, 12)):
        for anchor in anchors:
            position = text.find(anchor)
            tries = _MOST_TRIES
            while position >= 0 and tries:
                tries -= 1
                window = text[max(position - before, 0) : position + behind].translate(FULL_WIDTH_DIGITS)
                if stated:
                    window = window.split("。", 1)[0]
                period = _window_to_period(_with_arabic_dates(window), stated=stated)
                if period:
                    return period
                position = text.find(anchor, position + 1)
    return None
