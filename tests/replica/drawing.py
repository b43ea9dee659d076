"""Reports as PDF, drawn without any program, and as a picture that nobody can read."""

from __future__ import annotations

import html
import re
import struct
import zlib
from typing import Final

from fixtures.looks.drawing import report_to_pages
from fixtures.printed import Report
from tests.extract.pdf_paper import WIDTH, Sheet, write_pdf

_SCALE: Final = WIDTH / 794
"""Points for each unit of the fixtures' pages, which are A4 at 96 dots to the inch."""
_SHAPE: Final = re.compile(
    r'<text x="([\d.]+)" y="([\d.]+)" font-size="([\d.]+)">([^<]*)</text>'
    r'|<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"'
)


def report_to_pdf(report: Report) -> bytes:
    """The fixtures' drawn pages as a PDF; the same report always gives the same bytes."""
    return write_pdf([_page_to_sheet(page) for page in report_to_pages(report)], report.title)


def _page_to_sheet(page: str) -> Sheet:
    sheet = Sheet()
    for shape in _SHAPE.finditer(page):
        if shape[4] is not None:
            x, y, size = (float(number) * _SCALE for number in shape.groups()[:3])
            sheet.text(round(x, 2), round(y, 2), html.unescape(shape[4]), round(size, 2))
        else:
            left, top, width, height = (float(number) * _SCALE for number in shape.groups()[4:])
            right, bottom = left + width, top + height
            for line in ((left, top, right, top), (left, bottom, right, bottom)):
                sheet.line(*(round(number, 2) for number in line))
            for line in ((left, top, left, bottom), (right, top, right, bottom)):
                sheet.line(*(round(number, 2) for number in line))
    return sheet


def pictures_to_png(title: str) -> bytes:
    """A grey picture with stripes, another one for each title: a scan that holds no text."""
    width, height = 240, 320
    shade = zlib.crc32(title.encode()) % 60
    rows = b"".join(
        b"\0" + bytes(190 + shade if y // 12 % 2 else 120 + (x + shade) % 40 for x in range(width))
        for y in range(height)
    )
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
