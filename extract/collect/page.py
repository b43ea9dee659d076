"""One answer of a site: its address, its bytes, and the views of them that adapters read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import lxml.etree

from extract.encoding import bytes_to_text
from extract.media import sniff_media_type

_CLOSING: Final = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_END: Final = "gongkai-end-of-page"
_BLANK: Final = " \t\r\n\f\x00"
_BREAKS: Final = dict.fromkeys(map(ord, "\r\n\t"))
_ENDS: Final = lxml.etree.XPath(f'//i[@id="{_END}"]')
_PARSER: Final = lxml.etree.HTMLParser(huge_tree=True, recover=True, encoding="utf-8")


class Page:
    """Bytes that a site answered with; everything else is made from them, once, when it is asked for.

    Args:
        url: the address that answered, after redirects.
        body: the bytes, content encodings (gzip and the like) undone.
        status: the HTTP status.
        headers: by lower-case name; a header sent several times is joined by ``", "``.
        requested: the address that was asked for; empty where it is ``url``.

    >>> page = Page("https://www.example.gov.cn/xxgk/nb/", "<a href='./202401/t1.html'>年报</a>".encode("gb18030"))
    >>> [page.absolute(link.get("href")) for link in page.tree.iter("a")]
    ['https://www.example.gov.cn/xxgk/nb/202401/t1.html']
    """

    def __init__(
        self,
        url: str,
        body: bytes,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        requested: str = "",
    ) -> None:
        self.url = url
        self.body = body
        self.status = status
        self.headers: Mapping[str, str] = headers or {}
        self.requested = requested or url

    @cached_property
    def text(self) -> str:
        """The bytes decoded by what they are, never by what they declare (see :mod:`extract.encoding`)."""
        return bytes_to_text(self.body)[0]

    @cached_property
    def media_type(self) -> str:
        """The media type, told by the bytes alone."""
        return sniff_media_type(self.body)

    @cached_property
    def tree(self) -> Any:
        """The root element that lxml makes of the text; an empty ``html`` element where there is nothing to parse."""
        _ = self._nodes
        return self._parsed[0]

    @property
    def is_whole(self) -> bool:
        """Whether the parser reached the end of the text: markup nested too deep silently loses what follows."""
        return self._parsed[1]

    @cached_property
    def _parsed(self) -> tuple[Any, bool]:
        return text_to_tree(self.text)

    @cached_property
    def _nodes(self) -> list[Any]:
        """All nodes of the tree: lxml makes a Python object of a node anew wherever none is held, at each pass."""
        return list(self._parsed[0].iter())

    @cached_property
    def base(self) -> str:
        """What relative addresses on the page are relative to: its ``<base href>``, else its own address."""
        for element in self.tree.iter("base"):
            href = (element.get("href") or "").strip()
            if href:
                return str(urljoin(self.url, href))
        return self.url

    @cached_property
    def metas(self) -> Mapping[str, str]:
        """``<meta name content>`` by lower-case name; of several the first in ``<head>``, else the first anywhere.

        Included headers bring a second block of national tags into the body (``ColumnName=头部``; facts/portals.md §3).
        """
        found: dict[str, str] = {}
        elements = list(self.tree.iter("meta"))
        in_head = [element for element in elements if next(element.iterancestors("head"), None) is not None]
        for element in in_head + elements:
            name = (element.get("name") or "").strip().lower()
            if name and name not in found:
                found[name] = (element.get("content") or "").strip()
        return found

    def absolute(self, href: str | None) -> str | None:
        """The absolute http(s) address that a link of this page leads to, without its fragment; None where it leads nowhere.

        Placeholders of templates, script addresses, mail addresses and what no address can be made of lead nowhere.

        >>> page = Page("https://a.gov.cn/x/y.html", b"")
        >>> (
        ...     page.absolute("../p.pdf#page=2"),
        ...     page.absolute("{{url}}"),
        ...     page.absolute("javascript:;"),
        ...     page.absolute("#"),
        ... )
        ('https://a.gov.cn/p.pdf', None, None, None)
        """
        return absolute_address(self.base if self.body else self.url, href)


@lru_cache(maxsize=4096)
def absolute_address(base: str, href: str | None) -> str | None:
    """The absolute http(s) address, without fragment, of a link on a page at ``base``; None where it leads nowhere."""
    link = (href or "").strip(_BLANK).translate(_BREAKS)
    if not link or link.startswith("#") or "{{" in link or "${" in link or "<%" in link:
        return None
    try:
        address = urljoin(base, link.replace("\\", "/") if "://" not in link else link)
        parts = urlsplit(address)
        _ = parts.port  # raises where the port is no number
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    return address.partition("#")[0]


def text_to_tree(text: str) -> tuple[Any, bool]:
    """The root element of a page, and whether the parser reached the end of the text."""
    markup = text.lstrip("\ufeff" + _BLANK).replace("\x00", "") or "<html></html>"
    if markup.startswith("<?xml"):
        markup = markup.partition("?>")[2] or "<html></html>"
    # lxml wants bytes where it is told the encoding, and text of ours has no surrogates left but for broken bytes.
    data = f'{markup}<i id="{_END}"></i>'.encode("utf-8", "replace")
    try:
        root = lxml.etree.fromstring(data, _PARSER)
    except (lxml.etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        return lxml.etree.fromstring(b"<html></html>", _PARSER), False
    if any(isinstance(beside.tag, str) and beside.get("id") != _END for beside in root.itersiblings()):
        # What stands behind </html> becomes a tree of its own beside this one; browsers show it as part of the body.
        return text_to_tree(_CLOSING.sub("", markup))
    ends = _ENDS(root)
    for end in ends:
        _drop(end)
    return root, bool(ends)


def _drop(element: Any) -> None:
    """Take an element out; the text behind it stays."""
    parent, before, behind = element.getparent(), element.getprevious(), element.tail
    if behind and before is None:
        parent.text = (parent.text or "") + behind
    elif behind:
        before.tail = (before.tail or "") + behind
    parent.remove(element)
