"""What names and declared types say of a file, to be held against its bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote_to_bytes, urlsplit

from extract.media import (
    BINARY,
    DOC,
    DOCX,
    ENCRYPTED,
    GZIP,
    HTML,
    JSON,
    OFD,
    OLE,
    PDF,
    PPT,
    PPTX,
    RAR,
    RTF,
    SEVEN_ZIP,
    TAR,
    TEXT,
    WORKS,
    XLS,
    XLSX,
    XML,
    ZIP,
)

_PICTURE: Final = frozenset(("image/png", "image/jpeg", "image/gif", "image/bmp", "image/webp", "image/tiff"))
_OF_SUFFIX: Final[Mapping[str, frozenset[str]]] = {
    "pdf": frozenset((PDF,)),
    "doc": frozenset((DOC, OLE)),
    "docx": frozenset((DOCX, ENCRYPTED)),
    "wps": frozenset((DOC, DOCX, WORKS, OLE)),
    "rtf": frozenset((RTF,)),
    "xls": frozenset((XLS, OLE)),
    "xlsx": frozenset((XLSX, ENCRYPTED)),
    "et": frozenset((XLS, XLSX, OLE)),
    "ppt": frozenset((PPT, OLE)),
    "pptx": frozenset((PPTX, ENCRYPTED)),
    "ofd": frozenset((OFD,)),
    "zip": frozenset((ZIP,)),
    "rar": frozenset((RAR, ZIP)),
    "7z": frozenset((SEVEN_ZIP,)),
    "gz": frozenset((GZIP,)),
    "tar": frozenset((TAR,)),
    **dict.fromkeys(("jpg", "jpeg", "png", "gif", "bmp", "webp", "tif", "tiff"), _PICTURE),
}
_OF_TYPE: Final[Mapping[str, str]] = {
    "application/pdf": "pdf",
    "application/msword": "doc",
    DOCX: "docx",
    "application/vnd.ms-excel": "xls",
    XLSX: "xlsx",
    "application/zip": "zip",
    "application/x-zip-compressed": "zip",
    "application/x-rar-compressed": "rar",
    "text/html": "html",
}
_CLAIMS: Final = {**_OF_SUFFIX, "html": frozenset((HTML,))}
_SERVED_WITH: Final = {DOCX: ("zip",), XLSX: ("zip",), OFD: ("zip",)}
_NO_FILE: Final = frozenset((HTML, JSON, XML, TEXT, BINARY, "application/x-empty", "text/markdown"))
_OFFICE: Final = re.compile(rb"urn:schemas-microsoft-com:office|mso-", re.IGNORECASE)
_SUFFIX: Final = re.compile(r"\.([A-Za-z0-9]{1,5})\Z")


def suffix_of(name: str) -> str:
    """The suffix of an address or file name in lower case, without its dot; empty where it has none.

    >>> suffix_of("https://a.gov.cn/P02.PDF?x=1"), suffix_of("附件.docx"), suffix_of("https://a.gov.cn/art/1/")
    ('pdf', 'docx', '')
    """
    found = _SUFFIX.search(urlsplit(name).path if "://" in name else name.strip())
    return found[1].lower() if found else ""


def is_file_address(url: str) -> bool:
    """Whether an address is one of a file, by its suffix."""
    return suffix_of(url) in _OF_SUFFIX


def is_document(media_type: str, head: bytes, name: str) -> bool:
    """Whether bytes are a file at all, and no page that stands in its place.

    Word's own web pages, which go by the name of ``.doc``, are files.
    """
    if media_type not in _NO_FILE:
        return True
    return (
        media_type in {HTML, XML}
        and suffix_of(name) in {"doc", "wps", "xls"}
        and _OFFICE.search(head[:8192]) is not None
    )


def type_to_lie(media_type: str, names: tuple[str, ...], declared: str) -> str | None:
    """What names or a declared type claim, where the bytes are something else; None where they agree.

    >>> type_to_lie("application/pdf", ("报告.docx",), "application/octet-stream")
    'named .docx, is application/pdf'
    """
    for name in names:
        suffix = suffix_of(name)
        if suffix in _OF_SUFFIX:
            if media_type not in _OF_SUFFIX[suffix]:
                return f"named .{suffix}, is {media_type}"
            break
    kind = _OF_TYPE.get(declared.partition(";")[0].strip().lower())
    if kind is not None and media_type not in _CLAIMS[kind] and kind not in _SERVED_WITH.get(media_type, ()):
        return f"declared as {declared.partition(';')[0].strip()}, is {media_type}"
    return None


def headers_to_name(headers: Mapping[str, str]) -> str:
    """The file name in a ``Content-Disposition`` header: RFC 5987, percent-encoded, or raw bytes in UTF-8 or gb18030.

    >>> headers_to_name({"content-disposition": "attachment; filename*=UTF-8''%E5%B9%B4%E6%8A%A5.pdf"})
    '年报.pdf'
    """
    value = headers.get("content-disposition", "")
    extended = re.search(r"filename\*\s*=\s*([\w-]*)'[^']*'([^;\s]+)", value, re.IGNORECASE)
    if extended:
        return _plain_name(_decoded(unquote_to_bytes(extended[2])))
    plain = re.search(r'filename\s*=\s*(?:"([^"]*)"|([^;]+))', value, re.IGNORECASE)
    if not plain:
        return ""
    text = (plain[1] if plain[1] is not None else plain[2]).strip()
    return _plain_name(_decoded(unquote_to_bytes(text.encode("latin-1", "replace"))))


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def _plain_name(name: str) -> str:
    """The last step of a path, without control characters: a name is never a place."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(character for character in last if character.isprintable()).strip(". ")[:200]
