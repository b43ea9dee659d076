"""Numbers as a cell prints them: wrapped ones made whole, marks above or below the line kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extract.document import Box
from extract.read.pdf_page import Character

_SIZE = 0.15
"""Share by which the heights of digits of one number may differ."""

_SHIFT = 0.1
"""Share of a digit's height by which the lower edges of one number may differ.

They say more than baselines do, which are only right for fonts with one box for all of their characters."""

_SAME_BAND = 0.75
"""Share of the height of a line within which a mark above or below it begins."""

_OVERPRINT = 0.35
"""Share of a digit's width after which the next one begins at least."""

_ROOM = 2.75
"""Widths of a digit that a full line leaves free: less than one, and the padding on both sides."""

_ALIGNED = 0.3
_LEAST_STEP, _LARGEST_STEP = 0.85, 2.8
"""Heights of a line between the lines of a wrapped number."""


def is_plain(characters: Sequence[Character]) -> bool:
    """True for characters of one size on one line, in the order in which they are read, as most numbers are."""
    _, last, upper, _, foot, _ = characters[0]
    leeway = 0.5 * _SHIFT * (foot - upper)
    for _, x0, top, x1, bottom, _ in characters[1:]:
        if (
            not -leeway <= bottom - foot <= leeway
            or not -leeway <= top - upper <= leeway
            or x0 - last < _OVERPRINT * (x1 - x0)
        ):
            return False
        last = x0
    return True


def digits_to_text(characters: Sequence[Character], text: str, box: Box, is_one_row: bool) -> str:
    """The text of a cell that prints nothing but a number, or ``text`` where nothing is to be said about it.

    Args:
        characters: the characters of the cell.
        text: their text, line by line.
        box: the cell.
        is_one_row: True if no ruling of the neighbouring cells ends inside the height of this one.

    Returns:
        A number wrapped in a slot too narrow for it is whole. Digits that are raised or lowered, or of another
        size, are set off by ``^`` or ``_``: they are marks for notes.
    """
    digits = [character for character in characters if character[0] != " "]
    if not all("0" <= character[0] <= "9" for character in digits):
        return text
    heights = [bottom - top for _, _, top, _, bottom, _ in digits]
    height = max(heights)
    feet = [character[4] for character in digits]
    alike = min(heights) > (1 - _SIZE) * height
    if alike and max(feet) - min(feet) <= _SHIFT * height:
        return text
    lines = _bands(digits, _SAME_BAND * height)
    if not alike or any(_is_uneven(line, height) for line in lines):
        return "\n".join(_marked(line) for line in lines)
    return "".join(map(_plain, lines)) if is_one_row and _is_wrapped(lines, box) else text


def is_overprinted(characters: Sequence[Character]) -> bool:
    """True if a character covers another, different one: one of them was not meant to be seen.

    >>> is_overprinted([("3", 0, 0, 5, 10, 8), ("8", 1, 0, 6, 10, 8)])
    True
    """
    printed = sorted((character for character in characters if character[0] != " "), key=lambda item: item[1])
    return any(
        last[0] != next_[0]
        and next_[1] - last[1] < _OVERPRINT * min(last[3] - last[1], next_[3] - next_[1])
        and abs(last[4] - next_[4]) < _SHIFT * (last[4] - last[2])
        for last, next_ in pairwise(printed)
    )


def _bands(digits: list[Character], band: float) -> list[list[Character]]:
    """Lines together with the marks above and below them, each from left to right."""
    lines: list[list[Character]] = []
    for digit in sorted(digits, key=lambda item: item[4]):
        if not lines or digit[4] - lines[-1][0][4] > band:
            lines.append([])
        lines[-1].append(digit)
    for line in lines:
        line.sort(key=lambda item: item[1])
    return lines


def _is_uneven(line: list[Character], height: float) -> bool:
    feet = [digit[4] for digit in line]
    return max(feet) - min(feet) > _SHIFT * height


def _marked(line: list[Character]) -> str:
    """The line with a sign where its digits change their size or their height above the baseline.

    >>> _marked([("3", 0, 0, 5, 10, 8), ("1", 5, 0, 8, 6, 5)])
    '3^1'
    """
    text = line[0][0]
    for last, digit in pairwise(line):
        larger = max(last[4] - last[2], digit[4] - digit[2])
        drop = digit[4] - last[4]
        if abs(drop) > _SHIFT * larger or abs((digit[4] - digit[2]) - (last[4] - last[2])) > _SIZE * larger:
            text += "_" if drop > _SHIFT * larger else "^"
        text += digit[0]
    return text


def _plain(line: list[Character]) -> str:
    return "".join(digit[0] for digit in line)


def _is_wrapped(lines: list[list[Character]], box: Box) -> bool:
    """True if every line but the last one is full, and all are set alike."""
    width = lines[0][0][3] - lines[0][0][1]
    height = lines[0][0][4] - lines[0][0][2]
    rooms = [(line[0][1] - box[0], box[2] - line[-1][3]) for line in lines]
    if min(map(min, rooms)) < -_ALIGNED * width or any(sum(room) > _ROOM * width for room in rooms[:-1]):
        return False
    if sum(rooms[-1]) < sum(rooms[0]) - _ALIGNED * width:
        return False
    for (left, right), (next_left, next_right) in pairwise(rooms):
        shifts = left - next_left, right - next_right, (left - right - next_left + next_right) / 2
        if min(map(abs, shifts)) > _ALIGNED * width:
            return False
    steps = [line[0][4] - last[0][4] for last, line in pairwise(lines)]
    return all(_LEAST_STEP * height <= step <= _LARGEST_STEP * height for step in steps)
