"""What a replica serves, as plain data: articles, attachments, faults, sites, worlds.

A world is pickled and handed to the server's process, so everything here is data without behaviour; what is made of it
is made when it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Protocol, runtime_checkable

FOREVER: Final = 1 << 30


@runtime_checkable
class Made(Protocol):
    """Bytes or text that are made when they are asked for; frozen data, so that equal ones are made once."""

    def __hash__(self) -> int: ...
    def render(self) -> str | bytes: ...


Content = str | bytes | Made

Place = Literal["link", "beside", "viewer", "data_value", "array", "iframe", "object", "picture", "interface"]
"""Where a page shows an attachment: a link in the text, a list beside the text, a viewer's address, an element's
``data-value``, an array in a script, an iframe, an object, a picture in the text, the interface's JSON alone."""


@dataclass(frozen=True)
class Attachment:
    """A file of an article.

    Attributes:
        name: file name, as its address has it.
        content: its bytes.
        text: words of the link; the name where empty.
        place: where the page shows it.
        url: address where it is not the family's own (relative, absolute, another host); ``{base}`` is the site's.
        media_type: as the server declares it; guessed from the name where empty.
        disposition: file name in Content-Disposition, as raw text; empty for no such header.
    """

    name: str
    content: Content
    text: str = ""
    place: Place = "link"
    url: str = ""
    media_type: str = ""
    disposition: str = ""


@dataclass(frozen=True)
class Article:
    """A line of a list and the page behind it, in the runs from ``since`` up to, not including, ``until``.

    Attributes:
        number: id in the addresses; two articles of one id must not be there at one time.
        title: full title.
        date: YYYY-MM-DD; that of the list, the tags and, unless ``url_date`` is given, the address.
        body: markup of the text; several where the article is split over pages.
        attachments: its files.
        source: publishing organ.
        shown: title as the list prints it, where it is cut; the whole one stands in the ``title`` attribute.
        url: address on another host, or of a file, where the list links to it at once; ``{base}`` is the site's.
        url_date: date in the address.
    """

    number: int
    title: str
    date: str
    body: Content | tuple[Content, ...] = ""
    attachments: tuple[Attachment, ...] = ()
    source: str = ""
    shown: str = ""
    url: str = ""
    url_date: str = ""
    since: int = 0
    until: int = FOREVER

    @property
    def parts(self) -> tuple[Content, ...]:
        """The pages of the text."""
        return self.body if isinstance(self.body, tuple) else (self.body,)


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong on a host.

    Attributes:
        kind: a name of ``faults.FAULTS``.
        path: regular expression that must match within path and query; everything where empty.
        first: only the first so many requests of each address; all where 0.
        since, until: runs in which it happens.
        options: what the fault wants to know.
    """

    kind: str
    path: str = ""
    first: int = 0
    since: int = 0
    until: int = FOREVER
    options: Mapping[str, Any] = field(default_factory=dict)


Paging = Literal["", "ignore", "repeat", "endless", "invented", "short"]
"""What is wrong with a list: the number of the page is ignored, page 2 is page 1 again, what lies behind the end is the
last page for ever, or ever new lines, or the declared last page is not there."""


@dataclass(frozen=True)
class Site:
    """A column of a host, in the manner of one family.

    Attributes:
        host: virtual host.
        family: a module of ``tests.replica.families``.
        agency: whose it is.
        articles: lines of the column, in any order; those of later dates come first.
        column: name of the column.
        column_type: value of the national tag ``ColumnType``; no national tags where empty.
        path: folder of the column, beginning and ending with ``/`` where the family has folders.
        page_size: lines on a page.
        paging: what is wrong with the list.
        faults: what else is.
        home: whether the host's ``/`` is a home page, and how many clicks the column is away; 0 for no home page.
        entry: path that registries name as its start address; the column itself where empty.
        robots: text of robots.txt; None where there is none (404).
        validators: what static answers carry: ``both``, ``etag``, ``modified``, ``none``, or ``frozen`` ones that do
            not change with the content.
        gone: what stands at the address of an article that has been removed: ``404``, ``stub``, ``index``.
        restless: whether every answer has other chrome: counters, rewritten links.
        encoding, declared: of its pages, and what they say of it.
        options: ids and whatever else the family knows (see its module).
        since, until: runs in which the site is there: a redesign is another site on the same host.
    """

    host: str
    family: str
    agency: str
    articles: tuple[Article, ...] = ()
    column: str = "政府信息公开年报"
    column_type: str = "政府信息公开年报"
    path: str = "/zwgk/zfxxgk/zfxxgknb/"
    page_size: int = 15
    paging: Paging = ""
    faults: tuple[Fault, ...] = ()
    home: int = 1
    entry: str = ""
    robots: str | None = None
    validators: str = "both"
    gone: str = "404"
    restless: bool = False
    encoding: str = "utf-8"
    declared: str = "utf-8"
    options: Mapping[str, Any] = field(default_factory=dict)
    since: int = 0
    until: int = FOREVER

    def option(self, name: str, default: Any) -> Any:
        """An option of the family, or what it is by default."""
        return self.options.get(name, default)


@dataclass(frozen=True)
class World:
    """All sites of a server."""

    sites: tuple[Site, ...]

    def hosts(self) -> tuple[str, ...]:
        """The virtual hosts, each once."""
        return tuple(dict.fromkeys(site.host for site in self.sites))
