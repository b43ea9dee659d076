"""Dates and statistics periods as reports print them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize.dates import chinese_number_to_int, text_to_date, text_to_dates, text_to_period


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2022年1月10日", "2022-01-10"),
        ("2022 年 1 月 10 日", "2022-01-10"),
        ("２０２２年１月１０日", "2022-01-10"),
        ("2022-01-14 10:16", "2022-01-14"),
        ("2022/1/4", "2022-01-04"),
        ("2022.01.14", "2022-01-14"),
        ("二〇二四年一月十七日", "2024-01-17"),
        ("二○二四年十二月三十一日", "2024-12-31"),
        ("二零二四年元月二十日", "2024-01-20"),
        ("20240117", "2024-01-17"),
        ("20240117101500", "2024-01-17"),
        ("2024年2月29日", "2024-02-29"),
        ("2023年2月30日", None),
        ("2023年13月1日", None),
        ("2023-00-10", None),
        ("1.2.3", None),
        ("192.168.2023.1", None),
        ("国办公开办函〔2021〕30号", None),
        ("", None),
    ],
)
def test_first_date(text: str, iso: str | None) -> None:
    """A date is read in every usual way of printing it, and a day that no calendar has is none."""
    assert text_to_date(text) == iso


def test_impossible_date_is_passed_over() -> None:
    """An impossible date does not hide the possible one behind it."""
    assert [found.iso for found in text_to_dates("2023年2月30日，2023年3月1日")] == ["2023-03-01"]


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_is_read_back(day: date) -> None:
    """Every day of a century and a half is read back from its printed form."""
    assert text_to_date(f"{day:%Y}年{day.month}月{day.day}日") == f"{day}"
    assert text_to_date(f"发布于{day} 10:00") == f"{day}"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十", 10),
        ("十一", 11),
        ("二十", 20),
        ("二十三", 23),
        ("三十一", 31),
        ("廿五", 25),
        ("九", 9),
        ("元", 1),
        ("二〇一九", 2019),
    ],
)
def test_chinese_numbers(text: str, number: int) -> None:
    """Months, days and years in Chinese numerals are read."""
    assert chinese_number_to_int(text) == number


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("统计期限为2023年1月1日至12月31日。", "2023-01-01", "2023-12-31"),
        ("统计时限为2023年1月1日至2023年12月31日", "2023-01-01", "2023-12-31"),
        ("数据统计期限自2023年1月1日起至2023年12月31日止", "2023-01-01", "2023-12-31"),
        ("数据统计期限自2023年1月1日起，至2023年12月31日止", "2023-01-01", "2023-12-31"),
        ("统计期限从2019年1月1日到12月31日止", "2019-01-01", "2019-12-31"),
        ("统计期为2023年1月1日—12月31日", "2023-01-01", "2023-12-31"),
        ("统计数据为2023年1月至12月", "2023-01-01", "2023-12-31"),
        ("统计期限为２０２３年１月１日至１２月３１日", "2023-01-01", "2023-12-31"),
        ("统计期限为二〇二三年一月一日至十二月三十一日", "2023-01-01", "2023-12-31"),
        ("统计期限为2008年5月1日至2008年12月31日", "2008-05-01", "2008-12-31"),
        ("统计期限为201711日至20171231日", "2017-01-01", "2017-12-31"),
        ("统计期限为202211日至20221231日", "2022-01-01", "2022-12-31"),
        ("统计期限为2018年11日至2018年1231日", "2018-01-01", "2018-12-31"),
        ("我局于2023年1月1日至2023年12月31日收到申请", "2023-01-01", "2023-12-31"),
        ("统计期限为2023年2月30日至12月31日", None, "2023-12-31"),
    ],
)
def test_period(text: str, start: str | None, end: str | None) -> None:
    """The statistics period is read in all its wordings, also where characters got lost."""
    period = text_to_period(text)
    assert period is not None
    assert (period.start, period.end) == (start, end)


def test_lost_separators_are_not_guessed() -> None:
    """Digits that can be cut into month and day in two ways give the year and no day."""
    period = text_to_period("统计期限为2017111日至20171231日")
    assert period is not None
    assert (period.year, period.start, period.end) == (2017, None, "2017-12-31")


def test_period_over_the_turn_of_the_year_belongs_to_its_end() -> None:
    """A period that begins in December before belongs to the year in which it ends."""
    period = text_to_period("统计期限为2021年12月26日至2022年12月25日")
    assert period is not None
    assert (period.year, period.start) == (2022, "2021-12-26")


def test_year_as_period() -> None:
    """A period that is named as a year gives the year and no days."""
    period = text_to_period("本报告统计期限为2023年度。")
    assert period is not None
    assert (period.year, period.start, period.end) == (2023, None, None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "实施三年行动计划（2021年1月1日至2023年12月31日）",
        "截至2023年12月底，发布信息80条",
        "电话0517-87222589",
        "均在法定期限内答复，2023年我局收到申请3件",
        "2023年12月31日前完成",
    ],
)
def test_no_period(text: str) -> None:
    """Plans of several years, deadlines and telephone numbers are no statistics period."""
    assert text_to_period(text) is None


def test_stated_period_comes_first() -> None:
    """The sentence on the statistics wins over another span of days before it."""
    text = "2022年1月1日至2022年12月31日开展活动。所列数据统计期限为2023年1月1日至2023年12月31日。"
    period = text_to_period(text)
    assert period is not None
    assert period.year == 2023
