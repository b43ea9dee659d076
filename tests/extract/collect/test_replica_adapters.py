"""Adapters against the replica, in one process: what a site lists, an adapter finds, and nothing else."""

from __future__ import annotations

from typing import Any, Final, NamedTuple
from urllib.parse import urlencode, urlsplit

import pytest

from extract.collect.adapter import Adapter, Ask, Detail, Item, ListPage
from extract.collect.families import load_adapters, page_to_family
from extract.collect.page import Page
from extract.collect.registry import Site as Row
from tests.replica.content import content_to_bytes
from tests.replica.dispatch import Dispatcher, family
from tests.replica.model import Site, World
from tests.replica.samples import FAMILIES, sample_site
from tests.replica.wire import Request

_VARIANTS: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    **{name: (name, {}) for name in FAMILIES},
    "hanweb_jpage encrypted": ("hanweb_jpage", {"variant": "encrypted", "hex": True}),
    "hanweb_jpage truecms": ("hanweb_jpage", {"variant": "truecms"}),
    "hanweb_xxgk by_list": ("hanweb_xxgk", {"by_list": True}),
    "gd_gkmlpt plain_detail": ("gd_gkmlpt", {"plain_detail": True, "prefix": "/czj"}),
    "lonsun short": ("lonsun", {"short": True}),
    "boda jsp": ("boda", {"jsp": True}),
    "ucap json": ("ucap", {"mode": "json"}),
    "trs_static anchor_only": ("trs_static", {"anchor_only": True, "extension": "shtml"}),
    **{f"generic {manner}": ("generic", {"manner": manner}) for manner in ("table", "bare", "definition")},
    **{f"generic {shape}": ("generic", {"shape": shape}) for shape in ("content", "snowflake", "channel")},
}


class _Client(NamedTuple):
    """Sends asks to a site as a crawl would, without a network."""

    site: Site
    dispatcher: Dispatcher
    row: Row
    adapter: Adapter

    def page(self, ask: Ask) -> Page:
        parts = urlsplit(ask.url)
        headers = {name.lower(): value for name, value in ask.headers}
        body = b""
        if ask.form is not None:
            headers["content-type"] = "application/x-www-form-urlencoded"
            body = urlencode(ask.form).encode()
        request = Request(ask.method, parts.scheme, parts.netloc, parts.path, parts.query, headers, body)
        answer = self.dispatcher.answer(request)
        return Page(ask.url, answer.body, answer.status, {"content-type": answer.media_type})

    def lists(self) -> list[ListPage]:
        """Every page of the list that the adapter asks for."""
        asks, asked, pages = list(self.adapter.first_requests(self.row)), set(), []
        while asks:
            ask = asks.pop(0)
            if (ask.url, ask.form) not in asked:
                asked.add((ask.url, ask.form))
                assert len(asked) < 50, "the list has no end"
                pages.append(self.adapter.parse_list(self.page(ask), self.row, ask))
                asks += [*pages[-1].next, *pages[-1].columns]
        return pages

    def detail(self, url: str) -> Detail:
        """An article; where another ask brings its text, what that says."""
        ask = Ask(url, "detail")
        return self.adapter.parse_detail(self.page(ask), self.row, ask)


def _client(name: str, params: bool) -> _Client:
    module_name, options = _VARIANTS[name]
    site = sample_site(module_name, options=options)
    module = family(module_name)
    start = f"http://{site.host}:8080{module.start(site)}"
    row = Row(agency=site.agency, start_url=start, family=module_name, params=module.params(site) if params else {})
    return _Client(site, Dispatcher(World((site,))), row, load_adapters()[module_name])


def _items(pages: list[ListPage]) -> dict[str, Item]:
    return {item.url: item for page in pages for item in page.items}


@pytest.mark.parametrize("params", [False, True], ids=["alone", "params"])
@pytest.mark.parametrize("name", _VARIANTS)
def test_adapter_finds_every_line(name: str, params: bool) -> None:
    """All lines of the column with their titles and dates, and the count where the site declares one."""
    client = _client(name, params)
    pages = client.lists()
    found = {(item.title, item.published) for item in _items(pages).values()}
    lines = {(article.title, article.date) for article in client.site.articles}
    if name == "hanweb_xxgk":  # Years have no list: the titles are those of the reports.
        assert {title for title, _ in found} == {
            article.title for article in client.site.articles if article.attachments
        }
        return
    assert found == lines
    assert {page.declared_items for page in pages} <= {None, len(lines)}


@pytest.mark.parametrize("name", _VARIANTS)
def test_adapter_reads_articles_and_files(name: str) -> None:
    """Title, date and text of every report, and its one file."""
    client = _client(name, params=False)
    reports = {article.title: article for article in client.site.articles if article.attachments}
    items = [item for item in _items(client.lists()).values() if item.title in reports]
    assert len(items) == 7
    for item in items:
        article, detail = reports[item.title], client.detail(item.url)
        assert (detail.title, detail.published) == (article.title, article.date)
        assert "申请人情况" in (detail.body or detail.region or "")
        files = [client.page(Ask(link.url, "file")).body for link in (*detail.attachments, *item.attachments)]
        assert set(files) == {content_to_bytes(article.attachments[0].content)}


@pytest.mark.parametrize("name", [name for name in _VARIANTS if not name.startswith("generic")])
def test_family_is_told_by_the_start_page(name: str) -> None:
    """``auto`` takes the right adapter for the list itself."""
    client = _client(name, params=False)
    assert page_to_family(client.page(Ask(client.row.start_url, "start"))) == client.site.family
