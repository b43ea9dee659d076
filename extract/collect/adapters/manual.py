"""A list that a person wrote: the addresses in the parameter ``urls`` of the registry's row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from extract.collect.adapter import Ask, Detail, ListPage
from extract.collect.address import address_problem
from extract.collect.page import Page
from extract.collect.pages.article import page_to_detail
from extract.collect.pages.pager import page_to_parts
from extract.collect.registry import Site

NAME: Final = "manual"
VERSION: Final = 1
EVIDENCE: Final = "nothing to rest on: a person wrote the list"

_FILE: Final = re.compile(r"\.(?:pdf|docx?|wps|ofd|xlsx?|et|rtf|odt|zip|rar|7z|tiff?|png|jpe?g)\Z", re.IGNORECASE)
_CUT: Final = re.compile(r"[;\s]+(?=https?://)|;?\s*\Z")


def sniff(page: Page) -> float:
    """Never: nothing on a page tells that a person will list its addresses."""
    del page
    return 0.0


def first_requests(site: Site) -> Sequence[Ask]:
    """One ask for each address of ``urls`` (a list, or text cut by ``;`` or blanks), else for the start address."""
    told = site.params.get("urls") or ()
    urls = _CUT.split(told) if isinstance(told, str) else [str(url) for url in told] if _is_series(told) else []
    wanted = [url.strip() for url in urls if not address_problem(url.strip())] or [site.start_url]
    return tuple(Ask(url, "file" if _FILE.search(urlsplit(url).path) else "detail") for url in dict.fromkeys(wanted))


def parse_list(page: Page, site: Site, ask: Ask) -> ListPage:
    """No page is a list here."""
    del page, site, ask
    return ListPage(is_list=False)


def parse_detail(page: Page, site: Site, ask: Ask) -> Detail:
    """The article."""
    detail = page_to_detail(page, site)
    return detail if ask.role == "part" else detail._replace(parts=page_to_parts(page))


def _is_series(value: object) -> bool:
    return isinstance(value, (list, tuple))
