"""Why requests were refused: how often each reason was given, agency by agency and year by year."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import pandas as pd

from output.charts.canvas import (
    FAINT,
    INK,
    RULE,
    SERIES,
    checked,
    drawing,
    empty,
    fitted,
    heading,
    inches_axes,
    new_figure,
    save,
    shortened,
    text_width,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS: Final = ("agency_name", "year", "reason", "name_zh", "name_en", "count")
"""Columns of the rows; a missing ``count`` is a cell that is not known, never a zero."""

SMALLEST: Final = 30
"""Refusals from which on shares are shown; below, a share would say more than the numbers do."""

MOST_COLUMNS: Final = 16
"""Columns (an agency and year each) in one picture."""

_TITLE: Final = "Reasons for refusal · 不予公开的理由"
_ROW: Final = 0.52
_WIDE: Final = 0.98
_RADIUS: Final = 0.2


class _Column(NamedTuple):
    agency: str
    year: int


def refusal_reasons(rows: pd.DataFrame, path: str | os.PathLike[str], *, notes: Sequence[str] = ()) -> Path:
    """Draw how the refusals of each agency and year are spread over the reasons.

    Each reason has its count; where an agency refused thirty times or more in a year also its share, as a dot of
    that area. More columns than sixteen are cut to the newest year, then to the agencies that refused most, and the
    picture says so.

    Args:
        rows: one row per agency, year and reason, of one scope; columns :data:`COLUMNS`. Reasons stand in the order
            in which they first occur.
        path: ends in ``.png``, ``.svg`` or ``.pdf``.
        notes: lines to stand above the chart, such as what the reports cover.

    Raises:
        ChartError: the rows have other columns, or several rows for one agency, year and reason.
        MissingLibraryError: matplotlib is not installed.
        OutputError: the file cannot be written.
    """
    reasons = list(dict.fromkeys(rows["reason"])) if "reason" in rows else []
    rows = checked(rows, COLUMNS, ("agency_name", "year", "reason"), numbers=("count",))
    with drawing([*rows["agency_name"].unique(), *rows["name_zh"].unique()]):
        if rows["count"].isna().all():
            return empty(path, _TITLE)
        columns, cut = _choose(rows)
        named = rows.drop_duplicates("reason")
        names = dict(zip(named["reason"], zip(named["name_zh"], named["name_en"], strict=True), strict=True))
        label = max(max(text_width(names[reason][0], 9.5), text_width(names[reason][1], 7.5)) for reason in reasons)
        agencies = list(dict.fromkeys(column.agency for column in columns))
        years = {column.year for column in columns}
        slanted = len(agencies) > 1 and len(columns) == len(agencies)
        above = 1.6 if slanted else 0.95 if len(agencies) > 1 else 0.62
        width = max(0.5 + label + _WIDE * len(columns) + (0.6 if slanted else 0.3), 7.0)
        said = [
            *notes,
            (
                f"number and, from {SMALLEST} refusals on, share of the year's refusals; the area of a dot is the share · "
                f"件数；不予公开满 {SMALLEST} 件时附占比，圆面积表示占比"
            ),
            "D: refusals of the year; –: not known, so D may be larger · D 为当年不予公开件数；– 为未知，D 可能更大",
            *cut,
        ]
        lines = fitted(said, width)
        top = 0.7 + 0.18 * len(lines) + above
        figure = new_figure(width, top + _ROW * len(reasons) + 0.3)
        only = f"{agencies[0]}  " if len(agencies) == 1 else ""
        year = f"{min(years)}" if len(years) == 1 else f"{min(years)}–{max(years)}"
        heading(figure, f"{_TITLE}  {only}{year}", lines)
        full = float(figure.get_size_inches()[1])
        axes = inches_axes(
            figure, 0.4 + label, full - top - _ROW * len(reasons), _WIDE * len(columns), _ROW * len(reasons)
        )
        _frame(axes, names, reasons, len(columns))
        counts = rows.set_index(["agency_name", "year", "reason"])["count"]
        for place, column in enumerate(columns):
            values = [float(counts.get((*column, reason), float("nan"))) for reason in reasons]
            _column(axes, place, values)
            _head(axes, place, column, values, slanted=slanted, alone=len(agencies) == 1)
        if not slanted and len(agencies) > 1:
            _groups(axes, columns)
        return save(figure, path)


def _choose(rows: pd.DataFrame) -> tuple[list[_Column], list[str]]:
    totals = rows.groupby(["agency_name", "year"])["count"].sum(min_count=1).dropna()
    columns = [_Column(str(agency), int(year)) for agency, year in totals.index]
    if len(columns) <= MOST_COLUMNS:
        return columns, []
    newest = max(column.year for column in columns)
    last = totals[totals.index.get_level_values("year") == newest].sort_values(ascending=False, kind="stable")
    chosen = [_Column(str(agency), int(year)) for agency, year in last.index[:MOST_COLUMNS]]
    of_all = rows["agency_name"].nunique()
    if len(chosen) == of_all:
        return chosen, [f"only {newest}, since there are several agencies · 机关较多，仅列 {newest} 年度"]
    return chosen, [
        (
            f"{len(chosen)} of {of_all:,} agencies, those that refused most in {newest} · "
            f"{of_all:,} 个机关中 {newest} 年度不予公开最多的 {len(chosen)} 个"
        )
    ]


def _frame(axes: Axes, names: Mapping[str, tuple[str, str]], reasons: Sequence[str], columns: int) -> None:
    """Lines of reasons, named in both languages at the left."""
    axes.set_xlim(0, _WIDE * columns)
    axes.set_ylim(_ROW * len(reasons), 0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_xticks([])
    axes.set_yticks([])
    for line, reason in enumerate(reasons):
        middle = (line + 0.5) * _ROW
        axes.axhline(line * _ROW, color=RULE, linewidth=0.6)
        axes.text(-0.12, middle - 0.07, names[reason][0], size=9.5, ha="right", va="center")
        axes.text(-0.12, middle + 0.11, names[reason][1], size=7.5, color=FAINT, ha="right", va="center")
    axes.axhline(len(reasons) * _ROW, color=RULE, linewidth=0.6)


def _column(axes: Axes, place: int, values: Sequence[float]) -> None:
    from matplotlib.patches import Circle

    total = sum(value for value in values if not isnan(value))
    left = place * _WIDE
    for line, value in enumerate(values):
        middle = (line + 0.5) * _ROW
        text = left + (0.52 if total >= SMALLEST else 0.45)
        if isnan(value):
            axes.text(text, middle, "–", size=9, color=FAINT, va="center")
            continue
        if total < SMALLEST:
            axes.text(text, middle, f"{value:,.0f}", size=9.5, color=INK if value else FAINT, va="center")
            continue
        share = value / total
        if value:
            axes.add_patch(Circle((left + 0.27, middle), _RADIUS * share**0.5, facecolor=SERIES[0], linewidth=0))
        axes.text(
            text, middle - (0.07 if value else 0), f"{value:,.0f}", size=9.5, color=INK if value else FAINT, va="center"
        )
        if value:
            axes.text(text, middle + 0.1, f"{share:.0%}" if share >= 0.01 else "<1%", size=7, color=FAINT, va="center")


def _head(axes: Axes, place: int, column: _Column, values: Sequence[float], *, slanted: bool, alone: bool) -> None:
    middle = (place + 0.5) * _WIDE
    known = [value for value in values if not isnan(value)]
    sign = "" if len(known) == len(values) else "≥"
    axes.text(middle, -0.12, f"D {sign}{sum(known):,.0f}", size=8, color=FAINT, ha="center", va="center")
    if slanted:
        axes.text(middle - 0.1, -0.28, shortened(column.agency, 12), size=8.5, rotation=35, ha="left", va="bottom")
    else:
        axes.text(middle, -0.34, str(column.year), size=9.5 if alone else 9, ha="center", va="center")


def _groups(axes: Axes, columns: Sequence[_Column]) -> None:
    """The name of each agency over its years."""
    start = 0
    for place in range(1, len(columns) + 1):
        if place == len(columns) or columns[place].agency != columns[start].agency:
            room = int((place - start) * _WIDE * 72 / 9.5)
            axes.text(start * _WIDE + 0.08, -0.6, shortened(columns[start].agency, max(room, 4)), size=9, va="center")
            axes.plot(
                [start * _WIDE + 0.08, place * _WIDE - 0.08], [-0.48, -0.48], color=RULE, clip_on=False, linewidth=1
            )
            start = place
