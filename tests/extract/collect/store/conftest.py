"""A site of our own, exchanges with it, and stores to put them in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from extract.collect.adapter import Ask
from extract.collect.exchange import Exchange, ask_key
from extract.collect.registry import Site
from extract.collect.store import Seen, Store

HOST = "https://www.qingshan.gov.cn"
BEGUN = "2026-03-01T08:00:00.000Z"

ExchangeMaker = Callable[..., Exchange]
SeenMaker = Callable[..., Seen]


@pytest.fixture
def site() -> Site:
    return Site("青山市人民政府", f"{HOST}/xxgk/nb/", site_id="qingshan")


@pytest.fixture
def make_exchange() -> ExchangeMaker:
    def make(path: str = "/xxgk/nb/t1.html", body: bytes = b"<p>1</p>", **changes: Any) -> Exchange:
        url = changes.pop("url", f"{HOST}{path}")
        role = changes.pop("role", "detail")
        values: dict[str, Any] = {
            "site_id": "qingshan",
            "role": role,
            "method": "GET",
            "url": url,
            "request_headers": (("User-Agent", "gongkai/0.1 (+https://example.org)"),),
            "request_body": b"",
            "asked_at": "2026-03-01T08:00:01.250Z",
            "outcome": "ok",
            "key": ask_key(Ask(url, role)),
            "status": 200,
            "protocol": "HTTP/1.1",
            "headers": (("Content-Type", "text/html"), ("Content-Length", str(len(body)))),
            "raw_body": body,
            "body": body,
        }
        return Exchange(**{**values, **changes})

    return make


@pytest.fixture
def store(tmp_path: Path, site: Site) -> Iterator[Store]:
    with Store(tmp_path / "store", create=True) as store:
        store.begin_run([site], {"software": "gongkai"}, started_at=BEGUN)
        yield store


@pytest.fixture
def make_seen(make_exchange: ExchangeMaker) -> SeenMaker:
    """Records a page in a store and says how it was seen."""

    def make(store: Store, path: str = "/xxgk/nb/t1.html", body: bytes = b"<p>1</p>", **changes: Any) -> Seen:
        exchange = make_exchange(path, body, **changes.pop("exchange", {}))
        fetch_id = store.record(exchange)
        row = store.query("SELECT sha256 FROM fetches WHERE fetch_id = ?", (fetch_id,))[0]
        values: dict[str, Any] = {
            "site_id": exchange.site_id,
            "url": exchange.url,
            "role": "page",
            "fetch_id": fetch_id,
            "sha256": row["sha256"],
            "media_type": "text/html",
            "title": "青山市财政局2025年度政府信息公开工作年度报告",
            "kind": "report",
            "year": 2025,
            "region_hash": "r1",
            "table_hash": "t1",
            "attachments_hash": "",
            "adapter": "generic",
            "adapter_version": 1,
        }
        return Seen(**{**values, **changes})

    return make
