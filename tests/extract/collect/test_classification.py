"""Which titles and pages are reports: floors on our labelled titles, and the rules one by one."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Final, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.classification import (
    WANTED,
    Judged,
    classification_to_markdown,
    judge,
    judged_to_scores,
    left_out_to_lines,
    load_titles,
)
from extract.collect import classification
from extract.collect.classification import (
    KINDS,
    LONGEST_TITLE,
    Kind,
    classify_page,
    classify_title,
    column_to_kind,
    is_platform,
    is_wanted,
    text_to_year,
)

FLOORS: Final = {WANTED: (0.99, 0.99), "report": (0.99, 0.99), "weak": (0.95, 0.95)}
LEAST_TITLES: Final = 250

PRESENT: Final = (
    "一、总体情况 二、主动公开政府信息情况 三、收到和处理政府信息公开申请情况 四、政府信息公开行政复议、行政诉讼情况 "
    "五、存在的主要问题及改进情况 六、其他需要报告的事项 第二十条第（一）项"
)
EARLY: Final = "一、概述 二、主动公开政府信息的情况 三、依申请公开情况 四、收费及减免情况 五、存在的主要问题和改进措施"
SITE: Final = "独立用户访问总量 12 网站总访问量 34 信息发布总数 5"
GUIDE: Final = "受理机构 青山市财政局办公室 办公时间 工作日 申请方式 网上 办公地址 青山路1号"


@pytest.fixture(scope="module")
def own() -> list[Judged]:
    return judge(load_titles())


def test_floors_of_precision_and_recall(own: list[Judged]) -> None:
    """On our labelled titles precision and recall stay above the floors."""
    scores = judged_to_scores(own)
    for name, (precision, recall) in FLOORS.items():
        assert scores[name].precision >= precision
        assert scores[name].recall >= recall


def test_years_of_labelled_titles(own: list[Judged]) -> None:
    """No title gets a year that it is not labelled with: a wrong year would be a silent error."""
    assert [row.labelled.title for row in own if row.told.year != row.labelled.year] == []


def test_labelled_titles_are_many_of_every_kind(own: list[Judged]) -> None:
    """The measuring set has titles of all kinds, each once in its place."""
    assert len(own) >= LEAST_TITLES
    assert {row.labelled.kind for row in own} == set(KINDS) == set(get_args(Kind))
    assert len({row.labelled[:3] for row in own}) == len(own)


def test_what_is_left_out_is_listed_with_its_reason(own: list[Judged]) -> None:
    """Every title that is not fetched is listed with a sentence that says why."""
    lines = left_out_to_lines(own)
    assert len(lines) == sum(not is_wanted(row.told.kind) for row in own)
    assert all(row.told.reason.endswith(".") for row in own)
    assert "| wanted |" in classification_to_markdown()


def test_only_reports_and_weak_ones_are_wanted() -> None:
    """Reports and what may be one are fetched, nothing else."""
    assert [kind for kind in KINDS if is_wanted(kind)] == ["report", "weak"]


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("2022年公布的青山市2021年政府信息公开工作年度报告", 2021),
        ("青山市政府信息公开工作2022年度报告", 2022),
        ("青山市二〇二三年政府信息公开工作年度报告", 2023),
        ("青山市二零一零年政府信息公开年报", 2010),
        ("青山市2021年政府信息公开工作年度报告（2022年1月）", 2021),
        ("青山市2022年政府信息公开工作年度报告（青政函〔2023〕5号）", 2022),
        ("２０２０年政府信息公开工作年度报告", 2020),
        ("绿河县09年政府信息公开年度报告", 2009),
        ("2011—2013年政府信息公开工作年度报告", None),
        ("政府信息公开工作年度报告", None),
    ],
)
def test_year_of_a_title(title: str, year: int | None) -> None:
    """The year is the one bound to the report; a range of years has none."""
    assert classify_title(title).year == year


def test_year_from_column_or_source() -> None:
    """Where the title names no year, its column's is taken, else its source's; a range keeps none."""
    title = "青山市财政局政府信息公开工作年度报告"
    assert classify_title(title, column="2024年政府信息公开年报").year == 2024
    assert classify_title(title, source="青山市财政局 2019年").year == 2019
    assert classify_title("青山市2023年政府信息公开工作年度报告", column="2024年").year == 2023
    assert classify_title("2011-2013年政府信息公开工作年度报告", column="2013年").year is None


@pytest.mark.parametrize("agency", ["青山市统计局", "青山市委机构编制委员会办公室", "绿河县人口和计划生育局", "青山市人民政府督查室",
    "青山市预警信息发布中心", "函谷镇人民政府", "青山市政府网站管理中心", "青山市委全面依法治市委员会办公室", "青山市培训中心"])  # fmt: skip
def test_agencies_whose_names_hold_refused_words(agency: str) -> None:
    """Words that name notices, statistics or outlines refuse no report of an agency that is called so."""
    assert classify_title(f"{agency}2023年政府信息公开工作年度报告").kind == "report"


def test_column_decides_weak_titles() -> None:
    """A title without its topic is weak where the column may be right, and what its column holds where it is not."""
    assert classify_title("2023年度报告", column="政府信息公开年报").kind == "weak"
    assert classify_title("2023年度报告", column="部门").kind == "weak"
    assert classify_title("2023年度报告", column="政府网站工作年度报表").kind == "site_report"
    assert classify_title("2023年度报告", column="法治政府建设").kind == "other"
    assert classify_title("青山市财政局", column="2023年政府信息公开年报").kind == "weak"
    assert classify_title("青山市财政局", column="政府信息公开年报").kind == "other"


def test_early_accounts() -> None:
    """An account of the early years may be the report; since 2019 it is none, and of open government never."""
    assert classify_title("绿河县卫生局2013年度政府信息公开情况总结").kind == "weak"
    assert classify_title("绿河县卫生局2013年度政府信息公开工作总结").kind == "summary"
    assert classify_title("绿河县卫生局2013年度政府信息公开工作总结", column="政府信息公开年报").kind == "weak"
    assert classify_title("绿河县卫生局2020年度政府信息公开情况总结", column="政府信息公开年报").kind == "summary"
    assert classify_title("绿河县卫生局2013年政务公开情况总结").kind == "summary"


def test_names_of_column_and_site_behind_the_title() -> None:
    """Titles of pages are judged by their own words, not by those of the column and the site behind them."""
    behind = "_政府信息公开年报_通知公告_青山市人民政府"
    assert classify_title(f"青山市2023年政府信息公开工作年度报告{behind}")[:2] == ("report", 2023)
    assert classify_title(f"关于做好2023年年报编制工作的通知{behind}").kind == "notice"
    assert classify_title(f"政府信息公开年报{behind}").kind == "other"


def test_titles_that_are_none() -> None:
    """Nothing, white space, brackets and whole sentences are told apart from titles."""
    for title in ("", " \n", "____", "（）", "[]", "2", "．．．"):
        assert classify_title(title).kind == "other"
    long = "青山市2023年政府信息公开工作年度报告" + "包括" * LONGEST_TITLE
    assert classify_title(long).kind == "other"


def test_text_confirms_a_weak_title() -> None:
    """Headings of a report, present or early, make a weak title a report and give it the year it counts from."""
    assert classify_page("2023年度报告", PRESENT)[:2] == ("report", 2023)
    assert classify_page(None, PRESENT + "本报告数据统计期限自2022年1月1日起")[:2] == ("report", 2022)
    assert classify_page("绿河县教育局2012年政府信息公开工作情况", EARLY)[:2] == ("report", 2012)
    assert classify_page("青山市政府网", EARLY, listed=classify_title("2012年政府信息公开年报"))[:2] == ("report", 2012)
    assert classify_page("绿河县2012年政府信息公开工作总结", EARLY).kind == "weak"


def test_text_refuses_a_title() -> None:
    """Rows of a site report or the parts of a guide refuse a title that may be a report; an empty text refuses none."""
    assert classify_page("2023年度报告", SITE).kind == "site_report"
    assert classify_page("2023年政府信息公开", GUIDE).kind == "guide"
    assert classify_page("青山市2023年政府信息公开工作年度报告", "")[:2] == ("report", 2023)


def test_notices_stay_notices() -> None:
    """A notice on how reports are written holds all their headings, and stays a notice."""
    assert classify_page("关于印发政府信息公开工作年度报告格式的通知", PRESENT).kind == "notice"
    assert classify_page(None, PRESENT, listed=classify_title("2023年政府网站工作年度报表")).kind == "site_report"


def test_heading_of_a_page_undoes_no_line() -> None:
    """A line that names the report stands against a page whose heading is that of a section; a title with a year counts."""
    line = classify_title("青山市2023年政府信息公开工作年度报告")
    for heading in ("通知公告", "政府信息公开指南", "青山市人民政府", "年度报告"):
        assert classify_page(heading, "", listed=line)[:2] == ("report", 2023)
    assert classify_page("2023年度报告", "", listed=line)[:2] == ("report", 2023)
    assert classify_page("关于做好2023年年报编制工作的通知", "", listed=line).kind == "notice"


def test_years_that_disagree_are_told() -> None:
    """Where title and text name different years the title's is kept and the sentence names both."""
    told = classify_page("青山市2023年政府信息公开工作年度报告", PRESENT + "统计期限自2022年1月1日起")
    assert told.year == 2023
    assert "2022" in told.reason
    assert "2023" in told.reason


def test_period_with_lost_signs() -> None:
    """The year a report counts from is read where signs of the date got lost, and never from another month."""
    assert text_to_year("统计期限自 2023 年 1 月 1 日 起") == 2023
    assert text_to_year("数据统计期限为202211日至20221231日") == 2022
    assert text_to_year("报告期为2018年11日至2018年1231日") == 2018
    assert text_to_year("统计时间为2017年11月至12月") is None


def test_kinds_of_columns() -> None:
    """A column is told by its name: of reports, of other matters, or of neither."""
    assert {
        column_to_kind(name) for name in ("政府信息公开年报", "信息公开年度报告", "公开年报", "2023年年报", "历年年报")
    } == {"report"}
    assert column_to_kind("政府网站工作年度报表") == "site_report"
    assert column_to_kind("法治政府建设年度报告") == "other"
    assert [column_to_kind(name) for name in ("2023年", "市直部门", "", "首页")] == [None] * 4
    assert is_platform("法定主动公开内容")
    assert not is_platform("政务服务")


WORDS: Final = st.sampled_from(
    "2023年 年度 年报 报告 政府 信息公开 政务公开 工作 情况 总结 的 关于 （ ） 》 《 _ | - 局 县 通知 网站 0 1 、 〔2020〕 二〇 附件 : . 【 】".split()
)


@given(st.lists(WORDS | st.text(max_size=3), max_size=40).map("".join))
def test_any_title_is_told_something(title: str) -> None:
    """Whatever a title holds, it gets a kind and a sentence, and a year only where digits or numerals stand in it."""
    told = classify_title(title, column="政府信息公开年报")
    assert told.kind in KINDS
    assert told.reason.endswith(".")
    assert told.year is None or 2000 <= told.year < 2100


def test_long_titles_take_no_time() -> None:
    """Words repeated without end are told apart as fast as others."""
    start = time.process_time()
    for words in ("工作", "信息公开", "2023年", "信息公开工作情况的", "1、", "（一）", "网站", "青山县2023年"):
        for count in (30, 60, 10_000):
            classify_title(words * count + "x", column="政府信息公开年报")
    assert time.process_time() - start < 1


def test_words_are_data() -> None:
    """The words stand in the file: every kind that it names is known, traditional and simplified pair off."""
    data = tomllib.loads(Path(classification.__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    assert {row["kind"] for row in data["refusals"] + data["other_columns"]} <= set(KINDS)
    assert len(data["characters"]["traditional"]) == len(data["characters"]["simplified"])
