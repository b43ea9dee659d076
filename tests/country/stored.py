"""Tables of a dataset as rows of plain Python."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

Rows = list[dict[str, Any]]


def read_rows(out: Path, table: str) -> Rows:
    """All rows of a table."""
    rows: Rows = pq.read_table(out / f"{table}.parquet").to_pylist()
    return rows
