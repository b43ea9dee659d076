"""A table whose rows stand side by side in one printed row: the reconsiderations and lawsuits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from extract.document import Problem
from extract.forms import Table
from extract.match.labels import GLOSSED, LabelScorer, text_to_key
from extract.match.printed_row import PrintedRow
from extract.match.row_alignment import rows_to_alignment, same_values
from extract.match.row_values import row_to_cells, unreadable
from extract.reading import CellReading

_REACH = 12
"""Rows behind the first head within which the values stand."""


@dataclass(slots=True)
class SideBySide:
    """The cells of such a table, in the form's order, with the printed rows they were taken from.

    Attributes:
        read: whether the values were found; else the cells are ``unreadable``.
    """

    cells: list[CellReading]
    rows: list[PrintedRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    read: bool = True


def rows_to_side_by_side(rows: Sequence[PrintedRow], table: Table) -> SideBySide | None:
    """Reads a table of that layout from the printed rows that no other table claims.

    The values may stand in one row, in one row for each block or in two, one below the other with their
    labels on the left, or with the blocks as rows. Where the table is printed more than once, the copies
    must print the same, empty ones aside.

    Returns:
        None when the table is not printed.
    """
    ids = [cell.cell for cell in table.cells]
    columns, blocks, _ = _scorers(table)
    transposed = _blocks_as_rows(rows, table, blocks)
    if transposed is not None:
        return transposed
    regions = _regions(rows, columns)
    if not regions:
        return _without_heads(rows, ids)
    copies = [_region_to_side_by_side(region, table) for region in regions]
    printed = [copy for copy in copies if copy.read and any(cell.status != "blank" for cell in copy.cells)]
    chosen = (printed or [copy for copy in copies if copy.read] or copies)[0]
    if any(_said(copy) != _said(chosen) for copy in printed):
        message = "the table is printed more than once and the copies differ"
        place = printed[1].rows[0].values[0].place
        problem = Problem("warning", "conflicting_rows", message, place)
        return SideBySide(
            unreadable(ids, chosen.rows[0]), [row for copy in copies for row in copy.rows], [problem], False
        )
    # Heads of another table that look alike are no fault of the one that was read.
    problems = chosen.problems if chosen.read else copies[-1].problems
    return SideBySide(chosen.cells, [row for copy in copies for row in copy.rows], problems, chosen.read)


def _said(copy: SideBySide) -> list[tuple[object, object]]:
    return [(cell.status, cell.value) for cell in copy.cells]


_SCORERS: dict[int, tuple[Table, tuple[LabelScorer, LabelScorer, frozenset[str]]]] = {}


def _scorers(table: Table) -> tuple[LabelScorer, LabelScorer, frozenset[str]]:
    """Scorers of the columns and of the blocks, and the letters of the labels above the blocks; made once."""
    known = _SCORERS.get(id(table))
    if known is None or known[0] is not table:
        block = table.blocks[0]
        groups = frozenset(text_to_key(group).core for label in block.rows for group in label.groups)
        known = _SCORERS[id(table)] = (table, (LabelScorer(block.columns), LabelScorer(block.rows), groups))
    return known[1]


def _regions(rows: Sequence[PrintedRow], columns: LabelScorer) -> list[list[PrintedRow]]:
    """The rows of each copy of the table: from the heads that name its columns to the next such heads.

    Heads in one row after the other are one copy; so are blocks that each have heads of their own, as
    long as together they are not more than one table has.
    """
    starts: list[int] = []
    values = 0
    whole = 3 * len(columns.labels)
    for index, row in enumerate(rows):
        if _names_columns(row, columns):
            if not starts or values >= whole or index - starts[-1] > _REACH:
                starts.append(index)
                values = 0
        elif starts and row.has_numbers:
            values += len(row.values) if not row.boundaries_lost else whole
    ends = [*starts[1:], len(rows)] if starts else []
    regions: list[list[PrintedRow]] = []
    for start, end in zip(starts, ends, strict=True):
        grid = rows[start].grid
        first = start
        while first > 0 and rows[first - 1].grid == grid and not rows[first - 1].has_numbers:
            first -= 1
        regions.append(list(rows[first : min(end, start + _REACH)]))
    return regions


def _region_to_side_by_side(region: Sequence[PrintedRow], table: Table) -> SideBySide:
    ids = [cell.cell for cell in table.cells]
    columns, blocks, above = _scorers(table)
    width = len(columns.labels)
    place = next(cell.place for row in region for cell in (*row.labels, *row.values))
    valued = [row for row in region if row.has_numbers or len(row.values) >= len(ids)]
    if not _in_form_order([row for row in region if not row.has_numbers], columns, blocks, above):
        message = "the heads of the table stand in an order that the form does not have"
        problem = Problem("warning", "unexpected_heads", message, place)
        return SideBySide(unreadable(ids, None), valued[:1], [problem], False)
    found = _one_row(valued, ids, width) or _rows_of_blocks(valued, ids, width) or _upright(valued, ids, columns)
    if found is not None:
        return found
    message = f"{len(ids)} values expected below the heads, none such row found"
    problem = Problem("warning", "unfitting_row", message, place)
    return SideBySide(unreadable(ids, valued[0] if valued else None), valued[:1], [problem], False)


def _names_columns(row: PrintedRow, columns: LabelScorer) -> bool:
    """Whether a row names columns of this table: three of them, or one beside a single value."""
    if row.has_numbers and len(row.values) > 1:
        return False
    named = {columns.exact(cell.text) for cell in row.labels} - {None}
    return len(named) >= 3 or (len(named) >= 1 and len(row.values) == 1 and row.has_numbers)


def _in_form_order(
    heads: Sequence[PrintedRow], columns: LabelScorer, blocks: LabelScorer, above: frozenset[str]
) -> bool:
    """Whether blocks and columns stand in the form's order, as far as their heads tell.

    No identity would notice blocks that changed places. In a grid with spans each head stands over its
    columns; where spans are lost, only the order of the words is left.
    """
    named: list[int] = []
    order: list[int] = []
    for grid in dict.fromkeys(row.grid for row in heads):
        block_of: dict[int, int] = {}
        column_of: dict[int, int] = {}
        for cell in [cell for row in heads if row.grid == grid for cell in row.labels if cell.row == row.row]:
            block = blocks.plain(cell.text)
            if block is not None:
                named.append(block)
                block_of.update(dict.fromkeys(range(cell.column, cell.column + cell.colspan), block))
                continue
            if text_to_key(cell.text).core in above and block_of and min(block_of) > cell.column:
                return False
            scores = columns.scores(cell.text)
            if max(scores) >= GLOSSED:
                column_of[cell.column] = scores.index(max(scores))
        order += [column_of[column] for column in sorted(column_of)]
        over = [block_of[column] for column in sorted(column_of) if column in block_of]
        if over != sorted(over):
            return False
    width = len(columns.labels)
    if len(order) % width == 0 and order != list(range(width)) * (len(order) // width):
        return False
    once = list(dict.fromkeys(named))
    return once == sorted(once)


def _blocks_as_rows(rows: Sequence[PrintedRow], table: Table, groups: LabelScorer) -> SideBySide | None:
    width = len(table.blocks[0].columns)
    labelled = [row for row in rows if row.own_label and row.has_numbers and len(row.values) >= width]
    if sum(groups.plain(row.own_label) is not None for row in labelled) < len(groups.labels) - 1:
        return None
    alignment = rows_to_alignment(labelled, groups, 0)
    if alignment is None or len(alignment.matches) < len(groups.labels):
        return None
    cells: list[CellReading] = []
    problems: list[Problem] = []
    for number, label in enumerate(groups.labels):
        printed = alignment.matches[number]
        ids = [cell.cell for cell in table.cells if cell.row == label.id]
        fitted = row_to_cells(printed, ids, None, "label")
        cells += fitted.cells
        if fitted.problem:
            place = printed.values[0].place
            problems.append(Problem("warning", "unfitting_row", f"{label.label}: {fitted.problem}", place))
    return SideBySide(cells, list(alignment.matches.values()), problems)


def _one_row(region: Sequence[PrintedRow], ids: Sequence[str], width: int) -> SideBySide | None:
    """All values in one printed row; rows of blanks are heads as long as a row with numbers follows."""
    fitted = [(row, row_to_cells(row, ids, None, "label", _adds_up(width))) for row in region]
    fitting = [(row, cells) for row, (cells, problem) in fitted if not problem]
    filled = [(row, cells) for row, cells in fitting if row.has_numbers] or fitting[-1:]
    if not filled:
        return None
    chosen, cells = filled[0]
    rows = [row for row, _ in filled]
    if any(not same_values(chosen, other) for other in rows[1:]):
        message = "the values are printed twice and differ"
        problem = Problem("warning", "conflicting_rows", message, rows[1].values[0].place)
        return SideBySide(unreadable(ids, chosen), rows, [problem], False)
    return SideBySide(cells, rows)


def _adds_up(width: int) -> Callable[[Sequence[int]], bool]:
    """Whether each block of whole numbers ends with the sum of those before it (identity I4)."""

    def adds_up(values: Sequence[int]) -> bool:
        parts = [values[start : start + width] for start in range(0, len(values), width)]
        return all(sum(part[:-1]) == part[-1] for part in parts)

    return adds_up


def _rows_of_blocks(region: Sequence[PrintedRow], ids: Sequence[str], width: int) -> SideBySide | None:
    """Values in several printed rows of whole blocks, in the form's order."""
    taken: list[PrintedRow] = []
    cells: list[CellReading] = []
    for row in region:
        count = len(row.values)
        if row.boundaries_lost or count % width or len(cells) + count > len(ids):
            continue
        fitted = row_to_cells(row, ids[len(cells) : len(cells) + count], None, "position")
        cells += fitted.cells
        taken.append(row)
    return SideBySide(cells, taken) if len(cells) == len(ids) else None


def _upright(region: Sequence[PrintedRow], ids: Sequence[str], columns: LabelScorer) -> SideBySide | None:
    """One value a row, its label on the left."""
    single = [
        row
        for row in region
        if len(row.values) == 1 and row.own_label and max(columns.scores(row.own_label)) >= GLOSSED
    ]
    if len(single) != len(ids):
        return None
    width = len(columns.labels)
    for number, row in enumerate(single):
        scores = columns.scores(row.own_label)
        if scores.index(max(scores)) != number % width:
            return None
    cells = [row_to_cells(row, [cell_id], None, "label").cells[0] for row, cell_id in zip(single, ids, strict=True)]
    return SideBySide(cells, single)


def _without_heads(rows: Sequence[PrintedRow], ids: Sequence[str]) -> SideBySide | None:
    """Where the heads are lost, the one printed row with exactly so many values, and no label, is the table."""
    fitting = [
        row
        for row in rows
        if row.has_numbers and len(row.values) == len(ids) and all(text.kind != "text" for text in row.texts)
    ]
    if not fitting or any(not same_values(fitting[0], other) for other in fitting[1:]):
        return None
    message = "the heads of the table are missing; its values were found by their number"
    return SideBySide(
        row_to_cells(fitting[0], ids, None, "position").cells,
        fitting,
        [Problem("info", "heads_missing", message, fitting[0].values[0].place)],
    )
