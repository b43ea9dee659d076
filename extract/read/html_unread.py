"""Cells of a tree that look empty and are not: content that is no text, or text where text is not looked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from lxml import etree
from lxml.etree import _Element

from extract.read.html_looks import DROPPED, UNPRINTED

UNREAD: Final = (
    "svg",
    "canvas",
    "math",
    "video",
    "audio",
    "applet",
    "iframe",
    "object",
    "embed",
    "select",
    "button",
    "script",
)
"""Elements whose content is not read as text, and that may show something."""

PICTURE: Final = "img"
"""What shows something that is not read gets this name, under which its cell is told."""

_CELLS: Final = ("td", "th")
_CARRIERS: Final = etree.XPath("//*[not(node())][@*[starts-with(name(), 'data-')]]")
_AMOUNT: Final = re.compile(r"[^A-Za-z]*\d[^A-Za-z]*")
_SPACE: Final = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]*")


def carriers(root: _Element) -> list[_Element]:
    """Elements without content of which an attribute ``data-…`` holds a number: a style sheet or script may show it."""
    return [
        element
        for element in _CARRIERS(root)
        if any(name.startswith("data-") and _AMOUNT.fullmatch(value) for name, value in element.attrib.items())
    ]


def note_unread(elements: Iterable[_Element]) -> None:
    """In cells that hold nothing else, write out what is plainly text and make the rest a picture.

    Plainly text are the chosen or only option of a list, and the only text of a button, a drawing or a formula.
    """
    cells: dict[_Element, list[_Element]] = {}
    for element in elements:
        cell = element if element.tag in _CELLS else next(element.iterancestors(*_CELLS), None)
        if (cell is not None and element.tag != DROPPED) or (cell is not None and _writes(element)):
            cells.setdefault(cell, []).append(element)
    for cell, found in cells.items():
        if not _prints(cell, set(found)):
            _write_out(cell, found)


def _writes(script: _Element) -> bool:
    return "document.write" in (script.text or "") or script.get("src") is not None


def _prints(cell: _Element, unread: set[_Element]) -> bool:
    """Whether a cell holds text, or a nested table, besides what is not read."""
    walk = etree.iterwalk(cell, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            if element is not cell and element.tail and not _SPACE.fullmatch(element.tail):
                return True
        elif (element in unread and element is not cell) or element.tag in UNPRINTED:
            walk.skip_subtree()
        elif (element.tag == "input" and element.get("value") and element.get("type") != "hidden") or (
            element.text and not _SPACE.fullmatch(element.text)
        ):
            return True
    return False


def _write_out(cell: _Element, found: list[_Element]) -> None:
    texts = [_plain_text(element) for element in found]
    if len(found) == 1 and texts[0]:
        _replace(found[0], "span", texts[0])
    elif any(text is None for text in texts) or len([text for text in texts if text]) > 1:
        for element in found:
            if element is cell:
                etree.SubElement(cell, PICTURE)
            else:
                _replace(element, PICTURE, "")
    else:
        for element, text in zip(found, texts, strict=True):
            if text:
                _replace(element, "span", text)


def _replace(element: _Element, tag: str, text: str) -> None:
    element.clear(keep_tail=True)
    element.tag = tag
    element.text = text


def _plain_text(element: _Element) -> str | None:
    """The text an element shows, empty where it shows nothing, None where that is not known."""
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None] or options
        return " ".join("".join(chosen[0].itertext()).split()) if len(chosen) == 1 else "" if not options else None
    if element.tag not in ("button", "math", "svg"):
        return None
    pieces = [text for text in element.itertext() if not _SPACE.fullmatch(text)]
    if len(pieces) == 1 and not any(True for _ in element.iter("title", "desc", "img", "style")):
        return " ".join(pieces[0].split())
    return "" if element.tag == "button" and not len(element) and not pieces else None
