"""The agencies that occur in a dataset: their names by year, what they belong to, and the zones met by pattern."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import NamedTuple

from normalize.agencies.canonical_name import key_to_name
from normalize.agencies.divisions import COUNTRY_ID, Divisions
from normalize.agencies.registry import Registry
from normalize.agencies.resolution import Resolution, agency_id_to_key, key_to_agency_id
from normalize.agencies.rows import DivisionRow


class Agency(NamedTuple):
    """A row of ``agencies``; see docs/agencies.md. Years are those in which it occurs; None where none is known."""

    agency_id: str
    name: str
    division_id: str
    kinds: str
    level: str
    vertical: bool
    parent_id: str
    status: str
    first_year: int | None
    last_year: int | None


class AgencyName(NamedTuple):
    """A row of ``agency_names``: a name and the years for which it is met; None where no year is known.

    ``source`` is ``canonical`` (made by rule for the year), ``printed`` (met in a document), ``sites`` (met in the
    registry or a list of a site) or ``curation``.
    """

    agency_id: str
    name: str
    first_year: int | None
    last_year: int | None
    source: str


class Roster:
    """Collects resolutions, in any order, and says which agencies occur under which names.

    Args:
        registry: that the names were resolved with.
    """

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._facts: dict[str, Resolution] = {}
        self._canonical: dict[str, dict[int | None, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        self._met: dict[tuple[str, str], dict[str, set[int | None]]] = defaultdict(lambda: defaultdict(set))

    def add(self, resolution: Resolution, source: str = "printed") -> None:
        """Takes note of one resolution; ``source`` says where the name was met, as in :class:`AgencyName`."""
        agency_id = resolution.agency_id
        known = self._facts.get(agency_id)
        # Which of several resolutions speaks for the agency must not depend on their order.
        if known is None or _rank(resolution) < _rank(known):
            self._facts[agency_id] = resolution
        self._canonical[agency_id][resolution.year][resolution.agency_name] += 1
        self._met[agency_id, resolution.name][source].add(resolution.year)

    def agencies(self) -> list[Agency]:
        """The agencies that occur, and the governments above them, by id."""
        added = {row.agency_id: row for row in self._registry.agencies}
        rows = {agency_id: self._agency(resolution) for agency_id, resolution in self._facts.items()}
        for agency_id, row in rows.items():
            if agency_id in added and added[agency_id].parent_id:
                rows[agency_id] = row._replace(parent_id=added[agency_id].parent_id)
        pending = [row.parent_id for row in rows.values() if row.parent_id and row.parent_id not in rows]
        while pending:
            agency_id = pending.pop()
            if agency_id not in rows and (parent := self._unseen(agency_id)):
                rows[agency_id] = parent
                pending.append(parent.parent_id)
        return [rows[agency_id] for agency_id in sorted(rows)]

    def names(self) -> list[AgencyName]:
        """All names of the agencies that occur, by id, source and year."""
        found: list[AgencyName] = []
        for agency_id, by_year in self._canonical.items():
            years = sorted(year for year in by_year if year is not None)
            chosen = {year: _most_frequent(by_year[year]) for year in by_year}
            run: list[int] = []
            for year in years:
                if run and chosen[year] != chosen[run[-1]]:
                    found.append(AgencyName(agency_id, chosen[run[0]], run[0], run[-1], "canonical"))
                    run = []
                run.append(year)
            if run:
                found.append(AgencyName(agency_id, chosen[run[0]], run[0], run[-1], "canonical"))
            elif not years:
                found.append(AgencyName(agency_id, chosen[None], None, None, "canonical"))
        canonical = {(row.agency_id, row.name) for row in found}
        for (agency_id, name), sources in self._met.items():
            if (agency_id, name) in canonical:
                continue
            for source, met in sources.items():
                years = sorted(year for year in met if year is not None)
                first, last = (years[0], years[-1]) if years else (None, None)
                found.append(AgencyName(agency_id, name, first, last, source))
        found += [
            AgencyName(row.agency_id, row.name, row.first_year, row.last_year, "curation")
            for row in self._registry.agencies
            if row.agency_id in self._facts
        ]
        return sorted(found, key=lambda row: (row.agency_id, row.source, row.first_year or 0, row.name))

    def zones(self) -> list[DivisionRow]:
        """Divisions for the zones that were read by the pattern of their names, in force in the years met."""
        years: dict[str, set[int]] = defaultdict(set)
        shipped = {row.division_id for row in self._registry.divisions.rows}
        for agency_id, resolution in self._facts.items():
            if resolution.division_id not in shipped and resolution.division_id in self._registry.divisions:
                known = (year for year in self._canonical[agency_id] if year is not None)
                years[resolution.division_id].update(known)
        rows = []
        for division_id, met in sorted(years.items()):
            last = max(met, default=None)
            row = self._registry.divisions.nearest(division_id, last)
            rows.append(row._replace(first_year=min(met, default=row.first_year), last_year=last))
        return rows

    def _agency(self, resolution: Resolution) -> Agency:
        agency_id = resolution.agency_id
        years = [year for year in self._canonical[agency_id] if year is not None]
        last = max(years, default=None)
        is_known = resolution.status in {"resolved", "reviewed"} and bool(resolution.division_id)
        kinds = self._registry.kinds.by_id
        return Agency(
            agency_id=agency_id,
            name=_most_frequent(self._canonical[agency_id][last]),
            division_id=resolution.division_id,
            kinds=" ".join(resolution.kinds),
            level=resolution.level,
            vertical=any(kinds[kind].vertical for kind in resolution.kinds),
            parent_id=agency_to_parent(
                agency_id, resolution.division_id, resolution.kinds, last, self._registry.divisions
            ),
            status="registered" if is_known else "unresolved",
            first_year=min(years, default=None),
            last_year=last,
        )

    def _unseen(self, agency_id: str) -> Agency | None:
        """An agency that others belong to although no document of its own was met."""
        key = agency_id_to_key(agency_id)
        divisions = self._registry.divisions
        if key is None or key.division_id not in divisions:
            return None
        return Agency(
            agency_id=agency_id,
            name=key_to_name(key, None, divisions, self._registry.kinds),
            division_id=key.division_id,
            kinds=" ".join(key.kinds),
            level=divisions.nearest(key.division_id, None).level,
            vertical=False,
            parent_id=agency_to_parent(agency_id, key.division_id, key.kinds, None, divisions),
            status="registered",
            first_year=None,
            last_year=None,
        )


def agency_to_parent(
    agency_id: str, division_id: str, kinds: tuple[str, ...], year: int | None, divisions: Divisions
) -> str:
    """The agency_id of the government that an agency belongs to; for a government, that of the next higher division.

    In a functional zone the administrative committee stands for the government. Empty for unresolved names and for the
    State Council. Organs of their own line (customs) have the government of the place, too: look at ``vertical``.

    >>> from normalize.agencies.registry import shipped_registry
    >>> agency_to_parent("320684-finance", "320684", ("finance",), 2021, shipped_registry().divisions)
    '320684-government'
    >>> agency_to_parent("320684-government", "320684", ("government",), 2021, shipped_registry().divisions)
    '320600-government'
    """
    if not division_id or agency_id == key_to_agency_id(COUNTRY_ID, ("government",)):
        return ""
    row = divisions.nearest(division_id, year)
    head, above = ("zone_committee" if row.level == "zone" else "government"), row.parent_id
    if kinds != (head,):
        return key_to_agency_id(division_id, (head,))
    is_above_zone = bool(above) and divisions.nearest(above, year).level == "zone"
    return key_to_agency_id(above, ("zone_committee" if is_above_zone else "government",)) if above else ""


def _rank(resolution: Resolution) -> tuple[float, int, str]:
    return (-resolution.confidence, -(resolution.year or 0), resolution.name)


def _most_frequent(names: Counter[str]) -> str:
    return min(names, key=lambda name: (-names[name], name))
