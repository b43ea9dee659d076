"""Cells of a flat page: where they begin and end in a row, what is noted on them, and their text."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from extract.read.html_flat import BREAK, CELL, CELL_END, HEAD, NOTE_END, PARAGRAPH, PARAGRAPH_END
from extract.read.spans import Span, span_to_count

_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_LINE_END: Final = re.compile(f"[{PARAGRAPH}{PARAGRAPH_END}{BREAK}]")
SPACE: Final = " \t\r\n"
_BEFORE_CELL: Final = re.compile(f"[{SPACE}]+(?={CELL})")
_NEXT_CELL: Final = CELL_END + CELL


def printed(text: str) -> str:
    """White space of any kind collapsed to single spaces, characters without width left out.

    >>> printed(" 12\\u00a0\\u3000 件\\u200b ")
    '12 件'
    """
    text = " ".join(text.split())
    # What has no width counts as not printable.
    if not text.isprintable() and _UNSEEN.search(text):
        return " ".join(_UNSEEN.sub("", text).split())
    return text


def flat_to_text(flat: str) -> str:
    """The text of a cell that holds nothing but lines."""
    return "\n".join(filter(None, map(printed, _LINE_END.split(flat))))


def row_to_cells(flat: str) -> list[str] | None:
    """The cells of a row that is nothing but cells; None for another."""
    flat = flat.strip(SPACE)
    if not flat:
        return []
    cells = flat[1:-1].split(_NEXT_CELL)
    if flat.count(CELL) != len(cells):
        flat = _BEFORE_CELL.sub("", flat)
        cells = flat[1:-1].split(_NEXT_CELL)
    # A cell in a cell leaves one beginning too many.
    return cells if flat[0] == CELL and flat[-1] == CELL_END and flat.count(CELL) == len(cells) else None


def cell_to_tag(flat: str) -> str:
    """The name of the element that a cell was.

    >>> cell_to_tag(HEAD + "1")
    'th'
    """
    return "th" if flat.startswith(HEAD) else "td"


@lru_cache(maxsize=1024)
def notes_to_span(notes: str) -> Span:
    """Rowspan and colspan as noted at the beginning of a cell.

    >>> notes_to_span("r2" + NOTE_END + "c3")
    (2, 3)
    """
    spans = {note[:1]: note[1:] for note in notes.lstrip(HEAD).split(NOTE_END)}
    return span_to_count(spans.get("r")), span_to_count(spans.get("c"))
