"""Printed rows against the rows of a form: which row is which, and what cannot be told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from typing import Final

from extract.document import Problem
from extract.match.alignment import SKIP_FOUND, scores_to_alignment
from extract.match.labels import EXACT, FRAGMENT, GLOSSED, SCRAP, UNLIKE, LabelScorer, text_to_key
from extract.match.printed_row import PrintedRow
from extract.reading import Evidence

_UNLABELLED: Final = 1.0
_UNLABELLED_IN_GROUP: Final = 2.5
_MARGIN: Final = 3.0
"""How much better than the next one an assignment by fragments of labels must be."""
_MOST_CHOICES: Final = 2000
_LONG: Final = 4
"""Labels of so many letters stand in no other table."""


@dataclass(slots=True)
class RowAlignment:
    """Which printed row is which row of the form.

    Attributes:
        score: sum of label scores and costs; comparable between forms of the same table.
        matches: printed row by index of the form's row.
        evidence: how each was found.
        doubtful: form rows for which something is printed, but which row it is cannot be told.
        extras: printed rows with numbers inside the table that are no row of the form, with the index
            of the form row before them (-1 at the start).
        problems: what a user should know.
        clean: every row of the form was found, in order, word for word, and nothing else.
    """

    score: float
    matches: dict[int, PrintedRow] = field(default_factory=dict)
    evidence: dict[int, Evidence] = field(default_factory=dict)
    doubtful: set[int] = field(default_factory=set)
    extras: list[tuple[PrintedRow, int]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    clean: bool = False


@dataclass(slots=True)
class _Candidate:
    """A printed row that may be one of the table, with a score for each row of the form."""

    index: int
    row: PrintedRow
    scores: Sequence[float]
    weak: bool


def rows_to_alignment(
    rows: Sequence[PrintedRow],
    scorer: LabelScorer,
    width: int,
    is_head: Callable[[PrintedRow], bool] = lambda row: False,
    is_foreign: Callable[[PrintedRow], bool] = lambda row: False,
) -> RowAlignment | None:
    """Aligns the printed rows of a document with the rows of one table of a form.

    Args:
        rows: printed rows of all grids, in reading order.
        scorer: for the labels of the table's rows, in order.
        width: columns of the table; rows without a label are considered only where it is 5 or more,
            since fewer numbers alone say nothing.
        is_head: whether a row without numbers names columns that only this table has.
        is_foreign: whether a row is known to belong to another table.

    Returns:
        None when no row of the table was found.
    """
    count = len(scorer.labels)
    rows = _without_templates(rows)
    exact = {
        index: at
        for index, row in enumerate(rows)
        if row.own_label
        and row.values
        and (at := scorer.exact(row.own_label)) is not None
        and (row.has_numbers or not is_head(row))
    }
    if list(exact.values()) == list(range(count)) and not _others_between(rows, list(exact)):
        alignment = RowAlignment(EXACT * count, clean=True)
        alignment.matches = {at: rows[index] for index, at in exact.items()}
        alignment.evidence = dict.fromkeys(range(count), "label")
        return alignment
    valued = [(index, row) for index, row in enumerate(rows) if row.values and (row.has_numbers or not is_head(row))]
    candidates = _candidates(valued, scorer, width)
    if not any(not candidate.weak for candidate in candidates):
        return None
    skips = [-0.5 if candidate.weak else SKIP_FOUND for candidate in candidates]
    score, matched = scores_to_alignment([candidate.scores for candidate in candidates], skips)
    alignment = RowAlignment(score)
    anchors = [
        (position, at)
        for position, (candidate, at) in enumerate(zip(candidates, matched, strict=True))
        if at is not None and not candidate.weak
    ]
    if not _tells_enough([scorer.labels[at].label for _, at in anchors], width):
        return None
    for position, at in anchors:
        alignment.matches[at] = candidates[position].row
        alignment.evidence[at] = "label"
    _place_weak(alignment, candidates, anchors, count)
    _place_leftovers(alignment, candidates, anchors, scorer)
    _collect_extras(alignment, rows, count, _region(rows, alignment, is_head, is_foreign))
    return alignment


def _without_templates(rows: Sequence[PrintedRow]) -> Sequence[PrintedRow]:
    """The rows without those of an empty table whose labels another grid prints with numbers: a form to fill in."""
    labelled = [row for row in rows if row.own_label and row.values]
    empty = {row.grid for row in labelled} - {row.grid for row in labelled if row.has_numbers}
    if not empty:
        return rows
    filled = {text_to_key(row.own_label).full for row in rows if row.has_numbers}
    labels: dict[int, list[str]] = {grid: [] for grid in empty}
    for row in labelled:
        if row.grid in empty:
            labels[row.grid].append(text_to_key(row.own_label).full)
    templates = {grid for grid, found in labels.items() if len(found) > 1 and filled.issuperset(found)}
    return [row for row in rows if row.grid not in templates] if templates else rows


def _others_between(rows: Sequence[PrintedRow], found: Sequence[int]) -> bool:
    """Whether rows with numbers that are not among the found ones stand between the first and the last of these."""
    between = [row for row in rows[found[0] : found[-1]] if row.has_numbers and row.values]
    return len(between) > sum(bool(rows[index].has_numbers) for index in found[:-1])


def _tells_enough(labels: Sequence[str], width: int) -> bool:
    """Whether the rows found make the table: one word that stands in many tables (其他) does not make a wide one."""
    long = sum(len(text_to_key(label).core) >= _LONG for label in labels)
    return bool(labels) and (width < 5 or long >= 2 or (long == 1 and len(labels) >= 2))


def _candidates(valued: list[tuple[int, PrintedRow]], scorer: LabelScorer, width: int) -> list[_Candidate]:
    candidates: list[_Candidate] = []
    for index, row in valued:
        scores = _row_scores(row, scorer)
        if scores is not None:
            best = max(scores)
            if best >= FRAGMENT - 1 or (best == SCRAP and width >= 5 and _may_be_unlabelled(row, width)):
                candidates.append(_Candidate(index, row, scores, best <= FRAGMENT))
        elif width >= 5 and _may_be_unlabelled(row, width):
            candidates.append(_Candidate(index, row, _unlabelled_scores(row, scorer), True))
    strong = [candidate.index for candidate in candidates if not candidate.weak]
    if not strong:
        return []
    grids = {candidate.row.grid for candidate in candidates if not candidate.weak}
    return [
        candidate
        for candidate in candidates
        if not candidate.weak or strong[0] < candidate.index < strong[-1] or candidate.row.grid in grids
    ]


def _row_scores(row: PrintedRow, scorer: LabelScorer) -> Sequence[float] | None:
    """Scores of a row's label; None when it has none of its own, or only that of its group."""
    if not row.own_label:
        return None
    scores = scorer.scores(row.own_label)
    if len(row.own) > 1 and max(scores) < GLOSSED:
        scores = tuple(map(max, scores, scorer.scores("".join(row.own))))
    if max(scores) < GLOSSED and scorer.is_any_group(row.own_label):
        return None
    return scores


def _may_be_unlabelled(row: PrintedRow, width: int) -> bool:
    filled = [index for index, text in enumerate(row.texts) if text.kind != "blank"]
    if not filled:
        return False
    return width <= len(row.values) <= width + 3 and filled[-1] - filled[0] < width


def _unlabelled_scores(row: PrintedRow, scorer: LabelScorer) -> list[float]:
    groups = [cell.text for cell in row.labels if scorer.is_any_group(cell.text)]
    if not groups:
        return [_UNLABELLED] * len(scorer.labels)
    return [
        _UNLABELLED_IN_GROUP if scorer.is_group(groups[-1], index) else UNLIKE for index in range(len(scorer.labels))
    ]


def _place_weak(
    alignment: RowAlignment, candidates: list[_Candidate], anchors: list[tuple[int, int]], count: int
) -> None:
    """Places rows without a readable label between the labelled ones, where only one order fits."""
    borders = [(-1, -1), *anchors, (len(candidates), count)]
    for (position, at), (next_position, next_at) in pairwise(borders):
        weak = [candidate for candidate in candidates[position + 1 : next_position] if candidate.weak]
        free = [index for index in range(at + 1, next_at) if index not in alignment.matches]
        if not weak or not free:
            continue
        placed = _assign(weak, free)
        for candidate, index in placed.items():
            alignment.matches[index] = weak[candidate].row
            alignment.evidence[index] = "position"
        if len(placed) < len(weak):
            alignment.doubtful.update(index for index in free if index not in alignment.matches)
            cells = ", ".join(
                weak[number].row.own_label or "(no label)" for number in range(len(weak)) if number not in placed
            )
            alignment.problems.append(
                Problem(
                    "warning",
                    "unplaced_row",
                    f"rows whose label is lost fit in more than one place: {cells}",
                    weak[0].row.values[0].place,
                )
            )


def _assign(weak: list[_Candidate], free: list[int]) -> dict[int, int]:
    """Form row by number of the weak row: all that is common to every good assignment in order."""
    if len(weak) == len(free):
        if all(candidate.scores[index] > 0 for candidate, index in zip(weak, free, strict=True)):
            return dict(enumerate(free))
        return {}
    if len(weak) > len(free):
        return {}
    ranked: list[tuple[float, tuple[int, ...]]] = []
    for number, chosen in enumerate(combinations(free, len(weak))):
        if number >= _MOST_CHOICES:
            return {}
        scores = [candidate.scores[index] for candidate, index in zip(weak, chosen, strict=True)]
        if min(scores) > 0:
            ranked.append((sum(scores), chosen))
    if not ranked:
        return {}
    best = max(score for score, _ in ranked)
    good = [chosen for score, chosen in ranked if score > best - _MARGIN]
    return {number: good[0][number] for number in range(len(weak)) if len({chosen[number] for chosen in good}) == 1}


def _place_leftovers(
    alignment: RowAlignment, candidates: list[_Candidate], anchors: list[tuple[int, int]], scorer: LabelScorer
) -> None:
    """Rows with a label that the order left over: out of order, or printed twice."""
    taken = {position for position, _ in anchors}
    for position, candidate in enumerate(candidates):
        if candidate.weak or position in taken:
            continue
        best = max(candidate.scores)
        if candidate.scores.count(best) > 1:
            continue
        at = candidate.scores.index(best)
        place = candidate.row.values[0].place
        label = scorer.labels[at].label
        known = alignment.matches.get(at)
        if known is not None and same_values(known, candidate.row):
            alignment.problems.append(Problem("info", "repeated_row", f"the row {label} is printed twice", place))
        elif (
            best >= GLOSSED and at not in alignment.doubtful and (known is None or alignment.evidence[at] == "position")
        ):
            alignment.matches[at] = candidate.row
            alignment.evidence[at] = "label"
            if known is None:
                alignment.score += best
                alignment.problems.append(
                    Problem("info", "row_out_of_order", f"the row {label} stands out of the form's order", place)
                )
        else:
            alignment.doubtful.add(at)
            message = "is printed twice with different values" if known is not None else "may be another one"
            alignment.problems.append(Problem("warning", "conflicting_rows", f"the row {label} {message}", place))


def same_values(one: PrintedRow, other: PrintedRow) -> bool:
    """Whether two rows print the same, blanks at the ends aside."""
    return [text for text in one.texts if text.kind != "blank"] == [
        text for text in other.texts if text.kind != "blank"
    ] and [cell.text for cell in one.values if cell.text] == [cell.text for cell in other.values if cell.text]


def _collect_extras(alignment: RowAlignment, rows: Sequence[PrintedRow], count: int, region: range) -> None:
    """Rows with numbers inside the table that belong to no row of the form, and the doubt they cast.

    Where a row of the form is missing at the very place where something unknown is printed, the missing
    row may be that one: it is not called absent.
    """
    where = {id(row): at for at, row in alignment.matches.items()}
    repeated = [row for row in rows if row.values and row.own_label]
    _doubt_gaps_in_text(alignment, count)
    last = -1
    for index in region:
        row = rows[index]
        if id(row) in where:
            last = where[id(row)]
            continue
        if not row.values or not row.has_numbers:
            continue
        if any(_same_label(row, other) and same_values(row, other) for other in repeated if id(other) in where):
            continue
        following = next((where[id(other)] for other in rows[index + 1 :] if id(other) in where), count)
        alignment.extras.append((row, last))
        for at in (last, following):
            # A row that is blank beside numbers that belong to no row: theirs, perhaps, cut off by a page end.
            neighbour = alignment.matches.get(at)
            if neighbour is not None and not neighbour.has_numbers:
                alignment.doubtful.add(at)
        alignment.doubtful.update(at for at in range(last + 1, following) if at not in alignment.matches)
    if alignment.extras:
        # Out of order it may be any of those that are missing.
        alignment.doubtful.update(at for at in range(count) if at not in alignment.matches)


def _region(
    rows: Sequence[PrintedRow],
    alignment: RowAlignment,
    is_head: Callable[[PrintedRow], bool],
    is_foreign: Callable[[PrintedRow], bool],
) -> range:
    """The rows that stand within the table.

    From the first that was found to the last, and before and behind them what stands in the same grids,
    or in grids with heads of the table, up to a row of another table.
    """
    found = {id(row) for row in alignment.matches.values()}
    positions = [index for index, row in enumerate(rows) if id(row) in found]
    grids = {rows[index].grid for index in positions} | {row.grid for row in rows if is_head(row)}
    first, last = positions[0], positions[-1]
    while first > 0 and rows[first - 1].grid in grids and not is_foreign(rows[first - 1]):
        first -= 1
    while last + 1 < len(rows) and rows[last + 1].grid in grids and not is_foreign(rows[last + 1]):
        last += 1
    return range(first, last + 1)


def _doubt_gaps_in_text(alignment: RowAlignment, count: int) -> None:
    """Calls nothing absent that a line of text may hide.

    A row whose label has a slip is not seen as a row there at all. Only where its neighbours follow each
    other without anything between them is it known not to be printed.
    """
    if not any(row.inferred for row in alignment.matches.values()):
        return
    found = sorted(alignment.matches)
    for before, after in zip([-1, *found], [*found, count], strict=True):
        one, other = alignment.matches.get(before), alignment.matches.get(after)
        if one is not None and other is not None and one.grid == other.grid and one.row <= other.row:
            continue
        alignment.doubtful.update(range(before + 1, after))


def _same_label(one: PrintedRow, other: PrintedRow) -> bool:
    return "".join(one.own_label.split()) == "".join(other.own_label.split())
