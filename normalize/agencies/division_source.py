"""The source table of divisions, 1981 to 2024: its rows, and the links from each row to what followed it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from extract.errors import GongkaiError

OPEN: Final = 9999
"""End of a row that is in force."""

_COLUMNS: Final = ("代码", "一级行政区", "二级行政区", "名称", "级别", "状态", "启用时间", "变更/弃用时间", "新代码")
_LEVELS: Final = {"省级": "province", "地级": "prefecture", "县级": "county"}
_SUCCESSOR: Final = re.compile(r"(\d{6})(?:\[(\d{4})\])?")


class DivisionTableError(GongkaiError):
    """A source table of divisions that does not keep to its own rules."""

    code = "bad_division_table"


class SourceRow(NamedTuple):
    """One period of a code in the source.

    Attributes:
        code: six digits.
        name: official name.
        level: province, prefecture or county.
        start: the year on whose 31 December the row is in force for the first time.
        end: the year on whose 31 December it is not in force any more; ``OPEN`` while in force.
        successors: codes that took it over when it ended.
        transfers: (code, year) of divisions that took over a part of it while it was in force.
    """

    code: str
    name: str
    level: str
    start: int
    end: int
    successors: tuple[str, ...]
    transfers: tuple[tuple[str, int], ...]


def read_source(path: Path) -> list[SourceRow]:
    """The rows of the source, by code and year.

    Raises:
        DivisionTableError: the columns, a level, a year or a code is not what the source documents.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != _COLUMNS:
            raise DivisionTableError(
                expected=f"the columns {', '.join(_COLUMNS)}", found=", ".join(reader.fieldnames or ()), where=str(path)
            )
        rows = [_record_to_row(record, f"{path}, line {reader.line_num}") for record in reader]
    return sorted(_rows_with_own_successors(rows))


def _record_to_row(record: dict[str, str], where: str) -> SourceRow:
    try:
        entries = filter(None, record["新代码"].split(";"))
        found = [_entry_to_successor(entry) for entry in entries]
        [code] = re.findall(r"^\d{6}$", record["代码"])
        return SourceRow(
            code=code,
            name=record["名称"],
            level=_LEVELS[record["级别"]],
            start=int(record["启用时间"]),
            end=int(record["变更/弃用时间"] or OPEN),
            successors=tuple(code for code, year in found if year is None),
            transfers=tuple((code, year) for code, year in found if year is not None),
        )
    except (KeyError, ValueError) as error:
        raise DivisionTableError(
            expected="a code, level, years and successors as the source documents them",
            found=", ".join(record.values()),
            where=where,
            advice="take the table as published",
        ) from error


def _entry_to_successor(entry: str) -> tuple[str, int | None]:
    found = _SUCCESSOR.fullmatch(entry)
    if not found:
        raise ValueError(entry)
    return found[1], int(found[2]) if found[2] else None


def _rows_with_own_successors(rows: Iterable[SourceRow]) -> list[SourceRow]:
    """Rows without a named successor whose code goes on under another name get their own code as successor."""
    rows = list(rows)
    starts = {(row.code, row.start) for row in rows}
    return [
        row._replace(successors=(row.code,)) if not row.successors and (row.code, row.end) in starts else row
        for row in rows
    ]


class Timeline:
    """Which row a code means in a year, and which row is whose parent.

    Args:
        rows: of the source.
    """

    def __init__(self, rows: Iterable[SourceRow]) -> None:
        self._by_code: dict[str, list[SourceRow]] = {}
        for row in rows:
            self._by_code.setdefault(row.code, []).append(row)

    def at(self, code: str, year: int) -> SourceRow | None:
        """The row of a code that is in force on 31 December of a year; None where there is none."""
        return next((row for row in self._by_code.get(code, ()) if row.start <= year < row.end), None)

    def parent(self, row: SourceRow, year: int) -> SourceRow | None:
        """The next higher division in a year; None for a province, whose parent is the country.

        Counties directly under a province have a code whose prefecture does not exist, or is the province's own.
        """
        if row.level == "province":
            return None
        above = self.at(row.code[:4] + "00", year) if row.level == "county" else None
        return above if above and above is not row else self.at(row.code[:2] + "0000", year)
