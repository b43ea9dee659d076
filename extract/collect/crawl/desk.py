"""What the walk over one site works with: asks, findings, counts; an adapter's errors end here."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import PurePath
from typing import Final, TypeVar

from extract.collect.adapter import Adapter, Ask
from extract.collect.address import canonical_address
from extract.collect.challenge import BLIP_BYTES, page_to_outcome
from extract.collect.crawl.context import Bounds, CrawlContext
from extract.collect.crawl.fetcher import Fetched, Fetcher, Stopped
from extract.collect.exchange import Outcome
from extract.collect.page import Page
from extract.collect.registry import Site
from extract.errors import GongkaiError

logger = logging.getLogger(__name__)

Value = TypeVar("Value")

NAMES: Final = {"not_article": "wrong_page", "bad_type": "lying_type"}
"""Findings of outcomes that are not named as they are."""


class Desk:
    """One site while it is worked on.

    Attributes:
        site: its row.
        counts: what was done.
        adapter: of its family, once that is known.
        home: its start page, to tell whether another page is nothing but that.
        is_incomplete: whether something of its lists could not be had.
    """

    def __init__(self, site: Site, fetcher: Fetcher, context: CrawlContext) -> None:
        self.site = site
        self.fetcher = fetcher
        self.context = context
        self.bounds = Bounds(site)
        self.counts: Counter[str] = Counter()
        self.adapter: Adapter | None = None
        self.home: Page | None = None
        self.is_incomplete = False

    async def fetch(self, ask: Ask, parent: int | None = None) -> Fetched:
        """Ask for a file of this site; a failure becomes a finding."""
        fetched = await self.fetcher.fetch(self.site, self.bounds, ask, parent)
        self._count(fetched)
        return fetched

    async def fetch_page(self, ask: Ask, parent: int | None = None) -> tuple[Fetched, Page]:
        """Ask for a page, a list or an API's answer, and look at it twice: what only seems to be one is no good.

        An answer that holds nothing is asked for once more: firewalls do that now and then (facts/portals.md §5).
        """
        fetched = await self.fetcher.fetch(self.site, self.bounds, ask, parent)
        verdict, page = self._verdict(fetched)
        if verdict is not None and verdict[0] == "challenged" and fetched.is_good and fetched.size < BLIP_BYTES:
            self._judge(fetched, *verdict)
            fetched = await self.fetcher.fetch(self.site, self.bounds, ask, parent)
            verdict, page = self._verdict(fetched)
        if verdict is not None:
            self._judge(fetched, *verdict)
            fetched = fetched._replace(outcome=verdict[0], found=verdict[1])
        self._count(fetched)
        return fetched, page

    def _count(self, fetched: Fetched) -> None:
        self.counts["asks"] += 1
        if fetched.is_asked:
            self.context.hosts.count(fetched.ask.url, fetched.outcome)
        if not fetched.is_good:
            self._failed(fetched)

    def _verdict(self, fetched: Fetched) -> tuple[tuple[Outcome, str] | None, Page]:
        page = fetched.page()
        if fetched.status is None:
            return None, page
        is_start = fetched.ask.role == "start"
        return page_to_outcome(page, role=fetched.ask.role, home=None if is_start else self.home), page

    def _judge(self, fetched: Fetched, outcome: Outcome, found: str) -> None:
        if fetched.fetch_id is not None:
            self.context.store.judge(fetched.fetch_id, outcome, found[:500])

    def _failed(self, fetched: Fetched) -> None:
        """Count a failure, and tell it; robots and parked hosts are told once for a site."""
        outcome = fetched.outcome
        self.counts["failed"] += 1
        url = "" if outcome in {"parked", "robots_unavailable"} else fetched.ask.url
        self.note(NAMES.get(outcome, outcome), fetched.found or f"HTTP {fetched.status}", url)

    def note(self, code: str, found: str, url: str = "") -> None:
        """A finding about this site."""
        self.context.store.add_finding(self.context.run.run_id, self.site.site_id, code, found[:500], url)

    def refuse(self, fetched: Fetched, outcome: Outcome, found: str) -> None:
        """An answer that was no failure of the host, and still is not what was asked for."""
        self._judge(fetched, outcome, found)
        self._failed(fetched._replace(outcome=outcome, found=found))

    def guarded(self, call: Callable[[], Value], url: str) -> Value | None:
        """What an adapter returns; None where it raises, which costs this page alone and is a finding."""
        try:
            return call()
        except Exception as error:  # noqa: BLE001  adapters meet every kind of page there is
            self._tell(error, url)
            return None

    async def contained(self, work: Awaitable[None], url: str) -> bool:
        """Whether work on one page came to its end; an error of ours in it costs this page alone, and is a finding.

        Raises:
            GongkaiError: the store cannot be written.
            Stopped: the crawl is to end.
        """
        try:
            await work
        except (GongkaiError, Stopped):
            raise
        except Exception as error:
            logger.exception("page %s", url)
            self._tell(error, url)
            return False
        return True

    def _tell(self, error: Exception, url: str) -> None:
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        code = trace.tb_frame.f_code if trace is not None else None
        place = f" ({PurePath(code.co_filename).name}:{trace.tb_lineno})" if code and trace else ""
        self.note("adapter_error", f"{type(error).__name__}: {error}{place}", url)


def address_of(url: str) -> str:
    """What tells documents apart: the canonical address without its scheme."""
    return canonical_address(url).partition("://")[2]
