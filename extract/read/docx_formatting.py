"""Formatting that says nothing about text, cut out of the XML before it is parsed.

Fonts, borders and widths are more than half of what word processors write, said anew for each run and cell.
"""

from __future__ import annotations

import re
from typing import Final

_GROUPS: Final = (b"tcBorders", b"rPr", b"pPr", b"tcPr")
"""Inner ones before those that they stand in."""

# Only what is known to change no text, and only as it is usually written: anything else is kept.
_MERE_FORMATTING: Final = re.compile(
    rb"<w:(?:rFonts|bCs|b|iCs|i|color|spacing|w|kern|szCs|sz|highlight|u|shd|lang|snapToGrid|noProof|"
    rb"top|left|start|bottom|right|end|insideH|insideV|tl2br|tr2bl|tcW|vAlign|noWrap|"
    rb"bidi|jc|ind|keepNext|keepLines|widowControl|adjustRightInd|autoSpaceDE|autoSpaceDN|textAlignment)"
    rb"(?: w:[A-Za-z]+=\"[^\"<>&]*\")* ?/>"
)


def without_formatting(content: bytes) -> bytes:
    """The same XML of a document part without what in the properties of text and cells is mere formatting.

    >>> without_formatting(b'<w:r><w:rPr><w:sz w:val="21"/></w:rPr><w:t>5</w:t></w:r>')
    b'<w:r><w:t>5</w:t></w:r>'
    >>> without_formatting(b"<w:r><w:rPr><w:b/><w:vanish/></w:rPr><w:t>5</w:t></w:r>")
    b'<w:r><w:rPr><w:vanish/></w:rPr><w:t>5</w:t></w:r>'
    """
    if b"!" in content and b"<![CDATA[" in content:
        # There, what looks like markup is text.
        return content
    for name in _GROUPS:
        opening, closing = b"<w:" + name + b">", b"</w:" + name + b">"
        first, *pieces = content.split(opening)
        # The same few kinds of formatting come again and again.
        shortened: dict[bytes, bytes] = {}
        kept = [first]
        for piece in pieces:
            properties, ending, rest = piece.partition(closing)
            if not ending:
                kept.append(opening + piece)
                continue
            short = shortened.get(properties)
            if short is None:
                short = _MERE_FORMATTING.sub(b"", properties)
                if short:
                    short = opening + short + closing
                shortened[properties] = short
            kept += (short, rest)
        content = b"".join(kept)
    return content
