"""Titles written without knowledge of the rules: the set stays as it was labelled, and what it taught holds."""

from __future__ import annotations

from typing import Final

import pytest

from benchmarks.classification import FIRST_MEASUREMENT, UNSEEN, Judged, judge, load_titles, unseen_to_lines
from extract.collect.classification import KINDS, classify_title, is_wanted

COLUMN: Final = "政府信息公开年报"
TITLES: Final = 220
REPORTS: Final = 114


@pytest.fixture(scope="module")
def unseen() -> list[Judged]:
    return judge(load_titles(UNSEEN))


def test_labels_are_those_that_were_measured(unseen: list[Judged]) -> None:
    """The set has the titles of the first measurement, of known kinds, each once in its place."""
    labelled = [row.labelled for row in unseen]
    assert len({row[:2] for row in labelled}) == len(labelled) == TITLES
    assert sum(row.kind in {"report", "weak"} for row in labelled) == REPORTS
    assert {row.kind for row in labelled} == set(KINDS)
    assert all(row.column for row in labelled if row.kind == "weak")


def test_both_measurements_are_printed(unseen: list[Judged]) -> None:
    """The first measurement stands beside the present one, and every difference is listed."""
    text = "\n".join(unseen_to_lines(unseen))
    assert f"first measurement before any rule was changed: {FIRST_MEASUREMENT}" in text
    assert "临沅县发展和改革局 (labelled weak): told other" in text


def test_years_of_unseen_reports(unseen: list[Judged]) -> None:
    """No report gets a year that it is not labelled with."""
    wanted = [row for row in unseen if row.labelled.kind in {"report", "weak"}]
    assert [row.labelled.title for row in wanted if row.told.year != row.labelled.year] == []


@pytest.mark.parametrize(
    "title",
    [
        "绿河县农业局2015年政府信息公开年度报告（附统计表）",
        "绿河县农业局2016年政府信息公开工作年度报告及附表",
        "绿河县农业局2020年政府信息公开工作年度报告 NEW",
        "学院路街道2022年信息公开年度报告",
        "青山市医院管理中心2021年信息公开工作年度报告",
        "绿河县大学城管理办公室2021年信息公开年度报告",
        "青山市人民医院2021年政府信息公开工作年度报告",
        "共青团青山市委员会2021年信息公开年度报告",
        "【图片版】青山市2021年政府信息公开工作年度报告",
        "青山市2021年政府信息公开工作年度报告（新格式）",
    ],
)
def test_remarks_and_names_refuse_no_report(title: str) -> None:
    """Annexes, badges and names that hold the words of other bodies leave a report one."""
    assert classify_title(title).kind == "report"


@pytest.mark.parametrize(
    "title",
    [
        "青山镇2021",
        "2019年青山市水利局",
        "年度报告（2018年度）",
        "绿河县农业局年报2017",
        "青山监管分局2023年政府信息公开…",
    ],
)
def test_short_forms_count_in_a_column_of_reports(title: str) -> None:
    """An agency with a year, a year behind and a title that the list cut may be reports, in their column only."""
    assert classify_title(title, column=COLUMN).kind == "weak"
    assert classify_title(title).kind == "other"


@pytest.mark.parametrize(
    "title",
    [
        "【视频解读】青山市2023年政府信息公开年报",
        "一张图带你看懂青山市2023年政府信息公开年度报告",
        "2023年政府信息公开工作年度报告（参考模板）",
        "青山市开展2022年政府信息公开年报质量检查",
        "2022年青山市政府信息公开年报已全部公开",
        "2022年乡镇街道",
        "2022年青山市政府网站",
        "2022年青山市政府网站工作年度…",
        "关于做好2022年政府信息公开…",
    ],
)
def test_look_alikes_are_refused_even_in_the_column(title: str) -> None:
    """Talks about reports, templates, news, checks and names of groups are none, whatever the column."""
    assert not is_wanted(classify_title(title, column=COLUMN).kind)


def test_disclosure_of_public_bodies() -> None:
    """Schools, hospitals and companies disclose in other forms: only a column of reports makes theirs plausible."""
    for title in ("青山市第二中学2022年信息公开年度报告", "青山水务公司2021年信息公开工作年度报告"):
        assert classify_title(title).kind == "other"
        assert classify_title(title, column=COLUMN).kind == "weak"
