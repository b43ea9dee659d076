"""The catalogue of disclosed information of Guangdong: ``/gkmlpt/`` with its JSON (facts/portals.md §4.6).

``/gkmlpt/index`` holds the tree of categories and the number of the site in ``window._CONFIG``; the category is named
by the address (``#368``), by the site's parameters ``cid`` and ``sid``, or found by its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from extract.collect.adapter import Ask, Detail, Item, Link, ListPage, Note
from extract.collect.adapters import gd_nfcms
from extract.collect.page import Page, text_to_tree
from extract.collect.pages.article import markup_to_detail, page_to_detail
from extract.collect.pages.javascript import (
    page_to_script,
    script_to_property,
    script_to_variables,
    text_to_number,
    value_at,
)
from extract.collect.pages.listing import page_to_items
from extract.collect.pages.markup import text_of
from extract.collect.pages.records import (
    absolute,
    data_to_records,
    first_date,
    lowered,
    number_of,
    page_to_data,
    plain,
    query_of,
    record_to_item,
    value_to_links,
    with_values,
)
from extract.collect.registry import Site

NAME: Final = "gd_gkmlpt"
VERSION: Final = 1
EVIDENCE: Final = "two independent published clients; no capture"

MAX_NODES: Final = 20_000
"""Of one tree no more categories are looked at."""

_REPORTS: Final = re.compile(r"年度?报|年度工作报告")
_OTHERS: Final = re.compile(r"网站|法治|统计|财政|审计|绩效|预算|决算|新媒体|建设年度")
_DATES: Final = ("display_publish_time", "first_publish_time", "created_at", "date")
_SPACE: Final = re.compile(r"\s+")


class Node(NamedTuple):
    """A category of the tree that is wanted: its number, its name, and where it leads instead, if anywhere."""

    number: int
    name: str
    elsewhere: str | None


def sniff(page: Page) -> float:
    """Certain by the tree or the article in ``_CONFIG``."""
    text = page.text[:2_000_000]
    if re.match(r"\s*\{", text):
        return 0.9 if '"classify"' in text and '"articles"' in text else 0.0
    is_below = "/gkmlpt/" in urlsplit(page.url).path
    if "_CONFIG" in text and (is_below or ("gkmlpt" in text and re.search(r"\b(?:TREE|DETAIL)\b", text))):
        return 0.95
    return 0.6 if is_below else 0.0


def first_requests(site: Site) -> Sequence[Ask]:
    """The list itself where category and site are known by number, else the page with the tree."""
    category, number = site.param("cid"), site.param("sid")
    if category and number:
        return (_list_ask(_root(site.start_url), category, number, ""),)
    url = site.start_url.partition("#")[0]
    return (Ask(url, "list" if "/gkmlpt/api/" in url else "start"),)


def parse_list(page: Page, site: Site, ask: Ask) -> ListPage:
    """The lines of an answer; of the page with the tree the asks for its categories of annual reports."""
    data = page_to_data(page)
    if data is not None:
        is_column = "classify" not in lowered(data) and "category" in lowered(data)
        return gd_nfcms.data_to_list(data, page, ask) if is_column else _data_to_list(data, page, ask)
    script = page_to_script(page)
    variables = script_to_variables(script)
    tree = value_at(variables, "_CONFIG.TREE") or script_to_property(script, "TREE")
    number = value_at(variables, "_CONFIG.SID") or script_to_property(script, "SID") or site.param("sid")
    if isinstance(tree, list) and number:
        return _tree_to_list(tree, str(number), page, site, ask)
    if gd_nfcms.sniff(page) >= 0.9:  # a category may lead to a column of the same vendor's portal
        return gd_nfcms.parse_list(page, site, ask)
    items = page_to_items(page, site)
    return ListPage(items=items, is_list=bool(items), column=page.metas.get("columnname") or None)


def parse_detail(page: Page, site: Site, ask: Ask) -> Detail:  # noqa: ARG001  one signature for all families
    """The article; its text is taken from ``_CONFIG.DETAIL`` where the page itself does not show it."""
    data = page_to_data(page)
    if data is not None:
        return gd_nfcms.data_to_detail(data, page.url)
    script = page_to_script(page)
    record = lowered(value_at(script_to_variables(script), "_CONFIG.DETAIL") or script_to_property(script, "DETAIL"))
    detail = page_to_detail(page, site, containers=(".article-content",))
    if not record:
        return detail
    content = record.get("content")
    markup = content.encode("utf-8", "replace").decode("utf-8") if isinstance(content, str) else ""
    base = absolute(page.url, record.get("url")) or page.url
    if markup.strip() and not _shows(page, markup):
        detail = markup_to_detail(markup, base)
    links: dict[str, Link] = {link.url: link for link in detail.attachments}
    links.update({link.url: link for link in value_to_links(record.get("attachment"), base)})
    return detail._replace(
        title=plain(record.get("title")) or detail.title,
        published=first_date(record, _DATES) or detail.published,
        attachments=tuple(links.values()),
        is_article=True,
    )


def _data_to_list(data: Any, page: Page, ask: Ask) -> ListPage:
    records = data_to_records(data, ("articles",))
    if records is None:
        return ListPage(is_list=False)
    items = tuple(item for record in records if (item := _record_to_item(record, page.url)))
    category = lowered(lowered(data).get("classify"))
    declared = number_of(
        {"total": lowered(data).get("total"), "post_count": category.get("post_count")}, "total", "post_count"
    )
    # Pages 0 and 1 are the same page, the next is 2.
    number = max(text_to_number(query_of(ask.url).get("page")) or 1, 1)
    size = text_to_number(dict(ask.context).get("size")) or len(records)
    following: tuple[Ask, ...] = ()
    if records and declared is not None and (number - 1) * size + len(records) < declared:
        context = (("size", str(size)),)
        url = with_values(ask.url, page=number + 1)
        following = (ask._replace(url=url, role="list", page=number + 1, context=context),)
    return ListPage(items=items, declared_items=declared, next=following, column=plain(category.get("name")) or None)


def _record_to_item(record: Mapping[str, Any], base: str) -> Item | None:
    return record_to_item(
        record,
        base,
        urls=("url", "post_url"),
        titles=("title",),
        dates=_DATES,
        sources=("publisher", "source"),
        files=("attachment",),
    )


def _tree_to_list(tree: list[Any], number: str, page: Page, site: Site, ask: Ask) -> ListPage:
    given = site.param("cid") or urlsplit(site.start_url).fragment
    nodes = _wanted(tree, page, text_to_number(given))
    if not nodes:
        names = ", ".join(name for name in (plain(lowered(node).get("name")) for node in tree) if name)
        return ListPage(
            is_list=False, notes=(Note("column_to_confirm", f"no category of annual reports among {names}"),)
        )
    root = _root(page.url)
    if len(nodes) == 1 and nodes[0].elsewhere is None:
        return ListPage(next=(_list_ask(root, str(nodes[0].number), number, ask.column),), column=nodes[0].name)
    return ListPage(
        columns=tuple(
            Ask(node.elsewhere, "list", column=node.name)
            if node.elsewhere
            else _list_ask(root, str(node.number), number, node.name)
            for node in nodes
        )
    )


def _wanted(tree: list[Any], page: Page, given: int | None) -> list[Node]:
    """The lowest categories that hold annual reports on disclosure: those that say so, else those that say 年报 alone."""
    said: list[Node] = []
    plainly: list[Node] = []
    for node, is_covered in _nodes(tree):
        if given is not None and text_to_number(node.get("id")) == given:
            return list(_lowest(node, page))
        if not is_covered and _is_of_reports(node):
            (said if "信息公开" in plain(node.get("name")) else plainly).extend(_lowest(node, page))
    return said or plainly


def _is_of_reports(node: Mapping[str, Any]) -> bool:
    name = plain(node.get("name"))
    return bool(_REPORTS.search(name)) and not _OTHERS.search(name)


def _nodes(tree: list[Any]) -> Iterator[tuple[dict[str, Any], bool]]:
    """The nodes of the tree, those above before those below, and whether one above is a category of annual reports."""
    stack: list[tuple[Any, bool]] = [(node, False) for node in reversed(tree[:5000])]
    for _ in range(MAX_NODES):
        if not stack:
            return
        value, is_covered = stack.pop()
        node = lowered(value)
        yield node, is_covered
        children = node.get("children")
        if isinstance(children, list):
            is_below = is_covered or _is_of_reports(node)
            stack.extend((child, is_below) for child in reversed(children))


def _lowest(node: Mapping[str, Any], page: Page) -> Iterator[Node]:
    for lowest, _ in _nodes([node]):
        number = text_to_number(lowest.get("id"))
        if number is not None and not lowest.get("children"):
            yield Node(number, plain(lowest.get("name")), absolute(page.url, lowest.get("jump_url")))


def _list_ask(root: str, category: str, number: str, column: str) -> Ask:
    return Ask(f"{root}/gkmlpt/api/all/{category}?page=1&sid={number}", "list", column=column)


def _root(url: str) -> str:
    """What stands before ``/gkmlpt/``: the host, and on shared hosts the folder of the department."""
    parts = urlsplit(url)
    folder = parts.path.partition("/gkmlpt/")[0] if "/gkmlpt/" in parts.path else ""
    return f"{parts.scheme}://{parts.netloc}{folder}"


def _shows(page: Page, markup: str) -> bool:
    """Whether the page shows the text of the article itself, and does not only carry it in a script."""
    text = _SPACE.sub("", text_of(text_to_tree(markup)[0]))
    if not text:
        return False
    shown = _SPACE.sub("", text_of(page.tree))
    return text[:60] in shown and text[-60:] in shown
