"""One spelling for a printed name: white space, widths of signs, brackets and connectives."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final

_NOISE: Final = re.compile(r"[\s\u200b-\u200f\ufeff\"'“”‘’《》<>·・.,。:;*#]+")
_BRACKETS: Final = str.maketrans("〔【[{〕】]}", "(((())))")
_WHOLE: Final = re.compile(r"\((?:本级|机关|局机关|本部|汇总|全市|全县|全区|公章|盖章)\)$")
_CONNECTIVES: Final = re.compile(r"[和与及、暨/]")


def name_to_plain(name: str) -> str:
    """The name in one spelling: NFKC, no white space or quotation marks, round brackets.

    >>> name_to_plain(" 青山市 城市管理（综合行政执法）局\\n"), name_to_plain("青山市财政局（本级）")
    ('青山市城市管理(综合行政执法)局', '青山市财政局')
    """
    plain = unicodedata.normalize("NFKC", name).translate(_BRACKETS)
    return _WHOLE.sub("", _NOISE.sub("", plain))


def words_to_stem(words: str) -> str:
    """Words without connectives, so that 文化和旅游 and 文化旅游 are one.

    >>> words_to_stem("教育、科技和文化")
    '教育科技文化'
    """
    return _CONNECTIVES.sub("", words)


def plain_to_unresolved_id(plain: str) -> str:
    """The id of a name that stands for no agency that we know: the same for the same name, always.

    >>> plain_to_unresolved_id("青山市财政局")
    'u-a01ec7befa'
    """
    return f"u-{hashlib.sha256(plain.encode('utf-8', 'surrogatepass')).hexdigest()[:10]}"
