"""Lines without titles of their own: what headings, labels and heads of tables say of them, and when nothing is said."""

import time

import pytest

from extract.collect.page import Page
from extract.collect.pages.headings import text_to_heading
from extract.collect.pages.listing import page_to_items
from extract.collect.registry import Site

URL = "http://www.qingshan.gov.cn/nb/"
SITE = Site("青山市人民政府", URL)
FULL = "市财政局 2024年政府信息公开工作年度报告"
TOPIC = "2024年政府信息公开工作年度报告"
NAME = "<a href='czj.html'>市财政局</a>"


def titles(markup: str) -> list[str]:
    return [item.title for item in page_to_items(Page(URL, markup.encode()), SITE)]


@pytest.mark.parametrize(
    "markup",
    [
        f"<div class=box><div class=tit><b>{TOPIC}</b></div><div class=con><span>省直部门：</span>{NAME}</div></div>",
        f"<table><tr><td>{TOPIC}</td></tr><tr><td>{NAME}</td></tr></table>",
        f"<table><caption>{TOPIC}</caption><tr><td>市直部门</td><td>{NAME}</td></tr></table>",
        f"<h3>政府信息公开工作2024年度报告</h3><p>说明：按单位排列。</p>{NAME}",
        f"{TOPIC}<br>{NAME}<br>",
        f"<table><tr><td>单位</td><td>{TOPIC}</td></tr><tr><td>市财政局</td><td><a href=a.pdf>点击下载</a></td></tr></table>",
        (
            "<h2>政府信息公开工作年度报告</h2><table><tr><th>年度</th><th>市财政局</th></tr>"
            "<tr><td>2024年</td><td><a href=a.html>查看</a></td></tr></table>"
        ),
        "<h2>政府信息公开工作年度报告</h2><ul><li>市财政局 <a href=a.html>2024</a></li></ul>",
    ],
)
def test_a_line_is_titled_by_what_stands_above(markup: str) -> None:
    """However heading, group and label are set, the title is the one that a person would read."""
    assert titles(markup) == [FULL]


@pytest.mark.parametrize(
    "markup",
    [
        f"<h2>{TOPIC}</h2><ul><li><a href='czj/'>市财政局</a><li><a href='czj/index.html'>市财政局</a></ul>",
        f"<h2>{TOPIC}</h2><a href='http://czj.other.gov.cn/about.html'>市财政局</a>",
        f"<h2>{TOPIC}</h2><p>友情链接</p>{NAME}",
        f"<div><h2>{TOPIC}</h2><a href=a.html>正文</a></div><div>{NAME}</div>",
        f"<h2>{TOPIC}</h2><div class=menu>{NAME}</div>",
        f"<h2>{TOPIC}</h2><a href=b.html>更多</a><a href=c.html>下一页</a><a href=d.html>网上办事大厅</a>",
        f"<h2>青山市教育局{TOPIC}</h2>{NAME}",
        f"<h2>关于做好{TOPIC}编制工作的通知</h2>{NAME}",
        f"<h2>2024年法治政府建设年度报告</h2>{NAME}",
        f"<h2>2024年</h2>{NAME}",
        f"<h2>部门</h2>{NAME}",
        (
            f"<h2>{TOPIC}</h2><table><tr><th>单位</th><th>信息公开指南</th></tr>"
            "<tr><td>市财政局</td><td><a href=z.html>查看</a></td></tr></table>"
        ),
    ],
)
def test_what_no_heading_covers_stays_as_it_is(markup: str) -> None:
    """Columns, other sites, menus, friend links, lists under other headings are not taken for reports."""
    assert not any(title.startswith(("市财政局 ", "网上办事大厅 ", "更多 ")) for title in titles(markup))


def test_a_title_of_its_own_is_kept() -> None:
    """A line that names report and year is not renamed by a heading of another year, nor by its short twin."""
    own = "青山市财政局2023年政府信息公开工作年度报告"
    assert titles(f"<h2>{TOPIC}</h2><a href=a.html>{own}</a><a href=a.html>市财政局</a>") == [own]


@pytest.mark.parametrize(
    "text", ["历年政府信息公开年报解读", "2008-2024年", "网站链接", "政务动态", "2023年和2024年", "，" * 99, ""]
)
def test_a_heading_without_one_year_gives_none(text: str) -> None:
    """Ranges, other matters and long texts give neither year nor topic."""
    heading = text_to_heading(text)
    assert heading.year is None and not heading.topic


def test_many_headings_and_links_cost_little() -> None:
    """Pages of thousands of headings and links are read in seconds."""
    rows = "".join(f"<h3>2024年</h3><p>{i}</p><a href='/a/{i}.html'>市财政局</a>" for i in range(2000))
    began = time.perf_counter()
    assert len(titles(f"<h2>政府信息公开年报</h2>{rows}")) == 2000
    assert time.perf_counter() - began < 5
