"""The tree of a Word document as it is printed: without what is deleted or hidden, without mere wrappers.

Afterwards a body holds paragraphs and tables, a table rows, a row cells, and every printed character stands in
``w:t``, ``w:tab`` or ``w:br``, so that laying out tables needs to know nothing of the many ways of Word.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from extract.document import Link
from extract.read import docx_names as names
from extract.read.docx_package import Relationship
from extract.read.docx_raised import set_raised_apart
from extract.read.docx_styles import StyleLooks
from extract.read.docx_symbol import UNKNOWN, symbol_to_text

_Elements = dict[object, list[etree._Element]]

_RARE: Final = (
    names.DEL, names.MOVE_FROM, names.CELL_DEL, names.VANISH, names.STRIKE, names.DSTRIKE, names.VERT_ALIGN, names.SYM, names.CR, names.PTAB, names.NO_BREAK_HYPHEN, names.MATH, names.MATH_TEXT,
    names.HYPERLINK, names.FLD_CHAR, names.FLD_SIMPLE, names.TEXT_BOX, names.ALT_CHUNK, names.SUB_DOC, names.OBJECT, names.BLIP, names.IMAGE_DATA,
    names.DRAWING, names.PICT, names.POSITION, names.FOOTNOTE_REFERENCE, names.ENDNOTE_REFERENCE,
)  # fmt: skip
_LINK_FIELD: Final = re.compile(r'^\s*HYPERLINK\s+(?!\\)"?([^"\s]+)')

PICTURE: Final = "picture_not_read"
EMBEDDED: Final = "embedded_part"
TEXT_BOX_IN_CELL: Final = "text_box_in_cell"
STRUCK: Final = "struck_text"
SYMBOL: Final = "unknown_symbol"


@dataclass(slots=True)
class Printed:
    """What is left of a document part once it is as printed.

    Attributes:
        body: the children of the body are its blocks.
        links: links that the text carries.
        cell_marks: for a cell the codes of what a reader of its text should know.
        marks: codes of what stands outside of cells, once for each time.
    """

    body: etree._Element
    links: list[Link] = field(default_factory=list)
    cell_marks: dict[etree._Element, list[str]] = field(default_factory=lambda: defaultdict(list))
    marks: list[str] = field(default_factory=list)

    def mark(self, element: etree._Element, code: str) -> None:
        """Note something at the innermost cell around an element, or at the document; nothing for what is gone."""
        if self.body in element.iterancestors(names.BODY):
            cell = next(element.iterancestors(names.TC), None)
            (self.marks if cell is None else self.cell_marks[cell]).append(code)


def body_to_printed(body: etree._Element, relationships: dict[str, Relationship], looks: StyleLooks) -> Printed:
    """A body as it is printed; the given tree is used up.

    Args:
        body: the body of a document part.
        relationships: those of the document part, for the targets of links.
        looks: what its styles do to text.
    """
    for alternate in list(body.iter(names.ALTERNATE_CONTENT)):
        _keep_one_branch(alternate)
    etree.strip_elements(body, *names.NEVER_PRINTED, with_tail=False)
    found: _Elements = defaultdict(list)
    for element in body.iter(*_RARE):
        found[element.tag].append(element)
    printed = Printed(body)
    if found:
        _drop_deleted(found)
    if looks.hidden:
        _drop_hidden_by_style(body, looks.hidden)
    if found:
        _drop_hidden(found)
        _write_out(found, printed)
    if found or looks.signs or looks.positions:
        set_raised_apart(body, found, looks)
    if found:
        _read_fields(body, found, relationships, printed)
        _lift_text_boxes(found, printed)
        _mark_unread(found, printed)
    etree.strip_tags(body, *names.WRAPPERS)
    return printed


def _keep_one_branch(alternate: etree._Element) -> None:
    """Choice and Fallback say the same thing twice: keep the first one that holds text, else the first."""
    branches = [child for child in alternate if child.tag in (names.CHOICE, names.FALLBACK)]
    kept = next((branch for branch in branches if next(branch.iter(names.T, names.TEXT_BOX), None) is not None), None)
    for branch in branches:
        if branch is not (branches[0] if kept is None else kept):
            alternate.remove(branch)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _drop_deleted(found: _Elements) -> None:
    """Take out deleted and moved-away text, rows and cells, and join paragraphs whose break is deleted."""
    unbroken: dict[etree._Element, None] = {}
    for element in found[names.DEL] + found[names.MOVE_FROM]:
        parent = element.getparent()
        if parent is None:
            continue
        owner = parent.getparent()
        if parent.tag == names.TR_PR and owner is not None:
            _remove(owner)
        elif parent.tag == names.R_PR and owner is not None:
            paragraph = owner.getparent()
            if owner.tag == names.P_PR and paragraph is not None:
                unbroken[paragraph] = None
        else:
            parent.remove(element)
    for element in found[names.CELL_DEL]:
        parent = element.getparent()
        if parent is not None and parent.tag == names.TC_PR and parent.getparent() is not None:
            _remove(parent.getparent())  # type: ignore[arg-type]
    for paragraph in unbroken:
        _join_with_next(paragraph, unbroken)


def _join_with_next(paragraph: etree._Element, unbroken: dict[etree._Element, None]) -> None:
    if paragraph.getparent() is None:
        return
    # The first paragraph of a chain takes in the others, so that a long chain costs no more than its length.
    if _neighbour(paragraph, preceding=True) in unbroken:
        return
    while True:
        following = _neighbour(paragraph)
        if following is None:
            return
        paragraph.extend([child for child in following if child.tag != names.P_PR])
        _remove(following)
        if following not in unbroken:
            return


def _neighbour(paragraph: etree._Element, preceding: bool = False) -> etree._Element | None:
    """The paragraph next to this one, looking past bookmarks; None where a table or the end comes first."""
    nearest = next(paragraph.itersiblings(names.P, names.TBL, names.SDT, preceding=preceding), None)
    return nearest if nearest is not None and nearest.tag == names.P else None


def _drop_hidden(found: _Elements) -> None:
    for element in found[names.VANISH]:
        parent = element.getparent()
        run = None if parent is None or not names.is_on(element.get(names.VAL)) else parent.getparent()
        if run is not None and run.tag == names.R:
            _remove(run)


def _drop_hidden_by_style(body: etree._Element, hidden: frozenset[str]) -> None:
    hidden_runs: list[etree._Element] = []
    for style in body.iter(names.P_STYLE, names.R_STYLE):
        if style.get(names.VAL) not in hidden:
            continue
        properties = style.getparent()
        owner = None if properties is None else properties.getparent()
        if owner is not None:
            hidden_runs.extend([owner] if owner.tag == names.R else owner.iter(names.R))
    for run in hidden_runs:
        own = run.find(f"{names.R_PR}/{names.VANISH}")
        if own is None or names.is_on(own.get(names.VAL)):
            _remove(run)


def _write_out(found: _Elements, printed: Printed) -> None:
    """Turn symbols, hyphens and equations into plain text."""
    for element in found[names.SYM]:
        text = symbol_to_text(element.get(names.FONT, ""), element.get(names.CHARACTER, ""))
        if text == UNKNOWN:
            printed.mark(element, SYMBOL)
        _to_text(element, text)
    for element in found[names.NO_BREAK_HYPHEN]:
        _to_text(element, "-")
    for tag, plain in ((names.CR, names.BR), (names.PTAB, names.TAB)):
        for element in found[tag]:
            element.tag = plain
    for element in found[names.MATH_TEXT]:
        _to_text(element, element.text or "")
    for equation in found[names.MATH]:
        if any(child.tag != names.MATH_RUN for child in equation):
            # A fraction or a power must never come out as one number.
            for text_element in equation.iter(names.T):
                text_element.text = f"{text_element.text or ''} "
    for element in found[names.STRIKE] + found[names.DSTRIKE]:
        if names.is_on(element.get(names.VAL)) and any((text.text or "").strip() for text in _texts_of_run(element)):
            printed.mark(element, STRUCK)


def _texts_of_run(property_element: etree._Element) -> list[etree._Element]:
    properties = property_element.getparent()
    run = None if properties is None else properties.getparent()
    return [] if run is None or run.tag != names.R else list(run.iterchildren(names.T))


def _to_text(element: etree._Element, text: str) -> None:
    element.tag = names.T
    element.text = text
    element.set(names.SPACE, "preserve")


def _read_fields(
    body: etree._Element, found: _Elements, relationships: dict[str, Relationship], printed: Printed
) -> None:
    """Keep the results of fields, drop their instructions, and note the links that they are."""
    if not (found[names.FLD_CHAR] or found[names.HYPERLINK] or found[names.FLD_SIMPLE]):
        return
    open_fields: list[_Field] = []
    instructing: list[_Field] = []  # those of them that are still in their instruction
    for element in body.iter(names.FLD_CHAR, names.INSTR_TEXT, names.T, names.HYPERLINK, names.FLD_SIMPLE):
        if element.tag == names.T:
            if instructing:
                instructing[-1].unprinted.append(element)
            elif open_fields:
                open_fields[-1].result.append(element.text or "")
        elif element.tag == names.INSTR_TEXT:
            if open_fields:
                open_fields[-1].instruction.append(element.text or "")
        elif element.tag == names.FLD_CHAR:
            kind = element.get(names.FIELD_TYPE)
            if kind == "begin":
                open_fields.append(_Field())
                instructing.append(open_fields[-1])
            elif open_fields:
                if instructing and instructing[-1] is open_fields[-1]:
                    instructing.pop()
                if kind == "end":
                    _end_field(open_fields.pop(), printed)
        else:
            text = "".join(part.text or "" for part in element.iter(names.T))
            relationship = relationships.get(element.get(names.RELATIONSHIP_ID, ""))
            if element.tag == names.FLD_SIMPLE:
                _note_link(element.get(names.INSTRUCTION, ""), text, printed)
            elif relationship is not None and relationship.external:
                printed.links.append(Link(relationship.target, text.strip()))


@dataclass(slots=True)
class _Field:
    unprinted: list[etree._Element] = field(default_factory=list)
    instruction: list[str] = field(default_factory=list)
    result: list[str] = field(default_factory=list)


def _end_field(ended: _Field, printed: Printed) -> None:
    """Only a field that ends hides its instruction: one left open by damage must not swallow what follows."""
    for text in ended.unprinted:
        text.text = ""
    _note_link("".join(ended.instruction), "".join(ended.result), printed)


def _note_link(instruction: str, text: str, printed: Printed) -> None:
    match = _LINK_FIELD.match(instruction)
    if match:
        printed.links.append(Link(match[1], text.strip()))


def _lift_text_boxes(found: _Elements, printed: Printed) -> None:
    """Put what stands in a text box behind the paragraph that it hangs on."""
    last: dict[etree._Element, etree._Element] = {}
    for box in found[names.TEXT_BOX]:
        paragraph = next(box.iterancestors(names.P), None)
        if paragraph is None:
            continue
        if "".join(text.text or "" for text in box.iter(names.T)).strip():
            cell = next(paragraph.iterancestors(names.TC), None)
            if cell is not None:
                printed.cell_marks[cell].append(TEXT_BOX_IN_CELL)
        behind = last.get(paragraph, paragraph)
        for block in list(box):
            behind.addnext(block)
            behind = block
        last[paragraph] = behind


def _mark_unread(found: _Elements, printed: Printed) -> None:
    for code, tags in (
        (PICTURE, (names.BLIP, names.IMAGE_DATA)),
        (EMBEDDED, (names.ALT_CHUNK, names.SUB_DOC, names.OBJECT)),
    ):
        for tag in tags:
            for element in found[tag]:
                printed.mark(element, code)
    for element in found[names.DRAWING] + found[names.PICT]:
        # A shape or a chart without a picture matters only where a number may be expected.
        if next(element.iterancestors(names.TC), None) is not None:
            printed.mark(element, PICTURE)
