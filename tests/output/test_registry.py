"""The registry of fields is complete, and everything made from it agrees with it."""

from __future__ import annotations

import re
import tomllib
from importlib import resources

from extract.forms import load_forms
from normalize.naming import MAX_NAME, cell_to_column
from output.registry import cell_fields, load_tables
from output.schema import table_to_schema


def test_every_cell_of_every_form_has_a_short_name_of_its_own() -> None:
    """Names are unique over all forms, at most 32 characters, and what Stata accepts; none is cut by force."""
    cells = {cell.cell for form in load_forms().values() for cell in form.cells}
    names = {cell_to_column(cell) for cell in cells}
    assert len(names) == len(cells) == len(cell_fields())
    for name in names:
        assert re.fullmatch(r"[a-z][a-z0-9_]{0,31}", name)
        assert not re.search(r"_[0-9a-f]{4}$", name), f"{name}: add a short form to names.toml"


def test_names_too_long_are_cut_apart() -> None:
    """Cells of a form yet to come whose names are too long still get names of their own."""
    names = {cell_to_column(f"statistics.{'very_' * 8}long.column_{number}") for number in range(50)}
    assert len(names) == 50
    assert max(map(len, names)) == MAX_NAME


def test_names_are_valid_everywhere_and_unique_in_their_table() -> None:
    """Every field of every table can be a variable in Stata."""
    for table in load_tables().values():
        assert len(set(table.field_names)) == len(table.field_names)
        assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,31}", name) for name in table.field_names)


def test_every_field_is_described_in_both_languages() -> None:
    """No label and no description is missing, and the Chinese ones are Chinese."""
    for table in load_tables().values():
        for field in table.fields:
            assert field.label_en and field.description_en
            assert re.search(r"[\u4e00-\u9fff]", field.label_zh + field.description_zh)
            assert all(category.label_en and category.label_zh for category in field.categories)


def test_no_field_is_registered_and_not_used() -> None:
    """Fields and keys of the registry file all stand in a table."""
    registry = tomllib.loads(resources.files("output").joinpath("fields.toml").read_text(encoding="utf-8"))
    used = {field for part in ("tables", "read") for table in registry[part].values() for field in table["fields"]}
    assert set(registry["fields"]) == used
    for name, table in load_tables().items():
        assert set(table.primary_key) | set(registry["tables"][name]["required"]) <= set(table.field_names)
        assert set(table.primary_key) <= {field.name for field in table.fields if field.required}
        for key in table.foreign_keys:
            assert key.field in table.field_names
            assert (key.reference,) == load_tables()[key.table].primary_key


def test_columns_of_cells_know_their_forms_labels_and_identities() -> None:
    """A cell of both forms lists both printed labels, its unit, and the identities it enters."""
    field = cell_fields()["proactive.normative_docs.issued"]
    assert [(printed.form, printed.label) for printed in field.printed] == [("2021", "行政规范性文件 | 本年制发件数")]
    shared = cell_fields()["requests.new.total"]
    assert [printed.form for printed in shared.printed] == ["2021", "2019"]
    assert "requests.balance.total" in shared.printed[0].identities
    assert (cell_fields()["proactive.fees.amount"].type, cell_fields()["proactive.fees.amount"].unit) == (
        "number",
        "万元",
    )


def test_the_schema_is_the_registry() -> None:
    """Arrow fields have the registry's names, order, labels, units and required marks."""
    for table in load_tables().values():
        schema = table_to_schema(table)
        assert tuple(schema.names) == table.field_names
        for field in table.fields:
            arrow = schema.field(field.name)
            assert arrow.nullable is not field.required
            assert arrow.metadata[b"label_zh"].decode() == field.label_zh
            assert arrow.metadata[b"unit"].decode() == field.unit
