"""What is right: the cells, facts and checks of one document against its truth."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from extract.reading import Number
from fixtures.truth import TruthRow
from normalize.report import Report


class Said(NamedTuple):
    """What a reading says of one cell: its status, and the number where it is ``reported``."""

    status: str
    value: Number | None


@dataclass(slots=True)
class Verdicts:
    """The cells of one document, or of many, judged.

    Attributes:
        right: cells whose status and value are those of the truth.
        unread: cells that we say we could not read.
        silent: for each cell said wrongly, not mentioned or invented, one line that names both sides.
    """

    right: int = 0
    unread: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)


def report_to_numbers(report: Report) -> dict[str, Said]:
    """Status and number of every cell that a report mentions."""
    return {cell: Said(reading.status, reading.value) for cell, reading in report.reading.cells.items()}


def cells_to_verdicts(truth: Mapping[str, TruthRow], cells: Mapping[str, Said]) -> Verdicts:
    """Judges every cell of the truth, and every number that the truth does not have.

    >>> truth = {"a.b.c": TruthRow("a.b.c", "7", "7", "reported", ""), "a.b.d": TruthRow("a.b.d", "", "", "blank", "")}
    >>> cells_to_verdicts(truth, {"a.b.c": Said("unreadable", None), "a.b.d": Said("reported", 0)})
    Verdicts(right=0, unread=['a.b.c'], silent=['a.b.d: printed blank, read reported 0'])
    """
    verdicts = Verdicts()
    for cell, row in truth.items():
        said = cells.get(cell, Said("absent", None))
        if _is_right(row, said):
            verdicts.right += 1
        elif said.status == "unreadable":
            verdicts.unread.append(cell)
        else:
            printed = f"{row.status} {row.value}".strip()
            read = said.status if said.value is None else f"{said.status} {said.value}"
            verdicts.silent.append(f"{cell}: printed {printed}, read {read}")
    verdicts.silent += [
        f"{cell}: not in the document, read {said.value}"
        for cell, said in cells.items()
        if cell not in truth and said.status == "reported"
    ]
    return verdicts


def _is_right(row: TruthRow, said: Said) -> bool:
    """Status and value as in the truth; where the document itself is ambiguous, anything but a wrong number."""
    if row.status == "ambiguous":
        return said.status != "reported" or _same(row.value, said.value)
    if row.status == "reported":
        return said.status == "reported" and _same(row.value, said.value)
    return said.status == row.status and said.value is None


def _same(printed: str, value: Number | None) -> bool:
    try:
        return value is not None and Decimal(printed) == value
    except InvalidOperation:
        return False


def report_to_missed(report: Report, broken: Sequence[Sequence[Any]]) -> list[str]:
    """Broken identities of the truth, ``(identity, cells, printed, expected)``, that no failing check touches."""
    failing = [check.cells for check in report.checks if check.result == "fails"]
    return [f"{one[0]} ({one[1][-1]})" for one in broken if not any(_touch(one[1], cells) for cells in failing)]


def report_to_alarms(report: Report, broken: Sequence[Sequence[Any]]) -> list[str]:
    """Checks that fail although the truth names no broken identity that they touch."""
    return [
        check.check
        for check in report.checks
        if check.result == "fails" and not any(_touch(one[1], check.cells) for one in broken)
    ]


def _touch(patterns: Iterable[str], cells: Sequence[str]) -> bool:
    return any(True for _ in _matching(patterns, cells))


def _matching(patterns: Iterable[str], cells: Sequence[str]) -> Iterator[str]:
    for pattern in patterns:
        yield from fnmatch.filter(cells, pattern)
