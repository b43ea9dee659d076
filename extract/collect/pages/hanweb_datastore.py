"""Lists as the vendor's jpage module writes them: records in CDATA, and the call of the script that pages through them.

Three writings are read: ``<datastore>`` inside a page or as the whole answer, the same as a string in JSON
(``raw({"result": …})``), and arrays of markup that the page's script hands over (``dataStore``).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from extract.collect.page import Page
from extract.collect.pages.javascript import (
    MAX_CHARACTERS,
    script_to_calls,
    script_to_property,
    text_to_data,
    text_to_number,
    uncommented,
)

_STORE: Final = re.compile(r"<datastore\b[^<>]{0,200}>", re.IGNORECASE)
_STORE_END: Final = re.compile(r"</datastore\s{0,20}>", re.IGNORECASE)
_RECORD: Final = re.compile(r"<record\b[^<>]{0,200}>", re.IGNORECASE)
_RECORD_END: Final = re.compile(r"</record\s{0,20}>|</recordset\s{0,20}>", re.IGNORECASE)
_GROUP: Final = re.compile(r"<nextgroup\b[^<>]{0,200}>", re.IGNORECASE)
_GROUP_END: Final = re.compile(r"</nextgroup\s{0,20}>", re.IGNORECASE)
_TOTAL: Final = re.compile(r"<total(record|page)s?\s{0,20}>\s{0,20}(?:<!\[CDATA\[)?\s{0,20}(\d{1,9})", re.IGNORECASE)
_HREF: Final = re.compile(r"""href\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_ID: Final = re.compile(r"""\bid\s{0,20}=\s{0,20}["']?([\w-]{1,80})""", re.IGNORECASE)
_UNIT: Final = re.compile(r"[?&]unitid=['\"]?([^&'\"]+)", re.IGNORECASE)
_CALLED: Final = re.compile(r"""\(\s{0,20}["']#([\w-]{1,80})["']\s{0,20}\)\s{0,20}\.\s{0,20}jpage\s{0,20}\(""")
_BEFORE: Final = 300
"""Characters before a datastore among which the id of its element stands."""


class Store(NamedTuple):
    """One ``<datastore>``.

    Attributes:
        records: markup of its lines.
        items: how many the whole list has, if it says so.
        pages: how many answers make the whole list, if it says so.
        next_group: address of the next answer as it is written there; None where there is none.
        unit: id of the block of the page that it belongs to; empty where unknown.
    """

    records: tuple[str, ...]
    items: int | None = None
    pages: int | None = None
    next_group: str | None = None
    unit: str = ""


class Call(NamedTuple):
    """What the page's script tells its pager: ``$('#unit').jpage({…})``; ``parameters`` are sent with every ask."""

    unit: str
    total: int | None
    per_page: int | None
    group_size: int | None
    proxy: str
    parameters: tuple[tuple[str, str], ...]
    records: tuple[str, ...]


def page_to_stores(page: Page) -> list[Store]:
    """The datastores of an answer: in a page, as XML, or as a string within JSON."""
    text = page.text
    if "datastore" not in text.lower():
        return []
    if text.lstrip("\ufeff \t\r\n")[:1] not in {"", "<"}:
        data = text_to_data(text)
        if isinstance(data, Mapping):
            inner = [value for value in data.values() if isinstance(value, str) and "<datastore" in value]
            return [store for value in inner for store in text_to_stores(value)]
    return list(text_to_stores(text))


def text_to_stores(text: str) -> Iterator[Store]:
    """The datastores in a text, in order; one that is cut off counts up to where it was cut."""
    starts = list(_STORE.finditer(text))
    for number, start in enumerate(starts):
        limit = starts[number + 1].start() if number + 1 < len(starts) else len(text)
        end = _STORE_END.search(text, start.end(), limit)
        inner = text[start.end() : end.start() if end else limit]
        totals = {name.lower(): int(value) for name, value in _TOTAL.findall(inner)}
        group = _text_to_group(inner)
        unit = _UNIT.search(group or "")
        before = _ID.findall(text[max(0, start.start() - _BEFORE) : start.start()])
        yield Store(
            tuple(_text_to_records(inner)),
            totals.get("record"),
            totals.get("page"),
            group,
            unit[1] if unit else (before[-1] if before else ""),
        )


def page_to_script_text(page: Page) -> str:
    """The scripts of a page without its datastores, comments taken out."""
    texts = [
        element.text or "" for element in page.tree.iter("script") if "xml" not in (element.get("type") or "").lower()
    ]
    return uncommented("\n;\n".join(texts)[:MAX_CHARACTERS])


def script_to_jpage(script: str) -> list[Call]:
    """The pagers that a script sets up, in order."""
    objects = [arguments[0] for arguments in script_to_calls(script, "jpage") if arguments]
    units = _CALLED.findall(script)
    if len(units) != len(objects):
        units = [""] * len(objects)
    return [_to_call(value, unit) for value, unit in zip(objects, units, strict=True) if isinstance(value, Mapping)]


def script_to_total(script: str) -> int | None:
    """The number of records that a script gives outside a call that can be read; None for none."""
    return text_to_number(script_to_property(script, "totalRecord"))


def _to_call(value: Mapping[str, Any], unit: str) -> Call:
    parameters = value.get("ajaxParam")
    pairs = _to_pairs(parameters) if isinstance(parameters, Mapping) else ()
    rows = value.get("dataStore")
    records = tuple(row for row in rows if isinstance(row, str)) if isinstance(rows, list) else ()
    proxy = value.get("proxyUrl")
    return Call(
        next((text for name, text in pairs if name.lower() == "unitid"), unit),
        text_to_number(value.get("totalRecord")),
        text_to_number(value.get("perPage")) or None,
        text_to_number(value.get("groupSize")) or None,
        proxy if isinstance(proxy, str) else "",
        pairs,
        records,
    )


def _to_pairs(parameters: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, str(value)) for name, value in parameters.items() if isinstance(value, str | int | float) and name
    )


def _text_to_records(text: str) -> Iterator[str]:
    starts = list(_RECORD.finditer(text))
    for number, start in enumerate(starts):
        limit = starts[number + 1].start() if number + 1 < len(starts) else len(text)
        end = _RECORD_END.search(text, start.end(), limit)
        inner = _content(text[start.end() : end.start() if end else limit])
        if inner.strip():
            yield inner


def _text_to_group(text: str) -> str | None:
    start = _GROUP.search(text)
    if start is None:
        return None
    end = _GROUP_END.search(text, start.end())
    if end is None:
        return None
    link = _HREF.search(_content(text[start.end() : end.start()]))
    return (html.unescape(link[1] or link[2] or "").strip() or None) if link else None


def _content(text: str) -> str:
    """What an XML element holds: its CDATA sections as they stand, else its text with entities undone."""
    pieces = text.split("<![CDATA[")
    if len(pieces) == 1:
        return html.unescape(text)
    return "".join(piece.partition("]]>")[0] for piece in pieces[1:])
