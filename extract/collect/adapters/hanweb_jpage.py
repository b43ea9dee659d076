"""Older portals of Hanweb (大汉): the first records in a script of the page, the rest by ``dataproxy.jsp``.

Two ways to the further records exist (facts/portals.md §4.3). ``records``: the page's script posts its parameters with
the numbers of the first and last record wanted; this is asked where the script can be read. ``groups``: the address in
``<nextgroup>`` is followed as it stands, its ids being encrypted on some portals; this is asked where the script cannot
be read, or when the first way brings nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import lxml.html

from extract.collect.adapter import Ask, Detail, Item, ListPage, Note
from extract.collect.page import Page, absolute_address
from extract.collect.pages.hanweb import (
    column_name,
    context_value,
    is_report_column,
    page_to_article,
    page_to_links,
    query_number,
    query_value,
    sendable,
    text_of_page,
    text_to_counts,
    to_columns,
    with_query,
    worth,
)
from extract.collect.pages.hanweb_datastore import (
    Call,
    Store,
    page_to_script_text,
    page_to_stores,
    script_to_jpage,
    script_to_total,
)
from extract.collect.pages.javascript import text_to_number
from extract.collect.pages.listing import markup_to_items, page_to_items
from extract.collect.registry import Site

NAME: Final = "hanweb_jpage"
VERSION: Final = 1
EVIDENCE: Final = "an excerpt of a captured answer; columns from published client code"

_PROXY: Final = "/module/web/jpage/dataproxy.jsp"
_GROUP_SIZE: Final = 3
"""Pages of the screen that one answer holds unless the page's script says otherwise."""

_URLS: Final = re.compile(
    r"/art/\d{4}/\d{1,2}/\d{1,2}/art_\w+_\w+\.html?|/art/\d{4}/art_[0-9a-f]{32}\.html?", re.IGNORECASE
)
_COLUMN_URL: Final = re.compile(r"/col/col\d+/", re.IGNORECASE)
_TEMPLATE: Final = re.compile(r"<!--\s?<\$\[", re.IGNORECASE)
_RECORDS: Final = "records"
_GROUPS: Final = "groups"


class Unit(NamedTuple):
    """One block of a page: its lines, the datastore they come from, and the pager that belongs to it."""

    items: tuple[Item, ...]
    shown: int
    store: Store | None = None
    call: Call | None = None

    @property
    def name(self) -> str:
        """Its id on the page; empty where it has none."""
        return (self.store.unit if self.store else "") or (self.call.unit if self.call else "")

    @property
    def total(self) -> int | None:
        """How many records it has in all; None where nothing says."""
        told = self.store.items if self.store else None
        return told if told is not None else self.call.total if self.call else None


def sniff(page: Page) -> float:
    """How sure the page is of this family, by datastore, pager and the shape of addresses."""
    text = page.text
    if "<datastore" in text and ("<recordset" in text or "dataproxy.jsp" in text):
        return 0.95
    if "jpage/dataproxy.jsp" in text or (".jpage(" in text and "proxyUrl" in text):
        return 0.9
    if 'id="initData"' in text and "totalRecord" in text:
        return 0.8
    if _COLUMN_URL.search(page.url) and ("pageNum=" in text and "uid=" in text):
        return 0.8
    if _URLS.search(page.url) or _COLUMN_URL.search(page.url):
        return 0.6 if "jpaas" in text else 0.7
    return 0.6 if _TEMPLATE.search(text) else 0.0


def first_requests(site: Site) -> Sequence[Ask]:
    """The start address."""
    return (Ask(site.start_url, "start"),)


def parse_list(page: Page, site: Site, ask: Ask) -> ListPage:
    """A column page, or an answer of ``dataproxy.jsp``."""
    if context_value(ask, "way") or page.text.lstrip()[:10].lower() == "<datastore":
        return _answer_to_list(page, ask)
    units = _page_to_units(page)
    wanted = site.param("unitid") or query_value(page.url, "uid")
    plain = page_to_items(page, site)
    best = _chosen(units, wanted, plain)
    lines = best.items if best else plain
    # What stands below a column is told by the column itself, not again by each of its years.
    is_parent = is_report_column(page, lines) and not (ask.column and lines)
    columns = to_columns(page_to_links(page), page, ask) if is_parent else ()
    if best is None:
        return _plain_list(page, plain, ask, columns)
    # Departments and districts may stand in blocks of their own beside it; one that the row names stands alone.
    others = [unit for unit in units if unit is not best and best.name != wanted and worth(unit.items)[0]]
    asked = [
        (unit, _first_ask(page, unit, unit.name or f"list {number}", 0, 1))
        for number, unit in enumerate(others, start=2)
    ]
    items = best.items + tuple(item for unit, further in asked if not further for item in unit.items)
    total = best.total
    if total is not None and len(items) > len(best.items):
        total += len(items) - len(best.items)
    more = (
        None
        if total is not None and best.shown >= (best.total or 0)
        else _first_ask(page, best, ask.column, best.shown)
    )
    return ListPage(
        items=tuple(dict.fromkeys(items)),
        declared_items=total,
        next=(more,) if more else (),
        columns=tuple(further for _, further in asked if further) + columns,
        is_list=bool(items or more or columns),
        column=column_name(page),
    )


def parse_detail(page: Page, site: Site, ask: Ask) -> Detail:  # noqa: ARG001  as every adapter's
    """An article."""
    return page_to_article(page, site)


def _page_to_units(page: Page) -> list[Unit]:
    """The blocks of a page that hold lists, each with its pager."""
    stores = page_to_stores(page)
    script = page_to_script_text(page)
    calls = script_to_jpage(script)
    of_unit = {call.unit: call for call in calls if call.unit}
    units: list[Unit] = []
    taken: set[str] = set()
    for store in stores:
        call = of_unit.get(store.unit) or (calls[0] if len(calls) == 1 and len(stores) == 1 else None)
        if call:
            taken.add(call.unit)
        units.append(Unit(markup_to_items("".join(store.records), page.base), len(store.records), store, call))
    units.extend(
        Unit(markup_to_items("".join(call.records), page.base), len(call.records), None, call)
        for call in calls
        if call.unit not in taken
    )
    if not any(unit.items for unit in units):
        units += _initial_data(page, script, calls)
    return units


def _initial_data(page: Page, script: str, calls: Sequence[Call]) -> list[Unit]:
    """The lines that stand ready in ``#initData`` (a variant in Nantong)."""
    for element in page.tree.xpath('//*[@id="initData"]'):
        markup = "".join(_markup(child) for child in element)
        items = markup_to_items(markup, page.base)
        total = script_to_total(script)
        call = calls[0] if calls else Call("", total, None, None, "", (), ())
        return [Unit(items, len(items), None, call if call.total is not None else call._replace(total=total))]
    return []


def _markup(element: Any) -> str:
    return str(lxml.html.tostring(element, encoding="unicode"))


def _chosen(units: Sequence[Unit], wanted: str | None, plain: Sequence[Item]) -> Unit | None:
    """The block that is the column's list; None where that is not in a block but ``plain`` in the page.

    The one named, else the one most like a list of reports, of articles, else the one that can be asked for more.
    """
    named = [unit for unit in units if wanted and unit.name == wanted]
    if named or not units:
        return named[0] if named else None
    best = max(units, key=lambda unit: worth(unit.items))
    reports, articles = worth(best.items)
    if worth(plain)[0] > reports or (not articles and worth(plain)[1]):
        return None
    if reports or articles:
        return best
    paging = [unit for unit in units if unit.total and not unit.items and _is_askable(unit)]
    return paging[0] if paging else best if best.items else None


def _is_askable(unit: Unit) -> bool:
    return bool((unit.call and unit.call.parameters) or (unit.store and unit.store.next_group))


def _first_ask(page: Page, unit: Unit, column: str, shown: int, number: int = 2) -> Ask | None:
    """The ask for what follows the ``shown`` first records of a block; None where nothing says how."""
    context = (
        ("shown", str(shown)),
        ("total", "" if unit.total is None else str(unit.total)),
        ("first", unit.items[0].url if unit.items and shown else ""),
        ("group", (unit.store.next_group or "") if unit.store else ""),
        ("base", page.base),
    )
    call = unit.call
    if call and call.per_page and unit.total is None and shown % call.per_page:
        return None  # the last page of the screen is not full: there is no more
    if call and call.parameters and call.per_page:
        proxy = page.absolute(call.proxy or _PROXY)
        start = shown // call.per_page * call.per_page + 1
        size = call.per_page * min(call.group_size or _GROUP_SIZE, 10)
        if proxy:
            return _records_ask(proxy, start, size, call.per_page, call.parameters, context, column, number)
    group = page.absolute(unit.store.next_group) if unit.store and unit.store.next_group else None
    return _group_ask(group, context, column, number) if group else None


def _records_ask(
    proxy: str,
    start: int,
    size: int,
    per_page: int,
    parameters: tuple[tuple[str, str], ...],
    context: tuple[tuple[str, str], ...],
    column: str,
    number: int,
) -> Ask:
    values = [("startrecord", str(start)), ("endrecord", str(start + size - 1)), ("perpage", str(per_page))]
    return Ask(
        with_query(sendable(proxy), values),
        "list",
        "POST",
        form=parameters,
        headers=_headers(dict(context)["base"]),
        page=number,
        column=column,
        context=(("way", _RECORDS), *context),
    )


def _group_ask(url: str, context: tuple[tuple[str, str], ...], column: str, number: int) -> Ask:
    headers = _headers(dict(context)["base"])
    return Ask(sendable(url), "list", headers=headers, page=number, column=column, context=(("way", _GROUPS), *context))


def _headers(referer: str) -> tuple[tuple[str, str], ...]:
    return (("X-Requested-With", "XMLHttpRequest"), ("Referer", sendable(referer)))


def _answer_to_list(page: Page, ask: Ask) -> ListPage:
    stores = page_to_stores(page)
    if not stores:
        return ListPage(is_list=False, notes=(Note("wrong_page", f"no datastore in {len(page.body)} bytes"),))
    store = max(stores, key=lambda store: len(store.records))
    told = text_to_number(context_value(ask, "total"))
    total = store.items if store.items is not None else told
    shown = text_to_number(context_value(ask, "shown")) or 0
    items = markup_to_items("".join(store.records), context_value(ask, "base") or page.url)
    first = context_value(ask, "first")
    if (
        first
        and items
        and items[0].url == first
        and len(store.records) <= shown
        and context_value(ask, "way") == _GROUPS
    ):
        items, read = (), 0  # groups are counted from the one that the page itself shows: it comes once more
    else:
        read = len(store.records)
    notes: tuple[Note, ...] = ()
    if not store.records and (total is None or shown < total) and ask.page > 1:
        found = f"the answer after {shown} of {'unknown' if total is None else total} records has none ({len(page.body)} bytes)"
        notes = (Note("declared_unknown" if total is None else "short_list", found),)
    after = _next_ask(page, ask, store, shown + read, total)
    if after and not store.records:
        notes = ()
    return ListPage(items, total, store.pages, (after,) if after else (), notes=notes)


def _next_ask(page: Page, ask: Ask, store: Store, shown: int, total: int | None) -> Ask | None:
    kept = [(name, value) for name, value in ask.context if name not in {"way", "shown", "total"}]
    context = (("shown", str(shown)), ("total", "" if total is None else str(total)), *kept)
    if "base" not in dict(context):
        context += (("base", page.url),)
    read = len(store.records)
    if context_value(ask, "way") == _RECORDS:
        start, end, per_page = (query_number(ask.url, name) or 1 for name in ("startrecord", "endrecord", "perpage"))
        group = absolute_address(context_value(ask, "base"), context_value(ask, "group"))
        if not read:  # the other way is tried once
            return (
                _group_ask(group, context, ask.column, ask.page + 1) if group and (total or shown + 1) > shown else None
            )
        is_last = start + read > total if total is not None else read < per_page
        size = max(end - start + 1, 1)
        form = ask.form or ()
        return (
            None
            if is_last
            else _records_ask(ask.url, start + read, size, per_page, form, context, ask.column, ask.page + 1)
        )
    if not read or (total is not None and shown >= total):
        return None
    number = query_number(ask.url or page.url, "page")
    group = absolute_address(page.url, store.next_group)
    if group and sendable(group) != ask.url:
        return _group_ask(group, context, ask.column, ask.page + 1)
    if number is None or (total is None and (store.pages is None or number >= store.pages)):
        return None
    return _group_ask(with_query(ask.url, [("page", str(number + 1))]), context, ask.column, ask.page + 1)


def _plain_list(page: Page, items: tuple[Item, ...], ask: Ask, columns: tuple[Ask, ...]) -> ListPage:
    """A column page whose lines stand in its markup; further pages by ``?uid=…&pageNum=N`` (Jiangxi)."""
    declared, pages = text_to_counts(text_of_page(page))
    total = script_to_total(page_to_script_text(page))
    number = query_number(page.url, "pageNum") or query_number(ask.url, "pageNum") or 1
    following = [
        url
        for url, _ in page_to_links(page)
        if query_value(url, "uid") and query_number(url, "pageNum") == number + 1
    ]  # fmt: skip
    uid = query_value(page.url, "uid")
    if not following and uid and items and pages and number < pages:
        following = [with_query(page.url, [("pageNum", str(number + 1))])]
    further = tuple(Ask(sendable(url), "list", page=number + 1, column=ask.column) for url in following[:1])
    is_list = bool(items or columns)
    return ListPage(
        items, total if total is not None else declared, pages, further, columns, is_list, column_name(page)
    )
