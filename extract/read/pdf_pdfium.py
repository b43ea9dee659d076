"""PDF to Document on pypdfium2: characters and rulings, fetched through pdfium's own calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from extract.document import Box, Cell, Document, Grid, Paragraph, Place, Problem
from extract.errors import (
    CorruptDocumentError,
    DocumentTooLargeError,
    EmptyDocumentError,
    EncryptedDocumentError,
    NeedsOcrError,
)
from extract.limits import MAX_BYTES, MAX_CELLS, MAX_PAGES, MAX_TEXT_CHARACTERS
from extract.read.pdf_calls import get_render_mode
from extract.read.pdf_continuation import Table, join_tables, page_table_to_table
from extract.read.pdf_grids import TextLine, characters_to_lines, characters_to_tables, line_into_open_cells
from extract.read.pdf_ink import MESSAGES, doubt_cells, page_to_annotations
from extract.read.pdf_lattice import Lattice, boxes_to_lattices, rulings_to_lattices
from extract.read.pdf_links import document_to_files, document_to_title, page_to_links
from extract.read.pdf_page import Character, PageText, page_to_text
from extract.read.pdf_paragraphs import (
    continues_paragraph,
    is_in_margin,
    is_page_number,
    join_text,
    lines_to_column,
    union,
)
from extract.read.pdf_paths import Painting, page_to_painting

READER = "pdf-pdfium"
MEDIA_TYPE = "application/pdf"

_FEW_CHARACTERS = 12
"""A page with fewer is a picture if one covers it: a scanner prints its own name, a page its number."""

_COVERED = 0.5
"""Share of a page that a picture must cover to be a scan."""

_GROUND = 30.0
"""Points in both directions beyond which a box that holds others is the ground that they are painted on."""

_INVISIBLE = 3
"""Text rendering mode of a layer that is searched but not seen."""

_new_tuple = tuple.__new__


@dataclass(slots=True)
class PageReading:
    """One page: its tables and lines in reading order, and what kind of page it is."""

    number: int
    text: PageText
    items: list[Table | TextLine]
    is_picture: bool
    has_hidden_text: bool
    is_cut_short: bool

    @property
    def height(self) -> float:
        """Points, in reading space."""
        return self.text.reading.size[1]


def read_pdf(data: bytes) -> Document:
    """Read a PDF with a text layer.

    Args:
        data: the bytes of the file.

    Returns:
        Paragraphs and grids in reading order. A table over several pages is one grid, without repeated heads,
        and a row that a page end cut is one row. ``Place.page`` counts from 1; boxes are in points from the top
        left corner of the page as displayed.

    Raises:
        EmptyDocumentError: no bytes.
        EncryptedDocumentError: the file only opens with a password.
        CorruptDocumentError: the file is cut short or damaged beyond reading.
        NeedsOcrError: no page has text.
        DocumentTooLargeError: more pages, cells or text than ``extract.limits`` allow.
    """
    source = open_pdf(data)
    try:
        return _document(source)
    finally:
        source.close()


def open_pdf(data: bytes) -> pypdfium2.PdfDocument:
    """Open the bytes of a PDF, or say what is wrong with them; errors as :func:`read_pdf`."""
    if not data.strip():
        raise EmptyDocumentError(expected="a PDF", found="no bytes", advice="fetch the file again")
    if len(data) > MAX_BYTES:
        raise DocumentTooLargeError(expected=f"at most {MAX_BYTES} bytes", found=f"{len(data)} bytes")
    try:
        source = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise EncryptedDocumentError(
                expected="a PDF that opens without a password",
                found="an encrypted one",
                advice="ask the publisher for an open copy",
            ) from error
        raise _corrupt(f"a file that pdfium refuses ({error})") from error
    if not pdfium.FPDF_DocumentHasValidCrossReferenceTable(source.raw) and b"startxref" not in data[-65536:]:
        # pdfium rebuilds what it can; a file without its tail has lost pages that nobody would miss.
        source.close()
        raise _corrupt("a file that ends in the middle")
    return source


def _corrupt(found: str) -> CorruptDocumentError:
    return CorruptDocumentError(expected="a whole PDF", found=found, advice="fetch the file again")


def _document(source: pypdfium2.PdfDocument) -> Document:
    handle = source.raw
    page_count = pdfium.FPDF_GetPageCount(handle)
    if page_count < 1:
        raise _corrupt("a file without pages")
    if page_count > MAX_PAGES:
        raise DocumentTooLargeError(
            expected=f"at most {MAX_PAGES} pages", found=f"{page_count} pages", advice="check that this is a report"
        )
    document = Document(MEDIA_TYPE, READER, page_count=page_count)
    pages: list[PageReading] = []
    characters = cells = 0
    for index in range(page_count):
        page = pdfium.FPDF_LoadPage(handle, index)
        if not page:
            message = "the page is damaged and was not read"
            document.problems.append(Problem("error", "page_unreadable", message, Place(page=index + 1)))
            continue
        try:
            reading = _read_page(page, index + 1)
            document.links += page_to_links(handle, page, reading.text, index + 1)
        finally:
            pdfium.FPDF_ClosePage(page)
        pages.append(reading)
        characters += len(reading.text.characters)
        cells += sum(len(item.cells) for item in reading.items if isinstance(item, Table))
        if characters > MAX_TEXT_CHARACTERS or cells > MAX_CELLS:
            raise DocumentTooLargeError(
                expected=f"at most {MAX_TEXT_CHARACTERS} characters and {MAX_CELLS} table cells",
                found=f"{characters} characters and {cells} cells on the first {index + 1} pages",
                advice="check that this is a report",
            )
    if not pages:
        raise _corrupt("a file none of whose pages can be read")
    _check_text(pages, document)
    title = document_to_title(handle)
    if title:
        document.metadata["title"] = title
    document.links += document_to_files(handle)
    _lay_out(pages, document)
    return document


def _read_page(page: Any, number: int) -> PageReading:
    text_page = pdfium.FPDFText_LoadPage(page)
    try:
        text = page_to_text(page, text_page)
    finally:
        pdfium.FPDFText_ClosePage(text_page)
    width, height = text.reading.size
    painting = page_to_painting(page, text.reading.matrix)
    covered = any((box[2] - box[0]) * (box[3] - box[1]) >= _COVERED * width * height for box in painting.images)
    hidden = covered and any(get_render_mode(item) == _INVISIBLE for items, _ in painting.texts for item in items)
    lattices = _lattices(painting, text.characters)
    tables, outside = characters_to_tables(text.characters, lattices)
    lines = [line for line in characters_to_lines(outside) if not is_page_number(line, height)]
    if tables:
        lines = line_into_open_cells(lines, tables)
        doubt_cells(tables, painting, page_to_annotations(page, text.reading))
    # Without text a frame of one or two cells is decoration.
    tables = [table for table in tables if len(table.cells) > 2 or any(cell.text for cell in table.cells)]
    items: list[Table | TextLine] = [page_table_to_table(table, number) for table in tables]
    items += lines
    items.sort(key=lambda item: item.box[1])
    is_picture = covered and len(text.characters) < _FEW_CHARACTERS
    return PageReading(number, text, items, is_picture, hidden, painting.is_cut_short)


def _lattices(painting: Painting, characters: list[Character]) -> list[Lattice]:
    """Tables from rulings, and from boxes painted as cells where rulings are fewer."""
    lattices = rulings_to_lattices(painting.horizontals, painting.verticals) if painting.verticals else []
    boxes = painting.boxes
    large = [box for box in boxes if box[2] - box[0] > _GROUND and box[3] - box[1] > _GROUND]
    painted = boxes + painting.white_boxes if large else []
    grounds = [ground for ground in large if len(_inside(painted, ground)) > 2]
    if grounds:
        # Cells in white, or in another colour, on a ground that shows between them.
        shown = {box for ground in grounds for box in _inside(painting.white_boxes, ground)}
        boxes = [box for box in boxes if box not in grounds] + [box for box in painting.white_boxes if box in shown]
    for lattice in lattices:
        inside = _inside(boxes, lattice.box)
        if inside and len(inside) <= len(lattice.cells):
            # Boxes in a ruled table are the colours of its cells.
            coloured = set(inside)
            boxes = [box for box in boxes if box not in coloured]
    if len(boxes) < 2:
        return lattices
    for lattice in boxes_to_lattices(boxes):
        if len(lattice.rows) > 2 or _is_at_page_end(lattice, characters):
            lattices.append(lattice)
    lattices.sort(key=lambda lattice: lattice.rows[0])
    return lattices


def _inside(boxes: list[Box], frame: Box) -> list[Box]:
    """The boxes that stand in a frame, give or take two points."""
    left, upper, right, lower = frame[0] - 2, frame[1] - 2, frame[2] + 2, frame[3] + 2
    return [box for box in boxes if left <= box[0] and box[2] <= right and upper <= box[1] and box[3] <= lower]


def _is_at_page_end(lattice: Lattice, characters: list[Character]) -> bool:
    """True if all text of the page stands below the lattice, or all above it: a row left over from another page."""
    _, top, _, bottom = lattice.box
    above = sum(character[4] < top + 1 for character in characters)
    below = sum(character[2] > bottom - 1 for character in characters)
    return above < _FEW_CHARACTERS or below < _FEW_CHARACTERS


def _check_text(pages: list[PageReading], document: Document) -> None:
    """Refuse a document without text, and name the pages that are pictures or carry a hidden text layer."""
    total = sum(len(page.text.characters) for page in pages)
    if total == 0 or (any(page.is_picture for page in pages) and total < _FEW_CHARACTERS * len(pages)):
        raise NeedsOcrError(
            expected="a PDF with a text layer",
            found=f"{len(pages)} pages with {total} characters",
            advice="needs OCR: run it through a text recognition program, or ask for the original file",
        )
    for page in pages:
        place = Place(page=page.number)
        if page.is_picture:
            message = "the page is a picture without text and was not read: it needs OCR"
            document.problems.append(Problem("error", "page_needs_ocr", message, place))
        if page.has_hidden_text:
            message = "the text of the page is a hidden layer over a picture, as text recognition leaves it"
            document.problems.append(Problem("warning", "hidden_text_layer", message, place))
        if page.is_cut_short:
            message = "the page is a drawing of too many lines; rulings of its tables may be missing"
            document.problems.append(Problem("warning", "drawing_cut_short", message, place))
        if page.text.unmapped:
            message = f"{page.text.unmapped} characters of the page have no translation to text and were not read"
            document.problems.append(Problem("warning", "unmapped_characters", message, place))


def _lay_out(pages: list[PageReading], document: Document) -> None:
    """Put the pages behind each other: tables and paragraphs that go on over a page end become one."""
    column = lines_to_column([[item for item in page.items if isinstance(item, TextLine)] for page in pages])
    by_number = {page.number: page for page in pages}
    blocks: list[Table | tuple[str, int, Box]] = []
    open_table: Table | None = None
    last_line: TextLine | None = None
    last_page = 0
    for page in pages:
        seen_body = False
        for item in page.items:
            if isinstance(item, Table):
                last_line = None
                goes_on = not seen_body and open_table is not None and open_table.last_page == page.number - 1
                seen_body = True
                if goes_on and open_table is not None and join_tables(open_table, item):
                    continue
                open_table = item
                blocks.append(item)
                continue
            joins = last_line is not None and continues_paragraph(last_line, item, column, last_page == page.number)
            if not is_in_margin(item, page.height):
                # Only heads and feet of pages may stand between the parts of a table.
                open_table, seen_body = None, True
            last = blocks[-1] if blocks else None
            if joins and isinstance(last, tuple):
                box = union(last[2], item.box) if last[1] == page.number else last[2]
                blocks[-1] = (join_text(last[0], item.text), last[1], box)
            else:
                blocks.append((item.text, page.number, item.box))
            last_line, last_page = item, page.number
    tables = 0
    for block in blocks:
        if isinstance(block, Table):
            tables += 1
            document.blocks.append(_grid(block, tables, by_number))
            document.problems += _doubts(block, document.grids[-1])
        else:
            text, number, box = block
            place = Place(page=number, box=by_number[number].text.box_to_display(box))
            document.blocks.append(Paragraph(text.strip(), place))


def _doubts(table: Table, grid: Grid) -> list[Problem]:
    """A warning for each cell whose text may not be what a reader of the page sees."""
    return [
        Problem("warning", cell.doubt, MESSAGES[cell.doubt], read.place)
        for cell, read in zip(table.cells, grid.cells, strict=True)
        if cell.doubt
    ]


def _grid(table: Table, ordinal: int, pages: dict[int, PageReading]) -> Grid:
    to_display = {number: page.text.box_to_display for number, page in pages.items()}
    cells = []
    for cell in table.cells:
        row, column, page = cell.row, cell.column, cell.page
        # Made as tuples, which takes half the time.
        place = _new_tuple(Place, (page, to_display[page](cell.box), None, ordinal, row + 1, column + 1, None))
        cells.append(_new_tuple(Cell, (cell.text, row, column, cell.rowspan, cell.colspan, place)))
    place = Place(page=table.page, box=pages[table.page].text.box_to_display(table.box), table=ordinal)
    return Grid(cells, table.row_count, len(table.columns) - 1, place)
