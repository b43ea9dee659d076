"""Pictures of pages with marks."""

from __future__ import annotations

from gongkai.draw_pdf import SCALE, Mark, draw_pdf
from tests.extract.pdf_paper import HEIGHT, WIDTH, Sheet, write_pdf


def test_marks_tint_their_boxes_and_nothing_else() -> None:
    """Every page becomes a picture; a mark tints its box on its page and leaves the rest of the paper white."""
    sheet = Sheet()
    sheet.text(60, 400, "年度报告")
    marks = [Mark(2, (100, 100, 200, 140), "new.total", (30, 120, 200)), Mark(9, (0, 0, 9, 9), "x", (0, 0, 0))]
    pictures = dict(draw_pdf(write_pdf([sheet, sheet]), marks))
    assert list(pictures) == [1, 2]
    assert pictures[1].size == (round(WIDTH * SCALE), round(HEIGHT * SCALE))
    inside, outside = (int(150 * SCALE), int(120 * SCALE)), (int(300 * SCALE), int(120 * SCALE))
    assert pictures[1].getpixel(inside) == (255, 255, 255)
    red, _, blue = pictures[2].convert("RGB").crop((*inside, inside[0] + 1, inside[1] + 1)).tobytes()
    assert red < blue < 255
    assert pictures[2].getpixel(outside) == (255, 255, 255)


def test_labels_too_long_for_a_narrow_box_are_cut() -> None:
    """A long label in a narrow box draws without spilling over the page."""
    sheet = Sheet()
    sheet.text(60, 400, "年度报告")
    mark = Mark(1, (100, 100, 108, 104), "refused_other_law.natural_person", (200, 60, 40))
    ((_, picture),) = draw_pdf(write_pdf([sheet]), [mark])
    assert picture.getpixel((int(140 * SCALE), int(102 * SCALE))) == (255, 255, 255)
