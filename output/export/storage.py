"""How a column is stored in a format whose numbers are doubles, and what its labels look like within limits."""

from __future__ import annotations

from typing import Final, Literal

import pyarrow as pa

from output.export.column_facts import ColumnFacts
from output.registry import DataField

Kind = Literal["category", "text", "integer", "number", "boolean", "date"]
"""What a column is for a statistics program; a category is a text with few known values."""

ELLIPSIS: Final = "…"
"""Ends a label that was cut."""


def field_to_kind(field: DataField, facts: ColumnFacts) -> Kind:
    """How to store a column so that no value changes.

    Numbers that no double holds exactly make it a text, as does a value that is none of the field's categories.

    >>> count = DataField("cells", "integer", "", "Cells", "单元格", "", "")
    >>> field_to_kind(count, ColumnFacts(2, 0, 2**53)), field_to_kind(count, ColumnFacts(2, 0, 2**53 + 1))
    ('integer', 'text')
    """
    if field.type == "string":
        return "category" if field.categories and not facts.unlisted else "text"
    if field.type == "binary":
        raise ValueError(f"the field {field.name} holds bytes, which no table of a dataset does")
    if field.type in ("integer", "number") and not facts.is_exact:
        return "text"
    return field.type


def column_to_texts(column: pa.Array) -> pa.Array:
    """A column as text: text as it is, numbers by their shortest digits that read back as the same number.

    >>> column_to_texts(pa.array([2**63 - 1, None])).to_pylist(), column_to_texts(pa.array([0.1])).to_pylist()
    (['9223372036854775807', None], ['0.1'])
    """
    if pa.types.is_floating(column.type):
        return pa.array([None if value is None else repr(value) for value in column.to_pylist()], pa.string())
    return column.cast(pa.string())


def storage_notes(field: DataField, facts: ColumnFacts) -> list[str]:
    """What a user has to know of a column that could not be stored as it is; mostly nothing."""
    notes = []
    if field.type in ("integer", "number") and not facts.is_exact:
        notes.append(f"{field.name} is stored as text: it holds numbers that the format cannot store exactly")
    if field.categories and facts.unlisted:
        notes.append(f"{field.name} is stored as plain text: it holds values without a label")
    if facts.empty_texts and field.type == "string":
        notes.append(
            f"{field.name} holds {facts.empty_texts} texts of no characters, which cannot be told from missing ones"
        )
    return notes


def field_to_label(field: DataField, characters: int, size: int) -> str:
    """A label in both languages if they fit, else in English, cut where it has to be.

    Args:
        field: the field to name.
        characters: how many the format allows.
        size: bytes of UTF-8 that the format allows.

    >>> field_to_label(DataField("year", "integer", "", "Fiscal year", "报告年度", "", ""), 80, 320)
    'Fiscal year · 报告年度'
    """
    both = f"{field.label_en} · {field.label_zh}"
    return both if len(both) <= characters and len(both.encode()) <= size else fitting(field.label_en, characters, size)


def fitting(text: str, characters: int, size: int) -> str:
    """A text within limits: cut between characters, never inside one, and marked where it was.

    >>> fitting("受理申请数", 4, 320), fitting("受理申请数", 80, 12), fitting("申请", 4, 12)
    ('受理申…', '受理申…', '申请')
    """
    if len(text) <= characters and len(text.encode()) <= size:
        return text
    text = text[: characters - len(ELLIPSIS)]
    while len((text + ELLIPSIS).encode()) > size:
        text = text[:-1]
    return text + ELLIPSIS
