"""Characters laid into the slots of a page's lattices, and the text of each cell."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from operator import sub

from extract.document import Box
from extract.read.pdf_digits import digits_to_text, is_overprinted, is_plain
from extract.read.pdf_lattice import Lattice
from extract.read.pdf_page import Character

_SAME_LINE = 0.45
"""Share of a character's height by which baselines of one line may differ (digits beside Chinese text)."""

_SPACE = 0.3
"""Share of a character's height that a gap must have to be a space that the file does not spell out."""

_WIDE_SPACE = 1.2
_MANY_TABLES = 30
"""Tables on a page beyond which it takes too long to see whether one lies in another."""

_BOLD = 0.15
"""Share of a character's height within which the same character again is printed over the first one."""

_FULL = 2.2
"""Widths of a character that a full line of a cell leaves free: less than one, and the padding on both sides."""

_DIGITS = frozenset("0123456789０１２３４５６７８９.,，．")


Ending = tuple[list[Character], Box]


@dataclass(slots=True)
class PageCell:
    """A cell of a table on one page: slots, rectangle in reading space, text.

    Attributes:
        ending: the characters and the box of the part that ends at the end of its page's table.
        doubt: code of the problem why its text may not be what a reader sees; empty where there is none.
    """

    row: int
    column: int
    rowspan: int
    colspan: int
    box: Box
    text: str = ""
    ending: Ending | None = None
    doubt: str = ""


@dataclass(slots=True)
class PageTable:
    """A table, or the part of one that stands on a page."""

    lattice: Lattice
    cells: list[PageCell]
    page: int = 0


@dataclass(slots=True)
class TextLine:
    """One printed line of text.

    Attributes:
        size: the usual height of its characters.
        em: the width of the widest one, a Chinese one where there is any.
    """

    text: str
    box: Box
    baseline: float
    size: float
    characters: list[Character]
    em: float = 0.0


def characters_to_tables(
    characters: list[Character], lattices: list[Lattice]
) -> tuple[list[PageTable], list[Character]]:
    """Put each character into the cell that holds its centre; what no table holds is handed back.

    Where one table lies in a cell of another, the inner one takes the text.
    """
    if not lattices:
        return [], characters
    inner_first = sorted(range(len(lattices)), key=lambda index: _area(lattices[index].box))
    owners = [_slot_owners(lattice) for lattice in lattices]
    held: list[list[list[Character]]] = [[[] for _ in lattice.cells] for lattice in lattices]
    frames = [(index, *lattices[index].box, lattices[index].columns, lattices[index].rows) for index in inner_first]
    outside: list[Character] = []
    last: Character | None = None
    last_cell: list[Character] = outside
    # The slot of the last character, where the next one mostly stands as well.
    nested = len(frames) > _MANY_TABLES or _overlap([frame[1:5] for frame in frames])
    slot_left = slot_top = slot_right = slot_bottom = 0.0
    for character in characters:
        _, x0, top, x1, bottom, baseline = character
        x, y = (x0 + x1) / 2, (top + bottom) / 2
        if slot_left < x < slot_right and slot_top < y < slot_bottom:
            last_cell.append(character)
            last = character
            continue
        cell = outside
        slot_right = slot_left
        for index, left, upper, right, lower, columns, rows in frames:
            if left <= x <= right and upper <= y <= lower:
                column, row = bisect_right(columns, x) - 1, bisect_right(rows, y) - 1
                if column == len(columns) - 1:
                    column -= 1
                if row == len(rows) - 1:
                    row -= 1
                cell = held[index][owners[index][row][column]]
                if not nested:
                    slot_left, slot_top, slot_right, slot_bottom = (
                        columns[column],
                        rows[row],
                        columns[column + 1],
                        rows[row + 1],
                    )
                break
        if (
            cell is not last_cell
            and last is not None
            and character[0] in _DIGITS
            and last[0] in _DIGITS
            and abs(last[5] - baseline) < 0.1
            and -0.12 * (bottom - top) < x0 - last[3] < 0.02 * (bottom - top)
        ):
            # A number too wide for its cell runs over the wall; it stays whole.
            cell = last_cell
            slot_right = slot_left
        cell.append(character)
        last, last_cell = character, cell
    tables = [PageTable(lattice, _cells(lattice, texts)) for lattice, texts in zip(lattices, held, strict=True)]
    return tables, outside


def _cells(lattice: Lattice, held: list[list[Character]]) -> list[PageCell]:
    columns, rows, end = lattice.columns, lattice.rows, len(lattice.rows) - 1
    cells = []
    for (row, column, rowspan, colspan), characters in zip(lattice.cells, held, strict=True):
        box = columns[column], rows[row], columns[column + colspan], rows[row + rowspan]
        cell = PageCell(row, column, rowspan, colspan, box)
        if characters:
            # Most cells print one digit.
            text = characters_to_text(characters) if len(characters) > 1 else characters[0][0].strip()
            if len(characters) > 1 and text.isascii() and not is_plain(characters):
                if is_overprinted(characters):
                    cell.doubt = "hidden_text"
                text = digits_to_text(characters, text, box, rowspan == 1)
            cell.text = text
            if row + rowspan == end:
                cell.ending = characters, box
        cells.append(cell)
    return cells


def is_full(ending: Ending) -> bool:
    """True if the last line of a cell has no room for another character."""
    characters, box = ending
    last = max(character[5] for character in characters)
    line = [character for character in characters if last - character[5] < _SAME_LINE * (character[4] - character[2])]
    widest = max(character[3] - character[1] for character in characters)
    width = max(character[3] for character in line) - min(character[1] for character in line)
    return box[2] - box[0] - width < _FULL * widest


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _overlap(boxes: Sequence[Box]) -> bool:
    """True if any two boxes share some room."""
    return any(
        first[0] <= second[2] and second[0] <= first[2] and first[1] <= second[3] and second[1] <= first[3]
        for first, second in combinations(boxes, 2)
    )


def _slot_owners(lattice: Lattice) -> list[list[int]]:
    """The index of the cell that covers each slot."""
    owners = [[0] * (len(lattice.columns) - 1) for _ in range(len(lattice.rows) - 1)]
    for index, (row, column, rowspan, colspan) in enumerate(lattice.cells):
        for slots in owners[row : row + rowspan]:
            slots[column : column + colspan] = [index] * colspan
    return owners


def characters_to_text(characters: list[Character]) -> str:
    """The text of one cell, a line for each baseline.

    >>> characters_to_text([("7", 6, 0, 11, 10, 8), ("1", 0, 0, 5, 10, 8), ("件", 0, 12, 10, 22, 20)])
    '17\\n件'
    """
    last_text, start, end, height, line = "", characters[0][1], characters[0][1], 0.0, characters[0][5]
    for text, x0, top, x1, bottom, baseline in characters:
        if (
            not -0.1 < baseline - line < 0.1
            or x0 < start
            or x0 - end > _SPACE * (bottom - top)
            or (text == last_text and x0 - start < _BOLD * height)
        ):
            break
        last_text, start, height = text, x0, bottom - top
        if x1 > end:
            end = x1
    else:
        # Painted in the order in which it is read, without gaps, as nearly every number is.
        return "".join([character[0] for character in characters]).strip()
    lines = group_by_baseline(characters)
    if len(lines) == 1:
        return line_text(lines[0]).strip()
    texts = (line_text(line).strip() for line in lines)
    return "\n".join(text for text in texts if text)


def group_by_baseline(characters: list[Character]) -> list[list[Character]]:
    """Printed lines, from the top down, each from left to right."""
    baseline = characters[0][5]
    for character in characters:
        if not -0.1 < character[5] - baseline < 0.1:
            break
    else:
        return [_deduplicated(sorted(characters, key=_left_of))]
    lines: list[list[Character]] = []
    line: list[Character] = []
    limit = 0.0
    for character in sorted(characters, key=_baseline_of):
        if not line or character[5] > limit:
            line = []
            lines.append(line)
            limit = character[5] + _SAME_LINE * max(character[4] - character[2], 2.0)
        line.append(character)
    for index, line in enumerate(lines):
        line.sort(key=_left_of)
        lines[index] = _deduplicated(line)
    return lines


def _deduplicated(line: list[Character]) -> list[Character]:
    """The line without characters printed twice over each other to look bold."""
    kept = line[:1]
    for character in line[1:]:
        last = kept[-1]
        if character[0] == last[0] and character[1] - last[1] < _BOLD * (last[4] - last[2]):
            continue
        kept.append(character)
    return kept


def line_text(line: list[Character]) -> str:
    """The text of a line: gaps that the file leaves without a space get one, wide gaps two.

    >>> line_text([("1", 0, 0, 5, 10, 8), ("2", 5, 0, 10, 10, 8), ("3", 40, 0, 45, 10, 8)])
    '12  3'
    """
    parts: list[str] = []
    end, spaced = line[0][1], True
    for text, x0, top, x1, bottom, _ in line:
        gap = x0 - end
        if gap > _SPACE * (bottom - top):
            wide = gap > _WIDE_SPACE * (bottom - top)
            parts.append("  " if wide else "" if spaced or text == " " else " ")
        parts.append(text)
        spaced = text == " "
        if x1 > end:
            end = x1
    return "".join(parts)


def _left_of(character: Character) -> float:
    return character[1]


def _baseline_of(character: Character) -> float:
    return character[5]


def characters_to_lines(characters: list[Character]) -> list[TextLine]:
    """Printed lines outside tables, from the top down; lines of white space are left out."""
    if not characters:
        return []
    result = []
    for line in group_by_baseline(characters):
        while line and line[0][0].isspace():
            line = line[1:]
        while line and line[-1][0].isspace():
            line = line[:-1]
        if not line:
            continue
        _, lefts, tops, rights, bottoms, _ = zip(*line, strict=True)
        box = lefts[0], min(tops), max(rights), max(bottoms)
        sizes = sorted(map(sub, bottoms, tops))
        em = max(map(sub, rights, lefts))
        result.append(TextLine(line_text(line), box, line[0][5], sizes[len(sizes) // 2], line, em))
    return result


def line_into_open_cells(lines: list[TextLine], tables: list[PageTable]) -> list[TextLine]:
    """Move text that hangs out of a cell cut by the page end back into it; hand back the other lines.

    Browsers break such a cell between two lines and may paint the last line under its rulings.
    """
    last = max(tables, key=lambda table: table.lattice.box[3])
    left, _, right, bottom = last.lattice.box
    if all(last.lattice.floors[-1]):
        return lines
    kept = []
    for line in lines:
        x0, top, x1, _ = line.box
        pieces = _hanging_pieces(line, last) if bottom - 4 <= top <= bottom + line.size and x0 >= left else None
        if not pieces or x1 > right:
            kept.append(line)
            continue
        for cell, text in pieces:
            cell.text = f"{cell.text}\n{text}" if cell.text else text
    return kept


def _hanging_pieces(line: TextLine, table: PageTable) -> list[tuple[PageCell, str]] | None:
    """The parts of a line under the open cells of the last row; None if any stands elsewhere."""
    lattice = table.lattice
    last_row = len(lattice.rows) - 2
    pieces: dict[int, list[Character]] = {}
    cells: dict[int, PageCell] = {}
    for character in line.characters:
        if character[0].isspace():
            continue
        column = bisect_right(lattice.columns, (character[1] + character[3]) / 2) - 1
        if not 0 <= column < len(lattice.columns) - 1 or lattice.floors[-1][column]:
            return None
        for cell in table.cells:
            if cell.row + cell.rowspan > last_row and cell.column <= column < cell.column + cell.colspan:
                pieces.setdefault(id(cell), []).append(character)
                cells[id(cell)] = cell
                break
    return [(cells[key], characters_to_text(piece)) for key, piece in pieces.items()]
