"""SPSS files: every value comes back with its labels; what cannot be kept is said or refused."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.errors import OutputError
from output.export import spss
from output.export.dataset import Dataset, StoredTable
from output.export.spss import text_to_parts, write_spss
from output.registry import DataField
from tests.output.export.hard_dataset import METADATA
from tests.output.export.reading_back import assert_same, expected_columns, given_columns


@pytest.fixture(scope="module")
def folder(hard: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hard dataset in the format of SPSS."""
    folder = tmp_path_factory.mktemp("spss") / "spss"
    write_spss(hard, folder)
    return folder


def test_every_value_comes_back(hard: Dataset, folder: Path) -> None:
    """Each cell of each table is what the Parquet file holds; SPSS knows no missing text and pads texts with spaces."""
    for table in hard.tables.values():
        frame, _ = pyreadstat.read_sav(folder / f"{table.name}.sav")
        given_back = given_columns({str(name): frame[name].astype(object).tolist() for name in frame})
        expected = expected_columns(table, padded=False)
        for field in table.definition.fields:
            if field.type == "boolean":
                expected[field.name] = [None if value is None else int(value) for value in expected[field.name]]
        assert_same(given_back, expected, table.name)


def test_labels_and_measures(hard: Dataset, folder: Path) -> None:
    """Variables have labels in both languages and a measure, codes have their meanings."""
    for table in hard.tables.values():
        _, facts = pyreadstat.read_sav(folder / f"{table.name}.sav", metadataonly=True)
        for field in table.definition.fields:
            label = facts.column_names_to_labels[field.name] or ""
            both = f"{field.label_en} · {field.label_zh}"
            assert label == both or len(both.encode()) > 250
            assert len(label.encode()) <= 256 and not label.endswith("\ufffd")
            counted = field.type in ("integer", "number") and table.facts[field.name].is_exact
            assert facts.variable_measure[field.name] == ("scale" if counted or field.type == "date" else "nominal")
            if field.categories and not table.facts[field.name].unlisted:
                meanings = facts.variable_value_labels[field.name]
                assert [str(value) for value in meanings] == [entry.value for entry in field.categories]
                assert all(len(meaning.encode()) <= 120 for meaning in meanings.values())


def test_the_origin_is_inside(hard: Dataset, folder: Path) -> None:
    """Version, commit, newest document and the hash of the values stand in the notes of every file; the time is fixed."""
    for table in hard.tables.values():
        _, facts = pyreadstat.read_sav(folder / f"{table.name}.sav", metadataonly=True)
        said = "".join(facts.notes)
        assert all(METADATA[name] in said for name in ("version", "code", "commit", "newest_publication_date"))
        assert hard.content_hash in said
        assert facts.creation_time is not None
        assert facts.creation_time.date().isoformat() == METADATA["newest_publication_date"]


def test_the_same_bytes(hard: Dataset, folder: Path, tmp_path: Path) -> None:
    """Written again, every file is the same."""
    write_spss(hard, tmp_path / "again")
    for path in folder.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()


def test_a_text_that_is_too_long_goes_on(tmp_path: Path, hard: Dataset) -> None:
    """A text of more than 32,767 bytes is spread over more variables, which joined are the text."""
    texts = ["文" * 25_000, "x" * 32_767, None, "ab" + "𠀀" * 9_000]
    table = _table(hard, tmp_path, DataField("text", "string", "", "Text", "文字", "", ""), texts)
    notes = write_spss(dataclasses.replace(hard, tables={"small": table}), tmp_path / "out")
    frame, _ = pyreadstat.read_sav(tmp_path / "out" / "small.sav")
    assert list(frame) == ["text", "text_2", "text_3"]
    assert frame.fillna("").agg("".join, axis=1).tolist() == [text or "" for text in texts]
    assert notes == ["small.sav: text goes on in text_2, text_3: join them for the whole text"]


def test_words_of_spss_get_a_mark(tmp_path: Path, hard: Dataset) -> None:
    """A column named like a word of SPSS gets an underscore at its end."""
    table = _table(hard, tmp_path, DataField("to", "string", "", "To", "至", "", ""), ["a"])
    write_spss(dataclasses.replace(hard, tables={"small": table}), tmp_path / "out")
    assert list(pyreadstat.read_sav(tmp_path / "out" / "small.sav")[0]) == ["to_"]


def _table(hard: Dataset, folder: Path, field: DataField, values: list[str | None]) -> StoredTable:
    pq.write_table(pa.table({field.name: pa.array(values, pa.string())}), folder / "small.parquet")
    definition = dataclasses.replace(hard.tables["panel"].definition, name="small", fields=(field,), primary_key=())
    return StoredTable(definition, folder / "small.parquet", len(values))


def test_a_table_beyond_memory_is_refused(hard: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that is too large is refused by name before anything is written."""
    monkeypatch.setattr(spss, "MOST_MEMORY", 10_000)
    with pytest.raises(OutputError, match="--tables"):
        write_spss(hard, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@given(st.text(max_size=60), st.integers(4, 30))
def test_parts_of_a_text(text: str, size: int) -> None:
    """Parts are short enough, whole characters, and joined they are the text."""
    parts = text_to_parts(text, size)
    assert "".join(parts) == text
    assert all(0 < len(part.encode()) <= size for part in parts)
