"""Column heads above the values, and which column of the form each stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extract.document import Cell
from extract.match.alignment import scores_to_alignment
from extract.match.labels import EXACT, GLOSSED, LabelScorer
from extract.match.printed_row import PrintedRow

_COMMON = 2
"""Heads of so many characters (其他, 总计) stand in every table."""


@dataclass(frozen=True, slots=True)
class Heads:
    """The lowest heads over a run of value rows, left to right, the corner left out.

    Attributes:
        grid: index of the grid they stand in.
        cells: one for each printed column.
        columns: index of the form's column for each; None for a head that the form does not have.
        score: sum of their label scores.
        complete: whether every column of the form has its head.
        in_order: whether the heads are those of the form, in its order, and nothing else.
    """

    grid: int
    cells: tuple[Cell, ...]
    columns: tuple[int | None, ...]
    score: float
    complete: bool
    in_order: bool = False

    @property
    def exact(self) -> bool:
        """Whether every printed head is one of the form's, word for word, and each another one."""
        return (
            None not in self.columns
            and len(set(self.columns)) == len(self.columns)
            and (self.score == EXACT * len(self.columns))
        )

    @property
    def in_place(self) -> bool:
        """Whether every head that is known stands where the form has it; the others may be slips."""
        return all(column is None or column == number for number, column in enumerate(self.columns))

    @property
    def form_order(self) -> bool:
        """Whether the columns that the form has stand in its order, whatever stands between them."""
        named = [column for column in self.columns if column is not None]
        return named == sorted(named)


def rows_to_heads(rows: Sequence[PrintedRow], scorer: LabelScorer) -> dict[int, Heads]:
    """For each index of a row with values the heads above it, where they are heads of this block.

    Heads of a block hold until others follow, over page ends and into the next grid, because forms
    continued on a new page often do not repeat them.
    """
    found: dict[int, Heads] = {}
    pending: list[PrintedRow] = []
    current: Heads | None = None
    for index, row in enumerate(rows):
        if not row.has_numbers and is_head_row(row, scorer):
            if pending and pending[-1].grid != row.grid:
                pending = []
            pending.append(row)
            continue
        if pending:
            current = _pending_to_heads(pending, scorer)
            pending = []
        elif row.labels and not row.values and current is not None and row.grid != current.grid:
            current = None
        if current is not None and row.values:
            found[index] = current
    return found


def rows_to_foreign_heads(rows: Sequence[PrintedRow], index: int, scorers: Sequence[LabelScorer]) -> list[str]:
    """The nearest words above a row, in its grid, where they are heads of columns that the form does not have."""
    grid = rows[index].grid
    for row in reversed(rows[:index]):
        if row.grid != grid:
            return []
        own = [cell.text for cell in row.labels if cell.row == row.row]
        if not row.has_numbers and len(own) >= 2:
            telling = [text for text in own if len(text) > _COMMON]
            return [] if any(scorer.plain(text) is not None for scorer in scorers for text in telling) else own
    return []


def names_columns(row: PrintedRow, scorer: LabelScorer) -> bool:
    """Whether a row without numbers names a column that only this table has (not 其他, not 总计)."""
    return not row.has_numbers and any(
        len(cell.text) > _COMMON and scorer.plain(cell.text) is not None for cell in row.labels if cell.row == row.row
    )


def is_head_row(row: PrintedRow, scorer: LabelScorer) -> bool:
    """Whether a row without numbers names at least one column."""
    if row.has_numbers or not row.own_label or len(row.values) >= max(len(scorer.labels), 2):
        return False
    for cell in row.labels:  # noqa: SIM110 - half the time of any() with a generator, for every row of every document
        if cell.row == row.row and scorer.plain(cell.text) is not None:
            return True
    return False


def _pending_to_heads(pending: list[PrintedRow], scorer: LabelScorer) -> Heads | None:
    lowest: dict[int, Cell] = {}
    for row in pending:
        for cell in row.labels:
            for column in range(cell.column, cell.column + cell.colspan):
                lowest[column] = cell
    leaves: list[Cell] = []
    for column in sorted(lowest):
        cell = lowest[column]
        # Where spans are lost, the head of a group stands beside those of its columns.
        if (not leaves or cell is not leaves[-1]) and not scorer.is_any_group(cell.text):
            leaves.append(cell)
    count = len(scorer.labels)
    exact = [scorer.exact(cell.text) for cell in leaves]
    if exact[-count:] == list(range(count)) and set(exact[:-count]) <= {None}:
        return Heads(pending[0].grid, tuple(leaves[-count:]), tuple(range(count)), EXACT * count, True, True)
    scores = [scorer.scores(cell.text) for cell in leaves]
    first = next((number for number, score in enumerate(scores) if max(score) >= GLOSSED), None)
    if first is None:
        return None
    leaves, scores = leaves[first:], scores[first:]
    _, columns = scores_to_alignment(scores)
    if sum(column is not None for column in columns) < count:
        columns = _printed_order(scores, count) or columns
    matched = [column for column in columns if column is not None]
    return Heads(
        pending[0].grid, tuple(leaves), tuple(columns), sum(_matched_scores(scores, columns)), len(matched) == count
    )


def _matched_scores(scores: Sequence[Sequence[float]], columns: Sequence[int | None]) -> list[float]:
    return [score[column] for score, column in zip(scores, columns, strict=True) if column is not None]


def _printed_order(scores: Sequence[Sequence[float]], count: int) -> list[int | None] | None:
    """Columns in another order than the form's, where each head is there exactly once word for word."""
    columns: list[int | None] = [
        score.index(EXACT) if EXACT in score and score.count(EXACT) == 1 else None for score in scores
    ]
    named = [column for column in columns if column is not None]
    return columns if sorted(named) == list(range(count)) else None
