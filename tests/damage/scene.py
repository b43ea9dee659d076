"""One document while it is being damaged, and what a careful person may read in it afterwards."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from tests.damage.sheet import Meaning, Piece, Sheet, Sheets, all_pieces


@dataclass(slots=True)
class Scene:
    """A copy of a good document and a source of chance.

    Attributes:
        also: further meanings that a person may give to a cell, because the damaged document does not
            let anybody tell.
        html: the damaged source text, where the damage was done there and not on the grids.
    """

    sheets: Sheets
    chance: random.Random
    also: dict[str, set[Meaning]] = field(default_factory=dict)
    html: str | None = None

    def allow(self, cell: str, *meanings: Meaning | None) -> None:
        """Lets a cell have further meanings."""
        self.also.setdefault(cell, set()).update(meaning for meaning in meanings if meaning is not None)

    def some_row(self, table: str = "", least: int = 1) -> tuple[Sheet, int] | None:
        """A row of values, of one table where it is named, with at least so many values."""
        rows = [
            (sheet, row)
            for sheet in self.sheets
            for row in sheet.value_rows()
            if len(values := sheet.values(row)) >= least and values[0].cell.startswith(table)
        ]
        return self.chance.choice(rows) if rows else None

    def some_piece(self, pieces: list[Piece]) -> Piece | None:
        """One of these; four times in five one that prints more than a zero, as those tell more."""
        telling = [piece for piece in pieces if piece.meaning is not None and piece.meaning[1]]
        if telling and self.chance.random() < 0.8:
            return self.chance.choice(telling)
        return self.chance.choice(pieces) if pieces else None

    def numbers(self) -> list[Piece]:
        """All cells that print a plain number."""
        return [piece for piece in all_pieces(self.sheets) if piece.cell and piece.text.strip().isdecimal()]


def scene_to_expected(scene: Scene, truth: dict[str, Meaning]) -> dict[str, frozenset[Meaning]]:
    """For each cell what may be read without being wrong; ``unreadable`` always may.

    A cell printed twice with different meanings has none: whichever is taken must be flagged.
    """
    printed: dict[str, list[Meaning | None]] = {}
    for piece in all_pieces(scene.sheets):
        if piece.cell:
            printed.setdefault(piece.cell, []).append(piece.meaning)
    expected: dict[str, frozenset[Meaning]] = {}
    for cell in truth:
        meanings = set(printed.get(cell, [("absent", None)]))
        sure = {meaning for meaning in meanings if meaning is not None} if len(meanings) == 1 else set()
        expected[cell] = frozenset(sure | scene.also.get(cell, set()))
    return expected
