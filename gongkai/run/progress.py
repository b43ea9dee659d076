"""What a person sees while a run is at work."""

from __future__ import annotations

import time
from typing import Final, Protocol

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

LINE_SECONDS: Final = 10.0
"""How often a plain line is printed where there is no terminal."""


class Progress(Protocol):
    """Told of the stages of a run and of every step in them. The default for programs is silent."""

    def stage(self, label: str, total: int | None) -> None:
        """A stage begins; ``total`` is its number of steps, None where nobody knows."""

    def advance(self, count: int = 1, note: str = "") -> None:
        """Some steps of the stage are done; ``note`` is the outcome of a document."""

    def finish(self) -> None:
        """The run is over, well or not."""


class SilentProgress:
    """Says nothing."""

    def stage(self, label: str, total: int | None) -> None:
        """See :class:`Progress`."""

    def advance(self, count: int = 1, note: str = "") -> None:
        """See :class:`Progress`."""

    def finish(self) -> None:
        """See :class:`Progress`."""


class BarProgress:
    """A bar in a terminal, with the number of documents that failed."""

    def __init__(self, console: Console) -> None:
        self._bar = RichBar(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[note]}"),
            console=console,
        )
        self._bar.start()
        self._task: TaskID | None = None
        self._failed = 0

    def stage(self, label: str, total: int | None) -> None:
        """See :class:`Progress`."""
        self._failed = 0
        # A stage without steps would show a bar that never fills.
        self._task = None if total == 0 else self._bar.add_task(label, total=total, note="")

    def advance(self, count: int = 1, note: str = "") -> None:
        """See :class:`Progress`."""
        if self._task is None:
            return
        self._failed += note == "failed"
        self._bar.update(self._task, advance=count, note=f"[red]{self._failed} failed" if self._failed else "")

    def finish(self) -> None:
        """See :class:`Progress`."""
        self._bar.stop()


class LineProgress:
    """A plain line now and then, for logs."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._label = ""
        self._total: int | None = None
        self._done = 0
        self._failed = 0
        self._printed = 0.0

    def stage(self, label: str, total: int | None) -> None:
        """See :class:`Progress`."""
        self._label, self._total, self._done, self._failed = label, total, 0, 0
        self._print()

    def advance(self, count: int = 1, note: str = "") -> None:
        """See :class:`Progress`."""
        self._done += count
        self._failed += note == "failed"
        if self._done == self._total or time.monotonic() - self._printed > LINE_SECONDS:
            self._print()

    def finish(self) -> None:
        """See :class:`Progress`."""

    def _print(self) -> None:
        total = "" if self._total is None else f" of {self._total}"
        failed = f", {self._failed} failed" if self._failed else ""
        self._console.print(
            f"{self._label}: {self._done}{total}{failed}", markup=False, highlight=False, soft_wrap=True
        )
        self._printed = time.monotonic()


def progress_for(console: Console) -> Progress:
    """A bar where a person looks at a terminal, plain lines elsewhere."""
    return BarProgress(console) if console.is_terminal else LineProgress(console)
