"""What an identity of a form says about the cells that were read: it holds, it fails, or nobody can tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from extract.forms import Identity
from extract.reading import CellReading, Number

Result = Literal["holds", "fails", "cannot_tell"]


class Outcome(NamedTuple):
    """An identity on one reading.

    Attributes:
        result: ``cannot_tell`` as soon as a cell that matters is not a printed number.
        left, right: sums of both sides; None where a cell of that side is not reported. For kind
            ``type`` the number of cells that break it on the left.
        missing: cells that are not reported.
    """

    result: Result
    left: Number | None
    right: Number | None
    missing: tuple[str, ...]


def identity_to_outcome(identity: Identity, cells: Mapping[str, CellReading]) -> Outcome:
    """Evaluates one identity.

    A blank is not a zero, so a sum with a blank is not known; but no count is negative, so where the
    printed parts alone exceed a printed total, the identity fails whatever the blanks mean. Rows that
    the document does not print at all (``absent``) leave the sum unknown too.

    >>> from extract.forms import load_forms
    >>> identity = load_forms()["2021"].identities_of("disputes")[0]
    >>> cells = {cell: CellReading(cell, "reported", 1) for cell in identity.cells}
    >>> identity_to_outcome(identity, cells)[:3]
    ('fails', 4, 1)
    """
    if identity.kind == "type":
        return _type_outcome(identity.left, cells)
    left, missing_left = _sum(identity.left, cells)
    right, missing_right = _sum(identity.right, cells)
    missing = missing_left + missing_right
    if not missing:
        return Outcome("holds" if left == right else "fails", left, right, ())
    # Unknown parts can only add to their side, provided that they are counts that something prints.
    fails = (not missing_left and not missing_right) or (
        (not missing_right and left > right) or (not missing_left and right > left)
    )
    return Outcome(
        "fails" if fails else "cannot_tell",
        None if missing_left else left,
        None if missing_right else right,
        missing,
    )


def _sum(side: Sequence[str], cells: Mapping[str, CellReading]) -> tuple[Number, tuple[str, ...]]:
    total: Number = 0
    missing: tuple[str, ...] = ()
    for cell in side:
        reading = cells.get(cell)
        if reading is None or reading.value is None:
            missing += (cell,)
        else:
            total += reading.value
    return total, missing


def _type_outcome(side: Sequence[str], cells: Mapping[str, CellReading]) -> Outcome:
    seen = 0
    broken = 0
    for cell in side:
        reading = cells.get(cell)
        if reading is not None and reading.value is not None:
            seen += 1
            if reading.value < 0 or reading.value != int(reading.value):
                broken += 1
    if broken:
        return Outcome("fails", broken, 0, ())
    return Outcome("holds" if seen else "cannot_tell", 0 if seen else None, 0 if seen else None, ())
