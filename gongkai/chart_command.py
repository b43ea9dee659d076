"""``gongkai chart``: charts of a dataset as pictures."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from extract.errors import GongkaiError, SourceError

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from output.stored_dataset import StoredDataset

    # The class is generic only for type checkers.
    Verbs = argparse._SubParsersAction[argparse.ArgumentParser]

KINDS: Final = ("rates", "refusals", "coverage", "carry-over")
SCOPES: Final = ("organ", "office", "territory", "level", "system", "unknown")


def add_chart_parser(verbs: Verbs) -> None:
    """Adds the verb with its options; heavy modules are imported only when it runs."""
    verb = verbs.add_parser(
        "chart",
        help="draw charts of a dataset: rates, reasons for refusal, coverage, carry-over",
        description="Draw a chart to a picture. Needs matplotlib: pip install 'gongkai[charts]'.",
        epilog="Exit status: 0 drawn, 1 a file cannot be used or matplotlib is missing, 2 the question is wrong.",
    )
    verb.add_argument("directory", metavar="DIR", help="folder of a dataset")
    verb.add_argument("--kind", choices=KINDS, required=True, help="which chart")
    verb.add_argument(
        "--agency", nargs="+", default=[], metavar="A", help="ids, names, or parts of names that only one agency has"
    )
    verb.add_argument(
        "--metric",
        nargs="+",
        default=[],
        metavar="ID",
        help="metrics of a chart of rates (default: those that say most)",
    )
    verb.add_argument("--year", metavar="Y", help="a fiscal year, or a span such as 2021-2024")
    verb.add_argument("--scope", choices=SCOPES, help="reports of this scope (default: the commonest one)")
    verb.add_argument("-o", "--output", required=True, metavar="FILE", help=".png, .svg or .pdf")


def run_chart(arguments: argparse.Namespace) -> int:
    """Draws a chart and prints its path; returns 0, 1 where a file cannot be used, 2 where the question is wrong.

    Args:
        arguments: ``directory``, ``kind``, ``agency``, ``metric``, ``year``, ``scope`` and ``output`` of the parser.
    """
    from output.charts import ChartError
    from output.metrics.selection import QuestionError

    try:
        print(_draw(arguments))
    except GongkaiError as error:
        print(f"gongkai: {error.code}: {error}", file=sys.stderr)
        return 2 if isinstance(error, QuestionError | ChartError) else 1
    return 0


def _draw(arguments: argparse.Namespace) -> Path:
    from output.charts import carry_over_flow, rates_over_time, refusal_reasons
    from output.coverage_counts import create_coverage_of_agencies
    from output.metrics.selection import name_to_agency, text_to_years
    from output.stored_dataset import engine, open_dataset

    years = None if arguments.year is None else text_to_years(arguments.year)
    with engine() as connection:
        dataset = open_dataset(connection, arguments.directory)
        _require(dataset, arguments.kind)
        agencies = list(dict.fromkeys(name_to_agency(connection, name) for name in arguments.agency))
        if arguments.kind == "coverage":
            create_coverage_of_agencies(connection, dataset)
            span = range(years[0], years[1] + 1) if years else ()
            return draw_coverage(connection, arguments.output, years=span, agencies=agencies)
        scope, remark = _scope(connection, arguments.scope, agencies, years)
        notes = [scope_note(scope)]
        if arguments.kind == "rates":
            rows = _rate_rows(connection, arguments.metric, agencies, years, scope)
            path = rates_over_time(rows, arguments.output, notes=notes)
        elif arguments.kind == "refusals":
            rows = _refusal_rows(connection, agencies, years, scope)
            path = refusal_reasons(rows, arguments.output, notes=notes)
        else:
            rows = _carry_over_rows(connection, agencies, years, scope)
            path = carry_over_flow(rows, arguments.output, notes=notes)
    if remark:
        print(f"gongkai: {remark}", file=sys.stderr)
    return path


def _require(dataset: StoredDataset, kind: str) -> None:
    needs = {"rates": ["metrics.metric"], "coverage": ["coverage.agency_id"]}.get(kind, ["panel.report_id"])
    if missing := dataset.missing("reports.agency_id", "reports.agency_name", "reports.scope", *needs):
        raise SourceError(
            expected="a dataset of this version",
            found=f"no {missing[0]}",
            where=str(dataset.folder),
            advice="build the dataset again",
        )


def draw_coverage(
    connection: duckdb.DuckDBPyConnection,
    path: str,
    *,
    years: Sequence[int] = (),
    agencies: Sequence[str] = (),
) -> Path:
    """Draw the tiles of coverage; empty years or agencies ask for all of which something was expected or found.

    Args:
        connection: with ``coverage_of_agencies``.
        path: where to.
        years: fiscal years.
        agencies: ids of agencies.
    """
    from output.charts import coverage_tiles

    conditions, values = _conditions(agencies, None)
    if years:
        conditions += " AND list_contains(?, year)"
        values.append(list(years))
    rows = connection.execute(
        "SELECT agency_id, name AS agency_name, province, year, coverage_status AS status FROM coverage_of_agencies "
        f"WHERE {conditions} "
        "QUALIFY ? OR bool_or(coverage_status <> 'not_expected') OVER (PARTITION BY agency_id) ORDER BY agency_id, year",
        [*values, bool(agencies)],
    ).df()
    return coverage_tiles(rows, path)


def _conditions(agencies: Sequence[str], years: tuple[int, int] | None) -> tuple[str, list[object]]:
    conditions, values = ["year IS NOT NULL"], list[object]()
    if agencies:
        conditions.append("list_contains(?, agency_id)")
        values.append(list(agencies))
    if years:
        conditions.append("year BETWEEN ? AND ?")
        values += years
    return " AND ".join(conditions), values


def _scope(
    connection: duckdb.DuckDBPyConnection, asked: str | None, agencies: Sequence[str], years: tuple[int, int] | None
) -> tuple[str, str]:
    """The scope asked for, or the commonest one with what to say of the others: scopes are never put together."""
    from output.metrics.selection import QuestionError

    conditions, values = _conditions(agencies, years)
    found = connection.execute(
        f"SELECT scope, count(*) FROM reports WHERE {conditions} GROUP BY scope ORDER BY 2 DESC, 1", values
    ).fetchall()
    counts = {str(scope): int(count) for scope, count in found}
    if not counts or (asked is not None and asked not in counts):
        there = ", ".join(f"{scope} ({count})" for scope, count in counts.items()) or "no reports"
        raise QuestionError(expected="reports that match", found="none", advice=f"there are: {there}")
    if asked is not None:
        return asked, ""
    scope, *others = counts
    rest = ", ".join(f"{other} ({counts[other]})" for other in others)
    return scope, f"drawn are reports of scope {scope} ({counts[scope]}); --scope for {rest}" if others else ""


def scope_note(scope: str) -> str:
    """What the reports of a picture cover, in both languages.

    >>> scope_note("organ")
    'scope: organ (the organ itself) · 统计口径：本机关'
    """
    from output.registry import load_tables

    [field] = (field for field in load_tables()["reports"].fields if field.name == "scope")
    meanings = {category.value: category for category in field.categories}
    if scope not in meanings:
        return f"scope: {scope}"
    english = meanings[scope].label_en
    return f"scope: {scope} ({english[:1].lower()}{english[1:]}) · 统计口径：{meanings[scope].label_zh}"


# An agency keeps one name in a chart, that of its last year; agencies of the same name are told apart by their ids.
_NAMED: Final = """
WITH chosen AS (SELECT report_id, agency_id, coalesce(agency_name, agency, agency_id) AS own_name, year FROM reports
  WHERE scope = ? AND {conditions}),
names AS (SELECT agency_id, arg_max(own_name, year) AS last_name FROM chosen GROUP BY agency_id),
named AS (SELECT agency_id, last_name || CASE WHEN count(*) OVER (PARTITION BY last_name) > 1
  THEN ' (' || agency_id || ')' ELSE '' END AS agency_name FROM names)
"""


def _rate_rows(
    connection: duckdb.DuckDBPyConnection,
    metrics: Sequence[str],
    agencies: Sequence[str],
    years: tuple[int, int] | None,
    scope: str,
) -> pd.DataFrame:
    from output.metrics.selection import ids_to_metrics

    wanted = ids_to_metrics(metrics)
    conditions, values = _conditions(agencies, years)
    rows: pd.DataFrame = connection.execute(
        f"{_NAMED.format(conditions=conditions)} SELECT named.agency_name, chosen.year, metric, value, low, high, denominator, suppressed "
        "FROM chosen JOIN named USING (agency_id) JOIN metrics USING (report_id) WHERE list_contains(?, metric) "
        "ORDER BY list_position(?, metric), list_position(?, chosen.agency_id), named.agency_name, chosen.year",
        [scope, *values, [metric.id for metric in wanted], [metric.id for metric in wanted], list(agencies)],
    ).df()
    by_id = {metric.id: metric for metric in wanted}
    for name in ("name_zh", "name_en", "percent"):
        rows[name] = [getattr(by_id[metric], name) for metric in rows["metric"]]
    return rows


def _refusal_rows(
    connection: duckdb.DuckDBPyConnection, agencies: Sequence[str], years: tuple[int, int] | None, scope: str
) -> pd.DataFrame:
    """One row per agency, year and reason, with the number as printed."""
    from output.registry import cell_fields

    reasons = [cell for cell in cell_fields() if re.fullmatch(r"requests\.refused_\w+\.total", cell)]
    rows = _panel_rows(connection, reasons, agencies, years, scope)
    rows = rows.melt(["agency_name", "year"], reasons, "reason", "count")
    for name, label in (("name_zh", "label_zh"), ("name_en", "label_en")):
        words = {cell: label_to_reason(getattr(cell_fields()[cell], label)) for cell in reasons}
        rows[name] = rows["reason"].map(words)
    return rows


def label_to_reason(label: str) -> str:
    """The label of a row of the form without the groups above it, its column, its number and what all have in common.

    >>> label_to_reason("三、本年度办理结果 / （三）不予公开 / 1.属于国家秘密 | 总计")
    '属于国家秘密'
    >>> label_to_reason("Refused: state secret | Total")
    'state secret'
    """
    row = label.split(" | ", maxsplit=1)[0].rsplit(" / ", maxsplit=1)[-1]
    return re.sub(r"^(\d+\.|Refused: )", "", row)


def _carry_over_rows(
    connection: duckdb.DuckDBPyConnection, agencies: Sequence[str], years: tuple[int, int] | None, scope: str
) -> pd.DataFrame:
    cells = {f"requests.{name}.total": name for name in ("carried_in", "new", "concluded", "carried_out")}
    return _panel_rows(connection, list(cells), agencies, years, scope).rename(columns=cells)


def _panel_rows(
    connection: duckdb.DuckDBPyConnection,
    cells: Sequence[str],
    agencies: Sequence[str],
    years: tuple[int, int] | None,
    scope: str,
) -> pd.DataFrame:
    """Name, year and these cells of each report, as printed: empty where no number is printed."""
    from normalize.naming import cell_to_column

    conditions, values = _conditions(agencies, years)
    columns = ", ".join(f'panel.{cell_to_column(cell)} AS "{cell}"' for cell in cells)
    rows: pd.DataFrame = connection.execute(
        f"{_NAMED.format(conditions=conditions)} SELECT named.agency_name, chosen.year, {columns} FROM chosen "
        "JOIN named USING (agency_id) JOIN panel USING (report_id) "
        "ORDER BY list_position(?, chosen.agency_id), named.agency_name, chosen.year",
        [scope, *values, list(agencies)],
    ).df()
    return rows
