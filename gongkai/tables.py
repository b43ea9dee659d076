"""Tables of a dataset as pandas frames."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from extract.errors import SourceError
from output.package_files import DATA_PACKAGE
from output.registry import load_tables


def load_table(
    dataset: str | os.PathLike[str], table: str = "panel", columns: Sequence[str] | None = None
) -> pd.DataFrame:
    """One table of a dataset; whole numbers stay whole where some are missing (``Int64``), categories are text.

    Args:
        dataset: folder that a build has written.
        table: its name, such as ``panel``, ``values`` or ``metrics``.
        columns: only these; None for all.

    Raises:
        SourceError: the folder is no whole dataset, or it has no such table or column.
    """
    folder = Path(dataset)
    if not (folder / DATA_PACKAGE).is_file():
        raise SourceError(
            expected=f"a dataset with its {DATA_PACKAGE}", found="none", where=str(folder), advice="build it first"
        )
    tables = load_tables()
    known = tables[table].field_names if table in tables else ()
    unknown = [name for name in columns or () if name not in known]
    if not known or unknown:
        raise SourceError(
            expected=f"a column of {table}: {', '.join(known)}" if known else f"a table: {', '.join(tables)}",
            found=", ".join(unknown) or table,
            where=str(folder),
            advice="see codebook.md in the dataset",
        )
    frame = pd.read_parquet(folder / f"{table}.parquet", columns=list(columns) if columns is not None else None)
    kinds = {field.name: field.type for field in tables[table].fields}
    nullable = {"integer": "Int64", "boolean": "boolean"}
    return frame.astype({name: nullable[kinds[name]] for name in frame.columns if kinds[name] in nullable})
