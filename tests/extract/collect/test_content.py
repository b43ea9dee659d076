"""Fingerprints of what an article says: what changes them, and what does not."""

from __future__ import annotations

import time

import pytest

from extract.collect.adapter import Detail, Link
from extract.collect.content import Prints, link_to_mark, page_to_prints
from extract.collect.page import Page

URL = "https://www.qingshan.gov.cn/nb/t1.html"
TABLE = "<table><tr><th>指标</th><th>数</th></tr><tr><td>新收</td><td>12</td></tr></table>"
REGION = f"<div><p>一、总体情况</p><p>全年公开信息120条。</p>{TABLE}</div>"


def _prints(region: str, *links: Link, page: str = "") -> Prints:
    return page_to_prints(Page(URL, page.encode()), Detail(region=region, attachments=links))


@pytest.mark.parametrize(
    "region",
    [
        REGION.replace("><", ">\n   <"),
        REGION.replace("<div>", "<div class='x' data-token='8f3' style='color:red'>").replace("<p>", "<p id=p7>"),
        REGION.replace("一、总体情况", "<span>一、</span><b>总体</b>情况<!-- 3 --><script>var t=1</script>"),
        REGION.replace("全年公开", "全年\u200b公开\u3000"),
        REGION.replace("120", "\uff11\uff12\uff10"),
        REGION.replace("</div>", "<p>浏览次数：<span id='c'>305</span> 次</p></div>"),
        REGION.replace("<div>", "<div><p>今天是2026年3月1日 星期日</p><p>阅读量:</p>"),
    ],
)
def test_rendering_changes_nothing(region: str) -> None:
    """White space, attributes, scripts, widths of digits, visit counters and the clock are not what an article says."""
    assert _prints(region) == _prints(REGION)


def test_only_the_region_counts() -> None:
    """The page around the region may change as it likes; without a region the body counts, then the page."""
    assert _prints(REGION, page="<html>menu 1") == _prints(REGION, page="<html>menu 2")
    whole = page_to_prints(Page(URL, f"<html><body>{REGION}".encode()), Detail())
    body = page_to_prints(Page(URL, b"{}"), Detail(body=REGION))
    assert whole == body == _prints(REGION)


def test_what_is_said_counts() -> None:
    """A number in the text changes the region; one in a table changes the tables too; sentences keep their numbers."""
    base = _prints(REGION)
    text = _prints(REGION.replace("120", "121"))
    assert (text.region != base.region, text.tables == base.tables) == (True, True)
    cell = _prints(REGION.replace(">12<", ">13<"))
    assert (cell.region != base.region, cell.tables != base.tables) == (True, True)
    visits = "<p>门户网站全年浏览量{}万次；其中手机访问占一半。</p>"
    assert _prints(visits.format(30)).region != _prints(visits.format(31)).region
    assert _prints("<p>12 3</p>") != _prints("<p>1 23</p>")


def test_a_moved_cell_counts() -> None:
    """The same numbers in other cells are other tables; an empty layout table is none."""
    one = _prints("<table><tr><td>1</td><td></td></tr></table>")
    other = _prints("<table><tr><td></td><td>1</td></tr></table>")
    assert one.tables != other.tables and one.tables
    assert _prints("<table><tr><td> </td></tr></table><p>x</p>").tables == ""
    assert _prints("<p>x</p>").tables == ""


def test_attachments_are_a_set_without_what_expires() -> None:
    """Order, host, scheme, tokens and sessions do not count; another file does."""
    files = [
        Link("https://www.qingshan.gov.cn/P0/a.pdf", "附件1"),
        Link("https://www.qingshan.gov.cn/down.jsp?id=7&file=b.doc", "附件2"),
    ]
    base = _prints(REGION, *files)
    same = [
        Link("http://cdn.example.cn/down.jsp;jsessionid=A1?file=b.doc&id=7&t=1772352000000&token=8f", "下载"),
        Link("https://www.qingshan.gov.cn/P0/a.pdf?Expires=1772352000&Signature=x%2F&_=1772352000000", "下载"),
    ]
    assert _prints(REGION, *same, same[0]) == base
    assert _prints(REGION, files[0]).attachments not in {base.attachments, ""}
    assert _prints(REGION).attachments == ""
    assert link_to_mark(Link("https://a.cn/v?t=12", "")) != link_to_mark(Link("https://a.cn/v?t=13", ""))
    assert link_to_mark(Link("https://a.cn/f?file=https://b.cn/x.pdf%3Ftoken%3D1", "")) == "/f?file=/x.pdf"


@pytest.mark.parametrize(
    "region",
    [
        "",
        "\x00\ud800<",
        "<table>" * 50_000,
        "<div>" * 100_000 + "x",
        "<p>" + "浏览" * 200_000,
        "今天是" + " 1" * 200_000,
        "<td>" * 1000 + "</table>" * 1000,
        "<![CDATA[ <x> ]]><?php ?><!DOCTYPE a [<!ENTITY b 'c'>]>&b;",
    ],
)
def test_hostile_markup_is_survived(region: str) -> None:
    """Deep, broken and endless markup gives prints in seconds."""
    begun = time.monotonic()
    prints = _prints(region, Link("http://[", "x"), Link("https://a.cn/?" + "a=1&" * 2000, "x"))
    assert len(prints.region) == 64 and prints == _prints(
        region, Link("http://[", "x"), Link("https://a.cn/?" + "a=1&" * 2000, "x")
    )
    assert time.monotonic() - begun < 20
