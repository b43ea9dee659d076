"""A ruled sheet in the terminal: cells that span rows and columns, as on the printed form, with joined lines."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from rich.text import Text

from gongkai.display_text import pad

LINE_STYLE: Final = "bright_black"

# Arms of a junction (up, right, down, left) -> character.
_JUNCTIONS: Final = {
    (False, False, False, False): " ",
    (False, True, False, True): "─",
    (True, False, True, False): "│",
    (False, True, True, False): "┌",
    (False, False, True, True): "┐",
    (True, True, False, False): "└",
    (True, False, False, True): "┘",
    (True, True, True, False): "├",
    (True, False, True, True): "┤",
    (False, True, True, True): "┬",
    (True, True, False, True): "┴",
    (True, True, True, True): "┼",
}


class SheetCell(NamedTuple):
    """One cell of a sheet.

    Attributes:
        row, column: slot of its upper left corner, from 0; one row is one line of text.
        lines: its text, centred from top to bottom in the rows it spans.
        rowspan, colspan: slots it covers.
        align: ``left``, ``right`` or ``center``.
        style: of the text.
        sign: one character behind the text of a right-aligned cell.
        sign_style: of that sign.
    """

    row: int
    column: int
    lines: tuple[str, ...]
    rowspan: int = 1
    colspan: int = 1
    align: str = "left"
    style: str = ""
    sign: str = ""
    sign_style: str = ""


def sheet_to_lines(
    cells: Sequence[SheetCell], widths: Sequence[int], row_count: int, ruled: Collection[int]
) -> list[Text]:
    """The sheet drawn with lines around it, between columns, and under the rows named.

    Args:
        cells: no two of them on the same slot.
        widths: of the columns, in terminal columns, lines not counted.
        row_count: rows of slots.
        ruled: rows under which a line runs, except through a cell that goes on below.

    >>> cells = [SheetCell(0, 0, ("计",), rowspan=2), SheetCell(0, 1, ("12",), align="right"), SheetCell(1, 1, ("3",))]
    >>> for line in sheet_to_lines(cells, [2, 4], 2, {0}):
    ...     print(line.plain)
    ┌──┬────┐
    │  │  12│
    │计├────┤
    │  │3   │
    └──┴────┘
    """
    owners: list[list[int]] = [[-1] * len(widths) for _ in range(row_count)]
    for number, cell in enumerate(cells):
        for row in range(cell.row, cell.row + cell.rowspan):
            for column in range(cell.column, cell.column + cell.colspan):
                owners[row][column] = number
    # Lines of the screen: (row, False) is text, (row, True) is the line under it.
    screen = [(-1, True)]
    for row in range(row_count):
        screen.append((row, False))
        if row in ruled or row == row_count - 1:
            screen.append((row, True))
    texts = _placed_texts(cells, screen)
    return [_screen_line(position, line, owners, widths, cells, texts) for position, line in enumerate(screen)]


def _placed_texts(cells: Sequence[SheetCell], screen: Sequence[tuple[int, bool]]) -> dict[tuple[int, int], str]:
    """By screen position and cell: the line of that cell's text that stands there."""
    first = {row: position for position, (row, ruled) in enumerate(screen) if not ruled}
    texts: dict[tuple[int, int], str] = {}
    for number, cell in enumerate(cells):
        top, bottom = first[cell.row], first[cell.row + cell.rowspan - 1]
        start = top + max(0, (bottom - top + 1 - len(cell.lines)) // 2)
        for offset, text in enumerate(cell.lines[: bottom - start + 1]):
            texts[start + offset, number] = text
    return texts


def _screen_line(
    position: int,
    line: tuple[int, bool],
    owners: list[list[int]],
    widths: Sequence[int],
    cells: Sequence[SheetCell],
    texts: dict[tuple[int, int], str],
) -> Text:
    row, is_rule = line
    above = owners[row] if row >= 0 else None
    below = (owners[row + 1] if row + 1 < len(owners) else None) if is_rule else above
    text = Text(no_wrap=True)
    column = 0
    while column < len(widths):
        text.append(_junction(above, below, column, is_rule), LINE_STYLE)
        if _is_cut(above, below, column, is_rule):
            text.append("─" * widths[column], LINE_STYLE)
            column += 1
            continue
        owner = (above or below or [])[column]
        span = 1
        while column + span < len(widths) and (above or below or [])[column + span] == owner:
            span += 1
        _append_cell(
            text, cells, owner, texts.get((position, owner), ""), sum(widths[column : column + span]) + span - 1
        )
        column += span
    return text.append(_junction(above, below, len(widths), is_rule), LINE_STYLE)


def _is_cut(above: list[int] | None, below: list[int] | None, column: int, is_rule: bool) -> bool:
    """Whether the line runs through this column."""
    return is_rule and (above is None or below is None or above[column] != below[column])


def _junction(above: list[int] | None, below: list[int] | None, column: int, is_rule: bool) -> str:
    count = len(above or below or [])
    arms = (
        _is_edge(above, column),
        column < count and _is_cut(above, below, column, is_rule),
        _is_edge(below, column),
        column > 0 and _is_cut(above, below, column - 1, is_rule),
    )
    return _JUNCTIONS[arms]


def _is_edge(row: list[int] | None, column: int) -> bool:
    return row is not None and (column in (0, len(row)) or row[column - 1] != row[column])


def _append_cell(text: Text, cells: Sequence[SheetCell], owner: int, words: str, width: int) -> None:
    if owner < 0:
        text.append(" " * width)
        return
    cell = cells[owner]
    if cell.align != "right":
        text.append(pad(words, width, cell.align), cell.style)
        return
    padded = pad(words, width - len(cell.sign), "right")
    words = padded.lstrip()
    text.append(padded[: len(padded) - len(words)])
    text.append(words, cell.style)
    text.append(cell.sign, cell.sign_style)
