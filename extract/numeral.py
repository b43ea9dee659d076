"""What the text of a table cell says: a number, nothing, a placeholder, or something else.

Real cells hold ``0`` with runs of spaces around it, full-width digits, thousands separators, units and
remarks (facts on pitfalls, part B). Whatever is not certainly one number is not read as one.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from extract.reading import Number

TextKind = Literal["number", "blank", "dash", "broken", "text"]
"""``broken``: digits on several lines, which are one number only if the cell was too narrow for it."""


class CellText(NamedTuple):
    """What one cell says.

    Attributes:
        kind: see :data:`TextKind`.
        value: the number; None unless ``number`` or ``broken`` (the lines joined).
        unit: unit printed behind the number; None without.
        remark: remark printed behind the number, its brackets cut; None without.
    """

    kind: TextKind
    value: Number | None = None
    unit: str | None = None
    remark: str | None = None


_PLACEHOLDERS: Final = frozenset(
    [
        "/",
        "//",
        "\\",
        "无",
        "无。",
        "空",
        "暂无",
        "不适用",
        "不涉及",
        "N/A",
        "n/a",
        "NA",
        "na",
        "*",
        "**",
        "***",
        "…",
        "……",
    ]
)
_DASHES: Final = re.compile(r"[-‐‑‒–—―−─━ー~_]+")
_SPACES: Final = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad\u3164]+")
_UNIT: Final = "万元|亿元|元|件次|人次|件|条|项|次|个|份|宗|例|起|人|部|篇"
_NUMBER: Final = re.compile(
    r"(?P<number>[+\-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)"
    rf"(?P<unit>{_UNIT})?"
    r"(?:[(\[](?P<remark>.*)[)\]]|(?P<clause>[,;:]?(?:其中|含|包括|包含).*))?"
    r"(?P<unit_after>万元|元)?"
    r"[。;；]?"
)
# NFKC turns these into digits as well, but they are notes beside a number, never part of it.
_RAISED: Final = re.compile(r"[\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089\u2460-\u24ff\u2776-\u2793\u3220-\u3229]")
_BROKEN: Final = re.compile(r"\d+(?:\s*\n\s*\d+)+")
_SPACED: Final = re.compile(r"\d\s+[\d.]|\d\s*,\s+\d|\d\s+,")
_ZERO_WORDS: Final = frozenset("零〇")


@lru_cache(maxsize=16384)
def text_to_cell_text(text: str) -> CellText:
    """What the text of a cell says.

    >>> text_to_cell_text(" 0 ").value, text_to_cell_text("１，８０８，５９５").value
    (0, 1808595)
    >>> text_to_cell_text("22（其中修订 16 件）")
    CellText(kind='number', value=22, unit=None, remark='其中修订16件')
    >>> text_to_cell_text("251000元")
    CellText(kind='number', value=251000, unit='元', remark=None)
    >>> text_to_cell_text("59237.2449").value
    Decimal('59237.2449')
    >>> [text_to_cell_text(text).kind for text in ("", "/", "无", "详见附件", "1 2", "00", "22²")]
    ['blank', 'dash', 'dash', 'text', 'text', 'text', 'text']
    """
    if text.isascii() and text.isdigit() and (text[0] != "0" or len(text) == 1) and len(text) < 16:
        return CellText("number", int(text))
    return _other_text_to_cell_text(text)


def _other_text_to_cell_text(text: str) -> CellText:
    if len(text) > 200:
        return CellText("text")
    if _RAISED.search(text):
        return CellText("text")
    plain = unicodedata.normalize("NFKC", text).strip()
    if _BROKEN.fullmatch(plain):
        return CellText("broken", int(_SPACES.sub("", plain)))
    # A space between digits may be the border of two cells, even where it seems to group thousands.
    if _SPACED.search(re.split(r"[(\[]", plain, maxsplit=1)[0]):
        return CellText("text")
    plain = _SPACES.sub("", plain)
    if not plain:
        return CellText("blank")
    if plain in _PLACEHOLDERS or _DASHES.fullmatch(plain):
        return CellText("dash")
    if plain in _ZERO_WORDS:
        return CellText("number", 0)
    return _plain_to_number(plain)


def _plain_to_number(plain: str) -> CellText:
    found = _NUMBER.fullmatch(plain)
    if found is None:
        return CellText("text")
    digits = found["number"].replace(",", "").replace("−", "-")
    unsigned = digits.lstrip("+-")
    # Two zeros of two cells run together look like a number with a leading zero.
    if len(unsigned) > 1 and unsigned[0] == "0" and not unsigned.startswith("0."):
        return CellText("text")
    if len(unsigned) > 18:
        return CellText("text")
    remark = found["remark"] if found["remark"] is not None else found["clause"]
    unit = found["unit"] or found["unit_after"]
    value: Number = Decimal(digits) if "." in digits else int(digits)
    if unit is None and remark in ("元", "万元", "单位:元", "单位:万元"):
        unit, remark = remark.rpartition(":")[2], None
    return CellText("number", value, unit, remark or None)
