"""The parts of the PDF reader by themselves: rulings, lattices, page numbers."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.read.pdf_grids import TextLine, characters_to_tables, characters_to_text, group_by_baseline, line_text
from extract.read.pdf_lattice import boxes_to_lattices, join_lines, rulings_to_lattices
from extract.read.pdf_page import Character, Frame, PageText
from extract.read.pdf_paragraphs import is_page_number
from extract.read.pdf_paths import Painting


def test_dashes_become_one_ruling() -> None:
    """Short pieces in a row are the dashes of one ruling; the gap of a merged cell stays."""
    dashes = [(10.0, float(x), x + 3.0) for x in range(0, 60, 7)]
    assert join_lines(dashes) == [(10.0, 0.0, 59.0)]
    assert len(join_lines([(10.0, 0.0, 40.0), (10.0, 60.0, 90.0)])) == 2


def test_double_border_is_one_wall() -> None:
    """Two parallel strokes close together are one edge."""
    across = [(y + offset, 0.0, 100.0) for y in (0.0, 30.0, 60.0) for offset in (0.0, 2.2)]
    down = [(x + offset, 0.0, 62.0) for x in (0.0, 50.0, 100.0) for offset in (0.0, 2.2)]
    (lattice,) = rulings_to_lattices(across, down)
    assert len(lattice.cells) == 4


def test_open_end_is_closed_where_rulings_end() -> None:
    """Vertical rulings that run past the last horizontal one make one more row, open below."""
    across = [(0.0, 0.0, 100.0), (30.0, 0.0, 100.0)]
    (lattice,) = rulings_to_lattices(across, [(x, 0.0, 55.0) for x in (0.0, 50.0, 100.0)])
    assert lattice.rows == [0.0, 30.0, 55.0]
    assert lattice.floors[-1] == [False, False]
    assert lattice.floors[0] == [True, True]


def test_outer_side_that_touches_nothing_belongs_to_the_table() -> None:
    """A group label over a whole page is open at both ends: its outer side is still the table's edge."""
    across = [(0.0, 50.0, 150.0), (30.0, 50.0, 150.0), (60.0, 50.0, 150.0)]
    (lattice,) = rulings_to_lattices(across, [(x, 0.0, 60.0) for x in (0.0, 50.0, 100.0, 150.0)])
    assert lattice.columns == [0.0, 50.0, 100.0, 150.0]
    assert lattice.cells[0] == (0, 0, 2, 1)


def test_single_column_of_boxes_is_shading() -> None:
    """Boxes stacked behind lines of text are no table."""
    assert not boxes_to_lattices([(0.0, 20.0 * row, 300.0, 20.0 * row + 20) for row in range(5)])


def test_dots_make_rulings_both_ways() -> None:
    """Dots in a row are a ruling along that row, whichever way it runs."""
    painting = Painting()
    for step in range(12):
        painting.add_rectangle((step * 3.0, 0.0, step * 3.0 + 1, 1.0), False)
        painting.add_rectangle((0.0, step * 3.0, 1.0, step * 3.0 + 1), False)
    assert len(painting.dots) == 24
    assert not painting.horizontals


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_frames_turn_there_and_back(turns: int) -> None:
    """A box taken to a turned page and back is the same box."""
    frame = Frame(10, 20, 200, 300, turns)
    box = (30.0, 40.0, 90.0, 60.0)
    assert frame.box_to_user_space(frame.box_from_user_space(box)) == pytest.approx(box)


@pytest.mark.parametrize("text", ["3", "- 3 -", "— 12 —", "第 3 页", "第3页 共6页", "3 / 6", "－４－"])
def test_page_numbers_by_shape(text: str) -> None:
    """The usual shapes of page numbers are told from text, in the margin only."""
    assert is_page_number(TextLine(text, (280, 810, 310, 822), 820, 12, []), 842)
    assert not is_page_number(TextLine(text, (280, 410, 310, 422), 420, 12, []), 842)


@pytest.mark.parametrize("text", ["2023年", "共 3 件", "联系电话：010", "三"])
def test_text_in_the_margin_is_no_page_number(text: str) -> None:
    """What says more than a number is kept."""
    assert not is_page_number(TextLine(text, (280, 810, 310, 822), 820, 12, []), 842)


characters = st.builds(
    lambda text, x, y, width, height: (text, x, y, x + width, y + height, y + 0.88 * height),
    st.sampled_from("1１件 年."),
    st.integers(0, 40).map(lambda step: step * 2.5),
    st.sampled_from([0.0, 0.05, 4.0, 14.0]),
    st.sampled_from([0.0, 2.5, 5.0, 10.0]),
    st.sampled_from([8.0, 10.0]),
)


@given(st.lists(characters, min_size=1, max_size=12), st.booleans())
def test_text_in_order_is_read_as_any_other(found: list[Character], ordered: bool) -> None:
    """Text that is painted in reading order takes a short way to the same words."""
    if ordered:
        found.sort(key=lambda character: (character[2], character[1]))
    lines = [line_text(line).strip() for line in group_by_baseline(found)]
    assert characters_to_text(found) == "\n".join(line for line in lines if line)


def test_line_of_upside_down_boxes_is_read() -> None:
    """Boxes whose edges a damaged file swaps make no line unreadable."""
    line: list[Character] = [(text, x, 10.0, x + 5, 0.0, 8.0) for text, x in (("1", 0.0), ("2", 5.0))]
    assert line_text(line).split() == ["1", "2"]


def test_inner_table_takes_the_text_between_that_of_the_outer_one() -> None:
    """Where tables are nested, a character goes to the inner one even after one of the same outer slot."""
    outer = rulings_to_lattices([(y, 0.0, 200.0) for y in (0, 100)], [(x, 0.0, 100.0) for x in (0, 100, 200)])
    inner = rulings_to_lattices([(y, 40.0, 80.0) for y in (40, 60)], [(x, 40.0, 60.0) for x in (40, 60, 80)])
    row: list[Character] = [
        (text, x, 45.0, x + 5, 55.0, 53.0) for text, x in (("外", 20.0), ("内", 50.0), ("里", 150.0))
    ]
    tables, outside = characters_to_tables(row, outer + inner)
    assert [[cell.text for cell in table.cells] for table in tables] == [["外", "里"], ["内", ""]]
    assert not outside


def test_number_over_a_wall_stays_whole_and_the_next_one_apart() -> None:
    """A number too wide for its cell runs over the wall; what follows stands in its own cell."""
    lattices = rulings_to_lattices([(0.0, 0.0, 60.0), (20.0, 0.0, 60.0)], [(x, 0.0, 20.0) for x in (0.0, 20.0, 60.0)])
    digits: list[Character] = [
        (text, x, 5.0, x + 5, 15.0, 13.0) for text, x in zip("12345", range(3, 28, 5), strict=True)
    ]
    digits.append(("6", 45.0, 5.0, 50.0, 15.0, 13.0))
    tables, _ = characters_to_tables(digits, lattices)
    assert [cell.text for cell in tables[0].cells] == ["12345", "6"]


def test_boxes_are_rounded_once_and_alike() -> None:
    """A box of a page is rounded to a hundredth of a point, also one that is no number."""
    frame = Frame(0, 0, 100, 100, 0)
    text = PageText(frame, frame)
    assert text.box_to_display((1.006, 2.004, 1.006, 9.999)) == (1.01, 2.0, 1.01, 10.0)
    assert math.isnan(text.box_to_display((math.nan, 0.0, 1.0, 1.0))[0])
