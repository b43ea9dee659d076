"""What a person is told at the end of a build."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

from rich.console import Console

from gongkai.run.build import BuildResult
from gongkai.run.progress import BarProgress, LineProgress, progress_for
from gongkai.run.tally import Failure, Tally
from gongkai.summary import summary


def _result() -> BuildResult:
    tally = Tally(
        outcomes=Counter(read=1203, no_table=2, failed=25, skipped=1),
        reasons=Counter(timeout=25, archive=1),
        tables_read=Counter({("requests", "2021"): 1100, ("proactive", "2019"): 103}),
        statuses=Counter(reported=240_000, blank=12, unreadable=3),
        results=Counter(holds=50_000, fails=7, cannot_tell=5),
        causes=Counter(source_error=6, unverified=1),
        corrections=Counter(applied=3, refused=2),
        problems=Counter(repeated_row=4),
        failures=[Failure(f"年报/[{number}].pdf", "timeout", "speed", "none", "wait") for number in range(25)],
        row_counts={"reports": 1203},
    )
    return BuildResult(Path("数据 集"), 1228, 3, 4, Counter({".csv": 9}), tally, 12.3)


def _text(width: int) -> str:
    console = Console(width=width, file=io.StringIO(), record=True)
    console.print(summary(_result()))
    return console.export_text()


def test_the_summary_tells_all_that_a_user_must_know() -> None:
    """Reports, tables, values by status, checks and source errors, corrections, problems, failures by name."""
    text = _text(120)
    for words in (
        "1,203 reports found", "requests (三), form 2021", "240,000", "unreadable", "fails", "source_error",
        "cannot_tell", "refused", "corrections.csv says why", "repeated_row", "年报/[0].pdf", "timeout", "and 5 more", "1 archives: unpack them",
        "no documents: 9 .csv", 'pandas.read_parquet("数据 集/panel.parquet")', 'readr::read_csv("数据 集/panel.csv")',
        'import delimited using "数据 集/panel.csv"',
    ):  # fmt: skip
        assert words in text


def test_a_narrow_terminal_loses_no_name() -> None:
    """In forty columns the names of failed documents are wrapped, never cut."""
    text = "".join(_text(40).split())
    assert "[19].pdf" in text
    assert "…and5more" in text


def test_progress_is_a_bar_for_people_and_lines_for_logs() -> None:
    """A terminal gets a bar; a log gets plain lines with the stage, without control codes."""
    log = io.StringIO()
    progress = progress_for(Console(file=log, force_terminal=False))
    assert isinstance(progress, LineProgress)
    progress.stage("reading documents", 2)
    progress.advance(2)
    progress.finish()
    assert log.getvalue() == "reading documents: 0 of 2\nreading documents: 2 of 2\n"
    terminal = Console(file=io.StringIO(), force_terminal=True)
    bar = progress_for(terminal)
    assert isinstance(bar, BarProgress)
    bar.stage("reading documents", 2)
    bar.advance(note="failed")
    bar.stage("nothing to do", 0)
    bar.advance()
    bar.finish()


def test_the_summary_tells_of_the_collection() -> None:
    """Documents that come from a store are counted, and sites by their gravest finding; nothing without a store."""
    assert "store" not in _text(120)
    assert "Sites" not in _text(120)
    result = _result()
    result.tally.collected = 1100
    result.tally.sites = Counter({"error": 7, "none": 90, "not collected": 3})
    console = Console(width=120, file=io.StringIO(), record=True)
    console.print(summary(result))
    text = console.export_text()
    for words in (
        "from a store",
        "1,100",
        "Sites by their gravest finding",
        "reports are or may be missing",
        "not collected",
    ):
        assert words in text
