"""The fast reader of DOCX: the document part, walked with lxml."""

from __future__ import annotations

from collections import Counter, deque
from typing import Final

from lxml import etree

from extract.document import NOWHERE, Document, Paragraph, Place, Problem, Severity
from extract.errors import CorruptDocumentError, DocumentTooLargeError, EmptyDocumentError, NeedsOcrError
from extract.limits import MAX_CELLS, MAX_TEXT_CHARACTERS
from extract.read import docx_names as names
from extract.read.docx_formatting import without_formatting
from extract.read.docx_nested import printed_to_nested
from extract.read.docx_numbering import numbered_paragraphs
from extract.read.docx_package import Package, Relationship, checked_xml, xml_to_root
from extract.read.docx_paragraph import paragraph_to_text
from extract.read.docx_printed import (
    EMBEDDED,
    PICTURE,
    STRUCK,
    SYMBOL,
    TEXT_BOX_IN_CELL,
    Printed,
    body_to_printed,
)  # fmt: skip
from extract.read.docx_styles import TELLING, styles_matter, styles_to_looks
from extract.read.docx_table import NestedTable, TableReading, table_to_reading

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
READER: Final = "docx-lxml"

_TITLE: Final = "{http://purl.org/dc/elements/1.1/}title"

_MESSAGES: Final = {
    PICTURE: "a picture is not read; numbers in it are not in the result",
    EMBEDDED: "an embedded document or object is not read; numbers in it are not in the result",
    TEXT_BOX_IN_CELL: "a text box hangs on this cell; its text is taken as text of the cell",
    STRUCK: "text is struck through; it is kept as printed",
    SYMBOL: "a symbol of a font could not be told; U+FFFD stands for it",
}
_NESTED: Final = "a table stands in this cell; it is read as a table of its own, not as text of the cell"
_LEAST_DATA_SIZE: Final = 3
"""Rows and columns of a table that holds data: smaller ones mostly lay out a page."""


def read_docx(data: bytes) -> Document:
    """The paragraphs and tables of a DOCX file in reading order, as they are printed.

    Tracked deletions, hidden text, headers, footers, notes and comments are left out; tracked insertions,
    content controls, text boxes and automatic numbers are read. A cell's text has its paragraphs joined by line
    ends. Element paths count elements as printed, so a deleted row has no number.

    Args:
        data: the bytes of a .docx, .docm, .dotx or .dotm file, transitional or strict.

    Raises:
        CorruptDocumentError: a damaged package or XML part, or XML with a document type declaration.
        EncryptedDocumentError: parts under a password.
        DocumentTooLargeError: beyond ``extract.limits``.
        NeedsOcrError: pictures and no text.
        EmptyDocumentError: no text at all.
    """
    package = Package(data)
    name = package.main_part()
    relationships = package.relationships(name)
    content = package.part(name)
    root = None if content is None else xml_to_root(without_formatting(checked_xml(content, name)), name)
    body = None if root is None else root.find(names.BODY)
    if body is None:
        raise CorruptDocumentError(
            expected="a Word document", found="a package without a document body", where=name, advice="fetch it again"
        )
    styles = _styles(package, relationships, body)
    printed = body_to_printed(body, relationships, styles_to_looks(styles))
    may_number = styles is not None or next(body.iter(names.NUM_PR), None) is not None
    numbering = _related(package, relationships, "numbering") if may_number else None
    labels = numbered_paragraphs(body, numbering, styles)
    document = Document(MEDIA_TYPE, READER, links=printed.links, metadata=_metadata(package))
    _Walk(document, printed, labels).read()
    return document


class _Walk:
    """One walk over a printed body, filling a document."""

    def __init__(self, document: Document, printed: Printed, labels: dict[etree._Element, str]) -> None:
        self.document = document
        self.printed = printed
        self.labels = labels
        self.nested = printed_to_nested(printed, labels)
        self.characters = 0
        self.cells = 0
        self.tables = 0

    def read(self) -> None:
        """Read every block, then judge whether anything was read at all."""
        ordinals: Counter[object] = Counter()
        for block in self.printed.body:
            tag = block.tag
            ordinals[tag] += 1
            if tag == names.P:
                text = self.labels.get(block, "") + paragraph_to_text(block)
                if text and not text.isspace():
                    self._count(len(text))
                    place = Place(None, None, f"body/p[{ordinals[tag]}]")
                    self.document.blocks.append(Paragraph(text.strip(), place))
            elif tag == names.TBL:
                self._read_tables(NestedTable(block, f"body/tbl[{ordinals[tag]}]"))
        self._report_marks()
        if not self.characters:
            self._refuse_without_text()

    def _read_tables(self, outer: NestedTable) -> None:
        waiting = deque([outer])
        while waiting:
            table, path = waiting.popleft()
            self.tables += 1
            reading = table_to_reading(table, path, self.tables, self.nested, self.labels)
            self._count(reading.characters)
            self.cells += len(reading.grid.cells)
            if self.cells > MAX_CELLS:
                raise DocumentTooLargeError(expected=f"at most {MAX_CELLS} table cells", found="more")
            if reading.grid.cells:
                self.document.blocks.append(reading.grid)
                self._report_cells(reading)
            else:
                self.tables -= 1
            # A table in a cell comes right after the one it stands in, before what follows that one.
            waiting.extendleft(reversed(reading.nested))

    def _count(self, characters: int) -> None:
        self.characters += characters
        if self.characters > MAX_TEXT_CHARACTERS:
            raise DocumentTooLargeError(expected=f"at most {MAX_TEXT_CHARACTERS} characters", found="more")

    def _report_cells(self, reading: TableReading) -> None:
        problems = self.document.problems
        for place in reading.swallowed:
            message = "a cell merged into another holds text that is not printed"
            problems.append(Problem("warning", "merged_cell_text", message, place))
        if not (self.labels or self.printed.cell_marks or reading.nested):
            return
        holds_data = reading.grid.row_count >= _LEAST_DATA_SIZE and reading.grid.column_count >= _LEAST_DATA_SIZE
        for cell, source in zip(reading.grid.cells, reading.sources, strict=True):
            if holds_data and source in self.nested:
                problems.append(Problem("warning", "nested_table_in_cell", _NESTED, cell.place))
            for code in dict.fromkeys(self.printed.cell_marks.get(source, ())):
                if code != PICTURE or not cell.text:
                    problems.append(Problem("warning", code, _MESSAGES[code], cell.place))
            if cell.text and self.labels:
                paragraphs = source.findall(names.P)
                if any(p in self.labels for p in paragraphs) and not any(map(paragraph_to_text, paragraphs)):
                    message = f"the cell prints only the automatic number {cell.text!r}"
                    problems.append(Problem("warning", "automatic_number", message, cell.place))

    def _report_marks(self) -> None:
        for code, count in Counter(self.printed.marks).items():
            severity: Severity = "info" if code in (PICTURE, STRUCK) and self.document.grids else "warning"
            times = f" ({count} times)" if count > 1 else ""
            self.document.problems.append(Problem(severity, code, _MESSAGES[code] + times, NOWHERE))

    def _refuse_without_text(self) -> None:
        marks = {*self.printed.marks, *(code for codes in self.printed.cell_marks.values() for code in codes)}
        if PICTURE in marks:
            raise NeedsOcrError(
                expected="a DOCX with text", found="pictures without text", advice="run OCR over it, or get the text"
            )
        if EMBEDDED not in marks:
            raise EmptyDocumentError(expected="a DOCX with text", found="no text at all", advice="fetch it again")


def _related(package: Package, relationships: dict[str, Relationship], kind: str) -> etree._Element | None:
    part = next((other.target for other in relationships.values() if other.kind == kind and not other.external), None)
    return None if part is None else package.root(part)


def _styles(package: Package, relationships: dict[str, Relationship], body: etree._Element) -> etree._Element | None:
    """The style part, only where a style that is used may hide, raise or number text.

    The part is often larger than the document, and nearly always says nothing about text.
    """
    part = next((other.target for other in relationships.values() if other.kind == "styles"), None)
    content = None if part is None else package.part(part)
    if part is None or content is None:
        return None
    if content[:1] == b"<" and not any(telling in content for telling in TELLING):
        return None
    used = {style.get(names.VAL, "").encode() for style in body.iter(names.P_STYLE, names.R_STYLE)}
    return xml_to_root(checked_xml(content, part), part) if styles_matter(content, used) else None


def _metadata(package: Package) -> dict[str, str]:
    for other in package.relationships().values():
        if other.kind == "core-properties" and not other.external:
            core = package.root(other.target)
            title = None if core is None else core.findtext(_TITLE)
            if title and title.strip():
                return {"title": title.strip()}
    return {}
