"""Stores brought together."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path
from typing import Any

import pytest

from extract.collect.adapter import Ask, Item, ListPage
from extract.collect.registry import Site
from extract.collect.store import Store, StoreError, StoreLockedError, merge_stores, store_to_documents, verify_store
from extract.collect.store.catalogue import schema
from tests.extract.collect.store.test_versions import Judgement

HOST = "https://www.qingshan.gov.cn"
SITES = [Site(f"青山市第{number}局", f"{HOST}/{number}/", site_id=f"s{number}") for number in range(4)]


def _fill(folder: Path, sites: list[Site], month: int, make_exchange: Any, make_seen: Any, *, text: str = "") -> None:
    """A run over some sites: a list and a page each."""
    with Store(folder, create=True) as store:
        run = store.begin_run(sites, {}, started_at=f"2026-0{month}-01T08:00:00.000Z")
        for site in sites:
            url = f"{HOST}/{site.site_id}.html"
            ask = Ask(site.start_url, "list")
            at = {"site_id": site.site_id, "asked_at": f"2026-0{month}-01T08:00:01.000Z"}
            hop = store.record(make_exchange(url=ask.url, body=f"{url} {text}".encode(), role="list", **at))
            page = ListPage((Item(url, "青山市2025年度报告"),), declared_items=1)
            store.save_list(run.run_id, site.site_id, hop, ask, page, [Judgement()])
            seen = make_seen(
                store, f"/{site.site_id}.html", f"{site.site_id}{text}".encode(),
                exchange={**at, "parent": hop}, region_hash=f"r{site.site_id}{text}",
            )  # fmt: skip
            store.save_document(run.run_id, seen)
            store.save_link(run.run_id, ask.url, url, "item", "年报")
            store.finish_site(run.run_id, site.site_id, "ok", {"documents": 1})
        store.finish_run(run.run_id, f"2026-0{month}-01T09:00:00.000Z")


def _dump(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    tables = [line.split()[2] for line in schema().splitlines() if line.startswith("CREATE TABLE")]
    with Store(folder, read_only=True) as store:
        return {name: sorted(map(tuple, store.query(f"SELECT * FROM {name}")), key=repr) for name in tables}


@pytest.fixture
def shards(tmp_path: Path, make_exchange: Any, make_seen: Any) -> list[Path]:
    """Three stores: two shards of a registry, one of them with a second run, and one with the same sites later."""
    folders = [tmp_path / name for name in "abc"]
    _fill(folders[0], SITES[:2], 1, make_exchange, make_seen)
    _fill(folders[0], SITES[:2], 3, make_exchange, make_seen, text="revised")
    _fill(folders[1], SITES[2:], 1, make_exchange, make_seen)
    _fill(folders[2], SITES[:3], 2, make_exchange, make_seen)
    return folders


def test_nothing_is_lost_nothing_is_doubled(shards: list[Path], tmp_path: Path) -> None:
    """All exchanges, documents and versions are there once, and the store is whole."""
    merge_stores(shards, tmp_path / "all")
    assert verify_store(tmp_path / "all") == []
    with Store(tmp_path / "all") as store:
        counts = {name: store.query(f"SELECT count(*) FROM {name}")[0][0] for name in ("runs", "fetches", "documents")}
        assert counts == {"runs": 4, "fetches": 2 * (2 + 2 + 2 + 3), "documents": 4}
        versions = store.query("SELECT address, number FROM versions JOIN documents USING (document_id) ORDER BY 1, 2")
        assert [(row["address"][-7:], row["number"]) for row in versions] == [
            ("s0.html", 1), ("s0.html", 2), ("s1.html", 1), ("s1.html", 2), ("s2.html", 1), ("s3.html", 1),
        ]  # fmt: skip
        assert [row["complete"] for row in store.query("SELECT complete FROM site_runs")] == [1] * 9
        parents = store.query("SELECT child.url FROM fetches AS child JOIN fetches AS p ON p.fetch_id = child.parent")
        assert len(parents) == 9
    current = [d for d in store_to_documents(tmp_path / "all") if not d.superseded]
    assert sorted(d.path.read_bytes() for d in current) == [b"s0revised", b"s1revised", b"s2", b"s3"]


def test_the_order_of_sources_does_not_matter(shards: list[Path], tmp_path: Path) -> None:
    """Whatever the order, and step by step or at once, the catalogue is the same."""
    dumps = []
    for number, order in enumerate(itertools.permutations(shards)):
        merge_stores(order, tmp_path / f"m{number}")
        dumps.append(_dump(tmp_path / f"m{number}"))
    assert all(dump == dumps[0] for dump in dumps)
    merge_stores(shards[2:], tmp_path / "steps")
    merge_stores(shards[:2], tmp_path / "steps")
    assert _dump(tmp_path / "steps") == dumps[0]


def test_merging_again_changes_nothing(shards: list[Path], tmp_path: Path) -> None:
    """A source that is in the target already, or is the target, adds nothing; sources stay as they were."""
    before = {folder: _dump(folder) for folder in shards}
    merge_stores(shards, tmp_path / "all")
    once = _dump(tmp_path / "all")
    merge_stores([*shards, tmp_path / "all"], tmp_path / "all")
    assert _dump(tmp_path / "all") == once
    assert {folder: _dump(folder) for folder in shards} == before
    assert verify_store(tmp_path / "all") == []


def test_a_merge_of_one_store_is_that_store(shards: list[Path], tmp_path: Path) -> None:
    """Going through the runs again gives what the crawl itself wrote down."""
    merge_stores(shards[:1], tmp_path / "copy")
    assert _dump(tmp_path / "copy") == _dump(shards[0])


def test_a_copy_that_went_on_is_one_run(tmp_path: Path, make_exchange: Any, make_seen: Any) -> None:
    """A store and an older copy of it, stopped in the middle of a run, make the store itself."""
    with Store(tmp_path / "a", create=True) as store:
        store.begin_run(SITES[:1], {}, started_at="2026-01-01T08:00:00.000Z")
        store.record(make_exchange("/1.html", b"1"))
        store.record(make_exchange("/1.html", b"1"))
    shutil.copytree(tmp_path / "a", tmp_path / "old")
    with Store(tmp_path / "a") as store:
        run = store.begin_run(SITES[:1], {}, started_at="2026-01-01T08:00:00.000Z")
        store.record(make_exchange("/2.html", b"2"))
        store.finish_run(run.run_id, "2026-01-01T09:00:00.000Z")
    merge_stores([tmp_path / "old", tmp_path / "a"], tmp_path / "all")
    assert _dump(tmp_path / "all") == _dump(tmp_path / "a")
    assert verify_store(tmp_path / "all") == []
    merge_stores([tmp_path / "a"], tmp_path / "old")
    assert _dump(tmp_path / "old") == _dump(tmp_path / "a")
    assert verify_store(tmp_path / "old") == []


def test_copies_that_went_apart_keep_both_ends(tmp_path: Path, make_exchange: Any) -> None:
    """Two copies of a stopped run that each went on alone: both ends are kept, WARC files under two names."""
    with Store(tmp_path / "a", create=True) as store:
        store.begin_run(SITES[:1], {}, started_at="2026-01-01T08:00:00.000Z")
        store.record(make_exchange("/1.html", b"1"))
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    for name in "ab":
        with Store(tmp_path / name) as store:
            store.begin_run(SITES[:1], {}, started_at="2026-01-01T08:00:00.000Z")
            store.record(make_exchange(f"/{name}.html", name.encode() * 100))
    merge_stores([tmp_path / "a", tmp_path / "b"], tmp_path / "all")
    with Store(tmp_path / "all") as store:
        urls = sorted(row["url"].rpartition("/")[2] for row in store.query("SELECT url FROM fetches"))
        assert urls == ["1.html", "a.html", "b.html"]
        assert store.query("SELECT count(*) FROM archives")[0][0] == 2
    assert verify_store(tmp_path / "all") == []


def test_what_cannot_be_merged_is_refused(shards: list[Path], tmp_path: Path) -> None:
    """A source that is no store, a target that is written, a source that lacks an object: refused, the target as it was."""
    with pytest.raises(StoreError):
        merge_stores([tmp_path / "none"], tmp_path / "all")
    assert not (tmp_path / "all").exists()
    with Store(tmp_path / "all", create=True), pytest.raises(StoreLockedError):
        merge_stores(shards, tmp_path / "all")
    next(iter((shards[0] / "objects").glob("*/*"))).unlink()
    with pytest.raises(StoreError, match="No such file"):
        merge_stores(shards, tmp_path / "all")
    with Store(tmp_path / "all") as store:
        assert store.query("SELECT count(*) FROM runs")[0][0] == 0
