"""Titles in first lines, metadata and flattened pages."""

from __future__ import annotations

import pytest

from normalize.title import Title, line_to_title, lines_to_titles, text_to_title, titles_to_title


def lines_to_title(lines: list[str], hints: tuple[str, ...] = ()) -> Title | None:
    """The best title of these lines."""
    return titles_to_title(lines_to_titles(lines), hints)


@pytest.mark.parametrize(
    ("line", "text", "year", "agency"),
    [
        ("青山市财政局2023年度政府信息公开工作年度报告", None, 2023, "青山市财政局"),
        ("2025年青山市人民政府办公厅政府信息公开工作年度报告", None, 2025, "青山市人民政府办公厅"),
        ("青山市人民政府2024年政府信息公开年度报告", None, 2024, "青山市人民政府"),
        ("2019年青山市人民政府信息公开年度报告", None, 2019, "青山市人民政府"),
        ("青山市2019年政府信息公开工作年度报告", None, 2019, "青山市"),
        ("白石综合实验区2018年度政府信息公开工作报告", None, 2018, "白石综合实验区"),
        ("白石县卫生局2012年政府信息公开工作总结", None, 2012, "白石县卫生局"),
        ("白石县卫生局2012年政府信息公开年报", None, 2012, "白石县卫生局"),
        ("白石县教育局政府信息公开2016年度报告", None, 2016, "白石县教育局"),
        ("白石县教育局政府信息公开工作2016年年度报告", None, 2016, "白石县教育局"),
        ("白石县教育局政府信息公开工作年度报告（2020年）", None, 2020, "白石县教育局"),
        ("白石县教育局政府信息公开工作年度报告(2020年度)", None, 2020, "白石县教育局"),
        ("2023年政府信息公开工作年度报告", None, 2023, None),
        ("政府信息公开工作年度报告", None, None, None),
        ("关于2021年度政府信息公开工作情况的报告", None, 2021, None),
        ("白石县水务局2021年度政府信息公开工作情况", None, 2021, "白石县水务局"),
        ("白石县水务局2016年工作年度报告", None, 2016, "白石县水务局"),
        ("江南省2023年财政厅政府信息公开工作年度报告", None, 2023, "江南省财政厅"),
        ("白石县水务局二〇二一年政府信息公开工作年度报告", None, 2021, "白石县水务局"),
        ("白石县水务局２０２１年政府信息公开工作年度报告", None, 2021, "白石县水务局"),
        (
            "《白石县水务局2021年政府信息公开工作年度报告》",
            "白石县水务局2021年政府信息公开工作年度报告",
            2021,
            "白石县水务局",
        ),
        (
            "标题：白石县水务局2021年政府信息公开工作年度报告-白石县水务局",
            "白石县水务局2021年政府信息公开工作年度报告",
            2021,
            "白石县水务局",
        ),
        (
            "白石县水务局2021年政府信息公开工作年度报告_政府信息公开年报_白石县政府网",
            "白石县水务局2021年政府信息公开工作年度报告",
            2021,
            "白石县水务局",
        ),
        (
            "首页>政务公开>白石县水务局2021年政府信息公开工作年度报告",
            "白石县水务局2021年政府信息公开工作年度报告",
            2021,
            "白石县水务局",
        ),
        (
            "##白石县水务局2021年政府信息公开工作年度报告",
            "白石县水务局2021年政府信息公开工作年度报告",
            2021,
            "白石县水务局",
        ),
    ],
)
def test_title_in_one_line(line: str, text: str | None, year: int | None, agency: str | None) -> None:
    """A title is read in all its wordings, without the site's additions."""
    title = line_to_title(line)
    assert title is not None
    assert (title.text, title.year, title.agency) == (text or line, year, agency)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "政府信息公开",
        "首页",
        "一、总体情况",
        "主动公开政府信息情况",
        "根据要求，现公布白石县水务局2021年政府信息公开工作年度报告。",
        "现公布白石县水务局2021年政府信息公开工作年度报告",
        "关于做好2021年政府信息公开工作年度报告编制发布工作的通知",
        "定》）和《关于印发中华人民共和国政府信息公开工作年度报告",
        "图解：白石县水务局2021年政府信息公开工作年度报告",
        "上一篇：白石县水务局2020年政府信息公开工作年度报告",
        "2021年法治政府建设年度报告",
        "2021年主动公开政府信息153条，其中报告3份",
    ],
)
def test_no_title(line: str) -> None:
    """Sentences, menus, links to other reports and other kinds of documents are no title."""
    assert line_to_title(line) is None


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["白石县人民政府", "2023年政府信息公开工作年度报告"], "白石县人民政府2023年政府信息公开工作年度报告"),
        (
            ["正文", "2025年青山市人民政府办公厅政府信息公开", "工作年度报告"],
            "2025年青山市人民政府办公厅政府信息公开工作年度报告",
        ),
        (
            ["青山市白石区", "市场监督管理局", "2023年政府信息公开工作年度报告"],
            "青山市白石区市场监督管理局2023年政府信息公开工作年度报告",
        ),
        (["白石县人民政府2023年度", "政府信息公开工作年度报告"], "白石县人民政府2023年度政府信息公开工作年度报告"),
        (["首页", "政府信息公开", "2023年政府信息公开工作年度报告"], "2023年政府信息公开工作年度报告"),
        (
            ["政府信息公开年报", "白石县水务局2023年政府信息公开工作年度报告"],
            "白石县水务局2023年政府信息公开工作年度报告",
        ),
    ],
)
def test_title_over_lines(lines: list[str], text: str) -> None:
    """A title broken over lines is put together; a menu above it is not taken in."""
    title = lines_to_title(lines)
    assert title is not None
    assert title.text == text


def test_printed_title_is_preferred() -> None:
    """The title in the text wins over an equally complete one of the metadata."""
    title = lines_to_title(
        ["白石县水务局2021年政府信息公开工作年度报告"], ("白石县水务局2021年度政府信息公开年度报告",)
    )
    assert title is not None
    assert title.text == "白石县水务局2021年政府信息公开工作年度报告"


def test_metadata_is_taken_where_more_complete() -> None:
    """Where the text's title lacks the agency, the page's title gives it."""
    title = lines_to_title(
        ["2021年政府信息公开工作年度报告"], ("白石县水务局2021年政府信息公开工作年度报告_白石县政府网",)
    )
    assert title is not None
    assert title.agency == "白石县水务局"


def test_confirmed_title_wins_over_a_list_of_other_years() -> None:
    """Among reports of other years in a side menu the title that the metadata confirms is taken."""
    lines = [f"白石县水务局{year}年政府信息公开工作年度报告" for year in (2023, 2022, 2021, 2020)]
    title = lines_to_title(lines, (lines[1] + "-白石县",))
    assert title is not None
    assert title.year == 2022


def test_no_title_among_lines() -> None:
    """Without any title nothing is made up."""
    assert lines_to_title(["白石县水务局", "关于汛期值班的通知"], ("白石县政府网",)) is None
    assert lines_to_titles(["白石县水务局"]) == []


def test_title_in_flattened_text() -> None:
    """In a flattened page the title is the run between white space that reads as one."""
    assert text_to_title("首页 年报 白石县水务局2021年政府信息公开年度报告 来源：") is not None
    assert text_to_title("本局2021年主动公开信息 3 条") is None
