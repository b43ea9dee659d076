"""What a run finds in its sources."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from extract.errors import SourceError
from gongkai.run.plan import Plan, documents_to_shards, walk_to_plan
from gongkai.run.settings import Settings
from gongkai.run.walk import sources_to_walk

SETTINGS = Settings()


def _plan(*sources: str | os.PathLike[str], out: Path | None = None) -> Plan:
    return walk_to_plan(sources_to_walk(sources, out), jobs=2)


def _names(*sources: str | os.PathLike[str]) -> list[str]:
    return sorted(document.name for document in _plan(*sources).documents)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with documents of several formats at several depths, and things that are none."""
    source = tmp_path / "年报"
    (source / "a" / "b").mkdir(parents=True)
    (source / "empty").mkdir()
    (source / "one.html").write_bytes(b"1")
    (source / "a" / "two.pdf").write_bytes(b"2")
    (source / "a" / "b" / "three").write_bytes(b"3")
    (source / "a" / "data.csv").write_bytes(b"x")
    (source / "a" / ".hidden.html").write_bytes(b"x")
    (source / "all.zip").write_bytes(b"PK")
    return source


def test_folders_are_walked_and_what_is_no_document_is_counted(source: Path) -> None:
    """Every possible document is found at any depth; archives get a note, other files are counted by suffix."""
    plan = _plan(source)
    assert sorted(document.name for document in plan.documents) == ["年报/a/b/three", "年报/a/two.pdf", "年报/one.html"]
    assert [(file.name.text, file.code) for file in plan.skipped] == [("年报/all.zip", "archive")]
    assert plan.ignored == {".csv": 1, "hidden": 1}


def test_a_file_that_is_named_is_taken_whatever_it_is_called(source: Path) -> None:
    """The suffix decides only for files found in folders."""
    assert _names(source / "a" / "data.csv") == ["data.csv"]


def test_sources_that_overlap_list_nothing_twice_in_any_order(source: Path) -> None:
    """A folder, a folder in it and a file in that give one row a file, whatever the order."""
    plans = [_plan(*order) for order in ((source, source / "a"), (source / "a", source, source / "one.html"))]
    assert plans[0] == plans[1]
    assert [len(document.others) for document in plans[0].documents] == [0, 0, 0]


def test_the_same_bytes_are_one_document_with_two_paths(source: Path) -> None:
    """Copies are read once, and every path is kept."""
    (source / "copy.html").write_bytes(b"1")
    [document] = [document for document in _plan(source).documents if document.others]
    assert (document.name, document.others) == ("年报/copy.html", ("年报/one.html",))


def test_sources_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """Where two sources end alike, as much of their paths is shown as it takes."""
    for place in ("x", "y"):
        (tmp_path / place / "reports").mkdir(parents=True)
        (tmp_path / place / "reports" / "a.html").write_text(place)
    assert _names(tmp_path / "x" / "reports", tmp_path / "y" / "reports") == ["x/reports/a.html", "y/reports/a.html"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse names that are not Unicode")
def test_names_in_gbk_work_and_are_printable(tmp_path: Path) -> None:
    """A name in GBK bytes is opened and told in Chinese, one that is neither is escaped, nothing is lost."""
    folder = os.fsencode(tmp_path / "reports")
    (tmp_path / "reports").mkdir()
    for name in ("政府信息公开.html".encode("gbk"), b"bad\xff.html", "正常.html".encode()):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(name)
    found = {document.name: document.encoding for document in _plan(tmp_path / "reports").documents}
    assert found == {
        "reports/政府信息公开.html": "gb18030",
        "reports/bad\\xff.html": "escaped",
        "reports/正常.html": "utf-8",
    }
    assert all(name.isprintable() for name in found)


def test_links_never_loop_and_never_lead_out(source: Path, tmp_path: Path) -> None:
    """A link to a folder is not followed, one to a file only inside the source; the rest gets a note."""
    (tmp_path / "outside.html").write_bytes(b"outside")
    (source / "loop").symlink_to(source)
    (source / "self").symlink_to(source / "self")
    (source / "inside.html").symlink_to(source / "one.html")
    (source / "leads_out.html").symlink_to(tmp_path / "outside.html")
    (source / "dangling.html").symlink_to(source / "nothing")
    plan = _plan(source)
    assert len(plan.documents) == 3
    assert {(file.name.text, file.code) for file in plan.skipped} == {
        ("年报/all.zip", "archive"),
        ("年报/leads_out.html", "link_outside"),
        ("年报/dangling.html", "dangling_link"),
        ("年报/self", "dangling_link"),
    }
    assert plan.ignored["link to a folder"] == 1
    assert [document.others for document in plan.documents if document.others] == [("年报/one.html",)]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_pipes_do_not_block_a_walk(source: Path) -> None:
    """What is no regular file is named, never opened."""
    os.mkfifo(source / "pipe.html")
    assert ("年报/pipe.html", "not_a_file") in {(file.name.text, file.code) for file in _plan(source).skipped}


def test_the_dataset_and_other_datasets_are_no_sources(source: Path) -> None:
    """A dataset inside a source is left out silently if it is this one, with a note if it is another."""
    for name in ("this", "other"):
        (source / name / ".gongkai").mkdir(parents=True)
        (source / name / "README.txt").write_text("x")
    plan = _plan(source, out=source / "this")
    assert [file.name.text for file in plan.skipped if file.code == "dataset"] == ["年报/other"]


def test_a_source_that_is_missing_is_an_error(tmp_path: Path) -> None:
    """A path with nothing there is refused by name."""
    with pytest.raises(SourceError, match="nowhere"):
        sources_to_walk([tmp_path / "nowhere"])


def test_shards_follow_from_the_documents_alone(source: Path) -> None:
    """The same documents give the same shard names, other code other names."""
    documents = _plan(source).documents
    shards = documents_to_shards(documents, 2, "code", SETTINGS)
    assert shards == documents_to_shards(_plan(source / "a", source).documents, 2, "code", SETTINGS)
    assert not {shard.name for shard in shards} & {
        shard.name for shard in documents_to_shards(documents, 2, "newer", SETTINGS)
    }
    assert sum(len(shard.documents) for shard in shards) == 3
