"""The year that a report covers, by a vote of all its clues."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from normalize.report import YearVote

# The period outweighs the title, since titles often carry the year of publication; the title, together with what the
# text speaks of, outweighs a period that was copied from the year before.
WEIGHTS: Final = {"period": 5, "title": 4, "heading": 2, "body": 2, "published": 1, "signed": 1}

_NAMES: Final = {
    "period": "the statistics period",
    "title": "the title",
    "heading": "the opening",
    "body": "the text",
    "published": "the publication date",
    "signed": "the date under the text",
}


def votes_to_year(votes: Sequence[YearVote]) -> tuple[int | None, str]:
    """The year with the most weight, and one sentence on why; None where nothing speaks for any year.

    >>> votes_to_year([YearVote("title", 2018, "2018年"), YearVote("period", 2017, "2017年1月1日至2017年12月31日")])[0]
    2017
    """
    if not votes:
        return None, "No clue to the year was found."
    weights: Counter[int] = Counter()
    strongest: dict[int, int] = {}
    for vote in votes:
        weights[vote.year] += WEIGHTS[vote.source]
        strongest[vote.year] = max(strongest.get(vote.year, 0), WEIGHTS[vote.source])
    voices = Counter(vote.year for vote in votes)
    year = max(weights, key=lambda candidate: (weights[candidate], voices[candidate], strongest[candidate], candidate))
    supporters = [vote for vote in votes if vote.year == year]
    opponents = [vote for vote in votes if vote.year != year]
    if not opponents:
        if len(votes) == 1:
            return year, f"Only {_names(votes)} speaks for a year, {year}."
        return year, f"All clues agree on {year}: {_names(votes)}."
    sources = {vote.source: vote.year for vote in votes}
    against = "; ".join(f"{_names([vote])} says {vote.year}" for vote in opponents)
    if sources.get("period") == year and sources.get("title") == year + 1:
        reason = (
            f"The title says {year + 1}, as titles with the year of publication do, but the statistics period is "
            f"{year}; {_names(supporters)} outweigh it."
        )
        if len(supporters) == 1:
            reason = reason.replace("outweigh it", "outweighs it")
        return year, reason
    return year, f"{year} has the most weight ({_names(supporters)}), although {against}."


def _names(votes: Sequence[YearVote]) -> str:
    names = list(dict.fromkeys(_NAMES[vote.source] for vote in votes))
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
