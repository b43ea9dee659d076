"""Where a collected document and its surroundings name different agencies or years: told, and never resolved silently."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import duckdb
import pyarrow as pa

from extract.document import Problem
from normalize.agencies.lineage import Lineage
from normalize.agencies.resolution import agency_id_to_key
from normalize.agencies.resolver import Resolver
from normalize.linking.database import create_table

_SCHEMA: Final = {
    "document_id": pa.string(),
    "position": pa.int64(),
    "number": pa.int64(),
    "severity": pa.string(),
    "code": pa.string(),
    "message": pa.string(),
}


def create_conflicts(connection: duckdb.DuckDBPyConnection, resolver: Resolver) -> None:
    """Create ``conflicts``: problems of documents whose own words differ from where they were collected.

    A document's own words have won before this. Not told is what lineage or the usual succession of agencies explains:
    a site keeps the reports of its predecessors.

    Reads:
        ``read_documents``, ``resolutions``, ``provenance``, ``read_problems``, ``sites``.

    Creates:
        ``conflicts``: document_id, position, number (goes on behind the document's other problems), severity, code,
        message.
    """
    rows = connection.execute(
        """WITH told AS (
            SELECT document_id, max(number) AS numbered
            FROM read_problems SEMI JOIN provenance USING (document_id, position) GROUP BY document_id)
        SELECT d.document_id, d.position, coalesce(numbered, 0), d.printed_agency, d.printed_year, d.year,
            own.agency_id, p.registry_agency, p.listed_year, page.agency, page.year, theirs.agency_id, p.contradicted
        FROM provenance p JOIN read_documents d USING (document_id, position)
        LEFT JOIN told ON told.document_id = d.document_id
        LEFT JOIN resolutions own ON own.document_id = d.document_id
        LEFT JOIN read_documents page ON page.document_id = p.sole_parent_id
        LEFT JOIN resolutions theirs ON theirs.document_id = page.document_id
        LEFT JOIN sites s ON s.site_id = p.site_id
        WHERE (d.printed_agency IS NOT NULL AND (own.agency_id <> theirs.agency_id
                OR (p.registry_agency IS NOT NULL AND own.agency_id IS DISTINCT FROM s.agency_id)))
            OR d.printed_year <> page.year OR d.printed_year <> p.listed_year OR p.contradicted
        ORDER BY d.position"""
    ).fetchall()
    create_table(connection, "conflicts", _SCHEMA, _conflict_rows(rows, resolver))


def _conflict_rows(rows: list[tuple[Any, ...]], resolver: Resolver) -> Iterator[tuple[object, ...]]:
    lineage = Lineage(resolver.registry)
    known: dict[tuple[str, int | None], str] = {}
    for document_id, position, numbered, *facts in rows:
        agency, printed_year, year, agency_id, registered, listed_year, page_agency, page_year, page_agency_id, told = (
            facts
        )
        problems: list[Problem] = []
        if told:
            message = (
                "it does not say itself whose report or which year's it is, and its numbers are not those of the report "
                "that it would be by its page, the list or the registry of sites: nothing is taken from there"
            )
            problems.append(Problem("warning", "contradicted_witness", message))
        if agency is not None and registered is not None:
            if (registered, year) not in known:
                known[registered, year] = resolver.name_to_resolution(registered, year).agency_id
            if not are_related(agency_id, known[registered, year], lineage):
                message = f"the document names {agency}, the registry of sites {registered}; the document counts"
                problems.append(Problem("warning", "registry_agency_differs", message))
        if agency is not None and page_agency is not None and not are_related(agency_id, page_agency_id, lineage):
            message = f"the document names {agency}, the page that links to it {page_agency}; the document counts"
            problems.append(Problem("warning", "page_agency_differs", message))
        if printed_year is not None and page_year is not None and printed_year != page_year:
            message = (
                f"the document is on {printed_year}, the page that links to it on {page_year}; the document counts"
            )
            problems.append(Problem("warning", "page_year_differs", message))
        elif printed_year is not None and listed_year is not None and printed_year != listed_year:
            message = f"the document is on {printed_year}, the list names it for {listed_year}; the document counts"
            problems.append(Problem("warning", "listed_year_differs", message))
        for number, problem in enumerate(problems, numbered + 1):
            yield document_id, position, number, problem.severity, problem.code, problem.message


def are_related(one: str, other: str, lineage: Lineage) -> bool:
    """Whether two agencies are the same, or one is known or likely to have come from the other.

    >>> from normalize.agencies.registry import shipped_registry
    >>> lineage = Lineage(shipped_registry())
    >>> are_related("321300-price", "321300-development_reform", lineage)
    True
    >>> are_related("321300-finance", "321300-audit", lineage)
    False
    """
    if one == other:
        return True
    if any({one, other} == {found.old_id, found.new_id} for found in lineage.candidates(one)):
        return True
    places = [key.division_id if (key := agency_id_to_key(agency_id)) else "" for agency_id in (one, other)]
    pairs = [{one, other}, set(places) if len(set(places)) == 2 else {one, other}]
    return any({event.old_id, event.new_id} in pairs for event in lineage.events(one))
