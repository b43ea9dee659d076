"""Every committed document, read from its bytes to a report and held against the truth beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from fixtures.walk import Fixture, walk_documents
from gongkai.reading import read_report
from normalize.report import Report
from tests.accuracy.verdict import cells_to_verdicts, report_to_numbers

TITLE_RUNS_ON: Final = frozenset({"flattened"})
"""Looks in which nothing parts the title from the sentence behind it: there no title is better than a wrong one."""


@pytest.mark.parametrize("fixture", walk_documents(), ids=lambda fixture: fixture.slug)
def test_document_is_read_as_its_truth_says(fixture: Fixture) -> None:
    """Cells, facts, forms, extra rows and broken identities are those of the truth; nothing else is reported."""
    report = read_report(fixture.source)
    verdicts = cells_to_verdicts(fixture.truth, report_to_numbers(report))
    assert (verdicts.silent, verdicts.unread) == ([], [])
    assert verdicts.right == len(fixture.truth)
    assert _facts(report) == _facts_of_meta(fixture, report)
    # A disputes table is the same in both editions: which one it is said to follow is no claim of the truth.
    assert {table: form for table, form in report.reading.forms.items() if table != "disputes"} == {
        table: form for table, form in fixture.meta["form"].items() if table != "disputes"
    }
    assert [{"table": row.table, "label": row.label, "values": list(row.values)} for row in report.reading.extras] == (
        fixture.meta["extras"]
    )
    failing = sorted(sorted(check.cells) for check in report.checks if check.result == "fails")
    assert failing == sorted(sorted(cells) for _, cells, _, _ in fixture.meta["identities_broken"])


def _facts(report: Report) -> dict[str, object]:
    facts = report.facts
    return {
        "title": facts.title,
        "agency": facts.agency,
        "year": facts.year,
        "published": facts.published,
        "signed": facts.signed,
    }


def _facts_of_meta(fixture: Fixture, report: Report) -> dict[str, object]:
    """What the truth says of the report itself; either name of the agency will do."""
    meta = fixture.meta
    agencies = (meta["agency"], meta.get("agency_as_printed"))
    return {
        "title": None if meta["look"] in TITLE_RUNS_ON else meta["title"],
        "agency": report.facts.agency if report.facts.agency in agencies else meta["agency"],
        "year": meta["year"],
        "published": meta["published"],
        "signed": meta["signed"],
    }


def test_document_without_truth_is_refused(tmp_path: Path) -> None:
    """A folder with a document and no truth beside it is an error, not a document less."""
    folder = tmp_path / "agency-2023-look"
    folder.mkdir()
    (folder / "source.html").write_text("<p>年度报告</p>", encoding="utf-8")
    (folder / "meta.json").write_text("{}", encoding="utf-8")
    with pytest.raises(FileNotFoundError):
        walk_documents(tmp_path)


def test_there_are_enough_documents() -> None:
    """The set has some sixty documents, of every main format, each with cells in its truth."""
    documents = walk_documents()
    assert len(documents) >= 60
    assert {document.source.suffix for document in documents} >= {".html", ".pdf", ".docx", ".txt", ".md"}
    assert [document.slug for document in documents if not document.truth] == []
