"""The promise under damage: a number is what the damaged document prints, or it is marked."""

from __future__ import annotations

import pytest

from tests.damage.judgement import Judgement, scene_to_judgement
from tests.damage.measure import BLIND, KINDS, TIMES, damaged_scenes, measure, measured_to_text, scenes_damaged_twice
from tests.damage.originals import originals


@pytest.mark.parametrize("kind", list(KINDS))
def test_no_silent_error(kind: str) -> None:
    """No cell of a document damaged in this way is read wrongly without being marked, in identities or outside."""
    _, judgement = measure()[kind]
    assert judgement.wrong == []


def test_no_silent_error_damaged_twice() -> None:
    """The same where two things are wrong at once."""
    result = Judgement()
    for case, original, scene in scenes_damaged_twice(500):
        result.add(scene_to_judgement(scene, original, case))
    assert result.wrong == []


def test_enough_damage() -> None:
    """At least 2,000 documents are damaged, in every way that there is at least 40 times."""
    assert measure().count >= 2000
    assert {kind: count for kind, (count, _) in measure().items() if count < 40} == {}


def test_reading_goes_on() -> None:
    """Damage costs the rows that it hits: over all kinds at least 95 of 100 cells are still read right."""
    outcomes = measure().total.outcomes
    right = outcomes["right"] + outcomes["open_right"]
    assert right >= 0.95 * outcomes.total()


@pytest.mark.parametrize("kind", ["change_digit", "delete_digit", "swap_digits"])
def test_every_changed_digit_is_found(kind: str) -> None:
    """Where all identities hold, each of them names a changed digit: a single cell cannot change unseen."""
    result = Judgement()
    for case, original, scene in damaged_scenes(kind):
        if original.proven:
            result.add(scene_to_judgement(scene, original, case))
    assert result.changed[True] > 20
    assert result.found[True] == result.changed[True]


def test_shares_of_changed_cells_found(capsys: pytest.CaptureFixture[str]) -> None:
    """The share of changed cells that show: all in identities save for permutations, printed for those outside."""
    measured = measure()
    with capsys.disabled():
        print("\n" + measured_to_text(measured))
    seeing = Judgement()
    for kind, (_, judgement) in measured.items():
        if kind not in BLIND:
            seeing.add(judgement)
    assert seeing.found[True] >= 0.98 * seeing.changed[True]


def test_originals_are_good() -> None:
    """Undamaged, the documents are read right cell by cell, and there are enough of several formats."""
    kinds = {original.slug.rsplit("-", 1)[-1] for original in originals()}
    assert len(originals()) >= 25
    assert len(kinds) >= 8
    assert TIMES * len(KINDS) >= 2000
