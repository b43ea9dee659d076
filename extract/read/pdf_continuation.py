"""Tables that go on over pages: their parts put together, and what the page end cut made whole."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.document import Box
from extract.read.pdf_grids import Ending, PageTable, is_full

_ALIKE = 4.0
"""Points by which edges of one table may differ between pages."""

_MAX_HEAD_ROWS = 6
_NUMBERED = re.compile(r"\s*(?:[（(]?\s*[一二三四五六七八九十]+\s*[)）、.．]|[（(]?\d{1,2}\s*[)）、.．](?!\d))")
_BLANK_MARK = re.compile(r"(?:[-‐-―－/／\\*＊]+|无)\Z")
_NUMBER = re.compile(r"[\s\d.,，．０-９+-]*[\d０-９][\s\d.,，．０-９%]*\Z")


@dataclass(slots=True)
class TableCell:
    """A cell of a table over pages; page and box say where its text begins, the others are those of its parts."""

    row: int
    column: int
    rowspan: int
    colspan: int
    text: str
    page: int
    box: Box
    ending: Ending | None
    doubt: str


@dataclass(slots=True)
class Table:
    """A table over one or more pages.

    Attributes:
        columns: column edges in points.
        row_count: rows.
        cells: by row, then by column.
        page: the page on which it begins.
        box: its rectangle there.
        last_page: the page on which it ends.
        open_top, open_columns: for each column, True where no ruling closes its first, its last row.
    """

    columns: list[float]
    row_count: int
    cells: list[TableCell]
    page: int
    box: Box
    last_page: int
    open_top: list[bool]
    open_columns: list[bool]

    def cells_of_row(self, row: int) -> list[TableCell]:
        """The cell that covers the row in each column."""
        result: list[TableCell | None] = [None] * (len(self.columns) - 1)
        for cell in self.cells:
            if cell.row <= row < cell.row + cell.rowspan:
                result[cell.column : cell.column + cell.colspan] = [cell] * cell.colspan
        return [cell for cell in result if cell is not None]


def page_table_to_table(part: PageTable, page: int) -> Table:
    """The table that a part on one page is as long as nothing else belongs to it."""
    lattice = part.lattice
    cells = [
        TableCell(cell.row, cell.column, cell.rowspan, cell.colspan, cell.text, page, cell.box, cell.ending, cell.doubt)
        for cell in part.cells
    ]
    ceiling, floor = ([not wall for wall in lattice.floors[edge]] for edge in (0, -1))
    return Table(list(lattice.columns), len(lattice.rows) - 1, cells, page, lattice.box, page, ceiling, floor)


def join_tables(upper: Table, lower: Table) -> bool:
    """Append a table to the one that ends on the page before, if it goes on with it; False if it does not.

    It does if the edges of the one are among those of the other, outer edges included. A repeated head is
    left out. A cell that is open at the page end and overleaf is one cell; where that holds in every column, or where
    the texts prove it, the row was cut and becomes one row. Two complete rows are never joined.
    """
    edges = _common_edges(upper.columns, lower.columns)
    if edges is None:
        return False
    _widen(upper, edges)
    _widen(lower, edges)
    head = _repeated_head(upper, lower)
    if head:
        # The rule under a repeated head tells nothing about the row below it.
        _drop_rows(lower, head)
    above, below = upper.cells_of_row(upper.row_count - 1), lower.cells_of_row(0)
    pairs = list(zip(above, below, strict=True))
    alike = [first.column == second.column and first.colspan == second.colspan for first, second in pairs]
    joint = [
        same and up and (down or bool(head))
        for same, up, down in zip(alike, upper.open_columns, lower.open_top, strict=True)
    ]
    leaves = [pair for pair in pairs if pair[1].rowspan == 1]
    cut = all(alike) and (
        (all(joint) and not _are_two_rows(leaves))
        or _texts_prove_cut(upper, above, below)
        or _full_lines_prove_cut(pairs)
    )
    done: set[int] = set()
    for (first, second), is_joint in zip(pairs, joint, strict=True):
        if id(second) in done or not (cut or (is_joint and first.rowspan + second.rowspan > 2)):
            continue
        done.add(id(second))
        _merge(first, second)
        first.rowspan += second.rowspan - cut
    shift = upper.row_count - cut
    for cell in lower.cells:
        if id(cell) not in done:
            cell.row += shift
            upper.cells.append(cell)
    upper.row_count = shift + lower.row_count
    upper.cells.sort(key=lambda cell: (cell.row, cell.column))
    upper.last_page = lower.last_page
    upper.open_columns = lower.open_columns
    return True


def _merge(first: TableCell, second: TableCell) -> None:
    first.doubt = first.doubt or second.doubt
    if not second.text:
        return
    first.ending = second.ending
    if not first.text:
        first.page, first.box = second.page, second.box
    first.text = f"{first.text}\n{second.text}" if first.text else second.text


def _common_edges(first: list[float], second: list[float]) -> list[float] | None:
    """The finer of two sets of edges if it holds the other one; None if they are no parts of one table."""
    if abs(first[0] - second[0]) > _ALIKE or abs(first[-1] - second[-1]) > _ALIKE:
        return None
    finer, coarser = (first, second) if len(first) >= len(second) else (second, first)
    if all(any(abs(edge - other) <= _ALIKE for other in finer) for edge in coarser):
        return finer
    return None


def _widen(table: Table, edges: list[float]) -> None:
    """Lay the table out on finer edges."""
    if len(edges) == len(table.columns):
        return
    slots = [min(range(len(edges)), key=lambda index: abs(edges[index] - edge)) for edge in table.columns]
    for cell in table.cells:
        column, end = slots[cell.column], slots[cell.column + cell.colspan]
        cell.column, cell.colspan = column, end - column
    for name in ("open_top", "open_columns"):
        flags = getattr(table, name)
        wider = [flag for flag, start, end in zip(flags, slots, slots[1:], strict=False) for _ in range(end - start)]
        setattr(table, name, wider)
    table.columns = list(edges)


def _repeated_head(upper: Table, lower: Table) -> int:
    """How many rows at the start of a part repeat the first rows of its table."""
    first_rows: dict[int, list[tuple[int, int, int, int, str]]] = {}
    for table in (upper, lower):
        first_rows[id(table)] = [
            (cell.row, cell.column, cell.rowspan, cell.colspan, "".join(cell.text.split()))
            for cell in table.cells
            if cell.row < _MAX_HEAD_ROWS
        ]
    known = set(first_rows[id(upper)])
    count = min(_MAX_HEAD_ROWS, upper.row_count, lower.row_count)
    for cell in first_rows[id(lower)]:
        if cell not in known or _NUMBER.match(cell[4]):
            count = min(count, cell[0])
    # A head is whole: no cell of it reaches below it, and it has something to say.
    head = [cell for cell in first_rows[id(lower)] if cell[0] < count]
    if any(cell[0] + cell[2] > count for cell in head) or sum(bool(cell[4]) for cell in head) < 2:
        return 0
    return count if count < lower.row_count else 0


def _drop_rows(table: Table, count: int) -> None:
    table.cells = [cell for cell in table.cells if cell.row >= count]
    for cell in table.cells:
        cell.row -= count
    table.row_count -= count


def _are_two_rows(pairs: list[tuple[TableCell, TableCell]]) -> bool:
    """True if the cells above and below a page end are two rows: both full, or each with a number of its own."""
    if all(first.text and second.text for first, second in pairs):
        return True
    return any(_NUMBERED.match(first.text) and _NUMBERED.match(second.text) for first, second in pairs)


def _texts_prove_cut(table: Table, above: list[TableCell], below: list[TableCell]) -> bool:
    """True if the texts around a page end can only be one row, whatever rulings were drawn there.

    Word processors close both halves of a row. The lower half then has no label, or the rest of one, and lacks
    numbers that every other row of the table prints.
    """
    numeric = _number_columns(table)
    for cell in above + below:
        if cell.rowspan == 1 and _is_number(cell.text):
            numeric.add(cell.column)
    values = [(up, low) for up, low in zip(above, below, strict=True) if up.column in numeric]
    if not values or any(low.rowspan > 1 or _is_words(up.text) or _is_words(low.text) for up, low in values):
        return False
    labels = [(up, low) for up, low in zip(above, below, strict=True) if up.column not in numeric and low.rowspan == 1]
    label_above, label_below = any(up.text for up, _ in labels), any(low.text for _, low in labels)
    filled_above, filled_below = sum(bool(up.text) for up, _ in values), sum(bool(low.text) for _, low in values)
    partial = filled_below < len(values)
    if not label_below:
        if label_above:
            return filled_below > 0 and (filled_above == 0 or partial)
        labelled = any(cell.column not in numeric for cell in above)
        return not labelled and filled_below > 0 and partial and filled_above == len(values)
    if not any(_NUMBERED.match(up.text) for up, _ in labels) or any(_NUMBERED.match(low.text) for _, low in labels):
        return False
    if not _prints_every_number(table, numeric):
        return False
    return (partial and filled_above == len(values)) or (not partial and filled_above == 0)


def _full_lines_prove_cut(pairs: list[tuple[TableCell, TableCell]]) -> bool:
    """True if the lower row prints the rest of labels whose last line above was full, and nothing else.

    It lacks numbers, or whatever else the row above prints; nothing in it begins with a numeral as a label of its own
    does. Where the row above prints numbers it is one of a numbered label.
    """
    rests = [(up, low) for up, low in pairs if low.text]
    if not rests or all(low.text for up, low in pairs if up.text):
        return False
    if any(up.ending is None or not is_full(up.ending) or _NUMBERED.match(low.text) for up, low in rests):
        return False
    if any(_is_value(cell.text) for rest in rests for cell in rest):
        return False
    if not any(_is_value(up.text) for up, _ in pairs):
        return True
    return any(_NUMBERED.match(up.text) for up, _ in rests)


def _is_value(text: str) -> bool:
    """True for a number and for what stands for one."""
    return _is_number(text) or bool(_BLANK_MARK.match(text))


def _is_number(text: str) -> bool:
    return bool(_NUMBER.match(text)) and not _NUMBERED.match(text)


def _is_words(text: str) -> bool:
    return bool(text) and not _NUMBER.match(text)


def _number_columns(table: Table) -> set[int]:
    """Columns in which most cells with text hold a number."""
    votes: dict[int, int] = {}
    for cell in table.cells:
        if cell.text and cell.rowspan == 1:
            votes[cell.column] = votes.get(cell.column, 0) + (1 if _is_number(cell.text) else -1)
    return {column for column, vote in votes.items() if vote > 0}


def _prints_every_number(table: Table, numeric: set[int]) -> bool:
    """True if rows of the table leave no number out; where blanks stand for zeros they prove nothing."""
    filled: dict[int, list[bool]] = {}
    for cell in table.cells:
        if cell.column in numeric and cell.rowspan == 1 and cell.row < table.row_count - 1:
            filled.setdefault(cell.row, []).append(bool(cell.text))
    rows = [row for row in filled.values() if len(row) == len(numeric)]
    return bool(rows) and sum(all(row) for row in rows) >= 0.9 * len(rows)
