"""What must not change whatever is done to the invented country's documents, and what is refused as a whole."""

from __future__ import annotations

import csv
import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import duckdb
import pandas as pd
import pytest

from gongkai.run.build import build
from normalize.crosswalk import harmonised_fields
from normalize.curation import CurationError
from normalize.naming import cell_to_column
from output.export.publish import export_dataset
from output.registry import load_tables
from tests.country.papers import papers, write_papers
from tests.country.reader import READER
from tests.country.reviewed import REFUSED, file_to_rows, write_file
from tests.country.stored import Rows, read_rows
from tests.gongkai.run_readers import snapshot


@pytest.fixture(scope="module")
def exported(country: Path) -> Path:
    """The tables with numbers in other formats."""
    export_dataset(
        country / "out", ["duckdb", "stata", "csv"], country / "export", tables=["values", "panel", "harmonised"]
    )
    return country / "export"


class _Shuffled:
    """What ``os.scandir`` gives, in an order of chance."""

    def __init__(self, scan: Any, chance: random.Random) -> None:
        self.scan, self.chance = scan, chance

    def __enter__(self) -> Iterator[os.DirEntry[str]]:
        entries = list(self.scan)
        self.chance.shuffle(entries)
        return iter(entries)

    def __exit__(self, *_: object) -> None:
        self.scan.close()


def test_no_order_changes_a_byte(country: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Built anew from copies made in the opposite order, listed by chance, by one process and not two: the same bytes."""
    documents = write_papers(tmp_path / "documents", last_first=True)
    chance, scandir = random.Random(20260101), os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: _Shuffled(scandir(path), chance))
    build(documents, tmp_path / "out", curation=country / "curation", reader=READER, jobs=1)
    assert snapshot(tmp_path / "out") == snapshot(country / "out")


def test_names_of_files_change_nothing_but_paths(country: Path, tmp_path: Path) -> None:
    """Other names, other folders, reviewed rows in the opposite order: every table is the same but for the paths."""
    curation = shutil.copytree(country / "curation", tmp_path / "curation")
    for path in sorted(curation.glob("*.csv")):
        write_file(curation, path.stem, reversed(file_to_rows(path.stem)))
    paths = [*(paper.path for paper in papers()), "copy/again.html"]
    numbers = list(range(len(paths)))
    random.Random(7).shuffle(numbers)
    names = {path: f"{number % 5}/{number}{Path(path).suffix}" for path, number in zip(paths, numbers, strict=True)}
    documents = write_papers(tmp_path / "moved", names)
    build(documents, tmp_path / "out", curation=curation, reader=READER, jobs=2)
    for name in load_tables():
        one, other = (folder / "out" / f"{name}.csv" for folder in (country, tmp_path))
        if name != "documents":
            assert one.read_bytes() == other.read_bytes(), name
    kept: list[Rows] = []
    for folder in (country, tmp_path):
        rows = read_rows(folder / "out", "documents")
        kept.append([{key: row[key] for key in row if key not in ("path", "other_paths")} for row in rows])
    assert kept[0] == kept[1]


def test_metrics_keep_the_scope_of_their_report(country: Path) -> None:
    """Every metric stands under the scope of its report, one row for each, and comes from that report alone."""
    reports = {row["report_id"]: row for row in read_rows(country / "out", "reports")}
    rows = read_rows(country / "out", "metrics")
    keys = {(row["report_id"], row["metric"]) for row in rows}
    assert len(keys) == len(rows) == len(reports) * len({row["metric"] for row in rows})
    for row in rows:
        report = reports[row["report_id"]]
        assert [row[key] for key in ("agency_id", "year", "scope")] == [
            report[key] for key in ("agency_id", "year", "scope")
        ]
    assert {report["scope"] for report in reports.values()} == {"organ", "office", "territory", "level", "unknown"}


def test_checks_and_sums_never_cross_scopes(country: Path) -> None:
    """Two years are compared only within one scope, and only a territory is held against its parts."""
    reports = {row["report_id"]: row for row in read_rows(country / "out", "reports")}
    compared = [row for row in read_rows(country / "out", "checks") if row["other_report_id"]]
    assert compared
    for row in compared:
        assert reports[row["other_report_id"]]["scope"] == reports[row["report_id"]]["scope"]
    assert {reports[row["report_id"]]["scope"] for row in read_rows(country / "out", "reconciliation")} == {"territory"}


def test_panel_prints_what_values_print(country: Path) -> None:
    """Every number of the panel is the one in values, and every printed number of values is in the panel."""
    values = {
        (row["report_id"], cell_to_column(row["cell"])): row["value"]
        for row in read_rows(country / "out", "values")
        if row["value"] is not None
    }
    cells = {cell_to_column(row["cell"]) for row in read_rows(country / "out", "values")}
    panel = {
        (row["report_id"], name): row[name]
        for row in read_rows(country / "out", "panel")
        for name in row
        if name in cells and row[name] is not None
    }
    assert panel == values


def test_harmonised_is_made_of_final_values(country: Path) -> None:
    """Every harmonised number is a final value, or the sum of those that the crosswalk names."""
    final = {(row["report_id"], row["cell"]): row["final_value"] for row in read_rows(country / "out", "values")}
    compared = 0
    for row in read_rows(country / "out", "harmonised"):
        for field in harmonised_fields():
            sums = []
            for cells in field.cells.values():
                numbers = [final.get((row["report_id"], cell)) for cell in cells]
                if None not in numbers:
                    sums.append(sum(number for number in numbers if number is not None))
            compared += bool(sums)
            assert row[field.name] == (sums[0] if sums else None), (row["report_id"], field.name)
    assert compared > 10_000


_EXPORTS: Final[dict[str, Callable[[Path, str], pd.DataFrame]]] = {
    "csv": lambda folder, table: pd.read_csv(folder / "csv" / f"{table}.csv", dtype={"form": str}, low_memory=False),
    "stata": lambda folder, table: pd.read_stata(folder / "stata" / f"{table}.dta", convert_categoricals=False),
    "duckdb": lambda folder, table: _from_duckdb(folder / "gongkai.duckdb", table),
}


def _from_duckdb(path: Path, table: str) -> pd.DataFrame:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(f'SELECT * FROM "{table}"').df()


@pytest.mark.parametrize("table", ["values", "panel", "harmonised"])
@pytest.mark.parametrize("kind", list(_EXPORTS))
def test_exports_hold_the_same_numbers(country: Path, exported: Path, kind: str, table: str) -> None:
    """Row by row and column by column, every number of a table is the same in every format."""
    frame = _EXPORTS[kind](exported, table)
    rows = read_rows(country / "out", table)
    assert len(frame) == len(rows)
    names = [
        field.name
        for field in load_tables()[table].fields
        if field.type in ("integer", "number") and any(row[field.name] is not None for row in rows)
    ]
    assert len(names) > (5 if table == "values" else 150)
    for name in names:
        found = [None if pd.isna(number) else float(number) for number in frame[name]]
        assert found == [None if row[name] is None else float(row[name]) for row in rows], name


@pytest.mark.parametrize("defect", list(REFUSED))
def test_a_refused_file_leaves_everything_as_it_was(country: Path, tmp_path: Path, defect: str) -> None:
    """A file with one bad row is refused as a whole by name and line, and the dataset stays as it was."""
    name, row = REFUSED[defect]
    curation = shutil.copytree(country / "curation", tmp_path / "curation")
    rows = [*file_to_rows(name), row]
    write_file(curation, name, rows)
    before = _everything(country / "out")
    with pytest.raises(CurationError, match=rf"{name}\.csv, line {len(rows) + 1}\b"):
        build(country / "documents", country / "out", curation=curation, reader=READER)
    assert _everything(country / "out") == before
    with pytest.raises(CurationError):
        build(country / "documents", tmp_path / "out", curation=curation, reader=READER)
    assert not (tmp_path / "out").exists()


def test_a_refused_header_or_file_leaves_everything_as_it_was(country: Path, tmp_path: Path) -> None:
    """Columns in another order, and a file of no known name, are refused too."""
    curation = shutil.copytree(country / "curation", tmp_path / "curation")
    before = _everything(country / "out")
    write_file(curation, "expected", file_to_rows("expected"), "first_year,agency_id,last_year,evidence")
    with pytest.raises(CurationError, match=r"expected\.csv, line 1"):
        build(country / "documents", country / "out", curation=curation, reader=READER)
    write_file(curation, "expected", file_to_rows("expected"))
    (curation / "wishes.csv").write_text("a,b\n", encoding="utf-8")
    with pytest.raises(CurationError, match="wishes"):
        build(country / "documents", country / "out", curation=curation, reader=READER)
    assert _everything(country / "out") == before


def _everything(out: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path.relative_to(out)): (path.stat().st_mtime_ns, path.stat().st_size)
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


def test_reviewed_files_are_csv_as_people_write_it(country: Path) -> None:
    """The files of the folder begin with the columns that the documentation names."""
    with (country / "curation" / "expected.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == ["agency_id", "first_year", "last_year", "evidence"]
