"""The crawl as a command gets it: only where the libraries of the extra ``collect`` are installed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from extract.errors import MissingLibraryError

if TYPE_CHECKING:
    from pathlib import Path

    from extract.collect.crawl.options import CrawlOptions, CrawlProgress, CrawlResult
    from extract.collect.registry import Registry

    Crawl = Callable[[Registry, Path, CrawlOptions, CrawlProgress], CrawlResult]


def import_crawl() -> Crawl:
    """The function that crawls.

    Raises:
        MissingLibraryError: the extra ``collect`` is not installed.
    """
    try:
        import scrapy  # noqa: F401  the crawl imports it in a process of its own
        import warcio  # noqa: F401
    except ImportError as error:
        raise MissingLibraryError(
            expected="the libraries that crawl",
            found=f"no module {error.name}",
            advice="install them with: pip install 'gongkai[collect]'",
        ) from error
    from extract.collect.crawl.runner import crawl

    return crawl
