"""Every portal family over the network: told from its site, walked to its end, every report and file in the store."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest

from extract.collect.crawl.options import CrawlOptions, NoProgress
from extract.collect.crawl.runner import crawl
from extract.collect.families import load_adapters
from extract.collect.findings import load_finding_kinds
from extract.collect.registry import load_registry
from extract.collect.store import Store
from tests.replica.model import World
from tests.replica.process import serve
from tests.replica.samples import FAMILIES, sample_site

VARIANTS: Final[tuple[tuple[str, str, dict[str, Any]], ...]] = (
    *((family, family, {}) for family in FAMILIES),
    ("jpage-encrypted", "hanweb_jpage", {"variant": "encrypted", "hex": True}),
    ("jpage-truecms", "hanweb_jpage", {"variant": "truecms"}),
)
YEARS: Final = set(range(2019, 2026))


def host_of(name: str) -> str:
    return f"www.{name.replace('_', '-')}.gov.cn"


@pytest.fixture(scope="module", params=("auto", "named"))
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("families")
    sites = tuple(sample_site(family, host_of(name), options=options) for name, family, options in VARIANTS)
    with serve(World(sites), folder / "replica") as replica:
        family = "auto" if request.param == "auto" else ""
        registry = load_registry(replica.write_registry(folder / "registry.csv", family=family))
        options = CrawlOptions("test@example.org", delay=0.0, resolve=(("*.gov.cn", "127.0.0.1"),))
        crawl(registry, folder / "store", options, NoProgress())
    return folder / "store"


@pytest.mark.parametrize("name", [name for name, _, _ in VARIANTS])
def test_a_family_is_walked_to_its_end(store: Path, name: str) -> None:
    """Of each family every year's report is found once, with its file, and nothing wrong is told of the site."""
    kinds = load_finding_kinds()
    with Store(store, read_only=True) as opened:
        documents = opened.query(
            "SELECT year, role, kind FROM documents JOIN sites USING (site_id) WHERE host = ?", (host_of(name),)
        )
        findings = opened.query(
            "SELECT code, found FROM findings JOIN sites USING (site_id) WHERE host = ?", (host_of(name),)
        )
    pages = [row["year"] for row in documents if row["role"] in {"page", "rendition"} and row["kind"] == "report"]
    files = [row for row in documents if row["role"] == "file"]
    assert sorted(set(pages)) == sorted(YEARS)
    assert len(files) == len(YEARS)
    assert [tuple(row) for row in findings if kinds[row["code"]].severity == "error"] == []


def test_no_family_is_forgotten() -> None:
    """Every family but the manual one has its site in the replica, and so is walked here."""
    assert {*FAMILIES, "manual"} == set(load_adapters())
