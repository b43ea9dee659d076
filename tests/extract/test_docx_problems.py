"""What only the fast DOCX reader does: automatic numbers, hidden styles, metadata, and what it warns about."""

from __future__ import annotations

import pytest

from extract.document import Document
from extract.read.docx_lxml import read_docx
from tests.extract.test_docx_lxml import (
    DOWN,
    GOES_ON,
    W,
    cell,
    package,
    paragraph,
    row,
    run,
    table,
    texts,
)  # fmt: skip

NUMBERING = (
    f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="5">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Sub"/>'
    '<w:lvlText w:val="%1.%2."/></w:lvl></w:abstractNum>'
    '<w:num w:numId="7"><w:abstractNumId w:val="5"/></w:num>'
    '<w:num w:numId="8"><w:abstractNumId w:val="5"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
    "</w:lvlOverride></w:num></w:numbering>"
)
STYLES = (
    f'<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:styleId="Sub"><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr>'
    '</w:pPr></w:style><w:style w:type="paragraph" w:styleId="Own"><w:basedOn w:val="Sub"/></w:style>'
    '<w:style w:type="character" w:styleId="Hid"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
)


def in_list(number: int, level: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def codes(document: Document) -> list[str]:
    return [problem.code for problem in document.problems]


def test_automatic_numbers_are_printed() -> None:
    """Numbers of lists stand before their text, deeper levels start anew, an override restarts."""
    body = "".join(
        paragraph(run(text), properties=in_list(number, level))
        for text, number, level in (
            ("总体", 7, 0), ("公开", 7, 0), ("a", 7, 1), ("b", 7, 1), ("收到", 7, 0), ("c", 7, 1), ("重新", 8, 0), ("无", 0, 0),
        )
    )  # fmt: skip
    document = read_docx(package(body, numbering=NUMBERING))
    assert texts(document) == ["一、总体", "二、公开", "二.1. a", "二.2. b", "三、收到", "三.1. c", "一、重新", "无"]


def test_numbers_from_styles() -> None:
    """A paragraph style gives its number too, at the level that names it."""
    body = paragraph(run("x"), properties='<w:pStyle w:val="Sub"/>')
    assert texts(read_docx(package(body, numbering=NUMBERING, styles=STYLES))) == ["一.1. x"]


def test_cell_with_nothing_but_an_automatic_number() -> None:
    """A cell that prints only an automatic number shows it, and the reader says so."""
    body = table(row(cell(paragraph(properties=in_list(7))), cell("12")))
    document = read_docx(package(body, numbering=NUMBERING))
    assert [cell.text for cell in document.grids[0].cells] == ["一、", "12"]
    assert codes(document) == ["automatic_number"]
    assert document.problems[0].place.column == 1


def test_style_that_hides() -> None:
    """Text hidden by its style is left out."""
    body = paragraph(run("1", '<w:rStyle w:val="Hid"/>'), run("2"))
    assert texts(read_docx(package(body, styles=STYLES))) == ["2"]


def test_title() -> None:
    """The title is the one in the core properties."""
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title> 年度报告 </dc:title></cp:coreProperties>'
    )
    assert read_docx(package(paragraph(run("x")), core=core)).metadata == {"title": "年度报告"}


def test_link_in_a_field() -> None:
    """A hyperlink written as a field is a link."""
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "http://b.gov.cn/" </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("网站")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    document = read_docx(package(paragraph(field)))
    assert [(link.target, link.text) for link in document.links] == [("http://b.gov.cn/", "网站")]


PICTURE = '<w:r><w:drawing><a:blip r:embed="x"/></w:drawing></w:r>'
BOX = f"<w:r><w:pict><v:textbox><w:txbxContent>{paragraph(run('9'))}</w:txbxContent></v:textbox></w:pict></w:r>"


@pytest.mark.parametrize(
    ("content", "code", "text"),
    [
        (cell(paragraph(PICTURE)), "picture_not_read", ""),
        (cell(paragraph(run("3", "<w:strike/>"), run("5"))), "struck_text", "35"),
        (cell(paragraph(BOX)), "text_box_in_cell", "9"),
        (cell(paragraph('<w:r><w:sym w:font="Webdings" w:char="F030"/></w:r>')), "unknown_symbol", "\ufffd"),
        (cell(paragraph("<w:r><w:object/></w:r>")), "embedded_part", ""),
    ],
)
def test_doubtful_cells_are_named(content: str, code: str, text: str) -> None:
    """Whatever makes the text of a cell doubtful is a warning at that cell."""
    document = read_docx(package(table(row(cell("a"), content))))
    assert document.grids[0].cells[1].text.strip() == text
    assert [(problem.code, problem.severity, problem.place.column) for problem in document.problems] == [
        (code, "warning", 2)
    ]


def test_text_of_a_merged_cell() -> None:
    """Text in a cell that is merged away is not printed, and is reported."""
    document = read_docx(package(table(row(cell("a", DOWN)), row(cell("lost", GOES_ON)))))
    assert [cell.text for cell in document.grids[0].cells] == ["a"]
    assert codes(document) == ["merged_cell_text"]


def test_embedded_document() -> None:
    """An embedded HTML part is not read, and a warning says so."""
    document = read_docx(package(paragraph(run("x")) + '<w:altChunk r:id="web"/>'))
    assert codes(document) == ["embedded_part"]


def test_deleted_parts_give_no_warning() -> None:
    """What a tracked deletion removes is not warned about."""
    document = read_docx(package(paragraph(run("x"), f'<w:del w:id="1">{PICTURE}</w:del>')))
    assert codes(document) == []
