"""The accuracy floors, enforced over every set of documents that is here."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from fixtures.walk import Fixture
from tests.accuracy import __main__ as command
from tests.accuracy.floors import (
    Floor,
    Floors,
    load_floors,
    raise_floors,
    save_floors,
    scores_to_faults,
    scores_to_regressions,
)
from tests.accuracy.measure import READERS, Readers, Score, documents_to_scores
from tests.accuracy.splits import documents_to_digest, folder_to_documents, split_folders


@cache
def _documents(split: str) -> list[Fixture]:
    return folder_to_documents(split_folders()[split])


@pytest.mark.parametrize("readers", READERS)
@pytest.mark.parametrize("split", split_folders())
def test_accuracy_keeps_its_floors(split: str, readers: Readers) -> None:
    """No silent error, no broken identity missed, no check failing without cause, and no share below its floor."""
    scores = documents_to_scores(_documents(split), readers)
    assert scores
    assert scores_to_faults(split, scores) == []
    floors = load_floors()
    if documents_to_digest(_documents(split)) == floors.digests.get(split):
        assert scores_to_regressions(floors, split, readers, scores) == []


def test_floors_speak_of_these_documents() -> None:
    """The fixtures are byte for byte those whose floors are kept; ``python -m tests.accuracy --update`` pins others."""
    assert documents_to_digest(_documents("fixtures")) == load_floors().digests["fixtures"]


def test_floors_cover_every_reader_and_format() -> None:
    """There is a floor for each way of reading and each format of the fixtures, at every cell right."""
    kept = load_floors().floors["fixtures"]
    assert {readers: sorted(formats) for readers, formats in kept.items()} == {
        "first": ["docx", "html", "pdf", "text"],
        "second": ["docx", "html", "pdf"],
        "both": ["docx", "html", "pdf", "text"],
    }
    assert {floor for formats in kept.values() for floor in formats.values()} == {Floor(1.0, 0)}


def test_floors_come_back_as_saved(tmp_path: Path) -> None:
    """What is written is what is read again, and raising one set leaves the floors of another alone."""
    old = Floors({"corpus": "a"}, {"corpus": {"first": {"pdf": Floor(0.99, 2)}}})
    raised = raise_floors(
        old, {"fixtures": "b"}, {("fixtures", "first"): {"html": Score(cells=3, right=2, unread=["x"])}}
    )
    save_floors(raised, tmp_path / "floors.json")
    assert load_floors(tmp_path / "floors.json") == raised
    assert raised.digests == {"fixtures": "b", "corpus": "a"}
    assert raised.floors == {
        "fixtures": {"first": {"html": Floor(0.666666, 1)}},
        "corpus": {"first": {"pdf": Floor(0.99, 2)}},
    }


def test_lost_format_is_a_regression() -> None:
    """A format that is no longer read at all lies below its floor."""
    floors = Floors({}, {"fixtures": {"first": {"pdf": Floor(1.0, 0)}}})
    assert scores_to_regressions(floors, "fixtures", "first", {}) == ["fixtures first pdf: nothing read"]


@pytest.mark.parametrize(
    ("arguments", "status", "written"),
    [(["--update"], 1, False), (["--update", "--allow-regression"], 0, True), ([], 1, False)],
)
def test_floors_are_not_lowered_unasked(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], status: int, written: bool
) -> None:
    """Below a floor the command fails; it writes a lower one only with an explicit flag."""
    saved: list[Floors] = []
    high = Floors({"corpus": "other"}, {"corpus": {"first": {"text": Floor(1.0, 0)}}})
    monkeypatch.setattr(command, "split_folders", lambda: {"corpus": Path()})
    monkeypatch.setattr(command, "folder_to_documents", lambda folder: [])
    monkeypatch.setattr(command, "documents_to_digest", lambda documents: "other")
    monkeypatch.setattr(command, "load_floors", lambda: high)
    monkeypatch.setattr(command, "save_floors", saved.append)
    monkeypatch.setattr(
        command, "documents_to_scores", lambda documents, readers: {"text": Score(cells=4, right=3, unread=["a: b"])}
    )
    monkeypatch.setattr(command, "READERS", ("first",))
    assert command.main(arguments) == status
    assert bool(saved) == written
