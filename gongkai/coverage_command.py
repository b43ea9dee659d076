"""``gongkai coverage``: what was expected, found, read and failed, and why, the sites' part in it included."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from extract.errors import GongkaiError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from output.filter_page import PageTable

    # The class is generic only for type checkers.
    Verbs = argparse._SubParsersAction[argparse.ArgumentParser]

LIMIT: Final = 20
"""Missing reports printed unless more are asked for."""

PAGE_LIMIT: Final = 20_000
"""Missing reports on a page: what a browser still searches at once."""

_HEADS: Final = {"year": "year · 年度", "level": "level · 层级", "kind": "kind · 类别", "province": "province · 省份"}
_STATUSES: Final[Mapping[str, tuple[str, str]]] = {
    "read": ("read", "已读出"),
    "failed": ("failed", "未能读取"),
    "no_table": ("no table", "无表格"),
    "missing": ("missing", "应有未见"),
}


def add_coverage_parser(verbs: Verbs) -> None:
    """Adds the verb with its options; heavy modules are imported only when it runs."""
    verb = verbs.add_parser(
        "coverage",
        help="say what was expected, found, read and failed, and why",
        description="Count what became of each agency's report of each year, say what was wrong with the sites it was "
        "collected from, and list what is missing with the reason.",
        epilog="Exit status: 0 done, 1 the dataset cannot be read, 2 wrong usage.",
    )
    verb.add_argument("directory", metavar="DIR", help="folder of a dataset")
    verb.add_argument(
        "--by",
        nargs="+",
        choices=tuple(_HEADS),
        default=["year", "level"],
        help="count by year, level, kind of agency, province (default: year level)",
    )
    verb.add_argument("--year", nargs="+", type=int, default=[], metavar="Y", help="only these fiscal years")
    verb.add_argument(
        "--limit",
        type=int,
        default=LIMIT,
        metavar="N",
        help=f"missing reports, and errors of sites, printed (default: {LIMIT})",
    )
    files = verb.add_mutually_exclusive_group()
    files.add_argument("--csv", metavar="FILE", help="write all missing reports to a CSV file")
    files.add_argument("--html", metavar="FILE", help="write counts and missing reports to a page for the browser")
    files.add_argument("--chart", metavar="FILE", help="draw a tile for each agency and year: .png, .svg or .pdf")


def run_coverage(arguments: argparse.Namespace) -> int:
    """Counts coverage; returns 0, or 1 where a file cannot be used.

    Args:
        arguments: ``directory``, ``by``, ``year``, ``limit``, ``csv``, ``html`` and ``chart`` of the parser.
    """
    try:
        _cover(arguments)
    except GongkaiError as error:
        print(f"gongkai: {error.code}: {error}", file=sys.stderr)
        return 1
    return 0


def _cover(arguments: argparse.Namespace) -> None:
    from rich.console import Console

    from gongkai.coverage_sites import sites_to_page_tables, sites_to_text
    from gongkai.result_files import write_table, write_text
    from output.coverage_counts import count_coverage, count_unplaced, create_coverage_of_agencies, missing_sql
    from output.site_counts import count_site_findings, count_sites, site_findings
    from output.stored_dataset import engine, open_dataset

    with engine() as connection:
        dataset = open_dataset(connection, arguments.directory)
        create_coverage_of_agencies(connection, dataset)
        counts = {by: count_coverage(connection, by, arguments.year) for by in dict.fromkeys(arguments.by)}
        console = Console()
        for by, groups in counts.items():
            console.print(_counts(by, groups))
        if left := count_unplaced(connection, dataset):
            said = f"{left:,} {'document' if left == 1 else 'documents'}"
            console.print(f"not in the rows above: {said} not read, or whose agency or year is not known", style="dim")
        sites, found = count_sites(connection, dataset), count_site_findings(connection, dataset)
        if sites:
            errors = site_findings(connection, dataset, max(arguments.limit, 0))
            console.print(sites_to_text(sites, found, errors))
        missing = missing_sql(dataset, arguments.year)
        total = connection.execute(f"SELECT count(*) FROM ({missing})").fetchall()[0][0]
        if arguments.csv:
            write_table(arguments.csv, connection.sql(missing).to_arrow_table())
            print(f"{total:,} missing reports in {arguments.csv}")
        elif arguments.html:
            rows = connection.execute(f"{missing} LIMIT {PAGE_LIMIT}").fetchall()
            write_text(
                arguments.html, _page(counts, sites_to_page_tables(sites, found), rows, total, arguments.directory)
            )
            print(arguments.html)
        elif arguments.chart:
            from gongkai.chart_command import draw_coverage

            print(draw_coverage(connection, arguments.chart, years=arguments.year))
        elif total and arguments.limit > 0:
            rows = connection.execute(f"{missing} LIMIT {int(arguments.limit)}").fetchall()
            console.print(_missing(rows, total))


def _rate(numbers: Mapping[str, int]) -> str:
    expected = sum(numbers[status] for status in _STATUSES)
    return f"{numbers['read'] / expected:.1%}" if expected else "–"


def _counts(by: str, groups: Sequence[tuple[str, Mapping[str, int]]]) -> RenderableType:
    from rich import box
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    from gongkai.display_text import harmless

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    table.add_column(_HEADS[by])
    for name in ("expected", *(en for en, _ in _STATUSES.values()), "read of expected"):
        table.add_column(name, justify="right")
    for value, numbers in groups:
        cells = [sum(numbers[status] for status in _STATUSES), *(numbers[status] for status in _STATUSES)]
        table.add_row(Text(harmless(value) or "–"), *(f"{cell:,}" if cell else "·" for cell in cells), _rate(numbers))
    note = [Text("an agency of several kinds counts under each", style="dim")] if by == "kind" else []
    return Group(table, *note, Text(""))


def _missing(rows: Sequence[tuple[Any, ...]], total: int) -> RenderableType:
    from rich import box
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    from gongkai.display_text import harmless

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    for name in ("agency", "year", "status", "why"):
        table.add_column(name, overflow="fold")
    for agency_id, name, _, province, year, status, reason, because in rows:
        why = "; ".join(part for part in (reason, f"expected because: {because}" if because else None) if part)
        who = name or agency_id
        where = f"{province} " if province and not who.startswith(province) else ""
        table.add_row(Text(harmless(where + who)), str(year), status, Text(harmless(why)))
    if total <= len(rows):
        return table
    return Group(table, Text(f"… and {total - len(rows):,} more: --csv FILE has all, --limit N more", style="dim"))


def _page(
    counts: Mapping[str, Sequence[tuple[str, Mapping[str, int]]]],
    of_sites: Sequence[PageTable],
    rows: Sequence[tuple[Any, ...]],
    total: int,
    directory: str,
) -> str:
    from output.filter_page import PageColumn, PageTable, Words, rows_to_page

    small = [
        PageTable(
            Words(*_HEADS[by].split(" · ")),
            [
                Words(*_HEADS[by].split(" · ")),
                Words("expected", "应有"),
                *(Words(*words) for words in _STATUSES.values()),
                Words("read of expected", "读出率"),
            ],
            [
                (
                    value or "–",
                    sum(numbers[status] for status in _STATUSES),
                    *(numbers[status] for status in _STATUSES),
                    _rate(numbers),
                )
                for value, numbers in groups
            ],
        )
        for by, groups in counts.items()
    ]
    notes = [Words(directory, directory), Words(f"{total:,} missing reports", f"缺 {total:,} 份报告")]
    if total > len(rows):
        notes.append(
            Words(
                f"The first {len(rows):,} are on this page; gongkai coverage --csv writes all.",
                f"本页仅列前 {len(rows):,} 份；全部请用 gongkai coverage --csv。",
            )
        )
    columns = [
        PageColumn(Words("agency", "机关")),
        PageColumn(Words("level", "层级"), chosen=True),
        PageColumn(Words("province", "省份"), chosen=True),
        PageColumn(Words("year", "年度"), chosen=True),
        PageColumn(Words("status", "状态"), chosen=True),
        PageColumn(Words("reason", "原因"), wide=True),
        PageColumn(Words("expected because", "应有依据"), wide=True),
    ]
    cells = [
        (name or agency_id, level, province, year, Words(*_STATUSES[status]), reason, because)
        for agency_id, name, level, province, year, status, reason, because in rows
    ]
    return rows_to_page(Words("Coverage", "报告覆盖"), notes, columns, cells, small=[*small, *of_sites])
