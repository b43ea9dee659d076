"""Reports in the terminal."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from extract.forms import load_forms
from extract.reading import CellReading
from gongkai.display import default_console, print_report
from gongkai.display_sheet import SheetCell, sheet_to_lines
from gongkai.display_signs import ABSENT, BLANK, FAILING, POSITION, REMARK, SUSPECT, UNREADABLE, Marks
from gongkai.display_standing import report_to_standings
from gongkai.display_text import chunks, harmless, shorten
from gongkai.reading import read_report
from normalize.checks import reading_to_checks
from normalize.report import Report

FIXTURES = Path(__file__).parents[2] / "fixtures" / "documents"
SOURCES = sorted(FIXTURES.glob("*/source.*"))


def _source(slug: str) -> Path:
    return next((FIXTURES / slug).glob("source.*"))


def _report(slug: str) -> Report:
    return read_report(_source(slug))


def _printed(report: Report, width: int = 100, colour: bool = False) -> str:
    out = io.StringIO()
    console = Console(
        file=out, width=width, force_terminal=colour, color_system="truecolor" if colour else None, highlight=False
    )
    print_report(report, console)
    return out.getvalue()


def _altered(**changes: CellReading) -> Report:
    """A plain report with some cells replaced, and its checks made anew; keys are ids with ``__`` for the dots."""
    report = _report("yunling-finance-2023-clean")
    for reading in changes.values():
        report.reading.cells[reading.cell] = reading
    report.checks = reading_to_checks(report.reading)
    return report


def _row(text: str, label: str) -> list[str]:
    """The number cells of the first table line with that label."""
    line = next(line for line in text.splitlines() if label in line and line.startswith("│"))
    return [cell.strip() for cell in line.strip("│").split("│")][-7:]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.parent.name)
def test_every_line_of_every_table_has_the_same_width(source: Path) -> None:
    """No fixture at any width breaks the layout: all table lines are equally wide, and none passes the edge."""
    report = read_report(source, verify="never")
    for width in (80, 100, 160):
        lines = _printed(report, width).splitlines()
        tables = [line for line in lines if line[:1] in "│┌├└" and line]
        assert tables or not report.reading.forms
        assert len({cell_len(line) for line in tables}) <= 1
        assert all(cell_len(line.rstrip()) <= width for line in lines)


@pytest.mark.parametrize("width", [80, 100, 160])
@pytest.mark.parametrize("slug", ["yunling-2021-pdf-portrait", "yunling-2019-trs-word"])
def test_all_cells_stand_where_the_form_has_them(slug: str, width: int) -> None:
    """Each number of table three is printed in its row and column, in the order of the form."""
    report = _report(slug)
    text = _printed(report, width)
    table = load_forms()[report.reading.forms["requests"]].table("requests")
    body = text[text.index("申请人情况") :]
    lines = [line for line in body.splitlines() if line.startswith("│")]
    rows = [[cell.strip() for cell in line.strip("│").split("│")][-7:] for line in lines]
    numbers = [row for row in rows if len(row) == 7 and all(cell.isdigit() for cell in row)]
    columns = table.blocks[0].columns
    expected = [
        [str(report.reading.cells[f"requests.{row.id}.{column.id}"].value) for column in columns]
        for row in table.blocks[0].rows
    ]
    assert numbers[: len(expected)] == expected


@pytest.mark.parametrize("slug", ["yunling-2021-pdf-portrait", "yunling-2019-trs-word"])
def test_tables_two_and_four_are_complete(slug: str) -> None:
    """Every number of the tables on disclosure and on disputes is printed, in both layouts of table four."""
    report = _report(slug)
    for width in (80, 140):
        text = _printed(report, width)
        start, middle, end = (text.index(f" {part}、") for part in "二三四")
        for table, part in (("proactive", text[start:middle]), ("disputes", text[end:])):
            tokens = part.replace("│", " ").split()
            for cell, reading in report.reading.cells.items():
                if cell.startswith(table):
                    assert f"{reading.value}{reading.unit or ''}" in tokens


def test_a_failing_check_shows_without_colour() -> None:
    """Cells of a failing check carry a sign, the likeliest fault another, and the check is explained."""
    text = _printed(_report("yunling-market-2024-clean"))
    assert _row(text, "1.本机关不掌握") == ["40!", "0!", "0!", "0!", "1!", "0!", "51✗"]
    assert FAILING.meaning in text.replace("\u00a0", " ") and SUSPECT.meaning in text.replace("\u00a0", " ")
    assert "41 ≠ 51" in text and "the report itself is wrong" in " ".join(text.split())


def test_a_failing_check_is_red() -> None:
    """On a terminal with colours the cells of a failing check are red."""
    assert "\x1b[31m40\x1b[0m\x1b[1;31m!" in _printed(_report("yunling-market-2024-clean"), colour=True)


def test_signs_for_what_is_no_number() -> None:
    """Unreadable, blank and absent cells each have their sign, and the legend names just those."""
    report = _altered(
        a=CellReading("requests.granted.business", "unreadable", raw="1 2"),
        b=CellReading("requests.granted.research", "blank"),
        c=CellReading("requests.granted.social", "absent"),
        d=CellReading("requests.granted.legal", "dash", raw="不涉及"),
    )
    text = _printed(report)
    assert _row(text, "（一）予以公开")[1:5] == ["?", "·", "∅", "不涉及"]
    legend = [sign.meaning for sign in Marks(report).legend()]
    assert legend == [UNREADABLE.meaning, BLANK.meaning, "a placeholder, as printed", ABSENT.meaning]


def test_position_and_remarks_are_marked() -> None:
    """A number found by position and one with a remark carry a sign, and the remark is printed."""
    cells = _report("yunling-finance-2023-clean").reading.cells
    one, other = cells["requests.new.total"], cells["proactive.normative_docs.issued"]
    report = _altered(a=one._replace(evidence="position"), b=other._replace(remark="其中修订16件"))
    text = _printed(report)
    assert _row(text, "一、本年新收")[-1] == f"{one.value}{POSITION.sign}"
    assert f"{other.value}{REMARK.sign}" in text and "其中修订16件" in text


def test_extra_rows_and_missing_tables_are_named() -> None:
    """A row that the form lacks is printed under its table; a table that was not found is said to be missing."""
    assert "其他主动公开文件  41  13  123" in _printed(_report("linxi-resources-2020-clean"))
    assert "not found in this document" in _printed(read_report("a.txt", data="某局2023年年度报告".encode()))


def test_large_numbers_are_never_cut() -> None:
    """Where numbers leave no room for labels the labels shrink, and then the table grows: no digit is lost."""
    cells = [
        CellReading(f"requests.new.{column.id}", "reported", 12345678901)
        for column in load_forms()["2021"].table("requests").blocks[0].columns
    ]
    report = _altered(**{str(number): cell for number, cell in enumerate(cells)})
    for width in (60, 80, 100):
        assert _row(_printed(report, width), "一、本年")[:6] == ["12345678901!"] * 6


def test_plain_output_has_no_escapes() -> None:
    """Into a pipe, and under NO_COLOR, the report is plain text of one hundred columns."""
    command = [sys.executable, "-m", "gongkai", "read", str(_source("yunling-market-2024-clean"))]
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    done = subprocess.run(command, capture_output=True, cwd=FIXTURES.parents[1], check=True, env=environment)
    text = done.stdout.decode("utf-8")
    assert "\x1b" not in text and "总计" in text
    assert max(cell_len(line) for line in text.splitlines()) == 100


def test_no_color_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    """With NO_COLOR set no colour is sent, even to a terminal."""
    monkeypatch.setenv("NO_COLOR", "1")
    console = default_console()
    assert console.no_color


def test_a_document_cannot_steer_the_terminal() -> None:
    """Escape sequences and marks of writing direction in a document never reach the screen."""
    assert harmless("a\x1b]0;x\x07b\u202ec\u200b\r\nd") == "a]0;xbc d"
    report = _altered(a=CellReading("requests.granted.legal", "dash", raw="\x1b[2J/"))
    report.facts.title = "\x1b[31m报告"
    assert "\x1b" not in _printed(report)


def test_labels_keep_their_numerals() -> None:
    """A shortened label begins as printed and never passes its width."""
    for form in load_forms().values():
        for row in form.table("requests").blocks[0].rows:
            for width in range(12, 70):
                short = shorten(row.label, width)
                assert cell_len(short) <= width and short[:2] == row.label[:2]


def test_chunks_lose_nothing() -> None:
    """A label cut into lines is still whole."""
    assert "".join(chunks("本年收费金额（单位：万元）", 10)) == "本年收费金额（单位：万元）"
    assert all(cell_len(piece) <= 10 for piece in chunks("本年收费金额（单位：万元）", 10))


def test_sheet_joins_its_lines() -> None:
    """A cell that spans columns cuts the lines between them."""
    lines = sheet_to_lines(
        [SheetCell(0, 0, ("甲",), 1, 2, "center"), SheetCell(1, 0, ("a",)), SheetCell(1, 1, ("b",))], [2, 2], 2, {0}
    )
    assert [line.plain for line in lines] == ["┌─────┐", "│ 甲  │", "├──┬──┤", "│a │b │", "└──┴──┘"]


def test_a_type_check_accuses_only_the_cells_that_break_it() -> None:
    """A count that is not whole puts that cell in doubt and not the whole table."""
    report = _altered(a=CellReading("proactive.licensing.decisions", "reported", -3, "-3"))
    standings = report_to_standings(report)
    assert [cell for cell, standing in standings.items() if standing == "failing"] == ["proactive.licensing.decisions"]
