"""An article that no single answer shows, as one page: the text of a JSON answer, the parts of a split article."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Final

_UNSEEN: Final = re.compile(
    r"<!--(?:.*?-->|.*)|<(script|style|textarea)\b(?:.*?</\1\s*>|.*)", re.IGNORECASE | re.DOTALL
)
"""What is never closed reaches to the end: looking for its end from every beginning would take the square of the time."""
_TAG: Final = re.compile(r"<[^<>]*>")
_TABLE: Final = re.compile(r"<table[\s>]", re.IGNORECASE)


def markups_to_rendition(title: str, markups: Iterable[str]) -> bytes:
    """One page of HTML, the same bytes for the same parts.

    >>> markups_to_rendition("年报", ["<p>一</p>", "<p>二</p>"]).decode().splitlines()[2:]
    ['<body>', '<p>一</p>', '<p>二</p>', '</body></html>']
    """
    body = "\n".join(markups)
    head = f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{html.escape(title)}</title></head>'
    return f"{head}\n<body>\n{body}\n</body></html>\n".encode("utf-8", "replace")


def markup_to_text(markup: str) -> str:
    """The words of some markup, for telling what it is; not for reading numbers.

    >>> markup_to_text("<h1>一、总体情况</h1><script>x</script> <p>A&amp;B")
    '一、总体情况 A&B'
    """
    return " ".join(html.unescape(_TAG.sub(" ", _UNSEEN.sub(" ", markup))).split())


def has_table(markup: str) -> bool:
    """Whether there is a table in some markup.

    >>> has_table("<TABLE border=1>"), has_table("<p>一</p>")
    (True, False)
    """
    return _TABLE.search(markup) is not None
