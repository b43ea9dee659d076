"""From one report to rows of the dataset's tables, column by column.

Nothing here needs Arrow or pandas: it runs in the process that reads documents, and what it returns
(strings, numbers, None) can be sent as JSON.
"""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from extract.document import Place, Problem
from extract.errors import GongkaiError
from extract.reading import CellReading, Number
from normalize.derivation import Derived
from normalize.report import Report
from normalize.units import Standard, cell_to_standard
from output.registry import cell_fields

Columns = dict[str, list[Any]]
"""Columns of one table by field name; all lists have the same length."""

Rows = dict[str, Columns]
"""Columns of each table by its name; what is missing is empty."""

MAX_DIGITS: Final = 15
"""Significant decimal digits that a double holds exactly (IEEE 754 binary64, DBL_DIG)."""


def report_to_rows(report: Report) -> Rows:
    """All rows of one report, by read table, without the fields that are given when the dataset is put together.

    Columns that would be empty throughout are left out.

    A number with more than 15 significant digits cannot be held exactly; its cell becomes
    ``unreadable`` and a problem names it. A number that is not whole in a column of whole numbers is
    left out of the panel, stays in ``values``, and a problem names it.
    """
    problems = list(report.problems)
    cells = [_exact_cell(cell, problems) for cell in report.reading.cells.values()]
    sections = report.sections
    rows: Rows = {"documents": {name: [value] for name, value in _document(report).items()}}
    if report.reading.forms:
        derived = {found.cell: found for found in report.derived}
        standard = {cell.cell: found for cell in cells if (found := cell_to_standard(cell)) is not None}
        rows["readings"] = {name: [value] for name, value in _reading(report, cells).items()}
        rows["values"] = _values(report, cells, derived, standard)
        rows["printed_panel"] = {name: [value] for name, value in _panel(cells, problems).items()}
        rows["usable_panel"] = {name: [value] for name, value in _usable(cells, derived, standard).items()}
        rows["checks"] = _checks(report)
        rows["parts"] = _parts(report)
    rows["claims"] = _claims(report)
    rows["measures"] = _measures(report)
    dates = {name: value for name, value in _dates(report).items() if value and not _iso_date(value)}
    problems += [
        Problem("warning", "impossible_date", f"the {name} date {value!r} is no date of the calendar")
        for name, value in dates.items()
    ]
    rows["sections"] = {
        "number": list(range(1, len(sections) + 1)),
        "section": [part.section for part in sections],
        "heading": [_clean(part.heading) for part in sections],
        "text": [_clean(part.text) for part in sections],
        **_places([part.place for part in sections]),
    }
    extras = report.reading.extras
    rows["extras"] = {
        "number": list(range(1, len(extras) + 1)),
        "form_table": [row.table for row in extras],
        "row_label": [_clean(row.label) for row in extras],
        "after_row": [row.after for row in extras],
        "texts": [json.dumps([_clean(text) for text in row.values], ensure_ascii=False) for row in extras],
        **_places([row.place for row in extras]),
    }
    rows["problems"] = {
        "number": list(range(1, len(problems) + 1)),
        "severity": [problem.severity for problem in problems],
        "code": [problem.code for problem in problems],
        "message": [_clean(problem.message) for problem in problems],
        "cells": [" ".join(problem.cells) or None for problem in problems],
        **_places([problem.place for problem in problems]),
    }
    return {table: _filled(columns) for table, columns in rows.items() if any(columns.values())}


def error_to_rows(error: GongkaiError, name: str = "") -> Rows:
    """The row of a document that could not be read; ``name`` is cut from the place it tells."""
    where = error.where.removeprefix(name).strip(" ,:") if name else error.where
    return {
        "documents": {
            "outcome": ["failed"],
            "error_code": [error.code],
            "expected": [_clean(error.expected)],
            "found": [_clean(error.found)],
            "place": [_clean(where)],
            "advice": [_clean(error.advice)],
        }
    }


def _filled(columns: Columns) -> Columns:
    return {name: column for name, column in columns.items() if column.count(None) < len(column)}


def _document(report: Report) -> dict[str, Any]:
    return {
        "outcome": "read" if report.reading.forms else "no_table",
        "size": report.size,
        "media_type": report.media_type,
        "readers": " ".join(report.readers),
        "encoding": report.encoding,
        "page_count": report.page_count,
        "tables_found": len(report.reading.forms),
        "agency": _clean(report.facts.agency),
        "agency_source": report.facts.agency_source or None,
        "year": report.facts.year,
        "published": _iso_date(report.facts.published),
    }


def _dates(report: Report) -> dict[str, str | None]:
    facts = report.facts
    return {
        "period_start": facts.period_start,
        "period_end": facts.period_end,
        "published": facts.published,
        "signed": facts.signed,
    }


def _reading(report: Report, cells: list[CellReading]) -> dict[str, Any]:
    facts = report.facts
    statuses = Counter(cell.status for cell in cells)
    results = Counter(check.result for check in report.checks)
    votes = {vote.source: vote.year for vote in reversed(facts.year_votes)}
    years = {name: votes.get(name) for name in ("title", "period", "published")}
    return {
        "agency": _clean(facts.agency),
        "agency_source": facts.agency_source,
        "year": facts.year,
        "year_reason": _clean(facts.year_reason),
        **{f"year_{name}": year for name, year in years.items()},
        "year_conflict": len({year for year in years.values() if year is not None}) > 1,
        "title": _clean(facts.title),
        **{f"form_{table}": report.reading.forms.get(table) for table in ("proactive", "requests", "disputes")},
        **{name: _iso_date(value) for name, value in _dates(report).items()},
        "scope": report.scope.scope if report.scope else "unknown",
        "scope_sentence": _clean(report.scope.sentence) if report.scope else None,
        "scope_reason": _clean(report.scope.reason) if report.scope else None,
        **{f"cells_{status}": statuses[status] for status in ("reported", "blank", "dash", "absent", "unreadable")},
        "checks_hold": results["holds"],
        "checks_fail": results["fails"],
        "checks_cannot_tell": results["cannot_tell"],
        "checks_source_error": sum(check.cause == "source_error" for check in report.checks),
        "signature": report.signature.hex() if report.signature else None,
    }


def _exact_cell(cell: CellReading, problems: list[Problem]) -> CellReading:
    if cell.value is None or _is_exact(cell.value):
        return cell
    problems.append(
        Problem(
            "error",
            "number_too_long",
            f"{cell.raw!r} has more than {MAX_DIGITS} significant digits: no count or amount of a report is that long",
            cell.place,
            (cell.cell,),
        )
    )
    return cell._replace(status="unreadable", value=None, evidence="")


def _is_exact(value: Number) -> bool:
    """Whether a double prints back exactly this number.

    >>> _is_exact(123456789012345), _is_exact(1234567890123456)
    (True, False)
    """
    if isinstance(value, int):
        return abs(value) < 10**MAX_DIGITS
    return value.is_finite() and len(value.as_tuple().digits) <= MAX_DIGITS and -30 < value.adjusted() < MAX_DIGITS


def _number(value: Number | None) -> int | float | None:
    if value is None or isinstance(value, int):
        return value
    return float(value)


def _values(
    report: Report, cells: list[CellReading], derived: Mapping[str, Derived], standard: Mapping[str, Standard]
) -> Columns:
    forms = report.reading.forms
    proofs = [derived.get(cell.cell) for cell in cells]
    amounts = [standard.get(cell.cell) for cell in cells]
    return {
        "form": [forms.get(cell.cell.partition(".")[0]) for cell in cells],
        "cell": [cell.cell for cell in cells],
        "value": [_number(cell.value) for cell in cells],
        "status": [cell.status for cell in cells],
        "raw": [_clean(cell.raw) for cell in cells],
        "printed_unit": [_clean(cell.unit) for cell in cells],
        "remark": [_clean(cell.remark) for cell in cells],
        "evidence": [cell.evidence or None for cell in cells],
        "derived_value": [_number(proof.value) if proof else None for proof in proofs],
        "derived_reason": [proof.reason if proof else None for proof in proofs],
        "standard_value": [_number(amount.value) if amount else None for amount in amounts],
        "standard_unit": [amount.unit if amount else None for amount in amounts],
        "standard_reason": [amount.reason if amount else None for amount in amounts],
        **_places([cell.place for cell in cells]),
    }


def _usable(
    cells: list[CellReading], derived: Mapping[str, Derived], standard: Mapping[str, Standard]
) -> dict[str, Any]:
    """The number of each cell that comparisons use: printed, money in its standard unit, or proven."""
    fields = cell_fields()
    row: dict[str, Any] = {}
    for cell in cells:
        field = fields[cell.cell]
        amount, proof = standard.get(cell.cell), derived.get(cell.cell)
        value = amount.value if amount else proof.value if proof and cell.value is None else cell.value
        whole = value is not None and value == int(value)
        row[field.name] = _number(value) if field.type == "number" or value is None else int(value) if whole else None
    return row


def _panel(cells: list[CellReading], problems: list[Problem]) -> dict[str, Any]:
    fields = cell_fields()
    row: dict[str, Any] = {}
    for cell in cells:
        field = fields[cell.cell]
        value = cell.value
        if value is not None and field.type == "integer" and value != int(value):
            problems.append(
                Problem(
                    "warning",
                    "not_a_whole_number",
                    f"{cell.raw!r} is not whole in a column of whole numbers: it is in values, not in panel",
                    cell.place,
                    (cell.cell,),
                )
            )
            value = None
        row[field.name] = int(value) if value is not None and field.type == "integer" else _number(value)
    return row


def _checks(report: Report) -> Columns:
    checks = report.checks
    return {
        "check_id": [check.check for check in checks],
        "identity": [check.identity for check in checks],
        "result": [check.result for check in checks],
        "cause": [check.cause or None for check in checks],
        "left": [_number(check.left) for check in checks],
        "right": [_number(check.right) for check in checks],
        "difference": [_number(check.difference) for check in checks],
        "cells": [" ".join(check.cells) for check in checks],
        "explanation": [_clean(check.explanation) for check in checks],
    }


def _claims(report: Report) -> Columns:
    claims = report.claims
    return {
        "number": list(range(1, len(claims) + 1)),
        "section": [claim.section for claim in claims],
        "offset": [claim.offset for claim in claims],
        "sentence": [_clean(claim.sentence) for claim in claims],
        "text": [_clean(claim.text) for claim in claims],
        "value": [_number(claim.value) for claim in claims],
        "unit": [claim.unit or None for claim in claims],
        "measure": [claim.measure for claim in claims],
        "verb": [claim.verb or None for claim in claims],
        "claim_result": [claim.result for claim in claims],
        "cell": [claim.cell or None for claim in claims],
        "expected_value": [_number(claim.expected) for claim in claims],
        "explanation": [_clean(claim.explanation) for claim in claims],
    }


def _measures(report: Report) -> Columns:
    measures = report.measures
    return {
        "number": list(range(1, len(measures) + 1)),
        "measure": [found.measure for found in measures],
        "channel": [found.channel or None for found in measures],
        "approximate": [found.approximate for found in measures],
        "value": [_number(found.value) for found in measures],
        "unit": [found.unit or None for found in measures],
        "text": [_clean(found.text) for found in measures],
        "section": [found.section for found in measures],
        "offset": [found.offset for found in measures],
        "sentence": [_clean(found.sentence) for found in measures],
    }


def _parts(report: Report) -> Columns:
    parts = report.parts
    return {
        "number": list(range(1, len(parts) + 1)),
        "part": [_clean(found.part) for found in parts],
        "value": [_number(found.value) for found in parts],
        "total": [_number(found.total) for found in parts],
        "unit": [found.unit or None for found in parts],
        "adds_up": [found.adds_up for found in parts],
        "cells": [" ".join(found.cells) or None for found in parts],
        "section": [found.section for found in parts],
        "offset": [found.offset for found in parts],
        "sentence": [_clean(found.sentence) for found in parts],
    }


def _places(places: list[Place]) -> Columns:
    columns: Columns = {
        "page": [place.page for place in places],
        "element_path": [_clean(place.path) for place in places],
        "grid": [place.table for place in places],
        "grid_row": [place.row for place in places],
        "grid_column": [place.column for place in places],
        "line": [place.line for place in places],
    }
    if any(place.box for place in places):
        for index, edge in enumerate(("left", "top", "right", "bottom")):
            columns[f"box_{edge}"] = [place.box[index] if place.box else None for place in places]
    return columns


def _iso_date(text: str | None) -> str | None:
    if not text:
        return None
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def _clean(text: str | None) -> str | None:
    """Text that every file format can hold: lone surrogates and NUL become U+FFFD, empty text None.

    >>> _clean("a\\x00b"), _clean("\\udc80"), _clean(""), _clean("  ")
    ('a\ufffdb', '\ufffd', None, '  ')
    """
    if not text:
        return None
    if text.isalnum():
        return text
    if "\x00" in text:
        text = text.replace("\x00", "\ufffd")
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
