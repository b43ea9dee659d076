"""How text of a tree looks, made text: what is not shown is taken out, what is raised or struck through is set off."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree
from lxml.etree import _Element

from extract.document import Place, Problem
from extract.read.html_css import NO_EFFECTS, Effects, style_to_effects

DROPPED: Final = "script"
"""What is not printed gets this name, under which nothing is printed."""

UNPRINTED: Final = frozenset(
    (
        "script",
        "style",
        "template",
        "noscript",
        "title",
        "meta",
        "link",
        "del",
        "rt",
        "rp",
        "iframe",
        "object",
        "embed",
        "applet",
        "audio",
        "video",
        "canvas",
        "svg",
        "math",
        "datalist",
    )
)
"""Elements of which the stylesheet prints nothing."""

_DRESS: Final = frozenset(
    (
        "span",
        "font",
        "a",
        "b",
        "i",
        "em",
        "strong",
        "small",
        "big",
        "u",
        "code",
        "label",
        "ins",
        "abbr",
        "cite",
        "mark",
        "q",
        "tt",
        "var",
        "samp",
        "kbd",
    )
)
_CONTAINERS: Final = ("td", "th", "p", "div", "li", "body", "html")
_BREAKS: Final = frozenset((*_CONTAINERS, "table", "br"))
_BREAK: Final = "/"  # no digit: parts digits that stand on different lines
_STYLED: Final = etree.XPath("//*[@style or @hidden]")
_NAMED: Final = etree.XPath("//*[@style or @hidden or @class or @id]")
_SMALL: Final = 0.75
_USUAL: Final = 40 / 3
"""Pixels of text whose size is not said: ten points."""

_WORDS: Final = (
    b"hidden",
    b"line-through",
    b"mso-hide",
    b"opacity",
    b"-999",
    b"super",
    b"text-top",
    b"text-bottom",
    b"text-raise",
    b"relative",
    b"url(",
    b"align:sub",
    b"align: sub",
)
# Expressions that begin with a word are found quickly.
_TELLING: Final = tuple(
    re.compile(expression)
    for expression in (
        rb"display\s*:\s*none",
        rb"color(?<!-color)\s*:\s*(?:#fff|white|transparent|rgb\(\s*255)",
        rb":\s*-\d{4}",
        rb"font-size\s*:\s*(?:0|[1-8](?:\.\d+)?p|(?:9|10)(?:\.\d+)?px|\.|[\d.]+(?:e|r|%)|small|x)",
    )
)
_HIDDEN: Final = re.compile(rb"hidden(?:[\s=>/\"']|$)")
_HID: Final = re.compile(rb"hid")  # as an expression it is found in half the time that ``in`` takes


def may_look_different(lowered: bytes) -> bool:
    """Whether any style or attribute tells: looking at every style of the tree takes as long as parsing."""
    styles = b"\n".join({piece.partition(b">")[0] for piece in set(lowered.split(b"style"))})
    return (
        any(word in styles for word in _WORDS)
        or any(telling.search(styles) for telling in _TELLING)
        or (_HID.search(lowered) is not None and _HIDDEN.search(lowered) is not None)
    )


@dataclass(slots=True)
class Looks:
    """What was found on the way that is still to be dealt with.

    Attributes:
        raised: elements with the mark that sets them off.
        small: elements that are set off behind digits only.
        pale: white elements.
        sizes: font sizes that are said, see :class:`Effects`.
        pictures: elements with a picture behind them.
        problems: what was noticed.
    """

    raised: dict[_Element, str] = field(default_factory=dict)
    small: set[_Element] = field(default_factory=set)
    pale: set[_Element] = field(default_factory=set)
    sizes: dict[_Element, float] = field(default_factory=dict)
    pictures: list[_Element] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def look_through(root: _Element, rules: dict[str, Effects]) -> Looks:
    """Take out what the page does not show (a table among it is worth a word) and note how the rest looks."""
    looks = Looks()
    for element in _NAMED(root) if rules else _STYLED(root):
        style = element.get("style") or ""
        effects = style_to_effects(style) if style else NO_EFFECTS
        if rules:
            for key in _keys(element):
                effects = effects.over(rules.get(key, NO_EFFECTS))
        if effects.struck:
            set_off(element, "~~", "~~")
        if element.tag in ("html", "body"):
            continue  # hidden until a script has run
        if effects.hidden or element.get("hidden") is not None or (effects.faint and not _says_otherwise(element)):
            if next(element.iter("table"), None) is not None:
                looks.problems.append(
                    Problem(
                        "warning",
                        "hidden_table",
                        "A table that the page does not show was not read.",
                        Place(line=element.sourceline),
                    )
                )
            element.tag = DROPPED
            continue
        if effects.picture:
            looks.pictures.append(element)
        if effects.size:
            looks.sizes[element] = effects.size
        if element.tag in _DRESS:
            if effects.mark:
                looks.raised[element] = effects.mark
            if effects.size:
                looks.small.add(element)
            if effects.pale:
                looks.pale.add(element)
    return looks


def _keys(element: _Element) -> Iterator[str]:
    tag = str(element.tag)
    names = ["." + name for name in (element.get("class") or "").split()]
    if identifier := element.get("id"):
        names.append("#" + identifier)
    for name in names:
        yield name
        yield tag + name


def _says_otherwise(element: _Element) -> bool:
    """Whether something in it may be shown though it is not: a table, or text with a size of its own."""
    return any(
        inner.tag == "table" or "font-size" in (inner.get("style") or "")
        for inner in element.iterdescendants(etree.Element)
    )


def set_off(element: _Element, before: str, after: str) -> None:
    """Put marks around the text of an element, if it holds anything."""
    if not len(element) and not (element.text or "").strip():
        return
    element.text = before + (element.text or "")
    if len(element):
        element[-1].tail = (element[-1].tail or "") + after
    else:
        element.text += after


def set_off_notes(looks: Looks, notes: Iterable[_Element], smalls: Iterable[_Element]) -> None:
    """Set off digits that are raised, link to a note, or are small or white beside the digits of a number."""
    for element in notes:
        looks.raised.setdefault(element, "^")
    looks.small.update(smalls)
    for element in smalls:
        looks.sizes.setdefault(element, -0.7)
    containers: dict[_Element, None] = {}
    for element in (*looks.raised, *looks.small, *looks.pale):
        container = next(element.iterancestors(*_CONTAINERS), None)
        if container is not None:
            containers[container] = None
    for container in containers:
        _set_off_in(container, looks)


def _set_off_in(container: _Element, looks: Looks) -> None:
    runs = [run for run in _runs(container, looks) if run[1].strip()]
    plain = any(owner not in looks.raised and any(map(str.isnumeric, text)) for owner, text, _ in runs)
    done: set[_Element] = set()
    for index, (owner, text, size) in enumerate(runs):
        if owner is None or owner in done:
            continue
        before = runs[index - 1] if index else (None, "", 0.0)
        after = runs[index + 1][1].strip()[:1] if index + 1 < len(runs) else ""
        behind = before[1].strip()[-1:].isnumeric() and text.strip()[:1].isnumeric() and before[0] is not owner
        if owner in looks.raised:
            if plain and any(map(str.isnumeric, text)):
                done.add(owner)
                set_off(owner, looks.raised[owner], "")
        elif owner in looks.pale and (behind or (text.strip()[-1:].isnumeric() and after.isnumeric())):
            done.add(owner)
            set_off(owner, "~~", "~~")
        elif behind and (size or _USUAL) <= _SMALL * (before[2] or _USUAL):
            done.add(owner)
            set_off(owner, "^", "")


Run = tuple[_Element | None, str, float]
"""The outermost element that stands out and holds a text, the text, and its size in pixels, 0 where none is said."""


def _runs(container: _Element, looks: Looks) -> Iterator[Run]:
    """The text of an element in pieces; what stands on lines of its own is left out."""
    around: list[tuple[_Element | None, float]] = [(None, 0.0)]
    walk = etree.iterwalk(container, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            around.pop()
            if element.tail and element is not container:
                yield around[-1][0], element.tail, around[-1][1]
            continue
        owner, outer = around[-1]
        size = looks.sizes.get(element, 0.0)
        size = -size * (outer or _USUAL) if size < 0 else size or outer
        if (element in looks.raised and (owner is None or owner not in looks.raised)) or (
            owner is None and (element in looks.small or element in looks.pale)
        ):
            owner = element
        around.append((owner, size))
        if element is not container and (
            element.tag in _BREAKS or element.tag in UNPRINTED or element.tag in ("sup", "sub")
        ):
            if element.tag in _BREAKS:
                yield None, _BREAK, 0.0
            walk.skip_subtree()
        elif element.text:
            yield owner, element.text, size
