"""Names in doubt: what the page that links to a document and the registry of sites may say of them, and what not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from normalize.agencies.resolution import CONTEXT, Resolution
from normalize.agencies.resolver import Resolver

KNOWN: Final = frozenset({"resolved", "reviewed"})


class DoubtfulDocument(NamedTuple):
    """A document whose agency's name fits several agencies, or none.

    Attributes:
        agency, year: by which it is known.
        title, opening: its own words on places; None where it has none.
        registry_agency: agency of the own site that published it; None without one.
        parent: id of the one page that links to it; None without one.
        parent_agency, parent_year: by which that page is known.
        is_printed: whether the document itself prints the name.
    """

    agency: str
    year: int | None
    title: str | None
    opening: str | None
    registry_agency: str | None
    parent: str | None
    parent_agency: str | None
    parent_year: int | None
    is_printed: bool


def document_to_resolution(
    document_id: str,
    documents: Mapping[str, DoubtfulDocument],
    resolver: Resolver,
    below: frozenset[str] = frozenset(),
) -> Resolution:
    """What the name stands for: by the document's own words, else by a witness that its words agree with.

    A witness (the page that links to the document, then the registry's row for a site of the agency's own) is heard only
    where its agency is certain, and decides only where the document's name can mean that agency: it is one of those that
    the name fits, or the name means it beside the witness's own (市财政局 beside 宿迁市财政局). It never overrules a name.

    Args:
        document_id: of the document.
        documents: all documents in doubt, by id.
        resolver: of names.
        below: documents that are being resolved by way of this one.
    """
    document = documents[document_id]
    hints = tuple(text for text in (document.title, document.opening) if text)
    resolution = resolver.name_to_resolution(document.agency, document.year, hints)
    if resolution.status in KNOWN:
        return resolution
    for who, witness in _witnesses(document, documents, resolver, below | {document_id}):
        if witness.status in KNOWN:
            found = _agreed(resolution, witness, resolver)
            if found is not None:
                evidence = f"{document.agency} can mean {witness.agency_name}, which {who} names."
                return found._replace(
                    name=document.agency,
                    year=document.year,
                    confidence=min(found.confidence, CONTEXT),
                    evidence=evidence,
                )
    return resolution


def _witnesses(
    document: DoubtfulDocument, documents: Mapping[str, DoubtfulDocument], resolver: Resolver, below: frozenset[str]
) -> Iterator[tuple[str, Resolution]]:
    parent, page = document.parent, "the page that links to it"
    if parent is not None and parent in documents and parent not in below:
        yield page, document_to_resolution(parent, documents, resolver, below)
    elif document.parent_agency is not None:
        yield page, resolver.name_to_resolution(document.parent_agency, document.parent_year)
    if document.registry_agency:
        yield "the registry of sites", resolver.name_to_resolution(document.registry_agency, document.year)


def _agreed(resolution: Resolution, witness: Resolution, resolver: Resolver) -> Resolution | None:
    """The witness's agency where the name can mean it; None where it cannot."""
    if resolution.name == witness.name:
        return witness
    if resolution.status == "ambiguous":
        fits = {suggestion.agency_id for suggestion in resolution.suggestions}
        return witness if witness.agency_id in fits else None
    beside = resolver.name_to_resolution(resolution.name, resolution.year, (witness.name, witness.agency_name))
    return beside if beside.status in KNOWN and beside.agency_id == witness.agency_id else None
