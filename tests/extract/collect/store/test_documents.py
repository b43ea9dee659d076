"""What a build reads: documents, sites, findings."""

from __future__ import annotations

from typing import Any

from extract.collect.registry import Site
from extract.collect.store import Store, is_store, store_to_documents, store_to_findings, store_to_sites

HOST = "https://www.qingshan.gov.cn"


def test_every_version_with_what_is_known_of_it(store: Store, site: Site, make_seen: Any) -> None:
    """Versions, their attachments and renditions come with page, agency and what supersedes them, in order of sha256."""
    page = make_seen(store, "/1.html", b"1", list_title="2025年年报", list_date="2026-01-20")
    store.save_document(1, page)
    prints = {"role": "file", "region_hash": "", "table_hash": "", "media_type": "application/pdf"}
    file = make_seen(store, "/a.pdf", b"%PDF-", parent_url=f"{HOST}/1.html", relation="file", **prints)
    store.save_document(1, file)
    made = store.save_object(b"<html>made</html>")
    rendition = make_seen(store, "/2.html", b"{}", region_hash="r2", role="rendition")
    store.save_document(1, rendition._replace(sha256=made, sources=(rendition.sha256,)))
    store.finish_site(1, "qingshan", "ok", {"documents": 3})
    store.finish_run(1, "2026-03-01T09:00:00.000Z")
    second = store.begin_run([site], {}, started_at="2026-04-01T08:00:00.000Z").run_id
    later = {"asked_at": "2026-04-01T08:00:01.000Z"}
    store.save_document(second, make_seen(store, "/1.html", b"1b", region_hash="r1b", exchange=later))
    store.finish_run(second, "2026-04-01T09:00:00.000Z")
    assert is_store(store.folder)
    documents = list(store_to_documents(store.folder))
    assert [(d.sha256, d.url) for d in documents] == sorted((d.sha256, d.url) for d in documents)
    by_sha = {document.sha256: document for document in documents}
    assert len(by_sha) == 4
    old = by_sha[page.sha256]
    assert (old.superseded, old.list_title, old.list_date, old.agency) == (
        True, "2025年年报", "2026-01-20", "青山市人民政府",
    )  # fmt: skip
    assert old.path.read_bytes() == b"1" and old.size == 1 and old.fetched_at == "2026-03-01T08:00:01.250Z"
    assert (by_sha[file.sha256].parent_sha256, by_sha[file.sha256].relation) == (page.sha256, "file")
    assert by_sha[made].sources == (rendition.sha256,) and by_sha[made].path.read_bytes() == b"<html>made</html>"
    (new,) = (document for document in documents if document.url == old.url and not document.superseded)
    assert new.fetched_at == "2026-04-01T08:00:01.000Z" and not new.gone
    (row,) = store_to_sites(store.folder)
    assert (row["site_id"], row["outcome"], row["counts"]) == ("qingshan", "ok", '{"documents": 3}')
    assert [row["code"] for row in store_to_findings(store.folder)] == ["changed"]


def test_the_agencys_own_site_speaks_before_an_aggregator(store: Store, site: Site, make_seen: Any) -> None:
    """A document that an aggregator and its own agency list belongs to the agency, whoever saw it first."""
    seen = make_seen(store)
    store.register_site(1, Site("青山省", f"{HOST}/all/", site_id="all", scope="aggregate"), "2026-03-01T08:00:00.000Z")
    store.save_document(1, seen._replace(site_id="all"))
    store.save_document(1, seen)
    store.finish_run(1, "2026-03-01T09:00:00.000Z")
    (document,) = store_to_documents(store.folder)
    assert (document.site_id, document.scope) == ("qingshan", "own")
    assert store.query("SELECT site_id FROM documents")[0]["site_id"] == "qingshan"
