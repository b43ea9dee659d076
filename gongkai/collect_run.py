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

from extract.collect.crawl.options import CrawlResult, check_options
from extract.collect.crawl.runner import crawl
from extract.collect.findings import load_finding_kinds
from extract.collect.store import Store
from gongkai.collect_options import arguments_to_options
from gongkai.collect_progress import duration, progress_for
from gongkai.collect_registry import load_checked_registry, print_errors

_KEPT: Final = ("lists", "items", "reports", "documents", "files", "new", "changed", "unchanged", "failed")


def run_sites(arguments: argparse.Namespace) -> int:
    """Crawls the sites of a registry; returns 0, or 1 where a row or a site has an error or the run was cut short."""
    # The crawling process imports Scrapy; that it is missing must be told here.
    import scrapy  # noqa: F401

    options = check_options(arguments_to_options(arguments))
    registry = load_checked_registry(arguments.registry)
    print_errors(registry)
    progress = progress_for(Console(stderr=True))
    try:
        result = crawl(registry, Path(arguments.output), options, progress)
    finally:
        progress.finish()
    errors = _errors(Path(arguments.output), result.run_id)
    Console().print(_summary(result, errors, arguments.output))
    return 1 if registry.errors or errors or not result.finished else 0


def _errors(folder: Path, run_id: int) -> Counter[str]:
    """How many sites have which finding of severity error in a run."""
    kinds = load_finding_kinds()
    with Store(folder, read_only=True) as store:
        rows = store.query(
            "SELECT code, count(DISTINCT site_id) FROM findings WHERE run_id = ? GROUP BY code ORDER BY code", (run_id,)
        )
    return Counter({code: count for code, count in rows if code not in kinds or kinds[code].severity == "error"})


def _summary(result: CrawlResult, errors: Counter[str], folder: str) -> RenderableType:
    state = "finished" if result.finished else "stopped; the same command goes on from here"
    again = ", resumed" if result.resumed else ""
    parts: list[RenderableType] = [
        Text(f"run {result.run_id}{again}: {state} after {duration(result.seconds)}", style="bold"),
        _counts("sites by outcome", Counter(result.sites.values())),
        _counts("requests by outcome", result.outcomes),
        _counts("found and kept", {name: result.counts[name] for name in _KEPT if name in result.counts}),
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
