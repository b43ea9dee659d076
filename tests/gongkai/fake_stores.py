"""Stores for tests of what a build makes of them: objects on disk, and the catalogue as a list in memory."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import extract.collect.store as package
from extract.collect.store import StoredDocument
from extract.media import HTML

SITE = "www.siyang.gov.cn/xxgk"
RUN = "2024-05-02T08:00:00.000Z"


class FakeStores:
    """Stores by folder, in place of those that the collector writes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.stores: dict[Path, FakeStore] = {}
        monkeypatch.setattr(package, "is_store", lambda folder: folder in self.stores)
        monkeypatch.setattr(package, "store_to_documents", lambda folder: self.stores[folder].documents())
        monkeypatch.setattr(package, "store_to_sites", lambda folder: self.stores[folder].sites)
        monkeypatch.setattr(package, "store_to_findings", lambda folder: self.stores[folder].findings)

    def add(self, folder: Path) -> FakeStore:
        """A new empty store."""
        folder.mkdir(parents=True)
        (folder / "catalogue.sqlite").touch()
        self.stores[folder.resolve()] = FakeStore(folder)
        return self.stores[folder.resolve()]


class FakeStore:
    """One store: rows as the real one would give them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: list[StoredDocument] = []
        self.sites: list[dict[str, Any]] = []
        self.findings: list[dict[str, Any]] = []

    def documents(self) -> Iterator[StoredDocument]:
        """All versions, in the order of the real store."""
        yield from sorted(self.rows, key=lambda row: (row.sha256, row.url))

    def site(self, agency: str, site_id: str = SITE, **more: Any) -> None:
        """Register a site."""
        counts = more.pop("counts", {"items": 3, "reports": 2})
        row: dict[str, Any] = {
            "start_url": f"http://{site_id}",
            "family": "generic",
            "scope": "own",
            "status": "active",
        }
        row |= {
            "first_year": None,
            "verified_at": "",
            "last_run": RUN,
            "outcome": "ok",
            "complete": 1,
            "incomplete": None,
        }
        self.sites.append({"site_id": site_id, "agency": agency, **row, "counts": json.dumps(counts), **more})

    def finding(self, code: str, site_id: str = SITE, *, found: str = "", url: str = "", run: str = RUN) -> None:
        """Note a finding."""
        self.findings.append({"site_id": site_id, "agency": "", "run": run, "code": code, "url": url, "found": found})

    def keep(self, data: bytes, path: str, *, site: str = SITE, **more: Any) -> str:
        """Keep a version of a document; its sha256."""
        sha256 = hashlib.sha256(data).hexdigest()
        file = self.folder / "objects" / sha256[:2] / sha256
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        registered = next(row for row in self.sites if row["site_id"] == site)
        row: dict[str, Any] = {
            "media_type": HTML, "fetched_at": RUN, "role": "page", "list_title": None, "list_date": None, "title": None,
            "kind": "report", "year": None, "parent_sha256": None, "relation": None, "superseded": False, "gone": False,
            "repost_of_sha256": None, "sources": (),
        } | more  # fmt: skip
        self.rows.append(
            StoredDocument(
                sha256=sha256,
                path=file,
                size=len(data),
                url=f"http://{site.partition('/')[0]}/{path}",
                site_id=site,
                agency=registered["agency"],
                scope=registered["scope"],
                **row,
            )
        )
        return sha256
