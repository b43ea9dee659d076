"""A sheet to draw test PDFs on: text, lines, boxes and pictures, written out by hand."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

WIDTH, HEIGHT = 595, 842
_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
_IDENTITY = b"0123456789abcdef"


@dataclass
class Sheet:
    """One page; coordinates are points from the top left corner, y downwards."""

    rotate: int = 0
    operators: list[str] = field(default_factory=list)
    links: list[tuple[str, tuple[float, float, float, float]]] = field(default_factory=list)
    notes: list[tuple[float, float, float, float]] = field(default_factory=list)

    def text(self, x: float, baseline: float, text: str, size: float = 10, mode: int = 0) -> None:
        """Print one line in a Chinese font that every reader knows without its glyphs."""
        code = text.encode("utf-16-be").hex()
        self.operators.append(f"BT /F1 {size} Tf {mode} Tr 1 0 0 1 {x} {HEIGHT - baseline} Tm <{code}> Tj ET")

    def sideways(self, x: float, y: float, text: str, size: float = 10) -> None:
        """Print one line that runs upwards: the page is read after a turn to the right."""
        code = text.encode("utf-16-be").hex()
        self.operators.append(f"BT /F1 {size} Tf 0 1 -1 0 {x} {HEIGHT - y} Tm <{code}> Tj ET")

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Stroke a thin line."""
        self.operators.append(f"0.5 w {x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S")

    def box(self, x0: float, top: float, x1: float, bottom: float, grey: float) -> None:
        """Fill a rectangle."""
        self.operators.append(f"{grey} g {x0} {HEIGHT - bottom} {x1 - x0} {bottom - top} re f 0 g")

    def picture(self) -> None:
        """Cover the page with a picture."""
        self.operators.append(f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /I1 Do Q")

    def table(
        self,
        columns: list[float],
        rows: list[float],
        texts: list[list[str]],
        floor: bool = True,
        ceiling: bool = True,
        size: float = 10,
    ) -> None:
        """Rule a table and print its texts; an open end has no line across."""
        for index, y in enumerate(rows):
            if (index or ceiling) and (index < len(rows) - 1 or floor):
                self.line(columns[0], y, columns[-1], y)
        for x in columns:
            self.line(x, rows[0], x, rows[-1])
        for bottom, row in zip(rows[1:], texts, strict=True):
            for left, text in zip(columns, row, strict=False):
                if text:
                    self.text(left + 3, bottom - 5, text, size)


def write_pdf(sheets: list[Sheet], title: str = "", user_password: str | None = None) -> bytes:
    """The file; with a user password (which may be empty) it is encrypted by RC4 with 40 bits."""
    objects: dict[int, tuple[str, bytes | None]] = {
        1: ("<< /Type /Catalog /Pages 2 0 R >>", None),
        3: (
            (
                "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
                "/DescendantFonts [4 0 R] >>"
            ),
            None,
        ),
        4: (
            (
                "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500 814 939 500] "
                "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor 5 0 R >>"
            ),
            None,
        ),
        5: (
            (
                "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] "
                "/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
            ),
            None,
        ),
        6: (
            "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8",
            b"\x80",
        ),
    }
    kids = []
    number = 7
    for sheet in sheets:
        kids.append(f"{number} 0 R")
        annotations = ""
        if sheet.links or sheet.notes:
            items = [
                f"<< /Type /Annot /Subtype /FreeText /Rect [{x0} {HEIGHT - bottom} {x1} {HEIGHT - top}] "
                "/Contents (5) /DA (/F1 10 Tf 0 g) >>"
                for x0, top, x1, bottom in sheet.notes
            ]
            for offset, (target, (x0, top, x1, bottom)) in enumerate(sheet.links):
                items.append(f"{number + 2 + offset} 0 R")
                objects[number + 2 + offset] = (
                    (
                        f"<< /Type /Annot /Subtype /Link /Rect [{x0} {HEIGHT - bottom} {x1} {HEIGHT - top}] "
                        f"/A << /S /URI /URI ({target}) >> >>"
                    ),
                    None,
                )
            annotations = f"/Annots [{' '.join(items)}]"
        objects[number] = (
            (
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Rotate {sheet.rotate} {annotations} "
                f"/Resources << /Font << /F1 3 0 R >> /XObject << /I1 6 0 R >> >> /Contents {number + 1} 0 R >>"
            ),
            None,
        )
        objects[number + 1] = ("<<", "\n".join(sheet.operators).encode())
        number += 2 + len(sheet.links)
    objects[2] = (f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>", None)
    trailer = "/Root 1 0 R"
    if title:
        objects[number] = (f"<< /Title <{(chr(0xFEFF) + title).encode('utf-16-be').hex()}> >>", None)
        trailer += f" /Info {number} 0 R"
        number += 1
    key = b""
    if user_password is not None:
        key, entry = _encryption(user_password)
        objects[number] = (entry, None)
        trailer += f" /Encrypt {number} 0 R /ID [<{_IDENTITY.hex()}> <{_IDENTITY.hex()}>]"
    return _assemble(objects, trailer, key)


def _assemble(objects: dict[int, tuple[str, bytes | None]], trailer: str, key: bytes) -> bytes:
    data = bytearray(b"%PDF-1.4\n")
    offsets = {}
    for number in sorted(objects):
        head, stream = objects[number]
        offsets[number] = len(data)
        object_key = hashlib.md5(key + number.to_bytes(3, "little") + b"\0\0").digest()[:10] if key else b""
        if object_key:
            for word in re.findall(r"\(([^)]*)\)", head):
                head = head.replace(f"({word})", f"<{_rc4(object_key, word.encode()).hex()}>")
        data += f"{number} 0 obj\n{head}".encode()
        if stream is not None:
            if object_key:
                stream = _rc4(object_key, stream)
            data += f" /Length {len(stream)} >>\nstream\n".encode() + stream + b"\nendstream"
        data += b"\nendobj\n"
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    for number in sorted(objects):
        data += f"{offsets[number]:010d} 00000 n \n".encode()
    data += f"trailer\n<< /Size {len(objects) + 1} {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(data)


def _encryption(user: str) -> tuple[bytes, str]:
    """Key and dictionary of the standard security handler, revision 2 (PDF 32000-1, 7.6.3)."""
    padded_user, padded_owner = ((word.encode() + _PADDING)[:32] for word in (user, "owner"))
    owner_entry = _rc4(hashlib.md5(padded_owner).digest()[:5], padded_user)
    permissions = -4
    key = hashlib.md5(padded_user + owner_entry + permissions.to_bytes(4, "little", signed=True) + _IDENTITY).digest()[
        :5
    ]
    user_entry = _rc4(key, _PADDING)
    entry = f"<< /Filter /Standard /V 1 /R 2 /O <{owner_entry.hex()}> /U <{user_entry.hex()}> /P {permissions} >>"
    return key, entry


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    result = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        result.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(result)
