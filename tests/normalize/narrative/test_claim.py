"""Golden sentences: what their numbers count, and what the tables say of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.forms import load_forms
from extract.reading import Reading
from normalize.narrative.claim import Claim, sections_to_claims
from normalize.narrative.lexicon import load_lexicon
from normalize.narrative.number import text_to_numbers
from normalize.scope import Scope
from tests.normalize.narrative.readings import numbers_to_reading, requests, suqian, text_to_sections


def claims(
    text: str, reading: Reading, *, year: int | None = 2023, scope: Scope = "organ", section: str = "overview"
) -> list[Claim]:
    """The claims of a text."""
    return sections_to_claims(text_to_sections(text, section), reading, year, scope)


def only(text: str, reading: Reading, *, scope: Scope = "organ", year: int | None = 2023) -> Claim:
    """The single claim of a text."""
    (claim,) = claims(text, reading, year=year, scope=scope)
    return claim


SUQIAN = (
    "全市各级行政机关共收办政府信息公开申请3607件。全年办结3486件，其中予以公开1191件，占34.17%；部分公开328件，占9.41%；"
    "不予公开142件，占4.07%；无法提供1078件，占30.92%；不予处理406件，占11.65%；其他处理341件，占9.78%；"
    "结转下年度继续办理121件。因政府信息公开引发行政复议440件，其中维持309件、纠正17件、其他结果88件、尚未审结26件；"
    "行政诉讼113件，其中结果维持14件。"
)


def test_a_citys_year_in_prose() -> None:
    """Every number of 宿迁 2023 matches, each with its cells; shares are computed from them."""
    found = claims(SUQIAN, suqian(), scope="territory")
    assert {claim.result for claim in found} == {"matches"}
    assert [(claim.measure, claim.value) for claim in found if claim.unit == "件"] == [
        ("requests.received", 3607),
        ("requests.concluded", 3486),
        ("requests.granted", 1191),
        ("requests.partly_granted", 328),
        ("requests.refused", 142),
        ("requests.unable", 1078),
        ("requests.declined", 406),
        ("requests.other", 341),
        ("requests.carried_out", 121),
        ("disputes.review.total", 440),
        ("disputes.review.upheld", 309),
        ("disputes.review.corrected", 17),
        ("disputes.review.other", 88),
        ("disputes.review.pending", 26),
        ("disputes.suit.total", 113),
        ("disputes.suit.upheld", 14),
    ]
    assert len([claim for claim in found if claim.unit == "%"]) == 6
    basis, *_ = found
    assert (basis.verb, basis.cell) == ("handled", "requests.new.total + requests.carried_in.total")
    share = next(claim for claim in found if claim.unit == "%")
    assert share.cell == "requests.granted.total / requests.concluded.total"


def test_places_are_those_of_the_text() -> None:
    """Each claim stands where it says, and keeps its sentence."""
    text = "概况。\n　　全年收到政府信息公开 申请 ３ 件。未收到行政复议。"
    found = claims(text, numbers_to_reading(requests(new=3)))
    assert [(claim.text, claim.result) for claim in found] == [("３件", "matches"), ("未收到", "matches")]
    assert text[found[0].offset :].startswith("３ 件")
    assert found[0].sentence == "全年收到政府信息公开申请３件。"


@pytest.mark.parametrize(
    ("text", "cells", "verb"),
    [
        ("受理政府信息公开申请12件", "requests.new.total", "accepted"),
        ("共收到依申请公开12件", "requests.new.total", "received"),
        ("接到公民、法人和其他组织申请公开的政府信息项目12例", "requests.new.total", "received"),
        ("收到政府信息公开申请共计十二件", "requests.new.total", "received"),
        ("收办政府信息公开申请15件", "requests.new.total + requests.carried_in.total", "handled"),
        ("办理政府信息公开申请14件", "requests.concluded.total", "handled"),
        ("办结政府信息公开申请14件", "requests.concluded.total", "concluded"),
        ("答复政府信息公开申请14件", "requests.concluded.total", "answered"),
        ("共完成政府信息依申请公开答复14件", "requests.concluded.total", "answered"),
        ("收到自然人申请政府信息公开，自然人申请12件", "", ""),
    ],
)
def test_requests_received_and_concluded(text: str, cells: str, verb: str) -> None:
    """Verbs tell what is counted, and the cells tell on which basis."""
    reading = numbers_to_reading(requests(new=12, carried_in=3, concluded=14, carried_out=1, granted=14))
    found = claims(f"2023年，我局{text}。", reading)
    assert [(claim.cell, claim.verb) for claim in found if claim.result == "matches"] == (
        [(cells, verb)] if cells else []
    )


def test_carried_over_in_brackets() -> None:
    """What came over from last year and goes on to the next stands in brackets, before and behind its number."""
    reading = numbers_to_reading(requests(new=859, carried_in=18, concluded=805, carried_out=72))
    text = (
        "市政府办公厅代表市政府共受理政府信息公开申请859件，申请数量较去年回落12.3%；答复政府信息公开申请805件"
        "（含上年度结转申请18件，另有72件申请按照《条例》顺延到下年度答复）。"
    )
    found = claims(text, reading, scope="office")
    assert [(claim.cell, claim.result) for claim in found] == [
        ("requests.new.total", "matches"),
        ("requests.concluded.total", "matches"),
        ("requests.carried_in.total", "matches"),
        ("requests.carried_out.total", "matches"),
    ]


def test_applicants() -> None:
    """Applicants divide what came before: columns on the basis that the number matches."""
    reading = numbers_to_reading(
        requests(new=705, carried_in=36)
        | {
            "requests.new.business": 3,
            "requests.new.legal": 5,
            "requests.new.total": 713,
            "requests.carried_in.total": 36,
        }
    )
    text = "全年共受理政府信息公开申请749件，其中自然人申请741件，法人或其他组织申请8件。"
    total, persons, organisations = claims(text, reading)
    assert total.cells == ("requests.new.total", "requests.carried_in.total")
    assert persons.cells == ("requests.new.natural_person", "requests.carried_in.natural_person")
    assert organisations.result == "matches"
    assert "requests.new.legal" in organisations.cells


def test_half_width_signs() -> None:
    """Brackets and commas of either width bound the same clauses."""
    reading = numbers_to_reading(requests(new=14, concluded=12, carried_out=2) | {"disputes.review.total": 9})
    text = "全年共收到依申请公开14件(其中信件申请10件,网络申请4件),已办结12件,2件结转下年办理;行政复议案件9件,已审结。"
    found = claims(f"(二)依申请公开。{text}", reading)
    assert [(claim.value, claim.result) for claim in found] == [
        (14, "matches"),
        (12, "matches"),
        (2, "matches"),
        (9, "matches"),
    ]


def test_items_of_information_may_stand_for_requests() -> None:
    """依申请公开信息43条 counts requests, where the words say so."""
    reading = numbers_to_reading(requests(new=43, granted=9, partly_granted=12, unable_not_held=13, concluded=34))
    text = "2023年依申请公开信息43条，其中予以公开信息9条，部分公开信息12条，无法提供信息13条。主动公开信息105条。"
    assert [claim.result for claim in claims(text, reading)] == ["matches"] * 4


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        ("未收到政府信息公开申请。", ["requests.received"]),
        ("我局未收到政府信息公开申请，未发生因政府信息公开申请行政复议和提起行政诉讼的案件。", None),
        ("信息公开答复均未收到行政复议或行政诉讼。", ["disputes.review.total", "disputes.suit.total"]),
        ("未收到有关政府信息公开行政复议、提起行政诉讼的申请。", ["disputes.review.total", "disputes.suit.total"]),
        ("没有因政府信息公开被申请行政复议、被提起行政诉讼的情况。", ["disputes.review.total", "disputes.suit.total"]),
        ("我镇未收到和处理政府信息公开申请，未发生有关的行政复议案件、行政诉讼案件和举报申诉件。", None),
        ("没有收到过关于政府信息公开方面的申请、复议和诉讼。", None),
        ("未收到政府信息公开申请，也没有上年结转的申请。", ["requests.received", "requests.carried_in"]),
        ("收到依申请公开0件，因依申请公开引起行政复议0件，行政诉讼0件。", None),
    ],
)
def test_zero_in_words(text: str, measures: list[str] | None) -> None:
    """Words that say none are zeros, each of what it says, and match a table of zeros."""
    found = claims(text, numbers_to_reading({}))
    expected = measures or ["requests.received", "disputes.review.total", "disputes.suit.total"]
    assert [(claim.measure, claim.value, claim.result) for claim in found] == [
        (name, 0, "matches") for name in expected
    ]


def test_zero_in_words_against_a_number() -> None:
    """未收到 beside a table that counts some is a contradiction, with the words as printed."""
    claim = only("全年未收到政府信息公开申请。", numbers_to_reading(requests(new=3)))
    assert (claim.result, claim.text, claim.expected) == ("contradicts", "未收到", 3)


@pytest.mark.parametrize(
    "text",
    [
        "自收到申请之日起20个工作日内予以答复。",
        "无正当理由大量反复申请的，不予处理。",
        "本机关没有现成信息需要另行制作的，无法提供。",
        "受理12345热线工单3200件，办结3180件，办结率99.4%。",
        "收到投诉举报12件，予以公开12件。",
        "办理人大代表建议45件，答复45件。",
        "收到248条网民留言，办结留言230条，公开答复4条。",
        "公开行政处罚信息120条、行政许可信息300条。",
        "受理行政许可申请1200件，办结1180件。",
        "审核规范性文件32件，清理规范性文件12件。",
        "延期答复3件，逾期答复2件。",
        "通过网络申请3件、信函申请2件。",
        "申请人撤回申请2件。",
        "指导协助各部门办理依申请公开件30件。",
        "不予公开事项清单1份，依申请公开目录更新3次。",
        "收到申请数量同比增长12件，比上年的20件少8件。",
        "行政复议维持率100%，行政诉讼胜诉率100%。",
        "下一步，计划于上半年办结申请3件。",
    ],
)
def test_what_is_no_claim(text: str) -> None:
    """Other work, rates, changes, plans and rules of law are not taken for what the tables count."""
    assert claims(f"（二）依申请公开情况。{text}", numbers_to_reading(requests(new=1))) == []


def test_general_disputes_are_not_those_on_disclosure() -> None:
    """Cases of an office that handles reviews are no disputes over disclosure, unless the sentence says so."""
    reading = numbers_to_reading({"disputes.review.total": 3, "disputes.review.upheld": 3})
    text = "全年办理行政复议案件120件。其中涉及政府信息公开的行政复议3件。"
    assert [(claim.value, claim.result) for claim in claims(text, reading)] == [(3, "matches")]
    claim = only("（二）依申请公开情况。办理行政复议案件120件。", reading)
    assert claim.result == "no_counterpart"


def test_other_times_are_not_compared() -> None:
    """Numbers of another year or of a part of the year are kept, and not held against the table."""
    reading = numbers_to_reading(requests(new=12))
    text = "2022年收到政府信息公开申请20件，2023年收到12件。上半年收到5件。自《条例》实施以来受理申请300件。"
    assert [(claim.value, claim.result) for claim in claims(text, reading)] == [
        (20, "not_checked"),
        (12, "matches"),
        (5, "not_checked"),
        (300, "not_checked"),
    ]


@pytest.mark.parametrize(
    ("text", "scope", "result"),
    [
        ("区政府办公室共收到政府信息公开申请17件。", "territory", "near_miss"),
        ("区本级收到政府信息公开申请17件。", "territory", "near_miss"),
        ("区公安局收到政府信息公开申请17件。", "territory", "near_miss"),
        ("全市收到政府信息公开申请217件。", "organ", "near_miss"),
        ("全区收到政府信息公开申请17件。", "territory", "contradicts"),
        ("我局收到政府信息公开申请17件。", "organ", "contradicts"),
    ],
)
def test_other_bodies_explain_a_difference(text: str, scope: Scope, result: str) -> None:
    """A sentence on another body than the table's explains a difference; one on the same body does not."""
    claim = only(text, numbers_to_reading(requests(new=95)), scope=scope)
    assert (claim.result, claim.expected, bool(claim.explanation)) == (result, 95, True)


def test_part_of_a_number_before_is_no_contradiction() -> None:
    """A smaller number of the same behind it in the sentence is a part of it."""
    text = "我局共受理政府信息公开申请120件，其中内设机构受理申请45件。"
    found = claims(text, numbers_to_reading(requests(new=120)))
    assert [claim.result for claim in found] == ["matches", "no_counterpart"]


def test_near_misses_name_what_they_equal() -> None:
    """Another column, one row of a group, a closed case, a digit and a slip of the total are named."""
    columns = {"requests.granted.business": 12, "requests.granted.legal": 2, "requests.granted.total": 272}
    reading = numbers_to_reading(
        requests(new=839, granted=258, partly_granted=3, unable_not_held=265, unable_needs_creation=72, concluded=805)
        | columns
        | {"disputes.review.total": 170, "disputes.review.pending": 36, "disputes.review.upheld": 134}
    )
    text = "收到政府信息公开申请893件。予以公开及部分公开258件，无法提供265件。备案信息公开行政复议134件。"
    found = {claim.measure: claim for claim in claims(text, reading)}
    assert {claim.result for claim in found.values()} == {"near_miss"}
    assert found["requests.received"].explanation.startswith("they differ by one digit")
    assert found["requests.granted_or_partly"].cells == ("requests.granted.natural_person",)
    assert found["requests.unable"].cells == ("requests.unable_not_held.total",)
    assert found["disputes.review.total"].verb == "filed"
    assert "closed" in found["disputes.review.total"].explanation


def test_share_of_a_partial_sum_is_named() -> None:
    """A share that only a sum over some columns gives names those cells (上海 2019)."""
    reading = numbers_to_reading(
        requests(granted=258, partly_granted=3, concluded=805)
        | {"requests.granted.business": 12, "requests.granted.legal": 1, "requests.granted.other_org": 1}
        | {"requests.granted.total": 272}
    )
    text = "答复政府信息公开申请805件，其中予以公开及部分公开258件，占33.9%。"
    share = claims(text, reading)[-1]
    assert (share.unit, share.result) == ("%", "near_miss")
    assert share.cells == (
        "requests.granted.natural_person",
        "requests.granted.business",
        "requests.partly_granted.natural_person",
    )


def test_share_on_a_stated_base_that_is_wrong() -> None:
    """A share that its stated base does not give is a contradiction; without stated base nothing is said for certain."""
    reading = numbers_to_reading(requests(new=200, granted=50, concluded=200))
    assert claims("予以公开政府信息公开申请50件，占办结总数的35%。", reading)[-1].result == "contradicts"
    assert claims("予以公开政府信息公开申请50件，占35%。", reading)[-1].result == "no_counterpart"
    assert claims("予以公开政府信息公开申请50件，占25%。", reading)[-1].result == "matches"


def test_blank_cells_are_not_held_against_the_text() -> None:
    """A blank total is replaced by its printed columns, and said so; a blank row cannot be checked."""
    reading = numbers_to_reading(
        requests(new=5, granted=3) | {"requests.granted.business": 1},
        blank=[
            "requests.granted.total",
            *(f"requests.partly_granted.{column}" for column in ("natural_person", "business", "research", "social")),
            *(f"requests.partly_granted.{column}" for column in ("legal", "other_org", "total")),
        ],
    )
    granted, partly = claims("收到的政府信息公开申请中，予以公开4件，部分公开1件。", reading)
    assert (granted.result, granted.expected) == ("matches", 4)
    assert set(granted.cells) >= {"requests.granted.natural_person", "requests.granted.business"}
    assert granted.explanation
    assert (partly.result, partly.expected) == ("not_checked", None)


def test_money_and_large_numbers() -> None:
    """Rounded numbers match within what is printed; money is brought to 万元."""
    text = "作出行政许可决定180.86万件。收取行政事业性收费5.92亿元。行政处罚决定2822652件。"
    found = claims(text, suqian(), scope="territory")
    assert [(claim.unit, claim.result) for claim in found] == [
        ("件", "matches"),
        ("万元", "matches"),
        ("件", "matches"),
    ]
    assert found[1].explanation == "the text gives a rounded number"


def test_rules_and_normative_documents() -> None:
    """Documents made, repealed and in force each have their cell; what only mentions documents is not held against it."""
    text = "制发行政规范性文件109件，废止、失效行政规范性文件489件，现行有效行政规范性文件597件。公开规章13件。"
    found = claims(text, suqian(), scope="territory")
    assert [(claim.measure.rpartition(".")[2], claim.result) for claim in found] == [
        ("issued", "matches"),
        ("repealed", "matches"),
        ("in_force", "matches"),
        ("disclosed", "no_counterpart"),
    ]


def test_report_without_tables_has_no_counterpart() -> None:
    """Without tables numbers are kept, and nothing is said of them."""
    claim = only("收到政府信息公开申请两件。", Reading())
    assert (claim.result, claim.value, claim.cells, claim.expected) == ("no_counterpart", 2, (), None)
    assert claim.as_dict()["cells"] == []


def test_lexicon_names_cells_of_the_forms() -> None:
    """Every row and cell of the lexicon is one of a form, ids are unique, and labels are there."""
    cells = {cell.cell for form in load_forms().values() for cell in form.cells}
    rows = {cell.rpartition(".")[0] for cell in cells if cell.startswith("requests.")}
    lexicon = load_lexicon()
    assert len({entry.id for entry in lexicon.counts}) == len(lexicon.counts)
    for entry in lexicon.counts:
        assert entry.label_en
        assert entry.label_zh
        for row in (row for alternative in entry.alternatives for row in alternative):
            if row.endswith("*"):
                assert any(name.startswith(row[:-1]) for name in rows)
            else:
                assert row in rows or row in cells


WORDS = (
    "收到 受理 办结 答复 政府信息公开 申请 其中 予以公开 部分公开 不予公开 无法提供 行政复议 行政诉讼 维持 纠正 上年结转 结转下年度 自然人 法人 占 未收到 "
    "2022年 全市 我局 ， 。 ； （ ） 、 12件 3件 34.5% 两件 0件 1.2万件 行政许可 规范性文件 废止 件 率"
).split()


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=24).map("".join))
def test_any_words(text: str) -> None:
    """Whatever the words: places are right, matches equal what their cells add up to, nothing fails."""
    reading = suqian()
    for claim in claims(text, reading, scope="territory"):
        assert text[claim.offset :].startswith(claim.text)
        if claim.result == "matches" and claim.unit != "%" and not claim.explanation:
            assert sum(reading.cells[cell].value or 0 for cell in claim.cells) == claim.value == claim.expected
        if claim.unit not in ("", "%") and claim.text[0].isdigit():
            assert any(claim.text == number.text for number in text_to_numbers(text))
