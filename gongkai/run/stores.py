"""From stores that ``gongkai collect`` filled to the files of a walk and what is known of where they came from."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from extract.errors import SourceError
from extract.media import (
    ARCHIVES,
    DOC,
    DOCX,
    HTML,
    MARKDOWN,
    MHTML,
    ODS,
    ODT,
    OFD,
    PDF,
    RTF,
    TEXT,
    XLS,
    XLSX,
)  # fmt: skip
from gongkai.run.paths import parts_to_printable
from gongkai.run.walk import FoundFile, SkippedFile, StoreRoot, damaged_file
from normalize.provenance import Origin

if TYPE_CHECKING:
    from extract.collect.store import StoredDocument

SUFFIXES: Final[Mapping[str, str]] = {
    HTML: ".html", MHTML: ".mht", PDF: ".pdf", DOCX: ".docx", DOC: ".doc", XLSX: ".xlsx", XLS: ".xls", TEXT: ".txt",
    MARKDOWN: ".md", RTF: ".rtf", OFD: ".ofd", ODT: ".odt", ODS: ".ods",
}  # fmt: skip
"""What an object, whose file has no suffix, is read as, by its media type; all others have none."""

RENDITION: Final = "rendition"


@dataclass(slots=True)
class Collection:
    """What the stores among the sources hold.

    Attributes:
        files: what is to be read, by name.
        skipped: pictures and archives, which are not.
        origins: where every document came from, by sha256.
        sites: rows of the registries, as the stores tell them.
        findings: what was found wrong with sites, as the stores tell it.
    """

    files: list[FoundFile] = field(default_factory=list)
    skipped: list[SkippedFile] = field(default_factory=list)
    origins: dict[str, list[Origin]] = field(default_factory=dict)
    sites: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)

    @property
    def newest_fetch(self) -> str:
        """When the newest bytes were fetched or the last run began; UTC, ISO 8601; empty without either."""
        fetched = (origin.fetched_at for origins in self.origins.values() for origin in origins)
        visited = (str(site["last_run"] or "") for site in self.sites)
        return max((*fetched, *visited), default="")


def stores_to_collection(stores: Iterable[StoreRoot]) -> Collection:
    """All documents of some stores, the same bytes once.

    A page of which a rendition was made is fed as the rendition, never as itself.

    Raises:
        StoreError: a store cannot be read.
        SourceError: its catalogue holds what no crawl writes.
    """
    collection = Collection()
    roots = sorted(stores)
    if not roots:
        return collection
    from extract.collect.store import store_to_documents, store_to_findings, store_to_sites

    for root in roots:
        folder = Path(root.path)
        try:
            _add_documents(collection, root, list(store_to_documents(folder)))
            collection.sites += store_to_sites(folder)
            collection.findings += store_to_findings(folder)
        except (TypeError, ValueError) as error:
            raise SourceError(
                expected="a catalogue as a crawl writes it",
                found=f"{type(error).__name__}: {error}"[:200],
                where=root.path,
                advice="it was changed by something else: take the store from a copy",
            ) from error
    return collection


def _add_documents(collection: Collection, root: StoreRoot, documents: Sequence[StoredDocument]) -> None:
    renditions = documents_to_renditions(documents)
    origins: dict[str, list[Origin]] = defaultdict(list)
    for document in documents:
        if document.sha256 in renditions and document.role != RENDITION:
            continue
        if document.sha256 not in origins:
            _add_file(collection, root, document)
        origins[document.sha256].append(document_to_origin(document, renditions))
    for sha256, found in origins.items():
        collection.origins.setdefault(sha256, []).extend(found)


def documents_to_renditions(documents: Iterable[StoredDocument]) -> dict[str, str]:
    """The sha256 of the rendition that stands for each body that one was made from; of several the smallest."""
    found: dict[str, str] = {}
    for document in documents:
        if document.role == RENDITION:
            for source in document.sources:
                if source != document.sha256:
                    found[source] = min(document.sha256, found.get(source, document.sha256))
    return found


def document_to_origin(document: StoredDocument, renditions: Mapping[str, str]) -> Origin:
    """One address of a document; the page that links to it is the rendition where one stands for the page."""
    parent = document.parent_sha256
    return Origin(
        url=document.url,
        fetched_at=document.fetched_at,
        site_id=document.site_id,
        agency=document.agency,
        scope=document.scope,
        role=document.role,
        listed_title=document.list_title or None,
        listed_date=document.list_date or None,
        listed_year=document.year,
        parent=renditions.get(parent, parent) if parent else None,
        relation=document.relation or None,
        superseded=document.superseded,
        gone=document.gone,
        sources=tuple(document.sources),
    )


def _add_file(collection: Collection, root: StoreRoot, document: StoredDocument) -> None:
    path = os.path.join(root.path, document.path)
    parts = (*root.parts, *Path(os.path.relpath(path, root.path)).parts)
    name, kind = parts_to_printable(parts), document.media_type
    if kind in ARCHIVES:
        collection.skipped.append(
            SkippedFile(
                path,
                name,
                "skipped",
                "archive",
                "a document",
                f"an archive ({kind})",
                "unpack it and use gongkai collect import",
                document.sha256,
            )
        )
    elif kind.startswith("image/"):
        collection.skipped.append(
            SkippedFile(
                path,
                name,
                "skipped",
                "picture",
                "a document with text",
                f"a picture ({kind})",
                "look at it: numbers in pictures are not read",
                document.sha256,
            )
        )
    else:
        file = FoundFile(path, name, SUFFIXES.get(kind, ""), document.sha256)
        if os.path.exists(path) and not _is_like(path, document.size):
            collection.skipped.append(damaged_file(file))
        else:
            collection.files.append(file)


def _is_like(path: str, size: int) -> bool:
    """Whether an object may be what was kept: a device or a pipe in its place would be read for ever."""
    return os.path.isfile(path) and os.stat(path).st_size == size
