"""Title, agency, year, period and dates of whole documents."""

from __future__ import annotations

from time import process_time

import pytest

from extract.document import Cell, Document, Grid, Paragraph
from normalize.facts import document_to_facts
from normalize.report import Facts
from normalize.sections import document_to_outline, document_to_sections

TITLE = "白石县财政局2023年政府信息公开工作年度报告"
BODY = ["一、总体情况", "2023年，我局公开信息3条。2023年收到申请0件。", "六、其他需要报告的事项", "无。"]


def facts(*blocks: str | Grid, **metadata: str) -> Facts:
    """The facts of a document made of these blocks."""
    return document_to_facts(
        Document(
            "text/html", "hand", [block if isinstance(block, Grid) else Paragraph(block) for block in blocks], metadata
        )
    )


def card(*rows: tuple[str, ...]) -> Grid:
    """An index card."""
    cells = [Cell(text, row, column) for row, texts in enumerate(rows) for column, text in enumerate(texts)]
    return Grid(cells, len(rows), max(map(len, rows)))


def test_whole_report() -> None:
    """A complete report gives all its facts, and every clue to its year."""
    found = facts(
        "发布日期：2024-01-20",
        TITLE,
        "现公布白石县财政局2023年度政府信息公开年度报告。统计期限为2023年1月1日至12月31日。",
        *BODY,
        "白石县财政局",
        "2024年1月17日",
    )
    assert (found.title, found.agency, found.agency_source, found.year) == (TITLE, "白石县财政局", "title", 2023)
    assert (found.period_start, found.period_end) == ("2023-01-01", "2023-12-31")
    assert (found.published, found.signed) == ("2024-01-20", "2024-01-17")
    assert [vote.source for vote in found.year_votes] == ["title", "period", "heading", "body", "published", "signed"]
    assert {vote.year for vote in found.year_votes} == {2023}
    assert found.year_reason.startswith("All clues agree on 2023")


def test_spaced_title() -> None:
    """Spaces and line ends inside the title are removed."""
    assert (
        facts("2 0 2 3 年 白 石 县 财 政 局", "政府信息公开工作年度报告", *BODY).title
        == "2023年白石县财政局政府信息公开工作年度报告"
    )
    assert facts("白石县财政局\n2023 年政府信息公开工作年度报告", *BODY).title == TITLE


def test_index_card() -> None:
    """An index card gives title, publisher and date; a statutory table after it is not mistaken for one."""
    found = facts(
        card(("名称", TITLE), ("索引号", "0123/2024-1", "发布机构", "白石县财政局"), ("公开日期", "2024-01-17")), *BODY
    )
    assert (found.title, found.agency, found.agency_source, found.published) == (
        TITLE,
        "白石县财政局",
        "title",
        "2024-01-17",
    )


def test_index_card_with_label_and_value_in_one_cell() -> None:
    """Cells that hold label and value are read too."""
    found = facts(card(("发布机构：白石县财政局", "发布日期：2024-01-17")), "2023年政府信息公开工作年度报告", *BODY)
    assert (found.agency, found.agency_source, found.published) == ("白石县财政局", "metadata", "2024-01-17")


@pytest.mark.parametrize(
    ("blocks", "agency", "source"),
    [
        (["2023年政府信息公开工作年度报告", "发布机构：白石县财政局", *BODY], "白石县财政局", "metadata"),
        (["2023年政府信息公开工作年度报告", *BODY, "白石县财政局", "2024年1月17日"], "白石县财政局", "signature"),
        (["2023年政府信息公开工作年度报告", *BODY, "白石县财政局 2024年1月17日"], "白石县财政局", "signature"),
        (
            ["2023年政府信息公开工作年度报告", "本报告由白石县财政局根据《条例》编制。", *BODY],
            "白石县财政局",
            "opening",
        ),
        (["2023年政府信息公开工作年度报告", *BODY], None, ""),
    ],
)
def test_agency_without_title(blocks: list[str], agency: str | None, source: str) -> None:
    """Where the title names no agency the next clue is used and named."""
    found = facts(*blocks)
    assert (found.agency, found.agency_source) == (agency, source)


def test_labels_glued_to_values() -> None:
    """A value ends where the next label begins, though nothing stands between."""
    found = facts("2023年政府信息公开工作年度报告", "发布机构：白石县财政局发布日期：2024-01-17", *BODY)
    assert found.agency == "白石县财政局"


def test_site_name_is_the_weakest_clue() -> None:
    """The site's own name is used only where nothing else names the agency, and is marked as such."""
    found = facts("2023年政府信息公开工作年度报告", *BODY, SiteName="白石县人民政府")
    assert (found.agency, found.agency_source) == ("白石县人民政府", "site")
    assert facts(TITLE, *BODY, SiteName="白石县人民政府").agency == "白石县财政局"


@pytest.mark.parametrize(
    ("lines", "published"),
    [
        (["发布时间: 2022-01-14 10:16"], "2022-01-14"),
        (["来源： 时间：2022-01-14 10:16"], "2022-01-14"),
        (["发布机构：白石县财政局 发布日期：2022年1月14日 文号："], "2022-01-14"),
        (["【发布日期】2022-01-14"], "2022-01-14"),
        (["日期：2022/1/14"], "2022-01-14"),
        (["来源：白石县财政局发布日期：2022-01-14"], "2022-01-14"),
        (["发布机构：白石县财政局  发布日期：2022-01-14"], "2022-01-14"),
        (["采集时间：2025-12-30T21:37:37+08:00"], None),
        (["打印时间：2025-12-30"], None),
        (["页面生成时间 2024-05-28 15:46:43"], None),
        (["页面生成时间：2024-05-28 15:46:43", "公开日期：2024-01-17"], "2024-01-17"),
        (["发布日期：2022-02-30"], None),
        ([], None),
    ],
)
def test_published(lines: list[str], published: str | None) -> None:
    """The date of publication is read from its labels, never from the times at which a page was made or saved."""
    assert facts(*lines, TITLE, *BODY).published == published


@pytest.mark.parametrize("name", ["PubDate", "publishtime", "pubdate"])
def test_published_in_metadata(name: str) -> None:
    """A meta tag with the date comes before what the page prints."""
    assert facts("发布日期：2025-03-01", TITLE, *BODY, **{name: "2024-01-17 09:00"}).published == "2024-01-17"
    assert facts(TITLE, *BODY, others="页面生成时间 2024-05-28 15:46:43").published is None


@pytest.mark.parametrize(
    ("tail", "signed"),
    [
        (["白石县财政局", "2024年1月17日"], "2024-01-17"),
        (["二〇二四年一月十七日"], "2024-01-17"),
        (["白石县财政局", "2024-1-17"], "2024-01-17"),
        (["2024年1月17日", "附件下载", "扫一扫在手机上查看当前页面", "版权所有：白石县"], "2024-01-17"),
        (["白石县财政局 2024年1月17日 附件下载"], "2024-01-17"),
        (["（2024年1月17日）"], "2024-01-17"),
        (["2024年1月17日召开会议。"], None),
        (["发布日期：2024年1月17日"], None),
        (["2024年2月30日"], None),
        ([], None),
    ],
)
def test_signed(tail: list[str], signed: str | None) -> None:
    """The date under the text is read; a date inside a sentence or behind a label is none."""
    assert facts(TITLE, *BODY, *tail).signed == signed


def test_title_with_the_year_of_publication() -> None:
    """A title with the year of publication loses to the statistics period, and the reason says so."""
    found = facts(
        "白石县财政局2018年政府信息公开工作年度报告",
        "统计期限为201711日至20171231日。",
        "一、概述",
        "2017年，公开信息3条。",
        "发布日期：2018-02-26",
    )
    assert found.year == 2017
    assert (found.period_start, found.period_end) == ("2017-01-01", "2017-12-31")
    assert "publication" in found.year_reason
    assert [vote.year for vote in found.year_votes if vote.source == "title"] == [2018]


def test_period_left_from_last_year() -> None:
    """A period sentence copied from last year's report loses to title, text and dates together."""
    found = facts(TITLE, "统计期限为2022年1月1日至2022年12月31日。", *BODY, "2024年1月17日")
    assert found.year == 2023
    assert "the statistics period says 2022" in found.year_reason


def test_first_reports_begin_in_may() -> None:
    """The first reports of all cover the time from 1 May 2008."""
    found = facts("白石县财政局2008年政府信息公开年度报告", "统计期限为2008年5月1日至2008年12月31日。", *BODY)
    assert (found.year, found.period_start) == (2008, "2008-05-01")


def test_year_from_the_dates_alone() -> None:
    """Without a year in title and text the year before publication is taken, and the reason says from what."""
    found = facts(
        "白石县财政局政府信息公开工作年度报告",
        "发布日期：2024-01-17",
        "一、总体情况",
        "公开信息3条。",
        "六、其他需要报告的事项",
        "无。",
    )
    assert (found.year, found.year_reason) == (2023, "Only the publication date speaks for a year, 2023.")


def test_years_that_tie_in_the_text_do_not_vote() -> None:
    """A text that speaks of two years equally often says nothing on which it covers."""
    found = facts(
        "白石县财政局政府信息公开工作年度报告",
        "一、总体情况",
        "2022年较好，2023年更好。",
        "六、其他需要报告的事项",
        "无。",
    )
    assert found.year is None
    assert found.year_votes == []


def test_period_broken_by_line_ends() -> None:
    """A period sentence that runs over printed lines is read."""
    found = facts(TITLE, "本报告所列数据统计期限为 2023", "年 1 月 1 日至 12 月 31", "日。", *BODY)
    assert (found.period_start, found.period_end) == ("2023-01-01", "2023-12-31")


def test_links_to_other_years_do_not_count() -> None:
    """Links to the reports before and after are no clue to the title."""
    assert facts(TITLE, *BODY, "上一篇：白石县财政局2022年政府信息公开工作年度报告").title == TITLE


def test_flattened_page() -> None:
    """A page flattened to one paragraph still gives its facts."""
    text = (
        "当前位置： 首页 政务公开 "
        + TITLE
        + " 来源： 时间：2024-01-20 10:16 微信 微博 ……一、总体情况2023年，公开信息3条。"
        + "做好公开工作。" * 20
        + "六、其他需要报告的事项无。 白石县财政局 2024年1月17日 附件下载"
    )
    found = facts(text)
    assert (found.title, found.agency, found.year) == (TITLE, "白石县财政局", 2023)
    assert (found.published, found.signed) == ("2024-01-20", "2024-01-17")


def test_nothing_is_made_up() -> None:
    """A document that says nothing of itself has no facts."""
    assert facts() == Facts(year_reason="No clue to the year was found.")
    assert facts("你好") == Facts(year_reason="No clue to the year was found.")


def test_outline_may_be_shared() -> None:
    """An outline handed in gives the same facts and sections as one made on the way."""
    document = Document("text/html", "hand", [Paragraph(text) for text in (TITLE, *BODY)])
    outline = document_to_outline(document)
    assert document_to_facts(document, outline) == document_to_facts(document)
    assert document_to_sections(document, outline) == document_to_sections(document)


@pytest.mark.parametrize(
    "text",
    [
        "x" + " " * 300_000 + "一、总体情况。好。" + " " * 300_000 + "二、主动公开政府信息情况。",
        "发布日期：" + " " * 300_000,
        "统计期限" * 60_000,
        "一" * 300_000 + "、",
        "总体情况\n" * 40_000,
        "2023年" * 60_000,
        "来源：" * 60_000,
    ],
)
def test_hostile_text_costs_linear_time(text: str) -> None:
    """Runs of spaces, numerals, labels or headings of any length are read in time linear in the text."""
    document = Document("text/plain", "hand", [Paragraph(part) for part in (text, *text.split("\n"))])
    started = process_time()
    document_to_facts(document)
    document_to_sections(document)
    assert process_time() - started < 10
