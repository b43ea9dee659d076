"""A bare Scrapy spider that sends given requests and does nothing with the answers: ``python -m benchmarks.bare_crawl``.

What it costs is Scrapy's own part of a crawl. The file has one JSON object a line: method, url, body; requests of one
host are sent one after the other, hosts at the same time, as in ours.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response


class BareSpider(scrapy.Spider):
    """Sends the requests of a file, those of one host in order."""

    name = "bare"

    def __init__(self, path: str, **rest: Any) -> None:
        super().__init__(**rest)
        self._waiting: dict[str, deque[dict[str, str]]] = defaultdict(deque)
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            asked = json.loads(line)
            self._waiting[urlsplit(asked["url"]).netloc].append(asked)

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """The first request of each host."""
        for host in list(self._waiting):
            yield self._next(host)

    def parse(self, response: Response) -> Iterator[scrapy.Request]:
        """The next request of the host, whatever came."""
        host = urlsplit(response.url).netloc
        if self._waiting[host]:
            yield self._next(host)

    def _next(self, host: str) -> scrapy.Request:
        asked = self._waiting[host].popleft()
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if asked["body"] else None
        return scrapy.Request(
            asked["url"], self.parse, method=asked["method"], body=asked["body"], headers=kind,
            dont_filter=True, meta={"handle_httpstatus_all": True, "dont_redirect": True, "dont_retry": True},
        )  # fmt: skip


def main() -> None:
    """Send all requests of the file."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bare_crawl", description=__doc__)
    parser.add_argument("requests", help="one JSON object a line")
    parser.add_argument("--hosts", type=int, default=16)
    parser.add_argument("--address", required=True, help="address and port that stand for every host")
    options = parser.parse_args()
    address = options.address.partition(":")[0]
    process = CrawlerProcess(
        {
            "ROBOTSTXT_OBEY": False,
            "DOWNLOAD_DELAY": 0,
            "CONCURRENT_REQUESTS": options.hosts,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "TELNETCONSOLE_ENABLED": False,
            "LOG_LEVEL": "WARNING",
            "HTTPPROXY_ENABLED": False,
        }
    )
    _resolve_all_to(address)
    process.crawl(BareSpider, path=options.requests)
    process.start()


def _resolve_all_to(address: str) -> None:
    """Every name is the replica's address; the ports are in the addresses."""
    from scrapy.resolver import CachingThreadedResolver
    from twisted.internet import defer

    CachingThreadedResolver.getHostByName = lambda *_: defer.succeed(address)  # type: ignore[method-assign]


if __name__ == "__main__":
    main()
