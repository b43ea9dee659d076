"""Numbers that arithmetic proves for cells that are printed empty or as a placeholder.

A blank is not a zero (facts on pitfalls, 23 to 25). It becomes a number only where an identity of the form leaves
no other one, and then in a column of its own, with the proof as its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from extract.forms import Form, Identity
from extract.identity import identity_to_outcome
from extract.reading import CellReading, Number, Reading
from normalize.checks import reading_to_identities

_OPEN: Final = frozenset({"blank", "dash"})


class Derived(NamedTuple):
    """A number that is proven for a cell that prints none.

    Attributes:
        cell: canonical id.
        value: the only whole number of 0 or more that the identity allows.
        reason: the proof: code and id of the identity, and the cells it rests on with their numbers (zeros are
            left out; those that were themselves derived are marked).
    """

    cell: str
    value: int
    reason: str


def reading_to_derived(reading: Reading, forms: Mapping[str, Form] | None = None) -> list[Derived]:
    """All numbers that the identities prove for blanks and placeholders, in the order of the form.

    Never derived are cells that are ``absent`` (a row that is not printed is not a zero) or ``unreadable``
    (something else is printed there); an identity with such a cell proves nothing. Nor does an identity over the
    rows of a table in which a row stands that the form lacks: it may belong to the sum.
    """
    if not any(cell.status in _OPEN for cell in reading.cells.values()):
        return []
    with_extras = {row.table for row in reading.extras}
    identities = [
        identity
        for identity in reading_to_identities(reading, forms)
        if identity.kind != "type" and not (identity.table in with_extras and _adds_rows(identity))
    ]
    proven = {derived.cell: derived for derived in identities_to_derived(identities, reading.cells)}
    return [proven[cell] for cell in reading.cells if cell in proven]


def _adds_rows(identity: Identity) -> bool:
    return len({cell.split(".")[1] for cell in identity.cells}) > 1


def identities_to_derived(identities: Sequence[Identity], cells: Mapping[str, CellReading]) -> list[Derived]:
    """What sums of counts prove, by two rules applied until nothing new comes of them.

    One unknown: where an identity has a single cell without a number, the others give it. Nothing left over: where
    the numbers of one side already reach the other side, which is known in full, all that is blank there is zero,
    as no count is negative.

    Identities that share cells stand and fall together: where one fails on what is printed, where a number is no
    count, or where two proofs disagree, none of them derives anything, for nobody knows which number is wrong.

    >>> side = ("disputes.review.upheld", "disputes.review.corrected", "disputes.review.other")
    >>> identity = Identity(
    ...     "disputes.results.review", "I4", "structural", "disputes", side, ("disputes.review.total",), "", ""
    ... )
    >>> cells = {cell: CellReading(cell, "blank") for cell in identity.cells}
    >>> for cell in (side[0], identity.right[0]):
    ...     cells[cell] = CellReading(cell, "reported", 5)
    >>> for derived in identities_to_derived([identity], cells):
    ...     print(derived.cell, derived.value, derived.reason)
    disputes.review.corrected 0 I4 disputes.results.review: upheld 5 = total 5, and no count is negative
    disputes.review.other 0 I4 disputes.results.review: upheld 5 = total 5, and no count is negative
    """
    return [
        derived
        for component in _identities_to_components(identities)
        for derived in _component_to_derived(component, cells)
    ]


def _identities_to_components(identities: Iterable[Identity]) -> list[list[Identity]]:
    components: list[tuple[set[str], list[Identity]]] = []
    for identity in identities:
        shared, members = set(identity.cells), [identity]
        apart: list[tuple[set[str], list[Identity]]] = []
        for component in components:
            if shared.isdisjoint(component[0]):
                apart.append(component)
            else:
                shared |= component[0]
                members = component[1] + members
        components = [*apart, (shared, members)]
    return [members for _, members in components]


def _component_to_derived(component: Sequence[Identity], cells: Mapping[str, CellReading]) -> list[Derived]:
    mentioned = dict.fromkeys(cell for identity in component for cell in identity.cells)
    readings = {cell: cells.get(cell, CellReading(cell, "absent")) for cell in mentioned}
    numbers = {cell: reading.value for cell, reading in readings.items() if reading.value is not None}
    if not all(_is_count(number) for number in numbers.values()) or _fails(component, cells):
        return []
    known = {cell: int(number) for cell, number in numbers.items()}
    usable = [
        identity
        for identity in component
        if all(cell in known or readings[cell].status in _OPEN for cell in identity.cells)
    ]
    proven: dict[str, Derived] = {}
    before = -1
    while len(proven) > before:
        before = len(proven)
        for identity in usable:
            for derived in _identity_to_derived(identity, known, proven):
                if derived.value < 0:
                    return []
                known[derived.cell] = derived.value
                proven[derived.cell] = derived
    filled = {cell: CellReading(cell, "reported", derived.value) for cell, derived in proven.items()}
    return [] if _fails(component, {**cells, **filled}) else list(proven.values())


def _is_count(number: Number) -> bool:
    return number >= 0 and number == int(number)


def _fails(identities: Iterable[Identity], cells: Mapping[str, CellReading]) -> bool:
    return any(identity_to_outcome(identity, cells).result == "fails" for identity in identities)


def _identity_to_derived(identity: Identity, known: Mapping[str, int], proven: Mapping[str, Derived]) -> list[Derived]:
    open_left = [cell for cell in identity.left if cell not in known]
    open_right = [cell for cell in identity.right if cell not in known]
    if not open_left and not open_right:
        return []
    left = sum(known.get(cell, 0) for cell in identity.left)
    right = sum(known.get(cell, 0) for cell in identity.right)
    if len(open_left) + len(open_right) == 1:
        cell = (open_left or open_right)[0]
        return [Derived(cell, right - left if open_left else left - right, _reason(identity, known, proven, cell))]
    if left == right and not (open_left and open_right):
        reason = f"{_reason(identity, known, proven)}, and no count is negative"
        return [Derived(cell, 0, reason) for cell in open_left or open_right]
    return []


def _reason(identity: Identity, known: Mapping[str, int], proven: Mapping[str, Derived], unknown: str = "") -> str:
    """The identity with the numbers of its cells; the one unknown as a question mark."""
    part = 1 if _adds_rows(identity) else 2

    def side(cells: Iterable[str]) -> str:
        terms = [
            f"{cell.split('.')[part]} {'?' if cell == unknown else known[cell]}{' (derived)' if cell in proven else ''}"
            for cell in cells
            if cell == unknown or known.get(cell)
        ]
        return " + ".join(terms) or "0"

    return f"{identity.code} {identity.id}: {side(identity.left)} = {side(identity.right)}"
