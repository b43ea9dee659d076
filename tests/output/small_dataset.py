"""Small datasets, written as the registry describes them, for tests of what reads a dataset."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from output.package_files import DATA_PACKAGE
from output.registry import load_tables
from output.schema import table_to_schema

Rows = Sequence[Mapping[str, Any]]


def write_dataset(
    folder: Path, rows: Mapping[str, Rows], *, code: str = "abc", tables: Sequence[str] | None = None
) -> Path:
    """A dataset with these rows; every other table is there and empty, every other column is empty.

    Args:
        folder: made where it is missing.
        rows: by table; each row by field.
        code: fingerprint of the code, as the data package has it.
        tables: only these tables are written; None for all of the registry.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in load_tables().items():
        if tables is not None and name not in tables:
            continue
        schema = pa.schema([field.with_nullable(True) for field in table_to_schema(table)])
        unknown = {field for row in rows.get(name, ()) for field in row} - set(schema.names)
        assert not unknown, f"{name} has no {unknown}"
        pq.write_table(
            pa.Table.from_pylist([dict(row) for row in rows.get(name, ())], schema), folder / f"{name}.parquet"
        )
    metadata = {"software": "gongkai", "version": "0.1.0", "code": code, "commit": "", "newest_publication_date": ""}
    (folder / DATA_PACKAGE).write_text(json.dumps({"gongkai": metadata}), encoding="utf-8")
    return folder
