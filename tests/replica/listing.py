"""What a list shows: the articles of a run, latest first, and the page of them that was asked for."""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

from tests.replica.model import Article, Site

ENDLESS_PAGES = 100_000


class Slice(NamedTuple):
    """A page of a list.

    Attributes:
        articles: its lines.
        number: which page, from 1.
        pages, total: as the site declares them.
    """

    articles: tuple[Article, ...]
    number: int
    pages: int
    total: int


def articles_of(site: Site, run: int) -> list[Article]:
    """The articles of a column in a run, latest first."""
    present = [article for article in site.articles if article.since <= run < article.until]
    return sorted(present, key=lambda article: (article.date, article.number), reverse=True)


def article_of(site: Site, run: int, number: int) -> Article | None:
    """An article by its number; None where there is none in this run."""
    return next(
        (article for article in site.articles if article.number == number and article.since <= run < article.until),
        None,
    )


def was_there(site: Site, number: int) -> bool:
    """Whether there was such an article in any run."""
    return any(article.number == number for article in site.articles)


def list_to_slice(site: Site, run: int, number: int, size: int | None = None) -> Slice | None:
    """Page ``number`` (from 1) of a list, with whatever is wrong with it; None where there is no such page."""
    size = size or site.page_size
    articles = articles_of(site, run)
    pages = max(1, ceil(len(articles) / size))
    total = int(site.option("declared", len(articles)))
    if number < 1:
        return None
    declared = pages
    shown = number
    if site.paging == "ignore":
        shown = 1
    elif site.paging == "repeat":
        shown, declared = max(1, number - 1), pages + 1
    elif site.paging == "endless":
        shown, declared = min(number, pages), ENDLESS_PAGES
    elif site.paging == "invented" and number > pages:
        return Slice(_invented(number, size), number, ENDLESS_PAGES, ENDLESS_PAGES * size)
    elif site.paging == "invented":
        declared = ENDLESS_PAGES
    elif site.paging == "short" and number == pages > 1:
        return None
    if shown > pages:
        return None
    return Slice(tuple(articles[(shown - 1) * size : shown * size]), number, declared, total)


def _invented(page: int, size: int) -> tuple[Article, ...]:
    """Lines that are new on every page: a list without end."""
    numbers = range(page * 1000, page * 1000 + size)
    return tuple(
        Article(9_000_000 + number, f"关于做好第{number}号事项的通知", "2020-01-02", "<p>各有关单位：</p>")
        for number in numbers
    )
