"""A list in plain HTML as a :class:`ListPage`: what the families whose lists are static pages begin with."""

from __future__ import annotations

import re
from typing import Final

from extract.collect.adapter import Ask, ListPage
from extract.collect.page import Page
from extract.collect.pages.listing import page_to_items, selector_notes
from extract.collect.pages.markup import Outline, clean, text_of
from extract.collect.pages.offers import page_to_offers
from extract.collect.pages.pager import page_to_pager
from extract.collect.pages.scripted_list import page_to_scripted_items
from extract.collect.pages.sublists import page_to_frames, page_to_sublists
from extract.collect.registry import Site
from extract.media import HTML, MHTML, TEXT, XML

MARKUP: Final = frozenset((HTML, MHTML, XML, TEXT))
"""Media types of answers in which links are looked for."""

_EMPTY_SAID: Final = re.compile(r"(?:暂无|没有|无)(?:相关|任何)?(?:信息|数据|内容|文章|记录)|共\s*0\s*[条篇页]")
_CRUMBS: Final = re.compile(
    r"位置\s*(?:是|为)?\s*[:：]?\s*(?:[^\n>»›]{0,20}[\s>»›/]*?[>»›]+\s*){1,8}+([^\n>»›:：]{2,25})(?=\n|\Z)"
)
_INCLUDED: Final = frozenset(("头部", "尾部", "底部", "页头", "页脚"))


def page_to_list(page: Page, site: Site, ask: Ask) -> ListPage:
    """What a page says as a list: links or a script's records, pager, lists below it.

    ``is_list`` is False for an answer that is no markup, and for a page without lines that neither calls itself a
    column nor says that it is empty.
    """
    if page.media_type not in MARKUP:
        return ListPage(is_list=False)
    items = page_to_items(page, site) or page_to_scripted_items(page)
    pager = page_to_pager(page, site, ask)
    columns = page_to_sublists(page, ask) or (() if items else page_to_frames(page, ask))
    column = page_to_column_name(page)
    offers = page_to_offers(page, ask, items, columns, pager)
    counts = (pager.declared_items, pager.declared_pages)
    is_column = page.metas.get("columntype") and not page.metas.get("articletitle")
    is_list = bool(items or columns or is_column or any(count is not None for count in counts))
    return ListPage(
        items=items,
        declared_items=pager.declared_items,
        declared_pages=pager.declared_pages,
        next=pager.asks(ask),
        columns=columns,
        is_list=is_list or _EMPTY_SAID.search(text_of(page.tree)) is not None,
        column=column,
        notes=selector_notes(page, site) + pager.notes + ((offers,) if offers else ()),
    )


def page_to_column_name(page: Page) -> str | None:
    """Name of the column by the national tags, else the end of the breadcrumbs or the first piece of the page's title.

    None where the page has none of them.
    """
    named = clean(page.metas.get("columnname"))
    if named and named not in _INCLUDED:
        return named
    crumbs = _CRUMBS.search(Outline(page.tree).text)
    if crumbs:
        return crumbs[1].strip()
    title = next((text_of(element) for element in page.tree.iter("title")), "")
    first = re.split(r"[-_|—–]", title)[0].strip()
    return first or None
