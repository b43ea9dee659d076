"""Near-duplicates are found, named by who and when, and crowds cost no square."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from extract.forms import load_forms
from normalize.linking import similarity
from normalize.linking.similarity import create_similar_documents, create_text_reuse
from tests.normalize.linking.relations import database, rows_of
from tests.normalize.linking.texts import plain_signatures

TEXT = b"0123456789"
NEARLY = b"012345678x"
ELSEWHERE = b"abcdefghij"


@pytest.fixture(autouse=True)
def _signatures(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with plain_signatures(monkeypatch):
        yield


def document(name: str, agency: str, year: int | None, text: bytes | None, **more: Any) -> dict[str, Any]:
    report = f"unknown_{name}" if year is None else f"{agency}_{year}_{more.get('scope', 'organ')}"
    return {"document_id": name, "agency_id": agency, "year": year, "report_id": report, "text": text, **more}


def link(
    documents: Sequence[dict[str, Any]], numbers: dict[str, list[int]] | None = None
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """Similar documents, skipped similarities and text reuse."""
    cells = [cell.cell for cell in load_forms()["2021"].cells]
    panel = [
        {"document_id": row["document_id"]}
        | dict(zip(cells, (numbers or {}).get(row["document_id"], []), strict=False))
        for row in documents
    ]
    filings = [{key: value for key, value in row.items() if key != "text"} for row in documents]
    readings = [{"document_id": row["document_id"], "signature": row["text"]} for row in documents]
    with database(filings=filings, readings=readings, printed_panel=panel) as connection:
        create_text_reuse(connection)
        create_similar_documents(connection)
        return tuple(rows_of(connection, name) for name in ("similar_documents", "skipped_similarities", "text_reuse"))  # type: ignore[return-value]


def test_kinds() -> None:
    """A pair is named by agency and year: one report, a recycled year, another scope, another agency, or unknown."""
    first = document("a", "x", 2020, TEXT)
    others = {
        "same_report": document("b", "x", 2020, NEARLY, chosen=False),
        "recycled_year": document("b", "x", 2023, NEARLY),
        "other_scope": document("b", "x", 2020, NEARLY, scope="territory"),
        "other_agency": document("b", "y", 2020, NEARLY),
        "unidentified": document("b", "unnamed", None, NEARLY),
    }
    for kind, other in others.items():
        (row,), skipped, _ = link([first, other])
        assert (row["kind"], row["similarity"], row["same_numbers"], skipped) == (kind, 0.9, False, [])


def test_earlier_year_is_the_other() -> None:
    """Of two years the later document comes first, whatever their ids."""
    (row,), _, _ = link([document("a", "x", 2020, TEXT), document("b", "x", 2021, TEXT)])
    assert (row["document_id"], row["other_document_id"]) == ("b", "a")
    (row,), _, _ = link([document("a", "x", 2021, TEXT), document("b", "x", 2020, TEXT)])
    assert (row["document_id"], row["other_document_id"]) == ("a", "b")


def test_unlike() -> None:
    """Texts below the threshold are no pair, though they share a band or follow each other; nor is a missing text."""
    half = TEXT[:5] + ELSEWHERE[5:]
    rows, _, reuse = link(
        [document("a", "x", 2020, TEXT), document("b", "x", 2021, half), document("c", "x", 2022, None)]
    )
    assert rows == []
    assert [(row["previous_report_id"], row["similarity"]) for row in reuse] == [
        (None, None),
        ("x_2020_organ", 0.5),
        ("x_2021_organ", None),
    ]


def test_text_reuse_keeps_to_the_scope() -> None:
    """Text is compared with the report of the same scope; with another scope only where there is no such report."""
    documents = [
        document("a", "x", 2020, TEXT),
        document("b", "x", 2020, ELSEWHERE, scope="territory"),
        document("c", "x", 2021, TEXT, scope="territory"),
        document("d", "x", 2021, TEXT, scope="unknown"),
        document("e", "y", 2021, TEXT),
    ]
    reuse = {row["report_id"]: row["previous_report_id"] for row in link(documents)[2]}
    assert reuse["x_2021_territory"] == "x_2020_territory"
    assert reuse["x_2021_unknown"] == "x_2020_organ"
    assert reuse["y_2021_organ"] is None


def test_same_numbers() -> None:
    """The same distinctive numbers make a pair without any text; the same zeros and ones do not."""
    documents = [document("a", "x", 2020, None), document("b", "x", 2022, None)]
    distinctive = [12, 0, 7, 31, 5, 118, 96, 96]
    (row,), _, _ = link(documents, {"a": distinctive, "b": distinctive})
    assert (row["kind"], row["similarity"], row["same_numbers"]) == ("recycled_year", None, True)
    assert link(documents, {"a": distinctive, "b": [*distinctive[:-1], 97]})[0] == []
    assert link(documents, {"a": [0, 1, 1, 2] * 10, "b": [0, 1, 1, 2] * 10})[0] == []


def test_crowd(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a crowd every document meets the earliest one and those of its own agency; what is skipped is counted."""
    monkeypatch.setattr(similarity, "CROWD", 4)
    crowd = [document(f"d{number}", f"x{number}", 2020, TEXT) for number in range(6)]
    own = document("e", "x5", 2022, TEXT)
    rows, skipped, _ = link([*crowd, own])
    pairs = {(row["document_id"], row["other_document_id"]) for row in rows}
    assert pairs == {(f"d{number}", "d0") for number in range(1, 6)} | {("e", "d0"), ("e", "d5")}
    assert len(skipped) == 5
    assert {(row["found_by"], row["documents"], row["pairs_skipped"]) for row in skipped} == {("text", 7, 15)}
    assert {row["first_document_id"] for row in skipped} == {"d0"}


def test_order_of_input() -> None:
    """Any order of the documents gives the same rows in the same order."""
    documents = [
        document("a", "x", 2020, TEXT),
        document("b", "x", 2020, NEARLY, chosen=False),
        document("c", "x", 2021, TEXT),
        document("d", "y", 2021, NEARLY),
        document("e", "unnamed", None, TEXT),
    ]
    expected = link(documents)
    assert len(expected[0]) == 10
    for turn in range(1, 5):
        assert link(documents[turn:] + documents[:turn]) == expected
    assert link(documents[::-1]) == expected
