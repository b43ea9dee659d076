"""Tables as pdfplumber finds them: closed where a page end left them open, laid out on slots, joined over pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from extract.document import Box
from extract.read.pdf_plumber_doubts import has_unseen_text, is_white, page_to_pictures, picture_in_cell
from extract.read.pdf_plumber_text import characters_to_cell_text, characters_to_whole_number, is_last_line_full

_SETTINGS: dict[str, Any] = {
    "vertical_strategy": "lines",
    "horizontal_strategy": "lines",
    "snap_tolerance": 3,
    "join_tolerance": 5,
    "intersection_tolerance": 4,
    "edge_min_length": 3,
    "edge_min_length_prefilter": 0.5,
}
_NEAR = 3.5
_ITEM = re.compile(r"\s*[（(]?\s*(?:[一二三四五六七八九十]+\s*[)）、.．]|\d{1,2}\s*[、.．)）](?!\d))")
_FIGURE = re.compile(r"[-+\d.,，．０-９\s]+")


@dataclass(slots=True)
class PlumberCell:
    """A cell on slots; page and box of its first part.

    ``is_full`` is True if its last line has no room for another character, ``doubt`` the code of a problem.
    """

    row: int
    column: int
    rowspan: int
    colspan: int
    text: str
    page: int
    box: Box
    is_full: bool = False
    doubt: str = ""


@dataclass(slots=True)
class PlumberTable:
    """A table, over one or more pages."""

    columns: list[float]
    row_count: int
    cells: list[PlumberCell]
    page: int
    last_page: int
    box: Box

    @property
    def top(self) -> float:
        """Where it begins on its first page."""
        return self.box[1]

    def row(self, index: int) -> list[PlumberCell]:
        """The cells that touch a row, left to right."""
        touching = [cell for cell in self.cells if cell.row <= index < cell.row + cell.rowspan]
        return sorted(touching, key=lambda cell: cell.column)


def page_to_tables(page: Any) -> tuple[list[PlumberTable], list[dict[str, Any]]]:
    """The tables of a page, and the characters that stand in none of them."""
    visible = page.filter(_is_visible(page))
    settings = {**_SETTINGS, "explicit_horizontal_lines": _closing_lines(visible)}
    tables, taken = [], []
    for found in visible.find_tables(settings):
        table = _on_slots(found.cells, page.page_number)
        if table is not None:
            tables.append(table)
    rest = []
    for character in page.chars:
        x, y = _centre(character)
        owner = next((table for table in tables if _holds(table.box, x, y)), None)
        if owner is None:
            rest.append(character)
        else:
            taken.append((owner, x, y, character))
    texts: dict[int, list[dict[str, Any]]] = {}
    for owner, x, y, character in taken:
        cell = next((cell for cell in owner.cells if _holds(cell.box, x, y)), None)
        if cell is None:
            rest.append(character)
        else:
            texts.setdefault(id(cell), []).append(character)
    drawings, notes = page_to_pictures(page) if tables else ([], [])
    grounds = [_box_of(rect) for rect in page.rects if rect.get("fill") and not _is_white(rect)]
    for table in tables:
        for cell in table.cells:
            if id(cell) in texts:
                _fill(cell, texts[id(cell)], grounds)
            if picture_in_cell(cell.box, not cell.text, drawings, notes):
                cell.doubt = "picture_in_cell"
    return [table for table in tables if any(cell.text for cell in table.cells)], rest


def _fill(cell: PlumberCell, characters: list[dict[str, Any]], grounds: list[Box]) -> None:
    cell.text = characters_to_cell_text(characters)
    if cell.rowspan == 1:
        cell.text = characters_to_whole_number(characters, cell.text, cell.box)
    cell.is_full = is_last_line_full(characters, cell.box)
    if has_unseen_text(characters, grounds):
        cell.doubt = "hidden_text"


def _centre(character: dict[str, Any]) -> tuple[float, float]:
    return (character["x0"] + character["x1"]) / 2, (character["top"] + character["bottom"]) / 2


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _is_visible(page: Any) -> Any:
    """A filter that drops white boxes on white paper: the shading that word processors paint behind text."""
    grounds = [rect for rect in page.rects if rect["width"] > 30 and rect["height"] > 30 and not _is_white(rect)]

    def keep(item: dict[str, Any]) -> bool:
        if item["object_type"] != "rect" or item["width"] <= 3 or item["height"] <= 3 or item.get("stroke"):
            return True
        if not _is_white(item):
            return True
        return any(_holds(_box_of(ground), *_centre(item)) for ground in grounds)

    return keep


def _box_of(item: dict[str, Any]) -> Box:
    return item["x0"], item["top"], item["x1"], item["bottom"]


def _is_white(rect: dict[str, Any]) -> bool:
    return bool(rect.get("fill")) and is_white(rect.get("non_stroking_color"))


def _closing_lines(page: Any) -> list[dict[str, Any]]:
    """Horizontal lines where vertical rulings end: without them a table that a page end left open loses its last row."""
    joined: dict[int, list[list[float]]] = {}
    for edge in sorted((edge for edge in page.edges if edge["orientation"] == "v"), key=lambda edge: edge["top"]):
        spans = joined.setdefault(round(edge["x0"] / 3), [])
        if spans and edge["top"] <= spans[-1][1] + 5:
            spans[-1][1] = max(spans[-1][1], edge["bottom"])
        else:
            spans.append([edge["top"], edge["bottom"], edge["x0"]])
    rulings = [span for spans in joined.values() for span in spans if span[1] - span[0] > 5]
    ends = sorted((y, x) for top, bottom, x in rulings for y in (top, bottom))
    lines: list[dict[str, Any]] = []
    group: list[tuple[float, float]] = []
    for end in [*ends, (float("inf"), 0.0)]:
        if group and end[0] - group[0][0] > _NEAR:
            xs = [x for _, x in group]
            if max(xs) - min(xs) > 5:
                lines.append(_line(min(xs), max(xs), sum(y for y, _ in group) / len(group)))
            group = []
        group.append(end)
    return lines


def _line(x0: float, x1: float, y: float) -> dict[str, Any]:
    """A horizontal line in pdfplumber's terms."""
    size = {"width": x1 - x0, "height": 0, "doctop": y}
    return {"x0": x0, "x1": x1, "top": y, "bottom": y, "orientation": "h", "object_type": "line", **size}


def _on_slots(boxes: list[Box], page: int) -> PlumberTable | None:
    columns = _distinct([x for box in boxes for x in (box[0], box[2])])
    rows = _distinct([y for box in boxes for y in (box[1], box[3])])
    if len(boxes) == 1 and rows[-1] - rows[0] > 60:
        return None
    if len(columns) < 3 and len(rows) > 2 and len(boxes) < 2:
        return None
    cells = []
    for box in boxes:
        column, row = _nearest(columns, box[0]), _nearest(rows, box[1])
        colspan, rowspan = _nearest(columns, box[2]) - column, _nearest(rows, box[3]) - row
        if colspan > 0 and rowspan > 0:
            rounded = (round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2))
            cells.append(PlumberCell(row, column, rowspan, colspan, "", page, rounded))
    if not cells:
        return None
    outer = (columns[0], rows[0], columns[-1], rows[-1])
    return PlumberTable(columns, len(rows) - 1, cells, page, page, outer)


def _distinct(values: list[float]) -> list[float]:
    result: list[float] = []
    for value in sorted(values):
        if not result or value - result[-1] > _NEAR:
            result.append(value)
    return result


def _nearest(values: list[float], value: float) -> int:
    return min(range(len(values)), key=lambda index: abs(values[index] - value))


def join_over_pages(table: PlumberTable, part: PlumberTable) -> bool:
    """Append the part on the next page if its edges are the table's, or some of them, or hold all of them."""
    finer, coarser = (table, part) if len(table.columns) >= len(part.columns) else (part, table)
    for edge in (finer.columns[0], finer.columns[-1]):
        if abs(edge - coarser.columns[0 if edge == finer.columns[0] else -1]) > _NEAR:
            return False
    if any(min(abs(edge - other) for other in finer.columns) > _NEAR for edge in coarser.columns):
        return False
    for cell in coarser.cells:
        start = _nearest(finer.columns, coarser.columns[cell.column])
        end = _nearest(finer.columns, coarser.columns[cell.column + cell.colspan])
        cell.column, cell.colspan = start, end - start
    coarser.columns = list(finer.columns)
    _drop_repeated_head(table, part)
    if not part.row_count:
        table.last_page = part.last_page
        return True
    shift = table.row_count
    if _is_rest_of_row(table, part):
        shift -= 1
        above = {(cell.column, cell.colspan): cell for cell in table.row(table.row_count - 1)}
        for cell in part.row(0):
            partner = above[cell.column, cell.colspan]
            if cell.text and not partner.text:
                partner.page, partner.box = cell.page, cell.box
            partner.doubt = partner.doubt or cell.doubt
            if cell.text:
                partner.is_full = cell.is_full
            partner.text = "\n".join(text for text in (partner.text, cell.text) if text)
            partner.rowspan += cell.rowspan - 1
        part.cells = [cell for cell in part.cells if cell.row > 0]
    for cell in part.cells:
        cell.row += shift
    table.cells += part.cells
    table.row_count = shift + part.row_count
    table.last_page = part.last_page
    return True


def _drop_repeated_head(table: PlumberTable, part: PlumberTable) -> None:
    """Leave out rows at the start of a part that repeat the head of its table word for word."""

    def key(cell: PlumberCell) -> tuple[int, int, int, int, str]:
        return cell.row, cell.column, cell.rowspan, cell.colspan, "".join(cell.text.split())

    known = {key(cell) for cell in table.cells}
    count = 0
    while count < min(part.row_count, table.row_count, 6):
        row = [cell for cell in part.cells if cell.row == count]
        if any(key(cell) not in known or (cell.text and _FIGURE.fullmatch(cell.text)) for cell in row):
            break
        if not row and not any(cell.row < count < cell.row + cell.rowspan for cell in part.cells):
            break
        count += 1
    while count and any(cell.row < count < cell.row + cell.rowspan for cell in part.cells):
        count -= 1
    if sum(bool(cell.text) for cell in part.cells if cell.row < count) < 2:
        return
    part.cells = [cell for cell in part.cells if cell.row >= count]
    for cell in part.cells:
        cell.row -= count
    part.row_count -= count


def _is_rest_of_row(table: PlumberTable, part: PlumberTable) -> bool:
    """True if the first row of a part can only be the rest of the row that the page end cut.

    Its label is missing or goes on with one, and it lacks figures; a row of its own has a label with a number, or
    is full.
    """
    above, below = table.row(table.row_count - 1), part.row(0)
    if [(cell.column, cell.colspan) for cell in above] != [(cell.column, cell.colspan) for cell in below]:
        return False
    if _goes_on_from_full_lines(list(zip(above, below, strict=True))):
        return True
    pairs = [(up, low) for up, low in zip(above, below, strict=True) if low.rowspan == 1]
    figures = [pair for pair in pairs if any(_is_figure(cell.text) for cell in pair)]
    empty = [pair for pair in pairs if not pair[0].text and not pair[1].text]
    words = [pair for pair in pairs if pair not in figures and pair not in empty]
    if not figures or any(cell.text and not _is_figure(cell.text) for pair in figures for cell in pair):
        return False
    if any(up.text and _is_figure(up.text) for up, _ in words):
        return False
    full_above, full_below = all(up.text for up, _ in figures), all(low.text for _, low in figures)
    if all(not low.text for _, low in words):
        labelled = any(up.text for up, _ in words)
        bare = len(words) == 0 and not full_below and full_above and part.row_count == 1
        return (labelled and any(low.text for _, low in figures) and not (full_above and full_below)) or bare
    if _leaves_figures_out(table, {up.column for up, _ in figures}):
        return False
    if any(_ITEM.match(low.text) for _, low in words) or not any(_ITEM.match(up.text) for up, _ in words):
        return False
    return full_above != full_below and (full_above or not any(up.text for up, _ in figures))


def _goes_on_from_full_lines(pairs: list[tuple[PlumberCell, PlumberCell]]) -> bool:
    """True if the lower row holds nothing but words whose line above was full, with no number of an item."""
    rests = [pair for pair in pairs if pair[1].text]
    if not rests or len(rests) == sum(bool(up.text) for up, _ in pairs):
        return False
    for up, low in rests:
        if not up.is_full or not up.text or _ITEM.match(low.text) or _stands_for_figure(low.text + up.text):
            return False
    holds_figures = any(_stands_for_figure(up.text) for up, _ in pairs)
    return not holds_figures or any(_ITEM.match(up.text) for up, _ in rests)


def _stands_for_figure(text: str) -> bool:
    return _is_figure(text) or text in ("无", "/", "／", "-", "—", "－", "――", "——", "*")


def _leaves_figures_out(table: PlumberTable, columns: set[int]) -> bool:
    """True if blanks among figures are usual in the rows before the last one."""
    cells = [cell for cell in table.cells if cell.row < table.row_count - 1 and cell.column in columns]
    rows = {cell.row for cell in cells if _is_figure(cell.text)}
    blank = {cell.row for cell in cells if not cell.text and cell.rowspan == 1}
    return not rows or len(blank) > 0.1 * len(rows | blank)


def _is_figure(text: str) -> bool:
    return bool(_FIGURE.fullmatch(text)) and any(c.isdigit() for c in text) and not _ITEM.match(text)
