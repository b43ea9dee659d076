"""Printed names resolved to agencies: golden cases."""

from __future__ import annotations

import datetime

import pytest

from normalize.agencies.registry import rows_to_registry, shipped_registry
from normalize.agencies.resolution import CERTAIN, CONTEXT, LIKELY, NONE, OTHER_YEAR, PATTERN, REVIEWED
from normalize.agencies.resolver import Resolver
from normalize.agencies.rows import AgencyRow, DivisionRow, NameRow

RESOLVER = Resolver(shipped_registry())


@pytest.mark.parametrize(
    ("name", "year", "agency_id", "confidence"),
    [
        ("宿迁市人民政府", 2023, "321300-government", CERTAIN),
        ("宿迁市人民政府办公室", 2023, "321300-gov_office", CERTAIN),
        ("宿迁市", 2023, "321300-government", LIKELY),
        ("宿迁市财政局", 2023, "321300-finance", CERTAIN),
        ("宿迁财政局", 2023, "321300-finance", LIKELY),
        ("江苏省宿迁市泗阳县卫健局", 2021, "321323-health", CERTAIN),
        ("宿迁市宿豫区发改局", 2021, "321311-development_reform", CERTAIN),
        ("沭阳县发展和改革局", 2023, "321322-development_reform", CERTAIN),
        ("淮安市人民政府", 2024, "320800-government", CERTAIN),
        ("淮安市洪泽区人民政府", 2023, "320829-government", CERTAIN),
        ("洪泽区人民政府", 2023, "320829-government", CERTAIN),
        ("洪泽县人民政府", 2014, "320829-government", CERTAIN),
        ("上海市人民政府办公厅", 2019, "310000-gov_office", CERTAIN),
        ("平湖市财政局", 2023, "330482-finance", CERTAIN),
        ("莆田市科技局", 2023, "350300-science", CERTAIN),
        ("莆田市科学技术局", 2023, "350300-science", CERTAIN),
        ("舒兰市市场监督管理局", 2016, "220283-market_regulation", CERTAIN),
        ("天津市规划和自然资源局", 2019, "120000-natural_resources", CERTAIN),
        ("吉林省财政厅", 2019, "220000-finance", CERTAIN),
        ("吉林市财政局", 2019, "220200-finance", CERTAIN),
        ("吉林财政厅", 2019, "220000-finance", LIKELY),
        ("大兴安岭地区行政公署", 2019, "232700-government", CERTAIN),
        ("延边州教育局", 2019, "222400-education", LIKELY),
        ("海南省教育厅", 2019, "460000-education", CERTAIN),
        ("海南州教育局", 2019, "632500-education", LIKELY),
        ("第八师石河子市财政局", 2020, "659001-finance", CERTAIN),
        ("科右前旗人民政府", 2020, "152221-government", CERTAIN),
        ("三亚市天涯区", 2016, "460204-government", LIKELY),
    ],
)
def test_organs_of_divisions(name: str, year: int, agency_id: str, confidence: float) -> None:
    """Full paths, short forms, abbreviations and autonomous names lead to the agency, with the right confidence."""
    resolution = RESOLVER.name_to_resolution(name, year)
    assert (resolution.agency_id, resolution.status) == (agency_id, "resolved")
    assert resolution.confidence == confidence and resolution.evidence.endswith(".")


@pytest.mark.parametrize(
    ("before", "after", "agency_id"),
    [
        (("海门市财政局", 2019), ("海门区财政局", 2020), "320684-finance"),
        (("沙县教育局", 2020), ("沙县区教育局", 2021), "350427-education"),
        (("绍兴县财政局", 2012), ("柯桥区财政局", 2013), "330621-finance"),
        (("襄樊市财政局", 2009), ("襄阳市财政局", 2010), "420600-finance"),
        (("铜仁地区财政局", 2010), ("铜仁市财政局", 2011), "522200-finance"),
        (("浦口区财政局", 2009), ("南京市浦口区财政局", 2021), "320111-finance"),
        (("密云县环境保护局", 2014), ("密云区生态环境局", 2020), "110228-ecology_environment"),
        (("泗阳县卫生和计划生育局", 2016), ("泗阳县卫生健康局", 2019), "321323-health"),
    ],
)
def test_ids_outlive_upgrades_and_renames(before: tuple[str, int], after: tuple[str, int], agency_id: str) -> None:
    """An agency keeps its id when its place is upgraded or renamed, and when it is renamed itself."""
    assert RESOLVER.name_to_resolution(*before).agency_id == agency_id
    assert RESOLVER.name_to_resolution(*after).agency_id == agency_id


def test_codes_and_names_are_those_of_the_year() -> None:
    """Code and canonical name are those in force in the fiscal year."""
    before, after = RESOLVER.name_to_resolution("海门市财政局", 2019), RESOLVER.name_to_resolution("海门区财政局", 2021)
    assert (before.division_code, before.agency_name) == ("320684", "海门市财政局")
    assert (after.division_code, after.agency_name) == ("320614", "南通市海门区财政局")
    assert RESOLVER.name_to_resolution("泗阳县环保局", 2014).agency_name == "泗阳县环境保护局"
    assert RESOLVER.name_to_resolution("江苏省发改委", 2020).agency_name == "江苏省发展和改革委员会"


def test_a_name_of_another_year() -> None:
    """A place under the name of another year is found, but said to be of another year."""
    late = RESOLVER.name_to_resolution("海门市财政局", 2020)
    assert (late.agency_id, late.confidence) == ("320684-finance", OTHER_YEAR)
    assert "another year than 2020" in late.evidence
    assert RESOLVER.name_to_resolution("沙县区教育局", 2014).agency_id == "350427-education"


def test_a_name_without_a_year() -> None:
    """Without a year the names since there are reports count, and one that passed to another division is ambiguous."""
    resolution = RESOLVER.name_to_resolution("宿迁市财政局", None)
    assert (resolution.agency_id, resolution.confidence) == ("321300-finance", OTHER_YEAR)
    assert RESOLVER.name_to_resolution("巢湖市财政局", None).status == "ambiguous"


def test_divisions_that_ended() -> None:
    """Merged districts are themselves until they end, and the new one is another agency."""
    assert RESOLVER.name_to_resolution("下城区财政局", 2019).agency_id == "330103-finance"
    assert RESOLVER.name_to_resolution("吉利区人民政府", 2019).agency_id == "410306-government"
    old, new = RESOLVER.name_to_resolution("崇川区财政局", 2019), RESOLVER.name_to_resolution("崇川区财政局", 2020)
    assert (old.agency_id, new.agency_id) == ("320602-finance", "320613-finance")


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("财政金融局", "finance+financial"),
        ("公安局", "public_security"),
        ("管委会", "zone_committee"),
        ("", "zone_committee"),
        ("管委会/办公室", "zone_office"),
        ("国有资产管理局", "state_assets"),
        ("行政审批局", "admin_approval"),
        ("经济发展局", "economic_development"),
        ("交通与建设局", "housing_construction+transport"),
        ("旅游与文化体育局", "culture_tourism+sport"),
        ("农业农村局", "agriculture_rural"),
        ("市场监督管理局", "market_regulation"),
        ("社会事业局", "social_affairs"),
        ("综合执法与应急管理局", "emergency+law_enforcement"),
        ("自然资源与生态环境局", "ecology_environment+natural_resources"),
    ],
)
def test_merged_organs_of_pingtan(words: str, kinds: str) -> None:
    """The thirteen organs of the Pingtan zone, most of them compounds, are thirteen agencies of the zone."""
    assert RESOLVER.name_to_resolution(f"平潭综合实验区{words}", 2021).agency_id == f"350128z1-{kinds}"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("平潭县工商局", "industry_commerce"),
        ("平潭县质监局", "quality_supervision"),
        ("平潭县质量技术监督局", "quality_supervision"),
        ("平潭县食品药品监督管理局", "food_drug"),
        ("平潭县安全生产监督管理局", "work_safety"),
        ("平潭县卫生局", "public_health"),
        ("平潭县人口和计划生育局", "family_planning"),
        ("平潭县科技文体局", "culture+science+sport"),
        ("平潭县广电局", "broadcasting"),
        ("平潭县劳动和社会保障局", "labour"),
    ],
)
def test_predecessors_of_pingtan(name: str, kind: str) -> None:
    """Bodies that were merged later stay apart."""
    assert RESOLVER.name_to_resolution(name, 2012).agency_id == f"350128-{kind}"


def test_ambiguous_names_need_a_hint() -> None:
    """A 鼓楼区 is resolved only where another place tells which; otherwise it is listed with what it might be."""
    alone = RESOLVER.name_to_resolution("鼓楼区财政局", 2020)
    assert (alone.status, alone.confidence, alone.agency_id[:2]) == ("ambiguous", NONE, "u-")
    assert [suggestion.agency_id[:6] for suggestion in alone.suggestions] == ["320106", "320302", "350102", "410204"]
    hinted = RESOLVER.name_to_resolution("鼓楼区财政局", 2020, ("南京市鼓楼区人民政府",))
    assert (hinted.agency_id, hinted.confidence) == ("320106-finance", CONTEXT)
    vague = RESOLVER.name_to_resolution("鼓楼区财政局", 2020, ("江苏省人民政府",))
    assert vague.status == "ambiguous"
    zone = RESOLVER.name_to_resolution("平潭市场监督管理局", 2020)
    assert zone.status == "ambiguous"
    hint = ("平潭综合实验区",)
    assert RESOLVER.name_to_resolution("平潭管委会", 2020).agency_id == "350128z1-zone_committee"
    assert RESOLVER.name_to_resolution("宿迁市管委会", 2020).status == "unresolved"
    assert RESOLVER.name_to_resolution("宿迁市管委会财政局", 2020).status == "unresolved"
    assert RESOLVER.name_to_resolution("宿迁", 2020).status == "unresolved"
    assert RESOLVER.name_to_resolution("平潭市场监督管理局", 2020, hint).agency_id == "350128z1-market_regulation"


def test_names_without_a_place_need_a_hint() -> None:
    """县财政局 is resolved only where the document names one county; 财政局 alone never."""
    assert RESOLVER.name_to_resolution("县财政局", 2020).status == "unresolved"
    hinted = RESOLVER.name_to_resolution("县财政局", 2020, ("宿迁市沭阳县人民政府",))
    assert (hinted.agency_id, hinted.confidence) == ("321322-finance", CONTEXT)
    region = ("广西壮族自治区人民政府",)
    assert RESOLVER.name_to_resolution("区财政局", 2020, region).status == "unresolved"
    office = RESOLVER.name_to_resolution("自治区人民政府办公厅", 2020, region)
    assert office.agency_id == "450000-gov_office"
    two = RESOLVER.name_to_resolution("县财政局", 2020, ("沭阳县人民政府", "泗阳县人民政府"))
    assert two.status == "unresolved"
    assert RESOLVER.name_to_resolution("财政局", 2020, ("沭阳县人民政府",)).status == "unresolved"


def test_towns() -> None:
    """衢江区湖南镇 is a town of Qujiang and not of Hunan; alone it is nobody."""
    town = RESOLVER.name_to_resolution("衢江区湖南镇人民政府", 2018)
    assert (town.agency_id, town.confidence) == ("330803-township-湖南镇", PATTERN)
    assert town.agency_name == "衢州市衢江区湖南镇人民政府"
    assert RESOLVER.name_to_resolution("湖南镇人民政府", 2018).status == "unresolved"
    assert RESOLVER.name_to_resolution("湖南镇", 2018).status == "unresolved"
    assert RESOLVER.name_to_resolution("上海路街道办事处", 2018).status == "unresolved"
    in_zone = RESOLVER.name_to_resolution("沭阳县临港新区沿海街道办事处", 2018)
    assert in_zone.agency_id == "321322z临港新区-subdistrict-沿海街道"
    street = RESOLVER.name_to_resolution("沭阳县沭城街道办事处", 2018)
    assert street.agency_id == "321322-subdistrict-沭城街道"


@pytest.mark.parametrize(
    ("name", "agency_id"),
    [
        ("国家税务总局宿迁市税务局", "321300-tax"),
        ("宿迁市税务局", "321300-tax"),
        ("国家税务总局泗阳县税务局第一税务分局", "321323-tax-第一税务分局"),
        ("国家税务总局杭州经济技术开发区税务局", "330100z经济技术开发区-tax"),
        ("宿迁市国家税务局", "321300-national_tax"),
        ("宿迁市地税局", "321300-local_tax"),
        ("国家统计局启东调查队", "320681-survey_team"),
        ("国家统计局江苏调查总队", "320000-survey_team"),
        ("中国人民银行宿迁市中心支行", "321300-peoples_bank"),
        ("中华人民共和国宿迁海关", "321300-customs"),
        ("宿迁海关", "321300-customs"),
        ("宿迁市气象局", "321300-meteorology"),
        ("宿迁市烟草专卖局", "321300-tobacco"),
        ("宿迁市消防救援支队", "321300-fire_rescue"),
        ("国家金融监督管理总局宿迁监管分局", "321300-financial_regulation"),
    ],
)
def test_vertical_organs(name: str, agency_id: str) -> None:
    """Organs of their own line are found by their frames as well as by their short names."""
    assert RESOLVER.name_to_resolution(name, 2018).agency_id == agency_id


@pytest.mark.parametrize(
    ("name", "agency_id"),
    [
        ("国家发展和改革委员会", "000000-development_reform"),
        ("财政部", "000000-finance"),
        ("中华人民共和国财政部", "000000-finance"),
        ("国家税务总局", "000000-tax"),
        ("海关总署", "000000-customs"),
        ("国务院办公厅", "000000-gov_office"),
        ("中国气象局", "000000-meteorology"),
    ],
)
def test_central_organs(name: str, agency_id: str) -> None:
    """Organs of the State Council belong to the country."""
    resolution = RESOLVER.name_to_resolution(name, 2020)
    assert (resolution.agency_id, resolution.level) == (agency_id, "central")


@pytest.mark.parametrize(
    ("name", "agency_id", "confidence"),
    [
        ("宿迁经济技术开发区财政局", "321300z1-finance", CERTAIN),
        ("宿迁经开区财政局", "321300z1-finance", CERTAIN),
        ("宿迁市湖滨新区管委会", "321300z2-zone_committee", CERTAIN),
        ("苏州宿迁工业园区管理委员会", "321300z3-zone_committee", CERTAIN),
        ("雄安新区管理委员会公共服务局", "130600z1-public_services", CERTAIN),
        ("洋河新区", "321300z4-zone_committee", LIKELY),
        ("杭州经济技术开发区管委会", "330100z经济技术开发区-zone_committee", PATTERN),
        ("杭州市经济技术开发区管理委员会", "330100z经济技术开发区-zone_committee", PATTERN),
        ("泗阳县临河高新区管委会", "321323z临河高新技术产业开发区-zone_committee", PATTERN),
    ],
)
def test_zones(name: str, agency_id: str, confidence: float) -> None:
    """Registered zones have ids of their own; others get one by the pattern of their name, which the evidence says."""
    resolution = RESOLVER.name_to_resolution(name, 2020)
    assert (resolution.agency_id, resolution.confidence, resolution.level) == (agency_id, confidence, "zone")
    assert ("by its pattern" in resolution.evidence) == (confidence == PATTERN)
    assert resolution.division_code == ""


def test_names_of_vertical_organs_stay_as_printed() -> None:
    """武汉海关 is not 武汉市海关."""
    assert RESOLVER.name_to_resolution("武汉海关", 2020).agency_name == "武汉海关"
    survey = RESOLVER.name_to_resolution("国家统计局启东调查队", 2020)
    assert survey.agency_name == "国家统计局启东调查队"


def test_slips_are_only_suggested() -> None:
    """沐阳 for 沭阳 is suggested first and never taken, nor is a slip in the organ."""
    place = RESOLVER.name_to_resolution("沐阳县发展和改革局", 2023)
    assert place.status == "unresolved" and place.suggestions[0].agency_id == "321322-development_reform"
    organ = RESOLVER.name_to_resolution("沭阳县财攻局", 2023)
    assert organ.status == "unresolved"
    assert [suggestion.agency_id for suggestion in organ.suggestions] == ["321322-finance"]


def test_unresolved_ids() -> None:
    """An unresolved name has an id of its own, the same for every spelling, and stays itself."""
    one, two = RESOLVER.name_to_resolution("青石国财政局", 2020), RESOLVER.name_to_resolution(" 青石国 财政局", 2021)
    assert one.agency_id == two.agency_id and len(one.agency_id) == 12
    assert (one.agency_name, one.division_id, one.kinds, one.level) == ("青石国财政局", "", (), "")


def test_reviewed_names_override_everything() -> None:
    """A reviewed name is what the reviewer says, in the years that they say, also where a rule says otherwise."""
    date = datetime.date(2024, 5, 1)
    names = (
        NameRow("宿迁市财政局", 2020, 2021, "321322-finance", "its signature", "a reviewer", date),
        NameRow("财政局", None, None, "321300-finance", "the site", "a reviewer", date),
    )
    resolver = Resolver(rows_to_registry(names=names))
    reviewed = resolver.name_to_resolution("宿迁市 财政局", 2020)
    assert (reviewed.agency_id, reviewed.status, reviewed.confidence) == ("321322-finance", "reviewed", REVIEWED)
    assert reviewed.division_code == "321322" and "a reviewer" in reviewed.evidence
    assert resolver.name_to_resolution("宿迁市财政局", 2022).agency_id == "321300-finance"
    assert resolver.name_to_resolution("财政局", None).agency_id == "321300-finance"


def test_what_a_user_adds() -> None:
    """Divisions and agencies that a user adds are found by their names, in their years."""
    divisions = (
        DivisionRow("990000", "990000", "云川省", "province", "000000", 1981, None, "invented"),
        DivisionRow("990100", "990100", "云岭市", "prefecture", "990000", 1981, None, "invented"),
        DivisionRow("9901z1", "", "安澜新区", "zone", "990100", 2010, None, "invented"),
    )
    agencies = (AgencyRow("990100-lake", "990100", "water", "云湖管理处", 2015, None, "", "invented"),)
    resolver = Resolver(rows_to_registry(divisions=divisions, agencies=agencies))
    assert resolver.name_to_resolution("云岭市财政局", 2020).agency_id == "990100-finance"
    assert resolver.name_to_resolution("安澜新区管理委员会", 2020).agency_id == "9901z1-zone_committee"
    lake = resolver.name_to_resolution("云湖管理处", 2020)
    assert (lake.agency_id, lake.division_id, lake.kinds) == ("990100-lake", "990100", ("water",))
    assert resolver.name_to_resolution("云湖管理处", 2010).status == "unresolved"
