"""All steps in their order, from the tables of what was read to every relation of a dataset."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

import duckdb

from normalize.agencies.resolver import Resolver
from normalize.agencies.roster import Roster
from normalize.curation import Curation
from normalize.linking.agencies import create_agencies, create_agency_names, create_divisions, create_lineage
from normalize.linking.choosing import choose_versions
from normalize.linking.collected import NOTHING, Collected, create_collected
from normalize.linking.conflicts import create_conflicts
from normalize.linking.corrections import create_corrections
from normalize.linking.coverage import create_coverage
from normalize.linking.cross_year import create_cross_checks
from normalize.linking.database import view_parquet
from normalize.linking.deadlines import create_deadlines
from normalize.linking.filings import create_candidates, create_documents, create_filings, create_resolutions
from normalize.linking.panels import create_final_panel
from normalize.linking.parts import create_part_agencies
from normalize.linking.reconciliation import create_reconciliation
from normalize.linking.reports import create_reports
from normalize.linking.similarity import create_similar_documents, create_text_reuse
from normalize.linking.sites import create_expected_by_sites, create_sites
from normalize.linking.versions import create_differences, create_versions

READ_TABLES: Final = {
    "values": "read_values",
    "printed_panel": "printed_panel",
    "usable_panel": "usable_panel",
    "checks": "read_checks",
    "claims": "read_claims",
    "measures": "read_measures",
    "parts": "read_parts",
    "sections": "read_sections",
    "extras": "read_extras",
    "problems": "read_problems",
}
"""Relations that are views of what was read, by the name of the file."""


_OWN: Final = "CASE WHEN NOT coalesce(set_aside, FALSE) THEN {}.agency END"
"""The agency that a document names itself; not that of the portal that shows it."""


def view_read_tables(connection: duckdb.DuckDBPyConnection, folder: Path, collected: Collected = NOTHING) -> None:
    """Make what was read relations of the database; ``readings`` besides with path and bytes of its document.

    Agency and year in ``read_documents`` and ``readings`` are the document's own, else what the collection settled.
    ``printed_agency`` and ``printed_year`` in ``read_documents`` are the document's own alone.
    """
    create_collected(connection, collected)
    for file, name in READ_TABLES.items():
        view_parquet(connection, name, folder / f"{file}.parquet")
    view_parquet(connection, "printed_documents", folder / "documents.parquet")
    view_parquet(connection, "printed_readings", folder / "readings.parquet")
    connection.execute(
        f"""CREATE VIEW read_documents AS
        SELECT d.* REPLACE (coalesce({_OWN.format("d")}, settled_agency) AS agency,
                coalesce(d.year, settled_year) AS year),
            {_OWN.format("d")} AS printed_agency, d.year AS printed_year
        FROM printed_documents d LEFT JOIN provenance USING (document_id, position)"""
    )
    connection.execute(
        f"""CREATE TABLE readings AS
        SELECT r.* REPLACE (coalesce({_OWN.format("r")}, settled_agency) AS agency,
                coalesce(settled_agency_source, CASE WHEN set_aside THEN '' ELSE r.agency_source END) AS agency_source,
                coalesce(r.year, settled_year) AS year, coalesce(settled_year_reason, r.year_reason) AS year_reason),
            d.sha256, d.path, d.media_type, p.url, p.fetched_at, p.link_relation, p.superseded, p.gone
        FROM printed_readings r JOIN printed_documents d USING (document_id)
        LEFT JOIN provenance p USING (document_id) ORDER BY r.position"""
    )


def link_steps(connection: duckdb.DuckDBPyConnection, resolver: Resolver, curation: Curation) -> list[partial[None]]:
    """The steps that create every relation that follows from what was read and from the user's reviewed files.

    Args:
        connection: has the relations of :func:`view_read_tables`.
        resolver: of the agencies' names, by a registry with the user's own.
        curation: the user's reviewed files.
    """
    registry = resolver.registry
    roster = Roster(registry)
    return [
        partial(create_sites, connection, resolver, roster),
        partial(create_resolutions, connection, resolver, roster),
        partial(create_candidates, connection),
        partial(choose_versions, connection),
        partial(create_filings, connection),
        partial(create_documents, connection),
        partial(create_conflicts, connection, resolver),
        partial(create_corrections, connection, curation.corrections),
        partial(create_final_panel, connection),
        partial(create_versions, connection),
        partial(create_differences, connection),
        partial(create_text_reuse, connection),
        partial(create_similar_documents, connection),
        partial(create_agencies, connection, roster, registry, curation.expected),
        partial(create_agency_names, connection, roster),
        partial(create_divisions, connection, roster, registry),
        partial(create_lineage, connection, registry),
        partial(create_deadlines, connection, curation.deadlines),
        partial(create_reports, connection),
        partial(create_part_agencies, connection, resolver),
        partial(create_cross_checks, connection),
        partial(create_expected_by_sites, connection),
        partial(create_coverage, connection),
        partial(create_reconciliation, connection),
    ]
