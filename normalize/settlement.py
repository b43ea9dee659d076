"""Whose report of which year a collected document holds that does not say so itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from normalize.provenance import OWN, Origin, agreed
from normalize.title import line_to_title

PAGE: Final = "the page that links to it"
LIST: Final = "the list that names it"
PERSON: Final = "the person who saved it"
REGISTRY: Final = "registry"
"""Sources of an agency or a year that a document itself does not name."""


SITE: Final = "site"
"""Where a document's agency was taken from that only the site's own tags name (:class:`normalize.agency.Agency`)."""

_PORTAL: Final = re.compile(r"(?:人民政府|管理委员会|管委会|政府办公[室厅]|政府办)$")
"""Ends of the names of those whose sites hold the columns of many agencies: its name says nothing of one of them."""


class Said(NamedTuple):
    """Agency and year as a document itself names them, and where the agency stands; None where it does not."""

    agency: str | None = None
    year: int | None = None
    agency_source: str | None = None


class Settled(NamedTuple):
    """Agency and year from elsewhere, each with its source; None, and no source, where nothing settles them.

    ``set_aside``: the document's own agency is only the name of the portal that shows it, and does not count.
    ``contradicted``: nothing was settled, since its numbers are not those of the report that it would then belong to.
    """

    agency: str | None = None
    agency_source: str | None = None
    year: int | None = None
    year_reason: str | None = None
    set_aside: bool = False
    contradicted: bool = False


def document_to_settled(
    document: str, said: Mapping[str, Said], origins: Mapping[str, Sequence[Origin]]
) -> tuple[Said, Settled]:
    """Agency and year of a document, and from where they were settled where it does not name them itself.

    A document's own words win always. An agency that it does not name is that of the page that links to it, else of the
    registry's row for a site of the agency's own; on an aggregator's site the title in the list names it, never the
    registry. A year is that of the page, else of the list, else what the person said who saved the file. Where two
    witnesses of one kind disagree they settle nothing. An agency that only the site's own tags name is none of the
    document's words where it is a portal's: a government's, or the aggregator's of the registry.

    Args:
        document: its sha256.
        said: what documents that could be opened say themselves, by sha256.
        origins: where collected documents came from, by sha256.

    Returns:
        Agency and year by which it is known, and what of them was settled.

    >>> page = Origin("http://a/1", "", "a", "青山市财政局", "own", "page")
    >>> file = page._replace(url="http://a/1.pdf", role="file", parent="page")
    >>> said = {"page": Said("青山市审计局", 2023), "file": Said(None, None)}
    >>> known, settled = document_to_settled("file", said, {"page": [page], "file": [file]})
    >>> known == said["page"], settled.agency_source
    (True, 'the page that links to it')
    >>> document_to_settled("alone", {}, {"alone": [page]})[1][:2]
    ('青山市财政局', 'registry')
    """
    return _settle(document, said, origins, frozenset())


def _settle(
    document: str, said: Mapping[str, Said], origins: Mapping[str, Sequence[Origin]], below: frozenset[str]
) -> tuple[Said, Settled]:
    found = origins.get(document, ())
    printed = said.get(document, Said())
    own = portal_to_nobody(printed, found)
    if not found or (own.agency is not None and own.year is not None):
        return own, Settled()
    parents = sorted({origin.parent for origin in found if origin.parent} - below - {document})
    pages = [_settle(parent, said, origins, below | {document})[0] for parent in parents]
    agency, agency_source = (own.agency, None) if own.agency is not None else _agency(pages, found)
    year, year_reason = (own.year, None) if own.year is not None else _year(pages, found)
    settled = Settled(
        agency if agency_source else None,
        agency_source,
        year if year_reason else None,
        year_reason,
        set_aside=printed != own,
    )
    return Said(agency, year, own.agency_source), settled


def said_to_own_words(said: Said) -> Said:
    """What a document says, without an agency that only the site's tags name."""
    return Said(None, said.year) if said.agency_source == SITE else said


def portal_to_nobody(said: Said, origins: Sequence[Origin]) -> Said:
    """What a collected document says, without an agency that is only the name of the portal that shows it.

    >>> page = Origin("http://a/1", "", "a", "青山市人民政府", "aggregate", "page")
    >>> portal_to_nobody(Said("青山市人民政府", 2023, "site"), [page]).agency is None
    True
    >>> portal_to_nobody(Said("青山市人民政府", 2023, "title"), [page]).agency
    '青山市人民政府'
    """
    if said.agency is None or said.agency_source != SITE or not origins:
        return said
    aggregators = {origin.agency for origin in origins if origin.scope != OWN}
    is_portal = said.agency in aggregators or _PORTAL.search(said.agency) is not None
    return Said(None, said.year) if is_portal else said


def _agency(pages: Sequence[Said], origins: Sequence[Origin]) -> tuple[str | None, str | None]:
    if agency := agreed(page.agency for page in pages):
        return agency, PAGE
    own = [origin for origin in origins if origin.scope == OWN]
    if own:
        agency = agreed(origin.agency for origin in own)
        return agency, REGISTRY if agency else None
    agency = agreed(_title_to_said(origin).agency for origin in origins)
    return agency, LIST if agency else None


def _year(pages: Sequence[Said], origins: Sequence[Origin]) -> tuple[int | None, str | None]:
    if year := agreed(page.year for page in pages):
        return year, PAGE
    if year := agreed(_title_to_said(origin).year for origin in origins):
        return year, LIST
    year = agreed(origin.listed_year for origin in origins)
    by_hand = any(origin.role == "saved" for origin in origins)
    return year, (PERSON if by_hand else LIST) if year else None


def _title_to_said(origin: Origin) -> Said:
    title = line_to_title("".join((origin.listed_title or "").split()))
    return Said(title.agency, title.year) if title else Said()
