"""Who is who in a dataset: agencies that occur or are expected, their names by year, divisions, and lineage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import duckdb
import pyarrow as pa

from normalize.agencies.canonical_name import key_to_name
from normalize.agencies.lineage import Lineage
from normalize.agencies.registry import Registry
from normalize.agencies.resolution import agency_id_to_key
from normalize.agencies.roster import Agency, Roster, agency_to_parent
from normalize.curation import ExpectedRow
from normalize.linking.database import create_table

_TEXT: Final = pa.string()
_YEARS: Final = {"first_year": pa.int64(), "last_year": pa.int64()}
_AGENCY: Final = {
    "agency_id": _TEXT,
    "name": _TEXT,
    "division_id": _TEXT,
    "kinds": _TEXT,
    "level": _TEXT,
    "vertical": pa.bool_(),
    "parent_id": _TEXT,
    "status": _TEXT,
    **_YEARS,
}
_NAME: Final = {"agency_id": _TEXT, "name": _TEXT, **_YEARS, "source": _TEXT}
_DIVISION: Final = {
    "division_id": _TEXT,
    "code": _TEXT,
    "name": _TEXT,
    "level": _TEXT,
    "parent_id": _TEXT,
    **_YEARS,
    "evidence": _TEXT,
}
_EVENT: Final = {
    "event_id": _TEXT,
    "date": pa.date32(),
    "year": pa.int64(),
    "kind": _TEXT,
    "old_id": _TEXT,
    "new_id": _TEXT,
    "level": _TEXT,
    "reason": _TEXT,
    "evidence": _TEXT,
    "grade": _TEXT,
}

UNNAMED: Final = "unnamed"
"""The id under which documents stand that name no agency."""


def create_agencies(
    connection: duckdb.DuckDBPyConnection, roster: Roster, registry: Registry, expected: Sequence[ExpectedRow]
) -> None:
    """Create ``agencies`` and ``expected``: every agency that files, is expected to, or stands above one that does."""
    create_table(
        connection,
        "expected",
        {"agency_id": _TEXT, **_YEARS, "evidence": _TEXT},
        [tuple(row) for row in expected],
    )
    found = {row.agency_id: row for row in roster.agencies()}
    named = {row.agency_id for row in expected} | {row.parent_id for row in found.values()}
    while silent := sorted(named - set(found) - {""}):
        found |= {agency_id: _silent_agency(agency_id, registry) for agency_id in silent}
        named = {found[agency_id].parent_id for agency_id in silent}
    if connection.execute("SELECT count(*) FROM candidates WHERE agency_id = ?", [UNNAMED]).fetchall()[0][0]:
        found[UNNAMED] = Agency(UNNAMED, "?", "", "", "", False, "", "unresolved", None, None)
    create_table(connection, "agencies", _AGENCY, [_emptied(found[agency_id]) for agency_id in sorted(found)])


def _silent_agency(agency_id: str, registry: Registry) -> Agency:
    """An agency that no document names: it is expected to file, or stands above one that does."""
    periods = [row for row in registry.agencies if row.agency_id == agency_id]
    given_parent = ""
    if periods:
        row = max(periods, key=lambda row: row.first_year or 0)
        kinds, division_id, name, given_parent = tuple(row.kinds.split()), row.division_id, row.name, row.parent_id
    else:
        key = agency_id_to_key(agency_id)
        assert key is not None  # The user's files are refused when they name an unknown agency.
        kinds, division_id = key.kinds, key.division_id
        name = key_to_name(key, None, registry.divisions, registry.kinds)
    return Agency(
        agency_id,
        name,
        division_id,
        " ".join(kinds),
        registry.divisions.nearest(division_id, None).level,
        any(registry.kinds.by_id[kind].vertical for kind in kinds),
        given_parent or agency_to_parent(agency_id, division_id, kinds, None, registry.divisions),
        "registered",
        None,
        None,
    )


def create_agency_names(connection: duckdb.DuckDBPyConnection, roster: Roster) -> None:
    """Create ``agency_names``: the names of the agencies that occur, by year."""
    create_table(connection, "agency_names", _NAME, [tuple(row) for row in roster.names()])


def create_divisions(connection: duckdb.DuckDBPyConnection, roster: Roster, registry: Registry) -> None:
    """Create ``divisions``: the shipped table, the user's own, and zones met by the pattern of their names."""
    rows = [*registry.divisions.rows, *roster.zones()]
    create_table(connection, "divisions", _DIVISION, [_emptied(row) for row in rows])


def create_lineage(connection: duckdb.DuckDBPyConnection, registry: Registry) -> None:
    """Create ``lineage``: all dated events of divisions and agencies."""
    create_table(connection, "lineage", _EVENT, [_emptied(row) for row in Lineage(registry).rows])


def _emptied(row: tuple[object, ...]) -> tuple[object, ...]:
    """The row with nothing instead of empty text."""
    return tuple(None if value == "" else value for value in row)
