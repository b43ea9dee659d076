"""Hostile documents of every format end in a Document or in a DocumentError, in bounded time and memory."""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from extract.document import Document
from extract.errors import CorruptDocumentError, DocumentError, EncryptedDocumentError, NeedsOcrError
from extract.read import read_document, read_document_independently
from tests.extract.test_docx_lxml import NAMESPACES, cell, package, paragraph, row, run, table

SECONDS = 10
MEGABYTES = 2048

BOTH = pytest.mark.parametrize("read", [read_document, read_document_independently], ids=["fast", "independent"])


def pdf(*objects: str, trailer: str = "") -> bytes:
    """A PDF of these objects, numbered from 1, with a right cross-reference table."""
    data, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    data += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    return data + f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n".encode()


def one_page(content: str, **extra: str) -> bytes:
    stream = f"<</Length {len(content)}>>\nstream\n{content}\nendstream"
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
    font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    kids = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return pdf("<</Type/Catalog/Pages 2 0 R>>", kids, page, stream, font, *extra.values(), trailer=extra.get("end", ""))


PDF = one_page(
    "1 w 50 700 m 250 700 l S 50 650 m 250 650 l S 50 600 m 250 600 l S "
    "50 600 m 50 700 l S 150 600 m 150 700 l S 250 600 m 250 700 l S "
    + " ".join(f"BT /F1 12 Tf {x} {y} Td ({x + y}) Tj ET" for x in (70, 170) for y in (670, 620))
)
# Whatever the entries O and U are, no empty password fits them: that is what a locked file looks like.
LOCKED_PDF = pdf(
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[]/Count 0>>",
    f"<</Filter/Standard/V 1/R 2/P -4/O<{'4e' * 32}>/U<{'5a' * 32}>>>",
    trailer="/Encrypt 3 0 R/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]",
)
DOCX = package(paragraph(run("总体情况")) + table(*(row(cell("规章"), cell(str(n)), cell("0")) for n in range(30))))
HTML = (
    "<!DOCTYPE html><html><head><meta charset=utf-8><title>年报</title></head><body><p>一、总体情况</p><table border=1>"
    + "".join(f"<tr><td>规章</td><td>{number}</td></tr>" for number in range(30))
    + "</table></body></html>"
).encode()
TEXT = "一、总体情况\n规章\n1\n0\n行政规范性文件\n2\n".encode()


def outcome(read: Callable[[bytes], Document | None], data: bytes) -> str:
    """The name of what reading ends in; anything but a document or a document error is a failure."""
    start = time.monotonic()
    refusal: DocumentError | None = None
    try:
        read(data)
    except DocumentError as error:
        refusal = error
    assert refusal is None or refusal.found
    result = "Document" if refusal is None else type(refusal).__name__
    assert time.monotonic() - start < SECONDS
    return result


@BOTH
@pytest.mark.parametrize("data", [PDF, DOCX, HTML, TEXT], ids=["pdf", "docx", "html", "text"])
def test_whole_documents_are_read(read: Callable[[bytes], Document | None], data: bytes) -> None:
    """The documents that the other tests damage are sound."""
    assert outcome(read, data) == "Document"


@BOTH
@pytest.mark.parametrize("data", [PDF, DOCX, HTML, TEXT], ids=["pdf", "docx", "html", "text"])
def test_truncated_at_many_lengths(read: Callable[[bytes], Document | None], data: bytes) -> None:
    """A document cut anywhere is read or refused; a cut DOCX is always refused."""
    for length in sorted({*range(0, 40, 3), *range(40, len(data), max(1, len(data) // 25)), len(data) - 1}):
        result = outcome(read, data[:length])
        if data is DOCX and length > 60:
            assert result == "CorruptDocumentError", length


@BOTH
@pytest.mark.parametrize("data", [PDF, DOCX, HTML, TEXT], ids=["pdf", "docx", "html", "text"])
def test_bytes_changed_at_random(read: Callable[[bytes], Document | None], data: bytes) -> None:
    """A document with bytes overwritten at random, zero bytes among them, is read or refused."""
    chance = random.Random(7)
    for _ in range(25):
        damaged = bytearray(data)
        for _ in range(chance.choice((1, 4, 40))):
            damaged[chance.randrange(len(damaged))] = chance.choice((0, 0x3C, 0xFF, chance.randrange(256)))
        outcome(read, bytes(damaged))


@BOTH
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \r\n\t" * 500,
        "　\u00a0\n".encode() * 50,
        b"\0" * 5000,
        bytes(random.Random(3).randbytes(20_000)),
        b"%PDF-1.7\n" + random.Random(4).randbytes(20_000),
        b"PK\x03\x04" + random.Random(5).randbytes(20_000),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + random.Random(6).randbytes(20_000),
        b"%PDF-1.4\ntrailer<</Root 1 0 R>>\nstartxref\n99999999999999999999\n%%EOF",
    ],
    ids=["empty", "blank", "wide blanks", "zeros", "random", "pdf", "zip", "ole", "offset"],
)
def test_nothing_to_read_is_refused(read: Callable[[bytes], Document | None], data: bytes) -> None:
    """Emptiness and noise are refused, or nothing where a format has no second reader."""
    try:
        document = read(data)
    except DocumentError:
        return
    assert document is None or (not document.paragraphs and not document.grids)


@BOTH
def test_locked_pdf(read: Callable[[bytes], Document | None]) -> None:
    """A PDF under a password says so."""
    with pytest.raises(EncryptedDocumentError):
        read(LOCKED_PDF)


@BOTH
def test_pdf_without_text(read: Callable[[bytes], Document | None]) -> None:
    """A PDF that paints and prints no text needs OCR."""
    with pytest.raises(NeedsOcrError):
        read(one_page("q 500 0 0 700 40 40 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q"))


@BOTH
@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "'
        + "&a;" * 1000
        + '"><!ENTITY c "'
        + "&b;" * 1000
        + '"><!ENTITY d "'
        + "&c;" * 1000
        + '">]>',
        '<!DOCTYPE x [<!ENTITY d SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://example.invalid/p.dtd"> %p;]>',
    ],
    ids=["laughs", "file", "network"],
)
@pytest.mark.parametrize("part", ["word/document.xml", "_rels/.rels", "word/_rels/document.xml.rels"])
def test_entities_in_docx(read: Callable[[bytes], Document | None], prolog: str, part: str) -> None:
    """Entities are never expanded or fetched, in whichever part they stand."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(DOCX)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode()
            new.writestr(name, prolog + content.replace("总体情况", "&d;") if name == part else content)
    with pytest.raises(CorruptDocumentError):
        read(stream.getvalue())


@BOTH
@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".html", ".txt", ".doc", ".zip", "", ".\0", "/../x.pdf"])
def test_names_that_lie(read: Callable[..., Document | None], suffix: str) -> None:
    """The same document comes out under any name."""
    for data in (PDF, DOCX, HTML):
        document = read(data, "年报" + suffix)
        assert document is not None
        assert document.grids[0].row_count > 1


def with_document(content: str) -> bytes:
    """A DOCX whose document part is this."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(DOCX)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in old.namelist():
            new.writestr(name, content if name == "word/document.xml" else old.read(name))
    return stream.getvalue()


def with_body(body: str) -> bytes:
    return with_document(f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>")


def with_many_entries() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for number in range(20_000):
            archive.writestr(f"word/{number}", b"")
    return stream.getvalue()


UNBROKEN = paragraph(run("1"), properties='<w:rPr><w:del w:id="1"/></w:rPr>')
OPEN_FIELD = '<w:r><w:fldChar w:fldCharType="begin"/><w:t>1</w:t></w:r>'
HUGE = b"<tr><td rowspan=1000000000 colspan=1000000000>1<td>2</tr>"

BOMBS: dict[str, Callable[[], bytes]] = {
    "docx of 150 MB": lambda: with_document("<a>" + " " * 150_000_000),
    "docx of tags": lambda: with_body("<w:p/>" * 6_000_000),
    "docx of a million cells": lambda: with_body(table(row("<w:tc><w:p/></w:tc>" * 1000) * 1000)),
    "docx nested deep": lambda: with_body("<w:sdt>" * 5000 + "</w:sdt>" * 5000),
    "docx of nested tables": lambda: with_body(
        "<w:tbl><w:tr><w:tc>" * 70 + paragraph(run("7")) + "</w:tc></w:tr></w:tbl>" * 70
    ),
    "docx of wide cells": lambda: with_body(table(row(cell("1", '<w:gridSpan w:val="999"/>') * 90) * 90)),
    "docx of one long text": lambda: with_body(paragraph(run("1" * 9_000_000) * 3)),
    "docx of broken paragraphs": lambda: with_body(UNBROKEN * 30_000),
    "docx of open fields": lambda: with_body(paragraph(OPEN_FIELD * 60_000) + paragraph(run("x"))),
    "docx of entries": with_many_entries,
    "html nested deep": lambda: b"<html><body>" + b"<div>" * 10_000 + b"x" + b"</div>" * 10_000,
    "html of nested tables": lambda: b"<html><body>" + b"<table><tr><td>" * 10_000 + b"x",
    "html of a million cells": lambda: b"<html><body><table>" + (b"<tr>" + b"<td>1</td>" * 1000 + b"</tr>") * 1000,
    "html of great spans": lambda: b"<table>" + HUGE * 50 + b"</table>",
    "html of negative spans": lambda: b"<table><tr><td rowspan=-1 colspan=0>1<td rowspan=1e9 colspan=x>2</tr></table>",
    "html of zero bytes": lambda: b"<html><body><p>" + b"1\0" * 500_000 + b"</p>",
    "html left open": lambda: b"<html><!--" + b"<p" * 2_000_000,
    "text of 60 MB": lambda: "规章 1\n".encode() * 6_000_000,
    "text on one line": lambda: b"12 " * 5_000_000,
    "text of pipes": lambda: b"|" * 3_000_000,
    "text of table rows": lambda: b"| 1 | 2 |\n" * 300_000,
    "pdf of pages without end": lambda: pdf(
        "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R]/Count 99999999>>"
    ),
    "pdf of many strokes": lambda: one_page("0 0 m 9 9 l S " * 200_000),
    "pdf of many characters": lambda: one_page("BT /F1 9 Tf 9 9 Td " + "(12345678) Tj " * 40_000 + "ET"),
    "pdf of many rulings": lambda: one_page(
        "".join(f"{n % 500} 0 m {n % 500} 800 l S 0 {n} m 500 {n} l S " for n in range(800))
    ),
}
"""Documents built to cost time or memory, made when asked for, because some are large."""

# Some are read, and some are refused; these must be refused, and by this name.
REFUSED = {
    "docx of 150 MB": "DocumentTooLargeError",
    "docx of tags": "DocumentTooLargeError",
    "docx of a million cells": "DocumentTooLargeError",
    "docx nested deep": "CorruptDocumentError",
    "docx of wide cells": "DocumentTooLargeError",
    "docx of one long text": "DocumentTooLargeError",
    "docx of entries": "DocumentTooLargeError",
    "html of a million cells": "DocumentTooLargeError",
}


CHILD = """
import json, resource, sys, time
from extract.errors import DocumentError
from extract.read import read_document
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]) << 20,) * 2)
data = open(sys.argv[1], "rb").read()
start = time.process_time()
try:
    read_document(data)
    result = "Document"
except DocumentError as error:
    result = type(error).__name__
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps([result, time.process_time() - start, peak]))
"""


@pytest.mark.parametrize("name", BOMBS)
def test_bombs(name: str, tmp_path: Path) -> None:
    """Each bomb ends in a Document or a DocumentError within the limits of time and memory of one process."""
    file = tmp_path / "bomb"
    file.write_bytes(BOMBS[name]())
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(file), str(MEGABYTES)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert child.returncode == 0, child.stderr[-2000:]
    result, seconds, megabytes = json.loads(child.stdout)
    assert seconds < SECONDS
    assert megabytes < MEGABYTES
    assert result == REFUSED.get(name, result)
