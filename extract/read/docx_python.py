"""The independent reader of DOCX: python-docx's element classes, visited one by one and never changed.

It shares with the fast reader only the safe opening of the package (:mod:`extract.read.docx_package`). Where
python-docx's own tables and paragraphs drop text (tracked insertions, content controls), the elements are visited.
Automatic numbers are not rendered here, so a cell that prints nothing else comes out blank.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.oxml.table import CT_Tc

from extract.document import Cell, Document, Grid, Link, Paragraph, Place
from extract.errors import CorruptDocumentError, DocumentTooLargeError, EmptyDocumentError, NeedsOcrError
from extract.limits import MAX_CELLS, MAX_SLOTS, MAX_TEXT_CHARACTERS
from extract.read.docx_package import Package, checked_xml

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
        root: Element = parse_xml(checked_xml(content or b"", name))
        reading = _Reading(Document(MEDIA_TYPE, READER))
        body = root.find(qn("w:body"))
        if body is None:
            raise ValueError("no document body")
        reading.texts.endless = _endless_fields(body)
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


def _has(element: Element, path: str) -> bool:
    """Whether an on/off property is there and on."""
    found = element.find("/".join(qn(step) for step in path.split("/")))
    return found is not None and found.get(_VALUE) not in ("0", "false", "off")


@dataclass
class _Texts:
    """Text of paragraphs in order; fields may be open from one run, or one paragraph, to the next."""

    fields: list[bool] = field(default_factory=list)  # for each open field: still in its instruction
    boxes: list[Element] = field(default_factory=list)
    endless: frozenset[Element] = frozenset()  # beginnings of fields that never end: they hide nothing

    def of(self, element: Element) -> Iterator[str]:
        for child in _content(element):
            tag = child.tag
            if tag == _RUN:
                if not _has(child, "w:rPr/w:vanish"):
                    yield from self._run(child)
            elif tag == _MATH + "oMath":
                plain = all(part.tag == _MATH + "r" for part in child)
                yield ("" if plain else " ").join(part.text or "" for part in child.iter(_MATH + "t"))
            elif tag == _MATH + "oMathPara":
                yield from self.of(child)

    def _run(self, run: Element) -> Iterator[str]:
        align = run.find(qn("w:rPr") + "/" + qn("w:vertAlign"))
        raised = {"superscript": "^", "subscript": "_"}.get("" if align is None else align.get(_VALUE, ""), "")
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
        rows = [row for row in _content(table) if row.tag == _ROW and not _is_deleted(row)]
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
            text = self._cell_text(cell, path, nested)
            place = Place(path=path, table=self.tables, row=row + 1, column=column + 1)
            grid.cells.append(Cell(text, row, column, rowspan, min(colspan, grid.column_count - column), place))
        for cell, path in hidden:
            self._cell_text(cell, path, nested)
        for table, path in nested:
            self._read_table(table, path)

    def _cell_text(self, cell: CT_Tc, path: str, nested: list[tuple[Element, str]]) -> str:
        texts = []
        for kind, block, ordinal, text in self._blocks(cell):
            if kind == _TABLE:
                nested.append((block, f"{path}/tbl[{ordinal}]"))
            else:
                texts.append(text)
        return "\n".join(texts).strip()


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
