"""Runs after runs: what the next one asks, what an interrupted one goes on with, how fast a host is asked."""

from __future__ import annotations

import hashlib
import itertools
import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest

from extract.collect.crawl.options import (
    CrawlError,
    ExchangeDone,
    NoContactError,
    RunStarted,
    SiteFinished,
    SiteStarted,
)
from extract.collect.crawl.runner import CrawlOptions, crawl
from extract.collect.registry import Registry
from extract.collect.store import StoreLockedError
from tests.extract.collect.crawl.crawling import CONTACT, Events, findings, outcomes, rows, run, site
from tests.extract.collect.crawl.tiny_server import HOST, Reply, Server, list_page, report_page, serving, small_site

MANY = list(range(2012, 2024))


def many(host: str, path: str, headers: dict[str, str]) -> Reply:
    """Twenty reports, each of which takes a moment."""
    del host, headers
    if path == "/robots.txt":
        return Reply(status=404)
    if path == "/nb/":
        return Reply(list_page(MANY))
    time.sleep(0.03)
    return Reply(report_page(int(path[4:8])))


def test_second_run_asks_for_changes_only(tmp_path: Path) -> None:
    """A run after a finished one asks for robots and lists anew, and for documents on condition; all are unchanged."""
    with serving(small_site) as server:
        first = run(server, tmp_path)
        asked = len(server.hits)
        second = run(server, tmp_path)
        conditional = {hit.path: "if-none-match" in hit.headers for hit in server.hits[asked:]}
    assert (first.finished, first.counts["new"], second.counts["unchanged"]) == (True, 4, 4)
    assert second.outcomes == {"ok": 2, "unchanged": 4}
    assert [path for path, is_conditional in conditional.items() if not is_conditional] == ["/robots.txt", "/nb/"]
    assert "lying_type" not in findings(tmp_path)


def test_documents_are_left_alone_for_some_days(tmp_path: Path) -> None:
    """With recheck_days documents that were fetched lately are not asked for; lists are."""
    with serving(small_site) as server:
        run(server, tmp_path)
        asked = len(server.hits)
        run(server, tmp_path, recheck_days=30.0)
        assert [hit.path for hit in server.hits[asked:]] == ["/robots.txt", "/nb/"]


def test_same_bytes_without_validators(tmp_path: Path) -> None:
    """A site that ignores conditions sends the same bytes again: unchanged, and asked with the date of the last fetch."""
    with serving(many) as server:
        run(server, tmp_path)
        asked = len(server.hits)
        result = run(server, tmp_path)
        details = [hit for hit in server.hits[asked:] if hit.path.endswith(".html")]
    assert result.outcomes["unchanged"] == len(MANY)
    assert all(hit.headers["if-modified-since"].endswith("GMT") for hit in details)


def test_politeness(tmp_path: Path) -> None:
    """One request at a time to a host, and the delay between the end of an answer and the next request; hosts in parallel."""
    with serving(small_site) as server:
        run(server, tmp_path, site(), site(host="b.gov.cn"), delay=0.25)
        for host in (HOST, "b.gov.cn"):
            hits = sorted((hit for hit in server.hits if hit.host == host), key=lambda hit: hit.begin)
            assert len(hits) == 6
            assert min(after.begin - before.end for before, after in itertools.pairwise(hits)) >= 0.245
        span = max(hit.end for hit in server.hits) - min(hit.begin for hit in server.hits)
        assert span < 2 * 5 * 0.25 + 0.5


def test_delay_of_a_row_and_of_robots(tmp_path: Path) -> None:
    """A row's delay and a Crawl-delay slow their host down; the others keep their pace."""

    def answer(host: str, path: str, headers: dict[str, str]) -> Reply:
        if path == "/robots.txt" and host == "crawl.gov.cn":
            return Reply(b"User-agent: *\nCrawl-delay: 0.4")
        return small_site(host, path, headers)

    with serving(answer) as server:
        run(server, tmp_path, site(host="row.gov.cn", delay=0.3), site(host="crawl.gov.cn"), site(host="quick.gov.cn"))
        spans = {}
        for host in ("row.gov.cn", "crawl.gov.cn", "quick.gov.cn"):
            hits = [hit for hit in server.hits if hit.host == host]
            spans[host] = hits[-1].begin - hits[0].end
    assert spans["row.gov.cn"] >= 4 * 0.3
    assert spans["crawl.gov.cn"] >= 3 * 0.4
    assert spans["quick.gov.cn"] < 1.0


def crawl_here(server_port: int, folder: Path) -> None:
    options = CrawlOptions(CONTACT, "1.0", delay=0.0, resolve=(("*", f"127.0.0.1:{server_port}"),))
    result = crawl(Registry((site(),), ()), folder, options, Events())
    (folder.parent / "result").write_text(f"{result.finished} {result.sites}")


def start_and_wait(server: Server, folder: Path, hits: int) -> multiprocessing.process.BaseProcess:
    process = multiprocessing.get_context("spawn").Process(
        target=crawl_here, args=(server.server_address[1], folder), daemon=False
    )
    process.start()
    until = time.monotonic() + 20
    while len(server.hits) < hits and time.monotonic() < until:
        time.sleep(0.01)
    return process


@pytest.mark.parametrize("victim", ["parent", "child"])
def test_killed_crawl_goes_on(tmp_path: Path, victim: str) -> None:
    """After kill -9 of either process nothing acknowledged is asked again; the result is that of one whole run."""
    folder = tmp_path / "store"
    with serving(many) as server:
        process = start_and_wait(server, folder, 8)
        assert process.pid is not None
        target = process.pid
        if victim == "child":
            target = int(Path(f"/proc/{target}/task/{target}/children").read_text().split()[-1])
        os.kill(target, signal.SIGKILL)
        process.join(10)
        acknowledged = {url for role, url, _ in wait_for_rows(folder)}
        before = len(server.hits)
        result = run(server, folder)
        again = [f"http://{HOST}{hit.path}" for hit in server.hits[before:]]
        assert result.resumed
        assert result.finished
        assert not acknowledged & set(again)
        assert len(rows(folder, "SELECT 1 FROM documents")) == len(MANY)
        assert rows(folder, "SELECT url, count(*) FROM fetches GROUP BY key HAVING count(*) > 1") == []


def wait_for_rows(folder: Path) -> list[tuple[object, ...]]:
    """What the store acknowledged, once the orphan has let go of it."""
    time.sleep(0.3)
    return outcomes(folder)


def test_interrupt_ends_cleanly(tmp_path: Path) -> None:
    """An interrupt lets the exchange under way end, and returns what was done; the next call goes on."""
    folder = tmp_path / "store"
    with serving(many) as server:
        process = start_and_wait(server, folder, 6)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGINT)
        process.join(20)
        assert process.exitcode == 0
        assert (tmp_path / "result").read_text() == "False {}"
        assert len(server.hits) < len(MANY)
        assert run(server, folder).finished
        assert sorted(server.paths()) == sorted(set(server.paths()))


def test_events(tmp_path: Path) -> None:
    """Progress hears of the run, of each exchange, and of the site with its counts."""
    events = Events()
    with serving(small_site) as server:
        options = CrawlOptions(CONTACT, "1.0", delay=0.0, resolve=server.resolve)
        crawl(Registry((site(),), ()), tmp_path, options, events)
    kinds = [type(event) for event in events.events]
    assert kinds == [RunStarted, SiteStarted, *[ExchangeDone] * 6, SiteFinished]
    last = events.events[-1]
    assert isinstance(last, SiteFinished)
    assert (last.done, last.total, last.counts["documents"], last.counts["files"]) == (1, 1, 3, 1)


def test_large_file_goes_through_the_disk(tmp_path: Path) -> None:
    """A file of 20 MB is in the store byte for byte, and nothing of it is left where it was put while it came."""
    body = b"%PDF-1.4\n1 0 obj\n" + bytes(range(256)) * 80_000

    def answer(host: str, path: str, headers: dict[str, str]) -> Reply:
        if path == "/nb/file.pdf":
            return Reply(body, headers=(("Content-Type", "application/pdf"),))
        return small_site(host, path, headers)

    with serving(answer) as server:
        run(server, tmp_path)
    ((sha256, size),) = rows(
        tmp_path, "SELECT sha256, size FROM objects JOIN fetches USING (sha256) WHERE fetches.role = 'file'"
    )
    assert (sha256, size) == (hashlib.sha256(body).hexdigest(), len(body))
    assert not list((tmp_path / "spool").iterdir())


def test_store_in_use(tmp_path: Path) -> None:
    """Two crawls never write to one store."""
    from extract.collect.store import Store

    with serving(small_site) as server, Store(tmp_path, create=True), pytest.raises(StoreLockedError):
        run(server, tmp_path)


@pytest.mark.parametrize("contact", ["", "me", "a b@c.d", "https://", "x@y"])
def test_no_contact(tmp_path: Path, contact: str) -> None:
    """Without a page or a mailbox nothing is asked."""
    with pytest.raises(NoContactError):
        crawl(Registry((), ()), tmp_path, CrawlOptions(contact), Events())


def test_options_that_cannot_be(tmp_path: Path) -> None:
    """A share outside its number, or a negative delay, is refused."""
    for options in (CrawlOptions(CONTACT, shard=(3, 2)), CrawlOptions(CONTACT, delay=-1.0)):
        with pytest.raises(CrawlError):
            crawl(Registry((), ()), tmp_path, options, Events())
