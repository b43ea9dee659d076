"""Crawls of a few rows against the tiny server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from extract.collect.crawl.options import CrawlEvent, CrawlOptions, CrawlResult
from extract.collect.crawl.runner import crawl
from extract.collect.registry import Registry, Site
from extract.collect.store import Store
from tests.extract.collect.crawl.tiny_server import HOST, Server

CONTACT = "https://example.org/crawl"


class Events:
    """Keeps every event."""

    def __init__(self) -> None:
        self.events: list[CrawlEvent] = []

    def show(self, event: CrawlEvent) -> None:
        self.events.append(event)


def site(path: str = "/nb/", host: str = HOST, **fields: Any) -> Site:
    values = {"agency": "青山市人民政府", "start_url": f"http://{host}{path}", "site_id": f"{host}{path}", **fields}
    return Site(**values)


def run(server: Server, folder: Path, *sites: Site, **options: Any) -> CrawlResult:
    chosen = {"delay": 0.0, "timeout": 10.0, "retries": 1, "resolve": server.resolve, **options}
    return crawl(Registry(sites or (site(),), ()), folder, CrawlOptions(CONTACT, "1.0", **chosen), Events())


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with Store(folder, read_only=True) as store:
        return [tuple(row) for row in store.query(query)]


def outcomes(folder: Path) -> list[tuple[Any, ...]]:
    return rows(folder, "SELECT role, url, outcome FROM fetches ORDER BY fetch_id")


def findings(folder: Path) -> dict[str, str]:
    return dict(rows(folder, "SELECT code, found FROM findings ORDER BY finding_id"))
