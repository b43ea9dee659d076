"""Newer portals of Hanweb (大汉): the column page is a shell whose scripts fetch its blocks as HTML within JSON.

Every block is asked for, navigation and footer too, for which of them is the list is only told by what it answers: the
one with links to articles (facts/portals.md §4.5). On some portals the number of the page is ignored and the first
answer comes again and again; the crawl sees that by the items, and the declared count says how many are missing.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from extract.collect.adapter import Ask, Detail, Item, ListPage, Note
from extract.collect.page import Page, text_to_tree
from extract.collect.pages.hanweb import (
    column_name,
    context_value,
    is_line,
    is_report_column,
    joined,
    page_to_article,
    page_to_links,
    query_value,
    sendable,
    text_of,
    text_of_page,
    text_to_counts,
    to_columns,
    with_query,
    worth,
)
from extract.collect.pages.javascript import text_to_data, text_to_number
from extract.collect.pages.listing import markup_to_items, page_to_items
from extract.collect.registry import Site

NAME: Final = "hanweb_jpaas"
VERSION: Final = 1
EVIDENCE: Final = "captured answers of two ministries and a captured shell"

_UNIT: Final = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_LONGEST_QUERY: Final = 4000
"""Characters of ``queryData``; a longer one is none of the vendor's and is not read."""

_COUNT: Final = re.compile(r"""\b(?:count|totalCount|totalRecord|total)["']?\s{0,5}[:=]\s{0,5}\\?["']?(\d{1,7})""")
_SIZE: Final = re.compile(r"""\b(?:pageSize|perPage|limit|rows)["']?\s{0,5}[:=]\s{0,5}\\?["']?(\d{1,3})\b""")
_PAGER: Final = re.compile(r"下一页|下页|尾页|末页|pageNo|totalPage")
_TITLE: Final = re.compile(r"""\btitle\s{0,5}=\s{0,5}(?:"[^"]*"|'[^']*')""")
_LINE_END: Final = re.compile(r"\s*[\r\n]\s*")
_ROOTED: Final = re.compile(r"""href\s{0,5}=\s{0,5}["']([\w-]+)/[^"']{0,300}["']""")


def sniff(page: Page) -> float:
    """How sure the page is of this family, by the script of its blocks and the paths of its gateway."""
    text = page.text
    if "unitbuild.js" in text or "jpaas-publish-server" in text:
        return 0.93
    if "jpaas-web-server" in text or "/api-gateway/jpaas-" in text:
        return 0.85
    return 0.0


def first_requests(site: Site) -> Sequence[Ask]:
    """The start address."""
    return (Ask(site.start_url, "start"),)


def parse_list(page: Page, site: Site, ask: Ask) -> ListPage:
    """A column page (a shell with scripts, or one with its list in it), or the answer for one block."""
    if context_value(ask, "unit") or page.text.lstrip("\ufeff \t\r\n")[:1] == "{":
        return _answer_to_list(page, ask)
    items = page_to_items(page, site)
    columns = to_columns(page_to_links(page), page, ask) if is_report_column(page, items) else ()
    asks = tuple(_shell_to_asks(page, ask))
    if not worth(items)[1]:
        items = ()  # links of a shell are those of its navigation
    declared = text_to_counts(text_of_page(page)) if items and not asks else (None, None)
    is_list = bool(items or asks or columns)
    return ListPage(items, *declared, asks, columns, is_list, column_name(page))


def parse_detail(page: Page, site: Site, ask: Ask) -> Detail:  # noqa: ARG001  as every adapter's
    """An article; what its gateway serves as attachment is named by ``fileName``, the rest of the address expires."""
    return page_to_article(page, site)


def text_to_query(text: str) -> tuple[tuple[str, str], ...]:
    """The names and values of ``queryData``, exactly as written: pseudo-JSON in single quotes; empty where unreadable.

    >>> text_to_query("{'parseType':'bulidstatic','tagId':'右侧内容'}")
    (('parseType', 'bulidstatic'), ('tagId', '右侧内容'))
    >>> text_to_query("{'a':"), text_to_query("[1]")
    ((), ())
    """
    if len(text) > _LONGEST_QUERY:
        return ()
    value: Any = None
    try:
        value = ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        value = text_to_data(text)
    if not isinstance(value, Mapping):
        return ()
    return tuple((str(name), str(part)) for name, part in value.items() if isinstance(part, str | int | float))


def _shell_to_asks(page: Page, ask: Ask) -> Iterator[Ask]:
    """One ask for each script that fetches a block, in the order of the page, each address once."""
    found: dict[str, str] = {}
    for script in page.tree.iter("script"):
        query = text_to_query(script.get("querydata") or "")
        address = page.absolute(script.get("url") or _UNIT) if query else None
        if address:
            # The gateway takes names in UTF-8 only: in GBK it answers as if the page were not public.
            url = sendable(address) + ("&" if urlsplit(address).query else "?") + urlencode(query, quote_via=quote)
            found.setdefault(url, dict(query).get("tagId", ""))
    names = list(found.values())
    for number, (url, name) in enumerate(found.items(), start=1):
        label = name if names.count(name) == 1 and name else f"{name}{number}"
        column = " ".join(part for part in (ask.column, label) if part) if len(found) > 1 else ask.column
        # The shell is the first page of the list, so that a block without lines is no list without lines.
        context = (("unit", label), ("base", page.base), ("name", column_name(page) or ""))
        yield Ask(url, "list", headers=_headers(page.url), page=2, column=column, context=context)


def _headers(referer: str) -> tuple[tuple[str, str], ...]:
    return (("X-Requested-With", "XMLHttpRequest"), ("Referer", sendable(referer)))


def _answer_to_list(page: Page, ask: Ask) -> ListPage:
    column = context_value(ask, "name") or None
    markup = _answer_to_markup(page)
    if markup is None:
        note = Note("wrong_page", f"the gateway answered without a block: {page.text[:100]}")
        return ListPage(is_list=False, column=column, notes=(note,))
    base = _base_of(markup, context_value(ask, "base") or page.url)
    links = markup_to_items(_TITLE.sub(lambda match: _LINE_END.sub("", match[0]), markup), base)
    items = tuple(item._replace(title=joined(item.title)) for item in links if is_line(item))
    is_parent = is_report_column(page, items, column or "")
    columns = to_columns(((item.url, item.title) for item in links), page, ask) if is_parent else ()
    below = {further.url for further in columns}
    items = tuple(item for item in items if item.url not in below)
    number = _page_number(ask)
    if not items and number == 1:
        return ListPage(columns=columns, column=column)
    count = _markup_to_count(markup)
    size = text_to_number(context_value(ask, "size")) or _page_size(markup, items)
    notes: tuple[Note, ...] = ()
    if not items and count is not None and (number - 1) * size < count:
        notes = (Note("short_list", f"page {number} of a list of {count} items has none"),)
    is_more = number * size < count if count is not None else bool(_PAGER.search(markup)) and len(items) >= size
    further = (_next_ask(ask, number + 1, size),) if items and is_more else ()
    return ListPage(items, count, next=further, columns=columns, column=column, notes=notes)


def _answer_to_markup(page: Page) -> str | None:
    """The HTML of a block; None where the answer is no success or holds none."""
    answer = text_to_data(page.text)
    if not isinstance(answer, Mapping) or answer.get("success") is False:
        return None
    data = answer.get("data")
    markup = data.get("html") if isinstance(data, Mapping) else data
    return markup if isinstance(markup, str) else None


def _base_of(markup: str, base: str) -> str:
    """What relative addresses of a block are relative to.

    They are written for the page the block is put into; where they begin with the first folder of that page's own
    address they are meant from the root of the site.
    """
    first = urlsplit(base).path.strip("/").partition("/")[0]
    folders = set(_ROOTED.findall(markup))
    return f"{base.partition('://')[0]}://{urlsplit(base).netloc}/" if first and folders == {first} else base


def _markup_to_count(markup: str) -> int | None:
    match = _COUNT.search(markup)
    if match:
        return int(match[1])
    root, _ = text_to_tree(markup)
    return text_to_counts(text_of(root, " "))[0]


def _page_size(markup: str, items: Sequence[Item]) -> int:
    # The smaller of both: asking with too small a size repeats items, with too large a size it skips some.
    told = _SIZE.search(markup)
    return max(min(len(items), int(told[1]) if told and int(told[1]) else len(items)), 1)


def _page_number(ask: Ask) -> int:
    told = text_to_data(query_value(ask.url, "paramJson") or "")
    number = text_to_number(told.get("pageNo")) if isinstance(told, Mapping) else None
    return number or 1


def _next_ask(ask: Ask, number: int, size: int) -> Ask:
    wanted = json.dumps({"pageNo": number, "pageSize": size}, separators=(",", ":"))
    kept = tuple((name, value) for name, value in ask.context if name != "size")
    url = with_query(ask.url, [("paramJson", wanted)])
    return ask._replace(url=url, page=ask.page + 1, context=(*kept, ("size", str(size))), role="list")
