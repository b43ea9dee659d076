"""The official forms as data: tables, printed labels, cells and identities of each edition."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from pydantic import ValidationError

from extract.errors import FormError
from extract.forms.layout import FormFile, Heading, IdentityEntry, TableEntry

CellKind = Literal["count", "amount", "change"]
"""``count``: whole and not negative. ``amount``: money, decimals allowed. ``change``: whole, may be negative."""


@dataclass(frozen=True, slots=True)
class Label:
    """A row or a column of a form.

    Attributes:
        id: part of the canonical cell id.
        label: as printed, line ends and spaces cut.
        variants: other wordings seen in real reports.
        groups: labels above it, outermost first.
        label_en: in English.
        unit: None where the block's unit holds.
        kind: kind of the numbers.
    """

    id: str
    label: str
    variants: tuple[str, ...]
    groups: tuple[str, ...]
    label_en: str
    unit: str | None
    kind: CellKind


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a table with heads of its own: rows crossed with columns."""

    heading: str
    unit: str
    columns: tuple[Label, ...]
    rows: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class FormCell:
    """One cell of a form.

    Attributes:
        cell: canonical id, ``<table>.<row>.<column>``.
        table, row, column: its three parts.
        label: printed labels, groups first: ``三、… / （三）不予公开 / 1.属于国家秘密 | 自然人``.
        label_en: the same in English.
        unit: as the form prints it, or the natural one for counts; empty where the cell itself carries it.
        kind: kind of number.
    """

    cell: str
    table: str
    row: str
    column: str
    label: str
    label_en: str
    unit: str
    kind: CellKind


@dataclass(frozen=True, slots=True)
class Table:
    """One statutory table of a form; ``layout`` is ``rows``, or ``one_row`` where the rows stand side by side."""

    id: str
    part: str
    heading: str
    label_en: str
    layout: Literal["rows", "one_row"]
    corner: str
    blocks: tuple[Block, ...]
    cells: tuple[FormCell, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """One identity on concrete cells.

    Attributes:
        id: stable id of the check, such as ``requests.balance.total``.
        code: ``I1`` to ``I4``, ``I7``.
        kind: ``official`` (printed on the form), ``structural`` or ``type``.
        table: table whose cells it relates.
        left, right: canonical cell ids; both sides' sums are equal. For kind ``type`` the right side is empty.
        label_en, label_zh: what it says.
    """

    id: str
    code: str
    kind: Literal["official", "structural", "type"]
    table: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    label_en: str
    label_zh: str

    @property
    def cells(self) -> tuple[str, ...]:
        """All its cells, left side first."""
        return self.left + self.right


@dataclass(frozen=True, slots=True)
class Form:
    """One edition of the report form.

    Attributes:
        id: ``2019``, ``2021``.
        notice: number of the notice that prescribes it.
        first_year, last_year: fiscal years in force; last_year is None while it still is.
        tables: in the order of the report.
        cells: of all tables.
        identities: on concrete cells, by table.
    """

    id: str
    label_en: str
    label_zh: str
    notice: str
    first_year: int
    last_year: int | None
    tables: tuple[Table, ...]
    cells: tuple[FormCell, ...]
    identities: tuple[Identity, ...]

    @property
    def table_ids(self) -> tuple[str, ...]:
        """Ids of its tables, in the order of the report."""
        return tuple(table.id for table in self.tables)

    def table(self, table_id: str) -> Table:
        """The table of that id.

        Raises:
            KeyError: this form has no such table.
        """
        for table in self.tables:
            if table.id == table_id:
                return table
        raise KeyError(table_id)

    def identities_of(self, table_id: str) -> tuple[Identity, ...]:
        """The identities on the cells of one table."""
        return tuple(identity for identity in self.identities if identity.table == table_id)

    def in_force(self, year: int) -> bool:
        """Whether reports on that fiscal year are to follow this form."""
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)


@cache
def load_forms() -> dict[str, Form]:
    """All forms that ship with the package, by id, oldest first.

    >>> [(form.id, len(form.cells), form.notice) for form in load_forms().values()]
    [('2019', 198, '国办公开办函〔2019〕60号'), ('2021', 200, '国办公开办函〔2021〕30号')]
    """
    files = [entry for entry in resources.files("extract.forms").iterdir() if entry.name.endswith(".toml")]
    forms = [text_to_form(entry.read_text(encoding="utf-8"), entry.name) for entry in files]
    return {form.id: form for form in sorted(forms, key=lambda form: (form.first_year, form.id))}


def text_to_form(text: str, name: str) -> Form:
    """A form from the text of its file.

    Raises:
        FormError: the text is no TOML, or breaks the layout of form files; says which entry.
    """
    try:
        entry = FormFile.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise FormError(
            expected="a form file as CONTRIBUTING.md describes it",
            found=str(error),
            where=name,
            advice="correct the entry that is named",
        ) from error
    tables = tuple(_entry_to_table(table) for table in entry.tables)
    identities = tuple(identity for table in tables for identity in _identities_on(table, entry.identities, name))
    return Form(
        id=entry.id,
        label_en=entry.label_en,
        label_zh=entry.label_zh,
        notice=entry.notice,
        first_year=entry.first_year,
        last_year=entry.last_year,
        tables=tables,
        cells=tuple(cell for table in tables for cell in table.cells),
        identities=identities,
    )


def _entry_to_table(entry: TableEntry) -> Table:
    blocks = tuple(
        Block(block.heading, block.unit, tuple(map(_label, block.columns)), tuple(map(_label, block.rows)))
        for block in entry.blocks
    )
    cells = tuple(
        _form_cell(entry.id, block, row, column) for block in blocks for row in block.rows for column in block.columns
    )
    return Table(entry.id, entry.part, entry.heading, entry.label_en, entry.layout, entry.corner, blocks, cells)


def _label(heading: Heading) -> Label:
    return Label(
        heading.id, heading.label, heading.variants, heading.groups, heading.label_en, heading.unit, heading.kind
    )


def _form_cell(table: str, block: Block, row: Label, column: Label) -> FormCell:
    return FormCell(
        cell=f"{table}.{row.id}.{column.id}",
        table=table,
        row=row.id,
        column=column.id,
        label=" | ".join((" / ".join((*row.groups, row.label)), " / ".join((*column.groups, column.label)))),
        label_en=f"{row.label_en} | {column.label_en}",
        unit=block.unit if column.unit is None else column.unit,
        kind=column.kind,
    )


def _identities_on(table: Table, entries: tuple[IdentityEntry, ...], name: str) -> list[Identity]:
    known = {cell.cell for cell in table.cells}
    identities: list[Identity] = []
    for entry in entries:
        for identity in _entry_to_identities(entry, table):
            unknown = [cell for cell in identity.cells if cell not in known]
            if unknown:
                raise FormError(
                    expected="identities on cells of the form", found=f"{unknown[0]} in {entry.id}", where=name
                )
            identities.append(identity)
    return identities


def _entry_to_identities(entry: IdentityEntry, table: Table) -> list[Identity]:
    if entry.each == "table":
        counts = tuple(cell.cell for cell in table.cells if cell.kind == "count")
        return [_identity(entry, f"{table.id}.{entry.id}", table.id, counts, ())]
    if entry.table != table.id:
        return []
    made: dict[str, Identity] = {}
    for block in table.blocks:
        for label in block.columns if entry.each == "column" else block.rows:
            left, right = (
                tuple(f"{table.id}.{other}.{label.id}" for other in side)
                if entry.each == "column"
                else tuple(f"{table.id}.{label.id}.{other}" for other in side)
                for side in (entry.left, entry.right)
            )
            check = f"{entry.id}.{label.id}"
            made[check] = _identity(entry, check, table.id, left, right)
    return list(made.values())


def _identity(entry: IdentityEntry, check: str, table: str, left: tuple[str, ...], right: tuple[str, ...]) -> Identity:
    return Identity(check, entry.code, entry.kind, table, left, right, entry.label_en, entry.label_zh)
