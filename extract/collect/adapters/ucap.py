"""UCAP (开普云): lists as ``*.shtml`` pages, or as JSON by the channel that the page's tags name (facts/portals.md §4.8).

Parameters of the site: ``channelid``, and ``endpoint`` (``/common/search/``, ``/searchList/`` or
``/getFileListByCodeId``) where the page does not tell which interface it asks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from extract.collect.adapter import Ask, Detail, Item, ListPage
from extract.collect.page import Page
from extract.collect.pages.article import page_to_detail
from extract.collect.pages.dates import text_to_date
from extract.collect.pages.javascript import page_to_script, script_to_calls, script_to_property, text_to_number
from extract.collect.pages.listing import page_to_items
from extract.collect.pages.markup import text_of
from extract.collect.pages.records import (
    data_to_records,
    first_plain,
    lowered,
    number_of,
    page_to_data,
    plain,
    query_of,
    record_to_item,
    with_values,
)
from extract.collect.registry import Site

NAME: Final = "ucap"
VERSION: Final = 1
EVIDENCE: Final = "a captured article; lists from published client code"

PER_PAGE: Final = 15
MAX_PAGES: Final = 300
BY_CODE: Final = "/getFileListByCodeId"

_INTERFACE: Final = re.compile(r"/(?:common/search|searchList)/[0-9a-fA-F]{16,64}\Z|/getFileListByCodeId\Z")
_ENDPOINT: Final = re.compile(r"/(?:common/search|searchList)/|/getFileListByCodeId")
_CHANNEL: Final = re.compile(r"[0-9a-zA-Z_-]{4,64}\Z")
_ARTICLE: Final = re.compile(r"/\d{6}/[0-9a-f]{32}\.shtml|/c\d+/c\d+/content\.s?html")
_PAGER: Final = re.compile(r"createPageHTML\s*\(\s*['\"]")
_INCLUDED: Final = frozenset(("头部", "尾部", "底部", "页头", "页脚"))
"""Columns of the fragments that a page includes, each with tags of its own."""

_SOURCES: Final = ("source", "puborg", "publisher", "fwdw", "issuerdepartment")


def sniff(page: Page) -> float:
    """Certain by the vendor's own tags; likely by the channel's tag, the pager and the addresses."""
    text = page.text[:2_000_000]
    if re.match(r"\s*\{", text):
        return 0.9 if '"results"' in text and '"channelId"' in text else 0.0
    if re.search(r"<ucap(?:title|content)\b", text, re.IGNORECASE):
        return 0.95
    is_shtml = ".shtml" in text or page.url.endswith(".shtml")
    articles = len(_ARTICLE.findall(text))
    if "channelid" in page.metas and (is_shtml or articles or _ENDPOINT.search(text)):
        return 0.9
    if _PAGER.search(text) and is_shtml:
        return 0.85
    return 0.8 if articles >= 2 or _ARTICLE.search(urlsplit(page.url).path) else 0.0


def first_requests(site: Site) -> Sequence[Ask]:
    """The interface's first page where channel and endpoint are known, else the column's page."""
    channel, endpoint = site.param("channelid"), site.param("endpoint")
    if channel and endpoint and _CHANNEL.match(channel):
        return (_channel_ask(site.start_url, endpoint, channel, ""),)
    is_interface = _INTERFACE.search(urlsplit(site.start_url).path)
    return (Ask(site.start_url, "list" if is_interface else "start"),)


def parse_list(page: Page, site: Site, ask: Ask) -> ListPage:
    """The lines of a page and the asks for all further ones, or the lines of the interface's answer and the next ask.

    A page without a pager that tells its channel shows no line, or the first ones only: the interface is asked for all.
    """
    data = page_to_data(page)
    if data is not None:
        return _data_to_list(data, page, ask)
    items = page_to_items(page, site)
    script = page_to_script(page)
    pages, declared, following = _pager(page, ask, script)
    columns = (page.metas.get("columnname"), page.metas.get("channelname"))
    column = next((name for name in columns if name and name not in _INCLUDED), None)
    channel = _channel(page, site, script) if pages is None else None
    endpoint = site.param("endpoint") or _endpoint(page)
    if channel and (endpoint or not items):
        # Beside lines of the page the interface's list is one of its own: it names them again.
        label = f"{ask.column or column or ''} {channel}".strip() if items else ask.column
        following = (_channel_ask(page.url, endpoint or "/common/search/", channel, label),)
    return ListPage(
        items=items,
        declared_items=declared,
        declared_pages=pages,
        next=following,
        is_list=bool(items or following) or declared == 0,
        column=column,
    )


def parse_detail(page: Page, site: Site, ask: Ask) -> Detail:  # noqa: ARG001  one signature for all families
    """The article; the vendor's tags count before the national ones, which an included header may bring along."""
    detail = page_to_detail(page, site, containers=("ucapcontent", "#UCAP-CONTENT", "#zoomcon", ".article-content"))
    title = next((text for element in page.tree.iter("ucaptitle") if (text := text_of(element))), None)
    days = (text_to_date(text_of(element)) for element in page.tree.iter("publishtime"))
    published = next((day for day in days if day), None)
    is_article = detail.is_article or title is not None
    return detail._replace(title=title or detail.title, published=published or detail.published, is_article=is_article)


def _pager(page: Page, ask: Ask, script: str) -> tuple[int | None, int | None, tuple[Ask, ...]]:
    """Pages, lines and further asks by ``createPageHTML('page_div', pages, current, 'list', 'shtml', lines)``."""
    for arguments in script_to_calls(script, "createPageHTML"):
        if len(arguments) < 5 or not isinstance(arguments[0], str):
            continue
        pages, current = text_to_number(arguments[1]), text_to_number(arguments[2])
        prefix, suffix = plain(arguments[3]), plain(arguments[4])
        declared = text_to_number(arguments[5]) if len(arguments) > 5 else None
        following: tuple[Ask, ...] = ()
        if pages and (current or 1) <= 1 and ask.page == 1 and re.fullmatch(r"[\w./-]{1,80}", prefix + suffix):
            following = tuple(
                ask._replace(url=urljoin(page.url, f"{prefix}_{number}.{suffix}"), role="list", page=number)
                for number in range(2, min(pages, MAX_PAGES) + 1)
            )
        return pages, declared, following
    return None, None, ()


def _channel(page: Page, site: Site, script: str) -> str | None:
    told = site.param("channelid") or page.metas.get("channelid") or script_to_property(script, "channelId")
    return told if isinstance(told, str) and _CHANNEL.match(told) else None


def _endpoint(page: Page) -> str | None:
    match = _ENDPOINT.search(page.text[:2_000_000])
    return match[0] if match else None


def _channel_ask(base: str, endpoint: str, channel: str, column: str) -> Ask:
    referer = (("X-Requested-With", "XMLHttpRequest"), ("Referer", base))
    if endpoint.rstrip("/").endswith(BY_CODE):
        form = (("codeId", ""), ("channelId", channel), ("page", "1"), ("size", str(PER_PAGE)))
        return Ask(urljoin(base, BY_CODE), "list", "POST", form, headers=referer, column=column)
    query = f"page=1&_pageSize={PER_PAGE}&_isAgg=true&_isJson=true&_template=index&_rangeTimeGte=&_channelName="
    url = urljoin(base, f"{endpoint.rstrip('/')}/{channel}?{query}")
    return Ask(url, "list", headers=referer, column=column)


def _data_to_list(data: Any, page: Page, ask: Ask) -> ListPage:
    # ``results`` is the list, or (tax offices) the object that holds it.
    records = data_to_records(data, ("results",))
    if records is None:
        return ListPage(is_list=False)
    items = tuple(item for record in records if (item := _record_to_item(record, page.url)))
    declared = number_of(data, "total")
    values = dict(ask.form) if ask.form is not None else query_of(ask.url)
    number = text_to_number(values.get("page")) or number_of(data, "page") or 1
    size = number_of(data, "rows") or text_to_number(values.get("_pageSize")) or len(records)
    following: tuple[Ask, ...] = ()
    if records and declared is not None and number * size < declared:
        further = ask._replace(role="list", page=number + 1)
        if ask.form is None:
            following = (further._replace(url=with_values(ask.url, page=number + 1)),)
        else:
            form = tuple((name, str(number + 1) if name == "page" else value) for name, value in ask.form)
            following = (further._replace(form=form),)
    names = {first_plain(record, ("channelname",)) for record in records}
    return ListPage(
        items=items,
        declared_items=declared,
        next=following,
        column=(names.pop() or None) if len(names) == 1 else None,
    )


def _record_to_item(record: Mapping[str, Any], base: str) -> Item | None:
    item = record_to_item(
        record,
        base,
        urls=("redirecturl", "url"),
        titles=("title", "titlehtml"),
        dates=("publishedtimestr", "publishedtime"),
        files=("reslist",),
    )
    return item._replace(source=_source(record)) if item else None


def _source(record: Mapping[str, Any]) -> str:
    """The publishing organ among the record's fields of metadata, which come in groups without an order."""
    fields: dict[str, str] = {}
    groups = record.get("domainmetalist")
    for group in groups[:20] if isinstance(groups, list) else ():
        entries = lowered(group).get("resultlist")
        for entry in entries[:100] if isinstance(entries, list) else ():
            field = lowered(entry)
            key, value = plain(field.get("key")).lower(), plain(field.get("value"))
            if key and value and value not in {"null", "undefined"}:
                fields.setdefault(key, value)
    return next((fields[name] for name in _SOURCES if name in fields), "")
