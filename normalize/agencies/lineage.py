"""Dated events of divisions and agencies, and which of them touch an agency in a year."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from typing import NamedTuple

from normalize.agencies.kinds import Kinds
from normalize.agencies.registry import Registry
from normalize.agencies.resolution import agency_id_to_key, key_to_agency_id
from normalize.agencies.rows import LineageRow


class SuccessionCandidate(NamedTuple):
    """What usually became of a kind of agency; no event, since places differ and none is dated.

    Attributes:
        old_id: agency_id before.
        new_id: agency_id after.
        usual_year: when most places did it.
        reason: in words.
        grade: C, general knowledge.
    """

    old_id: str
    new_id: str
    usual_year: int
    reason: str
    grade: str = "C"


@cache
def load_division_events() -> tuple[LineageRow, ...]:
    """The shipped events of divisions, by year; each counts from the 31 December of its year at the latest."""
    text = resources.files("normalize.agencies").joinpath("division_events.csv").read_text(encoding="utf-8")
    return tuple(
        LineageRow(
            event_id=row["event_id"],
            date=None,
            year=int(row["year"]),
            kind=row["kind"],
            old_id=row["old_id"],
            new_id=row["new_id"],
            level="division",
            reason=row["reason"],
            evidence=row["evidence"],
            grade=row["grade"],
        )
        for row in csv.DictReader(text.splitlines())
    )


class Lineage:
    """All dated events: those shipped, and those of a user.

    Args:
        registry: whose user's events count and whose kinds have successions.

    >>> from normalize.agencies.registry import shipped_registry
    >>> [event.event_id for event in Lineage(shipped_registry()).events("320684-finance", 2020)]
    ['2020-upgrade-320684']
    """

    def __init__(self, registry: Registry) -> None:
        self._kinds: Kinds = registry.kinds
        self.rows: tuple[LineageRow, ...] = (*load_division_events(), *registry.lineage)
        self._by_id: dict[str, list[LineageRow]] = {}
        for row in self.rows:
            for touched in dict.fromkeys((row.old_id, row.new_id)):
                self._by_id.setdefault(touched, []).append(row)

    def events(self, agency_id: str, year: int | None = None, division_id: str | None = None) -> tuple[LineageRow, ...]:
        """The dated events that touch an agency, directly or through its division.

        Args:
            agency_id: of the agency.
            year: only events of this year; None for all.
            division_id: of the agency, where its id does not tell (agencies that a user added).
        """
        key = agency_id_to_key(agency_id)
        division_id = division_id or (key.division_id if key else "")
        touched = (agency_id, division_id) if division_id else (agency_id,)
        found = [row for touched_id in touched for row in self._by_id.get(touched_id, ())]
        return tuple(dict.fromkeys(row for row in found if year is None or row.year == year))

    def candidates(
        self, agency_id: str, near_year: int | None = None, within: int = 2
    ) -> tuple[SuccessionCandidate, ...]:
        """What usually preceded or followed an agency of its kinds, as reasons to look into.

        Args:
            agency_id: of the agency.
            near_year: only successions whose usual year is near this one; None for all.
            within: years that count as near.
        """
        key = agency_id_to_key(agency_id)
        if key is None or key.sub_unit:
            return ()
        found: list[SuccessionCandidate] = []
        for kind in self._kinds.by_id.values():
            for succession in kind.succeeded_by:
                near = near_year is None or abs(succession.year - near_year) <= within
                if near and (kind.id in key.kinds or succession.kind in key.kinds):
                    reason = f"{kind.label_zh} usually became a part of {self._kinds.by_id[succession.kind].label_zh}."
                    old_id = key_to_agency_id(key.division_id, (kind.id,))
                    new_id = key_to_agency_id(key.division_id, (succession.kind,))
                    found.append(SuccessionCandidate(old_id, new_id, succession.year, reason))
        return tuple(sorted(found))
