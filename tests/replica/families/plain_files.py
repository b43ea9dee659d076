"""A host that has files and nothing else: an attachment server, a mirror, a host that nobody registered.

Options: ``files``: paths (with query) and for each its media type and content.
"""

from __future__ import annotations

from typing import Final

from tests.replica.content import content_to_bytes
from tests.replica.model import Article, Site
from tests.replica.wire import Answer, Request

NAME: Final = "plain_files"


def start(site: Site) -> str:
    """The first path."""
    return str(next(iter(site.option("files", {"/": ()}))))


def params(site: Site) -> dict[str, str]:
    """Nothing."""
    return {}


def article_path(site: Site, article: Article) -> str:
    """There are no articles."""
    return "/"


def answer(site: Site, request: Request) -> Answer | None:
    """The file at a path; None where there is none."""
    found = site.option("files", {}).get(request.target)
    return Answer(content_to_bytes(found[1]), 200, found[0], modified="2024-01-15") if found else None
