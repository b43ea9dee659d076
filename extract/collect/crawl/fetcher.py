"""From an ask to what came back: through Scrapy, into the store, and out as bytes that a page is made of."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlencode

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Response
from scrapy.http.request import NO_CALLBACK

from extract.collect.adapter import Ask
from extract.collect.crawl.context import Bounds, CrawlContext, NotAsked, Trace, seconds_to_time
from extract.collect.crawl.handler import HEAD
from extract.collect.crawl.options import ExchangeDone
from extract.collect.exchange import GOOD, Exchange, Outcome, ask_key
from extract.collect.page import Page
from extract.collect.registry import Site
from extract.errors import GongkaiError
from extract.media import sniff_media_type

FILE_PATIENCE: Final = 5
"""A file may take so many times as long as a page."""


class Stopped(Exception):  # noqa: N818  no error: someone wants the crawl to end
    """The crawl is to end: nothing more is asked."""


class Fetched(NamedTuple):
    """What an ask brought.

    Attributes:
        ask: what was asked.
        outcome: how the last exchange for it ended.
        fetch_id: that exchange; None where nothing was asked or kept.
        found: what went wrong, in words; empty where nothing did.
        url: address that answered, after redirects.
        status: HTTP status; None where no answer came.
        headers: by lower-case name, values joined by ``", "``.
        body: the whole of it, but for files of which only the first MiB may be here.
        sha256, size: of the whole body.
        is_asked: whether a host was asked for it, just now.
    """

    ask: Ask
    outcome: Outcome
    fetch_id: int | None
    found: str = ""
    url: str = ""
    status: int | None = None
    headers: dict[str, str] = {}  # noqa: RUF012  never changed
    body: bytes = b""
    sha256: str = ""
    size: int = 0
    is_asked: bool = True

    @property
    def is_good(self) -> bool:
        """Whether it brought what was asked for, as far as the exchange tells."""
        return self.outcome in GOOD

    def page(self) -> Page:
        """The answer as a page."""
        return Page(self.url, self.body, self.status or 200, self.headers, self.ask.url)

    def media_type(self) -> str:
        """The media type, told by the bytes."""
        return sniff_media_type(self.body)


class Fetcher:
    """Sends asks through Scrapy's downloader: gate, robots, retries, redirects, cookies, cache, recorder."""

    def __init__(self, crawler: Crawler, context: CrawlContext) -> None:
        self.crawler = crawler
        self.context = context

    async def fetch(self, site: Site, bounds: Bounds, ask: Ask, parent: int | None = None) -> Fetched:
        """Ask, and wait for the answer.

        Args:
            site: for whom.
            bounds: hosts that may be asked, at every hop.
            ask: what.
            parent: fetch id of the exchange that led here.

        Raises:
            Stopped: the crawl is to end.
        """
        if self.context.stopping:
            raise Stopped
        trace = Trace(site, bounds, ask, parent)
        try:
            request = self._request(ask, trace)
            response = await self.crawler.engine.download_async(request)
        except GongkaiError:
            raise
        except NotAsked as refusal:
            return self._not_asked(trace, refusal.outcome, refusal.found, refusal.url)
        except IgnoreRequest as error:
            outcome = trace.outcome if trace.outcome is not None and trace.outcome not in GOOD else "wrong_page"
            return Fetched(ask, outcome, trace.fetch_id, trace.error or str(error))
        except ValueError as error:
            return self._not_asked(trace, "unreachable", f"no address that can be asked: {error}", ask.url)
        except Exception as error:
            if trace.outcome is None:
                raise
            return Fetched(ask, trace.outcome, trace.fetch_id, trace.error or type(error).__name__)
        return self._fetched(trace, response)

    def _request(self, ask: Ask, trace: Trace) -> Request:
        options, is_file = self.context.options, ask.role == "file"
        headers = dict(ask.headers)
        body = b""
        if ask.json is not None:
            body = ask.json.encode()
            headers.setdefault("Content-Type", "application/json")
        elif ask.form is not None:
            body = urlencode(ask.form).encode()
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
        meta = {
            "trace": trace,
            "download_timeout": options.timeout * (FILE_PATIENCE if is_file else 1),
            "download_maxsize": options.max_bytes_file if is_file else options.max_bytes_page,
            "spool_folder": self.context.store.spool_folder,
        }
        return Request(
            ask.url, method=ask.method, headers=headers, body=body, meta=meta, dont_filter=True, callback=NO_CALLBACK
        )

    def _fetched(self, trace: Trace, response: Response) -> Fetched:
        outcome = trace.outcome or "ok"
        if outcome == "redirected":
            # Scrapy hands a redirect on that leads nowhere: without an address, or to a scheme that is not followed.
            outcome = "wrong_page"
        answer = trace.answer
        body, sha256, size = response.body, "", len(response.body)
        headers = _headers(response.headers)
        if trace.sha256:
            body, sha256, size = trace.head, trace.sha256, trace.size
        elif answer is not None and (trace.replayed or response.status == 304 or "cached" in response.flags):
            sha256, size = answer.sha256 or "", answer.size
            headers = dict(answer.headers)  # What a 304 says of a body that it does not carry is often wrong.
            if trace.role == "file" and answer.path is not None:
                body = _start_of(answer.path)
        else:
            sha256 = hashlib.sha256(body).hexdigest()
        return Fetched(
            ask=trace.ask,
            outcome=outcome,
            fetch_id=trace.fetch_id,
            found=trace.error if outcome not in GOOD else "",
            url=response.url,
            status=response.status,
            headers=headers,
            body=body,
            sha256=sha256,
            size=size,
            is_asked=not trace.replayed,
        )

    def _not_asked(self, trace: Trace, outcome: Outcome, found: str, url: str) -> Fetched:
        """Keep that something was not asked, and why."""
        ask, last = trace.ask, trace.outcome
        if outcome == "parked" and last is not None and last not in GOOD:
            # The host was parked by this very exchange, whose own outcome tells more.
            return Fetched(ask, last, trace.fetch_id, trace.error or found)
        key = ask_key(ask if trace.fetch_id is None else Ask(url, ask.role))
        exchange = Exchange(
            site_id=trace.site.site_id,
            role=ask.role,
            method=ask.method,
            url=url,
            request_headers=(),
            request_body=b"",
            asked_at=seconds_to_time(self.context.now()),
            outcome=outcome,
            key=key,
            error=found,
            parent=trace.parent,
        )
        fetch_id = self.context.store.record(exchange)
        self.context.outcomes[outcome] += 1
        self.context.show(ExchangeDone(trace.site.site_id, ask.role, url, outcome, 0, None))
        return Fetched(ask, outcome, fetch_id, found, url, is_asked=False)


def _start_of(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(HEAD)


def _headers(headers: Headers) -> dict[str, str]:
    return {
        name.decode("latin-1").lower(): ", ".join(value.decode("latin-1") for value in headers.getlist(name))
        for name in headers
    }
