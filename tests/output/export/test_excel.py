"""The workbook: every value comes back, texts stay texts, limits are kept and said."""

from __future__ import annotations

import dataclasses
import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from output.export import excel
from output.export.dataset import Dataset, StoredTable, folder_to_dataset
from output.export.excel import MOST_CHARACTERS, READABLE_TABLES, ExactNumber, cell_text, write_excel
from output.registry import DataField, DataTable, load_tables
from tests.output.export.hard_dataset import METADATA
from tests.output.export.reading_back import assert_same, expected_columns


@pytest.fixture(scope="module")
def path(hard: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of the hard dataset with all its tables."""
    path = tmp_path_factory.mktemp("excel") / "gongkai.xlsx"
    write_excel(dataclasses.replace(hard, named=True), path)
    return path


def _sheet_columns(sheet: Any, table: DataTable) -> dict[str, list[Any]]:
    rows = [list(row) for row in sheet.iter_rows(min_row=excel.HEAD_ROWS)]
    names = [cell.value for cell in rows[0][: len(table.fields)]]
    columns = {name: [_value(row[place]) for row in rows[1:]] for place, name in enumerate(names)}
    for field in table.fields:
        if field.type == "number":
            columns[field.name] = [None if value is None else float(value) for value in columns[field.name]]
    return columns


def _value(cell: Any) -> Any:
    assert cell.data_type != "f", "a formula"
    if isinstance(cell.value, datetime.datetime):
        return cell.value.date()
    return unescape(cell.value) if isinstance(cell.value, str) else cell.value


def test_every_value_comes_back(hard: Dataset, path: Path) -> None:
    """Each cell of each sheet is what the Parquet file holds, empty where it is missing, and none is a formula."""
    book = openpyxl.load_workbook(path)
    for table in hard.tables.values():
        given_back = _sheet_columns(book[table.name], table.definition)
        assert_same(given_back, expected_columns(table, missing_text=None), table.name)


def test_texts_that_look_like_formulas_stay_texts(path: Path) -> None:
    """What begins with = + - @ is stored as a text."""
    seen = set()
    for sheet in openpyxl.load_workbook(path):
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value[:1] in ("=", "+", "-", "@"):
                    assert cell.data_type in ("s", "inlineStr")
                    seen.add(cell.value[0])
    assert seen == {"=", "+", "-", "@"}


def test_heads_are_readable(hard: Dataset, path: Path) -> None:
    """Above the rows stand labels in both languages and the names, frozen, with filters."""
    book = openpyxl.load_workbook(path)
    for table in hard.tables.values():
        sheet, fields = book[table.name], table.definition.fields
        heads = [[cell.value for cell in row][: len(fields)] for row in sheet.iter_rows(max_row=3)]
        assert heads == [[getattr(field, name) for field in fields] for name in ("label_zh", "label_en", "name")]
        assert sheet.freeze_panes.endswith("4")
        assert sheet.auto_filter.ref.startswith("A3:")


def test_the_first_sheet_says_what_it_is(hard: Dataset, path: Path) -> None:
    """README comes first and names version, commit, newest document, hash and tables; the codebook comes last."""
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["README", *hard.tables, "codebook"]
    said = " ".join(str(cell.value) for row in book["README"].iter_rows() for cell in row if cell.value is not None)
    assert all(METADATA[name] in said for name in ("version", "code", "commit", "newest_publication_date"))
    assert hard.content_hash in said
    assert all(table.definition.description_zh in said for table in hard.tables.values())
    assert book["codebook"].max_row == 1 + sum(len(table.definition.fields) for table in hard.tables.values())
    assert book.properties.created == datetime.datetime(2025, 1, 31)  # noqa: DTZ001  as the library gives it


def test_without_names_it_holds_what_people_look_through(hard: Dataset, tmp_path: Path) -> None:
    """Only the readable tables are sheets unless tables are asked for; the bytes do not depend on the clock."""
    for name in ("one.xlsx", "two.xlsx"):
        write_excel(hard, tmp_path / name)
    assert openpyxl.load_workbook(tmp_path / "one.xlsx").sheetnames == ["README", *READABLE_TABLES, "codebook"]
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    assert set(READABLE_TABLES) <= set(load_tables())


def test_asked_for_one_table(hard_folder: Path, tmp_path: Path) -> None:
    """Asked for one table, the workbook holds it and the codebook of it alone."""
    write_excel(folder_to_dataset(hard_folder, ["agencies"]), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["README", "agencies", "codebook"]
    assert {row[0].value for row in book["codebook"].iter_rows(min_row=2)} == {"agencies"}


def test_too_many_rows_and_characters(hard: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet ends where Excel's do, a text where a cell does, and the README sheet says both."""
    field = DataField("text", "string", "", "Text", "文字", "", "")
    pq.write_table(pa.table({"text": ["字" * 40_000, "a", "b"]}), tmp_path / "small.parquet")
    definition = dataclasses.replace(hard.tables["panel"].definition, name="small", fields=(field,), primary_key=())
    table = StoredTable(definition, tmp_path / "small.parquet", 3)
    monkeypatch.setattr(excel, "MOST_ROWS", excel.HEAD_ROWS + 2)
    notes = write_excel(dataclasses.replace(hard, tables={"small": table}, named=True), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert [cell.value for cell in book["small"]["A"][3:]] == [cell_text("字" * 40_000), "a"]
    said = [cell.value for cell in book["README"]["C"]]
    assert len(notes) == 2 and set(notes) <= set(said)
    assert "2 of 3 rows" in notes[0] and "1 texts of text" in notes[1]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_written_with_all_digits(value: float) -> None:
    """What stands in the file reads back as the same double."""
    assert float(format(ExactNumber(value), ".16G")) == value


@given(st.text(max_size=10), st.integers(1, 5_000))
def test_cell_texts_fit(text: str, times: int) -> None:
    """A text is either itself or cut to what a cell holds, with the mark at its end."""
    whole = text * times
    cell = cell_text(whole)
    assert len(cell.encode("utf-16-le")) // 2 <= MOST_CHARACTERS
    assert cell == whole or (cell.endswith("已截断]") and whole.startswith(cell.partition(" … [cut")[0]))
