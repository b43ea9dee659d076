"""The search for the column of annual reports from a site's start page: links, the platform of disclosure, known paths.

A person decides on what is found (facts/portals.md §6): nothing is walked here, and no host is searched by trial.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Final

from extract.collect.adapter import Ask, Item, ListPage
from extract.collect.address import may_fetch
from extract.collect.classification import column_to_kind
from extract.collect.columns import (
    CERTAIN,
    Column,
    column_key,
    is_root,
    page_is_column,
    page_to_columns,
    page_to_own_name,
    path_guesses,
)
from extract.collect.crawl.agency import page_to_agency
from extract.collect.crawl.candidates import (
    Candidate,
    SiteColumns,
    column_to_candidate,
    page_to_candidate,
    ranked,
)
from extract.collect.crawl.desk import Desk
from extract.collect.crawl.fetcher import Fetched
from extract.collect.families import guesses_to_family, load_adapters, page_to_guesses
from extract.collect.page import Page
from extract.collect.registry import AUTO

MAX_ASKS: Final = 8
"""Requests for one site in a search, robots.txt and redirects aside."""

MAX_STEPS: Final = 3
"""Pages of the platform of disclosure on the way to the column."""

MAX_CHECKS: Final = 3
"""Candidates whose pages are looked at."""

MAX_FURTHER: Final = 2
"""Asks for the lines of a page that fetches them by script."""

MAX_CANDIDATES: Final = 8
"""Candidates that are named, or followed."""


class ColumnSearch:
    """Searches one site.

    Args:
        desk: of the site.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.asked = 0
        self.looked: list[Page] = []
        self.failed: list[str] = []

    async def search(self) -> SiteColumns:
        """Fetch the start page, and name the column or what may be it."""
        site, desk = self.desk.site, self.desk
        start, page = await self._page(Ask(site.start_url, "start"))
        if not start.is_good:
            return SiteColumns(site.site_id, outcome=start.outcome, reason=self.failed[0])
        desk.home = page
        found = SiteColumns(site.site_id, self._family(page), page_to_agency(page) or "")
        own = await self._own(start, page)
        if own is not None and own.is_confirmed:
            return found._replace(candidates=(own,), outcome="ok")
        columns = await self.columns(page, start.fetch_id)
        candidates = [await self._check(column) for column in columns[:MAX_CHECKS]]
        candidates += [column_to_candidate(column, "Its page was not looked at.") for column in columns[MAX_CHECKS:]]
        if not any(column.is_certain for column in columns):
            candidates += await self._guess(candidates)
        candidates += [own] if own is not None else []
        if not candidates:
            return found._replace(reason=self._reason())
        best = ranked(candidates)
        return found._replace(candidates=best, outcome="ok" if best[0].is_confirmed else "column_to_confirm")

    async def columns(self, page: Page, parent: int | None) -> tuple[Column, ...]:
        """Candidates that a page links to, itself left out; where none is certain, those of the platform's pages too.

        Args:
            page: the start page.
            parent: fetch id of the exchange that brought it.
        """
        self.looked.append(page)
        known = {column_key(page.url), column_key(page.requested)}
        best: dict[str, Column] = {}
        steps = _take(page_to_columns(page), known, best)
        for _ in range(MAX_STEPS):
            step = self._next_step(steps, known)
            if step is None or any(column.is_certain for column in best.values()):
                break
            fetched, page = await self._page(Ask(step.url, "list"), parent)
            if not fetched.is_good:
                continue
            self.looked.append(page)
            further = [
                column._replace(evidence=(*column.evidence, f"It was found on {page.url}."))
                for column in page_to_columns(page)
            ]
            steps += _take(further, known, best)
        return tuple(sorted(best.values(), key=lambda column: -column.score)[:MAX_CANDIDATES])

    def _next_step(self, steps: list[Column], known: set[str]) -> Column | None:
        """The likeliest page of the platform that was not looked at; None where there is none, or no ask is left."""
        bounds = self.desk.bounds
        steps.sort(key=lambda column: -column.score)
        while steps and self._may_ask():
            step = steps.pop(0)
            if column_key(step.url) in known:
                continue
            known.add(column_key(step.url))
            if may_fetch(step.url, bounds.hosts, bounds.domains):
                return step
            self.failed.append(f"'{step.text}' leads to another site, {step.url}, which is not registered.")
        return None

    async def _own(self, start: Fetched, page: Page) -> Candidate | None:
        """The start page as a candidate; None where neither its name nor its lines make it one."""
        site = self.desk.site
        listed = self._parse(page, start.ask, is_own=True)
        items = listed.items if listed is not None else ()
        named = next((column for column in page_to_columns(page) if _is_same(column.url, page)), None)
        # Pages that fetch their lines by script tell the column by the name that their adapter reads in it; a home page
        # links to columns below it, and is none.
        is_shell = listed is not None and not is_root(page.url)
        told = [listed.column or "", *(ask.column for ask in listed.columns)] if listed and is_shell else []
        name = next((name for name in told if column_to_kind(name) == "report"), "")
        if named is None and not name and not page_is_column(page, items):
            return None
        column = Column(
            site.start_url,
            named.text if named else name or page_to_own_name(page) or "",
            max(CERTAIN, named.score if named else 0.0),
            ("It is the start page itself.", *(named.evidence if named else ())),
        )
        return await self._candidate(column, start, page, is_own=True)

    async def _check(self, column: Column) -> Candidate:
        """A candidate with what its page shows."""
        if not self._may_ask():
            return column_to_candidate(column, "Its page was not looked at.")
        fetched, page = await self._page(Ask(column.url, "list"))
        if not fetched.is_good:
            return column_to_candidate(column, _failure(fetched))
        return await self._candidate(column, fetched, page)

    async def _guess(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """Addresses that the column may have beside its siblings; only those whose titles confirm it."""
        if any(candidate.is_confirmed for candidate in candidates):
            return []
        found: list[Candidate] = []
        guesses = next(filter(None, map(path_guesses, self.looked)), ())
        for url in guesses:
            if found or not self._may_ask():
                break
            column = Column(url, "", 0.3, ("No link leads there: it was tried, beside other columns of the platform.",))
            candidate = await self._check(column)
            found += [candidate] if candidate.is_confirmed else []
        return found

    async def _candidate(self, column: Column, fetched: Fetched, page: Page, *, is_own: bool = False) -> Candidate:
        """Read the lines of a page, those too that it fetches by script."""
        items: dict[str, Item] = {}
        declared: int | None = None
        asks = deque([(fetched.ask, page)])
        further = 0
        while asks:
            ask, answer = asks.popleft()
            listed = self._parse(answer, ask, page, is_own=is_own)
            if listed is None:
                continue
            items.update({item.url: item for item in listed.items})
            declared = declared if listed.declared_items is None else max(declared or 0, listed.declared_items)
            if items:
                break
            columns = sorted(listed.columns, key=lambda ask: column_to_kind(ask.column) != "report")
            for next_ask in (*listed.next, *columns):
                if further == MAX_FURTHER or not self._may_ask():
                    break
                further += 1
                brought, answer = await self._page(next_ask, fetched.fetch_id)
                if brought.is_good:
                    asks.append((next_ask, answer))
        family = self._family(page)
        candidate = page_to_candidate(column, page, tuple(items.values()), declared, family)
        return candidate._replace(family=family or ("generic" if candidate.is_confirmed else ""))

    def _parse(self, page: Page, ask: Ask, shell: Page | None = None, *, is_own: bool = False) -> ListPage | None:
        """What the adapter of a page reads in it, or in an answer to it (``shell`` is the page then)."""
        site = self.desk.site
        adapter = load_adapters()[self._family(shell or page) or "generic"]
        row = site if is_own else site._replace(start_url=ask.url, params={})
        return self.desk.guarded(lambda: adapter.parse_list(page, row, ask), ask.url)

    def _family(self, page: Page) -> str:
        """The family that a page is sure of, else that of the row; empty where there is neither."""
        guesses = self.desk.guarded(lambda: page_to_guesses(page), page.url) or []
        if sure := guesses_to_family(guesses):
            return sure
        family = self.desk.site.family
        return family if family != AUTO and family in load_adapters() else ""

    def _may_ask(self) -> bool:
        return self.asked < MAX_ASKS

    async def _page(self, ask: Ask, parent: int | None = None) -> tuple[Fetched, Page]:
        fetched, page = await self.desk.fetch_page(ask, parent)
        self.asked += int(fetched.is_asked)
        if not fetched.is_good:
            self.failed.append(_failure(fetched))
        return fetched, page

    def _reason(self) -> str:
        """Why nothing was found."""
        pages = ", ".join(page.url for page in self.looked)
        return " ".join((f"No link names a column of annual reports on {pages}.", *self.failed))


def linked_columns(page: Page) -> tuple[Column, ...]:
    """What a page itself links to: columns or, where none is certain, steps to the platform too; never itself."""
    return tuple(column for column in page_to_columns(page) if not _is_same(column.url, page))[:MAX_CANDIDATES]


def _take(found: Iterable[Column], known: set[str], best: dict[str, Column]) -> list[Column]:
    """Put candidates among the best, and give back the steps to the platform."""
    steps = []
    for column in found:
        key = column_key(column.url)
        if column.is_step:
            steps.append(column)
        elif key not in known and (key not in best or column.score > best[key].score):
            best[key] = column
    return steps


def _is_same(url: str, page: Page) -> bool:
    return column_key(url) in {column_key(page.url), column_key(page.requested)}


def _failure(fetched: Fetched) -> str:
    """One sentence on what an ask brought in place of a page."""
    found = fetched.found or (f"HTTP {fetched.status}" if fetched.status else "no answer")
    return f"{fetched.ask.url} could not be read: {fetched.outcome} ({found})."
