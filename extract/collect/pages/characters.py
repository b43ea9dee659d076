"""Characters in their usual form, at the cost of looking at them once."""

from __future__ import annotations

import unicodedata
from typing import Final

_USUAL: Final = {chr(wide): chr(wide - 0xFEE0) for wide in map(ord, "，：；（）！？％．／～")} | {
    "\u3000": " ",
    "\xa0": " ",
}
"""What nearly every Chinese text holds that NFKC changes."""


def to_nfkc(text: str) -> str:
    """A text in NFKC (Unicode Standard Annex 15).

    Replacing a character by its compatibility mapping first does not change the result, and most texts need no more.

    >>> to_nfkc("（１）２０２３年，共 ﬁ"), to_nfkc("2023年")
    ('(1)2023年,共 fi', '2023年')
    """
    if text.isascii() or unicodedata.is_normalized("NFKC", text):
        return text
    for character, usual in _USUAL.items():
        if character in text:
            text = text.replace(character, usual)
    return unicodedata.normalize("NFKC", text)
