"""What looks like a number of a cell and is none, or looks like an empty cell and is not, in both DOCX readers."""

from __future__ import annotations

import pytest

from extract.document import Document
from tests.extract.test_docx_lxml import (
    DOWN,
    GOES_ON,
    Reader,
    W,
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

STYLES = f"""<w:styles xmlns:w="{W}">
<w:style w:type="character" w:styleId="Note"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Own"><w:basedOn w:val="Note"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Level"><w:basedOn w:val="Note"/><w:rPr><w:vertAlign w:val="baseline"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Low"><w:rPr><w:position w:val="-6"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Hid"><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Gone"><w:basedOn w:val="Base"/></w:style>
<w:style w:type="paragraph" w:styleId="Base"><w:rPr><w:vanish/></w:rPr></w:style>
</w:styles>"""
BLIP = '<w:r><w:drawing><a:blip r:embed="x"/></w:drawing></w:r>'


def framed(*rows: str) -> str:
    return cell("<w:p/>" + table(*rows) + "<w:p/>")


def warned(document: Document) -> list[tuple[str, int | None, int | None, int | None]]:
    return [
        (problem.code, problem.place.table, problem.place.row, problem.place.column)
        for problem in document.problems
        if problem.severity == "warning"
    ]


def grid_of(*last: str) -> str:
    """A table of three rows and three columns with these cells in the last row."""
    return table(*(row(cell("a"), cell("b"), cell("c")) for _ in range(2)), row(*last))


@both
@pytest.mark.parametrize(
    ("content", "text"),
    [
        (framed(row(cell("7"))), "7"),
        (framed(row(cell(), cell("7")), row(cell(), cell())), "7"),
        (framed(row(framed(row(cell("7"))))), "7"),
        (framed(row(cell(paragraph(run("7")) + paragraph(run("8"))))), "7\n8"),
        (framed(row(cell())), ""),
        (cell(paragraph(run("7")) + table(row(cell())) + "<w:p/>"), "7"),
        (cell(table(row(cell())) + "<w:p/>" + table(row(cell("7"))) + "<w:p/>"), "7"),
        (cell(table(row(cell("7"), cell("9", '<w:cellDel w:id="1"/>'))) + "<w:p/>"), "7"),
    ],
)
def test_table_around_one_value_is_no_table(read: Reader, content: str, text: str) -> None:
    """Where only one of a cell and the cells of tables in it prints, that is the text of the cell."""
    document = read(package(grid_of(cell("x"), cell("y"), content)))
    assert [layout(grid)[-1] for grid in document.grids] == [(text, 2, 2, 1, 1)]
    assert warned(document) == []


@both
def test_table_lifted_out_of_data_is_told(read: Reader) -> None:
    """A cell of a data table that holds a table of several texts is warned about; a cell of a layout is not."""
    inner = framed(row(cell("1"), cell("2")))
    document = read(package(grid_of(cell("x"), inner, cell("y")) + table(row(inner), row(cell("z")))))
    assert [len(grid.cells) for grid in document.grids] == [9, 2, 2, 2]
    assert warned(document) == [("nested_table_in_cell", 1, 3, 2)]


@both
def test_table_in_a_table_in_a_cell_is_told(read: Reader) -> None:
    """A frame around a table of several texts does not hide that table from the cell outside."""
    document = read(package(grid_of(cell("x"), framed(row(framed(row(cell("1"), cell("2"))))), cell("y"))))
    assert warned(document) == [("nested_table_in_cell", 1, 3, 2)]
    assert [len(grid.cells) for grid in document.grids] == [9, 1, 2]


@both
@pytest.mark.parametrize(
    "picture",
    [
        BLIP,
        "<w:r><w:drawing><a:graphic/></w:drawing></w:r>",
        '<w:r><w:pict><v:shape><v:textpath string="7"/></v:shape></w:pict></w:r>',
        "<w:r><mc:AlternateContent><mc:Choice><w:drawing/></mc:Choice></mc:AlternateContent></w:r>",
    ],
)
def test_picture_shape_and_chart_are_not_blank(read: Reader, picture: str) -> None:
    """A cell with nothing but something drawn is warned about, also within a table in it; one with text is not."""
    drawn, beside = cell(paragraph(picture)), cell(paragraph(run("1"), picture))
    document = read(package(grid_of(drawn, beside, framed(row(drawn)))))
    assert warned(document) == [("picture_not_read", 1, 3, 1), ("picture_not_read", 1, 3, 3)]


@both
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (paragraph(run("3", "<w:strike/>"), run("5")), "struck_text"),
        (paragraph(run("5"), "<w:r><w:object/></w:r>"), "embedded_part"),
    ],
)
def test_text_in_doubt_is_told(read: Reader, content: str, code: str) -> None:
    """Text struck through and text beside an embedded part are warned about at their cell."""
    assert warned(read(package(grid_of(cell("x"), cell(content), cell("y"))))) == [(code, 1, 3, 2)]


@both
def test_shape_outside_of_tables_is_no_problem(read: Reader) -> None:
    """A line drawn between paragraphs says nothing of numbers."""
    document = read(package(paragraph(run("x")) + paragraph("<w:r><w:drawing/></w:r>")))
    assert document.problems == []


@both
@pytest.mark.parametrize(
    ("properties", "text"),
    [
        ('<w:rStyle w:val="Note"/>', "12^1"),
        ('<w:rStyle w:val="Own"/>', "12^1"),
        ('<w:rStyle w:val="Level"/>', "121"),
        ('<w:rStyle w:val="Note"/><w:vertAlign w:val="baseline"/>', "121"),
        ('<w:rStyle w:val="Low"/>', "12_1"),
        ('<w:rStyle w:val="Low"/><w:position w:val="0"/>', "121"),
        ('<w:position w:val="8"/><w:sz w:val="10"/>', "12^1"),
        ('<w:position w:val="-3pt"/>', "12_1"),
        ('<w:position w:val="1"/>', "121"),
        ('<w:vertAlign w:val="superscript"/><w:position w:val="-8"/>', "12^1"),
    ],
)
def test_whatever_raises_a_mark(read: Reader, properties: str, text: str) -> None:
    """A digit raised or lowered by a style or by its position never lengthens a number."""
    body = table(row(cell(paragraph(run("12"), run("1", properties)))))
    assert read(package(body, styles=STYLES)).grids[0].cells[0].text == text


@both
def test_paragraph_moved_as_a_whole(read: Reader) -> None:
    """Text that stands higher than usual all along is plain text; white space does not count."""
    high = '<w:position w:val="8"/>'
    assert texts(read(package(paragraph(run(" "), run("1", high), run("2", high))))) == ["12"]


@both
@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_marks_of_notes(read: Reader, kind: str) -> None:
    """A counted mark of a note is not text, one of its own is set apart from the number."""
    counted = f'<w:r><w:{kind}Reference w:id="2"/></w:r>'
    own = f'<w:r><w:{kind}Reference w:customMarkFollows="1" w:id="3"/><w:t>1</w:t></w:r>'
    assert texts(read(package(paragraph(run("12"), counted) + paragraph(run("12"), own)))) == ["12", "12^1"]


@both
def test_text_hidden_by_styles(read: Reader) -> None:
    """Styles of runs and of paragraphs hide text, unless a run says otherwise."""
    body = paragraph(run("7", '<w:rStyle w:val="Hid"/>'), run("1")) + paragraph(
        run("8"), run("2", '<w:vanish w:val="0"/>'), properties='<w:pStyle w:val="Gone"/>'
    )
    assert texts(read(package(body, styles=STYLES))) == ["1", "2"]


@both
def test_table_in_a_merged_cell(read: Reader) -> None:
    """The value of a table in a cell that is merged away is not printed, and is no table either."""
    document = read(
        package(table(row(cell("a", DOWN)), row(cell("<w:p/>" + table(row(cell("7"))) + "<w:p/>", GOES_ON))))
    )
    assert [layout(grid) for grid in document.grids] == [[("a", 0, 0, 2, 1)]]
