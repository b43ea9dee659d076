"""The shipped table of divisions and its events."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from normalize.agencies.divisions import COUNTRY_ID, Divisions, load_division_rows, load_zone_rows
from normalize.agencies.lineage import load_division_events
from normalize.agencies.rows import EVENT_KINDS, LEVELS, DivisionRow, LineageRow

ROWS = load_division_rows()
DIVISIONS = Divisions(ROWS)
EVENTS = load_division_events()


def in_force(year: int) -> list[DivisionRow]:
    return [row for row in ROWS if row.first_year <= year <= (row.last_year or year)]


def test_divisions_in_use() -> None:
    """3,213 divisions are in use: 34 provinces, 333 prefectures, 2,846 counties."""
    counts = Counter(row.level for row in ROWS if row.last_year is None and row.division_id != COUNTRY_ID)
    assert counts == {"province": 34, "prefecture": 333, "county": 2846}
    assert counts.total() == 3213


@pytest.mark.parametrize("year", range(1981, 2025))
def test_parents_exist_in_each_year(year: int) -> None:
    """Each division in force in a year has a parent in force in that year, of a higher level."""
    rows = {row.division_id: row for row in in_force(year)}
    for row in rows.values():
        if row.division_id != COUNTRY_ID:
            assert LEVELS.index(rows[row.parent_id].level) < LEVELS.index(row.level)


@pytest.mark.parametrize("column", ["division_id", "code"])
def test_no_overlap(column: str) -> None:
    """Periods of one division do not overlap, nor do those of one code."""
    periods: dict[str, list[DivisionRow]] = {}
    for row in sorted(ROWS, key=lambda row: row.first_year):
        periods.setdefault(getattr(row, column), []).append(row)
    for rows in periods.values():
        for before, after in pairwise(rows):
            assert before.last_year is not None and before.last_year < after.first_year


def test_chains_have_no_gaps() -> None:
    """A division goes on from period to period without a year between."""
    for row in ROWS:
        rows = DIVISIONS.periods(row.division_id)
        assert all(before.last_year == after.first_year - 1 for before, after in pairwise(rows))


def test_ids_are_codes() -> None:
    """The id is the code in force in 2008, else the first one after, else the last one, with a letter where shared."""
    for division_id in {row.division_id for row in ROWS}:
        rows = DIVISIONS.periods(division_id)
        later = [row for row in rows if row.last_year is None or row.last_year >= 2008]
        assert division_id[:6] == (later[0] if later else rows[-1]).code
        assert division_id[6:] in ("", "b", "c")


def test_letters_go_to_the_later_ones() -> None:
    """Where two divisions share a code, the one in force in 2008 has it bare."""
    for row in ROWS:
        if len(row.division_id) > 6:
            bare = DIVISIONS.at(row.division_id[:6], 2008)
            assert bare is not None or DIVISIONS.periods(row.division_id[:6])[0].first_year <= row.first_year


def test_codes_of_five_known_divisions() -> None:
    """Codes change with upgrades, ids do not."""
    assert [DIVISIONS.nearest("320684", year).code for year in (2019, 2020)] == ["320684", "320614"]
    assert [DIVISIONS.nearest("350427", year).name for year in (2020, 2021)] == ["沙县", "沙县区"]
    assert [DIVISIONS.nearest("341402", year).name for year in (1998, 2010, 2011)] == ["巢湖市", "居巢区", "巢湖市"]
    assert DIVISIONS.at("330103", 2021) is None
    assert DIVISIONS.at("130502", 2019) != DIVISIONS.at("130502", 2020)


def upgraded(event: LineageRow) -> bool:
    """Whether a county, city or banner went wholly into a district."""
    if event.year is None or event.year < 2008 or event.kind not in {"upgrade", "merge", "split"}:
        return False
    old, new = DIVISIONS.at(event.old_id, event.year - 1), DIVISIONS.at(event.new_id, event.year)
    if old is None or new is None or (event.old_id != event.new_id and DIVISIONS.at(event.old_id, event.year)):
        return False
    return {old.level, new.level} == {"county"} and not old.name.endswith("区") and new.name.endswith("区")


def test_upgrades_to_districts() -> None:
    """The counties that became districts or went into one since 2008, by year, as counted in the source by hand."""
    years = Counter(year for _, year in {(event.old_id, event.year) for event in EVENTS if upgraded(event)})
    known = {2012: 7, 2013: 11, 2014: 26, 2015: 28, 2016: 33, 2017: 8, 2018: 9, 2021: 6}
    assert {year: years[year] for year in known} == known


def test_most_upgrades_keep_the_id() -> None:
    """Nine in ten counties that became districts go on under their id; the others were merged or divided."""
    ids = {(event.old_id, event.year): event.old_id == event.new_id for event in EVENTS if upgraded(event)}
    assert sum(ids.values()) > 0.9 * len(ids)


def test_counties_to_cities() -> None:
    """53 counties became cities since 2008."""
    cities = 0
    for event in EVENTS:
        if event.kind == "upgrade" and event.year is not None and event.year >= 2008:
            old, new = DIVISIONS.at(event.old_id, event.year - 1), DIVISIONS.at(event.new_id, event.year)
            assert old is not None and new is not None
            cities += old.name.endswith(("县", "旗")) and new.name.endswith("市")
    assert cities == 53


def test_events_are_sound() -> None:
    """Events have unique ids, known kinds, and divisions that exist on either side of their year."""
    assert len({event.event_id for event in EVENTS}) == len(EVENTS)
    for event in EVENTS:
        assert event.kind in EVENT_KINDS and event.year is not None and event.evidence
        if event.old_id:
            assert DIVISIONS.at(event.old_id, event.year - 1)
        if event.new_id:
            assert DIVISIONS.at(event.new_id, event.year)


def test_every_end_and_beginning_has_an_event() -> None:
    """A division that ends or begins after 1981 does so in an event of that year."""
    ends = {(event.old_id, event.year) for event in EVENTS}
    begins = {(event.new_id, event.year) for event in EVENTS}
    for division_id in {row.division_id for row in ROWS}:
        rows = DIVISIONS.periods(division_id)
        if rows[-1].last_year is not None:
            assert (division_id, rows[-1].last_year + 1) in ends
        if rows[0].first_year > 1981:
            assert (division_id, rows[0].first_year) in begins


@pytest.mark.parametrize(
    "event_id",
    [
        "2020-upgrade-320684",  # 海门市 to 海门区
        "2021-upgrade-350427",  # 沙县 to 沙县区
        "2021-merge-410306-410308",  # 吉利区 into 孟津区
        "2021-merge-330103-330105",  # 下城区 into 拱墅区
        "2020-split-130521-130502",  # 邢台县 divided
        "2020-merge-320611-320613",  # 港闸区 into 崇川区
        "2020-merge-340208-340209",  # 三山区 into 弋江区
        "2018-merge-371200-370100",  # 莱芜市 into 济南市
        "2011-split-341400-340100",  # 巢湖市 divided, by where its counties went
        "2010-rename-420600",  # 襄樊市 to 襄阳市
        "2011-upgrade-522200",  # 铜仁地区 to 铜仁市, by its counties
    ],
)
def test_known_events(event_id: str) -> None:
    """Events that the source shows are there."""
    assert event_id in {event.event_id for event in EVENTS}


def test_zones_have_parents_and_new_ids() -> None:
    """Registered zones belong to divisions, and their ids are no codes."""
    for zone in load_zone_rows():
        assert zone.division.parent_id in DIVISIONS
        assert not DIVISIONS.at(zone.division.division_id, 2024) or zone.division.level == "zone"
        assert "-" not in zone.division.division_id
