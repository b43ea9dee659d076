"""Stores that somebody changed: nothing outside of them is read, written, emptied or waited for."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from extract.collect.adapter import Ask
from extract.collect.exchange import ask_key
from extract.collect.store import Store, StoreError, merge_stores, store_to_documents, verify_store
from gongkai.run.stores import stores_to_collection
from gongkai.run.walk import StoreRoot
from tests.extract.collect.store.conftest import HOST

OUTSIDE = "../../../../etc/passwd"


@pytest.fixture
def folder(store: Store, make_seen: Any) -> Path:
    """A store with one document, closed."""
    store.save_document(1, make_seen(store))
    store.close()
    return store.folder


def _change(folder: Path, *statements: str) -> None:
    connection = sqlite3.connect(folder / "catalogue.sqlite")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def _object(folder: Path) -> Path:
    return next(path for path in (folder / "objects").rglob("*") if path.is_file())


def test_a_sha256_is_no_path(folder: Path, tmp_path: Path) -> None:
    """What stands in the place of a sha256 leads nowhere: it is refused, and named by the verification."""
    _change(folder, *(f"UPDATE {table} SET sha256 = '{OUTSIDE}'" for table in ("objects", "versions", "sightings")))
    with pytest.raises(StoreError, match="sha256"):
        list(store_to_documents(folder))
    with pytest.raises(StoreError, match="sha256"):
        merge_stores([folder], tmp_path / "merged")
    assert any("passwd" in problem for problem in verify_store(folder))


def test_the_name_of_an_archive_is_no_path(folder: Path, tmp_path: Path) -> None:
    """A WARC file that is named outside of the store is neither read nor written."""
    (tmp_path / "evil.warc.gz").write_bytes(b"x")
    _change(folder, "UPDATE archives SET name = '../../evil.warc.gz', size = 1")
    with pytest.raises(StoreError, match="WARC"):
        merge_stores([folder], tmp_path / "deep" / "merged")
    assert not (tmp_path / "deep" / "evil.warc.gz").exists()
    assert any("an archive that is none" in problem for problem in verify_store(folder))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes")
def test_nobody_waits_for_a_pipe(folder: Path, tmp_path: Path) -> None:
    """A pipe or a device in the place of an object is damage: it is not read, not merged, and asked for again."""
    path = _object(folder)
    path.unlink()
    os.mkfifo(path)
    assert len(verify_store(folder)) == 1
    with pytest.raises(StoreError, match="regular"):
        merge_stores([folder], tmp_path / "merged")
    with Store(folder, read_only=True) as store:
        assert store.answer(ask_key(Ask(f"{HOST}/xxgk/nb/t1.html", "detail"))) is None
    collection = stores_to_collection([StoreRoot(str(folder), ())])
    assert not collection.files and [file.code for file in collection.skipped] == ["damaged_object"]
    (folder / "catalogue.sqlite").unlink()
    os.mkfifo(folder / "catalogue.sqlite")
    with pytest.raises(StoreError):
        verify_store(folder)


def test_a_lost_object_is_asked_for_again(store: Store, make_exchange: Any) -> None:
    """An answer whose body is lost or cut is none, and comes back with the next exchange."""
    exchange = make_exchange()
    store.record(exchange)
    path = _object(store.folder)
    path.write_bytes(b"")
    assert store.answer(exchange.key) is None and store.answer_in_run(1, exchange.key) is None
    store.record(exchange)
    answer = store.answer(exchange.key)
    assert answer is not None and answer.body() == exchange.body


def test_links_in_a_store_lead_nowhere(folder: Path, tmp_path: Path) -> None:
    """What links in a store lead to is neither emptied nor overwritten."""
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("dear")
    for name, target in (("spool", mine), ("lock", mine / "letter.txt")):
        place = folder / name
        place.rmdir() if place.is_dir() else place.unlink()
        place.symlink_to(target)
        with pytest.raises(StoreError):
            Store(folder)
        assert (mine / "letter.txt").read_text() == "dear"
        place.unlink()
    Store(folder).close()
