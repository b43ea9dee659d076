"""LonSun (龙讯) of Anhui: ``/public/column/{organ}?type=3`` and its pages (facts/portals.md §4.9).

The type in the address says what the column holds: 1 制度, 2 指南, 3 年报, 4 目录, 5 依申请. It is kept on every
further page. The provincial portal has a page for each year (``/site/tpl/8611``): those are columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from extract.collect.adapter import Ask, Detail, Item, ListPage
from extract.collect.address import canonical_address
from extract.collect.page import Page
from extract.collect.pages.article import page_to_detail
from extract.collect.pages.dates import text_to_date
from extract.collect.pages.javascript import page_to_script, script_to_calls, script_to_property, text_to_number
from extract.collect.pages.listing import page_to_items, title_of_link, tree_to_items
from extract.collect.pages.markup import select, text_of
from extract.collect.pages.records import query_of, with_values
from extract.collect.registry import Site

NAME: Final = "lonsun"
VERSION: Final = 1
EVIDENCE: Final = "published client code; no capture"

REPORTS: Final = "3"
"""The type of a column of annual reports."""

MAX_PAGES: Final = 300

_COLUMN: Final = re.compile(r"/public/column/\d+")
_LISTS: Final = ("ul.xxgk_nav_list", "ul.doc_list", ".xxgk_navli")
_YEAR_PAGE: Final = re.compile(r"/site/tpl/\d+\Z")
_YEAR: Final = re.compile(r"20\d\d(?:年度?)?(?:年报|年度报告)?")
_ARTICLE: Final = re.compile(r"/public/(?:content/\d+|\d+/\d+(?:\.html?)?)\Z")
_NO_ITEM: Final = re.compile(r"/public/column/|/site/(?:tpl|label)/|/XxgkAnnualReport/?\Z")
_LABEL: Final = re.compile(r"""["'](/(?:[\w-]+/){0,3}site/label/\d+\?[^"'\s<>]{5,2000})["']""")


def sniff(page: Page) -> float:
    """Certain by the lists and the address of a column; likely by the tags of its articles."""
    text = page.text[:2_000_000]
    path = urlsplit(page.url).path
    if "xxgk_nav_list" in text or "xxgk_navli" in text or "Ls.pagination" in text or _COLUMN.search(path):
        return 0.9
    if "j-fontContent" in text and ("table_suoyin" in text or _ARTICLE.search(path) or "Ls." in text):
        return 0.85
    return 0.7 if _ARTICLE.search(path) or "table_suoyin" in text or _YEAR_PAGE.search(path) else 0.0


def first_requests(site: Site) -> Sequence[Ask]:
    """The column of annual reports of the site's organ; another address as it is."""
    organ = site.param("organ") or site.param("organId")
    if organ and organ.isdigit():
        query = f"type={REPORTS}&action=list&nav=&pageIndex=1"
        return (Ask(urljoin(site.start_url, f"/public/column/{organ}?{query}"), "list"),)
    url = site.start_url
    if _COLUMN.search(urlsplit(url).path) and not query_of(url).get("type"):
        url = with_values(url, type=REPORTS, action="list")
    return (Ask(url, "start"),)


def parse_list(page: Page, site: Site, ask: Ask) -> ListPage:
    """The lines of a page and the asks for all further ones; pages of other years are columns."""
    lists = [element for selector in _LISTS for element in select(page.tree, selector)]
    if site.param("items") or not lists:
        items = page_to_items(page, site)
    else:
        items = _merged(item for element in lists for item in tree_to_items(element, page.base))
    script = page_to_script(page)
    pager = _pager(script)
    pages = text_to_number(pager.get("pageCount")) or text_to_number(script_to_property(script, "pageCount"))
    counts = (pager.get(name) for name in ("total", "totalCount", "recordCount", "dataCount"))
    declared = next((count for count in map(text_to_number, counts) if count is not None), None)
    following = _following(page, ask, script, pager, pages)
    items = tuple(item for item in items if not _NO_ITEM.search(urlsplit(item.url).path))
    columns = tuple(_year_columns(page, ask))
    return ListPage(
        items=items,
        declared_items=declared,
        declared_pages=pages,
        next=following,
        columns=columns,
        is_list=bool(items or lists or columns or following),
        column=page.metas.get("columnname") or None,
    )


def parse_detail(page: Page, site: Site, ask: Ask) -> Detail:  # noqa: ARG001  one signature for all families
    """The article; what its tags do not say is read from the card above it (``table.table_suoyin``)."""
    detail = page_to_detail(page, site, containers=("div.j-fontContent",))
    card = _card(page)
    return detail._replace(
        title=page.metas.get("articletitle") or card.get("名称") or card.get("标题") or detail.title,
        published=text_to_date(page.metas.get("pubdate", ""))
        or text_to_date(card.get("发布日期") or card.get("发布时间") or card.get("发文日期") or "")
        or detail.published,
    )


def _pager(script: str) -> dict[str, Any]:
    for arguments in script_to_calls(script, "Ls.pagination"):
        for argument in arguments:
            if isinstance(argument, Mapping) and "pageCount" in argument:
                return dict(argument)
    return {}


def _following(page: Page, ask: Ask, script: str, pager: Mapping[str, Any], pages: int | None) -> tuple[Ask, ...]:
    """Asks for the pages after the first, their type that of the first."""
    if ask.page > 1 or not pages or pages < 2:
        return ()
    link = pager.get("link")
    label = _LABEL.search(script)
    if isinstance(link, str) and "__index__" in link:
        template = urljoin(page.url, link.replace("__index__", "1"))
    elif _COLUMN.search(urlsplit(page.url).path) or not label:
        template = page.url
    else:
        template = urljoin(page.url, label[1])
    if _COLUMN.search(urlsplit(template).path):
        template = with_values(
            template, type=query_of(ask.url).get("type") or query_of(page.url).get("type") or REPORTS
        )
        template = with_values(template, action="list")
    return tuple(
        ask._replace(url=with_values(template, pageIndex=number), role="list", page=number)
        for number in range(2, min(pages, MAX_PAGES) + 1)
    )


def _year_columns(page: Page, ask: Ask) -> Iterator[Ask]:
    """The pages of other years that a year's page links to."""
    if not _YEAR_PAGE.search(urlsplit(page.url).path):
        return
    seen = {canonical_address(address) for address in (page.url, page.requested, ask.url)}
    for element in page.tree.iter("a"):
        address = page.absolute(element.get("href"))
        title = title_of_link(element)
        if not address or not _YEAR_PAGE.search(urlsplit(address).path) or not _YEAR.fullmatch(title):
            continue
        if canonical_address(address) not in seen:
            seen.add(canonical_address(address))
            yield Ask(address, "list", column=title)


def _card(page: Page) -> dict[str, str]:
    """Names and values of the card of an article, blanks and colons taken out of the names."""
    found: dict[str, str] = {}
    for table in select(page.tree, "table.table_suoyin"):
        cells = [text_of(cell) for cell in table.iter("td", "th")]
        for name, value in zip(cells[::2], cells[1::2], strict=False):
            found.setdefault(re.sub(r"[\s:：]+", "", name), value)
    return found


def _merged(items: Iterator[Item]) -> tuple[Item, ...]:
    found: dict[str, Item] = {}
    for item in items:
        found.setdefault(item.url, item)
    return tuple(found.values())
