"""``gongkai metrics`` and ``gongkai compare``: what they print is what the dataset holds, aligned and by scope."""

from __future__ import annotations

import argparse
import csv
import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from gongkai.compare_command import add_compare_parser, run_compare
from gongkai.metrics_command import add_metrics_parser, run_metrics
from output.metrics import load_catalogue
from tests.output.metrics.metric_dataset import write_metric_dataset


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write_metric_dataset(tmp_path_factory.mktemp("metrics") / "dataset"))


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "140")


def test_a_ranking(dataset: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A ranking prints ranks, intervals and denominators, a block for each scope, small ones and caveats below."""
    assert run_metrics(dataset, metrics=["disclosure_rate"], rank=True) == 0
    said = capsys.readouterr().out
    assert re.findall(r"disclosure_rate · scope (\w+) · (\d+)", said) == [
        ("office", "2024"),
        ("organ", "2024"),
        ("territory", "2024"),
    ]
    territory = said.split("scope territory")[1]
    ranks = re.findall(r"^ +(\d) +(\S+) +([\d.]+) % +([\d.]+)–([\d.]+) +([\d,]+)/([\d,]+)", territory, re.MULTILINE)
    assert [rank for rank, *_ in ranks] == ["1", "2", "3", "4"]
    values = [float(value) for _, _, value, *_ in ranks]
    assert values == sorted(values, reverse=True)
    for _, _, value, low, high, numerator, denominator in ranks:
        share = int(numerator.replace(",", "")) / int(denominator.replace(",", "")) * 100
        assert value == f"{share:.1f}" and float(low) <= share <= float(high)
    organ = said.split("scope organ")[1].split("scope territory")[0]
    assert "set apart: " in organ and "梧桐岭镇人民政府" in organ and "1 zero denominator" in organ
    assert load_catalogue().metrics["disclosure_rate"].caveat_zh in said.replace("\n", "")


def test_columns_are_aligned(dataset: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Chinese names take two columns a character: the ends of all rows of a table stand below each other."""
    assert run_metrics(dataset, metrics=["clearance_rate"], year="2024", minimum=1) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if re.search(r"\d/[\d,]+ *$", line)]
    assert len(lines) > 5
    blocks = {cell_len(line.rstrip()) for line in lines}
    assert len(blocks) <= 3


def test_spans_of_years_tell_of_the_break(dataset: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the years span both forms, metrics that do not compare alike say so; within one form nothing is said."""
    assert run_metrics(dataset, metrics=["other_handling_rate", "fee_lapse_share"], year="2020-2024") == 0
    said = capsys.readouterr().out
    assert "两版表式接近可比" in said and "仅一版表式印有" in said and "not in this form" in said
    assert run_metrics(dataset, metrics=["other_handling_rate"], year="2021-2024") == 0
    assert "2020|2021" not in capsys.readouterr().out


def test_csv_has_every_row(dataset: str, tmp_path: Path) -> None:
    """The file holds all rows of the question with their fractions and reasons, not only those shown."""
    path = tmp_path / "ranking.csv"
    assert run_metrics(dataset, metrics=["disclosure_rate"], rank=True, by="low", limit=1, csv=str(path)) == 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 10
    assert {row["year"] for row in rows} == {"2024"}
    assert [row["rank"] for row in rows if row["scope"] == "territory"] == ["1", "2", "3", "4"]
    assert [row["undefined_reason"] for row in rows if row["agency_id"] == "yunling-finance"] == ["zero denominator"]


def test_the_catalogue(capsys: pytest.CaptureFixture[str]) -> None:
    """The list names every metric, without a dataset."""
    assert run_metrics(None, catalogue=True) == 0
    said = capsys.readouterr().out
    assert all(metric in said for metric in load_catalogue().metrics)


@pytest.mark.parametrize(
    ("status", "asked"),
    [
        (2, {"metrics": ["disclosure"]}),
        (2, {"metrics": ["outcome_entropy"], "rank": True}),
        (2, {"scope": "system"}),
        (2, {"year": "soon"}),
        (1, {"csv": "/no/such/folder/x.csv"}),
    ],
)
def test_wrong_use(dataset: str, capsys: pytest.CaptureFixture[str], status: int, asked: dict[str, object]) -> None:
    """A wrong question ends with 2, a file that cannot be used with 1; both say what to do."""
    assert run_metrics(dataset, **asked) == status  # type: ignore[arg-type]
    assert capsys.readouterr().err.startswith("gongkai: bad_")


def test_no_dataset(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder that is no dataset ends with 1, none at all with 2."""
    assert run_metrics(str(tmp_path)) == 1
    assert run_metrics(None) == 2
    assert run_compare(str(tmp_path), ["云岭"]) == 1
    assert capsys.readouterr().err.count("gongkai: ") == 3


def test_side_by_side(dataset: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Agencies stand beside each other by year, one column for each scope, and differing scopes are pointed out."""
    assert (
        run_compare(dataset, ["yunling", "云岭市人民政府办公室"], metrics=["disclosure_rate"], years="2023-2024") == 0
    )
    said = capsys.readouterr().out
    assert "口径不同" in said
    assert re.search(r"云岭市人民政府 +云岭市人民政府办公室 +云岭市人民政府办公室", said)
    assert re.search(r"territory +office +territory", said)
    assert re.search(r"2023 +[\d.]+ % +[\d.]+ % +no report", said)
    assert run_compare(dataset, ["yunling", "baishahe"], metrics=["disclosure_rate"]) == 0
    assert "口径不同" not in capsys.readouterr().out


def test_ambiguous_names(dataset: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A part of several names is refused with the candidates, an unknown one too."""
    assert run_compare(dataset, ["云岭市"]) == 2
    assert "云岭市财政局 (yunling-finance)" in capsys.readouterr().err
    assert run_compare(dataset, ["海淀区"]) == 2
    assert run_compare(dataset, ["yunling"], years="2010") == 2


def test_a_chart(dataset: str, tmp_path: Path) -> None:
    """The comparison is drawn to a file."""
    path = tmp_path / "rates.svg"
    assert run_compare(dataset, ["yunling", "yunling-office"], metrics=["disclosure_rate"], chart=str(path)) == 0
    assert b"<svg" in path.read_bytes()


def test_options() -> None:
    """The options of both verbs give the arguments of their functions."""
    parser = argparse.ArgumentParser()
    verbs = parser.add_subparsers(dest="verb")
    add_metrics_parser(verbs)
    add_compare_parser(verbs)
    options = parser.parse_args(
        ["metrics", "data", "--metric", "pending_rate", "--rank", "--by", "low", "--limit", "3"]
    )
    assert (options.directory, options.metric, options.rank, options.by, options.limit) == (
        "data",
        ["pending_rate"],
        True,
        "low",
        3,
    )
    options = parser.parse_args(["compare", "data", "a", "b", "--years", "2021-2023"])
    assert (options.directory, options.agencies, options.years) == ("data", ["a", "b"], "2021-2023")
