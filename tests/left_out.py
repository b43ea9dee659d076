"""A pytest plugin (``-p tests.left_out``): names every test that was left out, and why.

With ``STRICT=1`` in the environment a run in which a test was left out fails, unless the reason is one that no
machine can help: :data:`ELSEWHERE`.
"""

from __future__ import annotations

import os
from collections import Counter
from typing import Final

import pytest

ELSEWHERE: Final = ("the corpus is not here",)
"""The corpus of real reports belongs to those who published them; it is no part of the repository."""

_REASONS: Counter[str] = Counter()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Takes down each test that was skipped; with several workers the reports of all come here."""
    if report.skipped and not hasattr(report, "wasxfail"):
        _REASONS[_reason(report)] += 1


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Takes down each module that was skipped as a whole."""
    if report.skipped:
        _REASONS[_reason(report)] += 1


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fails a strict run that left something out."""
    if hasattr(session.config, "workerinput"):
        return
    if exitstatus == pytest.ExitCode.OK and is_strict() and avoidable(_REASONS):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says what was left out."""
    if not _REASONS:
        return
    terminalreporter.section("left out")
    for reason, count in sorted(_REASONS.items()):
        terminalreporter.write_line(f"{count:4} × {reason}")
    if is_strict() and avoidable(_REASONS):
        terminalreporter.write_line("STRICT=1: a run that leaves tests out fails", red=True)


def is_strict() -> bool:
    """Whether tests may be left out."""
    return os.environ.get("STRICT", "0") not in ("", "0")


def avoidable(reasons: Counter[str]) -> list[str]:
    """The reasons that a well set-up machine would not have.

    >>> avoidable(Counter({"the corpus is not here": 2, "no fonts": 1}))
    ['no fonts']
    """
    return [reason for reason in sorted(reasons) if not reason.startswith(ELSEWHERE)]


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    said = report.longrepr
    text = said[2] if isinstance(said, tuple) else str(said)
    return text.removeprefix("Skipped: ")
