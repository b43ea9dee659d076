"""What all charts share: paper, colours, fonts, checks of what comes in, and files that are the same each time."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from extract.errors import GongkaiError, MissingLibraryError, OutputError
from output.charts.fonts import families

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FORMATS: Final = (".png", ".svg", ".pdf")

INK: Final = "#22262e"
FAINT: Final = "#6b7280"
RULE: Final = "#d5d9e0"
PAPER: Final = "#ffffff"

SERIES: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#4d4d4d", "#8a6d00")
"""Okabe and Ito's colours, which people of all kinds of sight tell apart, in an order of most contrast."""

MARKERS: Final = ("o", "s", "^", "D", "v", "P", "X", "h")
"""A shape for each colour, so that no series is known by its colour alone."""

FORM_BREAK: Final = 2020.5
"""The form of 2021 replaced that of 2019 with fiscal year 2021."""

DOTS_PER_INCH: Final = 160


class ChartError(GongkaiError):
    """Rows that a chart cannot be made of."""

    code = "bad_chart"


def checked(
    rows: pd.DataFrame, columns: Iterable[str], key: Iterable[str], numbers: Iterable[str] = ()
) -> pd.DataFrame:
    """The rows with exactly these columns, in the order of the key; the numbers as floats, missing ones as NaN.

    Raises:
        ChartError: a column is missing, a row has no year, or two rows have the same key.
    """
    columns, key = list(columns), list(key)
    if missing := [name for name in columns if name not in rows.columns]:
        raise ChartError(
            expected=f"rows with the columns {', '.join(columns)}", found=f"rows without {', '.join(missing)}"
        )
    rows = rows.loc[:, columns]
    if rows[key].isna().any(axis=None):
        raise ChartError(expected=f"rows that all have {', '.join(key)}", found="rows in which one of them is empty")
    if rows.duplicated(key).any():
        first = rows.loc[rows.duplicated(key), key].iloc[0]
        raise ChartError(
            expected=f"one row for each {', '.join(key)}",
            found=f"several for {', '.join(str(value) for value in first)}",
            advice="choose one scope: rows of different scope must never be put together",
        )
    rows = rows.sort_values(key, kind="stable", ignore_index=True)
    for name in numbers:
        # Whole numbers with missing ones come in three shapes: as objects, as floats, and as pandas' own Int64.
        rows[name] = pd.to_numeric(rows[name]).astype("Float64").to_numpy(dtype=float, na_value=float("nan"))
    return rows


@contextmanager
def drawing(texts: Iterable[object]) -> Iterator[None]:
    """Settings under which a chart is drawn and saved; ``texts`` are those of the rows, to choose the font by.

    Raises:
        MissingLibraryError: matplotlib is not installed.
    """
    try:
        import matplotlib
    except ImportError as error:
        raise MissingLibraryError(
            expected="matplotlib, which draws the charts",
            found="no such package",
            advice="pip install 'gongkai[charts]'",
        ) from error
    with matplotlib.rc_context():
        # Whatever the user's own settings are, the same rows give the same picture.
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(
            {
                "font.family": families([*map(str, texts), _OWN_TEXTS]),
                "font.size": 10,
                "text.color": INK,
                "axes.edgecolor": RULE,
                "axes.labelcolor": FAINT,
                "axes.spines.top": False,
                "axes.spines.right": False,
                "axes.unicode_minus": True,
                "xtick.color": FAINT,
                "ytick.color": FAINT,
                "svg.fonttype": "path",
                "svg.hashsalt": "gongkai",
                # Chinese fonts are mostly outlines of PostScript, which are not allowed in a font of type 42.
                "pdf.fonttype": 3,
                "figure.facecolor": PAPER,
                "savefig.facecolor": PAPER,
            }
        )
        yield


_OWN_TEXTS: Final = "年度机关公开申请结转办理数量率比例区间表式变更未知无数据说明 ×✓≠"


def new_figure(width: float, height: float) -> Figure:
    """A figure of this size in inches, known to no window system."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), dpi=DOTS_PER_INCH)
    FigureCanvasAgg(figure)
    return figure


def save(figure: Figure, path: str | os.PathLike[str]) -> Path:
    """Write the figure in the format that the name of the file ends in; the same figure gives the same bytes.

    Raises:
        ChartError: the name ends in none of :data:`FORMATS`.
        OutputError: the file cannot be written.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    metadata = _no_dates(suffix)
    try:
        figure.savefig(path, format=suffix[1:], metadata=metadata)
    except OSError as error:
        raise OutputError(
            expected="a file that can be written", found=error.strerror or str(error), where=str(path)
        ) from error
    return path


def _no_dates(suffix: str) -> Mapping[str, Any]:
    kinds: dict[str, Mapping[str, Any]] = {
        ".png": {"Software": None},
        ".svg": {"Date": None, "Creator": None},
        ".pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    }
    if suffix not in kinds:
        raise ChartError(expected=f"a file name that ends in {', '.join(FORMATS)}", found=suffix or "no ending")
    return kinds[suffix]


def heading(figure: Figure, title: str, notes: Iterable[str] = (), *, left: float = 0.35) -> float:
    """Write a title and lines under it at the top; returns how much of the height in inches they take.

    Args:
        figure: where.
        title: one line.
        notes: further lines, smaller.
        left: inches from the left edge.
    """
    width, height = figure.get_size_inches()
    top = height - 0.28
    figure.text(left / width, top / height, title, size=13, va="top", ha="left")
    top -= 0.3
    for note in notes:
        figure.text(left / width, top / height, note, size=8.5, color=FAINT, va="top", ha="left")
        top -= 0.18
    return float(height - top) + 0.12


def fitted(notes: Iterable[str], width: float) -> list[str]:
    """The notes as lines that fit a figure so many inches wide: the languages of a long one go under each other.

    >>> fitted(["short · 短", "one that is too long for a line · 一行写不下"], 3)
    ['short · 短', 'one that is too long for a line', '一行写不下']
    """
    lines: list[str] = []
    for note in notes:
        lines += [note] if text_width(note, 8.5) < width - 0.5 else note.split(" · ")
    return lines


def empty(path: str | os.PathLike[str], title: str) -> Path:
    """A picture that says that there is nothing to show."""
    figure = new_figure(7, 2.2)
    heading(figure, title)
    figure.text(0.5, 0.4, "no data · 无数据", size=14, color=FAINT, ha="center", va="center")
    return save(figure, path)


def inches_axes(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Axes at a place given in inches from the lower left corner."""
    full_width, full_height = figure.get_size_inches()
    return figure.add_axes((left / full_width, bottom / full_height, width / full_width, height / full_height))


def size_inches(axes: Axes) -> tuple[float, float]:
    """Width and height of the axes in inches."""
    width, height = axes.get_figure(root=True).get_size_inches()  # type: ignore[union-attr]
    place = axes.get_position()
    return float(width * place.width), float(height * place.height)


def text_width(text: str, size: float) -> float:
    """About how many inches a text takes at a size in points: a Chinese character is as wide as the size.

    >>> text_width("审计局", 12), text_width("abc", 12)
    (0.5, 0.28)
    """
    units = sum(1.0 if ord(character) > 0x2E7F or character == "·" else 0.56 for character in text)
    return round(units * size / 72, 3)


def year_axis(axes: Axes, years: Iterable[int]) -> None:
    """Whole years on the horizontal axis, which is named behind the last one."""
    every = list(years)
    step = max(1, -(-len(every) // 14))
    shown = every[::-1][::step][::-1]
    axes.set_xticks(shown, [str(year) for year in shown])
    axes.set_xlim(every[0] - 0.5, every[-1] + 0.5)
    height = size_inches(axes)[1]
    axes.text(1.0, -0.19 / height, " year · 年度", transform=axes.transAxes, size=7.5, color=FAINT, va="center")


def spaced(wanted: Sequence[float], limits: tuple[float, float], share: float) -> list[float]:
    """Heights near the wanted ones, which ascend, that lie at least a share of the axis apart and within it.

    >>> spaced([0.0, 0.01, 0.5], (0, 1), 0.1)
    [0.05, 0.15, 0.5]
    """
    low, high = limits
    gap = (high - low) * share
    heights: list[float] = []
    for height in wanted:
        heights.append(max(height, heights[-1] + gap if heights else low + gap / 2))
    ceiling = high - gap / 4
    for index in reversed(range(len(heights))):
        heights[index] = min(heights[index], ceiling)
        ceiling = heights[index] - gap
    return [round(height, 6) for height in heights]


def mark_form_break(axes: Axes, years: Iterable[int]) -> bool:
    """A line between 2020 and 2021 where the years span it; returns whether they do."""
    every = list(years)
    if not every[0] < FORM_BREAK < every[-1]:
        return False
    axes.axvline(FORM_BREAK, color=FAINT, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)
    return True


def shortened(text: str, limit: int) -> str:
    """A text of so many characters at most.

    >>> shortened("青禾市住房和城乡建设局", 6)
    '青禾市住房…'
    """
    return text if len(text) <= limit else text[: limit - 1] + "…"
