"""Inside the crawling process: store, run, Scrapy, and their end."""

from __future__ import annotations

import asyncio
import gc
import logging
import multiprocessing
import os
import signal
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.exceptions import ScrapyDeprecationWarning

from extract.collect.crawl.context import CrawlContext, seconds_to_time
from extract.collect.crawl.options import (
    CrawlEvent,
    CrawlOptions,
    CrawlResult,
    RunStarted,
    sites_to_share,
)
from extract.collect.crawl.settings import options_to_settings
from extract.collect.crawl.spider import CollectSpider
from extract.collect.registry import Registry, Site
from extract.collect.store import Run, Store

PATIENCE: Final = 10.0
"""Seconds that asks under way have after an interrupt, and the crawl after these were given up."""


def run_crawl(
    registry: Registry, store_folder: Path, options: CrawlOptions, show: Callable[[CrawlEvent], None]
) -> CrawlResult:
    """Do a crawl; once in the life of a process.

    Raises:
        StoreError: the folder is no store, or another crawl is writing to it.
    """
    began = time.monotonic()
    with Store(store_folder, create=True) as store:
        sites = sites_to_share(registry.sites, options)
        run = store.begin_run(sites, _settings_to_keep(options), started_at=seconds_to_time(time.time()))
        finished = _finished_sites(store, run)
        show(RunStarted(run.run_id, len(sites), len(finished), run.resumed))
        context = CrawlContext(store, run, options, show, time.time)
        spider = _run_scrapy(context, tuple(site for site in sites if site.site_id not in finished), len(finished))
        if spider.error is not None:
            raise spider.error
        ended = {**finished, **spider.finished}
        is_finished = not context.stopping and spider.done == spider.total
        if is_finished:
            store.finish_run(run.run_id, seconds_to_time(time.time()))
        return CrawlResult(
            run_id=run.run_id,
            resumed=run.resumed,
            finished=is_finished,
            sites={site.site_id: ended[site.site_id] for site in sites if site.site_id in ended},
            outcomes=dict(sorted(context.outcomes.items())),
            counts=dict(sorted(spider.counts.items())),
            seconds=round(time.monotonic() - began, 3),
        )


def _run_scrapy(context: CrawlContext, sites: tuple[Site, ...], done: int) -> CollectSpider:
    logs = context.store.folder / "logs"
    logs.mkdir(exist_ok=True)
    settings = options_to_settings(context.options, context.run, logs / f"{context.run.run_id}.log")
    warnings.simplefilter("ignore", ScrapyDeprecationWarning)
    # Where the disk is full the log cannot be written either; the store says so, once.
    logging.raiseExceptions = False
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(CollectSpider)
    process.crawl(crawler, context=context, sites=sites, done=done)
    loop = asyncio.get_event_loop()
    _end_when_told(context, crawler, loop)
    # What is loaded by now stays; walking over it again and again is a tenth of what a request costs.
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    process.start(install_signal_handlers=False)
    spider = crawler.spider
    assert isinstance(spider, CollectSpider)
    return spider


def _end_when_told(context: CrawlContext, crawler: Crawler, loop: asyncio.AbstractEventLoop) -> None:
    """Ask for nothing more after a termination; end at once when the parent is gone. The store bears any end."""

    def give_up() -> None:
        if isinstance(crawler.spider, CollectSpider):
            crawler.spider.give_up()
        loop.call_later(PATIENCE, os._exit, 1)

    def stop(*_: Any) -> None:
        if not context.stopping:
            context.stopping = True
            loop.call_soon_threadsafe(loop.call_later, PATIENCE, give_up)

    signal.signal(signal.SIGTERM, stop)
    parent = multiprocessing.parent_process()
    if parent is not None:
        loop.add_reader(parent.sentinel, os._exit, 1)


def _finished_sites(store: Store, run: Run) -> dict[str, str]:
    """Sites that were finished before the run was interrupted, with their outcomes."""
    if not run.resumed:
        return {}
    rows = store.query(
        "SELECT site_id, outcome FROM site_runs WHERE run_id = ? AND outcome IS NOT NULL ORDER BY site_id",
        (run.run_id,),
    )
    return {row["site_id"]: row["outcome"] for row in rows}


def _settings_to_keep(options: CrawlOptions) -> dict[str, Any]:
    """What the store keeps of how a run was done."""
    agent = options.user_agent()
    return {"software": agent.partition(" ")[0], "user_agent": agent, **options._asdict()}
