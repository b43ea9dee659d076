"""Oddities of real reports, one test each (facts on pitfalls, part A and D, by their numbers)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fixtures.labels import REQUEST_ROWS, RESULTS
from normalize.checks import reading_to_checks
from tests.damage.drawing import (
    BASE,
    DISPUTES,
    PROACTIVE,
    PROACTIVE_2019,
    Written,
    assert_base,
    flat_request_rows,
    grids_to_document,
    never_wrong,
    read_grids,
    request_numbers,
    request_rows,
    rows_to_grid,
    said,
)
from tests.damage.judgement import flagged_cells


def test_good_tables() -> None:
    """The tables that the other tests change are read right as they are."""
    reading = read_grids(PROACTIVE, request_rows(request_numbers()), DISPUTES)
    assert reading.forms == {"proactive": "2021", "requests": "2021", "disputes": "2021"}
    assert_base(reading)
    assert said(reading, "disputes.direct_suit", RESULTS) == [0, 1, 0, 1, 2]
    assert reading.cells["proactive.fees.amount"].value == Decimal("59237.2449")
    assert {check.result for check in reading_to_checks(reading)} == {"holds"}
    assert reading.problems == []


def test_01_group_label_printed_twice() -> None:
    """三、本年度办理结果 printed twice, because a page ended, moves no row."""
    rows = request_rows(request_numbers())
    rows[5][0] = ("三、本年度办理结果", 10, 1)
    rows[15] = [("三、本年度办理结果", 12, 1), *rows[15]]
    assert_base(read_grids(rows))


def test_02_heads_and_values_in_different_slots() -> None:
    """Heads with spans 1/1/2/1 over values with spans 1/2/1/1 are matched by their order."""
    rows: list[list[Written]] = []
    for row in PROACTIVE_2019:
        widths = (1, 1, 2, 1) if row[0] == "信息内容" else (1, 2, 1, 1)
        texts = [cell[0] if isinstance(cell, tuple) else str(cell) for cell in row]
        rows.append([(text, 1, width) for text, width in zip(texts, widths, strict=False)] if len(row) == 4 else row)
    reading = read_grids(rows)
    assert said(reading, "proactive.licensing", ("prior_items", "change", "decisions")) == [7, -8, 9]
    assert said(reading, "proactive.normative_docs", ("made", "disclosed", "stock")) == [4, 5, 6]


def test_03_two_forms_in_one_report() -> None:
    """2019 table 二 with the 2021 name of a row and without item 9, beside 2021 table 三."""
    rows = [list(row) for row in PROACTIVE_2019[:15]]
    rows[3][0] = "行政规范性文件"
    reading = read_grids(rows, request_rows(request_numbers()))
    assert reading.forms == {"proactive": "2019", "requests": "2021"}
    assert said(reading, "proactive.normative_docs", ("made", "disclosed", "stock")) == [4, 5, 6]
    assert said(reading, "proactive.procurement", ("projects", "amount")) == ["absent", "absent"]


def test_04_other_outcomes_in_one_row() -> None:
    """（六）其他处理 as one row in a report of the 2021 form is read as that row."""
    numbers = request_numbers("2019")
    numbers["other"], numbers["granted"] = [2, 0, 0, 0, 0, 0, 2], [7, 1, 0, 0, 0, 1, 9]
    reading = read_grids(PROACTIVE, request_rows(numbers, "2019"), DISPUTES)
    assert said(reading, "requests.other") == [2, 0, 0, 0, 0, 0, 2]
    assert reading.forms["proactive"] == "2021"


def test_05_notice_does_not_tell_the_form() -> None:
    """Labels decide the form whatever notice a paragraph names."""
    document = grids_to_document(rows_to_grid(request_rows(request_numbers())))
    document.blocks[0] = document.blocks[0]._replace(text="国办公开办函〔2019〕60号")  # type: ignore[union-attr]
    assert read_grids(request_rows(request_numbers())).forms == {"requests": "2021"}


def test_06_table_in_four() -> None:
    """Table 二 cut into a table for each item."""
    reading = read_grids(PROACTIVE[:4], PROACTIVE[4:7], PROACTIVE[7:11], PROACTIVE[11:])
    assert [cell.status for cell in reading.cells.values()] == ["reported"] * 10


def test_07_extra_row() -> None:
    """A row that the form lacks is kept and shifts nothing."""
    rows: list[list[Written]] = [*PROACTIVE_2019[:4], ["其他主动公开文件", 186, 86, 255], *PROACTIVE_2019[4:]]
    reading = read_grids(rows)
    assert [(extra.label, extra.values) for extra in reading.extras] == [("其他主动公开文件", ("186", "86", "255"))]
    assert said(reading, "proactive.licensing", ("prior_items", "change", "decisions")) == [7, -8, 9]


def test_08_glosses_behind_labels() -> None:
    """A gloss in brackets behind a label or a head changes nothing."""
    rows = [list(row) for row in PROACTIVE_2019]
    rows[2][0] = "规章(设区的市、自治州人民政府应提供相关数据)"
    rows[3][0] = "规范性文件(行政机关制定发布的决定、公告、规定等)"
    rows[5][1:] = [
        "上一年项目数量(指2019年事项数)",
        "本年增/减(增加或减少的事项数，减用负值表示，如-8)",
        "处理决定数量(指2020年办件量)",
    ]
    rows[7][0] = "其他对外管理服务事项(指行政许可证以外的事项，含行政确认、行政奖励)"
    reading = read_grids(rows)
    assert said(reading, "proactive.rules", ("made", "disclosed", "stock")) == [1, 2, 3]
    assert said(reading, "proactive.other_services", ("prior_items", "change", "decisions")) == [10, 11, 12]


@pytest.mark.parametrize(
    ("row", "label"),
    [
        ("other_remaining", "其他"),
        ("other_no_correction", "1.逾期不补正"),
        ("other_fee_unpaid", "2.逾期不缴费"),
        ("refused_other_law", "其他法律行政止公开"),
        ("refused_state_secret", "1、属于国家秘密"),
        ("refused_third_party", "保护第三方合法权益"),
        ("concluded", "总计"),
        ("granted", "予以公开"),
        ("unable_needs_creation", "2.没有现成信\n息需要另行\n制作"),
        ("new", "本年新收政府信息公开申请数量"),
        ("refused_safety_stability", '3.危及"三安全一稳定"'),
        ("partly_granted", "（二）部分公开"),
    ],
)
def test_09_variants_of_labels(row: str, label: str) -> None:
    """Labels in other words, without number or with another mark behind it."""
    numbers = request_numbers()
    rows = request_rows(numbers)
    at = 3 + list(numbers).index(row)
    rows[at] = [
        (label, *cell[1:]) if isinstance(cell, tuple) and cell[0] == REQUEST_ROWS["2021"][row][-1] else cell
        for cell in rows[at]
    ]
    assert_base(read_grids(rows))


def test_09_identical_heads() -> None:
    """Two heads that lost their second lines (本年新, 本年新) are told apart by their order."""
    rows = [list(row) for row in PROACTIVE_2019]
    rows[1] = ["信息内容", "本年新", "本年新", "对外公开总数量"]
    assert said(read_grids(rows), "proactive.rules", ("made", "disclosed", "stock")) == [1, 2, 3]


def test_10_rows_without_label() -> None:
    """Rows without label between labelled ones are read by position where their number fits."""
    rows = request_rows(request_numbers())
    for at in (8, 9, 10, 19, 20):
        rows[at] = [("", 1, 1) if isinstance(cell, tuple) and cell[1:] == (1, 1) else cell for cell in rows[at]]
    assert_base(read_grids(rows))


def test_10_too_few_rows_without_label() -> None:
    """Where a row is missing among those without label, none of them is guessed."""
    numbers = request_numbers()
    numbers["granted"] = [9, 1, 0, 0, 0, 1, 11]
    rows = flat_request_rows(numbers)
    rows[10][0] = rows[11][0] = rows[12][0] = ""
    del rows[11]
    reading = read_grids(rows)
    for row in ("refused_enforcement_file", "refused_register_query", "refused_deliberative"):
        assert "absent" not in said(reading, f"requests.{row}"), row
        never_wrong(reading, f"requests.{row}", [0] * 7)


def test_10_all_labels_lost() -> None:
    """Numbers without any label are no table."""
    rows: list[list[Written]] = [list(values) for values in request_numbers().values()]
    assert read_grids(rows).forms == {}


def test_11_index_card_in_front() -> None:
    """The table with the page's index number is no statutory one."""
    card: list[list[Written]] = [
        ["名称", "2023年年度报告", "索引号", "0001/2024-00012"],
        ["公开日期", "2024-01-20", "发布机构", "某局"],
        ["总计", "3"],
    ]
    reading = read_grids(card, request_rows(request_numbers()), card)
    assert_base(reading)


def test_12_no_table() -> None:
    """Without a table there is a problem and no cell."""
    reading = read_grids([["序号", "内容"], ["1", "其他"], ["2", "行政事务"]])
    assert (reading.forms, reading.cells, [problem.code for problem in reading.problems]) == ({}, {}, ["no_table"])


def test_13_many_small_tables() -> None:
    """Table 三 in pieces, one under a head that cannot be its own, is put together by labels."""
    rows = flat_request_rows(request_numbers())
    wrong_heads: list[Written] = [
        "",
        "本年新收件数",
        "上年结转件数",
        "予以公开",
        "部分公开",
        "不予公开",
        "其他处理",
        "总计",
    ]
    reading = read_grids(rows[:3], [wrong_heads, *rows[3:9]], [rows[0], *rows[9:17]], rows[17:])
    for row in REQUEST_ROWS["2021"]:
        never_wrong(reading, f"requests.{row}", BASE.get(row, [0] * 7))
    assert said(reading, "requests.new") == BASE["new"]
    assert said(reading, "requests.carried_out") == BASE["carried_out"]


def test_14_right_table_under_wrong_caption() -> None:
    """Tables in another order than the form's are told by their labels."""
    reading = read_grids(DISPUTES, request_rows(request_numbers()), PROACTIVE)
    assert set(reading.forms) == {"proactive", "requests", "disputes"}
    assert_base(reading)


def test_15_older_tables() -> None:
    """The statistics of 2014 to 2018 are no table of a form that we have."""
    rows: list[list[Written]] = [
        ["指标名称", "计量单位", "2015年度", "历年累计"],
        ["主动公开政府信息数", "条", 1234, 81916],
        ["其中：主动公开规范性文件数", "条", 12, 120],
        ["收到申请总数", "条", 3, 9],
        ["同意公开答复数", "条", 2, 5],
        ["同意部分公开答复数", "条", 0, 1],
        ["不同意公开答复总数", "条", 1, 3],
        ["行政复议数", "件", 1, 1],
        ["行政诉讼数", "件", 0, 0],
        ["其他", "件", 5, 7],
    ]
    assert read_grids(rows).cells == {}


@pytest.mark.parametrize("head", ["上年总计", "历年累计", "占比%", "总计（上年）"])
def test_16_column_beside_the_year(head: str) -> None:
    """A column of other years beside those of the form is never taken for one of them."""
    rows = flat_request_rows(request_numbers())
    for last in (True, False):
        wide: list[list[Written]] = [
            [*row, head if at == 0 else 70 + at] if last else [row[0], head if at == 0 else 70 + at, *row[1:]]
            for at, row in enumerate(rows)
        ]
        reading = read_grids(wide)
        for row in REQUEST_ROWS["2021"]:
            never_wrong(reading, f"requests.{row}", BASE.get(row, [0] * 7))


@pytest.mark.parametrize("blanks", [True, False])
def test_16_column_beside_the_year_and_blank_totals(blanks: bool) -> None:
    """The same where zeros and totals are left blank, so that no row adds up."""
    rows = flat_request_rows(request_numbers())
    wide: list[list[Written]] = []
    for at, row in enumerate(rows):
        values: list[Written] = [cell if cell != 0 else "" for cell in row[1:7]] if at and blanks else list(row[1:7])
        wide.append([row[0], "上年同期" if at == 0 else 70 + at, *values, row[7] if at == 0 else ""])
    reading = read_grids(wide)
    for name in REQUEST_ROWS["2021"]:
        cell = reading.cells[f"requests.{name}.natural_person"]
        assert cell.value is None or cell.value == BASE.get(name, [0])[0], (name, cell)


def test_18_three_columns_for_one_indicator() -> None:
    """Numbers of three scopes beside one indicator: none is taken for the only one."""
    rows: list[list[Written]] = [
        ["信息内容", "区政府处理决定数量", "区直单位处理决定数量", "乡镇街道处理决定数量"],
        ["行政许可", 5, 40, 3],
        ["行政处罚", 1, 2, 3],
        ["行政强制", 4, 5, 6],
    ]
    reading = read_grids(rows)
    assert all(cell.value is None or reading.forms["proactive"] == "2019" for cell in reading.cells.values()), (
        reading.cells
    )
    assert not any(
        cell.value is not None and cell.cell not in flagged_cells(reading) for cell in reading.cells.values()
    )


def test_20_row_shifted_by_one_column() -> None:
    """A row shifted by one column is read as printed and fails its check."""
    numbers = request_numbers()
    numbers["granted"] = [0, 9, 1, 0, 0, 0, 1]
    reading = read_grids(request_rows(numbers))
    assert said(reading, "requests.granted") == [0, 9, 1, 0, 0, 0, 1]
    failing = {check.check for check in reading_to_checks(reading) if check.result == "fails"}
    assert any(check.endswith("granted") or ".granted" in check for check in failing)


def test_21_one_missing_cell() -> None:
    """One cell missing costs its own row alone."""
    numbers = request_numbers()
    del numbers["granted"][1]
    reading = read_grids(request_rows(numbers))
    assert_base(reading, "granted")
    never_wrong(reading, "requests.granted", BASE["granted"])


def test_22_subtotal_of_organisations() -> None:
    """A column 小计 that the form does not have is not taken for one that it has."""
    rows = request_rows(request_numbers())
    rows[0][1] = ("申请人情况", 1, 8)
    rows[1][1] = ("法人或其他组织", 1, 6)
    rows[2] = [*rows[2], "小计"]
    for at, values in enumerate(request_numbers().values()):
        rows[3 + at].insert(-1, sum(int(str(value)) for value in values[1:6]))
    reading = read_grids(rows)
    for row in REQUEST_ROWS["2021"]:
        never_wrong(reading, f"requests.{row}", BASE.get(row, [0] * 7))


def test_22_numbers_on_group_lines() -> None:
    """A group line （三）不予公开 with a sum of its own is no row of the form."""
    rows = flat_request_rows(request_numbers())
    rows.insert(5, ["（三）不予公开", 2, 0, 0, 1, 0, 0, 3])
    rows.insert(5, ["三、本年度办理结果", 18, 3, 0, 1, 0, 2, 24])
    assert_base(read_grids(rows))


def test_22_group_line_in_place_of_its_rows() -> None:
    """Where （一）予以公开 is missing, the group line （三）不予公开 is not taken for it."""
    numbers = request_numbers()
    del numbers["granted"]
    rows = flat_request_rows(numbers)
    rows.insert(4, ["（三）不予公开", 2, 0, 0, 1, 0, 0, 3])
    reading = read_grids(rows)
    assert all(reading.cells[f"requests.granted.{column}"].value is None for column in ("natural_person", "total"))


def test_60_row_cut_by_a_page_end() -> None:
    """A label at the end of one page and its numbers on the next: read together or not at all, never blank."""
    rows = request_rows(request_numbers())
    first = [*rows[:5], [*rows[5][:2], *[""] * 7]]
    second = [["", "", "", *rows[5][2:]], *flat_request_rows(request_numbers())[4:]]
    reading = read_grids(first, second)
    assert said(reading, "requests.granted") in (BASE["granted"], ["unreadable"] * 7)
