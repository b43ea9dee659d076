"""What an unresolved name might mean: slips of OCR and near names, for review and never taken."""

from __future__ import annotations

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from normalize.agencies.reader import NameReader
from normalize.agencies.registry import Registry
from normalize.agencies.resolution import Suggestion, key_to_agency_id

_MOST: int = 5
_PLACE_TYPES = frozenset("省市县区旗州盟")
_LONGEST_PLACE = 12


class Suggester:
    """Suggests agencies for names that the reader cannot read.

    Args:
        registry: of divisions and kinds.
        reader: that read nothing.
    """

    def __init__(self, registry: Registry, reader: NameReader) -> None:
        self._registry = registry
        self._reader = reader
        self._names: dict[int | None, list[str]] = {}
        kinds = registry.kinds.by_id.values()
        self._kinds = {alias: kind.id for kind in kinds for alias in kind.aliases() if len(alias) > 2}
        self._aliases = list(self._kinds)

    def plain_to_suggestions(self, plain: str, year: int | None) -> tuple[Suggestion, ...]:
        """At most five, the likeliest first: places that differ in one sign (沐阳 for 沭阳), or organs that do."""
        found = self._near_places(plain, year) or self._near_organs(plain, year)
        return tuple(dict.fromkeys(found))[:_MOST]

    def _near_places(self, plain: str, year: int | None) -> list[Suggestion]:
        gazetteer = self._reader.gazetteer(year)
        if year not in self._names:
            self._names[year] = [name for name in sorted(gazetteer.full) if len(name) > 2]
        suggestions: list[Suggestion] = []
        for end in (index + 1 for index, sign in enumerate(plain[:_LONGEST_PLACE]) if sign in _PLACE_TYPES):
            begin, rest = plain[:end], plain[end:]
            organ = self._reader.organ(rest)
            if organ is None or end < 3:
                continue
            near = process.extract(begin, self._names[year], scorer=Levenshtein.distance, score_cutoff=1, limit=None)
            names = [name for name, distance, _ in near if distance and name[-1] == begin[-1]]
            for name in sorted(names, key=lambda name: (_unlikeness(begin, name), name)):
                suggestions.extend(
                    Suggestion(
                        key_to_agency_id(division_id, organ.kinds, organ.sub_unit),
                        name + rest,
                        f"{begin} may be a slip for {name}: they differ in one sign.",
                    )
                    for division_id in gazetteer.full[name]
                )
        return suggestions

    def _near_organs(self, plain: str, year: int | None) -> list[Suggestion]:
        for place in self._reader.gazetteer(year).text_to_places(plain):
            if place.short or len(place.rest) < 3:
                continue
            near = process.extract(place.rest, self._aliases, scorer=Levenshtein.distance, score_cutoff=1)
            if near:
                return [
                    Suggestion(
                        key_to_agency_id(division_id, (self._kinds[alias],)),
                        "".join(place.names) + alias,
                        f"{place.rest} may be a slip for {alias}: they differ in one sign.",
                    )
                    for alias, _, _ in near[:_MOST]
                    for division_id in place.division_ids
                ]
        return []


def _unlikeness(slip: str, name: str) -> int:
    """How far apart the signs are in Unicode, which orders them by radical and strokes: near ones look alike.

    >>> _unlikeness("沐阳县", "沭阳县") < _unlikeness("沐阳县", "凤阳县")
    True
    """
    if len(slip) != len(name):
        return 1 << 20
    return sum(abs(ord(one) - ord(other)) for one, other in zip(slip, name, strict=True))
