"""``gongkai metrics``: a table or a ranking of metrics from a dataset, and the catalogue of metrics."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from extract.errors import GongkaiError, OutputError

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from output.metrics.selection import RankedBy, Ranking, Selection

    # The class is generic only for type checkers.
    Verbs = argparse._SubParsersAction[argparse.ArgumentParser]

SCOPES: Final = ("organ", "office", "territory", "level", "system", "unknown")
LIMIT: Final = 20
"""Reports shown in one block unless more are asked for."""

_CSV_BATCH: Final = 100_000


def add_metrics_parser(verbs: Verbs) -> None:
    """Adds the verb with its options; heavy modules are imported only when it runs."""
    verb = verbs.add_parser(
        "metrics",
        help="print transparency metrics of a dataset, as a table or as a ranking",
        description="Print metrics with numerator, denominator, interval and scope: a table, or a ranking with --rank. "
        "Reports of different scope are never ranked together.",
        epilog="Exit status: 0 done, 1 a file cannot be used, 2 the question is wrong.",
    )
    verb.add_argument("directory", nargs="?", metavar="DIR", help="folder of a dataset; not needed with --list")
    verb.add_argument("--list", action="store_true", help="print the catalogue of metrics and stop")
    verb.add_argument(
        "--metric", nargs="+", default=[], metavar="ID", help="which metrics (default: those that say most)"
    )
    verb.add_argument("--year", metavar="Y", help="a fiscal year, or a span such as 2021-2024")
    verb.add_argument("--scope", choices=SCOPES, help="only reports of this scope")
    verb.add_argument("--kind", metavar="K", help="only this kind of agency")
    verb.add_argument("--division", metavar="D", help="only this division: its id, or its code with all below it")
    verb.add_argument(
        "--rank",
        action="store_true",
        help="rank the agencies, one ranking per year and scope (default: the newest year)",
    )
    verb.add_argument(
        "--by",
        choices=("value", "low", "high", "numerator", "denominator"),
        default="value",
        help="what a ranking goes by; low, the lower end of the interval, is the cautious one (default: value)",
    )
    verb.add_argument("--ascending", action="store_true", help="the lowest first")
    verb.add_argument(
        "--minimum",
        type=int,
        default=None,
        metavar="N",
        help="set denominators under N apart (default: the metric's own)",
    )
    verb.add_argument(
        "--limit", type=int, default=LIMIT, metavar="N", help=f"reports shown in each block (default: {LIMIT})"
    )
    verb.add_argument("--csv", metavar="FILE", help="write all rows to a file instead")


def run_metrics(
    directory: str | None,
    *,
    catalogue: bool = False,
    metrics: Sequence[str] = (),
    year: str | None = None,
    scope: str | None = None,
    kind: str | None = None,
    division: str | None = None,
    rank: bool = False,
    by: RankedBy = "value",
    ascending: bool = False,
    minimum: int | None = None,
    limit: int = LIMIT,
    csv: str | None = None,
) -> int:
    """Prints metrics, or writes them; returns 0, 1 where a file cannot be used, 2 where the question is wrong.

    Args:
        directory: folder of a dataset; None with ``catalogue``.
        catalogue: print the catalogue of metrics instead.
        metrics: ids; empty for those that say most.
        year: a year or a span; in a ranking None means the newest.
        scope: only reports of this scope.
        kind: only agencies of this kind.
        division: only agencies of this division, by its id, or by its code with all below it.
        rank: rank the reports of each year and scope.
        by: what a ranking goes by.
        ascending: whether the lowest comes first in a ranking.
        minimum: denominators below it are set apart; None for the metric's own.
        limit: reports shown in each block.
        csv: a file for all rows, instead of the terminal.
    """
    from output.metrics.selection import QuestionError, Ranking, Selection, ids_to_metrics, text_to_years

    try:
        if catalogue:
            _print_catalogue()
            return 0
        selection = Selection(
            ids_to_metrics(metrics, ranked=rank),
            None if year is None else text_to_years(year),
            scope,
            kind,
            division,
            minimum=minimum,
        )
        _answer(directory, selection, Ranking(by, ascending) if rank else None, limit, csv)
    except GongkaiError as error:
        print(f"gongkai: {error.code}: {error}", file=sys.stderr)
        return 2 if isinstance(error, QuestionError) else 1
    return 0


def _print_catalogue() -> None:
    from rich.console import Console

    from gongkai.metrics_display import catalogue_table
    from output.metrics import load_catalogue

    Console().print(catalogue_table(load_catalogue().metrics.values()))


def _answer(directory: str | None, selection: Selection, ranking: Ranking | None, limit: int, csv: str | None) -> None:
    from output.metrics.selection import QuestionError, newest_year, open_metrics

    if directory is None:
        raise QuestionError(expected="the folder of a dataset", found="none", advice="or --list for the catalogue")
    with open_metrics(directory) as connection:
        if ranking is not None and selection.years is None:
            newest = newest_year(connection, selection)
            selection = selection if newest is None else replace(selection, years=(newest, newest))
        if csv is None:
            _print_blocks(connection, selection, ranking, limit)
        else:
            _write_csv(connection, selection, ranking, csv)


def _print_blocks(
    connection: duckdb.DuckDBPyConnection, selection: Selection, ranking: Ranking | None, limit: int
) -> None:
    from rich.console import Console

    from gongkai.metrics_display import APART_SHOWN, block_to_table, caveats
    from output.metrics.selection import QuestionError, ranked_sql

    sql, parameters = ranked_sql(selection, ranking)
    found = connection.execute(
        f"""SELECT * FROM (SELECT *, count(*) OVER (PARTITION BY block, standing) AS of_standing,
            count(*) OVER (PARTITION BY block, standing, undefined_reason) AS of_reason,
            row_number() OVER (PARTITION BY block, standing, undefined_reason ORDER BY number) AS of_reason_number
        FROM ({sql}))
        WHERE CASE standing WHEN 0 THEN number <= ? WHEN 1 THEN number <= ? ELSE of_reason_number = 1 END
        ORDER BY block, standing, number""",
        [*parameters, max(limit, 1), APART_SHOWN],
    )
    names = [column[0] for column in found.description or []]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    if not rows:
        raise QuestionError(expected="reports that match", found="none", advice=_what_there_is(connection))
    console = Console()
    by_id = {metric.id: metric for metric in selection.metrics}
    for block in dict.fromkeys(row["block"] for row in rows):
        of_block = [row for row in rows if row["block"] == block]
        counts = {row["standing"]: row["of_standing"] for row in of_block}
        console.print(block_to_table(by_id[of_block[0]["metric"]], of_block, counts, ranked=ranking is not None))
    console.print(caveats(selection.metrics, (row["year"] for row in rows)))


def _what_there_is(connection: duckdb.DuckDBPyConnection) -> str:
    first, last, scopes = connection.execute(
        "SELECT min(year), max(year), string_agg(DISTINCT scope, ', ' ORDER BY scope) FROM reports"
    ).fetchall()[0]
    return f"the dataset has years {first} to {last} and scopes {scopes}"


def _write_csv(connection: duckdb.DuckDBPyConnection, selection: Selection, ranking: Ranking | None, path: str) -> None:
    import pyarrow.csv

    from output.metrics.selection import ranked_sql
    from output.table_files import BYTE_ORDER_MARK

    sql, parameters = ranked_sql(selection, ranking)
    rows = connection.sql(
        f"SELECT * EXCLUDE (block, standing, number) FROM ({sql}) ORDER BY block, standing, number", params=parameters
    )
    reader: pa.RecordBatchReader = rows.to_arrow_reader(_CSV_BATCH)
    try:
        with open(path, "wb") as file:
            file.write(BYTE_ORDER_MARK)
            with pyarrow.csv.CSVWriter(file, reader.schema) as writer:
                for batch in reader:
                    writer.write_batch(batch)
    except OSError as error:
        raise OutputError(
            expected="a file that can be written", found=str(error), where=path, advice="name another one"
        ) from error
