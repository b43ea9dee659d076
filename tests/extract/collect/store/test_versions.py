"""Documents, their versions, reposts, and what vanished."""

from __future__ import annotations

from typing import Any, NamedTuple

from extract.collect.adapter import Ask, Item, ListPage
from extract.collect.registry import Site
from extract.collect.store import Saved, Seen, Store

HOST = "https://www.qingshan.gov.cn"
LIST = f"{HOST}/xxgk/nb/"


class Judgement(NamedTuple):
    kind: str = "report"
    year: int | None = 2025
    reason: str = "信息公开 and 年度报告 in the title"


def _next_run(store: Store, site: Site, number: int) -> int:
    store.finish_run(number - 1, f"2026-0{number}-01T09:00:00.000Z")
    return store.begin_run([site], {}, started_at=f"2026-0{number}-01T08:00:00.000Z").run_id


def _save_list(store: Store, make_exchange: Any, run_id: int, names: list[str], **changes: Any) -> None:
    page = changes.pop("page", 1)
    column = changes.pop("column", "")
    ask = Ask(f"{LIST}index_{column}{page}.html", "list", page=page, column=column)
    body = repr((run_id, column, page, names)).encode()
    outcome = changes.pop("outcome", "ok")
    fetch_id = store.record(make_exchange(url=ask.url, body=body, role="list", outcome=outcome))
    items = tuple(Item(f"{HOST}{name}", f"青山市{name}2025年度报告") for name in names)
    store.save_list(run_id, "qingshan", fetch_id, ask, ListPage(items=items, **changes), [Judgement() for _ in items])


def test_what_makes_a_version(store: Store, make_seen: Any) -> None:
    """Region, tables or attachments that differ make a version that says so; bytes or title alone make none."""
    run = [1]
    assert store.save_document(run[0], make_seen(store)) == Saved(1, 1, "new", ())
    run_id = _next_run(store, Site("青山市人民政府", LIST, site_id="qingshan"), 2)
    steps: list[tuple[dict[str, Any], Saved]] = [
        ({"body": b"1"}, Saved(1, 1, "unchanged", ("bytes",))),
        ({"body": b"<p>1</p>"}, Saved(1, 1, "unchanged", ())),
        ({"body": b"2", "title": "青山市财政局2025年年报"}, Saved(1, 1, "unchanged", ("bytes", "title"))),
        ({"body": b"3", "region_hash": "r2"}, Saved(1, 2, "changed", ("region", "bytes", "title"))),
    ]
    for changes, expected in steps:
        assert store.save_document(run_id, make_seen(store, **changes)) == expected
    third = _next_run(store, Site("青山市人民政府", LIST, site_id="qingshan"), 3)
    changed = make_seen(store, body=b"4", region_hash="r2", table_hash="t2", attachments_hash="a2")
    assert store.save_document(third, changed).changes == ("tables", "attachments", "bytes")
    findings = [tuple(row) for row in store.query("SELECT run_id, code FROM findings ORDER BY finding_id")]
    assert findings == [(2, "changed"), (3, "changed")]
    assert [row["number"] for row in store.query("SELECT number FROM versions ORDER BY number")] == [1, 2, 3]


def test_a_new_adapter_changes_no_document(store: Store, site: Site, make_seen: Any) -> None:
    """The same bytes read by a newer adapter are no new version, whatever prints it takes."""
    store.save_document(1, make_seen(store))
    run_id = _next_run(store, site, 2)
    saved = store.save_document(run_id, make_seen(store, region_hash="other", adapter_version=2))
    assert (saved.change, saved.version) == ("unchanged", 1)
    again = store.save_document(run_id, make_seen(store, body=b"x", region_hash="other", adapter_version=2))
    assert (again.change, again.changes) == ("unchanged", ("bytes",))


def test_files_are_told_by_their_bytes(store: Store, site: Site, make_seen: Any) -> None:
    """A file without prints has a new version where its bytes differ."""
    prints = {"role": "file", "region_hash": "", "table_hash": "", "adapter": ""}
    store.save_document(1, make_seen(store, "/a.pdf", b"%PDF-1", **prints))
    run_id = _next_run(store, site, 2)
    assert store.save_document(run_id, make_seen(store, "/a.pdf", b"%PDF-1", **prints)).change == "unchanged"
    saved = store.save_document(run_id, make_seen(store, "/a.pdf", b"%PDF-2", **prints))
    assert saved == Saved(1, 2, "changed", ("bytes",))


def test_saying_it_again_in_a_resumed_run_gives_the_same_answer(store: Store, site: Site, make_seen: Any) -> None:
    """A run that is resumed says again what it has said; neither rows nor what it is told change."""
    seen = make_seen(store)
    first = store.save_document(1, seen)
    assert store.save_document(1, seen) == first
    run_id = _next_run(store, site, 2)
    changed = make_seen(store, body=b"2", region_hash="r2")
    said = store.save_document(run_id, changed)
    assert said.change == "changed" and store.save_document(run_id, changed) == said
    counts = [store.query(f"SELECT count(*) FROM {name}")[0][0] for name in ("documents", "versions", "sightings")]
    assert counts == [1, 2, 2]


def test_twins_and_schemes_are_one_document(store: Store, make_seen: Any) -> None:
    """An address with http or https, and the mobile twin of a page, are one document."""
    first = store.save_document(1, make_seen(store, "/nb/t20260301_1.html"))
    twin = make_seen(store, "/nb/t20260301_1.html")._replace(url="http://www.qingshan.gov.cn/nb/t20260301_1_wap.html")
    assert store.save_document(1, twin).document_id == first.document_id


def test_the_same_report_under_a_new_address_is_linked(store: Store, site: Site, make_seen: Any) -> None:
    """The same text with the same tables, same site and year, is a repost; another year's is not, nor a form without tables."""
    store.save_document(1, make_seen(store, "/1.html", b"1"))
    store.save_document(1, make_seen(store, "/2024.html", b"2", year=2024))
    store.save_document(1, make_seen(store, "/other.html", b"3", region_hash="r", table_hash="", title="年度报告"))
    store.save_document(1, make_seen(store, "/again.html", b"4", region_hash="r", table_hash="", title="年度报告"))
    run_id = _next_run(store, site, 2)
    store.save_document(run_id, make_seen(store, "/9.html", b"9"))
    rows = store.query("SELECT address, repost_of FROM documents WHERE repost_of IS NOT NULL")
    assert [tuple(row) for row in rows] == [("www.qingshan.gov.cn/9.html", 1)]
    found = store.query("SELECT code, url FROM findings")
    assert [tuple(row) for row in found] == [("reposted", f"{HOST}/9.html")]


def test_a_vanished_document_is_marked_and_kept(store: Store, site: Site, make_seen: Any, make_exchange: Any) -> None:
    """What complete lists no longer name is gone, with a finding, bytes kept; when it is back the mark goes, with a finding."""
    seen = make_seen(store, "/1.html", b"1")
    for name, body in (("/1.html", b"1"), ("/2.html", b"2")):
        store.save_document(1, make_seen(store, name, body, region_hash=name, title=f"青山市{name}"))
    _save_list(store, make_exchange, 1, ["/1.html", "/2.html"], declared_items=2)
    store.finish_site(1, "qingshan", "ok", {"items": 2})
    second = _next_run(store, site, 2)
    store.save_document(second, make_seen(store, "/2.html", b"2", region_hash="/2.html"))
    _save_list(store, make_exchange, second, ["/2.html"], declared_items=1)
    store.finish_site(second, "qingshan", "ok", {})
    gone = store.query("SELECT address FROM documents WHERE gone_run = ?", (second,))
    assert [row["address"] for row in gone] == ["www.qingshan.gov.cn/1.html"]
    assert store.object_path(seen.sha256).read_bytes() == b"1"
    third = _next_run(store, site, 3)
    store.save_document(third, seen._replace(region_hash="/1.html"))
    assert store.query("SELECT * FROM documents WHERE gone_run IS NOT NULL") == []
    codes = store.query("SELECT run_id, code FROM findings WHERE code <> 'changed' ORDER BY finding_id")
    assert [tuple(row) for row in codes] == [(second, "vanished"), (third, "reappeared")]


def test_a_report_that_comes_back_under_a_new_address_is_a_repost(
    store: Store, site: Site, make_seen: Any, make_exchange: Any
) -> None:
    """A revised report under a new address, where the old one vanished, is linked by the agency in its title."""
    store.save_document(1, make_seen(store, "/1.html", b"1"))
    _save_list(store, make_exchange, 1, ["/1.html"])
    store.finish_site(1, "qingshan", "ok", {})
    run_id = _next_run(store, site, 2)
    title = "2025年青山市财政局政府信息公开工作年度报告(修订版)"
    store.save_document(run_id, make_seen(store, "/7.html", b"7", region_hash="r7", table_hash="t7", title=title))
    _save_list(store, make_exchange, run_id, ["/7.html"])
    store.finish_site(run_id, "qingshan", "ok", {})
    assert store.query("SELECT repost_of FROM documents WHERE address LIKE '%/7.html'")[0]["repost_of"] == 1


def test_nothing_is_gone_where_the_lists_were_not_whole(
    store: Store, site: Site, make_seen: Any, make_exchange: Any
) -> None:
    """A failed page, fewer lines than declared, a repeated page, a lost column, a failed site: nothing is marked."""
    for number in range(6):
        store.save_document(1, make_seen(store, f"/{number}.html", b"%d" % number, region_hash=f"r{number}"))
    names = [f"/{number}.html" for number in range(6)]
    _save_list(store, make_exchange, 1, names[:3])
    _save_list(store, make_exchange, 1, names[3:], column="2024")
    store.finish_site(1, "qingshan", "ok", {})
    assert store.query("SELECT complete FROM site_runs")[0]["complete"] == 1
    reasons = []
    for number, case in enumerate(
        ("failed", "short", "repeated", "column", "site", "half", "pages", "finding"), start=2
    ):
        run_id = _next_run(store, site, number) if number < 10 else 0
        both = case != "column"
        if both:
            _save_list(store, make_exchange, run_id, [] if case == "half" else names[3:5], column="2024")
        if case == "failed":
            _save_list(store, make_exchange, run_id, names[:3], page=2, outcome="server_error")
        declared = {"short": {"declared_items": 3}, "pages": {"declared_pages": 2}}.get(case, {})
        _save_list(store, make_exchange, run_id, [] if case == "half" else names[:2], **declared)
        if case == "repeated":
            _save_list(store, make_exchange, run_id, names[:2], page=2)
        if case == "finding":
            store.add_finding(run_id, "qingshan", "limit_reached", "300 pages")
        store.finish_site(run_id, "qingshan", "timed_out" if case == "site" else "ok", {})
        row = store.query("SELECT * FROM site_runs WHERE run_id = ?", (run_id,))[0]
        assert row["complete"] == 0, case
        reasons.append(row["incomplete"])
    assert store.query("SELECT * FROM documents WHERE gone_run IS NOT NULL") == []
    words = (
        "server_error", "2 lines of 3", "two pages", "'2024' was not read", "timed_out", "6 of 6", "1 pages of 2",
        "limit_reached",
    )  # fmt: skip
    assert all(word in reason for word, reason in zip(words, reasons, strict=True)), reasons


def test_an_attachment_that_its_page_no_longer_names_is_gone(store: Store, site: Site, make_seen: Any) -> None:
    """An attachment vanishes with its page's link, not where the page was not read."""
    files = {"role": "file", "region_hash": "", "table_hash": "", "parent_url": f"{HOST}/1.html", "relation": "file"}
    store.save_document(1, make_seen(store, "/1.html", b"1"))
    for name in ("/a.pdf", "/b.pdf"):
        store.save_document(1, make_seen(store, name, name.encode(), **files))
        store.save_link(1, f"{HOST}/1.html", f"{HOST}{name}", "file", "附件")
    second = _next_run(store, site, 2)
    store.finish_site(second, "qingshan", "timed_out", {})
    assert store.query("SELECT * FROM documents WHERE gone_run IS NOT NULL") == []
    third = _next_run(store, site, 3)
    store.save_document(third, make_seen(store, "/1.html", b"3", attachments_hash="b"))
    store.save_link(third, f"{HOST}/1.html", f"{HOST}/b.pdf", "file", "附件")
    store.finish_site(third, "qingshan", "timed_out", {})
    gone = store.query("SELECT address FROM documents WHERE gone_run IS NOT NULL")
    assert [row["address"] for row in gone] == ["www.qingshan.gov.cn/a.pdf"]


def test_redirected_documents_are_known_by_the_address_that_lists_name(
    store: Store, site: Site, make_seen: Any, make_exchange: Any
) -> None:
    """A document behind a redirect is not gone while its list names the address that leads to it."""
    hop = store.record(make_exchange("/old.html", b"", status=302, outcome="redirected"))
    seen: Seen = make_seen(store, "/new.html", exchange={"parent": hop})
    store.save_document(1, seen)
    _save_list(store, make_exchange, 1, ["/old.html"])
    store.finish_site(1, "qingshan", "ok", {})
    run_id = _next_run(store, site, 2)
    _save_list(store, make_exchange, run_id, ["/old.html"])
    store.finish_site(run_id, "qingshan", "ok", {})
    assert store.query("SELECT gone_run FROM documents")[0]["gone_run"] is None
    third = _next_run(store, site, 3)
    _save_list(store, make_exchange, third, ["/else.html"])
    store.finish_site(third, "qingshan", "ok", {})
    assert store.query("SELECT gone_run FROM documents")[0]["gone_run"] == third


def test_unchanged_lists_are_kept_once(store: Store, site: Site, make_exchange: Any) -> None:
    """Lines that did not change are kept once, and every run still shows what it saw."""
    _save_list(store, make_exchange, 1, ["/1.html", "/2.html"])
    _save_list(store, make_exchange, 1, ["/1.html", "/2.html"])
    second = _next_run(store, site, 2)
    _save_list(store, make_exchange, second, ["/1.html", "/2.html"])
    third = _next_run(store, site, 3)
    _save_list(store, make_exchange, third, ["/2.html"], declared_items=10**30)
    assert store.query("SELECT count(*) FROM items")[0][0] == 3
    rows = store.query("SELECT run_id, count(*) AS count FROM listed GROUP BY run_id ORDER BY run_id")
    assert [tuple(row) for row in rows] == [(1, 2), (second, 2), (third, 1)]


def test_the_same_file_on_two_pages_is_no_repost(store: Store, make_seen: Any) -> None:
    """Attachments and pictures repeat from page to page; a file that the list itself names twice is a repost."""
    bare = {"region_hash": "", "table_hash": ""}
    for number, role in enumerate(("file", "picture") * 2):
        attached = {"role": role, "parent_url": f"{HOST}/{number}.html", "relation": "file"}
        store.save_document(1, make_seen(store, f"/a{number}.pdf", b"same", **bare, **attached))
    assert store.query("SELECT * FROM documents WHERE repost_of IS NOT NULL") == []
    for number in range(2):
        store.save_document(1, make_seen(store, f"/b{number}.pdf", b"listed", role="file", **bare))
    assert [row["url"] for row in store.query("SELECT url FROM documents WHERE repost_of IS NOT NULL")] == [
        f"{HOST}/b1.pdf"
    ]
