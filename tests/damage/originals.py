"""Good documents: the fixtures whose cells can be told one by one, with their meaning from the fixtures' own truth."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Final, NamedTuple, cast

from extract.document import Place
from extract.match import document_to_reading
from extract.read import read_document
from extract.reading import Number, Reading, Status
from fixtures.walk import Fixture, walk_documents
from normalize.checks import reading_to_checks
from tests.damage.sheet import Meaning, Piece, Sheets, grids_to_sheets

_PDF_SHARE: Final = 3
"""Of the PDF fixtures one in so many is taken; as grids they differ little and reading them takes longest."""


class Original(NamedTuple):
    """A good document.

    Attributes:
        slug: name of the fixture.
        sheets: its grids.
        truth: meaning of every cell of its forms.
        proven: whether all identities hold on it.
    """

    slug: str
    sheets: Sheets
    truth: dict[str, Meaning]
    proven: bool


@cache
def originals() -> list[Original]:
    """All good documents, by name."""
    fixtures = walk_documents()
    pdf = [fixture.slug for fixture in fixtures if fixture.source.suffix == ".pdf"][::_PDF_SHARE]
    found = [
        fixture_to_original(fixture) for fixture in fixtures if fixture.source.suffix != ".pdf" or fixture.slug in pdf
    ]
    return [original for original in found if original is not None]


def fixture_to_original(fixture: Fixture) -> Original | None:
    """The fixture as sheets; None where boundaries are lost or the reader itself is not yet right on it.

    Each cell is marked by a place of its own, so that the reading tells which slot prints which canonical
    cell; slots must then agree with the truth and stand in the form's order from left to right.
    """
    document = read_document(fixture.source.read_bytes(), fixture.source.name)
    if any(grid.boundaries_lost for grid in document.grids):
        return None
    sheets = grids_to_sheets(document.grids)
    slots: dict[int, Piece] = {}
    for sheet, grid in zip(sheets, document.grids, strict=True):
        for piece, index in zip(sheet.pieces, range(len(grid.cells)), strict=True):
            line = len(slots) + 1
            grid.cells[index] = grid.cells[index]._replace(place=Place(line=line))
            slots[line] = piece
    reading = document_to_reading(document)
    truth: dict[str, Meaning] = {
        cell: (cast("Status", row.status), _number(row.value)) for cell, row in fixture.truth.items()
    }
    if reading.problems or not _is_right(reading, truth):
        return None
    for cell, said in reading.cells.items():
        if said.place.line is not None:
            piece = slots[said.place.line]
            piece.cell, piece.meaning = cell, truth[cell]
    for sheet in sheets:
        for row in sheet.value_rows():
            _assert_one_row(list(truth), [piece.cell for piece in sheet.values(row)])
    proven = all(check.result == "holds" for check in reading_to_checks(reading))
    return Original(fixture.slug, sheets, truth, proven)


def _number(text: str) -> Number | None:
    if not text:
        return None
    return Decimal(text) if "." in text else int(text)


def _is_right(reading: Reading, truth: dict[str, Meaning]) -> bool:
    return {cell: (said.status, said.value) for cell, said in reading.cells.items()} == truth


def _assert_one_row(order: list[str], cells: list[str]) -> None:
    """The cells of a printed row follow each other in the form without a gap."""
    first = order.index(cells[0])
    assert order[first : first + len(cells)] == cells, cells
    assert order[first].startswith("disputes.") or len({cell.split(".")[1] for cell in cells}) == 1, cells
