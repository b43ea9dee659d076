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
from extract.read.spans import PLAIN, Span, span_to_count

_SECTIONS: Final = {"thead": 0, "tbody": 1, "tfoot": 2}
_IN_TABLES: Final = frozenset((*_SECTIONS, "tr", "td", "th"))
_BLOCKS: Final = frozenset((
    "html", "head", "body", "address", "article", "aside", "blockquote", "caption", "center", "dd", "details", "dialog",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "hr", "legend", "li", "listing", "main", "menu", "nav", "ol", "option", "p", "plaintext", "pre",
    "search", "section", "summary", "ul", "xmp"))
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_MARK: Final = re.compile(f"({OPEN}[^{NAME_END}]*{NAME_END}|[{CELL}{CELL_END}{ROW_END}{PARAGRAPH}{PARAGRAPH_END}{BREAK}{CLOSE}])")
_LINE_END: Final = re.compile(f"[{PARAGRAPH}{PARAGRAPH_END}{BREAK}]")
_NEXT_CELL: Final = CELL_END + CELL
_ROOT: Final = "/html[1]"


class Line(NamedTuple):
    """Text between two line ends, white space collapsed, and the path of the element it stands in."""

    text: str
    path: str


@dataclass(slots=True)
class FlowRow:
    """A row as marked up; its lists hold one item for each cell.

    Attributes:
        section: 0 in the head, 1 in the body, 2 in the foot.
        group: number of the row group.
        path: of the row.
        texts: the lines of each cell joined by ``\\n``.
        spans: rowspan and colspan as written.
        contents: lines and nested tables in order; empty where every cell holds lines alone and ``flats`` has them.
        flats: such cells as they stand in the flat page.
        pictures: which cells hold a picture.
    """

    section: int
    group: int
    path: str
    texts: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    contents: list[list[Line | FlowTable]] = field(default_factory=list)
    flats: list[str] = field(default_factory=list)
    pictures: set[int] = field(default_factory=set)

    def content(self, index: int) -> list[Line | FlowTable]:
        """Lines and nested tables of one cell, in order."""
        if self.contents:
            return self.contents[index]
        heads = ["h" in flat.split(NOTE_END)[:-1] for flat in self.flats[:index + 1]]
        tag = "th" if heads[index] else "td"
        walk = _Walk(f"{self.path}/{tag}[{heads.count(heads[index])}]")
        walk.read(self.flats[index].rpartition(NOTE_END)[2])
        return walk.end()


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

    def open_row(self, path: str) -> FlowRow:
        """Begin a row; the one that is open ends."""
        self.row = FlowRow(self.section, self.group, path)
        self.rows.append(self.row)
        return self.row

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


def printed(text: str) -> str:
    """White space of any kind collapsed to single spaces, characters without width left out.

    >>> printed(" 12\\u00a0\\u3000 件\\u200b ")
    '12 件'
    """
    text = " ".join(text.split())
    # What has no width counts as not printable.
    if not text.isprintable() and _UNSEEN.search(text):
        return " ".join(_UNSEEN.sub("", text).split())
    return text


def _flat_to_lines(flat: str) -> str:
    """The text of a cell that holds nothing but lines."""
    return "\n".join(filter(None, map(printed, _LINE_END.split(flat))))


@dataclass(slots=True)
class _Element:
    """An element that is open.

    Attributes:
        tag: its name.
        path: its path.
        table: the innermost table around it.
        counts: how many children of each name began so far.
        loose: the table made up for rows in it that stand in no table.
        row: the row it is in, for a cell.
    """

    tag: str
    path: str
    table: FlowTable | None = None
    row: FlowRow | None = None
    index: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    loose: FlowTable | None = None


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
            if end and OPEN not in row and self.read_plain_row(row):
                self.read_marks(after)
            else:
                self.open("tr")
                self.read_marks(chunk)

    def end(self) -> list[Line | FlowTable]:
        """All lines and tables, when everything has been read."""
        self.close_loose()
        self.end_line(self.element.path)
        return self.lines

    def read_plain_row(self, flat: str) -> bool:
        """Sort a row that is nothing but cells that are nothing but lines; False, and nothing done, for another."""
        flats: list[str] = []
        if flat:
            flats = flat[1:-1].split(_NEXT_CELL)
            if flat[0] != CELL or flat[-1] != CELL_END or flat.count(CELL) != len(flats):
                return False
        row = self.open_row()
        row.flats = flats
        if NOTE_END in flat:
            spans_and_texts = [_cell_to_span_and_text(cell) for cell in flats]
            row.spans = [span for span, _ in spans_and_texts]
            flats = [text for _, text in spans_and_texts]
        else:
            row.spans = [PLAIN] * len(flats)
        row.texts = [text if (text := cell.strip()).isprintable() and "  " not in text else _flat_to_lines(text)
                     for cell in flats]
        self.count_cells(len(flats))
        self.end_row()
        return True

    def read_marks(self, flat: str) -> None:
        """Sort text and marks other than the beginnings of rows, one by one."""
        if not flat:
            return
        text, *tokens = _MARK.split(flat)
        if text:
            self.pending.append(text)
        for mark, text in zip(tokens[::2], tokens[1::2], strict=True):
            if mark == PARAGRAPH:
                self.open("p")
            elif mark == BREAK:
                self.close_loose()
                self.end_line(self.element.path)
            elif mark == CELL:
                *notes, text = text.split(NOTE_END)
                self.open_cell(notes)
            elif len(mark) > 1:
                self.open(mark[1:-1])
            else:
                self.close()
            if text:
                self.pending.append(text)

    def open(self, tag: str) -> None:
        """An element begins."""
        around = self.element
        if tag == "tr":
            self.enter(tag).row = self.open_row()
        elif tag in _SECTIONS:
            self.enter_table()
            table = self.table
            assert table is not None
            self.enter(tag)
            table.enter_section(_SECTIONS[tag])
        else:
            self.close_loose()
            if tag == "table":
                self.open_table(around.path)
            ...
