"""A page as one flat string, marks where elements begin and end: made in one pass of a stylesheet, at the speed of C.

``html_flat.xsl`` beside this module says what is printed, what only dresses text, and which mark stands for what.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from lxml import etree
from lxml.etree import _Element

from extract.errors import DocumentTooLargeError

ROW: Final = "\u205f"
ROW_END: Final = "\u2001"
CELL: Final = "\u2004"
CELL_END: Final = "\u2005"
HEAD: Final = "\x85"
NOTE_END: Final = "\u2006"
PARAGRAPH: Final = "\u2029"
PARAGRAPH_END: Final = "\u2028"
BREAK: Final = "\u2007"
OPEN: Final = "\u2008"
NAME_END: Final = "\u1680"
CLOSE: Final = "\u202f"

MARKS: Final = (
    ROW + ROW_END + CELL + CELL_END + HEAD + NOTE_END + PARAGRAPH + PARAGRAPH_END + BREAK + OPEN + NAME_END + CLOSE
)
"""All marks: rare kinds of white space, so that cutting and collapsing white space takes them away too."""

_BLANK: Final = "\u00a0"
_MARK: Final = re.compile(f"[{MARKS}]")
_REFERENCE: Final = re.compile(
    # Only a first character that stands alone is searched for at the speed of memchr.
    "&(?=#)#(?:[xX]0*(?:{})(?![0-9a-fA-F])|0*(?:{})(?![0-9]));?".format(
        "|".join(f"{ord(mark):x}" for mark in MARKS).replace("f", "[fF]"), "|".join(str(ord(mark)) for mark in MARKS)
    )
)
_STYLESHEET: Final = Path(__file__).with_suffix(".xsl")


def text_without_marks(text: str) -> str:
    """HTML in which no mark stands, written or as a reference: white space of another kind stands for it.

    >>> text_without_marks("1\\u2028&#x2029;2")
    '1\\xa0\\xa02'
    """
    for mark in MARKS:
        if mark in text:
            text = _MARK.sub(_BLANK, text)
            break
    return _REFERENCE.sub(_BLANK, text)


def tree_to_flat(root: _Element) -> str:
    """The content of the outermost element, flat; the tree is left as it is.

    Raises:
        DocumentTooLargeError: elements nest deeper than a stylesheet reaches.
    """
    try:
        return str(_stylesheet()(root))
    except etree.XSLTApplyError as error:
        raise DocumentTooLargeError(
            expected="elements nested less deep", found=str(error), advice="check that this page is a report"
        ) from error


@cache
def _stylesheet() -> etree.XSLT:
    return etree.XSLT(etree.parse(_STYLESHEET), access_control=etree.XSLTAccessControl.DENY_ALL)
