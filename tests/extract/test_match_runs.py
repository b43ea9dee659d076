"""Digits run together: every way to cut them is found, and one way is one way."""

from __future__ import annotations

import itertools
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.match.runs import run_to_splits

NUMBERS = st.lists(st.integers(0, 300), min_size=1, max_size=7)


def is_number(piece: str) -> bool:
    """Whether digits are printed as a number is."""
    return piece.isdigit() and (piece == "0" or piece[0] != "0")


@given(NUMBERS, st.data())
@settings(deadline=None, max_examples=200)
def test_truth_is_among_them(numbers: list[int], data: st.DataObject) -> None:
    """Whatever borders are lost, the numbers printed are one of the ways, and each way joins back to the digits.

    Seven numbers of three digits without any border have more ways than are looked at: then there are none.
    """
    gaps = [data.draw(st.sampled_from(["", " ", "\n"])) for _ in numbers[1:]] + [""]
    text = "".join(f"{number}{gap}" for number, gap in zip(numbers, gaps, strict=True))
    splits = run_to_splits(text, len(numbers))
    assert tuple(map(str, numbers)) in splits or (not splits and len("".join(text.split())) >= 20)
    assert len(set(splits)) == len(splits)
    for split in splits:
        assert len(split) == len(numbers)
        assert "".join(split) == "".join(text.split())
        assert all(is_number(piece) for piece in split)


@given(st.text(st.sampled_from("0127"), min_size=1, max_size=9), st.integers(1, 5))
@settings(deadline=None, max_examples=200)
def test_all_ways(digits: str, count: int) -> None:
    """Against every way there is: none is missing, so one way left is certain."""
    ways = {
        tuple(digits[start:end] for start, end in itertools.pairwise((0, *cuts, len(digits))))
        for cuts in itertools.combinations(range(1, len(digits)), count - 1)
    }
    assert set(run_to_splits(digits, count)) == {way for way in ways if all(map(is_number, way))}


@given(st.text(max_size=12), st.integers(0, 15))
@settings(deadline=None)
def test_any_text(text: str, count: int) -> None:
    """Any text gives ways or none, never an error."""
    assert all(len(split) == count for split in run_to_splits(text, count))


@given(st.lists(st.integers(0, 999), min_size=2, max_size=6))
@settings(deadline=None)
def test_too_few_places(numbers: list[int]) -> None:
    """White space is a border always: more numbers than asked for are no way at all."""
    assert run_to_splits(" ".join(map(str, numbers)), len(numbers) - 1) == []


@pytest.mark.parametrize(("digits", "count"), [("1" * 60, 15), ("1" * 400, 7)])
def test_bounded_time(digits: str, count: int) -> None:
    """However long a run is, an answer comes within seconds: the ways, or none where there are too many to tell."""
    program = f"from extract.match.runs import run_to_splits; run_to_splits({digits!r}, {count})"
    subprocess.run([sys.executable, "-c", program], timeout=60, check=True)
