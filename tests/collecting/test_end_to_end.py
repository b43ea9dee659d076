"""From a registry to a dataset over a replica: three families, forty agencies, five years, every number as printed."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

from gongkai.__main__ import main
from tests.replica.process import Line, serve
from tests.replica.scenario import YEARS, end_to_end, world_truth

AGENCIES = 40


class Collected(NamedTuple):
    """What the command left behind, and what the server saw."""

    store: Path
    dataset: Path
    first: list[Line]
    second: list[Line]
    printed: str


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collected]:
    folder = tmp_path_factory.mktemp("end_to_end")
    with serve(end_to_end(AGENCIES), folder / "replica") as replica:
        registry = replica.write_registry(folder / "registry.csv", family="auto", first_year=str(YEARS[0]))
        store, dataset = folder / "store", folder / "dataset"
        command = [
            sys.executable, "-m", "gongkai", "collect", str(registry), "-o", str(store), "--contact", "test@example.org",
            "--delay", "0", "--resolve", f"*=127.0.0.1:{replica.port}",
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
        first = replica.log()
        again = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
        second = replica.log()[len(first) :]
        assert main(["build", str(store), "-o", str(dataset)]) == 0
        yield Collected(store, dataset, first, second, done.stdout + done.stderr + again.stdout + again.stderr)


def test_every_number_is_as_the_reports_print_it(collected: Collected) -> None:
    """Of 40 agencies and 5 years every cell that a report prints is in the dataset, with the value of the truth."""
    rows = duckdb.execute(
        f"""SELECT r.agency_name, v.year, v.cell, v.value FROM '{collected.dataset}/values.parquet' v
        JOIN '{collected.dataset}/reports.parquet' r USING (report_id) WHERE v.status = 'reported'"""
    ).fetchall()
    found = {(agency, year, cell): value for agency, year, cell, value in rows}
    truth = {(row.agency, row.year, row.cell): float(row.value) for row in world_truth(AGENCIES)}
    assert len(truth) > 30_000
    assert {key: float(value) for key, value in found.items()} == truth


def test_a_report_can_be_traced_to_its_address(collected: Collected) -> None:
    """Every document of the dataset tells the address and the day of its fetch, and its bytes lie in the store."""
    rows = duckdb.execute(
        f"SELECT url, fetched_at, path FROM '{collected.dataset}/documents.parquet' WHERE outcome = 'read'"
    ).fetchall()
    assert len(rows) >= AGENCIES * len(YEARS)
    assert all(url.startswith("http://www.replica") and fetched for url, fetched, _ in rows)


def test_a_second_run_asks_only_for_lists_and_conditionally(collected: Collected) -> None:
    """Run again after completion, the collector sends list requests and conditional ones, nothing else."""
    with_conditions = [
        line for line in collected.second
        if "if-none-match" in line.headers or "if-modified-since" in line.headers
    ]  # fmt: skip
    unconditional = {line.path for line in collected.second} - {line.path for line in with_conditions}
    documents = {line.path for line in with_conditions}
    assert documents
    first_documents = {
        line.path for line in collected.first if "post_" in line.path or "/t2" in line.path or "/art_" in line.path
    }
    assert not unconditional & first_documents


def test_no_site_is_asked_two_things_at_a_time(collected: Collected) -> None:
    """By the server's log no host ever has two requests at a time, and robots.txt is the first thing asked for."""
    by_host: dict[str, list[Line]] = defaultdict(list)
    for line in sorted(collected.first, key=lambda line: line.begin):
        by_host[line.host].append(line)
    assert len(by_host) == AGENCIES / 4
    for lines in by_host.values():
        assert lines[0].path == "/robots.txt"
        assert all(one.end <= following.begin for one, following in itertools.pairwise(lines))


def test_every_item_is_accounted_for(collected: Collected, capsys: pytest.CaptureFixture[str]) -> None:
    """Guides, notices and site reports of the lists are left out, each with its reason; no site has an error."""
    assert main(["collect", "health", str(collected.store), "--left-out", "--limit", "1000"]) == 0
    assert capsys.readouterr().out.count("指南") >= AGENCIES * len(YEARS)
    assert main(["collect", "health", str(collected.store)]) == 0
