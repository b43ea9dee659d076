"""Every identity of the forms, evaluated on one reading."""

from __future__ import annotations

from collections.abc import Mapping

from extract.forms import Form, Identity, load_forms
from extract.identity import Outcome, identity_to_outcome
from extract.reading import CellReading, Reading
from normalize.explanation import failures_to_explanations
from normalize.report import Cause, Check


def reading_to_identities(reading: Reading, forms: Mapping[str, Form] | None = None) -> list[Identity]:
    """The identities that bear on a reading: those of the form of each table that was found."""
    forms = load_forms() if forms is None else forms
    return [
        identity
        for table, form in reading.forms.items()
        for identity in forms[form].identities_of(table)
        if any(reading.cells[cell].status != "absent" for cell in identity.cells)
    ]


def reading_to_checks(
    reading: Reading, forms: Mapping[str, Form] | None = None, causes: Mapping[str, Cause] | None = None
) -> list[Check]:
    """One check for each identity; those that fail say what would explain it.

    Args:
        reading: the final reading of a document.
        forms: as in :func:`reading_to_identities`.
        causes: by check id, what a second reading said; ``unverified`` for failing checks without.
    """
    identities = reading_to_identities(reading, forms)
    outcomes = {identity.id: identity_to_outcome(identity, reading.cells) for identity in identities}
    explanations = failures_to_explanations(identities, outcomes, reading.cells)
    known = causes or {}
    checks: list[Check] = []
    for identity in identities:
        outcome = outcomes[identity.id]
        cause: Cause = ""
        explanation = explanations.get(identity.id, "")
        if outcome.result == "fails":
            cause = known.get(identity.id, "unverified")
        elif outcome.result == "cannot_tell":
            explanation = _why_not(identity, outcome, reading.cells)
        checks.append(
            Check(
                identity.id,
                identity.code,
                outcome.result,
                identity.cells,
                outcome.left,
                outcome.right,
                explanation,
                cause,
            )
        )
    return checks


def _why_not(identity: Identity, outcome: Outcome, cells: Mapping[str, CellReading]) -> str:
    """Why an identity cannot be evaluated, and what blanks would have to mean for it to hold."""
    counts: dict[str, int] = {}
    for cell in outcome.missing:
        status = cells[cell].status if cell in cells else "absent"
        counts[status] = counts.get(status, 0) + 1
    if not counts:
        return "no cell holds a number"
    said = ", ".join(f"{count} {status}" for status, count in counts.items())
    if set(counts) <= {"blank", "dash"} and identity.kind != "type":
        left = sum(cells[cell].value or 0 for cell in identity.left)
        right = sum(cells[cell].value or 0 for cell in identity.right)
        if left == right:
            return f"{said}; it holds if they mean zero"
    return said
