"""Texts and elements of markup: what stands below an element, and which elements a selector names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache, partial
from itertools import chain
from typing import Any, Final, NamedTuple, cast

import lxml.etree
from cssselect import SelectorError
from lxml.cssselect import CSSSelector

_NO_WIDTH: Final = {0x200B: " ", 0xFEFF: " "}
_UNSHOWN: Final = frozenset(("script", "style"))
_TEXTS: Final = lxml.etree.XPath(".//text()[not(parent::script or parent::style)]", smart_strings=False)
_FIGURES: Final = frozenset(("img", "iframe", "embed", "object"))
_COUNTED: Final = _FIGURES | {"a", "table"}
_SIMPLE: Final = re.compile(r"(?P<tag>[a-z][a-z0-9]*)?(?:(?P<sign>[.#])(?P<name>[\w-]+))?\Z", re.IGNORECASE)


def clean(text: str | None) -> str:
    """Text with every run of white space made one blank, none at the ends.

    >>> clean(" 2024\\u3000年\\n 报 ")
    '2024 年 报'
    """
    if not text:
        return ""
    if "\u200b" in text or "\ufeff" in text:
        text = text.translate(_NO_WIDTH)
    return " ".join(text.split())


def texts_of(element: Any) -> list[str]:
    """The texts below an element in order, one for each text node; scripts and styles have none."""
    return _TEXTS(element)  # type: ignore[no-any-return]


def text_of(element: Any) -> str:
    """The text below an element, without scripts and styles; ``<br>`` and tags leave nothing behind."""
    return clean("".join(texts_of(element)))


def first_words(element: Any, length: int) -> str:
    """The first characters of the text below an element."""
    words = ""
    for text in element.itertext(with_tail=False):
        words += clean(text)
        if len(words) >= length:
            break
    return words[:length]


def class_words(element: Any) -> str:
    """Class and id of an element, cut by a blank."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def select(root: Any, selectors: str | Iterable[str]) -> list[Any]:
    """The elements below ``root`` that any of some CSS selectors matches, in their order; a broken selector matches none.

    Names of tags are compared in lower case; ``.name``, ``#name`` and ``tag.name`` are looked up in one pass.
    """
    simple: list[re.Match[str]] = []
    other: list[str] = []
    for selector in (selectors,) if isinstance(selectors, str) else selectors:
        match = _SIMPLE.match(selector.strip())
        if match and match.group():
            simple.append(match)
        else:
            other.append(selector)
    found = {element for selector in other for element in _matches(root, selector)}
    tags = {match["tag"].lower() for match in simple if not match["sign"]}
    classes = _by_name(simple, ".")
    ids = _by_name(simple, "#")
    if tags:
        found.update(root.iter(*tags))
    for element in root.iter(lxml.etree.Element) if classes or ids else ():
        names, name = element.get("class"), element.get("id")
        if (name and name in ids and _is_named(ids, name, element.tag)) or (
            names and any(word in classes and _is_named(classes, word, element.tag) for word in names.split())
        ):
            found.add(element)
    return [element for element in root.iter() if element in found] if len(found) > 1 else list(found)


class Extent(NamedTuple):
    """What an element holds: its text as places in that of its :class:`Outline`, and where its tables are counted from.

    ``figures`` counts pictures and frames, ``linked`` the characters that are links.
    """

    start: int
    end: int
    first_table: int
    last_table: int
    figures: int
    linked: int


_extent: Final = cast(Callable[[tuple[int, ...]], Extent], partial(tuple.__new__, Extent))
"""An extent of a tuple: pages have thousands, and :meth:`Extent._make` counts its numbers each time."""


class Outline:
    """The text of a tree as one string, and where in it each element begins and ends: one pass, however deep the tree.

    Pieces of different text nodes are cut by a line break, so that dates and numbers do not run together.
    """

    def __init__(self, root: Any) -> None:
        extents: dict[Any, Extent] = {}
        pieces: list[str] = []
        length = tables = figures = linked = links_open = 0
        opened: list[tuple[Any, int, int, int, int]] = []
        last = None
        # Elements end where the next node hangs on one of those around them; at the end of the tree all do.
        for node in chain(root.iter(), (None,)):
            parent = None if node is None else node.getparent()
            while opened and last is not parent:
                element, start, first_table, first_figure, first_linked = opened.pop()
                last = opened[-1][0] if opened else None
                if isinstance(tag := element.tag, str):
                    if tag == "a":
                        links_open -= 1
                    extents[element] = _extent(
                        (start, length, first_table, tables, figures - first_figure, linked - first_linked)
                    )
                text = element.tail
                if text and not text.isspace() and element is not root and (piece := clean(text)):
                    pieces.append(piece)
                    length += len(piece) + 1
                    if links_open:
                        linked += len(piece)
            if node is None:
                break
            opened.append((node, length, tables, figures, linked))
            last = node
            if not isinstance(tag := node.tag, str):
                continue
            if tag in _COUNTED:
                tables += tag == "table"
                figures += tag in _FIGURES
                links_open += tag == "a"
            text = node.text
            if text and not text.isspace() and tag not in _UNSHOWN and (piece := clean(text)):
                pieces.append(piece)
                length += len(piece) + 1
                if links_open:
                    linked += len(piece)
        self.extents = extents
        self.text = "\n".join(pieces)

    def text_of(self, element: Any) -> str:
        """The text below an element."""
        extent = self.extents[element]
        return self.text[extent.start : extent.end].rstrip("\n")

    def tables_of(self, element: Any) -> int:
        """How many tables an element is or holds."""
        extent = self.extents[element]
        return extent.last_table - extent.first_table


def _by_name(matches: Iterable[re.Match[str]], sign: str) -> dict[str, set[str]]:
    names: dict[str, set[str]] = {}
    for match in matches:
        if match["sign"] == sign:
            names.setdefault(match["name"], set()).add((match["tag"] or "*").lower())
    return names


def _is_named(names: dict[str, set[str]], name: str, tag: str) -> bool:
    wanted = names.get(name)
    return wanted is not None and ("*" in wanted or tag in wanted)


def _matches(root: Any, selector: str) -> list[Any]:
    compiled = _compiled(selector)
    return [] if compiled is None else list(compiled(root))


@cache
def _compiled(selector: str) -> CSSSelector | None:
    try:
        return CSSSelector(selector, translator="html")
    except (SelectorError, lxml.etree.XPathError, ValueError, RecursionError):
        return None
