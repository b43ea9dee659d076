"""HTML by BeautifulSoup: the second, independent reader.

It shares the decoding with the fast reader and nothing else that bears on what is read: another tree,
another walk, another layout of spans. Rules, such as which tables are layout, are the same on purpose
and are described in :mod:`extract.read.html_blocks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bs4 import BeautifulSoup
from bs4.builder._lxml import LXMLTreeBuilder
from bs4.element import NavigableString, PreformattedString, Tag

from extract.document import Document, Link, Problem
from extract.errors import DocumentTooLargeError
from extract.limits import MAX_CELLS, MAX_DEPTH
from extract.read.html_soup_looks import declarations, fades, hides, set_off_notes, write_in_rules
from extract.read.html_soup_table import PICTURE, SoupCell, SoupTable, parts_to_blocks, parts_to_lines
from extract.read.html_soup_unread import show_unread
from extract.read.html_source import bytes_to_html

_GONE: Final = (
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
_CHROME: Final = ("nav", "header", "footer", "select", "button")
_INLINE: Final = frozenset(
    (
        "a abbr acronym b bdi bdo big cite code data dfn em font i img input ins kbd label mark marquee nobr "
        "output q ruby s samp small span strike strong sub sup textarea time tt u var wbr"
    ).split()
)
_STANDARD_BLOCKS: Final = frozenset(
    (
        "html head body address article aside blockquote caption center dd details dialog dir div dl dt "
        "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li listing main "
        "menu nav ol option p plaintext pre search section summary ul xmp"
    ).split()
)
_SECTIONS: Final = {"thead": 0, "tbody": 1, "tfoot": 2}
_TABLE_PARTS: Final = frozenset((*_SECTIONS, "tr", "td", "th"))
_END: Final = "gongkai-end"


def read_html_independently(data: bytes) -> Document:
    """Read a page by other means than :func:`extract.read.html_lxml.read_html`: the same grids on sound input.

    Places carry table, row and column, no path.

    Raises:
        EmptyDocumentError, UnknownFormatError, DocumentTooLargeError: as the fast reader.

    >>> document = read_html_independently(b"<table><tr><td>1<td>2<tr><td>3<td>4</table>")
    >>> [(cell.row, cell.column, cell.text) for cell in document.grids[0].cells]
    [(0, 0, '1'), (0, 1, '2'), (1, 0, '3'), (1, 1, '4')]
    """
    source = bytes_to_html(data)
    markup = re.sub(r"^\s*<\?xml[^>]*>", "", source.text) + f"<{_END}></{_END}>"
    soup = BeautifulSoup(markup, builder=LXMLTreeBuilder(huge_tree=True))
    problems = list(source.problems)
    end = soup.find(_END)
    if end is None:
        problems.append(_early_end(soup))
    else:
        end.decompose()
    metadata = _metadata(soup)
    write_in_rules(soup)
    problems += _without_hidden(soup)
    show_unread(soup)
    _without_chrome(soup)
    links = [
        Link(target, " ".join(tag.get_text().split()) or " ".join(_attribute(tag, "title").split()))
        for tag in soup.find_all(("a", "iframe", "frame", "embed", "object"))
        if (target := _target(tag))
    ]
    if soup.find("frame") is not None:
        problems.append(Problem("warning", "frames", "The page shows other pages in frames; those were not read."))
    _mark(soup)
    set_off_notes(soup)
    blocks, noticed = parts_to_blocks(_Reader().parts(soup, None, 0))
    if not blocks:
        problems.append(Problem("warning", "nothing_printed", "The page prints no text."))
    return Document(
        media_type="text/html",
        reader="html-soup",
        blocks=blocks,
        metadata=metadata,
        links=links,
        problems=[*problems, *noticed],
        encoding=source.encoding,
    )


def _early_end(soup: BeautifulSoup) -> Problem:
    depth, last = 0, soup.contents[-1] if soup.contents else None
    while isinstance(last, Tag) and last.contents:
        depth, last = depth + 1, last.contents[-1]
    if depth >= MAX_DEPTH:
        raise DocumentTooLargeError(
            expected=f"elements nested at most {MAX_DEPTH} deep",
            found="deeper ones",
            advice="check that this page is a report",
        )
    return Problem(
        "warning",
        "cut_short",
        "The page ends inside a comment, a script or an attribute; "
        "what was written there is not printed and was not read.",
    )


def _attribute(tag: Tag, name: str) -> str:
    value = tag.get(name)
    return value if isinstance(value, str) else ""


def _metadata(soup: BeautifulSoup) -> dict[str, str]:
    metadata: dict[str, str] = {}
    head = soup.head
    for place in (head, soup):
        title = place.find("title") if place is not None else None
        if isinstance(title, Tag) and (text := " ".join(title.get_text().split())):
            metadata.setdefault("title", text)
    parents: list[Tag | None] = [head]
    for meta in soup.find_all("meta"):
        if not any(meta.parent is parent for parent in parents[-2:]):
            parents.append(meta.parent)
    for parent in parents:
        pairs = [
            (_attribute(meta, "name").strip(), " ".join(_attribute(meta, "content").split()))
            for meta in (parent.find_all("meta", recursive=False) if parent is not None else ())
        ]
        columns = {content for name, content in pairs if name.lower() == "columnname" and content}
        if columns and columns <= {"头部", "尾部"}:
            continue
        for name, content in pairs:
            if name and content and not (name.lower() == "columnname" and content in ("头部", "尾部")):
                metadata.setdefault(name, content)
    for name in ("h1", "ucaptitle", "publishtime"):
        for tag in soup.find_all(name):
            if text := " ".join(tag.get_text().split()):
                metadata.setdefault(name, text)
    return metadata


def _tags(soup: BeautifulSoup) -> Iterator[Tag]:
    """Every element, outer ones first; those inside an element that the caller took out are passed over."""
    stack = [(tag, 1) for tag in reversed(soup.contents) if isinstance(tag, Tag)]
    while stack:
        tag, depth = stack.pop()
        if depth > MAX_DEPTH:
            raise DocumentTooLargeError(
                expected=f"elements nested at most {MAX_DEPTH} deep",
                found="deeper ones",
                advice="check that this page is a report",
            )
        yield tag
        if tag.parent is not None:
            stack += [(child, depth + 1) for child in reversed(tag.contents) if isinstance(child, Tag)]


def _without_hidden(soup: BeautifulSoup) -> list[Problem]:
    problems = []
    for tag in _tags(soup):
        said = declarations(_attribute(tag, "style"))
        if (tag.has_attr("hidden") or hides(said) or fades(tag, said)) and tag.name not in ("html", "body"):
            if tag.name == "table" or tag.find("table") is not None:
                problems.append(Problem("warning", "hidden_table", "A table that the page does not show was not read."))
            tag.decompose()
    return problems


def _without_chrome(soup: BeautifulSoup) -> None:
    for tag in soup.find_all(_CHROME):
        if (
            not tag.decomposed
            and tag.find("table") is None
            and not (tag.name in ("header", "footer") and tag.find_parent(("article", "main")))
        ):
            tag.decompose()


def _target(tag: Tag) -> str:
    target = (_attribute(tag, "href") or _attribute(tag, "src") or _attribute(tag, "data")).strip()
    scheme = target.partition(":")[0].lower()
    if target.startswith("#") or scheme in ("javascript", "mailto", "tel", "data", "about", "vbscript"):
        return ""
    return "" if "{{" in target or "${" in target or "<%" in target else target


def _mark(soup: BeautifulSoup) -> None:
    """Set off struck-through text and raised or lowered numbers; write out what fields hold."""
    for tag in _tags(soup):
        if tag.name in _GONE:
            tag.decompose()
        elif tag.name == "input":
            if (_attribute(tag, "type") or "text").lower() in ("text", "number", "tel"):
                tag.insert_after(NavigableString(_attribute(tag, "value")))
        elif not tag.contents:
            continue
        elif tag.name in ("s", "strike") or "line-through" in _attribute(tag, "style"):
            if len(tag.contents) > 1 or not isinstance(tag.contents[0], NavigableString) or tag.contents[0].strip():
                tag.insert(0, NavigableString("~~"))
                tag.append(NavigableString("~~"))
        elif tag.name in ("sup", "sub"):
            plain = all(isinstance(child, NavigableString) for child in tag.contents)
            if not plain or any(character.isnumeric() for character in tag.get_text()):
                tag.insert(0, NavigableString("^" if tag.name == "sup" else "_"))


class _Reader:
    """Turns the tree into strings, line ends and tables; counts the cells."""

    def __init__(self) -> None:
        self.cell_count = 0

    def parts(self, node: Tag, table: SoupTable | None, depth: int) -> list[str | SoupTable]:
        """What one element holds, in order; cells and rows met on the way go to ``table``."""
        if depth > MAX_DEPTH:
            raise DocumentTooLargeError(
                expected=f"elements nested at most {MAX_DEPTH} deep",
                found="deeper ones",
                advice="check that this page is a report",
            )
        found: list[str | SoupTable] = []
        loose: SoupTable | None = None
        for child in node.children:
            if isinstance(child, NavigableString):
                if not isinstance(child, PreformattedString):
                    found.append(" ".join(f"-{child}-".split())[1:-1])
            elif isinstance(child, Tag):
                name = child.name
                if name in _TABLE_PARTS:
                    if table is None and loose is None:
                        loose = SoupTable()
                        found.append(loose)
                    if table is not None:
                        found += ["\n", *self.table_part(child, table, depth), "\n"]
                    elif loose is not None:
                        loose.stray += ["\n", *self.table_part(child, loose, depth), "\n"]
                    continue
                if name not in _INLINE:
                    loose = None
                if name == "table":
                    inner = SoupTable()
                    inner.stray = self.parts(child, inner, depth + 1)
                    found.append(inner)
                elif name == "br":
                    found.append("\n")
                elif name in _STANDARD_BLOCKS:
                    found += ["\n", *self.parts(child, table, depth + 1), "\n"]
                else:
                    if name == "img":
                        found.append(PICTURE)
                    found += self.parts(child, table, depth + 1)
        return found

    def table_part(self, tag: Tag, table: SoupTable, depth: int) -> list[str | SoupTable]:
        """Put a cell, a row or a row group into the table; what stands in no cell is handed back."""
        if tag.name in ("td", "th"):
            self.cell_count += 1
            if self.cell_count > MAX_CELLS:
                raise DocumentTooLargeError(
                    expected=f"at most {MAX_CELLS} table cells", found="more", advice="check that this page is a report"
                )
            cell = SoupCell(_span(tag, "rowspan"), _span(tag, "colspan"))
            table.add_cell(cell)
            cell.parts = [part for found in self.parts(tag, table, depth + 1) for part in _without_frame(found)]
            return []
        if tag.name == "tr":
            table.add_row()
        else:
            table.add_group(_SECTIONS[tag.name])
        stray = self.parts(tag, table, depth + 1)
        table.row_is_open = False
        if tag.name != "tr":
            table.add_group(1)
        return stray


def _without_frame(part: str | SoupTable) -> list[str | SoupTable]:
    """What the only filled cell of a nested table holds, if that is text alone; any other part as it is."""
    if isinstance(part, str):
        return [part]
    filled = [cell for row in part.rows for cell in row if cell.text or cell.tables]
    if len(filled) > 1 or parts_to_lines(part.stray) or any(isinstance(found, SoupTable) for found in part.stray):
        return [part]
    if filled and filled[0].tables:
        return [part]
    pictured = any(PICTURE in cell.parts for row in part.rows for cell in row)
    return ["\n", *([PICTURE] if pictured else []), *(filled[0].parts if filled else []), "\n"]


def _span(tag: Tag, name: str) -> int:
    digits = ""
    for character in _attribute(tag, name).lstrip(" \t\n\f\r").removeprefix("+"):
        if character not in "0123456789" or len(digits) == 9:
            break
        digits += character
    return int(digits) if digits else 1
