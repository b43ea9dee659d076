"""The three statutory tables as sheets: rows and columns where the printed form has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len
from rich.text import Text

from extract.forms import Block, Label, Table
from gongkai.display_sheet import SheetCell, sheet_to_lines
from gongkai.display_signs import Marks
from gongkai.display_text import chunks

_STAGE: Final = 2  # the column of 三、本年度办理结果, one character wide as on paper
_GROUP: Final = 6  # the column of （三）不予公开
_LEAST_LABEL: Final = 12
_GOOD_LABEL: Final = 39  # the longest label that is not a whole sentence
_LEAST_NUMBER: Final = 5  # four digits, or two characters of a head, and a sign
_BEST_NUMBER: Final = 8
_APPLICANTS: Final = 7
_HEAD: Final = "bold"
_PARTS: Final = 6  # slots of the value columns of table 二, so that one, two or three columns fill them


class Widths(NamedTuple):
    """Inner widths that all tables of one report share, so that their lines meet.

    Attributes:
        label: of the innermost label column of table 三.
        number: of one of its seven number columns, sign included.
    """

    label: int
    number: int

    @property
    def labels(self) -> int:
        """Of the whole label area."""
        return _STAGE + _GROUP + self.label + 2

    @property
    def numbers(self) -> int:
        """Of the whole number area."""
        return _APPLICANTS * self.number + _APPLICANTS - 1

    @property
    def total(self) -> int:
        """Of a whole table, outer lines included."""
        return self.labels + self.numbers + 3


def fitting_widths(room: int, tables: Sequence[Table], marks: Marks) -> Widths:
    """The widths for a terminal: numbers are never cut, labels are, and nothing grows beyond its use.

    Args:
        room: columns of the terminal.
        tables: those to be shown.
        marks: of the report.
    """
    widest, longest = _LEAST_NUMBER, _LEAST_LABEL
    for table in tables:
        if table.id == "requests":
            widest = max(widest, *(_width(marks, cell.cell) for cell in table.cells))
            longest = max(cell_len(row.label) + 1 for row in table.blocks[0].rows if len(row.groups) == 2)
    fixed = Widths(0, 0).total
    label = max(_LEAST_LABEL, min(_GOOD_LABEL, room - fixed - _APPLICANTS * widest))
    number = max(widest, min(_BEST_NUMBER, (room - fixed - label) // _APPLICANTS))
    return Widths(max(label, min(longest, room - fixed - _APPLICANTS * number)), number)


def table_to_lines(table: Table, marks: Marks, widths: Widths) -> list[Text]:
    """One table of a form with the values of a report, as wide as ``widths.total`` or, for large numbers, wider."""
    if table.layout == "one_row":
        number = _one_row_number(table, marks, widths)
        return _stacked(table, marks, widths) if number is None else _one_row(table, marks, widths, number)
    if table.id == "requests":
        return _grouped(table, marks, widths)
    return _blocks(table, marks, widths)


def _width(marks: Marks, cell: str) -> int:
    mark = marks[cell]
    return cell_len(mark.text) + len(mark.sign)


def _value(marks: Marks, table: str, row: Label, column: Label, at: tuple[int, int], colspan: int = 1) -> SheetCell:
    mark = marks[f"{table}.{row.id}.{column.id}"]
    return SheetCell(*at, (mark.text,), 1, colspan, "right", mark.style, mark.sign, mark.sign_style)


def _blocks(table: Table, marks: Marks, widths: Widths) -> list[Text]:
    """Table 二: blocks one under the other, each with its heading and heads."""
    room = max(widths.numbers, *(_block_room(table.id, block, marks) for block in table.blocks))
    shares = _shares(room, _PARTS)
    cells: list[SheetCell] = []
    ruled: set[int] = set()
    line = 0
    for block in table.blocks:
        span = _PARTS // len(block.columns)
        names = [tuple(chunks(column.label, span * (shares[-1] + 1) - 1)) for column in block.columns]
        tall = max(map(len, names))
        cells.append(SheetCell(line, 0, (block.heading,), 1, _PARTS + 1, "center", _HEAD))
        cells.append(SheetCell(line + 1, 0, (table.corner,), tall, 1, "center"))
        cells += [
            SheetCell(line + 1, 1 + position * span, name, tall, span, "center") for position, name in enumerate(names)
        ]
        ruled |= {line, line + tall}
        line += 1 + tall
        for row in block.rows:
            cells.append(SheetCell(line, 0, (" " + row.label,)))
            cells += [
                _value(marks, table.id, row, column, (line, 1 + position * span), span)
                for position, column in enumerate(block.columns)
            ]
            line += 1
        ruled.add(line - 1)
    return sheet_to_lines(cells, [widths.labels, *shares], line, ruled)


def _block_room(table: str, block: Block, marks: Marks) -> int:
    widest = max(_width(marks, f"{table}.{row.id}.{column.id}") for row in block.rows for column in block.columns)
    return len(block.columns) * (widest + 1) - 1 + _PARTS


def _shares(room: int, count: int) -> list[int]:
    """Inner widths of columns that fill a room together with the lines between them."""
    inner = room - count + 1
    return [inner // count + (position < inner % count) for position in range(count)]


def _grouped(table: Table, marks: Marks, widths: Widths) -> list[Text]:
    """Table 三: three columns of labels, a head of three levels, one row a line."""
    block = table.blocks[0]
    cells, height = _grouped_head(block, table.corner, widths)
    ruled = {height - 1, 0, 1}
    groups: dict[tuple[str, ...], list[int]] = {}
    for line, row in enumerate(block.rows, height):
        for depth in range(1, len(row.groups) + 1):
            groups.setdefault(row.groups[:depth], []).append(line)
        depth = len(row.groups)
        cells.append(SheetCell(line, depth, (" " + row.label if depth != 1 else row.label,), 1, 3 - depth))
        cells += [
            _value(marks, table.id, row, column, (line, 3 + position)) for position, column in enumerate(block.columns)
        ]
        following = block.rows[line - height + 1].groups if line - height + 1 < len(block.rows) else ()
        if following != row.groups:
            ruled.add(line)
    for path, lines in groups.items():
        depth = len(path)
        name = tuple(path[-1]) if depth == 1 else _group_name(path[-1], len(lines))
        cells.append(SheetCell(lines[0], depth - 1, name, len(lines), 1, "center"))
    return sheet_to_lines(
        cells, [_STAGE, _GROUP, widths.label, *[widths.number] * len(block.columns)], height + len(block.rows), ruled
    )


def _grouped_head(block: Block, corner: str, widths: Widths) -> tuple[list[SheetCell], int]:
    """The head of table 三 and its height in lines."""
    names = [_head_name(column.label, widths.number) for column in block.columns]
    tall = max(len(name) for name in names)
    cells = [
        SheetCell(0, 0, tuple(chunks(corner, widths.labels - 2)), 2 + tall, 3, "center", "bright_black"),
        SheetCell(0, 3, (block.heading,), 1, len(block.columns), "center", _HEAD),
    ]
    under: dict[str, list[int]] = {}
    for position, (column, name) in enumerate(zip(block.columns, names, strict=True)):
        if column.groups:
            under.setdefault(column.groups[0], []).append(position)
            cells.append(SheetCell(2, 3 + position, name, tall, 1, "center"))
        else:
            cells.append(SheetCell(1, 3 + position, name, 1 + tall, 1, "center"))
    for group, positions in under.items():
        cells.append(SheetCell(1, 3 + positions[0], (group,), 1, len(positions), "center"))
    return cells, 2 + tall


def _head_name(label: str, width: int) -> tuple[str, ...]:
    return tuple(chunks(label, 6 if (width >= 6 and cell_len(label) <= 6) or width >= _BEST_NUMBER else 4))


def _group_name(label: str, lines: int) -> tuple[str, ...]:
    """``（三）不予公开`` in lines of the group column: the numeral alone, then the words."""
    numeral, closing, words = label.partition("）")
    name = (numeral + closing, *chunks(words, 4)) if closing else tuple(chunks(label, _GROUP))
    return name if len(name) <= lines else (*name[: lines - 1], "…")


def _one_row_number(table: Table, marks: Marks, widths: Widths) -> int | None:
    """The width of a number where all of table 四 fits in one row; None where it does not."""
    count = len(table.cells)
    number = (widths.total - count - 1) // count
    fits = number >= max(_LEAST_NUMBER, *(_width(marks, cell.cell) for cell in table.cells))
    return min(number, _BEST_NUMBER) if fits else None


def _one_row(table: Table, marks: Marks, widths: Widths, number: int) -> list[Text]:
    """Table 四 as printed: all numbers in one row under a head of three levels."""
    block = table.blocks[0]
    count = len(block.columns)
    tall = max(len(_head_name(column.label, number)) for column in block.columns)
    cells: list[SheetCell] = []
    groups: dict[str, list[int]] = {}
    for place, row in enumerate(block.rows):
        start = place * count
        if row.groups:
            groups.setdefault(row.groups[0], []).append(start)
        cells.append(
            SheetCell(
                1 if row.groups else 0,
                start,
                (row.label,),
                1 if row.groups else 2,
                count,
                "center",
                "" if row.groups else _HEAD,
            )
        )
        for position, column in enumerate(block.columns):
            cells.append(SheetCell(2, start + position, _head_name(column.label, number), tall, 1, "center"))
            cells.append(_value(marks, table.id, row, column, (2 + tall, start + position)))
    for group, starts in groups.items():
        cells.append(SheetCell(0, starts[0], (group,), 1, len(starts) * count, "center", _HEAD))
    numbers = [number] * (count * len(block.rows))
    # What is left over goes to the totals, so that the table is as wide as the others.
    left = widths.total - sum(numbers) - len(numbers) - 1
    for place in range(len(block.rows)):
        numbers[(place + 1) * count - 1] += left // len(block.rows) + (place < left % len(block.rows))
    return sheet_to_lines(cells, numbers, 3 + tall, {0, 1, 1 + tall})


def _stacked(table: Table, marks: Marks, widths: Widths) -> list[Text]:
    """Table 四 where it is too wide: a row for each of its three parts."""
    block = table.blocks[0]
    count = len(block.columns)
    widest = max(_width(marks, cell.cell) for cell in table.cells)
    shares = _shares(max(widths.numbers, count * (widest + 1) - 1), count)
    names = [tuple(chunks(column.label, shares[-1] - 1)) for column in block.columns]
    tall = max(map(len, names))
    cells = [SheetCell(0, 0, ("",), tall, 2)]
    cells += [SheetCell(0, 2 + place, name, tall, 1, "center") for place, name in enumerate(names)]
    groups: dict[str, list[int]] = {}
    for line, row in enumerate(block.rows, tall):
        if row.groups:
            groups.setdefault(row.groups[0], []).append(line)
        cells.append(SheetCell(line, 1 if row.groups else 0, (" " + row.label,), 1, 1 if row.groups else 2))
        cells += [_value(marks, table.id, row, column, (line, 2 + place)) for place, column in enumerate(block.columns)]
    for group, lines in groups.items():
        cells.append(SheetCell(lines[0], 0, (group,), len(lines), 1, "center"))
    name = max((cell_len(group) + 2 for group in groups), default=1)
    ruled = {tall - 1} | {lines[0] - 1 for lines in groups.values()}
    return sheet_to_lines(cells, [name, widths.labels - name - 1, *shares], len(block.rows) + tall, ruled)
