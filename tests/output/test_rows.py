"""From a report to rows: nothing is rounded, nothing is filled, nothing breaks a file format."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.document import Place
from extract.errors import UnknownFormatError
from extract.reading import CellReading, Number, Reading, Status
from normalize.report import Facts, Report, Section
from output.rows import MAX_DIGITS, error_to_rows, report_to_rows

AMOUNT = "proactive.fees.amount"
COUNT = "requests.new.total"


def _report(cell: str, value: Number | None, raw: str, status: Status = "reported") -> Report:
    reading = Reading(
        {cell.split(".", maxsplit=1)[0]: "2021"}, {cell: CellReading(cell, status, value, raw, Place(page=1))}
    )
    return Report("a.html", "0" * 64, 1, "text/html", ("r",), reading=reading)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=0, max_value=99_999_999_999))
def test_a_number_of_fifteen_digits_prints_back_exactly(number: Decimal) -> None:
    """The double in ``value`` is the number as printed: it gives back every digit."""
    rows = report_to_rows(_report(AMOUNT, number, str(number)))
    [value] = rows["values"].get("value", [None])
    assert Decimal(repr(value)) == number
    assert json.loads(json.dumps(value)) == value


@pytest.mark.parametrize("number", [10**MAX_DIGITS, 10**400, Decimal("123456789012.3456"), Decimal("1e300")])
def test_a_number_that_a_double_cannot_hold_is_marked(number: Number) -> None:
    """More digits than a double holds: the cell is unreadable, the text is kept, a problem says why."""
    rows = report_to_rows(_report(AMOUNT, number, "printed"))
    assert (rows["values"]["status"], rows["values"]["raw"]) == (["unreadable"], ["printed"])
    assert "value" not in rows["values"]
    assert (rows["problems"]["code"], rows["problems"]["cells"]) == (["number_too_long"], [AMOUNT])
    assert rows["readings"]["cells_unreadable"] == [1]


def test_a_count_that_is_not_whole_stays_out_of_the_panel() -> None:
    """A column of whole numbers takes no other; the long table has it and a problem names it."""
    rows = report_to_rows(_report(COUNT, Decimal("2.5"), "2.5"))
    assert rows["values"]["value"] == [2.5]
    assert "req_new_total" not in rows["printed_panel"]
    assert rows["problems"]["code"] == ["not_a_whole_number"]
    assert report_to_rows(_report(COUNT, Decimal("2.0"), "2.0"))["printed_panel"]["req_new_total"] == [2]


@pytest.mark.parametrize("status", ["blank", "dash", "absent", "unreadable"])
def test_what_is_not_a_printed_number_is_empty_never_zero(status: Status) -> None:
    """Only a printed number has a value, in both shapes."""
    rows = report_to_rows(_report(COUNT, None, "", status))
    assert "value" not in rows["values"]
    assert "req_new_total" not in rows["printed_panel"]


def test_a_document_without_tables_has_no_report() -> None:
    """Its text is kept; there is no row in reports, values or panel."""
    report = Report("a.txt", "0" * 64, 1, "text/plain", ("r",), sections=[Section("opening", "", "文字")])
    rows = report_to_rows(report)
    assert set(rows) == {"documents", "sections"}
    assert rows["documents"]["outcome"] == ["no_table"]


@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=20))
def test_any_text_can_be_written(text: str) -> None:
    """Whatever a document holds, NUL and lone surrogates included, becomes text that UTF-8 can hold."""
    report = _report(COUNT, 1, text)
    report.facts = Facts(title=text, agency=text, year=2023)
    rows = report_to_rows(report)
    encoded = json.dumps(rows, ensure_ascii=False).encode()
    assert b"\\u0000" not in encoded
    if text.isprintable() and text:
        assert rows["values"]["raw"] == [text]


def test_an_impossible_date_is_left_out_and_named() -> None:
    """30 February is no date: the field is empty, a problem says so."""
    report = _report(COUNT, 1, "1")
    report.facts = Facts(published="2024-02-30", signed="2024-02-29")
    rows = report_to_rows(report)
    assert rows["readings"]["signed"] == ["2024-02-29"]
    assert "published" not in rows["readings"]
    assert rows["problems"]["code"] == ["impossible_date"]


def test_an_error_keeps_its_four_parts() -> None:
    """Expected, found, place and advice stand in columns of their own; the neutral file name is cut."""
    error = UnknownFormatError(expected="a", found="b", where="document.html, page 3", advice="c")
    row = {name: column[0] for name, column in error_to_rows(error, "document.html")["documents"].items()}
    assert row == {
        "outcome": "failed", "error_code": "unknown_format", "expected": "a", "found": "b", "place": "page 3", "advice": "c",
    }  # fmt: skip
