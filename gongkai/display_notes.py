"""What stands around the tables: who, when and from what above; remarks, checks, problems and text below."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table as Columns
from rich.text import Text

from extract.document import NOWHERE, Place, Problem, Severity
from extract.forms import FormCell, Identity, Table, load_forms
from gongkai.display_text import harmless, shorten
from normalize.report import Check, Report, Result

_QUIET: Final = "dim"
_INDENT: Final = (0, 1, 0, 3)

_MEDIA: Final = {
    "text/html": "HTML",
    "application/pdf": "PDF",
    "text/plain": "text",
    "text/markdown": "Markdown",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
}

_CAUSES: Final = {
    "source_error": "two independent readings agree: the report itself is wrong",
    "unverified": "there was no second reading",
    "": "",
}

_SEVERITIES: Final[dict[Severity, str]] = {"error": "bold red", "warning": "yellow", "info": "cyan"}

_RESULTS: Final[tuple[tuple[Result, str, str], ...]] = (
    ("holds", "hold", "green"),
    ("fails", "fail", "bold red"),
    ("cannot_tell", "cannot tell", "yellow"),
)

_PROBLEMS_SHOWN: Final = 20
"""As many as a person reads, the gravest first."""

_COUNT: Final = re.compile(r"\b\d+ (?=(?:blank|dash|absent|unreadable)\b)")


_SCOPES: Final = {
    "organ": "the organ itself",
    "office": "a government's office",
    "territory": "a whole territory",
    "level": "the organs of one level",
    "system": "an organ and those below it in its line",
    "unknown": None,
}


def report_to_header(report: Report, width: int) -> list[RenderableType]:
    """Title, agency, year and why, period, dates, document and readers."""
    facts = report.facts
    columns = _two_columns()
    columns.add_row("agency", _said(facts.agency, f"from the {facts.agency_source}" if facts.agency_source else ""))
    columns.add_row("year", _said(facts.year, facts.year_reason))
    if facts.period_start or facts.period_end:
        columns.add_row("period", f"{facts.period_start or '?'} to {facts.period_end or '?'}")
    dates = [f"{name} {date}" for name, date in (("published", facts.published), ("signed", facts.signed)) if date]
    if dates:
        columns.add_row("dates", " · ".join(dates))
    if report.scope:
        columns.add_row("counts", _said(_SCOPES[report.scope.scope], report.scope.reason))
    columns.add_row("document", Text(harmless(report.path)))
    columns.add_row("", Text(" · ".join(_document_words(report)), _QUIET))
    title = Text(f" {harmless(facts.title)}" if facts.title else " no title found", "bold")
    return [title, Text("━" * width, "red", no_wrap=True), Padding(columns, (0, 1), expand=False)]


def _document_words(report: Report) -> Iterable[str]:
    yield _MEDIA.get(report.media_type, report.media_type)
    if report.page_count is not None:
        yield f"{report.page_count} page{'s' if report.page_count != 1 else ''}"
    yield f"{report.size / 1024:.0f} KB" if report.size >= 1024 else f"{report.size} bytes"
    if report.encoding:
        yield report.encoding
    yield f"sha256 {report.sha256[:12]}"
    yield "read by " + " and ".join(report.readers)


def _said(value: object, why: str) -> Text:
    text = Text("not found", "magenta") if value is None else Text(harmless(str(value)))
    return text.append(f"  {harmless(why)}", "not bold " + _QUIET) if why else text


def _two_columns() -> Columns:
    columns = Columns.grid(padding=(0, 2, 0, 0))
    columns.add_column(style=_QUIET, no_wrap=True, min_width=9)
    columns.add_column(overflow="fold")
    return columns


def report_to_extras(report: Report, table: Table) -> list[RenderableType]:
    """The rows of one table that its form does not have, as printed."""
    names = {row.id: row.label for block in table.blocks for row in block.rows}
    lines: list[RenderableType] = []
    for extra in report.reading.extras:
        if extra.table != table.id:
            continue
        line = Text("+ ", "bold yellow").append(harmless(extra.label) or "(no label)", "not bold")
        line.append("  " + "  ".join(harmless(value) or "·" for value in extra.values), "not bold")
        where = f"after {names.get(extra.after, extra.after)}" if extra.after else "at the start"
        lines.append(Padding(line.append(f"  a row that the form does not have, {where}", "not bold dim"), (0, 1)))
    return lines


def report_to_remarks(report: Report) -> list[RenderableType]:
    """What is printed inside cells beside the number."""
    cells = _form_cells(report)
    lines = [
        Text.assemble(_cell_name(reading.cell, cells), ": ", (harmless(reading.remark), "yellow"))
        for reading in report.reading.cells.values()
        if reading.remark is not None
    ]
    return _titled("Remarks", "", lines)


def report_to_checks(report: Report) -> list[RenderableType]:
    """How many checks hold, fail or cannot be told, and each failing one with what would explain it."""
    counts = Counter(check.result for check in report.checks)
    title = Text()
    for result, name, style in _RESULTS:
        if counts[result]:
            title.append(", " if title else "").append(f"{counts[result]} {name}", style)
    if not title:
        return []
    identities = {
        identity.id: identity
        for form_id in sorted(set(report.reading.forms.values()))
        if form_id in load_forms()
        for identity in load_forms()[form_id].identities
    }
    cells = _form_cells(report)
    lines: list[RenderableType] = []
    for check in report.checks:
        if check.result == "fails":
            lines += _failure(check, identities.get(check.check), cells)
    # "2 blank" and "3 blank" are one reason; each with its number is in the JSON.
    reasons = Counter(
        _COUNT.sub("", harmless(check.explanation)) for check in report.checks if check.result == "cannot_tell"
    )
    for reason, count in reasons.most_common():
        lines.append(Text.assemble((f"? {count} × ", "yellow"), (reason or "no reason given", "")))
    return _titled("Checks", title, lines)


def _failure(check: Check, identity: Identity | None, cells: Mapping[str, FormCell]) -> list[RenderableType]:
    head = Text("! ", "bold red").append(check.identity, "bold red")
    head.append(f"  {_subject(check, cells)}", "not bold default")
    if check.left is not None and check.right is not None and check.identity != "I7":
        head.append(f"  {check.left} ≠ {check.right}", "bold")
    why = harmless(check.explanation)
    lines: list[RenderableType] = [head]
    if identity is not None:
        lines.append(Padding(Text(identity.label_en, _QUIET), (0, 0, 0, 6), expand=False))
    for words, style in ((why, ""), (_CAUSES[check.cause], "red")):
        if words:
            lines.append(Padding(Text(words, style), (0, 0, 0, 6), expand=False))
    return lines


def _subject(check: Check, cells: Mapping[str, FormCell]) -> str:
    """The row or the column that a check is about, in the words of the form."""
    known = [cells[cell] for cell in check.cells if cell in cells]
    if not known:
        return check.check
    rows, columns = {cell.row for cell in known}, {cell.column for cell in known}
    row, column = (" / ".join(part.split(" / ")[-2:]) for part in known[-1].label.split(" | "))
    if len(rows) == 1:
        return f"row {row}"
    return f"column {column}" if len(columns) == 1 else f"table {check.check.partition('.')[0]}"


def report_to_claims(report: Report) -> list[RenderableType]:
    """Numbers of the text that are not those of the tables; nothing where all of them agree."""
    told = [claim for claim in report.claims if claim.result in ("contradicts", "near_miss")]
    columns = _two_columns()
    for claim in told:
        words = Text(claim.text, "bold").append(f"  {claim.explanation}", "not bold")
        columns.add_row(
            "!" if claim.result == "contradicts" else "·", words.append(f"\n{claim.sentence}", "not bold dim")
        )
    agreeing = sum(claim.result == "matches" for claim in report.claims)
    summary = f"{agreeing} agree with the tables, {len(told)} do not"
    return _titled("Numbers in the text", summary, [columns]) if told else []


def report_to_problems(report: Report) -> list[RenderableType]:
    """What the readers, the matching and the comparison noticed."""
    columns = Columns.grid(padding=(0, 2, 0, 0))
    gravest = sorted(report.problems, key=lambda problem: list(_SEVERITIES).index(problem.severity))
    for problem in gravest[:_PROBLEMS_SHOWN]:
        columns.add_row(Text(problem.severity, _SEVERITIES[problem.severity]), _problem_words(problem))
    if len(gravest) > _PROBLEMS_SHOWN:
        columns.add_row("", Text(f"and {len(gravest) - _PROBLEMS_SHOWN} more; --json has each", _QUIET))
    counts = Counter(problem.severity for problem in report.problems)
    title = ", ".join(
        f"{counts[name]} {name}" + ("s" if counts[name] > 1 and name != "info" else "")
        for name in _SEVERITIES
        if counts[name]
    )
    return _titled("Problems", title, [columns]) if report.problems else []


def _problem_words(problem: Problem) -> Text:
    words = Text.assemble((f"{problem.code}  ", _QUIET), harmless(problem.message))
    return words.append(_place_words(problem.place), _QUIET)


def _place_words(place: Place) -> str:
    """Where to look it up: page, line, table and row; the box and the element path are for programs."""
    if place == NOWHERE:
        return ""
    parts = [
        f"{name} {value}"
        for name, value in (("page", place.page), ("line", place.line), ("table", place.table), ("row", place.row))
        if value is not None
    ]
    return f"  ({', '.join(parts)})" if parts else ""


def report_to_sections(report: Report, width: int) -> list[RenderableType]:
    """The first words of each part of the text; parts that hold only a table are left out."""
    columns = _two_columns()
    room = max(20, width - 35)
    shown = 0
    for part in report.sections:
        text = harmless(part.text)
        if text:
            shown += 1
            name = shorten(harmless(part.heading), 28) or part.section
            columns.add_row(name, Text(shorten(text, room, breaks=""), _QUIET))
    return _titled("Text", "", [columns]) if shown else []


def _titled(name: str, summary: Text | str, lines: Iterable[RenderableType]) -> list[RenderableType]:
    lines = list(lines)
    if not lines and not summary:
        return []
    title = Text.assemble((f" {name}", "bold"), "  " if summary else "", summary)
    return [title, *(Padding(line, _INDENT, expand=False) for line in lines)]


def _form_cells(report: Report) -> dict[str, FormCell]:
    forms = load_forms()
    return {
        cell.cell: cell
        for table, form in report.reading.forms.items()
        if form in forms
        for cell in forms[form].table(table).cells
    }


def _cell_name(cell: str, cells: Mapping[str, FormCell]) -> str:
    return cells[cell].label if cell in cells else cell
