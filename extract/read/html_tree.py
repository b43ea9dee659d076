"""HTML text as a cleaned element tree: what is not shown is out of the way, all is marked that joining would corrupt.

A number changes when text is joined to it that was raised, lowered or struck through. What the page says of itself and
links to is taken on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from lxml import etree
from lxml.etree import _Element

from extract.document import Link, Place, Problem
from extract.errors import CorruptDocumentError, DocumentTooLargeError, EmptyDocumentError
from extract.read.html_css import css_to_rules
from extract.read.html_looks import DROPPED, Looks, look_through, may_look_different, set_off, set_off_notes
from extract.read.html_unread import UNREAD, carriers, note_unread

_GROUPS: Final = {
    "styles": ("style",),
    "titles": ("title",),
    "metas": ("meta",),
    "chrome": ("nav", "header", "footer", "select", "button"),
    "links": ("a", "iframe", "frame", "embed", "object"),
    "unread": ("script", "svg", "canvas", "math", "video", "audio", "applet"),
    "h1": ("h1",),
    "ucaptitle": ("ucaptitle",),
    "publishtime": ("publishtime",),
    "small": ("small",),
    "set_off": ("sup", "sub", "s", "strike", "input"),
}
"""What is looked at one by one; a page is searched once for all of it."""

_GROUP_OF_TAG: Final = {tag: group for group, tags in _GROUPS.items() for tag in tags}
_COLUMN_OF_CHROME: Final = frozenset(("头部", "尾部"))
_DEEPEST: Final = 2000
"""libxml2 gives up, sometimes silently, when elements nest deeper than 2048."""

_SENTINEL: Final = "gongkai-end"
_MAX_LINK_TEXT: Final = 300
_NOTE: Final = re.compile(r"\s*#_?(?:sd)?(?:ftn|fn|edn|en\d|foot|note|endnote|ref|cite|zhu|注)", re.IGNORECASE)
_PLACEHOLDER: Final = re.compile(
    r"\s*(?:#|$|javascript:|mailto:|tel:|data:|about:|vbscript:)|.*(?:\{\{|\$\{|<%)", re.IGNORECASE
)


class Tree(NamedTuple):
    """A page, ready to be walked, and what was taken from it before.

    Attributes:
        root: the outermost element.
        metadata: ``title``, ``h1``, ``ucaptitle``, ``publishtime`` and meta tags by their names.
        links: as in :class:`extract.document.Document`.
        problems: what was noticed.
    """

    root: _Element
    metadata: dict[str, str]
    links: list[Link]
    problems: list[Problem]


def html_to_tree(data: bytes) -> Tree:
    """Parse a page, given in utf-8, and take out what is not printed.

    Left out: scripts, styles, hidden elements, deleted text (``<del>``), page chrome that calls itself so
    (``nav``, ``header``, ``footer`` and controls, unless a table stands in it). Struck-through text and
    raised or lowered numbers stay, set off as ``~~12~~``, ``^1`` and ``_1``: joined to the text around
    them they would make up a number that nobody printed.

    Raises:
        EmptyDocumentError: there is no element at all.
        DocumentTooLargeError: elements nest deeper than the parser reads.
        CorruptDocumentError: the parser stopped early.
    """
    root, problems = _parse(data)
    noted = _noted(root)
    metadata = _metadata(noted["titles"], noted["metas"])
    lowered = data.lower()
    rules = css_to_rules("\n".join(style.text or "" for style in noted["styles"])) if noted["styles"] else {}
    looks = Looks()
    if rules or may_look_different(lowered):
        scripts = {element for element in noted["unread"] if element.tag == DROPPED}
        looks = look_through(root, rules)
        problems += looks.problems
        noted = {
            group: [element for element in elements if element.tag != DROPPED or element in scripts]
            for group, elements in noted.items()
        }
    links = list(_links(noted["links"]))
    unread = [
        *noted["unread"],
        *looks.pictures,
        *(element for group in ("links", "chrome") for element in noted[group] if element.tag in UNREAD),
    ]
    if b"data-" in lowered:
        unread += carriers(root)
    note_unread(unread)
    _drop_chrome(element for element in noted["chrome"] if element.tag in _GROUPS["chrome"])
    for name in ("h1", "ucaptitle", "publishtime"):
        for element in noted[name]:
            if found := _short_text(element):
                metadata.setdefault(name, found)
                break
    for element in noted["set_off"]:
        _mark(element)
    notes = [element for element in noted["links"] if element.tag == "a" and _NOTE.match(element.get("href") or "")]
    if notes or noted["small"] or looks.raised or looks.small or looks.pale:
        set_off_notes(looks, notes, noted["small"])
    if any(element.tag == "frame" for element in noted["links"]):
        problems.append(Problem("warning", "frames", "The page shows other pages in frames; those were not read."))
    return Tree(root, metadata, links, problems)


def _noted(root: _Element) -> dict[str, list[_Element]]:
    """The elements of each group, in order."""
    noted: dict[str, list[_Element]] = {group: [] for group in _GROUPS}
    for element in root.iter(*_GROUP_OF_TAG):
        noted[_GROUP_OF_TAG[str(element.tag)]].append(element)
    return noted


def _parse(data: bytes) -> tuple[_Element, list[Problem]]:
    """The tree of the whole input: an element put behind its end must have come through."""
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False, no_network=True
    )
    try:
        root = etree.fromstring(data + f"<{_SENTINEL}></{_SENTINEL}>".encode(), parser)
    except etree.XMLSyntaxError as error:
        raise CorruptDocumentError(expected="HTML", found=str(error.msg)) from error
    if root is None:
        raise EmptyDocumentError(expected="HTML", found="no element and no text outside comments")
    # What follows </html> becomes a root of its own; browsers show it, so it belongs to the page.
    for sibling in list(root.itersiblings()):
        root.append(sibling)
    depth, last = 0, root
    while len(last):
        depth, last = depth + 1, last[-1]
    if last.tag == _SENTINEL:
        last.tag = DROPPED
        return root, []
    fatal = [entry for entry in parser.error_log if entry.level >= etree.ErrorLevels.FATAL]
    if depth >= _DEEPEST or any(
        "depth" in (entry.message or "") or entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in fatal
    ):
        raise DocumentTooLargeError(
            expected=f"elements nested at most {_DEEPEST} deep",
            found="deeper ones",
            advice="check that this page is a report",
        )
    if fatal:
        raise CorruptDocumentError(
            expected="HTML", found=f"{fatal[-1].message} in line {fatal[-1].line}", advice="fetch the page again"
        )
    return root, [
        Problem(
            "warning",
            "cut_short",
            "The page ends inside a comment, a script or an attribute; "
            "what was written there is not printed and was not read.",
        )
    ]


def _metadata(titles: list[_Element], metas: list[_Element]) -> dict[str, str]:
    metadata: dict[str, str] = {}
    for title in sorted(titles, key=_outside_head):
        if text := _short_text(title):
            metadata["title"] = text
            break
    blocks: dict[_Element | None, list[tuple[str, str]]] = {}
    for meta in metas:
        name, content = meta.get("name"), meta.get("content")
        if name and content and (content := " ".join(content.split())):
            blocks.setdefault(meta.getparent(), []).append((name.strip(), content))
    for _, pairs in sorted(blocks.items(), key=lambda block: block[0] is None or block[0].tag != "head"):
        columns = {content for name, content in pairs if name.lower() == "columnname"}
        if columns and columns <= _COLUMN_OF_CHROME:
            continue  # the included head or foot of the site describes itself, not the page
        for name, content in pairs:
            if not (name.lower() == "columnname" and content in _COLUMN_OF_CHROME):
                metadata.setdefault(name, content)
    return metadata


def _outside_head(element: _Element) -> bool:
    parent = element.getparent()
    return parent is None or parent.tag != "head"


def _drop_chrome(elements: Iterable[_Element]) -> None:
    for element in elements:
        if element.tag in ("header", "footer") and next(element.iterancestors("article", "main"), None) is not None:
            continue  # head and foot of the article itself
        # An element left open swallows the page behind it.
        if next(element.iter("table"), None) is None:
            element.tag = DROPPED


def _links(elements: list[_Element]) -> Iterator[Link]:
    for element in elements:
        target = element.get("href") or element.get("src") or element.get("data")
        if target and not _PLACEHOLDER.match(target):
            text = _short_text(element) or " ".join((element.get("title") or "").split())
            yield Link(target.strip(), text, Place(line=element.sourceline))


def _short_text(element: _Element) -> str:
    """Text of a short element; no more than a heading's worth, however much an open tag swallowed."""
    if not len(element):
        return " ".join((element.text or "").split())
    pieces, length = [], 0
    for piece in element.itertext():
        pieces.append(piece)
        length += len(piece)
        if length > _MAX_LINK_TEXT:
            break
    return " ".join("".join(pieces).split())


def _mark(element: _Element) -> None:
    """Set off what must not run together with the text around it; write out what a field holds."""
    tag = element.tag
    if tag == "input":
        if (element.get("type") or "text").lower() in ("text", "number", "tel") and element.get("value"):
            element.tail = (element.get("value") or "") + (element.tail or "")
    elif tag in ("s", "strike"):
        set_off(element, "~~", "~~")
    elif len(element) or any(map(str.isnumeric, element.text or "")):
        set_off(element, "^" if tag == "sup" else "_", "")
