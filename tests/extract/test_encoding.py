"""Bytes to text: what decides, and what is told when something is lost."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.encoding import bytes_to_decoded_text, bytes_to_text

TEXT = "政府信息公开工作年度报告：朱镕基，本年新收 21 件，总计 4068.208 万元"


@pytest.mark.parametrize("declared", ["gb2312", "utf-8", "big5", "iso-8859-1", "nonsense"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_wrong_declaration_changes_nothing(declared: str, encoding: str) -> None:
    """Utf-8 and gb18030 are told apart by the bytes, whatever charset is declared."""
    text = f'<meta charset="{declared}"><p>{TEXT * 3}</p>'
    assert bytes_to_text(text.encode(encoding)) == (text, encoding)


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (b"\x84\x31\x95\x33", "gb18030"),
    ],
)
def test_a_byte_order_mark_decides_and_goes(mark: bytes, encoding: str) -> None:
    """A byte order mark names the codec and is no part of the text."""
    assert bytes_to_decoded_text(mark + TEXT.encode(encoding)) == (TEXT, encoding, ())


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_mark_is_recognised(encoding: str) -> None:
    """Markup in utf-16 without a byte order mark is read, not taken for text full of NUL characters."""
    assert bytes_to_text(f"<p>{TEXT}".encode(encoding)) == (f"<p>{TEXT}", encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
def test_a_cut_character_at_the_end_keeps_the_codec(encoding: str) -> None:
    """A file cut in the middle of its last character loses that character, not its encoding."""
    mark = codecs.BOM_UTF16_LE if encoding == "utf-16-le" else b""
    decoded = bytes_to_decoded_text(mark + (TEXT + "元").encode(encoding)[:-1])
    assert decoded[:2] == (TEXT, encoding)
    assert [problem.code for problem in decoded.problems] == ["cut_short"]


def test_one_broken_byte_does_not_turn_utf8_into_something_else() -> None:
    """A damaged utf-8 page stays utf-8 with the damage marked and told."""
    data = (TEXT * 5).encode()[:61] + b"\xff" + (TEXT * 5).encode()
    decoded = bytes_to_decoded_text(data)
    assert decoded.encoding == "utf-8" and decoded.text.endswith(TEXT)
    assert [problem.code for problem in decoded.problems] == ["undecodable_bytes"]


def test_big5_is_read_where_it_is_declared_and_plausible() -> None:
    """Declared Big5 counts only because its characters are the common ones."""
    text = '<meta charset="big5"><p>政府資訊公開年度報告，共計收到申請二十一件，其中予以公開十件</p>'
    assert bytes_to_text(text.encode("big5")) == (text, "big5")


def test_nul_characters_go_and_are_told() -> None:
    """NUL characters are left out, with a note."""
    decoded = bytes_to_decoded_text(b"<p>1\x002\x00</p>")
    assert decoded.text == "<p>12</p>"
    assert [problem.code for problem in decoded.problems] == ["nul_characters"]


def test_bytes_that_nothing_decodes_are_replaced_and_told() -> None:
    """Damaged gb18030 keeps what can be read and says what cannot."""
    data = TEXT.encode("gb18030") + b"\xff\xff" + TEXT.encode("gb18030")
    decoded = bytes_to_decoded_text(data)
    assert decoded.encoding == "gb18030" and decoded.text.startswith(TEXT) and decoded.text.endswith(TEXT)
    assert [problem.code for problem in decoded.problems] == ["undecodable_bytes"]


@given(st.binary(max_size=200))
def test_any_bytes_give_text(data: bytes) -> None:
    """Every input gives text without NUL, and U+FFFD only together with a problem."""
    decoded = bytes_to_decoded_text(data)
    assert "\0" not in decoded.text
    if not decoded.problems:
        assert decoded.text.encode(decoded.encoding).replace(b"\0", b"") in data.replace(b"\0", b"") or decoded.text


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"], blacklist_characters="\0\ufeff"), min_size=3))
def test_utf8_is_always_read_as_utf8(text: str) -> None:
    """Text written as utf-8 comes back as it was."""
    assert bytes_to_text(text.encode())[0] == text
