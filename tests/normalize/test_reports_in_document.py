"""Several reports in one document."""

from __future__ import annotations

from extract.document import Document, Paragraph
from extract.reading import CellReading, Reading
from normalize.reports_in_document import doubt_mixed_reports, outline_to_other_titles
from normalize.sections import document_to_outline


def _text(*agencies: str) -> Document:
    lines: list[str] = []
    for agency in agencies:
        lines += [
            f"{agency}2023年政府信息公开工作年度报告",
            "一、总体情况",
            "做了一些工作。",
            "五、存在的主要问题及改进情况",
            "无。",
        ]
    return Document("text/plain", "text", [Paragraph(line) for line in lines])


def test_two_agencies() -> None:
    """A second title with another agency before a second beginning is another report."""
    found = outline_to_other_titles(document_to_outline(_text("青山县财政局", "青山县教育局")))
    assert found == ["青山县教育局2023年政府信息公开工作年度报告"]


def test_the_same_twice() -> None:
    """The same report printed twice is one report."""
    assert outline_to_other_titles(document_to_outline(_text("青山县财政局", "青山县财政局"))) == []


def test_nothing_is_read_of_mixed_reports() -> None:
    """No number of a mixed document is given, since nobody can tell whose it is."""
    reading = Reading(
        cells={"a.b.c": CellReading("a.b.c", "reported", 1, "1"), "a.b.d": CellReading("a.b.d", "absent")}
    )
    doubt_mixed_reports(reading, ["青山县教育局2023年年度报告"])
    assert [cell.status for cell in reading.cells.values()] == ["unreadable", "absent"]
    assert reading.problems[0].code == "several_reports"
