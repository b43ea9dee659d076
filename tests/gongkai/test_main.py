"""The command as a whole: what it does where the user stops it."""

from __future__ import annotations

import argparse

import pytest

from gongkai import __main__ as command


def test_a_stopped_build_says_that_it_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-C ends with one line and the usual exit status, without a traceback."""

    def stop(options: argparse.Namespace) -> int:
        raise KeyboardInterrupt

    monkeypatch.setitem(command._RUNS, "build", stop)
    assert command.main(["build", "reports", "-o", "dataset"]) == 130
    assert capsys.readouterr().err == "gongkai: stopped; the same command goes on from here\n"
