"""What the text of a cell says: properties that hold for any text."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import example, given, settings
from hypothesis import strategies as st

from extract.numeral import text_to_cell_text

SPACES = st.text(st.sampled_from(" \t\n\u00a0\u3000\u200b\u2009\ufeff"), max_size=4)
WHOLE = st.integers(0, 10**12)
UNITS = st.sampled_from(["元", "万元", "件", "条", "项", "次", "个", "份", "宗", "例", "起", "人", "篇"])
RAISED = st.sampled_from("²³¹⁰⁴⁵⁹₀₁①②⑳⑴❶㈠")


def full_width(text: str) -> str:
    """The same in full-width characters."""
    return "".join(chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character for character in text)


@given(st.text(max_size=60))
@example("1" * 250)
@example("٣")
@settings(deadline=None)
def test_any_text(text: str) -> None:
    """No text raises, and only numbers and broken numbers have a value."""
    found = text_to_cell_text(text)
    assert (found.value is None) == (found.kind not in ("number", "broken"))


@given(WHOLE, SPACES, SPACES)
@settings(deadline=None)
def test_whole_number(number: int, before: str, behind: str) -> None:
    """A whole number in plain, full-width or grouped digits, with any spaces around, is that number."""
    for text in (str(number), full_width(str(number)), f"{number:,}", full_width(f"{number:,}")):
        found = text_to_cell_text(before + text + behind)
        assert (found.kind, found.value) == ("number", number)


@given(st.decimals(0, 10**8, places=4))
@settings(deadline=None)
def test_decimal(number: Decimal) -> None:
    """A decimal keeps all its places."""
    assert text_to_cell_text(f"{number:f}").value == number


@given(WHOLE, UNITS, SPACES)
@settings(deadline=None)
def test_unit(number: int, unit: str, spaces: str) -> None:
    """A unit behind a number is set apart and scales nothing."""
    found = text_to_cell_text(f"{number}{spaces}{unit}")
    assert (found.kind, found.value, found.unit) == ("number", number, unit)


@given(
    WHOLE,
    st.sampled_from(["其中修订16件", "含自然失效29件", "不含下属单位", "2023年1月起"]),
    st.sampled_from(["（{}）", "({})", "〔{}〕"]),
)
@settings(deadline=None)
def test_remark(number: int, remark: str, brackets: str) -> None:
    """A remark in brackets is kept and adds no digit to the number; brackets that are not known make it text."""
    found = text_to_cell_text(f"{number}{brackets.format(remark)}")
    assert (found.kind, found.value, found.remark) in (("number", number, remark), ("text", None, None))
    if brackets == "（{}）":
        assert found.remark == remark


@given(st.integers(1, 10**9), st.sampled_from("-－−"))
@settings(deadline=None)
def test_negative(number: int, sign: str) -> None:
    """A minus sign of any kind makes a number negative."""
    assert text_to_cell_text(f"{sign}{number}").value == -number


@given(WHOLE, WHOLE, st.sampled_from(["  ", "|", "/", "、", "和", "，，", ";", "\t", "~", "至", "：", "件 ", "-", "−"]))
@settings(deadline=None)
def test_two_numbers(one: int, other: int, between: str) -> None:
    """Two numbers in one cell are never one number."""
    assert text_to_cell_text(f"{one}{between}{other}").value is None


@given(st.integers(0, 999), st.integers(100, 999))
@settings(deadline=None)
def test_two_numbers_with_a_space(one: int, other: int) -> None:
    """Two numbers with a plain space between them are not one number, even where the second has three digits."""
    assert text_to_cell_text(f"{one} {other}").value is None


@given(WHOLE, RAISED)
@settings(deadline=None)
def test_note_mark(number: int, mark: str) -> None:
    """A raised or circled digit beside a number is no digit of it."""
    assert text_to_cell_text(f"{number}{mark}").value in (None, number)
    assert text_to_cell_text(f"{mark}{number}").value in (None, number)


@given(st.integers(0, 10**9), st.integers(1, 4))
@settings(deadline=None)
def test_leading_zeros(number: int, zeros: int) -> None:
    """Digits behind a leading zero are two cells run together, or something else, never a number."""
    assert text_to_cell_text("0" * zeros + str(number)).value is None


@given(st.lists(st.text(st.sampled_from("0123456789"), min_size=1, max_size=5), min_size=2, max_size=3))
@settings(deadline=None)
def test_broken(lines: list[str]) -> None:
    """Digits on several lines are one broken number, which the caller may refuse, never a plain one."""
    assert text_to_cell_text("\n".join(lines)).kind in ("broken", "text")


@given(st.text(st.sampled_from("-—－―_~/无空*…"), min_size=1, max_size=3))
@settings(deadline=None)
def test_placeholders_are_no_numbers(text: str) -> None:
    """Whatever placeholders are put together, no number comes out, and no blank."""
    found = text_to_cell_text(text)
    assert found.value is None
    assert found.kind != "blank"


@given(st.text(st.characters(categories=["Lo", "Lu", "Ll", "Po"]), min_size=1, max_size=20))
@settings(deadline=None, max_examples=50)
def test_words(text: str) -> None:
    """Text without any digit or word for zero is no number."""
    if text.strip() not in ("零", "〇"):
        assert text_to_cell_text(text).value is None
