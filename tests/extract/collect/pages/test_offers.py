"""What a list offers by scripts alone is said, and what is only decoration is not."""

import pytest

from extract.collect.adapter import Ask
from extract.collect.adapters.generic import parse_list
from extract.collect.page import Page
from extract.collect.registry import Site

URL = "http://www.qingshan.gov.cn/nb/"
SITE = Site("青山市财政局", URL)


def title(year: int) -> str:
    return f"青山市财政局{year}年政府信息公开工作年度报告"


def found(extra: str, years: range = range(2018, 2026), page: int = 1) -> str:
    lines = "".join(f'<li><a href="{year}.html">{title(year)}</a><span>{year + 1}-01-20</span></li>' for year in years)
    markup = f"<body><ul>{lines}</ul>{extra}"
    listed = parse_list(Page(URL, markup.encode()), SITE, Ask(URL, "list", page=page))
    assert len(listed.items) == len(years)
    return "; ".join(note.found for note in listed.notes if note.code == "short_list")


@pytest.mark.parametrize(
    "extra",
    [
        '<div class="page"><a href="javascript:goPage(1)">1</a><a href="javascript:goPage(2)">2</a></div>',
        "<a href=\"javascript:__doPostBack('Pager','2')\">下一页</a>",
        '<p>Page 1 of 2 <a href="javascript:next()">Next</a></p>',
        '<p>1/2 <a href="javascript:next()">&gt;</a></p>',
        '<span class="next" onclick="go(2)">下一页</span>',
        '<a href="javascript:;" onclick="loadMore()">加载更多</a>',
        '<button onclick="loadMore()">查看更多</button>',
        "<div>加载更多</div>",
        '<script>laypage({cont: "pager", pages: 2, curr: 1})</script>',
        '<script>layui.laypage.render({elem: "pager", count: 9, limit: 8})</script>',
        '<script>$("#pager").pagination(9, {items_per_page: 8})</script>',
        '<a href="/list.jsp?column=12&amp;from=8">下一页</a>',
    ],
)
def test_pager_that_cannot_be_followed_is_said(extra: str) -> None:
    """A pager that leads on by a script, where no count is printed, is the only sign that a list has more."""
    assert "pages: a pager that cannot be followed" in found(extra)


@pytest.mark.parametrize(
    "extra",
    [
        '<a href="javascript:void(0)">首页</a><a href="javascript:;">上一页</a><a class="on" href="#">1</a><a href="#">下一页</a>',
        '<a onclick="goPage(1)" href="javascript:;">下一页</a><a href="javascript:goPage(1)">尾页</a>',
        '共1页 <a href="javascript:next()">下一页</a>',
        '共8条 <a href="javascript:next()">下一页</a>',
        '<a href="/nb/index.html">首页</a><a href="index.html">下一页</a>',
        '<a href="/nb/">下一页</a><a href="http://WWW.qingshan.gov.cn/nb/">尾页</a>',
        '<a href="/tzgg/"><div>查看更多</div></a><a href="/yw/"><span>加载更多</span></a><p>查看更多</p>',
        '<span class="disabled" onclick="go(2)">下一页</span>',
        '<script>laypage({cont: "p", pages: 1})</script>',
        '<script>laypage.render({elem: "p", count: 8, limit: 10})</script>',
        '<table><tr><td onclick="pick(2)">2</td></tr></table><a onclick="nextMonth()">&gt;&gt;</a>',
        '<span class="next" onclick="slide(1)">&gt;</span>',
        '<h3>通知公告<a href="/tzgg/">更多</a></h3><h3><a href="javascript:;">更多&gt;&gt;</a></h3>',
        '<form><select name="y"><option>2008</option><option>2009</option></select></form>',
        "".join(f'<li onclick="show({year})">{year}年</li>' for year in range(2014, 2026)),
        f'<a href="javascript:;">{title(2024)}</a>',
    ],
)
def test_decoration_is_no_offer(extra: str) -> None:
    """Dead pagers, calendars, slides, search forms and tabs over what the page holds are no alarm."""
    assert found(extra) == ""


def test_pager_of_a_further_page_is_not_judged() -> None:
    """On the last page a pager that leads nowhere is how it should be."""
    assert found('<a href="javascript:goPage(3)">下一页</a>', page=2) == ""


@pytest.mark.parametrize(
    "choices",
    [
        "".join(f'<li data-year="{year}">{year}年</li>' for year in range(2019, 2026)),
        "".join(f'<a href="javascript:load({year})">{year}</a>' for year in range(2019, 2026)),
        "<select>" + "".join(f"<option>{year}</option>" for year in range(2019, 2026)) + "</select>",
    ],
)
def test_years_that_a_script_shows_are_said(choices: str) -> None:
    """Years offered as choices without an address, most of them without a line, are named."""
    said = found(choices, range(2025, 2026))
    assert said.startswith("years that only a script shows: 2019, 2020, 2021")


def test_line_that_leads_nowhere_is_said() -> None:
    """A link that names a report and has no address is named, also where the page has a count."""
    said = found(f'<p><a href="javascript:;" onclick="show(7)">{title(2017)}</a></p>共8条')
    assert said == f"lines that lead nowhere: {title(2017)}"
