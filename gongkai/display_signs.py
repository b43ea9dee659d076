"""How one cell looks in the terminal: its text, its sign and its colour, and the legend of the signs that occur."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from extract.reading import CellReading
from gongkai.display_standing import Standing, report_to_standings, report_to_suspects
from gongkai.display_text import harmless, shorten
from normalize.report import Report

_PLACEHOLDER_WIDTH: Final = 8
"""Longest placeholder (``不适用``, ``不涉及``) shown in full."""


class Mark(NamedTuple):
    """A cell ready for the sheet: ``text`` and, behind it, a ``sign`` of one character."""

    text: str
    style: str = ""
    sign: str = " "
    sign_style: str = ""


class Sign(NamedTuple):
    """One entry of the legend."""

    sign: str
    style: str
    meaning: str


SUSPECT: Final = Sign("✗", "bold white on red", "the likeliest fault of a check that fails")
FAILING: Final = Sign("!", "bold red", "in a check that fails")
UNREADABLE: Final = Sign("?", "bold magenta", "printed, but not readable for certain")
BLANK: Final = Sign("·", "bright_black", "printed blank")
DASH: Final = Sign("—", "", "a placeholder, as printed")
ABSENT: Final = Sign("∅", "bright_black", "not on the document")
REMARK: Final = Sign("*", "yellow", "with a remark, below")
POSITION: Final = Sign("~", "cyan", "found by its position")
ARITHMETIC: Final = Sign("=", "cyan", "found by arithmetic")
_ORDER: Final = (SUSPECT, FAILING, UNREADABLE, BLANK, DASH, ABSENT, REMARK, POSITION, ARITHMETIC)


class Marks:
    """The marks of all cells of one report, and which signs they use."""

    def __init__(self, report: Report) -> None:
        self._cells = report.reading.cells
        self._standings = report_to_standings(report)
        self._suspects = report_to_suspects(report)

    def __getitem__(self, cell: str) -> Mark:
        """The mark of a cell; as absent where the reading does not have it."""
        reading = self._cells.get(cell)
        if reading is None:
            return Mark(ABSENT.sign, ABSENT.style)
        return reading_to_mark(reading, self._standings[cell], cell in self._suspects)

    def legend(self) -> list[Sign]:
        """The signs that occur, the gravest first."""
        found = {sign for cell in self._cells for sign in self._signs(cell)}
        placeholders = sorted({harmless(cell.raw) for cell in self._cells.values() if cell.status == "dash"})
        shown = [shorten(text, _PLACEHOLDER_WIDTH) for text in placeholders]
        return [sign._replace(sign=" ".join(shown)) if sign == DASH else sign for sign in _ORDER if sign in found]

    def _signs(self, cell: str) -> Sequence[Sign]:
        reading = self._cells[cell]
        plain = {"unreadable": UNREADABLE, "blank": BLANK, "dash": DASH, "absent": ABSENT}
        if reading.status in plain:
            return (plain[reading.status],)
        mark = self[cell]
        return [sign for sign in (SUSPECT, FAILING, REMARK, POSITION, ARITHMETIC) if sign.sign == mark.sign]


def reading_to_mark(reading: CellReading, standing: Standing, suspect: bool = False) -> Mark:
    """How a reading looks: the number as printed, without separators, or the sign of what stands there instead.

    >>> reading_to_mark(CellReading("requests.new.total", "reported", 1808595, "1,808,595"), "failing")[:3]
    ('1808595', 'red', '!')
    """
    if reading.status == "unreadable":
        return Mark(UNREADABLE.sign, UNREADABLE.style)
    if reading.status == "blank":
        return Mark(BLANK.sign, BLANK.style)
    if reading.status == "absent":
        return Mark(ABSENT.sign, ABSENT.style)
    if reading.status == "dash":
        return Mark(shorten(harmless(reading.raw), _PLACEHOLDER_WIDTH) or DASH.sign, DASH.style)
    value = reading.value
    text = str(value) if isinstance(value, int) else format(value, "f") if value is not None else ""
    text += harmless(reading.unit or "")
    if suspect:
        return Mark(text, SUSPECT.style, SUSPECT.sign, FAILING.style)
    if standing == "failing":
        return Mark(text, "red", FAILING.sign, FAILING.style)
    if reading.remark is not None:
        return Mark(text, "", REMARK.sign, REMARK.style)
    if reading.evidence == "position":
        return Mark(text, "", POSITION.sign, POSITION.style)
    if reading.evidence == "arithmetic":
        return Mark(text, "", ARITHMETIC.sign, ARITHMETIC.style)
    # Rows of zeros are what most small offices print; what is not zero should catch the eye.
    return Mark(text, "bright_black" if value == 0 else "")
