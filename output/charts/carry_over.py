"""How requests flow from year to year: carried in and new, concluded and carried over."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import pandas as pd

from output.charts.canvas import (
    FAINT,
    INK,
    RULE,
    ChartError,
    checked,
    drawing,
    empty,
    heading,
    inches_axes,
    new_figure,
    save,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLUMNS: Final = ("agency_name", "year", "carried_in", "new", "concluded", "carried_out")
"""Columns of the rows; a missing number is not known, never a zero."""

MOST_AGENCIES: Final = 8

_TITLE: Final = "Requests carried from year to year · 申请的结转"
_NEW: Final = "#56b4e9"
_DONE: Final = "#009e73"
_CARRIED: Final = "#e69f00"
_WRONG: Final = "#b8320f"
_BLOCK: Final = 1.55
_HEIGHT: Final = 2.3


class _Year(NamedTuple):
    """The four numbers of one year; None where one is not known."""

    carried_in: float | None
    new: float | None
    concluded: float | None
    carried_out: float | None


def carry_over_flow(rows: pd.DataFrame, path: str | os.PathLike[str], *, notes: Sequence[str] = ()) -> Path:
    """Draw, for each agency, two bars a year: what came (carried in and new), and what became of it.

    A band leads what was carried over to the next year's bar, and under it stands whether the next report has the
    same number. Where the two bars of a year are not equal, it says so above them.

    Args:
        rows: one row per agency and year, of one scope; columns :data:`COLUMNS`; eight agencies at most.
        path: ends in ``.png``, ``.svg`` or ``.pdf``.
        notes: lines to stand above the chart, such as what the reports cover.

    Raises:
        ChartError: the rows have other columns, several rows for an agency and year, or too many agencies.
        MissingLibraryError: matplotlib is not installed.
        OutputError: the file cannot be written.
    """
    agencies = list(dict.fromkeys(rows["agency_name"])) if "agency_name" in rows else []
    rows = checked(rows, COLUMNS, ("agency_name", "year"), numbers=COLUMNS[2:])
    if len(agencies) > MOST_AGENCIES:
        raise ChartError(
            expected=f"{MOST_AGENCIES} agencies at most in one picture",
            found=f"{len(agencies)}",
            advice="choose some with --agency",
        )
    with drawing(agencies):
        if rows[list(COLUMNS[2:])].isna().all(axis=None):
            return empty(path, _TITLE)
        years = range(int(rows["year"].min()), int(rows["year"].max()) + 1)
        each = 0.55 + _HEIGHT + 0.7
        top = 1.3 + 0.18 * len(notes)
        figure = new_figure(max(0.55 + _BLOCK * len(years) + 0.2, 7.6), top + each * len(agencies))
        _key(figure, heading(figure, _TITLE, [*notes, _NOTE]))
        full = float(figure.get_size_inches()[1])
        for number, agency in enumerate(agencies):
            axes = inches_axes(figure, 0.55, full - top - each * number - 0.45 - _HEIGHT, _BLOCK * len(years), _HEIGHT)
            _panel(axes, agency, _rows_to_years(rows[rows["agency_name"] == agency]), years)
        return save(figure, path)


_NOTE: Final = (
    "left bar: what came; right bar: what became of it; band: to the next year · 左柱为来量，右柱为去向，连带为结转下年"
)


def _rows_to_years(rows: pd.DataFrame) -> dict[int, _Year]:
    return {
        int(row["year"]): _Year(*(None if pd.isna(row[name]) else float(row[name]) for name in COLUMNS[2:]))
        for row in rows.to_dict("records")
    }


def _key(figure: Figure, used: float) -> None:
    from matplotlib.patches import Rectangle

    width, height = figure.get_size_inches()
    left, middle = 0.35, height - used - 0.1
    for colour, text, room in (
        (_NEW, "new · 新收", 1.1),
        (_CARRIED, "carried in, carried over · 结转", 2.45),
        (_DONE, "concluded · 办结", 1.5),
        ("none", "not known · 未知", 1.4),
    ):
        figure.add_artist(
            Rectangle(
                (left / width, (middle - 0.07) / height), 0.14 / width, 0.14 / height, facecolor=colour,
                edgecolor=FAINT if colour == "none" else colour, linestyle=":" if colour == "none" else "-",
            )
        )  # fmt: skip
        figure.text((left + 0.21) / width, middle / height, text, size=8.5, va="center")
        left += room


def _panel(axes: Axes, agency: str, numbers: dict[int, _Year], years: range) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.set_title(agency, loc="left", size=10.5, color=INK, pad=10)
    tallest = max(
        (sum(part or 0 for part in side) for year in numbers.values() for side in (year[:2], year[2:])), default=0
    )
    axes.set_ylim(0, (tallest or 1) * 1.16)
    axes.set_xlim(0, len(years))
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.tick_params(axis="y", labelsize=8, length=0)
    axes.tick_params(axis="x", length=0, pad=20)
    axes.grid(axis="y", color=RULE, linewidth=0.5)
    axes.set_axisbelow(True)
    axes.set_xticks([place + 0.5 for place in range(len(years))], [str(year) for year in years])
    for place, year in enumerate(years):
        if year not in numbers:
            axes.text(place + 0.5, tallest * 0.08, "no report\n无报告", size=8, color=FAINT, ha="center", va="bottom")
            continue
        _year(axes, place, numbers[year])
        if year + 1 in numbers:
            _joint(axes, place, numbers[year].carried_out, numbers[year + 1].carried_in)
        else:
            _loose(axes, place + _RIGHT + _BAR / 2, numbers[year].carried_out, "{} →")
        if year - 1 not in numbers:
            _loose(axes, place + _LEFT + _BAR / 2, numbers[year].carried_in, "→ {}")
    axes.text(
        1.0,
        -0.58 / _HEIGHT,
        "year · 年度；requests · 件",
        transform=axes.transAxes,
        size=7.5,
        color=FAINT,
        ha="right",
        va="center",
    )


_LEFT, _RIGHT, _BAR = 0.2, 0.52, 0.28
"""Where the two bars of a year begin and how wide they are, in years."""


def _year(axes: Axes, place: int, year: _Year) -> None:
    for start, carried, main, colour in (
        (_LEFT, year.carried_in, year.new, _NEW),
        (_RIGHT, year.carried_out, year.concluded, _DONE),
    ):
        _stack(axes, place + start, carried, main, colour)
    came, went = _sum(year.carried_in, year.new), _sum(year.concluded, year.carried_out)
    if came is not None and went is not None and came != went:
        high = max(came, went) + axes.get_ylim()[1] * 0.075
        axes.text(place + 0.5, high, f"{came:,.0f} ≠ {went:,.0f}", size=8.5, color=_WRONG, ha="center", va="bottom")


def _sum(*parts: float | None) -> float | None:
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def _stack(axes: Axes, left: float, carried: float | None, main: float | None, colour: str) -> None:
    """One bar: what is carried below, the rest above, its number in it where there is room and else on top."""
    from matplotlib.patches import Rectangle

    unit = axes.get_ylim()[1] / _HEIGHT
    bottom = 0.0
    for number, fill in ((carried, _CARRIED), (main, colour)):
        if number is None:
            axes.add_patch(
                Rectangle(
                    (left, bottom), _BAR, 0.24 * unit, facecolor="none", edgecolor=FAINT, linestyle=":", linewidth=1
                )
            )
            axes.text(left + _BAR / 2, bottom + 0.12 * unit, "?", size=8.5, color=FAINT, ha="center", va="center")
            bottom += 0.24 * unit
            continue
        axes.add_patch(
            Rectangle((left, bottom), _BAR, number, facecolor=fill, edgecolor="white", linewidth=0.6, zorder=3)
        )
        bottom += number
        if fill == _CARRIED:
            continue
        inside = number > 0.2 * unit
        axes.text(
            left + _BAR / 2, bottom - number / 2 if inside else bottom + 0.03 * unit, f"{number:,.0f}",
            size=8 if number < 10_000 else 7, color=INK if fill == _NEW or not inside else "white", ha="center",
            va="center" if inside else "bottom", zorder=5,
        )  # fmt: skip


def _loose(axes: Axes, place: float, number: float | None, text: str) -> None:
    """A carried number whose other end is in no report."""
    shown = text.format("?" if number is None else f"{number:,.0f}")
    axes.text(
        place, -0.13 / _HEIGHT, shown, transform=axes.get_xaxis_transform(), size=8, color=FAINT, ha="center",
        va="center",
    )  # fmt: skip


def _joint(axes: Axes, place: int, out: float | None, into: float | None) -> None:
    """The band from one year to the next, and under the axis whether both reports have the same number."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path as Curve

    start, end = place + _RIGHT + _BAR, place + 1 + _LEFT
    same = out is not None and out == into
    if out is not None and into is not None:
        middle = (start + end) / 2
        curve = Curve(
            [(start, 0), (start, out), (middle, out), (middle, into), (end, into), (end, 0), (start, 0)],
            [Curve.MOVETO, Curve.LINETO, Curve.CURVE4, Curve.CURVE4, Curve.CURVE4, Curve.LINETO, Curve.CLOSEPOLY],
        )
        axes.add_patch(
            PathPatch(
                curve, facecolor=_CARRIED, alpha=0.45 if same else 0.25, edgecolor="none" if same else _WRONG,
                linewidth=0 if same else 0.8, hatch=None if same else "////", zorder=2,
            )
        )  # fmt: skip
    shown = ["?" if number is None else f"{number:,.0f}" for number in (out, into)]
    sign = "→" if out is None or into is None else "=" if same else "≠"
    axes.text(
        (start + end) / 2, -0.13 / _HEIGHT, f"{shown[0]} {sign} {shown[1]}", transform=axes.get_xaxis_transform(),
        size=8, color=_WRONG if sign == "≠" else FAINT if sign == "→" else INK, ha="center", va="center",
    )  # fmt: skip
