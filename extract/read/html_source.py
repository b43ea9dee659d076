"""HTML before any parser sees it: decoded, and refused where it is empty, too large, or no HTML at all."""

from __future__ import annotations

from typing import Final

from extract.encoding import DecodedText, bytes_to_decoded_text
from extract.errors import DocumentTooLargeError, EmptyDocumentError, UnknownFormatError
from extract.limits import MAX_BYTES

MAX_TAGS: Final = 1_000_000
"""Tags of one document: a parsed element takes about a hundred times the memory of the shortest tag."""

_ARCHIVES: Final = ("mime-version:", "from: <saved by", "from: <由", 'from: "saved by')


def bytes_to_html(data: bytes) -> DecodedText:
    """The text of an HTML document, within the limits.

    Raises:
        EmptyDocumentError: nothing but white space.
        DocumentTooLargeError: more bytes than ``limits.MAX_BYTES`` or more tags than :data:`MAX_TAGS`.
        UnknownFormatError: a web archive (MHTML), whose parts are encoded.

    >>> bytes_to_html(b"<p>2024").text
    '<p>2024'
    """
    if len(data) > MAX_BYTES:
        raise DocumentTooLargeError(
            expected=f"at most {MAX_BYTES} bytes", found=f"{len(data)} bytes", advice="check that this file is a report"
        )
    decoded = bytes_to_decoded_text(data)
    start = decoded.text[:1000].lstrip().lower()
    if not start and not decoded.text.strip():
        raise EmptyDocumentError(expected="HTML", found="nothing but white space", advice="fetch the page again")
    if start.startswith(_ARCHIVES):
        raise UnknownFormatError(
            expected="HTML", found="a web archive (MHTML)", advice="open it in a browser and save it as HTML"
        )
    if len(decoded.text) > MAX_TAGS and (tags := decoded.text.count("<")) > MAX_TAGS:
        raise DocumentTooLargeError(
            expected=f"at most {MAX_TAGS} tags", found=f"{tags}", advice="check that this page is a report"
        )
    return decoded
