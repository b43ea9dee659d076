"""Alignment of two sequences in order: what is printed against what the form says should be printed."""

from __future__ import annotations

from collections.abc import Sequence

SKIP_EXPECTED = -2.0
"""Cost of a label of the form that nothing printed answers to."""
SKIP_FOUND = -3.0
"""Cost of something printed that the form does not have."""


def scores_to_alignment(
    scores: Sequence[Sequence[float]], skip_found: Sequence[float] | None = None
) -> tuple[float, list[int | None]]:
    """The best assignment in order of found items to expected ones (Needleman and Wunsch 1970).

    Args:
        scores: for each found item, how well it answers to each expected one; negative means it does not.
        skip_found: cost of leaving out each found item; :data:`SKIP_FOUND` for all when None.

    Returns:
        The total score, costs included, and for each found item the index of its expected one, or None.

    >>> scores_to_alignment([[10, -8, -8], [-8, -8, 9]])
    (17.0, [0, 2])
    """
    found_count = len(scores)
    expected_count = len(scores[0]) if scores else 0
    skips = [SKIP_FOUND] * found_count if skip_found is None else skip_found
    best = [SKIP_EXPECTED * column for column in range(expected_count + 1)]
    steps: list[list[int]] = []
    for row, row_scores in enumerate(scores):
        skip = skips[row]
        previous = best
        left = previous[0] + skip
        best = [left]
        step = [1]
        for column in range(expected_count):
            value, move = previous[column] + row_scores[column], 0
            up = previous[column + 1] + skip
            if up > value:
                value, move = up, 1
            left += SKIP_EXPECTED
            if left > value:
                value, move = left, 2
            best.append(value)
            step.append(move)
            left = value
        steps.append(step)
    matched: list[int | None] = [None] * found_count
    row, column = found_count, expected_count
    while row > 0:
        move = steps[row - 1][column] if column > 0 else 1
        if move == 0:
            row, column = row - 1, column - 1
            if scores[row][column] > 0:
                matched[row] = column
        elif move == 1:
            row -= 1
        else:
            column -= 1
    return best[expected_count], matched
