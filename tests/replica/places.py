"""Names of real agencies, from the shipped list of divisions; everything that they are said to do is invented."""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Final

_DIVISIONS: Final = Path(__file__).parent.parent.parent / "normalize/agencies/divisions.csv"
_ORGANS: Final = ("人民政府", "财政局", "教育局", "市场监督管理局")


@cache
def counties() -> tuple[str, ...]:
    """Full names of today's counties and districts, the names that only one of them has, in order of their codes.

    Districts stand behind the name of their city, for their own names are often those of others.
    """
    with _DIVISIONS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if not row["last_year"]]
    above = {row["division_id"]: row["name"] for row in rows}
    old = [row for row in rows if row["level"] == "county" and int(row["first_year"]) <= 2015]
    names = [
        (above.get(row["parent_id"], "") if row["name"].endswith("区") else "") + row["name"]
        for row in sorted(old, key=lambda row: row["code"])
    ]
    counts = Counter(names)
    return tuple(name for name in names if counts[name] == 1)


def named_agencies(count: int) -> list[str]:
    """Governments and bureaus of counties from all over the country: four agencies to a county."""
    places = [name for name in counties() if name.endswith("县")]
    step = max(1, len(places) * len(_ORGANS) // max(count, 1))
    chosen = places[::step]
    return [place + organ for place in chosen for organ in _ORGANS][:count]


def governments(count: int) -> list[str]:
    """So many governments of counties and districts."""
    return [name + "人民政府" for name in counties()[:count]]
