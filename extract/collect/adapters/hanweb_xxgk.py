"""The disclosure module of Hanweb (大汉): one address for each agency and year, and lists by ``search.jsp``.

``xxgkAnnualReport.jsp?area=…&fbtime=…`` needs no list at all: the agency's code (a unified social credit code, on older
sites a code of their own) and the year make the address (facts/portals.md §4.4). Some sites answer with the report
itself, some with a list of links to it; both are read. Parameters of a row: ``area``, ``first_year`` and ``last_year``
(or ``years``, as ``2019-2023``); for lists ``infotypeId`` with ``divid`` or ``col``, and ``webid``, ``jdid``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final
from urllib.parse import urlencode, urljoin, urlsplit

import lxml.html

from extract.collect.adapter import Ask, Detail, Item, ListPage
from extract.collect.address import canonical_address
from extract.collect.page import Page
from extract.collect.pages.hanweb import (
    column_name,
    context_value,
    is_article,
    is_report_column,
    page_to_article,
    page_to_links,
    query_number,
    query_value,
    sendable,
    text_of,
    text_of_page,
    text_to_counts,
    to_columns,
    with_query,
)
from extract.collect.pages.javascript import text_to_number
from extract.collect.pages.listing import markup_to_items, page_to_items
from extract.collect.registry import Site

NAME: Final = "hanweb_xxgk"
VERSION: Final = 1
EVIDENCE: Final = "published addresses alone; no capture"

FIRST_YEAR: Final = 2008
"""The regulation came into force in 2008: no report is of an earlier year."""

_COLUMN: Final = "政府信息公开年报"
"""What the servlet serves, whether or not its page says so."""

_REPORT_PATH: Final = "/module/xxgk/xxgkAnnualReport.jsp"
_SEARCH_PATH: Final = "/module/xxgk/search.jsp"
_REPORT_URL: Final = re.compile(r"/xxgkannualreport\.jsp", re.IGNORECASE)
_SEARCH_URL: Final = re.compile(r"/xxgk/(?:search|subjectinfo)\.jsp", re.IGNORECASE)
_MODULE: Final = re.compile(r"/xxgk/(?:search|tree|subjectinfo|xxgkAnnualReport)\.jsp", re.IGNORECASE)
_CALLED: Final = re.compile(
    r"""["'(]([^"'()\s<>]{0,300}/xxgkAnnualReport\.jsp\?[^"'\s<>]{1,300})["')]""", re.IGNORECASE
)
_RANGE: Final = re.compile(r"((?:19|20)\d\d)\s{0,5}[-~–—至到]\s{0,5}((?:19|20)\d\d)")
_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_HEADINGS: Final = (
    re.compile(r"总\s{0,3}体\s{0,3}情\s{0,3}况|概\s{0,3}述"),
    re.compile(r"主\s{0,3}动\s{0,3}公\s{0,3}开"),
    re.compile(r"收\s{0,3}到\s{0,3}和\s{0,3}处\s{0,3}理|依\s{0,3}申\s{0,3}请\s{0,3}公\s{0,3}开"),
    re.compile(r"行\s{0,3}政\s{0,3}复\s{0,3}议"),
    re.compile(r"存\s{0,3}在\s{0,3}的?\s{0,3}主?\s{0,3}要?\s{0,3}问\s{0,3}题"),
)
_REPORT_HEADINGS: Final = 3
_LIST_PARAMS: Final = ("infotypeId", "jdid", "area", "divid", "webid", "sortfield")
_LONGEST_RANGE: Final = 60
_LONGEST_TITLE: Final = 120
_NAMED: Final = re.compile(r"报告|年报")


def sniff(page: Page) -> float:
    """How sure the page is of this family, by the servlets of the module."""
    if _REPORT_URL.search(page.url) or _SEARCH_URL.search(page.url):
        return 0.97
    if _MODULE.search(page.text):
        return 0.85
    return 0.6 if "vc_xxgkarea=" in page.url else 0.0


def first_requests(site: Site) -> Sequence[Ask]:
    """One ask for each year where agency and years are known, one for a list where its kind is, else the start address."""
    years = _site_to_years(site)
    area = _area(site)
    if area and years:
        address = site.start_url if _REPORT_URL.search(site.start_url) else urljoin(site.start_url, _REPORT_PATH)
        return tuple(_year_ask(address, area, year) for year in years)
    if site.param("infotypeId"):
        return (_search_ask(site),)
    return (Ask(site.start_url, "start"),)


def parse_list(page: Page, site: Site, ask: Ask) -> ListPage:
    """An answer for one year, a page of a list, or the start page with its years."""
    if _SEARCH_URL.search(urlsplit(page.url).path):
        return _search_to_list(page, site, ask)
    is_answer = bool(_REPORT_URL.search(page.url))
    columns = tuple(_page_to_year_asks(page, site, ask))
    if not columns and not is_answer and is_report_column(page):
        columns = to_columns(page_to_links(page), page, ask)
    column = column_name(page) or (_COLUMN if is_answer else None)
    if _is_report(page):
        return ListPage((_page_to_item(page, site, ask),), columns=columns, column=column)
    # The answer for a year holds little else than its link, so every link of an article is a line.
    items = page_to_items(page, site) or tuple(
        Item(url, text) for url, text in page_to_links(page) if is_article(url) and text
    )
    items = tuple(item for item in items if not _REPORT_URL.search(item.url))
    if not items and is_answer and page_to_article(page, site).attachments:
        items = (_page_to_item(page, site, ask),)
    declared, _ = text_to_counts(text_of_page(page)) if is_answer else (None, None)
    is_list = bool(items or columns) or bool(context_value(ask, "year"))
    return ListPage(items, declared, columns=columns, is_list=is_list, column=column)


def parse_detail(page: Page, site: Site, ask: Ask) -> Detail:  # noqa: ARG001  as every adapter's
    """The report, be it an article or the answer of the servlet itself."""
    detail = page_to_article(page, site)
    if not _is_report(page):
        return detail
    return detail._replace(title=_page_to_title(page, detail), is_article=True)


def _page_to_title(page: Page, detail: Detail) -> str | None:
    """The title of a report that the servlet shows: the first heading with a year, for the first of all is the site's."""
    if detail.title and _YEAR.search(detail.title):
        return detail.title
    headings = (" ".join(text_of(element).split()) for element in page.tree.iter("h1", "h2", "h3", "h4"))
    named = next(
        (text for text in headings if _YEAR.search(text) and _NAMED.search(text) and len(text) <= _LONGEST_TITLE), None
    )
    return named or detail.title


def _is_report(page: Page) -> bool:
    """Whether a page is a report, not a list of links to one: it has its chapters."""
    text = text_of_page(page)
    return sum(bool(heading.search(text)) for heading in _HEADINGS) >= _REPORT_HEADINGS


def _page_to_item(page: Page, site: Site, ask: Ask) -> Item:
    """The answer as the one line of its own list; named by the year that was asked for where it has no title."""
    detail = page_to_article(page, site)
    year = context_value(ask, "year") or query_value(page.url, "fbtime") or ""
    title = _page_to_title(page, detail) or ""
    if not _YEAR.search(title):
        title = f"{year}年度报告" if year and not title else f"{title} {year}".strip()
    return Item(ask.url if _REPORT_URL.search(ask.url) else page.url, title or site.agency, detail.published)


def _site_to_years(site: Site) -> list[int]:
    """The years that the parameters of a row name, in order; none where the last one is not known."""
    told = site.param("years") or ""
    span = _RANGE.search(told)
    if told and not span:
        return sorted({int(year) for year in _YEAR.findall(told)})
    first = int(span[1]) if span else text_to_number(site.param("first_year")) or site.first_year or FIRST_YEAR
    last = int(span[2]) if span else text_to_number(site.param("last_year"))
    if last is None or last > 2100:
        return []
    return list(range(max(first, last - _LONGEST_RANGE), last + 1))


def _area(site: Site) -> str | None:
    return site.param("area") or query_value(site.start_url, "area", "vc_xxgkarea")


def _year_ask(address: str, area: str, year: int) -> Ask:
    base = urlsplit(address)._replace(query="", fragment="").geturl()
    url = f"{base}?{urlencode([('area', area), ('fbtime', year)])}"
    return _to_year_ask(url, year)


def _to_year_ask(url: str, year: int) -> Ask:
    # The start page counts as the first, so that a year without report is missing, not a list without lines.
    return Ask(sendable(url), "list", page=2, column=str(year), context=(("year", str(year)),))


def _page_to_year_asks(page: Page, site: Site, ask: Ask) -> Iterator[Ask]:
    """The years that a page offers: links, choices and calls of scripts that lead to the servlet."""
    if context_value(ask, "year"):
        return
    addresses = [url for url, _ in page_to_links(page) if _REPORT_URL.search(url)]
    addresses += [url for href in _CALLED.findall(page.text) if (url := page.absolute(href.replace("&amp;", "&")))]
    area = _area(site) or next((value for url in addresses if (value := query_value(url, "area"))), None)
    own = canonical_address(page.url)
    asked: set[str] = set()
    for url in addresses:
        year = query_number(url, "fbtime")
        if year and query_value(url, "area") and canonical_address(url) not in asked | {own}:
            asked.add(canonical_address(url))
            yield _to_year_ask(url, year)
    if asked or not area:
        return
    address = page.url if _REPORT_URL.search(page.url) else next(iter(addresses), urljoin(page.url, _REPORT_PATH))
    for choice in page.tree.xpath('//select[contains(@name, "fbtime") or contains(@id, "fbtime")]//option'):
        year = text_to_number(choice.get("value") or text_of(choice))
        if year and FIRST_YEAR <= year <= 2100 and year != query_number(page.url, "fbtime"):
            yield _year_ask(address, area, year)


def _search_ask(site: Site) -> Ask:
    column = site.param("col")
    told = {name: site.param(name) for name in _LIST_PARAMS}
    told["divid"] = told["divid"] or (f"div{column}" if column else None)
    values = [(name, value) for name, value in told.items() if value is not None]
    address = urljoin(site.start_url, _SEARCH_PATH)
    return Ask(f"{address}?{urlencode(values)}", "list", headers=(("Referer", sendable(site.start_url)),))


def _search_to_list(page: Page, site: Site, ask: Ask) -> ListPage:
    rows = page.tree.xpath('//tr[contains(@class, "tr_main_value")]')
    items = tuple(item for row in rows for item in markup_to_items(_row_markup(row), page.base)[:1])
    items = items or page_to_items(page, site)
    declared, pages = text_to_counts(text_of_page(page))
    number = query_number(ask.url, "currpage") or ask.page
    is_named = any(query_number(url, "currpage") == number + 1 for url, _ in page_to_links(page))
    further: tuple[Ask, ...] = ()
    if items and (is_named or (pages is not None and number < pages)):
        url = with_query(ask.url, [("currpage", str(number + 1))])
        further = (ask._replace(url=url, page=number + 1, role="list"),)
    return ListPage(tuple(dict.fromkeys(items)), declared, pages, further, is_list=bool(items) or pages is not None)


def _row_markup(row: Any) -> str:
    # A row outside of its table is dropped by parsers.
    return f"<table>{lxml.html.tostring(row, encoding='unicode')}</table>"
