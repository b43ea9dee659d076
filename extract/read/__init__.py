"""Readers: one per file format, all returning a :class:`extract.document.Document`.

Each main format has a fast reader and an independent one built on another library. Readers are imported when
first used, so that reading HTML does not pay for PDF.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

from extract import media
from extract.document import Document, Problem
from extract.errors import (
    DocumentError,
    DocumentTooLargeError,
    EmptyDocumentError,
    EncryptedDocumentError,
    NeedsOcrError,
    UnknownFormatError,
)
from extract.limits import MAX_BYTES

_READABLE: Final = "HTML, PDF, DOCX or text"

_TEXTS: Final = frozenset((media.TEXT, media.MARKDOWN))

# Media type -> what a person calls it, and how to get something readable out of it.
_UNREADABLE: Final[dict[str, tuple[str, str]]] = {
    media.DOC: ("a DOC or WPS file", "open it in Word, WPS or LibreOffice and save it as DOCX"),
    media.WORKS: ("a WPS or Works file", "open it in WPS or LibreOffice and save it as DOCX"),
    media.OLE: ("an OLE container", "open it in the program that made it and save it as DOCX"),
    media.RTF: ("an RTF file", "open it in Word, WPS or LibreOffice and save it as DOCX"),
    media.ODT: ("an ODT file", "open it in LibreOffice or Word and save it as DOCX"),
    media.ODS: ("an ODS spreadsheet", "save the report itself as DOCX or PDF"),
    media.XLSX: ("an XLSX spreadsheet", "save the report itself as DOCX or PDF"),
    media.XLS: ("an XLS spreadsheet", "save the report itself as DOCX or PDF"),
    media.PPTX: ("a PPTX presentation", "export it as PDF"),
    media.PPT: ("a PPT presentation", "export it as PDF"),
    media.OFD: ("an OFD file", "convert it to PDF with an OFD reader"),
    media.EPUB: ("an EPUB book", "convert it to HTML or PDF"),
    media.MHTML: ("an MHTML archive", "open it in a browser and save it as HTML only"),
    media.XML: ("XML that is no web page", "look for the page or the attachment that it belongs to"),
    media.JSON: ("JSON", "look for the page or the attachment that it belongs to"),
    media.BINARY: ("bytes of no known kind", "look at how the file was fetched"),
}

_EXTENSIONS: Final[dict[str, frozenset[str]]] = {
    ".pdf": frozenset((media.PDF,)),
    ".docx": frozenset((media.DOCX,)),
    ".docm": frozenset((media.DOCX,)),
    ".dotx": frozenset((media.DOCX,)),
    ".dotm": frozenset((media.DOCX,)),
    ".doc": frozenset((media.DOC,)),
    ".wps": frozenset((media.DOC, media.WORKS)),
    ".xls": frozenset((media.XLS,)),
    ".xlsx": frozenset((media.XLSX,)),
    ".rtf": frozenset((media.RTF,)),
    ".ofd": frozenset((media.OFD,)),
    ".html": frozenset((media.HTML,)),
    ".htm": frozenset((media.HTML,)),
    ".xhtml": frozenset((media.HTML,)),
    ".shtml": frozenset((media.HTML,)),
    ".txt": _TEXTS,
    ".text": _TEXTS,
    ".md": _TEXTS,
    ".markdown": _TEXTS,
}


def read_document(data: bytes, name: str = "") -> Document:
    """Read a document of any known format with the fast reader of that format.

    Args:
        data: the bytes as published.
        name: the file name, for messages; what the bytes are decides, and a name that says otherwise is noted
            as the problem ``wrong_extension``.

    Raises:
        EmptyDocumentError: no bytes, or nothing but white space.
        DocumentTooLargeError: beyond ``extract.limits``.
        EncryptedDocumentError: opens only with a password.
        NeedsOcrError: a picture, or pages of pictures.
        UnknownFormatError: a format that no reader takes; the advice says what to do.
        CorruptDocumentError: cut short or damaged.

    >>> read_document("<p>总体情况</p>".encode()).paragraphs[0].text
    '总体情况'
    """
    try:
        media_type = _readable_media_type(data, name)
        document = _read(data, media_type)
    except DocumentError as error:
        raise error.at(name) from None
    extension = PurePath(name).suffix.lower()
    if extension in _EXTENSIONS and media_type not in _EXTENSIONS[extension]:
        message = f"the name ends in {extension} and the bytes are {media_type}; the bytes decide"
        document.problems.append(Problem("info", "wrong_extension", message))
    return document


def read_document_independently(data: bytes, name: str = "") -> Document | None:
    """Read a document with the second reader of its format; None where the format has only one reader.

    Args:
        data: the bytes as published.
        name: the file name, for messages.

    Raises:
        DocumentError: as :func:`read_document`.
    """
    try:
        return _read_independently(data, _readable_media_type(data, name))
    except DocumentError as error:
        raise error.at(name) from None


def _read(data: bytes, media_type: str) -> Document:
    if media_type == media.HTML:
        from extract.read.html_lxml import read_html

        return read_html(data)
    if media_type == media.PDF:
        from extract.read.pdf_pdfium import read_pdf

        return read_pdf(data)
    if media_type == media.DOCX:
        from extract.read.docx_lxml import read_docx

        return read_docx(data)
    from extract.read.plain_text import read_text

    return read_text(data)


def _read_independently(data: bytes, media_type: str) -> Document | None:
    if media_type == media.HTML:
        from extract.read.html_soup import read_html_independently

        return read_html_independently(data)
    if media_type == media.PDF:
        from extract.read.pdf_plumber import read_pdf_independently

        return read_pdf_independently(data)
    if media_type == media.DOCX:
        from extract.read.docx_python import read_docx_independently

        return read_docx_independently(data)
    return None


def _readable_media_type(data: bytes, name: str) -> str:
    """The media type of bytes that some reader takes.

    Raises:
        DocumentError: no reader takes them.
    """
    if len(data) > MAX_BYTES:
        raise DocumentTooLargeError(
            expected=f"at most {MAX_BYTES} bytes", found=f"{len(data)}", advice="give the report alone"
        )
    if not data[:4096].strip(b" \t\r\n\f\v\0\xef\xbb\xbf\xfe\xff") and not data.strip(
        b" \t\r\n\f\v\0\xef\xbb\xbf\xfe\xff"
    ):
        raise EmptyDocumentError(expected="a document", found="no text at all", advice="fetch it again")
    media_type = media.sniff_media_type(data, name)
    if media_type in (media.HTML, media.PDF, media.DOCX) or media_type in _TEXTS:
        return media_type
    if media_type == media.ENCRYPTED:
        raise EncryptedDocumentError(
            expected="a document that opens without a password",
            found="an Office file under a password",
            advice="ask for an open copy",
        )
    if media_type.startswith("image/"):
        raise NeedsOcrError(
            expected=_READABLE, found=f"a picture ({media_type})", advice="run OCR over it, or look for a text version"
        )
    if media_type in media.ARCHIVES:
        raise UnknownFormatError(expected=_READABLE, found=f"an archive ({media_type})", advice="unpack it first")
    found, advice = _UNREADABLE.get(media_type, (media_type, "save it as DOCX, PDF or HTML"))
    raise UnknownFormatError(expected=_READABLE, found=found, advice=advice)
