"""The one spider: so many hosts at the same time, the sites of each one after the other."""

from __future__ import annotations

import asyncio
import datetime
import logging
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any, Final

from scrapy import Spider

from extract.collect.assessment import assess_site
from extract.collect.crawl.candidates import SiteColumns
from extract.collect.crawl.context import CrawlContext
from extract.collect.crawl.cookies import HostCookies
from extract.collect.crawl.desk import Desk
from extract.collect.crawl.fetcher import Fetcher, Stopped
from extract.collect.crawl.options import SiteFinished, SiteSearched, SiteStarted
from extract.collect.crawl.robots import RobotsMiddleware
from extract.collect.crawl.search import ColumnSearch
from extract.collect.crawl.walk import SiteWalk
from extract.collect.registry import Site
from extract.errors import GongkaiError

logger = logging.getLogger(__name__)

Group = tuple[str, tuple[Site, ...]]

NOTHING: Final[tuple[Any, ...]] = ()
"""What Scrapy's scheduler gets."""


class CollectSpider(Spider):
    """Walks over sites.

    Each host's sites are walked over one after the other, each site one ask after the other, by coroutines that wait
    for Scrapy's downloader; what belongs to a site is gone from memory when it is finished.

    Args:
        context: what the parts of the crawl share.
        sites: to walk over; those finished before the run was interrupted are not among them.
        done: how many these are.
    """

    name = "gongkai"

    def __init__(self, context: CrawlContext, sites: tuple[Site, ...], done: int) -> None:
        super().__init__()
        self.context = context
        self.sites = sites
        self.done = done
        self.total = done + len(sites)
        self.finished: dict[str, str] = {}
        self.counts: Counter[str] = Counter()
        self.workers: list[asyncio.Task[None]] = []
        self.error: Exception | None = None
        """What ended the crawl before its time: a store that cannot be written."""

    async def start(self) -> AsyncIterator[Any]:
        """Do all the work; Scrapy gets nothing to schedule."""
        groups = iter(list(sites_to_groups(self.sites)))
        count = max(1, self.context.options.concurrent_hosts)
        self.workers = [asyncio.create_task(self._work(groups)) for _ in range(count)]
        try:
            await asyncio.gather(*self.workers)
        except asyncio.CancelledError:
            if not self.context.stopping:
                raise
        except Exception as error:
            self.error = error
            raise
        finally:
            self.give_up()
        for request in NOTHING:
            yield request

    def give_up(self) -> None:
        """Wait for nothing that is under way any more."""
        for worker in self.workers:
            worker.cancel()

    async def _work(self, groups: Iterator[Group]) -> None:
        fetcher = Fetcher(self.crawler, self.context)
        for host, sites in groups:
            for site in sites:
                if self.context.stopping:
                    return
                await self._walk(site, fetcher)
            self._forget(host)

    async def _walk(self, site: Site, fetcher: Fetcher) -> None:
        context, run_id = self.context, self.context.run.run_id
        context.show(SiteStarted(site.site_id, site.agency))
        if site.delay is not None:
            context.hosts.raise_floor(site.start_url, site.delay)
        desk = Desk(site, fetcher, context)
        try:
            outcome = await (self._search(desk) if context.options.search_only else SiteWalk(desk).walk())
        except Stopped:
            return
        except GongkaiError:
            raise
        except Exception as error:
            # One site never costs the others; the log has the trace.
            logger.exception("site %s", site.site_id)
            desk.note("adapter_error", f"{type(error).__name__}: {error}", site.start_url)
            outcome = "adapter_error"
        desk.counts["complete"] = int(outcome == "ok")
        context.store.finish_site(run_id, site.site_id, outcome, dict(desk.counts))
        if not context.options.search_only:
            assess_site(context.store, run_id, site.site_id, datetime.date.fromisoformat(context.run.started_at[:10]))
        self.done += 1
        self.finished[site.site_id] = outcome
        self.counts.update(desk.counts)
        context.show(SiteFinished(site.site_id, outcome, dict(desk.counts), self.done, self.total))

    async def _search(self, desk: Desk) -> str:
        """Look for the column of a site; the outcome."""
        try:
            found = await ColumnSearch(desk).search()
        except (GongkaiError, Stopped):
            raise
        except Exception as error:
            logger.exception("site %s", desk.site.site_id)
            reason = f"An error of this software, please report it: {type(error).__name__}: {error}."
            found = SiteColumns(desk.site.site_id, outcome="adapter_error", reason=reason)
        self.context.show(SiteSearched(found))
        return found.outcome

    def _forget(self, host: str) -> None:
        self.context.hosts.forget(host)
        cookies = self.crawler.get_downloader_middleware(HostCookies)
        if cookies is not None:
            cookies.jars.pop(host, None)
        robots = self.crawler.get_downloader_middleware(RobotsMiddleware)
        if robots is not None:
            robots.forget(host)


def sites_to_groups(sites: Iterable[Site]) -> Iterator[Group]:
    """Sites by host, in the order in which the hosts come first."""
    groups: dict[str, list[Site]] = {}
    for site in sites:
        groups.setdefault(site.host, []).append(site)
    for host, members in groups.items():
        yield host, tuple(members)
