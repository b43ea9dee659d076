"""``gongkai compare``: agencies side by side, year by year, in the terminal and as a chart."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from extract.errors import GongkaiError

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from output.metrics import Metric
    from output.metrics.selection import Selection

    # The class is generic only for type checkers.
    Verbs = argparse._SubParsersAction[argparse.ArgumentParser]

_SCOPES: Final = {
    "organ": "本机关",
    "office": "办公机构",
    "territory": "全域",
    "level": "本级",
    "system": "本系统",
    "unknown": "口径不明",
}
"""Short enough for the labels of a chart."""


def add_compare_parser(verbs: Verbs) -> None:
    """Adds the verb with its options; heavy modules are imported only when it runs."""
    verb = verbs.add_parser(
        "compare",
        help="put agencies of a dataset side by side",
        description="Print metrics of agencies side by side, year by year, and draw them.",
        epilog="Exit status: 0 done, 1 a file cannot be used, 2 the question is wrong.",
    )
    verb.add_argument("directory", metavar="DIR", help="folder of a dataset")
    verb.add_argument(
        "agencies", nargs="+", metavar="AGENCY", help="a name, an id, or a part of a name that only one has"
    )
    verb.add_argument(
        "--metric", nargs="+", default=[], metavar="ID", help="which metrics (default: those that say most)"
    )
    verb.add_argument("--years", metavar="A-B", help="a fiscal year, or a span such as 2021-2024 (default: all)")
    verb.add_argument("--chart", metavar="FILE", help="draw the metrics over time to a file .png or .svg")


def run_compare(
    directory: str,
    agencies: Sequence[str],
    *,
    metrics: Sequence[str] = (),
    years: str | None = None,
    chart: str | None = None,
) -> int:
    """Prints the comparison; returns 0, 1 where a file cannot be used, 2 where the question is wrong.

    Args:
        directory: folder of a dataset.
        agencies: names, ids or parts of names that only one agency has.
        metrics: ids; empty for those that say most.
        years: a year or a span; None for all.
        chart: a file for a chart besides.
    """
    from output.metrics.selection import QuestionError, ids_to_metrics, text_to_years

    try:
        wanted = ids_to_metrics(metrics)
        _answer(directory, agencies, wanted, None if years is None else text_to_years(years), chart)
    except GongkaiError as error:
        print(f"gongkai: {error.code}: {error}", file=sys.stderr)
        return 2 if isinstance(error, QuestionError) else 1
    return 0


def _answer(
    directory: str,
    agencies: Sequence[str],
    metrics: tuple[Metric, ...],
    years: tuple[int, int] | None,
    chart: str | None,
) -> None:
    from output.metrics.selection import QuestionError, Selection, name_to_agency, open_metrics

    with open_metrics(directory) as connection:
        ids = tuple(dict.fromkeys(name_to_agency(connection, name) for name in agencies))
        selection = Selection(metrics, years, agencies=ids)
        frame = selection_to_frame(connection, selection)
    if frame.empty:
        raise QuestionError(
            expected="reports of these agencies", found="none of these years", advice="leave out --years"
        )
    _print_comparison(selection, frame)
    if chart is not None:
        from gongkai.chart_command import scope_note
        from output.charts.rates import rates_over_time

        # Where scopes differ, the names of the lines say them.
        scopes = frame["scope"].dropna().unique()
        notes = [scope_note(scopes[0])] if len(scopes) == 1 else []
        print(rates_over_time(_frame_to_chart_rows(selection, frame), chart, notes=notes))


def selection_to_frame(connection: duckdb.DuckDBPyConnection, selection: Selection) -> pd.DataFrame:
    """The rows of a selection with ``series``: the number of each agency in each scope, in the order asked for.

    The name of a series is that of the agency's last year, so that a renamed agency stays one line. A document of which
    it is not known whose it is stands for itself: several agencies may have its name.
    """
    from output.metrics.selection import selected_sql

    sql, parameters = selected_sql(selection)
    order = list(selection.agencies)
    frame: pd.DataFrame = connection.execute(
        f"""SELECT *, dense_rank() OVER (ORDER BY list_position(?, agency_id), scope, alone) - 1 AS series,
            last_value(agency_name) OVER (PARTITION BY agency_id ORDER BY year NULLS FIRST, report_id
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
                || CASE alone WHEN '' THEN '' ELSE ' · ' || alone END AS series_name
        FROM (SELECT *, CASE WHEN starts_with(report_id, 'unknown_') THEN report_id ELSE '' END AS alone FROM ({sql}))
        WHERE year IS NOT NULL ORDER BY place, series, year, report_id""",
        [order, *parameters],
    ).df()
    return frame


def _print_comparison(selection: Selection, frame: pd.DataFrame) -> None:
    from rich.console import Console

    from gongkai.metrics_display import caveats, comparison_table

    plain = frame.astype(object).where(frame.notna(), None)
    rows: list[dict[Any, Any]] = plain.to_dict("records")
    console = Console()
    series = [(row["series_name"], row["scope"]) for row in {row["series"]: row for row in rows}.values()]
    if len({scope for _, scope in series}) > 1:
        console.print(
            "The scopes differ: these series do not count the same thing. 口径不同，不可直接比较。\n",
            style="bold yellow",
        )
    for metric in selection.metrics:
        console.print(comparison_table(metric, [row for row in rows if row["metric"] == metric.id], series))
    console.print(caveats(selection.metrics, (int(row["year"]) for row in rows)))


def _frame_to_chart_rows(selection: Selection, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows as :func:`output.charts.rates.rates_over_time` takes them; scopes in the names where they differ."""
    by_id = {metric.id: metric for metric in selection.metrics}
    rows = frame.assign(
        agency_name=frame["series_name"],
        name_zh=frame["metric"].map(lambda metric: by_id[metric].name_zh),
        name_en=frame["metric"].map(lambda metric: by_id[metric].name_en),
    )
    series = rows[["series", "series_name", "scope"]].drop_duplicates()
    if len(series["scope"].unique()) > 1 or series["series_name"].duplicated().any():
        rows["agency_name"] = rows["agency_name"] + " · " + rows["scope"].map(_SCOPES).fillna(rows["scope"])
    rows["percent"] = rows["metric"].map(lambda metric: by_id[metric].kind == "rate")
    columns = ["agency_name", "year", "metric", "name_zh", "name_en", "value", "low", "high", "denominator"]
    return rows[[*columns, "percent", "suppressed"]]
