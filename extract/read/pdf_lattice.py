"""From loose rulings to lattices: the edges of a table's columns and rows, and the walls that stand on them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from extract.document import Box
from extract.errors import DocumentTooLargeError
from extract.limits import MAX_SLOTS
from extract.read.pdf_paths import Line

_SNAP = 2.6
"""Points between rulings that are one: the two strokes of a double border, or sloppy drawing."""

_GAP = 3.0
"""Points between collinear pieces of one ruling."""

_DASH = 10.0
_DASH_GAP = 7.0
"""Pieces up to ``_DASH`` long are dashes, and may stand ``_DASH_GAP`` apart."""

_REACH = 3.5
"""Points by which rulings may miss each other and still touch."""

_ALIKE = 8.0
"""Points by which the ends of two rulings of one height may differ."""

_NARROWEST = 4.0
"""Points: nothing narrower than this is a column or a row; also the shortest ruling."""

_ONE_LINE = 60.0
"""Points: a frame higher than this is no row of a table."""

_WALL = 0.5
"""Share of a slot's side that a ruling must cover to be a wall."""


@dataclass(slots=True)
class Lattice:
    """One table before its text: slots between edges, some of them merged.

    Attributes:
        columns, rows: edges in points, one more than there are columns and rows.
        cells: for each cell row, column, rowspan, colspan, in slots; together they cover every slot once.
        floors: for each edge of the rows and each column, whether a ruling stands there. Where the first or
            the last edge has none, the column is open: its cell may go on on another page.
    """

    columns: list[float]
    rows: list[float]
    cells: list[tuple[int, int, int, int]]
    floors: list[list[bool]]

    @property
    def box(self) -> Box:
        """The rectangle around all slots."""
        return self.columns[0], self.rows[0], self.columns[-1], self.rows[-1]


def rulings_to_lattices(horizontals: Iterable[Line], verticals: Iterable[Line]) -> list[Lattice]:
    """Group rulings that touch into tables, from the top of the page to its bottom."""
    lattices = []
    for across, down in _connect(join_lines(horizontals), join_lines(verticals)):
        lattice = _lattice(across, down)
        if lattice is not None:
            lattices.append(lattice)
    lattices.sort(key=lambda lattice: (lattice.rows[0], lattice.columns[0]))
    return lattices


def boxes_to_lattices(boxes: Iterable[Box]) -> list[Lattice]:
    """Tables whose cells are painted as rectangles: the edges of the rectangles serve as rulings."""
    horizontals: list[Line] = []
    verticals: list[Line] = []
    for x0, top, x1, bottom in boxes:
        horizontals += ((top, x0, x1), (bottom, x0, x1))
        verticals += ((x0, top, bottom), (x1, top, bottom))
    # A single column of boxes is shading behind text.
    return [lattice for lattice in rulings_to_lattices(horizontals, verticals) if len(lattice.columns) > 2]


def join_lines(lines: Iterable[Line]) -> list[Line]:
    """Snap lines onto common positions and join the pieces of each.

    >>> join_lines([(10.0, 0.0, 50.0), (10.4, 51.0, 90.0), (10.0, 120.0, 150.0)])
    [(10.2, 0.0, 90.0), (10.2, 120.0, 150.0)]
    """
    result: list[Line] = []
    cluster: list[Line] = []
    # Most rulings come in many pieces at one position: fewer to sort.
    by_position: dict[float, list[Line]] = {}
    for line in lines:
        by_position.setdefault(line[0], []).append(line)
    for position in sorted(by_position):
        if cluster and position - cluster[-1][0] > _SNAP:
            _join_cluster(cluster, result)
            cluster = []
        cluster += sorted(by_position[position])
    if cluster:
        _join_cluster(cluster, result)
    return result


def _join_cluster(cluster: list[Line], result: list[Line]) -> None:
    position = cluster[0][0]
    if cluster[-1][0] != position:
        position = (cluster[0][0] + cluster[-1][0]) / 2
    cluster.sort(key=_start_of)
    _, start, end = cluster[0]
    last_length = end - start
    for _, next_start, next_end in cluster[1:]:
        length = next_end - next_start
        reach = _DASH_GAP if length <= _DASH and last_length <= _DASH else _GAP
        if next_start <= end + reach:
            if next_end > end:
                end = next_end
        else:
            if end - start >= _NARROWEST:
                result.append((position, start, end))
            start, end = next_start, next_end
        last_length = length
    if end - start >= _NARROWEST:
        result.append((position, start, end))


def _start_of(line: Line) -> float:
    return line[1]


def _connect(horizontals: list[Line], verticals: list[Line]) -> list[tuple[list[Line], list[Line]]]:
    """Groups of rulings that touch, each with some of both directions."""
    parents = list(range(len(horizontals) + len(verticals)))

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    offset = len(horizontals)
    positions = [line[0] for line in verticals]
    for index, (y, x0, x1) in enumerate(horizontals):
        own = index
        for other in range(bisect_left(positions, x0 - _REACH), bisect_right(positions, x1 + _REACH)):
            _, top, bottom = verticals[other]
            if top - _REACH <= y <= bottom + _REACH and parents[offset + other] != own:
                touched = root(offset + other)
                parents[own] = touched
                own = touched
    groups: dict[int, tuple[list[Line], list[Line]]] = {}
    for index, line in enumerate(horizontals):
        groups.setdefault(root(index), ([], []))[0].append(line)
    for index, line in enumerate(verticals):
        groups.setdefault(root(offset + index), ([], []))[1].append(line)
    tables = [group for group in groups.values() if group[0] and group[1]]
    for _, down in tables:
        # A group label that spans the whole page, open at both ends: its outer side touches nothing.
        top, bottom = min(line[1] for line in down), max(line[2] for line in down)
        for alone in groups.values():
            if not alone[0] and abs(alone[1][0][1] - top) <= _ALIKE and abs(alone[1][0][2] - bottom) <= _ALIKE:
                down.append(alone[1][0])
    return tables


def _edges(positions: Iterable[float]) -> list[float]:
    """Distinct edges: positions nearer than the narrowest slot are one."""
    edges: list[float] = []
    for position in sorted(positions):
        if not edges or position - edges[-1] >= _NARROWEST:
            edges.append(position)
    return edges


def _lattice(horizontals: list[Line], verticals: list[Line]) -> Lattice | None:
    columns = _edges(line[0] for line in verticals)
    rows = _edges(line[0] for line in horizontals)
    # Where rulings run past the last one across them, the table is open: close it at their ends.
    top, bottom = min(line[1] for line in verticals), max(line[2] for line in verticals)
    left, right = min(line[1] for line in horizontals), max(line[2] for line in horizontals)
    if top < rows[0] - _NARROWEST:
        rows.insert(0, top)
    if bottom > rows[-1] + _NARROWEST:
        rows.append(bottom)
    if left < columns[0] - _NARROWEST:
        columns.insert(0, left)
    if right > columns[-1] + _NARROWEST:
        columns.append(right)
    row_count, column_count = len(rows) - 1, len(columns) - 1
    if row_count < 1 or column_count < 1:
        return None
    if row_count * column_count == 1 and rows[-1] - rows[0] > _ONE_LINE:
        # A frame around text. A lower one may be the first row of a table that goes on overleaf.
        return None
    if row_count * column_count > MAX_SLOTS:
        raise DocumentTooLargeError(
            expected=f"tables of at most {MAX_SLOTS} slots",
            found=f"one of {row_count} rows and {column_count} columns",
            advice="check that this is a report",
        )
    floors = _walls(horizontals, rows, columns)
    sides = _walls(verticals, columns, rows)
    cells = _cells(row_count, column_count, floors, sides)
    return Lattice(columns, rows, cells, floors)


def _walls(lines: list[Line], edges: list[float], across: list[float]) -> list[list[bool]]:
    """For each edge and each slot along it, whether a ruling stands there."""
    slots = len(across) - 1
    walls = [[False] * slots for _ in edges]
    for position, start, end in lines:
        edge = bisect_left(edges, position)
        if edge == len(edges) or (edge and position - edges[edge - 1] < edges[edge] - position):
            edge -= 1
        row = walls[edge]
        first, last = max(bisect_right(across, start) - 1, 0), min(bisect_left(across, end), slots) - 1
        if last > first + 1:
            row[first + 1 : last] = [True] * (last - first - 1)
        # Only the slots at its ends can be covered in part.
        for slot in (first, last) if first < last else (first,) if first == last else ():
            low, high = across[slot], across[slot + 1]
            if min(high, end) - max(low, start) > _WALL * (high - low):
                row[slot] = True
    return walls


def _cells(
    row_count: int, column_count: int, floors: list[list[bool]], sides: list[list[bool]]
) -> list[tuple[int, int, int, int]]:
    """Merge slots that no wall separates, as rectangles, by row and then by column."""
    taken = [[False] * column_count for _ in range(row_count)]
    cells = []
    for row in range(row_count):
        for column in range(column_count):
            if taken[row][column]:
                continue
            right = column + 1
            while right < column_count and not taken[row][right] and not sides[right][row]:
                right += 1
            lower = row + 1
            while (
                lower < row_count
                and not floors[lower][column]
                and _continues(lower, column, right, floors, sides, taken)
            ):
                lower += 1
            for taken_row in taken[row:lower]:
                taken_row[column:right] = [True] * (right - column)
            cells.append((row, column, lower - row, right - column))
    return cells


def _continues(
    row: int, column: int, right: int, floors: list[list[bool]], sides: list[list[bool]], taken: list[list[bool]]
) -> bool:
    """True if the cell over columns ``column`` to ``right`` goes on into this row, in all its width."""
    if any(floors[row][column:right]) or any(taken[row][column:right]):
        return False
    return not any(sides[edge][row] for edge in range(column + 1, right))
