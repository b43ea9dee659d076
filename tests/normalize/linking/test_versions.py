"""Documents of one report beside each other: what is the same, what is not, and what only one of them prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalize.linking.versions import create_differences, create_versions
from tests.normalize.linking.relations import database, rows_of
from tests.normalize.linking.texts import plain_signatures

NEW, OUT = "requests.new.total", "requests.carried_out.total"


@pytest.fixture(autouse=True)
def _signatures(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with plain_signatures(monkeypatch):
        yield


def compare(
    cells: dict[str, dict[str, Any]], texts: dict[str, bytes] | None = None
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Versions and differences of one report, whose chosen document is ``a``."""
    values = [
        {"document_id": document, "cell": cell, "raw": str(value)}
        | ({"status": value} if isinstance(value, str) else value if isinstance(value, dict) else {"value": value})
        for document, row in cells.items()
        for cell, value in row.items()
    ]
    chosen = [
        {"document_id": name, "report_id": "r", "version_rank": rank, "chosen": name == "a", "choice_reason": "why"}
        for rank, name in enumerate(cells, start=1)
    ]
    alone = {"document_id": "z", "report_id": "other"}
    signatures = [{"document_id": name, "signature": (texts or {}).get(name)} for name in cells]
    with database(chosen_versions=[*chosen, alone], read_values=values, readings=signatures) as connection:
        create_versions(connection)
        create_differences(connection)
        return rows_of(connection, "versions"), rows_of(connection, "differences")


def test_same_numbers() -> None:
    """Two documents with the same numbers have no differences; the chosen one is not compared with itself."""
    (chosen, other), differences = compare({"a": {NEW: 3, OUT: 0}, "b": {NEW: 3, OUT: 0}})
    assert differences == []
    assert chosen["relation"] == "chosen" and chosen["cells_same"] is None
    assert other["relation"] == "same_numbers" and other["cells_same"] == 2 and other["choice_reason"] == "why"


def test_other_number() -> None:
    """A cell in which both print a number, and not the same, is a difference with both values, raw texts and statuses."""
    (_, other), (difference,) = compare({"a": {NEW: 3}, "b": {NEW: 8}})
    assert other["relation"] == "differs" and other["cells_different"] == 1
    assert difference == {
        "report_id": "r", "document_id": "b", "cell": NEW, "chosen_document_id": "a", "chosen_value": 3.0,
        "chosen_status": "reported", "chosen_raw": "3", "value": 8.0, "status": "reported", "raw": "8", "kind": "number",
    }  # fmt: skip


def test_zero_beside_blank() -> None:
    """A 0 beside a blank is a difference of status and not of numbers, on either side."""
    (_, other), differences = compare({"a": {NEW: 0, OUT: "blank"}, "b": {NEW: "blank", OUT: 0}})
    assert other["relation"] == "partial"
    assert (other["cells_only_chosen"], other["cells_only_here"], other["cells_different"]) == (1, 1, 0)
    assert {difference["cell"]: difference["kind"] for difference in differences} == {
        NEW: "only_chosen",
        OUT: "only_here",
    }


def test_missing_table() -> None:
    """Cells of a table that one document lacks are absent there, whichever of the two it is."""
    for cells in ({"a": {NEW: 3}, "b": {}}, {"a": {}, "b": {NEW: 3}}):
        (_, other), (difference,) = compare(cells)
        assert other["relation"] == "partial"
        assert {difference["status"], difference["chosen_status"]} == {"absent", "reported"}


def test_neither_number() -> None:
    """A blank beside a dash is kept as a difference of status and counts among no cells."""
    (_, other), (difference,) = compare({"a": {NEW: "blank", OUT: "dash"}, "b": {NEW: "dash", OUT: "dash"}})
    assert difference["cell"] == NEW and difference["kind"] == "status"
    assert other["relation"] == "same_numbers" and other["cells_same"] == 0


def test_units() -> None:
    """An amount printed once in 元 and once in 万元 is the same; the same digits in two units are not."""
    yuan = {"value": 251000.0, "standard_value": 25.1, "standard_unit": "万元"}
    wan = {"value": 25.1, "standard_value": 25.1, "standard_unit": "万元"}
    digits = {"value": 251000.0, "standard_value": 251000.0, "standard_unit": "万元"}
    cell = "proactive.procurement.amount"
    assert compare({"a": {cell: yuan}, "b": {cell: wan}})[1] == []
    assert compare({"a": {cell: yuan}, "b": {cell: digits}})[1][0]["kind"] == "number"


def test_text_similarity() -> None:
    """The similarity of the narratives stands beside the numbers; it is NULL where a text is too short."""
    rows, _ = compare({"a": {}, "b": {}, "c": {}}, {"a": b"ABCD", "b": b"ABCE"})
    assert [row["text_similarity"] for row in rows] == [None, 0.75, None]


def test_reports_with_one_document() -> None:
    """A report with a single document has no row."""
    rows, _ = compare({"a": {NEW: 1}})
    assert rows == []


CELLS = st.dictionaries(
    st.sampled_from([NEW, OUT, "disputes.review.total"]),
    st.one_of(st.integers(0, 2), st.sampled_from(["blank", "dash", "absent", "unreadable"])),
)


@given(CELLS, CELLS)
@settings(deadline=None, max_examples=10)
def test_symmetry(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Which of two documents is the chosen one turns the sides around and changes no count of cells."""
    with pytest.MonkeyPatch.context() as monkeypatch, plain_signatures(monkeypatch):
        (_, here), differences = compare({"a": one, "b": other})
        (_, there), turned = compare({"a": other, "b": one})
    assert (here["cells_same"], here["cells_different"]) == (there["cells_same"], there["cells_different"])
    assert (here["cells_only_chosen"], here["cells_only_here"]) == (
        there["cells_only_here"],
        there["cells_only_chosen"],
    )
    assert here["relation"] == there["relation"]
    assert [(d["chosen_value"], d["value"]) for d in differences] == [(d["value"], d["chosen_value"]) for d in turned]
    counted = {
        "number": here["cells_different"],
        "only_chosen": here["cells_only_chosen"],
        "only_here": here["cells_only_here"],
    }
    for kind, count in counted.items():
        assert sum(difference["kind"] == kind for difference in differences) == count
