"""Cells that only look empty, for the second HTML reader: see :mod:`extract.read.html_unread`."""

from __future__ import annotations

import re
from typing import Final

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

_READ_NOT: Final = (
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
)
_NEVER: Final = ("script", "style", "template", "noscript", "title", "meta", "link", "del", "rt", "rp", "datalist")
_EMPTY: Final = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]*")


def show_unread(soup: BeautifulSoup) -> None:
    """In cells that hold nothing else, write out plain text of what is not read; an ``img`` stands for the rest."""
    for cell in soup.find_all(("td", "th")):
        if cell.find(("td", "th")) is not None or not _is_empty(cell):
            continue
        found = [
            tag
            for tag in (cell, *cell.find_all(True))
            if _is_unread(tag)
            and not any(parent.name in (*_READ_NOT, *_NEVER) for parent in tag.parents if parent is not cell)
        ]
        shown = [_shown(tag) for tag in found]
        if None in shown or len([text for text in shown if text]) > 1:
            cell.append(soup.new_tag("img"))
        else:
            for tag, text in zip(found, shown, strict=True):
                tag.replace_with(NavigableString(text or ""))


def _is_empty(cell: Tag) -> bool:
    for text in cell.find_all(string=True):
        if isinstance(text, PreformattedString) or _EMPTY.fullmatch(text):
            continue
        inside = {parent.name for parent in text.parents if parent is not cell}
        if inside.isdisjoint((*_READ_NOT, *_NEVER)):
            return False
    return not any(field.get("value") and field.get("type") != "hidden" for field in cell.find_all("input"))


def _is_unread(tag: Tag) -> bool:
    if tag.name in _READ_NOT or (tag.name == "script" and ("document.write" in tag.get_text() or tag.has_attr("src"))):
        return True
    if re.search(r"background(-image)?\s*:[^;]*url\(", str(tag.get("style") or ""), re.IGNORECASE):
        return True
    return not tag.contents and any(
        name.startswith("data-") and re.fullmatch(r"[^A-Za-z]*\d[^A-Za-z]*", str(value))
        for name, value in tag.attrs.items()
    )


def _shown(tag: Tag) -> str | None:
    if tag.name == "select":
        options = tag.find_all("option")
        chosen = [option for option in options if option.has_attr("selected")] or options
        if len(chosen) == 1:
            return " ".join(chosen[0].get_text().split())
        return None if options else ""
    if tag.name not in ("button", "math", "svg"):
        return None
    texts = [text for text in tag.find_all(string=True) if not _EMPTY.fullmatch(text)]
    if len(texts) == 1 and tag.find(("title", "desc", "img", "style")) is None:
        return " ".join(texts[0].split())
    return "" if tag.name == "button" and not tag.contents else None
