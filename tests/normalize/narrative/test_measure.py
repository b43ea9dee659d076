"""Numbers of the text that no table has."""

from __future__ import annotations

from decimal import Decimal

import pytest

from normalize.narrative.measure import load_channels, load_measure_kinds, sections_to_measures
from tests.normalize.narrative.readings import text_to_sections


def measures(text: str, year: int | None = 2023) -> list[tuple[str, str, object]]:
    """Measure, channel and value of each."""
    return [(found.measure, found.channel, found.value) for found in sections_to_measures(text_to_sections(text), year)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“财聚青山”微信公众号共发布原创信息80条，粉丝数7363人。",
            [("posts", "wechat", 80), ("followers", "wechat", 7363)],
        ),
        (
            "通过市政府门户网站主动公开信息153条，通过微博发布信息2200条。",
            [("posts", "website", 153), ("posts", "weibo", 2200)],
        ),
        ("“幸福青山”有粉丝160多万，发布2200条微博。", [("followers", "", 1_600_000), ("posts", "weibo", 2200)]),
        ("通过微信公众号、政务微博分别发布信息584条、267条。", [("posts", "", 584)]),
        ("全年主动公开政府信息2949条。", [("disclosed", "", 2949)]),
        ("市政府网站主动公开各类政府信息5500余条。", [("posts", "website", 5500)]),
        ("制作政策解读21个，制作《青山市人民政府公报》6期。", [("interpretations", "", 21), ("gazette_issues", "", 6)]),
        ("组织召开了“稳就业”等新闻发布会12场。", [("press_conferences", "", 12)]),
        ("开展“大家谈”系列在线访谈12期。", [("interviews", "", 12)]),
        ("组织业务培训3次、120人次。", [("trainings", "", 3), ("training_participants", "", 120)]),
        ("召开政务公开工作推进会议2次。", [("meetings", "", 2)]),
        ("配备政府信息公开工作人员5人。", [("staff", "", 5)]),
        ("办理人大代表建议45件、政协提案67件。", [("suggestions", "", 45), ("proposals", "", 67)]),
        ("公开建议、提案办理结果，共办理建议提案112件。", [("suggestions_and_proposals", "", 112)]),
    ],
)
def test_measures(text: str, expected: list[tuple[str, str, object]]) -> None:
    """Each sentence gives its measures with channel and value."""
    assert measures(text) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("全年收取政府信息公开信息处理费3940元。", 3940),
        ("严格落实《政府信息公开信息处理费管理办法》，收取信息处理费0元。", 0),
        ("收取信息处理费共计380元，其中民政局1件，收取380元。", 380),
        ("收取信息处理费1.2万元。", 12000),
        ("收取信息处理费120.5元。", Decimal("120.5")),
        ("本机关未收取信息公开处理费。", 0),
        ("本年度没有产生信息公开处理费。", 0),
        ("政府信息公开未发生收费情况。", 0),
        ("2023年，无收取信息处理费情况。", 0),
        ("本年度我局未发出收费通知，未向任何单位或个人收取信息处理费。", 0),
    ],
)
def test_processing_fee(text: str, value: object) -> None:
    """The fee is read in yuan, with zero in words; of several sums the first is the total."""
    assert [found for found in measures(text) if found[0] == "processing_fee"] == [("processing_fee", "", value)]


def test_requests_charged_the_fee() -> None:
    """The number of requests charged stands beside the fee."""
    text = "全市共25件申请收取信息处理费2950元，其中市政府2件200元、青山县23件2750元。"
    assert measures(text) == [("processing_fee_requests", "", 25), ("processing_fee", "", 2950)]


@pytest.mark.parametrize(
    "text",
    [
        "下一步，计划举办培训2次。",
        "2022年举办培训3次。",
        "培训次数同比增加2次。",
        "信息处理费按件计收，每件100元。",
        "监督全市140个部门公开预算。",
        "在运维政务新媒体共计95个。",
        "网站访问量达97402人次。",
        "予以公开及部分公开258件。",
        "行政许可信息300条。",
        "开展农民技能培训5次。",
    ],
)
def test_what_is_no_measure(text: str) -> None:
    """Plans, other years, changes, tariffs and counts of something else are left out."""
    assert measures(text) == []


def test_parts_of_a_total_are_not_measures() -> None:
    """What a total is made of is not counted again, unless another channel is named."""
    text = "全年公开政府信息263条，其中规划类信息12条，其他应主动公开的政府信息11条，微信公开40条。"
    assert measures(text) == [("disclosed", "", 263), ("posts", "wechat", 40)]


def test_printed_text_and_place_are_kept() -> None:
    """A measure keeps what is printed, where it stands, and its sentence."""
    text = "概况。 市政府网站公开各类政府信息 ５５００余条。"
    (found,) = sections_to_measures(text_to_sections(text))
    assert (found.value, found.text, found.approximate) == (5500, "５５００余条", True)
    assert text[found.offset :].startswith("５５００余条")
    assert found.sentence == "市政府网站公开各类政府信息５５００余条。"
    assert found.as_dict()["value"] == 5500


def test_kinds_are_told_apart() -> None:
    """Ids are unique and every measure and channel has labels."""
    for entries in (load_measure_kinds(), load_channels()):
        assert len({entry.id for entry in entries}) == len(entries)
        assert all(entry.label_en and entry.label_zh for entry in entries)
