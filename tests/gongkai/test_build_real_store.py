"""A build over a store that the store itself has written: what the two tell each other fits."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from extract.collect.adapter import Ask
from extract.collect.exchange import Exchange, ask_key
from extract.collect.registry import Site
from extract.collect.store import Seen, Store
from extract.collect.store.importing import ImportRow, import_files
from gongkai.run.build import build
from tests.gongkai.run_readers import READER, document

SITE = Site("泗阳县财政局", "http://www.siyang.gov.cn/xxgk/", site_id="www.siyang.gov.cn/xxgk", first_year=2021)
PAGE = "http://www.siyang.gov.cn/xxgk/1.html"
FILE = "http://www.siyang.gov.cn/xxgk/1.html.pdf"


def _collect(store: Store, started_at: str, bodies: dict[str, bytes], **more: Any) -> None:
    """One run that finds these bodies by address: the page first, then what it links to."""
    run = store.begin_run([SITE], {"software": "gongkai"}, started_at=started_at)
    for url, body in bodies.items():
        ask = Ask(url, "detail")
        exchange = Exchange(
            SITE.site_id, "detail", "GET", url, (), b"", started_at, "ok", ask_key(ask), 200, body=body, raw_body=body,
            headers=(("Content-Type", "text/html"),),
        )  # fmt: skip
        fetch_id = store.record(exchange)
        sha256 = hashlib.sha256(body).hexdigest()
        seen = Seen(SITE.site_id, url, "page", fetch_id, sha256, "text/html", kind="report", region_hash=sha256)
        if url == FILE:
            seen = seen._replace(role="file", media_type="application/pdf", parent_url=PAGE, relation="attachment")
            store.save_link(run.run_id, PAGE, url, "attachment", "附件")
        store.save_document(run.run_id, seen)
    store.add_finding(run.run_id, SITE.site_id, "short_list", "1 of 2 items")
    store.finish_site(run.run_id, SITE.site_id, "incomplete", {"items": 1, "reports": 1})
    store.finish_run(run.run_id, started_at)


def _rows(out: Path, table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(out / f"{table}.parquet").to_pylist()
    return rows


def test_a_store_becomes_a_dataset(tmp_path: Path) -> None:
    """Versions, attachments, saved files, sites and findings of a written store arrive in the dataset."""
    first = document(agency="泗阳县财政局", year=2022, published="2023-03-01")
    (tmp_path / "saved.html").write_bytes(document(agency="", number=7))
    with Store(tmp_path / "store", create=True) as store:
        _collect(store, "2024-05-01T08:00:00.000Z", {PAGE: first, FILE: document(agency="", number=3)})
        changed = document(agency="泗阳县财政局", year=2022, published="2023-01-01")
        _collect(store, "2024-06-01T08:00:00.000Z", {PAGE: changed})
        saved = ImportRow("saved.html", "泗阳县审计局", "http://www.siyang.gov.cn/sjj/9.html", "2024-05-03", 2021)
        assert import_files(store, [saved], tmp_path, imported_at="2024-06-02T08:00:00.000Z").errors == ()
    build(tmp_path / "store", tmp_path / "out", reader=READER, jobs=1)
    documents = {row["sha256"]: row for row in _rows(tmp_path / "out", "documents")}
    assert len(documents) == 4
    old = documents[hashlib.sha256(first).hexdigest()]
    assert (old["url"], old["superseded"], old["chosen"]) == (PAGE, True, False)
    reports = {row["agency_id"]: row for row in _rows(tmp_path / "out", "reports")}
    finance, audit = reports["321323-finance"], reports["321323-audit"]
    assert finance["documents_of_report"] == 3
    versions = {row["document_id"]: row["link_relation"] for row in _rows(tmp_path / "out", "versions")}
    assert sorted(map(str, versions.values())) == ["None", "None", "attachment"]
    assert (audit["agency_source"], audit["year"], audit["year_reason"]) == (
        "registry", 2021, "the person who saved it",
    )  # fmt: skip
    sites = {row["site_id"]: row for row in _rows(tmp_path / "out", "sites")}
    site = sites[SITE.site_id]
    assert (site["last_run"], site["site_outcome"], site["site_health"], site["items_found"]) == (
        "2024-06-01T08:00:00.000Z", "incomplete", "error", 1,
    )  # fmt: skip
    findings = {(row["run"][:7], row["code"]) for row in _rows(tmp_path / "out", "site_findings")}
    assert findings == {("2024-05", "short_list"), ("2024-06", "short_list"), ("2024-06", "changed")}
    coverage = {row["year"]: row for row in _rows(tmp_path / "out", "coverage") if row["agency_id"] == "321323-finance"}
    assert {year: row["coverage_status"] for year, row in coverage.items()} == {
        2021: "missing", 2022: "read", 2023: "missing",
    }  # fmt: skip
    assert coverage[2021]["reason"].endswith("short_list (error)")
