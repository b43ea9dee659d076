"""The robots.txt of every host, first of all: Scrapy's, and what RFC 9309 says of one that cannot be had."""

from __future__ import annotations

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred

from extract.collect.address import host_of
from extract.collect.crawl.context import CrawlContext, NotAsked
from extract.collect.crawl.hosts import MAX_CRAWL_DELAY
from extract.collect.crawl.outcomes import failure_to_outcome, status_to_outcome
from extract.collect.exchange import Outcome


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's, but nothing is asked of a host whose robots.txt answers with 5xx or 429, or does not answer (§2.3.1.4).

    Any other 4xx means that there are no rules (§2.3.1.3). A ``Crawl-delay`` is followed up to a minute.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.context: CrawlContext = crawler.spider.context  # type: ignore[union-attr]
        self._closed: dict[str, tuple[Outcome, str]] = {}

    async def process_request(self, request: Request) -> None:  # type: ignore[override]
        """Let a request pass that its host's robots.txt allows.

        Raises:
            NotAsked: it is denied, or the file could not be had.
        """
        if request.meta.get("dont_obey_robotstxt"):
            return
        netloc = urlparse_cached(request).netloc
        if netloc not in self._parsers:
            self.context.askers[netloc] = request.meta["trace"]
        parser = await self.robot_parser(request)
        closed = self._closed.get(netloc)
        if closed is not None:
            raise NotAsked(*closed, request.url)
        try:
            self.process_request_2(parser, request)
        except IgnoreRequest as error:
            raise NotAsked("robots_denied", "robots.txt forbids the address", request.url) from error

    def forget(self, host: str) -> None:
        """Drop the rules of a host whose sites are finished; if it is asked again they come from the store."""
        for netloc, parser in list(self._parsers.items()):
            if host_of(f"//{netloc}") == host and not isinstance(parser, Deferred):
                del self._parsers[netloc]
                self._closed.pop(netloc, None)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == 429:
            outcome = status_to_outcome(response.status)
            closed: Outcome = outcome if outcome == "challenged" else "robots_unavailable"
            self._closed[netloc] = (closed, f"robots.txt answers with {response.status}")
            self._robots_error(IgnoreRequest(closed), netloc)
            return
        await super()._parse_robots(
            response if response.status < 300 else response.replace(status=200, body=b""), netloc, request
        )
        self._follow_delay(netloc, request)

    def _follow_delay(self, netloc: str, request: Request) -> None:
        parser = self._parsers.get(netloc)
        rules = getattr(parser, "rp", None) if isinstance(parser, RobotParser) else None
        agent = self._robotstxt_useragent
        delay = rules.crawl_delay(agent) if rules is not None and agent else None
        if delay:
            self.context.hosts.raise_floor(request.url, min(float(delay), MAX_CRAWL_DELAY))

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if isinstance(exc, NotAsked):
            # A redirect of robots.txt to a host that may not be asked: what it says is not known.
            self._closed[netloc] = ("robots_unavailable", exc.found)
        elif not isinstance(exc, IgnoreRequest):
            outcome, found = failure_to_outcome(exc, netloc)
            self._closed[netloc] = (outcome, f"robots.txt: {found}")
        super()._robots_error(exc, netloc)
