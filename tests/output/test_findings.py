"""What `gongkai check` finds in a dataset, and that it says what it could not look for."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from extract.errors import SourceError
from output.findings import (
    COLUMNS,
    SEVERITIES,
    FindingSelection,
    collect_findings,
    dataset_to_findings,
    load_finding_kinds,
)
from output.metrics.selection import QuestionError
from output.registry import load_tables
from output.stored_dataset import engine, open_dataset
from tests.output.small_dataset import Rows, write_dataset

AUDIT = {"report_id": "audit_2023_organ", "document_id": "d1"}
WATER = {"report_id": "water_2023_organ", "document_id": "d2"}
FAILING = {"result": "fails", "left": 21.0, "right": 20.0, "difference": 1.0, "explanation": "one too many"}
TOTAL = "requests.concluded.total"


def _check(name: str, identity: str, **more: Any) -> dict[str, Any]:
    return {**AUDIT, **FAILING, "check_id": name, "identity": identity, "cells": f"requests.new.total {TOTAL}", **more}


def _rows() -> dict[str, Rows]:
    """One finding of each kind, and beside each something that is none."""
    similar = {"similarity": 0.97, **AUDIT}
    refused = {"correction_status": "refused", "printed_raw": "21", "corrected_value": 12.0, "correction_note": "gone"}
    return {
        "documents": [
            {"document_id": "d1", "path": "甲/audit.html", "outcome": "read", "report_id": AUDIT["report_id"]},
            {"document_id": "d2", "path": "甲/water.pdf", "outcome": "read", "report_id": WATER["report_id"]},
            {
                "document_id": "d3",
                "path": "甲/scan.pdf",
                "outcome": "failed",
                "error_code": "needs_ocr",
                "found": "pictures",
            },
            {"document_id": "d4", "path": "甲/news.html", "outcome": "no_table"},
        ],
        "reports": [
            {
                **AUDIT,
                "agency_id": "audit",
                "agency_name": "青禾市审计局",
                "year": 2023,
                "year_conflict": True,
                "year_reason": "2023 has the most weight",
                "on_time": False,
                "published": datetime.date(2024, 2, 10),
                "deadline": datetime.date(2024, 1, 31),
            },
            {
                **WATER,
                "agency_id": "water",
                "agency_name": "青禾市水利局",
                "agency": "水利局",
                "resolution_status": "resolved",
                "confidence": 0.7,
                "year": 2023,
                "on_time": True,
            },
        ],
        "values": [
            {**WATER, "cell": "requests.new.total", "status": "unreadable", "form_table": "requests", "page": 3},
            {**WATER, "cell": "requests.granted.total", "status": "reported", "form_table": "requests", "value": 4.0},
            {**AUDIT, "cell": TOTAL, "status": "reported", "value": 21.0, "page": 2, "grid": 1, "grid_row": 20},
            {
                **AUDIT,
                "cell": "proactive.fees.amount",
                "status": "reported",
                "value": 5000.0,
                "printed_unit": "元",
                "unit": "万元",
                "standard_value": 0.5,
            },
        ],
        "checks": [
            _check("requests.balance.total", "I1", cause="source_error"),
            _check("requests.balance.business", "I1", cause="unverified"),
            _check("requests.outcomes.total", "I3", result="holds"),
            _check("carry_over.total", "I5", other_report_id="audit_2022_organ"),
            _check("carry_over.business", "I5", reason_code="lineage_event_this_year"),
            _check("stock.rules", "I6", reason_code="soft"),
            _check("jump.proactive.fees.amount", "JUMP", reason_code="unit_suspect"),
            _check("jump.requests.new.total", "JUMP"),
        ],
        "differences": [
            {**AUDIT, "document_id": "d5", "cell": TOTAL, "chosen_document_id": "d1", "chosen_raw": "21", "raw": "12"}
        ],
        "claims": [
            {
                **AUDIT,
                "number": number,
                "measure": "requests.new",
                "claim_result": result,
                "text": "22",
                "expected_value": 21.0,
                "cell": "requests.new.total",
                "sentence": "共收到申请22件。",
            }
            for number, result in enumerate(("contradicts", "near_miss", "matches"), 1)
        ],
        "parts": [
            {**AUDIT, "number": 1, "value": 3.0, "total": 9.0, "adds_up": False, "sentence": "其中…"},
            {**AUDIT, "number": 2, "value": 4.0, "total": 9.0, "adds_up": False, "sentence": "其中…"},
        ],
        "reconciliation": [
            {
                "report_id": name,
                "cell": TOTAL,
                "value": 21.0,
                "children_sum": 30.0,
                "children_found": 2,
                "reconciliation_result": result,
            }
            for name, result in ((AUDIT["report_id"], "exceeds"), (WATER["report_id"], "complete"))
        ],
        "similar_documents": [
            {
                **similar,
                "other_document_id": "d0",
                "other_report_id": "audit_2022_organ",
                "similar_kind": "recycled_year",
            },
            {
                **similar,
                "other_document_id": "d2",
                "other_report_id": "water_2023_organ",
                "similar_kind": "other_agency",
            },
            {
                **similar,
                "other_document_id": "d5",
                "other_report_id": "audit_2023_organ",
                "similar_kind": "same_report",
            },
        ],
        "agencies": [
            {"agency_id": "audit", "agency_name": "青禾市审计局", "agency_status": "registered"},
            {"agency_id": "x_1", "agency_name": "某某局", "agency_status": "unresolved"},
        ],
        "coverage": [
            {"agency_id": "water", "agency_name": "青禾市水利局", "year": 2022, "coverage_status": "missing"},
            {"agency_id": "water", "agency_name": "青禾市水利局", "year": 2023, "coverage_status": "read"},
        ],
        "corrections": [{**AUDIT, "cell": TOTAL, **refused}],
        "problems": [
            {**WATER, "number": 1, "severity": "info", "code": "repeated_row", "message": "twice", "cells": TOTAL}
        ],
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset with one finding of each kind."""
    return write_dataset(tmp_path_factory.mktemp("dataset"), _rows())


def test_each_kind_is_found(folder: Path) -> None:
    """A dataset with one thing of each kind gives findings of all kinds, and nothing stays unlooked for."""
    found = dataset_to_findings(folder)
    assert set(found["kind"]) == set(load_finding_kinds())
    assert found["kind"].value_counts()["carry_over_broken"] == 2
    assert found.groupby("kind").size().drop("carry_over_broken").max() == 1


def test_every_finding_says_what_was_found(folder: Path) -> None:
    """No finding comes without its words in both languages, its kind and its severity."""
    found = dataset_to_findings(folder)
    assert list(found.columns) == [*COLUMNS, "kind_number"]
    assert found[["kind", "severity", "found_en", "found_zh"]].notna().all(axis=None)
    assert set(found["severity"]) <= set(SEVERITIES)


def test_place_of_the_cell(folder: Path) -> None:
    """A finding about a cell names file, page and place in the document."""
    found = dataset_to_findings(folder, FindingSelection(kinds=["sum_wrong_in_source"])).iloc[0]
    assert (found["path"], found["page"], found["place"]) == ("甲/audit.html", 2, "table 1, row 20")
    assert found["found_en"] == "requests.balance.total: 21 is not 20 (difference 1)"
    assert found["detail"] == "one too many"


def test_agency_of_a_finding_by_report(folder: Path) -> None:
    """A table that has no agency gets it from the report."""
    found = dataset_to_findings(folder, FindingSelection(kinds=["claim_contradicts"])).iloc[0]
    assert (found["agency_id"], found["agency_name"], found["year"]) == ("audit", "青禾市审计局", 2023)


def test_local_deadline(tmp_path: Path) -> None:
    """A report that keeps the law's deadline and misses the user's local one is told with the day that it missed."""
    report = {
        **AUDIT,
        "agency_id": "audit",
        "agency_name": "青禾市审计局",
        "year": 2023,
        "published": datetime.date(2024, 1, 26),
        "deadline": datetime.date(2024, 1, 31),
        "on_time": True,
        "deadline_local": datetime.date(2024, 1, 20),
        "on_time_local": False,
    }
    found = dataset_to_findings(
        write_dataset(tmp_path, {"reports": [report]}), FindingSelection(kinds=["published_late"])
    )
    assert list(found["code"]) == ["local"]
    assert found["found_en"][0] == "published 2024-01-26, due 2024-01-20 by your local deadlines, 6 days late"
    assert found["found_zh"][0] == "发布于 2024-01-26，地方期限 2024-01-20，迟 6 天"


def test_known_reason_is_lighter(folder: Path) -> None:
    """A broken carry-over with a known reason is for information only."""
    found = dataset_to_findings(folder, FindingSelection(kinds=["carry_over_broken"]))
    assert dict(zip(found["code"], found["severity"], strict=True)) == {
        "no_reason_known": "warning",
        "lineage_event_this_year": "info",
    }


@pytest.mark.parametrize(
    ("selection", "column", "values"),
    [
        (FindingSelection(severities=["error"]), "severity", {"error"}),
        (FindingSelection(agencies=["青禾市水利局"]), "agency_id", {"water"}),
        (FindingSelection(agencies=["water"]), "agency_id", {"water"}),
        (FindingSelection(years=[2022]), "year", {2022}),
        (FindingSelection(kinds=["published_late"]), "kind", {"published_late"}),
    ],
)
def test_selection(folder: Path, selection: FindingSelection, column: str, values: set[Any]) -> None:
    """Only what is asked for is told."""
    assert set(dataset_to_findings(folder, selection)[column]) == values


@pytest.mark.parametrize(
    "selection",
    [
        FindingSelection(kinds=["nonsense"]),
        FindingSelection(severities=["grave"]),
        FindingSelection(agencies=["青禾市审计"]),
        FindingSelection(years=[1999]),
    ],
)
def test_selection_of_nothing(folder: Path, selection: FindingSelection) -> None:
    """A kind, agency or year that does not exist is refused: no findings would look like no faults."""
    with pytest.raises(QuestionError):
        dataset_to_findings(folder, selection)


def test_missing_table_is_named(tmp_path: Path) -> None:
    """Kinds that a dataset has no columns for are named, not passed over."""
    folder = write_dataset(tmp_path, _rows(), tables=["documents", "reports", "problems"])
    with engine() as connection:
        summary = collect_findings(connection, open_dataset(connection, folder), FindingSelection())
    lacking = {kind.id: missing for kind, missing in summary.not_looked_for}
    assert "claims.claim_result" in lacking["claim_contradicts"]
    assert {entry.kind.id for entry in summary.counts} == {
        "agency_uncertain",
        "document_failed",
        "document_without_table",
        "year_conflict",
        "published_late",
        "reading_problem",
    }


def test_counts(folder: Path) -> None:
    """The summary counts every finding once, the gravest first."""
    with engine() as connection:
        summary = collect_findings(connection, open_dataset(connection, folder), FindingSelection())
        assert summary.total == connection.execute("SELECT count(*) FROM findings").fetchall()[0][0]
    severities = [SEVERITIES.index(entry.severity) for entry in summary.counts]
    assert severities == sorted(severities)


def test_kinds_name_columns_of_the_registry() -> None:
    """Every column that a kind needs is one of the dataset."""
    known = {f"{table.name}.{field}" for table in load_tables().values() for field in table.field_names}
    for kind in load_finding_kinds().values():
        assert set(kind.needs) <= known, kind.id
        assert kind.severity in SEVERITIES


def test_no_dataset(tmp_path: Path) -> None:
    """A folder without a dataset is refused with advice."""
    with pytest.raises(SourceError, match=r"datapackage\.json"):
        dataset_to_findings(tmp_path)
    with pytest.raises(SourceError, match="no such folder"):
        dataset_to_findings(tmp_path / "nowhere")


def test_empty_dataset(tmp_path: Path) -> None:
    """A dataset without rows has no findings."""
    assert dataset_to_findings(write_dataset(tmp_path, {})).empty
