"""PDF to Document on pdfplumber: the independent reading, sharing nothing with the reader on pdfium but the types.

pdfminer parses the file, pdfplumber finds the tables, and text is cut into cells by its own rules here. It takes
over ten times as long as the reader on pdfium and serves where arithmetic does not prove the first reading.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from extract.document import Box, Cell, Document, Grid, Link, Paragraph, Place, Problem
from extract.errors import (
    CorruptDocumentError,
    DocumentError,
    DocumentTooLargeError,
    EmptyDocumentError,
    EncryptedDocumentError,
    NeedsOcrError,
)
from extract.limits import MAX_BYTES, MAX_CELLS, MAX_PAGES
from extract.read.pdf_plumber_doubts import MESSAGES
from extract.read.pdf_plumber_tables import PlumberCell, PlumberTable, join_over_pages, page_to_tables
from extract.read.pdf_plumber_text import PlumberLine, is_running_foot, lines_to_paragraphs, page_to_lines

READER = "pdf-plumber"

# pdfminer logs every oddity of a font, a line for each; what matters here is raised or becomes a problem.
logging.getLogger("pdfminer").setLevel(logging.ERROR)
_SCANNED_SHARE = 0.5
_FEW = 12


@dataclass(slots=True)
class _Page:
    number: int
    height: float
    character_count: int
    is_scan: bool
    items: list[PlumberTable | PlumberLine] = field(default_factory=list)


def read_pdf_independently(data: bytes) -> Document:
    """Read a PDF with a text layer a second time, on another library.

    Args:
        data: the bytes of the file.

    Returns:
        The same shape as :func:`extract.read.pdf_pdfium.read_pdf`: a table over pages is one grid where its edges agree,
        repeated heads are left out, a row cut by the page end is one row.

    Raises:
        EmptyDocumentError: no bytes.
        EncryptedDocumentError: the file only opens with a password.
        CorruptDocumentError: pdfminer cannot parse the file.
        NeedsOcrError: no page has text.
        DocumentTooLargeError: more pages or cells than ``extract.limits`` allow.
    """
    if not data.strip():
        raise EmptyDocumentError(expected="a PDF", found="no bytes", advice="fetch the file again")
    if len(data) > MAX_BYTES:
        raise DocumentTooLargeError(expected=f"at most {MAX_BYTES} bytes", found=f"{len(data)} bytes")
    try:
        with pdfplumber.open(io.BytesIO(data)) as source:
            return _document(source)
    except DocumentError:
        raise
    except Exception as error:
        # pdfminer answers damaged files with whatever its own code runs into.
        cause = error.args[0] if isinstance(error, PdfminerException) and error.args else error
        if isinstance(cause, (PDFPasswordIncorrect, PDFEncryptionError)):
            raise EncryptedDocumentError(
                expected="a PDF that opens without a password",
                found="an encrypted one",
                advice="ask the publisher for an open copy",
            ) from error
        raise CorruptDocumentError(
            expected="a whole PDF", found=f"a file that pdfminer refuses ({cause!r})", advice="fetch the file again"
        ) from error


def _document(source: Any) -> Document:
    page_count = len(source.pages)
    if not page_count:
        raise CorruptDocumentError(expected="a whole PDF", found="a file without pages", advice="fetch the file again")
    if page_count > MAX_PAGES:
        raise DocumentTooLargeError(
            expected=f"at most {MAX_PAGES} pages", found=f"{page_count} pages", advice="check that this is a report"
        )
    document = Document("application/pdf", READER, page_count=page_count)
    title = (source.metadata or {}).get("Title")
    if isinstance(title, str) and title.strip():
        document.metadata["title"] = title.strip()
    pages = []
    cells = 0
    for page in source.pages:
        pages.append(_read_page(page))
        document.links += [
            Link(str(link["uri"]), "", Place(page=page.page_number, box=_box(link)))
            for link in page.hyperlinks
            if link.get("uri")
        ]
        page.close()
        cells += sum(len(item.cells) for item in pages[-1].items if isinstance(item, PlumberTable))
        if cells > MAX_CELLS:
            raise DocumentTooLargeError(expected=f"at most {MAX_CELLS} table cells", found=f"{cells} or more")
    total = sum(page.character_count for page in pages)
    if not total or (any(page.is_scan for page in pages) and total < _FEW * page_count):
        raise NeedsOcrError(
            expected="a PDF with a text layer",
            found=f"{page_count} pages with {total} characters",
            advice="needs OCR: run it through a text recognition program, or ask for the original file",
        )
    for page in pages:
        if page.is_scan:
            message = "the page is a picture without text and was not read: it needs OCR"
            document.problems.append(Problem("error", "page_needs_ocr", message, Place(page=page.number)))
    document.blocks += _blocks(pages, document.problems)
    return document


def _box(item: dict[str, Any]) -> Box:
    return round(item["x0"], 2), round(item["top"], 2), round(item["x1"], 2), round(item["bottom"], 2)


def _read_page(page: Any) -> _Page:
    page = page.dedupe_chars(tolerance=0.7)
    area = float(page.width) * float(page.height)
    covered = any(float(image["width"]) * float(image["height"]) >= _SCANNED_SHARE * area for image in page.images)
    count = sum(not character["text"].isspace() for character in page.chars)
    result = _Page(page.page_number, float(page.height), count, covered and count < _FEW)
    tables, rest = page_to_tables(page)
    lines = [line for line in page_to_lines(rest, page.page_number) if not is_running_foot(line, result.height)]
    result.items += tables
    result.items += lines
    result.items.sort(key=lambda item: item.top)
    return result


def _blocks(pages: list[_Page], problems: list[Problem]) -> Iterator[Paragraph | Grid]:
    """Blocks in order; tables are joined over pages where only page margins lie between their parts."""
    sequence: list[PlumberTable | PlumberLine] = []
    last_table: PlumberTable | None = None
    for page in pages:
        first = True
        for item in page.items:
            if isinstance(item, PlumberTable):
                overleaf = first and last_table is not None and last_table.last_page == page.number - 1
                if overleaf and last_table is not None and join_over_pages(last_table, item):
                    first = False
                    continue
                last_table, first = item, False
            elif 0.1 * page.height < item.top and item.bottom < 0.9 * page.height:
                last_table, first = None, False
            sequence.append(item)
    ordinal = 0
    for run in _runs(sequence):
        if isinstance(run, PlumberTable):
            ordinal += 1
            grid = _grid(run, ordinal)
            for cell in run.cells:
                if cell.doubt:
                    place = Place(cell.page, cell.box, None, ordinal, cell.row + 1, cell.column + 1)
                    problems.append(Problem("warning", cell.doubt, MESSAGES[cell.doubt], place))
            yield grid
        else:
            for text, place in lines_to_paragraphs(run):
                yield Paragraph(text, place)


def _runs(sequence: list[PlumberTable | PlumberLine]) -> Iterator[PlumberTable | list[PlumberLine]]:
    lines: list[PlumberLine] = []
    for item in sequence:
        if isinstance(item, PlumberLine):
            lines.append(item)
            continue
        if lines:
            yield lines
            lines = []
        yield item
    if lines:
        yield lines


def _grid(table: PlumberTable, ordinal: int) -> Grid:
    def cell(item: PlumberCell) -> Cell:
        place = Place(page=item.page, box=item.box, table=ordinal, row=item.row + 1, column=item.column + 1)
        return Cell(item.text, item.row, item.column, item.rowspan, item.colspan, place)

    cells = [cell(item) for item in sorted(table.cells, key=lambda item: (item.row, item.column))]
    place = Place(page=table.page, box=table.box, table=ordinal)
    return Grid(cells, table.row_count, len(table.columns) - 1, place)
