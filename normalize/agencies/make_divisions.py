"""Makes the shipped tables of divisions and their events: ``python -m normalize.agencies.make_divisions SOURCE.csv``.

The source is ``result.csv`` of yescallop/areacodes (CC0 1.0), the divisions of county level and above on 31 December of
each year since 1981, after the Ministry of Civil Affairs. The tables have columns of our own.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from normalize.agencies.division_chains import heirs_to_ids, links_to_heirs, rows_to_links
from normalize.agencies.division_events import links_to_events
from normalize.agencies.division_source import OPEN, DivisionTableError, SourceRow, Timeline, read_source
from normalize.agencies.rows import DivisionRow, LineageRow

FOLDER: Final = Path(__file__).parent
DIVISIONS: Final = "divisions.csv"
EVENTS: Final = "division_events.csv"
COUNTRY: Final = DivisionRow("000000", "000000", "中华人民共和国", "central", "", 1981, None)
DIVISION_COLUMNS: Final = ("division_id", "code", "name", "level", "parent_id", "first_year", "last_year")
EVENT_COLUMNS: Final = ("event_id", "year", "kind", "old_id", "new_id", "reason", "evidence", "grade")


def rows_to_tables(rows: Sequence[SourceRow]) -> tuple[list[DivisionRow], list[LineageRow]]:
    """Periods of divisions, by id and year, and events, by year and id."""
    timeline = Timeline(rows)
    links = rows_to_links(rows, timeline)
    heirs = links_to_heirs(links)
    ids = heirs_to_ids(rows, heirs)
    periods = [COUNTRY, *(period for row in rows for period in _row_to_periods(row, ids, timeline))]
    periods.sort(key=lambda period: (period.division_id, period.first_year))
    return periods, links_to_events(rows, links, heirs, ids, timeline)


def _row_to_periods(row: SourceRow, ids: dict[SourceRow, str], timeline: Timeline) -> Iterable[DivisionRow]:
    """A row of the source, cut where its parent becomes another division."""
    last = max(other.start for other in ids) if row.end == OPEN else row.end - 1
    first, parent_id = row.start, _parent_id(row, row.start, ids, timeline)
    for year in range(row.start + 1, last + 1):
        other = _parent_id(row, year, ids, timeline)
        if other != parent_id:
            yield DivisionRow(ids[row], row.code, row.name, row.level, parent_id, first, year - 1)
            first, parent_id = year, other
    yield DivisionRow(
        ids[row], row.code, row.name, row.level, parent_id, first, None if row.end == OPEN else row.end - 1
    )


def _parent_id(row: SourceRow, year: int, ids: dict[SourceRow, str], timeline: Timeline) -> str:
    parent = timeline.parent(row, year)
    if parent is None and row.level != "province":
        raise DivisionTableError(expected=f"a parent for {row.code} {row.name} in {year}", found="none")
    return ids[parent] if parent else COUNTRY.division_id


def changed_ids(periods: Iterable[DivisionRow], shipped: Path) -> list[str]:
    """What the shipped table calls otherwise: ids are part of the data and never change."""
    if not shipped.exists():
        return []
    with shipped.open(encoding="utf-8", newline="") as file:
        known = {(row["code"], row["first_year"]): row["division_id"] for row in csv.DictReader(file)}
    found = {(period.code, str(period.first_year)): period.division_id for period in periods}
    return [
        f"{code} since {year}: {division_id}, now {found.get((code, year))}"
        for (code, year), division_id in known.items()
        if found.get((code, year)) != division_id
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes both tables beside this module; refuses where an id would change."""
    parser = argparse.ArgumentParser(prog="python -m normalize.agencies.make_divisions", description=__doc__)
    parser.add_argument("source", type=Path, help="result.csv of yescallop/areacodes")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where to write (default: beside the module)")
    options = parser.parse_args(arguments)
    periods, events = rows_to_tables(read_source(options.source))
    changed = changed_ids(periods, FOLDER / DIVISIONS)
    if changed:
        sys.stderr.write("Ids would change, which they must not:\n  " + "\n  ".join(changed) + "\n")
        return 1
    _write(options.folder / DIVISIONS, DIVISION_COLUMNS, periods)
    _write(options.folder / EVENTS, EVENT_COLUMNS, events)
    sys.stdout.write(f"{len(periods)} periods of divisions, {len(events)} events\n")
    return 0


def _write(path: Path, columns: Sequence[str], rows: Iterable[DivisionRow | LineageRow]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([getattr(row, column) for column in columns] for row in rows)


if __name__ == "__main__":
    sys.exit(main())
