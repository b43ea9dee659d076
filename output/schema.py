"""Arrow schemas made from the registry of fields."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from output.registry import DataField, DataTable

ARROW_TYPES: dict[str, pa.DataType] = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "binary": pa.binary(),
}


def table_to_schema(table: DataTable, metadata: Mapping[str, str] | None = None) -> pa.Schema:
    """The Arrow schema of one table: labels and units as metadata of the fields, ``metadata`` of the table.

    >>> from output.registry import load_tables
    >>> table_to_schema(load_tables()["reports"]).field("year").metadata[b"label_zh"].decode()
    '报告年度'
    """
    return pa.schema([_field_to_arrow(field) for field in table.fields], metadata=dict(metadata or {}))


def _field_to_arrow(field: DataField) -> pa.Field:
    metadata = {
        "label_en": field.label_en,
        "label_zh": field.label_zh,
        "unit": field.unit,
        "description_en": field.description_en,
        "description_zh": field.description_zh,
    }
    if field.cell:
        metadata["cell"] = field.cell
    return pa.field(field.name, ARROW_TYPES[field.type], nullable=not field.required, metadata=metadata)
