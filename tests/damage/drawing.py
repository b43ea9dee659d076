"""Documents written down as rows of text, for tests that need one of their own."""

from __future__ import annotations

from collections.abc import Sequence

from extract.document import Cell, Document, Grid, Paragraph, Place
from extract.match import document_to_reading
from extract.reading import Reading
from fixtures.labels import COLUMN_LABELS, COLUMNS, CORNER, DISPUTE_BLOCKS, REQUEST_ROWS, RESULT_LABELS
from tests.damage.judgement import flagged_cells

Written = str | int | tuple[str, int, int]
"""Text, a number, or text with rowspan and colspan."""
Rows = Sequence[Sequence[Written]]


def rows_to_grid(rows: Rows, boundaries_lost: bool = False) -> Grid:
    """Lays rows out on slots as HTML does: a cell takes the next slot that is free."""
    taken: set[tuple[int, int]] = set()
    cells: list[Cell] = []
    for number, row in enumerate(rows):
        column = 0
        for written in row:
            text, rowspan, colspan = written if isinstance(written, tuple) else (str(written), 1, 1)
            while (number, column) in taken:
                column += 1
            rowspan = min(rowspan, len(rows) - number)
            taken |= {(number + down, column + right) for down in range(rowspan) for right in range(colspan)}
            cells.append(Cell(text, number, column, rowspan, colspan, Place(row=number + 1, column=column + 1)))
    return Grid(cells, len(rows), max(column for _, column in taken) + 1, boundaries_lost=boundaries_lost)


def read_grids(*tables: Rows) -> Reading:
    """What the matcher reads in a document of these tables."""
    return document_to_reading(grids_to_document(*(rows_to_grid(rows) for rows in tables)))


def grids_to_document(*grids: Grid) -> Document:
    """A document of these grids, each under a paragraph."""
    document = Document("text/html", "written")
    for grid in grids:
        document.blocks += [Paragraph("表"), grid]
    return document


HEADS: list[list[Written]] = [
    [(CORNER, 3, 3), ("申请人情况", 1, 7)],
    [("自然人", 2, 1), ("法人或其他组织", 1, 5), ("总计", 2, 1)],
    ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"],
]

BASE: dict[str, list[int]] = {
    "new": [20, 3, 0, 1, 0, 2, 26],
    "carried_in": [1, 0, 0, 0, 0, 0, 1],
    "granted": [9, 1, 0, 0, 0, 1, 11],
    "partly_granted": [3, 1, 0, 0, 0, 0, 4],
    "refused_third_party": [2, 0, 0, 1, 0, 0, 3],
    "unable_not_held": [4, 1, 0, 0, 0, 1, 6],
    "concluded": [18, 3, 0, 1, 0, 2, 24],
    "carried_out": [3, 0, 0, 0, 0, 0, 3],
}
"""Numbers that satisfy all identities; rows that are not named are zeros."""


def request_numbers(form: str = "2021") -> dict[str, list[Written]]:
    """Values of each row of table 三, to be changed by a test."""
    return {row: list(BASE.get(row, [0] * 7)) for row in REQUEST_ROWS[form]}


def request_rows(numbers: dict[str, list[Written]], form: str = "2021", heads: bool = True) -> list[list[Written]]:
    """Table 三 as printed, with labels that span."""
    rows: list[list[Written]] = [list(row) for row in HEADS] if heads else []
    labels = {row: labels for row, labels in REQUEST_ROWS[form].items() if row in numbers}
    seen: set[str] = set()
    for row, texts in labels.items():
        printed: list[Written] = []
        for level, text in enumerate(texts):
            if level == len(texts) - 1:
                printed.append((text, 1, 3 - level))
            elif text not in seen:
                seen.add(text)
                printed.append((text, sum(text in other[:-1] for other in labels.values()), 1))
        rows.append([*printed, *numbers[row]])
    return rows


def flat_request_rows(numbers: dict[str, list[Written]], form: str = "2021") -> list[list[Written]]:
    """Table 三 with one label a row and one row of heads."""
    labels = REQUEST_ROWS[form]
    return [["", *COLUMN_LABELS], *([labels[row][-1], *values] for row, values in numbers.items())]


PROACTIVE: list[list[Written]] = [
    [("第二十条第（一）项", 1, 4)],
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", 0, 1, 2],
    ["行政规范性文件", 5, 3, 8],
    [("第二十条第（五）项", 1, 4)],
    ["信息内容", ("本年处理决定数量", 1, 3)],
    ["行政许可", ("31", 1, 3)],
    [("第二十条第（六）项", 1, 4)],
    ["信息内容", ("本年处理决定数量", 1, 3)],
    ["行政处罚", ("47", 1, 3)],
    ["行政强制", ("6", 1, 3)],
    [("第二十条第（八）项", 1, 4)],
    ["信息内容", ("本年收费金额（单位：万元）", 1, 3)],
    ["行政事业性收费", ("59237.2449", 1, 3)],
]

PROACTIVE_2019: list[list[Written]] = [
    [("第二十条第（一）项", 1, 4)],
    ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"],
    ["规章", 1, 2, 3],
    ["规范性文件", 4, 5, 6],
    [("第二十条第（五）项", 1, 4)],
    ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"],
    ["行政许可", 7, "-8", 9],
    ["其他对外管理服务事项", 10, 11, 12],
    [("第二十条第（六）项", 1, 4)],
    ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"],
    ["行政处罚", 13, 14, 15],
    ["行政强制", 16, 17, 18],
    [("第二十条第（八）项", 1, 4)],
    ["信息内容", "上一年项目数量", ("本年增/减", 1, 2)],
    ["行政事业性收费", 19, ("20", 1, 2)],
    [("第二十条第（九）项", 1, 4)],
    ["信息内容", "采购项目数量", ("采购总金额", 1, 2)],
    ["政府集中采购", 21, ("251000元", 1, 2)],
]

DISPUTES: list[list[Written]] = [
    [("行政复议", 1, 5), ("行政诉讼", 1, 10)],
    [*((text, 2, 1) for text in RESULT_LABELS), ("未经复议直接起诉", 1, 5), ("复议后起诉", 1, 5)],
    [*RESULT_LABELS, *RESULT_LABELS],
    [1, 2, 3, 4, 10, 0, 1, 0, 1, 2, 3, 0, 0, 0, 3],
]


def said(reading: Reading, row: str, columns: Sequence[str] = COLUMNS) -> list[object]:
    """For each cell of a row its number, or its status where it has none."""
    found = [reading.cells[f"{row}.{column}"] for column in columns]
    return [cell.value if cell.status == "reported" else cell.status for cell in found]


DISPUTE_CELLS = [f"disputes.{block}" for block in DISPUTE_BLOCKS]


def assert_base(reading: Reading, *but: str, form: str = "2021") -> None:
    """Table 三 is read as the base numbers, save for some rows."""
    for row in REQUEST_ROWS[form]:
        if row not in but:
            assert said(reading, f"requests.{row}") == BASE.get(row, [0] * 7), row


def never_wrong(reading: Reading, row: str, numbers: list[int]) -> None:
    """Each cell of a row is read as printed, or not as a number, or is flagged."""
    flagged = flagged_cells(reading)
    for cell, number in zip([cell for cell in reading.cells if cell.startswith(f"{row}.")], numbers, strict=True):
        found = reading.cells[cell]
        assert found.status == "unreadable" or found.value == number or cell in flagged, (cell, found)
