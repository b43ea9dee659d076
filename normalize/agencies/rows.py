"""The rows of the registry, as the shipped tables and a user's curation files hold them."""

from __future__ import annotations

import datetime
from typing import NamedTuple

LEVELS = ("central", "province", "prefecture", "county", "township", "zone")
"""Levels of divisions and agencies, the highest first; ``zone`` is a functional zone without a national code."""


class DivisionRow(NamedTuple):
    """One period of a division during which its code, its name and its parent stay the same.

    Attributes:
        division_id: stable for ever; the same over renames, changes of code and upgrades.
        code: six digits of GB/T 2260 in force; empty for divisions without one.
        name: official name, type suffix included.
        level: one of ``LEVELS``.
        parent_id: division_id of the next higher division; empty for the country.
        first_year: first year on whose 31 December the period is in force.
        last_year: last such year; None while in force.
        evidence: where the row comes from; empty for the shipped table, whose source is one.
    """

    division_id: str
    code: str
    name: str
    level: str
    parent_id: str
    first_year: int
    last_year: int | None
    evidence: str = ""


class AgencyRow(NamedTuple):
    """An agency that a user adds, or a period of its name.

    Attributes:
        agency_id: stable for ever.
        division_id: of the division that it belongs to.
        kinds: kind ids, space separated.
        name: full name as printed.
        first_year: first year of the name; None for unknown.
        last_year: last year of the name; None for unknown or still in force.
        parent_id: agency_id that it belongs to; empty for the government of its division.
        evidence: where the row comes from.
    """

    agency_id: str
    division_id: str
    kinds: str
    name: str
    first_year: int | None
    last_year: int | None
    parent_id: str
    evidence: str


class NameRow(NamedTuple):
    """A reviewed mapping of a printed name, which overrides every rule.

    Attributes:
        name: as printed.
        first_year: first year in which the mapping holds; None for no bound.
        last_year: last such year; None for no bound.
        agency_id: what it stands for.
        evidence: why.
        reviewed_by: who says so.
        reviewed_on: when; None when not given.
    """

    name: str
    first_year: int | None
    last_year: int | None
    agency_id: str
    evidence: str
    reviewed_by: str
    reviewed_on: datetime.date | None


class LineageRow(NamedTuple):
    """A dated event between two divisions or two agencies; the same id on both sides for a rename or an upgrade.

    Attributes:
        event_id: unique and stable.
        date: first day that it counts; None when only the year is known.
        year: first year on whose 31 December it counts; None when unknown.
        kind: one of ``EVENT_KINDS``.
        old_id: what it began with; empty for ``new``.
        new_id: what it led to; empty for ``ended``.
        level: ``division`` or ``agency``.
        reason: in words.
        evidence: the source.
        grade: A (counted from a primary source), B (one secondary source) or C (general knowledge).
    """

    event_id: str
    date: datetime.date | None
    year: int | None
    kind: str
    old_id: str
    new_id: str
    level: str
    reason: str
    evidence: str
    grade: str


EVENT_KINDS = ("rename", "merge", "split", "upgrade", "new", "ended", "transfer")
"""``transfer``: a part of the territory, or the whole unit under another parent; the rest as their names say."""
