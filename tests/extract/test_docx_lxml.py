"""Both DOCX readers on documents written part by part, so that every construct of Word is exactly as meant."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pytest

from extract.document import Document, Grid
from extract.errors import (
    CorruptDocumentError,
    DocumentTooLargeError,
    EmptyDocumentError,
    EncryptedDocumentError,
    NeedsOcrError,
)
from extract.read.docx_lxml import read_docx
from extract.read.docx_python import read_docx_independently

Reader = Callable[[bytes], Document]

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{OFFICE}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"

both = pytest.mark.parametrize("read", [read_docx, read_docx_independently], ids=["lxml", "python-docx"])


def package(body: str, main: str = "word/document.xml", office: str = OFFICE, **parts: str) -> bytes:
    """A DOCX with this body; ``parts`` are further parts by their names without ``.xml``."""
    folder = main.rpartition("/")[0]
    links = "".join(
        f'<Relationship Id="r{name}" Type="{OFFICE}/{name}" Target="{name}.xml"/>' for name in parts if name != "core"
    )
    links += f'<Relationship Id="web" Type="{OFFICE}/hyperlink" Target="http://a.gov.cn/b.pdf" TargetMode="External"/>'
    top = f'<Relationship Id="r1" Type="{office}/officeDocument" Target="{main}"/>'
    if "core" in parts:
        top += f'<Relationship Id="r2" Type="{RELATIONSHIPS}/metadata/core-properties" Target="docProps/core.xml"/>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{RELATIONSHIPS}">{top}</Relationships>')
        archive.writestr(
            f"{folder}/_rels/{main.rpartition('/')[2]}.rels",
            f'<Relationships xmlns="{RELATIONSHIPS}">{links}</Relationships>',
        )
        archive.writestr(main, f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            archive.writestr("docProps/core.xml" if name == "core" else f"{folder}/{name}.xml", content)
    return stream.getvalue()


def run(text: str, properties: str = "") -> str:
    return f'<w:r>{f"<w:rPr>{properties}</w:rPr>" if properties else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{''.join(runs)}</w:p>"


def cell(content: str = "", properties: str = "") -> str:
    inner = content if content.startswith("<") else paragraph(run(content))
    return f"<w:tc>{f'<w:tcPr>{properties}</w:tcPr>' if properties else ''}{inner}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{''.join(cells)}</w:tr>"


def table(*rows: str, columns: int = 0) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid>{'<w:gridCol/>' * columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def layout(grid: Grid) -> list[tuple[str, int, int, int, int]]:
    return [(cell.text, cell.row, cell.column, cell.rowspan, cell.colspan) for cell in grid.cells]


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


SPAN2, DOWN, GOES_ON = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


@both
def test_merged_cells_become_spans(read: Reader) -> None:
    """Cells with gridSpan and vMerge become one cell each, at its slot, with both spans."""
    body = table(
        row(cell("a", DOWN + SPAN2), cell("b")),
        row(cell("", SPAN2 + GOES_ON), cell("c")),
        row(cell("", SPAN2 + GOES_ON), cell("d")),
    )
    (grid,) = read(package(body)).grids
    assert layout(grid) == [("a", 0, 0, 3, 2), ("b", 0, 2, 1, 1), ("c", 1, 2, 1, 1), ("d", 2, 2, 1, 1)]
    assert (grid.row_count, grid.column_count) == (3, 3)


@both
def test_merge_without_start_and_other_width(read: Reader) -> None:
    """A continuation with nothing above it, or of another width, is a cell of its own with its text."""
    body = table(row(cell("a", GOES_ON), cell("b", DOWN)), row(cell("c"), cell("d", GOES_ON + SPAN2)))
    (grid,) = read(package(body)).grids
    assert layout(grid) == [("a", 0, 0, 1, 1), ("b", 0, 1, 1, 1), ("c", 1, 0, 1, 1), ("d", 1, 1, 1, 2)]


@both
def test_horizontal_merge_and_skipped_slots(read: Reader) -> None:
    """An hMerge joins cells to the left; gridBefore and gridAfter leave slots empty."""
    body = table(
        row(cell("a", '<w:hMerge w:val="restart"/>'), cell("", "<w:hMerge/>"), cell("b")),
        row(cell("c"), properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="2"/>'),
    )
    (grid,) = read(package(body)).grids
    assert layout(grid) == [("a", 0, 0, 1, 2), ("b", 0, 2, 1, 1), ("c", 1, 1, 1, 1)]
    assert grid.column_count == 4


@both
def test_span_far_beyond_the_grid_is_cut(read: Reader) -> None:
    """A span of a thousand million is cut to the columns that the table declares."""
    (grid,) = read(package(table(row(cell("a", '<w:gridSpan w:val="1000000000"/>')), columns=3))).grids
    assert layout(grid) == [("a", 0, 0, 1, 3)]


@both
def test_nested_table_is_a_grid_of_its_own(read: Reader) -> None:
    """A nested table comes behind the outer one, and its text is not part of the outer cell."""
    inner = table(row(cell("inner")))
    document = read(package(table(row(cell(paragraph(run("outer")) + inner + "<w:p/>"))) + paragraph(run("after"))))
    assert [layout(grid)[0][0] for grid in document.grids] == ["outer", "inner"]
    assert document.grids[1].place.path == "body/tbl[1]/tr[1]/tc[1]/tbl[1]"
    assert [grid.place.table for grid in document.grids] == [1, 2]
    assert texts(document) == ["after"]


@both
def test_place_names_table_row_and_cell(read: Reader) -> None:
    """Each cell says where it stands by element path and by table, row and column."""
    body = paragraph(run("x")) + table(row(cell("a"))) + table(row(cell("a")), row(cell("b", SPAN2), cell("c")))
    place = read(package(body)).grids[1].cells[2].place
    assert place.as_dict() == {"path": "body/tbl[2]/tr[2]/tc[2]", "table": 2, "row": 2, "column": 3}


@both
def test_tracked_changes_are_taken_as_accepted(read: Reader) -> None:
    """Deleted and moved-away text, rows and cells are not there; inserted and moved-in ones are."""
    body = paragraph(
        '<w:del w:id="1">' + run("no") + "</w:del>",
        '<w:ins w:id="2">' + run("yes") + "</w:ins>",
        '<w:moveFrom w:id="3">' + run("no") + "</w:moveFrom>",
        '<w:moveTo w:id="4">' + run("moved") + "</w:moveTo>",
        '<w:ins w:id="5"><w:del w:id="6">' + run("no") + "</w:del></w:ins>",
    ) + table(
        row(cell("no"), properties='<w:del w:id="7"/>'),
        row(
            cell("no", '<w:cellDel w:id="8"/>'),
            cell("a", "<w:tcPrChange><w:tcPr>" + SPAN2 + "</w:tcPr></w:tcPrChange>"),
        ),
        row(cell(paragraph('<w:ins w:id="9">' + run("7") + "</w:ins>")), properties='<w:ins w:id="10"/>'),
    )
    document = read(package(body))
    assert texts(document) == ["yesmoved"]
    assert layout(document.grids[0]) == [("a", 0, 0, 1, 1), ("7", 1, 0, 1, 1)]


@both
def test_deleted_paragraph_break_joins_text(read: Reader) -> None:
    """Text on both sides of a deleted paragraph break reads as one, past a bookmark."""
    gone = '<w:rPr><w:del w:id="1"/></w:rPr>'
    parts = paragraph(run("1"), properties=gone), '<w:bookmarkEnd w:id="3"/>', paragraph(run("2"), properties=gone)
    document = read(package(table(row(cell("".join(parts) + paragraph(run("3")) + paragraph(run("4")))))))
    assert document.grids[0].cells[0].text == "123\n4"


@both
@pytest.mark.parametrize("kind", ["w:sdt", "w:smartTag", "w:customXml", "w:ins"])
def test_wrappers_are_looked_through(read: Reader, kind: str) -> None:
    """Content controls and other wrappers hide no runs, paragraphs, rows or cells."""

    def wrapped(content: str) -> str:
        if kind == "w:sdt":
            return f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"
        return f"<{kind}>{content}</{kind}>"

    body = wrapped(paragraph(wrapped(run("1")), wrapped(wrapped(run("2")))))
    body += wrapped(table(wrapped(row(wrapped(cell("a")), cell(wrapped(paragraph(run("b"))))))))
    document = read(package(body))
    assert texts(document) == ["12"]
    assert layout(document.grids[0]) == [("a", 0, 0, 1, 1), ("b", 0, 1, 1, 1)]


@both
def test_text_box_is_read_once(read: Reader) -> None:
    """Of Choice and Fallback one is read, and its text stands behind its paragraph."""
    content = f"<w:txbxContent>{paragraph(run('box'))}{table(row(cell('t')))}</w:txbxContent>"
    shape = (
        f'<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{content}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{content}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    document = read(package(paragraph(run("a"), f"<w:r>{shape}</w:r>", run("b")) + paragraph(run("c"))))
    assert texts(document) == ["ab", "box", "c"]
    assert [layout(grid) for grid in document.grids] == [[("t", 0, 0, 1, 1)]]


@both
def test_text_box_of_old_word(read: Reader) -> None:
    """A VML text box without alternatives is read too."""
    box = f"<w:r><w:pict><v:textbox><w:txbxContent>{paragraph(run('box'))}</w:txbxContent></v:textbox></w:pict></w:r>"
    assert texts(read(package(paragraph(box)))) == ["box"]


@both
def test_fields_keep_results_only(read: Reader) -> None:
    """Instructions of fields, also of fields within instructions, are left out; results stay."""

    def field(instruction: str, result: str) -> str:
        return (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + instruction
            + '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + result
            + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )  # fmt: skip

    nested = field("<w:r><w:instrText>IF </w:instrText></w:r>" + field(run("no"), run("no")), run("21"))
    assert texts(read(package(paragraph(run("共"), nested, run("件"))))) == ["共21件"]


@both
def test_field_without_end_hides_nothing(read: Reader) -> None:
    """A field that damage left open does not swallow the text behind it."""
    begin = '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText></w:r>'
    assert texts(read(package(paragraph(begin, run("1")) + paragraph(run("2"))))) == ["1", "2"]


@both
def test_characters_that_are_elements(read: Reader) -> None:
    """Tabs, breaks, hyphens and symbols come out as characters; tab stops do not."""
    inner = "<w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:cr/><w:noBreakHyphen/><w:softHyphen/>"
    inner += '<w:sym w:font="宋体" w:char="2460"/>'
    stops = '<w:tabs><w:tab w:val="left" w:pos="1"/></w:tabs>'
    assert texts(read(package(paragraph(f"<w:r>{inner}</w:r>", properties=stops)))) == ["a\tb\nc\n-①"]


@both
def test_white_space_that_word_does_not_print(read: Reader) -> None:
    """Without xml:space Word cuts the ends of a text, so digits on both sides stand together."""
    assert texts(read(package("<w:p><w:r><w:t>1 </w:t><w:t>\n2</w:t></w:r></w:p>"))) == ["12"]


@both
def test_hidden_text_is_left_out(read: Reader) -> None:
    """Hidden runs are not printed; a property switched off hides nothing."""
    body = paragraph(run("1", "<w:vanish/>"), run("2", '<w:vanish w:val="0"/>'), run("3"))
    assert texts(read(package(body))) == ["23"]


@both
def test_raised_marks_are_not_glued_to_numbers(read: Reader) -> None:
    """A raised digit behind a number is set apart, so that 12² is never 122."""
    assert texts(read(package(paragraph(run("12"), run("2", '<w:vertAlign w:val="superscript"/>'))))) == ["12^2"]


@both
def test_equations(read: Reader) -> None:
    """A number typed as an equation is read; a fraction is never one number."""
    number = "<m:oMath><m:r><m:t>1</m:t></m:r><m:r><m:t>2</m:t></m:r></m:oMath>"
    half = "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>"
    assert texts(read(package(paragraph(number) + paragraph(half)))) == ["12", "1 2"]


@both
def test_gloss_of_ruby_is_left_out(read: Reader) -> None:
    """Of a ruby the base is text and the gloss is not."""
    ruby = f"<w:r><w:ruby><w:rubyPr/><w:rt>{run('hàn')}</w:rt><w:rubyBase>{run('汉')}</w:rubyBase></w:ruby></w:r>"
    assert texts(read(package(paragraph(ruby, run("字"))))) == ["汉字"]


@both
def test_links_are_kept(read: Reader) -> None:
    """An external hyperlink is a link with its text, and its text stays in the paragraph."""
    document = read(package(paragraph(f'<w:hyperlink r:id="web">{run("附件")}</w:hyperlink>')))
    assert [(link.target, link.text) for link in document.links] == [("http://a.gov.cn/b.pdf", "附件")]
    assert texts(document) == ["附件"]


@both
def test_strict_package_under_another_name(read: Reader) -> None:
    """Strict OOXML is read, whatever its document part is called."""
    data = package(table(row(cell("7", SPAN2))), main="other/text.xml", office=f"{STRICT}/officeDocument/relationships")
    strict = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(strict, "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(W.encode(), f"{STRICT}/wordprocessingml/main".encode())
            new.writestr(name, content)
    assert layout(read(strict.getvalue()).grids[0]) == [("7", 0, 0, 1, 2)]


@both
def test_document_of_python_docx(read: Reader) -> None:
    """A document written by python-docx is read; its header and footer are not."""
    source = docx.Document()
    source.sections[0].header.paragraphs[0].text = "页眉"
    source.add_paragraph("第一段")
    grid = source.add_table(2, 3)
    grid.cell(0, 0).merge(grid.cell(1, 1)).text = "合并"
    grid.cell(1, 2).text = "5"
    stream = io.BytesIO()
    source.save(stream)
    document = read(stream.getvalue())
    assert texts(document) == ["第一段"]
    assert [entry for entry in layout(document.grids[0]) if entry[0]] == [("合并", 0, 0, 2, 2), ("5", 1, 2, 1, 1)]


@both
def test_refusals(read: Reader) -> None:
    """Pictures alone need OCR; nothing at all is empty; no body is corrupt."""
    with pytest.raises(NeedsOcrError):
        read(package(paragraph('<w:r><w:drawing><a:blip r:embed="x"/></w:drawing></w:r>')))
    with pytest.raises(EmptyDocumentError):
        read(package(paragraph(run("  "))))
    with pytest.raises(CorruptDocumentError):
        read(package("</w:body></w:document>"))


@both
@pytest.mark.parametrize(
    "prolog", ['<!DOCTYPE a [<!ENTITY x "y">]>', '<!DOCTYPE a SYSTEM "http://example.invalid/a.dtd">']
)
def test_document_type_declarations_are_refused(read: Reader, prolog: str) -> None:
    """XML that could expand or fetch anything is refused before it is parsed, in UTF-16 too."""
    plain = package(paragraph(run("x")))
    for encoding in ("utf-8", "utf-16"):
        stream = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(plain)) as old, zipfile.ZipFile(stream, "w") as new:
            for name in old.namelist():
                content = old.read(name).decode()
                new.writestr(name, (prolog + content).encode(encoding) if name == "word/document.xml" else content)
        with pytest.raises(CorruptDocumentError, match="document type declaration"):
            read(stream.getvalue())


@both
def test_damaged_bytes_are_corrupt(read: Reader) -> None:
    """A part whose packed bytes were changed, and a package cut short, are refused."""
    data = bytearray(package(paragraph(*(run(str(number)) for number in range(3000)))))
    with pytest.raises(CorruptDocumentError):
        read(bytes(data[: len(data) // 2]))
    position = data.index(b"word/document.xml") + 300
    data[position : position + 50] = b"\xff" * 50
    with pytest.raises(CorruptDocumentError):
        read(bytes(data))


@both
def test_encrypted_parts(read: Reader) -> None:
    """A zip whose parts are under a password says so."""
    data = bytearray(package(paragraph(run("x"))))
    start = 0
    while (start := data.find(b"PK\x01\x02", start)) >= 0:
        data[start + 8] |= 1
        start += 4
    with pytest.raises(EncryptedDocumentError):
        read(bytes(data))


@both
def test_table_of_too_many_cells(read: Reader) -> None:
    """A table beyond the limit of cells is refused."""
    with pytest.raises(DocumentTooLargeError):
        read(package(table(row("<w:tc><w:p/></w:tc>" * 101_000))))
