"""What a table of a dataset holds, in the shape in which readers of other formats give it back."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from typing import Any

import pyarrow.parquet as pq

from output.export.dataset import StoredTable
from output.export.storage import field_to_kind


def expected_columns(table: StoredTable, *, missing_text: str | None = "", padded: bool = True) -> dict[str, list[Any]]:
    """The columns of a table by name, read from its Parquet file.

    Args:
        table: of a dataset.
        missing_text: what stands for a missing text in the format; None where it can tell.
        padded: whether the format keeps spaces at the end of a text.
    """
    columns: dict[str, list[Any]] = pq.read_table(table.path).to_pydict()
    for field in table.definition.fields:
        kind = field_to_kind(field, table.facts[field.name])
        if kind in ("text", "category"):
            texts = [value if value is None else str(value) for value in columns[field.name]]
            texts = [text if padded or text is None else text.rstrip(" ") for text in texts]
            columns[field.name] = [missing_text if not text and missing_text is not None else text for text in texts]
    return columns


def given_columns(columns: dict[str, Any]) -> dict[str, list[Any]]:
    """Columns of a frame as plain Python: missing as None, dates as dates, yes and no as truth."""
    return {name: [_plain(value) for value in column] for name, column in columns.items()}


def _plain(value: Any) -> Any:
    if value is None or (isinstance(value, float) and math.isnan(value)) or str(value) in ("NaT", "<NA>"):
        return None
    if hasattr(value, "to_pydatetime"):
        value = value.to_pydatetime()
    if isinstance(value, datetime.datetime):
        return value.date()
    return value.item() if hasattr(value, "item") else value


def assert_same(given: dict[str, list[Any]], expected: dict[str, list[Any]], where: str) -> None:
    """Every cell is the same; a difference is shown with its place."""
    assert list(given) == list(expected), where
    for name, column in expected.items():
        assert len(given[name]) == len(column), f"{where}.{name}"
        for row, (value, wanted) in enumerate(zip(given[name], column, strict=True)):
            assert value == wanted and (value is None) == (wanted is None), (
                f"{where}.{name} row {row}: {value!r} for {wanted!r}"
            )


def without_labels(column: Sequence[Any], table: StoredTable, name: str) -> list[Any]:
    """A column whose yes and no, where it has them, are truth values again."""
    field = next(field for field in table.definition.fields if field.name == name)
    if field.type == "boolean":
        return [{"yes": True, "no": False, 1.0: True, 0.0: False}.get(value) for value in column]
    return list(column)
