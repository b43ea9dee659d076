"""The replica's families: each one's own paging leads to every line, every line to its text and files."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Final
from urllib.parse import quote, urlencode, urljoin, urlsplit

import pytest

from tests.replica.content import content_to_bytes
from tests.replica.dispatch import family as family_module
from tests.replica.model import Article, Attachment, Site, World
from tests.replica.process import Replica
from tests.replica.samples import FAMILIES, sample_reports, sample_site

_SITES: Final = {name: sample_site(name, f"www.{name.replace('_', '-')}.gov.cn") for name in FAMILIES}


@pytest.fixture(scope="module")
def replica(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replica]:
    """One site for each family."""
    world = World((*_SITES.values(), *_VARIANTS))
    with Replica(world, tmp_path_factory.mktemp("replica")) as running:
        yield running


Links = list[str]
"""Addresses of articles, absolute, in the order of the list."""


def _get(replica: Replica, address: str) -> str:
    parts = urlsplit(address)
    reply = replica.get(parts.hostname or "", parts.path + (f"?{parts.query}" if parts.query else ""))
    assert reply.status == 200, address
    return reply.body.decode()


def _hrefs(markup: str, base: str, pattern: str) -> Links:
    found = [urljoin(base, unescape(href)) for href in re.findall(r"""(?i)href=["']?([^"' >]+)""", markup)]
    return list(dict.fromkeys(address for address in found if re.search(pattern, address)))


def _next_link(markup: str, base: str) -> str | None:
    found = re.search(r"""<a[^>]*href=["']([^"']+)["'][^>]*>(?:<[^>]+>)*下一?页""", markup)
    return urljoin(base, unescape(found[1])) if found else None


def _follow(pattern: str) -> Callable[[Replica, str, Site], Links]:
    def walk(replica: Replica, start: str, site: Site) -> Links:
        links: Links = []
        address: str | None = start
        while address:
            markup = _get(replica, address)
            links += _hrefs(markup, address, pattern)
            address = _next_link(markup, address)
        return links

    return walk


def _walk_trs_static(replica: Replica, start: str, site: Site) -> Links:
    first = _get(replica, start)
    count = int(re.findall(r"^var countPage = (\d+)", first, re.MULTILINE)[0])
    pages = [start, *(urljoin(start, f"index_{number}.html") for number in range(1, count))]
    assert replica.get(site.host, f"{site.path}index_{count}.html").status == 404
    return [link for page in pages for link in _hrefs(_get(replica, page), page, r"/t\d{8}_\d+\.html")]


def _walk_ucap(replica: Replica, start: str, site: Site) -> Links:
    call = re.findall(r"createPageHTML\('page_div',(\d+), 1,'(\w+)','shtml',(\d+)\)", _get(replica, start))[0]
    assert int(call[2]) == len(site.articles)
    pages = [start, *(urljoin(start, f"{call[1]}_{number}.shtml") for number in range(2, int(call[0]) + 1))]
    return [link for page in pages for link in _hrefs(_get(replica, page), page, r"/\d{6}/[0-9a-f]{32}\.shtml")]


def _walk_fjdzapp(replica: Replica, start: str, site: Site) -> Links:
    page = _get(replica, start)
    assert len(_hrefs(page, start, r"/t\d{8}_")) == 10
    assert f"recordCount: '{len(site.articles)}'" in page
    links: Links = []
    for number in (1, 2, 3):
        form = {"channelid": "200210", "classsql": "chnlid=1813", "page": number, "prepage": 10}
        reply = replica.get(site.host, "/fjdzapp/search", method="POST", body=urlencode(form))
        answer = json.loads(reply.body)
        assert (answer["recordCount"], answer["pageCount"]) == (len(site.articles), 3)
        links += [record["chnldocurl"] for record in answer["data"]]
    return links


def _walk_jpage(replica: Replica, start: str, site: Site) -> Links:
    page = _get(replica, start)
    proxy = re.findall(r'<nextgroup><!\[CDATA\[<a href="([^"]+)"', page)[0]
    answers = [_get(replica, urljoin(start, re.sub(r"page=\d+", f"page={number}", proxy))) for number in (1, 2, 3)]
    assert all(f"<totalrecord>{len(site.articles)}</totalrecord><totalpage>3</totalpage>" in text for text in answers)
    assert "<record>" not in _get(replica, urljoin(start, proxy.replace("unitid=303271", "unitid=1")))
    assert _hrefs(page, start, "/art_") == _hrefs(answers[0], start, "/art_")
    return [link for text in answers for link in _hrefs(text, start, "/art_")]


def _walk_jpaas(replica: Replica, start: str, site: Site) -> Links:
    links: Links = []
    for url, data in re.findall(r'url="([^"]+)"\s+queryData="([^"]+)"', _get(replica, start)):
        for number in (1, 2, 3):
            extra = {"paramJson": json.dumps({"pageNo": number, "pageSize": 10})}
            answer = json.loads(
                _get(replica, urljoin(start, f"{url}?{urlencode({**ast.literal_eval(data), **extra})}"))
            )
            assert answer["success"]
            links += _hrefs(answer["data"]["html"], start.partition("/zwgk")[0] + "/", "/art_")
    return links


def _walk_gkmlpt(replica: Replica, start: str, site: Site) -> Links:
    tree = re.findall(r"TREE: (\[.*\])", _get(replica, start))[0]
    node = next(each for each in json.loads(tree)[0]["children"] if "年报" in each["name"])
    assert node["post_count"] == len(site.articles)
    answers = [json.loads(_get(replica, urljoin(start, f"/gkmlpt/api/all/368?page={n}&sid=769033"))) for n in (0, 1, 2)]
    assert answers[0] == answers[1] and not answers[2]["articles"]
    return [article["url"] for article in answers[0]["articles"]]


def _walk_nfcms(replica: Replica, start: str, site: Site) -> Links:
    column = json.loads(_get(replica, urljoin(start, "/postmeta/i/150493.json")))
    assert _follow(r"/content/post_\d+")(replica, start, site) == [article["url"] for article in column["articles"]]
    for article in column["articles"]:
        number = article["id"]
        post = json.loads(
            _get(replica, urljoin(start, f"/postmeta/p/{number // 10**6}/{number // 1000}/{number}.json"))
        )
        assert (post["title"], json.loads(post["gkml_data"])["publisher"]) == (article["title"], article["source"])
    return [article["url"] for article in column["articles"]]


def _walk_lonsun(replica: Replica, start: str, site: Site) -> Links:
    page = _get(replica, start)
    count = int(re.findall(r"pageCount:(\d+)", page)[0])
    link = re.findall(r"link:'([^']+)'", page)[0]
    pages = [urljoin(start, link.replace("__index__", str(number + 1))) for number in range(count)]
    return [found for each in pages for found in _hrefs(_get(replica, each), each, r"/public/\d+/\d+\.html")]


def _walk_xxgk(replica: Replica, start: str, site: Site) -> Links:
    return _hrefs(_get(replica, start), start, "fbtime=")


_WALKS: Final[dict[str, Callable[[Replica, str, Site], Links]]] = {
    "boda": _follow(r"/info/\d+/\d+\.htm"),
    "gd_gkmlpt": _walk_gkmlpt,
    "gd_nfcms": _walk_nfcms,
    "generic": _follow(r"/\d{4}/\d\d-\d\d/\d+\.html"),
    "hanweb_jpaas": _walk_jpaas,
    "hanweb_jpage": _walk_jpage,
    "hanweb_xxgk": _walk_xxgk,
    "lonsun": _walk_lonsun,
    "trs_fjdzapp": _walk_fjdzapp,
    "trs_static": _walk_trs_static,
    "ucap": _walk_ucap,
}


@pytest.mark.parametrize("family", FAMILIES)
def test_paging_leads_to_every_line(replica: Replica, family: str) -> None:
    """A client that pages as the family does finds all lines of the column, latest first, each once."""
    site = _SITES[family]
    links = _WALKS[family](replica, replica.url(site.host, family_module(family).start(site)), site)
    if family == "hanweb_xxgk":  # One page for each year: what is no report has no year.
        assert len(links) == 7
        return
    titles = [re.sub(r"\s", "", _title(_get(replica, link))) for link in links]
    lines = sorted(site.articles, key=lambda article: (article.date, article.number), reverse=True)
    assert titles == [article.title for article in lines]


def _title(page: str) -> str:
    found = re.search(r"(?s)<h[12][^>]*>(?:<UCAPTITLE>)?([^<]+)<", page) or re.search(r"<title>([^<]+)</title>", page)
    assert found
    return found[1]


@pytest.mark.parametrize("family", FAMILIES)
def test_article_has_its_text_and_its_file(replica: Replica, family: str) -> None:
    """A report's page shows its tables, and the address beside them leads to the file's bytes."""
    site = _SITES[family]
    article = site.articles[4]
    address = replica.url(site.host, _path(site, article))
    page = _get(replica, address)
    assert "申请人情况" in page and page.count("行政复议") >= 1
    shown = re.sub(r'"url": "([^"]+pdf)"', r'href="\1"', page)  # gkmlpt's page shows what its script names.
    link = _hrefs(shown, address, "(?i)pdf|download")[0]
    parts = urlsplit(quote(link, safe="/:?&=%"))
    reply = replica.get(site.host, parts.path + (f"?{parts.query}" if parts.query else ""))
    assert reply.body == content_to_bytes(article.attachments[0].content)


def _path(site: Site, article: Article) -> str:
    return family_module(site.family).article_path(site, article)


@pytest.mark.parametrize("family", FAMILIES)
def test_home_page_leads_to_the_column(replica: Replica, family: str) -> None:
    """The host's home page has a link to the column, among others that only look like it."""
    site = _SITES[family]
    page = _get(replica, replica.url(site.host, "/"))
    assert f'href="{family_module(family).start(site)}"' in page
    assert "政府网站工作年度报表" in page
    assert replica.get(site.host, "/zwgk/wzbb/").status == 200


def test_interfaces_refuse_wrong_parameters(replica: Replica) -> None:
    """Wrong ids, methods and encodings get what the real interfaces give: errors, or answers without lines."""
    jpaas = _SITES["hanweb_jpaas"]
    shell = _get(replica, replica.url(jpaas.host, family_module("hanweb_jpaas").start(jpaas)))
    data = [ast.literal_eval(text) for text in re.findall(r'queryData="([^"]+)"', shell)][1]
    unit = "/api-gateway/jpaas-publish-server/front/page/build/unit?"
    gbk = "&".join(f"{name}={quote(value.encode('gbk'))}" for name, value in data.items())
    assert replica.get(jpaas.host, unit + gbk).text == '{"success": false, "data": {}}'
    assert replica.get(jpaas.host, unit + urlencode({**data, "parseType": "buildstatic"})).text.startswith(
        '{"success": f'
    )

    fjdzapp = _SITES["trs_fjdzapp"].host
    assert replica.get(fjdzapp, "/fjdzapp/search?channelid=200210&classsql=chnlid=1813").status == 405
    wrong = urlencode({"channelid": 1, "classsql": "chnlid=1813"})
    assert json.loads(replica.get(fjdzapp, "/fjdzapp/search", method="POST", body=wrong).body)["data"] == []

    proxy = "/module/web/jpage/dataproxy.jsp?page=1&webid=67&columnid={}&unitid=303271"
    assert replica.get(_SITES["hanweb_jpage"].host, proxy.format(1)).status == 404
    assert replica.get(_SITES["hanweb_jpage"].host, proxy.format(77278).replace("/web/", "/")).status == 404
    assert json.loads(replica.get(_SITES["gd_gkmlpt"].host, "/gkmlpt/api/all/368?page=1&sid=1").body)["articles"] == []
    assert replica.get(_SITES["gd_nfcms"].host, "/postmeta/p/4/4327/4327020.json").status == 404


_PLACES: Final = ("link", "beside", "viewer", "data_value", "array", "iframe", "object", "picture")
_EVERYWHERE: Final = Article(
    5_000_001,
    "青山市财政局2024年政府信息公开工作年度报告",
    "2025-01-20",
    ("<p>一、总体情况</p>", "<p>二、主动公开政府信息情况</p>"),
    (
        *(Attachment(f"{place}.pdf", f"%PDF-{place}", place=place) for place in _PLACES),
        Attachment("away.ofd", b"PK", url="../../fj/away.ofd"),
        Attachment("leave.pdf", b"%PDF", url="{base}/dl?id=7", disposition="../../etc/cron.d/x.pdf"),
    ),
)
_VARIANTS: Final = (
    sample_site("trs_static", "www.places.gov.cn", (_EVERYWHERE,)),
    sample_site("hanweb_jpage", "www.truecms.gov.cn", options={"variant": "truecms"}),
    sample_site("hanweb_jpage", "www.sealed.gov.cn", options={"variant": "encrypted", "hex": True}),
    sample_site("ucap", "www.ucap-json.gov.cn", options={"mode": "json"}),
    sample_site("gd_nfcms", "www.one.gov.cn", sample_reports()[:1]),
)


def test_attachments_stand_wherever_real_pages_hide_them(replica: Replica) -> None:
    """One article over two pages with a file in every place; the last page has them, each is served."""
    folder = "/zwgk/zfxxgk/zfxxgknb/202501"
    first, second = (
        replica.get("www.places.gov.cn", f"{folder}/t20250120_5000001{end}.html").text for end in ("", "_1")
    )
    assert "一、总体情况" in first and "二、主动公开" in second and "var countPage = 2" in first
    assert (
        re.search(r"viewer\.html\?file=http%3A%2F%2F[^\"]+%2FP0", second)
        and 'data-value="http://www.pl' in second
        and "var apps1 = [\n{url:" in second
    )
    for index, place in enumerate(_PLACES):
        reply = replica.get("www.places.gov.cn", f"{folder}/P020250120005000001{index:02d}.pdf")
        assert (reply.status, reply.text, reply.headers["content-type"]) == (200, f"%PDF-{place}", "application/pdf")
    assert (
        replica.get("www.places.gov.cn", "/zwgk/zfxxgk/fj/away.ofd").headers["content-type"]
        == "application/octet-stream"
    )
    leaving = replica.get("www.places.gov.cn", "/dl?id=7").headers["content-disposition"]
    assert leaving == 'attachment; filename="../../etc/cron.d/x.pdf"'


def test_variants_of_families_answer_as_they_do(replica: Replica) -> None:
    """Sealed ids and raw answers of jpage, the interface of UCAP."""
    page = _get(replica, replica.url("www.sealed.gov.cn", "/col/col77278/index.html"))
    sealed = re.findall(r'<nextgroup><!\[CDATA\[<a href="([^"]+)"', page)[0]
    assert "columnid=77278" not in sealed and "/col/col77278/art/2026/art_" in page
    assert "<totalrecord>23<" in _get(replica, replica.url("www.sealed.gov.cn", sealed))
    raw = "/module/web/jpage/dataproxy.jsp?page=3&webid=67&columnid=77278&unitid=303271"
    assert replica.get("www.truecms.gov.cn", raw).text.startswith('raw({"result": "<datastore><totalrecord>23<')
    shell = _get(replica, replica.url("www.ucap-json.gov.cn", "/zwgk/zfxxgk/zfxxgknb/newxxgk_list.shtml"))
    channel = re.findall(r'name="channelid" content="([^"]+)"', shell)[0]
    query = f"/common/search/{channel}?page=2&_pageSize=15&_isAgg=true&_isJson=true&_template=index"
    data = json.loads(_get(replica, replica.url("www.ucap-json.gov.cn", query)))["data"]
    assert (data["total"], len(data["results"])) == (23, 8)
