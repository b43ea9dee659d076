"""The walk over one site: from its row in the registry to its lists, and from their lines to the articles."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Final, NamedTuple

from extract.collect.adapter import Ask, Item, ListPage
from extract.collect.classification import Class, classify_title, is_wanted
from extract.collect.columns import is_root, page_is_column, page_is_named
from extract.collect.crawl.articles import ArticleWalk
from extract.collect.crawl.desk import NAMES, Desk, address_of
from extract.collect.crawl.fetcher import Fetched
from extract.collect.crawl.search import ColumnSearch, linked_columns
from extract.collect.exchange import ask_key
from extract.collect.families import guesses_to_family, load_adapters, page_to_guesses
from extract.collect.findings import is_error
from extract.collect.page import Page
from extract.collect.registry import AUTO

MAX_PAGES: Final = 300
MAX_ITEMS: Final = 5000
MAX_COLUMNS: Final = 64
MAX_DEPTH: Final = 2
"""Beyond so many pages of lists, lines, columns and levels of columns a site is no list of reports but a trap."""

CONFIRMED: Final = "政府信息公开年报"
"""Name of a column that a person confirmed, where the page itself names none."""


class Listed(NamedTuple):
    """A line that may be a report, and the exchange that brought its list."""

    item: Item
    told: Class
    fetch_id: int | None


class Column:
    """One list of the site, over all its pages."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, str]] = set()
        self.lines = 0
        self.pages = 0
        self.declared: int | None = None
        self.declared_pages = 0
        self.is_ended = False
        self.url = ""

    def take(self, listed: ListPage, ask: Ask) -> bool:
        """Add a page; False where it brings nothing that the pages before did not have."""
        self.declared_pages = max(self.declared_pages, listed.declared_pages or 0)
        lines = [(address_of(item.url), item.title) for item in listed.items]
        new = [line for line in lines if line not in self.seen]
        is_first = not self.pages
        self.pages += 1
        self.url = self.url or ask.url
        if listed.declared_items is not None:
            self.declared = max(self.declared or 0, listed.declared_items)
        if not new and not is_first:
            # Page 1 may come twice, as the static page and by its number; what brings nothing further on is the end.
            self.is_ended = ask.page > 1
            return False
        # A line that stands twice on one page is declared twice; one that an earlier page had is not.
        self.lines += len([line for line in lines if line not in self.seen])
        self.seen.update(new)
        return True


class SiteWalk:
    """Walks over one site.

    Args:
        desk: of the site.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.asked: set[str] = set()
        self.columns: dict[str, Column] = {}
        self.wanted: list[Listed] = []
        self.addresses: set[str] = set()
        self.queue: deque[tuple[Ask, int]] = deque()
        self.start: Fetched | None = None
        self.limits: set[str] = set()
        self.outcome = ""
        self.failure = ""

    async def walk(self) -> str:
        """Do it all; the outcome of the site: ``ok``, ``incomplete``, or what kept its lists from being read.

        ``nothing_had``: its lists name reports, and none of them could be had.
        """
        await self._begin()
        while self.queue and not self.outcome:
            ask, depth = self.queue.popleft()
            if not await self.desk.contained(self._list(ask, depth), ask.url):
                self._missed("adapter_error")
        self._check_counts()
        if self.desk.home is not None and address_of(self.desk.home.url) in self.addresses:
            # A start page that is one of its own lines is an article, and others may look like it.
            self.desk.home = None
        articles = ArticleWalk(self.desk)
        for line in self.wanted:
            await self.desk.contained(articles.walk(line.item, line.told, line.fetch_id), line.item.url)
        return self._conclude()

    async def _begin(self) -> None:
        """Find the family, and with it the first asks."""
        site, desk = self.desk.site, self.desk
        family = site.family
        if family == AUTO:
            self.start, page = await desk.fetch_page(Ask(site.start_url, "start"))
            if not self.start.is_good:
                self.outcome = self.start.outcome
                return
            desk.home = page
            guesses = desk.guarded(lambda: page_to_guesses(page), site.start_url) or []
            sure = guesses_to_family(guesses)
            family = sure or "generic"
            if sure is None:
                desk.note(
                    "family_unknown", ", ".join(f"{name} {score:.2f}" for name, score in guesses[:3]) or "no guess"
                )
        adapter = load_adapters().get(family)
        if adapter is None:
            desk.note("adapter_error", f"there is no family {family!r}", site.start_url)
            self.outcome = "adapter_error"
            return
        desk.adapter = adapter
        asks = desk.guarded(lambda: tuple(adapter.first_requests(site)), site.start_url)
        if not asks:
            self.outcome = "adapter_error"
            return
        self.queue.extend((ask, 0) for ask in asks)

    async def _list(self, ask: Ask, depth: int) -> None:
        desk, column = self.desk, self.columns.setdefault(ask.column, Column())
        key = ask_key(ask)
        if (
            key in self.asked
            or column.is_ended
            or self._is_beyond("pages", sum(c.pages for c in self.columns.values()))
        ):
            return
        self.asked.add(key)
        fetched, page = await self._answer(ask, key)
        if not fetched.is_good:
            self._missed(fetched.outcome)
            if not is_error(NAMES.get(fetched.outcome, fetched.outcome)):
                # A page that is merely not there is a warning of its own; that lines are missing with it is more.
                desk.note("short_list", f"page {ask.page} of the list could not be had: {fetched.outcome}", ask.url)
            return
        if desk.home is None and self._is_start(ask):
            desk.home = page
        adapter = desk.adapter
        assert adapter is not None
        listed = desk.guarded(lambda: adapter.parse_list(page, desk.site, ask), ask.url)
        if listed is None:
            self._missed("wrong_page")
            return
        if not page.is_whole and page.body.lstrip()[:1] == b"<":
            desk.note("page_cut", "the parser did not reach its end", ask.url)
        await self._take(ask, depth, column, fetched, page, listed)

    async def _answer(self, ask: Ask, key: str) -> tuple[Fetched, Page]:
        start, home = self.start, self.desk.home
        if start is not None and home is not None and key == ask_key(start.ask):
            return start, home
        return await self.desk.fetch_page(ask, start.fetch_id if start is not None else None)

    def _is_start(self, ask: Ask) -> bool:
        """Whether the start page is asked for, by whatever role an adapter gives it."""
        return ask_key(ask) == ask_key(Ask(self.desk.site.start_url, "start"))

    def _missed(self, outcome: str) -> None:
        """A page of a list could not be had."""
        self.desk.is_incomplete = True
        self.failure = self.failure or outcome

    async def _take(self, ask: Ask, depth: int, column: Column, fetched: Fetched, page: Page, listed: ListPage) -> None:
        desk = self.desk
        for note in listed.notes:
            desk.note(note.code, note.found, ask.url)
        classes = self._classes(ask, page, listed)
        if not listed.is_list or (self._is_start(ask) and not _is_own_list(page, listed, classes)):
            await self._search_columns(ask, depth, fetched, page, listed)
            if not listed.is_list:
                return
        is_news = column.take(listed, ask)
        desk.counts["lists"] += 1
        desk.counts["items"] += len(listed.items) if is_news else 0
        if fetched.fetch_id is not None:
            store, run = desk.context.store, desk.context.run
            store.save_list(run.run_id, desk.site.site_id, fetched.fetch_id, ask, listed, classes)
        if not is_news and column.is_ended:
            if not listed.items:
                return
            desk.is_incomplete = True
            desk.note("repeated_page", f"page {ask.page} has no line that an earlier page has not", ask.url)
            return
        if not listed.items and ask.page == 1 and not listed.next and not listed.columns:
            desk.refuse(fetched, "empty_list", "a list without a line")
        below = {address_of(column.url) for column in listed.columns}
        self._choose(listed, classes, fetched.fetch_id, below)
        self.queue.extendleft((further, depth) for further in reversed(listed.next))
        self._descend(listed.columns, depth)

    def _classes(self, ask: Ask, page: Page, listed: ListPage) -> list[Class]:
        """What each line is, by its title and by the column that it stands in."""
        column = listed.column or ask.column or None
        if column is None and self.desk.site.status == "active" and page_is_column(page, listed.items):
            column = CONFIRMED
        return [classify_title(item.title, column=column, source=item.source) for item in listed.items]

    def _choose(self, listed: ListPage, classes: Sequence[Class], fetch_id: int | None, below: set[str]) -> None:
        """Take the lines that may be reports; a weak one that is also a list below this one is that list."""
        since = self.desk.context.options.since_year
        for item, told in zip(listed.items, classes, strict=True):
            if self._is_beyond("items", len(self.addresses)):
                return
            address = address_of(item.url)
            if address in self.addresses:
                continue
            self.addresses.add(address)
            if not is_wanted(told.kind) or (told.kind == "weak" and address in below):
                continue
            self.desk.counts["reports"] += 1
            if told.kind == "weak":
                self.desk.note("title_weak", item.title, item.url)
            if since is None or told.year is None or told.year >= since:
                self.wanted.append(Listed(item, told, fetch_id))

    def _descend(self, columns: Sequence[Ask], depth: int) -> None:
        for ask in columns:
            known = ask.column in self.columns
            if depth >= MAX_DEPTH:
                self._reached("levels of columns", MAX_DEPTH)
                return
            if not known and self._is_beyond("columns", len(self.columns)):
                return
            self.columns.setdefault(ask.column, Column())
            self.queue.append((ask, depth + 1))

    async def _search_columns(self, ask: Ask, depth: int, fetched: Fetched, page: Page, listed: ListPage) -> None:
        """A start page that is no list: name the columns that may be it, or follow them if the user said so."""
        desk = self.desk
        found = linked_columns(page) if self._is_start(ask) else ()
        if found and desk.context.options.accept_columns:
            searched = await ColumnSearch(desk).columns(page, fetched.fetch_id)
            certain = [column for column in searched if column.is_certain]
            if certain:
                self._descend([Ask(column.url, "list", column=column.text or column.url) for column in certain], depth)
                return
            found = searched or found
        if not found:
            if not listed.is_list:
                desk.refuse(fetched, "wrong_page", "not the list that was asked for")
                self._missed("wrong_page")
            return
        for column in found:
            desk.note("column_to_confirm", f"{column.text}: {'; '.join(column.evidence)}", column.url)
        if not any(is_wanted(told.kind) for told in self._classes(ask, page, listed)):
            self.outcome = "column_to_confirm"

    def _check_counts(self) -> None:
        """Hold what was found against what the site says there is."""
        desk = self.desk
        read = {label: column for label, column in self.columns.items() if column.pages}
        for label, column in read.items():
            name = f" in {label}" if label else ""
            if column.declared is not None and column.lines < column.declared:
                desk.is_incomplete = True
                desk.note("short_list", f"{column.lines} of {column.declared} items{name}", column.url)
            elif column.declared is None and column.pages < column.declared_pages:
                desk.is_incomplete = True
                if not self._is_beyond("pages", column.pages):
                    desk.note("short_list", f"{column.pages} of {column.declared_pages} pages{name}", column.url)
        declared = [column.declared for column in read.values()]
        if read and None not in declared:
            desk.counts["declared"] = sum(count for count in declared if count is not None)
        elif read and all(count is None for count in declared):
            desk.note("declared_unknown", f"{len(self.addresses)} items found")

    def _is_beyond(self, what: str, number: int) -> bool:
        limit = {"pages": MAX_PAGES, "items": MAX_ITEMS, "columns": MAX_COLUMNS}[what]
        if number < limit:
            return False
        self._reached(what, limit)
        return True

    def _reached(self, what: str, limit: int) -> None:
        self.desk.is_incomplete = True
        if what not in self.limits:
            self.limits.add(what)
            self.desk.note("limit_reached", f"{limit} {what}", f"{self.desk.site.start_url}#{what.replace(' ', '-')}")

    def _conclude(self) -> str:
        if self.outcome:
            return self.outcome
        if not self.addresses:
            return self.failure or "empty_list"
        if self.wanted and not self.desk.counts["documents"] and self.desk.counts["failed"]:
            self.desk.note("nothing_had", f"{len(self.wanted)} reports named")
            return "nothing_had"
        return "incomplete" if self.desk.is_incomplete else "ok"


def _is_own_list(page: Page, listed: ListPage, classes: Sequence[Class]) -> bool:
    """Whether a start page is the list itself: a column, or it declares a count or further pages, or holds reports.

    The root of a host is a home page, whatever lists it shows; a page that names another column shows a report as news.
    """
    if page_is_column(page, listed.items) or page_is_named(page):
        return True
    if is_root(page.url):
        return False
    if listed.declared_items is not None or listed.next or listed.columns:
        return True
    return any(told.kind == "report" for told in classes) and not any(
        column.is_certain for column in linked_columns(page)
    )
