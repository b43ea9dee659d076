"""A made-up country through all steps: neither the order of its rows nor the number of threads changes anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.linking import STEPS, create_country
from normalize.linking.database import open_database

REPORTS = 600
SHUFFLED = ("agencies", "candidates", "documents", "final_panel", "lineage", "printed_panel", "readings")
RELATIONS = (*STEPS, "skipped_similarities")


def country_to_rows(folder: Path, *, threads: int, shuffle: bool) -> dict[str, list[tuple[Any, ...]]]:
    folder.mkdir()
    with open_database(folder, threads=threads) as connection:
        create_country(connection, REPORTS, folder)
        for name in SHUFFLED if shuffle else ():
            connection.execute(f"CREATE TABLE shuffled AS SELECT * FROM {name} ORDER BY hash({name}::VARCHAR)")
            connection.execute(f"DROP TABLE {name}")
            connection.execute(f"ALTER TABLE shuffled RENAME TO {name}")
        for step in STEPS.values():
            step(connection)
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in RELATIONS if name != "filings"}


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[Any, ...]]]:
    return country_to_rows(tmp_path_factory.mktemp("country") / "plain", threads=1, shuffle=False)


def test_order_and_threads(tmp_path: Path, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    """Every relation has the same rows in the same order when the input is shuffled and two threads work."""
    shuffled = country_to_rows(tmp_path / "shuffled", threads=2, shuffle=True)
    for name, expected in rows.items():
        assert shuffled[name] == expected, name


def test_something_is_found(rows: dict[str, list[tuple[Any, ...]]]) -> None:
    """The country has versions, similar documents, checks of every result and parts of governments to look at."""
    assert {"versions", "similar_documents", "cross_checks", "reconciliation", "coverage"} <= {
        name for name, found in rows.items() if found
    }
    assert {row[7] for row in rows["cross_checks"]} == {"holds", "fails", "cannot_tell"}
