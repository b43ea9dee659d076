"""Pages as flat strings: marks never come from the page, and nothing that the stylesheet passes over is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from extract.errors import DocumentError
from extract.read.html_flat import MARKS, text_without_marks, tree_to_flat
from extract.read.html_lxml import read_html

MARK = st.sampled_from(MARKS)
PIECE = st.one_of(
    MARK,
    st.sampled_from(["1", "2", " ", "</td><td>", "<p>", "</p>", "<br>", "</tr><tr>"]),
    MARK.map(lambda mark: f"&#{ord(mark)};"),
    MARK.map(lambda mark: f"&#x{ord(mark):X}"),
    MARK.map(lambda mark: f"&#x000{ord(mark):x};"),
)


def rows(html: str) -> list[list[str]]:
    """Texts of the first grid, row by row."""
    return [[cell.text for cell in row] for row in read_html(html.encode()).grids[0].rows()]


@pytest.mark.parametrize("mark", MARKS)
def test_every_mark_is_white_space(mark: str) -> None:
    """A mark in the page, however written, only separates words, as the white space it is."""
    for written in (mark, f"&#{ord(mark)};", f"&#x{ord(mark):x};", f"&#X00{ord(mark):X}", f"&#0{ord(mark)}"):
        assert rows(f"<table><tr><td>1{written} 2<td title='{written}'>{written} 3</table>") == [["1 2", "3"]]


def test_other_references_stay() -> None:
    """References that only begin like that of a mark are left alone."""
    html = "&#82330; &#x20280; &#8211; &#xf0a7; &nbsp;"
    assert text_without_marks(html) == html


@given(st.lists(PIECE, max_size=12).map("".join))
def test_marks_of_the_page_change_nothing(content: str) -> None:
    """A page reads as the same page with blanks where marks stand."""
    page = f"<table><tr><td>0<td>{content}<td>9</table>"
    assert (
        read_html(page.encode()).blocks == read_html(text_without_marks(page).replace("\xa0", "\u3000").encode()).blocks
    )


def test_blanks_between_elements_separate() -> None:
    """Numbers that stand in elements of their own between cells are not run together."""
    html = "<table><tr><b>1</b> <b>2</b><td>3<td>4</tr>\n <tr>\n<td>5</td>\n <td>6</td>\n</tr></table>"
    document = read_html(html.encode())
    assert [paragraph.text for paragraph in document.paragraphs] == ["1 2"]
    assert rows(html) == [["3", "4"], ["5", "6"]]


def test_lines_of_cells_know_their_place() -> None:
    """The path of a paragraph taken out of a cell names the cell, heads and data cells counted apart."""
    html = "<table><tr><th>甲<td>乙<td colspan=2><p>丙</p><p>丁</p><div><table><tr><td>1<td>2</table></div></table>"
    assert [paragraph.place.path for paragraph in read_html(html.encode()).paragraphs] == [
        "/html[1]/body[1]/table[1]/tr[1]/" + end for end in ("th[1]", "td[1]", "td[2]/p[1]", "td[2]/p[2]")
    ]
    html = "<table><tr><td>甲<td><p>" + "乙" * 150 + "</p><p>" + "丙" * 150 + "</table>"
    assert [paragraph.place.path for paragraph in read_html(html.encode()).paragraphs] == [
        "/html[1]/body[1]/table[1]/tr[1]/" + end for end in ("td[1]", "td[2]/p[1]", "td[2]/p[2]")
    ]


def test_the_tree_is_left_as_it_is() -> None:
    """Flattening changes nothing in the tree."""
    root = etree.HTML("<table><tr><td rowspan=2>1<script>x</script></table>")
    before = etree.tostring(root)
    assert tree_to_flat(root) == tree_to_flat(root) and etree.tostring(root) == before


@pytest.mark.parametrize("depth", [1000, 2000, 2040, 2100, 5000])
def test_deep_formatting_is_read_or_refused(depth: int) -> None:
    """However deep formatting nests, the text behind it is read or the page refused."""
    try:
        document = read_html(("<font>" * depth + "深<table><tr><td>1<td>2</table>").encode())
    except DocumentError:
        assert depth > 2000
    else:
        assert [cell.text for cell in document.grids[0].cells] == ["1", "2"]


def test_pages_are_read_in_threads() -> None:
    """Threads share the stylesheet."""
    pages = [f"<table><tr><td>{number}<td colspan=2>x</table>".encode() for number in range(200)]
    with ThreadPoolExecutor(4) as pool:
        documents = list(pool.map(read_html, pages))
    assert [document.grids[0].cells[0].text for document in documents] == [str(number) for number in range(200)]
