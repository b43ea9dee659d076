"""The small parts of a crawl: hosts, pace, addresses, outcomes, names, shares."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from twisted.internet.address import IPv4Address

from extract.collect.crawl import resolver
from extract.collect.crawl.handler import SPOOL_FROM, Spool
from extract.collect.crawl.hosts import FAILURES, HostBook
from extract.collect.crawl.names import headers_to_name, is_document, suffix_of, type_to_lie
from extract.collect.crawl.options import CrawlOptions, sites_to_share
from extract.collect.crawl.resolver import host_to_pin
from extract.collect.crawl.settings import options_to_settings
from extract.collect.crawl.spider import sites_to_groups
from extract.collect.crawl.throttle import HostThrottle
from extract.collect.registry import Site
from extract.collect.store import Run
from extract.media import DOCX, HTML, PDF, ZIP


def sites(count: int) -> tuple[Site, ...]:
    return tuple(Site("甲", f"http://h{number // 2}.gov.cn/{number}", site_id=str(number)) for number in range(count))


def test_shares_are_disjoint_and_whole() -> None:
    """Every host is in exactly one of n shares, with all its rows."""
    registry = sites(100)
    shares = [sites_to_share(registry, CrawlOptions("", shard=(number, 3))) for number in (1, 2, 3)]
    assert sorted(site.site_id for share in shares for site in share) == sorted(site.site_id for site in registry)
    assert all(len(share) > 15 for share in shares)
    hosts = [{site.host for site in share} for share in shares]
    assert not hosts[0] & hosts[1] | hosts[1] & hosts[2] | hosts[0] & hosts[2]


def test_rows_that_are_not_crawled() -> None:
    """Dead rows and those of files saved by hand are left out; ids and families choose among the rest."""
    rows = (*sites(2), Site("乙", "http://x.gov.cn/", status="dead"), Site("丙", "http://y.gov.cn/", status="manual"))
    assert sites_to_share(rows, CrawlOptions("")) == rows[:2]
    assert sites_to_share(rows, CrawlOptions("", sites=("1",))) == rows[1:2]
    assert sites_to_share(rows, CrawlOptions("", families=("boda",))) == ()
    assert [host for host, _ in sites_to_groups(sites(4))] == ["h0.gov.cn", "h1.gov.cn"]


def test_host_is_parked_after_failures_in_a_row() -> None:
    """Three failures in a row park a host; a success between them does not let it come to that."""
    book = HostBook()
    url = "http://a.gov.cn/x"
    for outcome in ("timed_out", "challenged", "ok", "server_error", "not_found", "refused", "refused"):
        book.count(url, outcome)
    assert book.parked(url) is None
    book.count(url, "timed_out")
    assert str(FAILURES) in (book.parked(url) or "")
    book.forget("a.gov.cn")
    assert book.parked("https://a.gov.cn/y") is not None


class Receiver:
    def __init__(self) -> None:
        self.addresses: list[str] = []

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        """As Twisted wants it."""

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.addresses.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        """As Twisted wants it."""


@pytest.mark.parametrize(
    ("addresses", "passed"),
    [
        (["8.8.8.8"], ["8.8.8.8"]),
        (["10.0.0.1"], []),
        (["127.0.0.1", "8.8.4.4"], ["8.8.4.4"]),
        (["169.254.169.254"], []),
    ],
)
def test_addresses_that_are_not_public(addresses: list[str], passed: list[str]) -> None:
    """What a name resolves to is filtered at the moment of connecting; a name of private addresses alone is noted."""
    receiver = Receiver()
    public = resolver._PublicReceiver(receiver, "A.gov.cn")
    for address in addresses:
        public.addressResolved(IPv4Address("TCP", address, 80))
    public.resolutionComplete()
    assert receiver.addresses == passed
    assert (resolver.refused.pop("a.gov.cn", None) is None) == bool(passed)


def test_pins() -> None:
    """The first pattern that fits counts, with or without a port; IPv6 addresses stand in brackets or alone."""
    pins = [("a.gov.cn", "::1"), ("*:443", "[::1]:8443"), ("*", "127.0.0.1")]
    assert host_to_pin("a.gov.cn", 443, pins) == ("::1", 443)
    assert host_to_pin("b.gov.cn", 443, pins) == ("::1", 8443)
    assert host_to_pin("b.gov.cn", 80, pins) == ("127.0.0.1", 80)
    assert host_to_pin("b.gov.cn", 80, []) is None


def throttle(mindelay: float, book: HostBook) -> HostThrottle:
    made = HostThrottle.__new__(HostThrottle)
    made.mindelay, made.maxdelay = mindelay, 60.0
    context = SimpleNamespace(hosts=book, now=lambda: 0.0)
    made.crawler = cast(Any, SimpleNamespace(spider=SimpleNamespace(context=context)))
    return made


def answer(status: int, **headers: bytes) -> Any:
    return SimpleNamespace(status=status, url="http://a.gov.cn/", headers={b"Retry-After": headers.get("retry_after")})


def test_pace() -> None:
    """The delay doubles on errors up to the limit, honours Retry-After, sinks slowly, and never below its floor."""
    made = throttle(2.0, HostBook())
    slot: Any = SimpleNamespace(delay=2.0, lastseen=0.0)
    delays = []
    for status in (503, 429, 200, 200):
        made._adjust_delay(slot, 0.1, answer(status))
        delays.append(round(slot.delay, 2))
    assert delays == [4.0, 8.0, 7.2, 6.48]
    made._adjust_delay(slot, 0.1, answer(429, retry_after=b"30"))
    assert slot.delay == 30.0
    for _ in range(60):
        made._adjust_delay(slot, 0.1, answer(200))
    assert slot.delay == 2.0
    made._adjust_delay(slot, 5.0, answer(200))
    assert slot.delay == 5.0


def test_retry_after_beyond_the_limit_parks() -> None:
    """A host that wants to be left alone for longer than the limit is left alone."""
    book = HostBook()
    made = throttle(2.0, book)
    made._adjust_delay(cast(Any, SimpleNamespace(delay=2.0, lastseen=0.0)), 0.1, answer(429, retry_after=b"3600"))
    assert book.parked("http://a.gov.cn/x") == "wants to be left alone for 3600 s"


def test_spool(tmp_path: Path) -> None:
    """A body beyond the limit is on disk, whole and hashed; one that is dropped leaves nothing behind."""
    import hashlib

    pieces = [b"%PDF", b"x" * SPOOL_FROM, b"end"]
    spool = Spool(tmp_path)
    for piece in pieces:
        spool.write(piece)
    assert spool.getvalue() == b""
    assert spool.path is not None and spool.path.read_bytes() == b"".join(pieces)
    assert spool.digest.hexdigest() == hashlib.sha256(b"".join(pieces)).hexdigest()
    assert (spool.head, spool.size) == (b"%PDF", SPOOL_FROM + 7)
    spool.truncate(0)
    assert not list(tmp_path.iterdir())
    small = Spool(tmp_path)
    small.write(b"page")
    assert (small.getvalue(), small.path) == (b"page", None)


def test_names_that_lie() -> None:
    """A suffix or a declared type that does not fit the bytes is told; WPS names and octet streams are no lies."""
    assert type_to_lie(DOCX, ("报告.wps",), "application/octet-stream") is None
    assert type_to_lie(PDF, ("报告.doc",), "") == "named .doc, is application/pdf"
    assert (
        type_to_lie(PDF, ("/download?id=1",), "text/html; charset=utf-8") == "declared as text/html, is application/pdf"
    )
    assert type_to_lie(DOCX, ("/download?id=1",), "application/zip") is None
    assert type_to_lie(ZIP, ("a.rar",), "") is None
    assert not is_document(HTML, b"<html>", "a.pdf")
    assert is_document(HTML, b'<html xmlns:o="urn:schemas-microsoft-com:office:office">', "a.doc")
    assert suffix_of("http://a.gov.cn/x.y/z") == ""


def test_names_in_headers() -> None:
    """File names come in RFC 5987, percent-encoded, as raw UTF-8 and as raw GBK; none of them is a path."""
    raw = "年报.doc"
    for value in (
        "attachment; filename*=UTF-8''%E5%B9%B4%E6%8A%A5.doc",
        'attachment; filename="%E5%B9%B4%E6%8A%A5.doc"',
        f'attachment; filename="{raw.encode().decode("latin-1")}"',
        f"attachment; filename={raw.encode('gb18030').decode('latin-1')}",
        'attachment; filename="../../etc/%E5%B9%B4%E6%8A%A5.doc"',
    ):
        assert headers_to_name({"content-disposition": value}) == raw


def test_settings_are_polite() -> None:
    """Robots are obeyed, certificates verified, one request at a time, no proxy from the environment, no console."""
    made = options_to_settings(
        CrawlOptions("a@b.cn", "1"), Run(1, "k", "2026-05-01T00:00:00.000Z", resumed=False), Path("x.log")
    )
    assert made["ROBOTSTXT_OBEY"] and made["DOWNLOAD_VERIFY_CERTIFICATES"] and not made["TELNETCONSOLE_ENABLED"]
    assert (made["CONCURRENT_REQUESTS_PER_DOMAIN"], made["DOWNLOAD_DELAY"], made["DOWNLOAD_DELAY_JITTER"]) == (
        1,
        2.0,
        0,
    )
    assert made["DOWNLOADER_MIDDLEWARES"]["scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware"] is None
