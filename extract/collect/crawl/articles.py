"""From a line of a list to the documents behind it: the article, its further parts, its attachments."""

from __future__ import annotations

from collections import deque
from typing import Final, NamedTuple

from extract.collect.adapter import Ask, Detail, Item
from extract.collect.classification import Class, classify_page, is_wanted, text_to_year
from extract.collect.content import page_to_prints
from extract.collect.crawl.desk import Desk, address_of
from extract.collect.crawl.fetcher import Fetched
from extract.collect.crawl.files import FileWalk
from extract.collect.crawl.names import is_file_address
from extract.collect.crawl.rendition import has_table, markup_to_text, markups_to_rendition
from extract.collect.exchange import ask_key
from extract.collect.page import Page
from extract.collect.store import Seen
from extract.media import HTML, JSON, MARKDOWN, TEXT, XML

MAX_PARTS: Final = 50
"""Pages of one article."""

PAGES: Final = frozenset((HTML, XML, JSON, TEXT, MARKDOWN, "application/x-empty"))
"""What an article may come as; anything else is a file."""


class Whole(NamedTuple):
    """An article with all its parts.

    Attributes:
        detail: of its first page; attachments are those of all parts.
        markups: the text of each part, in order.
        sources: sha256 of the answers they come from.
        is_complete: whether every part came.
    """

    detail: Detail
    markups: tuple[str, ...]
    sources: tuple[str, ...]
    is_complete: bool


class ArticleWalk:
    """Fetches the articles of one site, each once.

    Args:
        desk: of the site.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.files = FileWalk(desk)

    async def walk(self, item: Item, told: Class, parent: int | None) -> None:
        """Fetch what a line of a list leads to, and keep its documents."""
        desk = self.desk
        if is_file_address(item.url):
            await self.files.listed(item, told, parent)
            return
        fetched, page = await desk.fetch_page(Ask(item.url, "detail"), parent)
        if not fetched.is_good:
            return
        if page.media_type not in PAGES:
            self.files.keep_listed(item, told, fetched)
            return
        await self._article(item, told, fetched, page)

    async def _article(self, item: Item, told: Class, fetched: Fetched, page: Page) -> None:
        desk, adapter = self.desk, self.desk.adapter
        assert adapter is not None
        detail = desk.guarded(lambda: adapter.parse_detail(page, desk.site, fetched.ask), item.url)
        if detail is None:
            self._save_page(item, told, fetched, page, Detail())
            return
        for note in detail.notes:
            desk.note(note.code, note.found, item.url)
        if not detail.is_article:
            desk.refuse(fetched, "not_article", "not the article that was asked for")
            return
        if not page.is_whole and page.media_type == HTML:
            desk.note("page_cut", "the parser did not reach its end", item.url)
        whole = await self._whole(detail, fetched, page)
        text = " ".join(markup_to_text(markup) for markup in whole.markups)
        found = classify_page(whole.detail.title or item.title, text, listed=told)
        if not is_wanted(found.kind):
            desk.counts["refused"] += 1
            if fetched.fetch_id is not None:
                desk.context.store.judge(fetched.fetch_id, fetched.outcome, found.reason)
            return
        self._check_year(item, told, found, text)
        if detail.body is not None or (detail.parts and whole.is_complete):
            self._save_rendition(item, found, fetched, whole)
        else:
            self._save_page(item, found, fetched, page, whole.detail)
        self._check_table(item, found, whole)
        links = (*whole.detail.attachments, *item.attachments)
        await self.files.attached(item, found, fetched, links)

    async def _whole(self, detail: Detail, fetched: Fetched, page: Page) -> Whole:
        """The article with the further pages that it names, and those that these name."""
        desk = self.desk
        markups, sources, links = [_markup(detail, page)], [fetched.sha256], list(detail.attachments)
        asked, queue, is_complete = {ask_key(fetched.ask)}, deque(detail.parts), True
        while queue:
            ask = queue.popleft()
            if ask_key(ask) in asked:
                continue
            if len(asked) > MAX_PARTS:
                desk.note("limit_reached", f"{MAX_PARTS} parts of one article", fetched.ask.url)
                is_complete = False
                break
            asked.add(ask_key(ask))
            answer, part_page = await desk.fetch_page(ask._replace(role="part"), fetched.fetch_id)
            part = self._part(answer, part_page)
            if part is None or not part.is_article:
                is_complete = False
                continue
            markups.append(_markup(part, part_page))
            sources.append(answer.sha256)
            links.extend(part.attachments)
            queue.extend(part.parts)
        attachments = tuple({address_of(link.url): link for link in reversed(links)}.values())[::-1]
        return Whole(detail._replace(attachments=attachments), tuple(markups), tuple(sources), is_complete)

    def _part(self, answer: Fetched, page: Page) -> Detail | None:
        adapter = self.desk.adapter
        assert adapter is not None
        if not answer.is_good:
            return None
        return self.desk.guarded(lambda: adapter.parse_detail(page, self.desk.site, answer.ask), answer.ask.url)

    def _check_year(self, item: Item, told: Class, found: Class, text: str) -> None:
        """Whether list, title and text name one year."""
        named = {"list": told.year, "title": found.year, "text": text_to_year("".join(text.split()))}
        if len({year for year in named.values() if year is not None}) > 1:
            said = ", ".join(f"{where} {year}" for where, year in named.items() if year is not None)
            self.desk.note("year_conflict", said, item.url)

    def _check_table(self, item: Item, found: Class, whole: Whole) -> None:
        if found.kind != "report" or any(has_table(markup) for markup in whole.markups):
            return
        links = (*whole.detail.attachments, *item.attachments)
        if not links:
            self.desk.note("no_table", "no table and no attachment", item.url)
        elif all(link.kind == "picture" for link in links):
            self.desk.note("picture_only", f"{len(links)} pictures, no table", item.url)

    def _save_page(self, item: Item, found: Class, fetched: Fetched, page: Page, detail: Detail) -> None:
        prints = page_to_prints(page, detail)
        seen = self._seen(item, found, fetched, detail)
        self.files.save(
            seen._replace(region_hash=prints.region, table_hash=prints.tables, attachments_hash=prints.attachments)
        )

    def _save_rendition(self, item: Item, found: Class, fetched: Fetched, whole: Whole) -> None:
        """Keep one page of the whole in place of the answers that it was made from."""
        data = markups_to_rendition(whole.detail.title or item.title, whole.markups)
        sha256 = self.desk.context.store.save_object(data)
        page = Page(fetched.url, data)
        prints = page_to_prints(page, whole.detail._replace(body=None, region=None))
        self.files.save(
            self._seen(item, found, fetched, whole.detail)._replace(
                role="rendition",
                sha256=sha256,
                media_type=HTML,
                sources=whole.sources,
                region_hash=prints.region,
                table_hash=prints.tables,
                attachments_hash=prints.attachments,
            )
        )

    def _seen(self, item: Item, found: Class, fetched: Fetched, detail: Detail) -> Seen:
        adapter = self.desk.adapter
        return Seen(
            site_id=self.desk.site.site_id,
            url=fetched.url,
            role="page",
            fetch_id=fetched.fetch_id or 0,
            sha256=fetched.sha256,
            media_type=fetched.media_type(),
            list_title=item.title or None,
            list_date=item.published,
            title=detail.title,
            published=detail.published,
            kind=found.kind,
            year=found.year,
            adapter=adapter.NAME if adapter is not None else "",
            adapter_version=adapter.VERSION if adapter is not None else None,
        )


def _markup(detail: Detail, page: Page) -> str:
    """What a page shows of an article: the adapter's body, the content region, or all of it."""
    return detail.body if detail.body is not None else detail.region if detail.region is not None else page.text
