"""Everything that names are resolved with: divisions, zones, kinds, and what a user has added or reviewed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from normalize.agencies.divisions import Divisions, ZoneRow, load_division_rows, load_zone_rows
from normalize.agencies.kinds import Kinds, load_kinds
from normalize.agencies.rows import AgencyRow, DivisionRow, LineageRow, NameRow


class Registry(NamedTuple):
    """The shipped registry with a user's rows.

    Attributes:
        divisions: all periods, zones included.
        zones: zones with their other names.
        kinds: kinds of agency.
        agencies: added by a user.
        names: reviewed by a user.
        lineage: events added by a user.
    """

    divisions: Divisions
    zones: tuple[ZoneRow, ...]
    kinds: Kinds
    agencies: tuple[AgencyRow, ...]
    names: tuple[NameRow, ...]
    lineage: tuple[LineageRow, ...]


def rows_to_registry(
    divisions: Iterable[DivisionRow] = (),
    agencies: Iterable[AgencyRow] = (),
    names: Iterable[NameRow] = (),
    lineage: Iterable[LineageRow] = (),
) -> Registry:
    """The shipped registry, and what a user adds to it.

    Args:
        divisions: further divisions and zones; their ids must be new.
        agencies: further agencies, and further names of agencies.
        names: reviewed names.
        lineage: further events.
    """
    zones = load_zone_rows()
    rows = (*load_division_rows(), *(zone.division for zone in zones), *divisions)
    return Registry(Divisions(rows), zones, load_kinds(), tuple(agencies), tuple(names), tuple(lineage))


@cache
def shipped_registry() -> Registry:
    """The registry as shipped."""
    return rows_to_registry()
