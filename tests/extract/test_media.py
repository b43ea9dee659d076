"""What kind of document bytes are: by magic and structure, whatever their name says."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract import media
from extract.media import sniff_media_type


def zipped(*names: str, **contents: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, contents.get(name, b"x"))
    return stream.getvalue()


def container(*streams: str) -> bytes:
    """The magic of an OLE container and directory entries of these names."""
    entries = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 2 * len(name) + 2) + b"\0" * 62
        for name in streams
    )
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + entries


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"%PDF-1.4\n", media.PDF),
        (b"HTTP junk\r\n" * 80 + b"%PDF-1.4\n1 0 obj\n<<>>\nendobj", media.PDF),
        ("本文说明 %PDF-1.4 是什么".encode(), media.TEXT),
        (zipped("[Content_Types].xml", "_rels/.rels", "word/document.xml"), media.DOCX),
        (zipped("[Content_Types].xml", "word\\document.xml"), media.DOCX),
        (zipped("[Content_Types].xml", "_rels/.rels", "word/document.xml")[:120], media.DOCX),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), media.XLSX),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), media.PPTX),
        (zipped("[Content_Types].xml", "a/b.xml", **{"[Content_Types].xml": b"..wordprocessingml.."}), media.DOCX),
        (zipped("OFD.xml", "Doc_0/Document.xml"), media.OFD),
        (zipped("mimetype", "content.xml", mimetype=media.ODT.encode()), media.ODT),
        (zipped("word/list.txt", "a.pdf"), media.ZIP),
        (b"PK\x03\x04garbage", media.ZIP),
        (container("Root Entry", "WordDocument"), media.DOC),
        (container("Root Entry", "Workbook"), media.XLS),
        (container("Root Entry", "EncryptionInfo", "EncryptedPackage"), media.ENCRYPTED),
        (container("Root Entry"), media.OLE),
        (b"{\\rtf1\\ansi", media.RTF),
        (b"Rar!\x1a\x07\x01\0", media.RAR),
        (b"7z\xbc\xaf\x27\x1c\0\4", media.SEVEN_ZIP),
        (b"\x1f\x8b\x08\0\0", media.GZIP),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        (b"GIF89a....", "image/gif"),
        (b"II*\0....", "image/tiff"),
        (b"RIFF....WEBPVP8 ", "image/webp"),
        (b"BM" + struct.pack("<IIII", 100, 0, 54, 40) + b"\0" * 40, "image/bmp"),
        (b"", media.EMPTY),
    ],
)
def test_binary_formats(data: bytes, expected: str) -> None:
    """Each binary format is told by its magic and the names inside."""
    assert sniff_media_type(data, "报告.html") == expected


HTML_TEXTS = [
    "<!DOCTYPE html><title>年报</title>",
    "\n\n <!-- 由系统生成 -->\n<!-- 二 --><html><body>年报</body></html>",
    '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "x.dtd"><html/>',
    '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>',
    "<HTML xmlns:o='urn:schemas-microsoft-com:office:office'><HEAD></HEAD></HTML>",
    "<p>总体情况</p>",
    "<table><tr><td>1</td></tr></table>",
    '<meta http-equiv="refresh" content="0;URL=../">',
    "<ucapcontent><p>年报</p></ucapcontent>",
    "年度报告<table border=1><tr><td>1</td></tr></table>",
    "一、总体情况 <p>公开</p>",
]


ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "big5"]


# A few characters without a mark are too short to tell utf-16 by.
@pytest.mark.parametrize(
    ("text", "encoding"),
    [(text, encoding) for text in HTML_TEXTS for encoding in ENCODINGS if encoding != "utf-16-le" or len(text) >= 25],
)
def test_html_in_any_encoding(text: str, encoding: str) -> None:
    """Pages and bare fragments are HTML in every encoding, behind marks, comments and declarations."""
    data = text.encode(encoding, "replace")
    assert sniff_media_type(data, "a.txt") == media.HTML


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("若 a < b 且 b > c，则公开。", media.TEXT),
        ("见 <附件> 与 <表格>", media.TEXT),
        ("<附件>", media.TEXT),
        ("总体情况\n21\n0\n", media.TEXT),
        ("# 年度报告\n\n正文", media.MARKDOWN),
        ("# 年度报告\n\n<center>正文</center>", media.MARKDOWN),
        ("| 项目 | 数 |\n| --- | ---: |\n| 规章 | 1<br>2 |", media.MARKDOWN),
        ('{"a": [1, 2]}', media.JSON),
        ('{"content": "<p>年报</p>"}', media.JSON),
        ("[2023]12号 文件", media.TEXT),
        ("{公开}", media.TEXT),
        ('<?xml version="1.0"?><rss><title>x</title></rss>', media.XML),
        ("<Document><Page/></Document>", media.XML),
        ("MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n<html></html>", media.MHTML),
    ],
)
def test_texts(text: str, expected: str) -> None:
    """Text that merely has a bracket is no HTML; Markdown, JSON, XML and MHTML are told apart."""
    assert sniff_media_type(text.encode()) == expected


def test_name_only_tells_markdown_from_text() -> None:
    """A name ending in .md makes plain text Markdown, and nothing else of the name counts."""
    assert sniff_media_type("正文".encode(), "a.md") == media.MARKDOWN
    assert sniff_media_type("正文".encode(), "a.pdf") == media.TEXT


def test_binary_junk() -> None:
    """Bytes that no encoding explains are of no known kind; counts in little-endian words are no UTF-16."""
    assert sniff_media_type(bytes(range(256)) * 8) == media.BINARY
    assert sniff_media_type(struct.pack("<500H", *range(200, 700))) == media.BINARY


@given(st.binary(max_size=400))
def test_any_bytes_have_a_type(data: bytes) -> None:
    """No bytes make the sniffer fail."""
    assert "/" in sniff_media_type(data)


@pytest.mark.parametrize(
    "unit", ["<p", "<p>", "<!--", "\n", " ", "|-", "**a", "</p ", "[a](", "<a ", "<!doctype [", "<?"]
)
def test_time_does_not_explode(unit: str) -> None:
    """A head full of one construct, left open, is judged at once."""
    for start in ("", "x"):
        assert sniff_media_type((start + unit * 30_000).encode())
