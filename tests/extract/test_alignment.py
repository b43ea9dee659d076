"""The alignment of sequences: in order, as good as any other, and its score is what it says."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from extract.match.alignment import SKIP_EXPECTED, SKIP_FOUND, scores_to_alignment

SCORES = st.integers(0, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from([-8.0, -1.0, 1.0, 5.0, 9.0, 10.0]), min_size=width, max_size=width), max_size=5
    )
)


def score_of(scores: list[list[float]], pairs: list[tuple[int, int]]) -> float:
    """The score of an assignment."""
    width = len(scores[0]) if scores else 0
    matched = sum(scores[found][expected] for found, expected in pairs)
    return matched + SKIP_FOUND * (len(scores) - len(pairs)) + SKIP_EXPECTED * (width - len(pairs))


def all_pairs(found: int, expected: int) -> list[list[tuple[int, int]]]:
    """Every assignment in order."""
    return [
        list(zip(rows, columns, strict=True))
        for count in range(min(found, expected) + 1)
        for rows in itertools.combinations(range(found), count)
        for columns in itertools.combinations(range(expected), count)
    ]


@given(SCORES)
@settings(deadline=None, max_examples=200)
def test_best_in_order(scores: list[list[float]]) -> None:
    """No assignment in order scores higher than the one returned, and its items ascend."""
    score, matched = scores_to_alignment(scores)
    named = [column for column in matched if column is not None]
    assert named == sorted(set(named))
    assert score == max(score_of(scores, pairs) for pairs in all_pairs(len(scores), len(scores[0]) if scores else 0))


@given(SCORES)
@settings(deadline=None, max_examples=200)
def test_only_likeness_matches(scores: list[list[float]]) -> None:
    """Nothing is matched against its score, and what is matched reaches the score with the best of the rest."""
    score, matched = scores_to_alignment(scores)
    pairs = [(row, column) for row, column in enumerate(matched) if column is not None]
    assert all(scores[row][column] > 0 for row, column in pairs)
    assert score_of(scores, pairs) <= score


@given(st.integers(1, 30))
@settings(deadline=None)
def test_identity(count: int) -> None:
    """Labels printed as the form has them are matched one by one."""
    scores = [[10.0 if row == column else -8.0 for column in range(count)] for row in range(count)]
    assert scores_to_alignment(scores) == (10.0 * count, list(range(count)))


@given(st.integers(2, 30), st.data())
@settings(deadline=None)
def test_missing_and_unknown(count: int, data: st.DataObject) -> None:
    """A missing label and an unknown one cost themselves alone."""
    missing = data.draw(st.integers(0, count - 1))
    unknown = data.draw(st.integers(0, count - 1))
    scores = [[10.0 if row == column else -8.0 for column in range(count)] for row in range(count) if row != missing]
    scores.insert(unknown, [-8.0] * count)
    expected: list[int | None] = [row for row in range(count) if row != missing]
    expected.insert(unknown, None)
    assert scores_to_alignment(scores)[1] == expected


def test_own_cost_of_skipping() -> None:
    """Items with a low cost of skipping are left out first."""
    scores = [[5.0], [5.0]]
    assert scores_to_alignment(scores, [-0.5, -3.0])[1] == [None, 0]
    assert scores_to_alignment(scores, [-3.0, -0.5])[1] == [0, None]


def test_nothing() -> None:
    """Nothing printed matches nothing."""
    assert scores_to_alignment([]) == (0, [])
