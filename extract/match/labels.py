"""Printed labels and how alike they are: exact words first, similarity only for what is left."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from rapidfuzz import fuzz

from extract.characters import radicals_to_characters
from extract.forms import Label

_OUTSIDE_WORDS: Final = re.compile(r"[^0-9A-Za-z\u4e00-\u9fff\u3400-\u4dbf]+")
_BRACKETED: Final = re.compile(r"[(\[【][^()\[\]【】]{3,}[)\]】]")
_NUMERAL: Final = re.compile(r"^(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})(?=[^0-9])")

EXACT: Final = 10.0
"""The label word for word, spaces and punctuation aside."""
CORE: Final = 9.5
"""The same without its number (``3.其他`` printed as ``其他``)."""
GLOSSED: Final = 9.0
"""The same with a gloss behind it, or with the labels of its groups before it."""
FRAGMENT: Final = 5.0
"""A piece of the label, as when its other lines fell out of the row."""
SCRAP: Final = 2.0
"""A piece of a few characters: it does not name the label, but it speaks against most others."""
UNLIKE: Final = -8.0
"""Words that are no form of this label."""

_MOST_REMEMBERED: Final = 4096
"""Texts for which answers are kept, so that memory stays bounded over any number of documents."""
_SIMILAR: Final = 0.72
_FRAGMENT_LENGTH: Final = 4


class LabelKey(NamedTuple):
    """A printed label reduced for comparing.

    Attributes:
        full: letters, digits and CJK characters alone.
        core: ``full`` without a leading number.
        bare: ``core`` without what stands in brackets.
    """

    full: str
    core: str
    bare: str


@lru_cache(maxsize=8192)
def text_to_key(text: str) -> LabelKey:
    """The label as compared: compatibility forms, spaces and punctuation do not count.

    >>> text_to_key("2 、没有现成信\\n息需要另行制作")
    LabelKey(full='2没有现成信息需要另行制作', core='没有现成信息需要另行制作', bare='没有现成信息需要另行制作')
    >>> text_to_key("规章（设区的市应提供）").bare
    '规章'
    """
    return reduce_to_key(text)


def reduce_to_key(text: str) -> LabelKey:
    """As :func:`text_to_key`, for texts too long to be remembered."""
    plain = unicodedata.normalize("NFKC", radicals_to_characters(text))
    full = _OUTSIDE_WORDS.sub("", plain)
    core = _NUMERAL.sub("", full)
    bare = core
    if len(plain) != len(full):
        unspaced = "".join(plain.split())
        cut = _BRACKETED.sub("", unspaced)
        if cut != unspaced:
            bare = _NUMERAL.sub("", _OUTSIDE_WORDS.sub("", cut)) or core
    return LabelKey(full, core, bare)


class LabelScorer:
    """Scores found texts against the labels of one list (the rows of a table, the columns of a block).

    Every report prints the same labels: what follows from a text alone is remembered, within bounds.

    Attributes:
        labels: the list, in the form's order.
        exact: index of the one label that a text reads exactly as; None when there is none or more than one.
        plain: as ``exact``, also for a label with a gloss in brackets behind it.
        any_plain: whether any of several texts is such a label.
        scores: how well a text reads as each label, from :data:`UNLIKE` to :data:`EXACT`.
    """

    def __init__(self, labels: Sequence[Label]) -> None:
        self.labels = tuple(labels)
        self._keys = [[text_to_key(text) for text in (label.label, *label.variants)] for label in labels]
        self._groups = [frozenset(text_to_key(group).core for group in label.groups) for label in labels]
        self._all_groups = frozenset().union(*self._groups)
        by_full: dict[str, set[int]] = {}
        for index, keys in enumerate(self._keys):
            for key in keys:
                by_full.setdefault(key.full, set()).add(index)
        self._exact = {full: indexes.pop() for full, indexes in by_full.items() if len(indexes) == 1}
        remember = lru_cache(_MOST_REMEMBERED)
        self.exact = remember(self._text_to_exact)
        self.plain = remember(self._text_to_plain)
        self.any_plain = remember(self._texts_to_any_plain)
        self.scores = remember(self._text_to_scores)

    def _text_to_exact(self, text: str) -> int | None:
        return self._exact.get(text_to_key(text).full)

    def _text_to_plain(self, text: str) -> int | None:
        key = text_to_key(text)
        found = self._exact.get(key.full)
        return self._exact.get(key.bare) if found is None and key.bare != key.core else found

    def _texts_to_any_plain(self, texts: tuple[str, ...]) -> bool:
        return any(self.plain(text) is not None for text in texts)

    def _text_to_scores(self, text: str) -> tuple[float, ...]:
        key = text_to_key(text)
        found = tuple(self._score(key, keys) for keys in self._keys)
        if max(found) < EXACT and self._names_several(key):
            return (UNLIKE,) * len(self.labels)
        if max(found) < GLOSSED:
            # 不予公开 over its rows looks much like the row 予以公开, but it is no slip for it.
            return (UNLIKE,) * len(self.labels) if key.core in self._all_groups else self._similar(key)
        return found

    def is_group(self, text: str, index: int) -> bool:
        """Whether a text is one of the labels above a label of the form."""
        return text_to_key(text).core in self._groups[index]

    def is_any_group(self, text: str) -> bool:
        """Whether a text is one of the labels above any label of the form."""
        return text_to_key(text).core in self._all_groups

    def _names_several(self, key: LabelKey) -> bool:
        """Whether a text holds two whole labels: it names neither."""
        return sum(keys[0].full in key.full for keys in self._keys if len(keys[0].full) > _FRAGMENT_LENGTH) > 1

    def _score(self, key: LabelKey, keys: list[LabelKey]) -> float:
        best = UNLIKE
        for label in keys:
            if key.full == label.full:
                return EXACT
            if key.core == label.core:
                best = max(best, CORE)
            elif label.bare in (key.bare, key.core) or (len(label.core) > 2 and key.full.endswith(label.full)):
                best = max(best, GLOSSED)
        return best

    def _similar(self, key: LabelKey) -> tuple[float, ...]:
        """Scores by similarity: typos, lost characters, fragments of a label.

        A number in front counts: ``3`` before unreadable words still points at the third label.
        """
        return tuple(max(_likeness(key, label) for label in keys) for keys in self._keys)


def _likeness(key: LabelKey, label: LabelKey) -> float:
    ratio = fuzz.ratio(key.core, label.core) / 100
    if key.core != key.full and label.core != label.full and key.full[0] == label.full[0]:
        ratio += 0.05
    if ratio >= _SIMILAR:
        return 5.0 + 4.0 * (min(ratio, 1.0) - _SIMILAR) / (1 - _SIMILAR)
    if 0 < len(key.core) < _FRAGMENT_LENGTH and len(label.core) > 2 * len(key.core) and key.core in label.core:
        return SCRAP
    if min(len(key.core), len(label.core)) >= _FRAGMENT_LENGTH:
        if len(key.core) < len(label.core) and key.core in label.core:
            return FRAGMENT
        if label.core in key.core:
            return FRAGMENT
        if fuzz.partial_ratio(key.core, label.core) >= 90:
            return FRAGMENT - 1
    return UNLIKE
