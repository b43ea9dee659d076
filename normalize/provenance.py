"""Where collected documents came from: the addresses of the same bytes, and the one that speaks for them."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple, TypeVar

ROLES: Final = ("page", "rendition", "file", "saved", "picture")
"""What collected documents are, in the order in which their addresses speak for the same bytes."""

OWN: Final = "own"
"""Scope of a site all of whose reports are those of the agency in its row of the registry."""

_Value = TypeVar("_Value")


class Origin(NamedTuple):
    """One address at which a site published the bytes of a document.

    Attributes:
        url: the address.
        fetched_at: when these bytes were fetched there; UTC, ISO 8601.
        site_id: row of the registry of sites.
        agency: agency of that row.
        scope: of that row, ``own`` or ``aggregate``.
        role: one of :data:`ROLES`.
        listed_title, listed_date: as the list prints them; None where no list names the document.
        listed_year: fiscal year by the list, or by the person who saved it; None where neither tells.
        parent: sha256 of the page that links to it; None where it stands alone.
        relation: how that page links to it.
        superseded: the address shows other bytes now.
        gone: the site no longer lists or shows it.
        sources: sha256 of what a rendition was made from.
    """

    url: str
    fetched_at: str
    site_id: str
    agency: str
    scope: str
    role: str
    listed_title: str | None = None
    listed_date: str | None = None
    listed_year: int | None = None
    parent: str | None = None
    relation: str | None = None
    superseded: bool = False
    gone: bool = False
    sources: tuple[str, ...] = ()


class Provenance(NamedTuple):
    """What a dataset says of where a document came from; None where that is not known.

    Attributes:
        url, fetched_at, site_id, collected_role, listed_title, listed_date, link_relation, superseded, gone: of the
            origin that speaks for the document (:func:`origins_to_provenance`).
        other_urls: the other addresses of the same bytes, a JSON array.
        rendition_sources: sha256 of what a rendition was made from, a JSON array.
        parent: sha256 of the page that links to it.
        sole_parent: the same, where no other page links to the same bytes.
        registry_agency: the agency of the own sites that publish it, where they are one.
        listed_year: fiscal year by the lists that name it, where they agree.
    """

    url: str
    other_urls: str | None
    fetched_at: str
    site_id: str
    collected_role: str
    listed_title: str | None
    listed_date: datetime.date | None
    link_relation: str | None
    superseded: bool
    gone: bool
    rendition_sources: str | None
    parent: str | None
    sole_parent: str | None
    registry_agency: str | None
    listed_year: int | None


def origins_to_provenance(origins: Sequence[Origin]) -> Provenance:
    """What is said of a document from all addresses of its bytes, in whatever order they come.

    One address speaks: that on a site of the agency's own before one on an aggregator, one that still shows these
    bytes before one that shows others by now, one that is listed before one that is gone, a page before a file, and
    the first by its text.

    Args:
        origins: at least one.
    """
    first = min(origins, key=_origin_key)
    addresses = sorted({origin.url for origin in origins} - {first.url})
    return Provenance(
        url=first.url,
        other_urls=_json(addresses),
        fetched_at=first.fetched_at,
        site_id=first.site_id,
        collected_role=first.role,
        listed_title=first.listed_title,
        listed_date=_date(first.listed_date),
        link_relation=first.relation,
        superseded=first.superseded,
        gone=first.gone,
        rendition_sources=_json(first.sources),
        parent=first.parent,
        sole_parent=agreed(origin.parent for origin in origins),
        registry_agency=agreed(origin.agency for origin in origins if origin.scope == OWN),
        listed_year=agreed(origin.listed_year for origin in origins),
    )


def agreed(values: Iterable[_Value | None]) -> _Value | None:
    """The value that all of them are that are known; None where none is known or two differ.

    >>> agreed([None, 2023, 2023]), agreed([2022, 2023]), agreed([])
    (2023, None, None)
    """
    known = {value for value in values if value is not None}
    return known.pop() if len(known) == 1 else None


def _origin_key(origin: Origin) -> tuple[bool, bool, bool, int, str, str, str]:
    role = ROLES.index(origin.role) if origin.role in ROLES else len(ROLES)
    is_foreign = origin.scope != OWN
    return (is_foreign, origin.superseded, origin.gone, role, origin.url, origin.site_id, origin.fetched_at)


def _json(texts: Sequence[str]) -> str | None:
    return json.dumps(list(texts), ensure_ascii=False) if texts else None


def _date(text: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
