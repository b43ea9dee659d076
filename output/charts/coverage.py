"""Which reports are there: a tile for each agency and year, or for each province and year."""

from __future__ import annotations

import os
from collections.abc import Mapping
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
    shortened,
    size_inches,
    text_width,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLUMNS: Final = ("agency_id", "agency_name", "province", "year", "status")
"""Columns of the rows; ``province`` may be empty, ``status`` is one of :data:`STATUSES`."""


class Status(NamedTuple):
    """How a status looks: its colour, the sign on it and what it means."""

    colour: str
    sign: str
    sign_colour: str
    label: str


STATUSES: Final[Mapping[str, Status]] = {
    "read": Status("#0072b2", "", "white", "read · 已读出"),
    "no_table": Status("#e69f00", "–", INK, "found, without a table · 有文件无表格"),
    "failed": Status("#d55e00", "×", "white", "found, not read · 未能读取"),
    "missing": Status("#ffffff", "?", FAINT, "expected, not found · 应有未见"),
    "not_expected": Status("#eceef1", "", INK, "not expected · 不在应有之列"),
}
"""The signs tell apart what colours may not."""

MOST_TILES: Final = 320
"""Agencies with a line of their own; more are put together by province."""

_TITLE: Final = "Coverage · 报告覆盖"
_ALONE: Final = 30
"""Agencies up to which lines are wide apart, in one column."""


def coverage_tiles(rows: pd.DataFrame, path: str | os.PathLike[str]) -> Path:
    """Draw what became of the report of each agency and year.

    Up to 320 agencies have a line each, in several columns where they are many. More are put together: a tile for
    each province and year with how many of the expected reports were read.

    Args:
        rows: one row per agency and year; columns :data:`COLUMNS`.
        path: ends in ``.png``, ``.svg`` or ``.pdf``.

    Raises:
        ChartError: the rows have other columns, several rows for an agency and year, or an unknown status.
        MissingLibraryError: matplotlib is not installed.
        OutputError: the file cannot be written.
    """
    rows = checked(rows, COLUMNS, ("agency_id", "year"))
    if foreign := set(rows["status"].dropna()) - set(STATUSES):
        raise ChartError(expected=f"a status: {', '.join(STATUSES)}", found=", ".join(sorted(map(str, foreign))))
    rows["agency_name"] = rows["agency_name"].fillna(rows["agency_id"])
    rows["province"] = rows["province"].fillna("")
    with drawing([*rows["agency_name"].unique(), *rows["province"].unique()]):
        if rows.empty:
            return empty(path, _TITLE)
        years = range(int(rows["year"].min()), int(rows["year"].max()) + 1)
        agencies = rows.groupby("agency_id", sort=False)[["province", "agency_name"]].last().reset_index()
        # Provinces in the order of the ids, which is that of the codes; the unknown one last.
        provinces = sorted(dict.fromkeys(agencies["province"]), key=lambda name: name == "")
        agencies = agencies.sort_values("province", key=lambda names: names.map(provinces.index), kind="stable")
        figure = (
            _by_province(rows, provinces, years) if len(agencies) > MOST_TILES else _by_agency(rows, agencies, years)
        )
        return save(figure, path)


def _by_agency(rows: pd.DataFrame, agencies: pd.DataFrame, years: range) -> Figure:
    """A line for each agency, in columns of equal length, provinces kept together and named at their first line."""
    count = len(agencies)
    side, size = (0.3, 9.5) if count <= _ALONE else (0.17, 6.8)
    tile = max(side * 1.25, 0.28) if count <= _ALONE else 0.22
    tile = max(tile, 0.62) if len(years) <= 2 else tile
    columns = 1 + sum(count > limit for limit in (_ALONE, 80, 180))
    lines = -(-count // columns)
    named = len(set(agencies["province"])) > 1
    names = [
        shortened(name if not named or name.startswith(province) else f"{province} {name}", 22)
        for province, name in zip(agencies["province"], agencies["agency_name"], strict=True)
    ]
    label = max(text_width(name, size) for name in names) + 0.15
    width = label + tile * len(years) + 0.45
    full_width = max(columns * width + 0.3, 6.6)
    key = _key(rows, full_width)
    top = 1.2 + 0.2 * (1 + key[-1].line)
    figure = new_figure(full_width, top + lines * side + 0.3)
    full = float(figure.get_size_inches()[1])
    said = "1 agency" if count == 1 else f"{count} agencies"
    used = heading(figure, _TITLE, [f"{said}, {_years(years)} · {count} 个机关，{_years(years)} 年度"])
    _draw_key(figure, key, full - used - 0.1)
    status = rows.set_index(["agency_id", "year"])["status"]
    for column in range(columns):
        part = agencies.iloc[column * lines : (column + 1) * lines]
        if part.empty:
            continue
        axes = inches_axes(
            figure, 0.3 + column * width + label, full - top - len(part) * side, tile * len(years), len(part) * side
        )
        grid = [[status.get((agency, year)) for year in years] for agency in part["agency_id"]]
        _tiles(axes, grid, years, size)
        axes.set_yticks([line + 0.5 for line in range(len(part))], names[column * lines : (column + 1) * lines])
        axes.tick_params(axis="y", labelsize=size, length=0, labelcolor=INK)
        provinces = list(part["province"])
        for line in range(1, len(part)):
            if provinces[line] != provinces[line - 1]:
                axes.axhline(line, xmin=-label / (tile * len(years)), color=FAINT, linewidth=0.7, clip_on=False)
    return figure


def _years(years: range) -> str:
    return f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])


class _Entry(NamedTuple):
    """One entry of the key: inches from the left, and its line."""

    left: float
    line: int
    status: Status
    text: str


def _key(rows: pd.DataFrame, width: float) -> list[_Entry]:
    """Each status with how many tiles have it, as many in a line as there is room for."""
    counts = rows["status"].value_counts()
    entries: list[_Entry] = []
    left, line = 0.35, 0
    for name, status in STATUSES.items():
        text = f"{status.label}  {counts.get(name, 0):,}"
        length = 0.36 + text_width(text, 7.6)
        if left + length > width and left > 0.35:
            left, line = 0.35, line + 1
        entries.append(_Entry(left, line, status, text))
        left += length
    return entries


def _draw_key(figure: Figure, entries: list[_Entry], top: float) -> None:
    from matplotlib.patches import Rectangle

    width, height = figure.get_size_inches()
    for left, line, status, text in entries:
        middle = top - 0.2 * line
        figure.add_artist(
            Rectangle(
                (left / width, (middle - 0.07) / height), 0.14 / width, 0.14 / height, facecolor=status.colour,
                edgecolor=FAINT if status.colour == "#ffffff" else status.colour, linewidth=0.7,
            )
        )  # fmt: skip
        figure.text(
            (left + 0.07) / width, (middle - 0.005) / height, status.sign, size=7.5, color=status.sign_colour,
            ha="center", va="center",
        )  # fmt: skip
        figure.text((left + 0.2) / width, middle / height, text, size=8, color=INK, va="center")


def _tiles(axes: Axes, grid: list[list[object]], years: range, size: float) -> None:
    from matplotlib.patches import Rectangle

    axes.set_xlim(0, len(years))
    axes.set_ylim(len(grid), 0)
    for line, statuses in enumerate(grid):
        for place, name in enumerate(statuses):
            status = STATUSES.get(str(name))
            if status is None:
                continue
            hollow = name == "missing"
            axes.add_patch(
                Rectangle(
                    (place + 0.06, line + 0.08), 0.88, 0.84, facecolor=status.colour,
                    edgecolor=RULE if hollow else status.colour, linewidth=0.7 if hollow else 0,
                )
            )  # fmt: skip
            if status.sign:
                axes.text(
                    place + 0.5, line + 0.52, status.sign, size=size, color=status.sign_colour, ha="center",
                    va="center_baseline",
                )  # fmt: skip
    _years_above(axes, years, size)


def _years_above(axes: Axes, years: range, size: float) -> None:
    axes.xaxis.tick_top()
    wide = size_inches(axes)[0] / len(years)
    texts = [str(year) if wide > 0.33 else f"'{year % 100:02}" for year in years]
    axes.set_xticks([place + 0.5 for place in range(len(years))], texts)
    axes.tick_params(axis="x", labelsize=min(size, 8.5), length=0, pad=2)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _by_province(rows: pd.DataFrame, provinces: list[str], years: range) -> Figure:
    """For each province and year how many of the expected reports were read, and their share as depth of colour."""
    from matplotlib.patches import Rectangle

    expected = rows[rows["status"] != "not_expected"].assign(read=lambda frame: frame["status"] == "read")
    groups = expected.groupby(["province", "year"])["read"].agg(["sum", "count"]).reset_index()
    numbers = {
        (str(province), int(year)): (int(read), int(count))
        for province, year, read, count in groups.itertuples(index=False)
    }
    side, tile, size = 0.3, 0.86, 8.0
    label = max(text_width(name or "–", 9) for name in provinces) + 0.2
    agencies = rows["agency_id"].nunique()
    top = 1.62
    figure = new_figure(max(0.6 + label + tile * len(years), 6.6), top + side * len(provinces) + 0.3)
    full = float(figure.get_size_inches()[1])
    counts = rows["status"].value_counts()
    heading(
        figure,
        _TITLE,
        [
            f"{agencies:,} agencies put together by province, read / expected · {agencies:,} 个机关按省汇总，已读出 / 应有",
            ";  ".join(f"{status.label} {counts.get(name, 0):,}" for name, status in list(STATUSES.items())[:2]),
            ";  ".join(f"{status.label} {counts.get(name, 0):,}" for name, status in list(STATUSES.items())[2:]),
        ],
    )
    axes = inches_axes(
        figure, 0.3 + label, full - top - side * len(provinces), tile * len(years), side * len(provinces)
    )
    axes.set_xlim(0, len(years))
    axes.set_ylim(len(provinces), 0)
    for line, province in enumerate(provinces):
        for place, year in enumerate(years):
            if (province, year) not in numbers:
                axes.add_patch(
                    Rectangle((place + 0.03, line + 0.06), 0.94, 0.88, facecolor=STATUSES["not_expected"].colour)
                )
                continue
            read, count = numbers[province, year]
            share = read / count
            axes.add_patch(
                Rectangle(
                    (place + 0.03, line + 0.06), 0.94, 0.88, facecolor=_depth(share), edgecolor=RULE, linewidth=0.5
                )
            )
            axes.text(
                place + 0.5, line + 0.52, f"{read:,}/{count:,}", size=size if count < 10_000 else size - 2, ha="center",
                va="center_baseline", color="white" if share > 0.55 else INK,
            )  # fmt: skip
    _years_above(axes, years, 9)
    axes.set_yticks([line + 0.5 for line in range(len(provinces))], [name or "–" for name in provinces])
    axes.tick_params(axis="y", labelsize=9, length=0, labelcolor=INK)
    return figure


def _depth(share: float) -> tuple[float, float, float]:
    """White for none, the blue of ``read`` for all."""
    return tuple(1 - share * (1 - part) for part in (0.0, 0.447, 0.698))  # type: ignore[return-value]
