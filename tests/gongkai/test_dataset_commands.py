"""The commands `diff`, `check`, `coverage` and `chart`: what they print, write and return."""

from __future__ import annotations

import argparse
import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gongkai.chart_command import add_chart_parser, label_to_reason, run_chart
from gongkai.check_command import add_check_parser, run_check
from gongkai.coverage_command import add_coverage_parser, run_coverage
from gongkai.diff_command import add_diff_parser, run_diff
from normalize.naming import cell_to_column
from tests.output.small_dataset import Rows, write_dataset

RUNS: dict[str, Callable[[argparse.Namespace], int]] = {
    "diff": run_diff,
    "check": run_check,
    "coverage": run_coverage,
    "chart": run_chart,
}
YEARS = range(2021, 2025)
AGENCIES = {"a1": "青禾市审计局", "a2": "青禾市水利局"}


def run(*arguments: str | Path) -> int:
    """The exit status of ``gongkai`` with these arguments."""
    parser = argparse.ArgumentParser()
    verbs = parser.add_subparsers(dest="verb")
    for add in (add_diff_parser, add_check_parser, add_coverage_parser, add_chart_parser):
        add(verbs)
    options = parser.parse_args([str(argument) for argument in arguments])
    return RUNS[options.verb](options)


def _rows() -> dict[str, Rows]:
    reports: list[dict[str, Any]] = [
        {
            "report_id": f"{agency}_{year}_organ",
            "document_id": f"{agency}{year}",
            "agency_id": agency,
            "agency_name": name,
            "year": year,
            "scope": "organ",
            "on_time": year != 2022,
        }
        for agency, name in AGENCIES.items()
        for year in YEARS
    ]
    numbers = {"carried_in": 3, "new": 20, "concluded": 19, "carried_out": 4, "refused_deliberative": 2}
    panel = [
        {
            **{name: report[name] for name in ("report_id", "agency_id", "year", "scope")},
            **{cell_to_column(f"requests.{row}.total"): value for row, value in numbers.items()},
        }
        for report in reports
    ]
    metrics = [
        {
            **{name: report[name] for name in ("report_id", "agency_id", "year", "scope")},
            "metric": "disclosure_rate",
            "value": 0.5,
            "low": 0.3,
            "high": 0.7,
            "denominator": 19.0,
        }
        for report in reports
    ]
    coverage = [
        {"agency_id": agency, "agency_name": name, "year": year, "coverage_status": status, "reason": reason}
        for agency, name in AGENCIES.items()
        for year, status, reason in (
            (2021, "read", None),
            (2022, "failed", "needs_ocr"),
            (2023, "missing", "<b>no document</b>"),
            (2024, "not_expected", None),
        )
    ]
    return {
        "documents": [
            {"document_id": report["document_id"], "path": f"{report['document_id']}.html"} for report in reports
        ],
        "reports": reports,
        "panel": panel,
        "metrics": metrics,
        "coverage": coverage,
        "agencies": [
            {
                "agency_id": "a1",
                "agency_name": AGENCIES["a1"],
                "agency_level": "county",
                "kinds": "audit",
                "division_id": "d2",
            },
            {"agency_id": "a2", "agency_name": AGENCIES["a2"], "kinds": "water transport"},
        ],
        "divisions": [
            {"division_id": "d1", "name": "云岭省", "division_level": "province", "first_year": 1981},
            {"division_id": "d2", "name": "青禾市", "division_level": "county", "parent_id": "d1", "first_year": 1981},
            {"division_id": "d2", "name": "青禾县", "division_level": "county", "parent_id": "d1", "first_year": 1950},
        ],
        "problems": [
            {
                "document_id": "a12021",
                "report_id": "a1_2021_organ",
                "number": 1,
                "severity": "warning",
                "code": "no_table",
                "message": "</script><b>\x1b[31m",
            },
        ],
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of two agencies and four years."""
    return write_dataset(tmp_path_factory.mktemp("dataset"), _rows())


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same dataset with one number changed by other code."""
    rows = _rows()
    rows["panel"] = [
        {**row, "req_new_total": 21} if row["report_id"] == "a1_2023_organ" else row for row in rows["panel"]
    ]
    return write_dataset(tmp_path_factory.mktemp("other"), rows, code="def")


def _csv(path: Path) -> list[dict[str, str]]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_diff_status(folder: Path, other: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As diff(1): 0 for the same, 1 for different, 2 for trouble, which is named."""
    assert run("diff", folder, folder) == 0
    assert "The datasets are the same." in capsys.readouterr().out
    assert run("diff", folder, other) == 1
    out = capsys.readouterr().out
    assert "panel changed (code_changed)\n  report_id=a1_2023_organ\n    req_new_total: 20 → 21" in out
    assert run("diff", folder, tmp_path) == 2
    assert "bad_source" in capsys.readouterr().err
    assert run("diff", folder, other, "--table", "nonsense") == 2


def test_diff_csv(folder: Path, other: Path, tmp_path: Path) -> None:
    """The CSV file has every detail, with a header that does not depend on whether there are any."""
    assert run("diff", folder, other, "--csv", tmp_path / "a.csv") == 1
    assert _csv(tmp_path / "a.csv") == [
        {
            "table": "panel",
            "change": "changed",
            "reason": "code_changed",
            "key": "report_id=a1_2023_organ",
            "column": "req_new_total",
            "old": "20",
            "new": "21",
        }
    ]
    assert run("diff", folder, folder, "--csv", tmp_path / "b.csv") == 0
    assert (tmp_path / "b.csv").read_text(encoding="utf-8-sig").startswith('"table","change"')


def test_diff_html(folder: Path, other: Path, tmp_path: Path) -> None:
    """The page names what differs."""
    assert run("diff", folder, other, "--html", tmp_path / "a.html") == 1
    assert "req_new_total" in (tmp_path / "a.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("by", ["kind", "agency"])
def test_check(folder: Path, by: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Findings are counted and told; text of documents cannot steer the terminal."""
    assert run("check", folder, "--by", by) == 0
    out = capsys.readouterr().out
    assert "published_late" in out
    assert "青禾市审计局" in out
    assert "\x1b[31m" not in out


def test_check_csv(folder: Path, tmp_path: Path) -> None:
    """The CSV file has the findings asked for."""
    assert run("check", folder, "--kind", "published_late", "--csv", tmp_path / "a.csv") == 0
    assert [row["agency_name"] for row in _csv(tmp_path / "a.csv")] == ["青禾市审计局", "青禾市水利局"]


def test_check_page_is_self_contained(folder: Path, tmp_path: Path) -> None:
    """The page loads nothing, and text of a document stays text in it."""
    assert run("check", folder, "--html", tmp_path / "a.html") == 0
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert page.count("<script") == 2
    assert page.count("</script>") == 2
    assert "<b>" not in page
    assert not re.search(r"(src|href)\s*=|https?:|@import|url\(", page)
    assert "default-src 'none'" in page


def test_check_says_what_it_did_not_look_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A dataset without a table is checked for the rest, and what was left out is named."""
    write_dataset(tmp_path, _rows(), tables=["documents", "reports"])
    assert run("check", tmp_path) == 0
    assert "not looked for: claim_contradicts" in capsys.readouterr().err


def test_check_refuses(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No dataset is status 1, a kind or agency that does not exist 2."""
    assert run("check", tmp_path) == 1
    assert run("check", folder, "--kind", "nonsense") == 2
    assert run("check", folder, "--agency", "nobody") == 2
    assert "bad_question" in capsys.readouterr().err
    assert run("check") == 2
    assert run("check", folder, "--agency", "审计局") == 2
    assert "there are 青禾市审计局 (a1)" in capsys.readouterr().err


def test_check_list(capsys: pytest.CaptureFixture[str]) -> None:
    """All kinds can be named without looking for any, and without a dataset."""
    assert run("check", "--list") == 0
    assert "carry_over_broken" in capsys.readouterr().out


def test_check_keeps_its_indent_in_a_narrow_terminal(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A finding that goes on in a second line goes on under its first."""
    monkeypatch.setenv("COLUMNS", "40")
    assert run("check", folder, "--kind", "published_late") == 0
    lines = capsys.readouterr().out.splitlines()
    [first] = (number for number, line in enumerate(lines) if line.startswith("  ● 青禾市审计局"))
    assert lines[first + 1].startswith("    ") and lines[first + 1].strip()


def test_coverage(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Counts by each group, and the missing reports with their reasons."""
    assert run("coverage", folder, "--by", "year", "level", "kind", "province") == 0
    out = capsys.readouterr().out
    assert re.search(r"2021 +2 +2 +· +· +· +100.0%", out)
    assert re.search(r"2023 +2 +· +· +· +2 +0.0%", out)
    assert re.search(r"2024 +· +· +· +· +· +–", out)
    assert re.search(r"云岭省 +3 +1 +1", out)
    assert re.search(r"transport +3 +1 +1", out)
    assert "needs_ocr" in out


def test_coverage_says_what_it_cannot_count(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Documents that could not be read, and those whose agency or year is not known, are in no row: their number is said."""
    documents = [
        {"document_id": "d1", "path": "a", "outcome": "read", "report_id": "a_2021_organ"},
        {"document_id": "d2", "path": "b", "outcome": "read", "report_id": "unknown_d2"},
        {"document_id": "d3", "path": "c", "outcome": "failed"},
        {"document_id": "d4", "path": "d", "outcome": "skipped"},
    ]
    folder = write_dataset(tmp_path / "dataset", {"documents": documents})
    assert run("coverage", folder) == 0
    assert "not in the rows above: 2 documents" in capsys.readouterr().out


def test_coverage_tells_of_sites(tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Findings of the last runs by severity, and the first errors; without sites the section is not there."""
    sites = [
        {"site_id": "a.gov.cn", "registered_agency": "青禾市审计局", "last_run": "2", "site_health": "error"},
        {"site_id": "b.gov.cn", "registered_agency": "青禾市水利局"},
    ]
    findings = [
        {"site_id": "a.gov.cn", "run": run, "severity": severity, "code": code, "finding_url": "-", "found": found,
         "message": "What it means."}
        for run, severity, code, found in (
            ("1", "error", "long_ago", ""), ("2", "error", "short_list", "10 of 20 items"), ("2", "error", "parked", ""),
            ("2", "info", "changed", ""),
        )
    ]  # fmt: skip
    made = write_dataset(tmp_path / "sites", {**_rows(), "sites": sites, "site_findings": findings})
    assert run("coverage", made, "--limit", "1") == 0
    out = capsys.readouterr().out
    assert re.search(r"error: reports are or may be missing +1", out)
    assert re.search(r"not collected yet +1", out)
    assert re.search(r"error +short_list +1 +1", out)
    assert re.search(r"a\.gov\.cn +青禾市审计局 +parked", out)
    assert "… and 1 more errors" in out
    assert "long_ago" not in out
    assert run("coverage", made, "--html", tmp_path / "a.html") == 0
    assert "short_list" in (tmp_path / "a.html").read_text(encoding="utf-8")
    capsys.readouterr()
    assert run("coverage", folder) == 0
    assert "sites" not in capsys.readouterr().out


def test_coverage_files(folder: Path, tmp_path: Path) -> None:
    """All that is missing as CSV, as a page, and as tiles."""
    assert run("coverage", folder, "--csv", tmp_path / "a.csv") == 0
    rows = _csv(tmp_path / "a.csv")
    assert [(row["agency_id"], row["year"], row["status"], row["province"]) for row in rows] == [
        ("a1", "2022", "failed", "云岭省"),
        ("a1", "2023", "missing", "云岭省"),
        ("a2", "2022", "failed", ""),
        ("a2", "2023", "missing", ""),
    ]
    assert run("coverage", folder, "--html", tmp_path / "a.html") == 0
    assert "needs_ocr" in (tmp_path / "a.html").read_text(encoding="utf-8")
    assert run("coverage", folder, "--chart", tmp_path / "a.png") == 0
    assert (tmp_path / "a.png").stat().st_size > 0


@pytest.mark.parametrize("kind", ["rates", "refusals", "coverage", "carry-over"])
def test_chart(folder: Path, tmp_path: Path, kind: str) -> None:
    """Every kind of chart is drawn from a dataset."""
    asked = ["--metric", "disclosure_rate"] if kind == "rates" else []
    path = tmp_path / "chart.svg"
    assert run("chart", folder, "--kind", kind, "--agency", "审计", "--year", "2021-2023", *asked, "-o", path) == 0
    assert "<svg" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["--kind", "rates", "--metric", "nonsense", "-o", "a.png"], 2),
        (["--kind", "rates", "--scope", "territory", "-o", "a.png"], 2),
        (["--kind", "refusals", "--agency", "青禾", "-o", "a.png"], 2),
        (["--kind", "coverage", "-o", "a.gif"], 2),
        (["--kind", "coverage", "-o", "nowhere/a.png"], 1),
    ],
)
def test_chart_refuses(
    folder: Path, tmp_path: Path, arguments: list[str], status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong question is status 2, a file that cannot be written 1; no file is left behind."""
    monkeypatch.chdir(tmp_path)
    assert run("chart", folder, *arguments) == status
    assert not list(tmp_path.iterdir())


def test_chart_says_which_scope(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where reports have several scopes, one is drawn and the others are named."""
    rows = _rows()
    rows["reports"] = [
        *rows["reports"],
        {"report_id": "a1_2021_territory", "agency_id": "a1", "year": 2021, "scope": "territory"},
    ]
    write_dataset(tmp_path, rows)
    assert run("chart", tmp_path, "--kind", "carry-over", "-o", tmp_path / "a.png") == 0
    assert "scope organ (8); --scope for territory (1)" in capsys.readouterr().err


def test_labels_of_reasons() -> None:
    """A reason is named without its number and without the rows above it."""
    assert label_to_reason("三、结果 / （三）不予公开 / 8.属于行政查询事项 | 总计") == "属于行政查询事项"
