"""A printed Word document as one flat string, marks where its parts begin: made in one pass of a stylesheet.

``docx_flat.xsl`` beside this module says which mark stands for what. Walking the tree from Python takes several times
as long.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from lxml import etree

from extract.errors import DocumentTooLargeError

BLOCK: Final = "\ufdd0"
TABLE: Final = "\ufdd1"
ROW: Final = "\ufdd2"
CELL: Final = "\ufdd3"
_LINE: Final = "\ufdd4"
PROPERTY: Final = "\ufdd5"
PROPERTY_END: Final = "\ufdd6"
_TEXT: Final = "\ufdd7"
_TEXT_END: Final = "\ufdd8"

_BLANK: Final = " \t\r\n"
_OUTER_BLANKS: Final = [pair for blank in _BLANK for pair in (_TEXT + blank, blank + _TEXT_END)]
_OUTER_BLANK: Final = re.compile(f"{_TEXT}[{_BLANK}]+|[{_BLANK}]+{_TEXT_END}")
_MARK: Final = re.compile(f"[{BLOCK}-{_TEXT_END}]")
_MARK_BYTES: Final = re.compile(rb"\xef\xb7[\x90-\x98]")
_REFERENCE: Final = re.compile(rb"&#(?:[xX]0*[fF][dD]{2}[0-8]|0*649(?:7[6-9]|8[0-4]));")
_STYLESHEET: Final = Path(__file__).with_suffix(".xsl")


def content_without_marks(content: bytes) -> bytes:
    """XML in which no mark stands, written or as a reference: they are noncharacters, which mean nothing in text.

    >>> content_without_marks("<w:t>1\\ufdd02&#xFDD3;&#64980;</w:t>".encode())
    b'<w:t>12</w:t>'
    """
    if b"\xef\xb7" in content:
        content = _MARK_BYTES.sub(b"", content)
    # One character is searched for much faster than two, and few documents hold this one.
    return _REFERENCE.sub(b"", content) if b"&" in content and b"&#" in content else content


def print_labels(labels: Mapping[etree._Element, str]) -> None:
    """Write automatic numbers into the paragraphs that they stand before, for the stylesheet alone to see."""
    for paragraph, label in labels.items():
        element = etree.Element("label")
        element.text = _MARK.sub("", label)
        paragraph.insert(0, element)


def printed_to_flat(element: etree._Element) -> str:
    """A printed body, or a table that stood in a cell of one, flat; the tree is left as it is.

    Lines are set apart by ``\\n``. Outer white space of a ``w:t`` is cut where Word does not print it, and a line end
    in its text is a space.

    Raises:
        DocumentTooLargeError: elements nest deeper than a stylesheet reaches.
    """
    try:
        flat = str(_stylesheet()(element))
    except etree.XSLTApplyError as error:
        raise DocumentTooLargeError(
            expected="elements nested less deep", found=str(error), advice="check that this file is a report"
        ) from error
    # Eight plain searches take a tenth of the time of that for the pattern.
    if any(pair in flat for pair in _OUTER_BLANKS):
        flat = _OUTER_BLANK.sub("", flat)
    return flat.replace(_TEXT, "").replace(_TEXT_END, "").replace("\n", " ").replace(_LINE, "\n")


@cache
def _stylesheet() -> etree.XSLT:
    return etree.XSLT(etree.parse(_STYLESHEET), access_control=etree.XSLTAccessControl.DENY_ALL)
