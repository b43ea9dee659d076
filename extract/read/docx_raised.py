"""Raised and lowered text of a Word document, set apart so that the mark of a note never lengthens a number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from lxml import etree

from extract.read import docx_names as names
from extract.read.docx_paragraph import element_to_text
from extract.read.docx_styles import SIGNS, StyleLooks, half_points

VISIBLE_SHIFT: Final = 3
"""Half points; less than that nobody sees, and converters from PDF write it at random."""


def set_raised_apart(body: etree._Element, found: Mapping[object, Iterable[etree._Element]], looks: StyleLooks) -> None:
    """Put ``^`` before raised and ``_`` before lowered letters and digits, whatever raises or lowers them.

    Args:
        body: the body of a document part.
        found: its ``w:vertAlign``, ``w:position`` and references to notes, by their names.
        looks: what its styles do.
    """
    signs: dict[etree._Element, str] = {}
    for element in found[names.VERT_ALIGN]:
        run = _run_of(element)
        if run is not None:
            signs[run] = SIGNS.get(element.get(names.VAL, ""), "")
    if looks.signs:
        for element in body.iter(names.R_STYLE):
            run = _run_of(element)
            if run is not None and run not in signs:
                signs[run] = looks.signs.get(element.get(names.VAL, ""), "")
    for tag in (names.FOOTNOTE_REFERENCE, names.ENDNOTE_REFERENCE):
        for element in found[tag]:
            run = element.getparent()
            # What follows is the mark itself, where the mark is not counted up by Word.
            if run is not None and names.is_on(element.get(names.CUSTOM_MARK, "0")):
                signs[run] = "^"
    for paragraph in _shifted_paragraphs(body, found[names.POSITION], looks):
        _sign_shifted(paragraph, looks, signs)
    for run, sign in signs.items():
        for part in run.iterchildren(names.T, names.TAB, names.BR) if sign else ():
            text = element_to_text(part)
            if text:
                if text[0].isalnum():
                    part.text = sign + text
                break


def _run_of(property_element: etree._Element) -> etree._Element | None:
    properties = property_element.getparent()
    run = None if properties is None else properties.getparent()
    return run if run is not None and run.tag == names.R else None


def _shifted_paragraphs(
    body: etree._Element, positions: Iterable[etree._Element], looks: StyleLooks
) -> dict[etree._Element, None]:
    moved = [element for element in positions if abs(half_points(element.get(names.VAL))) * 2 >= VISIBLE_SHIFT]
    if looks.positions:
        moved += [element for element in body.iter(names.R_STYLE) if element.get(names.VAL) in looks.positions]
    paragraphs: dict[etree._Element, None] = {}
    for element in moved:
        run = _run_of(element)
        paragraph = None if run is None else next(run.iterancestors(names.P), None)
        if paragraph is not None:
            paragraphs[paragraph] = None
    return paragraphs


def _sign_shifted(paragraph: etree._Element, looks: StyleLooks, signs: dict[etree._Element, str]) -> None:
    """A paragraph moved as a whole is no raised one: what counts is the distance from its first text."""
    base: int | None = None
    for run in paragraph.iter(names.R):
        if next(run.iterancestors(names.P), None) is not paragraph:
            continue
        if not any((text.text or "").strip() for text in run.iterchildren(names.T)):
            continue
        shift = _shift(run, looks)
        if base is None:
            base = shift
        elif abs(shift - base) >= VISIBLE_SHIFT and not signs.get(run):
            signs[run] = "^" if shift > base else "_"


def _shift(run: etree._Element, looks: StyleLooks) -> int:
    own = run.find(f"{names.R_PR}/{names.POSITION}")
    if own is not None:
        return half_points(own.get(names.VAL))
    style = run.find(f"{names.R_PR}/{names.R_STYLE}")
    return 0 if style is None else looks.positions.get(style.get(names.VAL, ""), 0)
