"""Digits of several cells run together: every way to cut them, and the one that arithmetic leaves."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_MOST_WAYS: Final = 20000
_MOST_DIGITS: Final = 120
"""A run of more digits is no row of any table."""
_TOKEN: Final = re.compile(r"\d+\.\d+|\d+")


def run_to_splits(text: str, count: int) -> list[tuple[str, ...]]:
    """Every way to cut a run of digits into so many numbers as printed.

    White space always is a border; inside a run of digits a border may stand anywhere, except that no
    number but ``0`` begins with a zero. Empty when there is no way, or when there are too many to tell.

    >>> run_to_splits("0 0 0 0 0 00", 7)
    [('0', '0', '0', '0', '0', '0', '0')]
    >>> run_to_splits("7400", 3)
    [('7', '40', '0'), ('74', '0', '0')]
    """
    plain = unicodedata.normalize("NFKC", text)
    if _TOKEN.sub("", plain).strip():
        return []
    tokens = _TOKEN.findall(plain)
    if sum(map(_capacity, tokens)) > _MOST_DIGITS:
        return []
    ways: list[tuple[str, ...]] = []
    for way in _split(tokens, count):
        ways.append(way)
        if len(ways) > _MOST_WAYS:
            return []
    return ways


def _split(tokens: list[str], count: int) -> Iterator[tuple[str, ...]]:
    if not tokens:
        if count == 0:
            yield ()
        return
    head, rest = tokens[0], tokens[1:]
    # Every other token takes one place at least, and no more than it has digits.
    most = min(count - len(rest), _capacity(head))
    least = max(1, count - sum(map(_capacity, rest)))
    for pieces in range(least, most + 1):
        for cut in _cut(head, pieces):
            for tail in _split(rest, count - pieces):
                yield cut + tail


def _capacity(token: str) -> int:
    return 1 if "." in token else len(token)


def _cut(digits: str, pieces: int) -> Iterator[tuple[str, ...]]:
    if pieces == 1:
        if len(digits) == 1 or digits[0] != "0":
            yield (digits,)
        return
    longest = 1 if digits[0] == "0" else len(digits) - pieces + 1
    for length in range(1, longest + 1):
        if len(digits) - length < pieces - 1:
            return
        for tail in _cut(digits[length:], pieces - 1):
            yield (digits[:length], *tail)
