"""Lists in HTML: lines, titles, dates, pagers, counts, lists below a list; on any bytes at all."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.collect.adapter import Ask, ListPage
from extract.collect.adapters import boda, generic, manual, trs_static
from extract.collect.page import Page, text_to_tree
from extract.collect.pages.anchor import title_of_link
from extract.collect.pages.dates import epoch_to_date, text_to_date
from extract.collect.pages.listing import markup_to_items, page_to_items
from extract.collect.pages.markup import Outline, select, text_of
from extract.collect.pages.pager import is_further_page, page_to_pager
from extract.collect.pages.sublists import page_to_sublists
from extract.collect.registry import Site

URL = "http://www.qingshan.gov.cn/zwgk/zfxxgknb/"
SITE = Site("青山市人民政府", URL)
ASK = Ask(URL, "list")


def to_page(markup: str, url: str = URL) -> Page:
    return Page(url, markup.encode())


def lines(markup: str, site: Site = SITE) -> list[tuple[str, str, str | None]]:
    items = page_to_items(to_page(markup), site)
    return [(item.url.removeprefix(URL), item.title, item.published) for item in items]


def link(number: int, more: str = "") -> str:
    return f'<a href="./c/10{number}.html"{more}>青山市20{number}年政府信息公开年报</a>'


def line(number: int, date: str | None) -> tuple[str, str, str | None]:
    return f"c/10{number}.html", f"青山市20{number}年政府信息公开年报", date


TWO = [line(23, "2024-01-15"), line(22, "2023-02-05")]


@pytest.mark.parametrize(
    "markup",
    [
        f"<ul><li>{link(23)}<span>2024-01-15</span></li><li>{link(22)}<span>2023-02-05</span></li></ul>",
        f"<ul><li><em>[2024-1-15]</em>{link(23)}</li><li><em>[2023-2-5]</em>{link(22)}</li></ul>",
        f"<table><tr><td>{link(23)}<td>2024年1月15日<tr><td>{link(22)}<td>2023年2月5日</table>",
        f"<table><tr><td>{link(23)}</td><td>2024.1.15</td><td>{link(22)}</td><td>2023.2.5</td></tr></table>",
        (
            f"<table><tr><td>{link(23)}</td></tr><tr><td>2024/01/15</td></tr>"
            f"<tr><td>{link(22)}</td></tr><tr><td>2023/02/05</td></tr></table>"
        ),
        f"<dl><dt>{link(23)}</dt><dd>2024-01-15</dd><dt>{link(22)}</dt><dd>2023-02-05</dd></dl>",
        f"<dl><dd>{link(23)}</dd><dd>2024-01-15</dd></dl><dl><dd>{link(22)}</dd><dd>2023-02-05</dd></dl>",
        f"<div>2024-01-15 {link(23)}<br>2023-02-05 {link(22)}<br></div>",
        f"<div>{link(23)} (2024-01-15)<br>{link(22)} (2023-02-05)<br></div>",
        "<div class=i><div><b>15</b><p>2024-01</p></div>" + link(23) + "</div>"
        "<div class=i><div><b>05</b><p>2023-02</p></div>" + link(22) + "</div>",
        "<div class=i><div><b>2024</b><p>01-15</p></div>" + link(23) + "</div>"
        "<div class=i><div><b>2023</b><p>02-05</p></div>" + link(22) + "</div>",
        (
            f"<div class=i><h3>{link(23)}</h3><p>统计期限为2023年1月1日至2023年12月31日。</p><i>发布时间：2024-01-15 10:00</i></div>"
            f"<div class=i><h3>{link(22)}</h3><p>统计期限为2022年1月1日至2022年12月31日。</p><i>发布时间：2023-02-05 10:00</i></div>"
        ),
        (
            f"<table><tr><th>标题<th>成文日期<th>发布日期<tr><td>{link(23)}<td>2024-01-02<td>2024-01-15"
            f"<tr><td>{link(22)}<td>2023-01-02<td>2023-02-05</table>"
        ),
        (
            f"<ul><li>{link(23)}<b>发布日期：</b><i>2024-01-15</i><b>更新日期：</b><i>2025-01-15</i></li>"
            f"<li>{link(22)}<b>发布日期：</b><i>2023-02-05</i><b>更新日期：</b><i>2025-01-15</i></li></ul>"
        ),
    ],
)
def test_date_is_read_beside_the_link(markup: str) -> None:
    """However a list sets its dates, each line has its own."""
    assert lines(markup) == TWO


def test_date_of_another_line_is_never_taken() -> None:
    """A line without a date has none, whatever stands in the lines around it."""
    markup = f"<ul><li>{link(23)}<i>2024-01-15</i></li><li>{link(22)}</li><li>{link(21)}<i>2022-01-05</i></li></ul>"
    assert lines(markup) == [line(23, "2024-01-15"), line(22, None), line(21, "2022-01-05")]
    assert lines(f"<p>今天是2026年11月23日</p><div>{link(23)}</div>") == [line(23, None)]


def test_day_in_a_title_is_not_the_date() -> None:
    """A title that names a day does not date its line."""
    markup = "<ul><li><a href='c/1001.html'>关于2023年5月6日会议的通知</a></li><li><a href='c/1002.html'>青山市事项说明</a></li></ul>"
    assert [published for _, _, published in lines(markup)] == [None, None]


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("<a title='青山市2023年年度报告'>青山市2023…</a>", "青山市2023年年度报告"),
        ("<a title='青山市2023年年度报告'>青山市2023...</a>", "青山市2023年年度报告"),
        ("<a title='点击查看'>青山市2023年<br>年度报告</a>", "青山市2023年年度报告"),
        (
            "<a title='文章标题：青山市2023年年度报告\n作者：甲\n更新时间：2024-1-15'>青山市2023</a>",
            "青山市2023年年度报告",
        ),
        ("<a title='别的话'>青山市2023年年度报告</a>", "青山市2023年年度报告"),
        ("<a>\n  青山市<font color=red>2023年</font>年度报告\t<span>[2024-01-15]</span></a>", "青山市2023年年度报告"),
        ("<a><b>15</b><i>2024-01</i><span>青山市2023年年度报告</span></a>", "青山市2023年年度报告"),
        ("<a><i>·</i>青山市2023年年度报告<script>x</script></a>", "青山市2023年年度报告"),
        ("<a title=' 青山市\n2023年年度报告'><img src=x.png></a>", "青山市 2023年年度报告"),
        ("<a><img src=x.png alt='青山市2023年年度报告'></a>", "青山市2023年年度报告"),
        ("<a></a>", ""),
    ],
)
def test_title_is_whole(markup: str, title: str) -> None:
    """Ellipses are filled from the attribute; white space, tags, bullets and dates are no part of a title."""
    root, _ = text_to_tree(markup)
    assert title_of_link(next(root.iter("a"))) == title


def test_title_stands_beside_a_link_that_says_only_look() -> None:
    """Where the link says 查看, the words of the line are the title."""
    markup = "<ul><li>青山市2023年年度报告<a href='c/1001.html'>查看详情</a><i>2024-01-15</i></li></ul>"
    assert lines(markup) == [("c/1001.html", "青山市2023年年度报告", "2024-01-15")]


def test_chrome_is_no_line() -> None:
    """Navigation, breadcrumbs, pager, footer and links of friends are left out; the lines are not."""
    nav = "".join(f"<li><a href='/lm{i}/'>青山市人民政府的栏目{i}</a></li>" for i in range(20))
    friends = "".join(f"<li><a href='http://www.g{i}.gov.cn/'>某某市人民政府门户网站{i}</a></li>" for i in range(20))
    markup = (
        f"<div class='nav'><ul>{nav}</ul></div><div class='position'><a href='/'>首页</a>&gt;<a href='./'>政府信息公开年报</a></div>"
        f"<ul class=list><li>{link(23)}<i>2024-01-15</i></li><li>{link(22)}<i>2023-02-05</i></li></ul>"
        f"<div class=page><a href='index_2.html'>2</a><a href='index_2.html'>下一页</a></div><ul>{friends}</ul>"
        "<div class=footer><a href='/wzdt.html'>网站地图</a></div>"
    )
    assert lines(markup) == TWO


def test_menu_that_holds_the_list_is_no_chrome() -> None:
    """An element named like navigation that holds dated lines is the list."""
    markup = f"<div class='nav'><ul><li>{link(23)}<i>2024-01-15</i></li><li>{link(22)}<i>2023-02-05</i></li></ul></div>"
    assert lines(markup) == TWO


def test_list_cut_into_several_is_whole() -> None:
    """Lists are cut into groups of five; a pinned report stands apart from them."""
    groups = "".join(
        "<ul class=l>" + "".join(f"<li>{link(n)}<i>20{n + 1}-01-15</i></li>" for n in part) + "</ul><hr>"
        for part in ((22, 21, 20), (19, 18, 17))
    )
    found = lines(f"<div class=top><h2>{link(23)}</h2></div><div>{groups}</div>")
    assert [title for _, title, _ in found] == [f"青山市20{n}年政府信息公开年报" for n in (23, 22, 21, 20, 19, 18, 17)]


def test_category_before_the_title_is_no_line() -> None:
    """A line's second link, to its category, is left out, and the date stays with the article."""
    markup = "".join(f"<li><a href='/tz/'>[通知]</a>{link(n)}<i>20{n + 1}-01-15</i></li>" for n in (23, 22))
    assert [url for url, _, _ in lines(f"<ul>{markup}</ul>")] == ["c/1023.html", "c/1022.html"]


def test_index_number_is_not_the_title() -> None:
    """Of two links to one article the one with words names it."""
    markup = "".join(
        f"<tr><td><a href='./c/10{n}.html'>0143490011/20{n}-00000012345</a><td>{link(n)}<td>20{n + 1}-01-15"
        for n in (23, 22)
    )
    assert [title for _, title, _ in lines(f"<table>{markup}</table>")] == [line(23, "")[1], line(22, "")[1]]


def test_files_and_scripted_links_are_lines() -> None:
    """A report may be a file at once, and a link may be a script's."""
    markup = (
        "<ul><li><a href='./P0202401.pdf'>青山市2023年年度报告.pdf</a></li>"
        "<li><a href='javascript:void(0)' onclick=\"window.open('./c/1022.html')\">青山市2022年年度报告</a></li></ul>"
    )
    assert [url for url, _, _ in lines(markup)] == ["P0202401.pdf", "c/1022.html"]


def test_twins_are_one_line() -> None:
    """The mobile twin of a page is the page."""
    markup = (
        "<ul><li><a href='./t20240115_12.html'>青山市2023年年报</a></li>"
        "<li><a href='./t20240115_12_wap.html'>青山市2023年政府信息公开年报</a></li></ul>"
    )
    assert lines(markup) == [("t20240115_12.html", "青山市2023年政府信息公开年报", None)]


def test_placeholders_lead_nowhere() -> None:
    """Templates and scripts that a browser would fill are no links."""
    assert (
        lines(
            "<ul><li ms-repeat=list><a ms-attr-href='el.url'>{{el.title}}</a><a href='{{el.url}}'>2023年年报</a></li></ul>"
        )
        == []
    )


def test_selectors_of_the_registry_win() -> None:
    """``items``, ``title`` and ``date`` of a row take the place of what structure tells."""
    markup = (
        f"<ul class=other><li>{link(20)}<i>2021-01-01</i></li></ul>"
        "<div class=r><a href='c/1.html'>阅</a><h4>青山市2023年年报</h4><s>签发 2024-01-10</s><u>2024-01-15</u></div>"
    )
    site = SITE._replace(params={"items": "div.r", "title": "h4", "date": "u"})
    assert lines(markup, site) == [("c/1.html", "青山市2023年年报", "2024-01-15")]


def test_selector_that_matches_nothing_is_told() -> None:
    """A selector without a match yields no lines and a note: the page was redesigned."""
    site = SITE._replace(params={"items": "div.gone"})
    found = generic.parse_list(to_page(f"<ul><li>{link(23)}</li></ul>"), site, ASK)
    assert (found.items, [note.code for note in found.notes]) == ((), ["redesigned"])
    broken = SITE._replace(params={"items": "div[", "next": ":::"})
    assert generic.parse_list(to_page(f"<ul><li>{link(23)}</li></ul>"), broken, ASK).items == ()


def test_fragment_gives_every_link() -> None:
    """In a fragment of an interface all links are lines."""
    items = markup_to_items("<li><a href='/a/1'>甲</a><span>2024-01-15</span></li><li><a href='/a/2'>乙</a></li>", URL)
    assert [(item.title, item.published) for item in items] == [("甲", "2024-01-15"), ("乙", None)]


def test_scripted_list_is_read() -> None:
    """A list that stands as data in a script is one."""
    script = 'var itemObj = [{"aT":"青山市2023年年报","aPd":"2024-01-15 10:00","aU":"{\\"common\\":\\"/c/1.html\\"}"}];'
    found = generic.parse_list(to_page(f"<script>{script}</script>"), SITE, ASK)
    assert [(item.url, item.title, item.published) for item in found.items] == [
        ("http://www.qingshan.gov.cn/c/1.html", "青山市2023年年报", "2024-01-15")
    ]


@pytest.mark.parametrize(
    ("own", "other", "number"),
    [
        (URL, URL + "index_2.html", 2),
        (URL, URL + "index_1.html", 2),
        (URL, URL + "?page=2", 2),
        (URL + "index.html", URL + "index.html?uid=380055&pageNum=2", 2),
        (URL + "list.html?cid=7", URL + "list.html?cid=7&pageNo=2&pageSize=20", 2),
        (URL + "node_12.html", URL + "node_12_2.html", 2),
        (URL + "index_2.html", URL + "index_3.html", 3),
        (URL + "nb.htm", URL + "nb/5.htm", 2),
        (URL + "nb/5.htm", URL + "nb/4.htm", 3),
        (URL + "list-1.shtml", URL + "list-2.shtml", 2),
        (URL + "list.jsp?wbtreeid=9", URL + "list.jsp?a1t=6&a1p=2&a1c=20&urltype=tree.TreeTempUrl&wbtreeid=9", 2),
    ],
)
def test_page_of_the_same_list_is_known(own: str, other: str, number: int) -> None:
    """Pages of one list differ by a page number in the name or the query."""
    assert is_further_page(own, other, number)


@pytest.mark.parametrize(
    ("own", "other"),
    [
        (URL, "http://www.qingshan.gov.cn/zwgk/zfxxgkzn/index_2.html"),
        (URL, "http://www.other.gov.cn/zwgk/zfxxgknb/index_2.html"),
        (URL, URL + "?date=2024-01-02"),
        (URL, URL + "?year=2024&month=2"),
        (URL + "list.html?cid=7", URL + "list.html?cid=8&page=2"),
        (URL + "list_12.html", URL + "list_13.html"),
        (URL, URL + "202401/t20240115_2.html"),
        (URL, URL + "1002345.html"),
    ],
)
def test_other_addresses_are_no_pages(own: str, other: str) -> None:
    """Other columns, other hosts, calendars and articles are not pages of the list."""
    assert not is_further_page(own, other, 2)


def test_pager_gives_pages_and_counts() -> None:
    """Numbered links, 下一页 and options; counts in words; pages behind the one asked for."""
    pager = (
        "<div>共<b>32</b>条 第2/4页 <a href='index.html'>首页</a><a href='index.html'>上一页</a><a href='index.html'>1</a>"
        "<a href='index_2.html'>[3]</a><a href='index_2.html'>下一页</a><a href='index_3.html'>尾页</a>"
        "<select><option value='index_3.html'>4</option></select><a href='/rl/?day=5'>5</a></div>"
    )
    ask = Ask(URL + "index_1.html", "list", page=2, column="部门")
    found = page_to_pager(to_page(pager, ask.url), SITE, ask)
    assert found.pages == ((3, URL + "index_2.html"), (4, URL + "index_3.html"))
    assert (found.declared_items, found.declared_pages) == (32, 4)
    assert [(further.page, further.column) for further in found.asks(ask)] == [(3, "部门"), (4, "部门")]


@pytest.mark.parametrize(
    ("words", "items", "pages"),
    [
        ("共 32 条", 32, None),
        ("共3页", None, 3),
        ("共有 12 条记录，每页 10 条，共 2 页", 12, 2),
        ("总记录数：45，总页数：3", 45, 3),
        ("1/7页", None, 7),
        ("<script>var m = {recordCount: '20', pageCount: 2}</script>", 20, 2),
        ("<script>totalCount = 8; // totalCount = 9\n</script>", 8, None),
        ("共 3 条 …… 共 20 条", None, None),
        ("第3章 2024年 12条措施", None, None),
    ],
)
def test_declared_counts(words: str, items: int | None, pages: int | None) -> None:
    """What a page declares is read; what contradicts itself, or is commented out, is not."""
    found = page_to_pager(to_page(f"<p>{words}</p>"), SITE, ASK)
    assert (found.declared_items, found.declared_pages) == (items, pages)


def test_next_of_the_registry_wins() -> None:
    """The parameter ``next`` names the link to the next page, whatever its address."""
    site = SITE._replace(params={"next": "a.more"})
    found = page_to_pager(to_page("<a class=more href='/zwgk/more?cursor=abc'>再看一些</a>"), site, ASK)
    assert found.pages == ((2, "http://www.qingshan.gov.cn/zwgk/more?cursor=abc"),)


def test_lists_below_a_list() -> None:
    """Years and groups of agencies below the list's folder are lists; siblings only where a year alone differs."""
    markup = (
        "<a href='./2024/'>2024年</a><a href='./szbm/'>市直部门</a><a href='./sczj/index.html'>市财政局</a>"
        "<a href='../zfxxgkzn/'>政府信息公开指南</a><a href='../../czj/'>财政局</a><a href='./202401/t20240115_1.html'>2023年年报</a>"
        "<a href='./'>政府信息公开年报</a><a href='http://www.other.gov.cn/zwgk/zfxxgknb/2024/'>2024年</a>"
    )
    found = page_to_sublists(to_page(markup), ASK)
    assert [(ask.url.removeprefix(URL), ask.column) for ask in found] == [
        ("2024/", "2024年"),
        ("szbm/", "市直部门"),
        ("sczj/index.html", "市财政局"),
    ]
    year = Ask(URL + "2024/", "list", column="2024年")
    beside = page_to_sublists(to_page("<a href='../2023/'>2023年度</a><a href='./xzjd/'>乡镇街道</a>", year.url), year)
    assert [ask.column for ask in beside] == ["2023年度", "2024年/乡镇街道"]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024-01-15", "2024-01-15"),
        ("２０２４年１月５日", "2024-01-05"),
        ("20240115", "2024-01-15"),
        ("20240115103000", "2024-01-15"),
        ("2024.1.15 10:00", "2024-01-15"),
        ("2024-02-30", None),
        ("12024-01-15", None),
        ("第20240115001号", None),
        ("01-15", None),
        ("", None),
    ],
)
def test_text_to_date(text: str, date: str | None) -> None:
    """Dates in the shapes of portals; what the calendar does not know is none."""
    assert text_to_date(text) == date


def test_epoch_is_the_day_in_china() -> None:
    """Seconds and milliseconds since 1970 are days of Beijing time; junk is none."""
    assert (epoch_to_date(1705334399), epoch_to_date(1705334400)) == ("2024-01-15", "2024-01-16")
    assert [epoch_to_date(junk) for junk in (None, "x", -1, 1e300, float("nan"))] == [None] * 5


def test_page_that_is_no_list_says_so() -> None:
    """A shell, an answer that is no markup and an empty page are no list; one that says it is empty is."""
    for body in (b"", b"{}", b"%PDF-1.7", b"<html><body><p>x</p></body></html>"):
        assert generic.parse_list(Page(URL, body), SITE, ASK).is_list is False
    assert generic.parse_list(to_page("<div>暂无信息</div>"), SITE, ASK) == ListPage(is_list=True)


def test_outline_knows_where_elements_are() -> None:
    """Text, tables and links of an element are its own, tails and comments in their places."""
    root, _ = text_to_tree("<div id=a>一<!-- x -->二<table><tr><td>三</td></tr></table></div>四<a href=x>五</a>")
    outline = Outline(root)
    box = select(root, "#a")[0]
    assert (outline.text, outline.text_of(box), outline.tables_of(box)) == ("一\n二\n三\n四\n五", "一\n二\n三", 1)
    assert text_of(root) == "一二三四五"


HOSTILE = {
    "deep": "<div>" * 10_000 + link(23),
    "lines": "<ul>" + "".join(f"<li><a href=c/{i}.html>2023年年报{i}</a><i>2024-01-15</i></li>" for i in range(6_000)),
    "one target": "<a href='x.html'>2023年年报</a>" * 8_000,
    "flat": "".join(f"<a href='c/{i}.html'>2023年年报{i}</a><br>" for i in range(6_000)),
    "line without an end": "<p>" + ">" * 200_000 + " " * 200_000 + "共" * 100_000,
    "files": "".join(f"<div><a href='{i}.pdf'>附件{i}</a></div>" for i in range(6_000)),
    "editors": "<div class=TRS_Editor>一、总体情况 二、主动公开" * 1_500,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_take_no_time(name: str) -> None:
    """Deep, long and repetitive pages are read in time that grows with their length alone."""
    page, start = to_page(HOSTILE[name]), time.process_time()
    for adapter in (trs_static, boda):
        adapter.sniff(page)
        adapter.parse_list(page, SITE, ASK)
        adapter.parse_detail(page, SITE, Ask(URL, "detail"))
    assert time.process_time() - start < 15


PIECES = st.sampled_from(
    [
        "<a href='",
        "'>",
        "</a>",
        "<li>",
        "<div class='TRS_Editor nav'>",
        "</div>",
        "<table><tr><td>",
        "2024-01-15",
        "共3页",
        "年报",
        "<script>",
        "</script>",
        "createPageHTML(3,0,'index','html')",
        "var countPage = ",
        "//",
        "apps=[{url:'a.pdf'}",
        "]",
        "\x00",
        "t20240115_1.html",
        "http://[",
        "%zz",
        "�",
        "<!--",
        "<?xml version='1.0'?>",
        "<meta name=PubDate content=",
        "<base href=x://y>",
        "<img src=W0202401.jpg>",
        "<iframe src='viewer.html?file=%2Fa.pdf'>",
        "下一页",
        "<option value=./2.html>2",
        "info/1/2.htm",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300), st.lists(PIECES, max_size=40).map(lambda p: "".join(p).encode("utf-8", "replace"))
    )
)
def test_adapters_never_raise(body: bytes) -> None:
    """On any bytes an adapter returns what it is to return."""
    page = Page(URL + "t20240115_1.html", body)
    for adapter in (generic, trs_static, boda, manual):
        assert 0 <= adapter.sniff(page) <= 1
        assert adapter.parse_list(page, SITE, ASK).is_list in {True, False}
        assert adapter.parse_detail(page, SITE, Ask(page.url, "detail")).is_article in {True, False}
