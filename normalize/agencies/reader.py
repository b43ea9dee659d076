"""Printed names read as a place and an organ, in the names of one year or, failing that, of the years nearest to it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from normalize.agencies.divisions import row_to_distance
from normalize.agencies.gazetteer import Gazetteer, Place
from normalize.agencies.organ import ZONE_TYPES, Organ, text_to_organ, text_to_zones
from normalize.agencies.place_types import name_to_short_forms
from normalize.agencies.registry import Registry
from normalize.agencies.resolution import CERTAIN, LIKELY, OTHER_YEAR, PATTERN
from normalize.agencies.rows import DivisionRow

_HOW_CONFIDENT: Final = {"listed": CERTAIN, "town": PATTERN, "sub_unit": PATTERN}
_REMEMBERED: Final = 1 << 16
"""Words after places that are remembered: a country uses some thousands of them again and again."""
FIRST_REPORTS: Final = 2008
"""The first fiscal year for which reports exist."""
_ZONE_WORDS: Final = ("管理委员会", "管委会", "党工委")
"""Only a zone has a committee, and organs of that committee."""
_ONLY_TYPE: Final = re.compile(ZONE_TYPES)


class Reading(NamedTuple):
    """One way to read a name.

    Attributes:
        division_ids: what the place can mean; more than one where its name is not unique.
        place: the words read as the place.
        place_name: the last name among them, as printed.
        zone: a zone by its pattern; empty for none.
        organ: what follows.
        confidence: how sure the reading is, were the place unique.
        other_year: whether the place is read by the names of other years than the one asked for.
    """

    division_ids: tuple[str, ...]
    place: str
    place_name: str
    zone: str
    organ: Organ
    confidence: float
    other_year: bool


class NameReader:
    """Reads names with one registry; builds the gazetteer of a year when it is first asked for.

    Args:
        registry: of divisions and kinds.
    """

    def __init__(self, registry: Registry) -> None:
        self._divisions = registry.divisions
        self._zones = registry.zones
        self._kinds = registry.kinds
        self._first_change = min(row.first_year for row in registry.divisions.rows)
        self._last_change = max(max(row.first_year, (row.last_year or 0) + 1) for row in registry.divisions.rows)
        self._gazetteers: dict[int | None, Gazetteer] = {}
        self._remembered = lru_cache(maxsize=_REMEMBERED)(text_to_organ)
        self._frames: dict[str, list[tuple[str, dict[str, str]]]] = {}
        for frame in sorted(registry.kinds.frames.items(), key=lambda frame: -len(frame[0])):
            self._frames.setdefault(frame[0][:2], []).append(frame)

    def gazetteer(self, year: int | None) -> Gazetteer:
        """The names of a year; None for those of all years."""
        # After the last change nothing changes any more, whatever the year.
        key = None if year is None else max(min(year, self._last_change), self._first_change - 1)
        if key not in self._gazetteers:
            self._gazetteers[key] = Gazetteer(self._divisions, self._zones, key)
        return self._gazetteers[key]

    def organ(self, text: str) -> Organ | None:
        """What the words after a place name; None where they are no exact sum of known words."""
        return self._remembered(text, self._kinds)

    def plain_to_reading(self, plain: str, year: int | None) -> Reading | None:
        """The reading with the longest place that leaves an organ; None where no reading does.

        Args:
            plain: the name in one spelling.
            year: whose names of places count; those of other years, the nearest first, only where they fail.
        """
        if year is not None and (reading := self._read(plain, year)):
            return reading
        reading = self._read(plain, None)
        if reading is None:
            return None
        ids = self._nearest(reading, year) if year is not None else self._of_reports(reading)
        return reading._replace(division_ids=ids, confidence=min(OTHER_YEAR, reading.confidence), other_year=True)

    def _nearest(self, reading: Reading, year: int) -> tuple[str, ...]:
        """Of the divisions that ever had the name, those that had it in the years nearest to the one asked for."""
        distances = {
            division_id: min(row_to_distance(row, year) for row in self._named(reading, division_id))
            for division_id in reading.division_ids
        }
        nearest = min(distances.values())
        return tuple(division_id for division_id, distance in distances.items() if distance == nearest)

    def _of_reports(self, reading: Reading) -> tuple[str, ...]:
        """Of the divisions that ever had the name, those that had it since there are reports."""
        ids = tuple(
            division_id
            for division_id in reading.division_ids
            if any(row.last_year is None or row.last_year >= FIRST_REPORTS for row in self._named(reading, division_id))
        )
        return ids or reading.division_ids

    def _named(self, reading: Reading, division_id: str) -> list[DivisionRow]:
        """The periods in which a division has the name that was read; all where it is another name of it."""
        periods = self._divisions.periods(division_id)
        named = [row for row in periods if reading.place.endswith((row.name, *name_to_short_forms(row.name)))]
        return named or list(periods)

    def _read(self, plain: str, year: int | None) -> Reading | None:
        gazetteer = self.gazetteer(year)
        for before, endings in self._frames.get(plain[:2], ()):
            if plain.startswith(before):
                for place in gazetteer.text_to_places(plain.removeprefix(before)):
                    reading = self._frame_to_reading(before, place, endings)
                    if reading:
                        return reading
        for place in gazetteer.text_to_places(plain):
            reading = self._place_to_reading(place)
            if reading:
                return reading
        return None

    def _frame_to_reading(self, before: str, place: Place, endings: dict[str, str]) -> Reading | None:
        for ending, kind in endings.items():
            if place.rest.startswith(ending):
                organ = Organ((kind,), "", "", "listed", f"{before}{{place}}{ending}")
                rest = place.rest.removeprefix(ending)
                if rest:
                    part = self.organ(ending + rest)
                    if part is None or part.how != "sub_unit":
                        continue
                    organ = organ._replace(sub_unit=part.sub_unit, how="sub_unit")
                return self._reading(place, "", organ, CERTAIN)
        kinds = {(kind,) for kind in endings.values()}
        for found in text_to_zones(place.rest, self._kinds):
            if found.organ.kinds in kinds:
                return self._reading(place, found.zone, found.organ, PATTERN)
        return None

    def _place_to_reading(self, place: Place) -> Reading | None:
        organ = self.organ(place.rest)
        if place.rest.startswith(_ZONE_WORDS):
            place = place._replace(division_ids=tuple(filter(self._is_zone, place.division_ids)))
            if not place.division_ids:
                return None
        # 新区沿海街道 is a street of the zone, not a street of that name.
        if organ is None or organ.how == "town":
            for found in text_to_zones(place.rest, self._kinds):
                if not place.short or _ONLY_TYPE.fullmatch(found.zone):
                    return self._reading(place, found.zone, found.organ, PATTERN)
        # 上海路街道 is no street of Shanghai: behind a place without its type, only what is listed is believed.
        if organ and not (place.short and organ.how in {"government", "town", "sub_unit"} and organ.suffix == ""):
            return self._reading(place, "", organ, CERTAIN)
        return None

    def _reading(self, place: Place, zone: str, organ: Organ, most: float) -> Reading:
        ids = self._fitting(place, organ)
        if organ.how == "government" and not zone and all(map(self._is_zone, ids)):
            organ = organ._replace(kinds=("zone_committee",))
        confidence = min(most, _HOW_CONFIDENT.get(organ.how, LIKELY), LIKELY if place.short else CERTAIN)
        return Reading(ids, "".join(place.names), place.names[-1], zone, organ, confidence, other_year=False)

    def _is_zone(self, division_id: str) -> bool:
        return self._divisions.periods(division_id)[-1].level == "zone"

    def _fitting(self, place: Place, organ: Organ) -> tuple[str, ...]:
        """Divisions at whose level the organ can stand: a 厅 is a province's, and a province's organ is no 局 then."""
        ids = place.division_ids
        if len(ids) < 2:
            return ids
        rows = {division_id: self._divisions.periods(division_id)[-1] for division_id in ids}
        provinces = [division_id for division_id, row in rows.items() if row.level == "province"]
        if organ.suffix == "厅":
            return tuple(provinces) or ids
        has_hall = any(self._kinds.by_id[kind].province.endswith("厅") for kind in organ.kinds)
        if organ.how == "town" or (has_hall and organ.suffix == "局"):
            return tuple(division_id for division_id in ids if division_id not in provinces) or ids
        return ids
