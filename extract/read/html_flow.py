"""A cleaned tree as lines and tables in reading order: which text stands together, and in which cell.

Tags that never end are taken as browsers take them: a new cell or row ends the one that is still open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from lxml.etree import _Element

from extract.errors import DocumentTooLargeError
from extract.limits import MAX_CELLS, MAX_DEPTH
from extract.read.html_tree import FORMATTING
from extract.read.spans import span_to_count


class Line(NamedTuple):
    """Text between two line ends, white space collapsed, and the path of the element it stands in."""

    text: str
    path: str


@dataclass(slots=True)
class FlowCell:
    """A cell as marked up, spans as written.

    ``text`` holds its lines joined by ``\\n``; ``content`` its lines and nested tables in order, None
    for the plain cell of one line, or none.
    """

    rowspan: int
    colspan: int
    path: str
    text: str = ""
    content: list[Line | FlowTable] | None = None
    picture: bool = False

    @property
    def parts(self) -> list[Line | FlowTable]:
        """Lines and nested tables in order."""
        if self.content is not None:
            return self.content
        return [Line(self.text, self.path)] if self.text else []


@dataclass(slots=True)
class FlowRow:
    """A row: ``section`` is 0 in the head, 1 in the body, 2 in the foot; ``group`` numbers row groups."""

    section: int
    group: int
    cells: list[FlowCell] = field(default_factory=list)


@dataclass(slots=True)
class FlowTable:
    """A table before its layout; ``stray`` holds the caption and whatever stands between the cells."""

    path: str
    rows: list[FlowRow] = field(default_factory=list)
    stray: list[Line | FlowTable] = field(default_factory=list)
    section: int = 1
    group: int = 0
    row: FlowRow | None = None
    holds_tables: bool = False
    holds_pictures: bool = False

    def open_row(self) -> FlowRow:
        """Begin a row; the one that is open ends."""
        self.row = FlowRow(self.section, self.group)
        self.rows.append(self.row)
        return self.row

    def enter_section(self, section: int) -> None:
        """Begin a row group."""
        self.section, self.group, self.row = section, self.group + 1, None


_SECTIONS: Final = {"thead": 0, "tbody": 1, "tfoot": 2}
_IN_TABLES: Final = frozenset((*_SECTIONS, "tr", "td", "th"))
_FORMATTING: Final = frozenset(FORMATTING)
_BLOCKS: Final = frozenset((
    "html", "head", "body", "address", "article", "aside", "blockquote", "caption", "center", "dd", "details", "dialog",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "hr", "legend", "li", "listing", "main", "menu", "nav", "ol", "option", "p", "plaintext", "pre",
    "search", "section", "summary", "ul", "xmp"))
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


def tree_to_flow(root: _Element) -> list[Line | FlowTable]:
    """Everything printed on a page, in reading order.

    Raises:
        DocumentTooLargeError: more cells than ``limits.MAX_CELLS``, deeper nesting than ``limits.MAX_DEPTH``.
    """
    walk = _Walk()
    walk.into(root, "/html[1]", 1)
    walk.end_line("/html[1]")
    return walk.lines


def printed(text: str) -> str:
    """White space of any kind collapsed to single spaces, characters without width left out.

    >>> printed(" 12\\u00a0\\u3000 件\\u200b ")
    '12 件'
    """
    text = " ".join(text.split())
    if not text.isascii() and _UNSEEN.search(text):
        return " ".join(_UNSEEN.sub("", text).split())
    return text


class _Walk:
    """Walks the tree once and sorts its text into lines, cells and tables."""

    def __init__(self) -> None:
        self.lines: list[Line | FlowTable] = []
        self.pending: list[str] = []
        self.table: FlowTable | None = None
        self.cell: FlowCell | None = None
        self.cell_count = 0
        self.outer: list[tuple[FlowTable | None, FlowCell | None, list[Line | FlowTable]]] = []

    def into(self, parent: _Element, path: str, depth: int) -> None:
        """Sort the content of one element; one frame per level, for depth is bounded by the limit."""
        if depth > MAX_DEPTH:
            raise DocumentTooLargeError(expected=f"elements nested at most {MAX_DEPTH} deep", found="deeper ones",
                                        advice="check that this page is a report")
        if text := parent.text:
            self.pending.append(text)
        counts: dict[str, int] = {}
        loose: FlowTable | None = None  # rows that stand in no table
        for child in parent:
            tag = str(child.tag)
            if tag in _FORMATTING:
                self.into(child, path, depth + 1)
                if text := child.tail:
                    self.pending.append(text)
                continue
            counts[tag] = count = counts.get(tag, 0) + 1
            inner = f"{path}/{tag}[{count}]"
            if tag in _IN_TABLES:
                if self.table is None:
                    loose = self.open_table(path, path)
                self.into_table_part(child, tag, path, inner, depth)
            else:
                if loose is not None:
                    self.close_table(path)
                    loose = None
                if tag in _BLOCKS:
                    self.end_line(path)
                    if len(child):
                        self.into(child, inner, depth + 1)
                    elif text := child.text:
                        self.pending.append(text)
                    self.end_line(inner)
                elif tag == "br":
                    self.end_line(path)
                elif tag == "table":
                    self.open_table(path, inner)
                    self.into(child, inner, depth + 1)
                    self.close_table(inner)
                else:
                    if tag == "img" and self.cell is not None and self.table is not None:
                        self.cell.picture = self.table.holds_pictures = True
                    self.into(child, inner, depth + 1)
            if text := child.tail:
                self.pending.append(text)
        if loose is not None:
            self.close_table(path)

    def into_table_part(self, element: _Element, tag: str, outer: str, path: str, depth: int) -> None:
        """Sort a cell, a row or a row group of the table that is open."""
        table = self.table
        assert table is not None
        self.end_line(outer)
        if tag == "td" or tag == "th":
            self.cell = cell = FlowCell(span_to_count(element.get("rowspan")),
                                        span_to_count(element.get("colspan")), path, content=[])
            assert cell.content is not None
            self.lines = cell.content
            (table.row or table.open_row()).cells.append(cell)
            self.count_cells(1)
            self.into(element, path, depth + 1)
            self.end_line(path)
            cell.text = "\n".join([part.text for part in cell.content if isinstance(part, Line)])
        else:
            self.cell, self.lines = None, table.stray
            if tag == "tr":
                table.open_row()
                if not self.into_plain_row(element, table, path):
                    self.into(element, path, depth + 1)
            else:
                table.enter_section(_SECTIONS[tag])
                self.into(element, path, depth + 1)
            self.end_line(path)
            table.row = None
            if tag != "tr":
                table.enter_section(1)
        self.cell, self.lines = None, table.stray

    def into_plain_row(self, element: _Element, table: FlowTable, path: str) -> bool:
        """Sort a row in which every cell holds at most one paragraph of plain text; False where one holds more.

        Nothing is kept of a row that turns out not to be plain. Nearly all rows are: this is the fast lane.
        """
        cells: list[FlowCell] = []
        if (between := element.text) and not between.isspace():
            return False
        for child in element:
            if child.tag != "td" or ((between := child.tail) and not between.isspace()):
                return False
            text = child.text
            size = len(child)
            if size:
                block = child[0]
                if size > 1 or block.tag != "p" or len(block) or (text and not text.isspace()) \
                        or ((between := block.tail) and not between.isspace()):
                    return False
                text = block.text
            rowspan, colspan = child.get("rowspan"), child.get("colspan")
            cells.append(FlowCell(1 if rowspan is None else span_to_count(rowspan),
                                  1 if colspan is None else span_to_count(colspan), path,
                                  printed(text) if text else ""))
        (table.row or table.open_row()).cells = cells
        self.count_cells(len(cells))
        return True

    def count_cells(self, count: int) -> None:
        """Hold the number of cells to its limit."""
        self.cell_count += count
        if self.cell_count > MAX_CELLS:
            raise DocumentTooLargeError(expected=f"at most {MAX_CELLS} table cells", found="more",
                                        advice="check that this page is a report")

    def open_table(self, outer: str, path: str) -> FlowTable:
        """Begin a table where the walk stands."""
        self.end_line(outer)
        if self.table is not None:
            self.table.holds_tables = True
        self.outer.append((self.table, self.cell, self.lines))
        self.table = FlowTable(path)
        self.cell, self.lines = None, self.table.stray
        return self.table

    def close_table(self, path: str) -> None:
        """End the table that is open."""
        self.end_line(path)
        table = self.table
        assert table is not None
        self.table, self.cell, self.lines = self.outer.pop()
        self.lines.append(table)

    def end_line(self, path: str) -> None:
        """What was gathered since the last line end is a line."""
        pending = self.pending
        if pending:
            text = printed(pending[0] if len(pending) == 1 else "".join(pending))
            pending.clear()
            if text:
                self.lines.append(Line(text, path))
