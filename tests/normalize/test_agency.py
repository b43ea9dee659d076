"""The agency as printed, and which words it is taken from."""

from __future__ import annotations

import pytest

from normalize.agency import (
    clues_to_agency,
    labels_to_agency,
    looks_like_agency,
    opening_to_agency,
    title_parts_to_agency,
)


@pytest.mark.parametrize(
    "text",
    [
        "白石县财政局",
        "青山市人民政府",
        "青山市人民政府办公厅",
        "白石镇",
        "临江街道办事处",
        "青山海关",
        "临江经济技术开发区管理委员会",
        "国家税务总局青山市税务局",
        "白石县人民检察院",
        "白石县供销合作社",
    ],
)
def test_names_of_organs(text: str) -> None:
    """Names of organs of all kinds are told by their last sign."""
    assert looks_like_agency(text)


@pytest.mark.parametrize(
    "text",
    [
        "我局",
        "本机关",
        "首页",
        "政府信息公开",
        "政府信息公开年报",
        "白石县政府网站",
        "2023年白石县财政局",
        "特此报告",
        "白石县财政局：",
        "http://www.example.gov.cn/局",
        "",
        "局",
        "附件下载",
    ],
)
def test_no_organs(text: str) -> None:
    """Pronouns, menus, addresses and sentences are no organ."""
    assert not looks_like_agency(text)


@pytest.mark.parametrize(
    ("before", "between", "agency"),
    [
        ("白石县财政局", "", "白石县财政局"),
        ("", "白石县财政局", "白石县财政局"),
        ("江南省", "财政厅", "江南省财政厅"),
        ("", "青山市人民", "青山市人民政府"),
        ("关于", "", None),
        ("", "", None),
        ("我局", "", None),
        ("", "政务公开和", None),
        ("白石县财政局关于", "", "白石县财政局"),
    ],
)
def test_agency_of_a_title(before: str, between: str, agency: str | None) -> None:
    """The agency is what a title leaves when its year and its fixed words are taken away."""
    assert title_parts_to_agency(before, between) == agency


@pytest.mark.parametrize(
    ("labels", "agency"),
    [
        ({"发布机构": "白石县财政局"}, "白石县财政局"),
        ({"发布机构": " 白石县 财政局 "}, "白石县财政局"),
        ({"来源": "白石日报"}, None),
        ({"单位": "万元"}, None),
        ({"来源": "https://www.example.gov.cn/a.html", "单位": "白石县财政局"}, "白石县财政局"),
        ({"发布机构": "", "来源": "白石县财政局"}, "白石县财政局"),
        ({}, None),
    ],
)
def test_agency_of_labels(labels: dict[str, str], agency: str | None) -> None:
    """The publisher named on the page counts, a newspaper or a unit of measure does not."""
    assert labels_to_agency(labels) == agency


@pytest.mark.parametrize(
    ("opening", "agency"),
    [
        ("本报告由白石县财政局根据《条例》编制。", "白石县财政局"),
        ("本年度报告由青山市人民政府办公室编制。", "青山市人民政府办公室"),
        ("根据《条例》要求，现向社会公布白石县财政局2023年度政府信息公开年度报告。", "白石县财政局"),
        ("现将白石县财政局2023年政府信息公开工作情况报告如下", "白石县财政局"),
        ("根据《条例》，现公布我局2023年政府信息公开年度报告。", None),
        ("如有疑问，请与白石县财政局联系（电话：0000-1111111）。", "白石县财政局"),
        ("根据《条例》编制本报告。", None),
    ],
)
def test_agency_of_the_opening(opening: str, agency: str | None) -> None:
    """The opening names the author; 我局 is nobody."""
    assert opening_to_agency(opening) == agency


def test_order_of_the_clues() -> None:
    """Title, metadata, signature, opening and the site's name count in this order."""
    labels = {"发布机构": "乙县财政局"}
    opening = "本报告由丁县财政局编制。"
    metadata = {"sitename": "戊县人民政府"}
    assert clues_to_agency("甲县财政局", labels, "丙县财政局", opening, metadata) == ("甲县财政局", "title")
    assert clues_to_agency(None, labels, "丙县财政局", opening, metadata) == ("乙县财政局", "metadata")
    assert clues_to_agency(None, {}, "丙县财政局", opening, metadata) == ("丙县财政局", "signature")
    assert clues_to_agency(None, {}, None, opening, metadata) == ("丁县财政局", "opening")
    assert clues_to_agency(None, {}, None, "", metadata) == ("戊县人民政府", "site")
    assert clues_to_agency(None, {}, None, "", {}) is None
