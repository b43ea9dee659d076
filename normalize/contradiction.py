"""Documents that would become one report by what pages, lists or a registry say, and print other numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from normalize.provenance import Origin
from normalize.settlement import PAGE, SITE, Said, Settled

Numbers = np.ndarray[Any, np.dtype[np.float64]]
"""The number of each cell of all forms, one unit for a cell in all documents; 0 for a blank or a dash; NaN where nothing
is known: the cell or its table is absent or could not be read."""


def contradict(one: Numbers, other: Numbers) -> bool:
    """Whether two documents cannot well be the same report: of cells with a number more differ than are equal.

    A revision or a slip changes some numbers; another agency or another year has hardly any in common. Cells that are
    zero in both say nothing, cells that one of them lacks neither.

    >>> contradict(np.array([5.0, 3.0, 0.0]), np.array([5.0, 4.0, 0.0]))
    False
    >>> contradict(np.array([5.0, 3.0, 0.0]), np.array([9.0, 3.0, 2.0]))
    True
    """
    both = ~np.isnan(one) & ~np.isnan(other) & ((one != 0) | (other != 0))
    different = int(np.count_nonzero(one[both] != other[both]))
    return 2 * different > int(np.count_nonzero(both))


def documents_to_groups(
    known: Mapping[str, Said],
    settled: Mapping[str, Settled],
    origins: Mapping[str, Sequence[Origin]],
    name_to_id: Callable[[str, int | None], str],
) -> list[tuple[str, ...]]:
    """Documents that would be one report, some of them only by what was settled; groups of one are left out.

    Versions that their addresses no longer show are left out too: they are the same report by their address. Where
    no year is known only the attachments of one page are held against each other.

    Args:
        known: agency and year by which each document is known, by sha256.
        settled: what of them was settled.
        origins: where collected documents came from.
        name_to_id: the id of the agency that a printed name stands for in a year.
    """
    ids: dict[tuple[str, int | None], str] = {}
    groups: dict[tuple[object, ...], list[str]] = defaultdict(list)
    doubtful: set[tuple[object, ...]] = set()
    for sha256, said in known.items():
        found = origins.get(sha256, ())
        if said.agency is None or (found and all(origin.superseded for origin in found)):
            continue
        if said[:2] not in ids:
            ids[said.agency, said.year] = name_to_id(said.agency, said.year)
        own = settled.get(sha256, Settled())
        if said.year is not None:
            key: tuple[object, ...] = (ids[said.agency, said.year], said.year)
        elif own.agency_source == PAGE:
            key = (ids[said.agency, None], *sorted({origin.parent or "" for origin in found}))
        else:
            continue
        groups[key].append(sha256)
        if found and _standing(said, own, found) > 0:
            doubtful.add(key)
    return [tuple(sorted(groups[key])) for key in groups if key in doubtful and len(groups[key]) > 1]


def group_to_contradicted(
    group: Iterable[str],
    known: Mapping[str, Said],
    settled: Mapping[str, Settled],
    origins: Mapping[str, Sequence[Origin]],
    numbers: Mapping[str, Numbers],
) -> set[str]:
    """The documents of a group of which nothing may be settled, since their numbers are not those of the report.

    Documents whose own words say whose report they are (which the tags of a site are not) go before pages, and pages
    before what they link to. Where documents of the same standing contradict each other, none of them is settled.
    Documents without numbers cannot contradict anything.

    Args:
        group: of :func:`documents_to_groups`.
        known: agency and year by which each document is known, by sha256.
        settled: what was settled of documents, by sha256.
        origins: where collected documents came from.
        numbers: of the documents that have any.
    """
    by_standing: dict[int, list[str]] = defaultdict(list)
    for sha256 in group:
        if sha256 in numbers:
            found_at = origins.get(sha256, ())
            by_standing[_standing(known[sha256], settled.get(sha256, Settled()), found_at)].append(sha256)
    found: set[str] = set()
    before: list[str] = []
    for standing in sorted(by_standing):
        members = by_standing[standing]
        if standing > 0:
            found |= {one for one in members if any(contradict(numbers[one], numbers[other]) for other in before)}
            left = [one for one in members if one not in found]
            for one, other in combinations(left, 2):
                if contradict(numbers[one], numbers[other]):
                    found |= {one, other}
        before += members
    return found


def _standing(known: Said, settled: Settled, origins: Sequence[Origin]) -> int:
    by_tags = known.agency_source == SITE and settled.agency is None
    if not origins or (settled.agency is None and settled.year is None and not by_tags):
        return 0
    return 1 if any(origin.parent is None for origin in origins) else 2
