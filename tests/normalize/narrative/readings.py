"""Readings made of numbers, for tests: 宿迁 2023 and smaller ones of our own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from extract.forms import load_forms
from extract.reading import CellReading, Number, Reading
from normalize.report import Section

COLUMNS: Final = ("natural_person", "business", "research", "social", "legal", "other_org", "total")


def text_to_sections(text: str, section: str = "overview") -> list[Section]:
    """One section of that text."""
    return [Section(section, "一、总体情况", text)]


def numbers_to_reading(numbers: Mapping[str, Number | None], blank: Iterable[str] = ()) -> Reading:
    """A reading of the form of 2021 with these numbers; every other cell is printed as 0, or is blank where so named."""
    left_blank = set(blank)
    cells = {}
    for cell in (cell.cell for cell in load_forms()["2021"].cells):
        value: Number | None = numbers.get(cell, 0)
        if cell in left_blank:
            value = None
        cells[cell] = CellReading(cell, "blank" if value is None else "reported", value)
    return Reading({"proactive": "2021", "requests": "2021", "disputes": "2021"}, cells)


def requests(**totals: int) -> dict[str, Number | None]:
    """Numbers of rows of the requests, all by natural persons."""
    return {
        f"requests.{row}.{column}": value for row, value in totals.items() for column in ("natural_person", "total")
    }


_ROWS: Final = tuple(dict.fromkeys(cell.row for cell in load_forms()["2021"].cells if cell.table == "requests"))
_SUQIAN: Final = {
    "natural_person": "3402 91 1175 319 0 27 6 38 20 9 21 20 968 26 3 305 39 0 58 4 40 10 287 3375 118",
    "business": "99 3 12 7 0 0 0 0 0 0 0 1 74 2 0 0 0 0 0 0 0 0 3 99 3",
    "social": "4 0 3 0 0 0 0 0 0 0 0 0 1 0 0 0 0 0 0 0 0 0 0 4 0",
    "legal": "5 2 1 2 0 0 0 0 0 0 0 0 3 0 0 0 0 0 0 0 0 0 1 7 0",
    "other_org": "1 0 0 0 0 0 0 0 0 0 0 0 1 0 0 0 0 0 0 0 0 0 0 1 0",
    "total": "3511 96 1191 328 0 27 6 38 20 9 21 21 1047 28 3 305 39 0 58 4 40 10 291 3486 121",
}
_SUQIAN_PROACTIVE: Final = (2, 0, 11, 109, 489, 597, 1808595, 2822652, 20163, Decimal("59237.2449"))
_SUQIAN_DISPUTES: Final = (309, 17, 88, 26, 440, 1, 1, 16, 6, 24, 13, 0, 67, 9, 89)


def suqian() -> Reading:
    """The tables of 宿迁 2023 (facts on the forms, section 13)."""
    forms = load_forms()["2021"]
    numbers: dict[str, Number | None] = {}
    for column, line in _SUQIAN.items():
        for row, value in zip(_ROWS, line.split(), strict=True):
            numbers[f"requests.{row}.{column}"] = int(value)
    for table, values in (("proactive", _SUQIAN_PROACTIVE), ("disputes", _SUQIAN_DISPUTES)):
        numbers |= dict(zip([cell.cell for cell in forms.table(table).cells], values, strict=True))
    return numbers_to_reading(numbers)
