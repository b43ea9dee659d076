"""The text of a printed Word paragraph."""

from __future__ import annotations

from typing import Final

from lxml import etree

from extract.read.docx_names import BR, SPACE, TAB, T

_BLANK: Final = " \t\r\n"


def paragraph_to_text(paragraph: etree._Element) -> str:
    """The text of a printed ``w:p``: tabs as ``\\t``, breaks as ``\\n``, outer white space kept."""
    return "".join([element_to_text(element) for element in paragraph.iter(T, TAB, BR)])


def element_to_text(element: etree._Element) -> str:
    """What a ``w:t``, ``w:tab`` or ``w:br`` prints."""
    text = element.text
    if text:
        # Word cuts the white space at both ends of a w:t unless told to preserve it.
        cut = text.strip(_BLANK)
        if cut is not text and element.get(SPACE) != "preserve":
            text = cut
        return text.replace("\n", " ") if "\n" in text else text
    tag = element.tag
    return "\t" if tag == TAB else "\n" if tag == BR else ""
