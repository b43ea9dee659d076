"""Records of JSON interfaces: the lines of a list, its counts, and addresses with other values in the query."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

from extract.collect.adapter import Item, Link
from extract.collect.page import Page, absolute_address
from extract.collect.pages.attachments import address_to_link
from extract.collect.pages.dates import epoch_to_date, text_to_date
from extract.collect.pages.javascript import text_to_data, text_to_number
from extract.collect.pages.markup import clean

MAX_RECORDS: Final = 20_000
"""Of one answer no more records are read."""

_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
_PROXY: Final = re.compile(r"x7a[0-9a-z]{4,60}\.ipv6best\.cn(?![\w.])")
_FILE_URLS: Final = ("_href", "url", "_src", "href", "fileurl", "filepath", "path", "appfile", "src")
_FILE_NAMES: Final = ("name", "filename", "appdesc", "title", "filedesc")


def page_to_data(page: Page) -> Any:
    """What a page that is the answer of an interface says; None for HTML and for what cannot be read."""
    start = page.body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    return None if not start or start.startswith(b"<") else text_to_data(page.text)


def lowered(record: Any) -> dict[str, Any]:
    """A record with its names in lower case; empty where it is none.

    >>> lowered({"docTitle": 1}), lowered(None)
    ({'doctitle': 1}, {})
    """
    return {str(name).lower(): value for name, value in record.items()} if isinstance(record, Mapping) else {}


def data_to_records(data: Any, names: Sequence[str]) -> list[dict[str, Any]] | None:
    """The records (names in lower case) of the first list under one of ``names``, looked for three levels deep.

    Returns:
        None where the answer has no such list: it is no list at all.
    """
    level: list[Any] = [data]
    for _ in range(4):
        records = [lowered(value) for value in level]
        for record in records:
            for name in names:
                if isinstance(record.get(name), list):
                    return [lowered(entry) for entry in record[name][:MAX_RECORDS] if isinstance(entry, Mapping)]
        level = [value for record in records for value in list(record.values())[:50] if isinstance(value, Mapping)]
    return None


def number_of(data: Any, *names: str) -> int | None:
    """The first whole number under one of some names (lower case), looked for three levels deep; None for none."""
    level: list[Any] = [data]
    for _ in range(4):
        records = [lowered(value) for value in level]
        for name in names:
            for record in records:
                number = text_to_number(record.get(name))
                if number is not None:
                    return number
        level = [value for record in records for value in list(record.values())[:50] if isinstance(value, Mapping)]
    return None


def plain(value: Any) -> str:
    """The words of a text that may hold markup and entities; empty for what is no text.

    >>> plain("青山市<em>2024年</em>年度报告&nbsp;"), plain(None)
    ('青山市2024年年度报告', '')
    """
    if not isinstance(value, str):
        return ""
    text = value.encode("utf-8", "replace").decode("utf-8")  # halves of surrogate pairs can be written, not stored
    return clean(html.unescape(_TAG.sub("", text[:100_000])))


def first_plain(record: Mapping[str, Any], names: Sequence[str]) -> str:
    """The first text that a record has under one of some names; empty for none."""
    return next((text for name in names if (text := plain(record.get(name)))), "")


def first_date(record: Mapping[str, Any], names: Sequence[str]) -> str | None:
    """The first day that a record has under one of some names, written out or as a count since 1970; None for none."""
    for name in names:
        value = record.get(name)
        date = text_to_date(value) if isinstance(value, str) else None
        number = value if isinstance(value, (int, float)) and not isinstance(value, bool) else text_to_number(value)
        date = date or (epoch_to_date(number) if number else None)
        if date:
            return date
    return None


def record_to_item(
    record: Mapping[str, Any],
    base: str,
    *,
    urls: Sequence[str],
    titles: Sequence[str],
    dates: Sequence[str],
    sources: Sequence[str] = (),
    files: Sequence[str] = (),
) -> Item | None:
    """A line of a list from a record; each argument names the fields (lower case) to look in, the first that says something.

    Returns:
        None where the record has no title, or no address that leads anywhere.
    """
    title = first_plain(record, titles)
    address = next((url for name in urls if (url := absolute(base, record.get(name)))), None)
    if not title or not address:
        return None
    links = [link for name in files for link in value_to_links(record.get(name), address)]
    return Item(address, title, first_date(record, dates), first_plain(record, sources), tuple(dict.fromkeys(links)))


def value_to_links(value: Any, base: str) -> Iterator[Link]:
    """The attachments that a field names: records with an address and a name, or JSON text of such."""
    if isinstance(value, str) and value.lstrip()[:1] in {"[", "{"}:
        value = text_to_data(value)
    if isinstance(value, Mapping):
        value = [value]
    for entry in value[:200] if isinstance(value, list) else ():
        record = lowered(entry)
        address = next((url for name in _FILE_URLS if (url := absolute(base, record.get(name)))), None)
        if not address:
            continue
        name = first_plain(record, _FILE_NAMES)
        # The interface says that it is a file, whatever its address looks like.
        yield address_to_link(address, name, name) or Link(address, name, "file", name)


def absolute(base: str, value: Any) -> str | None:
    """The absolute address that a field holds, hosts of the IPv6 proxy undone; None for none (see :func:`unproxied`)."""
    if not isinstance(value, str) or not value.strip() or value.strip().lower() in {"null", "undefined"}:
        return None
    address = absolute_address(base, value.encode("utf-8", "ignore").decode("utf-8"))
    return unproxied(address) if address else None


def unproxied(url: str) -> str:
    """An address as it was before an IPv6 proxy wrote itself into its host, anew with each answer (facts/portals.md §4.2).

    >>> unproxied("http://www.acas.org.cnx7a72968723868.ipv6best.cn/a")
    'http://www.acas.org.cn/a'
    """
    parts = urlsplit(url)
    host = _PROXY.sub("", parts.netloc)
    return urlunsplit(parts._replace(netloc=host)) if host != parts.netloc and "." in host else url


def unproxied_markup(markup: str) -> str:
    """Markup whose addresses are as they were before the proxy: the same article is then the same markup each time."""
    return _PROXY.sub("", markup)


def query_of(url: str) -> dict[str, str]:
    """The values of an address's query by name, the first of each."""
    return dict(reversed(parse_qsl(urlsplit(url).query, keep_blank_values=True)))


def with_values(url: str, **values: str | int) -> str:
    """An address whose query has some values set, each in its place if it was there, all else unchanged.

    >>> with_values("https://a.gov.cn/public/column/1?type=3&pageIndex=1", pageIndex=2, x="")
    'https://a.gov.cn/public/column/1?type=3&pageIndex=2&x='
    """
    parts = urlsplit(url)
    pieces = []
    for piece in parts.query.split("&") if parts.query else []:
        name = piece.partition("=")[0]
        pieces.append(f"{name}={quote(str(values.pop(name)), safe='')}" if name in values else piece)
    pieces += [f"{name}={quote(str(value), safe='')}" for name, value in values.items()]
    return urlunsplit(parts._replace(query="&".join(pieces)))
