"""The agencies that occur, their names by year and what they belong to."""

from __future__ import annotations

import random

import pytest

from normalize.agencies.registry import rows_to_registry, shipped_registry
from normalize.agencies.resolver import Resolver
from normalize.agencies.roster import AgencyName, Roster, agency_to_parent
from normalize.agencies.rows import AgencyRow

NAMES = (
    ("海门市财政局", 2017),
    ("海门市财政局", 2018),
    ("海门市财政局", 2019),
    ("海门区财政局", 2020),
    ("海门区财政局", 2022),
    ("南通海门区财政局", 2022),
    ("杭州经济技术开发区管委会", 2014),
    ("杭州经济技术开发区公安分局", 2016),
    ("衢江区湖南镇人民政府", 2018),
    ("宿迁海关", 2020),
    ("没有这个地方财政局", 2020),
    ("财政部", 2020),
)


def filled(names: tuple[tuple[str, int], ...] = NAMES) -> Roster:
    registry = shipped_registry()
    roster = Roster(registry)
    for resolution in Resolver(registry).names_to_resolutions(names):
        roster.add(resolution)
    return roster


def test_names_by_year() -> None:
    """Canonical names stand with the years in which they hold, printed ones beside them."""
    names = [row for row in filled().names() if row.agency_id == "320684-finance"]
    assert names == [
        AgencyName("320684-finance", "海门市财政局", 2017, 2019, "canonical"),
        AgencyName("320684-finance", "南通市海门区财政局", 2020, 2022, "canonical"),
        AgencyName("320684-finance", "海门区财政局", 2020, 2022, "printed"),
        AgencyName("320684-finance", "南通海门区财政局", 2022, 2022, "printed"),
    ]


def test_agencies_that_occur() -> None:
    """Each agency stands once, under its last name, with the years met, and the governments above it beside it."""
    agencies = {row.agency_id: row for row in filled().agencies()}
    finance = agencies["320684-finance"]
    assert (finance.name, finance.first_year, finance.last_year) == ("南通市海门区财政局", 2017, 2022)
    assert (finance.parent_id, finance.status, finance.vertical) == ("320684-government", "registered", False)
    assert agencies["320684-government"].parent_id == "320600-government"
    assert agencies["320600-government"].parent_id == "320000-government"
    assert agencies["320000-government"].parent_id == "000000-government"
    assert agencies["000000-government"].parent_id == ""
    assert agencies["321300-customs"].vertical
    assert all(row.parent_id in agencies for row in agencies.values() if row.parent_id)
    [unresolved] = [row for row in agencies.values() if row.status == "unresolved"]
    assert unresolved.agency_id.startswith("u-") and unresolved.parent_id == ""


def test_zones_by_pattern_become_divisions() -> None:
    """A zone that is in no table gets a row in the years met."""
    [zone] = filled().zones()
    assert zone[:7] == ("330100z经济技术开发区", "", "杭州市经济技术开发区", "zone", "330100", 2014, 2016)
    agencies = {row.agency_id: row for row in filled().agencies()}
    police = agencies["330100z经济技术开发区-public_security"]
    assert police.parent_id == "330100z经济技术开发区-zone_committee"
    assert agencies[police.parent_id].parent_id == "330100-government"


def test_order_does_not_matter() -> None:
    """The same documents in another order make the same tables."""
    shuffled = tuple(random.Random(3).sample(NAMES, len(NAMES)))
    one, other = filled(), filled(shuffled)
    assert one.agencies() == other.agencies() and one.names() == other.names() and one.zones() == other.zones()


@pytest.mark.parametrize(
    ("division_id", "kinds", "parent"),
    [
        ("321300", ("finance",), "321300-government"),
        ("321300", ("government",), "320000-government"),
        ("321300", ("gov_office",), "321300-government"),
        ("330803", ("township",), "330803-government"),
        ("321300z1", ("finance",), "321300z1-zone_committee"),
        ("321300z1", ("zone_committee",), "321300-government"),
        ("000000", ("finance",), "000000-government"),
        ("000000", ("government",), ""),
        ("", (), ""),
    ],
)
def test_parents(division_id: str, kinds: tuple[str, ...], parent: str) -> None:
    """An organ belongs to the government of its place, a government to the next higher one, a zone's organ to it."""
    agency_id = f"{division_id}-{'+'.join(kinds)}" if kinds else "u-0123456789"
    assert agency_to_parent(agency_id, division_id, kinds, 2020, shipped_registry().divisions) == parent


def test_a_user_says_what_an_agency_belongs_to() -> None:
    """The parent that a user gives counts."""
    row = AgencyRow("lake", "321300", "water", "云湖管理处", 2015, None, "321300-water", "invented")
    registry = rows_to_registry(agencies=(row,))
    roster = Roster(registry)
    roster.add(Resolver(registry).name_to_resolution("云湖管理处", 2020))
    agencies = {agency.agency_id: agency for agency in roster.agencies()}
    assert agencies["lake"].parent_id == "321300-water"
    assert agencies["321300-water"].parent_id == "321300-government"
    assert AgencyName("lake", "云湖管理处", 2015, None, "curation") in roster.names()
