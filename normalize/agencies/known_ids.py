"""Whether the ids in a user's files are ids of something: of a division, a kind, an agency."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from normalize.agencies.divisions import Divisions
from normalize.agencies.kinds import load_kinds
from normalize.agencies.registry import shipped_registry
from normalize.agencies.resolution import agency_id_to_key


class UnknownId(NamedTuple):
    """An id that nothing has: where it stands, and what to do."""

    file: str
    line: int
    column: str
    found: str
    advice: str


_DIVISION: Final = "use an id of the table divisions, or add the division to divisions.csv"
_AGENCY: Final = "use an id such as 321300-finance (division and kind), or add the agency to agencies.csv"
_KIND: Final = "use a kind that the documentation of agencies lists"
_AGENCY_COLUMNS: Final = {"names": ("agency_id",), "expected": ("agency_id",), "lineage": ("old_id", "new_id")}


def rows_to_unknown_ids(rows: Mapping[str, Sequence[tuple[int, Any]]]) -> Iterator[UnknownId]:
    """Every id in a user's rows that is not known, and every new id that is taken.

    Args:
        rows: by file name without suffix, (line, row) each.
    """
    shipped = shipped_registry().divisions
    kinds = set(load_kinds().by_id)
    divisions = Divisions((*shipped.rows, *(row for _, row in rows["divisions"])))
    agencies = {row.agency_id for _, row in rows["agencies"]}

    def is_agency(agency_id: str) -> bool:
        key = agency_id_to_key(agency_id)
        made = key is not None and key.division_id in divisions and kinds.issuperset(key.kinds)
        return made or agency_id in agencies

    for line, row in rows["divisions"]:
        if row.division_id in shipped or "-" in row.division_id:
            yield UnknownId("divisions", line, "division_id", row.division_id, "choose an id of your own without -")
        if row.parent_id not in divisions:
            yield UnknownId("divisions", line, "parent_id", row.parent_id, _DIVISION)
    for line, row in rows["agencies"]:
        if row.division_id not in divisions:
            yield UnknownId("agencies", line, "division_id", row.division_id, _DIVISION)
        if not kinds.issuperset(row.kinds.split()):
            yield UnknownId("agencies", line, "kinds", row.kinds, _KIND)
        if row.parent_id and not is_agency(row.parent_id):
            yield UnknownId("agencies", line, "parent_id", row.parent_id, _AGENCY)
    for file, columns in _AGENCY_COLUMNS.items():
        for line, row in rows[file]:
            for column in columns:
                found = getattr(row, column)
                if found and not is_agency(found) and not (file == "lineage" and found in divisions):
                    yield UnknownId(file, line, column, found, _AGENCY)
    for line, row in rows["deadlines"]:
        if row.division_id not in divisions:
            yield UnknownId("deadlines", line, "division_id", row.division_id, _DIVISION)
        if row.kind != "*" and row.kind not in kinds:
            yield UnknownId("deadlines", line, "kind", row.kind, _KIND)
