"""What a search for the column of annual reports found at a site: candidates, and what their pages show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from extract.collect.adapter import Item
from extract.collect.classification import classify_title, column_to_kind, is_wanted
from extract.collect.columns import Column, page_is_column, page_to_own_name
from extract.collect.health import years_to_text
from extract.collect.page import Page


class Candidate(NamedTuple):
    """A page that may be the column.

    Attributes:
        url: its address, as it is linked.
        text: words of the link, or the page's own name of itself.
        score: 0 to 1, by link and path alone (:class:`extract.collect.columns.Column`).
        evidence: what speaks for it and against it, one sentence each, what its page shows included.
        family: of its page; empty where none is sure, or it was not looked at.
        reports: titles of reports among the lines of the page; 0 where it was not looked at.
        years: fiscal years that these name, in order.
        declared: how many items the page says there are; None where it does not say.
        is_confirmed: whether its titles confirm that it is a column of annual reports.
    """

    url: str
    text: str
    score: float
    evidence: tuple[str, ...]
    family: str = ""
    reports: int = 0
    years: tuple[int, ...] = ()
    declared: int | None = None
    is_confirmed: bool = False


class SiteColumns(NamedTuple):
    """What was found at a site.

    Attributes:
        site_id: the row of the registry.
        family: of its start page; empty where none is sure.
        agency: whose site it is by the words of its start page; empty where they do not say.
        candidates: the best first; empty where none was found.
        outcome: ``ok`` where one is confirmed, ``column_to_confirm`` where none of several is, ``no_column``, or what
            kept the start page from being read (:data:`extract.collect.exchange.Outcome`).
        reason: why there is no candidate, in one sentence; empty where there is one.
    """

    site_id: str
    family: str = ""
    agency: str = ""
    candidates: tuple[Candidate, ...] = ()
    outcome: str = "no_column"
    reason: str = ""


def column_to_candidate(column: Column, *seen: str) -> Candidate:
    """A candidate of which nothing is known but its link, and what kept its page from being read."""
    return Candidate(column.url, column.text, column.score, (*column.evidence, *seen))


def page_to_candidate(
    column: Column, page: Page, items: Sequence[Item], declared: int | None, family: str
) -> Candidate:
    """A candidate with what its page shows (facts/portals.md §6.5: ``ColumnType`` and strong titles confirm).

    Args:
        column: as it was found.
        page: the page behind it.
        items: its lines, those included that it fetches by script.
        declared: how many items it says there are; None where it does not say.
        family: of the page; empty where none is sure.
    """
    classes = [classify_title(item.title, column=page_to_own_name(page), source=item.source) for item in items]
    is_column = page_is_column(page, items)
    reports = [
        (item.title, told)
        for item, told in zip(items, classes, strict=True)
        if told.kind == "report" or (is_column and is_wanted(told.kind))
    ]
    years = tuple(sorted({told.year for _, told in reports if told.year is not None}))
    tag = page.metas.get("columntype", "").strip(" ,，;；")
    seen = [f"Its page says ColumnType='{tag}'."] if tag and column_to_kind(tag) == "report" else []
    if reports:
        span = f", {years_to_text(years)}" if years else ""
        seen.append(f"Titles of reports in the {len(items)} lines seen: {len(reports)}{span}, as '{reports[0][0]}'.")
    elif items:
        seen.append(f"Titles of reports in the {len(items)} lines seen: none, the first is '{items[0].title}'.")
    else:
        seen.append("Its page shows no line.")
    if declared is not None:
        seen.append(f"Items that the page declares: {declared}.")
    is_strong = any(told.kind == "report" for _, told in reports)
    # A page that is its own candidate has said its tag before.
    new = (sentence for sentence in seen if sentence not in column.evidence)
    return column_to_candidate(column, *new)._replace(
        family=family,
        reports=len(reports),
        years=years,
        declared=declared,
        is_confirmed=is_column or (is_strong and column.is_certain),
    )


def ranked(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Candidates, the best first: confirmed ones, then by score; of equals the one found first."""
    return tuple(sorted(candidates, key=lambda candidate: (not candidate.is_confirmed, -candidate.score)))
