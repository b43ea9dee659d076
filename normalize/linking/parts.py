"""The parts of a total that a sentence lists, and whose they are where their names tell."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from normalize.agencies.resolver import Resolver
from normalize.linking.database import create_table


def create_part_agencies(connection: duckdb.DuckDBPyConnection, resolver: Resolver) -> None:
    """Create ``parts``: what was read of them, with the report and the agency of each part.

    A part is named as people of the place name it (沭阳县, 市教育局): the agency of the report is the hint. What the name
    and the hint do not settle has no agency.
    """
    named = connection.execute(
        """SELECT DISTINCT p.part, f.year, f.agency_name FROM read_parts p JOIN filings f USING (document_id)
        WHERE f.agency_name IS NOT NULL ORDER BY ALL"""
    ).fetchall()
    rows = []
    for part, year, agency_name in named:
        resolution = resolver.name_to_resolution(part, year, (agency_name,))
        if resolution.status in ("resolved", "reviewed"):
            rows.append((part, year, agency_name, resolution.agency_id))
    schema = {"part": pa.string(), "year": pa.int64(), "agency_name": pa.string(), "part_agency_id": pa.string()}
    create_table(connection, "part_agencies", schema, rows)
    connection.execute(
        """CREATE TABLE parts AS SELECT p.*, f.report_id, a.part_agency_id
        FROM read_parts p LEFT JOIN filings f USING (document_id)
        LEFT JOIN part_agencies a
            ON a.part = p.part AND a.agency_name = f.agency_name AND a.year IS NOT DISTINCT FROM f.year
        ORDER BY p.ordinal"""
    )
