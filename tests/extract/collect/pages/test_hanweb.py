"""The portals of one vendor (大汉): traps of three families, and that no bytes make their adapters fail."""

from __future__ import annotations

import json
import time
from types import ModuleType
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.collect.adapter import Ask, Item, ListPage
from extract.collect.adapters import hanweb_jpaas, hanweb_jpage, hanweb_xxgk
from extract.collect.page import Page
from extract.collect.pages.hanweb import sendable, with_query
from extract.collect.pages.hanweb_datastore import page_to_script_text, page_to_stores, script_to_jpage, text_to_stores
from extract.collect.registry import Site

FAMILIES: Final = (hanweb_jpaas, hanweb_jpage, hanweb_xxgk)
HOST: Final = "http://www.qingshan.gov.cn"
COLUMN: Final = f"{HOST}/col/col2101/index.html"
SITE: Final = Site("青山市财政局", COLUMN)


def record(number: int) -> str:
    title = f"青山市财政局{2023 - number}年政府信息公开工作年度报告"
    return f'<record><![CDATA[<li><a href="/art/2024/1/15/art_2101_{number}.html">{title}</a></li>]]></record>'


def datastore(numbers: range, extra: str = "") -> str:
    return f"<datastore>{extra}<recordset>{''.join(record(number) for number in numbers)}</recordset></datastore>"


def pager(total: int, per_page: int) -> str:
    return (
        f"$('#7').jpage({{totalRecord:{total},perPage:{per_page},proxyUrl:'/module/web/jpage/dataproxy.jsp',"
        "ajaxParam:{columnid:2101,unitid:'7'}});"
    )


def served(ask: Ask, total: int, limit: int) -> str:
    """What ``dataproxy.jsp`` answers to an ask for records, at most ``limit`` at once."""
    numbers = dict(piece.split("=") for piece in ask.url.partition("?")[2].split("&"))
    start, end = int(numbers["startrecord"]), int(numbers["endrecord"])
    return datastore(range(start, min(end, start + limit - 1, total) + 1), f"<totalrecord>{total}</totalrecord>")


def walk(first: ListPage, total: int, limit: int) -> list[Item]:
    """All lines of a list whose further pages are served by records, in order of their coming."""
    items, asks = list(first.items), list(first.next)
    for _ in range(100):
        if not asks:
            return items
        ask = asks.pop(0)
        answer = hanweb_jpage.parse_list(Page(ask.url, served(ask, total, limit).encode()), SITE, ask)
        items += answer.items
        asks += answer.next
    raise AssertionError("the pager has no end")


@given(
    total=st.integers(0, 60), shown=st.integers(0, 25), per_page=st.integers(1, 20), limit=st.integers(1, 70)
)  # fmt: skip
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_record_comes_whatever_the_server_gives_at_once(
    total: int, shown: int, per_page: int, limit: int
) -> None:
    """However many records the page shows and an answer holds, the whole list is walked, to its end and no further."""
    shown = min(shown, total)
    markup = f'<div id="7"><script type="text/xml">{datastore(range(1, shown + 1))}</script></div>'
    page = Page(COLUMN, f"<html><body>{markup}<script>{pager(total, per_page)}</script></body></html>".encode())
    first = hanweb_jpage.parse_list(page, SITE, Ask(COLUMN, "start"))
    assert {item.url for item in walk(first, total, limit)} == {
        f"{HOST}/art/2024/1/15/art_2101_{number}.html" for number in range(1, total + 1)
    }
    assert first.declared_items == total or not total


def test_the_datastore_is_read_as_text_where_a_parser_of_html_sees_nothing() -> None:
    """Records are found in CDATA, in escaped text, cut off at the end, and with capitals."""
    texts = {
        "<DataStore><RecordSet><Record><![CDATA[<a href='/a'>甲</a>]]></Record></RecordSet></DataStore>": 1,
        "<datastore><recordset><record>&lt;a href='/a'&gt;甲&lt;/a&gt;</record></recordset></datastore>": 1,
        "<datastore><recordset><record><![CDATA[<a href='/a'>甲</a>]]></record><record><![CDATA[<a hr": 2,
        "<datastore><recordset>    </recordset></datastore>": 0,
    }
    for text, count in texts.items():
        (store,) = text_to_stores(text)
        assert len(store.records) == count


def test_a_pager_is_read_with_its_variables_and_without_its_comments() -> None:
    """Parameters kept in a variable are found, and a pager that is commented out is none."""
    script = (
        "//$('#1').jpage({totalRecord:1});\nvar p={columnid:7,unitid:'2'};$('#2').jpage({totalRecord:5,ajaxParam:p});"
    )
    page = Page(COLUMN, f"<script>{script}</script>".encode())
    (call,) = script_to_jpage(page_to_script_text(page))
    assert (call.unit, call.total, call.parameters) == ("2", 5, (("columnid", "7"), ("unitid", "2")))


def test_the_empty_answer_of_an_encrypted_group_is_noted() -> None:
    """An answer without records where more are declared ends the list and says how many are missing."""
    context = (("way", "groups"), ("shown", "15"), ("total", "60"), ("base", COLUMN))
    ask = Ask(f"{HOST}/module/web/jpage/dataproxy.jsp?page=2&columnid=7f3a", "list", page=3, context=context)
    answer = hanweb_jpage.parse_list(Page(ask.url, b"<datastore><recordset></recordset></datastore>"), SITE, ask)
    assert not answer.next
    assert [note.code for note in answer.notes] == ["short_list"]


def test_the_block_named_by_the_row_is_the_list() -> None:
    """The parameter ``unitid`` chooses a block, even one that looks less like a list of reports."""
    body = "".join(
        f'<div id="{unit}"><script type="text/xml">{datastore(range(unit, unit + size))}</script></div>'
        for unit, size in ((1, 3), (8, 1))
    )
    site = SITE._replace(params={"unitid": "8"})
    answer = hanweb_jpage.parse_list(Page(COLUMN, body.encode()), site, Ask(COLUMN, "start"))
    assert [item.url for item in answer.items] == [f"{HOST}/art/2024/1/15/art_2101_8.html"]


def test_names_of_a_block_go_out_as_utf8_and_as_written() -> None:
    """A misspelt word is copied, and Chinese is percent-encoded as UTF-8 even on a page in GBK."""
    query = "{'parseType':'bulidstatic','tagId':'右侧内容'}"
    body = f'<meta charset="gbk"><p>青山</p><script src="/unitbuild.js" url="/api/unit" queryData="{query}"></script>'
    answer = hanweb_jpaas.parse_list(Page(COLUMN, body.encode("gb18030")), SITE, Ask(COLUMN, "start"))
    assert answer.next[0].url == f"{HOST}/api/unit?parseType=bulidstatic&tagId=%E5%8F%B3%E4%BE%A7%E5%86%85%E5%AE%B9"


@pytest.mark.parametrize(
    "query", ["{'a':", "[1]", "{" * 3000, "{'a':" * 700, "__import__('os')", "{'a': 1 if", "'" * 5000]
)
def test_a_query_that_is_none_is_left_alone(query: str) -> None:
    """What is no mapping of names and values gives no ask, however it is nested."""
    assert hanweb_jpaas.text_to_query(query) == ()


def test_a_repeated_page_can_be_told_by_its_items() -> None:
    """A gateway that ignores the number of the page gives the same lines twice, and the count says what is missing."""
    lines = "".join(f'<li><a href="/art/2024/art_{n:032x}.html">青山市{n}年报</a></li>' for n in range(3))
    body = json.dumps({"success": True, "data": {"html": f'<ul>{lines}</ul><script>p({{count:"585"}})</script>'}})
    context = (("unit", "内容"), ("base", COLUMN))
    first = hanweb_jpaas.parse_list(Page(COLUMN, body.encode()), SITE, Ask(f"{HOST}/unit?a=1", "list", context=context))
    second = hanweb_jpaas.parse_list(Page(COLUMN, body.encode()), SITE, first.next[0])
    assert first.items == second.items
    assert first.declared_items == 585
    assert [ask.page for ask in (*first.next, *second.next)] == [2, 3]


def test_years_of_an_agency_need_no_list() -> None:
    """Code and years make the asks; without a last year the start page is asked, for there is no clock."""
    site = Site("青山市财政局", HOST, params={"area": "11370000MB28055822", "last_year": 2023}, first_year=2022)
    urls = [ask.url for ask in hanweb_xxgk.first_requests(site)]
    assert [url.rpartition("=")[2] for url in urls] == ["2022", "2023"]
    without = site._replace(params={"area": "11370000MB28055822"})
    assert [ask.role for ask in hanweb_xxgk.first_requests(without)] == ["start"]


@pytest.mark.parametrize(
    ("url", "body", "family"),
    [
        (f"{HOST}/col/col1/", datastore(range(2)), "hanweb_jpage"),
        (f"{HOST}/art/2025/1/15/art_1_2.html", "<p>正文</p>", "hanweb_jpage"),
        (f"{HOST}/nb/", "<script src='/x/unitbuild.js'></script>", "hanweb_jpaas"),
        (f"{HOST}/nb/art/2024/art_{7:032x}.html", "<a href='/api-gateway/jpaas-web-server/x'>附件</a>", "hanweb_jpaas"),
        (f"{HOST}/module/xxgk/xxgkAnnualReport.jsp?area=1&fbtime=2022", "<p>正文</p>", "hanweb_xxgk"),
        (f"{HOST}/col/col2/", "<script>load('/module/xxgk/search.jsp?divid=div2')</script>", "hanweb_xxgk"),
    ],
)
def test_the_families_are_told_apart(url: str, body: str, family: str) -> None:
    """Of the vendor's three families the right one is the surest of a page."""
    page = Page(url, body.encode())
    scores = {module.NAME: module.sniff(page) for module in FAMILIES}
    assert max(scores, key=lambda name: scores[name]) == family
    assert scores[family] >= 0.5


@pytest.mark.parametrize("module", FAMILIES, ids=lambda module: module.NAME)
def test_other_portals_are_not_claimed(module: ModuleType) -> None:
    """A static list of another system, and a page without anything, belong to none of the families."""
    for body in (
        b"",
        b"<script>createPageHTML(3, 0, 'index', 'html');</script><a href='./202401/t20240115_1.html'>x</a>",
    ):
        assert module.sniff(Page(f"{HOST}/zwgk/zfxxgknb/", body)) == 0.0


FRAGMENTS: Final = st.sampled_from(
    ["<datastore>", "</datastore>", "<recordset>", "<record>", "<![CDATA[", "]]>", "</record>", "<nextgroup>", "</nextgroup>",
     "<a href='/art/2024/1/1/art_1_2.html'>2023年年报</a>", "<a href='http://[::1'>", "<script>", "</script>", "$('#1').jpage({",
     "totalRecord:9", "ajaxParam:{unitid:'1'", "})", 'raw({"result":"', '"})', '{"success":true,"data":{"html":"', 'count:"58',
     "<script src='unitbuild.js' queryData=\"{'a':'1'}\">", "<totalrecord>9", "?uid=1&pageNum=2", "<div id='initData'>", "共 9 页",
     "<select name='fbtime'><option>2022", "/module/xxgk/xxgkAnnualReport.jsp?area=1&fbtime=2022')", "<tr class='tr_main_value_odd'>",
     "<base href='//'>", "一、总体情况", "\x00", "\ud7ff", "'", '"', "<", "&amp;"]
)  # fmt: skip
WAYS: Final = st.sampled_from(
    [
        (),
        (("way", "records"), ("group", "//[")),
        (("way", "groups"), ("total", "x")),
        (("unit", "a"), ("base", "")),
        (("year", "2022"),),
    ]
)
URLS: Final = st.sampled_from(
    [
        COLUMN,
        f"{HOST}/module/xxgk/search.jsp?currpage=x",
        f"{HOST}/module/xxgk/xxgkAnnualReport.jsp?fbtime=20",
        f"{HOST}/a?page=1&startrecord=0",
    ]
)


@given(
    body=st.one_of(
        st.binary(max_size=200), st.lists(FRAGMENTS, max_size=25).map(lambda parts: "".join(parts).encode())
    ),
    context=WAYS,
    url=URLS,
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_bytes_make_an_adapter_fail(body: bytes, context: tuple[tuple[str, str], ...], url: str) -> None:
    """Whatever a site answers, to whatever ask, adapters return; what they ask for is absolute and can be sent."""
    for module in FAMILIES:
        page, ask = Page(url, body), Ask(url, "list", page=2, context=context)
        assert 0 <= module.sniff(page) <= 1
        answer = module.parse_list(page, SITE, ask)
        assert all(
            further.url.startswith("http") and " " not in further.url for further in (*answer.next, *answer.columns)
        )
        assert all(item.url.startswith("http") and item.title for item in answer.items)
        module.parse_detail(page, SITE, ask._replace(role="detail"))


@pytest.mark.parametrize(
    "unit",
    [
        "<datastore>",
        "<record>",
        "<nextgroup>",
        "<![CDATA[",
        "$('#1').jpage({",
        "href='",
        "共 ",
        "id=",
        "<a href='/col/col1/'>2023年",
    ],
)
def test_long_pages_take_time_in_proportion(unit: str) -> None:
    """A page of one fragment a thousand times over is read in a moment by every family."""
    page = Page(COLUMN, (unit * 4000).encode())
    begun = time.process_time()
    for module in FAMILIES:
        module.parse_list(page, SITE, Ask(COLUMN, "start"))
    assert time.process_time() - begun < 10


def test_addresses_are_made_so_that_they_can_be_sent() -> None:
    """Chinese and blanks are encoded, what is encoded stays; a value set anew stands once, in its place."""
    assert sendable("http://a.gov.cn/x?n=%25E5 青") == "http://a.gov.cn/x?n=%25E5%20%E9%9D%92"
    assert with_query("http://a.gov.cn/x?a=1&b=&a=2", [("a", "3"), ("c", "4")]) == "http://a.gov.cn/x?a=3&b=&c=4"


def test_a_page_without_datastore_has_none() -> None:
    """Other answers hold no datastores: JSON of another kind, text, nothing."""
    for body in (b"", b"{}", b"[1]", b"datastore", b'{"result": 1, "x": "datastore"}'):
        assert page_to_stores(Page(COLUMN, body)) == []
