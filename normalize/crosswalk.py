"""Which cells of the forms measure the same thing, and how nearly: the crosswalk, read from its file and checked."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any, Final, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from extract.errors import FormError
from extract.forms import Form, load_forms
from normalize.naming import MAX_NAME, cell_to_column

Comparability = Literal["same", "close", "approximate", "not_comparable"]
"""``same``: identical label and unit. ``close``: the same quantity, worded or cut up otherwise. ``approximate``:
overlapping definitions. ``not_comparable``: no counterpart, or one that measures another thing."""

ORDER: Final[tuple[Comparability, ...]] = ("same", "close", "approximate", "not_comparable")
"""From the best class to the worst."""

OFFERED: Final = frozenset({"same", "close"})
"""The classes whose fields may stand in one column over both forms."""


class HarmonisedField(NamedTuple):
    """One quantity over the forms.

    Attributes:
        name: ASCII, at most 32 characters; for offered fields the column of the table ``harmonised``.
        comparability: see :data:`Comparability`.
        cells: by form id, the cells that add up to it; a form without the quantity is missing.
        note_en, note_zh: what a user has to know.
    """

    name: str
    comparability: Comparability
    cells: dict[str, tuple[str, ...]]
    note_en: str
    note_zh: str

    @property
    def offered(self) -> bool:
        """Whether it is a column of ``harmonised``."""
        return self.comparability in OFFERED


class CrosswalkRow(NamedTuple):
    """One cell of one form in the crosswalk; a row of the table ``crosswalk``."""

    form: str
    cell: str
    harmonised_field: str | None
    comparability: Comparability
    note_en: str
    note_zh: str


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    comparability: Comparability
    field: str = ""
    rows: tuple[str, ...] = ("",)
    columns: tuple[str, ...] = ("",)
    cells: dict[str, tuple[str, ...]]
    note_en: str
    note_zh: str


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    entries: tuple[_Entry, ...]


@cache
def load_crosswalk() -> dict[str, HarmonisedField]:
    """The crosswalk that ships with the package: every field by name, in the order of its file.

    >>> field = load_crosswalk()["req_other_total"]
    >>> field.comparability, field.cells["2019"]
    ('close', ('requests.other.total',))
    >>> [part.split(".")[1] for part in field.cells["2021"]]
    ['other_no_correction', 'other_fee_unpaid', 'other_remaining']
    """
    text = resources.files("normalize").joinpath("crosswalk.toml").read_text(encoding="utf-8")
    return text_to_crosswalk(text, load_forms(), "crosswalk.toml")


def text_to_crosswalk(text: str, forms: Mapping[str, Form], name: str) -> dict[str, HarmonisedField]:
    """A crosswalk from the text of its file.

    Raises:
        FormError: the text is no TOML, an entry has an unknown key or class, a cell is not of the form that it is
            given for, a cell is named twice or not at all, or a field's name is taken or too long.
    """
    try:
        entries = _File.model_validate(tomllib.loads(text)).entries
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise _refusal("entries with comparability, cells and notes", str(error), name) from error
    fields: dict[str, HarmonisedField] = {}
    for entry in entries:
        for field in _entry_to_fields(entry, name):
            if field.name in fields or not field.name.isascii() or len(field.name) > MAX_NAME:
                raise _refusal(f"names of their own, ASCII, up to {MAX_NAME} characters", field.name, name)
            fields[field.name] = field
    _check_cells(fields, forms, name)
    return fields


def _entry_to_fields(entry: _Entry, name: str) -> Iterator[HarmonisedField]:
    for row in entry.rows:
        for column in entry.columns:
            put = {"row": row, "column": column}
            cells = {form: tuple(_filled(cell, put, name) for cell in given) for form, given in entry.cells.items()}
            named = {cell for given in cells.values() for cell in given}
            if entry.field:
                # Filled as the name of a cell's column is made, so that both abbreviate alike.
                own = _filled(entry.field, {"row": row, "column": cell_to_column(f"..{column}")[2:]}, name)
            elif len(named) == 1:
                own = cell_to_column(named.pop())
            else:
                raise _refusal("a field for an entry with several cells", ", ".join(sorted(named)) or "none", name)
            yield HarmonisedField(own, entry.comparability, cells, entry.note_en, entry.note_zh)


def _filled(template: str, put: Mapping[str, Any], name: str) -> str:
    try:
        return template.format(**put)
    except (KeyError, IndexError, ValueError) as error:
        raise _refusal("only {row} and {column} in braces", template, name) from error


def _check_cells(fields: Mapping[str, HarmonisedField], forms: Mapping[str, Form], name: str) -> None:
    left = {(form.id, cell.cell) for form in forms.values() for cell in form.cells}
    for field in fields.values():
        for form, cells in field.cells.items():
            for cell in cells:
                if (form, cell) not in left:
                    raise _refusal("each cell of a form once", f"{cell} for form {form}", f"{name}, {field.name}")
                left.discard((form, cell))
        if field.offered and set(field.cells) != set(forms):
            raise _refusal(f"cells of every form for class {field.comparability}", ", ".join(field.cells), field.name)
    if left:
        missing = ", ".join(f"{cell} ({form})" for form, cell in sorted(left))
        raise _refusal("every cell of every form", f"nothing on {missing}", name)


def _refusal(expected: str, found: str, where: str) -> FormError:
    return FormError(expected=expected, found=found, where=where, advice="correct the crosswalk")


@cache
def cell_comparability() -> dict[str, Comparability]:
    """The class of each cell; a cell that both forms have under one id has one class."""
    return {
        cell: field.comparability
        for field in load_crosswalk().values()
        for cells in field.cells.values()
        for cell in cells
    }


def crosswalk_rows() -> list[CrosswalkRow]:
    """The table ``crosswalk``: every cell of every form, by form, in the form's order."""
    rows = {
        (form, cell): CrosswalkRow(
            form, cell, field.name if field.offered else None, field.comparability, field.note_en, field.note_zh
        )
        for field in load_crosswalk().values()
        for form, cells in field.cells.items()
        for cell in cells
    }
    return [rows[form.id, cell.cell] for form in load_forms().values() for cell in form.cells]


def harmonised_fields() -> tuple[HarmonisedField, ...]:
    """The columns of the table ``harmonised`` that hold quantities, in order."""
    return tuple(field for field in load_crosswalk().values() if field.offered)


def field_sql(field: HarmonisedField) -> str:
    """A field as an SQL expression over the columns of ``final_panel``; NULL where any addend is NULL.

    The newest form goes first. Where it lacks a cell the older one may have it: a table of the 2021 form that
    prints one row for all other handling is laid out as that of 2019.

    >>> field_sql(load_crosswalk()["req_new_total"])
    'req_new_total'
    """
    sums = {" + ".join(map(cell_to_column, field.cells[form])): None for form in sorted(field.cells, reverse=True)}
    return next(iter(sums)) if len(sums) == 1 else f"coalesce({', '.join(sums)})"


def harmonised_sql() -> str:
    """The query that gives the table ``harmonised`` from ``final_panel``: its keys and every offered field."""
    keys = ("report_id", "agency_id", "year", "scope", "form_proactive", "form_requests", "form_disputes")
    columns = [*keys, *(f"{field_sql(field)} AS {field.name}" for field in harmonised_fields())]
    return f"SELECT {', '.join(columns)} FROM final_panel"
