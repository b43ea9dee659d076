"""Tables come to pandas as they lie in the dataset."""

from __future__ import annotations

from pathlib import Path

import pytest

import gongkai
from extract.errors import SourceError
from tests.gongkai.run_readers import READER, document


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of one report."""
    folder = tmp_path_factory.mktemp("tables")
    (folder / "a.html").write_bytes(document(agency="宿迁市财政局", year=2023, number=4))
    return gongkai.build(folder / "a.html", folder / "out", reader=READER).out


def test_whole_numbers_stay_whole(dataset: Path) -> None:
    """A column with missing values has the nullable type, not floats."""
    panel = gongkai.load_table(dataset)
    assert str(panel["req_other_total"].dtype) == "Int64" and panel["req_other_total"].isna().all()
    assert panel["req_new_total"].tolist() == [4]
    reports = gongkai.load_table(dataset, "reports", ["report_id", "on_time"])
    assert list(reports.columns) == ["report_id", "on_time"] and str(reports["on_time"].dtype) == "boolean"


def test_what_is_not_there_is_named(dataset: Path, tmp_path: Path) -> None:
    """No dataset, no such table, no such column: each says what there is."""
    with pytest.raises(SourceError, match=r"datapackage\.json"):
        gongkai.load_table(tmp_path)
    with pytest.raises(SourceError, match="a table: documents"):
        gongkai.load_table(dataset, "panels")
    with pytest.raises(SourceError, match="found sum"):
        gongkai.load_table(dataset, "panel", ["sum"])
