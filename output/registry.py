"""The registry of fields: what every column of the dataset is called, holds and means.

Schema, codebook, data package and documentation are all made from it.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from extract.forms import FormCell, load_forms
from normalize.crosswalk import HarmonisedField, harmonised_fields
from normalize.naming import cell_to_column

FieldType = Literal["string", "integer", "number", "boolean", "date", "binary"]


@dataclass(frozen=True, slots=True)
class Category:
    """One value that a field may take, with its meaning."""

    value: str
    label_en: str
    label_zh: str


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A cell as one edition of the form prints it."""

    form: str
    label: str
    label_en: str
    unit: str
    identities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DataField:
    """One column of a table.

    Attributes:
        name: column name; at most 32 ASCII letters, digits and underscores.
        type: type of its values.
        unit: empty where it has none.
        label_en, label_zh: short names for a person.
        description_en, description_zh: what it holds and what an empty value means.
        required: never empty.
        categories: the only values it may take; empty where it is free.
        cell: canonical cell id for the columns of the panel that hold cells; else empty.
        printed: how each form that has the cell prints it.
    """

    name: str
    type: FieldType
    unit: str
    label_en: str
    label_zh: str
    description_en: str
    description_zh: str
    required: bool = False
    categories: tuple[Category, ...] = ()
    cell: str = ""
    printed: tuple[PrintedCell, ...] = ()


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A field whose values stand in a field of another table."""

    field: str
    table: str
    reference: str


@dataclass(frozen=True, slots=True)
class DataTable:
    """One table of the dataset: its fields in order and its keys."""

    name: str
    title_en: str
    title_zh: str
    description_en: str
    description_zh: str
    fields: tuple[DataField, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]

    @property
    def field_names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(field.name for field in self.fields)


@cache
def load_tables() -> dict[str, DataTable]:
    """All tables of the dataset by name, in the order they are described.

    >>> list(load_tables())[:5]
    ['documents', 'reports', 'versions', 'differences', 'similar_documents']
    >>> load_tables()["panel"].primary_key
    ('report_id',)
    """
    registry = _registry()
    return {name: _entry_to_table(name, entry, registry["fields"]) for name, entry in registry["tables"].items()}


@cache
def load_read_tables() -> dict[str, tuple[DataField, ...]]:
    """The fields of the tables that reading documents gives, by name: what the dataset is put together from.

    >>> [field.name for field in load_read_tables()["parts"]][:3]
    ['number', 'part', 'value']
    """
    registry = _registry()
    tables = {
        name: tuple(_entry_to_field(field, registry["fields"][field], required=False) for field in entry["fields"])
        for name, entry in registry["read"].items()
    }
    return tables | {name: tuple(cell_fields().values()) for name in ("printed_panel", "usable_panel")}


def _registry() -> dict[str, Any]:
    return tomllib.loads(resources.files("output").joinpath("fields.toml").read_text(encoding="utf-8"))


@cache
def cell_fields() -> dict[str, DataField]:
    """The column of the panel for every cell of every form, by canonical cell id, in the order of the newest form.

    >>> cell_fields()["requests.granted.total"].name
    'req_granted_total'
    """
    printed: dict[str, list[tuple[str, FormCell]]] = defaultdict(list)
    identities: dict[tuple[str, str], list[str]] = defaultdict(list)
    for form in reversed(load_forms().values()):
        for cell in form.cells:
            printed[cell.cell].append((form.id, cell))
        for identity in form.identities:
            for cell_id in identity.cells:
                identities[form.id, cell_id].append(identity.id)
    tables = list(dict.fromkeys(cell.split(".")[0] for cell in printed))
    ordered = sorted(printed, key=lambda cell: tables.index(cell.split(".")[0]))
    return {
        cell: _printed_to_field(
            cell,
            tuple(
                PrintedCell(form, entry.label, entry.label_en, entry.unit, tuple(identities[form, cell]))
                for form, entry in printed[cell]
            ),
            "number" if any(entry.kind == "amount" for _, entry in printed[cell]) else "integer",
        )
        for cell in ordered
    }


def _printed_to_field(cell: str, printed: tuple[PrintedCell, ...], kind: FieldType) -> DataField:
    newest = printed[0]
    forms = ", ".join(sorted(entry.form for entry in printed))
    return DataField(
        name=cell_to_column(cell),
        type=kind,
        unit=newest.unit,
        label_en=newest.label_en,
        label_zh=newest.label,
        description_en=f"Cell {cell} as printed, forms {forms}; empty unless a number is printed.",
        description_zh=f"单元格 {cell} 印出的数字，表式 {forms}；未印出数字时为空。",
        cell=cell,
        printed=printed,
    )


def _harmonised_to_field(field: HarmonisedField) -> DataField:
    """The column of a quantity over the forms, labelled as the form that prints it in one cell does."""
    single = next(cells[0] for _, cells in sorted(field.cells.items(), reverse=True) if len(cells) == 1)
    cell = cell_fields()[single]
    used = "; ".join(f"{form}: {' + '.join(cells)}" for form, cells in sorted(field.cells.items()))
    return DataField(
        name=field.name,
        type=cell.type,
        unit=cell.unit,
        label_en=cell.label_en,
        label_zh=cell.label_zh,
        description_en=f"Final value, comparability {field.comparability} ({used}). {field.note_en}",
        description_zh=f"最终数值，可比性 {field.comparability}（{used}）。{field.note_zh}",
    )


def _entry_to_table(name: str, entry: dict[str, Any], fields: dict[str, dict[str, Any]]) -> DataTable:
    own = entry.get("own", {})
    columns = [
        _entry_to_field(field, fields[field] | own.get(field, {}), required=field in entry["required"])
        for field in entry["fields"]
    ]
    if name == "panel":
        columns += cell_fields().values()
    if name == "harmonised":
        columns += [_harmonised_to_field(field) for field in harmonised_fields()]
    return DataTable(
        name=name,
        title_en=entry["title_en"],
        title_zh=entry["title_zh"],
        description_en=entry["description_en"],
        description_zh=entry["description_zh"],
        fields=tuple(columns),
        primary_key=tuple(entry["primary_key"]),
        foreign_keys=tuple(ForeignKey(**key) for key in entry.get("foreign_keys", [])),
    )


def _entry_to_field(name: str, entry: dict[str, Any], *, required: bool) -> DataField:
    return DataField(
        name=name,
        type=entry["type"],
        unit=entry.get("unit", ""),
        label_en=entry["label_en"],
        label_zh=entry["label_zh"],
        description_en=entry["description_en"],
        description_zh=entry["description_zh"],
        required=required,
        categories=tuple(Category(value, *labels) for value, labels in entry.get("enum", {}).items()),
    )
