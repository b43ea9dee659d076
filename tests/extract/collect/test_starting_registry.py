"""The registry to start with: every row loads, is official, says where it comes from, and is not confirmed yet."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

from extract.collect.families import load_adapters
from extract.collect.registry import AUTO, Registry, load_registry

PROVINCES: Final = (
    "安徽省 北京市 重庆市 福建省 甘肃省 广东省 广西壮族自治区 贵州省 海南省 河北省 黑龙江省 河南省 湖北省 湖南省 江苏省 江西省 吉林省 辽宁省 "
    "内蒙古自治区 宁夏回族自治区 青海省 陕西省 山东省 上海市 山西省 四川省 天津市 新疆维吾尔自治区 西藏自治区 云南省 浙江省"
).split()
OFFICIAL_ADDRESSES: Final = frozenset(["122.137.242.24"])
"""Official hosts without a name (facts/pitfalls.md 118)."""


@cache
def registry() -> Registry:
    return load_registry(Path(str(resources.files("extract.collect").joinpath("starting_registry.csv"))))


def test_every_row_loads() -> None:
    """No row is left out, and no address stands twice."""
    assert registry().errors == ()
    assert len({site.start_url for site in registry().sites}) == len(registry().sites) >= 100


def test_hosts_are_official() -> None:
    """Every host is below gov.cn, or an address that is known to be official; none is a mirror."""
    for site in registry().sites:
        assert site.host.endswith(".gov.cn") or site.host in OFFICIAL_ADDRESSES, site.start_url


def test_all_provinces() -> None:
    """The 31 columns of the provinces are there, with the day on which they were seen."""
    found = {site.agency: site for site in registry().sites}
    for name in PROVINCES:
        assert found[f"{name}人民政府"].verified_at == "2026-07-22"


def test_rows_say_where_they_come_from() -> None:
    """Each row is unverified, names its evidence, and the day or month of it where that is known."""
    for site in registry().sites:
        assert site.status == "unverified"
        assert site.evidence
        assert re.fullmatch(r"(?:20\d\d-\d\d(?:-\d\d)?)?", site.verified_at)


def test_families_are_known() -> None:
    """A family is that of an adapter, or to be told from the site."""
    assert {site.family for site in registry().sites} <= {AUTO, *load_adapters()}


def test_readmes_say_how_many_rows_there_are() -> None:
    """The number of rows that both READMEs name is the number of rows."""
    count = len(registry().sites)
    root = Path(__file__).parent.parent.parent.parent
    assert f"# {count} columns to start with" in (root / "README.md").read_text(encoding="utf-8")
    assert f"# 自带 {count} 个栏目" in (root / "README.zh.md").read_text(encoding="utf-8")
