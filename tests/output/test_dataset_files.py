"""The files of a dataset: Parquet, CSV, codebook, data package."""

from __future__ import annotations

import csv
import datetime
import io
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from output.codebook import CSV_HEADER, codebook_csv, codebook_markdown
from output.data_package import FileFacts, data_package
from output.package_files import write_package_files
from output.registry import DataField, DataTable, load_tables
from output.schema import table_to_schema
from output.table_files import TableFiles

METADATA = {"version": "1.2.3", "code": "abc", "commit": "", "newest_publication_date": "2024-01-31"}
ROOT = Path(__file__).resolve().parents[2]


def _sample(field: DataField, number: int) -> Any:
    if field.categories:
        return field.categories[number % len(field.categories)].value
    samples: dict[str, Any] = {
        "string": f'甲,"乙"\n{number}',
        "integer": number,
        "number": number + 0.25,
        "boolean": bool(number % 2),
        "date": datetime.date(2024, 1, 1 + number),
    }
    return samples[field.type]


def _rows(table: DataTable, count: int = 3) -> pa.Table:
    rows = [
        {field.name: _sample(field, number) if field.required or number else None for field in table.fields}
        for number in range(count)
    ]
    return pa.Table.from_pylist(rows, schema=table_to_schema(table))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small dataset with every type of value, empty ones included."""
    folder = tmp_path_factory.mktemp("dataset")
    for table in load_tables().values():
        with TableFiles(table, folder, METADATA) as files:
            files.write(_rows(table))
    write_package_files(folder, METADATA, {"repeated_row": 4})
    return folder


def test_parquet_has_the_schema_of_the_registry(folder: Path) -> None:
    """Names, types, labels and the table's own metadata are inside every Parquet file, compressed by zstd."""
    for table in load_tables().values():
        path = folder / f"{table.name}.parquet"
        assert pq.read_schema(path).equals(table_to_schema(table, METADATA), check_metadata=True)
        assert pq.ParquetFile(path).metadata.row_group(0).column(0).compression == "ZSTD"


def test_csv_has_a_byte_order_mark_and_the_same_rows(folder: Path) -> None:
    """Excel shows Chinese; pandas reads from the CSV what stands in the Parquet file, line ends in cells included."""
    for table in load_tables().values():
        path = folder / f"{table.name}.csv"
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        expected = pq.read_table(folder / f"{table.name}.parquet").to_pylist()
        assert len(rows) == len(expected)
        for row, wanted in zip(rows, expected, strict=True):
            for field in table.fields:
                assert _parsed(row[field.name], field) == wanted[field.name]
        assert list(pd.read_csv(path).columns) == list(table.field_names)


def _parsed(text: str, field: DataField) -> Any:
    if text == "":
        return None
    kinds: dict[str, Any] = {
        "string": str,
        "integer": int,
        "number": float,
        "boolean": lambda value: value == "true",
        "date": datetime.date.fromisoformat,
    }
    return kinds[field.type](text)


def test_the_same_rows_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    """Written twice, every file is the same."""
    for table in load_tables().values():
        with TableFiles(table, tmp_path, METADATA) as files:
            files.write(_rows(table))
    write_package_files(tmp_path, METADATA, {"repeated_row": 4})
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        path.name: path.read_bytes() for path in tmp_path.iterdir()
    }


def test_an_empty_required_field_is_refused(tmp_path: Path) -> None:
    """What the registry says is never empty never is."""
    table = load_tables()["reports"]
    rows = pa.Table.from_pylist([{"report_id": None}], schema=pa.schema([table_to_schema(table).field("report_id")]))
    with TableFiles(table, tmp_path, METADATA) as files, pytest.raises(ValueError, match="report_id"):
        files.write(rows)


def test_the_codebook_lists_exactly_the_columns(folder: Path) -> None:
    """Every column of every table stands in both codebooks, and nothing else does."""
    columns = [(table.name, name) for table in load_tables().values() for name in table.field_names]
    rows = list(csv.DictReader(io.StringIO(codebook_csv().decode("utf-8-sig"))))
    assert [(row["table"], row["field"]) for row in rows] == columns
    assert tuple(rows[0]) == CSV_HEADER
    markdown = (folder / "codebook.md").read_text(encoding="utf-8")
    for table in load_tables().values():
        part = markdown.split(f"## `{table.name}`:")[1].split("\n## ")[0]
        listed = [line.split("`")[1] for line in part.splitlines() if line.startswith("| `")]
        assert listed == list(table.field_names)


def test_the_codebook_of_a_dataset_counts_its_problems(folder: Path) -> None:
    """Names of problems with their numbers stand at its end."""
    assert "| `repeated_row` | 4 |" in (folder / "codebook.md").read_text(encoding="utf-8")


def test_the_documented_codebook_is_up_to_date() -> None:
    """docs/codebook.md is what the registry gives: run ``python -m output.codebook > docs/codebook.md``."""
    assert (ROOT / "docs" / "codebook.md").read_text(encoding="utf-8") == codebook_markdown()


def test_the_data_package_has_what_version_2_requires() -> None:
    """Required properties of the profile, key references, categories and missing values are there."""
    files = {f"{name}.{kind}": FileFacts(1, "0" * 64) for name in load_tables() for kind in ("csv", "parquet")}
    package = data_package(files, METADATA)
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    names = [resource["name"] for resource in package["resources"]]
    assert len(names) == len(set(names)) == 2 * len(load_tables())
    tables = {resource["name"]: resource for resource in package["resources"] if resource.get("type") == "table"}
    assert list(tables) == list(load_tables())
    for resource in tables.values():
        fields = {field["name"] for field in resource["schema"]["fields"]}
        assert resource["schema"]["missingValues"] == [""]
        assert set(resource["schema"]["primaryKey"]) <= fields
        for key in resource["schema"].get("foreignKeys", []):
            assert set(key["fields"]) <= fields
            target = tables[key["reference"]["resource"]]["schema"]["fields"]
            assert set(key["reference"]["fields"]) <= {field["name"] for field in target}
    [status] = [field for field in tables["values"]["schema"]["fields"] if field["name"] == "status"]
    assert [category["value"] for category in status["categories"]] == status["constraints"]["enum"]


def test_frictionless_accepts_the_package(folder: Path) -> None:
    """The reference implementation finds no error in descriptor, types, categories and keys of the CSV files."""
    frictionless = pytest.importorskip("frictionless")
    package = frictionless.Package(str(folder / "datapackage.json"))
    for name in [resource.name for resource in package.resources if resource.format == "parquet"]:
        package.remove_resource(name)
    report = package.validate()
    errors = [row for row in report.flatten(["type", "message"]) if row[0] not in ("primary-key", "foreign-key")]
    assert errors == []


def test_readme_shows_how_to_load_the_data(folder: Path) -> None:
    """README.txt has lines for pandas, R and Stata, in both languages, and its pandas lines run."""
    text = (folder / "README.txt").read_text(encoding="utf-8-sig")
    for words in ("read_parquet", "read_csv", "import delimited", "空值表示缺失", "1.2.3", "2024-01-31"):
        assert words in text
    lines = text.split("pandas\n")[1].split("\n\n")[0]
    code = (
        "\n".join(line.strip() for line in lines.splitlines())
        .replace('("', f'("{folder}/', 2)
        .replace(f'("{folder}/form_table', '("form_table')
    )
    scope: dict[str, Any] = {}
    exec(code, scope)  # noqa: S102  our own README
    assert len(scope["panel"]) == 3


def test_the_descriptor_is_plain_json(folder: Path) -> None:
    """datapackage.json has sizes and hashes of the files beside it, and no date of the run."""
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        assert (folder / resource["path"]).stat().st_size == resource["bytes"]
    assert "created" not in package
