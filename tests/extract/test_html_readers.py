"""Both HTML readers: the same grids, from markup as portals and word processors write it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.document import Document
from extract.read.html_lxml import read_html
from extract.read.html_soup import read_html_independently

Reader = Callable[[bytes], Document]
READERS: list[Reader] = [read_html, read_html_independently]
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"

both = pytest.mark.parametrize("reader", READERS, ids=["lxml", "soup"])


def rows(document: Document, grid: int = 0) -> list[list[str]]:
    """Texts of a grid, row by row."""
    return [[cell.text for cell in row] for row in document.grids[grid].rows()]


def grids(document: Document) -> list[tuple[int, int, list[tuple[str, int, int, int, int]]]]:
    """All that two readings of the same page must agree on."""
    return [(grid.row_count, grid.column_count, [cell[:5] for cell in grid.cells]) for grid in document.grids]


def texts(document: Document) -> list[str]:
    """Texts of the paragraphs."""
    return [paragraph.text for paragraph in document.paragraphs]


def read(reader: Reader, html: str) -> Document:
    """A page written as utf-8."""
    return reader(html.encode())


@both
def test_text_cut_over_inline_elements_is_joined(reader: Reader) -> None:
    """Labels and numbers cut over many elements come back whole."""
    html = (
        "<table><tr><td><p><span>行</span><font>政</font><o:p></o:p><b>许<i>可</i></b></p></td><td><span>20</span>"
        "<span>23</span></td></tr><tr><td>&nbsp; 规　章\u200b&nbsp;</td><td><o:p>&nbsp;</o:p></td></tr></table>"
    )
    assert rows(read(reader, html)) == [["行政许可", "2023"], ["规 章", ""]]


@both
def test_blocks_in_a_cell_are_lines(reader: Reader) -> None:
    """Paragraphs, line breaks and list items of a cell stand on lines of their own, empty ones left out."""
    html = "<table><tr><td><p>商业</p><p> </p><p>企业</p></td><td>结果<br/>纠正</td><td><ul><li>1<li>2</ul></td></tr></table>"
    assert rows(read(reader, html)) == [["商业\n企业", "结果\n纠正", "1\n2"]]


@both
def test_what_is_not_printed_is_not_read(reader: Reader) -> None:
    """Scripts, styles, comments, hidden elements and deleted text are no part of a cell."""
    html = (
        "<table><tr><td>1<script>9</script><!--9--><style>9</style></td><td>2<span style='DISPLAY: none'>9</span></td>"
        "<td>3<b hidden>9</b></td><td>4<del>9</del></td></tr><tr style='display:none'><td>9</td></tr></table>"
    )
    assert rows(read(reader, html)) == [["1", "2", "3", "4"]]


@both
def test_numbers_are_never_joined_to_notes(reader: Reader) -> None:
    """A raised note mark or a struck-through number stays apart from the number beside it."""
    html = (
        "<table><tr><td>12<sup>1</sup></td><td><s>12</s>15</td><td><span style='text-decoration: line-through'>3"
        "</span>4</td><td>H<sub>2</sub>O</td></tr></table>"
    )
    assert rows(read(reader, html)) == [["12^1", "~~12~~15", "~~3~~4", "H_2O"]]


@both
def test_fields_print_their_values(reader: Reader) -> None:
    """A number in an input field is printed; what a hidden field or a selection holds is not."""
    html = "<table><tr><td><input value=5></td><td><input type=hidden value=6>7<select><option>8</select></td></tr></table>"
    assert rows(read(reader, html)) == [["5", "7"]]


@both
def test_ends_of_rows_and_cells_may_be_missing(reader: Reader) -> None:
    """Cells and rows end where the next one begins, also when other elements were left open."""
    html = "<table><td>1<td><span>2<tr><th><p>3<td><div>4<tr><td>5<td><a>6</table>"
    document = read(reader, html)
    assert rows(document) == [["1", "2"], ["3", "4"], ["5", "6"]]


@both
def test_head_first_and_foot_last(reader: Reader) -> None:
    """Row groups are put in the order in which they are shown; a rowspan ends with its group."""
    html = (
        "<table><tfoot><tr><td>总计<td>3</tfoot><tr><td rowspan=5>规章<td>1<tr><td>2<thead><tr><th>项<th>数"
        "</thead></table>"
    )
    document = read(reader, html)
    assert rows(document) == [["项", "数"], ["规章", "1"], ["规章", "2"], ["总计", "3"]]
    assert [cell.rowspan for cell in document.grids[0].cells if cell.text == "规章"] == [2]


@both
def test_captions_come_before_their_grid(reader: Reader) -> None:
    """Caption, and text that stands between cells, are paragraphs."""
    document = read(reader, "<table><caption>表三</caption><tr>散文<td>1<td>2</table>")
    assert texts(document) == ["表三", "散文"] and rows(document) == [["1", "2"]]


@both
def test_a_nested_grid_is_a_block_of_its_own(reader: Reader) -> None:
    """A table inside a table of data follows it, and its text is not in the outer cell."""
    html = "<table><tr><td>a<td>b<tr><td>c<td>d<table><tr><td>1<td>2<tr><td>3<td>4</table></table><p>后</p>"
    document = read(reader, html)
    assert [rows(document, 0), rows(document, 1)] == [[["a", "b"], ["c", "d"]], [["1", "2"], ["3", "4"]]]
    assert texts(document)[-1] == "后"


@both
def test_layout_tables_are_taken_apart(reader: Reader) -> None:
    """A page inside a table gives paragraphs and its inner grids in reading order."""
    html = (
        "<table><tr><td>菜单</td><td><h1>标题</h1><p>一、总体情况</p><table><tr><td>规章<td>1<tr><td>规范<td>2</table>"
        "<p>五、问题</p></td></tr></table>"
    )
    document = read(reader, html)
    assert [block if isinstance(block, str) else getattr(block, "text", "GRID") for block in document.blocks] == [
        "菜单",
        "标题",
        "一、总体情况",
        "GRID",
        "五、问题",
    ]
    assert rows(document) == [["规章", "1"], ["规范", "2"]]


@both
def test_a_report_pasted_as_one_table_gives_grid_and_paragraphs(reader: Reader) -> None:
    """Prose inside a table of data is kept twice: as a cell and as paragraphs."""
    prose = "".join(f"<p>{'本机关依法公开政府信息' * 12}（{number}）</p>" for number in range(2))
    html = f"<table><tr><td colspan=2>{prose}</td></tr><tr><td>规章<td>1</tr><tr><td>规范<td>2</tr></table>"
    document = read(reader, html)
    assert rows(document)[1:] == [["规章", "1"], ["规范", "2"]]
    assert [text[-3:] for text in texts(document)] == ["（0）", "（1）"]


@both
def test_long_labels_do_not_make_a_table_layout(reader: Reader) -> None:
    """The corner cell and the longest labels of the statutory tables keep them tables."""
    corner = "<p>（本列数据的勾稽关系为：第一项加第二项之和，</p><p>等于第三项加第四项之和）</p>"
    label = "<p>1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请</p>" * 3
    html = f"<table><tr><td>{corner}<td>总计<tr><td>{label}<td>0</table>"
    document = read(reader, html)
    assert len(document.grids) == 1 and texts(document) == []


@both
def test_paragraphs_in_reading_order(reader: Reader) -> None:
    """Blocks, line breaks and bare text all make paragraphs; page chrome that says so is left out."""
    html = (
        "<nav>首页</nav><header>站名</header><article><header><h1>题</h1></header></article>开<b>头</b><p>一、甲<br/>二、乙</p>"
        "<div>丙<p>丁</p>戊</div><ul><li>己</ul><select><option>庚</select><footer>版权</footer>"
    )
    assert texts(read(reader, html)) == ["题", "开头", "一、甲", "二、乙", "丙", "丁", "戊", "己"]


@both
def test_chrome_left_open_does_not_swallow_a_table(reader: Reader) -> None:
    """An unclosed nav holds the whole page: it is read."""
    assert rows(read(reader, "<nav>菜单<table><tr><td>1<td>2</table>")) == [["1", "2"]]


@both
def test_metadata_prefers_the_head(reader: Reader) -> None:
    """National meta tags come from the head; blocks of an included page head are passed over."""
    html = (
        "<html><head><title> 报告 </title><meta name=ArticleTitle content=' 甲局 报告'><meta name=PubDate content=2024-01-17>"
        "<meta name=Author content=''></head><body><div><title>网站</title><meta name=ColumnName content=头部>"
        "<meta name=SiteName content=某网></div><h1></h1><h1><ucaptitle>甲局报告</ucaptitle></h1>"
        "<div><meta name=PubDate content=1999-01-01><meta name=SiteIDCode content=1></div>"
        "<UcapContent><PublishTime>2024-01-18</PublishTime></UcapContent></body></html>"
    )
    assert read(reader, html).metadata == {
        "title": "报告",
        "ArticleTitle": "甲局 报告",
        "PubDate": "2024-01-17",
        "SiteIDCode": "1",
        "h1": "甲局报告",
        "ucaptitle": "甲局报告",
        "publishtime": "2024-01-18",
    }


@both
def test_links_and_attachments_as_written(reader: Reader) -> None:
    """Links, embedded files and viewers are listed; scripts, anchors and template placeholders are not."""
    html = (
        "<a href='./P020.pdf'>附<b>件</b></a><a href='javascript:;'>x</a><a href='#top'>x</a><a href='mailto:a@b'>x</a>"
        "<a ms-attr-href='qzbFile'>x</a><a href='{{url}}'>x</a><embed src='a.pdf'><object data='b.pdf'></object>"
        "<iframe src='/viewer.html?file=/c.pdf'></iframe><a href=d.doc title='年报'><img></a>"
    )
    assert [link[:2] for link in read(reader, html).links] == [
        ("./P020.pdf", "附件"),
        ("a.pdf", ""),
        ("b.pdf", ""),
        ("/viewer.html?file=/c.pdf", ""),
        ("d.doc", "年报"),
    ]


@both
def test_xhtml_with_a_declaration_and_another_charset(reader: Reader) -> None:
    """An XML declaration and a wrong charset stop nothing; rare characters survive."""
    html = (
        '<?xml version="1.0" encoding="gb2312"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "x.dtd">'
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><meta http-equiv="Content-Type" content="text/html; '
        'charset=gb2312" /></head><body><p>朱镕基</p><table><tr><td>规章</td><td>1</td></tr></table></body></html>'
    )
    for encoding in ("utf-8", "gb18030", "utf-8-sig", "utf-16"):
        document = reader(html.encode(encoding))
        assert texts(document) == ["朱镕基"] and rows(document) == [["规章", "1"]]


@both
def test_fragments_of_tables_are_grids(reader: Reader) -> None:
    """Rows pasted without their table are a grid."""
    document = read(reader, "<tr><td>规章</td><td>1</td></tr>\n<tr><td>规范</td><td>2</td></tr><p>完</p>")
    assert rows(document) == [["规章", "1"], ["规范", "2"]] and texts(document) == ["完"]


@both
def test_a_picture_instead_of_a_number_is_told(reader: Reader) -> None:
    """An empty cell with a picture is no silent blank."""
    document = read(reader, "<table><tr><td>规章<td><img src=7.png><td>1</table>")
    assert [problem.code for problem in document.problems] == ["picture_in_cell"]


def test_places_of_the_fast_reader() -> None:
    """Every cell carries the path of its table and its place in it; every paragraph a path."""
    document = read_html("<div><p>甲</p><p>乙</p><table><tr><td>1<td>2<tr><td>3<td>4</table></div>".encode())
    assert [paragraph.place.path for paragraph in document.paragraphs] == [
        "/html[1]/body[1]/div[1]/p[1]",
        "/html[1]/body[1]/div[1]/p[2]",
    ]
    assert document.grids[0].cells[3].place.as_dict() == {
        "path": "/html[1]/body[1]/div[1]/table[1]",
        "table": 1,
        "row": 2,
        "column": 2,
    }


WORD = st.sampled_from(
    [
        "规章",
        "0",
        "12",
        " 7 ",
        "&nbsp;",
        "",
        "<p>1</p>",
        "<p>甲</p><p>乙</p>",
        "<span>2</span>3",
        "a<br>b",
        "<div><p>x</p></div>",
        "\n",
        "<b></b>",
        "<table><tr><td>n<td>m<tr><td>o<td>p</table>",
    ]
)
SPAN = st.sampled_from(["", " rowspan=2", " colspan=2", " rowspan=3 colspan=2", " rowspan=0", " colspan=99"])
CELL = st.builds(
    lambda tag, span, word, end: f"<{tag}{span}>{word}" + (f"</{tag}>" if end else ""),
    st.sampled_from(["td", "td", "td", "th"]),
    SPAN,
    WORD,
    st.booleans(),
)
ROW = st.builds(
    lambda cells, end: "<tr>" + "\n".join(cells) + ("</tr>" if end else ""), st.lists(CELL, max_size=5), st.booleans()
)
GROUP = st.builds(
    lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>" if tag else "".join(parts),
    st.sampled_from(["", "tbody", "thead", "tfoot"]),
    st.lists(ROW, max_size=4),
)
PAGE = st.lists(
    st.builds("<p>前</p><table>{}</table>后".format, st.lists(GROUP, max_size=3).map("".join)), min_size=1, max_size=2
)


@given(PAGE.map("".join))
def test_both_readers_agree_on_any_table(html: str) -> None:
    """Grids and paragraphs of the two readers are identical, whatever the table."""
    first, second = read_html(html.encode()), read_html_independently(html.encode())
    assert grids(first) == grids(second)
    assert texts(first) == texts(second)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
def test_both_readers_agree_on_real_pages() -> None:
    """Real reports and portal pages give identical grids, paragraphs, metadata and links."""
    for path in sorted(CORPUS.rglob("*.html")):
        first, second = read_html(path.read_bytes()), read_html_independently(path.read_bytes())
        assert (grids(first), texts(first)) == (grids(second), texts(second)), path.parent.name
        assert first.metadata == second.metadata, path.parent.name
        assert [link[:2] for link in first.links] == [link[:2] for link in second.links], path.parent.name
