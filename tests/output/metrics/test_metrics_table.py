"""Every metric of every report: numerator over denominator, with its interval, or empty with the reason."""

from __future__ import annotations

import datetime
import math
import random

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.forms import load_forms
from fixtures.canonical import AGENCIES, numbers
from output.metrics import load_catalogue
from output.metrics.expression import expression_to_cells
from output.metrics.table import UNDEFINED_REASONS, wilson_sql
from tests.output.metrics.relations import CELLS, FiledReport, metric_rows, metrics_of
from tests.published_numbers import TOTALS

METRICS = load_catalogue().metrics
SHARES = "full_disclosure_rate disclosure_rate refusal_rate unable_rate not_processed_rate other_handling_rate".split()


@pytest.mark.parametrize(
    ("report", "shares"),
    [
        ("suqian_2023", (34.17, 43.57, 4.07, 30.92, 11.65, 9.78)),
        ("suqian_2024", (40.64, 54.02, 2.61, 26.73, 3.32, 13.32)),
        ("huaian_2024", (44.66, 59.54, 5.84, 25.61, 2.89, 6.13)),
    ],
)
def test_shares_of_published_reports(report: str, shares: tuple[float, ...]) -> None:
    """The shares of three cities' reports come out as worked out by hand, with one row or three for other handling."""
    totals = TOTALS[report]
    rest = {cell: value for cell, value in totals.items() if not cell.startswith("requests.other_")}
    one_row = rest | {
        "requests.other.total": sum(value for cell, value in totals.items() if cell.startswith("requests.other_"))
    }
    with metrics_of([FiledReport(totals), FiledReport(one_row, form="2019")]) as connection:
        for report_id in ("r0", "r1"):
            rows = metric_rows(connection, report_id)
            assert tuple(round(rows[metric]["value"] * 100, 2) for metric in SHARES) == shares
        assert rows["fee_lapse_share"]["undefined_reason"] == "not in this form"


def test_further_numbers_of_published_reports() -> None:
    """Clearance, corrections and the parts they are made of, as the cities' reports give them."""
    with metrics_of([FiledReport(TOTALS["suqian_2024"]), FiledReport(TOTALS["huaian_2024"])]) as connection:
        suqian, huaian = metric_rows(connection, "r0"), metric_rows(connection, "r1")
    assert round(suqian["clearance_rate"]["value"] * 100, 2) == 96.57
    assert round(huaian["clearance_rate"]["value"] * 100, 2) == 96.73
    assert (huaian["review_correction_rate"]["numerator"], huaian["review_correction_rate"]["denominator"]) == (64, 314)
    assert suqian["litigation_correction_rate"]["denominator"] == (25 - 7) + (52 - 13)
    assert suqian["backlog_change"]["value"] == 125 - 121
    assert suqian["backlog_change"]["denominator"] is None
    assert suqian["requests_handled"]["value"] == 3646
    assert 0.91 < suqian["disclosure_rate_decidable"]["value"] < 0.96


@pytest.mark.parametrize(
    ("x", "n", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_intervals_of_the_literature(x: int, n: int, low: float, high: float) -> None:
    """The interval is the one that the literature prints for the same counts."""
    ends = [wilson_sql(f"{x}::DOUBLE", f"{n}::DOUBLE", sign) for sign in "-+"]
    found = duckdb.execute(f"SELECT {ends[0]}, {ends[1]}").fetchall()[0]
    assert tuple(round(end, 4) for end in found) == (low, high)


@given(st.integers(1, 10**8).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
@settings(deadline=None, max_examples=60)
def test_wilson_intervals_hold_the_rate(counts: tuple[int, int]) -> None:
    """The rate lies in its interval, the interval in 0 to 1, and the other side's interval mirrors it."""
    x, n = counts

    def ends(part: int) -> tuple[float, float]:
        low, high = (wilson_sql(f"{part}::DOUBLE", f"{n}::DOUBLE", sign) for sign in "-+")
        found: tuple[float, float] = duckdb.execute(f"SELECT {low}, {high}").fetchall()[0]
        return found

    low, high = ends(x)
    assert 0 <= low <= x / n + 1e-12 and x / n - 1e-12 <= high <= 1
    assert ends(n - x) == pytest.approx((1 - high, 1 - low), abs=1e-9)


def blanked(seed: int) -> FiledReport:
    """A report of the invented world with some cells unknown."""
    randomness = random.Random(seed)
    agency = randomness.choice(list(AGENCIES))
    form = randomness.choice(["2019", "2021"])
    kept = {
        cell: float(value)
        for cell, value in numbers(agency, randomness.randint(2019, 2025)).items()
        if randomness.random() > 0.02
    }
    return FiledReport(kept, form=form, scope=randomness.choice(["organ", "territory", "office"]), agency=agency)


def test_values_are_numerator_over_denominator() -> None:
    """Over many reports a value is its fraction and lies in its interval, or is empty with a reason, never zero."""
    reports = [blanked(seed) for seed in range(30)]
    with metrics_of(reports) as connection:
        for number, report in enumerate(reports):
            rows = metric_rows(connection, f"r{number}")
            assert list(rows) == list(METRICS)
            for metric in METRICS.values():
                row = rows[metric.id]
                assert (row["scope"], row["agency_id"]) == (report.scope, report.agency)
                assert (row["value"] is None) is (row["undefined_reason"] is not None)
                assert row["undefined_reason"] is None or row["undefined_reason"] in UNDEFINED_REASONS
                assert row["suppressed"] is (row["denominator"] is not None and row["denominator"] < metric.minimum)
                assert (row["low"] is not None) is (metric.kind == "rate" and row["value"] is not None)
                if row["value"] is None:
                    assert row["basis"] is None
                    continue
                if metric.denominator is None:
                    assert row["value"] == row["numerator"]
                else:
                    assert row["denominator"] > 0
                    assert math.isclose(row["value"], row["numerator"] / row["denominator"])
                if metric.kind == "rate":
                    assert 0 <= row["low"] <= row["value"] <= row["high"] <= 1


def test_one_unknown_cell_makes_its_metrics_unknown() -> None:
    """Taking one number away empties the metrics that use it, says so, and changes no other one."""
    full: dict[str, float | None] = {cell: float(value) for cell, value in numbers("yunling", 2024).items()}
    own = [cell.cell for cell in load_forms()["2021"].cells]
    used = [cell for cell in own if any(cell in metric.cells for metric in METRICS.values())]
    reports = [FiledReport(full), *(FiledReport(full | {cell: None}) for cell in used)]
    with metrics_of(reports) as connection:
        whole = metric_rows(connection, "r0")
        for number, cell in enumerate(used, start=1):
            for metric_id, row in metric_rows(connection, f"r{number}").items():
                if cell in METRICS[metric_id].cells:
                    assert row["undefined_reason"] == "value missing"
                else:
                    assert row | {"report_id": "", "position": 0} == whole[metric_id] | {"report_id": "", "position": 0}


def test_reasons_for_no_value() -> None:
    """Nothing to divide by, numbers that contradict each other, a table that is not there: each is told apart."""
    nothing = dict.fromkeys(CELLS, 0.0)
    wrong = nothing | {"requests.granted.total": 40.0, "requests.concluded.total": 30.0, "disputes.review.pending": 5.0}
    with metrics_of([FiledReport(nothing), FiledReport(wrong), FiledReport({}, form=None)]) as connection:
        zero, contradiction, none = (metric_rows(connection, f"r{number}") for number in range(3))
    rate = zero["disclosure_rate"]
    assert (rate["value"], rate["undefined_reason"], rate["suppressed"]) == (None, "zero denominator", True)
    assert (zero["requests_received"]["value"], zero["pending_at_year_end"]["value"]) == (0, 0)
    rate = contradiction["full_disclosure_rate"]
    assert (rate["value"], rate["numerator"], rate["low"]) == (None, 40, None)
    assert rate["undefined_reason"] == "numerator outside denominator"
    assert contradiction["review_correction_rate"]["undefined_reason"] == "negative denominator"
    assert none["disclosure_rate"]["undefined_reason"] == "table not found"


def test_basis_is_the_weakest_cell() -> None:
    """A metric on a proven blank is derived, on a corrected cell corrected; a refused correction changes nothing."""
    report = FiledReport(
        TOTALS["suqian_2024"],
        derived=frozenset({"requests.granted.total"}),
        corrected=frozenset({"requests.carried_out.total"}),
    )
    with metrics_of([report]) as connection:
        rows = metric_rows(connection)
    assert rows["full_disclosure_rate"]["basis"] == "derived"
    assert rows["pending_rate"]["basis"] == "corrected"
    assert rows["clearance_rate"]["basis"] == "printed"


def test_facts_of_the_report() -> None:
    """Days after the deadline, parts, cells, checks, text reuse and the one fee that the text names."""
    facts = {
        "published": datetime.date(2025, 2, 3),
        "deadline": datetime.date(2025, 1, 31),
        "on_time": False,
        "text_reuse": 0.42,
        "cells_reported": 150,
        "cells_blank": 50,
        "checks_hold": 30,
        "checks_fail": 10,
    }
    known = FiledReport(
        {}, facts=facts, sections=("opening", "overview", "other"), fees=[(0.2950, "万元"), (2950, "元")]
    )
    torn = FiledReport({}, form=None, facts={"published": datetime.date(2025, 2, 3)}, fees=[(400, "元"), (20, "元")])
    with metrics_of([known, torn]) as connection:
        rows, less = metric_rows(connection, "r0"), metric_rows(connection, "r1")
    assert (rows["on_time"]["value"], rows["days_after_deadline"]["value"]) == (0, 3)
    assert (rows["parts_present"]["numerator"], rows["parts_present"]["denominator"]) == (5, 6)
    assert (rows["cells_filled"]["value"], rows["checks_passed"]["value"]) == (0.75, 0.75)
    assert (rows["narrative_reuse"]["value"], rows["processing_fee"]["value"]) == (0.42, 2950)
    assert {less[metric]["undefined_reason"] for metric in ("on_time", "days_after_deadline", "processing_fee")} == {
        "value missing"
    }
    assert less["checks_passed"]["undefined_reason"] == "zero denominator"


def test_concentration_and_entropy() -> None:
    """One outcome only is full concentration and no entropy; all alike is the opposite."""
    outcomes = expression_to_cells(METRICS["outcome_entropy"].numerator)
    outcomes = tuple(cell for cell in outcomes if not cell.startswith("requests.other_"))
    assert len(outcomes) == 19
    one = dict.fromkeys(outcomes, 0.0) | {"requests.granted.total": 50.0}
    with metrics_of(
        [FiledReport(one, form="2019"), FiledReport(dict.fromkeys(outcomes, 4.0), form="2019")]
    ) as connection:
        single, even = metric_rows(connection, "r0"), metric_rows(connection, "r1")
    assert (single["outcome_concentration"]["value"], single["outcome_entropy"]["value"]) == (1, 0)
    assert even["outcome_concentration"]["value"] == pytest.approx(1 / 19)
    assert even["outcome_entropy"]["value"] == pytest.approx(math.log(19))
    assert single["outcome_concentration"]["low"] is None


def test_a_report_never_depends_on_another() -> None:
    """The rows of a report are the same alone and among others, in another order, under one thread or several."""
    reports = [blanked(seed) for seed in range(8)]

    def rows(of: list[FiledReport], at: int) -> list[dict[str, object]]:
        with metrics_of(of) as connection:
            return [row | {"report_id": "", "position": 0} for row in metric_rows(connection, f"r{at}").values()]

    assert rows(reports, 3) == rows([reports[3]], 0) == rows(list(reversed(reports)), 4)
