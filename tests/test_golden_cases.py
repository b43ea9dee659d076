"""Published figures of real reports, where the corpus is here: from the documents to the linked dataset.

The numbers are facts of the reports (section 13 of the facts on the forms); no text of theirs stands here.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from gongkai.run.build import build
from tests.accuracy.splits import split_folders

CORPUS = split_folders().get("corpus")

pytestmark = pytest.mark.skipif(CORPUS is None, reason="the corpus is not here")

HUAIAN = "320800-government_2024_territory"
SHANGHAI = "310000-gov_office_2019_office"
HONGZE = "320829-government_2023_territory"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset of the corpus."""
    assert CORPUS is not None
    return build(CORPUS, tmp_path_factory.mktemp("golden") / "dataset").out


def _rows(dataset: Path, table: str, report: str) -> pd.DataFrame:
    return pd.read_parquet(dataset / f"{table}.parquet", filters=[("report_id", "==", report)])


def test_every_agency_is_who_it_is(dataset: Path) -> None:
    """Names are resolved, a renamed division keeps its id beside its code of the year, zones have no code."""
    rows = pd.read_parquet(dataset / "reports.parquet").to_dict("records")
    reports = {row["report_id"]: row for row in rows}
    assert {HUAIAN, SHANGHAI, HONGZE} <= set(reports)
    assert (reports[HONGZE]["division_id"], reports[HONGZE]["division_code"]) == ("320829", "320813")
    assert {row["resolution_status"] for row in rows} == {"resolved"}
    assert reports[HUAIAN]["scope"] == "territory" and reports[HUAIAN]["scope_sentence"]


def test_shares_of_huaian_are_those_that_were_published(dataset: Path) -> None:
    """44.66 and 59.54 % disclosed, 5.84 % refused, 25.61 % unable, 2.89 % not processed, 6.13 % other; 96.73 % cleared."""
    metrics = _rows(dataset, "metrics", HUAIAN).set_index("metric")["value"]
    published = {
        "full_disclosure_rate": 44.66,
        "disclosure_rate": 59.54,
        "refusal_rate": 5.84,
        "unable_rate": 25.61,
        "not_processed_rate": 2.89,
        "other_handling_rate": 6.13,
        "clearance_rate": 96.73,
    }
    assert {name: round(100 * metrics[name], 2) for name in published} == published


def test_blank_totals_of_shanghai_are_proven(dataset: Path) -> None:
    """19 totals printed blank are recovered by arithmetic, in a column of their own; what is printed stays blank."""
    values = _rows(dataset, "values", SHANGHAI)
    rows = values[(values["form_table"] == "requests") & (values["form_column"] == "total")]
    blank = rows[rows["status"] == "blank"]
    assert blank["derived_value"].tolist() == [272, 3, 14, 0, 0, 0, 5, 4, 0, 12, 265, 47, 25, 149, 9, 0, 0, 0, 0]
    assert blank["value"].isna().all() and (blank["final_basis"] == "derived").all()
    panel = _rows(dataset, "panel", SHANGHAI)
    assert panel["req_granted_total"].isna().all() and panel["req_new_total"].tolist() == [859]


def test_money_of_shanghai_is_in_one_unit(dataset: Path) -> None:
    """251000元 is printed and stays; 25.1 in ten thousands of yuan stands beside it."""
    values = _rows(dataset, "values", SHANGHAI).set_index("cell")
    amount = values.loc["proactive.procurement.amount"]
    assert (amount["value"], amount["standard_value"], amount["standard_unit"]) == (251000, 25.1, "万元")
    assert (amount["final_value"], amount["final_basis"]) == (25.1, "converted")
    assert amount["standard_reason"] == "the cell prints 元"


def test_wrong_totals_of_hongze_are_flagged_and_kept(dataset: Path) -> None:
    """Two totals of table 四 are printed as 0 beside parts that are not: source errors; nothing is derived there."""
    checks = _rows(dataset, "checks", HONGZE)
    failing = checks[checks["result"] == "fails"]
    assert failing["check_id"].tolist() == ["disputes.results.review", "disputes.results.suit_after_review"]
    assert set(failing["cause"]) == {"source_error"}
    values = _rows(dataset, "values", HONGZE).set_index("cell")
    assert (values.loc["disputes.review.total", "value"], values.loc["disputes.review.upheld", "value"]) == (0, 10)
    assert values["derived_value"].isna().all()
    metrics = _rows(dataset, "metrics", HONGZE)
    assert metrics.loc[metrics["metric"] == "review_correction_rate", "value"].isna().all()


def test_text_of_shanghai_is_held_against_its_table(dataset: Path) -> None:
    """The text's 258 and 265 are cells of natural persons and of one row: near misses that name what they equal."""
    claims = _rows(dataset, "claims", SHANGHAI)
    near = claims[claims["claim_result"] == "near_miss"]
    assert {258.0, 265.0} <= set(near["value"])
    assert near["explanation"].notna().all() and "contradicts" not in set(claims["claim_result"])


def test_fees_are_read_from_the_text(dataset: Path) -> None:
    """Huai'an's information-processing fee: 3,940 yuan, in part six."""
    measures = _rows(dataset, "measures", HUAIAN)
    fee = measures[measures["measure"] == "processing_fee"]
    assert fee[["value", "unit", "section"]].to_numpy().tolist() == [[3940.0, "元", "other"]]
