"""Two independent readings of one document: what they agree on, and what is done where they differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from extract.document import Problem
from extract.forms import Form
from extract.identity import identity_to_outcome
from extract.reading import CellReading, Reading
from normalize.checks import reading_to_identities
from normalize.report import Cause


class Verified(NamedTuple):
    """A reading after comparison with a second one.

    Attributes:
        reading: the first reading; where the second was proven by arithmetic and the first was not, the
            second one's table; cells on which they differ otherwise are ``unreadable``.
        causes: for each failing check what the comparison says of it.
        problems: what the comparison found.
    """

    reading: Reading
    causes: dict[str, Cause]
    problems: list[Problem]


def is_proven(reading: Reading, forms: Mapping[str, Form] | None = None) -> bool:
    """Whether arithmetic and labels leave no doubt: all identities hold, every row was found by its label.

    Such a reading needs no second one. The table on active disclosure has no identities of its own;
    it counts as read well when its labels are all found and the other tables of the document are proven.
    """
    if reading.problems or not {"requests", "disputes"} <= reading.forms.keys():
        return False
    if any(cell.status != "reported" or cell.evidence != "label" for cell in reading.cells.values()):
        return False
    return all(
        identity_to_outcome(identity, reading.cells).result == "holds"
        for identity in reading_to_identities(reading, forms)
    )


def compare_readings(first: Reading, second: Reading, forms: Mapping[str, Form] | None = None) -> Verified:
    """Compares two independent readings of the same bytes.

    Only a cell in which both print something different is in dispute: where the second reading lacks
    the cell, it says nothing about it.
    """
    reading = Reading(dict(first.forms), dict(first.cells), list(first.extras), list(first.problems))
    problems: list[Problem] = []
    for table in [*first.forms, *(table for table in second.forms if table not in first.forms)]:
        differing = _differing(first, second, table)
        if not differing:
            continue
        winner = _proven_one(first, second, table, forms)
        if winner is second or (table not in first.forms and table in second.forms):
            take_table(reading, second, table)
            problems.append(
                Problem(
                    "warning",
                    "second_reading_taken",
                    f"the first reader misread the table {table}; the second one reads it so that its identities hold"
                    if winner is second
                    else f"only the second reader found the table {table}",
                    cells=tuple(differing),
                )
            )
        elif winner is None and (disputed := [cell for cell in differing if _says_something(first.cells[cell])]):
            for cell in disputed:
                reading.cells[cell] = first.cells[cell]._replace(status="unreadable", value=None, evidence="")
            said = "; ".join(
                f"{cell}: {_said(first.cells[cell])} or {_said(second.cells[cell])}" for cell in disputed[:3]
            )
            place = first.cells[disputed[0]].place
            problems.append(
                Problem("warning", "readings_differ", f"two readers differ ({said})", place, tuple(disputed))
            )
    return Verified(reading, _causes(reading, first, second, forms), problems)


def _differing(first: Reading, second: Reading, table: str) -> list[str]:
    """Cells of a table that both readings print and that are not the same; all cells, where only one has the table."""
    if table not in first.forms:
        return [cell for cell in second.cells if cell.startswith(f"{table}.")]
    return [
        cell
        for cell, one in first.cells.items()
        if cell.startswith(f"{table}.")
        and (other := second.cells.get(cell)) is not None
        and (_says_something(other) or _reads_otherwise(one, other))
        and (one.status, one.value) != (other.status, other.value)
    ]


def _says_something(cell: CellReading) -> bool:
    return cell.status not in ("absent", "unreadable")


def _reads_otherwise(one: CellReading, other: CellReading) -> bool:
    """Whether a second reading that is no number shows that the cell prints something else than the first read."""
    own_cell = other.status == "unreadable" and bool(other.raw) and " | " not in other.raw
    return own_cell and "".join(one.raw.split()) != "".join(other.raw.split())


def _said(cell: CellReading) -> str:
    return cell.raw or cell.status


def _proven_one(first: Reading, second: Reading, table: str, forms: Mapping[str, Form] | None) -> Reading | None:
    """The one reading whose identities on the table all hold while the other's do not; None when neither or both."""
    proven = [reading for reading in (first, second) if _table_is_proven(reading, table, forms)]
    return proven[0] if len(proven) == 1 else None


def _table_is_proven(reading: Reading, table: str, forms: Mapping[str, Form] | None) -> bool:
    identities = [
        identity
        for identity in reading_to_identities(reading, forms)
        if identity.table == table and identity.kind != "type"
    ]
    return bool(identities) and all(
        identity_to_outcome(identity, reading.cells).result == "holds" for identity in identities
    )


def take_table(reading: Reading, other: Reading, table: str) -> None:
    """Replaces one table of a reading by that of another one."""
    for cell in [cell for cell in reading.cells if cell.startswith(f"{table}.")]:
        del reading.cells[cell]
    reading.cells.update((cell, said) for cell, said in other.cells.items() if cell.startswith(f"{table}."))
    reading.forms[table] = other.forms[table]
    reading.extras = [row for row in reading.extras if row.table != table] + [
        row for row in other.extras if row.table == table
    ]


def _causes(reading: Reading, first: Reading, second: Reading, forms: Mapping[str, Form] | None) -> dict[str, Cause]:
    """For each failing identity: the source's error where both readings print the same numbers, else unverified."""
    causes: dict[str, Cause] = {}
    for identity in reading_to_identities(reading, forms):
        if identity_to_outcome(identity, reading.cells).result != "fails":
            continue
        agreed = all(
            (one := first.cells.get(cell)) is not None
            and (other := second.cells.get(cell)) is not None
            and (one.status, one.value) == (other.status, other.value)
            for cell in identity.cells
        )
        causes[identity.id] = "source_error" if agreed else "unverified"
    return causes
