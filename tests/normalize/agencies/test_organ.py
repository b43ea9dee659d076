"""What follows the place in a name."""

from __future__ import annotations

import pytest

from normalize.agencies.kinds import load_kinds
from normalize.agencies.organ import text_to_organ, text_to_zones

KINDS = load_kinds()


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("财政金融局", "finance financial"),
        ("交通与建设局", "housing_construction transport"),
        ("综合执法与应急管理局", "emergency law_enforcement"),
        ("自然资源与生态环境局", "ecology_environment natural_resources"),
        ("旅游与文化体育局", "culture_tourism sport"),
        ("旅游和文化广电体育局", "culture_tourism sport"),
        ("文化广电旅游体育局", "culture_tourism sport"),
        ("自然资源和规划建设局", "housing_construction natural_resources"),
        ("绿化和市容管理局", "city_appearance landscaping"),
        ("教育体育局", "education sport"),
        ("体育教育局", "education sport"),
        ("发展改革和经济信息化局", "development_reform industry_it"),
        ("科技和工业信息化局", "industry_it science"),
        ("文化广电新闻出版局", "broadcasting culture press_publication"),
        ("文广新局", "broadcasting culture press_publication"),
        ("文体广新局", "broadcasting culture press_publication sport"),
        ("卫生健康和医疗保障局", "health medical_insurance"),
        ("民政和退役军人事务局", "civil_affairs veterans"),
        ("农业农村、水务和乡村振兴局", "agriculture_rural rural_revitalisation water"),
        ("海洋与渔业局", "fishery ocean"),
        ("规划和国土资源局", "land_resources planning"),
        ("国土房管局", "land_resources real_estate"),
        ("外事侨务办公室", "foreign_affairs overseas_chinese"),
        ("政务服务和数据管理局", "data gov_service"),
        ("财政和国资局", "finance state_assets"),
        ("农林水局", "agriculture_rural forestry water"),
    ],
)
def test_compounds(text: str, kinds: str) -> None:
    """A compound is the exact sum of its kinds, whatever their order and connectives."""
    organ = text_to_organ(text, KINDS)
    assert organ is not None and " ".join(organ.kinds) == kinds and organ.sub_unit == ""


@pytest.mark.parametrize(
    ("text", "kind", "sub_unit"),
    [
        ("公安局开发区分局", "public_security", "开发区分局"),
        ("生态环境局东城分局", "ecology_environment", "东城分局"),
        ("市场监督管理局城关所", "market_regulation", "城关所"),
        ("城市管理局直属大队", "urban_management", "直属大队"),
        ("林业服务中心", "forestry", "林业服务中心"),
        ("畜牧兽医技术推广站", "animal_husbandry", "畜牧兽医技术推广站"),
        ("卫生健康委员会卫生监督所", "health", "卫生监督所"),
        ("自然资源局(开发区分局)", "natural_resources", "开发区分局"),
    ],
)
def test_sub_units(text: str, kind: str, sub_unit: str) -> None:
    """A part of an organ, or an institution under it, is never the organ itself."""
    organ = text_to_organ(text, KINDS)
    assert organ is not None and organ.kinds == (kind,) and organ.sub_unit == sub_unit


@pytest.mark.parametrize(
    ("text", "kind", "town"),
    [
        ("湖南镇人民政府", "township", "湖南镇"),
        ("湖南镇", "township", "湖南镇"),
        ("新民回族乡人民政府", "township", "新民回族乡"),
        ("巴彦苏木人民政府", "township", "巴彦苏木"),
        ("沭城街道办事处", "subdistrict", "沭城街道"),
        ("沭城街道", "subdistrict", "沭城街道"),
        ("人民政府沭城街道办事处", "subdistrict", "沭城街道"),
    ],
)
def test_towns(text: str, kind: str, town: str) -> None:
    """Towns, townships and subdistricts are read by the pattern of their names."""
    organ = text_to_organ(text, KINDS)
    assert organ is not None and organ.kinds == (kind,) and organ.sub_unit == town


@pytest.mark.parametrize(
    ("text", "kind", "plaque"),
    [
        ("财政局(国有资产监督管理局)", "finance", "国有资产监督管理局"),
        ("行政审批局(县政务服务管理办公室)", "admin_approval", "县政务服务管理办公室"),
        ("农业农村局(乡村振兴局)", "agriculture_rural", "乡村振兴局"),
        ("城市管理(综合行政执法)局", "urban_enforcement", ""),
        ("人民政府办公厅(室)", "gov_office", ""),
    ],
)
def test_brackets(text: str, kind: str, plaque: str) -> None:
    """A second plaque in brackets does not make another agency; brackets inside a name are a part of it."""
    organ = text_to_organ(text, KINDS)
    assert organ is not None and organ.kinds == (kind,) and organ.plaque == plaque


@pytest.mark.parametrize(
    "text", ["农林牧渔局", "财政好局", "镇人民政府", "街道办事处", "局", "委员会", "业局", "发展局公司", "新闻", "镇"]
)
def test_no_overlap_of_signs(text: str) -> None:
    """What is not an exact sum of known words is not read, however much of it is known."""
    assert text_to_organ(text, KINDS) is None


def test_agriculture_is_not_forestry() -> None:
    """农业局 and 林业局 share two signs of three, and nothing else."""
    farming, forestry = text_to_organ("农业局", KINDS), text_to_organ("林业局", KINDS)
    assert farming and forestry and farming.kinds != forestry.kinds


@pytest.mark.parametrize(
    ("text", "zone", "kinds"),
    [
        ("经济技术开发区管理委员会", "经济技术开发区", ("zone_committee",)),
        ("临港高新区财政局", "临港高新技术产业开发区", ("finance",)),
        ("临港新区", "临港新区", ("zone_committee",)),
        ("临港工业园区管委会办公室", "临港工业园区", ("zone_office",)),
        ("临港新区沿海街道办事处", "临港新区", ("subdistrict",)),
    ],
)
def test_zones(text: str, zone: str, kinds: tuple[str, ...]) -> None:
    """Zones are read by the pattern of their names, with the organ in them."""
    found = next(text_to_zones(text, KINDS))
    assert (found.zone, found.organ.kinds) == (zone, kinds)
