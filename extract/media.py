"""What kind of document some bytes are, told by the bytes themselves: names and declared types often lie."""

from __future__ import annotations

import io
import json
import re
import struct
import zipfile
import zlib
from typing import Final

PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
OFD: Final = "application/ofd"
ODT: Final = "application/vnd.oasis.opendocument.text"
ODS: Final = "application/vnd.oasis.opendocument.spreadsheet"
EPUB: Final = "application/epub+zip"
ZIP: Final = "application/zip"
RAR: Final = "application/vnd.rar"
SEVEN_ZIP: Final = "application/x-7z-compressed"
GZIP: Final = "application/gzip"
BZIP2: Final = "application/x-bzip2"
XZ: Final = "application/x-xz"
TAR: Final = "application/x-tar"
DOC: Final = "application/msword"
XLS: Final = "application/vnd.ms-excel"
PPT: Final = "application/vnd.ms-powerpoint"
WORKS: Final = "application/vnd.ms-works"
ENCRYPTED: Final = "application/encrypted"
OLE: Final = "application/x-ole-storage"
RTF: Final = "application/rtf"
HTML: Final = "text/html"
MHTML: Final = "multipart/related"
XML: Final = "application/xml"
JSON: Final = "application/json"
TEXT: Final = "text/plain"
MARKDOWN: Final = "text/markdown"
EMPTY: Final = "application/x-empty"
BINARY: Final = "application/octet-stream"

ARCHIVES: Final = frozenset((ZIP, RAR, SEVEN_ZIP, GZIP, BZIP2, XZ, TAR))

HEAD_BYTES: Final = 64 * 1024
"""How much of a text is looked at."""

_MAGIC: Final = (
    (b"{\\rtf", RTF),
    (b"Rar!\x1a\x07", RAR),
    (b"7z\xbc\xaf\x27\x1c", SEVEN_ZIP),
    (b"\x1f\x8b\x08", GZIP),
    (b"BZh", BZIP2),
    (b"\xfd7zXZ\0", XZ),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
)

ZIP_ERRORS: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, KeyError, OSError, ValueError, RuntimeError, OverflowError,
)  # fmt: skip
"""What zipfile raises on damaged archives, and on kinds of compression it does not know."""

_LOCAL_HEADER: Final = re.compile(rb"PK\x03\x04.{22}(..)..", re.DOTALL)
_PDF: Final = re.compile(rb"%PDF-\d")

_TAGS: Final = (
    "html|head|body|title|meta|link|base|style|script|noscript|iframe|frameset|frame|div|span|p|br|hr|h[1-6]|table|"
    "thead|tbody|tfoot|tr|td|th|caption|colgroup|col|ul|ol|li|dl|dt|dd|a|img|font|b|i|u|strong|em|center|form|input|"
    "section|article|header|footer|main|nav|aside|pre|blockquote|figure|label|button|select|svg|ucapcontent|ucaptitle"
)
_TAG_FIRST: Final = re.compile(
    rf"<(?:{_TAGS})(?:\s[^<>]*)?/?>|<(?:html|body|table|meta|div|script|style)\s", re.IGNORECASE
)
_PAGE_FIRST: Final = re.compile(rb"\s*<(?:!doctype html|html[\s>])", re.IGNORECASE)
_PAGE_TAG: Final = re.compile(rb"<html\b|<body\b|</table>|</td>", re.IGNORECASE)
_PAIRED: Final = "html|head|body|title|div|span|p|h[1-6]|ul|ol|li|section|article|font|center"
_OPENING: Final = re.compile(rf"<({_PAIRED})(?=[\s>])", re.IGNORECASE)
_CLOSING: Final = re.compile(rf"</({_PAIRED})\s*+>", re.IGNORECASE)
_TABLE_MARKUP: Final = re.compile(r"<t(?:able|r|d|h)(?:\s[^<>]*)?>", re.IGNORECASE)
_BEFORE_ROOT: Final = re.compile(
    r"(?:\s|<!--.*?-->|<\?.*?\?>|<!doctype(?!\s+html)[^>\[]*(?:\[.*?\]\s*)?>)+", re.IGNORECASE | re.DOTALL
)
_MHTML: Final = re.compile(r"^content-type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)
_XML_ROOT: Final = re.compile(r"<[\w:.-]+(?:\s[^<>]*)?/?>")
# Possessive quantifiers: whatever the text, these take no longer than it is.
_PIPE_RULE: Final = re.compile(
    r"^[ \t]*+\|?[ \t]*+:?-{2,}+:?[ \t]*+(?:\|[ \t]*+:?-{2,}+:?[ \t]*+)++\|?[ \t]*+\r?$"
    r"|^[ \t]*+\|[ \t]*+:?-{2,}+:?[ \t]*+\|[ \t]*+\r?$",
    re.MULTILINE,
)
_MARKDOWN: Final = re.compile(r"^#{1,6} +\S|^```|^\*\*\S.*\S\*\*[ \t]*+\r?$|^!?\[[^\]\n]+\]\([^)\n]+\)", re.MULTILINE)

_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\x80-\x84\x86-\x9f\ufffd]")
_USUAL: Final = re.compile(r"[\t\n\r -~\u2010-\u203b\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


def sniff_media_type(data: bytes, name: str = "") -> str:
    """The media type of a document, by its magic bytes and its structure.

    Args:
        data: the bytes.
        name: a file name, used for one thing alone: ``.md`` tells Markdown from plain text.

    Returns:
        A media type; ``application/octet-stream`` for bytes of no known kind, ``application/x-empty`` for none.

    >>> sniff_media_type(b"%PDF-1.7 ..."), sniff_media_type("<p>总体情况</p>".encode("gb18030"), "a.pdf")
    ('application/pdf', 'text/html')
    >>> sniff_media_type("当 a<b 时".encode())
    'text/plain'
    """
    if not data:
        return EMPTY
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        return _zip_type(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole_type(data)
    for magic, media_type in _MAGIC:
        if data.startswith(magic):
            return media_type
    image = _riff_or_bitmap_type(data)
    if image:
        return image
    if data[257:262] == b"ustar":
        return TAR
    if _is_pdf(data):
        return PDF
    return _text_type(data, name)


def _is_pdf(data: bytes) -> bool:
    """A header at the very start, or within 1024 bytes if objects follow: readers accept junk in front."""
    match = _PDF.search(data[:1032])
    if match is None:
        return False
    return (
        match.start() == 0 or re.search(rb"\d\s+\d\s+obj\b", data[match.end() : match.end() + HEAD_BYTES]) is not None
    )


def _riff_or_bitmap_type(data: bytes) -> str | None:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[:2] == b"BM" and len(data) >= 18 and data[6:10] == b"\0\0\0\0":
        return "image/bmp" if struct.unpack("<I", data[14:18])[0] in (12, 40, 52, 56, 64, 108, 124) else None
    return None


def _zip_type(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [name.replace("\\", "/").lower() for name in archive.namelist()]
            kind = archive.open("mimetype").read(80) if "mimetype" in archive.namelist() else b""
    except ZIP_ERRORS:
        # Local headers stand in front of each entry, so a cut archive still names its parts.
        names = [
            data[match.end() : match.end() + struct.unpack("<H", match[1])[0]].decode("utf-8", "replace").lower()
            for match in _LOCAL_HEADER.finditer(data)
        ]
        kind = b""
    declared = kind.decode("ascii", "replace").strip()
    if declared in (ODT, ODS, EPUB):
        return declared
    if "ofd.xml" in names:
        return OFD
    folders = {name.partition("/")[0] for name in names if "/" in name}
    is_package = "[content_types].xml" in names or "_rels" in folders
    for folder, media_type in (("word", DOCX), ("xl", XLSX), ("ppt", PPTX)):
        if is_package and folder in folders:
            return media_type
    return _package_type(data) if is_package else ZIP


def _package_type(data: bytes) -> str:
    """The type of an Office package whose parts do not lie in the usual folders, by its list of content types."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("[Content_Types].xml") as stream:
            types = stream.read(1 << 20)
    except ZIP_ERRORS:
        # Cut before its folders are named: most are documents, and the reader will say that it is damaged.
        return DOCX
    for mark, media_type in ((b"wordprocessingml", DOCX), (b"spreadsheetml", XLSX), (b"presentationml", PPTX)):
        if mark in types:
            return media_type
    return ZIP


def _ole_type(data: bytes) -> str:
    """The type of an OLE container, by the streams in its directory ([MS-CFB] §2.6.1)."""
    for stream, media_type in (
        ("EncryptedPackage", ENCRYPTED),
        ("WordDocument", DOC),
        ("Workbook", XLS),
        ("Book", XLS),
        ("PowerPoint Document", PPT),
        ("MatOST", WORKS),
    ):
        # An entry is a name padded to 64 bytes and its length with the final zero, so text cannot be mistaken for it.
        if stream.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 2 * len(stream) + 2) in data:
            return media_type
    return OLE


def _text_type(data: bytes, name: str) -> str:
    begun = data[:2048]
    # Whatever the encoding, such a page is one; most are, and need not be decoded to see it.
    if _PAGE_FIRST.match(begun) and _PAGE_TAG.search(begun) and b"\0" not in begun:
        return HTML
    text = _head_to_text(data[:HEAD_BYTES])
    if text is None:
        return BINARY
    if not text.startswith("<") and _is_web_archive(text[:4096]):
        return MHTML
    start = _BEFORE_ROOT.match(text)
    root = text[start.end() :] if start else text
    if root[:14].lower() == "<!doctype html" or _TAG_FIRST.match(root):
        return HTML
    if root.startswith("<") and "http://www.w3.org/1999/xhtml" in root[:2000]:
        return HTML
    if text.startswith("<?xml"):
        return XML
    if _is_json(data, text):
        return JSON
    pipes = _PIPE_RULE.search(text) is not None
    marked = pipes or _MARKDOWN.search(text) is not None
    if not pipes and _has_markup(text, marked):
        return HTML
    if _XML_ROOT.match(root) and ("</" in text or "/>" in text):
        return XML
    if len(_CONTROL.findall(text)) > max(2, len(text) // 200):
        return BINARY
    return MARKDOWN if marked or name.lower().endswith((".md", ".markdown")) else TEXT


def _is_web_archive(text: str) -> bool:
    """Whether header fields say so (RFC 2557 §3)."""
    return (
        _MHTML.search(text) is not None and re.search("^mime-version:", text, re.IGNORECASE | re.MULTILINE) is not None
    )


def _has_markup(text: str, marked: bool) -> bool:
    """Whether a text that does not begin with a tag is a fragment of HTML all the same.

    Markdown may have tags in it and stays Markdown, unless its tables are written in HTML.
    """
    if _TABLE_MARKUP.search(text) and re.search("</t(?:able|[drh])", text, re.IGNORECASE):
        return True
    if marked:
        return False
    opened = {tag.lower() for tag in _OPENING.findall(text)}
    return bool(opened) and any(tag.lower() in opened for tag in _CLOSING.findall(text))


def _is_json(data: bytes, text: str) -> bool:
    if text[:1] not in ("{", "["):
        return False
    if len(data) > HEAD_BYTES:
        return re.match(r'\{\s*"(?:[^"\\\n]|\\.)*"\s*:|\[\s*[\[{"]', text) is not None
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _head_to_text(head: bytes) -> str | None:
    """The start of a text in whichever encoding fits, outer white space cut; None for bytes that are no text."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return head[: len(head) & ~1].decode("utf-16", "replace").lstrip("\ufeff").strip("\0 \t\r\n\f")
    zeros_even, zeros_odd = head[:2000:2].count(0), head[1:2000:2].count(0)
    if min(zeros_even, zeros_odd) == 0 and max(zeros_even, zeros_odd) * 10 > len(head[:2000]):
        codec = "utf-16-be" if zeros_even else "utf-16-le"
        text = head[: len(head) & ~1].decode(codec, "replace").strip("\0 \t\r\n\f")
        if len(_USUAL.findall(text)) * 20 >= len(text) * 19:
            return text
    for encoding in ("utf-8", "gb18030", "big5"):
        text = head.decode(encoding, "replace").removeprefix("\ufeff")
        # The end of the head may cut a character; a few wild bytes do not make a text binary.
        if text.count("\ufffd") <= max(1, len(text) // 100):
            return text.strip("\0 \t\r\n\f")
    # Tags are ASCII, and show through whatever the rest is.
    return head.decode("latin-1").strip("\0 \t\r\n\f") if _PAGE_TAG.search(head) else None
