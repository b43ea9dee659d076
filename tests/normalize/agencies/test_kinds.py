"""The kinds of agency and their names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from normalize.agencies.kinds import Kind, Kinds, load_kinds
from normalize.agencies.organ import text_to_organ

KINDS = load_kinds()
ALIASES = [(kind.id, alias) for kind in KINDS.by_id.values() if not kind.by_pattern for alias in kind.aliases()]


def test_number_of_kinds() -> None:
    """There are some forty kinds and more, with labels in both languages."""
    assert len(KINDS.by_id) >= 40
    assert all(kind.label_en and kind.label_zh for kind in KINDS.by_id.values())


def test_every_alias_is_one_kind() -> None:
    """Every name of a kind stands for that kind alone."""
    for kind_id, alias in ALIASES:
        organ = text_to_organ(alias, KINDS)
        assert organ is not None, alias
        assert (organ.kinds, organ.sub_unit, organ.how) == ((kind_id,), "", "listed"), alias


@pytest.mark.parametrize(
    "names",
    [
        "工商行政管理局 质量技术监督局 食品药品监督管理局 市场监督管理局 物价局 知识产权局",
        "农业局 林业局 水利局 畜牧局 农机局 渔业局 扶贫办",
        "卫生局 人口和计划生育局 卫生健康局",
        "国家税务局 地方税务局 税务局",
        "国土资源局 规划局 自然资源局 海洋局 测绘局",
        "文化局 旅游局 体育局 广播电视局 新闻出版局 文物局 文化和旅游局",
        "城市管理局 城市管理行政执法局 综合行政执法局",
        "人事局 劳动和社会保障局 人力资源和社会保障局",
        "安全生产监督管理局 应急管理局 应急管理办公室",
        "政府办公室 人民政府 法制办公室 信访局",
        "政务服务管理局 政务服务中心 行政审批局 数据局",
        "档案局 档案馆 地方志办公室",
        "公共资源交易中心 公共资源交易监督管理局",
        "民族事务委员会 宗教事务局 民族宗教事务局",
    ],
)
def test_bodies_side_by_side_are_different_kinds(names: str) -> None:
    """Bodies that filed side by side have kinds of their own, or two reports would pass for versions of one."""
    organs = [text_to_organ(name, KINDS) for name in names.split()]
    assert all(organs)
    assert len({organ.kinds for organ in organs if organ}) == len(organs)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("环境保护局", "生态环境局"),
        ("农业局", "农业农村局"),
        ("卫生和计划生育局", "卫生健康局"),
        ("交通局", "交通运输局"),
        ("建设局", "住房和城乡建设局"),
        ("扶贫开发办公室", "乡村振兴局"),
        ("经济和信息化委员会", "工业和信息化局"),
        ("地方金融监督管理局", "地方金融管理局"),
        ("人民防空办公室", "国防动员办公室"),
        ("林业局", "林业和草原局"),
    ],
)
def test_renamed_bodies_are_one_kind(before: str, after: str) -> None:
    """A body that went on under another name is the same kind."""
    old, new = text_to_organ(before, KINDS), text_to_organ(after, KINDS)
    assert old and new and old.kinds == new.kinds


def test_vertical_organs() -> None:
    """Organs of their own line are marked."""
    vertical = {kind.id for kind in KINDS.by_id.values() if kind.vertical}
    assert vertical >= {"tax", "customs", "maritime", "meteorology", "survey_team", "post", "tobacco", "fire_rescue"}
    assert "peoples_bank" in vertical and "finance" not in vertical


def test_names_by_year_and_level() -> None:
    """The canonical name is the one of the year, and that of a province's organ."""
    ecology = KINDS.by_id["ecology_environment"]
    assert ecology.canonical("county", 2015) == "环境保护局"
    assert ecology.canonical("province", 2015) == "环境保护厅"
    assert ecology.canonical("prefecture", 2020) == "生态环境局"
    assert KINDS.by_id["finance"].canonical("province", 2020) == "财政厅"
    assert not ecology.usual_in("生态环境局", 2012) and ecology.usual_in("环境保护局", 2019)


def _kind(kind_id: str, **keys: object) -> Kind:
    return Kind.model_validate({"id": kind_id, "label_en": kind_id, "names": ["甲局"], **keys})


def test_a_name_of_two_kinds_is_refused() -> None:
    """Two kinds with one name, a successor or a compound of unknown kinds, an unknown key: each is refused."""
    with pytest.raises(ValueError, match="stands for"):
        Kinds((_kind("one"), _kind("two")), {})
    with pytest.raises(ValueError, match="unknown kind"):
        Kinds((_kind("one", succeeded_by=[{"kind": "nothing", "year": 2018}]),), {})
    with pytest.raises(ValueError, match="compound"):
        Kinds((_kind("one"),), {"甲乙": ("one", "nothing")})
    with pytest.raises(ValidationError):
        _kind("one", colour="red")


def test_the_documentation_lists_every_kind() -> None:
    """docs/agencies.md lists each kind with its labels, and no other."""
    path = Path(__file__).parents[3] / "docs" / "agencies.md"
    if not path.exists():
        pytest.skip("the documentation is not part of this tree")
    listed = re.findall(
        r"^\| `([a-z_]+)` \| (.+?) \| (.+?)(?:；.*?)? \|", path.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert listed == [(kind.id, kind.label_en, kind.label_zh) for kind in KINDS.by_id.values()]
