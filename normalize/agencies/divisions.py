"""Divisions by id and year: names, parents, everything above."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Final, NamedTuple

from normalize.agencies.rows import DivisionRow

COUNTRY_ID: Final = "000000"
FIRST_YEAR: Final = 1981
"""The table of divisions begins with it; zones whose beginning is not known count from it."""
ZONE_MARK: Final = "z"
_TABLES: Final = "normalize.agencies"


class ZoneRow(NamedTuple):
    """A functional zone that is registered although it has no national code, with other names it goes by."""

    division: DivisionRow
    aliases: tuple[str, ...]
    short: str = ""


@cache
def load_division_rows() -> tuple[DivisionRow, ...]:
    """The shipped table of divisions, the country included."""
    return tuple(
        DivisionRow(
            row["division_id"],
            row["code"],
            row["name"],
            row["level"],
            row["parent_id"],
            int(row["first_year"]),
            int(row["last_year"]) if row["last_year"] else None,
        )
        for row in _read("divisions.csv")
    )


@cache
def load_zone_rows() -> tuple[ZoneRow, ...]:
    """The shipped zones; a zone whose beginning is not known counts from the first year of the table of divisions."""
    return tuple(
        ZoneRow(
            DivisionRow(
                row["division_id"],
                "",
                row["name"],
                "zone",
                row["parent_id"],
                int(row["first_year"] or FIRST_YEAR),
                int(row["last_year"]) if row["last_year"] else None,
                f"{row['evidence']} (grade {row['grade']})",
            ),
            tuple(filter(None, row["aliases"].split(";"))),
            row["short"],
        )
        for row in _read("zones.csv")
    )


@cache
def load_place_aliases() -> dict[str, tuple[str, ...]]:
    """Other names of divisions that no rule makes (科右前旗), by division_id."""
    aliases: dict[str, tuple[str, ...]] = {}
    for row in _read("place_aliases.csv"):
        aliases[row["division_id"]] = (*aliases.get(row["division_id"], ()), row["alias"])
    return aliases


def _read(name: str) -> list[dict[str, str]]:
    text = resources.files(_TABLES).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def zone_to_id(parent_id: str, zone: str) -> str:
    """The id of a zone that is in no table, by the pattern of its name.

    >>> zone_to_id("330100", "经济技术开发区")
    '330100z经济技术开发区'
    """
    return f"{parent_id}{ZONE_MARK}{zone}"


class Divisions:
    """The periods of all divisions.

    Args:
        rows: periods, any order; those of one division do not overlap.
    """

    def __init__(self, rows: Iterable[DivisionRow]) -> None:
        self.rows = sorted(rows, key=lambda row: (row.division_id, row.first_year))
        self._periods: dict[str, list[DivisionRow]] = {}
        for row in self.rows:
            self._periods.setdefault(row.division_id, []).append(row)
        self._above: dict[tuple[str, int | None], tuple[str, ...]] = {}
        self._ever_above: dict[str, frozenset[str]] = {}

    def __contains__(self, division_id: str) -> bool:
        return division_id in self._periods or bool(self._zone(division_id, None))

    def periods(self, division_id: str) -> tuple[DivisionRow, ...]:
        """All periods of a division, the first one first; none for an unknown id."""
        return tuple(self._periods.get(division_id) or self._zone(division_id, None))

    def _zone(self, division_id: str, year: int | None) -> list[DivisionRow]:
        """The zone of an id made by ``zone_to_id`` as a division, under the name that its parent has in a year."""
        parent_id, mark, zone = division_id.partition(ZONE_MARK)
        if not mark or len(zone) < 2 or parent_id not in self._periods:
            return []
        name = self.nearest(parent_id, year).name + zone
        return [
            DivisionRow(division_id, "", name, "zone", parent_id, FIRST_YEAR, None, "read by the pattern of its name")
        ]

    def at(self, division_id: str, year: int | None) -> DivisionRow | None:
        """The period in force on 31 December of a year; None where there is none, and for an unknown year."""
        if year is None:
            return None
        for row in self.periods(division_id):
            if row.first_year <= year <= (row.last_year or year):
                return row
        return None

    def nearest(self, division_id: str, year: int | None) -> DivisionRow:
        """The period in force, else the one nearest to the year; the last one where the year is unknown.

        Raises:
            KeyError: no such division.
        """
        periods = self._periods.get(division_id) or self._zone(division_id, year)
        if not periods:
            raise KeyError(division_id)
        if year is None:
            return periods[-1]
        for row in periods:
            if row.first_year <= year and (row.last_year is None or year <= row.last_year):
                return row
        return min(periods, key=lambda row: (row_to_distance(row, year), -row.first_year))

    def above(self, division_id: str, year: int | None) -> tuple[str, ...]:
        """The ids of all divisions above, the nearest first and the country last."""
        key = (division_id, year)
        if key not in self._above:
            found: list[str] = []
            while division_id in self:
                division_id = self.nearest(division_id, year).parent_id
                if not division_id or division_id in found:
                    break
                found.append(division_id)
            self._above[key] = tuple(found)
        return self._above[key]

    def ever_above(self, division_id: str) -> frozenset[str]:
        """The ids of all divisions that were above it in any year."""
        if division_id not in self._ever_above:
            years = {row.first_year for row in self.periods(division_id)}
            for parent_id in {row.parent_id for row in self.periods(division_id)}:
                years |= {row.first_year for row in self.periods(parent_id)}
            self._ever_above[division_id] = frozenset(
                above for year in years for above in self.above(division_id, year)
            )
        return self._ever_above[division_id]

    def full_name(self, division_id: str, year: int | None) -> str:
        """The name in a year; a district's with the city above it, since several cities have a 鼓楼区.

        >>> Divisions(load_division_rows()).full_name("320106", 2020)
        '南京市鼓楼区'
        """
        row = self.nearest(division_id, year)
        if row.level == "county" and row.name.endswith("区") and row.parent_id in self._periods:
            return self.nearest(row.parent_id, year).name + row.name
        return row.name


def row_to_distance(row: DivisionRow, year: int) -> int:
    """Years between a year and a period; 0 within it.

    >>> row_to_distance(DivisionRow("320684", "320684", "海门市", "county", "320600", 1994, 2019), 2021)
    2
    """
    if year < row.first_year:
        return row.first_year - year
    return max(0, year - row.last_year) if row.last_year is not None else 0
