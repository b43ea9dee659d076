"""pdfium called in rows gives what its own checked functions give one by one."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from extract.read import pdf_calls
from tests.extract.pdf_paper import Sheet, write_pdf

COUNT = 600
"""More characters and more shapes than one row of answers holds."""


@pytest.fixture
def page() -> Iterator[pypdfium2.PdfPage]:
    """A page of many characters and rulings."""
    sheet = Sheet()
    for row in range(COUNT // 30):
        sheet.text(50, 40 + 20 * row, f"{row:03}年公开信息")
        sheet.text(150, 40 + 20 * row, "0123456789" * 3, size=7)
        for column in range(31):
            sheet.line(50 + 10 * column, 30 + 20 * row, 50 + 10 * column, 40 + 20 * row)
    document = pypdfium2.PdfDocument(write_pdf([sheet]))
    yield document[0]
    document.close()


def test_boxes_of_characters_are_those_of_pdfium(page: pypdfium2.PdfPage) -> None:
    """Loose boxes, glyph boxes, origins and matrices agree with the checked functions, over several rows."""
    text_page = page.get_textpage()
    indexes = range(pdfium.FPDFText_CountChars(text_page.raw))
    assert len(indexes) > COUNT
    handle = pdf_calls.to_handle(text_page.raw)
    loose, glyphs = pdf_calls.loose_boxes(handle, indexes), pdf_calls.glyph_boxes(handle, indexes)
    origins, matrices = pdf_calls.origins(handle, indexes), pdf_calls.matrices(handle, indexes)
    box, matrix, numbers = pdfium.FS_RECTF(), pdfium.FS_MATRIX(), [ctypes.c_double() for _ in range(4)]
    for index in indexes:
        if pdfium.FPDFText_IsGenerated(text_page.raw, index):
            continue
        assert pdfium.FPDFText_GetLooseCharBox(text_page.raw, index, box)
        assert loose[index] == (box.left, box.top, box.right, box.bottom)
        assert pdfium.FPDFText_GetCharBox(text_page.raw, index, *numbers)
        assert glyphs[index] == tuple(number.value for number in numbers)
        assert pdfium.FPDFText_GetCharOrigin(text_page.raw, index, *numbers[:2])
        assert origins[index] == tuple(number.value for number in numbers[:2])
        assert pdfium.FPDFText_GetMatrix(text_page.raw, index, matrix)
        assert matrices[index] == (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)
        assert pdf_calls.get_font_size(handle, index) == pdfium.FPDFText_GetFontSize(text_page.raw, index)


def test_bounds_of_objects_are_those_of_pdfium(page: pypdfium2.PdfPage) -> None:
    """Kinds and bounds of all objects of a page agree with the checked functions, over several rows."""
    handle = pdf_calls.to_handle(page.raw)
    items = [pdf_calls.get_page_object(handle, index) for index in range(pdf_calls.count_page_objects(handle))]
    assert len(items) > COUNT
    edges = [ctypes.c_float() for _ in range(4)]
    for index, (item, bounds) in enumerate(zip(items, pdf_calls.bounds_of_objects(items), strict=True)):
        checked = pdfium.FPDFPage_GetObject(page.raw, index)
        assert pdf_calls.get_object_type(item) == pdfium.FPDFPageObj_GetType(checked)
        assert pdfium.FPDFPageObj_GetBounds(checked, *edges)
        assert bounds == tuple(edge.value for edge in edges)


def test_what_pdfium_does_not_know_is_zero(page: pypdfium2.PdfPage) -> None:
    """No answer of an earlier call stands where pdfium has none; nothing asked gives nothing."""
    text_page = page.get_textpage()
    handle = pdf_calls.to_handle(text_page.raw)
    assert any(pdf_calls.loose_boxes(handle, [0])[0])
    assert pdf_calls.loose_boxes(handle, [-1, 10**6]) == [(0.0, 0.0, 0.0, 0.0)] * 2
    assert pdf_calls.origins(handle, []) == []
    assert pdf_calls.fill_color(pdf_calls.Handle(None)) is None
