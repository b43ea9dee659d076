"""The examples of docs/examples run on the dataset of the fixtures, and what they read is what it holds."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from gongkai.run.build import build
from output.export.publish import export_dataset

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "docs" / "examples"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset that ``make demo`` builds."""
    out = tmp_path_factory.mktemp("examples") / "demo-dataset"
    build(ROOT / "fixtures" / "documents", out, curation=ROOT / "fixtures" / "curation")
    return out


def _is_picture(path: Path) -> bool:
    return path.read_bytes().startswith(b"\x89PNG") and path.stat().st_size > 5_000


def test_the_notebook_runs(dataset: Path, tmp_path: Path) -> None:
    """Its code cells, one after the other, load the dataset and draw the figure."""
    notebook = json.loads((EXAMPLES / "rates.ipynb").read_text(encoding="utf-8"))
    code = "\n\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")
    picture = tmp_path / "rates.png"
    environment = os.environ | {"GONGKAI_DATASET": str(dataset), "GONGKAI_PICTURE": str(picture)}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment, cwd=tmp_path)
    assert _is_picture(picture)


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed (r-base-core)")
def test_the_script_in_r_runs(dataset: Path, tmp_path: Path) -> None:
    """It prints the rates that pandas reads, and draws the figure."""
    picture = tmp_path / "rates.png"
    done = subprocess.run(
        ["Rscript", "--vanilla", str(EXAMPLES / "rates.R"), str(dataset), str(picture)],  # noqa: S607
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    metrics = pd.read_parquet(dataset / "metrics.parquet")
    rates = metrics.query("metric == 'disclosure_rate' and scope == 'territory'").dropna(subset="value")
    printed = re.findall(r"^\s*(\S+)\s+(\d{4})\s+(\d+)\s+(\d+)\s+0\.\d+$", done.stdout, re.MULTILINE)
    assert sorted(printed) == sorted(
        (row["agency_id"], str(row["year"]), str(int(row["numerator"])), str(int(row["denominator"])))
        for row in rates.to_dict("records")
    )
    assert len(printed) > 5 and _is_picture(picture)


def test_the_do_file_finds_what_it_uses(dataset: Path, tmp_path: Path) -> None:
    """The Stata file that it opens has every variable that it names, and the rates that the dataset holds."""
    commands = (EXAMPLES / "rates.do").read_text(encoding="utf-8")
    export_dataset(dataset, ["stata"], tmp_path / "stata", tables=["metrics"])
    [path] = tmp_path.rglob("metrics.dta")
    stata = pd.read_stata(path)
    listed = re.search(r"^list (.+?),", commands, re.MULTILINE)
    assert listed and set(listed[1].split()) <= set(stata.columns)
    assert set(re.findall(r'"(\w+)":scope', commands)) <= set(stata["scope"].cat.categories)
    rates = stata[(stata["metric"] == "disclosure_rate") & (stata["scope"] == "territory")].dropna(subset="value")
    metrics = pd.read_parquet(dataset / "metrics.parquet")
    wanted = metrics.query("metric == 'disclosure_rate' and scope == 'territory'").dropna(subset="value")
    assert list(rates["value"]) == list(wanted["value"])
