"""What the parts of one crawl share: the store, the run, the hosts, and the trace of each ask."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable
from typing import Any

from scrapy import Request
from scrapy.exceptions import IgnoreRequest

from extract.collect.adapter import Ask, Role
from extract.collect.address import host_of, site_domain
from extract.collect.crawl.hosts import HostBook
from extract.collect.crawl.options import CrawlEvent, CrawlOptions
from extract.collect.exchange import Outcome, ask_key
from extract.collect.registry import Site
from extract.collect.store import Answer, Run, Store

ANEW = frozenset(("start", "list", "robots"))
"""Roles that each run asks anew; documents are asked for on condition that they changed."""


class Bounds:
    """The hosts that may be asked for a site: its own, those of its row, and what shares its registrable domain."""

    def __init__(self, site: Site) -> None:
        self.hosts = frozenset((site.host, *site.hosts))
        self.domains = frozenset((site_domain(site.host),))


class Trace:
    """What happens to one ask on its way: kept through retries and redirects, which copy the request.

    Attributes:
        site, bounds, ask: whose, where it may lead, what.
        parent: fetch id of what led here; of the last redirect, once there was one.
        outcome, fetch_id: of the last exchange; None before the first.
        error: what went wrong in the last exchange; empty where nothing did.
        answer: an earlier answer from the store, for the address asked last; None for none.
        replayed: whether that answer was taken without asking.
        sha256, head, size: of a body that went to disk; empty where it is in memory.
    """

    def __init__(self, site: Site, bounds: Bounds, ask: Ask, parent: int | None) -> None:
        self.site = site
        self.bounds = bounds
        self.ask = ask
        self.parent = parent
        self.outcome: Outcome | None = None
        self.fetch_id: int | None = None
        self.error = ""
        self.answer: Answer | None = None
        self.replayed = False
        self.sha256 = ""
        self.head = b""
        self.size = 0

    @property
    def role(self) -> Role:
        """What the ask is for."""
        return self.ask.role


class NotAsked(IgnoreRequest):
    """A request that was not sent, and why."""

    def __init__(self, outcome: Outcome, found: str, url: str) -> None:
        super().__init__(f"{outcome}: {found}")
        self.outcome = outcome
        self.found = found
        self.url = url


class CrawlContext:
    """One crawl.

    Args:
        store: open for writing.
        run: the run in it.
        options: as the user gave them.
        show: takes events.
        clock: seconds since 1970.
    """

    def __init__(
        self,
        store: Store,
        run: Run,
        options: CrawlOptions,
        show: Callable[[CrawlEvent], None],
        clock: Callable[[], float],
    ) -> None:
        self.store = store
        self.run = run
        self.options = options
        self.show = show
        self.now = clock
        self.hosts = HostBook()
        self.outcomes: Counter[str] = Counter()
        self.askers: dict[str, Trace] = {}
        """Who wanted a host's robots.txt, by its authority (host and port), until it is asked for."""
        self.stopping = False


def request_key(request: Request) -> str:
    """Identity of what a request asks for; of a redirect's target, once it was led there."""
    trace: Trace = request.meta["trace"]
    if "redirect_times" in request.meta:
        method: Any = request.method
        return ask_key(Ask(request.url, trace.role, method=method))
    return ask_key(trace.ask)


def seconds_to_time(seconds: float) -> str:
    """Seconds since 1970 as UTC with milliseconds.

    >>> seconds_to_time(0.25)
    '1970-01-01T00:00:00.250Z'
    """
    moment = datetime.datetime.fromtimestamp(seconds, datetime.UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def authority(url: str) -> str:
    """Host and port of an address, as a key."""
    return url.partition("://")[2].partition("/")[0].lower() or host_of(url)
