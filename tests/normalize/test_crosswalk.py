"""The crosswalk accounts for every cell of both forms, promises no more than the forms say, and adds up in SQL."""

from __future__ import annotations

import re
from importlib import resources

import duckdb
import pytest

from extract.errors import FormError
from extract.forms import load_forms
from normalize.crosswalk import (
    cell_comparability,
    crosswalk_rows,
    harmonised_fields,
    harmonised_sql,
    load_crosswalk,
    text_to_crosswalk,
)
from normalize.naming import cell_to_column

TEXT = resources.files("normalize").joinpath("crosswalk.toml").read_text(encoding="utf-8")
CELLS = list(dict.fromkeys(cell.cell for form in load_forms().values() for cell in form.cells))


def test_every_cell_once() -> None:
    """Each cell of each form stands in the crosswalk exactly once, with notes in both languages."""
    rows = crosswalk_rows()
    assert [(row.form, row.cell) for row in rows] == [
        (form.id, cell.cell) for form in load_forms().values() for cell in form.cells
    ]
    for row in rows:
        assert row.note_en.isascii() or re.search("[一-鿿]", row.note_en)
        assert re.search("[一-鿿]", row.note_zh)
        assert (row.harmonised_field is not None) == (row.comparability in ("same", "close"))


def test_same_means_the_same_print() -> None:
    """A field of class same has one cell, with one label and unit, in both forms."""
    printed = {(form.id, cell.cell): cell for form in load_forms().values() for cell in form.cells}
    for field in load_crosswalk().values():
        if field.comparability == "same":
            cells = {cell for given in field.cells.values() for cell in given}
            assert len(cells) == 1 and set(field.cells) == {"2019", "2021"}
            one, other = (printed[form, cell] for form in field.cells for cell in cells)
            assert (one.label, one.unit, one.kind) == (other.label, other.unit, other.kind)


def test_what_may_not_be_spliced_is_not_offered() -> None:
    """Stock and documents in force, fee items and fees charged, newly made and issued share no column."""
    offered = {cell for field in harmonised_fields() for given in field.cells.values() for cell in given}
    assert not offered & {
        "proactive.rules.stock",
        "proactive.normative_docs.in_force",
        "proactive.normative_docs.issued",
        "proactive.normative_docs.made",
        "proactive.fees.amount",
        "proactive.fees.change",
    }
    assert cell_comparability()["proactive.normative_docs.issued"] == "approximate"
    assert cell_comparability()["proactive.licensing.decisions"] == "close"


def test_names_fit_everywhere() -> None:
    """Names of harmonised fields are valid in Stata and equal a panel column only where they hold that cell."""
    columns = {cell_to_column(cell): cell for cell in CELLS}
    for name, field in load_crosswalk().items():
        assert re.fullmatch(r"[a-z][a-z0-9_]{0,31}", name)
        if name in columns:
            assert columns[name] in {cell for given in field.cells.values() for cell in given}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"new", "carried_in"', '"carried_in"'),  # a cell of both forms left out
        ('"carried_in", "granted"', '"carried_in", "carried_in", "granted"'),  # a cell named twice
        ("proactive.rules.made", "proactive.rules.drafted"),  # a cell that no form has
        ('2021 = ["proactive.rules.issued"]', '2019 = ["proactive.rules.issued"]'),  # twice the same key
        ('comparability = "close"\nfield', 'comparability = "similar"\nfield'),  # an unknown class
        ('field = "pro_rules_new"', 'field = "req_new_total"'),  # a name that is taken
        ('field = "pro_rules_new"', 'field = "a_name_of_more_than_thirty_two_characters"'),
        ('field = "pro_rules_new"\n', ""),  # two cells and no name
        ('field = "pro_rules_new"', 'field = "pro_rules_new_{form}"'),
        ('field = "pro_rules_new"', 'feld = "pro_rules_new"'),
    ],
)
def test_wrong_files_are_refused(old: str, new: str) -> None:
    """A crosswalk that names a cell twice, not at all or wrongly is refused as a whole."""
    assert old in TEXT
    with pytest.raises(FormError):
        text_to_crosswalk(TEXT.replace(old, new, 1), load_forms(), "crosswalk.toml")


def harmonised(form: str, numbers: dict[str, int]) -> dict[str, int | None]:
    """The harmonised row of one report whose other cells are unknown."""
    columns = ", ".join(f"{numbers.get(cell, 'NULL')}::BIGINT AS {cell_to_column(cell)}" for cell in CELLS)
    with duckdb.connect() as connection:
        connection.execute(
            f"""CREATE TABLE final_panel AS SELECT 'r' AS report_id, 'a' AS agency_id, 2021 AS year, 'organ' AS scope,
            '{form}' AS form_proactive, '{form}' AS form_requests, '{form}' AS form_disputes, {columns}"""
        )
        found = connection.execute(harmonised_sql())
        names = [column[0] for column in found.description or []]
        return dict(zip(names, found.fetchall()[0], strict=True))


def test_other_handling_over_both_forms() -> None:
    """One row of 2019 and three of 2021 come to one column; two of three give none."""
    parts = {f"requests.other_{part}.total": number for part, number in (("no_correction", 77), ("fee_unpaid", 38))}
    assert harmonised("2019", {"requests.other.total": 469})["req_other_total"] == 469
    assert harmonised("2021", parts | {"requests.other_remaining.total": 354})["req_other_total"] == 469
    assert harmonised("2021", parts)["req_other_total"] is None


def test_columns_are_keys_and_offered_fields() -> None:
    """The query gives the keys of the panel and one column for each offered field; unknown stays unknown."""
    row = harmonised("2021", {"requests.new.total": 0})
    assert list(row)[7:] == [field.name for field in harmonised_fields()]
    assert row["req_new_total"] == 0
    assert [value for name, value in list(row.items())[7:] if name != "req_new_total"] == [None] * (len(row) - 8)
