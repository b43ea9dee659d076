"""The store as a whole: opening, locking, answers, resumption, failures."""

from __future__ import annotations

import gzip
import hashlib
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from extract.collect.registry import Site
from extract.collect.store import Store, StoreError, StoreLockedError, is_store, verify_store

BEGUN = "2026-03-01T08:00:00.000Z"


def test_a_recorded_body_is_there_by_its_sha256(store: Store, make_exchange: Any) -> None:
    """The object of an exchange holds its decoded body, and the answer gives it back."""
    body = "<p>青山市</p>".encode()
    exchange = make_exchange(body=body, raw_body=gzip.compress(body), headers=(("Content-Encoding", "gzip"),))
    fetch_id = store.record(exchange)
    sha256 = hashlib.sha256(body).hexdigest()
    assert store.object_path(sha256).read_bytes() == body
    answer = store.answer(exchange.key)
    assert answer is not None
    assert (answer.fetch_id, answer.body(), answer.sha256, answer.size) == (fetch_id, body, sha256, len(body))
    assert answer.headers == {"content-encoding": "gzip"}


def test_only_usable_answers_are_given(store: Store, make_exchange: Any) -> None:
    """An answer that was judged a challenge, an error, or no answer at all is never given for what was asked."""
    good = make_exchange()
    first = store.record(good)
    challenged = store.record(make_exchange(body=b"<script>"))
    store.judge(challenged, "challenged", "a script that sets cookies")
    store.record(make_exchange(status=500, outcome="server_error"))
    store.record(make_exchange(status=None, outcome="timed_out", body=b"", error="60 s"))
    answer = store.answer(good.key)
    assert answer is not None and answer.fetch_id == first
    run = store.query("SELECT run_id FROM runs")[0]["run_id"]
    latest = store.answer_in_run(run, good.key)
    assert latest is not None and (latest.status, latest.outcome) == (500, "server_error")
    assert store.answer("0" * 32) is None
    found = store.query("SELECT outcome, found FROM fetches WHERE fetch_id = ?", (challenged,))[0]
    assert tuple(found) == ("challenged", "a script that sets cookies")


def test_a_304_answers_with_the_body_it_stands_for(store: Store, site: Site, make_exchange: Any) -> None:
    """A 304 is the newest answer, with the earlier body and the validators sent last."""
    first = make_exchange(headers=(("ETag", '"1"'), ("Last-Modified", "Sun, 01 Feb 2026 00:00:00 GMT")))
    store.record(first)
    store.finish_run(1, "2026-03-01T09:00:00.000Z")
    run = store.begin_run([site], {}, started_at="2026-03-08T08:00:00.000Z")
    fetch_id = store.record(
        make_exchange(
            body=b"", status=304, outcome="unchanged", headers=(("ETag", '"2"'),), asked_at="2026-03-08T08:00:01.000Z"
        )
    )
    answer = store.answer(first.key)
    assert answer is not None
    assert (answer.fetch_id, answer.run_id, answer.status, answer.body()) == (fetch_id, run.run_id, 200, b"<p>1</p>")
    assert (answer.etag, answer.last_modified) == ('"2"', "Sun, 01 Feb 2026 00:00:00 GMT")
    assert answer.asked_at == "2026-03-08T08:00:01.000Z"


def test_an_unfinished_run_is_resumed_and_a_finished_one_is_not(tmp_path: Path, site: Site) -> None:
    """The same sites go on with their unfinished run; after it is finished, or with other sites, a new one begins."""
    with Store(tmp_path / "s", create=True) as store:
        first = store.begin_run([site], {}, started_at=BEGUN)
    with Store(tmp_path / "s") as store:
        again = store.begin_run([site], {}, started_at="2026-03-02T08:00:00.000Z")
        assert (again.run_id, again.resumed, again.started_at) == (first.run_id, True, BEGUN)
        other = store.begin_run([site._replace(family="boda")], {}, started_at="2026-03-02T08:00:00.000Z")
        assert other.run_id != first.run_id and not other.resumed
        store.finish_run(first.run_id, "2026-03-02T09:00:00.000Z")
        new = store.begin_run([site], {}, started_at=BEGUN)
        assert new.run_id not in {first.run_id, other.run_id} and new.run_key != first.run_key


def test_a_second_writer_is_told_the_folder_and_a_reader_reads_on(store: Store, make_exchange: Any) -> None:
    """One process writes; another that wants to is refused by name of the folder, one that reads is not."""
    store.record(make_exchange())
    code = (
        "import sys\nfrom pathlib import Path\nfrom extract.collect.store import Store, StoreLockedError\n"
        "folder = Path(sys.argv[1])\n"
        "with Store(folder, read_only=True) as store:\n"
        "    print(store.query('SELECT count(*) FROM fetches')[0][0])\n"
        "try:\n    Store(folder)\nexcept StoreLockedError as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(store.folder)],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[4],
    )  # fmt: skip
    count, refusal = done.stdout.splitlines()
    assert count == "1"
    assert str(store.folder) in refusal and str(os.getpid()) in refusal
    with pytest.raises(StoreLockedError):
        Store(store.folder)


def test_what_is_no_store_is_refused(tmp_path: Path) -> None:
    """A missing folder, a folder with other things, a file, another database: each refused with its place."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("x")
    (tmp_path / "file").write_text("x")
    (tmp_path / "other").mkdir()
    connection = sqlite3.connect(tmp_path / "other" / "catalogue.sqlite")
    connection.execute("CREATE TABLE runs (x)")
    connection.commit()
    connection.close()
    for name, create in (("none", False), ("full", True), ("file", True), ("other", False), ("other", True)):
        with pytest.raises(StoreError) as refusal:
            Store(tmp_path / name, create=create)
        assert name in refusal.value.where
        assert not is_store(tmp_path / name)
    assert sorted(path.name for path in (tmp_path / "full").iterdir()) == ["letter.txt"]


def test_a_store_of_another_version_is_refused(tmp_path: Path) -> None:
    """A catalogue with another schema is never read as if it were ours."""
    Store(tmp_path / "s", create=True).close()
    connection = sqlite3.connect(tmp_path / "s" / "catalogue.sqlite")
    connection.execute("PRAGMA user_version = 99")
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match="version 99"):
        Store(tmp_path / "s")
    with pytest.raises(StoreError, match="version 99"):
        Store(tmp_path / "s", read_only=True)


def test_a_spooled_body_is_moved_in(store: Store, make_exchange: Any) -> None:
    """A body on disk becomes the object itself and is streamed into the WARC file."""
    spooled = store.spool_folder / "big"
    body = bytes(range(256)) * 4096
    spooled.write_bytes(body)
    inode = spooled.stat().st_ino
    headers = (("Content-Type", "application/pdf"),)
    fetch_id = store.record(make_exchange("/a.pdf", b"", spooled=spooled, role="file", headers=headers))
    row = store.query("SELECT sha256, payload_sha256 FROM fetches WHERE fetch_id = ?", (fetch_id,))[0]
    path = store.object_path(row["sha256"])
    assert path.stat().st_ino == inode and not spooled.exists()
    assert row["sha256"] == row["payload_sha256"] == hashlib.sha256(body).hexdigest()
    assert verify_store(store.folder) == []


def test_a_write_that_fails_leaves_nothing_of_itself(
    store: Store, make_exchange: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full refuses one exchange; what was there stays, and the next exchange is kept."""
    store.record(make_exchange("/1.html", b"1"))
    finding = ("qingshan", "no_table", "found")
    store.add_finding(1, *finding)
    with monkeypatch.context() as context:
        context.setattr("extract.collect.store.archive.os.fsync", _full)
        with pytest.raises(StoreError, match="No space left"):
            store.record(make_exchange("/2.html", b"2"))
    with pytest.raises(StoreError):
        store.record(make_exchange("/2.html", b"2", parent=99))
    store.record(make_exchange("/3.html", b"3"))
    urls = [row["url"].rpartition("/")[2] for row in store.query("SELECT url FROM fetches ORDER BY fetch_id")]
    assert urls == ["1.html", "3.html"]
    assert [tuple(row) for row in store.query("SELECT site_id, code, found FROM findings")] == [finding]
    assert verify_store(store.folder) == []


def _full(descriptor: int) -> None:
    raise OSError(28, "No space left on device")


def test_hostile_text_is_kept_as_far_as_it_can_be(store: Store, make_exchange: Any) -> None:
    """Broken characters, line breaks in headers and in addresses neither stop the store nor forge records."""
    store.record(
        make_exchange(
            url="https://www.qingshan.gov.cn/x y\r\nWARC-Type: forged",
            key="k",
            error="\ud800",
            headers=(("X-A", "1\r\n\r\nWARC/1.1"), ("Bad\nName", "2"), ("", "3"), ("附件", "年报\x00")),
            protocol="HTTP/2",
        )
    )
    assert verify_store(store.folder) == []
    assert store.query("SELECT count(*) FROM fetches")[0][0] == 1


def test_one_finding_for_each_run_site_code_and_address(store: Store) -> None:
    """Said twice, a finding stands once, with the latest words."""
    store.add_finding(1, "qingshan", "short_list", "8 of 20")
    store.add_finding(1, "qingshan", "short_list", "10 of 20")
    store.add_finding(1, "qingshan", "short_list", "3 of 9", "https://www.qingshan.gov.cn/x/")
    assert [row["found"] for row in store.query("SELECT found FROM findings ORDER BY finding_id")] == [
        "10 of 20",
        "3 of 9",
    ]


def test_recording_needs_a_run(tmp_path: Path, make_exchange: Any) -> None:
    """An exchange outside of any run is refused, and so is writing to a store that is open for reading."""
    with Store(tmp_path / "s", create=True) as store, pytest.raises(StoreError, match="run"):
        store.record(make_exchange())
    with Store(tmp_path / "s", read_only=True) as store, pytest.raises(StoreError):
        store.add_finding(1, "qingshan", "x", "y")


def test_an_interrupt_after_the_commit_cuts_nothing(
    store: Store, make_exchange: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Interrupted just after the catalogue took it, an exchange is there whole, and so is the next."""
    commit = store._catalogue.commit

    def interrupted() -> None:
        commit()
        raise KeyboardInterrupt

    with monkeypatch.context() as context:
        context.setattr(store._catalogue, "commit", interrupted)
        with pytest.raises(KeyboardInterrupt):
            store.record(make_exchange("/1.html", b"1"))
    store.record(make_exchange("/2.html", b"2"))
    assert store.query("SELECT count(*) FROM fetches")[0][0] == 2
    assert verify_store(store.folder) == []
