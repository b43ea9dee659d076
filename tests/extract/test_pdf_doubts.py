"""What both PDF readers do where a cell shows more, or less, than the text that the file holds for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extract.document import Document
from extract.read.pdf_pdfium import read_pdf
from extract.read.pdf_plumber import read_pdf_independently
from tests.extract.pdf_paper import HEIGHT, Sheet, write_pdf

Reader = Callable[[bytes], Document]
both_readers = pytest.mark.parametrize("read", [read_pdf, read_pdf_independently])
COLUMNS = [60.0, 110.0, 170.0, 230.0]


def texts(document: Document) -> list[list[str]]:
    """The texts of every row of the first grid."""
    return [[cell.text for cell in row] for row in document.grids[0].rows()]


def doubts(document: Document) -> list[tuple[str, int | None, int | None]]:
    """Code, row and column of every problem of a cell."""
    return [(problem.code, problem.place.row, problem.place.column) for problem in document.problems]


def table(*cells: str) -> Sheet:
    """A sheet with one row under a head."""
    sheet = Sheet()
    sheet.table(COLUMNS, [100, 130, 160], [["项目", "甲", "乙"], list(cells)])
    return sheet


def over_a_page_end(upper: list[str], lower: list[str], after: list[str], slot: float = 36.0) -> bytes:
    """A table whose label column is three characters wide, cut between two closed rows."""
    columns = [60.0, 60 + slot, 160.0, 220.0]
    one, two = Sheet(), Sheet()
    one.table(columns, [740, 765, 790], [["一、新", "5", ""], upper])
    two.table(columns, [60, 85, 110], [lower, after])
    return write_pdf([one, two])


@both_readers
def test_rest_of_a_full_label_joins_its_row_where_zeros_are_blank(read: Reader) -> None:
    """A label whose line was full goes on overleaf, although blanks stand for zeros in the table."""
    document = read(over_a_page_end(["2.重复", "", "9"], ["申请", "", ""], ["3.其他", "1", "1"]))
    assert texts(document) == [["一、新", "5", ""], ["2.重复\n申请", "", "9"], ["3.其他", "1", "1"]]


@both_readers
@pytest.mark.parametrize(
    ("upper", "lower", "slot"),
    [
        (["2.重复", "", "9"], ["其他", "", ""], 90.0),
        (["规章章", "", "9"], ["其他", "", ""], 36.0),
        (["2.重复", "", "9"], ["3.他", "", ""], 36.0),
        (["2.重复", "", "9"], ["其他", "4", ""], 36.0),
    ],
)
def test_two_rows_are_never_joined(read: Reader, upper: list[str], lower: list[str], slot: float) -> None:
    """A line that had room, a label without number, a new number or a figure overleaf: two rows."""
    assert len(texts(read(over_a_page_end(upper, lower, ["4.另外", "1", "1"], slot)))) == 4


@both_readers
def test_dashes_count_as_numbers_of_a_cut_row(read: Reader) -> None:
    """Where dashes stand for zeros, the rest of a label still joins its row."""
    document = read(over_a_page_end(["2.重复", "—", "—"], ["申请", "", ""], ["3.其他", "1", "1"]))
    assert texts(document)[1] == ["2.重复\n申请", "—", "—"]


@both_readers
def test_number_wrapped_in_a_narrow_slot_is_whole(read: Reader) -> None:
    """A digit that did not fit goes on in the next line: one number."""
    sheet = Sheet()
    sheet.table([60, 110, 132], [100, 150], [["规章", ""]])
    sheet.text(113, 118, "102")
    sheet.text(113, 131, "4")
    assert texts(read(write_pdf([sheet]))) == [["规章", "1024"]]


@both_readers
def test_numbers_in_a_wide_slot_stay_on_their_lines(read: Reader) -> None:
    """Where the next digit would have fitted, two lines are two numbers."""
    sheet = Sheet()
    sheet.table([60, 110, 170], [100, 150], [["规章", ""]])
    sheet.text(113, 118, "102")
    sheet.text(113, 131, "4")
    assert texts(read(write_pdf([sheet]))) == [["规章", "102\n4"]]


@both_readers
@pytest.mark.parametrize(("shift", "size", "text"), [(-3, 6, "12^3"), (2, 6, "12_3"), (-3, 10, "12^3"), (0, 7, "12^3")])
def test_marks_are_set_off_from_numbers(read: Reader, shift: int, size: int, text: str) -> None:
    """A raised, lowered or smaller digit behind a number is a mark, never its last digit."""
    sheet = table("规章", "", "0")
    sheet.text(113, 150, "12")
    sheet.text(123, 150 + shift, "3", size)
    assert texts(read(write_pdf([sheet])))[1] == ["规章", text, "0"]


@both_readers
def test_picture_in_a_blank_cell_is_named(read: Reader) -> None:
    """A picture, a curve or a lone stroke in a cell without text makes a warning at its place."""
    shapes = {
        "picture": f"q 8 0 0 8 120 {HEIGHT - 150} cm /I1 Do Q",
        "curve": f"1 w 125 {HEIGHT - 140} m 129 {HEIGHT - 140} 129 {HEIGHT - 150} 125 {HEIGHT - 150} c "
        f"121 {HEIGHT - 150} 121 {HEIGHT - 140} 125 {HEIGHT - 140} c S",
        "stroke": f"1 w 125 {HEIGHT - 140} m 125 {HEIGHT - 150} l S",
    }
    for shape in shapes.values():
        sheet = table("规章", "", "")
        sheet.operators.append(shape)
        document = read(write_pdf([sheet]))
        assert doubts(document) == [("picture_in_cell", 2, 2)]
        assert document.problems[0].severity == "warning"
    assert not doubts(read(write_pdf([table("规章", "", "")])))


@both_readers
def test_note_over_a_cell_is_named(read: Reader) -> None:
    """Free text laid over a cell makes a warning there, whether the cell prints a number or none."""
    for number in ("", "7"):
        sheet = table("规章", number, "0")
        sheet.notes.append((112, 135, 140, 155))
        assert doubts(read(write_pdf([sheet]))) == [("picture_in_cell", 2, 2)]


@both_readers
def test_white_text_is_named(read: Reader) -> None:
    """White text on paper is no number that anyone prints; on a dark ground it is."""
    sheet = table("规章", "", "7")
    sheet.operators.append("1 g")
    sheet.text(113, 150, "5")
    assert doubts(read(write_pdf([sheet]))) == [("hidden_text", 2, 2)]
    dark = Sheet()
    dark.box(110, 130, 170, 160, 0.3)
    dark.operators += sheet.operators
    assert not doubts(read(write_pdf([dark])))


@both_readers
def test_overprinted_digits_are_named(read: Reader) -> None:
    """A digit printed over another one leaves open which of them counts; the same one twice is bold."""
    sheet = table("规章", "38", "7")
    sheet.text(113, 155, "5")
    assert doubts(read(write_pdf([sheet]))) == [("hidden_text", 2, 2)]
    bold = table("规章", "38", "7")
    bold.text(113.2, 155, "38")
    assert not doubts(read(write_pdf([bold])))


@both_readers
def test_title_that_fills_its_line_stays_apart(read: Reader) -> None:
    """A line in larger type is not the beginning of the paragraph below it."""
    sheet = Sheet()
    sheet.text(60, 100, "政府信息公开工作年度报告政府信息公开工作年度报告报告", 16)
    for index in range(4):
        sheet.text(60, 124 + 20 * index, "公" * 35, 12)
    paragraphs = [paragraph.text for paragraph in read(write_pdf([sheet])).paragraphs]
    assert paragraphs == ["政府信息公开工作年度报告政府信息公开工作年度报告报告", "公" * 140]


@both_readers
def test_lines_with_wide_gaps_stand_alone(read: Reader) -> None:
    """Lines that print columns without rules are no running text."""
    sheet = Sheet()
    for index in range(3):
        sheet.text(60, 100 + 18 * index, "公" * 20)
        sheet.text(300, 100 + 18 * index, "开" * 16)
    assert len(read(write_pdf([sheet])).paragraphs) == 3
