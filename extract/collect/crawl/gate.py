"""The first thing that every request meets, redirects and robots.txt too: may this address be asked at all?"""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.utils.httpobj import urlparse_cached

from extract.collect.adapter import Ask
from extract.collect.address import address_problem, host_of, is_ip, is_public_address, may_fetch
from extract.collect.crawl.context import CrawlContext, NotAsked, Trace


class GateMiddleware:
    """Refuses what is not registered, what is not public, and hosts that are left alone."""

    def __init__(self, context: CrawlContext) -> None:
        self.context = context

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(crawler.spider.context)  # type: ignore[union-attr]

    def process_request(self, request: Request) -> None:
        """Let a request pass.

        Raises:
            NotAsked: it may not.
        """
        trace = request.meta.get("trace") or self._adopt(request)
        url = request.url
        host = host_of(url)
        # A pattern with a wildcard stands for names, never for an address of a private network.
        pinned = {pattern for pattern, _ in self.context.options.resolve}
        if is_ip(host) and not is_public_address(host) and host not in pinned:
            raise NotAsked("private_address", host, url)
        problem = address_problem(url)
        if problem is not None or not may_fetch(url, trace.bounds.hosts, trace.bounds.domains):
            raise NotAsked("off_host", problem or host, url)
        why = self.context.hosts.parked(url)
        if why is not None:
            raise NotAsked("parked", why, url)

    def _adopt(self, request: Request) -> Trace:
        """A trace for a robots.txt that Scrapy asks for on its own."""
        asker = self.context.askers.pop(urlparse_cached(request).netloc)
        trace = Trace(asker.site, asker.bounds, Ask(request.url, "robots"), asker.parent)
        request.meta["trace"] = trace
        request.meta["download_timeout"] = self.context.options.timeout
        return trace
