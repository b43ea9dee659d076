"""Dated events between divisions: renames, upgrades, mergers, splits, transfers, beginnings and ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from normalize.agencies.division_chains import Links
from normalize.agencies.division_source import OPEN, SourceRow, Timeline
from normalize.agencies.place_types import name_to_type
from normalize.agencies.rows import LineageRow

_SOURCE: Final = "yescallop/areacodes"


def links_to_events(
    rows: Iterable[SourceRow],
    links: Links,
    heirs: Mapping[SourceRow, SourceRow],
    ids: Mapping[SourceRow, str],
    timeline: Timeline,
) -> list[LineageRow]:
    """All events, by year and id; the year is the first one on whose 31 December the event counts."""
    events: dict[str, LineageRow] = {}

    def note(kind: str, year: int, old: SourceRow | None, new: SourceRow | None, reason: str) -> None:
        old_id, new_id = ids[old] if old else "", ids[new] if new else ""
        event_id = "-".join(filter(None, (str(year), kind, old_id, new_id if new_id != old_id else "")))
        evidence = _row_to_evidence(old or new)
        events.setdefault(
            event_id, LineageRow(event_id, None, year, kind, old_id, new_id, "division", reason, evidence, "A")
        )

    rows = list(rows)
    first_year = min(row.start for row in rows)
    continued = set(heirs.values())
    followers = {successor for row, after in links.items() for successor in after if successor.start == row.end}
    for row in rows:
        for code, year in row.transfers:
            receiver = timeline.at(code, year)
            if receiver and ids[receiver] != ids[row]:
                if receiver.start == year:
                    followers.add(receiver)
                kind = "split" if receiver.start == year and receiver not in continued else "transfer"
                note(kind, year, row, receiver, f"A part of {row.name} went to {receiver.name}.")
        if row.end != OPEN:
            for kind, successor, reason in _end_to_events(row, links[row], heirs.get(row), timeline):
                note(kind, row.end, row, successor, reason)
    for row in rows:
        if row.start > first_year and row not in followers:
            note("new", row.start, None, row, f"{row.name} begins.")
    return sorted(events.values(), key=lambda event: (event.year or 0, event.event_id))


def _end_to_events(
    row: SourceRow, successors: Sequence[SourceRow], heir: SourceRow | None, timeline: Timeline
) -> list[tuple[str, SourceRow | None, str]]:
    if not successors:
        return [("ended", None, f"{row.name} ends; the source names no successor.")]
    events: list[tuple[str, SourceRow | None, str]] = []
    if heir:
        if name_to_type(row.name) != name_to_type(heir.name):
            events.append(("upgrade", heir, f"{row.name} becomes {heir.name}."))
        elif row.name != heir.name:
            events.append(("rename", heir, f"{row.name} is renamed {heir.name}."))
        before, after = timeline.parent(row, row.end - 1), timeline.parent(heir, row.end)
        if before and after and before.name != after.name and before.end != row.end:
            events.append(("transfer", heir, f"{row.name} moves from {before.name} to {after.name}."))
    for successor in successors:
        if successor is heir:
            continue
        if heir:
            events.append(("transfer", successor, f"A part of {row.name} went to {successor.name}."))
        elif len(successors) > 1:
            events.append(("split", successor, f"{row.name} was divided, in part into {successor.name}."))
        else:
            events.append(("merge", successor, f"{row.name} went into {successor.name}."))
    return events


def _row_to_evidence(row: SourceRow | None) -> str:
    assert row
    entries = [*row.successors, *(f"{code}[{year}]" for code, year in row.transfers)]
    end = "" if row.end == OPEN else str(row.end)
    return f"{_SOURCE}: {row.code} {row.name} {row.start}–{end}{' → ' if entries else ''}{';'.join(entries)}"
