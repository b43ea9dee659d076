"""``gongkai export``: a finished dataset in the formats of other programs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from extract.errors import GongkaiError

if TYPE_CHECKING:
    # The class is generic only for type checkers.
    Verbs = argparse._SubParsersAction[argparse.ArgumentParser]


def add_export_parser(verbs: Verbs) -> None:
    """Adds the verb with its options; heavy modules are imported only when it runs."""
    export = verbs.add_parser(
        "export",
        help="write a dataset for Stata, SPSS, Excel, DuckDB, data archives and more",
        description="Write a finished dataset in the formats of other programs, each value as it stands in the dataset.",
        epilog="Exit status: 0 all was written, 1 something cannot be read, asked for or written, 2 wrong usage.",
    )
    export.add_argument("dataset", metavar="DIR", help="folder of a dataset that gongkai build has written")
    export.add_argument(
        "--to",
        required=True,
        metavar="FORMAT[,FORMAT…]",
        help="duckdb, stata, spss, excel, html, ddi, croissant, citation, csv, parquet",
    )
    export.add_argument(
        "-o", "--output", default=None, metavar="OUT", help="folder for the results (default: DIR-export beside DIR)"
    )
    export.add_argument(
        "--tables",
        default=None,
        metavar="TABLE[,TABLE…]",
        help="only these tables (default: all; for excel: panel, checks, coverage)",
    )


def run_export(arguments: argparse.Namespace) -> int:
    """Writes the exports and prints their paths, with what a user has to know of each.

    Returns:
        0 when all were written, 1 when none was; the reason is on standard error.
    """
    from output.export.publish import export_dataset

    folder = Path(arguments.dataset)
    out = Path(arguments.output) if arguments.output else _beside(folder)
    try:
        exported = export_dataset(
            folder,
            _names(arguments.to) or [],
            out,
            tables=_names(arguments.tables),
            report=lambda entry: print(f"gongkai: writing {entry.name}", file=sys.stderr),
        )
    except GongkaiError as error:
        print(f"gongkai: {error.code}: {error}", file=sys.stderr)
        return 1
    for result in exported:
        print(result.path)
        for note in result.notes:
            print(f"gongkai: note: {note}", file=sys.stderr)
    return 0


def _beside(folder: Path) -> Path:
    """The folder for the results beside that of the dataset; `.` has a name only when it is resolved."""
    resolved = folder.resolve()
    return resolved.with_name(f"{resolved.name}-export")


def _names(text: str | None) -> list[str] | None:
    """Names joined by commas; None stays None.

    >>> _names("stata, excel,"), _names(None)
    (['stata', 'excel'], None)
    """
    return None if text is None else [name.strip() for name in text.split(",") if name.strip()]
