"""A crawl from beginning to end, in a process of its own: Twisted's reactor runs once in a process, crawls often."""

from __future__ import annotations

import logging
import multiprocessing
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from extract.collect.crawl.options import (
    CrawlError,
    CrawlEvent,
    CrawlOptions,
    CrawlProgress,
    CrawlResult,
    NoContactError,
    check_options,
)
from extract.collect.registry import Registry
from extract.errors import GongkaiError

__all__ = ["CrawlError", "CrawlOptions", "CrawlProgress", "CrawlResult", "NoContactError", "crawl"]

GRACE = 30.0
"""Seconds that the crawling process has to end after it said that it is done, or after nobody listens any more."""


def crawl(registry: Registry, store_folder: Path, options: CrawlOptions, progress: CrawlProgress) -> CrawlResult:
    """Fill a store from the sites of a registry, or go on where an earlier crawl was interrupted.

    The work is done in a child process, which holds the store; its events come here over a pipe. Scripts that call
    this need the usual ``if __name__ == "__main__":`` (the process is spawned). An interrupt (Ctrl-C) lets the asks
    under way end and returns what was done; a second one ends the child at once, and the store bears it. If this
    process dies, the child ends too.

    Args:
        registry: rows that are ``manual`` or ``dead`` are left out.
        store_folder: made if it is not there.
        options: see :class:`CrawlOptions`.
        progress: takes the events.

    Raises:
        NoContactError: no contact was given.
        CrawlError: options that cannot be, or the process died.
        StoreError: the folder is no store, or another crawl is writing to it.
    """
    options = check_options(options)
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe(duplex=False)
    process = spawn.Process(target=_run_child, args=(registry, store_folder, options, theirs), name="gongkai-crawl")
    process.start()
    theirs.close()
    try:
        with _interrupts_told(process):
            return _follow(ours, process, progress)
    finally:
        # First the pipe: a child that nobody listens to must not wait for it.
        ours.close()
        process.terminate()
        process.join(GRACE)
        if process.is_alive():
            process.kill()
            process.join()


def _follow(events: Connection, process: BaseProcess, progress: CrawlProgress) -> CrawlResult:
    """Show events until the result comes."""
    while True:
        try:
            message = events.recv()
        except (EOFError, OSError):
            process.join()
            raise CrawlError(
                expected="a crawl that ends by itself",
                found=f"the process ended with {process.exitcode}",
                advice="see the newest file in the store's logs; run again to go on",
            ) from None
        if isinstance(message, CrawlResult):
            return message
        if isinstance(message, GongkaiError):
            raise message
        progress.show(message)


@contextmanager
def _interrupts_told(process: BaseProcess) -> Iterator[None]:
    """Within the block a first interrupt ends the crawl in order, a second one at once; no event is cut in two by it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    count = 0

    def interrupt(_number: int, _frame: object) -> None:
        nonlocal count
        count += 1
        if count > 1:
            process.kill()
            raise KeyboardInterrupt
        process.terminate()

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _run_child(registry: Registry, store_folder: Path, options: CrawlOptions, events: Connection) -> None:
    """The crawling process: an interrupt from the terminal is the parent's, which says so by a termination."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from extract.collect.crawl.process import run_crawl

    def show(event: CrawlEvent) -> None:
        # Nobody listens any more when the parent is gone; then this process is about to end too.
        with suppress(BrokenPipeError):
            events.send(event)

    try:
        result: Any = run_crawl(registry, store_folder, options, show)
    except GongkaiError as error:
        result = error
    except Exception as error:
        logging.getLogger(__name__).exception("the crawl failed")
        found = f"{type(error).__name__}: {error}"
        result = CrawlError(
            expected="a crawl that ends by itself", found=found, advice="please report it; run again to go on"
        )
    with suppress(BrokenPipeError):
        events.send(result)
    events.close()
