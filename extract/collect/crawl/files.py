"""The files of articles: fetched once each, told by their bytes, kept with what led to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

from extract.collect.adapter import Ask, Item, Link
from extract.collect.classification import Class
from extract.collect.crawl.desk import Desk, address_of
from extract.collect.crawl.fetcher import Fetched
from extract.collect.crawl.names import headers_to_name, is_document, type_to_lie
from extract.collect.store import Seen
from extract.media import ARCHIVES

MAX_FILES: Final = 200
"""Attachments and pictures of one article."""


class File(NamedTuple):
    """A file that came, and its media type by its bytes."""

    fetched: Fetched
    media_type: str


class FileWalk:
    """Fetches and keeps the files of one site.

    Args:
        desk: of the site.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.files: dict[str, File | None] = {}

    async def attached(self, item: Item, told: Class, page: Fetched, links: Sequence[Link]) -> None:
        """Fetch the files of an article."""
        desk = self.desk
        if len(links) > MAX_FILES:
            desk.note("limit_reached", f"{len(links)} files of one article, {MAX_FILES} fetched", item.url)
        for link in links[:MAX_FILES]:
            desk.context.store.save_link(desk.context.run.run_id, page.url, link.url, link.kind, link.text)
            address = address_of(link.url)
            if address not in self.files:
                referer = (("Referer", page.url),)
                fetched = await desk.fetch(Ask(link.url, "file", headers=referer), page.fetch_id)
                self.files[address] = self._checked(fetched, link)
            known = self.files[address]
            if known is not None:
                self.save(_seen(desk, item, told, known, link, page.url))

    async def listed(self, item: Item, told: Class, parent: int | None) -> None:
        """Fetch a file to which a list leads at once, and the further ones of its line."""
        fetched = await self.desk.fetch(Ask(item.url, "file"), parent)
        if fetched.is_good:
            self.keep_listed(item, told, fetched)
            await self.attached(item, told, fetched, item.attachments)

    def keep_listed(self, item: Item, told: Class, fetched: Fetched) -> None:
        """Keep a file that stands where an article was expected."""
        link = Link(fetched.ask.url, item.title)
        checked = self._checked(fetched, link)
        if checked is not None:
            self.save(_seen(self.desk, item, told, checked, link, None))

    def save(self, seen: Seen) -> None:
        """Keep a document, and count it."""
        desk = self.desk
        saved = desk.context.store.save_document(desk.context.run.run_id, seen)
        desk.counts["documents" if seen.role in {"page", "rendition"} else "files"] += 1
        desk.counts[saved.change] += 1

    def _checked(self, fetched: Fetched, link: Link) -> File | None:
        """The file, unless what came is none; what its bytes, its name and its declared type disagree on is a finding."""
        desk = self.desk
        if not fetched.is_good:
            return None
        media_type = fetched.media_type()
        names = tuple(filter(None, (link.name, headers_to_name(fetched.headers), fetched.ask.url)))
        if not any(is_document(media_type, fetched.body, name) for name in names):
            desk.refuse(fetched, "bad_type", f"{media_type} where a file was expected")
            return None
        lie = type_to_lie(media_type, names, fetched.headers.get("content-type", ""))
        if lie is not None:
            desk.note("lying_type", lie, fetched.ask.url)
        if media_type in ARCHIVES:
            desk.note("archive_listed", link.text or media_type, fetched.ask.url)
        return File(fetched._replace(body=b""), media_type)


def _seen(desk: Desk, item: Item, told: Class, file: File, link: Link, page_url: str | None) -> Seen:
    fetched, media_type = file
    name = link.name or headers_to_name(fetched.headers) or unquote(urlsplit(fetched.url).path.rpartition("/")[2])
    return Seen(
        site_id=desk.site.site_id,
        url=fetched.url,
        role="picture" if media_type.startswith("image/") else "file",
        fetch_id=fetched.fetch_id or 0,
        sha256=fetched.sha256,
        media_type=media_type,
        list_title=item.title or None,
        list_date=item.published,
        kind=told.kind,
        year=told.year,
        parent_url=page_url,
        relation=link.kind if page_url is not None else None,
        link_text=link.text or None,
        name=name or None,
        adapter=desk.adapter.NAME if desk.adapter is not None else "",
        adapter_version=desk.adapter.VERSION if desk.adapter is not None else None,
    )
