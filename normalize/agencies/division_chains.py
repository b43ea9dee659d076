"""Which rows of the source are one division: chains of successions one to one, and their stable ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from normalize.agencies.division_source import OPEN, SourceRow, Timeline
from normalize.agencies.place_types import name_to_type
from normalize.agencies.rows import LEVELS

REFERENCE_YEAR: Final = 2008
"""The regulations on disclosure came into force on 1 May 2008: the first year for which reports exist."""

Links = Mapping[SourceRow, Sequence[SourceRow]]
"""From each row that ended to the rows that took it over, in force in the year of its end."""


def rows_to_links(rows: Sequence[SourceRow], timeline: Timeline) -> dict[SourceRow, list[SourceRow]]:
    """The successors of each row that ended.

    Where the source names none: the division of the same name that begins in that year, as when a city becomes a
    municipality; else, for a prefecture, the prefectures under which the successors of its counties then stand.
    """
    links: dict[SourceRow, list[SourceRow]] = {}
    begins = {(row.name, row.start): row for row in rows}
    for row in rows:
        if row.end != OPEN:
            found = [timeline.at(code, row.end) for code in row.successors]
            namesake = begins.get((row.name, row.end))
            if not found and namesake and LEVELS.index(namesake.level) <= LEVELS.index(row.level):
                found = [namesake]
            links[row] = [successor for successor in found if successor]
    for row in rows:
        if row.end != OPEN and row.level == "prefecture" and not links[row]:
            links[row] = _counties_to_successors(row, rows, links, timeline)
    return links


def _counties_to_successors(
    row: SourceRow, rows: Sequence[SourceRow], links: Links, timeline: Timeline
) -> list[SourceRow]:
    counties = [
        county
        for county in rows
        if county.start < row.end <= county.end and timeline.parent(county, row.end - 1) is row
    ]
    parents = {
        timeline.parent(successor, row.end)
        for county in counties
        for successor in (links[county] if county.end == row.end else [county])
    }
    return sorted(parent for parent in parents if parent and parent.level == "prefecture")


def links_to_heirs(links: Links) -> dict[SourceRow, SourceRow]:
    """The row that carries on the id of each row that ended, where there is exactly one.

    A division goes on in its only successor, if that began in that year and no other division went into it: wholly, or
    even in part unless the code stays the same. Where it has several successors, it goes on in the one of them that
    began in that year without any other predecessor, if that bears its name or is of another type (县 to 区): then it
    was upgraded and gave away parts, while a district that was divided among districts has no heir.
    """
    predecessors: dict[SourceRow, set[SourceRow]] = defaultdict(set)
    for row, successors in links.items():
        for successor in successors:
            predecessors[successor].add(row)
    heirs: dict[SourceRow, SourceRow] = {}
    for row, successors in links.items():
        began = [successor for successor in successors if successor.start == row.end]
        if len(successors) == 1 and began and began[0].code == row.code:
            if not any(links[other] == successors for other in predecessors[began[0]] - {row}):
                heirs[row] = began[0]
            continue
        own = [successor for successor in began if predecessors[successor] == {row}]
        others = {successor.code for successor in successors if successor not in own}
        if len(own) == 1 and row.code not in others and (not others or _is_upgrade(row.name, own[0].name)):
            heirs[row] = own[0]
    return heirs


def _is_upgrade(old: str, new: str) -> bool:
    old_type, new_type = name_to_type(old), name_to_type(new)
    return old_type != new_type or old == new


def heirs_to_ids(rows: Iterable[SourceRow], heirs: Mapping[SourceRow, SourceRow]) -> dict[SourceRow, str]:
    """The division_id of each row: one per chain of heirs.

    It is the code in force in 2008, else the first one after, else the last one; where two chains would share it, the
    one in force in 2008 has it bare, and the others a letter behind it.
    """
    inherits = set(heirs.values())
    chains: dict[str, list[list[SourceRow]]] = defaultdict(list)
    for row in rows:
        if row not in inherits:
            chain = [row]
            while chain[-1] in heirs:
                chain.append(heirs[chain[-1]])
            chains[_chain_to_code(chain)].append(chain)
    ids: dict[SourceRow, str] = {}
    for code, sharing in chains.items():
        # The order is by facts that more years cannot change: in force in 2008 first, then first come, first served.
        sharing.sort(key=lambda chain: (not _in_force(chain, REFERENCE_YEAR), chain[0].start, chain[0].end))
        for number, chain in enumerate(sharing):
            for row in chain:
                ids[row] = code + ("" if number == 0 else chr(ord("a") + number))
    return ids


def _in_force(chain: Sequence[SourceRow], year: int) -> bool:
    return any(row.start <= year < row.end for row in chain)


def _chain_to_code(chain: Sequence[SourceRow]) -> str:
    for row in chain:
        if row.end > REFERENCE_YEAR:
            return row.code
    return chain[-1].code
