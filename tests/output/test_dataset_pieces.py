"""Tables are written piece by piece, and nobody can tell from the rows."""

import duckdb
import pyarrow as pa
import pytest

from gongkai.run.assemble import fields_to_read_schema
from output import dataset
from output.registry import load_read_tables, load_tables

DOCUMENTS = 40
ROWS = 3


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    """Forty documents with three extra rows each, stored in no order."""
    connection = duckdb.connect()
    connection.execute(
        f"CREATE TABLE read_documents AS SELECT position, 'd' || position AS document_id FROM range({DOCUMENTS}) t(position)"
    )
    connection.execute(
        "CREATE TABLE filings AS SELECT *, 'r' || position AS report_id FROM read_documents WHERE position % 2 = 0"
    )
    numbers = sorted(range(DOCUMENTS * ROWS), key=lambda number: number * 7 % 11)
    rows = [
        {"position": n // ROWS, "ordinal": n, "document_id": f"d{n // ROWS}", "number": n % ROWS, "texts": "[]" * n}
        for n in numbers
    ]
    table = pa.Table.from_pylist(rows, schema=fields_to_read_schema(load_read_tables()["extras"]))
    connection.register("read_extras", table)
    return connection


@pytest.mark.parametrize(("first", "size"), [(1, 1), (3, 2_000), (DOCUMENTS, 1 << 20)])
def test_pieces_of_any_size_have_the_same_rows_in_the_same_order(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch, first: int, size: int
) -> None:
    """How many documents make a piece changes neither rows nor order, and every document has its report."""
    monkeypatch.setattr(dataset, "FIRST_DOCUMENTS", first)
    monkeypatch.setattr(dataset, "PIECE_BYTES", size)
    pieces = list(dataset._pieces(connection, load_tables()["extras"]))
    rows = pa.concat_tables(pieces).select(["document_id", "number", "report_id", "texts"]).to_pylist()
    assert rows == [
        {
            "document_id": f"d{n // ROWS}",
            "number": n % ROWS,
            "report_id": None if n // ROWS % 2 else f"r{n // ROWS}",
            "texts": "[]" * n,
        }
        for n in range(DOCUMENTS * ROWS)
    ]
    assert len(pieces) == 1 if first == DOCUMENTS else len(pieces) > 1
