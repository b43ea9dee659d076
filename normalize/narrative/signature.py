"""A signature of a report's text by which near-duplicates are found (docs/decisions/0009-text-signatures.md)."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

from rensa import RMinHash  # type: ignore[import-untyped]  # it ships no annotations

from normalize.report import Section

SIZE: Final = 128
"""Numbers in a signature; the estimate of a similarity is off by about 0.04 (standard error at 0.7)."""

BANDS: Final = 16
"""Bands of eight numbers: two texts that are alike by 0.8 share a band in 95 of 100 cases, by 0.5 in 6."""

_SEED: Final = 20081
_SHINGLE: Final = 5
_SHORTEST: Final = 200
_NUMBER = re.compile(r"[0-9０-９][0-9０-９,.，．]*")
_SIGNS = re.compile(r"[^\w]+")
_STATUTORY: Final = frozenset({"opening"})
_TABLES: Final = frozenset({"proactive", "requests", "disputes"})
_SENTENCE_SIGNS = re.compile(r"[，。；]")


def sections_to_signature(sections: Sequence[Section]) -> bytes | None:
    """The signature of a text: MinHash over runs of five signs; None where the text has fewer than 200 signs.

    Every number stands as 0, so that last year's text with new figures is found; names stay, as they are few signs of a text and
    tell whose it is. The opening is left out, which the law words for everyone, unless there is nothing else; so are lines
    without a sign of punctuation in the parts that hold tables.

    Returns:
        128 unsigned 32-bit numbers, lowest byte first: 512 bytes.
    """
    text = _sections_to_text(sections)
    if len(text) < _SHORTEST:
        return None
    sketch = RMinHash(num_perm=SIZE, seed=_SEED)
    sketch.update([text[start : start + _SHINGLE] for start in range(len(text) - _SHINGLE + 1)])
    return b"".join(number.to_bytes(4, "little") for number in sketch.digest())


def _sections_to_text(sections: Sequence[Section]) -> str:
    own = [part for part in sections if part.section not in _STATUTORY and part.text] or list(sections)
    lines: list[str] = []
    for part in own:
        if part.section in _TABLES:
            lines += [line for line in part.text.split("\n") if _SENTENCE_SIGNS.search(line)]
        else:
            lines.append(part.text)
    return _SIGNS.sub("", _NUMBER.sub("0", "".join(lines)))


def signatures_to_similarity(one: bytes, other: bytes) -> float:
    """The estimated share of runs that two texts have in common, of all runs of both: 0 to 1.

    Raises:
        ValueError: a signature does not have 512 bytes.

    >>> signatures_to_similarity(bytes(512), bytes(512))
    1.0
    """
    first, second = _numbers(one), _numbers(other)
    return sum(map(int.__eq__, first, second)) / SIZE


def signature_to_bands(signature: bytes) -> list[int]:
    """Keys of the sixteen bands, in order: texts that are alike share a key at the same place in most cases.

    Keys are 63 bits wide, so that they fit BIGINT; two bands of different numbers share a key by chance only.

    Raises:
        ValueError: the signature does not have 512 bytes.
    """
    _numbers(signature)
    width = len(signature) // BANDS
    return [_band_to_key(signature[start : start + width]) for start in range(0, len(signature), width)]


def _band_to_key(band: bytes) -> int:
    return int.from_bytes(blake2b(band, digest_size=8).digest(), "little") >> 1


def _numbers(signature: bytes) -> array[int]:
    if len(signature) != SIZE * 4:
        raise ValueError(f"a signature has {SIZE * 4} bytes, not {len(signature)}")
    return array("I", signature)
