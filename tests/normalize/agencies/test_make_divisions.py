"""How the tables of divisions are made, on a small country of our own."""

from __future__ import annotations

from pathlib import Path

import pytest

from normalize.agencies.division_source import DivisionTableError, read_source
from normalize.agencies.make_divisions import changed_ids, main, rows_to_tables

HEAD = "代码,一级行政区,二级行政区,名称,级别,状态,启用时间,变更/弃用时间,新代码"
COUNTRY = """990000,云川省,,云川省,省级,在用,1981,,
990100,云川省,云岭市,云岭市,地级,在用,1981,,
992100,云川省,平川地区,平川地区,地级,弃用,1981,2012,
990200,云川省,平川市,平川市,地级,在用,2012,,
992121,云川省,平川地区,东川县,县级,弃用,1981,2012,990202
990202,云川省,平川市,东川区,县级,在用,2012,,
990102,云川省,云岭市,上区,县级,弃用,1981,2015,990104
990103,云川省,云岭市,下区,县级,弃用,1981,2015,990104
990104,云川省,云岭市,中区,县级,在用,2015,,990105[2018]
990105,云川省,云岭市,新区,县级,在用,2018,,
990121,云川省,云岭市,大县,县级,弃用,1981,2010,990106;990105[2009];990102
990106,云川省,云岭市,大县区,县级,变更,2010,2020,990106
990106,云川省,云岭市,巨区,县级,在用,2020,,
990107,云川省,云岭市,郊区,县级,弃用,1981,2011,990102;990108
990108,云川省,云岭市,河区,县级,在用,2011,,
"""


def table(tmp_path: Path, rows: str = COUNTRY, head: str = HEAD) -> Path:
    path = tmp_path / "source.csv"
    path.write_text(f"\ufeff{head}\n{rows}", encoding="utf-8")
    return path


def test_ids_follow_the_rules(tmp_path: Path) -> None:
    """An upgrade keeps the id though parts went elsewhere; a merger makes a new one; a divided district has no heir."""
    periods, _ = rows_to_tables(read_source(table(tmp_path)))
    names: dict[str, list[str]] = {}
    for period in periods:
        names.setdefault(period.division_id, []).append(period.name)
    assert names["990121"] == ["大县", "大县区", "巨区"]
    assert names["992121"] == ["东川县", "东川区"]
    assert names["992100"] == ["平川地区", "平川市"]
    assert names["990104"] == ["中区"] and names["990102"] == ["上区"]
    assert names["990107"] == ["郊区"] and names["990108"] == ["河区"]


def test_events_follow_the_rules(tmp_path: Path) -> None:
    """Each link of the source is an event of its kind."""
    _, events = rows_to_tables(read_source(table(tmp_path)))
    assert {event.event_id for event in events} == {
        "2010-upgrade-990121",
        "2010-transfer-990121-990102",
        "2011-split-990107-990102",
        "2011-split-990107-990108",
        "2012-upgrade-992100",
        "2012-upgrade-992121",
        "2015-merge-990102-990104",
        "2015-merge-990103-990104",
        "2018-split-990104-990105",
        "2020-rename-990121",
    }


def test_order_of_the_source_does_not_matter(tmp_path: Path) -> None:
    """The same rows in another order make the same tables."""
    shuffled = "\n".join(reversed(COUNTRY.strip().split("\n"))) + "\n"
    assert rows_to_tables(read_source(table(tmp_path))) == rows_to_tables(read_source(table(tmp_path, shuffled)))


@pytest.mark.parametrize(
    ("rows", "head"),
    [
        (COUNTRY, HEAD.replace("代码,", "code,", 1)),
        ("99000,云川省,,云川省,省级,在用,1981,,\n", HEAD),
        ("990000,云川省,,云川省,省,在用,1981,,\n", HEAD),
        ("990000,云川省,,云川省,省级,在用,later,,\n", HEAD),
        ("990000,云川省,,云川省,省级,弃用,1981,1990,99\n", HEAD),
    ],
)
def test_a_table_of_another_shape_is_refused(tmp_path: Path, rows: str, head: str) -> None:
    """Other columns, codes, levels, years or successors than documented are refused with their line."""
    with pytest.raises(DivisionTableError, match=r"source\.csv"):
        read_source(table(tmp_path, rows, head))


def test_a_county_without_parent_is_refused(tmp_path: Path) -> None:
    """Every county has a parent in every year."""
    with pytest.raises(DivisionTableError, match="990121"):
        rows_to_tables(read_source(table(tmp_path, "990121,云川省,云岭市,大县,县级,在用,1981,,\n")))


def test_ids_never_change(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A source that would give a shipped period another id, or drop one, is refused; nothing is written."""
    source = table(tmp_path)
    assert main([str(source), "--folder", str(tmp_path)]) == 1
    assert "Ids would change" in capsys.readouterr().err
    assert not (tmp_path / "divisions.csv").exists()
    periods, _ = rows_to_tables(read_source(source))
    assert changed_ids(periods, tmp_path / "divisions.csv") == []
