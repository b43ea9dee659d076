"""Charts: the same rows give the same bytes, glyphs are there or their lack is said, odd rows are refused."""

from __future__ import annotations

import builtins
import re
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from extract.errors import MissingLibraryError
from output.charts import (
    ChartError,
    carry_over_flow,
    coverage_tiles,
    fonts,
    rates_over_time,
    refusal_reasons,
)
from output.charts import carry_over as carry_over_module
from output.charts import coverage as coverage_module
from output.charts import rates as rates_module
from output.charts import refusals as refusals_module
from output.charts.fonts import MissingGlyphWarning, families

Draw = Callable[[pd.DataFrame, Path], Path]


def rate_rows(agencies: int = 2, metrics: int = 1, first: int = 2019, last: int = 2023) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "agency_name": f"第{agency}局",
                "year": year,
                "metric": f"m{metric}",
                "name_zh": "公开率",
                "name_en": "Disclosure rate",
                "value": None if (agency + year) % 4 == 0 else 0.1 + 0.02 * agency + 0.01 * (year % 5),
                "low": 0.05,
                "high": 0.9,
                "denominator": 10 * agency + year % 7,
            }
            for agency in range(agencies)
            for metric in range(metrics)
            for year in range(first, last + 1)
        ],
        columns=list(rates_module.COLUMNS),
    )


def refusal_rows(agencies: int = 1, scale: int = 20) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "agency_name": f"第{agency}局",
                "year": year,
                "reason": f"r{reason}",
                "name_zh": f"理由{reason}",
                "name_en": f"reason {reason}",
                "count": None if (agency, reason) == (0, 2) else scale * reason,
            }
            for agency in range(agencies)
            for year in (2021, 2022)
            for reason in range(4)
        ],
        columns=list(refusals_module.COLUMNS),
    )


def coverage_rows(agencies: int = 3) -> pd.DataFrame:
    statuses = list(coverage_module.STATUSES)
    return pd.DataFrame(
        [
            {
                "agency_id": f"a{agency:04}",
                "agency_name": f"第{agency}局",
                "province": ("甲省", "乙省", "")[agency % 3],
                "year": year,
                "status": statuses[(agency + year) % len(statuses)],
            }
            for agency in range(agencies)
            for year in (2021, 2022, 2023)
        ],
        columns=list(coverage_module.COLUMNS),
    )


def carry_rows(agencies: int = 1) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "agency_name": f"第{agency}局",
                "year": year,
                "carried_in": None if year == 2021 else 4,
                "new": 20,
                "concluded": 19,
                "carried_out": 5 if year == 2022 else 4,
            }
            for agency in range(agencies)
            for year in (2020, 2021, 2022, 2024)
        ],
        columns=list(carry_over_module.COLUMNS),
    )


CHARTS: Mapping[str, tuple[Draw, Callable[..., pd.DataFrame]]] = {
    "rates": (rates_over_time, rate_rows),
    "refusals": (refusal_reasons, refusal_rows),
    "coverage": (coverage_tiles, coverage_rows),
    "carry_over": (carry_over_flow, carry_rows),
}


@pytest.fixture(params=list(CHARTS))
def chart(request: pytest.FixtureRequest) -> tuple[Draw, Callable[..., pd.DataFrame]]:
    """A chart and what makes rows for it."""
    return CHARTS[request.param]


@pytest.mark.parametrize("suffix", [".svg", ".pdf", ".png"])
def test_same_rows_same_bytes(chart: tuple[Draw, Callable[..., pd.DataFrame]], tmp_path: Path, suffix: str) -> None:
    """A chart drawn twice has the same bytes, in whatever order the rows of one series stand."""
    draw, rows = chart
    first, second = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"
    draw(rows(), first)
    draw(rows(), second)
    assert first.read_bytes() == second.read_bytes()
    assert not re.search(rb"20\d\d-\d\d-\d\dT|CreationDate", first.read_bytes())


def test_no_glyph_is_missing(chart: tuple[Draw, Callable[..., pd.DataFrame]], tmp_path: Path) -> None:
    """Where a Chinese font is installed, every character of a chart is drawn."""
    draw, rows = chart
    if not any(family in fonts._installed() for family in fonts.PREFERRED):
        pytest.skip("no font with Chinese characters is installed")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        draw(rows(), tmp_path / "a.png")


def test_without_rows(chart: tuple[Draw, Callable[..., pd.DataFrame]], tmp_path: Path) -> None:
    """No rows make a picture that says so, not an error."""
    draw, rows = chart
    assert draw(rows(0), tmp_path / "a.png").stat().st_size > 0


def test_one_row(chart: tuple[Draw, Callable[..., pd.DataFrame]], tmp_path: Path) -> None:
    """One row is enough for a chart."""
    draw, rows = chart
    assert draw(rows().iloc[:1], tmp_path / "a.png").stat().st_size > 0


def test_without_numbers(tmp_path: Path) -> None:
    """Rows without any number make a picture that says so."""
    assert rates_over_time(rate_rows().assign(value=None), tmp_path / "a.png").exists()
    assert refusal_reasons(refusal_rows().assign(count=None), tmp_path / "b.png").exists()
    names = ["carried_in", "new", "concluded", "carried_out"]
    assert carry_over_flow(carry_rows().assign(**dict.fromkeys(names)), tmp_path / "c.png").exists()


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("rates", rate_rows(1, 1, 2023, 2023)),
        ("rates", rate_rows(3, 3)),
        ("rates", rate_rows(8, 2)),
        ("rates", rate_rows(12, 1)),
        ("rates", rate_rows(2, 1, 2008, 2024)),
        ("refusals", refusal_rows(1, 1)),
        ("refusals", refusal_rows(3)),
        ("refusals", refusal_rows(20)),
        ("coverage", coverage_rows(40)),
        ("coverage", coverage_rows(330)),
        ("carry_over", carry_rows(3)),
    ],
)
def test_sizes(name: str, rows: pd.DataFrame, tmp_path: Path) -> None:
    """Few and many agencies, metrics and years all make a picture."""
    assert CHARTS[name][0](rows, tmp_path / "a.png").stat().st_size > 0


@pytest.mark.parametrize("agencies", [2, 12])
@pytest.mark.parametrize("suppressed", [True, None])
def test_suppressed_values(agencies: int, suppressed: bool | None, tmp_path: Path) -> None:
    """Values under the minimum of their metric are marked where lines are few, and left out where they are many."""
    plain = rates_over_time(rate_rows(agencies), tmp_path / "a.svg").read_bytes()
    marked = rate_rows(agencies)
    marked["suppressed"] = pd.Series([suppressed] * len(marked), dtype="boolean")
    drawn = rates_over_time(marked, tmp_path / "b.svg").read_bytes()
    assert (drawn != plain) is bool(suppressed)


def test_numbers_beside_the_axis_are_exact(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No tick is labelled with a rounded number, and a negative denominator is not told as a number of cases."""
    figures: list[Figure] = []

    def keep(figure: Figure, path: Path) -> Path:
        figures.append(figure)
        return path

    monkeypatch.setattr(rates_module, "save", keep)
    rows = rate_rows(2, 1)
    for top in (0.18, 0.6, 0.03, 0.004):
        odd = rows["year"] == 2021
        given = rows.assign(value=top / 2, low=top / 4, high=top, denominator=np.where(odd, -14, 40))
        rates_over_time(given, tmp_path / "a.png", notes=["scope: organ · 统计口径：本机关"])
        axes = figures[-1].axes[0]
        figures[-1].canvas.draw()
        for place, label in zip(axes.get_yticks(), axes.get_yticklabels(), strict=True):
            assert float(label.get_text().rstrip("%")) == pytest.approx(place * 100)
        said = [text.get_text() for text in [*axes.texts, *figures[-1].texts]]
        assert not any("-14" in text for text in said)
        assert any("scope: organ" in text for text in said)


def test_two_rows_of_one_agency_and_year(chart: tuple[Draw, Callable[..., pd.DataFrame]], tmp_path: Path) -> None:
    """Two rows for one place in a chart, as of two scopes, are refused."""
    draw, rows = chart
    with pytest.raises(ChartError, match="scope"):
        draw(pd.concat([rows(), rows()]), tmp_path / "a.png")


def test_missing_column(chart: tuple[Draw, Callable[..., pd.DataFrame]], tmp_path: Path) -> None:
    """Rows without a column are refused by its name."""
    draw, rows = chart
    with pytest.raises(ChartError, match="without year"):
        draw(rows().drop(columns="year"), tmp_path / "a.png")


def test_unknown_format(chart: tuple[Draw, Callable[..., pd.DataFrame]], tmp_path: Path) -> None:
    """A file name without a known ending is refused."""
    draw, rows = chart
    with pytest.raises(ChartError, match=r"\.png, \.svg, \.pdf"):
        draw(rows(), tmp_path / "a.jpeg")


def test_too_many(tmp_path: Path) -> None:
    """More metrics or agencies than a picture holds are refused; so is a status that nobody knows."""
    with pytest.raises(ChartError):
        rates_over_time(rate_rows(1, 13), tmp_path / "a.png")
    with pytest.raises(ChartError):
        carry_over_flow(carry_rows(9), tmp_path / "a.png")
    with pytest.raises(ChartError, match="lost"):
        coverage_tiles(coverage_rows().assign(status="lost"), tmp_path / "a.png")


def test_without_matplotlib(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without matplotlib the error names what to install."""
    original = builtins.__import__

    def without(name: str, *arguments: Any, **more: Any) -> Any:
        if name.partition(".")[0] == "matplotlib":
            raise ImportError(name)
        return original(name, *arguments, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingLibraryError, match=re.escape("pip install 'gongkai[charts]'")):
        rates_over_time(rate_rows(), tmp_path / "a.png")


def test_without_chinese_font(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a Chinese font a warning says what will be missing and what to install."""
    monkeypatch.setattr(fonts, "_installed", lambda: frozenset({fonts.FALLBACK}))
    with pytest.warns(MissingGlyphWarning, match="fonts-noto-cjk"):
        assert families(["审计局"]) == [fonts.FALLBACK]


def test_character_in_no_font(monkeypatch: pytest.MonkeyPatch) -> None:
    """A character that no font has is named."""
    known = {"Noto Sans CJK SC": frozenset("审"), fonts.FALLBACK: frozenset("abc")}
    monkeypatch.setattr(fonts, "_installed", lambda: frozenset(known))
    monkeypatch.setattr(fonts, "_characters", lambda family: known.get(family, frozenset()))
    with pytest.warns(MissingGlyphWarning, match="计"):
        assert families(["审计"]) == ["Noto Sans CJK SC", fonts.FALLBACK]


def test_latin_needs_no_chinese_font() -> None:
    """Text that the fallback has needs nothing else."""
    assert families(["abc 123"]) == [fonts.FALLBACK]
