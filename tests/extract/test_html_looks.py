"""Both HTML readers: what a page shows by its looks, and what in a cell is shown without being text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extract.document import Document
from extract.read.html_lxml import read_html
from extract.read.html_soup import read_html_independently

Reader = Callable[[bytes], Document]
both = pytest.mark.parametrize("reader", [read_html, read_html_independently], ids=["lxml", "soup"])

HEAD = (
    "<style>.gone{display:none!important} i.far{position:absolute;left:-9999px} #out,p .in{visibility:hidden}"
    "@media print{.paper{display:none}} @media screen{.off{display:none}} @media screen and (max-width:9px){.wide{display:none}}"
    ".tab{display:none}.tab.active{display:block}.up{vertical-align:super;font-size:70%}</style>"
)


def cell(reader: Reader, content: str, head: str = "") -> tuple[str, list[tuple[str, str, int | None, int | None]]]:
    """Text of a cell with the given content in a table of data, and what was noticed."""
    html = f"{head}<table><tr><td>规章<td>1<td>2</tr><tr><td>规范<td>{content}</td><td>3</tr></table>"
    document = reader(html.encode())
    grid = document.grids[0]
    assert [found.text for found in grid.cells if (found.row, found.column) != (1, 1)] == [
        "规章",
        "1",
        "2",
        "规范",
        "3",
    ]
    return (
        next(found.text for found in grid.cells if (found.row, found.column) == (1, 1)),
        [(problem.severity, problem.code, problem.place.row, problem.place.column) for problem in document.problems],
    )


def warned(code: str) -> tuple[str, list[tuple[str, str, int, int]]]:
    """An empty cell of which the reader warns."""
    return "", [("warning", code, 2, 2)]


@both
@pytest.mark.parametrize(
    "content",
    [
        "<table><tr><td>514</table>",
        "<div><table><tr><td><td><p>514</p><tr><td> <td></table></div>",
        "<table><tr><td><table><tr><th>514</table></table>",
    ],
)
def test_a_nested_table_with_one_filled_cell_is_text(reader: Reader, content: str) -> None:
    """A frame of table cells around one number changes nothing."""
    assert cell(reader, content) == ("514", [])


@both
def test_a_nested_table_without_text_is_blank(reader: Reader) -> None:
    """A nested table of nothing but empty cells leaves the cell blank; with a picture in it, it is told."""
    assert cell(reader, "<table><tr><td> </table>") == ("", [])
    assert cell(reader, "<table><tr><td><img src=5.png></table>") == warned("picture_in_cell")


@both
def test_a_cell_emptied_of_its_nested_table_is_told(reader: Reader) -> None:
    """A cell that prints only a grid of its own is no blank cell."""
    assert cell(reader, "<table><tr><td>5<td>1<td>4</table>") == warned("nested_table_in_cell")
    assert cell(reader, "7<table><tr><td>5<td>1<td>4</table>") == ("7", [])


@both
@pytest.mark.parametrize(
    "content",
    [
        "<script>document.write(514)</script>",
        "<svg><path d=M0></svg>",
        "<svg><text>5</text><text>14</text></svg>",
        "<canvas></canvas>",
        "<iframe src=a.html></iframe>",
        "<object data=a.swf></object>",
        "<embed src=a.swf>",
        "<video src=a.mp4></video>",
        "<math><msup><mn>5</mn><mn>2</mn></msup></math>",
        "<span data-v=514></span>",
        "<div style='background-image:url(514.png)'></div>",
        "<select><option>5<option>6</select>",
        "<p>&nbsp;<span style='background: #fff url(5.png)'>&nbsp;</span></p>",
    ],
)
def test_content_that_is_not_read_is_no_blank(reader: Reader, content: str) -> None:
    """An otherwise empty cell that shows something else than text is told."""
    assert cell(reader, content) == warned("picture_in_cell")


@both
@pytest.mark.parametrize(
    "content",
    [
        "<select><option>9<option selected>514<option>5</select>",
        "<select><option>514</select>",
        "<button>514</button>",
        "<svg><text x=1>514</text></svg>",
        "<math><mn>514</mn></math>",
    ],
)
def test_plain_text_of_other_content_is_read(reader: Reader, content: str) -> None:
    """The chosen option, and the only text of a button, a drawing or a formula, are what the cell says."""
    assert cell(reader, content) == ("514", [])


@both
@pytest.mark.parametrize(
    "content",
    [
        "<script>var a = 1</script>",
        "<button></button>",
        "<span data-v-7ba5bd90></span>",
        "<p data-id='a1b2'></p>",
        "<select></select>",
    ],
)
def test_what_shows_nothing_is_blank(reader: Reader, content: str) -> None:
    """Scripts that do not write and attributes that hold no number leave a cell blank."""
    assert cell(reader, content) == ("", [])


@both
@pytest.mark.parametrize(
    "content",
    [
        "<i style='font-size:0'>9</i>",
        "<font style='opacity: 0'>9</font>",
        "<b style='visibility:hidden'>9</b>",
        "<span style='position:absolute;left:-9999px'>9</span>",
        "<span style='text-indent:-999px'>9</span>",
        "<span style='display:block;width:0;overflow:hidden'>9</span>",
        "<span class=gone>9</span>",
        "<i class='a far'>9</i>",
        "<i id=out>9</i>",
        "<b class=off>9</b>",
    ],
)
def test_hidden_digits_are_not_read(reader: Reader, content: str) -> None:
    """Digits that the page hides, by a style or a simple rule of a style sheet, do not join a number."""
    assert cell(reader, content + "514", HEAD) == ("514", [])


@both
@pytest.mark.parametrize(
    "content",
    [
        "<b class=paper>514</b>",
        "<b class=wide>514</b>",
        "<b class=tab>514</b>",
        "<b class=in>514</b>",
        "<b class=far>514</b>",
        "<span style='font-size:0'><b style='font-size:9pt'>514</b></span>",
        "<span style='font-size:0.9em'>514</span>",
        "<b style='opacity:0.5'>514</b>",
    ],
)
def test_what_other_rules_hide_is_read(reader: Reader, content: str) -> None:
    """Rules for print, for small screens, with more than one name, or taken back elsewhere hide nothing."""
    assert cell(reader, content, HEAD) == ("514", [])


@both
def test_a_table_hidden_by_a_class_is_told(reader: Reader) -> None:
    """A table that a rule of the style sheet hides is left out with a word."""
    document = reader(f"{HEAD}<div class=gone><table><tr><td>1<td>2</table></div><p>x".encode())
    assert document.grids == [] and [problem.code for problem in document.problems] == ["hidden_table"]


@both
@pytest.mark.parametrize(
    ("note", "text"),
    [
        ("<span style='vertical-align: super'>1</span>", "514^1"),
        ("<span style='vertical-align:sub'>1</span>", "514_1"),
        ("<span style='vertical-align:text-top'>1</span>", "514^1"),
        ("<span style='mso-text-raise:6.0pt'>1</span>", "514^1"),
        ("<span style='position:relative;top:-6px'>1</span>", "514^1"),
        ("<b style='position:relative;bottom:-2pt'>1</b>", "514_1"),
        ("<span class=up>1</span>", "514^1"),
        ("<a href='#_ftn1'><span class=up>[1]</span></a>", "514^[1]"),
        ("<a href='#fn3'><small>3</small></a>", "514^3"),
        ("<a href=#note1>1</a>", "514^1"),
        ("<small>1</small>", "514^1"),
        ("<span style='font-size:6pt'>1</span>", "514^1"),
        ("<span style='color:#FFF'>9</span>", "514~~9~~"),
    ],
)
def test_notes_are_set_off(reader: Reader, note: str, text: str) -> None:
    """Digits raised, lowered, small, white or linked to a note behind a number are no part of it."""
    assert cell(reader, "514" + note, HEAD)[0] == text


@both
@pytest.mark.parametrize(
    "content",
    [
        "<span style='mso-text-raise:3pt'>514</span>",
        "<b class=up>5</b><b class=up>14</b>",
        "<small>5</small><small>14</small>",
        "<a href='#note'>514</a>",
        "<p style='position:relative;top:-2px'>514</p>",
        "<span style='color:white'>514</span>",
        "5<span style='font-size:10.5pt'>14</span>",
        "<span style='font-size:8px'>51</span><span style='font-size:8px'>4</span>",
        "5<a href='#top'>14</a>",
        "5<span style='position:relative;top:0px'>14</span>",
    ],
)
def test_whole_numbers_are_not_set_off(reader: Reader, content: str) -> None:
    """A number that is raised, small or a link as a whole is printed plainly."""
    assert cell(reader, content, HEAD)[0] == "514"


@both
def test_small_words_stay(reader: Reader) -> None:
    """Only digits behind digits are set off for their size."""
    assert cell(reader, "514<small>件</small>")[0] == "514件"


def test_deep_small_text_is_read() -> None:
    """Looks are followed without recursion, however deep elements nest."""
    page = "<font style='font-size:6pt'>" * 1500 + "深<table><tr><td>1<td>2</table>"
    assert [found.text for found in read_html(page.encode()).grids[0].cells] == ["1", "2"]
