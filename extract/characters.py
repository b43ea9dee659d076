"""Characters that look like others and stand for them: radicals in the place of ideographs."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Radicals that PDF fonts map to instead of the characters; NFKC knows those of Kangxi, these it leaves alone
# (facts on readers, PDF trap 8).
_SUPPLEMENT: Final = dict(
    zip(
        "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
        "母民虎西见角贝车长门青页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
)
_KANGXI: Final = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_RADICALS: Final = str.maketrans(_SUPPLEMENT | _KANGXI)
_RADICAL: Final = re.compile("[\u2e80-\u2fdf]")


def radicals_to_characters(text: str) -> str:
    """The text with every radical replaced by the character it stands for.

    >>> radicals_to_characters("\u2f08\u2ea0政府")
    '人民政府'
    """
    return text.translate(_RADICALS) if _RADICAL.search(text) else text
