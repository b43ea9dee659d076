"""What a report counts, by its agency's name and by its sentences."""

from __future__ import annotations

import pytest

from normalize.report import Facts, Section
from normalize.scope import name_to_filer, report_to_scope


def scope_of(agency: str, *sentences: str, title: str | None = None) -> tuple[str, str]:
    """Scope and the sentence that shows it."""
    title = title or f"{agency}2024年政府信息公开工作年度报告"
    sections = [Section("overview", "一、总体情况", "".join(sentences))]
    found = report_to_scope(Facts(title=title, agency=agency), sections)
    assert found.reason
    return found.scope, found.sentence


COUNTED = "2024年，全市共受理政府信息公开申请30件，答复28件。"


@pytest.mark.parametrize("agency", ["青山市人民政府", "青山市", "白石综合实验区", "青山市临溪区人民政府"])
def test_government_that_counts_its_whole_area_is_territory(agency: str) -> None:
    """A government's report whose requests are those of the whole area counts the territory, and the sentence says so."""
    assert scope_of(agency, "认真贯彻《条例》。", COUNTED) == ("territory", COUNTED)


def test_report_compiled_from_those_of_others_is_territory() -> None:
    """A report put together from the reports of districts and departments counts the territory."""
    said = "本报告综合各县（市、区）人民政府和市直各部门的政府信息公开年度报告编制而成。"
    assert scope_of("青山市人民政府", said) == ("territory", said)
    assert scope_of("青山市人民政府办公室", said, COUNTED) == ("territory", said)


def test_compiler_of_a_governments_report_does_not_make_it_the_offices() -> None:
    """That the office compiles a government's report says nothing of its scope; the counting sentence does."""
    opening = "本报告由青山市人民政府办公室根据《条例》编制。"
    assert scope_of("青山市人民政府", opening, COUNTED) == ("territory", COUNTED)
    assert scope_of("青山市人民政府", opening)[0] == "unknown"


def test_office_that_answers_for_the_government_is_office() -> None:
    """A report in the office's own name counts the office, also where it answers on behalf of the government."""
    said = "市政府办公厅代表市政府共受理政府信息公开申请859件。"
    assert scope_of("青山市人民政府办公厅", said)[0] == "office"


def test_office_whose_text_counts_the_area_is_unknown() -> None:
    """Where the title names the office and the text counts the area, neither is guessed, and the reason says both."""
    facts = Facts(title="青山市人民政府办公室2024年政府信息公开工作年度报告", agency="青山市人民政府办公室")
    found = report_to_scope(facts, [Section("overview", "", COUNTED)])
    assert (found.scope, found.sentence) == ("unknown", COUNTED)
    assert "office" in found.reason


def test_government_without_evidence_is_unknown() -> None:
    """A government whose text never says whose numbers it gives stays unknown."""
    assert scope_of("青山市人民政府", "全年收到政府信息公开申请30件。") == ("unknown", "")


def test_government_whose_text_counts_the_office_is_unknown() -> None:
    """Prose on the office beside a government's table shows no scope of the table."""
    said = "2024年，市政府办公室共收到政府信息公开申请17件。"
    assert scope_of("青山市人民政府", said) == ("unknown", said)


def test_level_is_said_by_the_statistics() -> None:
    """A sentence that limits the statistics to one level makes the scope that level; against one on the area it is unknown."""
    said = "本报告统计范围为市本级行政机关。"
    assert scope_of("青山市人民政府", said) == ("level", said)
    assert scope_of("青山市人民政府", said, COUNTED)[0] == "unknown"


@pytest.mark.parametrize(
    "said", ["推进市本级预算公开。", "2月20日前公开了区本级的年度报告。", "在本级财政部门批复后20日内公开。"]
)
def test_other_mentions_of_a_level_are_no_evidence(said: str) -> None:
    """本级 in other sentences limits nothing."""
    assert scope_of("青山市人民政府", said, COUNTED)[0] == "territory"


def test_department_is_organ() -> None:
    """A department counts itself."""
    assert scope_of("青山市财政局", "全年收到申请2件。")[0] == "organ"
    assert scope_of("青山市财政局", "推动全市预算公开工作。")[0] == "organ"


def test_line_of_organs_is_system() -> None:
    """A department that gives the numbers of its whole line counts the system."""
    said = "2024年，全省税务系统共收到政府信息公开申请312件。"
    assert scope_of("国家税务总局青山省税务局", said) == ("system", said)


def test_township_is_organ() -> None:
    """A township has no organs of its own that report."""
    assert scope_of("白沙镇人民政府", "全镇收到政府信息公开申请1件。")[0] == "organ"


def test_without_agency_unknown() -> None:
    """Without an agency there is no scope."""
    found = report_to_scope(Facts(), [])
    assert (found.scope, found.reason) == ("unknown", "no agency is named")


@pytest.mark.parametrize(
    ("name", "filer"),
    [
        ("青山市人民政府", "government"),
        ("安澜新区管理委员会", "government"),
        ("平原县", "government"),
        ("青山市人民政府办公厅", "office"),
        ("安澜新区管委会办公室", "office"),
        ("青山市人民政府外事办公室", "department"),
        ("青山市城东区人民政府金融工作办公室", "department"),
        ("梧桐岭镇人民政府", "township"),
        ("城南街道办事处", "township"),
        ("国家统计局青山调查队", "department"),
        ("", "unknown"),
        ("青山日报", "unknown"),
    ],
)
def test_filer_by_name(name: str, filer: str) -> None:
    """Names tell governments, their offices, townships and departments apart."""
    assert name_to_filer(name) == filer
