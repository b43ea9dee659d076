"""Yearly reports of agencies that the fixtures do not know: their numbers, their words, their documents, their truth."""

from __future__ import annotations

import io
import zipfile
from dataclasses import astuple, dataclass, replace
from decimal import Decimal
from typing import Final, Literal
from unittest.mock import patch

from fixtures.canonical import AGENCIES, Agency
from fixtures.looks import docx_xml
from fixtures.looks.markup import escape, flow_to_html, table_to_html
from fixtures.printed import Paragraph, Report, Slot, number_text, numbers_to_report
from fixtures.truth import TruthRow, report_to_truth
from fixtures.wording import add_wording
from tests.replica.drawing import pictures_to_png, report_to_pdf

Look = Literal["html", "docx", "pdf", "zip", "png"]


@dataclass(frozen=True)
class YearlyReport:
    """A report, made when it is asked for.

    Attributes:
        agency: who reports.
        year: fiscal year.
        look: markup of the text for a page, or a file.
        revised: how often it has been revised: each time one more request was granted, and one less refused
            elsewhere, so that every sum still holds.
    """

    agency: Agency
    year: int
    look: Look = "html"
    revised: int = 0

    def render(self) -> str | bytes:
        """The document."""
        report = self.report()
        if self.look == "docx":
            return docx_xml.strict(report)
        if self.look == "pdf":
            return report_to_pdf(report)
        if self.look == "zip":
            return _zip(f"{report.title}.docx", docx_xml.strict(report))
        if self.look == "png":
            return pictures_to_png(report.title)
        return report_to_markup(report)

    def report(self) -> Report:
        """What is printed."""
        # The fixtures keep numbers by key: two agencies of one name, in worlds of different size, must not share theirs.
        key = " ".join(map(str, astuple(self.agency)))
        with patch.dict(AGENCIES, {key: self.agency}):
            report = numbers_to_report(key, self.year)
            add_wording(report, key)
        for _ in range(self.revised):
            _revise(report)
        return report

    def truth(self) -> list[TruthRow]:
        """Every cell of its forms."""
        return report_to_truth(self.report())


def _revise(report: Report) -> None:
    """One more application by a person, granted: rows and columns still add up."""
    slots = report.slots()
    for row in ("new", "granted", "concluded"):
        for column in ("natural_person", "total"):
            _set(slots[f"requests.{row}.{column}"])


def _set(slot: Slot) -> None:
    slot.value = (slot.value or Decimal(0)) + 1
    slot.text = number_text(slot.value)


_PARAGRAPH: Final = {
    "title": '<p style="text-align: center;"><strong>{}</strong></p>',
    "heading": "<p><strong>{}</strong></p>",
}


def report_to_markup(report: Report) -> str:
    """The text of an article: paragraphs and tables, without the page around it and without the title."""

    def paragraph(item: Paragraph) -> str:
        if item.kind == "title":
            return ""
        return _PARAGRAPH.get(item.kind, '<p style="text-indent: 2em;">{}</p>').format(escape(item.text))

    def inside(slot: Slot) -> str:
        return escape(slot.text) if slot.cell else f'<p align="center">{escape(slot.text)}</p>'

    return flow_to_html(
        report,
        paragraph,
        lambda table: table_to_html(
            table, inside=inside, opening='<table border="1" cellspacing="0" cellpadding="0"><tbody>'
        ).replace("</table>", "</tbody></table>"),
    )


def split_markup(markup: str, parts: int) -> tuple[str, ...]:
    """The text of an article that is split over pages: cut between paragraphs and tables, never inside a table."""
    pieces = [
        piece + "\n" for piece in markup.replace("</table>\n", "</table>\0").replace("</p>\n", "</p>\0").split("\0")
    ]
    size = -(-len(pieces) // parts)
    return tuple("".join(pieces[start : start + size]) for start in range(0, len(pieces), size))


@dataclass(frozen=True)
class Part:
    """Page ``index`` of a report that is split over ``of`` pages."""

    report: YearlyReport
    index: int
    of: int

    def render(self) -> str:
        """Its markup."""
        return split_markup(report_to_markup(self.report.report()), self.of)[self.index]


def _zip(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name, (2024, 1, 15, 9, 0, 0)), content)
    return buffer.getvalue()


def as_look(report: YearlyReport, look: Look) -> YearlyReport:
    """The same report in another look."""
    return replace(report, look=look)
