"""``gongkai check``: everything in a dataset that a careful user should look at, by kind or by agency."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from extract.errors import GongkaiError

if TYPE_CHECKING:
    import duckdb
    from rich.console import RenderableType

    from output.findings import FindingCount, FindingSummary

    # The class is generic only for type checkers.
    Verbs = argparse._SubParsersAction[argparse.ArgumentParser]

LIMIT: Final = 5
"""Findings printed of each group unless more are asked for."""

PAGE_LIMIT: Final = 20_000
"""Findings on a page: what a browser still searches at once."""

_GROUPS_SHOWN: Final = 40
_CODES_SHOWN: Final = 5
_STYLES: Final = {"error": "red", "warning": "yellow", "info": "cyan"}


def add_check_parser(verbs: Verbs) -> None:
    """Adds the verb with its options; heavy modules are imported only when it runs."""
    verb = verbs.add_parser(
        "check",
        help="list everything in a dataset that should be looked at",
        description="List all findings of a dataset: sums that fail, series that break, versions that differ, texts "
        "that contradict tables, cells that could not be read, names that were not resolved, and more; each with "
        "where it stands and what it may mean.",
        epilog="Exit status: 0 the dataset was checked, whatever was found; 1 it cannot be read; 2 wrong usage.",
    )
    verb.add_argument("directory", nargs="?", metavar="DIR", help="folder of a dataset; not needed with --list")
    verb.add_argument(
        "--by", choices=("kind", "agency"), default="kind", help="how findings are grouped (default: kind)"
    )
    verb.add_argument("--agency", nargs="+", default=[], metavar="A", help="only these agencies: ids or full names")
    verb.add_argument("--year", nargs="+", type=int, default=[], metavar="Y", help="only these fiscal years")
    verb.add_argument("--kind", nargs="+", default=[], metavar="K", help="only these kinds; --list names all")
    verb.add_argument(
        "--severity", nargs="+", choices=("error", "warning", "info"), default=[], help="only these severities"
    )
    verb.add_argument("--list", action="store_true", help="name all kinds and what they may mean, and stop")
    verb.add_argument(
        "--limit", type=int, default=LIMIT, metavar="N", help=f"findings printed of each group (default: {LIMIT})"
    )
    files = verb.add_mutually_exclusive_group()
    files.add_argument("--csv", metavar="FILE", help="write all findings to a CSV file")
    files.add_argument("--html", metavar="FILE", help="write the findings to a page for the browser")


def run_check(arguments: argparse.Namespace) -> int:
    """Lists the findings of a dataset; returns 0, 1 where a file cannot be used, 2 where the question is wrong.

    Args:
        arguments: ``directory``, ``by``, ``agency``, ``year``, ``kind``, ``severity``, ``list``, ``limit``, ``csv`` and
            ``html`` of the parser.
    """
    from output.metrics.selection import QuestionError

    try:
        _check(arguments)
    except GongkaiError as error:
        print(f"gongkai: {error.code}: {error}", file=sys.stderr)
        return 2 if isinstance(error, QuestionError) else 1
    return 0


def _check(arguments: argparse.Namespace) -> None:
    from rich.console import Console

    from gongkai.result_files import csv_file, write_text
    from output.findings import COLUMNS, ORDER, FindingSelection, collect_findings
    from output.metrics.selection import QuestionError
    from output.stored_dataset import engine, open_dataset

    console = Console()
    if arguments.list:
        console.print(_kinds())
        return
    selection = FindingSelection(
        kinds=arguments.kind, severities=arguments.severity, agencies=arguments.agency, years=arguments.year
    )
    if arguments.directory is None:
        raise QuestionError(expected="the folder of a dataset", found="none", advice="name one, or ask for --list")
    with engine() as connection:
        summary = collect_findings(connection, open_dataset(connection, arguments.directory), selection)
        console.print(_summary(summary))
        columns = ", ".join(COLUMNS)
        if arguments.csv:
            reader = connection.sql(f"SELECT {columns} FROM findings ORDER BY {ORDER}").to_arrow_reader(100_000)
            with csv_file(arguments.csv, reader.schema) as file:
                for batch in reader:
                    file.write(batch)
            print(arguments.csv)
        elif arguments.html:
            rows = connection.execute(f"SELECT {columns} FROM findings ORDER BY {ORDER} LIMIT {PAGE_LIMIT}").fetchall()
            write_text(arguments.html, _page(summary, rows, arguments.directory))
            print(arguments.html)
        elif summary.total:
            for part in _groups(connection, arguments.by, max(arguments.limit, 0)):
                console.print(part)
    for kind, missing in summary.not_looked_for:
        print(f"gongkai: not looked for: {kind.id}: the dataset has no {', '.join(missing)}", file=sys.stderr)


def _kinds() -> RenderableType:
    from rich.console import Group
    from rich.text import Text

    from output.findings import load_finding_kinds

    return Group(
        *(
            Text.assemble(
                (kind.id, "bold"),
                f"  {kind.label_en} · {kind.label_zh}  ",
                (kind.severity, _STYLES[kind.severity]),
                f"\n  {kind.meaning_en}\n  {kind.meaning_zh}\n",
            )
            for kind in load_finding_kinds().values()
        )
    )


def _summary(summary: FindingSummary) -> RenderableType:
    """Counts by kind, the gravest first."""
    from rich import box
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    if not summary.total:
        return Text("nothing found of what was asked for", style="bold")
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    table.add_column("kind", no_wrap=True)
    table.add_column("severity")
    table.add_column("findings", justify="right")
    table.add_column("agencies", justify="right")
    table.add_column("", style="dim", overflow="fold")
    for entry in summary.counts:
        table.add_row(
            entry.kind.id,
            Text(entry.severity, style=_STYLES[entry.severity]),
            f"{entry.count:,}",
            f"{entry.agencies:,}",
            Text(f"{entry.kind.label_en} · {entry.kind.label_zh}{_codes(entry)}"),
        )
    said = "1 finding" if summary.total == 1 else f"{summary.total:,} findings"
    return Group(table, Text(f"\n{said}", style="bold"))


def _codes(entry: FindingCount) -> str:
    """The commonest codes of a kind, where it has several."""
    if len(entry.codes) < 2:
        return ""
    shown = [f"{_shown(code)} {count:,}" for code, count in list(entry.codes.items())[:_CODES_SHOWN]]
    return f"\n{', '.join(shown)}" + (", …" if len(entry.codes) > _CODES_SHOWN else "")


def _groups(connection: duckdb.DuckDBPyConnection, by: str, limit: int) -> Iterable[RenderableType]:
    """Each group with its first findings."""
    from rich.text import Text

    from output.findings import COLUMNS, ORDER, load_finding_kinds

    kinds = load_finding_kinds()
    group = "kind" if by == "kind" else "coalesce(agency_name, agency_id, '')"
    first = "min(list_position(['error', 'warning', 'info'], severity)), min(kind_number)" if by == "kind" else "1"
    heads = connection.execute(
        f"SELECT {group}, count(*) FROM findings GROUP BY 1 "
        f"ORDER BY {first if by == 'kind' else 'count(*) DESC'}, 1 LIMIT {_GROUPS_SHOWN}"
    ).fetchall()
    total = connection.execute(f"SELECT count(DISTINCT {group}) FROM findings").fetchall()[0][0]
    for name, count in heads:
        if by == "kind":
            kind = kinds[name]
            yield Text.assemble(
                "\n", (f"{kind.label_en} · {kind.label_zh}", "bold"), f"  {count:,}\n", (kind.meaning_en, "dim")
            )
        else:
            yield Text.assemble("\n", (_shown(name) or "no agency · 机关不明", "bold"), f"  {count:,}")
        rows = connection.execute(
            f"SELECT {', '.join(COLUMNS)} FROM findings WHERE {group} = ? ORDER BY {ORDER} LIMIT {limit}", [name]
        ).fetchall()
        for row in rows:
            yield _finding(dict(zip(COLUMNS, row, strict=True)), by)
        if count > len(rows) and limit:
            yield Text(f"  … and {count - len(rows):,} more", style="dim")
    if total > len(heads):
        yield Text(f"\n… and {total - len(heads):,} more groups: --csv or --html has all", style="dim")


def _finding(row: dict[str, Any], by: str) -> RenderableType:
    """One finding: who and when, what was found, where."""
    from rich.console import Group
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    from gongkai.display_text import shorten

    who = [_shown(row["agency_name"] or row["agency_id"] or row["report_id"])] if by == "kind" else [row["kind"]]
    who += [str(row["year"])] if row["year"] is not None else []
    page = f"page {row['page']}" if row["page"] is not None else ""
    where = ", ".join(part for part in (_shown(row["path"]), page, _shown(row["place"])) if part)
    head = Table.grid(padding=(0, 1, 0, 0))
    head.add_column(no_wrap=True)
    head.add_column(overflow="fold")
    said = Text(" ".join(part for part in who if part) + ": " if any(who) else "")
    head.add_row(Text("  ●", style=_STYLES[row["severity"]]), said.append(_shown(row["found_en"])))
    rest = [shorten(_shown(row["detail"]), 240), where]
    return Group(head, *(Padding(Text(line, style="dim", overflow="fold"), (0, 0, 0, 4)) for line in rest if line))


def _shown(text: str | None) -> str:
    from gongkai.display_text import harmless

    return harmless(text or "")


def _page(summary: FindingSummary, rows: Sequence[tuple[Any, ...]], directory: str) -> str:
    from output.filter_page import PageColumn, PageTable, Words, rows_to_page
    from output.findings import COLUMNS, load_finding_kinds

    kinds = load_finding_kinds()
    named = {kind.id: Words(kind.label_en, kind.label_zh) for kind in kinds.values()}
    severities = {"error": Words("error", "错误"), "warning": Words("warning", "警告"), "info": Words("info", "提示")}
    notes = [Words(directory, directory), Words(f"{summary.total:,} findings", f"共 {summary.total:,} 条")]
    if summary.total > len(rows):
        notes.append(
            Words(
                f"The gravest {len(rows):,} are on this page; gongkai check --csv writes all.",
                f"本页仅列最严重的 {len(rows):,} 条；全部请用 gongkai check --csv。",
            )
        )
    notes += [
        Words(
            f"Not looked for: {kind.label_en} (the dataset has no {', '.join(missing)})",
            f"未检查：{kind.label_zh}（数据集中没有 {', '.join(missing)}）",
        )
        for kind, missing in summary.not_looked_for
    ]
    counts = PageTable(
        Words("By kind", "按类别"),
        [
            Words("kind", "类别"),
            Words("severity", "程度"),
            Words("findings", "条数"),
            Words("agencies", "机关数"),
            Words("what it may mean", "可能的含义"),
        ],
        [
            (
                named[entry.kind.id],
                severities[entry.severity],
                entry.count,
                entry.agencies,
                Words(entry.kind.meaning_en, entry.kind.meaning_zh),
            )
            for entry in summary.counts
        ],
    )
    columns = [
        PageColumn(Words("severity", "程度"), chosen=True),
        PageColumn(Words("kind", "类别"), chosen=True),
        PageColumn(Words("code", "代码"), chosen=True),
        PageColumn(Words("agency", "机关"), chosen=True),
        PageColumn(Words("year", "年度"), chosen=True),
        PageColumn(Words("found", "发现"), wide=True),
        PageColumn(Words("detail", "详情"), wide=True),
        PageColumn(Words("document", "文件")),
        PageColumn(Words("place", "位置")),
    ]
    cells = []
    for row in rows:
        entry = dict(zip(COLUMNS, row, strict=True))
        page = "" if entry["page"] is None else f"p. {entry['page']}"
        place = ", ".join(part for part in (page, entry["place"] or "") if part)
        cells.append(
            (
                severities[entry["severity"]],
                named[entry["kind"]],
                entry["code"],
                entry["agency_name"] or entry["agency_id"],
                entry["year"],
                Words(entry["found_en"], entry["found_zh"]),
                entry["detail"],
                entry["path"] or entry["document_id"],
                place or None,
            )
        )
    title = Words("What to look at in this dataset", "数据集核查结果")
    return rows_to_page(title, notes, columns, cells, small=[counts], mark=0)
