"""What a PDF says about itself and what it points to: title, links, embedded files."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import partial
from typing import Any

import pypdfium2.raw as pdfium

from extract.document import Link, Place
from extract.read.pdf_page import PageText

_MAX_LINKS = 1000
_MAX_FILES = 100


def document_to_title(document: Any) -> str:
    """The title in the document information; empty where there is none."""
    return _text(lambda buffer, size: pdfium.FPDF_GetMetaText(document, b"Title", buffer, size)).strip()


def page_to_links(document: Any, page: Any, text: PageText, number: int) -> list[Link]:
    """The addresses that links of a page lead to; their text is what the page prints, not known here."""
    links: list[Link] = []
    position, link = ctypes.c_int(0), pdfium.FPDF_LINK()
    while len(links) < _MAX_LINKS and pdfium.FPDFLink_Enumerate(page, ctypes.byref(position), ctypes.byref(link)):
        action = pdfium.FPDFLink_GetAction(link)
        if not action or pdfium.FPDFAction_GetType(action) != pdfium.PDFACTION_URI:
            continue
        size = pdfium.FPDFAction_GetURIPath(document, action, None, 0)
        buffer = ctypes.create_string_buffer(max(size, 1))
        pdfium.FPDFAction_GetURIPath(document, action, buffer, size)
        bounds = pdfium.FS_RECTF()
        box = None
        if pdfium.FPDFLink_GetAnnotRect(link, ctypes.byref(bounds)):
            box = text.display.box_from_user_space((bounds.left, bounds.bottom, bounds.right, bounds.top))
            box = (round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2))
        links.append(Link(buffer.value.decode("utf-8", "replace"), "", Place(page=number, box=box)))
    return links


def document_to_files(document: Any) -> list[Link]:
    """The files embedded in the document, by their names."""
    links = []
    for index in range(min(pdfium.FPDFDoc_GetAttachmentCount(document), _MAX_FILES)):
        attachment = pdfium.FPDFDoc_GetAttachment(document, index)
        name = _text(partial(_fetch_name, attachment))
        links.append(Link(name, name))
    return links


def _fetch_name(attachment: Any, buffer: Any, size: int) -> int:
    target = ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)) if buffer else None
    return int(pdfium.FPDFAttachment_GetName(attachment, target, size))


def _text(fetch: Callable[[Any, int], int]) -> str:
    """A UTF-16 text that pdfium hands out: first its size, then its bytes."""
    size = fetch(None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    fetch(buffer, size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")
