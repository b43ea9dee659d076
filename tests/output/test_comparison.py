"""What differs between two datasets, and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extract.errors import SourceError
from output import comparison
from output.comparison import DETAIL_COLUMNS, Comparison, compare_datasets
from output.metrics.selection import QuestionError
from output.stored_dataset import engine
from tests.output.small_dataset import Rows, write_dataset

CELLS = ("requests.new.total", "requests.carried_in.total", "requests.concluded.total")


def _report(agency: str, document: str, year: int = 2023, scope: str = "organ") -> dict[str, Any]:
    return {
        "report_id": f"{agency}_{year}_{scope}",
        "document_id": document,
        "agency_id": agency,
        "agency_name": f"{agency}局",
        "year": year,
        "scope": scope,
    }


def _rows(
    reports: list[dict[str, Any]], changed: dict[tuple[str, str], float] | None = None, **tables: Rows
) -> dict[str, Rows]:
    """Documents, reports and values for these reports, with other values where ``changed`` has them."""
    documents = [
        {
            "document_id": report["document_id"],
            "path": f"{report['document_id'][0]}.html",
            "report_id": report["report_id"],
        }
        for report in reports
    ]
    values = [
        {**report, "cell": cell, "status": "reported", "value": (changed or {}).get((report["report_id"], cell), 1.0)}
        for report in reports
        for cell in CELLS
    ]
    return {"documents": documents, "reports": reports, "values": values, **tables}


def _compare(tmp_path: Path, old: dict[str, Rows], new: dict[str, Rows], **more: Any) -> Comparison:
    codes = more.pop("codes", ("abc", "abc"))
    write_dataset(tmp_path / "old", old, code=codes[0])
    write_dataset(tmp_path / "new", new, code=codes[1])
    with engine() as connection:
        return compare_datasets(connection, tmp_path / "old", tmp_path / "new", **more)


def _found(result: Comparison) -> set[tuple[str, str, str, int, int]]:
    return {(entry.table, entry.change, entry.reason, entry.rows, entry.values) for entry in result.changes}


BASE = [_report("audit", "a1"), _report("water", "b1")]


def test_same(tmp_path: Path) -> None:
    """A dataset is the same as itself, in whatever order its rows stand."""
    rows = _rows(BASE)
    turned: dict[str, Rows] = {name: list(reversed(table)) for name, table in rows.items()}
    assert _compare(tmp_path, rows, turned).same


def test_document_new(tmp_path: Path) -> None:
    """A report from a document that only the new dataset has."""
    result = _compare(tmp_path, _rows(BASE[:1]), _rows(BASE))
    assert {entry[:4] for entry in _found(result)} == {
        ("documents", "added", "document_new", 1),
        ("reports", "added", "document_new", 1),
        ("values", "added", "document_new", 3),
    }


def test_document_gone(tmp_path: Path) -> None:
    """A report whose document is no longer there."""
    result = _compare(tmp_path, _rows(BASE), _rows(BASE[:1]))
    assert {entry[1:3] for entry in _found(result)} == {("removed", "document_gone")}


def test_document_changed(tmp_path: Path) -> None:
    """The same path with other bytes: the values of the report are changed, not removed and added."""
    new = [_report("audit", "a2"), BASE[1]]
    result = _compare(tmp_path, _rows(BASE), _rows(new, {("audit_2023_organ", CELLS[0]): 7.0}))
    assert ("documents", "added", "document_changed", 1, 2) in _found(result)
    assert ("documents", "removed", "document_changed", 1, 2) in _found(result)
    assert ("values", "changed", "document_changed", 3, 4) in _found(result)


def test_other_document_chosen(tmp_path: Path) -> None:
    """Both datasets have both documents, and each took another one."""
    rest = {"document_id": "c1", "path": "c.html", "report_id": "audit_2023_organ"}
    first = {"document_id": "a1", "path": "a.html", "report_id": "audit_2023_organ"}
    old, new = _rows(BASE[:1]), _rows([_report("audit", "c1")])
    old["documents"] = new["documents"] = [first, rest]
    result = _compare(tmp_path, old, new)
    assert {entry[:3] for entry in _found(result)} == {
        ("reports", "changed", "other_document"),
        ("values", "changed", "other_document"),
    }


def test_curation_moves_a_report(tmp_path: Path) -> None:
    """A document that was assigned to another agency moves its report, and that is said once more for the whole."""
    result = _compare(tmp_path, _rows(BASE), _rows([_report("finance", "a1"), BASE[1]]))
    assert {entry[2] for entry in _found(result)} == {"curation"}
    assert result.moved == 1


def test_curated_columns(tmp_path: Path) -> None:
    """Where only kinds or names of the agency differ, nothing was read otherwise."""
    result = _compare(tmp_path, _rows(BASE), _rows([{**BASE[0], "agency_name": "审计机关"}, BASE[1]]))
    assert {entry[2] for entry in _found(result)} == {"curation"}


def test_year_read_otherwise(tmp_path: Path) -> None:
    """A report that moves because the year was read otherwise is no matter of curation."""
    result = _compare(tmp_path, _rows(BASE), _rows([_report("audit", "a1", 2022), BASE[1]]))
    assert {entry[2] for entry in _found(result)} == {"reading_changed"}


@pytest.mark.parametrize(("code", "reason"), [("abc", "reading_changed"), ("def", "code_changed")])
def test_reading_or_code(tmp_path: Path, code: str, reason: str) -> None:
    """Another value from the same bytes is the code's doing where the code differs, else that of the reading."""
    new = _rows(BASE, {("audit_2023_organ", CELLS[0]): 7.0})
    result = _compare(tmp_path, _rows(BASE), new, codes=("abc", code))
    assert _found(result) == {("values", "changed", reason, 1, 1)}
    assert [(entry.table, entry.column, entry.rows) for entry in result.columns] == [("values", "value", 1)]


def test_correction(tmp_path: Path) -> None:
    """A correction explains the cell that it names and the metrics of its report, not another cell."""
    correction = {
        "report_id": "audit_2023_organ",
        "cell": CELLS[0],
        "corrected_value": 7.0,
        "correction_status": "applied",
    }
    metric = {"report_id": "audit_2023_organ", "metric": "clearance_rate", "value": 0.5}
    old = _rows(BASE, metrics=[metric])
    new = _rows(
        BASE,
        {("audit_2023_organ", CELLS[1]): 8.0},
        metrics=[{**metric, "value": 0.6}],
        corrections=[correction],
    )
    new["values"] = [
        {**row, "corrected_value": 7.0} if (row["report_id"], row["cell"]) == ("audit_2023_organ", CELLS[0]) else row
        for row in new["values"]
    ]
    found = {entry[:4] for entry in _found(_compare(tmp_path, old, new))}
    assert found == {
        ("values", "changed", "correction", 1),
        ("values", "changed", "reading_changed", 1),
        ("metrics", "changed", "correction", 1),
        ("corrections", "added", "correction", 1),
    }


def test_consequence(tmp_path: Path) -> None:
    """What follows from other reports says so."""
    row = {"report_id": "audit_2023_organ", "cell": CELLS[0], "children_found": 2}
    result = _compare(
        tmp_path, _rows(BASE, reconciliation=[row]), _rows(BASE, reconciliation=[{**row, "children_found": 3}])
    )
    assert _found(result) == {("reconciliation", "changed", "consequence", 1, 1)}


def test_details_in_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many small batches tell the same as one large one, in the order of the keys."""
    reports = [_report(f"agency{number:02}", f"{number:02}x") for number in range(20)]
    changed = {(report["report_id"], cell): 5.0 for report in reports[5:15] for cell in CELLS[:2]}
    told: list[list[dict[str, Any]]] = []
    for size in (1_000_000, 4):
        monkeypatch.setattr(comparison, "BATCH_ROWS", size)
        pieces: list[pa.Table] = []
        result = _compare(tmp_path, _rows(reports), _rows(reports, changed), details=pieces.append)
        assert _found(result) == {("values", "changed", "reading_changed", 20, 20)}
        told.append([row for piece in pieces for row in piece.to_pylist()])
    assert told[0] == told[1]
    assert len(told[0]) == 20
    assert tuple(told[0][0]) == DETAIL_COLUMNS
    assert told[0][0]["key"] == f"report_id=agency05_2023_organ; cell={min(CELLS[:2])}"
    assert (told[0][0]["old"], told[0][0]["new"]) == ("1.0", "5.0")


def test_limit(tmp_path: Path) -> None:
    """A limit cuts the details, never the counts."""
    pieces: list[pa.Table] = []
    result = _compare(tmp_path, _rows(BASE), _rows(BASE[:1]), details=pieces.append, limit=2)
    assert sum(piece.num_rows for piece in pieces) == 2
    assert sum(entry.rows for entry in result.changes) == 5


def test_tables_and_columns_of_one_side(tmp_path: Path) -> None:
    """A table or column that one dataset lacks is a difference of its own."""
    write_dataset(tmp_path / "old", _rows(BASE), tables=["documents", "reports"])
    write_dataset(tmp_path / "new", _rows(BASE), tables=["documents", "reports", "values"])
    with engine() as connection:
        result = compare_datasets(connection, tmp_path / "old", tmp_path / "new")
    assert result.tables_only_new == ("values",)
    assert not result.same


def test_column_of_another_type(tmp_path: Path) -> None:
    """A column that changed its type is compared as text; a table without its key is refused."""
    for side, value in (("old", 7), ("new", "seven")):
        folder = write_dataset(tmp_path / side, {}, tables=["documents"])
        pq.write_table(
            pa.table({"document_id": ["a", "b"], "size": [value, value], "path": ["a", "b"]}),
            folder / "documents.parquet",
        )
    with engine() as connection:
        result = compare_datasets(connection, tmp_path / "old", tmp_path / "new")
    assert [(entry.table, entry.column, entry.rows) for entry in result.columns] == [("documents", "size", 2)]
    pq.write_table(pa.table({"size": [7]}), tmp_path / "new" / "documents.parquet")
    with engine() as connection, pytest.raises(SourceError, match="its key document_id"):
        compare_datasets(connection, tmp_path / "old", tmp_path / "new")


def test_chosen_tables(tmp_path: Path) -> None:
    """Only the tables asked for are compared; a table that does not exist is refused."""
    result = _compare(tmp_path, _rows(BASE), _rows(BASE[:1]), tables=["reports"])
    assert {entry.table for entry in result.changes} == {"reports"}
    with pytest.raises(QuestionError):
        _compare(tmp_path, _rows(BASE), _rows(BASE), tables=["numbers"])


def test_no_dataset(tmp_path: Path) -> None:
    """A folder without a dataset is refused."""
    with engine() as connection, pytest.raises(SourceError):
        compare_datasets(connection, tmp_path, tmp_path)
