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
    """The cells of such a table, in the form's order, with the printed rows they were taken from."""

    cells: list[CellReading]
    rows: list[PrintedRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def rows_to_side_by_side(rows: Sequence[PrintedRow], table: Table) -> SideBySide | None:
    """Reads a table of that layout from the printed rows that no other table claims.

    The values may stand in one row, in one row for each block or in two, one below the other with their
    labels on the left, or with the blocks as rows.

    Returns:
        None when the table is not printed.
    """
    ids = [cell.cell for cell in table.cells]
    columns, blocks, above = _scorers(table)
    first = next((index for index, row in enumerate(rows) if _names_columns(row, columns)), None)
    transposed = _blocks_as_rows(rows, table, blocks)
    if transposed is not None:
        return transposed
    width = len(columns.labels)
    if first is None:
        return _without_heads(rows, ids)
    reach = rows[max(first - 2, 0) : first + _REACH]
    region = [row for row in reach if row.has_numbers or len(row.values) >= len(ids)]
    heads = [row for row in reach if not row.has_numbers]
    place = rows[first].labels[0].place
    if not _in_form_order(heads, columns, blocks, above):
        message = "the heads of the table stand in an order that the form does not have"
        return SideBySide(unreadable(ids, None), [], [Problem("warning", "unexpected_heads", message, place)])
    found = _one_row(region, ids, width) or _rows_of_blocks(region, ids, width) or _upright(region, ids, columns)
    if found is not None:
        return found
    message = f"{len(ids)} values expected below the heads, none such row found"
    return SideBySide(
        unreadable(ids, region[0] if region else None), region[:1], [Problem("warning", "unfitting_row", message, place)]
    )


_SCORERS: dict[int, tuple[Table, tuple[LabelScorer, LabelScorer, frozenset[str]]]] = {}


def _scorers(table: Table) -> tuple[LabelScorer, LabelScorer, frozenset[str]]:
    """Scorers of the columns and of the blocks, and the letters of the labels above the blocks; made once."""
    known = _SCORERS.get(id(table))
    if known is None or known[0] is not table:
        block = table.blocks[0]
        groups = frozenset(text_to_key(group).core for label in block.rows for group in label.groups)
        known = _SCORERS[id(table)] = (table, (LabelScorer(block.columns), LabelScorer(block.rows), groups))
    return known[1]


def _names_columns(row: PrintedRow, columns: LabelScorer) -> bool:
    """Whether a row names at least two columns that only this table has."""
    if row.has_numbers and len(row.values) > 1:
        return False
    named = {columns.exact(cell.text) for cell in row.labels} - {None}
    words = {cell.text for cell in row.labels}
    return len(named) >= 3 or (len(named) >= 1 and bool(words) and len(row.values) == 1 and row.has_numbers)


def _in_form_order(
    heads: Sequence[PrintedRow], columns: LabelScorer, blocks: LabelScorer, above: frozenset[str]
) -> bool:
    """Whether blocks and columns stand in the form's order, as far as their heads tell.

    No identity would notice blocks that changed places. In a grid with spans each head stands over its
    columns; where spans are lost, only the order of the words is left.
    """
    block_of: dict[int, int] = {}
    column_of: dict[int, int] = {}
    named: list[int] = []
    for row in heads:
        for cell in row.labels:
            if cell.row != row.row:
                continue
            block = blocks.plain(cell.text)
            if block is not None:
                named.append(block)
                block_of.update(dict.fromkeys(range(cell.column, cell.column + cell.colspan), block))
            elif text_to_key(cell.text).core in above and block_of and min(block_of) > cell.column:
                return False
            scores = columns.scores(cell.text)
            if block is None and max(scores) >= GLOSSED:
                column_of[cell.column] = scores.index(max(scores))
    width, count = len(columns.labels), len(blocks.labels)
    if len({row.grid for row in heads}) == 1 and len(column_of) == width * count:
        order = [column_of[column] for column in sorted(column_of)]
        if order != list(range(width)) * count:
            return False
        over = [block_of[column] for column in sorted(column_of) if column in block_of]
        if over != sorted(over):
            return False
    once = list(dict.fromkeys(named))
    return once == sorted(once)


def _blocks_as_rows(rows: Sequence[PrintedRow], table: Table, groups: LabelScorer) -> SideBySide | None:
    width = len(table.blocks[0].columns)
    labelled = [row for row in rows if row.own_label and row.has_numbers and len(row.values) >= width]
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
            problems.append(Problem("warning", "unfitting_row", f"{label.label}: {fitted.problem}", printed.values[0].place))
    return SideBySide(cells, list(alignment.matches.values()), problems)


def _one_row(region: Sequence[PrintedRow], ids: Sequence[str], width: int) -> SideBySide | None:
    """All values in one printed row; rows of blanks are heads as long as a row with numbers follows."""
    fitting = [row for row in region if not row_to_cells(row, ids, None, "position", _adds_up(width)).problem]
    filled = [row for row in fitting if row.has_numbers] or fitting[-1:]
    if not filled:
        return None
    if any(not same_values(filled[0], other) for other in filled[1:]):
        return SideBySide(
            unreadable(ids, filled[0]),
            filled,
            [Problem("warning", "conflicting_rows", "the values are printed twice and differ", filled[1].values[0].place)],
        )
    return SideBySide(row_to_cells(filled[0], ids, None, "label", _adds_up(width)).cells, filled)


def _adds_up(width: int) -> Callable[[Sequence[int]], bool]:
    """Whether each block of whole numbers ends with the sum of those before it (identity I4)."""

    def adds_up(values: Sequence[int]) -> bool:
        blocks = [values[start : start + width] for start in range(0, len(values), width)]
        return all(sum(block[:-1]) == block[-1] for block in blocks)

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
        row for row in region if len(row.values) == 1 and row.own_label and max(columns.scores(row.own_label)) >= GLOSSED
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
