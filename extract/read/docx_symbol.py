"""Symbols of a font (``w:sym``), as the Unicode characters that they print."""

from __future__ import annotations

from typing import Final

UNKNOWN: Final = "\ufffd"

_PRIVATE: Final = range(0xF000, 0xF100)

# The font Symbol has ASCII digits and punctuation at their own places; these are the ones it shares.
_SYMBOL_SHARED: Final = frozenset(range(0x30, 0x40)) | frozenset(b" !#%&()+,./[]_{|}")

_SYMBOL: Final = {0x2D: "−", 0xA3: "≤", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠"}

_WINGDINGS: Final = {
    0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x72: "❒", 0x75: "◆", 0x76: "❖", 0x9F: "•", 0xA1: "○",
    0xA7: "▪", 0xA8: "◻", 0xD8: "➢", 0xE0: "→", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    **{0x80 + number: character for number, character in enumerate("⓪①②③④⑤⑥⑦⑧⑨⑩")},
}  # fmt: skip

_WINGDINGS_2: Final = {0x50: "✓", 0x4F: "✗", 0x52: "☑", 0x53: "☒", 0xA3: "□"}


def symbol_to_text(font: str, code: str) -> str:
    """The character that a symbol prints; U+FFFD where that is not known, never a guess.

    Args:
        font: name of the font.
        code: hexadecimal code, in the private area from F000 for fonts of symbols.

    >>> symbol_to_text("Wingdings 2", "F052"), symbol_to_text("宋体", "2460"), symbol_to_text("Symbol", "F037")
    ('☑', '①', '7')
    >>> symbol_to_text("Wingdings", "F0FF") == UNKNOWN
    True
    """
    try:
        point = int(code, 16)
    except ValueError:
        return UNKNOWN
    low = point & 0xFF if point in _PRIVATE else point
    name = font.lower()
    if name == "symbol":
        return chr(low) if low in _SYMBOL_SHARED else _SYMBOL.get(low, UNKNOWN)
    if name == "wingdings":
        return _WINGDINGS.get(low, UNKNOWN)
    if name == "wingdings 2":
        return _WINGDINGS_2.get(low, UNKNOWN)
    printable = 0x20 <= point < 0xD800 or 0xF900 <= point < 0xFFFE or 0x10000 <= point < 0xF0000
    return chr(point) if printable and not name.startswith(("wingdings", "webdings", "mt extra")) else UNKNOWN
