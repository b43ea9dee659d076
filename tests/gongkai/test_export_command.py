"""``gongkai export`` on the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from gongkai.export_command import add_export_parser, run_export
from output.export.formats import FORMATS
from tests.output.export.hard_dataset import write_hard_dataset


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished dataset."""
    return write_hard_dataset(tmp_path_factory.mktemp("export") / "dataset", count=3)


def _run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    add_export_parser(parser.add_subparsers(dest="verb"))
    return run_export(parser.parse_args(["export", *words]))


def test_it_prints_what_it_wrote(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The paths go to standard output, one a line; notes and progress to standard error."""
    assert (
        _run(str(folder), "--to", "citation, stata", "-o", str(tmp_path / "out"), "--tables", "agencies,documents") == 0
    )
    said = capsys.readouterr()
    assert said.out.splitlines() == [str(tmp_path / "out" / name) for name in ("citation", "stata")]
    assert "writing stata" in said.err
    assert "gongkai: note: documents.dta: " in said.err and "is stored as text" in said.err
    assert {path.name for path in (tmp_path / "out" / "stata").iterdir()} == {"agencies.dta", "documents.dta"}


def test_without_a_place_it_writes_beside_the_dataset(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The default is a folder of its own beside that of the dataset, also when that is the one we are in."""
    monkeypatch.chdir(folder)
    assert _run(".", "--to", "citation") == 0
    assert (folder.parent / "dataset-export" / "citation" / "citation.bib").exists()


def test_errors_are_one_line(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A refusal has its code, is said on standard error, and nothing is written."""
    assert _run(str(folder), "--to", "sas", "-o", str(tmp_path / "out")) == 1
    assert _run(str(tmp_path), "--to", "html", "-o", str(tmp_path / "out")) == 1
    said = capsys.readouterr()
    lines = said.err.splitlines()
    assert said.out == "" and len(lines) == 2
    assert lines[0].startswith("gongkai: bad_output: ") and lines[1].startswith("gongkai: bad_source: ")
    assert not (tmp_path / "out").exists()


def test_help_names_every_format(capsys: pytest.CaptureFixture[str]) -> None:
    """The formats that the help lists are those that there are."""
    with pytest.raises(SystemExit):
        _run("--help")
    said = " ".join(capsys.readouterr().out.split())
    assert ", ".join(FORMATS) in said
