"""The place at the beginning of a name, by the divisions of one year or of all years."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from normalize.agencies.divisions import Divisions, ZoneRow, load_place_aliases
from normalize.agencies.place_types import name_to_short_forms

_MOST_LEVELS: Final = 4
"""Places in a row: province, prefecture, county, zone."""


class Place(NamedTuple):
    """A reading of the beginning of a name as a place.

    Attributes:
        division_ids: what it can mean, sorted; more than one where the name is not unique.
        names: the names that were read, the highest division first.
        short: whether the last one is written without its type.
        rest: what follows.
    """

    division_ids: tuple[str, ...]
    names: tuple[str, ...]
    short: bool
    rest: str


class Gazetteer:
    """The names of the divisions in force on 31 December of one year, or ever.

    Args:
        divisions: all periods.
        zones: zones, whose other names are looked up, too.
        year: the year; None for the names of all years.
    """

    def __init__(self, divisions: Divisions, zones: Iterable[ZoneRow], year: int | None) -> None:
        self._divisions = divisions
        self._year = year
        full: dict[str, set[str]] = {}
        short: dict[str, set[str]] = {}
        inner: dict[str, set[str]] = {}
        aliases = load_place_aliases()
        for row in divisions.rows:
            if row.level != "central" and (year is None or row.first_year <= year <= (row.last_year or year)):
                full.setdefault(row.name, set()).add(row.division_id)
                for form in name_to_short_forms(row.name) if row.level != "zone" else ():
                    short.setdefault(form, set()).add(row.division_id)
                for alias in aliases.get(row.division_id, ()):
                    full.setdefault(alias, set()).add(row.division_id)
        for zone in zones:
            row = zone.division
            if year is None or row.first_year <= year <= (row.last_year or year):
                if zone.short:
                    short.setdefault(zone.short, set()).add(row.division_id)
                for name in (row.name, *zone.aliases):
                    full.setdefault(name, set()).add(row.division_id)
                    for inner_name in self._inner_names(name, row.parent_id):
                        inner.setdefault(inner_name, set()).add(row.division_id)
        self.full = {name: tuple(sorted(ids)) for name, ids in full.items()}
        self._short = {name: tuple(sorted(ids)) for name, ids in short.items() if name not in full}
        self._inner = {name: tuple(sorted(ids)) for name, ids in inner.items()}
        # Most names begin with no place at all or with one of a few lengths: look no further than these.
        lengths: dict[str, set[int]] = {}
        for name in (*self.full, *self._short, *self._inner):
            lengths.setdefault(name[:2], set()).add(len(name))
        self._lengths = {begin: tuple(sorted(sizes, reverse=True)) for begin, sizes in lengths.items()}

    def _inner_names(self, name: str, parent_id: str) -> Iterator[str]:
        for row in self._divisions.periods(parent_id):
            for above in (row.name, *name_to_short_forms(row.name)):
                if name.startswith(above) and len(name) > len(above) + 1:
                    yield name.removeprefix(above)

    def text_to_places(self, text: str) -> Iterator[Place]:
        """Readings of the beginning of a text: the longest name first, and the deepest path of it before itself."""
        return self._below(text, None, ())

    def _below(self, text: str, above: tuple[str, ...] | None, names: tuple[str, ...]) -> Iterator[Place]:
        for length in self._lengths.get(text[:2], ()):
            name = text[:length]
            if len(name) < length:
                continue
            ids, is_short = self.full.get(name, ()), False
            if not ids:
                ids, is_short = self._short.get(name, ()), True
            if above is not None:
                inner = self._inner.get(name, ())
                ids = tuple(division_id for division_id in {*ids, *inner} if self._is_below(division_id, above))
                ids, is_short = tuple(sorted(ids)), is_short and not inner
            if ids:
                path = (*names, name)
                if len(path) < _MOST_LEVELS:
                    yield from self._below(text[length:], ids, path)
                yield Place(ids, path, is_short, text[length:])

    def _is_below(self, division_id: str, above: tuple[str, ...]) -> bool:
        if self._year is None:
            return not self._divisions.ever_above(division_id).isdisjoint(above)
        return any(other in above for other in self._divisions.above(division_id, self._year))
