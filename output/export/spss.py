"""SPSS: one .sav file for each table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from extract.errors import OutputError
from output.export.column_facts import ColumnFacts
from output.export.dataset import Dataset, StoredTable
from output.export.storage import Kind, column_to_texts, field_to_kind, field_to_label, fitting, storage_notes
from output.registry import DataField

MOST_TEXT: Final = 32_767
"""Bytes of a text variable; a longer text goes on in another variable."""

MOST_MEMORY: Final = 4 << 30
"""Bytes that writing one table may take: the library that writes .sav holds a table as Python objects."""

_CELL_MEMORY: Final = 48
"""Bytes that a cell takes while it is written, measured; a text takes four times its UTF-8 on top."""

_LABEL: Final = 250
"""Bytes of the label of a variable; SPSS allows 256."""

_VALUE_LABEL: Final = 120
_FILE_LABEL: Final = 64
_NOTE_LINE: Final = 80

_RESERVED: Final = frozenset("ALL AND BY EQ GE GT LE LT NE NOT OR TO WITH".split())

_DAYS: Final = 141_428
"""From 1582-10-14, where SPSS counts its seconds from, to 1970-01-01, where Arrow counts its days from."""

_STAMP_PLACE: Final = 92
"""Where the header of a .sav file has the day (9 bytes) and time (8) at which it was written."""

Written = tuple[DataField, Kind, int]
"""A field, how it is stored, and over how many variables."""


def write_spss(dataset: Dataset, folder: Path) -> list[str]:
    """Write ``<table>.sav`` for every table, with labels in both languages, value labels and measures.

    A text of more than 32,767 bytes goes on in ``<name>_2`` and so on: joined they are the whole text.

    Returns:
        what a user has to know of columns that could not be stored as they are.

    Raises:
        OutputError: a table is too large for memory; see :data:`MOST_MEMORY`.
    """
    for table in dataset.tables.values():
        _refuse_too_large(table)
    folder.mkdir()
    notes = []
    for table in dataset.tables.values():
        found = list(_table_to_notes(table))
        _write_table(dataset, table, folder / f"{table.name}.sav", found)
        notes += [f"{table.name}.sav: {note}" for note in found]
    return notes


def _refuse_too_large(table: StoredTable) -> None:
    fields = table.definition.fields
    texts = sum(table.facts[field.name].total_bytes for field in fields)
    size = _CELL_MEMORY * table.row_count * len(fields) + 4 * texts
    if size > MOST_MEMORY:
        raise OutputError(
            expected=f"a table that takes at most {MOST_MEMORY >> 20} MB of memory to write for SPSS",
            found=f"{table.name}, which takes {size >> 20} MB ({table.row_count} rows)",
            where=str(table.path),
            advice="name smaller tables with --tables, or export to duckdb, parquet or stata",
        )


def _table_to_notes(table: StoredTable) -> Iterator[str]:
    for field in table.definition.fields:
        facts = table.facts[field.name]
        yield from storage_notes(field, facts)
        if facts.padded_texts:
            yield f"{field.name} loses the spaces at the end of {facts.padded_texts} texts: SPSS pads texts with spaces"
        if (parts := _parts(facts)) > 1:
            yield f"{field.name} goes on in {', '.join(_part_names(field, parts)[1:])}: join them for the whole text"


def _parts(facts: ColumnFacts) -> int:
    # A part may end up to three bytes early, so as not to cut a character.
    return 1 if facts.bytes <= MOST_TEXT else -(-facts.bytes // (MOST_TEXT - 3))


def _part_names(field: DataField, parts: int) -> list[str]:
    first = f"{field.name}_" if field.name.upper() in _RESERVED else field.name
    return [first, *(f"{field.name}_{number}" for number in range(2, parts + 1))]


def _write_table(dataset: Dataset, table: StoredTable, path: Path, notes: list[str]) -> None:
    import pyreadstat

    definition = table.definition
    written: list[Written] = [
        (field, field_to_kind(field, table.facts[field.name]), _parts(table.facts[field.name]))
        for field in definition.fields
    ]
    variables = [(name, field, kind) for field, kind, parts in written for name in _part_names(field, parts)]
    said = [
        f"{definition.title_en}. {definition.description_en}",
        f"{definition.title_zh}。{definition.description_zh}",
        dataset.origin,
        f"sha256 of the dataset's values: {dataset.content_hash}",
        *notes,
    ]
    pyreadstat.write_sav(
        _table_to_frame(table, written),
        path,
        file_label=fitting(f"{dataset.edition}: {definition.title_en}", 64, _FILE_LABEL),
        column_labels={name: field_to_label(field, _LABEL, _LABEL) for name, field, _ in variables},
        row_compress=True,
        note=[line for text in said for line in text_to_parts(text, _NOTE_LINE)],
        variable_value_labels={
            name: labels for name, field, kind in variables if (labels := _value_labels(field, kind))
        },
        variable_measure={
            name: "scale" if kind in ("integer", "number", "date") else "nominal" for name, _, kind in variables
        },
        variable_format={name: text for name, _, kind in variables if (text := _format(kind))},
    )
    _set_time(path, dataset)


def _table_to_frame(table: StoredTable, written: list[Written]) -> pd.DataFrame:
    batches = list(table.batches())
    columns: dict[str, Any] = {}
    for field, kind, parts in written:
        pieces = [_column_to_array(batch.column(field.name), kind) for batch in batches]
        column = np.concatenate(pieces) if pieces else np.array([], dtype=float if _is_numeric(kind) else object)
        names = _part_names(field, parts)
        if parts == 1:
            columns[names[0]] = column
        else:
            cut = [text_to_parts(text or "", MOST_TEXT) for text in column]
            for number, name in enumerate(names):
                columns[name] = np.array([part[number] if number < len(part) else None for part in cut], dtype=object)
    return pd.DataFrame({name: pd.Series(column, dtype=column.dtype) for name, column in columns.items()})


def _is_numeric(kind: Kind) -> bool:
    return kind in ("integer", "number", "boolean", "date")


def _column_to_array(column: pa.Array, kind: Kind) -> np.ndarray[Any, Any]:
    array: np.ndarray[Any, Any]
    if kind == "date":
        column = pc.multiply(pc.add(column.cast(pa.int32()).cast(pa.int64()), _DAYS), 86_400)
    if _is_numeric(kind):
        # Exact, for the facts of the column were looked at before its kind was chosen.
        array = column.cast(pa.float64()).to_numpy(zero_copy_only=False)
        return array
    array = np.empty(len(column), dtype=object)
    array[:] = column_to_texts(column).to_pylist()
    return array


def _value_labels(field: DataField, kind: Kind) -> dict[Any, str]:
    if kind == "boolean":
        return {0: "no · 否", 1: "yes · 是"}
    if kind != "category":
        return {}
    labels = {entry.value: f"{entry.label_en} · {entry.label_zh}" for entry in field.categories}
    return {value: fitting(label, _VALUE_LABEL, _VALUE_LABEL) for value, label in labels.items()}


def _format(kind: Kind) -> str:
    return {"integer": "F12.0", "boolean": "F1.0", "number": "F16.4", "date": "SDATE10"}.get(kind, "")


def text_to_parts(text: str, size: int) -> list[str]:
    """A text cut into parts of at most ``size`` bytes of UTF-8, between characters; joined they are the text.

    >>> text_to_parts("公开abc", 4), text_to_parts("", 4)
    (['公', '开a', 'bc'], [])
    """
    parts = []
    data = text.encode()
    while data:
        end = min(size, len(data))
        while end < len(data) and data[end] & 0b1100_0000 == 0b1000_0000:
            end -= 1
        parts.append(data[:end].decode())
        data = data[end:]
    return parts


def _set_time(path: Path, dataset: Dataset) -> None:
    date = dataset.newest_date
    month = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()[date.month - 1]
    with path.open("r+b") as file:
        file.seek(_STAMP_PLACE)
        file.write(f"{date.day:02} {month} {date.year % 100:02}00:00:00".encode())
