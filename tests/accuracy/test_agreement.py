"""Two readers built on different libraries say the same of every document."""

from __future__ import annotations

import pytest

from extract.match import document_to_reading
from extract.read import read_document, read_document_independently
from extract.reading import Reading
from fixtures.walk import Fixture, walk_documents
from tests.accuracy.splits import document_to_format

TWICE_READ = [document for document in walk_documents() if document_to_format(document) != "text"]


@pytest.mark.parametrize("document", TWICE_READ, ids=lambda document: document.slug)
def test_both_readers_agree(document: Fixture) -> None:
    """Cells, forms and extra rows of the two independent readings are the same, without exception."""
    data = document.source.read_bytes()
    first = read_document(data, document.source.name)
    second = read_document_independently(data, document.source.name)
    assert second is not None
    assert first.reader != second.reader
    assert _said(document_to_reading(second)) == _said(document_to_reading(first))


def _said(reading: Reading) -> tuple[object, ...]:
    return (
        {cell: (said.status, said.value) for cell, said in reading.cells.items()},
        reading.forms,
        [(row.table, row.label, row.values) for row in reading.extras],
    )
