"""What a person sees while a crawl goes on: every site, what it is asked, and how long the rest will take."""

from __future__ import annotations

import time
from typing import Final

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as RichBar
from rich.text import Text

from extract.collect.crawl.options import (
    CrawlEvent,
    ExchangeDone,
    RunStarted,
    SiteFinished,
    SiteStarted,
)
from gongkai.display_text import harmless

SITES_SHOWN: Final = 8
"""Sites at work that a terminal shows at a time."""

_COUNTS: Final = ("items", "reports", "documents", "files", "new", "changed", "failed")


class BarCrawlProgress:
    """A bar over all sites and a line for each site at work; a finished site leaves a line with its outcome."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bar = RichBar(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(elapsed_when_finished=False),
            TextColumn("{task.fields[note]}", markup=False),
            console=console,
        )
        self._all: TaskID | None = None
        self._at_work: dict[str, TaskID] = {}
        self._names: dict[str, str] = {}

    def show(self, event: CrawlEvent) -> None:
        """See :class:`extract.collect.crawl.options.CrawlProgress`."""
        match event:
            case RunStarted():
                self._bar.start()
                self._all = self._bar.add_task("sites", total=event.sites, completed=event.finished, note="")
            case SiteStarted():
                self._names[event.site_id] = harmless(event.agency)
                if len(self._at_work) < SITES_SHOWN:
                    self._at_work[event.site_id] = self._bar.add_task(
                        f"  {self._names[event.site_id]}", total=None, note=""
                    )
            case ExchangeDone():
                if (task := self._at_work.get(event.site_id)) is not None:
                    self._bar.update(task, advance=1, note=f"{event.role} {event.outcome}")
            case SiteFinished():
                if (task := self._at_work.pop(event.site_id, None)) is not None:
                    self._bar.remove_task(task)
                self._console.print(finished_to_text(event, self._names.pop(event.site_id, "")))
                if self._all is not None:
                    self._bar.update(self._all, completed=event.done, total=event.total)

    def finish(self) -> None:
        """The crawl is over, well or not."""
        self._bar.stop()


class LineCrawlProgress:
    """A plain line for each finished site, with the time that the rest will take, for logs."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._names: dict[str, str] = {}
        self._begun = time.monotonic()
        self._before = 0

    def show(self, event: CrawlEvent) -> None:
        """See :class:`extract.collect.crawl.options.CrawlProgress`."""
        match event:
            case RunStarted():
                self._before = event.finished
                again = f", {event.finished} of them finished before" if event.resumed else ""
                self._print(Text(f"run {event.run_id}: {event.sites} sites{again}"))
            case SiteStarted():
                self._names[event.site_id] = harmless(event.agency)
            case SiteFinished():
                left = self._left(event.done, event.total)
                line = finished_to_text(event, self._names.pop(event.site_id, ""))
                self._print(Text(f"[{event.done}/{event.total}{left}] ") + line)

    def finish(self) -> None:
        """Nothing is left to do."""

    def _left(self, done: int, total: int) -> str:
        worked = done - self._before
        if worked <= 0 or done >= total:
            return ""
        seconds = (time.monotonic() - self._begun) / worked * (total - done)
        return f", {duration(seconds)} left"

    def _print(self, line: Text) -> None:
        self._console.print(line, soft_wrap=True)


def finished_to_text(event: SiteFinished, agency: str) -> Text:
    """One line on a finished site: its agency, how its lists ended, what was found; green only where nothing is lacking."""
    counts = ", ".join(
        f"{count} {name[:-1] if count == 1 and name.endswith('s') else name}"
        for name in _COUNTS
        if (count := event.counts.get(name))
    )
    is_lacking = event.counts.get("failed") or (event.counts.get("items") and not event.counts.get("reports"))
    style = "red" if event.outcome != "ok" else "yellow" if is_lacking else "green"
    return Text.assemble(
        (event.outcome, style), f"  {agency or event.site_id}", (f"  {counts}" if counts else "", "dim")
    )


def duration(seconds: float) -> str:
    """A time that is left, as a person says it.

    >>> duration(42), duration(600), duration(9000)
    ('42 s', '10 min', '2 h 30 min')
    """
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"


def progress_for(console: Console) -> BarCrawlProgress | LineCrawlProgress:
    """Bars where a person looks at a terminal, plain lines elsewhere."""
    return BarCrawlProgress(console) if console.is_terminal else LineCrawlProgress(console)
