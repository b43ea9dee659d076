"""How well each number of a report stands: proven by arithmetic, unproven, in doubt, or not there."""

from __future__ import annotations

import re
from typing import Final, Literal

from extract.reading import CellReading
from normalize.report import Check, Report

Standing = Literal["proven", "unproven", "failing", "unreadable", "blank", "absent"]
"""``proven``: read, and in a sum that holds. ``unproven``: read, but in no sum that holds. ``failing``: in a
check that fails. ``blank``: nothing or a placeholder is printed. ``unreadable`` and ``absent``: as the status."""

TYPE_IDENTITY: Final = "I7"
"""The identity that asks for whole numbers; it proves no reading, and only the cells that break it are in doubt."""

_CELL_ID: Final = re.compile(r"[a-z_]+\.[a-z_0-9]+\.[a-z_0-9]+")


def report_to_standings(report: Report) -> dict[str, Standing]:
    """The standing of every cell of the tables found, by canonical id."""
    cells = report.reading.cells
    failing = {cell for check in report.checks if check.result == "fails" for cell in cells_in_doubt(check, cells)}
    proven = {
        cell
        for check in report.checks
        if check.result == "holds" and check.identity != TYPE_IDENTITY
        for cell in check.cells
    }
    return {cell: _standing(reading, cell in failing, cell in proven) for cell, reading in cells.items()}


def _standing(reading: CellReading, failing: bool, proven: bool) -> Standing:
    if reading.status == "unreadable":
        return "unreadable"
    if reading.status == "absent":
        return "absent"
    if reading.status in ("blank", "dash"):
        return "blank"
    if failing:
        return "failing"
    return "proven" if proven else "unproven"


def cells_in_doubt(check: Check, cells: dict[str, CellReading]) -> tuple[str, ...]:
    """The cells that a failing check casts doubt on: all it adds up, or those that are no count at all."""
    if check.identity != TYPE_IDENTITY:
        return check.cells
    return tuple(cell for cell in check.cells if cell in cells and _is_no_count(cells[cell]))


def _is_no_count(reading: CellReading) -> bool:
    value = reading.value
    return value is not None and (not isinstance(value, int) or value < 0)


def report_to_suspects(report: Report) -> frozenset[str]:
    """The cells that the explanations of failing checks name: the likeliest place of the fault."""
    return frozenset(
        cell
        for check in report.checks
        if check.result == "fails"
        for cell in _CELL_ID.findall(check.explanation)
        if cell in report.reading.cells
    )


def report_to_cell_checks(report: Report) -> dict[str, list[Check]]:
    """For each cell the checks that bear on it, failing ones first; a type check only where the cell breaks it."""
    order = {"fails": 0, "holds": 1, "cannot_tell": 2}
    result: dict[str, list[Check]] = {}
    for check in sorted(report.checks, key=lambda check: order[check.result]):
        bearing = cells_in_doubt(check, report.reading.cells) if check.identity == TYPE_IDENTITY else check.cells
        for cell in bearing:
            result.setdefault(cell, []).append(check)
    return result
