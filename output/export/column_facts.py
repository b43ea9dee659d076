"""What the columns of one table hold: ranges and lengths, by which a format's types are chosen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from output.registry import DataField, DataTable
from output.stored_dataset import quoted

MOST_EXACT: Final = 2**53
"""Up to here every whole number is a double (IEEE 754 binary64)."""


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """What one column holds.

    Attributes:
        filled: rows with a value.
        low, high: smallest and largest value of a column of numbers or dates; None without values, and for text.
        bytes: of the longest text in UTF-8; 0 for other types.
        total_bytes: of all texts in UTF-8; 0 for other types.
        characters: of the longest text; 0 for other types.
        empty_texts: rows with a text of no characters, which is not the same as no value.
        padded_texts: rows with a text that ends in a space.
        unlisted: rows with a text that is none of the field's categories; 0 where the field is free.
        unusual: rows with a number that is infinite or not a number, or a text with a NUL.
    """

    filled: int
    low: Any = None
    high: Any = None
    bytes: int = 0
    total_bytes: int = 0
    characters: int = 0
    empty_texts: int = 0
    padded_texts: int = 0
    unlisted: int = 0
    unusual: int = 0

    @property
    def is_exact(self) -> bool:
        """Whether a double holds every number of the column."""
        if self.unusual:
            return False
        return self.low is None or not isinstance(self.low, int) or -MOST_EXACT <= self.low <= self.high <= MOST_EXACT


_AGGREGATES: Final = {
    "string": (
        "max(strlen({0}))",
        "sum(strlen({0}))",
        "max(length({0}))",
        "count(*) FILTER (WHERE {0} = '')",
        "count(*) FILTER (WHERE ends_with({0}, ' '))",
        "count(*) FILTER (WHERE contains({0}, chr(0)))",
    ),
    "integer": ("min({0})", "max({0})"),
    "number": (
        "min({0}) FILTER (WHERE isfinite({0}))",
        "max({0}) FILTER (WHERE isfinite({0}))",
        "count(*) FILTER (WHERE NOT isfinite({0}))",
    ),
    "date": ("min({0})", "max({0})"),
    "boolean": (),
}


def table_to_facts(table: DataTable, path: Path) -> dict[str, ColumnFacts]:
    """Facts on every column of a table, by one pass over its Parquet file."""
    parts: list[str] = []
    parameters: list[Any] = []
    for field in table.fields:
        column = quoted(field.name)
        parts.append(f"count({column})")
        parts += [aggregate.format(column) for aggregate in _AGGREGATES[field.type]]
        if field.categories:
            marks = ", ".join("?" * len(field.categories))
            parts.append(f"count(*) FILTER (WHERE {column} NOT IN ({marks}))")
            parameters += [entry.value for entry in field.categories]
    query = f"SELECT {', '.join(parts)} FROM read_parquet(?)"
    with duckdb.connect(config={"threads": 2}) as connection:
        row = connection.execute(query, [*parameters, str(path)]).fetchall()[0]
    values = iter(row)
    return {field.name: _row_to_facts(field, values) for field in table.fields}


def _row_to_facts(field: DataField, values: Any) -> ColumnFacts:
    facts: dict[str, Any] = {"filled": next(values)}
    names = {
        "string": ("bytes", "total_bytes", "characters", "empty_texts", "padded_texts", "unusual"),
        "integer": ("low", "high"),
        "number": ("low", "high", "unusual"),
        "date": ("low", "high"),
        "boolean": (),
    }[field.type]
    for name in names:
        value = next(values)
        facts[name] = value if name in ("low", "high") else value or 0
    if field.categories:
        facts["unlisted"] = next(values)
    return ColumnFacts(**facts)
