"""Dates as portals print them, as YYYY-MM-DD."""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import Final

_DATE: Final = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*(?:[-./]|年)\s*(\d{1,2})\s*(?:[-./]|月)\s*(\d{1,2})(?!\d)"
    r"|(?<!\d)((?:19|20)\d\d)([01]\d)([0-3]\d)(?=(?:[0-2]\d[0-5]\d(?:[0-5]\d)?)?(?!\d))"
)
_SPLIT: Final = (
    (re.compile(r"(?<![\d./-])(?P<day>\d{1,2})\s*日?\s+(?P<year>(?:19|20)\d\d)\s*[-./年]\s*(?P<month>\d{1,2})月?(?![\d./-])")),
    (re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)\s*年?\s+(?P<month>\d{1,2})\s*[-./月]\s*(?P<day>\d{1,2})(?![\d./-])")),
    (re.compile(r"(?<![\d./-])(?P<month>\d{1,2})\s*[-./月]\s*(?P<day>\d{1,2})\s*日?\s+(?P<year>(?:19|20)\d\d)(?![\d./-])")),
)  # fmt: skip
"""A date set in two pieces: the day large with year and month below it, or the year apart."""

_CHINA: Final = datetime.timezone(datetime.timedelta(hours=8))


def text_to_date(text: str) -> str | None:
    """The first whole date in a text, as YYYY-MM-DD; None where there is none that the calendar knows.

    >>> [text_to_date(text) for text in ("[2024-1-15]", "发布时间：2024年1月15日 10:00", "2024.01.15", "20240115")]
    ['2024-01-15', '2024-01-15', '2024-01-15', '2024-01-15']
    >>> text_to_date("2024-13-45"), text_to_date("01-15"), text_to_date("15 2024-01")
    (None, None, '2024-01-15')
    """
    plain = unicodedata.normalize("NFKC", text)
    for match in _DATE.finditer(plain):
        year, month, day = (group for group in match.groups() if group)
        date = _to_date(year, month, day)
        if date:
            return date
    for pattern in _SPLIT:
        for match in pattern.finditer(plain):
            date = _to_date(match["year"], match["month"], match["day"])
            if date:
                return date
    return None


def epoch_to_date(number: float | str | None) -> str | None:
    """The day in China of a count of seconds or milliseconds since 1970; None where that is no day of 1990 to 2099.

    >>> epoch_to_date(1705276800), epoch_to_date("1705276800000"), epoch_to_date(0)
    ('2024-01-15', '2024-01-15', None)
    """
    try:
        seconds = float(number)  # type: ignore[arg-type]
        seconds = seconds / 1000 if seconds > 10**11 else seconds
        moment = datetime.datetime.fromtimestamp(seconds, _CHINA)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return moment.date().isoformat() if 1990 <= moment.year <= 2099 else None


def _to_date(year: str, month: str, day: str) -> str | None:
    try:
        return datetime.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
