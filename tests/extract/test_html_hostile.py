"""Hostile pages: a clear error or the right text, in bounded time and memory."""

from __future__ import annotations

import contextlib
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from extract.document import Document
from extract.errors import DocumentError, DocumentTooLargeError, EmptyDocumentError, UnknownFormatError
from extract.limits import MAX_BYTES, MAX_TEXT_CHARACTERS
from extract.read.html_lxml import read_html
from extract.read.html_soup import read_html_independently

Reader = Callable[[bytes], Document]
ATTACKS = Path(__file__).parent / "html_attacks"
both = pytest.mark.parametrize("reader", [read_html, read_html_independently], ids=["lxml", "soup"])


def rows(document: Document) -> list[list[str]]:
    """Texts of the first grid, row by row."""
    return [[cell.text for cell in row] for row in document.grids[0].rows()]


@both
@pytest.mark.parametrize("data", [b"", b" \n\t", b"\xef\xbb\xbf", b"\x00\x00"])
def test_nothing_is_an_error(reader: Reader, data: bytes) -> None:
    """A page without any text is refused as empty."""
    with pytest.raises(EmptyDocumentError):
        reader(data)


@both
@pytest.mark.parametrize("data", [b"<!-- nothing -->", b"<html><script>draw()</script></html>", b"<table></table>"])
def test_a_page_that_prints_nothing_says_so(reader: Reader, data: bytes) -> None:
    """A page whose text only a script would write is not taken for a report without tables."""
    assert [problem.code for problem in reader(data).problems] == ["nothing_printed"]


@both
@pytest.mark.parametrize("tag", ["div", "span", "b", "table><tr><td", "ul><li"])
def test_deep_nesting_is_refused(reader: Reader, tag: str) -> None:
    """Ten thousand levels are an error, not a page cut short in silence."""
    with pytest.raises(DocumentTooLargeError):
        reader((f"<{tag}>" * 10_000 + "7<table><tr><td>1<td>2</table>").encode())


@both
@pytest.mark.parametrize("depth", [200, 255, 260, 300, 380])
def test_nesting_within_the_limit_is_read_right(reader: Reader, depth: int) -> None:
    """Nothing is lost at the depth where the parser by default stops (256)."""
    document = reader(("<div>" * depth + "深<table><tr><td>1<td>2</table>").encode())
    assert rows(document) == [["1", "2"]] and document.paragraphs[0].text == "深"


def test_formatting_left_open_is_read_right() -> None:
    """A thousand formatting elements that never end do not count as nesting."""
    document = read_html(("<font>" * 1000 + "深<table><tr><td>1<td>2</table>").encode())
    assert rows(document) == [["1", "2"]]


@both
def test_errors_before_the_stop_do_not_hide_it(reader: Reader) -> None:
    """Hundreds of harmless errors, which fill the parser's log, do not hide that it gave up."""
    with pytest.raises(DocumentTooLargeError):
        reader(b"<p>1</i></p>" * 500 + b"<div>" * 5000 + b"<p>2")


@both
def test_a_million_cells_are_refused(reader: Reader) -> None:
    """A table of a million cells is an error in bounded time."""
    start = time.perf_counter()
    with pytest.raises(DocumentTooLargeError):
        reader(b"<table>" + (b"<tr>" + b"<td>1" * 1000) * 1000 + b"</table>")
    assert time.perf_counter() - start < 60


def test_many_cells_in_one_row_are_read_in_bounded_time() -> None:
    """Width alone costs no more than it should."""
    start = time.perf_counter()
    document = read_html(b"<table><tr>" + b"<td>1" * 90_000 + b"</table>")
    assert document.grids[0].column_count == 90_000
    assert time.perf_counter() - start < 20


def test_text_beyond_the_limit_is_refused() -> None:
    """More bytes or more text than the limits allow is an error."""
    with pytest.raises(DocumentTooLargeError):
        read_html(bytes(MAX_BYTES + 1))
    with pytest.raises(DocumentTooLargeError):
        read_html(b"<p>" + b"1 " * (MAX_TEXT_CHARACTERS + 1))


def test_text_in_pieces_takes_linear_time() -> None:
    """Text cut over a hundred thousand elements is joined at once."""
    start = time.perf_counter()
    document = read_html(b"<p>" + b"<span>1234567890</span>" * 100_000)
    assert len(document.paragraphs[0].text) == 1_000_000
    assert time.perf_counter() - start < 20


@both
def test_more_tags_than_the_limit_are_refused_before_they_are_parsed(reader: Reader) -> None:
    """A page of nothing but tags costs no memory of the parser's."""
    data = b"<p>" * 1_500_000
    tracemalloc.start()
    try:
        with pytest.raises(DocumentTooLargeError):
            reader(data)
        assert tracemalloc.get_traced_memory()[1] < 100 * 1024 * 1024
    finally:
        tracemalloc.stop()


@both
def test_lying_spans(reader: Reader) -> None:
    """Spans of a thousand million rows, negative, zero and malformed ones lose no cell and widen nothing."""
    document = reader((ATTACKS / "spans.html").read_bytes())
    grid = document.grids[0]
    assert [cell[:5] for cell in grid.cells] == [
        ("甲", 0, 0, 4, 1),
        ("乙", 0, 1, 1, 4),
        ("丙", 1, 1, 3, 1),
        ("丁", 1, 2, 1, 1),
        ("戊", 1, 3, 3, 1),
        ("己", 2, 2, 1, 1),
        ("庚", 2, 4, 1, 1),
    ]
    covered = [
        (row, column)
        for cell in grid.cells
        for row in range(cell.row, cell.row + cell.rowspan)
        for column in range(cell.column, cell.column + cell.colspan)
    ]
    assert len(covered) == len(set(covered)) and len(grid.cells) == 7


@both
def test_entities_are_neither_expanded_nor_fetched(reader: Reader) -> None:
    """Entities of a document type stay as written."""
    text = "".join(cell.text for cell in reader((ATTACKS / "entities.html").read_bytes()).grids[0].cells)
    assert "lollol" not in text and "&lol3;" in text and "&file;" in text and "&net;" in text and "21" in text


@both
def test_cells_that_never_end(reader: Reader) -> None:
    """Rows and cells nested by missing end tags stand side by side again."""
    document = reader((ATTACKS / "unclosed_cells.html").read_bytes())
    assert rows(document) == [["规章", "1", "2"], ["行政规范性文件", "3", "4"]]


@both
def test_a_page_goes_on_after_its_end(reader: Reader) -> None:
    """What follows the end of the html element is shown by browsers and is read."""
    document = reader((ATTACKS / "after_the_end.html").read_bytes())
    assert [paragraph.text for paragraph in document.paragraphs] == ["前文", "后文"]
    assert rows(document) == [["规章", "7"], ["规范", "8"]] and document.metadata["title"] == "一份报告"


@both
def test_an_open_comment_is_told(reader: Reader) -> None:
    """A page whose end is lost in a comment says so."""
    document = reader((ATTACKS / "open_comment.html").read_bytes())
    assert rows(document) == [["规章", "7"]]
    assert "cut_short" in [problem.code for problem in document.problems]


@both
def test_hidden_tables_are_told(reader: Reader) -> None:
    """A table that the page does not show is left out with a word."""
    document = reader(b"<div style='display:none'><table><tr><td>1<td>2</table></div><p>x")
    assert document.grids == [] and [problem.code for problem in document.problems] == ["hidden_table"]


@both
def test_nul_characters_do_not_split_numbers(reader: Reader) -> None:
    """NUL characters inside tags and numbers are left out."""
    assert rows(reader(b"<ta\x00ble><tr><td>1\x002<td>\x003</table>")) == [["12", "3"]]


@both
def test_tables_without_rows(reader: Reader) -> None:
    """Empty tables are no grids and no errors."""
    assert reader(b"<p>x</p><table></table><table><tr></tr></table><table><tr><td></table>").grids == []


@both
def test_frames_are_told(reader: Reader) -> None:
    """A frameset says that its content is elsewhere and links to it."""
    document = reader(b"<html><frameset cols='*'><frame src='main.html'></frameset></html>")
    assert [problem.code for problem in document.problems] == ["frames", "nothing_printed"]
    assert [link.target for link in document.links] == ["main.html"]


@both
def test_web_archives_are_named(reader: Reader) -> None:
    """MHTML is refused by name."""
    with pytest.raises(UnknownFormatError):
        reader(b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html>")


@both
def test_every_prefix_of_a_page_is_read_or_refused(reader: Reader) -> None:
    """A page cut anywhere gives a document or an error of this software, never another."""
    data = (ATTACKS / "after_the_end.html").read_bytes() + (ATTACKS / "unclosed_cells.html").read_bytes()
    for end in range(0, len(data), 3):
        with contextlib.suppress(DocumentError):
            reader(data[:end])
