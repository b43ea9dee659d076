"""An export as a whole: all files or none, errors before anything is written, the same bytes each time."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from extract.errors import GongkaiError, MissingLibraryError, OutputError, SourceError
from output.export import formats, spss
from output.export.formats import FORMATS
from output.export.publish import export_dataset


@pytest.fixture
def copy(hard_folder: Path, tmp_path: Path) -> Path:
    """A dataset that a test may damage."""
    return Path(shutil.copytree(hard_folder, tmp_path / "copy"))


def _files(folder: Path) -> dict[str, bytes]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_all_formats_at_once_and_the_same_bytes_again(hard_folder: Path, tmp_path: Path) -> None:
    """Every format is written where it says, nothing else is left, and all but DuckDB's bytes come again."""
    for name in ("one", "two"):
        results = export_dataset(hard_folder, list(FORMATS), tmp_path / name, tables=["reports", "panel", "agencies"])
        assert [result.path for result in results] == [tmp_path / name / entry.target for entry in FORMATS.values()]
        assert {path.name for path in (tmp_path / name).iterdir()} == {entry.target for entry in FORMATS.values()}
    one, two = _files(tmp_path / "one"), _files(tmp_path / "two")
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name] and name != "gongkai.duckdb"] == []


def test_formats_are_added_to_a_folder(hard_folder: Path, tmp_path: Path) -> None:
    """A folder with other results takes more of them; one that is there is never written over."""
    export_dataset(hard_folder, ["citation"], tmp_path / "out")
    export_dataset(hard_folder, ["html", "html"], tmp_path / "out")
    before = _files(tmp_path / "out")
    with pytest.raises(OutputError, match="earlier result"):
        export_dataset(hard_folder, ["ddi", "html"], tmp_path / "out")
    assert _files(tmp_path / "out") == before


def test_no_dataset(tmp_path: Path) -> None:
    """Nothing, a file, an empty folder and the data package of another are each named for what they are."""
    (tmp_path / "file").touch()
    (tmp_path / "empty").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "datapackage.json").write_text('{"resources": []}', encoding="utf-8")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "datapackage.json").write_text('{"gongkai"', encoding="utf-8")
    for name, said in (
        ("nothing", "found nothing"),
        ("file", "found a file"),
        ("empty", "being written"),
        ("other", "another one"),
        ("broken", "cannot be read"),
    ):
        with pytest.raises(SourceError, match=said):
            export_dataset(tmp_path / name, ["html"], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_damaged_dataset(copy: Path, tmp_path: Path) -> None:
    """A file that is missing, shorter or changed is refused, and so is a path that leads out of the folder."""
    panel, package = copy / "panel.parquet", copy / "datapackage.json"
    data, text = panel.read_bytes(), package.read_text(encoding="utf-8")
    for damaged in (data[:-1], data[:-1] + b"X"):
        panel.write_bytes(damaged)
        with pytest.raises(SourceError, match="another size or content"):
            export_dataset(copy, ["html"], tmp_path / "out")
    panel.unlink()
    with pytest.raises(SourceError, match="No such file"):
        export_dataset(copy, ["html"], tmp_path / "out")
    package.write_text(text.replace('"panel.parquet"', '"../panel.parquet"'), encoding="utf-8")
    with pytest.raises(SourceError, match="another one"):
        export_dataset(copy, ["html"], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_csv_that_was_edited_is_not_copied(copy: Path, tmp_path: Path) -> None:
    """A CSV file that someone has saved anew is refused, and nothing of the export stays."""
    (copy / "panel.csv").write_bytes(b"changed")
    with pytest.raises(SourceError, match=r"panel\.csv"):
        export_dataset(copy, ["citation", "csv"], tmp_path / "out")
    assert _files(tmp_path / "out") == {}


def test_a_dataset_of_another_version(copy: Path, tmp_path: Path) -> None:
    """Tables and columns that this version does not know are refused with what to do."""
    package = json.loads((copy / "datapackage.json").read_text(encoding="utf-8"))
    other = json.loads(json.dumps(package).replace('"panel.parquet"', '"newer.parquet"'))
    (copy / "datapackage.json").write_text(json.dumps(other), encoding="utf-8")
    with pytest.raises(SourceError, match=r"newer\.parquet"):
        export_dataset(copy, ["html"], tmp_path / "out")
    for resource in package["resources"]:
        if resource["path"] == "panel.parquet":
            reports = next(entry for entry in package["resources"] if entry["path"] == "reports.parquet")
            resource |= {"bytes": reports["bytes"], "hash": reports["hash"]}
    shutil.copyfile(copy / "reports.parquet", copy / "panel.parquet")
    (copy / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    with pytest.raises(SourceError, match="the version that built it"):
        export_dataset(copy, ["html"], tmp_path / "out")


@pytest.mark.parametrize(("names", "said"), [(["sas"], "'sas'"), ([], "none")])
def test_unknown_formats(hard_folder: Path, tmp_path: Path, names: list[str], said: str) -> None:
    """A format that is none is named, beside all that are."""
    with pytest.raises(OutputError, match=f"duckdb.*{said}"):
        export_dataset(hard_folder, names, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_unknown_tables(hard_folder: Path, tmp_path: Path) -> None:
    """A table that the dataset does not have is named, beside all that it has."""
    with pytest.raises(SourceError, match=r"panel.*'nothing'"):
        export_dataset(hard_folder, ["html"], tmp_path / "out", tables=["panel", "nothing"])
    with pytest.raises(SourceError, match="found none"):
        export_dataset(hard_folder, ["html"], tmp_path / "out", tables=[])
    assert not (tmp_path / "out").exists()


def test_a_missing_library(hard_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its library a format is refused with how to install it, before any other format is written."""
    monkeypatch.setattr(formats, "find_spec", lambda name: None)
    with pytest.raises(MissingLibraryError, match=r"pyreadstat.*pip install 'gongkai\[export\]'"):
        export_dataset(hard_folder, ["citation", "spss"], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_places_that_cannot_be_used(hard_folder: Path, tmp_path: Path) -> None:
    """A file in the place of the folder, and the folder of a dataset, are refused."""
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="a file"):
        export_dataset(hard_folder, ["citation"], tmp_path / "file")
    with pytest.raises(OutputError, match="a folder that can be written"):
        export_dataset(hard_folder, ["citation"], tmp_path / "file" / "below")
    with pytest.raises(OutputError, match="a dataset"):
        export_dataset(hard_folder, ["citation"], hard_folder)


def test_a_failure_leaves_nothing(hard_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When one format fails, those before it are not there either."""
    monkeypatch.setattr(spss, "MOST_MEMORY", 1)
    with pytest.raises(GongkaiError, match="for SPSS"):
        export_dataset(hard_folder, ["html", "spss"], tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_build_meanwhile(copy: Path, tmp_path: Path) -> None:
    """A dataset that a build changes while it is exported gives no export."""
    with pytest.raises(SourceError, match="being written"):
        export_dataset(copy, ["html"], tmp_path / "out", report=lambda _: (copy / "datapackage.json").unlink())
    assert _files(tmp_path / "out") == {}


def test_a_dataset_without_dates(copy: Path, tmp_path: Path) -> None:
    """Where no document is dated every format is written all the same."""
    package = json.loads((copy / "datapackage.json").read_text(encoding="utf-8"))
    package["gongkai"] |= {"newest_publication_date": "", "commit": ""}
    (copy / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    export_dataset(copy, list(FORMATS), tmp_path / "out", tables=["coverage"])
    assert "date-released" not in (tmp_path / "out" / "citation" / "CITATION.cff").read_text(encoding="utf-8")
