"""Printed names to agencies, by the gazetteer of the year and an exact decomposition of the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from normalize.agencies.canonical_name import key_to_name, organ_to_name
from normalize.agencies.context import RELATIVE_WORDS, hints_to_division, hints_to_named_division
from normalize.agencies.divisions import COUNTRY_ID, zone_to_id
from normalize.agencies.organ import Organ
from normalize.agencies.reader import NameReader, Reading
from normalize.agencies.registry import Registry
from normalize.agencies.resolution import (
    CERTAIN,
    CONTEXT,
    LIKELY,
    NONE,
    REVIEWED,
    AgencyKey,
    Resolution,
    Status,
    Suggestion,
    agency_id_to_key,
    key_to_agency_id,
)
from normalize.agencies.rows import AgencyRow, NameRow
from normalize.agencies.spelling import name_to_plain, plain_to_unresolved_id
from normalize.agencies.suggestions import Suggester

_LONGEST: Final = 80
"""Signs of a name; what is longer is a sentence."""
_PLACE_OF_NO_LIST: Final = re.compile(
    r"[^省市区县旗州盟镇乡城社]{2,6}?(?:省|市(?![场政容])|县|旗|州|盟|(?<![发园新高术范验学])区(?!域))"
)
"""A name of a place that no list has. Zones are left out: without the place they lie in, they have common names."""
_REMEMBERED: Final = 1 << 16
"""Names that are remembered: enough for a folder of one region's reports, little for a nation's."""


class Resolver:
    """Resolves names by one registry; remembers what it has resolved.

    Args:
        registry: of divisions, kinds and a user's rows; kept as an attribute.

    >>> from normalize.agencies.registry import shipped_registry
    >>> resolver = Resolver(shipped_registry())
    >>> resolver.name_to_resolution("宿迁市财政局", 2023).agency_id
    '321300-finance'
    >>> (
    ...     resolver.name_to_resolution("海门区财政局", 2021).agency_id,
    ...     resolver.name_to_resolution("海门市财政局", 2019).agency_id,
    ... )
    ('320684-finance', '320684-finance')
    """

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self._divisions = registry.divisions
        self._kinds = registry.kinds
        self._reader = NameReader(registry)
        self._suggester = Suggester(registry, self._reader)
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._resolve)
        self._reviewed: dict[str, list[NameRow]] = {}
        self._added: dict[str, list[AgencyRow]] = {}
        for row in registry.names:
            self._reviewed.setdefault(name_to_plain(row.name), []).append(row)
        for agency in registry.agencies:
            self._added.setdefault(name_to_plain(agency.name), []).append(agency)
        self._agencies: dict[str, list[AgencyRow]] = {}
        for agency in sorted(registry.agencies, key=lambda row: row.first_year or 0):
            self._agencies.setdefault(agency.agency_id, []).append(agency)

    def names_to_resolutions(
        self, names: Iterable[tuple[str, int | None] | tuple[str, int | None, tuple[str, ...]]]
    ) -> Iterator[Resolution]:
        """Resolves (name, year) or (name, year, hints) one after the other, in their order."""
        for entry in names:
            yield self.name_to_resolution(*entry)

    def name_to_resolution(self, name: str, year: int | None, hints: tuple[str, ...] = ()) -> Resolution:
        """What a name stands for in a year.

        Args:
            name: as printed.
            year: the fiscal year; None when unknown.
            hints: texts that may name other places (the site's name, the opening), for names that several places have.
        """
        return self._remembered(name, year, tuple(hints))

    def names_one_place(self, name: str, year: int | None) -> bool:
        """Whether a name begins with a place that no other has: what may be one agency in every document.

        A place that is in no list counts where it has a name of its own: 幻海市财政局 does, 市财政局 and 经济开发区财政局
        do not. Towns never count: many counties have a 城关镇.
        """
        plain = name_to_plain(name)
        for gazetteer in (self._reader.gazetteer(year), self._reader.gazetteer(None)):
            place = next((place for place in gazetteer.text_to_places(plain) if not place.short), None)
            if place:
                return len(place.division_ids) == 1
        return bool(_PLACE_OF_NO_LIST.match(plain))

    def _resolve(self, name: str, year: int | None, hints: tuple[str, ...]) -> Resolution:
        plain = name_to_plain(name)
        found = self._by_review(name, plain, year) or self._by_addition(name, plain, year)
        if found:
            return found
        if not plain or len(plain) > _LONGEST:
            return _unresolved(name, plain, year, "unresolved", "The text is no name of an organ.", ())
        kind = self._kinds.central.get(plain) or self._kinds.central.get(plain.removeprefix("中华人民共和国"))
        if kind:
            key = AgencyKey(COUNTRY_ID, (kind,), "")
            return self._resolved(name, year, key, plain, CERTAIN, f"{plain} is an organ of the State Council.")
        reading = self._reader.plain_to_reading(plain, year)
        if reading is None:
            return self._by_context(name, plain, year, hints)
        return self._reading_to_resolution(name, plain, year, hints, reading)

    def _by_review(self, name: str, plain: str, year: int | None) -> Resolution | None:
        for row in self._reviewed.get(plain, ()):
            # What was reviewed for some years says nothing of a document whose year nobody knows.
            dated = row.first_year is not None or row.last_year is not None
            if _holds(row.first_year, row.last_year, year) and not (dated and year is None):
                evidence = f"Reviewed{f' by {row.reviewed_by}' if row.reviewed_by else ''}: {row.evidence or plain}."
                return self._by_id(name, year, row.agency_id, REVIEWED, "reviewed", evidence)
        return None

    def _by_addition(self, name: str, plain: str, year: int | None) -> Resolution | None:
        for row in self._added.get(plain, ()):
            if _holds(row.first_year, row.last_year, year):
                evidence = f"{plain} is an agency added by the user: {row.evidence or row.agency_id}."
                return self._by_id(name, year, row.agency_id, CERTAIN, "resolved", evidence)
        return None

    def _by_id(
        self, name: str, year: int | None, agency_id: str, confidence: float, status: Status, evidence: str
    ) -> Resolution:
        """What an id given by the user stands for: an agency of theirs, or one made by the rules."""
        periods = self._agencies.get(agency_id, [])
        holding = [row for row in periods if year is not None and _holds(row.first_year, row.last_year, year)]
        added = next(reversed(holding or periods), None)
        key = agency_id_to_key(agency_id)
        if added:
            key = AgencyKey(added.division_id, tuple(sorted(added.kinds.split())), key.sub_unit if key else "")
        if key is None or key.division_id not in self._divisions or not set(key.kinds) <= set(self._kinds.by_id):
            return _unresolved(name, name_to_plain(name), year, status, evidence, ())._replace(
                agency_id=agency_id, confidence=confidence
            )
        canonical = added.name if added else key_to_name(key, year, self._divisions, self._kinds)
        resolution = self._resolved(name, year, key, canonical, confidence, evidence)
        return resolution._replace(agency_id=agency_id, status=status)

    def _resolved(
        self, name: str, year: int | None, key: AgencyKey, canonical: str, confidence: float, evidence: str
    ) -> Resolution:
        row = self._divisions.nearest(key.division_id, year)
        return Resolution(
            name=name,
            year=year,
            agency_id=key_to_agency_id(*key),
            agency_name=canonical,
            division_id=key.division_id,
            division_code=row.code,
            level=row.level,
            kinds=tuple(sorted(key.kinds)),
            sub_unit=key.sub_unit,
            confidence=confidence,
            status="resolved",
            evidence=evidence,
        )

    def _reading_to_resolution(
        self, name: str, plain: str, year: int | None, hints: tuple[str, ...], reading: Reading
    ) -> Resolution:
        division_id, confidence, by_hint = reading.division_ids[0], reading.confidence, ""
        if len(reading.division_ids) > 1:
            hinted = hints_to_division(reading.division_ids, hints, year, self._divisions, reading.place)
            if hinted is None:
                return self._ambiguous(name, plain, year, reading)
            division_id, names = hinted
            confidence, by_hint = min(confidence, CONTEXT), f", the one that the document's {names} points to"
        organ, row = reading.organ, self._divisions.nearest(division_id, year)
        confidence, unusual = self._usual(organ, year, confidence)
        period = row.name if row.level == "zone" else f"{row.name} ({row.first_year}–{row.last_year or ''})"
        when = f"in {year}" if year is not None else "in any year"
        if reading.other_year and year is not None:
            when = f"in another year than {year}"
        zone = f", the zone {reading.zone} by its pattern" if reading.zone else ""
        evidence = f"{reading.place} matches {period} {when}{by_hint}{zone}; {_organ_to_words(organ)}{unusual}."
        key = _reading_to_key(reading, division_id)
        printed = "" if reading.zone else reading.place_name
        canonical = organ_to_name(organ, key.division_id, year, self._divisions, self._kinds, printed)
        return self._resolved(name, year, key, canonical, confidence, evidence)

    def _usual(self, organ: Organ, year: int | None, confidence: float) -> tuple[float, str]:
        if year is None or len(organ.kinds) > 1 or organ.sub_unit:
            return confidence, ""
        if self._kinds.by_id[organ.kinds[0]].usual_in(organ.alias, year):
            return confidence, ""
        return min(confidence, LIKELY), f", a name that is not usual in {year}"

    def _ambiguous(self, name: str, plain: str, year: int | None, reading: Reading) -> Resolution:
        keys = [_reading_to_key(reading, division_id) for division_id in reading.division_ids]
        suggestions = tuple(
            Suggestion(
                key_to_agency_id(*key),
                organ_to_name(reading.organ, key.division_id, year, self._divisions, self._kinds),
                f"{reading.place} is the name of {self._divisions.full_name(division_id, year)}, among others.",
            )
            for key, division_id in zip(keys, reading.division_ids, strict=True)
        )
        evidence = f"{reading.place} is the name of {len(suggestions)} divisions, and nothing tells which is meant."
        return _unresolved(name, plain, year, "ambiguous", evidence, suggestions)

    def _by_context(self, name: str, plain: str, year: int | None, hints: tuple[str, ...]) -> Resolution:
        """市财政局: the city is the only one that the hints name."""
        word = next((word for word in RELATIVE_WORDS if plain.startswith(word)), "")
        organ = self._reader.organ(plain.removeprefix(word)) if word else None
        if organ and organ.how not in {"town", "government"}:
            named = hints_to_named_division(word, hints, self._reader.gazetteer(year))
            if named:
                key = AgencyKey(named[0], organ.kinds, organ.sub_unit)
                canonical = organ_to_name(organ, named[0], year, self._divisions, self._kinds)
                evidence = f"{word} is {named[1]}, the only one that the document names; {_organ_to_words(organ)}."
                return self._resolved(name, year, key, canonical, CONTEXT, evidence)
        suggestions = self._suggester.plain_to_suggestions(plain, year)
        evidence = "No division of any year begins the name and leaves an exact sum of known words."
        return _unresolved(name, plain, year, "unresolved", evidence, suggestions)


def _reading_to_key(reading: Reading, division_id: str) -> AgencyKey:
    place = zone_to_id(division_id, reading.zone) if reading.zone else division_id
    return AgencyKey(place, reading.organ.kinds, reading.organ.sub_unit)


def _holds(first: int | None, last: int | None, year: int | None) -> bool:
    if year is None:
        return True
    return (first is None or first <= year) and (last is None or year <= last)


def _organ_to_words(organ: Organ) -> str:
    kinds = " and ".join(organ.kinds)
    plaque = f" (with the plaque {organ.plaque})" if organ.plaque else ""
    if organ.how == "government":
        return f"nothing follows it: {kinds}"
    alias = organ.alias.replace("{place}", "…")
    words = {
        "listed": f"{alias} is a listed name of {kinds}",
        "variant": f"{alias} is {kinds} under another ending",
        "compound": f"{alias} is the sum of {kinds}",
        "town": f"{alias} is a {kinds} by the pattern of its name",
        "sub_unit": f"{alias} is {kinds}, and {organ.sub_unit} a part of it",
    }
    return words[organ.how] + plaque


def _unresolved(
    name: str, plain: str, year: int | None, status: Status, evidence: str, suggestions: tuple[Suggestion, ...]
) -> Resolution:
    return Resolution(
        name,
        year,
        plain_to_unresolved_id(plain),
        plain or name,
        "",
        "",
        "",
        (),
        "",
        NONE,
        status,
        evidence,
        suggestions,
    )
