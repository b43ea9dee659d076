"""Metrics in the terminal: tables, rankings and comparisons, each rate with its denominator, interval and scope."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from gongkai.display_text import harmless
from normalize.crosswalk import Comparability
from output.metrics import Metric

Row = Mapping[str, Any]
"""A row of :func:`output.metrics.selection.ranked_sql`."""

APART_SHOWN: Final = 5
"""How many suppressed reports are named under a block."""

_FORM_BREAK: Final = 2021
_BREAKS: Final[Mapping[Comparability, str]] = {
    "close": "2020|2021: the form changed; values are closely comparable · 两版表式接近可比",
    "approximate": "2020|2021: the form changed; values are only roughly comparable · 两版表式仅近似可比",
    "not_comparable": "2020|2021: only one of the two forms prints it · 仅一版表式印有",
}


def block_to_table(metric: Metric, rows: Sequence[Row], counts: Mapping[int, int], *, ranked: bool) -> RenderableType:
    """One metric in one scope (and, in a ranking, one year).

    Args:
        metric: whose values they are.
        rows: those to be shown, with ``standing`` 0, 1 (suppressed) or 2 (undefined).
        counts: how many rows of each standing the block has in all.
        ranked: whether ranks are shown.
    """
    shown = [row for row in rows if row["standing"] == 0]
    table = _new_table()
    if ranked:
        table.add_column("#", justify="right", no_wrap=True)
    table.add_column("agency", overflow="fold")
    if not ranked:
        table.add_column("year", justify="right", no_wrap=True)
    _value_columns(table, metric)
    doubled = _doubled(rows)
    for row in shown:
        lead = [str(row["rank"]), _agency(row, doubled)] if ranked else [_agency(row, doubled), _year(row["year"])]
        table.add_row(*lead, *_value_cells(metric, row))
    parts: list[RenderableType] = [_heading(metric, rows[0], ranked=ranked)]
    if shown:
        parts.append(_indented(table))
    parts += [_indented(Text(note, style="dim")) for note in _apart(rows, counts, len(shown), doubled)]
    return Group(*parts, Text(""))


def _new_table() -> Table:
    return Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")


def _indented(part: RenderableType, depth: int = 2) -> RenderableType:
    return Padding(part, (0, 0, 0, depth), expand=False)


def _heading(metric: Metric, row: Row, *, ranked: bool) -> Text:
    where = f"scope {row['scope']}" + (f" · {_year(row['year'])}" if ranked else "")
    return Text.assemble((metric.name_en, "bold"), f"\n{metric.name_zh}\n", (f"{metric.id} · {where}", "cyan"))


def _value_columns(table: Table, metric: Metric) -> None:
    table.add_column(metric.unit or "value", justify="right", no_wrap=True)
    if metric.kind == "rate":
        table.add_column("95 %", justify="right", no_wrap=True)
    if metric.denominator is not None:
        table.add_column("of N", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True, style="yellow")


def _value_cells(metric: Metric, row: Row) -> list[str]:
    cells = [value_text(metric, row["value"])]
    if metric.kind == "rate":
        cells.append(interval_text(row["low"], row["high"]))
    if metric.denominator is not None:
        cells.append(fraction_text(metric, row["numerator"], row["denominator"]))
    return [*cells, "" if row["basis"] in (None, "printed") else row["basis"]]


def _apart(rows: Sequence[Row], counts: Mapping[int, int], shown: int, doubled: set[str]) -> Iterable[str]:
    if counts.get(0, 0) > shown:
        yield f"… and {counts[0] - shown:,} more (--limit, --csv)"
    small = [row for row in rows if row["standing"] == 1]
    if small:
        named = "; ".join(
            f"{_agency(row, doubled)} {_year(row['year'])} {number_text(row['numerator'])}/{number_text(row['denominator'])}"
            for row in small[:APART_SHOWN]
        )
        more = counts[1] - min(len(small), APART_SHOWN)
        yield f"denominator too small to compare, set apart: {named}" + (f"; and {more:,} more" if more else "")
    reasons: dict[str, int] = {}
    for row in rows:
        if row["standing"] == 2:
            reasons[row["undefined_reason"]] = row["of_reason"]
    if reasons:
        yield "no value: " + ", ".join(f"{count:,} {reason}" for reason, count in sorted(reasons.items()))


def _doubled(rows: Iterable[Row]) -> set[str]:
    """Names that several agencies of a block share."""
    ids: dict[str, set[str]] = {}
    for row in rows:
        ids.setdefault(row["agency_name"], set()).add(row["agency_id"])
    return {name for name, of_name in ids.items() if len(of_name) > 1}


def _agency(row: Row, doubled: set[str]) -> str:
    name = harmless(row["agency_name"])
    return f"{name} ({harmless(row['agency_id'])})" if row["agency_name"] in doubled else name


def _year(year: int | None) -> str:
    return "no year" if year is None else str(year)


def value_text(metric: Metric, value: float | None) -> str:
    """A value as people read it: shares in per cent, counts whole, amounts as printed, an undefined one as a dash.

    >>> from output.metrics import load_catalogue
    >>> metrics = load_catalogue().metrics
    >>> value_text(metrics["disclosure_rate"], 0.54018), value_text(metrics["disclosure_rate"], None)
    ('54.0 %', '–')
    >>> value_text(metrics["penalties"], 2676474.0), value_text(metrics["licence_enforcement_ratio"], 0.5813)
    ('2,676,474', '0.581')
    """
    if value is None:
        return "–"
    if metric.percent:
        return f"{value * 100:.1f} %"
    return number_text(value) if metric.denominator is None else f"{value:.3f}"


def interval_text(low: float | None, high: float | None) -> str:
    """An interval in per cent; empty without one.

    >>> interval_text(0.5236, 0.5566), interval_text(None, None)
    ('52.4–55.7', '')
    """
    return "" if low is None or high is None else f"{low * 100:.1f}–{high * 100:.1f}"


def fraction_text(metric: Metric, numerator: float | None, denominator: float | None) -> str:
    """Numerator and denominator beside each other."""
    if metric.kind == "index" and numerator != (None if numerator is None else round(numerator)):
        return f"N = {number_text(denominator)}"
    return f"{number_text(numerator)}/{number_text(denominator)}"


def number_text(value: float | None) -> str:
    """A number with separators, without needless places.

    >>> number_text(72701.2578), number_text(3521.0), number_text(-8.0), number_text(None)
    ('72,701.2578', '3,521', '-8', '–')
    """
    if value is None:
        return "–"
    return f"{int(value):,}" if value == int(value) else f"{value:,.6f}".rstrip("0")


def caveats(metrics: Iterable[Metric], years: Iterable[int | None]) -> RenderableType:
    """What a reader of these metrics has to know, printed once under all tables."""
    known = [year for year in years if year is not None]
    across = bool(known) and min(known) < _FORM_BREAK <= max(known)
    lines: list[RenderableType] = [Text("Mind · 注意", style="bold")]
    for metric in metrics:
        lines.append(_indented(Text.assemble((metric.id, "cyan"), f": {metric.caveat_en}")))
        lines.append(_indented(Text(metric.caveat_zh), 4))
        if across and metric.comparability in _BREAKS:
            lines.append(_indented(Text(_BREAKS[metric.comparability], style="yellow"), 4))
    lines.append(
        _indented(
            Text(
                "95 %: Wilson interval. Scopes count different things and are never mixed. "
                "derived, corrected: some cell is proven by arithmetic, or corrected by a person.",
                style="dim",
            )
        )
    )
    return Group(*lines)


def catalogue_table(metrics: Iterable[Metric]) -> RenderableType:
    """All metrics with their ids, names, kinds and minimum denominators."""
    table = _new_table()
    table.add_column("metric", no_wrap=True, style="cyan")
    table.add_column("kind", no_wrap=True)
    table.add_column("N ≥", justify="right", no_wrap=True)
    table.add_column("what it is · 名称", overflow="fold")
    for metric in metrics:
        minimum = str(metric.minimum) if metric.minimum else ""
        table.add_row(metric.id, metric.kind, minimum, f"{metric.name_en}\n{metric.name_zh}")
    return table


def comparison_table(metric: Metric, rows: Sequence[Row], series: Sequence[tuple[str, str]]) -> RenderableType:
    """One metric, years below each other, series (agency and scope) side by side.

    Args:
        metric: whose values they are.
        rows: with ``series``, the number of the series.
        series: name and scope of each.
    """
    table = _new_table()
    table.add_column("year", justify="right", no_wrap=True)
    for name, scope in series:
        table.add_column(Text.assemble(harmless(name), ("\n" + scope, "dim")), justify="right", overflow="fold")
    values = {(row["year"], row["series"]): row for row in rows}
    for year in sorted({row["year"] for row in rows if row["year"] is not None}):
        cells = [_compared(metric, values.get((year, number))) for number in range(len(series))]
        table.add_row(str(year), *cells)
    heading = Text.assemble((metric.name_en, "bold"), f"\n{metric.name_zh}\n", (metric.id, "cyan"))
    return Group(heading, _indented(table), Text(""))


def _compared(metric: Metric, row: Row | None) -> Text:
    if row is None:
        return Text("no report", style="dim")
    if row["value"] is None:
        return Text(row["undefined_reason"] or "–", style="dim")
    said = Text(value_text(metric, row["value"]), style="dim" if row["suppressed"] else "")
    details = [fraction_text(metric, row["numerator"], row["denominator"])] if metric.denominator is not None else []
    if metric.kind == "rate":
        details.append(interval_text(row["low"], row["high"]))
    if row["suppressed"]:
        details.append("small N")
    if row["basis"] not in (None, "printed"):
        details.append(row["basis"])
    return said.append("\n" + "\n".join(details), style="dim") if details else said
