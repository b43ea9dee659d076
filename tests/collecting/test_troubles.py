"""A site for each thing that goes wrong: every trouble is told by its finding, and costs no other site a report."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from extract.collect.crawl.options import CrawlOptions, NoProgress
from extract.collect.crawl.runner import crawl
from extract.collect.findings import load_finding_kinds
from extract.collect.registry import load_registry
from extract.collect.store import Store, verify_store
from tests.replica.model import World
from tests.replica.process import serve
from tests.replica.troubles import TROUBLES, Trouble, redesigns, troubled_world

MOVED_WORLD, MOVED = redesigns()
ALL: Final[tuple[Trouble, ...]] = (*TROUBLES, *MOVED)

ALONGSIDE: Final[Mapping[str, frozenset[str]]] = {
    "not_found": frozenset({"short_list"}),
    "last_page_missing": frozenset({"short_list", "missing_year"}),
    # One of three lines is more than the share that a list may lose.
    "vanished": frozenset({"shrunk_list"}),
    # A line 年度报告日历 is taken for a report by its column, fetched once, and found to be none: loud, not silent.
    "calendar": frozenset({"wrong_page"}),
}
"""Further errors that a trouble may bring with it besides those below."""

FOLLOW: Final = frozenset(
    {"missing_year", "short_list", "repeated_page", "parked", "no_report", "nothing_had", "redesigned", "vanished"}
)
"""What follows from other findings: a report that could not be had is missing in its year."""


class Found(NamedTuple):
    """What the store says of every host after the last run."""

    findings: Mapping[str, Mapping[str, str]]
    reports: Mapping[str, int]
    store: Path


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    folder = tmp_path_factory.mktemp("troubles")
    world = World((*troubled_world().sites, *MOVED_WORLD.sites))
    with serve(world, folder / "replica") as replica:
        registry = load_registry(replica.write_registry(folder / "registry.csv", family="auto"))
        options = CrawlOptions(
            "test@example.org", delay=0.0, timeout=4.0, max_delay=2.0, retries=1, concurrent_hosts=24,
            max_bytes_file=4 << 20, resolve=(("*.gov.cn", "127.0.0.1"),),
        )  # fmt: skip
        for run in (0, 1):
            replica.set_run(run)
            crawl(registry, folder / "store", options, NoProgress())
    return store_to_found(folder / "store")


def store_to_found(folder: Path) -> Found:
    with Store(folder, read_only=True) as store:
        findings: dict[str, dict[str, str]] = {}
        for row in store.query("SELECT host, code, group_concat(found, '; ') AS found FROM findings JOIN sites USING (site_id)"
                               " WHERE run_id = (SELECT max(run_id) FROM runs) GROUP BY host, code"):  # fmt: skip
            findings.setdefault(row["host"], {})[row["code"]] = row["found"]
        reports = store.query(
            "SELECT host, count(*) AS count FROM documents JOIN sites USING (site_id)"
            " WHERE role IN ('page', 'rendition') AND kind IN ('report', 'weak') GROUP BY host"
        )
    return Found(findings, {row["host"]: row["count"] for row in reports}, folder)


def errors_of(codes: Any) -> set[str]:
    kinds = load_finding_kinds()
    return {code for code in codes if code not in kinds or kinds[code].severity == "error"}


@pytest.mark.parametrize("trouble", ALL, ids=lambda trouble: trouble.name)
def test_a_trouble_is_told(found: Found, trouble: Trouble) -> None:
    """Each trouble leaves the findings that name it, and all its reports that can be had are in the store."""
    findings = found.findings.get(trouble.host, {})
    assert trouble.findings <= set(findings)
    if trouble.reports is not None:
        assert found.reports.get(trouble.host, 0) == trouble.reports, findings


@pytest.mark.parametrize("trouble", ALL, ids=lambda trouble: trouble.name)
def test_nothing_else_is_told(found: Found, trouble: Trouble) -> None:
    """A site has no other error than its trouble and what follows from it: false alarms hide true ones."""
    findings = found.findings.get(trouble.host, {})
    further = errors_of(findings) - trouble.findings
    if trouble.findings & errors_of(trouble.findings) or trouble.findings - {"changed", "title_weak", "archive_listed"}:
        further -= FOLLOW
    assert not further - ALONGSIDE.get(trouble.name, frozenset()), {code: findings[code] for code in further}


def test_every_finding_has_its_words(found: Found) -> None:
    """No finding has a code that findings.toml does not explain."""
    assert {code for codes in found.findings.values() for code in codes} <= set(load_finding_kinds())


def test_the_store_is_whole_after_all_that(found: Found) -> None:
    """After two runs over every trouble each object has its bytes and each WARC record its digest."""
    assert verify_store(found.store) == []


def test_the_day_of_the_test_is_after_the_reports(found: Found) -> None:
    """The troubles' reports of 2025 are due on the day of any test: missing years can be told."""
    assert datetime.datetime.now(datetime.UTC).date() > datetime.date(2026, 4, 1)
