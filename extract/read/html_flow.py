"""A flat page as lines and tables in reading order: which text stands together, and in which cell.

Tags that never end are taken as browsers take them: a new cell or row ends the one that is still open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from extract.errors import DocumentTooLargeError
from extract.limits import MAX_CELLS, MAX_DEPTH
from extract.read.html_flat import (
    BREAK,
    CELL,
    CELL_END,
    CLOSE,
    NAME_END,
    NOTE_END,
    OPEN,
    PARAGRAPH,
    PARAGRAPH_END,
    ROW,
    ROW_END,
)
from extract.read.html_flat_cells import SPACE, cell_to_tag, flat_to_text, notes_to_span, printed, row_to_cells
from extract.read.spans import PLAIN, Span

_SECTIONS: Final = {"thead": 0, "tbody": 1, "tfoot": 2}
_IN_TABLES: Final = frozenset((*_SECTIONS, "tr", "td", "th"))
_BLOCKS: Final = frozenset(
    (
        "html head body address article aside blockquote caption center dd details dialog dir div dl dt "
        "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li listing main "
        "menu nav ol option p plaintext pre search section summary ul xmp"
    ).split()
)
_MARK: Final = re.compile(f"([{OPEN}{CLOSE}{CELL}{CELL_END}{ROW_END}{PARAGRAPH}{PARAGRAPH_END}{BREAK}])")
_ROOT: Final = "/html[1]"


class Line(NamedTuple):
    """Text between two line ends, white space collapsed, and the path of the element it stands in."""

    text: str
    path: str


@dataclass(slots=True, eq=False)
class FlowRow:
    """A row as marked up; its lists hold one item for each cell.

    Attributes:
        section: 0 in the head, 1 in the body, 2 in the foot.
        group: number of the row group.
        path: of the row.
        texts: the lines of each cell joined by ``\\n``.
        spans: rowspan and colspan as written.
        contents: lines and nested tables in order; None where every cell holds lines alone.
        flats: such cells as they stand in the flat page.
    """

    section: int
    group: int
    path: str
    texts: list[str]
    spans: list[Span]
    contents: list[list[Line | FlowTable]] | None
    flats: list[str]

    def content(self, index: int) -> list[Line | FlowTable]:
        """Lines and nested tables of one cell, in order."""
        if self.contents is not None:
            return self.contents[index]
        tags = [cell_to_tag(flat) for flat in self.flats[: index + 1]]
        walk = _Walk(f"{self.path}/{tags[index]}[{tags.count(tags[index])}]")
        walk.read(self.flats[index].rpartition(NOTE_END)[2])
        return walk.end()


@dataclass(slots=True)
class FlowTable:
    """A table before its layout.

    Attributes:
        stray: the caption and whatever stands between the cells.
        pictures: the cells, by row and index, that hold a picture.
    """

    path: str
    rows: list[FlowRow] = field(default_factory=list)
    stray: list[Line | FlowTable] = field(default_factory=list)
    section: int = 1
    group: int = 0
    row: FlowRow | None = None
    holds_tables: bool = False
    pictures: set[tuple[FlowRow, int]] = field(default_factory=set)

    def open_row(self, path: str) -> FlowRow:
        """Begin a row; the one that is open ends."""
        self.row = FlowRow(self.section, self.group, path, [], [], [], [])
        self.rows.append(self.row)
        return self.row

    def only_lines(self) -> list[Line | FlowTable] | None:
        """What its only cell that holds anything holds, if that is lines alone; None for a table of more."""
        filled = [
            (row, index)
            for row in self.rows
            for index, text in enumerate(row.texts)
            if text or (row.contents is not None and row.contents[index])
        ]
        if self.stray or len(filled) > 1:
            return None
        content = filled[0][0].content(filled[0][1]) if filled else []
        return None if any(isinstance(part, FlowTable) for part in content) else content

    def enter_section(self, section: int) -> None:
        """Begin a row group."""
        self.section, self.group, self.row = section, self.group + 1, None


def flat_to_flow(flat: str) -> list[Line | FlowTable]:
    """Everything printed on a page, in reading order.

    Raises:
        DocumentTooLargeError: more cells than ``limits.MAX_CELLS``, deeper nesting than ``limits.MAX_DEPTH``.
    """
    walk = _Walk(_ROOT)
    walk.read(flat)
    return walk.end()


@dataclass(slots=True)
class _Element:
    """An element that is open.

    Attributes:
        tag, path: its name and path.
        table: the innermost table around it, or that it is itself.
        row, index: where a cell stands.
        counts: how many children of each name began so far.
        loose: the table made up for rows in it that stand in no table.
    """

    tag: str
    path: str
    table: FlowTable | None = None
    row: FlowRow | None = None
    index: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    loose: FlowTable | None = None

    def next_path(self, tag: str) -> str:
        """The path of a child that begins."""
        self.counts[tag] = count = self.counts.get(tag, 0) + 1
        return f"{self.path}/{tag}[{count}]"


class _Walk:
    """Walks a flat page once and sorts its text into lines, cells and tables."""

    def __init__(self, path: str) -> None:
        self.lines: list[Line | FlowTable] = []
        self.pending: list[str] = []
        self.table: FlowTable | None = None
        self.cell: _Element | None = None
        self.cell_count = 0
        self.element = _Element("", path)
        self.around: list[_Element] = []
        self.outer: list[tuple[FlowTable | None, _Element | None, list[Line | FlowTable]]] = []

    def read(self, flat: str) -> None:
        """Sort a flat page, row by row: nearly all rows are plain, and quickly read."""
        before, *chunks = flat.split(ROW)
        self.read_marks(before)
        for chunk in chunks:
            row, end, after = chunk.partition(ROW_END)
            cells = row_to_cells(row) if end and OPEN not in row else None
            if cells is None:
                self.open("tr")
                self.read_marks(chunk)
            else:
                self.add_row(cells, NOTE_END in row)
                if after.strip(SPACE):
                    self.read_marks(after)

    def end(self) -> list[Line | FlowTable]:
        """All lines and tables, when everything has been read."""
        self.close_loose()
        self.end_line(self.element.path)
        return self.lines

    def add_row(self, cells: list[str], noted: bool) -> None:
        """Sort a row that is nothing but cells, given flat, that are nothing but lines."""
        table = self.table or self.enter_table()
        if self.pending:
            self.end_line(self.element.path)
        texts = cells
        spans = [PLAIN] * len(cells)
        if noted:
            texts = cells.copy()
            for index, cell in enumerate(cells):
                if NOTE_END in cell:
                    notes, _, texts[index] = cell.rpartition(NOTE_END)
                    spans[index] = notes_to_span(notes)
        texts = [
            text if (text := cell.strip()).isprintable() and "  " not in text else flat_to_text(text) for cell in texts
        ]
        table.rows.append(FlowRow(table.section, table.group, self.element.next_path("tr"), texts, spans, None, cells))
        self.count_cells(len(cells))
        table.row, self.cell, self.lines = None, None, table.stray

    def read_marks(self, flat: str) -> None:
        """Sort text and marks other than the beginnings of rows, one by one."""
        tokens = _MARK.split(flat)
        if tokens[0]:
            self.pending.append(tokens[0])
        leaf = False
        for mark, text, following in zip(tokens[1::2], tokens[2::2], [*tokens[3::2], ""], strict=False):
            if mark == PARAGRAPH:
                leaf = following == PARAGRAPH_END
                if leaf:
                    self.add_paragraph(text)
                    continue
                self.open("p")
            elif mark == OPEN:
                tag, _, text = text.partition(NAME_END)
                self.open(tag)
            elif mark == CELL:
                tag = cell_to_tag(text)
                notes, _, text = text.rpartition(NOTE_END)
                self.open(tag, notes_to_span(notes))
            elif mark == BREAK:
                self.close_loose()
                self.end_line(self.element.path)
            elif leaf:
                leaf = False
            else:
                self.close()
            if text:
                self.pending.append(text)

    def add_paragraph(self, flat: str) -> None:
        """Sort a paragraph that is nothing but text."""
        around = self.element
        self.close_loose()
        self.end_line(around.path)
        path = around.next_path("p")
        if text := printed(flat):
            self.lines.append(Line(text, path))

    def open(self, tag: str, span: Span = PLAIN) -> None:
        """An element begins."""
        around = self.element
        element = _Element(tag, around.next_path(tag))
        if tag in _IN_TABLES:
            table = self.enter_table()
            self.cell, self.lines = None, table.stray
            if tag == "tr":
                table.open_row(element.path)
            elif tag in _SECTIONS:
                table.enter_section(_SECTIONS[tag])
            else:
                self.open_cell(element, table.row or table.open_row(around.path), span)
        else:
            self.close_loose()
            if tag in _BLOCKS:
                self.end_line(around.path)
            elif tag == "table":
                self.open_table(around.path, element.path)
            elif tag == "img" and self.cell is not None and self.cell.row is not None and self.table is not None:
                self.table.pictures.add((self.cell.row, self.cell.index))
        element.table = self.table
        self.around.append(around)
        self.element = element
        if len(self.around) > MAX_DEPTH:
            raise DocumentTooLargeError(
                expected=f"elements nested at most {MAX_DEPTH} deep",
                found="deeper ones",
                advice="check that this page is a report",
            )

    def open_cell(self, element: _Element, row: FlowRow, span: Span) -> None:
        """A cell begins; its text is known when it ends."""
        element.row, element.index = row, len(row.texts)
        row.texts.append("")
        row.spans.append(span)
        self.cell, self.lines = element, []
        assert row.contents is not None
        row.contents.append(self.lines)
        self.count_cells(1)

    def close(self) -> None:
        """The element that is open ends."""
        self.close_loose()
        element, self.element = self.element, self.around.pop()
        tag = element.tag
        if tag == "table":
            self.close_table(element.path)
        elif tag in _BLOCKS:
            self.end_line(element.path)
        elif tag in _IN_TABLES:
            self.end_line(element.path)
            table, row = element.table, element.row
            assert table is not None
            if row is not None and row.contents is not None:
                lines = row.contents[element.index]
                row.texts[element.index] = "\n".join([line.text for line in lines if isinstance(line, Line)])
            else:
                table.row = None
                if tag != "tr":
                    table.enter_section(1)
            self.cell, self.lines = None, table.stray

    def count_cells(self, count: int) -> None:
        """Hold the number of cells to its limit."""
        self.cell_count += count
        if self.cell_count > MAX_CELLS:
            raise DocumentTooLargeError(
                expected=f"at most {MAX_CELLS} table cells", found="more", advice="check that this page is a report"
            )

    def enter_table(self) -> FlowTable:
        """The table that a row, a cell or a row group belongs to; one is made up where it stands in none."""
        around = self.element
        if self.table is None:
            around.loose = self.open_table(around.path, around.path)
        else:
            self.end_line(around.path)
        assert self.table is not None
        return self.table

    def close_loose(self) -> None:
        """A table made up for loose rows ends where anything else begins."""
        if self.element.loose is not None:
            self.element.loose = None
            self.close_table(self.element.path)

    def open_table(self, outer: str, path: str) -> FlowTable:
        """Begin a table where the walk stands."""
        self.end_line(outer)
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
        if self.table is None:
            self.lines.append(table)
        elif self.cell is None or self.cell.row is None or (lines := table.only_lines()) is None:
            self.table.holds_tables = True
            self.lines.append(table)
        else:
            self.lines += lines
            if table.pictures:
                self.table.pictures.add((self.cell.row, self.cell.index))

    def end_line(self, path: str) -> None:
        """What was gathered since the last line end is a line."""
        pending = self.pending
        if pending:
            text = printed(pending[0] if len(pending) == 1 else "".join(pending))
            pending.clear()
            if text:
                self.lines.append(Line(text, path))
