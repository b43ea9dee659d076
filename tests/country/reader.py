"""Reads the documents of the invented country: they say plainly what a real one hides in its layout."""

from __future__ import annotations

import hashlib
import json
import re
from decimal import Decimal
from typing import Any, Final

from extract.document import NOWHERE
from extract.errors import UnknownFormatError
from extract.forms import load_forms
from extract.reading import CellReading, ExtraRow, Reading
from normalize.checks import reading_to_checks
from normalize.derivation import reading_to_derived
from normalize.fiscal_year import votes_to_year
from normalize.narrative.narrative import sections_to_narrative
from normalize.report import Facts, Report, Section, YearVote
from normalize.scope import report_to_scope

READER: Final = "tests.country.reader:read"
_MEDIA_TYPES: Final = {"html": "text/html", "txt": "text/plain"}
_MONEY: Final = re.compile(r"([\d.]+)(元|万元)?")


def read(path: str, *, data: bytes | None = None, verify: str = "auto") -> Report:
    """The report that a document holds.

    Raises:
        UnknownFormatError: the document is one that nobody can read.
    """
    assert data is not None
    said = json.loads(data)
    if said["broken"]:
        raise UnknownFormatError(expected="a report", found="noise", where=path, advice="find another copy")
    votes = [YearVote(source, year, f"{year}年") for source, year in said["clues"]]
    year, reason = votes_to_year(votes)
    title = f"{said['agency'] or ''}{dict(said['clues']).get('title', '')}年政府信息公开工作年度报告"
    source = "title" if said["agency"] else ""
    facts = Facts(title, said["agency"], source, year, votes, reason, published=said["published"])
    if "period" in dict(said["clues"]):
        facts.period_start, facts.period_end = f"{year}-01-01", f"{year}-12-31"
    sections = [
        Section("opening", "", said["opening"]),
        Section("overview", "一、总体情况", said["overview"]),
        Section("problems", "五、存在的主要问题及改进情况", said["text"]),
    ]
    sections = [section for section in sections if section.text]
    reading = _reading(said)
    scope = report_to_scope(facts, sections)
    narrative = sections_to_narrative(sections, reading, year, scope.scope)
    return Report(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        media_type=_MEDIA_TYPES[said["kind"]],
        readers=(f"country-{verify}",),
        encoding="utf-8",
        reading=reading,
        checks=reading_to_checks(reading),
        facts=facts,
        sections=sections,
        derived=reading_to_derived(reading),
        scope=scope,
        claims=narrative.claims,
        measures=narrative.measures,
        parts=narrative.parts,
        signature=narrative.signature,
    )


def _reading(said: dict[str, Any]) -> Reading:
    forms = load_forms()
    cells = {
        cell.cell: _text_to_cell(cell.cell, said["cells"].get(cell.cell))
        for table, form in said["forms"].items()
        for cell in forms[form].table(table).cells
    }
    extras = [ExtraRow(table, label, tuple(texts), after, NOWHERE) for table, label, texts, after in said["extras"]]
    return Reading(dict(said["forms"]), cells, extras)


def _text_to_cell(cell: str, text: str | None) -> CellReading:
    if text is None:
        return CellReading(cell, "absent")
    if not text:
        return CellReading(cell, "blank")
    if text == "/":
        return CellReading(cell, "dash", raw=text)
    found = _MONEY.fullmatch(text)
    assert found
    value = Decimal(found[1]) if "." in found[1] else int(found[1])
    return CellReading(cell, "reported", value, text, unit=found[2], evidence="label")
