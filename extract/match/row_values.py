"""The values of one printed row, put under the columns of the form; what does not fit is not read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from extract.document import NOWHERE, Cell, Place
from extract.match.heads import Heads
from extract.match.printed_row import PrintedRow
from extract.match.runs import run_to_splits
from extract.numeral import CellText, text_to_cell_text
from extract.reading import CellReading, Evidence


class FittedRow(NamedTuple):
    """The cells of one row of the form.

    Attributes:
        cells: one reading for each column of the form.
        problem: why the row could not be read; empty when it could.
    """

    cells: list[CellReading]
    problem: str = ""


def row_to_cells(
    printed: PrintedRow,
    ids: Sequence[str],
    heads: Heads | None,
    evidence: Evidence,
    adds_up: Callable[[Sequence[int]], bool] | None = None,
) -> FittedRow:
    """Reads one printed row as the cells ``ids``, in the form's order of columns.

    Args:
        printed: the row.
        ids: canonical ids, one for each column.
        heads: heads above the row; None when there are none.
        evidence: how the row was found.
        adds_up: whether whole numbers in this order satisfy the identities of the row; None without any.
    """
    if printed.boundaries_lost and len(printed.values) == 1 and len(ids) > 1:
        return _run_to_cells(printed, ids, evidence, adds_up)
    if len(printed.values) == len(ids) and (heads is None or (len(heads.columns) == len(ids) and heads.in_order)):
        return FittedRow(_fitted_to_cells(ids, printed.values, printed.texts, evidence, adds_up))
    fitted = _fit(printed, len(ids), heads, adds_up)
    if fitted is None and heads is not None and heads.grid == printed.grid:
        partly = _fit_some_columns(printed, ids, heads, evidence)
        if partly:
            return FittedRow(partly)
    if fitted is None:
        found = sum(text.kind != "blank" for text in printed.texts)
        return FittedRow(
            unreadable(ids, printed),
            f"{len(ids)} values expected, {len(printed.values)} cells ({found} of them filled) found",
        )
    return FittedRow(
        _fitted_to_cells(ids, [cell for cell, _ in fitted], [text for _, text in fitted], evidence, adds_up)
    )


def _fitted_to_cells(
    ids: Sequence[str],
    cells: Sequence[Cell],
    texts: Sequence[CellText],
    evidence: Evidence,
    adds_up: Callable[[Sequence[int]], bool] | None,
) -> list[CellReading]:
    """One reading for each column of the form, given its cell."""
    make = tuple.__new__  # calling the class takes half as long again, for the one thing there are hundreds of
    return [
        make(CellReading, (cell_id, "reported", text.value, cell.text, cell.place, text.unit, text.remark, evidence))
        if text.kind == "number"
        else cell_to_reading(
            cell_id, cell, text, evidence, wrapped=text.kind == "broken" and _wraps(cells, texts, adds_up)
        )
        for cell_id, cell, text in zip(ids, cells, texts, strict=True)
    ]


def _wraps(cells: Sequence[Cell], texts: Sequence[CellText], adds_up: Callable[[Sequence[int]], bool] | None) -> bool:
    """Whether digits on several lines are one number each.

    Only a page of fixed width breaks a number; elsewhere a line end in a cell is the writer's. There, too,
    only arithmetic tells a broken number from two rows in one cell.
    """
    if any(text.kind == "broken" and cell.place.page is None for cell, text in zip(cells, texts, strict=True)):
        return False
    numbers = [text.value for text in texts if isinstance(text.value, int)]
    return adds_up is not None and len(numbers) == len(texts) and adds_up(numbers)


def _fit(
    printed: PrintedRow, count: int, heads: Heads | None, adds_up: Callable[[Sequence[int]], bool] | None
) -> list[tuple[Cell, CellText]] | None:
    """One cell for each column of the form, or None where that is not certain."""
    pairs = list(zip(printed.values, printed.texts, strict=True))
    if heads is not None and heads.complete:
        width = len(heads.columns)
        trimmed = _trim(pairs, width, adds_up if width == count else None)
        if trimmed is not None and (heads.form_order or _stand_below(trimmed, heads)):
            by_column = {
                column: pair for column, pair in zip(heads.columns, trimmed, strict=True) if column is not None
            }
            return [by_column[column] for column in range(count)]
        if width != count:
            return None
    elif heads is not None and len(heads.columns) == count and not heads.in_place:
        return None
    return _trim(pairs, count, adds_up)


def _fit_some_columns(printed: PrintedRow, ids: Sequence[str], heads: Heads, evidence: Evidence) -> list[CellReading]:
    """The cells of a table that prints only some columns, each value below its own head; empty where that is not so."""
    pairs = list(zip(printed.values, printed.texts, strict=True))
    if len(pairs) != len(heads.columns) or not heads.exact or not _stand_below(pairs, heads):
        return []
    found = dict(zip(heads.columns, pairs, strict=True))
    if any(text.kind == "broken" for _, text in pairs):
        return []
    return [
        cell_to_reading(cell_id, *found[number], evidence) if number in found else CellReading(cell_id, "absent")
        for number, cell_id in enumerate(ids)
    ]


def _stand_below(pairs: list[tuple[Cell, CellText]], heads: Heads) -> bool:
    """Whether each value stands in the column of its head: only then do heads in another order prove anything."""
    return all(cell.column == start for (cell, _), start in zip(pairs, heads.starts, strict=True))


def _trim(
    pairs: list[tuple[Cell, CellText]], count: int, adds_up: Callable[[Sequence[int]], bool] | None
) -> list[tuple[Cell, CellText]] | None:
    """Exactly so many cells, or None where it is not certain which ones are meant.

    Surplus blank cells at the ends are cut off only where what is left are numbers without a gap: for a
    single column that is enough, for several they have to add up. Anything else may be a row that lost
    or gained a cell in the middle.
    """
    surplus = len(pairs) - count
    if surplus == 0:
        return pairs
    filled = [number for number, (_, text) in enumerate(pairs) if text.kind != "blank"]
    if surplus < 0 or not filled:
        return None
    core = pairs[filled[0] : filled[-1] + 1]
    if len(core) != count:
        return None
    if count == 1:
        return core
    numbers = [text.value for _, text in core if isinstance(text.value, int)]
    if adds_up is not None and len(numbers) == count:
        return core if adds_up(numbers) else None
    return core if adds_up is None and len(filled) == count and filled[0] == 0 else None


def _run_to_cells(
    printed: PrintedRow,
    ids: Sequence[str],
    evidence: Evidence,
    adds_up: Callable[[Sequence[int]], bool] | None,
) -> FittedRow:
    cell = printed.values[0]
    pieces = cell.text.split()
    if len(pieces) == len(ids) and all(text_to_cell_text(piece).kind in ("number", "dash") for piece in pieces):
        splits = [tuple(pieces)]
    else:
        splits = run_to_splits(cell.text, len(ids))
    if len(splits) > 1 and adds_up is not None:
        splits = [
            split
            for split in splits
            if all(piece.isdigit() for piece in split) and adds_up([int(piece) for piece in split])
        ]
        evidence = "arithmetic"
    if len(splits) == 1:
        return FittedRow(
            [
                cell_to_reading(cell_id, cell._replace(text=piece), text_to_cell_text(piece), evidence)
                for cell_id, piece in zip(ids, splits[0], strict=True)
            ]
        )
    return FittedRow(
        unreadable(ids, printed),
        f"the boundaries between {len(ids)} numbers are lost in {cell.text!r}",
    )


def cell_to_reading(
    cell_id: str, cell: Cell, text: CellText, evidence: Evidence, *, wrapped: bool = False
) -> CellReading:
    """The reading of one cell from its text.

    Args:
        cell_id: canonical id.
        cell: the printed cell.
        text: what it says.
        evidence: how it was found.
        wrapped: whether digits on several lines are one number that the cell was too narrow for.
    """
    kind = text.kind
    if kind == "number":
        return CellReading(cell_id, "reported", text.value, cell.text, cell.place, text.unit, text.remark, evidence)
    if kind == "broken" and wrapped:
        return CellReading(cell_id, "reported", text.value, cell.text, cell.place, None, None, "arithmetic")
    if kind == "blank":
        return CellReading(cell_id, "blank", None, "", cell.place)
    if kind == "dash":
        return CellReading(cell_id, "dash", None, cell.text, cell.place)
    return CellReading(cell_id, "unreadable", None, cell.text, cell.place)


def unreadable(ids: Sequence[str], printed: PrintedRow | None) -> list[CellReading]:
    """Cells of which it is known only that something is printed; their raw text is that of the whole row."""
    raw = " | ".join(cell.text for cell in printed.values) if printed is not None else ""
    place: Place = printed.values[0].place if printed is not None and printed.values else NOWHERE
    return [CellReading(cell_id, "unreadable", None, raw, place) for cell_id in ids]
