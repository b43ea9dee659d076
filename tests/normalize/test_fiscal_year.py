"""The vote on the year that a report covers."""

from __future__ import annotations

import itertools

import pytest

from normalize.fiscal_year import votes_to_year
from normalize.report import YearVote


def votes(**years: int) -> list[YearVote]:
    """One vote per source."""
    return [YearVote(source, year, "") for source, year in years.items()]


@pytest.mark.parametrize(
    ("years", "year"),
    [
        ({"title": 2023}, 2023),
        ({"published": 2022}, 2022),
        ({"title": 2023, "period": 2023, "body": 2023, "published": 2023}, 2023),
        ({"title": 2018, "period": 2017}, 2017),
        ({"title": 2018, "period": 2017, "published": 2017}, 2017),
        ({"title": 2018, "period": 2017, "body": 2017, "published": 2017, "signed": 2017}, 2017),
        ({"title": 2023, "period": 2022, "body": 2023, "published": 2023}, 2023),
        ({"title": 2023, "published": 2022}, 2023),
        ({"title": 2023, "published": 2022, "signed": 2022}, 2023),
        ({"body": 2023, "published": 2022}, 2023),
    ],
)
def test_year(years: dict[str, int], year: int) -> None:
    """Title and period weigh most, the period more; a stale period loses to title and text together."""
    assert votes_to_year(votes(**years))[0] == year


def test_title_with_the_year_of_publication_is_explained() -> None:
    """Where the title carries the year of publication the reason says so."""
    _, reason = votes_to_year(votes(title=2018, period=2017, published=2017))
    assert reason == (
        "The title says 2018, as titles with the year of publication do, but the statistics period is 2017; "
        "the statistics period and the publication date outweigh it."
    )


def test_reasons_name_the_losers() -> None:
    """Each outvoted clue is named with the year it speaks for."""
    _, reason = votes_to_year(votes(title=2023, body=2023, period=2022))
    assert reason == "2023 has the most weight (the title and the text), although the statistics period says 2022."


def test_no_votes() -> None:
    """Without any clue there is no year."""
    assert votes_to_year([]) == (None, "No clue to the year was found.")


def test_order_of_votes_does_not_matter() -> None:
    """The same votes in any order give the same year."""
    cast = votes(title=2023, period=2022, body=2021, published=2022)
    assert {votes_to_year(order)[0] for order in itertools.permutations(cast)} == {2022}
