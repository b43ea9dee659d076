"""One report in the terminal, laid out as the printed form."""

from __future__ import annotations

import os
from typing import Final

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from extract.forms import Form, Table, load_forms
from gongkai.display_notes import (
    report_to_checks,
    report_to_claims,
    report_to_extras,
    report_to_header,
    report_to_problems,
    report_to_remarks,
    report_to_sections,
)
from gongkai.display_signs import Marks, Sign
from gongkai.display_tables import Widths, fitting_widths, table_to_lines
from normalize.report import Report

_PLAIN_WIDTH: Final = 100
"""Columns where the output goes to a file or a pipe and nothing says how wide it is."""


def print_report(report: Report, console: Console | None = None) -> None:
    """Prints one report as the form it follows, with doubtful cells marked by a sign and in colour.

    Args:
        report: any report, also one without tables.
        console: where to; standard output by default, in plain text where that is no terminal.
    """
    console = default_console() if console is None else console
    for part in report_to_parts(report, console.width):
        if isinstance(part, Text) and part.no_wrap:
            # A table line is never wrapped or cut: a number cut in two would be a wrong number.
            console.print(part, no_wrap=True, overflow="ignore", crop=False)
        else:
            console.print(part)


def default_console() -> Console:
    """Standard output, 100 columns wide where it is no terminal and ``COLUMNS`` does not say otherwise."""
    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal and not os.environ.get("COLUMNS", "").isdigit():
        console.width = _PLAIN_WIDTH
    return console


def report_to_parts(report: Report, width: int) -> list[RenderableType]:
    """What is printed of a report, from top to bottom, for a terminal of that many columns."""
    forms = load_forms()
    tables = [forms[form].table(table) for table, form in report.reading.forms.items() if form in forms]
    marks = Marks(report)
    widths = fitting_widths(width, tables, marks)
    parts: list[RenderableType] = ["", *report_to_header(report, min(width, widths.total))]
    for number in _expected_tables(report, forms):
        parts += ["", *_table_part(number, report, forms, marks, widths)]
    for notes in (
        _legend(marks.legend()),
        report_to_remarks(report),
        report_to_checks(report),
        report_to_claims(report),
        report_to_problems(report),
        report_to_sections(report, min(width, widths.total)),
    ):
        if notes:
            parts += ["", *notes]
    return [*parts, ""]


def _expected_tables(report: Report, forms: dict[str, Form]) -> list[Table]:
    """The statutory tables in the order of the report: of the form each follows, else of the newest."""
    newest = list(forms.values())[-1]
    return [
        forms[report.reading.forms[table.id]].table(table.id) if table.id in report.reading.forms else table
        for table in newest.tables
    ]


def _table_part(
    table: Table, report: Report, forms: dict[str, Form], marks: Marks, widths: Widths
) -> list[RenderableType]:
    title = Text(f" {table.part}、{table.heading}", "bold")
    form = report.reading.forms.get(table.id)
    if form is None:
        return [title.append("  not found in this document", "bold magenta")]
    return [
        title.append(f"  form of {forms[form].first_year}", "not bold bright_black"),
        *table_to_lines(table, marks, widths),
        *report_to_extras(report, table),
    ]


def _legend(signs: list[Sign]) -> list[RenderableType]:
    if not signs:
        return []
    line = Text()
    for sign in signs:
        line.append("   " if line else "").append(sign.sign, sign.style).append(f"\u00a0{_glued(sign.meaning)}", "dim")
    return [Padding(line, (0, 1), expand=False)]


def _glued(text: str) -> str:
    # A sign and its meaning stay on one line.
    return text.replace(" ", "\u00a0")
