"""Lists that a page holds as data of a script: ``var itemObj = [{"aT": title, "aPd": date, "aU": address}]``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from extract.collect.adapter import Item
from extract.collect.page import Page
from extract.collect.pages.javascript import page_to_script, script_to_variables, text_to_data
from extract.collect.pages.listing import merge_items
from extract.collect.pages.records import lowered, record_to_item

_TITLES: Final = ("doctitle", "title", "at", "articletitle", "bt", "name", "subject", "caption")
_ADDRESSES: Final = ("chnldocurl", "docpuburl", "url", "au", "href", "link", "linkurl", "pageurl", "articleurl")
_DATES: Final = ("docreltime", "pubdate", "apd", "publishtime", "publishdate", "date", "time", "createtime", "pubtime")


def page_to_scripted_items(page: Page) -> tuple[Item, ...]:
    """The lines of the longest list of records with title and address that a script of the page assigns; none without."""
    lists = [
        merge_items(_records_to_items(value, page.base))
        for value in script_to_variables(page_to_script(page)).values()
        if isinstance(value, list)
    ]
    return max(lists, key=len, default=())


def _records_to_items(records: list[Any], base: str) -> Iterator[Item]:
    for record in map(lowered, records):
        plain = {name: _address_within(value) if name in _ADDRESSES else value for name, value in record.items()}
        item = record_to_item(plain, base, urls=_ADDRESSES, titles=_TITLES, dates=_DATES)
        if item:
            yield item


def _address_within(value: Any) -> Any:
    """The address in a text of JSON (``{"common": "/a.html"}``), or the value as it is."""
    data = text_to_data(value) if isinstance(value, str) and value.lstrip().startswith("{") else value
    if isinstance(data, Mapping):
        texts = [text for text in (data.get("common"), *data.values()) if isinstance(text, str) and text]
        return next(iter(texts), None)
    return data
