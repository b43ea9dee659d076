"""Which characters the bytes stand for: decided by the bytes themselves, never by what they declare.

Pages declare ``gb2312`` and hold characters outside it (镕), or are really utf-8; a parser that trusts
the declaration stops at the first such byte and silently loses the tables behind it.
"""

from __future__ import annotations

import codecs
import re
from typing import Final, NamedTuple

from extract.document import Problem


class DecodedText(NamedTuple):
    """Bytes as text.

    Attributes:
        text: without byte order mark and NUL characters.
        encoding: the codec that was used, by its Python name.
        problems: what was dropped or replaced on the way; empty for sound bytes.
    """

    text: str
    encoding: str
    problems: tuple[Problem, ...] = ()


_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before utf-16-le, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_LONGEST_CHARACTER: Final = 4
"""Bytes of the longest character in utf-8 and gb18030."""

_CUT: Final = ("unexpected end", "incomplete", "truncated")
"""How Python's codecs say that the end of the bytes cuts a character."""

_DECLARED: Final = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)")
_HEAD: Final = 4096
"""Bytes searched for a declaration."""

_COMMON_GB2312: Final = 0xD7
_COMMON_BIG5: Final = 0xC6
"""Last lead byte of the common characters (level 1) of either set."""

_SAMPLE: Final = 20_000
"""Characters looked at to tell Big5 from gb18030."""

_REPLACEMENT: Final = "\ufffd"
_SOUND: Final = 20
"""A text counts as damaged utf-8, not as another encoding, when it holds at least this many sound
characters beyond ASCII for each broken one; Chinese in another encoding has nearly none."""


def bytes_to_decoded_text(data: bytes) -> DecodedText:
    """Decode by byte order mark, then strict utf-8, then strict gb18030; what was lost on the way is told.

    A character cut off by the end of the bytes does not change the codec. A declared charset counts
    only for Big5, whose bytes nearly always pass as gb18030 too, and only where the text is the more
    plausible one. Bytes that nothing decodes are replaced by U+FFFD under the codec that needs it least.

    >>> bytes_to_decoded_text("朱镕基".encode("gb18030"))[:2]
    ('朱镕基', 'gb18030')
    >>> bytes_to_decoded_text("公开".encode()[:-1])[:2]
    ('公', 'utf-8')
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _without_nul(_decode_leniently(data[len(mark) :], encoding))
    if data[:4:2] == b"\0\0" and b"\0" not in data[1:4:2]:
        return _without_nul(_decode_leniently(data, "utf-16-be"))
    if data[1:4:2] == b"\0\0" and b"\0" not in data[:4:2]:
        return _without_nul(_decode_leniently(data, "utf-16-le"))
    try:
        decoded = DecodedText(data.decode("utf-8"), "utf-8")
        # In utf-8 only the byte NUL makes that character, and bytes are searched faster than text.
        return _without_nul(decoded) if b"\0" in data else decoded
    except UnicodeDecodeError:
        return _without_nul(_decode_beyond_utf8(data))


def bytes_to_text(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding, as :func:`bytes_to_decoded_text` finds them.

    >>> bytes_to_text(b"\\xef\\xbb\\xbf2024")
    ('2024', 'utf-8')
    """
    decoded = bytes_to_decoded_text(data)
    return decoded.text, decoded.encoding


def _decode_beyond_utf8(data: bytes) -> DecodedText:
    """Bytes that are not utf-8 from end to end: cut, another encoding, or damaged."""
    cut = _decode_but_for_the_end(data, "utf-8")
    if cut is not None:
        return cut
    as_utf8 = data.decode("utf-8", "replace")
    broken = as_utf8.count(_REPLACEMENT)
    if _beyond_ascii(as_utf8) - broken >= _SOUND * broken:
        return _replaced(as_utf8, "utf-8")
    found = _decode_but_for_the_end(data, "gb18030")
    if _declares_big5(data):
        # Big5 read as gb18030 gives rare characters; which of both is Chinese is seen from the common ones.
        traditional = _decode_but_for_the_end(data, "big5hkscs")
        if traditional and (
            not found or _share(traditional.text, "big5", _COMMON_BIG5) > _share(found.text, "gb2312", _COMMON_GB2312)
        ):
            return traditional._replace(encoding="big5")
    if found is not None:
        return found
    return min(
        (_decode_leniently(data, name) for name in ("gb18030", "utf-8")), key=lambda text: text.text.count(_REPLACEMENT)
    )


def _decode_but_for_the_end(data: bytes, encoding: str) -> DecodedText | None:
    """Strictly decoded, but for a character that the end of the bytes cuts; None where that fails."""
    try:
        return DecodedText(data.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        if error.start <= len(data) - _LONGEST_CHARACTER or not any(word in error.reason for word in _CUT):
            return None
        problem = Problem(
            "warning", "cut_short", "The bytes end in the middle of a character; the document may be cut short."
        )
        return DecodedText(data[: error.start].decode(encoding), encoding, (problem,))


def _decode_leniently(data: bytes, encoding: str) -> DecodedText:
    return _decode_but_for_the_end(data, encoding) or _replaced(data.decode(encoding, "replace"), encoding)


def _replaced(text: str, encoding: str) -> DecodedText:
    problem = Problem(
        "warning",
        "undecodable_bytes",
        f"{text.count(_REPLACEMENT)} characters could not be decoded as {encoding} and stand as U+FFFD.",
    )
    return DecodedText(text, encoding, (problem,))


def _without_nul(decoded: DecodedText) -> DecodedText:
    """NUL characters stand for nothing and stop some parsers: they go, and it is told."""
    count = decoded.text.count("\0")
    if not count:
        return decoded
    problem = Problem("info", "nul_characters", f"{count} NUL characters were left out.")
    return decoded._replace(text=decoded.text.replace("\0", ""), problems=(*decoded.problems, problem))


def _declares_big5(data: bytes) -> bool:
    declared = _DECLARED.search(data[:_HEAD])
    return declared is not None and declared[1].lower().startswith(b"big5")


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _share(text: str, encoding: str, last_lead: int) -> float:
    """Share of the characters beyond ASCII that stand among the common ones of an encoding, at its start."""
    beyond = [character for character in text[:_SAMPLE] if not character.isascii()]
    leads = (character.encode(encoding, "ignore")[:1] for character in beyond)
    return sum(b"\x80" < lead <= bytes((last_lead,)) for lead in leads) / len(beyond) if beyond else 0.0
