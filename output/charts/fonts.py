"""A font that has the Chinese characters of a chart, or a clear word that none is installed."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from functools import cache
from typing import Final

PREFERRED: Final = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Heiti SC",
    "STHeiti",
    "Arial Unicode MS",
    "Noto Sans CJK JP",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "SimSun",
    "Droid Sans Fallback",
)
"""Families with simplified Chinese, the most legible first; Japanese ones draw some characters otherwise."""

FALLBACK: Final = "DejaVu Sans"
"""It comes with matplotlib and has signs that Chinese fonts may lack."""

ADVICE: Final = (
    "install one, such as Noto Sans CJK (Debian and Ubuntu: apt install fonts-noto-cjk; Fedora: "
    "google-noto-sans-cjk-fonts; macOS and Windows bring one along)"
)


class MissingGlyphWarning(UserWarning):
    """Characters of a chart that no installed font has: they show as boxes."""


def families(texts: Iterable[str]) -> list[str]:
    """Font families for these texts, in the order in which a character is looked for in them.

    Warns (:class:`MissingGlyphWarning`) where characters remain that none of them has.
    """
    wanted = {character for text in texts for character in text if character.isprintable() and character != " "}
    left = wanted - _characters(FALLBACK)
    if not left:
        return [FALLBACK]
    chosen = [family for family in PREFERRED if family in _installed()]
    best = next((family for family in chosen if left <= _characters(family)), chosen[0] if chosen else None)
    if best is None:
        warnings.warn(
            f"no font with Chinese characters is installed, so {_shown(left)} will show as boxes: {ADVICE}",
            MissingGlyphWarning,
            stacklevel=3,
        )
        return [FALLBACK]
    order = [best, FALLBACK, *(family for family in chosen if family != best)]
    if lost := left.difference(*(_characters(family) for family in order)):
        warnings.warn(
            f"no installed font has {_shown(lost)}, which will show as boxes: {ADVICE}",
            MissingGlyphWarning,
            stacklevel=3,
        )
    return order


def _shown(characters: Iterable[str]) -> str:
    ordered = sorted(characters)
    return "".join(ordered[:12]) + (f" and {len(ordered) - 12} more characters" if len(ordered) > 12 else "")


@cache
def _installed() -> frozenset[str]:
    from matplotlib.font_manager import fontManager

    return frozenset(entry.name for entry in fontManager.ttflist)


@cache
def _characters(family: str) -> frozenset[str]:
    from matplotlib.font_manager import FontProperties, findfont, get_font

    # What findfont gives names the face within a collection too.
    return frozenset(map(chr, get_font(findfont(FontProperties(family=family))).get_charmap()))
