"""Whose report each document holds: names resolved, scopes settled, one report id for what belongs together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import duckdb
import pyarrow as pa

from normalize.agencies.resolution import Resolution
from normalize.agencies.resolver import Resolver
from normalize.agencies.roster import Roster
from normalize.linking.database import create_table
from normalize.linking.witnesses import DoubtfulDocument, document_to_resolution

_SCHEMA: Final = {
    "agency_id": pa.string(),
    "agency_name": pa.string(),
    "division_id": pa.string(),
    "division_code": pa.string(),
    "agency_level": pa.string(),
    "kinds": pa.string(),
    "resolution_status": pa.string(),
    "confidence": pa.float64(),
    "resolution_evidence": pa.string(),
    "suggestions": pa.string(),
    "names_place": pa.bool_(),
}


def create_resolutions(connection: duckdb.DuckDBPyConnection, resolver: Resolver, roster: Roster) -> None:
    """Create ``resolutions``: the agency of every document in ``read_documents`` that names one, or has one settled.

    A name is resolved once for each year. Only where several agencies fit it does the document itself decide, by
    the places that its title and its opening name, and, where they leave it open, by the witnesses of where it was
    collected (:func:`normalize.linking.witnesses.document_to_resolution`): so is a name without a place (市财政局) that
    no rule resolves. What a document is settled by, ``roster`` takes note of.
    """
    names = connection.execute(
        """SELECT agency, d.year, bool_and(printed_agency IS NULL) FROM read_documents d
        WHERE agency IS NOT NULL GROUP BY agency, d.year ORDER BY agency, d.year"""
    ).fetchall()
    keys = {"agency": pa.string(), "year": pa.int64()}
    create_table(connection, "name_resolutions", keys | _SCHEMA, _name_rows(names, resolver, roster))
    doubtful = connection.execute(
        """SELECT document_id, d.agency, d.year, r.title, opening, p.registry_agency, p.sole_parent_id,
            parent.agency, parent.year, d.printed_agency IS NOT NULL
        FROM read_documents d
        JOIN name_resolutions n ON n.agency = d.agency AND n.year IS NOT DISTINCT FROM d.year
        LEFT JOIN provenance p USING (document_id)
        LEFT JOIN read_documents parent ON parent.document_id = p.sole_parent_id
        LEFT JOIN (SELECT document_id, title FROM readings) r USING (document_id)
        LEFT JOIN (SELECT document_id, string_agg(left(text, 400), ' ' ORDER BY number) AS opening
            FROM read_sections WHERE section = 'opening' GROUP BY document_id) USING (document_id)
        WHERE resolution_status = 'ambiguous' OR (resolution_status = 'unresolved' AND p.document_id IS NOT NULL)
        ORDER BY document_id"""
    ).fetchall()
    key = {"document_id": pa.string()}
    create_table(connection, "document_resolutions", key | _SCHEMA, _document_rows(doubtful, resolver, roster))
    columns = ", ".join(
        f"CASE WHEN d.document_id IS NULL THEN n.{name} ELSE d.{name} END AS {name}" for name in _SCHEMA
    )
    connection.execute(
        f"""CREATE TABLE resolutions AS SELECT r.document_id, {columns} FROM read_documents r
        JOIN name_resolutions n ON r.agency = n.agency AND r.year IS NOT DISTINCT FROM n.year
        LEFT JOIN document_resolutions d USING (document_id)"""
    )


def _name_rows(
    names: Iterable[tuple[str, int | None, bool]], resolver: Resolver, roster: Roster
) -> Iterator[tuple[object, ...]]:
    """The rows of ``name_resolutions``; the roster takes note of those that do not depend on the document."""
    for name, year, only_settled in names:
        resolution = resolver.name_to_resolution(name, year)
        if resolution.status != "ambiguous":
            roster.add(resolution, "sites" if only_settled else "printed")
        yield name, year, *_columns(resolution, resolver)


def _document_rows(rows: Sequence[tuple[Any, ...]], resolver: Resolver, roster: Roster) -> Iterator[tuple[object, ...]]:
    """The rows of ``document_resolutions``: names in doubt, with what document, page and registry say of places."""
    documents = {document_id: DoubtfulDocument(*row) for document_id, *row in rows}
    for document_id, document in documents.items():
        resolution = document_to_resolution(document_id, documents, resolver)
        roster.add(resolution, "printed" if document.is_printed else "sites")
        yield document_id, *_columns(resolution, resolver)


def _columns(resolution: Resolution, resolver: Resolver) -> tuple[object, ...]:
    suggestions = "; ".join(f"{agency_id} {name} ({why})" for agency_id, name, why in resolution.suggestions)
    return (
        resolution.agency_id,
        resolution.agency_name,
        resolution.division_id or None,
        resolution.division_code or None,
        resolution.level or None,
        " ".join(resolution.kinds) or None,
        resolution.status,
        resolution.confidence,
        resolution.evidence,
        suggestions or None,
        resolution.status == "unresolved" and resolver.names_one_place(resolution.name, resolution.year),
    )


def create_candidates(connection: duckdb.DuckDBPyConnection) -> None:
    """Create ``candidates``: every reading with its agency, its scope and the report it belongs to.

    A document that says nothing of its scope (a page with the tables alone, say) belongs to the one scope that the
    other documents of its agency and year show; where they show several, or where it has a sentence of its own that
    leaves the scope open, or where it is not certain that the agency is the same, it stays unknown.

    Several documents are versions of one report only where it is known whose they are. Each is a report of its own
    that does not say whose or which year's report it holds, or whose name fits several agencies; so is one of a name
    that is not resolved where the name does not begin with one place (two counties have a 财政局 each) or where the
    name has several documents of a year. These are called ``unknown_<document>``, until the name is reviewed.
    """
    connection.execute(
        """CREATE TABLE candidates AS
        WITH resolved AS (
            SELECT r.* EXCLUDE (scope, scope_reason), r.scope AS own_scope, r.scope_reason AS own_reason,
                r.scope = 'unknown' AND coalesce(r.scope_sentence, '') = '' AS is_silent,
                coalesce(s.agency_id, 'unnamed') AS agency_id, coalesce(s.agency_name, r.agency) AS agency_name,
                s.division_id, s.division_code, s.agency_level, s.kinds,
                coalesce(s.resolution_status, 'unnamed') AS resolution_status, s.confidence, s.resolution_evidence,
                s.names_place
            FROM readings r LEFT JOIN resolutions s USING (document_id)),
        shown AS (
            SELECT agency_id, year, min(own_scope) AS scope FROM resolved
            WHERE own_scope <> 'unknown' AND year IS NOT NULL AND resolution_status IN ('resolved', 'reviewed')
            GROUP BY agency_id, year HAVING count(DISTINCT own_scope) = 1),
        settled AS (
            SELECT resolved.*,
                CASE WHEN is_silent THEN coalesce(shown.scope, 'unknown') ELSE own_scope END AS scope,
                CASE WHEN is_silent AND shown.scope IS NOT NULL
                    THEN 'another document of the agency and year shows it' ELSE own_reason END AS scope_reason
            FROM resolved LEFT JOIN shown USING (agency_id, year))
        SELECT *, CASE WHEN year IS NOT NULL AND (resolution_status IN ('resolved', 'reviewed')
                OR (resolution_status = 'unresolved' AND names_place
                    AND count(*) OVER (PARTITION BY agency_id, year) = 1))
            THEN agency_id || '_' || year || '_' || scope ELSE 'unknown_' || document_id END AS report_id
        FROM settled ORDER BY position"""
    )


def create_filings(connection: duckdb.DuckDBPyConnection) -> None:
    """Create ``filings`` from ``candidates`` and ``chosen_versions``: one row per document, and which one counts."""
    connection.execute(
        """CREATE TABLE filings AS
        SELECT c.position, document_id, c.report_id, agency_id, agency_name, division_id, division_code, agency_level,
            agency_level AS level, kinds, year, scope, chosen, version_rank, choice_reason
        FROM candidates c JOIN chosen_versions USING (document_id) ORDER BY c.position"""
    )


def create_documents(connection: duckdb.DuckDBPyConnection) -> None:
    """Create ``documents``: every document with its outcome and, as far as it can be told, the report it belongs to.

    A document without a statutory table may still say whose report of which year it is; its scope is not known.
    """
    connection.execute(
        """CREATE TABLE documents AS
        SELECT d.position, document_id, d.outcome, d.error_code,
            coalesce(f.report_id, s.agency_id || '_' || d.year || '_unknown') AS report_id
        FROM read_documents d LEFT JOIN filings f USING (document_id) LEFT JOIN resolutions s USING (document_id)
        ORDER BY d.position"""
    )
