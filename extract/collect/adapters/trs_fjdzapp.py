"""TRS of Fujian: a static first page, and the whole list by an interface below ``/fjdzapp/`` (facts/portals.md §4.2).

The page shows ten lines of twenty; its script tells how the interface is asked (``listModel({listArgs, pagebar})``).
Numbers of channels are read from that script, or given by the site's parameters ``channelid``, ``chnlid``,
``classsql``, ``sortfield`` and ``endpoint``; none is known here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from extract.collect.adapter import Ask, Detail, Item, ListPage, Note
from extract.collect.page import Page
from extract.collect.pages.article import page_to_detail
from extract.collect.pages.javascript import page_to_script, script_to_calls, script_to_property, text_to_number
from extract.collect.pages.listing import page_to_items
from extract.collect.pages.records import (
    data_to_records,
    number_of,
    page_to_data,
    query_of,
    record_to_item,
    unproxied,
    unproxied_markup,
    with_values,
)
from extract.collect.registry import Site

NAME: Final = "trs_fjdzapp"
VERSION: Final = 1
EVIDENCE: Final = "a captured column, a captured answer, captured articles"

ENDPOINT: Final = "/fjdzapp/search"
PER_PAGE: Final = 100
"""Lines asked for at once: a column of annual reports in one answer, where the page itself would ask for ten."""

_INTERFACE: Final = re.compile(r"/(?:fjdzapp/(?:search|data)|was5/web/search|smartSearch/interface/search\.do)\Z")
_ASKED: Final = re.compile(
    r"""["']((?:https?://[\w.:-]{1,200})?/(?:fjdzapp/(?:search|data)|was5/web/search|smartSearch/interface/search\.do)\?[^"'\s<>]{5,2000})["']"""
)
_ARTICLE: Final = re.compile(r"/t\d{8}_\d+\.s?html?\Z")
_STUB: Final = re.compile(rb"<meta\b[^>]*http-equiv\s*=\s*[\"']?refresh", re.IGNORECASE)
_PAGE_NAMES: Final = ("page", "currentpage")


def sniff(page: Page) -> float:
    """Certain by the interface or its script; likely by the viewer of its articles."""
    text = page.text[:2_000_000]
    if "list2.trsapi" in text or "/fjdzapp/" in text or ("listModel(" in text and "channelid" in text):
        return 0.95
    if "qzbFile" in text and re.search(r"\bapps1?\s*=", text):
        return 0.9
    return 0.9 if re.match(r"\s*\{", text) and '"docpuburl"' in text and '"recordCount"' in text else 0.0


def first_requests(site: Site) -> Sequence[Ask]:
    """The column's page; an interface's address, given as the start, is asked as the page would ask it."""
    if _INTERFACE.search(urlsplit(site.start_url).path):
        return (Ask(site.start_url, "list", headers=_headers(urljoin(site.start_url, "/"))),)
    return (Ask(site.start_url, "start"),)


def parse_list(page: Page, site: Site, ask: Ask) -> ListPage:
    """The lines of the static page and the ask for the whole list, or the lines of the interface's answer."""
    data = page_to_data(page)
    if data is not None:
        return _data_to_list(data, page, ask)
    items = tuple(item._replace(url=unproxied(item.url)) for item in page_to_items(page, site))
    script = page_to_script(page)
    model = _model(script)
    declared = text_to_number(model.get("recordCount")) or text_to_number(script_to_property(script, "recordCount"))
    shown = sum(bool(_ARTICLE.search(urlsplit(item.url).path)) for item in items)
    is_whole = declared is not None and shown >= declared
    following = None if is_whole else _whole_list(page, site, ask, script, model)
    column = page.metas.get("columnname") or None
    if following and declared is None and items:
        # Nothing tells whether the answer has more than the page: it is a list of its own, which may repeat it.
        following = following._replace(column=f"{ask.column or column or ''} {NAME}".strip(), page=1)
    notes: tuple[Note, ...] = ()
    if following is None and not is_whole and (declared or "listModel" in script):
        found = f"{shown} of {declared if declared is not None else 'unknown'}: the script does not tell the channel"
        notes = (Note("short_list", found),)
    return ListPage(
        items=items,
        declared_items=declared,
        next=(following,) if following else (),
        is_list=bool(items) or following is not None or bool(model),
        column=column,
        notes=notes,
    )


def parse_detail(page: Page, site: Site, ask: Ask) -> Detail:  # noqa: ARG001  one signature for all families
    """The article; the stub that stands where one was removed is none."""
    if len(page.body) <= 512 and _STUB.search(page.body):
        return Detail(is_article=False, notes=(Note("gone", "a page that only leads away"),))
    detail = page_to_detail(page, site, containers=(".TRS_Editor", ".trs_editor_view", ".article_content"))
    links = {unproxied(link.url): link._replace(url=unproxied(link.url)) for link in reversed(detail.attachments)}
    region = detail.region and unproxied_markup(detail.region)
    return detail._replace(attachments=tuple(reversed(links.values())), region=region)


def _model(script: str) -> dict[str, Any]:
    """What the page's list is asked with: the values of ``listArgs`` and ``pagebar``."""
    for arguments in script_to_calls(script, "listModel"):
        for argument in arguments:
            if isinstance(argument, Mapping) and isinstance(argument.get("listArgs"), Mapping):
                pagebar = argument.get("pagebar")
                return {**(pagebar if isinstance(pagebar, Mapping) else {}), "listArgs": dict(argument["listArgs"])}
    return {}


def _whole_list(page: Page, site: Site, ask: Ask, script: str, model: Mapping[str, Any]) -> Ask | None:
    """The ask for the list from its first line on; None where the page does not tell enough."""
    fields = {name: value for name, value in dict(model.get("listArgs", {})).items() if _is_scalar(value)}
    channel = site.param("channelid") or fields.get("channelid") or script_to_property(script, "searchId")
    chosen = site.param("classsql") or (f"chnlid={site.param('chnlid')}" if site.param("chnlid") else None)
    own = page.metas.get("chnlid")
    condition = chosen or fields.get("classsql") or (f"chnlid={own}" if own else None)
    if channel and condition:
        order = site.param("sortfield") or fields.get("sortfield") or "-docorderpri,-docreltime"
        form = {**fields, "channelid": channel, "classsql": condition, "sortfield": order}
        form = {**form, "page": 1, "prepage": PER_PAGE}
        pairs = tuple((name, _text(value)) for name, value in form.items())
        url = urljoin(page.url, site.param("endpoint") or ENDPOINT)
        return Ask(url, "list", "POST", pairs, headers=_headers(page.url), page=ask.page + 1, column=ask.column)
    asked = _ASKED.search(script)
    if asked is None:
        return None
    return Ask(urljoin(page.url, asked[1]), "list", headers=_headers(page.url), page=ask.page + 1, column=ask.column)


def _data_to_list(data: Any, page: Page, ask: Ask) -> ListPage:
    records = data_to_records(data, ("data", "docs", "list", "rows", "result", "results"))
    failed = isinstance(data, Mapping) and data.get("error") not in (None, False, "", 0)
    if records is None or failed:
        return ListPage(is_list=False)
    items = tuple(item for record in records if (item := _record_to_item(record, page.url)))
    declared = number_of(data, "recordcount", "totalcount", "total", "count")
    pages = number_of(data, "pagecount", "totalpage", "totalpages")
    return ListPage(
        items=items,
        declared_items=declared,
        declared_pages=pages,
        next=_next(ask, len(records), declared, pages),
    )


def _record_to_item(record: Mapping[str, Any], base: str) -> Item | None:
    return record_to_item(
        record,
        base,
        urls=("chnldocurl", "docpuburl", "url"),
        titles=("doctitle", "title"),
        dates=("docreltime", "pubtime", "pubdate", "time"),
        sources=("puborg", "sourcename"),
        files=("files",),
    )


def _next(ask: Ask, length: int, declared: int | None, pages: int | None) -> tuple[Ask, ...]:
    values = dict(ask.form) if ask.form is not None else query_of(ask.url)
    name = next((name for name in _PAGE_NAMES if name in values), _PAGE_NAMES[0])
    number = text_to_number(values.get(name)) or 1
    size = text_to_number(values.get("prepage")) or text_to_number(values.get("pagesize")) or length
    more = number < pages if pages is not None else declared is not None and number * size < declared
    if not more or not length:
        return ()
    if ask.form is None:
        return (ask._replace(url=with_values(ask.url, **{name: number + 1}), page=ask.page + 1),)
    form = tuple((key, str(number + 1) if key == name else value) for key, value in ask.form)
    return (ask._replace(form=form, page=ask.page + 1),)


def _headers(page_url: str) -> tuple[tuple[str, str], ...]:
    parts = urlsplit(page_url)
    origin = f"{parts.scheme}://{parts.netloc}"
    return (("X-Requested-With", "XMLHttpRequest"), ("Origin", origin), ("Referer", page_url))


def _is_scalar(value: Any) -> bool:
    return isinstance(value, (str, int, float, bool)) and value != ""


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
