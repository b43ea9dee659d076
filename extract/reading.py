"""What one document says, cell by cell, once its grids have been laid over the forms."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from extract.document import NOWHERE, Place, Problem

Status = Literal["reported", "blank", "dash", "absent", "unreadable"]
"""``reported``: a number is printed. ``blank``: the cell is printed and empty. ``dash``: a placeholder
such as ``/`` or ``无`` stands in it. ``absent``: the document does not print this row or cell of the form.
``unreadable``: something is printed, but which number cannot be known for certain."""

Evidence = Literal["label", "position", "arithmetic", ""]
"""How the cell was found: by the labels of its row and column; by its position between labelled
neighbours; by arithmetic that leaves one possibility. Empty for cells without a number."""

Number = int | Decimal


class CellReading(NamedTuple):
    """One cell of the form as the document prints it.

    Attributes:
        cell: canonical id, ``<table>.<row>.<column>``.
        status: see :data:`Status`.
        value: the number as printed, in the unit that the form prints; None unless ``reported``.
        raw: the text of the cell as printed, outer white space cut; empty when absent.
        place: where it stands; :data:`NOWHERE` when absent.
        unit: a unit printed inside the cell (``元``); None when there is none.
        remark: a remark printed inside the cell (``其中修订16件``); None when there is none.
        evidence: see :data:`Evidence`.
    """

    cell: str
    status: Status
    value: Number | None = None
    raw: str = ""
    place: Place = NOWHERE
    unit: str | None = None
    remark: str | None = None
    evidence: Evidence = ""

    def as_dict(self) -> dict[str, Any]:
        """Ready for JSON: integers as integers, other decimals as the shortest float that prints the same."""
        result: dict[str, Any] = {
            "cell": self.cell,
            "value": number_to_json(self.value),
            "status": self.status,
            "raw": self.raw,
            "place": self.place.as_dict(),
        }
        if self.unit is not None:
            result["unit"] = self.unit
        if self.remark is not None:
            result["remark"] = self.remark
        if self.evidence:
            result["evidence"] = self.evidence
        return result


def number_to_json(value: Number | None) -> int | float | None:
    """A number for JSON: an integer where it is one, else a float.

    >>> number_to_json(Decimal("59237.2449")), number_to_json(Decimal("4.00")), number_to_json(None)
    (59237.2449, 4, None)
    """
    if value is None or isinstance(value, int):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


class ExtraRow(NamedTuple):
    """A row with numbers that stands in a statutory table and that its form does not have.

    Attributes:
        table: table of the form it stands in.
        label: its label as printed; empty when it has none.
        values: texts of its cells behind the label, as printed.
        after: id of the form row it follows; empty at the start.
        place: where it stands.
    """

    table: str
    label: str
    values: tuple[str, ...]
    after: str
    place: Place


@dataclass(slots=True)
class Reading:
    """All that one document says in the statutory tables.

    Attributes:
        forms: for each table found, the id of the form it follows.
        cells: for each table found, every cell of that form by canonical id, absent ones included.
        extras: rows that the form lacks.
        problems: what the matching noticed.
    """

    forms: dict[str, str] = field(default_factory=dict)
    cells: dict[str, CellReading] = field(default_factory=dict)
    extras: list[ExtraRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
