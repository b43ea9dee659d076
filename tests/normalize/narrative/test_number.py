"""Numbers in running text: what is one, what it means, what is none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize.narrative.number import chinese_numerals_to_int, text_to_numbers


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("收到1234件", 1234, "件"),
        ("收到1,234件", 1234, "件"),
        ("办结1，234件", 1234, "件"),
        ("发布3.5万条", 35000, "条"),
        ("发布1.17万条", 11700, "条"),
        ("收费12.3万元", Decimal("12.3"), "万元"),
        ("收费5.92亿元", Decimal("5.92"), "亿元"),
        ("占34.17%", Decimal("34.17"), "%"),
        ("收到两件", 2, "件"),
        ("收到一千二百件", 1200, "件"),
        ("培训120人次", 120, "人次"),
        ("粉丝7363人", 7363, "人"),
        ("收到0例", 0, "例"),
        ("部分公开67，占", 67, ""),
        ("受理17宗", 17, "宗"),
    ],
)
def test_numbers(text: str, value: int | Decimal, unit: str) -> None:
    """Every printed form gives its value and its counter."""
    (number,) = text_to_numbers(text)
    assert (number.value, number.unit, text[number.start : number.end]) == (value, unit, number.text)


@pytest.mark.parametrize("text", ["5500余条", "近300条", "超过20次", "160多万", "约3万人次"])
def test_approximate_numbers(text: str) -> None:
    """Words that round are kept as such."""
    assert [number.approximate for number in text_to_numbers(text)] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "2023年1月1日至12月31日",
        "国办函〔2020〕109号",
        "第711号",
        "电话：0571-85012345",
        "hzzwgk@126.com",
        "http://www.a.gov.cn/202401/t20240117_3.html",
        "15个工作日内",
        "三审三校",
        "一次性告知",
        "第二十条第（一）项",
        "（1）推进公开",
        "增长2.5个百分点",
        "-3-",
        "007件",
    ],
)
def test_what_is_no_number(text: str) -> None:
    """Dates, documents, telephones, addresses, ordinals, list marks and page numbers count nothing."""
    assert text_to_numbers(text) == []


@given(st.integers(0, 99_999_999))
def test_digits_come_back(value: int) -> None:
    """A whole number with its counter comes back, with thousands separators too."""
    for text in (f"收到{value}件", f"收到{value:,}件"):
        assert [number.value for number in text_to_numbers(text)] == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [("十", 10), ("二十", 20), ("一百零五", 105), ("两千零一十", 2010), ("十二万", 120000), ("三三", None), ("零", 0)],
)
def test_chinese_numerals(text: str, value: int | None) -> None:
    """Numerals mean what they say, or nothing."""
    assert chinese_numerals_to_int(text) == value
