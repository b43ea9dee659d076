"""The alternatives: what one would write with the usual library of each format."""

from __future__ import annotations

import ctypes
import importlib
import io
from collections.abc import Callable, Sequence
from importlib import metadata
from typing import Any, Final, NamedTuple

from extract.document import Document

Make = Callable[[bytes, Document], Callable[[], object]]
"""From a document's bytes, and what our reader found in it, to the task; what is done here is not measured."""


class Peer(NamedTuple):
    """One alternative.

    Attributes:
        name: as printed in the results.
        packages: distributions that it needs, the one it is known by first.
        make: see :data:`Make`.
    """

    name: str
    packages: Sequence[str]
    make: Make

    @property
    def missing(self) -> list[str]:
        """Packages that are not installed."""
        return [package for package in self.packages if package_to_version(package) is None]


def package_to_version(package: str) -> str | None:
    """The version that is installed; None where none is."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _bare_parse(data: bytes, document: Document) -> Callable[[], object]:
    html: Any = importlib.import_module("lxml.html")
    # A wrong charset declared in the page makes libxml2 stop half way, which would look fast.
    encoding = document.encoding or "utf-8"

    def task() -> object:
        return html.document_fromstring(data, parser=html.HTMLParser(encoding=encoding))

    return task


def _pandas_tables(data: bytes, document: Document) -> Callable[[], object]:
    pandas: Any = importlib.import_module("pandas")
    text = data.decode(document.encoding or "utf-8")

    def task() -> object:
        return pandas.read_html(io.StringIO(text), flavor="lxml")

    return task


def _plumber_tables(data: bytes, document: Document) -> Callable[[], object]:
    del document
    pdfplumber: Any = importlib.import_module("pdfplumber")

    def task() -> object:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            return [page.extract_tables() for page in pdf.pages]

    return task


def _pdfium_characters(data: bytes, document: Document) -> Callable[[], object]:
    del document
    pypdfium2: Any = importlib.import_module("pypdfium2")
    raw: Any = importlib.import_module("pypdfium2.raw")
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    edges = [ctypes.byref(edge) for edge in (left, right, bottom, top)]

    def task() -> object:
        characters = []
        pdf = pypdfium2.PdfDocument(data)
        for page in pdf:
            text = page.get_textpage()
            handle = text.raw
            for index in range(raw.FPDFText_CountChars(handle)):
                raw.FPDFText_GetCharBox(handle, index, *edges)
                code = raw.FPDFText_GetUnicode(handle, index)
                characters.append((code, left.value, right.value, bottom.value, top.value))
            text.close()
            page.close()
        pdf.close()
        return characters

    return task


def _python_docx_tables(data: bytes, document: Document) -> Callable[[], object]:
    del document
    docx: Any = importlib.import_module("docx")

    def task() -> object:
        return [
            [[cell.text for cell in row.cells] for row in table.rows]
            for table in docx.Document(io.BytesIO(data)).tables
        ]

    return task


PEERS: Final[dict[str, tuple[Peer, ...]]] = {
    "html": (
        Peer("lxml.html, bare parse", ("lxml",), _bare_parse),
        Peer("pandas.read_html", ("pandas", "lxml"), _pandas_tables),
    ),
    "pdf": (
        Peer("pypdfium2, characters", ("pypdfium2",), _pdfium_characters),
        Peer("pdfplumber, tables", ("pdfplumber",), _plumber_tables),
    ),
    "docx": (Peer("python-docx, tables", ("python-docx",), _python_docx_tables),),
}
