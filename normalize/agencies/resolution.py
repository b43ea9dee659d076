"""What a printed name was resolved to, how surely, and the ids of agencies."""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

Status = Literal["resolved", "ambiguous", "unresolved", "reviewed"]

REVIEWED: Final = 1.0
"""A person says so."""
CERTAIN: Final = 0.95
"""The full name of a division in that year and a listed name of a kind; a reviewed agency; an organ of the State Council."""
LIKELY: Final = 0.85
"""A place without its type, a listed kind under another ending, a compound, a name not usual in that year."""
PATTERN: Final = 0.75
"""A town, a sub-unit or an unregistered zone, by the pattern of its name."""
CONTEXT: Final = 0.7
"""One of several divisions of the name, by another place that the document names."""
OTHER_YEAR: Final = 0.6
"""A division of another year's name, or a name without a year."""
NONE: Final = 0.0
"""Not resolved."""


class Suggestion(NamedTuple):
    """What a name might mean: for review, never taken."""

    agency_id: str
    name: str
    why: str


class Resolution(NamedTuple):
    """What a printed name stands for.

    Attributes:
        name: as printed.
        year: the fiscal year that it was resolved for; None when unknown.
        agency_id: ``<division_id>-<kind>[+<kind>…][-<sub unit>]``; ``u-`` and ten hexadecimal digits when not resolved.
        agency_name: canonical name in that year; the printed one when not resolved.
        division_id: of the division; empty when not resolved.
        division_code: its code in force in that year; empty where it has none.
        level: of the division; empty when not resolved.
        kinds: kind ids, sorted.
        sub_unit: part of the organ, or the town; empty for the organ itself.
        confidence: 0 to 1, the least of ``REVIEWED``, ``CERTAIN``, ``LIKELY``, ``PATTERN``, ``CONTEXT``, ``OTHER_YEAR``
            that applies; ``NONE`` when not resolved.
        status: ``resolved``, ``reviewed`` (by a person), ``ambiguous`` (several agencies fit) or ``unresolved``.
        evidence: one sentence on what matched what.
        suggestions: what it might mean, when not resolved.
    """

    name: str
    year: int | None
    agency_id: str
    agency_name: str
    division_id: str
    division_code: str
    level: str
    kinds: tuple[str, ...]
    sub_unit: str
    confidence: float
    status: Status
    evidence: str
    suggestions: tuple[Suggestion, ...] = ()


class AgencyKey(NamedTuple):
    """The parts of an agency id."""

    division_id: str
    kinds: tuple[str, ...]
    sub_unit: str


_ID: Final = re.compile(r"(?P<division>[^-]+)-(?P<kinds>[a-z_]+(?:\+[a-z_]+)*)(?:-(?P<sub>.+))?", re.DOTALL)


def key_to_agency_id(division_id: str, kinds: tuple[str, ...], sub_unit: str = "") -> str:
    """The id of an agency.

    >>> (
    ...     key_to_agency_id("321300", ("finance", "financial")),
    ...     key_to_agency_id("321300", ("public_security",), "城区分局"),
    ... )
    ('321300-finance+financial', '321300-public_security-城区分局')
    """
    return "-".join(filter(None, (division_id, "+".join(sorted(kinds)), sub_unit)))


def agency_id_to_key(agency_id: str) -> AgencyKey | None:
    """The parts of an id made by ``key_to_agency_id``; None for ids of unresolved names and of a user's own making.

    >>> agency_id_to_key("321300-finance+financial")
    AgencyKey(division_id='321300', kinds=('finance', 'financial'), sub_unit='')
    >>> agency_id_to_key("u-ce10b3ae4e") is None
    True
    """
    found = None if agency_id.startswith("u-") else _ID.fullmatch(agency_id)
    return AgencyKey(found["division"], tuple(found["kinds"].split("+")), found["sub"] or "") if found else None
