"""What the reader made of a damaged document, cell by cell."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from extract.forms import load_forms
from extract.match import document_to_reading
from extract.read import read_document
from extract.reading import CellReading, Reading
from normalize.checks import reading_to_checks
from tests.damage.originals import Original
from tests.damage.scene import Scene, scene_to_expected
from tests.damage.sheet import Meaning, sheets_to_document


class Wrong(NamedTuple):
    """One silent error: read so, while the damaged document says otherwise, and nothing points at it."""

    case: str
    cell: str
    read: Meaning
    expected: frozenset[Meaning]


@dataclass(slots=True)
class Judgement:
    """Counts over cells.

    Attributes:
        outcomes: ``right``, ``unreadable``, ``flagged`` (wrong, but a failing check or a warning names the
            cell), ``silent`` among cells that identities cover; the same with ``open_`` in front for others.
        changed, found: cells that print something else than before the damage, and those of them that
            show it: they carry no number, or a failing check or a warning names them; by whether
            identities cover them.
        wrong: every silent error.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    changed: Counter[bool] = field(default_factory=Counter)
    found: Counter[bool] = field(default_factory=Counter)
    wrong: list[Wrong] = field(default_factory=list)

    def add(self, other: Judgement) -> None:
        """Adds the counts of another one."""
        self.outcomes += other.outcomes
        self.changed += other.changed
        self.found += other.found
        self.wrong += other.wrong


def scene_to_judgement(scene: Scene, original: Original, case: str) -> Judgement:
    """Reads a damaged document and compares with what a careful person may read in it."""
    reading = _read(scene)
    flagged = flagged_cells(reading)
    covered = covered_cells(reading)
    result = Judgement()
    for cell, allowed in scene_to_expected(scene, original.truth).items():
        read = _meaning(reading.cells.get(cell))
        is_covered = cell in covered
        if read in allowed:
            outcome = "right"
        elif read[0] == "unreadable":
            outcome = "unreadable"
        elif cell in flagged:
            outcome = "flagged"
        else:
            outcome = "silent"
            result.wrong.append(Wrong(case, cell, read, allowed))
        result.outcomes[outcome if is_covered else f"open_{outcome}"] += 1
        if original.truth[cell] not in allowed:
            result.changed[is_covered] += 1
            result.found[is_covered] += read[0] != "reported" or cell in flagged
    return result


def _read(scene: Scene) -> Reading:
    if scene.html is not None:
        return document_to_reading(read_document(scene.html.encode(), "damaged.html"))
    return document_to_reading(sheets_to_document(scene.sheets))


def _meaning(said: CellReading | None) -> Meaning:
    return ("absent", None) if said is None else (said.status, said.value)


def flagged_cells(reading: Reading) -> set[str]:
    """Cells that a failing check or a warning names."""
    failing = {cell for check in reading_to_checks(reading) if check.result == "fails" for cell in check.cells}
    warned = {cell for problem in reading.problems if problem.severity != "info" for cell in problem.cells}
    return failing | warned


def covered_cells(reading: Reading) -> set[str]:
    """Cells of the tables found that stand in an identity other than that of their type; the tables not found too.

    A table that was not found at all is covered as well: nothing in it may be called absent while it is printed.
    """
    forms = load_forms()
    covered: set[str] = set()
    for table in ("proactive", "requests", "disputes"):
        form = forms[reading.forms.get(table, "2021")]
        covered |= {
            cell for identity in form.identities_of(table) if identity.kind != "type" for cell in identity.cells
        }
    return covered
