"""What would explain a failing identity: the smallest change to what is printed that makes it hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rapidfuzz.distance import DamerauLevenshtein

from extract.forms import Identity
from extract.identity import Outcome
from extract.reading import CellReading, Number

_UNIT_OF_WAN = 10_000


def failures_to_explanations(
    identities: Sequence[Identity], outcomes: Mapping[str, Outcome], cells: Mapping[str, CellReading]
) -> dict[str, str]:
    """One sentence for each failing identity, by its id.

    A change of one cell explains most when every failing identity that contains the cell asks for the
    same new value and no identity that holds contains it. Other explanations are those seen in real
    reports (facts on pitfalls, 20, 35, 37, 38): a total not filled in, a part left out of the total, a
    row shifted by one column, the carry-over forgotten.
    """
    failing = [identity for identity in identities if outcomes[identity.id].result == "fails"]
    if not failing:
        return {}
    holding = {
        cell
        for identity in identities
        if outcomes[identity.id].result == "holds" and identity.kind != "type"
        for cell in identity.cells
    }
    changes = _single_changes(failing, holding, cells)
    return {identity.id: _explain(identity, outcomes[identity.id], cells, changes) for identity in failing}


def _single_changes(
    failing: Sequence[Identity], holding: set[str], cells: Mapping[str, CellReading]
) -> dict[str, tuple[Number, int]]:
    """New value, and number of failing identities it mends, for each cell whose change alone would do."""
    asked: dict[str, set[Number]] = {}
    counts: dict[str, int] = {}
    for identity in failing:
        if identity.kind == "type":
            continue
        for cell in identity.cells:
            wanted = _wanted(identity, cell, cells)
            if wanted is not None:
                asked.setdefault(cell, set()).add(wanted)
                counts[cell] = counts.get(cell, 0) + 1
    return {
        cell: (next(iter(values)), counts[cell])
        for cell, values in asked.items()
        if len(values) == 1 and cell not in holding and next(iter(values)) >= 0
    }


def _wanted(identity: Identity, cell: str, cells: Mapping[str, CellReading]) -> Number | None:
    """The value of a cell that would make the identity hold; None where another cell is not reported."""
    left = _sum(identity.left, cells)
    right = _sum(identity.right, cells)
    value = cells[cell].value
    if left is None or right is None or value is None:
        return None
    return value + (right - left) if cell in identity.left else value + (left - right)


def _sum(side: Sequence[str], cells: Mapping[str, CellReading]) -> Number | None:
    total: Number = 0
    for cell in side:
        value = cells[cell].value
        if value is None:
            return None
        total += value
    return total


def _explain(
    identity: Identity,
    outcome: Outcome,
    cells: Mapping[str, CellReading],
    changes: Mapping[str, tuple[Number, int]],
) -> str:
    if identity.kind == "type":
        wrong = [cell for cell in identity.left if _is_no_count(cells[cell].value)]
        return f"{', '.join(wrong)} should be a whole number and not negative"
    left, right = outcome.left, outcome.right
    if left is None or right is None:
        return "the printed parts alone exceed the total, whatever the blanks mean"
    said = f"the sides are {left} and {right}"
    special = _shift(identity, cells) or _known_slip(identity, left, right, cells)
    if special:
        return f"{said}: {special}"
    candidates = sorted(
        ((cell, *changes[cell]) for cell in identity.cells if cell in changes),
        key=lambda item: (-item[2], _distance(cells[item[0]].value, item[1]), item[0] not in identity.right, item[0]),
    )
    if not candidates:
        return f"{said}: no change of a single cell explains it"
    cell, value, mended = candidates[0]
    printed = cells[cell].value
    also = f", which mends {mended} failing checks" if mended > 1 else ""
    distance = _distance(printed, value)
    how = "one digit away" if distance == 1 else "the smallest change found"
    return f"{said}: {cell} printed as {printed} would have to be {value} ({how}){also}"


def _is_no_count(value: Number | None) -> bool:
    return value is not None and (value < 0 or value != int(value))


def _distance(one: Number | None, other: Number) -> int:
    return int(DamerauLevenshtein.distance(str(one), str(other)))


def _known_slip(identity: Identity, left: Number, right: Number, cells: Mapping[str, CellReading]) -> str:
    total = identity.right[-1]
    if identity.code == "I1":
        new, carried_in = (cells[cell].value or 0 for cell in identity.left)
        concluded, carried_out = (cells[cell].value or 0 for cell in identity.right)
        if carried_in and new == concluded + carried_out:
            return "those carried in from last year seem to be left out"
        if carried_out and new + carried_in == concluded:
            return "those carried over seem to be counted among the concluded ones too"
        return ""
    if right == 0:
        return f"the total {total} is printed as 0 beside parts that are not"
    parts = [cell for cell in identity.left if cells[cell].value]
    for cell in parts:
        if left - (cells[cell].value or 0) == right:
            return f"the total {total} leaves out {cell}"
    for cell in parts:
        if left + (cells[cell].value or 0) == right:
            return f"the total {total} counts {cell} twice"
    if (right and left == right * _UNIT_OF_WAN) or (left and right == left * _UNIT_OF_WAN):
        return "the sides differ by the factor 10,000: one is in 万"
    return ""


def _shift(identity: Identity, cells: Mapping[str, CellReading]) -> str:
    """Whether a row holds once its values are moved by one column to the right."""
    if identity.code not in ("I3", "I4"):
        return ""
    *parts, before_last, last = (cells[cell].value or 0 for cell in identity.cells)
    total: Number = 0
    for part in parts:
        total += part
    if last == 0 and before_last and total == before_last:
        return "the row seems to be shifted by one column to the left"
    return ""
