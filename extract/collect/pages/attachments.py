"""The files that an article brings along, in every place where portals hide them (facts/portals.md §6)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

import lxml.etree

from extract.collect.adapter import Link, LinkKind
from extract.collect.page import absolute_address
from extract.collect.pages.javascript import script_to_variables
from extract.collect.pages.markup import class_words, clean, first_words, text_of

_DOCUMENT: Final = "pdf|docx?|wps|wpt|ofd|xlsx?|xls|et|rtf|odt|ods|pptx?|txt|csv|ceb|mht"
_ARCHIVE: Final = "zip|rar|7z|tar|gz|tgz"
_PICTURE: Final = "jpe?g|png|gif|bmp|tiff?|webp"
_NAME: Final = re.compile(
    rf"\.(?:(?P<file>{_DOCUMENT})|(?P<archive>{_ARCHIVE})|(?P<picture>{_PICTURE}))\Z", re.IGNORECASE
)
_NAME_WITHIN: Final = re.compile(rf"[^\s/\\<>\"'|]+\.(?:{_DOCUMENT}|{_ARCHIVE})(?![\w.])", re.IGNORECASE)
_SERVLET: Final = re.compile(
    r"downfile|download(?:attach)?(?:url)?\b|/document/download|/download/|/downloadfile|attach(?:ment)?/|/file/down|filedown|fileview",
    re.IGNORECASE,
)
_VIEWER: Final = re.compile(r"viewer|pdf\.?js|preview|view\.aspx|reader|flipbook|generic", re.IGNORECASE)
_ENCODED_TWICE: Final = re.compile(r"%2f|%3a|%25|%[0-9a-f]{2}\Z", re.IGNORECASE)
_NAMING: Final = frozenset(
    ("filename", "file", "filepath", "fileurl", "name", "fname", "attname", "filename1", "title", "url", "src", "path")
)
_FILE_NAMES: Final = frozenset(("filename", "file", "filepath", "fname", "attname", "filename1"))
"""Of the words for a name in an address those that stand for nothing but that of a file."""
_ATTACHED: Final = re.compile(r"\W*附\s*件\s*[\d一二三四五六七八九十]{0,2}\s*(?:[:：.、]|下载|\Z)")
_PAGE_NAME: Final = re.compile(r"\.(?:[sjx]?html?|jspx?|aspx?|php|do|action)\Z", re.IGNORECASE)
_SHOWING: Final = ("file", "src", "url", "fileurl", "pdf", "path", "filepath", "pdfurl")
_SHOWN_IN: Final = {"iframe": ("src", "data-src"), "embed": ("src", "data-src"), "object": ("data",)}
_SHOWN_DATA: Final = (
    "data-value",
    "data-file",
    "data-pdf",
    "data-url",
    "data-src",
    "data-href",
    "pdfurl",
    "file-url",
    "fileurl",
)
_NAME_ATTRIBUTES: Final = ("download", "otheroldname", "title", "textvalue")
_HOLDERS: Final = frozenset(_SHOWN_DATA)
_NAMING_TAGS: Final = frozenset(("a", "img", *_SHOWN_IN))
_LIST_VARIABLE: Final = re.compile(r"(?:^|\.)(?:apps?\d?|\w*(?:file|attach|append|annex|fj)\w*)\Z", re.IGNORECASE)
_SHOWN_VARIABLE: Final = re.compile(
    r"(?:^|\.)(?:\w*(?:qzb|pdf|ofd|file|doc)_?(?:file|url|path|src)?|url|src|path)\Z", re.IGNORECASE
)
_SHOWN_BY_CALL: Final = re.compile(
    r"""\b(?:PDFObject\.embed|getDocument|(?:open|show|load|view)(?:pdf|ofd|doc|file)\w*)\s*\(\s*(?:\{\s*url\s*:\s*)?["']([^"'\n]{1,500})["']""",
    re.IGNORECASE,
)
_ENTRY_ADDRESSES: Final = ("url", "fileurl", "filepath", "appfile", "href", "path", "src")
_ENTRY_NAMES: Final = ("name", "filename", "appdesc", "title")
_MOST: Final = 500
_CHROME_PATH: Final = re.compile(
    r"/(?:images?|img|static|sysimages?|icons?|style|css|skin|templates?|assets|theme|common|public/images|material)/"
    r"|icon|logo|(?:^|/)(?:qr|ewm|erweima|blank|spacer|loading|arrow|dot|line|bg|btn|button|share|weixin|wx|weibo|print|gov|jiucuo|red|blue)[\w-]*\.\w+\Z"
    r"|bszs\.conac|/icon_",
    re.IGNORECASE,
)
_UPLOADED: Final = re.compile(
    r"/W0\d{8,}|/P0\d{8,}|/__local/|/upload|/attach|/files?/|/ueditor/|/picture/|data/", re.IGNORECASE
)
_BLOCK: Final = re.compile(
    r"(?:^|[_\s-])(?:editorcontent-download|file_ul_fj|fj\w*|fujian\w*|attach\w*|annex\w*|appendix\w*|accessory\w*|xgfj|enclosure|"
    r"download\w*|file_?list\w*|wjfj|file_ul\w*)(?:[_\s-]|\Z)",
    re.IGNORECASE,
)
_BLOCK_WORDS: Final = re.compile(r"\W*(?:相关|文件|下载)?附\s*件|附件下载|文件下载")
_OTHER_DOWNLOADS: Final = re.compile(r"\W*(?:相关|常用|资料|表格|软件|推荐|热门|更多|客户端)下载|下载中心|APP下载")


def address_to_link(url: str, text: str = "", name: str = "") -> Link | None:
    """The attachment that an absolute address leads to, viewers resolved; None where it leads to no file.

    >>> address_to_link("https://a.gov.cn/w/viewer.html?file=%2Fx%2FP01.pdf")
    Link(url='https://a.gov.cn/x/P01.pdf', text='', kind='viewer', name='P01.pdf')
    >>> address_to_link("https://a.gov.cn/module/download/downfile.jsp?classid=0&filename=a1.docx", "年报").name
    'a1.docx'
    >>> (
    ...     address_to_link("https://a.gov.cn/attach/2024", "附件：年报").kind,
    ...     address_to_link("https://a.gov.cn/u/7", "年报.pdf").name,
    ... )
    ('file', '年报.pdf')
    >>> address_to_link("https://a.gov.cn/x/t20240115_1.html", "附件") is None
    True
    """
    parts = urlsplit(url)
    path = unquote(parts.path)
    query = [(key.lower(), value) for key, value in parse_qsl(parts.query, keep_blank_values=True)]
    named = _name_told(query, name, text)
    if _VIEWER.search(path) and not _NAME.search(path):
        shown = _shown_file(url, query)
        if shown:
            return Link(shown, text, "viewer", name or _last(shown))
    match = _NAME.search(path)
    if match:
        return Link(url, text, _kind(match), name or (text if _NAME.search(text) else ""))
    inside = _NAME.search(named)
    if _SERVLET.search(url) and (inside or _is_servlet(parts.path, parts.query)):
        return Link(url, text, _kind(inside) if inside else "file", named)
    if inside and not inside["picture"] and _names_file(query, name, text):
        return Link(url, text, _kind(inside), named)
    # 附件 is what a file is called; a page that is called so has the name of one.
    if _ATTACHED.match(text) and path.strip("/") and not _PAGE_NAME.search(path) and not path.endswith("/"):
        return Link(url, text, "file", named)
    return None


def _names_file(query: Sequence[tuple[str, str]], name: str, text: str) -> bool:
    """Whether a link is that of a file by its own words or by a word for files in its address, whatever answers it."""
    if _NAME.search(name) or _NAME.search(text):
        return True
    return any(key in _FILE_NAMES and _NAME.search(_last(value)) for key, value in query)


@lru_cache(maxsize=4096)
def _may_be_file(url: str) -> bool:
    """Whether :func:`address_to_link` might make an attachment of an address, whatever its link is named."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    return bool(_NAME.search(path) or _VIEWER.search(path) or _SERVLET.search(url) or _NAME_WITHIN.search(parts.query))


def _may_be_called_file(element: Any) -> bool:
    """Whether the first words of a link, or what it says its file is called, might be those of a file."""
    words = (element.text or "").strip()
    return bool(element.get("download") or _ATTACHED.match(words) or _NAME.search(words))


def naming_elements(root: Any) -> list[Any]:
    """The elements from ``root`` on that may name an attachment by themselves, in order."""
    return [
        element
        for element in root.iter(lxml.etree.Element)
        if element.tag in _NAMING_TAGS or not _HOLDERS.isdisjoint(element.keys())
    ]


def element_to_links(element: Any, base: str) -> Iterator[Link]:
    """The attachments that one element of a page names by itself: a link, a picture, a frame, a holder of data."""
    if element.tag == "a":
        address = absolute_address(base, element.get("href")) or _scripted_address(element, base)
        if not address or not (_may_be_file(address) or _may_be_called_file(element)):
            return
        text = text_of(element) or clean(element.get("title"))
        told = (clean(element.get(attribute)) for attribute in _NAME_ATTRIBUTES)
        name = next((value for value in told if _NAME.search(value)), "")
        link = address_to_link(address, text, name)
        if link:
            yield link
        return
    if element.tag == "img":
        yield from _picture(element, base)
        return
    for attribute in (*_SHOWN_IN.get(element.tag, ()), *_SHOWN_DATA):
        value = element.get(attribute)
        address = absolute_address(base, value) if value else None
        link = address_to_link(address, clean(element.get("title"))) if address else None
        if link and link.kind != "picture":
            yield link._replace(kind="archive" if link.kind == "archive" else "viewer")


def script_to_links(script: str, base: str) -> Iterator[Link]:
    """The attachments that a script (without comments) names: lists like ``apps = [{url, name}]``, a viewer's file."""
    for variable, value in script_to_variables(script).items():
        if isinstance(value, str) and _SHOWN_VARIABLE.search(variable):
            address = absolute_address(base, value)
            link = address_to_link(address) if address else None
            if link and link.kind != "picture":
                yield link._replace(kind="viewer")
        elif isinstance(value, list) and _LIST_VARIABLE.search(variable):
            for entry in value[:_MOST]:
                yield from _entry_to_links(entry, base)
    for shown in _SHOWN_BY_CALL.findall(script):
        address = absolute_address(base, shown)
        link = address_to_link(address) if address else None
        if link and link.kind != "picture":
            yield link._replace(kind="viewer")


def is_attachment_block(element: Any) -> bool:
    """Whether an element is, by its class, id or first words, a list of attachments."""
    return bool(_BLOCK.search(class_words(element))) or bool(_BLOCK_WORDS.match(first_words(element, 20)))


def is_other_downloads(element: Any) -> bool:
    """Whether an element is a box of files that belong to the site, not to the article (常用下载, 相关下载)."""
    return bool(_OTHER_DOWNLOADS.match(first_words(element, 20)))


def _entry_to_links(entry: Any, base: str) -> Iterator[Link]:
    record = {str(key).lower(): value for key, value in entry.items()} if isinstance(entry, Mapping) else {"url": entry}
    values = {key: clean(value) for key, value in record.items() if isinstance(value, str)}
    href = next((values[key] for key in _ENTRY_ADDRESSES if values.get(key)), "")
    name = next((values[key] for key in _ENTRY_NAMES if values.get(key)), "")
    address = absolute_address(base, href)
    link = address_to_link(address, name, name) if address else None
    if link:
        yield link


def _name_told(query: Sequence[tuple[str, str]], name: str, text: str) -> str:
    for key, value in query:
        last = _last(value)
        if key in _NAMING and _NAME.search(last):
            return last
    if name:
        return name
    within = _NAME_WITHIN.search(text)
    return text if _NAME.search(text) else within.group() if within else ""


def _shown_file(viewer: str, query: Sequence[tuple[str, str]]) -> str | None:
    values = dict(reversed(query))
    for key in _SHOWING:
        value = values.get(key, "")
        if _ENCODED_TWICE.search(value):
            value = unquote(value)
        address = absolute_address(viewer, value)
        if address and (_NAME.search(unquote(urlsplit(address).path)) or _SERVLET.search(address)):
            return address
    return None


def _is_servlet(path: str, query: str) -> bool:
    return bool(re.search(r"downfile|download", path + "?" + query, re.IGNORECASE)) and bool(query)


def _kind(match: re.Match[str]) -> LinkKind:
    return "archive" if match["archive"] else "picture" if match["picture"] else "file"


def _last(path: str) -> str:
    return unquote(path).replace("\\", "/").rpartition("/")[2].partition("?")[0]


def _scripted_address(element: Any, base: str) -> str | None:
    script = f"{element.get('href') or ''} {element.get('onclick') or ''}"[:2000]
    quoted = re.search(r"""\(\s*['"]([^'"\s]+)['"]""", script)
    return absolute_address(base, quoted.group(1)) if quoted else None


def _picture(element: Any, base: str) -> Iterator[Link]:
    source = next((element.get(n) for n in ("src", "data-src", "data-original", "original") if element.get(n)), None)
    address = absolute_address(base, source)
    if not address:
        return
    path = unquote(urlsplit(address).path)
    match = _NAME.search(path)
    if not match or not match["picture"] or _is_small(element):
        return
    if _CHROME_PATH.search(path) and not _UPLOADED.search(path):
        return
    yield Link(address, clean(element.get("alt") or element.get("title")), "picture")


def _is_small(element: Any) -> bool:
    """Whether a picture is by its own size no page of a report: an icon, a rule."""
    style = element.get("style") or ""
    sizes = [element.get("width") or "", element.get("height") or ""]
    sizes += re.findall(r"(?:^|[;\s])(?:width|height)\s*:\s*(\d+)(?:px)?\s*(?:;|$)", style)
    numbers = [
        int(size) for size in (text.removesuffix("px").strip() for text in sizes) if size.isascii() and size.isdigit()
    ]
    return any(number <= 48 for number in numbers)
