"""The choice of a reader by what the bytes are."""

from __future__ import annotations

import subprocess
import sys

import pytest

from extract.errors import (
    DocumentError,
    DocumentTooLargeError,
    EmptyDocumentError,
    EncryptedDocumentError,
    NeedsOcrError,
    UnknownFormatError,
)
from extract.limits import MAX_BYTES
from extract.read import read_document, read_document_independently
from tests.extract.test_docx_lxml import cell, package, row, table
from tests.extract.test_media import container, zipped

DOCX = package(table(row(cell("1"), cell("2"))))
HTML = "<table><tr><td>1</td><td>2</td></tr></table>".encode("utf-16")


def test_readers_of_each_format() -> None:
    """The bytes choose the reader, and both readers of a format find the same cells."""
    for data, first, second in ((DOCX, "docx-lxml", "docx-python"), (HTML, "html-lxml", "html-soup")):
        fast, independent = read_document(data), read_document_independently(data)
        assert independent is not None
        assert (fast.reader, independent.reader) == (first, second)
        for document in (fast, independent):
            assert [cell.text for grid in document.grids for cell in grid.cells] == ["1", "2"]


def test_text_has_no_second_reader() -> None:
    """Plain text is read once only."""
    assert read_document("总体情况".encode()).paragraphs[0].text == "总体情况"
    assert read_document_independently("总体情况".encode()) is None


@pytest.mark.parametrize(("name", "noted"), [("a.pdf", True), ("a.DOCX", False), ("a.jsp", False), ("a", False)])
def test_wrong_extension_is_noted(name: str, noted: bool) -> None:
    """A name that claims another format is noted, and the bytes decide."""
    problems = [problem.code for problem in read_document(DOCX, name).problems]
    assert problems == (["wrong_extension"] if noted else [])


@pytest.mark.parametrize(
    ("data", "error", "advice"),
    [
        (b"", EmptyDocumentError, "fetch"),
        (b" \r\n\t\0\0 ", EmptyDocumentError, "fetch"),
        ("\ufeff \n".encode("utf-16"), EmptyDocumentError, "fetch"),
        (container("WordDocument"), UnknownFormatError, "DOCX"),
        (container("Workbook"), UnknownFormatError, "DOCX or PDF"),
        (container("EncryptedPackage"), EncryptedDocumentError, "open copy"),
        (b"{\\rtf1 x}", UnknownFormatError, "DOCX"),
        (zipped("OFD.xml"), UnknownFormatError, "PDF"),
        (zipped("a.pdf"), UnknownFormatError, "unpack it first"),
        (b"\x89PNG\r\n\x1a\n", NeedsOcrError, "OCR"),
        (b'{"a": 1}', UnknownFormatError, "attachment"),
        (bytes(range(256)) * 9, UnknownFormatError, "fetched"),
    ],
)
def test_refusals_say_what_to_do(data: bytes, error: type[DocumentError], advice: str) -> None:
    """Each format that no reader takes is refused by name, with the file and with advice."""
    for read in (read_document, read_document_independently):
        with pytest.raises(error) as caught:
            read(data, "年报.bin")
        assert advice in caught.value.advice
        assert caught.value.where == "年报.bin"


def test_too_many_bytes() -> None:
    """A document beyond the limit is refused before anything looks at it."""
    with pytest.raises(DocumentTooLargeError):
        read_document(b"<p>" + bytes(MAX_BYTES))


def test_readers_are_imported_when_used() -> None:
    """Importing the package imports no parser."""
    code = "import sys, extract.read; print([m for m in ('lxml', 'bs4', 'docx', 'pypdfium2', 'pdfplumber') if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
