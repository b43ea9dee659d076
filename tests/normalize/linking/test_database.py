"""Rows that are made in Python reach the database in batches."""

import duckdb
import pyarrow as pa
import pytest

from normalize.linking import database


@pytest.mark.parametrize("count", [0, 1, 3, 4, 10])
def test_rows_keep_their_order_over_batches(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """A table has all rows of an iterator, in its order, however many batches they make; without rows it is empty."""
    monkeypatch.setattr(database, "BATCH", 3)
    with duckdb.connect() as connection:
        rows = ((number, f"name {number}" if number % 2 else None) for number in range(count))
        database.create_table(connection, "named", {"number": pa.int64(), "name": pa.string()}, rows)
        found = connection.execute("SELECT * FROM named").fetchall()
        types = [row[1] for row in connection.execute("DESCRIBE named").fetchall()]
    assert found == [(number, f"name {number}" if number % 2 else None) for number in range(count)]
    assert types == ["BIGINT", "VARCHAR"]
