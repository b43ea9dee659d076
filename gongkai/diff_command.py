"""``gongkai diff``: what was added, removed and changed between two datasets, and why."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Final

from extract.errors import GongkaiError

if TYPE_CHECKING:
    import pyarrow as pa
    from rich.console import RenderableType

    from output.comparison import Comparison

    # The class is generic only for type checkers.
    Verbs = argparse._SubParsersAction[argparse.ArgumentParser]

LIMIT: Final = 20
"""Details printed unless more are asked for."""

PAGE_LIMIT: Final = 20_000
"""Details on a page unless more are asked for: what a browser still searches at once."""

_COLUMNS_SHOWN: Final = 12


def add_diff_parser(verbs: Verbs) -> None:
    """Adds the verb with its options; heavy modules are imported only when it runs."""
    verb = verbs.add_parser(
        "diff",
        help="say what differs between two datasets, and why",
        description="Compare two datasets row by row and value by value: what was added, removed and changed, "
        "by table and by reason.",
        epilog="Exit status, as that of diff(1): 0 the datasets are the same, 1 they differ, 2 trouble.",
    )
    verb.add_argument("old", metavar="OLD", help="folder of a dataset")
    verb.add_argument("new", metavar="NEW", help="folder of another one, usually later")
    verb.add_argument("--table", nargs="+", default=[], metavar="TABLE", help="only these tables (default: all)")
    files = verb.add_mutually_exclusive_group()
    files.add_argument("--csv", metavar="FILE", help="write all details to a CSV file")
    files.add_argument("--html", metavar="FILE", help="write the details to a page for the browser")
    verb.add_argument(
        "--limit",
        type=int,
        default=None,
        metavar="N",
        help=f"details at most (default: {LIMIT} printed, {PAGE_LIMIT} on a page, all in a CSV file)",
    )


def run_diff(arguments: argparse.Namespace) -> int:
    """Compares two datasets; returns 0 when they are the same, 1 when they differ, 2 in trouble.

    Args:
        arguments: ``old``, ``new``, ``table``, ``csv``, ``html`` and ``limit`` of the parser.
    """
    try:
        return _compare(arguments)
    except GongkaiError as error:
        print(f"gongkai: {error.code}: {error}", file=sys.stderr)
        return 2


def _compare(arguments: argparse.Namespace) -> int:
    from rich.console import Console

    from gongkai.result_files import csv_file, write_text
    from output.comparison import DETAIL_COLUMNS, compare_datasets, details_schema
    from output.stored_dataset import engine

    limit: int | None = arguments.limit
    pieces: list[pa.Table] = []
    console = Console()
    with engine() as connection:
        if arguments.csv:
            with csv_file(arguments.csv, details_schema()) as file:
                result = compare_datasets(
                    connection, arguments.old, arguments.new, tables=arguments.table, details=file.write, limit=limit
                )
            console.print(_summary(result))
            print(f"{file.row_count:,} details in {arguments.csv}")
            return 0 if result.same else 1
        if limit is None:
            limit = PAGE_LIMIT if arguments.html else LIMIT
        result = compare_datasets(
            connection, arguments.old, arguments.new, tables=arguments.table, details=pieces.append, limit=max(limit, 0)
        )
    rows = [row for piece in pieces for row in zip(*(piece[name].to_pylist() for name in DETAIL_COLUMNS), strict=True)]
    console.print(_summary(result))
    if arguments.html:
        write_text(arguments.html, _page(result, rows))
        print(arguments.html)
    elif rows:
        console.print(_details(result, rows))
    return 0 if result.same else 1


def _heading(result: Comparison) -> list[str]:
    lines = []
    for name, dataset in (("old", result.old), ("new", result.new)):
        said = dataset.metadata
        version = f"version {said.get('version', '?')}, code {said.get('code', '?')}"
        newest = said.get("newest_publication_date") or "unknown"
        lines.append(f"{name}: {dataset.folder} ({version}, newest document {newest})")
    return lines


def _notes(result: Comparison) -> list[str]:
    notes = []
    for names, text in (
        (result.tables_only_old, "tables that only the old one has"),
        (result.tables_only_new, "tables that only the new one has"),
        (result.columns_only_old, "columns that only the old one has"),
        (result.columns_only_new, "columns that only the new one has"),
    ):
        if names:
            notes.append(f"{text}: {', '.join(names)}")
    if result.moved:
        notes.append(
            f"{result.moved:,} documents stand under another report id: their rows are counted as removed and added"
        )
    return notes


def _summary(result: Comparison) -> RenderableType:
    from rich import box
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    from output.change_reasons import REASONS

    parts: list[RenderableType] = [Text("\n".join(_heading(result)), overflow="fold")]
    if result.same:
        parts.append(Text("\nThe datasets are the same.", style="bold"))
        return Group(*parts)
    parts += [Text(note, style="yellow", overflow="fold") for note in _notes(result)]
    if not result.changes:
        return Group(*parts)
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    table.add_column("table", no_wrap=True)
    table.add_column("change")
    table.add_column("reason", no_wrap=True)
    table.add_column("rows", justify="right")
    table.add_column("values", justify="right")
    table.add_column("", style="dim", overflow="fold")
    last = ""
    for entry in result.changes:
        name = "" if entry.table == last else entry.table
        last = entry.table
        meaning = REASONS[entry.reason].label_en
        table.add_row(name, entry.change, entry.reason, f"{entry.rows:,}", f"{entry.values:,}", meaning)
    parts += [Text(""), table]
    if result.columns:
        shown = sorted(result.columns, key=lambda entry: -entry.rows)[:_COLUMNS_SHOWN]
        named = ", ".join(f"{entry.table}.{entry.column} ({entry.rows:,})" for entry in shown)
        rest = len(result.columns) - len(shown)
        parts.append(Text(f"\nchanged most: {named}" + (f" and {rest} more" if rest else ""), overflow="fold"))
    return Group(*parts)


def _details(result: Comparison, rows: list[tuple[str | None, ...]]) -> RenderableType:
    """Row by row what became of it, and under it each value: old → new."""
    from rich.console import Group
    from rich.padding import Padding
    from rich.text import Text

    from gongkai.display_text import harmless, shorten

    parts: list[RenderableType] = []
    last: tuple[str | None, ...] = ()
    for *row, column, old, new in rows:
        if tuple(row) != last:
            table, change, reason, key = last = tuple(row)
            head = Text.assemble("\n", (f"{table} {change}", "bold"), f" ({reason})")
            parts += [head, Padding(Text(harmless(key or ""), overflow="fold"), (0, 0, 0, 2), expand=False)]
        if column:
            values = (shorten(harmless(value), 60) if value else "–" for value in (old, new))
            parts.append(Padding(Text(f"{column}: {' → '.join(values)}", overflow="fold"), (0, 0, 0, 4), expand=False))
    total = sum(entry.rows if entry.change != "changed" else entry.values for entry in result.changes)
    if total > len(rows):
        rest = f"\n… and {total - len(rows):,} more: --csv FILE has all, --limit N more"
        parts.append(Text(rest, style="dim"))
    return Group(*parts)


def _page(result: Comparison, rows: list[tuple[str | None, ...]]) -> str:
    from output.change_reasons import REASONS
    from output.filter_page import PageColumn, PageTable, Words, rows_to_page

    reasons = {name: Words(f"{name}: {reason.label_en}", reason.label_zh) for name, reason in REASONS.items()}
    changes = {
        "added": Words("added", "新增"),
        "removed": Words("removed", "删除"),
        "changed": Words("changed", "变化"),
    }
    total = sum(entry.rows if entry.change != "changed" else entry.values for entry in result.changes)
    notes = [Words(line, line) for line in [*_heading(result), *_notes(result)]]
    if result.same:
        notes.append(Words("The datasets are the same.", "两个数据集相同。"))
    if total > len(rows):
        notes.append(
            Words(
                f"The first {len(rows):,} of {total:,} details; gongkai diff --csv writes all.",
                f"仅列前 {len(rows):,} 条，共 {total:,} 条；全部请用 gongkai diff --csv。",
            )
        )
    counts = PageTable(
        Words("By table and reason", "按表和原因"),
        [
            Words("table", "表"),
            Words("change", "变化"),
            Words("reason", "原因"),
            Words("rows", "行数"),
            Words("values", "数值个数"),
        ],
        [
            (entry.table, changes[entry.change], reasons[entry.reason], entry.rows, entry.values)
            for entry in result.changes
        ],
    )
    return rows_to_page(
        Words("What differs between two datasets", "两个数据集的差异"),
        notes,
        [
            PageColumn(Words("table", "表"), chosen=True),
            PageColumn(Words("change", "变化"), chosen=True),
            PageColumn(Words("reason", "原因"), chosen=True),
            PageColumn(Words("key", "主键"), wide=True),
            PageColumn(Words("column", "列"), chosen=True),
            PageColumn(Words("old", "旧值")),
            PageColumn(Words("new", "新值")),
        ],
        [(table, changes[str(change)], reasons[str(reason)], *rest) for table, change, reason, *rest in rows],
        small=[counts],
    )
