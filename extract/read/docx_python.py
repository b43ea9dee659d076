"""The independent reader of DOCX: python-docx's element classes, visited one by one and never changed.

It shares with the fast reader only the safe opening of the package (:mod:`extract.read.docx_package`). Where
python-docx's own tables and paragraphs drop text (tracked insertions, content controls), the elements are visited.
Automatic numbers are not rendered here, so a cell that prints nothing else comes out blank.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.oxml.table import CT_Tc

from extract.document import Cell, Document, Grid, Link, Paragraph, Place, Problem
from extract.errors import CorruptDocumentError, DocumentTooLargeError, EmptyDocumentError, NeedsOcrError
from extract.limits import MAX_CELLS, MAX_SLOTS, MAX_TEXT_CHARACTERS
from extract.read.docx_package import Package, checked_xml
from extract.read.docx_python_styles import Styles

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
READER: Final = "docx-python"

# lxml elements of python-docx carry attributes per class that its types do not all declare.
Element = Any

_MAX_SPAN: Final = 1000
_MARKUP: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_GONE: Final = frozenset(map(qn, ("w:del", "w:moveFrom", "w:sdtPr", "w:sdtEndPr", "w:rt", "w:instrText")))
_SEEN_THROUGH: Final = frozenset(
    (*map(qn, ("w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:smartTag", "w:customXml", "w:hyperlink")),
     *map(qn, ("w:fldSimple", "w:ruby", "w:rubyBase", "w:bdo", "w:dir")))
)  # fmt: skip
_PARAGRAPH, _TABLE, _ROW, _RUN = map(qn, ("w:p", "w:tbl", "w:tr", "w:r"))
_VALUE: Final = qn("w:val")

_PICTURE, _EMBEDDED, _NESTED = "picture_not_read", "embedded_part", "nested_table_in_cell"
_STRUCK: Final = "struck_text"
_MESSAGES: Final = {
    _PICTURE: "a picture or shape is not read; numbers in it are not in the result",
    _EMBEDDED: "an embedded object is not read; numbers in it are not in the result",
    _STRUCK: "text is struck through; it is kept as printed",
    _NESTED: "a table stands in this cell; it is read as a table of its own, not as text of the cell",
}
_LEAST_DATA_SIZE: Final = 3
"""Rows and columns of a table that holds data: smaller ones mostly lay out a page."""


def read_docx_independently(data: bytes) -> Document:
    """The paragraphs and tables of a DOCX file, read a second way.

    Args:
        data: the bytes of the file.

    Raises:
        CorruptDocumentError, EncryptedDocumentError, DocumentTooLargeError, NeedsOcrError, EmptyDocumentError:
            as :func:`extract.read.docx_lxml.read_docx`.
    """
    package = Package(data)
    name = package.main_part()
    relationships = package.relationships(name)
    content = package.part(name)
    try:
        checked = checked_xml(content or b"", name)
        root: Element = parse_xml(checked)
        reading = _Reading(Document(MEDIA_TYPE, READER))
        body = _body_of(root)
        reading.texts.endless = _endless_fields(body)
        reading.texts.styles = Styles(package, name, checked)
        reading.read_blocks(body, "body")
        for link in root.iter(qn("w:hyperlink")):
            relationship = relationships.get(link.get(qn("r:id"), ""))
            if relationship is not None and relationship.external:
                reading.document.links.append(Link(relationship.target, "".join(_Texts().of(link)).strip()))
    except (SyntaxError, ValueError) as error:
        raise CorruptDocumentError(
            expected="a Word document", found=f"a broken part ({error})", where=name, advice="fetch it again"
        ) from None
    except RecursionError:
        raise DocumentTooLargeError(
            expected="elements nested as deep as Word does", found="deeper", where=name
        ) from None
    if not reading.characters:
        if next(root.iter(qn("a:blip"), "{urn:schemas-microsoft-com:vml}imagedata"), None) is not None:
            raise NeedsOcrError(expected="a DOCX with text", found="pictures without text", advice="run OCR over it")
        if next(root.iter(qn("w:object"), qn("w:altChunk"), qn("w:subDoc")), None) is None:
            raise EmptyDocumentError(expected="a DOCX with text", found="no text at all", advice="fetch it again")
    return reading.document


def _body_of(root: Element) -> Element:
    body = root.find(qn("w:body"))
    if body is None:
        raise ValueError("no document body")
    return body


def _content(element: Element) -> Iterator[Element]:
    """The children that are printed, looking through wrappers and into one branch of alternatives."""
    for child in element:
        tag = child.tag
        if tag in _GONE or not isinstance(tag, str):
            continue
        if tag in _SEEN_THROUGH:
            yield from _content(child)
        elif tag == _MARKUP + "AlternateContent":
            branches = [branch for branch in child if isinstance(branch.tag, str)]
            telling = [b for b in branches if any(True for _ in b.iter(qn("w:t"), qn("w:txbxContent")))]
            for branch in (telling or branches)[:1]:
                yield from _content(branch)
        else:
            yield child


def _endless_fields(body: Element) -> frozenset[Element]:
    begun: list[Element] = []
    for mark in body.iter(qn("w:fldChar")):
        if mark.get(qn("w:fldCharType")) == "begin":
            begun.append(mark)
        elif mark.get(qn("w:fldCharType")) == "end" and begun:
            begun.pop()
    return frozenset(begun)


@dataclass
class _Texts:
    """Text of paragraphs in order; fields may be open from one run, or one paragraph, to the next."""

    fields: list[bool] = field(default_factory=list)  # for each open field: still in its instruction
    boxes: list[Element] = field(default_factory=list)
    endless: frozenset[Element] = frozenset()  # beginnings of fields that never end: they hide nothing
    styles: Styles = field(default_factory=Styles)
    unread: list[str] = field(default_factory=list)  # codes of what is no text, in order
    base: int | None = None  # position of the first text of the paragraph, in half points

    def of(self, element: Element) -> Iterator[str]:
        for child in _content(element):
            tag = child.tag
            if tag == _RUN:
                if not self.styles.hides(child, element):
                    text = "".join(self._run(child))
                    if text.strip():
                        self.base = self.styles.position(child) if self.base is None else self.base
                        self.unread += [_STRUCK] if self.styles.strikes(child) else []
                    yield text
            elif tag == _MATH + "oMath":
                plain = all(part.tag == _MATH + "r" for part in child)
                yield ("" if plain else " ").join(part.text or "" for part in child.iter(_MATH + "t"))
            elif tag == _MATH + "oMathPara":
                yield from self.of(child)

    def _run(self, run: Element) -> Iterator[str]:
        raised = self.styles.sign(run, self.base)
        for child in _content(run):
            text = self._leaf(child)
            if text and not any(self.fields):
                yield raised + text if raised and text[0].isalnum() else text
                raised = ""

    def _leaf(self, leaf: Element) -> str:
        name = leaf.tag.rpartition("}")[2]
        if name == "t":
            kept = leaf.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
            text = (leaf.text or "").replace("\n", " ")
            return text if kept else text.strip(" \t\r")
        if name == "fldChar":
            kind = leaf.get(qn("w:fldCharType"))
            if kind == "begin" and leaf not in self.endless:
                self.fields.append(True)
            elif kind == "separate" and self.fields:
                self.fields[-1] = False
            elif kind == "end" and self.fields:
                self.fields.pop()
        elif name == "sym":
            point = int(leaf.get(qn("w:char"), "FFFD"), 16)
            return chr(point) if point < 0xD800 or 0xF900 <= point < 0xFFFE else "\ufffd"
        elif name in ("drawing", "pict", "object"):
            self.unread.append(_EMBEDDED if name == "object" else _PICTURE)
            self._find_boxes(leaf)
        elif name == "r":
            return "".join(self._run(leaf))
        return {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}.get(name, "")

    def _find_boxes(self, element: Element) -> None:
        for child in _content(element):
            if child.tag == qn("w:txbxContent"):
                self.boxes.append(child)
            else:
                self._find_boxes(child)


@dataclass
class _Reading:
    document: Document
    characters: int = 0
    tables: int = 0
    cells: int = 0
    texts: _Texts = field(default_factory=_Texts)

    def read_blocks(self, container: Element, path: str) -> None:
        """Read the paragraphs and tables of a container into the document."""
        for kind, block, ordinal, text in self._blocks(container):
            if kind == _TABLE:
                self._read_table(block, f"{path}/tbl[{ordinal}]")
            elif text.strip():
                self.document.blocks.append(Paragraph(text.strip(), Place(path=f"{path}/p[{ordinal}]")))

    def _blocks(self, container: Element) -> Iterator[tuple[str, Element, int, str]]:
        """Tag, element, ordinal and text of each block, those in text boxes behind the paragraph they hang on."""
        ordinals = {_PARAGRAPH: 0, _TABLE: 0}
        waiting, unbroken = [_content(container)], ""
        while waiting:
            block = next(waiting[-1], None)
            if block is None:
                waiting.pop()
            elif block.tag == _TABLE:
                ordinals[_TABLE] += 1
                yield _TABLE, block, ordinals[_TABLE], ""
            elif block.tag == _PARAGRAPH:
                if not unbroken:
                    self.texts.base = None
                text = unbroken + "".join(self.texts.of(block))
                boxes, self.texts.boxes = self.texts.boxes, []
                mark = block.find(qn("w:pPr") + "/" + qn("w:rPr"))
                removed = mark is not None and any(mark.find(qn(tag)) is not None for tag in ("w:del", "w:moveFrom"))
                unbroken = text if removed and not boxes else ""
                if not unbroken:
                    ordinals[_PARAGRAPH] += 1
                    yield _PARAGRAPH, block, ordinals[_PARAGRAPH], self._counted(text)
                waiting.extend(_content(box) for box in reversed(boxes))
        if unbroken:
            yield _PARAGRAPH, container, ordinals[_PARAGRAPH] + 1, self._counted(unbroken)

    def _counted(self, text: str) -> str:
        self.characters += len(text.strip())
        if self.characters > MAX_TEXT_CHARACTERS:
            raise DocumentTooLargeError(expected=f"at most {MAX_TEXT_CHARACTERS} characters", found="more")
        return text

    def _read_table(self, table: Element, path: str) -> None:
        rows = _table_rows(table)
        covers: dict[tuple[int, int], list[int]] = {}  # slot of the upper left corner -> [row span, column span]
        origin: dict[tuple[int, int], tuple[int, int]] = {}  # start of a cell in the row above -> its corner
        found: dict[tuple[int, int], tuple[CT_Tc, str]] = {}
        hidden: list[tuple[CT_Tc, str]] = []
        width = 0
        for index, row in enumerate(rows):
            column = min(row.grid_before, _MAX_SPAN)
            # First what goes on from the left, since a cell goes on downward with its whole width.
            joined: list[tuple[CT_Tc, str, int]] = []
            for ordinal, cell in enumerate(_row_cells(row), 1):
                span = min(max(cell.grid_span, 1), _MAX_SPAN)
                place = f"{path}/tr[{index + 1}]/tc[{ordinal}]"
                merge = cell.find(qn("w:tcPr") + "/" + qn("w:hMerge"))
                if merge is not None and merge.get(_VALUE) != "restart" and joined:
                    joined[-1] = *joined[-1][:2], joined[-1][2] + span
                    hidden.append((cell, place))
                else:
                    joined.append((cell, place, span))
            for cell, place, span in joined:
                corner = origin.get((index - 1, column))
                if _goes_on(cell) and corner is not None and covers[corner][1] == span:
                    covers[corner][0] += 1
                    hidden.append((cell, place))
                else:
                    corner = index, column
                    covers[corner] = [1, span]
                    found[corner] = cell, place
                origin[index, column] = corner
                column += span
            width = max(width, column + min(row.grid_after, _MAX_SPAN))
            if self.cells + len(found) > MAX_CELLS:
                raise DocumentTooLargeError(expected=f"at most {MAX_CELLS} table cells", found="more", where=path)
        declared = len(table.findall(qn("w:tblGrid") + "/" + qn("w:gridCol")))
        if 0 < declared < width:
            width = max(declared, max((column for _, column in found), default=0) + 1)
        if len(rows) * width > MAX_SLOTS:
            raise DocumentTooLargeError(
                expected=f"at most {MAX_SLOTS} slots", found=f"{len(rows)} x {width}", where=path
            )
        self._add_grid(found, covers, Grid([], len(rows), width, Place(path=path, table=self.tables + 1)), hidden)

    def _add_grid(
        self,
        found: dict[tuple[int, int], tuple[CT_Tc, str]],
        covers: dict[tuple[int, int], list[int]],
        grid: Grid,
        hidden: list[tuple[CT_Tc, str]],
    ) -> None:
        nested: list[tuple[Element, str]] = []
        if found:
            self.tables += 1
            self.cells += len(found)
            self.document.blocks.append(grid)
        for (row, column), (cell, path) in found.items():
            rowspan, colspan = covers[row, column]
            self.texts.unread, before = [], len(nested)
            text = self._cell_text(cell, path, nested)
            place = Place(path=path, table=self.tables, row=row + 1, column=column + 1)
            codes = [code for code in dict.fromkeys(self.texts.unread) if code != _PICTURE or not text]
            if len(nested) > before and min(grid.row_count, grid.column_count) >= _LEAST_DATA_SIZE:
                codes.append(_NESTED)
            self.document.problems += [Problem("warning", code, _MESSAGES[code], place) for code in codes]
            grid.cells.append(Cell(text, row, column, rowspan, min(colspan, grid.column_count - column), place))
        for cell, path in hidden:
            self._cell_text(cell, path, nested)
        for table, path in nested:
            self._read_table(table, path)

    def _cell_text(self, cell: CT_Tc, path: str, nested: list[tuple[Element, str]]) -> str:
        texts: list[str] = []
        tables: list[tuple[Element, str]] = []
        for kind, block, ordinal, text in self._blocks(cell):
            if kind == _TABLE:
                tables.append((block, f"{path}/tbl[{ordinal}]"))
            else:
                texts.append(text)
        text = "\n".join(texts).strip()
        framed = self._framed_text(text, [table for table, _ in tables]) if tables else text
        if framed is None:
            nested += tables
        return text if framed is None else framed

    def _framed_text(self, own: str, tables: list[Element]) -> str | None:
        """The only text of a cell and of the tables in it; None where more of them than one print text."""
        trial = _Reading(self.document, texts=replace(self.texts, fields=list(self.texts.fields), boxes=[], unread=[]))
        printed = [own] if own else []
        nested: list[tuple[Element, str]] = []
        for cell in (cell for table in tables for row in _table_rows(table) for cell in _row_cells(row)):
            text = trial._cell_text(cell, "", nested)
            printed += [text] if text else []
            if nested or len(printed) > 1:
                return None
        self.texts.fields = trial.texts.fields
        self.texts.unread += trial.texts.unread
        return own or self._counted("".join(printed))


def _table_rows(table: Element) -> list[Element]:
    return [row for row in _content(table) if row.tag == _ROW and not _is_deleted(row)]


def _row_cells(row: Element) -> list[CT_Tc]:
    deleted = qn("w:tcPr") + "/" + qn("w:cellDel")
    return [child for child in _content(row) if isinstance(child, CT_Tc) and child.find(deleted) is None]


def _is_deleted(row: Element) -> bool:
    return any(row.find(qn("w:trPr") + "/" + qn(tag)) is not None for tag in ("w:del", "w:moveFrom"))


def _goes_on(cell: CT_Tc) -> bool:
    """Whether a cell continues the one above it; a tracked merge counts as made."""
    tracked = cell.find(qn("w:tcPr") + "/" + qn("w:cellMerge"))
    if tracked is not None and tracked.get(qn("w:vMerge")) is not None:
        return bool(tracked.get(qn("w:vMerge")) == "cont")
    return cell.vMerge == "continue"
