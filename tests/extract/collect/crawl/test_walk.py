"""The walk over a site, without a network: pagers that never end, counts that do not fit, adapters that fail."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from extract.collect import classification
from extract.collect.adapter import Ask, Detail, Item, Link, ListPage
from extract.collect.crawl import articles as articles_module
from extract.collect.crawl import walk as walk_module
from extract.collect.crawl.context import CrawlContext
from extract.collect.crawl.desk import Desk
from extract.collect.crawl.fetcher import Fetched
from extract.collect.crawl.options import CrawlOptions
from extract.collect.crawl.walk import MAX_PAGES, SiteWalk
from extract.collect.exchange import Exchange, Outcome, ask_key
from extract.collect.page import Page
from extract.collect.registry import Site
from extract.collect.store import Store
from tests.extract.collect.crawl.tiny_server import list_page, report_page

BASE = "http://www.qingshan.gov.cn/nb/"
NOW = "2026-05-01T00:00:00.000Z"


class FakeAdapter:
    """An adapter made of functions."""

    NAME = "fake"
    VERSION = 1

    def __init__(self, lists: Callable[[Ask], ListPage], details: Callable[[Ask], Detail] = lambda _: Detail()) -> None:
        self.lists = lists
        self.details = details

    def sniff(self, page: Page) -> float:  # noqa: ARG002
        return 0.0

    def first_requests(self, site: Site) -> Sequence[Ask]:
        return (Ask(site.start_url, "list"),)

    def parse_list(self, page: Page, site: Site, ask: Ask) -> ListPage:  # noqa: ARG002
        return self.lists(ask)

    def parse_detail(self, page: Page, site: Site, ask: Ask) -> Detail:  # noqa: ARG002
        return self.details(ask)


class FakeFetcher:
    """Answers every ask, and puts it into the store as the crawl would."""

    def __init__(self, store: Store, bodies: Callable[[Ask], bytes]) -> None:
        self.store = store
        self.bodies = bodies
        self.asks: list[Ask] = []

    async def fetch(self, site: Site, bounds: object, ask: Ask, parent: int | None = None) -> Fetched:  # noqa: ARG002
        self.asks.append(ask)
        body = self.bodies(ask)
        outcome: Outcome = "ok" if body else "not_found"
        exchange = Exchange(
            site.site_id, ask.role, "GET", ask.url, (), b"", NOW, outcome, ask_key(ask), 200 if body else 404, body=body
        )
        fetch_id = self.store.record(exchange)
        digest = hashlib.sha256(body).hexdigest()
        return Fetched(ask, outcome, fetch_id, "", ask.url, exchange.status, {}, body, digest, len(body))


class Walked:
    """A walk over one site that has ended."""

    def __init__(self, outcome: str, desk: Desk, fetcher: FakeFetcher, store: Store) -> None:
        self.outcome = outcome
        self.counts = desk.counts
        self.asks = fetcher.asks
        self.store = store

    @property
    def findings(self) -> dict[str, str]:
        return {
            row["code"]: row["found"]
            for row in self.store.query("SELECT code, found FROM findings ORDER BY finding_id")
        }

    def documents(self) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.store.query("SELECT role, kind, year FROM documents ORDER BY document_id")]


def page_of(ask: Ask) -> bytes:
    if ask.role == "list":
        return list_page([2022, 2023])
    return report_page(int(ask.url[-9:-5])) if ask.url[-9:-5].isdigit() else b"%PDF-1.4\n1 0 obj"


@contextmanager
def walking(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    adapter: FakeAdapter,
    bodies: Callable[[Ask], bytes] = page_of,
    **options: Any,
) -> Iterator[Walked]:
    site = Site("青山市人民政府", BASE, "fake", site_id="qs")
    monkeypatch.setattr(walk_module, "load_adapters", lambda: {"fake": adapter})
    with Store(folder, create=True) as store:
        run = store.begin_run([site], {}, started_at=NOW)
        context = CrawlContext(store, run, CrawlOptions("a@b.cn", **options), lambda _: None, lambda: 0.0)
        fetcher = FakeFetcher(store, bodies)
        desk = Desk(site, cast(Any, fetcher), context)
        outcome = asyncio.run(SiteWalk(desk).walk())
        yield Walked(outcome, desk, fetcher, store)


def report(year: int, name: str = "") -> Item:
    return Item(f"{BASE}{name or year}.html", f"青山市{year}年政府信息公开工作年度报告", f"{year + 1}-01-20")


def other(number: int) -> Item:
    return Item(f"{BASE}n{number}.html", f"关于第{number}号事项的通知")


def next_page(ask: Ask) -> Ask:
    return Ask(f"{BASE}?page={ask.page + 1}", "list", page=ask.page + 1)


def test_declared_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer lines than the site declares: a finding with both numbers, and a site that is not complete."""
    adapter = FakeAdapter(lambda _: ListPage((report(2022), report(2023)), declared_items=20))
    with walking(tmp_path, monkeypatch, adapter) as walked:
        assert walked.outcome == "incomplete"
        assert walked.findings["short_list"] == "2 of 20 items"
        assert walked.documents() == [("page", "report", 2022), ("page", "report", 2023)]


def test_repeated_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second page that repeats the first ends the list with a finding, however many further ones it names."""
    adapter = FakeAdapter(lambda ask: ListPage((report(2022), report(2023)), next=(next_page(ask),)))
    with walking(tmp_path, monkeypatch, adapter) as walked:
        assert [ask.page for ask in walked.asks if ask.role == "list"] == [1, 2]
        assert "page 2" in walked.findings["repeated_page"]
        assert walked.outcome == "incomplete"


def test_first_page_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A first page that comes as a static page and again by its number is no repetition."""

    def lists(ask: Ask) -> ListPage:
        years = {1: (2023, 2022), 2: (2021, 2020)}[ask.page]
        further = (Ask(f"{BASE}?page=1", "list"), Ask(f"{BASE}?page=2", "list", page=2)) if ask.url == BASE else ()
        return ListPage(tuple(map(report, years)), declared_items=4, next=further)

    with walking(tmp_path, monkeypatch, FakeAdapter(lists)) as walked:
        assert walked.outcome == "ok"
        assert set(walked.findings) == set()
        assert len(walked.documents()) == 4


def test_endless_pager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A calendar that always has a next page with something new ends at the limit, with a finding."""
    monkeypatch.setattr(walk_module, "MAX_PAGES", 20)
    adapter = FakeAdapter(lambda ask: ListPage((other(ask.page),), next=(next_page(ask),)))
    with walking(tmp_path, monkeypatch, adapter) as walked:
        assert MAX_PAGES == 300
        assert len(walked.asks) == 20
        assert walked.findings["limit_reached"] == "20 pages"
        assert walked.outcome == "incomplete"


def test_empty_pages_end_a_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Past its end a pager that goes on with empty pages is left."""
    adapter = FakeAdapter(
        lambda ask: ListPage((report(2023),) if ask.page == 1 else (), declared_items=1, next=(next_page(ask),))
    )
    with walking(tmp_path, monkeypatch, adapter) as walked:
        assert (walked.outcome, len([ask for ask in walked.asks if ask.role == "list"])) == ("ok", 2)


def test_columns_are_walked_two_levels_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Columns below columns are followed twice; a third level is a finding."""

    def lists(ask: Ask) -> ListPage:
        depth = ask.url.count("/d") + 1
        below = Ask(f"{ask.url}d{depth}/", "list", column=f"level {depth}")
        return ListPage((report(2010 + depth),), columns=(below,))

    with walking(tmp_path, monkeypatch, FakeAdapter(lists)) as walked:
        assert len([ask for ask in walked.asks if ask.role == "list"]) == 3
        assert walked.findings["limit_reached"] == "2 levels of columns"


def test_adapter_that_raises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An adapter that fails on one article costs that article's reading alone: its page is kept, and the finding says where."""

    def details(ask: Ask) -> Detail:
        if "2022" in ask.url:
            raise KeyError("content")
        return Detail("青山市2023年政府信息公开工作年度报告")

    adapter = FakeAdapter(lambda _: ListPage((report(2022), report(2023)), declared_items=2), details)
    with walking(tmp_path, monkeypatch, adapter) as walked:
        assert walked.outcome == "ok"
        assert walked.findings["adapter_error"].startswith("KeyError: 'content' (test_walk.py:")
        assert len(walked.documents()) == 2


def test_list_that_raises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An adapter that fails on the list leaves the site without one, not with an empty one."""

    def lists(_: Ask) -> ListPage:
        raise ValueError("no JSON")

    with walking(tmp_path, monkeypatch, FakeAdapter(lists)) as walked:
        assert walked.outcome == "wrong_page"
        assert "adapter_error" in walked.findings


def test_parts_are_joined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An article over three pages becomes one rendition that names its sources; the same bytes whenever it is made."""
    names = {"2023": ("2023_1",), "2023_1": ("2023_2",), "2023_2": ()}

    def details(ask: Ask) -> Detail:
        name = ask.url.rpartition("/")[2].removesuffix(".html")
        parts = tuple(Ask(f"{BASE}{part}.html", "part") for part in names[name])
        return Detail("青山市2023年政府信息公开工作年度报告", region=f"<table><td>{name}</td></table>", parts=parts)

    adapter = FakeAdapter(lambda _: ListPage((report(2023),), declared_items=1), details)
    with walking(
        tmp_path, monkeypatch, adapter, lambda ask: list_page([2023]) if ask.role == "list" else report_page(2023)
    ) as walked:
        assert walked.documents() == [("rendition", "report", 2023)]
        ((sha256, sources),) = walked.store.query("SELECT sha256, sources FROM sightings")
        text = walked.store.object_path(sha256).read_text(encoding="utf-8")
        assert [text.index(f"<td>{name}</td>") for name in names] == sorted(
            text.index(f"<td>{name}</td>") for name in names
        )
        assert sources.count(",") == 2


def test_missing_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a part is missing nothing is joined: the first page stands alone, and the hole is a finding."""

    def details(_: Ask) -> Detail:
        return Detail("青山市2023年政府信息公开工作年度报告", parts=(Ask(f"{BASE}gone.html", "part"),))

    def bodies(ask: Ask) -> bytes:
        return b"" if "gone" in ask.url else page_of(ask)

    adapter = FakeAdapter(lambda _: ListPage((report(2023),), declared_items=1), details)
    with walking(tmp_path, monkeypatch, adapter, bodies) as walked:
        assert walked.documents() == [("page", "report", 2023)]
        assert "not_found" in walked.findings


def test_article_without_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A report by its title without table and attachment, and one with pictures alone, are findings."""
    title = "青山市2023年政府信息公开工作年度报告"
    for name, links, code in (
        ("bare", (), "no_table"),
        ("pictures", (Link(f"{BASE}w.png", "", "picture"),), "picture_only"),
    ):
        adapter = FakeAdapter(
            lambda _: ListPage((report(2023),), declared_items=1),
            lambda _, links=links: Detail(title, region="<p>见附件</p>", attachments=links),  # type: ignore[misc]
        )
        with walking(
            tmp_path / name,
            monkeypatch,
            adapter,
            lambda ask: b"\x89PNG\r\n\x1a\n" if ask.role == "file" else page_of(ask),
        ) as walked:
            assert code in walked.findings


def test_year_conflict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A title of one year over a text that counts another is a finding; the title's year stands."""
    adapter = FakeAdapter(
        lambda _: ListPage((report(2023, "2021"),), declared_items=1),
        lambda _: Detail("青山市2023年政府信息公开工作年度报告"),
    )
    with walking(tmp_path, monkeypatch, adapter) as walked:
        assert walked.findings["year_conflict"] == "list 2023, title 2023, text 2021"
        assert walked.documents() == [("page", "report", 2023)]


def test_what_is_no_report_is_not_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other lines, and reports on years before since_year, are listed and not asked for."""
    adapter = FakeAdapter(
        lambda _: ListPage((other(1), report(2019), report(2023)), declared_items=3), lambda _: Detail()
    )
    with walking(tmp_path, monkeypatch, adapter, since_year=2020) as walked:
        assert [ask.url for ask in walked.asks] == [BASE, f"{BASE}2023.html"]
        assert len(walked.store.query("SELECT 1 FROM items")) == 3


def test_shared_file_is_fetched_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file on which two articles hang is fetched once and linked twice."""
    link = Link(f"{BASE}form.pdf", "附件")
    adapter = FakeAdapter(
        lambda _: ListPage((report(2022), report(2023)), declared_items=2),
        lambda ask: Detail(f"青山市{ask.url[-9:-5]}年政府信息公开工作年度报告", attachments=(link,)),
    )
    with walking(tmp_path, monkeypatch, adapter) as walked:
        assert [ask.url for ask in walked.asks].count(link.url) == 1
        assert len(walked.store.query("SELECT 1 FROM links")) == 2


def test_home_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A start page that is no column names candidates for a person to confirm; told to, the walk follows them."""
    home = "<html><head><title>青山市人民政府</title></head><body><a href='/zwgk/zfxxgknb/'>政府信息公开年报</a></body></html>"

    class Home(FakeAdapter):
        def first_requests(self, site: Site) -> Sequence[Ask]:
            return (Ask(site.start_url, "start"),)

    def lists(ask: Ask) -> ListPage:
        return ListPage((other(1),)) if ask.role == "start" else ListPage((report(2023),), declared_items=1)

    def bodies(ask: Ask) -> bytes:
        return home.encode() if ask.role == "start" else page_of(ask)

    adapter = Home(lists, lambda _: Detail("青山市2023年政府信息公开工作年度报告"))
    with walking(tmp_path / "asked", monkeypatch, adapter, bodies) as walked:
        assert (walked.outcome, len(walked.asks)) == ("column_to_confirm", 1)
        assert "政府信息公开年报" in walked.findings["column_to_confirm"]
    with walking(tmp_path / "followed", monkeypatch, adapter, bodies, accept_columns=True) as walked:
        assert walked.documents() == [("page", "report", 2023)]


def test_error_of_ours_costs_one_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error anywhere in the reading of one article is a finding, and the next article is read."""
    classify = classification.classify_page

    def failing(title: str | None, text: str, *, listed: Any = None) -> Any:
        if "2022" in (title or ""):
            raise RuntimeError("unforeseen")
        return classify(title, text, listed=listed)

    monkeypatch.setattr(articles_module, "classify_page", failing)
    adapter = FakeAdapter(lambda _: ListPage((report(2022), report(2023)), declared_items=2))
    with walking(tmp_path, monkeypatch, adapter) as walked:
        assert walked.findings["adapter_error"].startswith("RuntimeError: unforeseen")
        assert walked.documents() == [("page", "report", 2023)]
