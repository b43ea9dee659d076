"""What the fast DOCX reader leaves out to be fast: formatting, and elements that stand where they cannot."""

from __future__ import annotations

import pytest

from extract.errors import CorruptDocumentError
from extract.read.docx_lxml import read_docx
from tests.extract.test_docx_lxml import (
    SPAN2,
    Reader,
    both,
    cell,
    layout,
    package,
    paragraph,
    row,
    run,
    table,
    texts,
)  # fmt: skip


@both
def test_formatting_around_text_changes_nothing(read: Reader) -> None:
    """Fonts, borders and widths leave spans, styles, hidden and raised text as they are."""
    look = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial"/><w:sz w:val="21"/>'
    former = f"<w:rPrChange><w:rPr>{look}<w:vanish/></w:rPr></w:rPrChange>"
    body = table(
        row(
            cell(
                paragraph(
                    run("1", look), run("9", look + "<w:vanish/>"), run("2", look + former), properties="<w:jc/>"
                ),
                '<w:tcW w:w="900" w:type="dxa"/>' + SPAN2 + '<w:tcBorders><w:top w:val="nil"/></w:tcBorders>',
            ),
            cell(paragraph(run("3", look), run("2", f'{look}<w:vertAlign w:val="superscript"/>'))),
        )
    )
    assert layout(read(package(body)).grids[0]) == [("12", 0, 0, 1, 2), ("3^2", 0, 2, 1, 1)]


def test_text_that_looks_like_formatting_is_kept() -> None:
    """What stands in a CDATA section is text, also where it reads like formatting."""
    text = "<w:rPr><w:b/></w:rPr>"
    assert texts(read_docx(package(f"<w:p><w:r><w:t>1<![CDATA[{text}]]>2</w:t></w:r></w:p>"))) == [f"1{text}2"]


@both
def test_broken_formatting_is_refused(read: Reader) -> None:
    """Formatting that is not well-formed makes a document corrupt, as everything else does."""
    with pytest.raises(CorruptDocumentError):
        read(package("<w:p><w:r><w:rPr><w:b></w:rPr><w:t>1</w:t></w:r></w:p>"))


def test_what_stands_where_it_cannot_is_not_read() -> None:
    """A paragraph in an unknown element, a run without paragraph, a row in a row: none gets into a cell."""
    odd = "<w:odd>" + paragraph(run("no")) + table(row(cell("no"))) + "</w:odd>" + run("no")
    body = table(row(cell(paragraph(run("1")) + odd + paragraph(run("2")))), f"<w:odd>{row(cell('no'))}</w:odd>")
    document = read_docx(package(body))
    assert [layout(grid) for grid in document.grids] == [[("1\n2", 0, 0, 1, 1)]]


def test_nested_tables_come_in_order() -> None:
    """Tables in cells of tables in cells: each right behind the one it stands in."""
    deep = table(row(cell(paragraph(run("b")) + table(row(cell("c"))) + table(row(cell("d"))))))
    body = table(row(cell(paragraph(run("a")) + deep), cell(paragraph(run("e")) + table(row(cell("f"))))))
    grids = read_docx(package(body)).grids
    assert [[text for text, *_ in layout(grid)] for grid in grids] == [["a", "e"], ["b"], ["c"], ["d"], ["f"]]
    assert grids[3].place.path == "body/tbl[1]/tr[1]/tc[1]/tbl[1]/tr[1]/tc[1]/tbl[2]"


def test_paragraph_of_very_many_runs() -> None:
    """A hundred thousand runs in one cell take no longer than their length."""
    (grid,) = read_docx(package(table(row(cell(f"<w:p>{'<w:r><w:t>1</w:t></w:r>' * 100_000}</w:p>"))))).grids
    assert grid.cells[0].text == "1" * 100_000
