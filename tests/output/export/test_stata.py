"""Stata files: every value comes back, in two readers that know nothing of our writer."""

from __future__ import annotations

import dataclasses
import re
import struct
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest

from output.export import dataset as dataset_module
from output.export.dataset import Dataset, StoredTable, folder_to_dataset
from output.export.stata import write_stata
from output.export.stata_file import StataFile, Variable
from output.registry import DataField
from tests.output.export.hard_dataset import METADATA, write_hard_dataset
from tests.output.export.reading_back import assert_same, expected_columns, given_columns, without_labels


@pytest.fixture(scope="module")
def folder(hard: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hard dataset in Stata's format."""
    folder = tmp_path_factory.mktemp("stata") / "stata"
    write_stata(hard, folder)
    return folder


def _with_pandas(path: Path) -> dict[str, Any]:
    frame = pd.read_stata(path, convert_missing=False)
    return {str(name): frame[name].astype(object).tolist() for name in frame}


def _with_readstat(path: Path) -> dict[str, Any]:
    frame, _ = pyreadstat.read_dta(path, apply_value_formats=True, formats_as_category=False)
    return {str(name): frame[name].astype(object).tolist() for name in frame}


@pytest.mark.parametrize("reader", [_with_pandas, _with_readstat])
def test_every_value_comes_back(hard: Dataset, folder: Path, reader: Any) -> None:
    """Each cell of each table is what the Parquet file holds; Stata knows no missing text, so that is an empty one."""
    for table in hard.tables.values():
        given = given_columns(reader(folder / f"{table.name}.dta"))
        given = {name: without_labels(column, table, name) for name, column in given.items()}
        expected = expected_columns(table)
        for field in table.definition.fields:
            if field.categories:
                # A category without a value is a missing number, not an empty text.
                given[field.name] = [value or "" for value in given[field.name]]
        assert_same(given, expected, table.name)


def test_types_are_the_smallest_that_hold_the_values(hard: Dataset, folder: Path) -> None:
    """A whole number beyond 2**53 makes its column a text, one beyond a long makes it a double."""
    kinds = {"int8": (-127, 100), "int16": (-32767, 32740), "int32": (-2147483647, 2147483620)}
    seen = set()
    for table in hard.tables.values():
        frame = pd.read_stata(
            folder / f"{table.name}.dta", convert_categoricals=False, convert_dates=False, convert_missing=True
        )
        for field in table.definition.fields:
            facts = table.facts[field.name]
            if field.type == "integer" and facts.filled == table.row_count and facts.is_exact and table.row_count:
                smallest = next(
                    (kind for kind, (low, high) in kinds.items() if low <= facts.low and facts.high <= high), "float64"
                )
                assert str(frame[field.name].dtype) == smallest
                seen.add(smallest)
            if field.type == "integer" and not facts.is_exact:
                assert "9007199254740993" in frame[field.name].tolist()
                seen.add("text")
    assert seen == {"int8", "int16", "int32", "float64", "text"}


def test_labels_are_whole_and_within_limits(hard: Dataset, folder: Path) -> None:
    """Names and labels are as long as Stata allows, and a label that was cut ends in a mark after a whole character."""
    for table in hard.tables.values():
        with pd.io.stata.StataReader(folder / f"{table.name}.dta") as reader:
            labels = reader.variable_labels()
            assert reader.data_label.startswith("gongkai 1.2.3 to 2025-01-31: ")
        for field in table.definition.fields:
            label = labels[field.name]
            both = f"{field.label_en} · {field.label_zh}"
            assert len(field.name) <= 32 and len(label) <= 80
            assert label in (both, field.label_en) or (label.endswith("…") and field.label_en.startswith(label[:-1]))
            assert len(both) > 80 or label == both


def test_codes_have_labels_in_both_languages(hard: Dataset, folder: Path) -> None:
    """The label of a code is the value itself; Stata's second language has its meaning in Chinese."""
    for table in hard.tables.values():
        with pd.io.stata.StataReader(folder / f"{table.name}.dta") as reader:
            labels = reader.value_labels()
        characteristics = _characteristics(folder / f"{table.name}.dta")
        assert characteristics["_dta", "_lang_list"] == "en zh"
        names: list[str] = []
        for field in table.definition.fields:
            assert field.label_zh.startswith(characteristics[field.name, "_lang_v_zh"].rstrip("…"))
            if field.categories and not table.facts[field.name].unlisted:
                chinese = characteristics[field.name, "_lang_l_zh"]
                names += [field.name, chinese]
                assert list(labels[field.name].values()) == [entry.value for entry in field.categories]
                assert list(labels[chinese].values()) == [entry.label_zh for entry in field.categories]
            notes = [
                text
                for (owner, name), text in characteristics.items()
                if owner == field.name and re.match(r"note[1-9]", name)
            ]
            assert characteristics[field.name, "note0"] == str(len(notes))
            assert f"{field.label_zh}。{field.description_zh}" in notes
        assert len(names) == len(set(names)) and all(len(name) <= 32 for name in names)


def test_the_origin_is_inside(hard: Dataset, folder: Path) -> None:
    """Version, commit, newest document and the hash of the values stand in the notes of every file."""
    for table in hard.tables.values():
        characteristics = _characteristics(folder / f"{table.name}.dta")
        said = " ".join(text for (owner, _), text in characteristics.items() if owner == "_dta")
        assert all(METADATA[name] in said for name in ("version", "code", "commit", "newest_publication_date"))
        assert hard.content_hash in said


def _characteristics(path: Path) -> dict[tuple[str, str], str]:
    """All characteristics of a file, by the layout of format 118."""
    data = path.read_bytes()
    part = data.split(b"<characteristics>", 1)[1].split(b"</characteristics>", 1)[0]
    found, place = {}, 0
    while place < len(part):
        assert part[place : place + 4] == b"<ch>"
        (size,) = struct.unpack("<I", part[place + 4 : place + 8])
        content = part[place + 8 : place + 8 + size]
        owner, name, text = content[:129], content[129:258], content[258:]
        found[owner.split(b"\0")[0].decode(), name.split(b"\0")[0].decode()] = text[:-1].decode()
        place += 8 + size + 5
    return found


def test_the_map_leads_to_every_part(folder: Path) -> None:
    """Stata finds the parts of a file by the offsets at its beginning."""
    parts = (
        "stata_dta", "map", "variable_types", "varnames", "sortlist", "formats", "value_label_names", "variable_labels",
        "characteristics", "data", "strls", "value_labels", "/stata_dta",
    )  # fmt: skip
    for path in folder.iterdir():
        data = path.read_bytes()
        place = data.index(b"<map>") + 5
        offsets = struct.unpack("<14Q", data[place : place + 112])
        for part, offset in zip(parts, offsets, strict=False):
            assert data[offset:].startswith(f"<{part}>".encode())
        assert offsets[-1] == len(data)


def test_pieces_make_no_difference(
    hard: Dataset, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written a few rows at a time, the bytes are the same; they do not depend on the clock either."""
    monkeypatch.setattr(dataset_module, "BATCH", 7)
    write_stata(hard, tmp_path / "again")
    for path in folder.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()


def test_long_texts_and_numbers_beyond_stata(tmp_path: Path) -> None:
    """A text of more than 2045 bytes is kept whole; a number above Stata's largest is kept as text and noted."""
    opened = folder_to_dataset(write_hard_dataset(tmp_path / "dataset", huge=False), ["sections", "metrics"])
    texts = ["文" * 40_000, "x" * 2045, "", None, "尾"]
    sections = _changed(opened.tables["sections"], {"text": texts}, tmp_path / "sections.parquet")
    metrics = _changed(
        opened.tables["metrics"], {"value": [1.7e308, -1e308, None, 0.1, 5e-324]}, tmp_path / "metrics.parquet"
    )
    notes = write_stata(
        dataclasses.replace(opened, tables={"sections": sections, "metrics": metrics}), tmp_path / "out"
    )
    assert pd.read_stata(tmp_path / "out" / "sections.dta")["text"].tolist() == [text or "" for text in texts]
    assert pd.read_stata(tmp_path / "out" / "metrics.dta")["value"].tolist() == [
        "1.7e+308",
        "-1e+308",
        "",
        "0.1",
        "5e-324",
    ]
    assert any("value is stored as text" in note for note in notes)


def _changed(table: StoredTable, columns: dict[str, list[Any]], path: Path) -> StoredTable:
    """The first rows of a table with some columns replaced."""
    count = len(next(iter(columns.values())))
    rows = pq.read_table(table.path).slice(0, count)
    for name, values in columns.items():
        index = rows.schema.get_field_index(name)
        rows = rows.set_column(index, rows.schema.field(name), pa.array(values, rows.schema.field(name).type))
    pq.write_table(rows, path)
    return StoredTable(table.definition, path, count)


def test_names_that_stata_keeps_get_a_mark(tmp_path: Path, hard: Dataset) -> None:
    """A column named like a word of Stata's language gets an underscore at its end."""
    fields = tuple(DataField(name, "integer", "", name, name, "", "") for name in ("in", "str8", "strong", "_n"))
    pq.write_table(pa.table({field.name: [1] for field in fields}), tmp_path / "words.parquet")
    definition = dataclasses.replace(hard.tables["panel"].definition, name="words", fields=fields, primary_key=())
    table = StoredTable(definition, tmp_path / "words.parquet", 1)
    write_stata(dataclasses.replace(hard, tables={"words": table}), tmp_path / "out")
    assert list(pd.read_stata(tmp_path / "out" / "words.dta")) == ["in_", "str8_", "strong", "_n_"]


def test_a_file_with_too_few_rows_is_refused(tmp_path: Path, hard: Dataset) -> None:
    """The writer never closes a file whose header says another number of rows."""
    variables = [Variable("a", "byte", "%8.0g")]
    with (
        pytest.raises(ValueError, match="0 rows"),
        StataFile(
            tmp_path / "a.dta", variables, 1, label="", date=hard.newest_date, value_labels={}, characteristics={}
        ),
    ):
        pass
