"""The page on the store says what the catalogue is."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from extract.collect.store import Seen
from extract.collect.store.catalogue import schema

PAGE = Path(__file__).parents[4] / "docs" / "store.md"


def _documented() -> dict[str, set[str]]:
    parts = PAGE.read_text(encoding="utf-8").split("\n### `")[1:]
    tables = {}
    for part in parts:
        name, _, rest = part.partition("`")
        rows = re.findall(r"^\| (`[^|]*) \|", rest.partition("\n## ")[0], re.MULTILINE)
        tables[name] = {column for row in rows for column in re.findall(r"`(\w+)`", row)}
    return tables


def _real() -> dict[str, set[str]]:
    connection = sqlite3.connect(":memory:")
    connection.executescript(schema())
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    tables = {
        name: {row[1] for row in connection.execute(f"PRAGMA table_info({name})")}
        for name in names
        if not name.startswith("sqlite_")
    }
    connection.close()
    return tables


def test_every_table_and_column_is_documented() -> None:
    """Tables and columns on the page are those of the schema, no more and no fewer."""
    assert _documented() == _real()


def test_the_queries_on_the_page_run() -> None:
    """The examples of SQL are valid on the schema."""
    (block,) = re.findall(r"```sql\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    connection = sqlite3.connect(":memory:")
    connection.executescript(schema())
    queries = [query for query in block.split(";") if query.strip()]
    assert len(queries) == 4
    for query in queries:
        connection.execute(query)
    connection.close()


def test_a_sighting_keeps_everything_that_was_seen() -> None:
    """What a document was seen as is kept whole, so that a merge can say it again."""
    assert set(Seen._fields) <= _real()["sightings"]
