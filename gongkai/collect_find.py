"""``gongkai collect find``: from home pages to the columns of annual reports, for a person to confirm."""

from __future__ import annotations

import argparse
import datetime
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from extract.collect.address import address_problem, canonical_address
from extract.collect.crawl.candidates import Candidate, SiteColumns
from extract.collect.crawl.options import CRAWLED, CrawlEvent, CrawlOptions, CrawlProgress, SiteSearched, check_options
from extract.collect.crawl.runner import crawl
from extract.collect.health import years_to_text
from extract.collect.registry import Registry, RegistryError, Site
from extract.errors import OutputError
from gongkai.collect_options import arguments_to_options
from gongkai.collect_progress import progress_for
from gongkai.collect_registry import load_checked_registry, print_errors
from gongkai.collect_rows import Choice, choices_to_rows, write_rows
from gongkai.display_text import harmless, shorten

_REGISTRIES: Final = frozenset({".csv", ".yaml", ".yml"})
_NAME_WIDTH: Final = 28
"""Terminal columns for the name of a candidate."""

_SKIP: Final = "s"

Ask = Callable[[str], str]


def run_find(arguments: argparse.Namespace) -> int:
    """Searches sites for their columns; returns 0, or 1 where a row has an error, a site no candidate, or it was stopped.

    Raises:
        OutputError: the output is there already, or cannot be written.
        RegistryError: a registry cannot be read, or no row of it can be used.
    """
    # The crawling process imports Scrapy; that it is missing must be told here.
    import scrapy  # noqa: F401

    options = check_options(arguments_to_options(arguments)._replace(search_only=True))
    output = Path(arguments.output) if arguments.output else None
    if output is not None and output.exists():
        raise OutputError(
            expected="a file that is not there yet", found="one that is", where=str(output), advice="name another file"
        )
    registry, given = arguments_to_registry(arguments.sites)
    print_errors(registry)
    found, finished = search_sites(registry, options)
    is_asking = output is not None and not arguments.yes and sys.stdin.isatty()
    console = Console(stderr=is_asking and not sys.stdout.isatty(), highlight=False)
    choices, answered = choose(registry.sites, found, console, is_asking=is_asking)
    if output is not None:
        rows, problems = choices_to_rows(choices, given, datetime.datetime.now(datetime.UTC).date())
        write_rows(rows, output)
        for problem in problems:
            print(f"gongkai: {problem.code}: {problem}", file=sys.stderr)
        console.print(Text(_summary(choices, output)), soft_wrap=True)
    elif any(searched.candidates for searched in found.values()):
        console.print(Text("With -o FILE the columns are written as a registry."))
    missing = any(not searched.candidates for searched in found.values())
    return 1 if registry.errors or missing or not finished or not answered else 0


def arguments_to_registry(given: Sequence[str]) -> tuple[Registry, frozenset[str]]:
    """The sites to search, and which of them are rows of a registry of the user's (by id).

    Addresses become rows whose agency is their host until their page tells more.
    """
    sites: dict[str, Site] = {}
    errors: list[RegistryError] = []
    rows: set[str] = set()
    for text in given:
        if "://" not in text and (Path(text).suffix.lower() in _REGISTRIES or Path(text).exists()):
            registry = load_checked_registry(text)
            errors += registry.errors
            found = [(site, f"{text}, line {site.line}") for site in registry.sites]
            rows.update(site.site_id for site, _ in found)
        else:
            problem = address_problem(text)
            if problem:
                expected = "an address with http:// or https://, or a registry (CSV or YAML)"
                errors.append(RegistryError(expected=expected, found=problem, where=text))
                continue
            site_id = canonical_address(text).partition("://")[2]
            site = Site(agency="", start_url=text, site_id=site_id, status="unverified")
            found = [(site._replace(agency=site.host), text)]
        for site, where in found:
            if site.site_id in sites:
                errors.append(RegistryError(expected="each site once", found=f"{site.site_id} again", where=where))
            else:
                sites[site.site_id] = site
    if not sites:
        raise errors[0]
    return Registry(tuple(sites.values()), tuple(errors)), frozenset(rows)


class _Findings:
    """Shows a crawl, and keeps what was found at each site."""

    def __init__(self, shown: CrawlProgress) -> None:
        self._shown = shown
        self.found: dict[str, SiteColumns] = {}

    def show(self, event: CrawlEvent) -> None:
        """See :class:`extract.collect.crawl.options.CrawlProgress`."""
        if isinstance(event, SiteSearched):
            self.found[event.found.site_id] = event.found
        self._shown.show(event)


def search_sites(registry: Registry, options: CrawlOptions) -> tuple[dict[str, SiteColumns], bool]:
    """What was found at each site that is to be crawled, by its id, and whether all of them were searched.

    What the sites answer is kept nowhere.
    """
    sites = tuple(site for site in registry.sites if site.status in CRAWLED and site.family != "manual")
    progress = progress_for(Console(stderr=True))
    findings = _Findings(progress)
    with tempfile.TemporaryDirectory(prefix="gongkai-find-") as folder:
        try:
            result = crawl(Registry(sites, ()), Path(folder) / "store", options, findings)
        finally:
            progress.finish()
    return findings.found, result.finished


def choose(
    sites: Sequence[Site], found: dict[str, SiteColumns], console: Console, *, is_asking: bool, ask: Ask = input
) -> tuple[list[Choice], bool]:
    """Show what was found at each site, and let a person choose, or take the best that its titles confirm.

    Args:
        sites: in the order in which they are shown.
        found: by id of the site; those that were not searched are missing.
        console: where it is shown.
        is_asking: whether a person is there.
        ask: shows a prompt and returns the line that was typed.

    Returns:
        One choice for each site, and False where the person stopped before the end.
    """
    choices: list[Choice] = []
    try:
        for site in sites:
            searched = found.get(site.site_id)
            _print_site(site, searched, console)
            candidates = searched.candidates if searched is not None else ()
            chosen, by_hand = next((candidate for candidate in candidates if candidate.is_confirmed), None), False
            if is_asking and candidates:
                chosen, by_hand = _asked(candidates, console, ask), True
            choices.append(Choice(site, searched, chosen, by_hand))
    except (EOFError, KeyboardInterrupt):
        # What was confirmed until now is kept.
        console.print()
        choices += [Choice(rest, found.get(rest.site_id), None) for rest in sites[len(choices) :]]
        return choices, False
    return choices, True


def _asked(candidates: Sequence[Candidate], console: Console, ask: Ask) -> Candidate | None:
    """The candidate that a person names; None where the site is to be skipped."""
    numbers = "1" if len(candidates) == 1 else f"1–{len(candidates)}"
    while True:
        console.print(Text(f"  Column {numbers}, Enter for 1, {_SKIP} to skip: "), end="")
        answer = ask("").strip().lower()
        if answer == _SKIP:
            return None
        if not answer:
            return candidates[0]
        if answer.isascii() and answer.isdigit() and 1 <= int(answer[:4]) <= len(candidates):
            return candidates[int(answer[:4]) - 1]
        console.print(Text(f"  '{harmless(answer)}' is none of them."))


def _print_site(site: Site, searched: SiteColumns | None, console: Console) -> None:
    agency = harmless(searched.agency) if searched is not None and site.agency == site.host else harmless(site.agency)
    family = (searched.family or "no family is sure") if searched is not None else "not searched"
    head = Text.assemble((agency or site.host, "bold"), f"  {harmless(site.start_url)}", (f"  {family}", "dim"))
    console.print(head, soft_wrap=True)
    if searched is None:
        console.print(Text(f"  Its row is {site.status}, or the search was stopped before."), soft_wrap=True)
        return
    if not searched.candidates:
        console.print(Text(f"  No candidate: {harmless(searched.reason)}"), soft_wrap=True)
        return
    console.print(Padding(_table(searched.candidates), (0, 0, 0, 2)))
    for number, candidate in enumerate(searched.candidates, 1):
        console.print(Text.assemble((f"  {number} ", "bold"), harmless(candidate.url)), soft_wrap=True)
        for sentence in candidate.evidence:
            console.print(Text(f"    {harmless(sentence)}", style="dim"), soft_wrap=True)


def _table(candidates: Sequence[Candidate]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    table.add_column("", justify="right", no_wrap=True)
    table.add_column("column", no_wrap=True)
    table.add_column("reports", justify="right", no_wrap=True)
    for name in ("years", "family", "confirmed"):
        table.add_column(name, no_wrap=True)
    for number, candidate in enumerate(candidates, 1):
        table.add_row(
            str(number),
            Text(shorten(harmless(candidate.text), _NAME_WIDTH)),
            f"{candidate.reports:,}",
            years_to_text(candidate.years),
            candidate.family,
            Text("by titles", "green") if candidate.is_confirmed else Text("no", "yellow"),
        )
    return table


def _summary(choices: Sequence[Choice], output: Path) -> str:
    chosen = [choice for choice in choices if choice.chosen is not None]
    by_hand = sum(choice.is_by_hand for choice in chosen)
    left = len(choices) - len(chosen)
    rest = f", {left:,} left as they were" if left else ""
    return f"{output}: {by_hand:,} columns confirmed by hand, {len(chosen) - by_hand:,} taken by their titles{rest}"
