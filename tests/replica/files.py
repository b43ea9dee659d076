"""Attachments as answers, and the addresses that families give them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from tests.replica.content import content_to_bytes
from tests.replica.model import Article, Attachment, Site
from tests.replica.wire import Answer, Request

MEDIA_TYPES: Final = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "png": "image/png",
    "jpg": "image/jpeg",
    "html": "text/html",
    "json": "application/json",
}
"""By ending; what servers do not know (ofd, wps, rar) goes out as application/octet-stream."""


def ending(name: str) -> str:
    """The ending of a file name, in lower case, without the dot."""
    return name.rpartition(".")[2].lower()


def file_to_answer(attachment: Attachment, modified: str = "") -> Answer:
    """An attachment as its server sends it."""
    media_type = attachment.media_type or MEDIA_TYPES.get(ending(attachment.name), "application/octet-stream")
    headers: tuple[tuple[str, str], ...] = ()
    if attachment.disposition:
        headers = (("Content-Disposition", f'attachment; filename="{attachment.disposition}"'),)
    return Answer(content_to_bytes(attachment.content), 200, media_type, headers, modified)


def addressed_files(
    article: Article, request: Request, own: Callable[[int, Attachment], str]
) -> list[tuple[Attachment, str]]:
    """The attachments of an article with the addresses that its page writes; ``own`` makes the family's.

    A viewer is a page of its own: what it shows has an absolute address.
    """
    files = []
    for index, attachment in enumerate(article.attachments):
        address = attachment.url.replace("{base}", request.base) if attachment.url else own(index, attachment)
        if attachment.place in {"viewer", "data_value"}:
            address = urljoin(request.base + request.path, address)
        files.append((attachment, address))
    return files


def stray_file(site: Site, request: Request, article_path: Callable[[Site, Article], str]) -> Answer | None:
    """An attachment whose address is its own, not the family's; None where none has the address that was asked for."""
    for article, attachment in _attachments(site, request.run):
        if not attachment.url:
            continue
        page = request.base + article_path(site, article)
        address = urlsplit(urljoin(page, attachment.url.replace("{base}", request.base)))
        if unquote(address.path) == request.plain_path and address.query == request.query:
            return file_to_answer(attachment, article.date)
    return None


def _attachments(site: Site, run: int) -> Iterator[tuple[Article, Attachment]]:
    for article in site.articles:
        if article.since <= run < article.until:
            for attachment in article.attachments:
                yield article, attachment
