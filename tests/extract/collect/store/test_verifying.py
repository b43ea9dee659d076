"""Damage that verification finds."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from extract.collect.store import Store, StoreError, verify_store


def _only_archive(store: Store) -> Path:
    (path,) = (store.folder / "warc").iterdir()
    return path


def test_a_whole_store_has_no_problems(store: Store, make_exchange: Any) -> None:
    """Nothing is found wrong with a store that is whole, even while it is written and with a torn end."""
    store.record(make_exchange())
    store.record(make_exchange(status=None, outcome="timed_out", body=b""))
    with _only_archive(store).open("ab") as file:
        file.write(b"torn")
    (store.folder / "objects" / "ff").mkdir(exist_ok=True)
    (store.folder / "objects" / "ff" / "unknown").write_bytes(b"never acknowledged")
    assert verify_store(store.folder) == []


def test_changed_and_lost_objects_are_found(store: Store, make_exchange: Any) -> None:
    """An object whose bytes changed, grew or vanished is named."""
    paths = []
    for number in range(3):
        store.record(make_exchange(f"/{number}.html", b"body %d" % number))
        sha256 = store.query("SELECT sha256 FROM fetches ORDER BY fetch_id DESC LIMIT 1")[0]["sha256"]
        paths.append(store.object_path(sha256))
    paths[0].write_bytes(b"bodY 0")
    paths[1].write_bytes(b"body 1 and more")
    paths[2].unlink()
    problems = verify_store(store.folder)
    assert len(problems) == 3
    assert all(any(path.name in problem for problem in problems) for path in paths)


def test_damaged_records_are_found(store: Store, make_exchange: Any) -> None:
    """A bit that flipped in a WARC file, and a file cut short, are found."""
    for number in range(3):
        store.record(make_exchange(f"/{number}.html", os.urandom(500)))
    path = _only_archive(store)
    data = path.read_bytes()
    row = store.query("SELECT record_offset, record_length FROM fetches WHERE fetch_id = 2")[0]
    middle = row["record_offset"] + row["record_length"] // 2
    path.write_bytes(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
    assert verify_store(store.folder)
    path.write_bytes(data[: len(data) - 10])
    assert any("bytes where" in problem for problem in verify_store(store.folder))
    path.unlink()
    assert verify_store(store.folder)
    path.write_bytes(data)
    assert verify_store(store.folder) == []


def test_a_record_that_the_catalogue_misplaces_is_found(store: Store, make_exchange: Any) -> None:
    """Offsets that lead nowhere, and payloads that are not those of the exchange, are found."""
    store.record(make_exchange("/1.html", b"1"))
    store.record(make_exchange("/2.html", b"2"))
    catalogue = store._catalogue
    catalogue.write("UPDATE fetches SET record_offset = record_offset + 1 WHERE fetch_id = 1")
    catalogue.write("UPDATE fetches SET payload_sha256 = 'x' WHERE fetch_id = 2")
    catalogue.commit()
    problems = verify_store(store.folder)
    assert [("no response record" in problem, "other bytes" in problem) for problem in problems] == [
        (False, True),
        (True, False),
    ]


def test_no_store_is_refused(tmp_path: Path) -> None:
    """A folder that is no store is refused, not found whole."""
    with pytest.raises(StoreError):
        verify_store(tmp_path)
