"""Which of several divisions of one name a document means, by the other places that it names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from normalize.agencies.divisions import COUNTRY_ID, Divisions
from normalize.agencies.gazetteer import Gazetteer
from normalize.agencies.place_types import name_to_short_forms, name_to_type

_TYPES_OF_WORD: Final = {
    "省": {"省"},
    "自治区": {"自治区"},
    "市": {"市"},
    "州": {"自治州"},
    "盟": {"盟"},
    "县": {"县", "自治县"},
    "区": {"区"},
    "旗": {"旗", "自治旗"},
}
RELATIVE_WORDS: Final = tuple(sorted(_TYPES_OF_WORD, key=len, reverse=True))
"""Words at the beginning of a name that stand for a place (市财政局), the longest first."""


def hints_to_division(
    candidates: Sequence[str], hints: Sequence[str], year: int | None, divisions: Divisions, printed: str = ""
) -> tuple[str, str] | None:
    """The one candidate most of whose higher divisions the hints name, and the names met; None for none or a tie.

    Args:
        candidates: division ids.
        hints: texts, such as the name of a site.
        year: whose names count.
        divisions: all periods.
        printed: the place as the name itself writes it. It is in most hints and tells nothing: 朝阳财政局 does not
            name 朝阳市 as the city of 朝阳县.
    """
    met: dict[str, list[str]] = {}
    for division_id in candidates:
        own = divisions.nearest(division_id, year).name
        if (
            any(own in hint for hint in hints)
            and sum(divisions.nearest(other, year).name == own for other in candidates) == 1
        ):
            met.setdefault(division_id, []).append(own)
        for above in divisions.above(division_id, year):
            if above != COUNTRY_ID:
                row = divisions.nearest(above, year)
                forms = (form for form in name_to_short_forms(row.name) if form not in printed)
                name = _name_in_hints((row.name, *forms), hints)
                if name:
                    met.setdefault(division_id, []).append(name)
    if not met:
        return None
    most = max(map(len, met.values()))
    best = [division_id for division_id, names in met.items() if len(names) == most]
    return (best[0], "、".join(met[best[0]])) if len(best) == 1 else None


def _name_in_hints(names: Sequence[str], hints: Sequence[str]) -> str:
    return next((name for name in names for hint in hints if name in hint), "")


def hints_to_named_division(word: str, hints: Sequence[str], gazetteer: Gazetteer) -> tuple[str, str] | None:
    """The only division that the hints name in full and that a word (市, 自治区) can stand for, and its name.

    None where they name none or several.

    >>> from normalize.agencies.divisions import load_division_rows
    >>> gazetteer = Gazetteer(Divisions(load_division_rows()), (), 2023)
    >>> hints_to_named_division("县", ["宿迁市沭阳县人民政府"], gazetteer)
    ('321322', '沭阳县')
    """
    found: dict[str, str] = {}
    for hint in hints:
        start = 0
        while start < len(hint):
            place = next((place for place in gazetteer.text_to_places(hint[start:]) if not place.short), None)
            if place is None:
                start += 1
                continue
            start += len("".join(place.names))
            for index, name in enumerate(place.names):
                ids = place.division_ids if index == len(place.names) - 1 else gazetteer.full.get(name, ())
                if name_to_type(name) in _TYPES_OF_WORD[word]:
                    found.update(dict.fromkeys(ids, name))
    return next(iter(found.items())) if len(found) == 1 else None
