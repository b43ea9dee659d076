"""What both PDF readers promise, on documents drawn for each promise."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable

import pytest

from extract.document import Document
from extract.errors import (
    CorruptDocumentError,
    DocumentError,
    DocumentTooLargeError,
    EmptyDocumentError,
    EncryptedDocumentError,
    NeedsOcrError,
)
from extract.limits import MAX_PAGES
from extract.read.pdf_pdfium import read_pdf
from extract.read.pdf_plumber import read_pdf_independently
from tests.extract.pdf_paper import HEIGHT, WIDTH, Sheet, write_pdf

Reader = Callable[[bytes], Document]
COLUMNS = [60.0, 260.0, 320.0, 380.0, 440.0]
LABELS = ["一、新收", "二、结转", "1.国家秘密", "2.重复申请", "3.其他"]

both_readers = pytest.mark.parametrize("read", [read_pdf, read_pdf_independently])


def texts(document: Document) -> list[list[list[str]]]:
    """The texts of every row of every grid."""
    return [[[cell.text for cell in row] for row in grid.rows()] for grid in document.grids]


@both_readers
def test_ruled_table_gives_every_cell_and_its_place(read: Reader) -> None:
    """Every cell of a ruled table comes back with its text, page, slot and box."""
    sheet = Sheet()
    sheet.table(COLUMNS, [100, 130, 160], [["信息内容", "甲", "乙", "丙"], ["规章", "12", "0", "3.5"]])
    document = read(write_pdf([Sheet(operators=["0 g"]), sheet]))
    assert texts(document) == [[["信息内容", "甲", "乙", "丙"], ["规章", "12", "0", "3.5"]]]
    place = document.grids[0].cells[5].place
    assert (place.page, place.table, place.row, place.column) == (2, 1, 2, 2)
    assert place.box == pytest.approx((260, 130, 320, 160), abs=1.5)
    assert document.media_type == "application/pdf"
    assert document.page_count == 2


@both_readers
def test_missing_walls_merge_slots(read: Reader) -> None:
    """A cell without inner walls covers all of its slots, across and down."""
    sheet = Sheet()
    for y in (100, 130, 190):
        sheet.line(60, y, 260, y)
    sheet.line(160, 160, 260, 160)
    for x in (60, 260):
        sheet.line(x, 100, x, 190)
    sheet.line(160, 130, 160, 190)
    for x, y, text in ((70, 120, "第一项"), (70, 165, "办理"), (170, 150, "5"), (170, 180, "7")):
        sheet.text(x, y, text)
    spans = [(c.text, c.row, c.column, c.rowspan, c.colspan) for c in read(write_pdf([sheet])).grids[0].cells]
    assert spans == [("第一项", 0, 0, 1, 2), ("办理", 1, 0, 2, 1), ("5", 1, 1, 1, 1), ("7", 2, 1, 1, 1)]


@both_readers
def test_cells_painted_as_boxes(read: Reader) -> None:
    """White boxes on a dark ground are the cells of a table."""
    sheet = Sheet()
    sheet.box(60, 100, 261, 161, 0)
    for x, y, text in ((61, 101, "规章"), (161, 101, "4"), (61, 131, "文件"), (161, 131, "15")):
        sheet.box(x, y, x + 99, y + 29, 1)
        sheet.text(x + 5, y + 20, text)
    assert texts(read(write_pdf([sheet]))) == [[["规章", "4"], ["文件", "15"]]]


@both_readers
def test_white_shading_behind_text_is_no_table(read: Reader) -> None:
    """White boxes that a word processor paints behind lines of text do not turn prose into a table."""
    sheet = Sheet()
    for index in range(6):
        sheet.box(60, 100 + 20 * index, 300, 120 + 20 * index, 1)
        sheet.box(300, 100 + 20 * index, 500, 120 + 20 * index, 1)
        sheet.text(70, 115 + 20 * index, "主动公开信息情况")
    assert not read(write_pdf([sheet])).grids


def page_end_table(lower: list[list[str]], floor: bool, ceiling: bool, upper: list[list[str]] | None = None) -> bytes:
    """A table whose first part ends a page and whose second part begins the next one."""
    first = upper or [[LABELS[0], "1", "2", "3"], [LABELS[1], "4", "5", "6"], [LABELS[2], "7", "6603", "9"]]
    one, two = Sheet(), Sheet()
    one.table(COLUMNS, [700.0 + 25 * index for index in range(len(first) + 1)], first, floor=floor)
    one.text(290, 820, "- 1 -")
    two.table(COLUMNS, [60.0 + 25 * index for index in range(len(lower) + 1)], lower, ceiling=ceiling)
    return write_pdf([one, two])


@both_readers
def test_table_over_pages_is_one_grid_with_every_row_once(read: Reader) -> None:
    """A table that goes on overleaf is one grid; two complete rows stay two rows, and the page number is no text."""
    document = read(page_end_table([[LABELS[3], "1", "0", "1"], [LABELS[4], "8", "8", "16"]], True, True))
    assert [row[0] for row in texts(document)[0]] == LABELS
    assert len(document.grids) == 1
    assert not document.paragraphs


@both_readers
@pytest.mark.parametrize("closed", [True, False])
def test_number_cut_by_the_page_end_is_one_cell(read: Reader, closed: bool) -> None:
    """The rest of a row overleaf joins its first half, with or without rules between them."""
    lower = [["", "", "8", ""], [LABELS[3], "1", "0", "1"]]
    document = read(page_end_table(lower, closed, closed))
    assert texts(document)[0][2:] == [[LABELS[2], "7", "6603\n8", "9"], [LABELS[3], "1", "0", "1"]]


@both_readers
def test_label_cut_by_the_page_end_is_one_cell(read: Reader) -> None:
    """The rest of a label, without number and figures of its own, belongs to the row before."""
    document = read(page_end_table([["需要另行制作", "", "", ""], [LABELS[3], "1", "0", "1"]], True, True))
    assert [row[0] for row in texts(document)[0][2:]] == [f"{LABELS[2]}\n需要另行制作", LABELS[3]]


@both_readers
def test_blank_row_overleaf_stays_a_row(read: Reader) -> None:
    """Where blanks stand for zeros, a row of blanks at the top of a page is not taken for the rest of another."""
    upper = [[LABELS[0], "1", "", "1"], [LABELS[1], "", "", ""], [LABELS[2], "7", "6", "9"]]
    document = read(page_end_table([["其他", "", "", ""], [LABELS[4], "1", "", "1"]], True, True, upper))
    assert [row[0] for row in texts(document)[0]] == [*LABELS[:3], "其他", LABELS[4]]


@both_readers
def test_repeated_head_is_left_out_and_looked_past(read: Reader) -> None:
    """A head printed again overleaf is dropped, and the row behind it still joins its first half."""
    head = ["项目", "甲", "乙", "丙"]
    upper = [head, [LABELS[0], "1", "2", "3"], [LABELS[1], "4", "66", "6"]]
    document = read(page_end_table([head, ["", "", "03", ""], [LABELS[2], "1", "0", "1"]], False, True, upper))
    assert texts(document) == [[*upper[:2], [LABELS[1], "4", "66\n03", "6"], [LABELS[2], "1", "0", "1"]]]


@both_readers
def test_text_between_tables_keeps_them_apart(read: Reader) -> None:
    """A caption on the next page ends the table before it."""
    one, two = Sheet(), Sheet()
    one.table(COLUMNS, [720, 750], [[LABELS[0], "1", "2", "3"]])
    two.text(80, 120, "三、收到和处理政府信息公开申请情况")
    two.table(COLUMNS, [140, 170], [[LABELS[1], "1", "2", "3"]])
    assert len(read(write_pdf([one, two])).grids) == 2


@both_readers
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_rotated_page_reads_as_displayed(read: Reader, turn: int) -> None:
    """/Rotate changes nothing in the rows; boxes are those of the page as displayed."""
    sheet = Sheet(rotate=turn)
    # Drawn so that it stands upright on the displayed page.
    inner = Sheet()
    inner.table([60, 160, 260], [100, 130, 160], [["规章", "12"], ["文件", "345"]])
    matrix = {90: f"0 1 -1 0 {HEIGHT} 0", 180: f"-1 0 0 -1 {WIDTH} {HEIGHT}", 270: f"0 -1 1 0 -247 {HEIGHT}"}[turn]
    sheet.operators = [f"q {matrix} cm", *inner.operators, "Q"]
    document = read(write_pdf([sheet]))
    assert texts(document) == [[["规章", "12"], ["文件", "345"]]]
    box = document.grids[0].cells[0].place.box
    assert box is not None
    assert box[2] - box[0] == pytest.approx(100, abs=2)
    assert box[3] - box[1] == pytest.approx(30, abs=2)


def test_table_typeset_sideways_on_an_upright_page() -> None:
    """Text that runs upwards is read after a turn, and boxes are handed back where the page shows them."""
    sheet = Sheet()
    for x in (100, 130, 160):
        sheet.line(x, 100, x, 400)
    for y in (100, 250, 400):
        sheet.line(100, y, 160, y)
    for x, y, text in ((120, 390, "规章"), (120, 240, "12"), (150, 390, "文件"), (150, 240, "345")):
        sheet.sideways(x, y, text)
    document = read_pdf(write_pdf([sheet]))
    assert texts(document) == [[["规章", "12"], ["文件", "345"]]]
    assert document.grids[0].cells[1].place.box == pytest.approx((100, 100, 130, 250), abs=1)


def test_number_wider_than_its_cell_stays_whole() -> None:
    """Digits that run over the wall of a narrow cell are not handed to the neighbour."""
    sheet = Sheet()
    sheet.table([60, 120, 140, 200], [100, 130], [["规章", "1234567", "", ""]])
    assert texts(read_pdf(write_pdf([sheet]))) == [[["规章", "1234567", ""]]]


@both_readers
def test_two_numbers_in_one_slot_never_become_one(read: Reader) -> None:
    """Where a wall is missing, two numbers keep a space between them."""
    sheet = Sheet()
    sheet.table([60, 120, 240], [100, 130], [["规章", "7"]])
    sheet.text(200, 125, "7")
    assert texts(read(write_pdf([sheet])))[0][0][1].split() == ["7", "7"]


@both_readers
def test_paragraphs_are_joined_and_headings_stand_alone(read: Reader) -> None:
    """Full lines go on into the next one, also over a page end; a heading is its own paragraph."""
    one, two = Sheet(), Sheet()
    one.text(80, 100, "一、总体情况")
    for index in range(3):
        one.text(80 if not index else 60, 120 + 18 * index, "公" * (38 if not index else 40))
    two.text(60, 100, "开工作。")
    two.text(80, 118, "二、主动公开政府信息情况")
    two.text(290, 820, "— 2 —")
    document = read(write_pdf([one, two]))
    assert [paragraph.text for paragraph in document.paragraphs] == [
        "一、总体情况", "公" * 118 + "开工作。", "二、主动公开政府信息情况",
    ]  # fmt: skip
    assert document.paragraphs[1].place.page == 1


@both_readers
def test_title_and_links(read: Reader) -> None:
    """The title of the document information and the addresses of links are kept as written."""
    sheet = Sheet(links=[("https://example.org/report", (60, 90, 160, 104))])
    sheet.text(60, 100, "下载")
    document = read(write_pdf([sheet], title="年度报告"))
    assert document.metadata["title"] == "年度报告"
    assert [link.target for link in document.links] == ["https://example.org/report"]
    assert document.links[0].place.box == pytest.approx((60, 90, 160, 104), abs=0.1)


@both_readers
def test_empty_file(read: Reader) -> None:
    """No bytes are an empty document, not a corrupt one."""
    with pytest.raises(EmptyDocumentError):
        read(b" \n")


@both_readers
def test_password(read: Reader) -> None:
    """A file that needs a password is refused as encrypted; one that only restricts its owner is read."""
    sheet = Sheet()
    sheet.text(60, 100, "年度报告")
    with pytest.raises(EncryptedDocumentError):
        read(write_pdf([sheet], user_password="secret"))
    assert read(write_pdf([sheet], user_password="")).paragraphs[0].text == "年度报告"


@both_readers
@pytest.mark.parametrize("data", [b"%PDF-1.7 nothing else", b"<html></html>" * 50, b"\0" * 4000])
def test_garbage_is_corrupt(read: Reader, data: bytes) -> None:
    """Bytes that are no PDF raise one of our errors."""
    with pytest.raises(DocumentError):
        read(data)


def test_truncated_file_is_corrupt() -> None:
    """A file cut short anywhere is refused, however much pdfium could rebuild of it."""
    sheets = []
    for _ in range(4):
        sheet = Sheet()
        sheet.table(COLUMNS, [100, 130], [[LABELS[0], "1", "2", "3"]])
        sheets.append(sheet)
    data = write_pdf(sheets)
    for length in range(200, data.rindex(b"startxref"), 397):
        with pytest.raises(CorruptDocumentError):
            read_pdf(data[:length])


@both_readers
def test_damaged_bytes_raise_nothing_but_our_errors(read: Reader) -> None:
    """Whatever bytes are flipped, a reader returns a document or raises a DocumentError."""
    sheet = Sheet()
    sheet.table(COLUMNS, [100, 130], [[LABELS[0], "1", "2", "3"]])
    data = write_pdf([sheet], title="年度报告")
    chance = random.Random(7)
    for _ in range(40):
        damaged = bytearray(data)
        for _ in range(chance.choice([1, 5, 20])):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        with contextlib.suppress(DocumentError):
            assert read(bytes(damaged)).page_count


@both_readers
def test_scan_needs_ocr(read: Reader) -> None:
    """Pages that are pictures and nothing else are refused with the advice to recognise them."""
    sheet = Sheet()
    sheet.picture()
    with pytest.raises(NeedsOcrError):
        read(write_pdf([sheet, sheet]))


@both_readers
def test_one_scanned_page_is_named(read: Reader) -> None:
    """Where only some pages are pictures, the others are read and those are named."""
    scan, page = Sheet(), Sheet()
    scan.picture()
    for index in range(5):
        page.text(60, 100 + 20 * index, "政府信息公开工作年度报告")
    problems = read(write_pdf([page, scan])).problems
    assert [(problem.severity, problem.code, problem.place.page) for problem in problems] == [
        ("error", "page_needs_ocr", 2)
    ]


def test_hidden_text_layer_is_flagged() -> None:
    """Text that a recognition program hid behind a scan is read, with a warning."""
    sheet = Sheet()
    sheet.picture()
    for index in range(5):
        sheet.text(60, 100 + 20 * index, "政府信息公开工作年度报告", mode=3)
    document = read_pdf(write_pdf([sheet]))
    assert [problem.code for problem in document.problems] == ["hidden_text_layer"]
    assert document.paragraphs


@both_readers
def test_too_many_pages(read: Reader) -> None:
    """A book is refused before it is read."""
    with pytest.raises(DocumentTooLargeError):
        read(write_pdf([Sheet() for _ in range(MAX_PAGES + 1)]))
