"""The WARC files: records, revisits, digests, rotation, torn ends."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator

from extract.collect.registry import Site
from extract.collect.store import Store, verify_store

BEGUN = "2026-03-01T08:00:00.000Z"


def _records(folder: Path) -> list[tuple[str, dict[str, str], list[tuple[str, str]], bytes, bool | None]]:
    found = []
    for path in sorted((folder / "warc").iterdir()):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, check_digests=True):
                raw = record.raw_stream.read()
                http = record.http_headers.headers if record.http_headers else []
                headers = dict(record.rec_headers.headers)
                found.append((record.rec_type, headers, http, raw, record.digest_checker.passed))
    return found


def test_request_and_answer_stand_as_they_were(store: Store, make_exchange: Any) -> None:
    """The answer keeps its content encoding; its transfer encoding goes under another name and the length is true."""
    body = b"<p>1</p>" * 50
    raw = gzip.compress(body, mtime=0)
    headers = (
        ("Content-Type", "text/html"),
        ("Content-Encoding", "gzip"),
        ("Transfer-Encoding", "chunked"),
        ("Content-Disposition", "attachment; filename=" + "年报.doc".encode("gb18030").decode("latin-1")),
    )
    store.record(
        make_exchange("/s?a=1", body, raw_body=raw, headers=headers, method="POST", request_body=b"p=1", ip="192.0.2.1")
    )
    info, response, request = _records(store.folder)
    assert info[0] == "warcinfo" and b"format: WARC File Format 1.1" in info[3]
    kind, warc, http, payload, passed = response
    assert (kind, payload, passed) == ("response", raw, True)
    assert warc["WARC-Payload-Digest"] == f"sha256:{hashlib.sha256(raw).hexdigest()}"
    assert (warc["WARC-Date"], warc["WARC-IP-Address"]) == ("2026-03-01T08:00:01.250Z", "192.0.2.1")
    assert dict(http)["X-Crawler-Transfer-Encoding"] == "chunked" and "Transfer-Encoding" not in dict(http)
    assert (dict(http)["Content-Encoding"], dict(http)["Content-Length"]) == ("gzip", str(len(raw)))
    name = dict(http)["Content-Disposition"].encode("latin-1").decode("gb18030")
    assert name == "attachment; filename=年报.doc"
    assert request[0] == "request" and request[3] == b"p=1"
    assert request[1]["WARC-Concurrent-To"] == warc["WARC-Record-ID"]
    assert dict(request[2])["Host"] == "www.qingshan.gov.cn"


def test_the_same_payload_is_archived_once(store: Store, make_exchange: Any) -> None:
    """A payload that is there already, and a 304, become revisits that name the exchange that brought it."""
    store.record(make_exchange(body=b"same"))
    store.record(make_exchange("/other.html", b"same"))
    store.record(make_exchange(body=b"", status=304, outcome="unchanged"))
    kinds = [record[0] for record in _records(store.folder)]
    assert kinds == ["warcinfo", "response", "request", "revisit", "request", "revisit", "request"]
    same, not_modified = (record[1] for record in _records(store.folder) if record[0] == "revisit")
    assert same["WARC-Profile"].endswith("/identical-payload-digest")
    assert same["WARC-Refers-To-Target-URI"] == "https://www.qingshan.gov.cn/xxgk/nb/t1.html"
    assert not_modified["WARC-Profile"].endswith("/server-not-modified")
    assert not_modified["WARC-Refers-To-Date"] == "2026-03-01T08:00:01.250Z"
    assert verify_store(store.folder) == []


def test_a_decoded_body_alone_is_archived_without_its_encoding(store: Store, make_exchange: Any) -> None:
    """Where the body as sent was not kept, the header that would make readers decode it goes under another name."""
    store.record(make_exchange(body=b"plain", raw_body=b"", headers=(("Content-Encoding", "br"),)))
    response = _records(store.folder)[1]
    assert response[3] == b"plain"
    assert dict(response[2]) == {"X-Crawler-Content-Encoding": "br", "Content-Length": "5"}


def test_the_catalogue_has_the_offsets(store: Store, make_exchange: Any) -> None:
    """A record is read by its offset and length alone."""
    for number in range(3):
        store.record(make_exchange(f"/{number}.html", b"%d" % number))
    for number, row in enumerate(store.query("SELECT * FROM fetches JOIN archives USING (archive_id)")):
        data = (store.folder / "warc" / row["name"]).read_bytes()
        member = gzip.decompress(data[row["record_offset"] : row["record_offset"] + row["record_length"]])
        assert member.endswith(b"\r\n\r\n%d\r\n\r\n" % number)
        request = data[row["request_offset"] : row["request_offset"] + row["request_length"]]
        assert gzip.decompress(request).startswith(b"WARC/1.1\r\nWARC-Type: request")


def test_files_are_rotated_and_gone_on_with(tmp_path: Path, site: Site, make_exchange: Any) -> None:
    """A full file is followed by the next number; a run that is resumed goes on with its last one."""
    with Store(tmp_path / "s", create=True, archive_limit=1000) as store:
        store.begin_run([site], {}, started_at=BEGUN)
        store.record(make_exchange("/1.html", b"1"))
        store.record(make_exchange("/2.html", b"2"))
    with Store(tmp_path / "s") as store:
        store.begin_run([site], {}, started_at=BEGUN)
        store.record(make_exchange("/3.html", b"3"))
        names = [row["name"] for row in store.query("SELECT name FROM archives ORDER BY name")]
        files = store.query("SELECT archive_id FROM fetches ORDER BY fetch_id")
    assert [name[-14:] for name in names] == ["-00001.warc.gz", "-00002.warc.gz"]
    assert [row["archive_id"] for row in files] == [1, 2, 2]
    assert sorted(path.name for path in (tmp_path / "s" / "warc").iterdir()) == names
    assert verify_store(tmp_path / "s") == []


def test_torn_ends_are_cut_at_the_next_opening(tmp_path: Path, site: Site, make_exchange: Any) -> None:
    """What was never acknowledged goes: half a record, a file that the catalogue does not know; what is not ours stays."""
    with Store(tmp_path / "s", create=True) as store:
        store.begin_run([site], {}, started_at=BEGUN)
        store.record(make_exchange())
    warc = tmp_path / "s" / "warc"
    (own,) = warc.iterdir()
    size = own.stat().st_size
    with own.open("ab") as file:
        file.write(b"\x1f\x8b\x08torn")
    unknown = warc / own.name.replace("-00001", "-00002")
    unknown.write_bytes(b"torn")
    (warc / "note.txt").write_text("mine")
    (tmp_path / "s" / "spool" / "left.tmp").write_text("x")
    with Store(tmp_path / "s", read_only=True):
        assert own.stat().st_size > size
    Store(tmp_path / "s").close()
    assert own.stat().st_size == size and not unknown.exists() and (warc / "note.txt").exists()
    assert not list((tmp_path / "s" / "spool").iterdir())


def test_the_same_exchanges_give_the_same_bytes(tmp_path: Path, site: Site, make_exchange: Any) -> None:
    """Two stores that are given the same exchanges hold the same WARC files."""
    files = []
    for name in ("a", "b"):
        with Store(tmp_path / name, create=True) as store:
            store.begin_run([site], {}, started_at=BEGUN)
            store.record(make_exchange())
        (path,) = (tmp_path / name / "warc").iterdir()
        files.append((path.name, path.read_bytes()))
    assert files[0] == files[1]
