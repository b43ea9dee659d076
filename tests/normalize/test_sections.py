"""Texts cut at the words of the headings."""

from __future__ import annotations

import pytest

from extract.document import Cell, Document, Grid, Paragraph, Place
from normalize.report import Section
from normalize.sections import document_to_sections

GRID = Grid([Cell("规章", 0, 0), Cell("0", 0, 1)], 1, 2)
OFFICIAL = [
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
]
IDS = ["overview", "proactive", "requests", "disputes", "problems", "other"]


def cut(*blocks: str | Grid) -> list[Section]:
    """The sections of a document made of these blocks."""
    return document_to_sections(
        Document(
            "text/html",
            "hand",
            [
                block if isinstance(block, Grid) else Paragraph(block, Place(line=number))
                for number, block in enumerate(blocks, start=1)
            ],
        )
    )


def ids(*blocks: str | Grid) -> list[str]:
    """The ids of those sections."""
    return [section.section for section in cut(*blocks)]


def test_official_outline() -> None:
    """The six headings of the form give six parts with their texts, tables left out, places kept."""
    blocks: list[str | Grid] = ["白石县财政局2023年政府信息公开工作年度报告", "本报告由白石县财政局根据《条例》编制。"]
    for heading in OFFICIAL:
        blocks += [heading, GRID, f"{heading[0]}的内容。"]
    sections = cut(*blocks)
    assert [section.section for section in sections] == ["opening", *IDS]
    assert [section.heading for section in sections] == ["", *OFFICIAL]
    assert [section.text for section in sections[1:]] == [f"{heading[0]}的内容。" for heading in OFFICIAL]
    assert sections[0].text == "本报告由白石县财政局根据《条例》编制。"
    assert sections[1].place == Place(line=3)


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("(一)总体情况", "overview"),
        ("—、总体情况", "overview"),
        ("一、 概 述", "overview"),
        ("第一部分 总体情况", "overview"),
        ("一、2018年政府信息公开工作总体情况", "overview"),
        ("一、基本情况", "overview"),
        ("## 一、总体情况", "overview"),
        ("三、主动公开政府信息的情况", "proactive"),
        ("二、政府信息主动公开情况", "proactive"),
        ("二、主动公开情况", "proactive"),
        ("二、回应解读情况", "proactive"),
        ("二、主动公开政府信息情况：", "proactive"),
        ("二、主动公开政府信息情况（单位：件）", "proactive"),
        ("三、政府信息依申请公开办理情况", "requests"),
        ("三、依申请公开政府信息情况", "requests"),
        ("三、收到及处理政府信息公开申请情况", "requests"),
        ("三、依申请公开政府信息和不予公开政府信息的情况", "requests"),
        ("四、因政府信息公开申请行政复议、提起行政诉讼的情况", "disputes"),
        ("四、行政复议和行政诉讼情况", "disputes"),
        ("四、因政府信息公开工作被申请行政复议和提起行政诉讼情况", "disputes"),
        ("五、行政诉讼数量情况", "disputes"),
        ("四、复议、诉讼和申诉情况", "disputes"),
        ("l六、存在的主要问题及改进情况", "problems"),
        ("五、存在的主要问题和改进情况", "problems"),
        ("五、存在的问题及整改措施", "problems"),
        ("五、政府信息公开工作存在的主要问题及改进情况", "problems"),
        ("五、存在的不足及下一步工作打算", "problems"),
        ("六、存在问题与改进措施", "problems"),
        ("七、其他需要报告的事项", "other"),
        ("六、其他需要说明的事项", "other"),
        ("六、需要报告的其他事项", "other"),
        ("六、其它事项", "other"),
        ("四、政府信息公开的收费及减免情况", "other"),
        ("八、机构建设和保障经费情况", "other"),
        ("六、举报投诉情况", "other"),
        ("七、白石县政府信息公开情况统计表", "other"),
    ],
)
def test_variants_of_headings(heading: str, section: str) -> None:
    """A heading is known by its words, whatever its numeral, its spacing and its exact wording."""
    filler = {"overview": OFFICIAL[1:3], "other": OFFICIAL[:2]}.get(section, [OFFICIAL[0]])
    order = [heading, *filler] if section == "overview" else [*filler, heading]
    found = cut(*order)
    assert section in [part.section for part in found]
    assert next(part.heading for part in found if part.section == section) == heading.strip("# ")


def test_sub_headings_do_not_cut() -> None:
    """Sub-headings of part one in the very words of later parts belong to part one."""
    sections = cut(
        "一、总体情况",
        "（一）主动公开政府信息情况",
        "发布信息3条。",
        "依申请公开情况。",
        "收到0件。",
        "（二）依申请公开情况",
        "1、存在的主要问题",
        "无。",
        *OFFICIAL[1:],
    )
    assert [section.section for section in sections] == IDS
    assert (
        sections[0].text
        == "（一）主动公开政府信息情况\n发布信息3条。\n依申请公开情况。\n收到0件。\n（二）依申请公开情况\n1、存在的主要问题\n无。"
    )


def test_mentions_do_not_cut() -> None:
    """A sentence that lists the parts is no heading, with numerals or without."""
    assert ids(
        "白石镇2020年政府信息公开年度报告", "全文包括总体情况、主动公开政府信息情况、其他需要报告的事项。", *OFFICIAL
    ) == ["opening", *IDS]
    assert ids(
        "本报告包括：一、总体情况；二、主动公开政府信息情况；三、收到和处理政府信息公开申请情况；四、其他。", *OFFICIAL
    ) == ["opening", *IDS]


@pytest.mark.parametrize("leader", ["", "……3", "............12", " 5"])
def test_table_of_contents_does_not_cut(leader: str) -> None:
    """A table of contents, with page numbers or without, opens no part."""
    sections = cut(
        "目录",
        *[heading + leader for heading in OFFICIAL],
        "白石镇2020年政府信息公开年度报告",
        "现公布本报告，请查阅内容。",
        *[line for heading in OFFICIAL for line in (heading, "正文。")],
    )
    assert [section.section for section in sections if section.section != "opening"] == IDS
    assert all(section.text == "正文。" for section in sections if section.section != "opening")


def test_glued_headings_cut_flattened_text() -> None:
    """In flattened text headings are found behind the end of a sentence, a number or white space."""
    sections = cut(
        "本报告所列数据真实。……一、总体情况2021年，公开信息263条。……二、主动公开政府信息情况第二十条第（一）项规章000行政事业性收费00三、收到和处理政府"
        "信息公开申请情况申请人情况四、结转下年度继续办理0 0 四、政府信息公开行政复议、行政诉讼情况行政复议000五、存在的主要问题及改进情况今年，有进步。"
        "六、其他需要报告的事项无。 白石县社会事业局 2022年1月10日 附件下载"
    )
    assert [section.section for section in sections] == ["opening", *IDS]
    assert sections[1].text == "2021年，公开信息263条。……"
    assert sections[4].heading == "四、政府信息公开行政复议、行政诉讼情况"
    assert sections[4].text == "行政复议000"
    assert sections[6].text == "无。 白石县社会事业局 2022年1月10日"


def test_run_in_heading() -> None:
    """A heading with its text on the same line is cut behind its words."""
    sections = cut("一、总体情况。全年公开信息3条。", "六、其他需要报告的事项：无。")
    assert [(section.section, section.text) for section in sections] == [
        ("overview", "全年公开信息3条。"),
        ("other", "无。"),
    ]


def test_heading_broken_by_a_line_end() -> None:
    """A heading that a line end cuts is put together."""
    sections = cut("一、总体情况", "好。", "五、政府信息公开工作存在的主要问题及改", "进情况", "有问题。")
    assert [(section.section, section.heading, section.text) for section in sections] == [
        ("overview", "一、总体情况", "好。"),
        ("problems", "五、政府信息公开工作存在的主要问题及改进情况", "有问题。"),
    ]


def test_lost_numeral() -> None:
    """A heading in the words of the form that lost its numeral still opens its part."""
    blocks = [*OFFICIAL[:2], OFFICIAL[2][2:], *OFFICIAL[3:]]
    assert ids(*blocks) == IDS


def test_no_numerals_at_all() -> None:
    """An outline without any numerals is cut by its words."""
    assert ids(*[heading[2:] for heading in OFFICIAL]) == IDS


def test_bracketed_outline() -> None:
    """An outline numbered （一）, （二） throughout is cut at these."""
    assert ids(*[f"（{heading[0]}）{heading[2:]}" for heading in OFFICIAL]) == IDS


def test_repeated_part_stays_apart() -> None:
    """Prose and tables under their own headings give two entries each, in order."""
    sections = cut(
        "一、总体情况",
        "甲。",
        "二、主动公开政府信息情况",
        "乙。",
        "一、主动公开政府信息情况",
        GRID,
        "二、收到和处理政府信息公开申请情况",
        "丙。",
    )
    assert [(section.section, section.text) for section in sections] == [
        ("overview", "甲。"),
        ("proactive", "乙。"),
        ("proactive", ""),
        ("requests", "丙。"),
    ]


def test_rows_of_the_tables_are_no_headings() -> None:
    """The numbered rows of table 三, read as lines, open no part."""
    sections = cut(
        *OFFICIAL[:3],
        "一、本年新收政府信息公开申请数量",
        "二、上年结转政府信息公开申请数量",
        "三、本年度办理结果",
        "（一）予以公开",
        "四、结转下年度继续办理",
        *OFFICIAL[3:],
    )
    assert [section.section for section in sections] == IDS


def test_page_numbers_and_footers_are_left_out() -> None:
    """Page numbers inside the text and the page's footer are no part of it."""
    sections = cut(
        "一、总体情况",
        "前半",
        "— 3 —",
        "后半。",
        "-4-",
        "六、其他需要报告的事项",
        "无。",
        "附件下载",
        "版权所有：白石县",
    )
    assert [section.text for section in sections] == ["前半\n后半。", "无。"]


def test_header_is_left_out_of_the_opening() -> None:
    """The menu and the labelled lines above the text are no part of the opening."""
    sections = cut(
        "首页",
        "白石县财政局2023年政府信息公开工作年度报告",
        "发布日期：2024-01-17",
        "来源：白石县财政局",
        "字号：大 中 小",
        "根据《条例》编制本报告。",
        *OFFICIAL,
    )
    assert sections[0] == Section("opening", "", "根据《条例》编制本报告。", Place(line=6))


def test_without_headings_all_is_opening() -> None:
    """A text without headings is kept as the opening; a document without text has no parts."""
    assert [section.section for section in cut("2009年我局认真做好政府信息公开工作，取得成效。")] == ["opening"]
    assert cut() == []
    assert cut(GRID) == []
    assert cut("") == []


def test_old_outline() -> None:
    """The outline before 2019 is mapped to the parts of today's form."""
    blocks = [
        "一、概述",
        "二、主动公开政府信息的情况",
        "（一）主动公开政府信息的数量",
        "三、政府信息依申请公开办理情况",
        "四、政府信息公开的收费及减免情况",
        "五、因政府信息公开申请行政复议、提起行政诉讼的情况",
        "六、政府信息公开工作存在的主要问题及改进措施",
    ]
    assert ids(*blocks) == ["overview", "proactive", "requests", "other", "disputes", "problems"]
