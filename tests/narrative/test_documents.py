"""The text of our own documents, whose numbers are those of their tables unless a fault was put in."""

from __future__ import annotations

from fixtures.walk import DOCUMENTS, Fixture
from tests.accuracy.splits import folder_to_documents
from tests.narrative.measure import documents_to_said, said_to_examples, said_to_text

TEXTUAL = frozenset({".html", ".htm", ".txt", ".md"})


def textual_documents() -> list[Fixture]:
    """Documents that are quick to read."""
    return [document for document in folder_to_documents(DOCUMENTS) if document.source.suffix in TEXTUAL]


def test_text_agrees_with_sound_tables() -> None:
    """Nothing in the text of a document contradicts its tables, but where a number was changed on purpose."""
    documents = textual_documents()
    said = documents_to_said(documents)
    broken = {document.slug for document in documents if document.meta.get("identities_broken")}
    matches = [slug for slug, claim in said.claims if claim.result == "matches"]
    assert len(matches) > 100
    assert {slug for slug, claim in said.claims if claim.result in ("contradicts", "near_miss")} <= broken


def test_counts_and_examples_are_printed() -> None:
    """The measurement prints its counts, and examples of the results asked for."""
    said = documents_to_said(textual_documents()[:2])
    assert "2 documents" in said_to_text("fixtures", said)
    assert len(said_to_examples(said, ["matches"], 3).splitlines()) == 3
