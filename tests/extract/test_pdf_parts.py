"""The parts of the PDF reader by themselves: rulings, lattices, page numbers."""

from __future__ import annotations

import pytest

from extract.read.pdf_grids import TextLine
from extract.read.pdf_lattice import boxes_to_lattices, join_lines, rulings_to_lattices
from extract.read.pdf_page import Frame
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
