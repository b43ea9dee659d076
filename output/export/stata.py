"""Stata: one .dta file (format 118, Stata 14 and later) for each table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from output.export.column_facts import ColumnFacts
from output.export.dataset import Dataset, StoredTable
from output.export.stata_file import MOST_LABEL, MOST_NUMBER, MOST_TEXT, StataFile, Variable, range_to_type
from output.export.storage import Kind, column_to_texts, field_to_kind, field_to_label, fitting, storage_notes
from output.registry import DataField

_DAYS: Final = 3653
"""From 1960-01-01, where Stata counts from, to 1970-01-01, where Arrow does."""

_LABEL_BYTES: Final = 4 * MOST_LABEL

_YES_NO: Final = {"en": {0: "no", 1: "yes"}, "zh": {0: "否", 1: "是"}}

_RESERVED: Final = frozenset(
    "_all _b byte _coef _cons double float if in int long _n _N _pi _pred _rc _skip strL using with".split()
)
"""Names that Stata keeps for itself; names of its text types, str and a number, too."""


def write_stata(dataset: Dataset, folder: Path) -> list[str]:
    """Write ``<table>.dta`` for every table.

    Categories are whole numbers with the value itself as English label and its meaning as Chinese one; labels in
    Chinese are there for ``label language zh``. What does not fit into a label stands in the notes of its variable.

    Returns:
        what a user has to know of columns that could not be stored as they are.
    """
    folder.mkdir()
    notes = []
    for table in dataset.tables.values():
        found = [note for field in table.definition.fields for note in storage_notes(field, table_facts(table, field))]
        _write_table(dataset, table, folder / f"{table.name}.dta", found)
        notes += [f"{table.name}.dta: {note}" for note in found]
    return notes


def table_facts(table: StoredTable, field: DataField) -> ColumnFacts:
    """What a column holds; numbers beyond Stata's largest count as unusual, so that they are stored as text."""
    facts = table.facts[field.name]
    if field.type == "number" and facts.high is not None and max(abs(facts.low), abs(facts.high)) > MOST_NUMBER:
        return ColumnFacts(facts.filled, facts.low, facts.high, unusual=1)
    return facts


def _write_table(dataset: Dataset, table: StoredTable, path: Path, notes: list[str]) -> None:
    definition = table.definition
    fields = [(field, field_to_kind(field, table_facts(table, field))) for field in definition.fields]
    variables = [_field_to_variable(field, kind, table.facts[field.name]) for field, kind in fields]
    value_labels: dict[str, Mapping[int, str]] = {}
    for field, kind in fields:
        if kind in ("category", "boolean"):
            value_labels |= {_label_name(field, language): _value_texts(field, language) for language in ("en", "zh")}
    said = [
        f"{definition.title_en}. {definition.description_en}",
        f"{definition.title_zh}。{definition.description_zh}",
        dataset.origin,
        f"sha256 of the dataset's values: {dataset.content_hash}",
        *notes,
    ]
    languages = {
        "_lang_list": "en zh",
        "_lang_c": "en",
        "_lang_v_zh": fitting(definition.title_zh, MOST_LABEL, _LABEL_BYTES),
    }
    with StataFile(
        path,
        variables,
        table.row_count,
        label=fitting(f"{dataset.edition}: {definition.title_en}", MOST_LABEL, _LABEL_BYTES),
        date=dataset.newest_date,
        value_labels=value_labels,
        characteristics=languages | _notes(said),
    ) as file:
        for batch in table.batches():
            columns = [
                _column_to_array(batch.column(field.name), field, kind, variable)
                for (field, kind), variable in zip(fields, variables, strict=True)
            ]
            missing = [batch.column(field.name).is_null().to_numpy(zero_copy_only=False) for field, _ in fields]
            file.write(columns, missing)


def _field_to_variable(field: DataField, kind: Kind, facts: ColumnFacts) -> Variable:
    reserved = field.name in _RESERVED or (field.name.startswith("str") and field.name[3:].isdigit())
    labelled = kind in ("category", "boolean")
    type_, format_ = _type_and_format(field, kind, facts)
    said = [f"{field.label_en}. {field.description_en}", f"{field.label_zh}。{field.description_zh}"]
    if field.unit:
        said.append(f"unit: {field.unit}")
    said += [f"{entry.value}: {entry.label_en} · {entry.label_zh}" for entry in field.categories]
    said += [f"printed in form {entry.form} as: {entry.label}" for entry in field.printed]
    chinese = {"_lang_v_zh": fitting(field.label_zh, MOST_LABEL, _LABEL_BYTES)}
    if labelled:
        chinese["_lang_l_zh"] = _label_name(field, "zh")
    return Variable(
        name=f"{field.name}_" if reserved else field.name,
        type=type_,
        format=format_,
        label=field_to_label(field, MOST_LABEL, _LABEL_BYTES),
        value_label=_label_name(field, "en") if labelled else "",
        characteristics=chinese | _notes(said),
    )


def _type_and_format(field: DataField, kind: Kind, facts: ColumnFacts) -> tuple[str, str]:
    if kind == "text":
        # Digits of a number that is stored as text take at most 24 characters.
        size = facts.bytes if field.type == "string" else 24
        return ("strL", "%9s") if size > MOST_TEXT else (f"str{max(size, 1)}", f"%-{min(max(size, 9), 40)}s")
    if kind == "category":
        return range_to_type(0, len(field.categories)), "%24.0g"
    if kind == "boolean":
        return "byte", "%8.0g"
    if kind == "date":
        return "long", "%tdCCYY-NN-DD"
    if kind == "number":
        return "double", "%12.0g"
    return (range_to_type(facts.low, facts.high) if facts.filled else "byte"), "%12.0g"


def _label_name(field: DataField, language: str) -> str:
    """Name of the labels of a field's values, at most 32 characters."""
    return field.name if language == "en" else f"{field.name[:29]}_{language}"


def _value_texts(field: DataField, language: str) -> Mapping[int, str]:
    if not field.categories:
        return _YES_NO[language]
    return {
        number: entry.value if language == "en" else entry.label_zh
        for number, entry in enumerate(field.categories, start=1)
    }


def _notes(texts: list[str]) -> dict[str, str]:
    """Stata's notes: their number, then each of them."""
    return {"note0": str(len(texts))} | {f"note{number}": text for number, text in enumerate(texts, start=1)}


def _column_to_array(column: pa.Array, field: DataField, kind: Kind, variable: Variable) -> npt.NDArray[np.generic]:
    if kind == "text":
        texts = column_to_texts(column).cast(pa.binary()).fill_null(b"")
        return np.asarray(texts.to_numpy(zero_copy_only=False), dtype=object if variable.type == "strL" else bytes)
    if kind == "category":
        values = pa.array([entry.value for entry in field.categories], pa.string())
        column = pc.add(pc.index_in(column, values), 1)
    elif kind == "date":
        column = pc.add(column.cast(pa.int32()), _DAYS)
    elif kind == "boolean":
        column = column.cast(pa.int8())
    array: npt.NDArray[np.generic] = column.fill_null(0).to_numpy(zero_copy_only=False)
    return array
