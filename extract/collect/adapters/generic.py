"""Any list in HTML: links with dates beside them, and pagers that are links (facts/portals.md §2, ``generic_html``).

What no other family knows is read by this one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from extract.collect.adapter import Ask, Detail, ListPage
from extract.collect.page import Page
from extract.collect.pages.article import page_to_detail
from extract.collect.pages.html_list import page_to_list
from extract.collect.pages.pager import page_to_parts
from extract.collect.registry import Site
from extract.media import HTML

NAME: Final = "generic"
VERSION: Final = 1
EVIDENCE: Final = "captured lists of several portals"

_ANY_PAGE: Final = 0.1


def sniff(page: Page) -> float:
    """A little sure of every HTML page: enough where no other family knows it."""
    return _ANY_PAGE if page.media_type == HTML else 0.0


def first_requests(site: Site) -> Sequence[Ask]:
    """The start address."""
    return (Ask(site.start_url, "list"),)


def parse_list(page: Page, site: Site, ask: Ask) -> ListPage:
    """The lines of the list by structure or by the selectors of the site, its pager, the lists below it."""
    return page_to_list(page, site, ask)


def parse_detail(page: Page, site: Site, ask: Ask) -> Detail:
    """The article; further pages of one that is split where its own pager links to them."""
    detail = page_to_detail(page, site)
    return detail if ask.role == "part" else detail._replace(parts=page_to_parts(page))
