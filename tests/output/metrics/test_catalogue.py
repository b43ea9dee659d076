"""The catalogue of metrics is whole, speaks both languages, and says itself what it measures."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from extract.errors import FormError
from fixtures.canonical import AGENCIES, YEARS, numbers
from normalize.naming import MAX_NAME
from output.metrics import load_catalogue, metrics_markdown
from output.metrics.catalogue import text_to_catalogue
from output.metrics.table import FACTS
from tests.output.metrics.relations import FiledReport, metric_rows, metrics_of

TEXT = resources.files("output.metrics").joinpath("metrics.toml").read_text(encoding="utf-8")
CATALOGUE = load_catalogue()


def test_ids_and_names() -> None:
    """Ids are short and ASCII, names and caveats stand in both languages; rates name both parts of the fraction."""
    for metric in CATALOGUE.metrics.values():
        assert re.fullmatch(r"[a-z][a-z0-9_]*", metric.id) and len(metric.id) <= MAX_NAME
        for text in (metric.name_zh, metric.caveat_zh):
            assert re.search("[一-鿿]", text)
        assert metric.name_en and metric.caveat_en and "{" not in metric.name_en + metric.name_zh
        if metric.kind in ("rate", "ratio"):
            assert re.search(r"\(.+ / .+\)", metric.name_en) and re.search(r"（.+ / .+）", metric.name_zh)
    assert len({metric.name_en for metric in CATALOGUE.metrics.values()}) == len(CATALOGUE.metrics)
    assert len({metric.name_zh for metric in CATALOGUE.metrics.values()}) == len(CATALOGUE.metrics)


def test_facts_are_all_known_and_used() -> None:
    """Every fact that a formula names has its SQL, and every fact with SQL is used."""
    named = set(re.findall(r"report\.(\w+)", TEXT.split("\n[shorthands]")[1]))
    assert named == set(FACTS)


def test_rates_are_parts_of_their_denominators() -> None:
    """In reports whose sums hold, no rate exceeds one: only then does an interval mean something."""
    reports = [
        FiledReport({cell: float(value) for cell, value in numbers(agency, year).items()})
        for agency in AGENCIES
        for year in list(YEARS)[::3]
    ]
    with metrics_of(reports) as connection:
        for number in range(len(reports)):
            for row in metric_rows(connection, f"r{number}").values():
                assert row["undefined_reason"] not in ("numerator outside denominator", "negative denominator")


def test_comparability_follows_the_crosswalk() -> None:
    """A metric is as comparable over the forms as its worst cell; one that a form lacks is not comparable."""
    comparability = {metric.id: metric.comparability for metric in CATALOGUE.metrics.values()}
    assert comparability["disclosure_rate"] == "same"
    assert comparability["other_handling_rate"] == comparability["penalties"] == "close"
    assert comparability["fee_lapse_share"] == comparability["administrative_fees"] == "not_comparable"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('kind = "rate"', 'kind = "share"'),
        ('numerator = "G"', 'numerator = "G +"'),
        ('numerator = "G"', 'numerator = "requests.given"'),
        ('id = "refusal_rate"', 'id = "unable_rate"'),
        ('id = "refusal_rate"', 'id = "a_name_of_more_than_thirty_two_characters"'),
        ('each = "reason"', 'each = "reasons"'),
        ('denominator = "N + C"', 'divisor = "N + C"'),
        ('numerator = "F"\ndenominator = "N + C"', 'numerator = "F"'),
        ('numerator = "F - C"', 'numerator = "F - C"\ndenominator = "N"'),
        ('numerator = "G"', 'numerator = "proactive.rules.made + proactive.rules.issued"'),
        ("[shorthands]", "[shorthands"),
    ],
)
def test_wrong_files_are_refused(old: str, new: str) -> None:
    """A catalogue with an unknown kind, key, cell or list, a wrong formula or a doubled id is refused."""
    assert old in TEXT
    with pytest.raises(FormError):
        text_to_catalogue(TEXT.replace(old, new, 1), "metrics.toml")


def test_the_page_names_every_metric() -> None:
    """The page of the documentation has each metric with formula and both caveats, in tables of equal width."""
    page = metrics_markdown()
    for metric in CATALOGUE.metrics.values():
        line = next(line for line in page.splitlines() if line.startswith(f"| `{metric.id}`"))
        assert metric.numerator_text in line and metric.caveat_en in line and metric.caveat_zh in line
        assert line.count("|") == 7
    for entry in CATALOGUE.not_computable:
        assert entry.name_zh in page
