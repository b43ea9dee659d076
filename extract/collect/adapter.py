"""What a portal family's adapter is, and the words it speaks: asks, items, list pages, details.

An adapter is a module with the functions of :class:`Adapter`: pure, on bytes, without network, disk or clock
(facts/portals.md §7.1). The crawl sends the asks and brings the pages back; what an adapter returns is data.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol

from extract.collect.page import Page
from extract.collect.registry import Site

Role = Literal["start", "list", "detail", "part", "file", "robots"]
"""What an exchange is for: a site's start page, a page of a list (or its JSON or XML), an article, a further page of an
article that is split, an attachment or a picture, the host's robots.txt."""

LinkKind = Literal["file", "viewer", "picture", "archive"]
"""An attachment by what it is on the page: a plain link, the file that a viewer shows, a picture inside the article,
a ZIP or RAR (kept, listed, never unpacked)."""


class Ask(NamedTuple):
    """A request that an adapter wants sent.

    Attributes:
        url: absolute.
        role: what it is for.
        method: ``GET`` or ``POST``.
        form: fields of a POST form, in order; None for none.
        json: body of a POST of JSON; None for none.
        headers: names and values beyond the usual (``X-Requested-With``, ``Referer`` …).
        page: for lists the number of the page, from 1; for parts of an article too.
        column: for lists the label of the column they belong to; empty for the site's first. Pages of one list
            are told from those of another by it.
        context: what the adapter wants to find again when the answer comes (names and values).
    """

    url: str
    role: Role
    method: Literal["GET", "POST"] = "GET"
    form: tuple[tuple[str, str], ...] | None = None
    json: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    page: int = 1
    column: str = ""
    context: tuple[tuple[str, str], ...] = ()


class Link(NamedTuple):
    """An attachment as a page names it: absolute address, the words of the link, what it is, and its file name if told."""

    url: str
    text: str
    kind: LinkKind = "file"
    name: str = ""


class Item(NamedTuple):
    """One line of a list.

    Attributes:
        url: absolute address of the article (or of the file, where the list links to it at once).
        title: the whole title: the ``title`` attribute where the printed text is cut by an ellipsis.
        published: the date that the list prints, as YYYY-MM-DD; None where it prints none.
        source: the publishing organ, where the list names it; else empty.
        attachments: files that the list itself names.
    """

    url: str
    title: str
    published: str | None = None
    source: str = ""
    attachments: tuple[Link, ...] = ()


class Note(NamedTuple):
    """Something that was not as it should be, by a code of ``findings.toml``, and what was found."""

    code: str
    found: str


class ListPage(NamedTuple):
    """What one page of a list says.

    Attributes:
        items: its lines, in order, all of them: whether a line is a report is not the adapter's to say.
        declared_items: how many items the site says the whole list has; None where it does not say.
        declared_pages: how many pages; None where it does not say.
        next: asks for the further pages of this list: all that are known, or the next one. Empty at the end.
        columns: asks for lists below this one: years, departments.
        is_list: whether the page is what was asked for. False for a shell, an error, another page.
        column: name of the column as the page has it; None where it has none.
        notes: what was not as it should be.
    """

    items: tuple[Item, ...] = ()
    declared_items: int | None = None
    declared_pages: int | None = None
    next: tuple[Ask, ...] = ()
    columns: tuple[Ask, ...] = ()
    is_list: bool = True
    column: str | None = None
    notes: tuple[Note, ...] = ()


class Detail(NamedTuple):
    """What one article says of itself.

    Attributes:
        title: as the page names the article; None where it names none.
        published: YYYY-MM-DD by the page's own words or tags; None where it has none.
        attachments: files of the article, viewers resolved, pictures inside the text, in order, each once.
        parts: asks for the further pages of an article that is split over several.
        body: HTML of the article where the answer is no page that shows it (JSON, a script's text); None where
            the page itself is the document.
        region: markup of the content region, without the page's chrome, for telling whether it changed; None where
            none was found (the whole page then counts).
        is_article: whether the page is what was asked for.
        notes: what was not as it should be.
    """

    title: str | None = None
    published: str | None = None
    attachments: tuple[Link, ...] = ()
    parts: tuple[Ask, ...] = ()
    body: str | None = None
    region: str | None = None
    is_article: bool = True
    notes: tuple[Note, ...] = ()


class Adapter(Protocol):
    """A module of ``extract.collect.adapters``."""

    @property
    def NAME(self) -> str:  # noqa: N802  a constant of the module
        """Name of the family as registries write it."""

    @property
    def VERSION(self) -> int:  # noqa: N802  a constant of the module
        """Raised when what the adapter returns changes; kept with every document."""

    @property
    def EVIDENCE(self) -> str:  # noqa: N802  a constant of the module
        """What the adapter rests on: captures, or other people's code; for the documentation."""

    def sniff(self, page: Page) -> float:
        """How sure the page (a start page, a list or an article) is of this family: 0 no, 1 certain."""

    def first_requests(self, site: Site) -> Sequence[Ask]:
        """What is asked first of a site; the start address alone unless the row's parameters allow better."""

    def parse_list(self, page: Page, site: Site, ask: Ask) -> ListPage:
        """What the answer to a list ask (or the start page) says."""

    def parse_detail(self, page: Page, site: Site, ask: Ask) -> Detail:
        """What the answer to a detail ask says."""
