"""A dataset of the invented country against what is known of it: from year to year, and from a whole to its parts."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from tests.country.country import CITY, RIVER, year_of
from tests.country.stored import read_rows
from tests.country.truth import (
    chosen,
    final,
    values,
)
from tests.country.truth_over_years import coverage, cross_checks, reconciliation


def test_checks_across_years(out: Path) -> None:
    """What one year hands to the next, the stock in force, jumps, and powers: result, both sides and the reason."""
    rows = [row for row in read_rows(out, "checks") if row["identity"] not in ("I1", "I2", "I3", "I4", "I7")]
    found = {
        (row["report_id"], row["check_id"]): (
            row["result"],
            row["left"],
            row["right"],
            row["reason_code"],
            row["other_report_id"],
        )
        for row in rows
    }
    known = {key: row for key, row in found.items() if not key[0].startswith(("u-", "unknown_"))}
    expected = {key: tuple(row) for key, row in cross_checks().items() if not key[0].startswith("u-")}
    assert {key: row for key, row in known.items() if row != expected.get(key)} == {}
    assert set(known) == set(expected)


def test_the_breaks_that_were_made(out: Path) -> None:
    """A swapped digit, a merger, a missing year, a lost unit, a zero too many: each is found and named."""
    rows = {(row["report_id"], row["check_id"]): row for row in read_rows(out, "checks")}
    swapped = rows["980100-finance_2024_organ", "carry_over.natural_person"]
    assert (swapped["left"], swapped["right"], swapped["reason_code"]) == (12, 21, None)
    assert "two digits are swapped" in swapped["explanation"]
    merged = rows["980100-finance_2022_organ", "carry_over.natural_person"]
    assert (merged["result"], merged["reason_code"]) == ("fails", "lineage_event_this_year")
    assert "merge, e08" in merged["explanation"]
    assert rows["980102-government_2022_territory", "carry_over.total"]["reason_code"] == "no_previous_report"
    assert rows["980121-government_2024_territory", "stock.normative_docs"]["result"] == "fails"
    assert rows[f"{RIVER}_2023_organ", "jump.proactive.fees.amount"]["reason_code"] == "lineage_event_this_year"
    assert rows["980100-market_regulation_2023_organ", "jump.proactive.fees.amount"]["result"] == "holds"
    zero = rows["980100-market_regulation_2025_organ", "jump.proactive.penalties.decisions"]
    assert (zero["left"], zero["right"], zero["reason_code"]) == (121, 1210, "implausible_jump")
    assert rows["980102-government_2024_territory", "zero.rules"]["reason_code"] == "no_power"
    assert rows["980102-government_2023_territory", "zero.rules"]["result"] == "holds"


def test_reconciliation(out: Path) -> None:
    """A whole beside the sum of its parts: complete, partial and exceeding, and lines of their own left out."""
    found = {
        (row["report_id"], row["cell"]): (
            row["value"],
            row["children_sum"],
            row["children_found"],
            row["children_expected"],
            row["reconciliation_result"],
            row["children"],
        )
        for row in read_rows(out, "reconciliation")
    }
    expected = {key: tuple(row) for key, row in reconciliation().items()}
    assert {key: row for key, row in found.items() if row != expected.get(key)} == {}
    assert set(found) == set(expected)
    new = {key[0]: row[4] for key, row in found.items() if key[1] == "requests.new.total"}
    assert (new[f"{CITY}_2023_territory"], new[f"{CITY}_2021_territory"]) == ("complete", "partial")
    assert new[f"{CITY}_2024_territory"] == "exceeds"
    assert not any("980100-tax" in (row[5] or "") for row in found.values())
    rows = [row for row in read_rows(out, "reconciliation") if row["report_id"] == f"{CITY}_2023_territory"]
    own = {row["cell"]: row for row in rows}["requests.new.total"]
    assert own["gap"] == sum(year_of(CITY, 2023).new) - own["children_sum"] == 4 + 3 * 4 + 1 + 4 + 4


def test_coverage(out: Path) -> None:
    """What was owed, what was found, and what became of it, for every agency in every year."""
    found = {
        (row["agency_id"], row["year"]): (row["was_expected"], row["documents_found"], row["coverage_status"])
        for row in read_rows(out, "coverage")
    }
    expected = {key: tuple(row) for key, row in coverage().items()}
    assert {key: row for key, row in found.items() if row != expected.get(key)} == {}
    assert set(found) == set(expected)
    assert found["980122-government", 2020] == (True, 0, "missing")
    assert found["980100-audit", 2024] == (True, 0, "missing")
    assert found["9801z1-zone_committee", 2024] == (True, 1, "no_table")
    # Merged in 2021: it owed a report until the year before; a roster that goes on does not outlive a merger.
    assert found["980100-industry_commerce", 2020] == (True, 0, "missing")
    assert found["980104-government", 2022] == (False, 0, "not_expected")
    assert found["980100-financial", 2022] == (False, 0, "not_expected")


def _wilson(numerator: float, denominator: float, sign: int) -> float:
    """An end of the interval of Wilson, from its definition: the root of a quadratic equation."""
    z = 1.959963984540054
    share = numerator / denominator
    root = math.sqrt(share * (1 - share) / denominator + z * z / (4 * denominator * denominator))
    return (share + z * z / (2 * denominator) + sign * z * root) / (1 + z * z / denominator)


@pytest.mark.parametrize(
    ("metric", "above", "below", "minimum"),
    [
        ("requests_received", ("new",), (), 0),
        ("clearance_rate", ("concluded",), ("new", "carried_in"), 30),
        ("disclosure_rate", ("granted", "partly_granted"), ("concluded",), 30),
        ("backlog_change", ("carried_out", "-carried_in"), (), 0),
    ],
)
def test_metrics(out: Path, metric: str, above: tuple[str, ...], below: tuple[str, ...], minimum: int) -> None:
    """Numerator, denominator, value, interval and the basis of metrics that anybody can reckon."""
    rows = {row["report_id"]: row for row in read_rows(out, "metrics") if row["metric"] == metric}
    assert set(rows) == set(chosen())
    for report_id in chosen():
        row = rows[report_id]
        numerator, denominator = (_total(report_id, cells) for cells in (above, below))
        assert (row["numerator"], row["denominator"]) == (numerator, denominator), report_id
        if numerator is None:
            assert (row["value"], row["undefined_reason"]) == (None, "value missing")
            continue
        assert math.isclose(row["value"], numerator / (denominator or 1))
        assert row["suppressed"] == (denominator is not None and denominator < minimum)
        if metric.endswith("rate") and denominator:
            assert math.isclose(row["low"], max(0, _wilson(numerator, denominator, -1)), abs_tol=1e-12)
            assert math.isclose(row["high"], min(1, _wilson(numerator, denominator, 1)), abs_tol=1e-12)
        cells = [f"requests.{name.strip('-')}.total" for name in (*above, *below)]
        assert row["basis"] == max((str(values()[report_id, cell].basis) for cell in cells), key=_strength)


def _strength(basis: str) -> int:
    return ("printed", "derived", "corrected").index(basis)


def _total(report_id: str, rows: tuple[str, ...]) -> float | None:
    numbers = [(final(report_id, f"requests.{row.strip('-')}.total"), row) for row in rows]
    if not rows or any(number is None for number, _ in numbers):
        return None
    return sum(-number if row.startswith("-") else number for number, row in numbers if number is not None)
