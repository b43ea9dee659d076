"""Printed text on a terminal: made harmless, measured in columns, shortened."""

from __future__ import annotations

import unicodedata
from typing import Final

from rich.cells import cell_len, set_cell_size

_BREAKS: Final = "、，；：。（("
_ELLIPSIS: Final = "…"


def harmless(text: str) -> str:
    """One line without control, format and unassigned characters: a document must not steer the terminal.

    >>> harmless("总\\x1b[31m计\\u202e\\n  12")
    '总[31m计 12'
    """
    spaced = "".join(" " if character.isspace() else character for character in text)
    return " ".join("".join(c for c in spaced if unicodedata.category(c)[0] != "C").split())


def shorten(text: str, width: int, breaks: str = _BREAKS) -> str:
    """The text cut to a width in terminal columns, before one of ``breaks`` where one stands near the end.

    >>> shorten("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", 34)
    '1.申请人无正当理由逾期不补正…'
    >>> shorten("2.重复申请", 10), shorten("2.重复申请", 7)
    ('2.重复申请', '2.重复…')
    """
    if cell_len(text) <= width:
        return text
    if width <= 0:
        return ""
    kept = text
    while cell_len(kept) > width - 1:
        kept = kept[:-1]
    cut = max((kept.rfind(mark) for mark in breaks), default=-1)
    if text[len(kept)] not in breaks and cut > 0 and cell_len(kept[:cut]) * 3 > width * 2:
        kept = kept[:cut]
    return kept.rstrip(breaks + " ") + _ELLIPSIS


def pad(text: str, width: int, align: str = "left") -> str:
    """The text in exactly that many terminal columns, shortened where it is longer.

    >>> pad("总计", 6, "right"), pad("总计", 7, "center")
    ('  总计', ' 总计  ')
    """
    text = shorten(text, width)
    room = width - cell_len(text)
    if align == "right":
        return " " * room + text
    if align == "center":
        return set_cell_size(" " * (room // 2) + text, width)
    return set_cell_size(text, width)


def chunks(text: str, width: int) -> list[str]:
    """The text cut into pieces of about equal length, none wider than that many terminal columns.

    >>> chunks("社会公益组织", 4), chunks("社会公益组织", 6), chunks("总计", 4), chunks("商业企业", 6)
    (['社会', '公益', '组织'], ['社会公', '益组织'], ['总计'], ['商业', '企业'])
    """
    count = max(1, -(-cell_len(text) // width))
    size = -(-len(text) // count)
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    return pieces if all(cell_len(piece) <= width for piece in pieces) else _greedy(text, width)


def _greedy(text: str, width: int) -> list[str]:
    pieces = [""]
    for character in text:
        if pieces[-1] and cell_len(pieces[-1] + character) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces
