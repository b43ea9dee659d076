"""Reviewed files, scopes and titles that would have put a number under the wrong name."""

from __future__ import annotations

from pathlib import Path

import pytest

from normalize.agencies.registry import shipped_registry
from normalize.agencies.resolver import Resolver
from normalize.curation import CurationError, load_curation
from normalize.report import Facts, Section
from normalize.scope import report_to_scope
from normalize.title import line_to_title

_HEADS = {
    "names": "name,first_year,last_year,agency_id,evidence,reviewed_by,reviewed_on",
    "agencies": "agency_id,division_id,kinds,name,first_year,last_year,parent_id,evidence",
    "corrections": "report_id,cell,document_id,printed_raw,new_value,reason,evidence,corrected_by,corrected_on",
}
_DISTRICTS = (
    "鼓楼区财政局,2021,2022,320302-finance,e,me,2024-01-01",
    " 鼓楼区　财政局,2022,,350102-finance,e,me,2024-01-01",
)


def _write(folder: Path, name: str, *rows: str) -> Path:
    (folder / f"{name}.csv").write_text("\n".join([_HEADS[name], *rows]) + "\n", encoding="utf-8")
    return folder


def test_name_for_two_agencies_in_a_year_is_refused(tmp_path: Path) -> None:
    """Reviewed years of one name may not overlap for two agencies, in whatever spelling; the line is named."""
    with pytest.raises(CurationError, match=r"line 2 gives to 320302-finance \(names.csv, line 3\)"):
        load_curation(_write(tmp_path, "names", *_DISTRICTS))


def test_name_for_two_agencies_one_after_the_other(tmp_path: Path) -> None:
    """A name that went from one agency to another is accepted where its years do not meet."""
    rows = (_DISTRICTS[0], _DISTRICTS[1].replace("2022,,", "2023,,"))
    assert len(load_curation(_write(tmp_path, "names", *rows)).names) == 2


def test_added_agencies_of_one_name_are_refused(tmp_path: Path) -> None:
    """Two added agencies of one name would leave the choice to the order of the rows."""
    rows = [f"{place}-own,{place},finance,鼓楼区财政局,,,,e" for place in ("320302", "350102")]
    with pytest.raises(CurationError, match="line 2 gives to 320302-own"):
        load_curation(_write(tmp_path, "agencies", *rows))


@pytest.mark.parametrize(
    ("cell", "value", "is_taken"),
    [
        ("requests.granted.total", "3.5", False),
        ("requests.granted.total", "-3", False),
        ("requests.granted.total", "3", True),
        ("proactive.fees.amount", "3.5", True),
        ("proactive.fees.amount", "-3.5", False),
        ("proactive.licensing.change", "-3", True),
    ],
)
def test_correction_is_a_number_that_the_cell_can_hold(tmp_path: Path, cell: str, value: str, is_taken: bool) -> None:
    """Counts are whole, and only changes are negative; anything else is refused before the build begins."""
    folder = _write(tmp_path, "corrections", f"r,{cell},d,12,{value},typo,page,me,2024-01-01")
    if is_taken:
        assert load_curation(folder).corrections[0].new_value == float(value)
    else:
        with pytest.raises(CurationError, match="new_value"):
            load_curation(folder)


@pytest.mark.parametrize(
    ("said", "scope"),
    [
        ("2022年，区政府本级收到政府信息公开申请13件。全区主动公开信息3000条。", "unknown"),
        ("去年，全区收到政府信息公开申请150件。", "unknown"),
        ("全区主动公开信息3000条。", "territory"),
        ("2022年，全区收到政府信息公开申请150件，其中区政府本级收到申请13件。", "territory"),
        ("上年结转2件，全区收到政府信息公开申请150件。", "territory"),
    ],
)
def test_scope_is_that_of_this_years_requests(said: str, scope: str) -> None:
    """What the area disclosed or received last year does not make a report on one level one on the area."""
    facts = Facts(title="青山区2022年政府信息公开工作年度报告", agency="青山区人民政府")
    assert report_to_scope(facts, [Section("overview", "一、总体情况", said)]).scope == scope


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("泗阳县福兴研究会", True),
        ("幻海市福兴研究会", True),
        ("朝阳区福兴研究会", False),
        ("市财政局", False),
        ("县市场监督管理局", False),
        ("大数据和城市管理局", False),
        ("经济开发区管理委员会", False),
        ("城关镇人民政府", False),
    ],
)
def test_places_that_tell_agencies_apart(name: str, is_one: bool) -> None:
    """Only a place that no other shares its name with makes an unresolved name one agency."""
    assert Resolver(shipped_registry()).names_one_place(name, 2022) is is_one


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("泗阳县住房和城乡建设局（人防办）2020年政府信息公开工作年度报告", "泗阳县住房和城乡建设局（人防办）"),
        ("泗阳县财政局政府信息公开工作年度报告（2020年）", "泗阳县财政局"),
        ("泗阳县财政局政府信息公开年度报告（2020年）全文", "泗阳县财政局"),
    ],
)
def test_brackets_in_a_title(line: str, agency: str) -> None:
    """Brackets within a title belong to a name; only those behind it are a remark."""
    title = line_to_title(line)
    assert title is not None and (title.agency, title.year) == (agency, 2020)


@pytest.mark.parametrize("name", ["朝阳财政局", "通化财政局", "抚顺财政局"])
def test_name_is_no_hint_to_itself(name: str) -> None:
    """A place without its type names several divisions, and its own words in the title do not tell which."""
    title = f"{name}2022年政府信息公开工作年度报告"
    assert Resolver(shipped_registry()).name_to_resolution(name, 2022, (title,)).status == "ambiguous"


def test_place_in_full_is_a_hint() -> None:
    """The city named in full settles which district is meant."""
    found = Resolver(shipped_registry()).name_to_resolution("鼓楼区财政局", 2022, ("徐州市鼓楼区人民政府",))
    assert found.agency_id == "320302-finance"


def test_two_organs_are_no_organ_with_a_part() -> None:
    """A second organ behind a comma is not a part of the first."""
    found = Resolver(shipped_registry()).name_to_resolution("泗阳县财政局、国有资产监督管理办公室", 2022)
    assert not found.sub_unit


def test_zero_in_a_year_of_chinese_numerals() -> None:
    """A year that is typed with the digit 0 among Chinese numerals is a year, not part of the name."""
    title = line_to_title("泗阳县信访局二0二二年政府信息公开工作年度报告")
    assert title is not None and (title.agency, title.year) == ("泗阳县信访局", 2022)
