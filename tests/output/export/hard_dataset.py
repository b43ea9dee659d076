"""A dataset of values that are hard to carry over: longest texts, largest numbers, formulas, empty cells."""

from __future__ import annotations

import datetime
import random
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from output.package_files import write_package_files
from output.registry import DataField, DataTable, load_tables
from output.schema import table_to_schema
from output.table_files import TableFiles

METADATA: Final = {
    "software": "gongkai",
    "version": "1.2.3",
    "code": "abc123",
    "commit": "f00",
    "newest_publication_date": "2025-01-31",
}

TEXTS: Final = (
    "=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("x")', "\t=1", "'quoted", "{=1}", "https://example.org/", "mailto:a@b",
    "某市某局", "𠀀字外字", 'a,b;"c"', "行一\n行二", "  spaces  ", "_x0041_", "tab\there", "\x0b\x1f", "NULL", "nan", "0012", "1e5",
    "é", "e\u0301", "👩‍👩‍👧", "<b>&amp;</b>", "</script>", "\u202e\u200b", "\ufffd", "\r\n", "TRUE",
    "字" * 681, "字" * 681 + "ab", "字" * 681 + "abc", "x" * 254, "x" * 255, "x" * 256, "文" * 500,
)  # fmt: skip
"""Lengths of 2043, 2045 and 2046 bytes are about Stata's limit of 2045; 255 is where SPSS cuts a text in two."""

INTEGERS: Final = (0, 1, -1, 100, 101, -127, -128, 32740, 32741, 2147483620, 2147483621, 2**53, -(2**53))
NUMBERS: Final = (0.0, 0.1, 0.1 + 0.2, -1.5, 1e-300, 1.7e300, 123456789012345.0, 2.0**53, 5e-324, 99999999.99)
DATES: Final = (datetime.date(1983, 2, 18), datetime.date(2024, 2, 29), datetime.date(1960, 1, 1))


def hard_rows(table: DataTable, count: int, chance: random.Random, *, huge: bool, bare: bool) -> pa.Table:
    """Rows of one table: required fields filled, the others at times; the last row, or all, as empty as may be."""
    columns: dict[str, list[Any]] = {}
    for place, field in enumerate(table.fields):
        columns[field.name] = [
            None
            if not field.required and (bare or row == count - 1 or chance.random() < 0.3)
            else _value(field, place, row, chance)
            for row in range(count)
        ]
        if field.name in table.primary_key:
            columns[field.name] = [_key(field, row) for row in range(count)]
    if huge and not bare:
        whole = [field.name for field in table.fields if field.type == "integer" and not field.required]
        if whole and count > 1 and whole[0] not in table.primary_key:
            columns[whole[0]][0] = 2**53 + 1
    return pa.table(columns, schema=table_to_schema(table))


def _key(field: DataField, row: int) -> Any:
    if field.categories:
        return field.categories[row % len(field.categories)].value
    kinds: dict[str, Any] = {"string": f"{field.name[:3]}某_{row:05}", "integer": row + 1, "date": DATES[row % 3]}
    return kinds[field.type]


def _value(field: DataField, place: int, row: int, chance: random.Random) -> Any:
    if field.categories:
        return chance.choice(field.categories).value
    if field.type == "integer":
        # Each column draws from a longer part of the list, so that every type of whole number occurs.
        return chance.choice(INTEGERS[: 2 + place % (len(INTEGERS) - 1)])
    kinds: dict[str, Any] = {
        "string": chance.choice(TEXTS[: 3 + place % len(TEXTS)] if row % 5 else TEXTS),
        "number": chance.choice(NUMBERS),
        "boolean": chance.random() < 0.5,
        "date": chance.choice(DATES),
    }
    return kinds[field.type]


def write_hard_dataset(folder: Path, *, count: int = 40, seed: int = 1, huge: bool = True) -> Path:
    """A finished dataset: ``count`` hard rows in every table but one with no row and one with only required fields."""
    folder.mkdir(parents=True)
    chance = random.Random(seed)
    for number, table in enumerate(load_tables().values()):
        with TableFiles(table, folder, METADATA) as files:
            files.write(hard_rows(table, 0 if number == 3 else count, chance, huge=huge, bare=number == 1))
    write_package_files(folder, METADATA, {})
    return folder
