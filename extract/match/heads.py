"""Column heads above the values, and which column of the form each stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from extract.match.alignment import scores_to_alignment
from extract.match.labels import EXACT, GLOSSED, LabelScorer
from extract.match.printed_row import PrintedRow

_COMMON = 2
"""Heads of so many characters (其他, 总计) stand in every table."""

_Word = tuple[str, int, int, int, int]
"""A cell without its place."""


@dataclass(frozen=True, slots=True)
class Heads:
    """The lowest heads over a run of value rows, left to right, the corner left out.

    Attributes:
        grid: index of the grid they stand in.
        starts: the column of the grid in which each begins.
        columns: index of the form's column for each; None for a head that the form does not have.
        score: sum of their label scores.
        complete: whether every column of the form has its head.
        in_order: whether the heads are those of the form, in its order, and nothing else.
    """

    grid: int
    starts: tuple[int, ...]
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


def rows_to_heads(rows: Sequence[PrintedRow], scorer: LabelScorer) -> list[Heads | None]:
    """For each row the heads of this block above it; None for a row without values, and where there are none.

    Heads of a block hold until others follow, over page ends and into the next grid, because forms
    continued on a new page often do not repeat them.
    """
    most_blank = max(len(scorer.labels), 2)  # a row of as many blanks is one of values
    found: list[Heads | None] = []
    pending: list[PrintedRow] = []
    current: Heads | None = None
    for row in rows:
        if row.own and not row.has_numbers and scorer.any_plain(row.own) and len(row.values) < most_blank:
            if pending and pending[-1].grid != row.grid:
                pending = []
            pending.append(row)
            found.append(None)
            continue
        if pending:
            current = _pending_to_heads(pending, scorer)
            pending = []
        elif row.labels and not row.values and current is not None and row.grid != current.grid:
            current = None
        found.append(current if row.values else None)
    return found


def rows_to_foreign_heads(rows: Sequence[PrintedRow], index: int, scorers: Sequence[LabelScorer]) -> Sequence[str]:
    """The nearest words above a row, in its grid, where they are heads of columns that the form does not have."""
    grid = rows[index].grid
    for row in reversed(rows[:index]):
        if row.grid != grid:
            return []
        if not row.has_numbers and len(row.own) >= 2:
            telling = [text for text in row.own if len(text) > _COMMON]
            return [] if any(scorer.plain(text) is not None for scorer in scorers for text in telling) else row.own
    return []


def names_columns(row: PrintedRow, scorer: LabelScorer) -> bool:
    """Whether a row without numbers names a column that only this table has (not 其他, not 总计)."""
    return not row.has_numbers and any(len(text) > _COMMON and scorer.plain(text) is not None for text in row.own)


def _pending_to_heads(pending: list[PrintedRow], scorer: LabelScorer) -> Heads | None:
    return _words_to_heads(pending[0].grid, tuple([cell[:5] for row in pending for cell in row.labels]), scorer)


@lru_cache(maxsize=1024)
def _words_to_heads(grid: int, words: Sequence[_Word], scorer: LabelScorer) -> Heads | None:
    """The lowest of the words that stand in rows of heads; remembered, since every report prints the same."""
    lowest: dict[int, _Word] = {}
    for word in words:
        _, _, left, _, width = word
        lowest.update(dict.fromkeys(range(left, left + width), word))
    leaves: list[_Word] = []
    for column in sorted(lowest):
        word = lowest[column]
        # Where spans are lost, the head of a group stands beside those of its columns.
        if (not leaves or word != leaves[-1]) and not scorer.is_any_group(word[0]):
            leaves.append(word)
    starts = tuple(left for _, _, left, _, _ in leaves)
    texts = [text for text, _, _, _, _ in leaves]
    count = len(scorer.labels)
    exact = [scorer.exact(text) for text in texts]
    if exact[-count:] == list(range(count)) and set(exact[:-count]) <= {None}:
        return Heads(grid, starts[-count:], tuple(range(count)), EXACT * count, True, True)
    scores = [scorer.scores(text) for text in texts]
    first = next((number for number, score in enumerate(scores) if max(score) >= GLOSSED), None)
    if first is None:
        return None
    scores = scores[first:]
    _, columns = scores_to_alignment(scores)
    if sum(column is not None for column in columns) < count:
        columns = _printed_order(scores, count) or columns
    matched = [column for column in columns if column is not None]
    return Heads(grid, starts[first:], tuple(columns), sum(_matched_scores(scores, columns)), len(matched) == count)


def _matched_scores(scores: Sequence[Sequence[float]], columns: Sequence[int | None]) -> list[float]:
    return [score[column] for score, column in zip(scores, columns, strict=True) if column is not None]


def _printed_order(scores: Sequence[Sequence[float]], count: int) -> list[int | None] | None:
    """Columns in another order than the form's, where each head is there exactly once word for word."""
    columns: list[int | None] = [
        score.index(EXACT) if EXACT in score and score.count(EXACT) == 1 else None for score in scores
    ]
    named = [column for column in columns if column is not None]
    return columns if sorted(named) == list(range(count)) else None
