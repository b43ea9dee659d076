"""Answers that no honest server gives: each ends in an outcome, in bounded memory, and costs no other site anything."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from extract.collect.crawl.options import CrawlOptions, NoProgress
from extract.collect.crawl.rendition import markup_to_text
from extract.collect.crawl.runner import crawl
from extract.collect.registry import Registry, Site
from extract.collect.store import Store


def endless_headers(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for _ in range(100_000):
        connection.sendall(b"X-Filler: " + b"a" * 1000 + b"\r\n")


def endless_continue(connection: socket.socket) -> None:
    for _ in range(1_000_000):
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


def part_of_a_page(connection: socket.socket) -> None:
    body = b"<html><body>" + "政府信息公开工作年度报告".encode() * 40 + b"</body></html>"
    connection.sendall(b"HTTP/1.1 206 Partial Content\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


@contextmanager
def serving(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that gives one answer to everything but robots.txt."""
    listener = socket.create_server(("127.0.0.1", 0))

    def talk(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            asked = connection.recv(65536)
            if b"/robots.txt" in asked.split(b"\r\n")[0]:
                connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            else:
                answer(connection)

    def serve() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=talk, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [(endless_headers, "too_big"), (endless_continue, "too_big"), (part_of_a_page, "cut_short")],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_an_answer_that_is_none_has_its_outcome(
    tmp_path: Path, answer: Callable[[socket.socket], None], outcome: str
) -> None:
    """Headers without end are given up after 256 KiB, and a part of a page that nobody asked for is no page."""
    with serving(answer) as port:
        site = Site("青山市财政局", f"http://www.qingshan.gov.cn:{port}/", site_id="x")
        options = CrawlOptions(
            "t@example.org", delay=0.0, timeout=20.0, retries=0, resolve=(("*.gov.cn", "127.0.0.1"),)
        )
        result = crawl(Registry((site,), ()), tmp_path / "store", options, NoProgress())
    assert result.sites == {"x": outcome}
    with Store(tmp_path / "store", read_only=True) as store:
        assert [row["code"] for row in store.query("SELECT code FROM findings")] == [outcome]


@pytest.mark.parametrize("markup", ["<!--" * 200_000, "<script>" * 200_000, "<style " * 200_000])
def test_markup_that_is_never_closed_takes_no_time(markup: str) -> None:
    """Comments and scripts without end reach to the end of the text; they are not looked for again and again."""
    assert markup_to_text(markup) in {"", markup.strip()}
