"""The families that answer with JSON: fjdzapp, gkmlpt, NFCMS, UCAP, and LonSun beside them."""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.collect.adapter import Ask, ListPage
from extract.collect.adapters import gd_gkmlpt, gd_nfcms, lonsun, trs_fjdzapp, ucap
from extract.collect.page import Page
from extract.collect.pages.records import plain, unproxied, with_values
from extract.collect.registry import Site

FAMILIES = (gd_gkmlpt, gd_nfcms, lonsun, trs_fjdzapp, ucap)
HOST = "https://www.qingshan.gov.cn"
NAMES = st.sampled_from(
    "data docs articles results total page rows recordCount pageCount children category classify id name title doctitle url"
    " chnldocurl date publishedTime publish_count attachment files resList domainMetaList resultList key value content error".split()
)
ANSWERS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["//x", "http://[", "1e9", "[{"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=15,
)
SCRAPS = st.lists(
    st.sampled_from(
        [
            "<script>", "</script>", "listModel({listArgs:{channelid:1,classsql:'a'},pagebar:{recordCount:'9'}})", "window._CONFIG={",
            "TREE:[{id:1,name:'年报',children:[", "SID:'1',", "DETAIL:{content:'", "}", "]", "createPageHTML('a',3,1,'list','shtml',9)",
            "<ucaptitle>", "NFCMS_CAT_ID=5;", "<ul class='xxgk_nav_list'>", "<a href='http://[x' title='2024年年报'>", "<a href=t1.html>年报",
            "Ls.pagination('#a',{pageCount:3,link:'?pageIndex=__index__'})", "<meta http-equiv=refresh>", "2024-01-15", "'", '"',
        ]
    ),
    max_size=25,
).map("".join)  # fmt: skip
ADDRESSES = st.sampled_from(
    [
        f"{HOST}/zfxxgk/", f"{HOST}/gkmlpt/index", f"{HOST}/gkmlpt/api/all/1?page=x&sid=", f"{HOST}/content/post_99.html",
        f"{HOST}/public/column/1?type=3", f"{HOST}/site/tpl/1", f"{HOST}/common/search/817052cbb3a94d0d8217824e7a3aca53?page=%",
        f"{HOST}/x.shtml",
    ]
)  # fmt: skip


def read(family: ModuleType, url: str, body: str, ask: Ask | None = None, **params: str) -> ListPage:
    page = Page(url, body.encode())
    answer: ListPage = family.parse_list(page, Site("青山市", url, params=params), ask or Ask(url, "list"))
    return answer


def use_all(family: ModuleType, page: Page, ask: Ask) -> None:
    site = Site("青山市", page.url)
    assert 0 <= family.sniff(page) <= 1
    family.first_requests(site)
    listed = family.parse_list(page, site, ask)
    assert all(item.url.startswith("http") and item.title for item in listed.items)
    assert all(further.url.startswith("http") for further in (*listed.next, *listed.columns))
    family.parse_detail(page, site, ask._replace(role="detail"))


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.NAME)
@settings(max_examples=40, deadline=None)
@given(body=st.binary(max_size=300) | SCRAPS.map(str.encode), url=ADDRESSES)
def test_no_page_is_too_strange(family: ModuleType, body: bytes, url: str) -> None:
    """Whatever bytes answer, every function of every family returns what it must, and nothing is raised."""
    use_all(family, Page(url, body), Ask(url, "list", context=(("size", "x"),)))


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.NAME)
@settings(max_examples=60, deadline=None)
@given(answer=ANSWERS, url=ADDRESSES, posted=st.booleans())
def test_no_answer_is_too_strange(family: ModuleType, answer: Any, url: str, posted: bool) -> None:
    """Whatever JSON answers, with every type in every field, nothing is raised."""
    form = (("page", "x"), ("prepage", "0")) if posted else None
    use_all(family, Page(url, json.dumps(answer).encode()), Ask(url, "list", form=form))


def test_a_list_by_post_is_asked_to_its_last_page() -> None:
    """Two lines a page, five declared: three pages, each naming the next, the last none; every line once."""
    number, found, ask = 0, [], Ask(HOST + "/fjdzapp/search", "list", "POST", (("page", "1"), ("prepage", "2")))
    while True:
        number += 1
        lines = [f"{HOST}/t20240101_{line}.htm" for line in range(5)][2 * number - 2 : 2 * number]
        body = {"recordCount": "5", "pageCount": 3, "data": [{"doctitle": "年报", "chnldocurl": url} for url in lines]}
        page = read(trs_fjdzapp, ask.url, json.dumps(body), ask)
        found += [item.url for item in page.items]
        if not page.next:
            break
        (ask,) = page.next
        assert dict(ask.form or ())["page"] == str(number + 1)
    assert number == 3
    assert len(set(found)) == len(found) == 5


def test_after_page_one_of_the_catalogue_comes_page_two() -> None:
    """Pages 0 and 1 are the same, so 1 is asked first and then 2; the count of lines ends the list."""
    lines = [{"id": n, "title": f"{n}年年报", "url": f"/gkmlpt/content/1/{n}/post_{n}.html"} for n in range(230)]
    ask, found, pages = Ask(HOST + "/gkmlpt/api/all/3?page=1&sid=7", "list"), [], []
    while True:
        number = int(ask.url.partition("page=")[2].partition("&")[0])
        pages.append(number)
        part = lines[max(number - 1, 0) * 100 :][:100]
        page = read(gd_gkmlpt, ask.url, json.dumps({"total": 230, "articles": part}), ask)
        found += [item.url for item in page.items]
        if not page.next:
            break
        (ask,) = page.next
    assert pages == [1, 2, 3]
    assert len(set(found)) == len(found) == 230


def test_an_empty_answer_ends_a_list_whatever_it_declares() -> None:
    """A count that never comes true does not make the crawl ask for ever."""
    for family, body in (
        (gd_gkmlpt, {"total": 500, "articles": []}),
        (ucap, {"data": {"total": 500, "rows": 15, "results": []}}),
        (trs_fjdzapp, {"recordCount": 500, "pageCount": 50, "data": []}),
    ):
        page = read(family, HOST + "/x?page=3", json.dumps(body))
        assert page.is_list
        assert not page.next


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.NAME)
def test_an_error_as_json_is_no_list(family: ModuleType) -> None:
    """What an interface answers where it cannot answer is told apart from an empty list."""
    assert not read(family, HOST + "/x", '{"code": 500, "msg": "error"}').is_list


def test_the_type_of_a_column_is_kept() -> None:
    """Pages after the first are asked with the type of the first, whatever the pager's link says."""
    script = "<script>Ls.pagination('#p', {pageCount: 4, link: '/public/column/1?type=4&pageIndex=__index__'})</script>"
    url = HOST + "/public/column/1?type=3&action=list"
    asked = read(lonsun, url, f"<ul class='xxgk_nav_list'></ul>{script}").next
    assert [ask.url.count("type=3") for ask in asked] == [1, 1, 1]
    assert [ask.page for ask in asked] == [2, 3, 4]


def test_a_category_kept_elsewhere_is_read_by_the_sister_family() -> None:
    """The catalogue may lead to a column of the same vendor's portal, page or JSON."""
    page = read(gd_gkmlpt, HOST + "/xxgk/nb/", "<script>var NFCMS_CAT_ID = 9;</script>")
    assert [ask.url for ask in page.next] == [HOST + "/postmeta/i/9.json"]
    answer = json.dumps(
        {"category": {"name": "年报"}, "articles": [{"title": "2024年年报", "url": "/content/post_1.html"}]}
    )
    assert [item.url for item in read(gd_gkmlpt, HOST + "/postmeta/i/9.json", answer).items] == [
        HOST + "/content/post_1.html"
    ]


def test_a_parameter_of_the_row_takes_the_place_of_what_the_page_does_not_tell() -> None:
    """Numbers are read from the page or from the row; without either nothing is asked and that is told."""
    body = "<script>listModel({pagebar: {recordCount: 5}})</script>"
    silent = read(trs_fjdzapp, HOST + "/nb/", body)
    assert not silent.next
    assert [note.code for note in silent.notes] == ["short_list"]
    (told,) = read(trs_fjdzapp, HOST + "/nb/", body, channelid="12", chnlid="34").next
    assert dict(told.form or ())["channelid"] == "12"
    assert dict(told.form or ())["classsql"] == "chnlid=34"


@given(st.text(max_size=60))
def test_words_and_addresses_of_records_can_be_stored(text: str) -> None:
    """What comes out of a record has no halves of surrogate pairs and no markup, and addresses stay addresses."""
    plain(text + "\ud800").encode()
    unproxied("http://" + text) if text.isascii() and text.isalnum() else None
    assert with_values(HOST + "/x?a=1", a=text).startswith(HOST + "/x?a=")
