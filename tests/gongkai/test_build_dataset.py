"""The whole run: from documents to the dataset."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq
import pytest

from extract.errors import OutputError, SourceError
from gongkai.run import assemble
from gongkai.run.build import BuildResult, build
from output.registry import load_tables
from tests.gongkai.run_readers import READER, document, snapshot


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder of documents of its own, for tests that change it."""
    return _write_documents(tmp_path / "reports")


class Built(NamedTuple):
    """A dataset that tests only look at."""

    source: Path
    out: Path
    result: BuildResult


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The dataset of the documents, built once."""
    folder = tmp_path_factory.mktemp("built")
    source = _write_documents(folder / "reports")
    return Built(source, folder / "out", _build(source, folder / "out"))


_EMPTY = {
    "claims", "corrections", "measures", "parts", "reconciliation", "similar_documents", "site_findings", "sites",
}  # fmt: skip
"""Tables for which the documents of these tests give nothing."""

_GIVEN = {"crosswalk", "divisions", "lineage"}
"""Tables that every dataset has, whatever was read."""


def _write_documents(source: Path) -> Path:
    """Eleven files: reports, one without tables, one refused, a copy, an archive and a program."""
    (source / "deep").mkdir(parents=True)
    for number in range(6):
        orders = {
            "agency": f"{('泗阳县', '沭阳县', '宿迁市')[number % 3]}财政局",
            "year": 2022 + number // 3,
            "number": number,
        }
        (source / "deep" / f"{number}.html").write_bytes(document(**orders, published=f"2024-01-0{number + 1}"))
    (source / "revision.html").write_bytes(
        document(agency="宿迁市财政局", year=2022, number=77, published="2024-02-01")
    )
    (source / "copy.html").write_bytes((source / "deep" / "0.html").read_bytes())
    (source / "prose.html").write_bytes(document(year=2023))
    (source / "refused.html").write_bytes(document(fault="refuse"))
    (source / "all.zip").write_bytes(b"PK")
    (source / "tool.py").write_bytes(b"")
    return source


def _build(source: Path | list[Path], out: Path, **options: object) -> BuildResult:
    return build(source, out, reader=READER, **({"jobs": 1} | options))  # type: ignore[arg-type]


def _rows(out: Path, table: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = pq.read_table(out / f"{table}.parquet").to_pylist()
    return rows


def test_every_file_has_its_outcome(built: Built) -> None:
    """Nothing is lost: each file is a row of documents, or another path of one, or is counted as no document."""
    outcomes = {str(row["path"]): (row["outcome"], row["error_code"]) for row in _rows(built.out, "documents")}
    assert outcomes == {
        "reports/copy.html": ("read", None),
        **{f"reports/deep/{number}.html": ("read", None) for number in range(1, 6)},
        "reports/revision.html": ("read", None),
        "reports/prose.html": ("no_table", None),
        "reports/refused.html": ("failed", "unknown_format"),
        "reports/all.zip": ("skipped", "archive"),
    }
    assert (built.result.read, built.result.reused, built.result.duplicates, built.result.ignored) == (
        9,
        0,
        1,
        {".py": 1},
    )
    assert built.result.tally.outcomes == {"read": 7, "no_table": 1, "failed": 1, "skipped": 1}
    assert [failure.path for failure in built.result.tally.failures] == ["reports/refused.html"]
    assert not built.result.all_read


def test_numbers_come_out_as_they_went_in(built: Built) -> None:
    """Values, places, panel, checks, sections, extras and problems carry what the reader said, by report."""
    reports = {row["report_id"]: row for row in _rows(built.out, "reports")}
    documents = {row["document_id"]: row for row in _rows(built.out, "documents")}
    revision = next(row for row in reports.values() if documents[row["document_id"]]["path"] == "reports/revision.html")
    assert revision["report_id"] == "321300-finance_2022_unknown"
    assert (revision["documents_of_report"], revision["cells_reported"], revision["cells_blank"]) == (2, 199, 1)
    values = {row["cell"]: row for row in _rows(built.out, "values") if row["report_id"] == revision["report_id"]}
    cell = values["requests.granted.business"]
    assert (cell["agency_name"], cell["year"], cell["form"], cell["value"], cell["raw"]) == (
        "宿迁市财政局",
        2022,
        "2021",
        77.0,
        "77",
    )
    assert (cell["form_table"], cell["form_row"], cell["form_column"]) == ("requests", "granted", "business")
    assert (cell["unit"], cell["page"], cell["box_right"], cell["grid_row"]) == ("件", 2, 3.25, 5)
    assert values["proactive.fees.amount"]["unit"] == "万元"
    assert (values["disputes.review.pending"]["value"], values["disputes.review.pending"]["status"]) == (None, "blank")
    [panel] = [row for row in _rows(built.out, "panel") if row["report_id"] == revision["report_id"]]
    assert (panel["req_granted_business"], panel["dis_review_pending"], panel["pro_rules_made"]) == (77, None, None)
    checks = [row for row in _rows(built.out, "checks") if row["report_id"] == revision["report_id"]]
    [failing] = [row for row in checks if row["result"] == "fails" and row["identity"] != "I6"]
    assert (failing["cause"], failing["difference"], failing["agency_id"]) == ("source_error", -1.0, "321300-finance")
    [section] = [row for row in _rows(built.out, "sections") if row["document_id"] == revision["document_id"]]
    assert section["text"] == '第一段，"引号"\n第二段'
    [extra] = [row for row in _rows(built.out, "extras") if row["document_id"] == revision["document_id"]]
    assert (extra["row_label"], json.loads(str(extra["texts"]))) == ("九、其他", ["1", "2"])
    assert {row["code"] for row in _rows(built.out, "problems")} == {"ordered"}


def test_keys_are_unique_and_point_to_rows(built: Built) -> None:
    """Primary keys are unique in every table, foreign keys have their rows."""
    rows = {name: _rows(built.out, name) for name in load_tables()}
    for name, table in load_tables().items():
        keys = [tuple(row[field] for field in table.primary_key) for row in rows[name]]
        assert len(keys) == len(set(keys))
        assert keys or name in _EMPTY
        for key in table.foreign_keys:
            assert {row[key.field] for row in rows[name]} <= {row[key.reference] for row in rows[key.table]}


def test_the_same_input_gives_the_same_bytes(source: Path, tmp_path: Path) -> None:
    """Order of the sources and number of processes change nothing."""
    sources = [source / "deep", source / "prose.html", source / "revision.html"]
    _build(sources, tmp_path / "a")
    _build(sources[::-1], tmp_path / "b", jobs=2)
    assert snapshot(tmp_path / "a") == snapshot(tmp_path / "b")


def test_sorting_in_pieces_gives_the_same_rows(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More documents than are sorted at a time go by way of the disk, and come out in the same order."""
    _build(source, tmp_path / "a")
    monkeypatch.setattr(assemble, "PIECE_DOCUMENTS", 2)
    _build(source, tmp_path / "b")
    for name in load_tables():
        assert (tmp_path / "a" / f"{name}.csv").read_bytes() == (tmp_path / "b" / f"{name}.csv").read_bytes()
        assert _rows(tmp_path / "a", name) == _rows(tmp_path / "b", name)


def test_rows_are_sorted_by_agency_and_year(built: Built) -> None:
    """Reports of one agency stand together, by year, in all tables."""
    for table in ("reports", "values", "panel", "checks"):
        keys = [(str(row["agency_id"]), int(str(row["year"]))) for row in _rows(built.out, table)]
        assert keys == sorted(keys)


def test_run_again_reads_only_what_is_new(source: Path, tmp_path: Path) -> None:
    """Unchanged: nothing is read and no file is touched. One new, one gone, one moved: one is read."""
    out = tmp_path / "out"
    _build(source, out)
    before = {path: path.stat().st_mtime_ns for path in out.iterdir() if path.is_file()}
    again = _build(source, out)
    assert (again.read, again.reused) == (0, 9)
    assert before == {path: path.stat().st_mtime_ns for path in out.iterdir() if path.is_file()}
    (source / "new.html").write_bytes(document(agency="丁局", year=2024))
    (source / "deep" / "5.html").unlink()
    (source / "deep" / "4.html").rename(source / "moved.html")
    changed = _build(source, out)
    assert (changed.read, changed.reused) == (1, 8)
    _build(source, tmp_path / "fresh")
    assert snapshot(out) == snapshot(tmp_path / "fresh")


def test_a_larger_limit_tries_again_what_ran_out_of_time(tmp_path: Path) -> None:
    """A document that timed out is not tried again within the same limit, and is with a larger one."""
    path = tmp_path / "slow.html"
    path.write_bytes(document(fault="slow", seconds=0.8, agency="甲", year=2023))
    assert _build(path, tmp_path / "out", time_limit=0.3).tally.reasons == {"timeout": 1}
    assert _build(path, tmp_path / "out", time_limit=0.3).read == 0
    healed = _build(path, tmp_path / "out", time_limit=30)
    assert (healed.read, healed.tally.outcomes) == (1, {"read": 1})
    assert _build(path, tmp_path / "out", time_limit=0.3).tally.outcomes == {"read": 1}


def test_what_the_system_refused_is_tried_again(tmp_path: Path) -> None:
    """A failure that says nothing of the document is told in this run and forgotten in the next."""
    path = tmp_path / "one.html"
    path.write_bytes(document(fault="system", flag=tmp_path / "flag", agency="甲"))
    assert _build(path, tmp_path / "out").tally.reasons == {"system_refusal": 1}
    (tmp_path / "flag").touch()
    assert _build(path, tmp_path / "out").tally.outcomes == {"read": 1}


def test_another_kind_of_verification_reads_anew(built: Built, tmp_path: Path) -> None:
    """What was read without a second reading does not count as read with one."""
    path = built.source / "revision.html"
    assert _build(path, tmp_path / "out", verify="never").read == 1
    assert _build(path, tmp_path / "out", verify="always").read == 1
    assert _rows(tmp_path / "out", "documents")[0]["readers"] == "fake-always"


def test_bad_documents_cost_no_other(source: Path, tmp_path: Path) -> None:
    """A crash and a hang among others are named; every other document is as without them."""
    (source / "crash.html").write_bytes(document(fault="abort"))
    (source / "hang.html").write_bytes(document(fault="spin"))
    result = _build(source, tmp_path / "out", jobs=2, time_limit=1.5)
    assert result.tally.reasons == {"crash": 1, "timeout": 1, "unknown_format": 1, "archive": 1}
    assert result.tally.outcomes["read"] == 7


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse names that are not Unicode")
def test_a_name_in_gbk_goes_all_the_way(tmp_path: Path) -> None:
    """A document whose name is GBK bytes is read, and its name is Chinese in the dataset."""
    folder = os.fsencode(tmp_path / "in")
    (tmp_path / "in").mkdir()
    with open(os.path.join(folder, "年度报告.html".encode("gbk")), "wb") as file:
        file.write(document(agency="甲", year=2023))
    _build(tmp_path / "in", tmp_path / "out")
    [row] = _rows(tmp_path / "out", "documents")
    assert (row["path"], row["path_encoding"], row["outcome"]) == ("in/年度报告.html", "gb18030", "read")


def test_an_empty_folder_gives_an_empty_dataset(tmp_path: Path) -> None:
    """No documents are no error: every table is there, with its columns."""
    (tmp_path / "in").mkdir()
    _build(tmp_path / "in", tmp_path / "out")
    for name, table in load_tables().items():
        assert tuple(pq.read_schema(tmp_path / "out" / f"{name}.parquet").names) == table.field_names
        assert (_rows(tmp_path / "out", name) == []) == (name not in _GIVEN)


def test_places_that_cannot_be_used_are_refused(source: Path, tmp_path: Path) -> None:
    """A file, and a folder with other things in it, are never written to; no source is no build."""
    with pytest.raises(OutputError, match="a file"):
        _build(source, source / "tool.py")
    with pytest.raises(OutputError, match="other things"):
        _build(source, source)
    with pytest.raises(SourceError, match="none"):
        build([], tmp_path / "out")


def test_checksums_and_files_agree(built: Built) -> None:
    """checksums.sha256 names every other file of the dataset with its sha256."""
    lines = (built.out / "checksums.sha256").read_text().splitlines()
    named = {line.split("  ")[1]: line.split("  ")[0] for line in lines}
    assert named == {name: sha for name, sha in snapshot(built.out).items() if name != "checksums.sha256"}


def test_files_say_what_made_them(built: Built) -> None:
    """Version, code and newest publication date stand in every Parquet file and in the data package; no run date."""
    package = json.loads((built.out / "datapackage.json").read_text())["gongkai"]
    assert package["newest_publication_date"] == "2024-02-01"
    for name in load_tables():
        metadata = pq.read_schema(built.out / f"{name}.parquet").metadata
        assert {key: metadata[key.encode()].decode() for key in package} == package


def test_the_same_report_gets_the_same_id_in_any_company(built: Built, tmp_path: Path) -> None:
    """An id follows from the document alone: other documents do not change it."""
    alone = built.source / "deep" / "2.html"
    _build(alone, tmp_path / "alone")
    [row] = _rows(tmp_path / "alone", "reports")
    assert row["report_id"] in {other["report_id"] for other in _rows(built.out, "reports")}
    assert str(row["document_id"]) == hashlib.sha256(alone.read_bytes()).hexdigest()[:16]
