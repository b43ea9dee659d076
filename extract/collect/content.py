"""Fingerprints of what an article says, so that a changed report is told from a page that was only rendered anew."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from itertools import chain
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from extract.collect.adapter import Detail, Link
from extract.collect.page import Page, text_to_tree
from extract.collect.pages.characters import to_nfkc

_SILENT: Final = frozenset(
    "script style noscript template head title meta link select option button iframe object embed svg".split()
)
"""Elements whose text is no part of the article."""

_INLINE: Final = frozenset("a abbr acronym b big cite code del dfn em font i ins kbd mark nobr o:p q s samp small span "
                           "st1:chsdate st1:chmetcnv strike strong sub sup tt u var".split())  # fmt: skip
"""Elements that do not break the text; every other one does."""

_COUNTERS: Final = re.compile(
    r"(?:浏览|阅读|点击|访问|查看|下载)(?:次数|人数|量|数|率)?(?:[::]\s?[\d,]*\s?(?:人次|次|人)?|\s?\d[\d,]*\s?(?:人次|次))"
    r"|(?:人气|热度)[::]\s?[\d,]*"
)
"""Counters of visits, which each visit changes; only where they stand in a line of their own, never in a sentence."""

_CLOCK: Final = re.compile(
    r"(?:今天是|现在是|当前时间|打印时间|当前日期)[::]?\s?[\d年月日/.:\-\s]*(?:星期[一二三四五六日天])?"
    r"|您是第\s?\d*\s?位(?:访问者|访客)"
)
"""The clock of the visitor, or of the server; as above."""

_VARYING: Final = re.compile("浏览|阅读|点击|访问|查看|下载|人气|热度|今天是|现在是|当前时间|打印时间|当前日期|您是第")
"""The words of both: most texts have none of them."""

_SENTENCE: Final = re.compile(r"[。;;!?!?]")
_LONGEST_LINE: Final = 80

_BREAK: Final = "\ue01a"
_END: Final = "\ue01b"
_TABLE: Final = "\ue01c"
_ROW: Final = "\ue01d"
_CELL: Final = "\ue01e"
_MARKS: Final = f"{_BREAK}{_END}{_TABLE}{_ROW}{_CELL} "
_ANY_MARK: Final = re.compile(f"[{_BREAK}-{_CELL}]+")
_TABLE_EDGE: Final = re.compile(f"([{_END}{_TABLE}])")
_OPENING: Final = dict.fromkeys(_INLINE, "") | {"table": _TABLE, "tr": _ROW, "td": _CELL, "th": _CELL}
_CLOSING: Final = dict.fromkeys(_INLINE, "") | {"table": _END}
"""Marks of private use where elements begin and end; all others break the line."""

_UNSEEN: Final = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")
_NEEDLESS: Final = re.compile(r"(?<![0-9A-Za-z]) | (?![0-9A-Za-z])")

_TOKENS: Final = re.compile(
    r"(?:x-)?(?:amz|oss|cos|obs|goog)-.*|.*(?:token|signature|expires?|timestamp|nonce)|auth_?key|sign|sig|"
    r"ossaccesskeyid|awsaccesskeyid|jsessionid|phpsessid|sessionid|no_?cache|random|rand|rnd|utm_.*|spm|_+",
    re.IGNORECASE,
)
"""Fields of a query that change from one rendering to the next: signatures, sessions."""

_MOMENTS: Final = re.compile(r"_?t|_?ts|_?v|ver|r|time|date|e|se|st", re.IGNORECASE)
_MOMENT: Final = re.compile(r"\d{10,17}|0\.\d+|")
"""Fields that hold a moment or a random number in some systems, and something that matters in others: told by value."""

_PATH_SESSION: Final = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)


class Prints(NamedTuple):
    """Fingerprints of an article: sha256 in hexadecimal digits.

    Attributes:
        region: of its text; never empty.
        tables: of its tables, cell by cell; empty where it has none.
        attachments: of the set of its files and pictures; empty where it has none.
    """

    region: str
    tables: str
    attachments: str


def page_to_prints(page: Page, detail: Detail) -> Prints:
    """The fingerprints of an article; only what it says and carries counts, not how it is marked up.

    Args:
        page: the answer.
        detail: what the adapter read from it: its region, else its body, else the whole page, is the article.

    White space, scripts, attributes, counters of visits and the clock change nothing. An attachment counts by path and
    fields of its address, without scheme, host (files come through one proxy today and another tomorrow) and without
    what expires.
    """
    markup = detail.region if detail.region is not None else detail.body
    text = tree_to_marked_text(page.tree if markup is None else text_to_tree(markup)[0])
    tables = marked_text_to_tables(text)
    attachments = sorted({link_to_mark(link) for link in detail.attachments})
    return Prints(
        region=_digest([marked_text_to_region(text)]),
        tables=_digest([tables]) if tables.strip(_MARKS) else "",
        attachments=_digest(attachments) if attachments else "",
    )


def tree_to_marked_text(root: Any) -> str:
    """The text of an element, with marks where blocks, tables, rows and cells begin or end."""
    return to_nfkc("".join(_pieces(root)))


def marked_text_to_region(text: str) -> str:
    """The text that an article says, without what each rendering changes.

    >>> marked_text_to_region(tree_to_marked_text(text_to_tree("<p>共 收到 <b>1</b>2 件</p><p>浏览次数:305次</p>")[0]))
    '共收到12件'
    """
    if not _VARYING.search(text):
        return _spaced(_ANY_MARK.sub(" ", text))
    lines = _ANY_MARK.split(text)
    return _spaced(" ".join(_line_to_lasting_text(line) if _VARYING.search(line) else line for line in lines))


def marked_text_to_tables(text: str) -> str:
    """The text of the tables alone, a mark before each table, row and cell.

    >>> markup = "<p>1</p><table><tr><td>收到<td> 12</table>"
    >>> marked_text_to_tables(tree_to_marked_text(text_to_tree(markup)[0])) == f"{_TABLE}{_ROW}{_CELL}收到{_CELL}12"
    True
    """
    depth, pieces = 0, []
    for piece in _TABLE_EDGE.split(text):
        depth += (piece == _TABLE) - (piece == _END)
        if depth > 0 and piece != _END:
            pieces.append(piece)
    return _spaced("".join(pieces).replace(_BREAK, " "))


def link_to_mark(link: Link) -> str:
    """What tells an attachment from others: path and fields of its address that do not expire.

    >>> link_to_mark(Link("https://cdn.a.gov.cn/x/%E5%B9%B4%E6%8A%A5.pdf?token=7&id=3", "年报"))
    '/x/年报.pdf?id=3'
    """
    try:
        parts = urlsplit(link.url)
    except ValueError:
        return link.url
    path = unquote(_PATH_SESSION.sub("", parts.path), errors="replace")
    fields = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True, errors="replace", max_num_fields=None)
        if not (_TOKENS.fullmatch(name) or (_MOMENTS.fullmatch(name) and _MOMENT.fullmatch(value)))
    )
    query = "&".join(f"{name}={_without_host(value)}" for name, value in fields)
    return f"{path}?{query}" if query else path


def _line_to_lasting_text(line: str) -> str:
    line = " ".join(_UNSEEN.sub(" ", line).split())
    if len(line) > _LONGEST_LINE or _SENTENCE.search(line):
        return line
    return _NEEDLESS.sub("", _CLOCK.sub("", _COUNTERS.sub("", line)))


def _spaced(text: str) -> str:
    """A text with white space only where it parts what would run together without."""
    return _NEEDLESS.sub("", " ".join(_UNSEEN.sub(" ", text).split()))


def _without_host(value: str) -> str:
    """A field that is itself an address (``file=https://…``) counts by its path."""
    return link_to_mark(Link(value, "")) if value.startswith(("http://", "https://")) else value


def _pieces(root: Any) -> list[str]:
    """Pieces of text in order, and marks; walked without recursion, however deep the markup is."""
    pieces: list[str] = []
    opened: list[Any] = []
    last = None
    silent = 0
    # Elements end where the next node hangs on one of those around them; at the end of the tree all do.
    for node in chain(root.iter(), (None,)):
        parent = None if node is None else node.getparent()
        while opened and last is not parent:
            element = opened.pop()
            last = opened[-1] if opened else None
            tag = element.tag
            if tag in _SILENT:
                silent -= 1
            elif not silent and isinstance(tag, str):
                pieces.append(_CLOSING.get(tag, _BREAK))
            if not silent and element is not root and (tail := element.tail):
                pieces.append(tail)
        if node is None:
            break
        opened.append(node)
        last = node
        tag = node.tag
        if tag in _SILENT:
            silent += 1
        elif not silent and isinstance(tag, str):
            pieces.append(_OPENING.get(tag, _BREAK))
            if text := node.text:
                pieces.append(text)
    return pieces


def _digest(texts: Iterable[str]) -> str:
    return hashlib.sha256("\x1d".join(texts).encode("utf-8", "replace")).hexdigest()
