"""One crawl over a row of broken sites: each ends with its own outcome, and none harms another."""

from __future__ import annotations

import gzip
import time
import zlib
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from extract.collect.crawl.options import CrawlResult
from tests.extract.collect.crawl.crawling import rows, run, site
from tests.extract.collect.crawl.tiny_server import Hit, Reply, list_page, report_page, serving, small_site

PDF = (("Content-Type", "application/pdf"),)
NO_RULES = Reply(b"", 404)


class Ran(NamedTuple):
    result: CrawlResult
    folder: Path
    hits: list[Hit]

    def asked(self, name: str) -> list[str]:
        return [hit.path for hit in self.hits if hit.host == f"{name}.gov.cn"]

    def outcomes(self, name: str, role: str = "%") -> list[str]:
        query = f"SELECT outcome FROM fetches WHERE site_id = '{name}' AND role LIKE '{role}' ORDER BY fetch_id"
        return [outcome for (outcome,) in rows(self.folder, query)]

    def findings(self, name: str) -> dict[str, str]:
        return dict(rows(self.folder, f"SELECT code, found FROM findings WHERE site_id = '{name}' ORDER BY finding_id"))

    def documents(self, name: str) -> list[tuple[Any, ...]]:
        return rows(self.folder, f"SELECT role, year, url FROM documents WHERE site_id = '{name}' ORDER BY document_id")


def stream_forever(out: Any) -> None:
    piece = b"%x\r\n" % 65536 + b"x" * 65536 + b"\r\n"
    for _ in range(4000):
        out.write(piece)


def with_file(reply: Reply) -> Any:
    """A site of one report with one attachment, which is answered so."""

    def answer(path: str, _: dict[str, str]) -> Reply:
        if path == "/nb/":
            return Reply(list_page([2023]))
        if path == "/nb/2023.html":
            return Reply(report_page(2023, more="<p><a href='a.pdf'>附件：年报.pdf</a></p>"))
        return reply if path == "/nb/a.pdf" else NO_RULES

    return answer


def every_page(reply: Reply) -> Any:
    return lambda path, _: NO_RULES if path == "/robots.txt" else reply


def robots(reply: Reply) -> Any:
    return lambda path, headers: reply if path == "/robots.txt" else small_site("", path, headers)


def slow(_: Any) -> None:
    time.sleep(4)


def cut(out: Any) -> None:
    out.write(b"half")


def list_then(reply: Reply, years: tuple[int, ...] = (2019, 2020, 2021, 2022, 2023)) -> Any:
    """A list of reports, each of which is answered so."""
    return lambda path, _: (
        NO_RULES if path == "/robots.txt" else Reply(list_page([*years])) if path == "/nb/" else reply
    )


def compressed(path: str, _: dict[str, str]) -> Reply:
    """gzip, deflate, a body that only says that it is gzip, and one that is cut."""
    if path == "/nb/":
        return Reply(gzip.compress(list_page([2021, 2022, 2023])), headers=(("Content-Encoding", "gzip"),))
    if path == "/nb/2021.html":
        return Reply(zlib.compress(report_page(2021)), headers=(("Content-Encoding", "deflate"),))
    if path == "/nb/2022.html":
        return Reply(report_page(2022), headers=(("Content-Encoding", "gzip"),))
    if path == "/nb/2023.html":
        return Reply(gzip.compress(report_page(2023))[:-40], headers=(("Content-Encoding", "gzip"),))
    return NO_RULES


def cookie_wall(path: str, headers: dict[str, str]) -> Reply:
    """Redirects to the same address with a cookie, and answers whoever brings it back."""
    if path == "/nb/" and "CT6T=1" not in headers.get("cookie", ""):
        return Reply(status=302, headers=(("Location", "/nb/"), ("Set-Cookie", "CT6T=1; path=/; domain=gov.cn")))
    return small_site("", path, headers)


class Flaky:
    """The first tries fail."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        self.failed: set[str] = set()

    def __call__(self, path: str, headers: dict[str, str]) -> Reply:
        if path == "/nb/" and path not in self.failed:
            self.failed.add(path)
            return self.reply
        return small_site("", path, headers)


BOMB = Reply(gzip.compress(b"\0" * 40_000_000), headers=(("Content-Encoding", "gzip"), *PDF))
CHUNKED = (("Transfer-Encoding", "chunked"), *PDF)
HOSTS: dict[str, Any] = {
    "sound": lambda path, headers: small_site("", path, headers),
    "denied": robots(Reply(b"User-agent: gongkai\nDisallow: /nb/")),
    "robots500": robots(Reply(status=500)),
    "robots521": robots(Reply(status=521)),
    "robots403": robots(Reply(status=403)),
    "rivers": every_page(Reply(b"<script>var $_ts={};</script>", 412)),
    "refused": every_page(Reply(b"no", 403)),
    "broken": list_then(Reply(b"oops", 500)),
    "shell": list_then(Reply(b"<script>document.cookie='C3VK=abc; path=/';location.reload();</script>")),
    "missing": list_then(Reply(b"gone", 404)),
    "flaky": Flaky(Reply(b"later", 503)),
    "hasty": Flaky(Reply(b"slower", 429, (("Retry-After", "1"),))),
    "weary": Flaky(Reply(b"tomorrow", 429, (("Retry-After", "86400"),))),
    "slow": every_page(Reply(headers=(("Content-Length", "10"),), stream=slow)),
    "cut": every_page(Reply(headers=(("Content-Length", "1000"),), stream=cut)),
    "offhost": every_page(Reply(status=302, headers=(("Location", "http://www.elsewhere.example/nb/"),))),
    "inward": every_page(Reply(status=302, headers=(("Location", "http://169.254.169.254/latest/"),))),
    "loop": every_page(Reply(status=302, headers=(("Location", "/nb/"),))),
    "huge": with_file(Reply(headers=(("Content-Length", str(2 << 30)), *PDF), stream=cut)),
    "endless": with_file(Reply(headers=CHUNKED, stream=stream_forever)),
    "bomb": with_file(BOMB),
    "lie": with_file(Reply(b"<html><body>not here</body></html>", headers=PDF)),
    "word": with_file(Reply(b"{\\rtf1 x}", headers=PDF)),
    "packed": with_file(Reply(b"Rar!\x1a\x07\x00x", headers=PDF)),
    "compressed": compressed,
    "cookies": cookie_wall,
}


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    folder = tmp_path_factory.mktemp("faults") / "store"

    def answer(host: str, path: str, headers: dict[str, str]) -> Reply:
        reply: Reply = HOSTS[host.partition(".")[0]](path, headers)
        return reply

    with serving(answer) as server:
        named = [site(host=f"{name}.gov.cn", site_id=name) for name in HOSTS]
        secure = site(site_id="tls", start_url="https://tls.gov.cn/nb/")
        nowhere = site(site_id="private", start_url="http://localhost/nb/")
        pins = (("*.gov.cn", server.resolve[0][1]),)
        result = run(
            server, folder, *named, secure, nowhere, resolve=pins, timeout=1.5, max_bytes_file=2 << 20, max_delay=5.0
        )
        return Ran(result, folder, server.hits)


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("sound", "ok"), ("denied", "robots_denied"), ("robots500", "robots_unavailable"), ("robots521", "challenged"),
        ("robots403", "ok"), ("rivers", "challenged"), ("refused", "refused"), ("broken", "nothing_had"), ("missing", "nothing_had"),
        ("flaky", "ok"), ("hasty", "ok"), ("weary", "too_many_requests"), ("slow", "timed_out"), ("cut", "cut_short"),
        ("offhost", "off_host"), ("inward", "private_address"), ("loop", "wrong_page"), ("huge", "ok"), ("tls", "tls_failed"),
        ("private", "private_address"), ("cookies", "ok"), ("compressed", "ok"),
    ],
)  # fmt: skip
def test_outcome(ran: Ran, name: str, outcome: str) -> None:
    """Every kind of site ends with the outcome that says what kept its lists from being read, or ok."""
    assert ran.result.sites[name] == outcome
    assert outcome == "ok" or outcome in ran.findings(name)


def test_nothing_asked_where_robots_forbids(ran: Ran) -> None:
    """A host whose robots.txt denies, fails or wants a browser is asked for nothing else."""
    for name in ("denied", "robots500", "robots521"):
        assert set(ran.asked(name)) == {"/robots.txt"}, name


def test_nothing_sent_off_the_list(ran: Ran) -> None:
    """Redirects to hosts that are not registered, private ones among them, are not followed."""
    assert not [hit for hit in ran.hits if "elsewhere" in hit.host or hit.host.startswith(("169.", "localhost"))]
    assert ran.outcomes("offhost", "start") == ["redirected", "off_host"]


def test_redirects_are_limited(ran: Ran) -> None:
    """A redirect to itself is followed six times."""
    assert ran.asked("loop").count("/nb/") == 7


def test_failing_host_is_parked(ran: Ran) -> None:
    """After three reports that end with 5xx in a row the host is asked for nothing more; missing pages do not count."""
    assert ran.outcomes("broken", "detail") == ["server_error"] * 6 + ["parked"] * 2
    assert ran.outcomes("shell", "detail")[-2:] == ["parked"] * 2
    assert set(ran.outcomes("shell", "detail")[:-2]) == {"challenged"}
    assert ran.outcomes("missing", "detail") == ["not_found"] * 5


def test_retries_end_in_one_outcome(ran: Ran) -> None:
    """A failure that passes is repeated, after as long as the site asks for; one that asks for too long is not."""
    assert ran.outcomes("flaky", "start") == ["server_error", "ok"]
    assert ran.outcomes("hasty", "start") == ["too_many_requests", "ok"]
    first, second = [hit for hit in ran.hits if hit.host == "hasty.gov.cn" and hit.path == "/nb/"]
    assert second.begin - first.end >= 1.0
    assert ran.asked("weary").count("/nb/") == 1


def test_large_bodies_are_not_taken(ran: Ran) -> None:
    """An announced 2 GB, an endless body and a bomb end as too_big; the article itself is kept."""
    for name in ("huge", "endless", "bomb"):
        assert ran.outcomes(name, "file")[-1] == "too_big", name
        assert [role for role, *_ in ran.documents(name)] == ["page"]


def test_page_for_a_file(ran: Ran) -> None:
    """A page where a PDF was expected is no document; the finding says so."""
    assert ran.outcomes("lie", "file") == ["bad_type"]
    assert [role for role, *_ in ran.documents("lie")] == ["page"]
    assert "text/html" in ran.findings("lie")["lying_type"]


def test_other_kind_of_file(ran: Ran) -> None:
    """A file of another kind than its name is kept, with a finding; an archive is kept and told."""
    assert ran.findings("word")["lying_type"] == "named .pdf, is application/rtf"
    assert [role for role, *_ in ran.documents("word")] == ["page", "file"]
    assert "archive_listed" in ran.findings("packed")


def test_encodings(ran: Ran) -> None:
    """Compressed bodies are unpacked; one that only pretends is taken as it is; one that is cut is no document."""
    assert [year for _, year, _ in ran.documents("compressed")] == [2021, 2022]
    assert ran.outcomes("compressed", "detail") == ["ok", "ok", "cut_short"]


def test_cookies_stay_with_their_host(ran: Ran) -> None:
    """A cookie wall is passed by sending the cookie back; no other host gets it."""
    assert not [hit for hit in ran.hits if "cookie" in hit.headers and hit.host != "cookies.gov.cn"]


def test_contact_in_every_request(ran: Ran) -> None:
    """Every request carries the honest name with the contact."""
    assert {hit.headers["user-agent"] for hit in ran.hits} == {"gongkai/1.0 (+https://example.org/crawl)"}
    assert not list((ran.folder / "spool").glob("*"))
