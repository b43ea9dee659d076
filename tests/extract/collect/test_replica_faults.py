"""The replica's faults: each does what it says, in the runs and at the addresses it is meant for."""

from __future__ import annotations

import gzip
import http.client
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.replica.faults import FAULTS, GONE_STUB
from tests.replica.model import Article, Fault, Site, World
from tests.replica.process import Replica
from tests.replica.samples import sample_lines, sample_reports, sample_site

_COLUMN: Final = "/zwgk/zfxxgk/zfxxgknb/"
_REPORT: Final = sample_reports(2024, 2024)[0]
_ADDRESS: Final = f"{_COLUMN}{_REPORT.date.replace('-', '')[:6]}/t{_REPORT.date.replace('-', '')}_{_REPORT.number}.html"
_LINES: Final = sample_lines(25)


def _host(kind: str) -> str:
    return f"www.{kind.replace('_', '-')}.gov.cn"


def _site(name: str, *faults: Fault, **changes: Any) -> Site:
    return sample_site("trs_static", _host(name), (_REPORT,), faults=faults, **changes)


def _paging(name: str, **changes: Any) -> Site:
    return sample_site("trs_static", _host(name), _LINES, paging=name, **changes)


_FAULTED: Final = tuple(_site(kind, Fault(kind, options={"old": "政府", "new": "镇府"})) for kind in FAULTS)
_OTHERS: Final = (
    _site("away", Fault("plain_redirect", options={"to": "http://www.elsewhere.example:{port}/x"})),
    _site("private", Fault("plain_redirect", options={"to": "http://10.0.0.1/admin", "status": 301})),
    _site("busy", Fault("status", first=2, options={"status": 429, "retry_after": 7})),
    _site("denied", robots="User-agent: *\nDisallow: /\n"),
    _site("norobots", Fault("status", "^/robots.txt", options={"status": 503})),
    _site("later", Fault("gone_stub", r"/t\d+_", since=1, until=2)),
    _site("abrupt", Fault("reset", options={"after": 100})),
    _site("endless-chunks", Fault("huge", options={"endless": True})),
    _site("utf-lie", Fault("charset_lie", options={"actual": "utf-8"})),
    _site("gbk", encoding="gb18030", declared="gb2312"),
    _site("etag", validators="etag"),
    _site("modified", validators="modified"),
    _site("none", validators="none"),
    _site("restless", restless=True),
    *(_paging(name) for name in ("ignore", "repeat", "endless", "invented", "short")),
    sample_site("trs_static", "www.history.gov.cn", (
        Article(1, "甲", "2024-01-01", "<p>旧</p>", until=1),
        Article(1, "甲", "2024-01-01", "<p>新</p>", since=1),
        Article(2, "乙", "2024-01-02", "<p>乙</p>", until=1),
        Article(3, "乙", "2024-01-02", "<p>乙</p>", since=1),
    ), gone="stub", until=2),
    sample_site("lonsun", "www.history.gov.cn", sample_reports(2024, 2024), since=2),
)  # fmt: skip


@pytest.fixture(scope="module")
def replica(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replica]:
    """A host for each fault, with one report."""
    with Replica(World(_FAULTED + _OTHERS), tmp_path_factory.mktemp("faults"), tls=True) as running:
        yield running


def test_challenges_look_like_the_real_ones(replica: Replica) -> None:
    """412 and 521 with scripts and their cookies, and pages with status 200 that are none."""
    rivers, jsl = replica.get(_host("rivers"), _COLUMN), replica.get(_host("jsl"), _COLUMN)
    assert (rivers.status, jsl.status) == (412, 521)
    assert "FSSBBIl1UgzbN7N80S=" in rivers.headers["set-cookie"] and "jsl_clearance" in jsl.text
    shell = replica.get(_host("c3vk"), _ADDRESS)
    assert shell.status == 200 and "C3VK" in shell.text and len(shell.body) < 400
    assert replica.get(_host("gone_stub"), _ADDRESS).body == GONE_STUB
    assert "不存在" in replica.get(_host("soft_404"), _ADDRESS).text
    assert replica.get(_host("index_for_all"), _ADDRESS).body == replica.get(_host("index_for_all"), "/x").body
    assert len(replica.get(_host("tiny"), _ADDRESS).body) < 300 and replica.get(_host("empty"), _ADDRESS).body == b""


def test_cookie_redirect_lets_a_cookie_jar_through(replica: Replica) -> None:
    """302 to itself with two cookies until they come back; the loop never ends."""
    first = replica.get(_host("cookie_redirect"), _ADDRESS)
    assert (first.status, first.headers["location"]) == (302, _ADDRESS)
    again = replica.get(_host("cookie_redirect"), _ADDRESS, headers={"Cookie": "CT6T=4fa1; CT6TS=1"})
    assert again.status == 200 and "申请人情况" in again.text
    assert replica.get(_host("cookie_loop"), _ADDRESS, headers={"Cookie": "CT6T=1"}).status == 302
    assert replica.get(_host("redirect_chain"), "/a?hop=4").headers["location"] == "/a?hop=5"


def test_redirects_lead_where_they_should_not(replica: Replica) -> None:
    """To another host on the replica's port, and to a private address."""
    assert replica.get(_host("away"), _ADDRESS).headers["location"] == f"http://www.elsewhere.example:{replica.port}/x"
    private = replica.get(_host("private"), _ADDRESS)
    assert (private.status, private.headers["location"]) == (301, "http://10.0.0.1/admin")


def test_errors_end_after_the_first_requests(replica: Replica) -> None:
    """429 with Retry-After twice for each address, then the page; robots.txt has faults of its own."""
    replies = [replica.get(_host("busy"), _ADDRESS) for _ in range(3)]
    assert [reply.status for reply in replies] == [429, 429, 200]
    assert replies[0].headers["retry-after"] == "7"
    assert replica.get(_host("busy"), _COLUMN).status == 429
    assert replica.get(_host("busy"), "/robots.txt").status == 404
    assert replica.get(_host("denied"), "/robots.txt").text == "User-agent: *\nDisallow: /\n"
    assert (replica.get(_host("norobots"), "/robots.txt").status, replica.get(_host("norobots"), _COLUMN).status) == (
        503,
        200,
    )


def test_slow_body_takes_its_time(replica: Replica) -> None:
    """Pieces of 1024 bytes come 0.05 seconds apart."""
    began = time.monotonic()
    body = replica.get(_host("slow"), _COLUMN).body
    assert time.monotonic() - began > 0.05 * (len(body) // 1024)


@pytest.mark.parametrize("kind", ["cut", "torn_chunks", "announced"])
def test_cut_connections_end_before_the_end(replica: Replica, kind: str) -> None:
    """Less than announced, and chunks without the last one, are incomplete for any client."""
    with pytest.raises(http.client.IncompleteRead) as cut:
        replica.get(_host(kind), _ADDRESS)
    assert cut.value.partial


def test_reset_connections_are_reset(replica: Replica) -> None:
    """Before the head and inside the body."""
    for name in ("reset", "abrupt"):
        with pytest.raises((ConnectionError, http.client.IncompleteRead)):
            replica.get(_host(name), _ADDRESS)


def test_encodings_lie(replica: Replica) -> None:
    """Content encodings and character sets: true, declared and not, broken."""
    zipped = replica.get(_host("gzipped"), _ADDRESS)
    assert zipped.headers["content-encoding"] == "gzip" and "申请人情况" in gzip.decompress(zipped.body).decode()
    lie = replica.get(_host("gzip_lie"), _ADDRESS)
    assert lie.headers["content-encoding"] == "gzip" and "申请人情况" in lie.text
    page = replica.get(_host("charset_lie"), _ADDRESS)
    assert b'charset="gb2312"' in page.body and "陈镕" in page.body.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        page.body.decode("gb2312")
    assert "陈镕" in replica.get(_host("utf-lie"), _ADDRESS).text
    gbk = replica.get(_host("gbk"), _ADDRESS)
    assert gbk.headers["content-type"] == "text/html; charset=gb2312" and "申请人情况" in gbk.body.decode("gb18030")
    bomb = replica.get(_host("gzip_bomb"), _ADDRESS).body
    assert len(bomb) < 250_000 and len(gzip.decompress(bomb)) == 200_000_000


def test_huge_bodies_are_announced_or_endless(replica: Replica) -> None:
    """2 GB by Content-Length, and chunks without end: neither is held by the server."""
    for name, header in (
        ("huge", ("Content-Length", str(2 << 30))),
        ("endless-chunks", ("Transfer-Encoding", "chunked")),
    ):
        connection = http.client.HTTPConnection("127.0.0.1", replica.port, timeout=10)
        connection.request("GET", "/a.pdf", headers={"Host": _host(name)})
        answer = connection.getresponse()
        assert answer.getheader(header[0]) == header[1]
        assert sum(len(answer.read(1 << 20)) for _ in range(4)) == 4 << 20
        connection.close()


def test_types_lie(replica: Replica) -> None:
    """A page that calls itself PDF."""
    reply = replica.get(_host("wrong_type"), _ADDRESS)
    assert reply.headers["content-type"] == "application/pdf" and reply.text.startswith("<!DOCTYPE html>")
    assert "文件不存在" in replica.get(_host("html_for_file"), _ADDRESS).text
    assert replica.get(_host("html_error_in_json"), "/x").headers["content-type"] == "application/json"


def test_pages_vary_without_changing(replica: Replica) -> None:
    """Tokens of attachments, counters and rewritten links differ each time; a calendar has always another month."""
    for name, pattern in (("expiring_token", rb"token=(\w+)"), ("restless", rb"\.x(\w+)\.ipv6best")):
        bodies = [replica.get(_host(name), _ADDRESS).body for _ in range(2)]
        assert len({match[1] for body in bodies if (match := re.search(pattern, body))}) == 2
    assert "?ym=202702" in replica.get(_host("calendar"), f"{_COLUMN}?ym=202701").text
    assert "?ym=202701" in replica.get(_host("calendar"), f"{_COLUMN}?ym=202612").text
    assert "镇府信息公开" in replica.get(_host("altered"), _ADDRESS).text
    assert "transfer-encoding" in replica.get(_host("chunked"), _ADDRESS).headers


def _page(replica: Replica, name: str, number: int) -> tuple[int, list[str], int]:
    reply = replica.get(_host(name), _COLUMN + (f"index_{number - 1}.html" if number > 1 else ""))
    count = re.search(r"var countPage = (\d+)", reply.body.decode())
    return reply.status, re.findall(r"_(\d+)\.html", reply.text), int(count[1]) if count else 0


def test_lists_have_traps(replica: Replica) -> None:
    """The number is ignored; page 2 is page 1 again; there is no end; the last page is missing."""
    pages = {name: [_page(replica, name, number) for number in (1, 2, 3, 4)] for name in ("ignore", "repeat", "short")}
    numbers = {name: [found[1][:10] for found in each] for name, each in pages.items()}
    assert numbers["ignore"][0] == numbers["ignore"][1] == numbers["ignore"][3] != []
    assert numbers["repeat"][0] == numbers["repeat"][1] != numbers["repeat"][2]
    assert pages["repeat"][0][2] == 4 and pages["short"][0][2] == 3
    assert [found[0] for found in pages["short"]] == [200, 200, 404, 404]
    assert _page(replica, "endless", 3)[1][:5] == _page(replica, "endless", 900)[1][:5]
    assert _page(replica, "invented", 900)[1][:5] != _page(replica, "invented", 901)[1][:5]


def test_comment_tells_another_number_of_pages(replica: Replica) -> None:
    """The commented call of TRS says 9 pages whatever there are (facts/portals.md §4.1)."""
    assert '//createPageHTML(9, 0, "index", "html");' in replica.get(_host("short"), _COLUMN).text


@pytest.mark.parametrize("name", ["etag", "modified", "restless"])
def test_static_answers_are_conditional(replica: Replica, name: str) -> None:
    """304 for what the validators say is the same; the others are not looked at."""
    headers = replica.get(_host(name), _COLUMN).headers
    if "etag" in headers and name != "restless":
        assert replica.get(_host(name), _COLUMN, headers={"If-None-Match": headers["etag"]}).status == 304
        assert replica.get(_host(name), _COLUMN, headers={"If-None-Match": '"x"'}).status == 200
    if name == "modified":
        asked = {"If-Modified-Since": headers["last-modified"]}
        assert (replica.get(_host(name), _COLUMN, headers=asked).status, "etag" in headers) == (304, False)
        assert (
            replica.get(_host(name), _COLUMN, headers={"If-Modified-Since": "Mon, 01 Jan 2018 00:00:00 GMT"}).status
            == 200
        )
    assert "etag" not in replica.get(_host("none"), _COLUMN).headers


def test_runs_bring_revisions_reposts_and_redesigns(replica: Replica) -> None:
    """What a host shows depends on the run: silent revision, repost under a new id, removal, another family."""
    host, report = "www.history.gov.cn", "/public/column/6600141"
    try:
        assert "旧" in replica.get(host, f"{_COLUMN}202401/t20240101_1.html").text
        assert replica.get(_host("later"), _ADDRESS).body != GONE_STUB
        tag = replica.get(host, f"{_COLUMN}202401/t20240101_1.html").headers["etag"]
        replica.set_run(1)
        revised = replica.get(host, f"{_COLUMN}202401/t20240101_1.html", headers={"If-None-Match": tag})
        assert "新" in revised.text and revised.headers["etag"] != tag
        assert replica.get(host, f"{_COLUMN}202401/t20240102_2.html").body == GONE_STUB
        assert "t20240102_3.html" in replica.get(host, _COLUMN).text
        assert replica.get(_host("later"), _ADDRESS).body == GONE_STUB
        replica.set_run(2)
        assert (replica.get(host, _COLUMN).status, replica.get(host, f"{report}?type=3").status) == (404, 200)
        assert replica.get(_host("later"), _ADDRESS).body != GONE_STUB
    finally:
        replica.set_run(0)


def test_every_fault_keeps_the_server_alive(replica: Replica) -> None:
    """After all that the server still answers, and knows nothing of hosts that are not its own."""
    with socket.create_connection(("127.0.0.1", replica.port)) as connection:
        connection.sendall(b"nonsense\r\n\r\n")
    assert replica.get(_host("etag"), _ADDRESS).status == 200
    assert replica.get("www.unknown.gov.cn", "/").status == 404
    assert replica.get(_host("etag"), "/no/such/page.html").status == 404
    assert Path(replica.folder / "requests.jsonl").stat().st_size > 0
