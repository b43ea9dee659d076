"""Rates over time, with their intervals and the numbers that they rest on."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from output.charts.canvas import (
    FAINT,
    FORM_BREAK,
    INK,
    MARKERS,
    RULE,
    SERIES,
    ChartError,
    checked,
    drawing,
    empty,
    fitted,
    heading,
    inches_axes,
    mark_form_break,
    new_figure,
    save,
    shortened,
    spaced,
    text_width,
    year_axis,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS: Final = ("agency_name", "year", "metric", "name_zh", "name_en", "value", "low", "high", "denominator")
"""Columns of the rows; ``value``, ``low`` and ``high`` of a share are fractions (0.25 is 25 %), and a missing ``value``
is a gap. Two more may be there: ``percent`` says which metrics are shown in per cent (else those with intervals are),
``suppressed`` which values rest on fewer cases than their metric asks for."""

MOST_LINES: Final = 8
"""Agencies with a line each; more are shown by how they are spread."""

MOST_METRICS: Final = 12

_TITLE: Final = "Rates over time · 比率变化"
_PANEL: Final = (5.6, 2.9)
_COUNT_LINE: Final = 0.17
_BANDS: Final = 3
"""Lines up to which intervals are drawn as bands; more would cover each other and have bars."""


def rates_over_time(rows: pd.DataFrame, path: str | os.PathLike[str], *, notes: Sequence[str] = ()) -> Path:
    """Draw metrics year by year, a panel for each metric and a line for each agency.

    A year without a value is a gap in the line, never a zero. Each line has its interval and, under the axis or in
    its label, the denominators. Years across which the form changed are parted by a broken line. More than eight
    agencies are drawn as median, middle half and middle four fifths.

    Args:
        rows: one row per agency, year and metric, of one scope; columns :data:`COLUMNS`.
        path: ends in ``.png``, ``.svg`` or ``.pdf``.
        notes: lines to stand above the chart, such as what the reports cover.

    Raises:
        ChartError: the rows have other columns, several rows for one agency, year and metric, or more than twelve
            metrics.
        MissingLibraryError: matplotlib is not installed.
        OutputError: the file cannot be written.
    """
    order = list(dict.fromkeys(rows["metric"])) if "metric" in rows else []
    agencies = list(dict.fromkeys(rows["agency_name"])) if "agency_name" in rows else []
    columns = [*COLUMNS, *(name for name in ("percent", "suppressed") if name in rows)]
    rows = checked(rows, columns, ("metric", "agency_name", "year"), numbers=COLUMNS[5:])
    if "percent" not in rows:
        rows["percent"] = rows["low"].notna().groupby(rows["metric"]).transform("any")
    suppressed = rows.get("suppressed", pd.Series(False, rows.index))
    # A printed slip can make a denominator negative: it has no rate, and is no number of cases.
    rows["denominator"] = rows["denominator"].where(rows["denominator"] >= 0)
    rows["suppressed"] = suppressed.astype("boolean").fillna(value=False).to_numpy(dtype=bool)
    if len(order) > MOST_METRICS:
        raise ChartError(expected=f"{MOST_METRICS} metrics at most in one picture", found=f"{len(order)}")
    with drawing([*rows["agency_name"].unique(), *rows["name_zh"].unique()]):
        if rows["value"].isna().all():
            return empty(path, _TITLE)
        years = range(int(rows["year"].min()), int(rows["year"].max()) + 1)
        many = len(agencies) > MOST_LINES
        width, height = _PANEL
        panels = {metric: rows[rows["metric"] == metric] for metric in order}
        labels = [_label(name, panel) for panel in panels.values() for name in agencies]
        margin = 1.6 if many else max(text_width(label, 8.5) for label in labels) + 0.45
        under = 0.62 + (0 if many or len(agencies) > 4 else _COUNT_LINE * len(agencies) + 0.12)
        across = 1 if len(order) == 1 else 2
        lines = -(-len(order) // across)
        cell = (0.75 + width + margin, 0.5 + height + under)
        said = [*notes, *_notes(years, len(agencies), suppressed=bool(rows["suppressed"].any()))]
        lines_above = fitted(said, across * cell[0])
        top = 0.75 + 0.18 * len(lines_above)
        figure = new_figure(across * cell[0], top + lines * cell[1])
        heading(figure, _TITLE, lines_above)
        full = float(figure.get_size_inches()[1])
        for number, metric in enumerate(order):
            left = (number % across) * cell[0] + 0.75
            bottom = full - top - (number // across + 1) * cell[1] + under
            axes = inches_axes(figure, left, bottom, width, height)
            _panel(axes, panels[metric], agencies, years, many)
        return save(figure, path)


def _notes(years: range, agencies: int, *, suppressed: bool) -> list[str]:
    many = agencies > MOST_LINES
    shaded = (
        f"{agencies} agencies: median, middle half and middle four fifths; n: agencies with a value · "
        f"{agencies} 个机关：中位数、中间 50% 与 80%，n 为有数值的机关数"
        if many
        else "shaded or barred: interval, which the frame may cut; N: denominator; a gap is a year without a value · "
        "阴影或竖线为区间（可超出图框），N 为分母，断开处无数值"
    )
    broken = ["broken line: the form changed between 2020 and 2021 · 虚线：2020 与 2021 年度之间表式变更"]
    few = (
        "values under the minimum of their metric are left out · 低于指标最小分母的数值未计入"
        if many
        else "hollow: the denominator is under the minimum of the metric · 空心：分母低于指标的最小值"
    )
    return [shaded, *([few] if suppressed else []), *(broken if years[0] < FORM_BREAK < years[-1] else [])]


def _panel(axes: Axes, rows: pd.DataFrame, agencies: Sequence[str], years: range, many: bool) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    named = rows.iloc[0]
    axes.set_title(named["name_zh"], loc="left", size=10.5, color=INK, pad=21)
    axes.text(0, 1 + 0.11 / _PANEL[1], named["name_en"], transform=axes.transAxes, size=8.5, color=FAINT, va="center")
    year_axis(axes, years)
    mark_form_break(axes, years)
    axes.grid(axis="y", color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)
    is_rate = bool(rows["percent"].any())
    axes.yaxis.set_major_locator(MaxNLocator("auto", steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: tick_label(value, percent=is_rate)))
    known = rows[["value", "low", "high"]].to_numpy(dtype=float)
    if np.isfinite(known).any():
        low, high = float(np.nanmin(known)), float(np.nanmax(known))
        # Where one small denominator has a huge interval, the frame cuts that and not what the others show.
        high = min(high, 2 * float(np.nanmax(known[:, 0])) + (0.02 if is_rate else 0))
        floor = min(0.0, low * 1.08)
        axes.set_ylim(floor, 1.02 if is_rate and 0.85 < high <= 1 else (high * 1.08 or 1.0))
    if many:
        _spread(axes, rows, years)
        return
    tables = {name: _by_year(rows[rows["agency_name"] == name], years) for name in agencies}
    band = len(agencies) <= _BANDS
    shifts = {name: 0.0 if band else (number - (len(agencies) - 1) / 2) * 0.07 for number, name in enumerate(agencies)}
    for number, name in enumerate(agencies):
        _line(axes, tables[name], years, number, shifts[name], band=band)
    _labels(axes, tables, years, rows, shifts)
    if len(agencies) <= 4 and rows["denominator"].notna().any():
        _counts(axes, tables, years)


def tick_label(value: float, *, percent: bool) -> str:
    """A number beside an axis, with all its digits: a rounded one would stand at the wrong height.

    >>> tick_label(0.025, percent=True), tick_label(0.3, percent=True), tick_label(0.0005, percent=True)
    ('2.5%', '30%', '0.05%')
    >>> tick_label(1_500_000.0, percent=False), tick_label(0.5, percent=False)
    ('1,500,000', '0.5')
    """
    number = round(value * 100 if percent else value, 9)
    text = f"{number:,.0f}" if float(number).is_integer() else f"{number:,g}"
    return text + ("%" if percent else "")


def _by_year(rows: pd.DataFrame, years: range) -> pd.DataFrame:
    return rows.set_index("year")[["value", "low", "high", "denominator", "suppressed"]].reindex(list(years))


def _line(axes: Axes, table: pd.DataFrame, years: range, number: int, shift: float, *, band: bool) -> None:
    places = np.array(list(years), dtype=float) + shift
    value, low, high = (table[name].to_numpy() for name in ("value", "low", "high"))
    colour, marker = SERIES[number], MARKERS[number]
    axes.plot(
        places, value, color=colour, marker=marker, markersize=5, linewidth=1.6, markeredgecolor="white",
        markeredgewidth=0.7, zorder=4,
    )  # fmt: skip
    hollow = table["suppressed"].eq(True).to_numpy(dtype=bool) & np.isfinite(value)
    axes.plot(
        places[hollow],
        value[hollow],
        color=colour,
        marker=marker,
        markersize=4.5,
        linestyle="",
        zorder=5,
        markerfacecolor="white",
        markeredgewidth=1.1,
    )
    known = np.isfinite(low) & np.isfinite(high) & np.isfinite(value)
    beside = _has_neighbour(known)
    if band:
        axes.fill_between(places, low, high, where=known, color=colour, alpha=0.15, linewidth=0, zorder=2)
    # A band needs two neighbouring years: a value alone has a bar.
    barred = known & ~beside if band else known
    axes.vlines(places[barred], low[barred], high[barred], color=colour, linewidth=1.4, alpha=0.55, zorder=3)


def _has_neighbour(known: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    padded = np.pad(known, 1)
    return padded[:-2] | padded[2:]


def _label(name: str, rows: pd.DataFrame) -> str:
    own = rows[rows["agency_name"] == name]
    if own["value"].isna().all():
        return f"{shortened(name, 16)}  no value · 无数值"
    known = own["denominator"].dropna()
    if known.empty:
        return shortened(name, 16)
    low, high = int(known.min()), int(known.max())
    return f"{shortened(name, 16)}  N {low:,}" + (f"–{high:,}" if high != low else "")


def _labels(
    axes: Axes, tables: dict[str, pd.DataFrame], years: range, rows: pd.DataFrame, shifts: dict[str, float]
) -> None:
    """The name of each line at the right of the panel, at the height of its last value as far as there is room."""
    low = axes.get_ylim()[0]
    ends = {name: table["value"].dropna() for name, table in tables.items()}
    last = sorted((float(end.iloc[-1]) if len(end) else low, name) for name, end in ends.items())
    heights = spaced([value for value, _ in last], axes.get_ylim(), 0.075)
    order = list(tables)
    edge = years[-1] + 0.5
    span = (years[-1] - years[0] + 1) / _PANEL[0]
    for (value, name), height in zip(last, heights, strict=True):
        colour = SERIES[order.index(name)]
        marker = MARKERS[order.index(name)]
        start = float(ends[name].index[-1]) + shifts[name] if len(ends[name]) else edge
        if len(ends[name]):
            axes.plot(
                [start, edge, edge + 0.1 * span], [value, height, height], color=colour, linewidth=0.6, alpha=0.6,
                clip_on=False, linestyle=":", zorder=3,
            )  # fmt: skip
        axes.plot(
            [edge + 0.18 * span], [height], color=colour, marker=marker, markersize=4.5, clip_on=False, linestyle=""
        )
        axes.text(edge + 0.28 * span, height, _label(name, rows), color=INK, size=8.5, va="center", ha="left")


def _counts(axes: Axes, tables: dict[str, pd.DataFrame], years: range) -> None:
    """The denominators of each year under the axis, a line for each agency."""
    height = _PANEL[1]
    for line, (number, table) in enumerate(enumerate(tables.values())):
        place = -(0.45 + _COUNT_LINE * line) / height
        axes.plot(
            [-0.045], [place], transform=axes.transAxes, marker=MARKERS[number], color=SERIES[number], markersize=4,
            clip_on=False, linestyle="",
        )  # fmt: skip
        axes.text(-0.065, place, "N", transform=axes.transAxes, size=7.5, color=FAINT, ha="right", va="center")
        step = max(1, -(-len(years) // 14))
        counts = dict(zip(years, table["denominator"].to_numpy(dtype=float), strict=True))
        for year in list(years)[::-1][::step]:
            count = counts[year]
            shown = f"{int(count):,}" if np.isfinite(count) else "–"
            axes.text(
                year, place, shown, transform=axes.get_xaxis_transform(), size=7.5, color=FAINT, ha="center",
                va="center",
            )  # fmt: skip


def _spread(axes: Axes, rows: pd.DataFrame, years: range) -> None:
    """Median and quantiles over all agencies of each year, with the number of agencies that have a value."""
    groups = rows[~rows["suppressed"]].dropna(subset=["value"]).groupby("year")["value"]
    shares = {
        share: groups.quantile(share).reindex(list(years)).to_numpy(dtype=float)
        for share in (0.1, 0.25, 0.5, 0.75, 0.9)
    }
    places = np.array(list(years), dtype=float)
    colour = SERIES[0]
    alone = np.isfinite(shares[0.5]) & ~_has_neighbour(np.isfinite(shares[0.5]))
    for low, high, depth, width in ((0.1, 0.9, 0.14, 3.0), (0.25, 0.75, 0.28, 6.0)):
        axes.fill_between(places, shares[low], shares[high], color=colour, alpha=depth, linewidth=0)
        axes.vlines(places[alone], shares[low][alone], shares[high][alone], color=colour, alpha=depth, linewidth=width)
    axes.plot(places, shares[0.5], color=colour, marker="o", markersize=5, linewidth=1.8, markeredgecolor="white")
    known = np.flatnonzero(np.isfinite(shares[0.5]))
    if not known.size:
        axes.text(0.5, 0.5, "no data · 无数据", transform=axes.transAxes, color=FAINT, ha="center", va="center")
        return
    top = float(shares[0.9][known].max())
    high = min(1.02, top * 1.12) if rows["percent"].any() and top <= 1 else top * 1.12
    axes.set_ylim(min(0.0, float(shares[0.1][known].min()) * 1.08), high or 1.0)
    edge = years[-1] + 0.5
    names = {0.1: "10%", 0.25: "25%", 0.5: "median · 中位数", 0.75: "75%", 0.9: "90%"}
    places_of_names = spaced([float(shares[share][known[-1]]) for share in names], axes.get_ylim(), 0.055)
    for (share, name), height in zip(names.items(), places_of_names, strict=True):
        axes.text(
            edge, height, f" {name}", size=7.5 if share != 0.5 else 8.5, va="center",
            color=INK if share == 0.5 else FAINT,
        )  # fmt: skip
    counts = groups.size().reindex(list(years), fill_value=0)
    for year in years:
        axes.text(
            year, -0.45 / _PANEL[1], f"{counts[year]}", transform=axes.get_xaxis_transform(), size=7.5, color=FAINT,
            ha="center", va="center",
        )  # fmt: skip
    axes.text(-0.03, -0.45 / _PANEL[1], "n", transform=axes.transAxes, size=7.5, color=FAINT, ha="right", va="center")
