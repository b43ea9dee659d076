"""What the store is given and gives back: runs, answers, documents as they were seen, and what saving them changed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

DocumentRole = Literal["page", "file", "picture", "rendition", "saved"]
"""What a document is: an article's page, an attachment, a picture, a page made from an adapter's body (JSON, a script's
text, joined parts), a file that a person saved."""

Change = Literal["new", "unchanged", "changed"]
Difference = Literal["region", "tables", "attachments", "bytes", "title"]


class Run(NamedTuple):
    """One run of the crawl.

    Attributes:
        run_id: number in this store.
        run_key: sixteen digits that tell the run from those of other stores.
        started_at: when it began first; UTC.
        resumed: whether it had begun before and was cut short.
    """

    run_id: int
    run_key: str
    started_at: str
    resumed: bool


class Answer(NamedTuple):
    """The newest usable answer to an ask.

    Attributes:
        fetch_id: of the newest exchange with it: a 304 where the site said that nothing has changed.
        run_id: the run of that exchange.
        url, status, headers: of the exchange that brought the body (names in lower case, values joined by ``", "``).
        outcome: how the newest exchange ended.
        asked_at: when the newest exchange was asked; UTC.
        etag, last_modified: as last sent; None where never.
        sha256: of the body; None where it was empty.
        size: bytes of the body.
        path: the file that holds the body; None where it was empty.
    """

    fetch_id: int
    run_id: int
    url: str
    status: int
    headers: Mapping[str, str]
    outcome: str
    asked_at: str
    etag: str | None
    last_modified: str | None
    sha256: str | None
    size: int
    path: Path | None

    def body(self) -> bytes:
        """The body, content encodings undone; read from disk at each call."""
        return self.path.read_bytes() if self.path else b""


class Seen(NamedTuple):
    """A document as a run found it.

    Attributes:
        site_id: the site whose list, page or person led to it.
        url: its address, after redirects.
        role: what it is.
        fetch_id: the exchange that brought it.
        sha256: of its bytes, which the store holds (:meth:`Store.record`, :meth:`Store.save_object`).
        media_type: told by the bytes.
        list_title, list_date: as the list prints them; None where no list names it.
        title, published: as the document itself has them; None where it has none.
        kind, year: what the classification says.
        parent_url, relation, link_text: the page it hangs on and how; None where it stands alone.
        name: file name as told by link or header; None where none was told.
        region_hash, table_hash, attachments_hash: :class:`extract.collect.content.Prints`; empty where not taken.
        adapter, adapter_version: what read the page; empty and None where nothing did.
        sources: sha256 of what a rendition was made from.
    """

    site_id: str
    url: str
    role: DocumentRole
    fetch_id: int
    sha256: str
    media_type: str
    list_title: str | None = None
    list_date: str | None = None
    title: str | None = None
    published: str | None = None
    kind: str = "other"
    year: int | None = None
    parent_url: str | None = None
    relation: str | None = None
    link_text: str | None = None
    name: str | None = None
    region_hash: str = ""
    table_hash: str = ""
    attachments_hash: str = ""
    adapter: str = ""
    adapter_version: int | None = None
    sources: tuple[str, ...] = ()


class Saved(NamedTuple):
    """What saving a document changed.

    Attributes:
        document_id, version: the document and the number of its version, from 1.
        change: ``new`` document, ``changed`` (a new version), or ``unchanged``.
        changes: what differs from the version before; ``bytes`` or ``title`` alone make no version.
    """

    document_id: int
    version: int
    change: Change
    changes: tuple[Difference, ...]


class Judged(Protocol):
    """What the store keeps of a classification (:class:`extract.collect.classification.Class`)."""

    @property
    def kind(self) -> str:
        """What the line of a list is."""

    @property
    def year(self) -> int | None:
        """The fiscal year; None where the words tell none."""

    @property
    def reason(self) -> str:
        """The words that decided."""
