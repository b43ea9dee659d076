"""``gongkai collect run``: a crawl with its progress, and what came of it."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import Any, Final

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from extract.collect.crawl.options import CRAWLED, CrawlOptions, CrawlResult, check_options, sites_to_share
from extract.collect.crawl.runner import crawl
from extract.collect.findings import is_error
from extract.collect.registry import Registry, RegistryError
from extract.collect.store import Store
from gongkai.collect_options import arguments_to_options
from gongkai.collect_progress import duration, progress_for
from gongkai.collect_registry import load_checked_registry, print_errors

_KEPT: Final = ("lists", "items", "reports", "documents", "files", "new", "changed", "unchanged", "failed")


def run_sites(arguments: argparse.Namespace) -> int:
    """Crawls the sites of a registry; returns 0, or 1 where a row or a site has an error or the run was cut short.

    Raises:
        CrawlError: options that cannot be, or the crawl failed.
        RegistryError: the registry cannot be read, or no row of it can be used, or none that was asked for.
        StoreError: the folder is no store, or another crawl is writing to it.
    """
    # The crawling process imports Scrapy; that it is missing must be told here.
    import scrapy  # noqa: F401

    options = check_options(arguments_to_options(arguments))
    registry = load_checked_registry(arguments.registry)
    print_errors(registry)
    check_chosen(registry, options, arguments.registry)
    progress = progress_for(Console(stderr=True))
    try:
        result = crawl(registry, Path(arguments.output), options, progress)
    finally:
        progress.finish()
    errors = _errors(Path(arguments.output), result.run_id)
    Console().print(_summary(result, errors, arguments.output))
    return 1 if registry.errors or errors or not result.finished else 0


def check_chosen(registry: Registry, options: CrawlOptions, path: str) -> None:
    """A run that would silently do nothing is refused; a part of the registry may be empty.

    Raises:
        RegistryError: a site or a family is named that no row has, or no row is to be crawled.
    """
    for name, asked, known in (
        ("site_id", options.sites, {site.site_id for site in registry.sites}),
        ("family", options.families, {site.family for site in registry.sites}),
    ):
        strange = [value for value in asked if value not in known]
        if strange:
            raise RegistryError(
                expected=f"a {name} of the registry",
                found=", ".join(strange),
                where=path,
                advice=f"known are {', '.join(sorted(known)[:5])}{' …' if len(known) > 5 else ''}",
            )
    if not sites_to_share(registry.sites, options._replace(shard=None)):
        found = "none among those asked for" if options.sites or options.families else "none"
        expected = f"a row whose status is {' or '.join(sorted(CRAWLED))}"
        raise RegistryError(expected=expected, found=found, where=path)


def _errors(folder: Path, run_id: int) -> Counter[str]:
    """How many sites have which finding of severity error in a run."""
    with Store(folder, read_only=True) as store:
        rows = store.query(
            "SELECT code, count(DISTINCT site_id) FROM findings WHERE run_id = ? GROUP BY code ORDER BY code", (run_id,)
        )
    return Counter({code: count for code, count in rows if is_error(code)})


def _summary(result: CrawlResult, errors: Counter[str], folder: str) -> RenderableType:
    took = duration(result.seconds)
    state = f"finished after {took}" if result.finished else f"stopped after {took}; the same command goes on from here"
    again = ", resumed" if result.resumed else ""
    since = ", since it went on" if result.resumed else ""
    parts: list[RenderableType] = [
        Text(f"run {result.run_id}{again}: {state}", style="bold"),
        _counts("sites by outcome", Counter(result.sites.values())),
        _counts(f"requests by outcome{since}", result.outcomes),
        _counts(f"found and kept{since}", {name: result.counts[name] for name in _KEPT if name in result.counts}),
    ]
    if errors:
        parts.append(_counts("sites with errors", errors))
    parts.append(Text(f"what is wrong with which site:  gongkai collect health {folder}"))
    parts.append(Text(f"the dataset:                    gongkai build {folder} -o dataset"))
    return Group(*parts)


def _counts(title: str, counts: Any) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    table.add_column(title, min_width=24)
    table.add_column("count", justify="right")
    for name, count in (
        sorted(counts.items(), key=lambda pair: -pair[1]) if isinstance(counts, Counter) else counts.items()
    ):
        table.add_row(Text(str(name)), f"{count:,}")
    return table
