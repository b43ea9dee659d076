"""Corrections by people: applied where the document still says what they corrected, refused where it does not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import duckdb
import pyarrow as pa

from normalize.curation import CorrectionRow
from normalize.linking.database import create_table

_SCHEMA: Final = {
    "report_id": pa.string(),
    "cell": pa.string(),
    "document_id": pa.string(),
    "printed_raw": pa.string(),
    "corrected_value": pa.float64(),
    "correction_reason": pa.string(),
    "correction_source": pa.string(),
    "corrected_by": pa.string(),
    "corrected_on": pa.date32(),
}


def create_corrections(connection: duckdb.DuckDBPyConnection, corrections: Sequence[CorrectionRow]) -> None:
    """Create ``corrections``: the rows of the reviewed file, each applied or refused with the reason.

    A row applies only while its report still comes from the same document and the cell still prints the same text:
    whoever corrected looked at nothing else.
    """
    create_table(connection, "given_corrections", _SCHEMA, [tuple(row) for row in corrections])
    connection.execute(
        """CREATE TABLE corrections AS
        WITH found AS (
            SELECT g.*, f.document_id AS chosen_id, v.status, coalesce(v.raw, '') AS raw
            FROM given_corrections g
            LEFT JOIN (SELECT * FROM filings WHERE chosen) f ON f.report_id = g.report_id
            LEFT JOIN (SELECT document_id, cell, status, raw FROM read_values
                WHERE document_id IN (SELECT document_id FROM given_corrections)) v
                ON v.document_id = f.document_id AND v.cell = g.cell),
        noted AS (
            SELECT *, CASE
                WHEN chosen_id IS NULL THEN 'there is no such report in the dataset'
                WHEN chosen_id <> document_id THEN 'the report now comes from the document ' || chosen_id
                WHEN status IS NULL THEN 'the report has no such cell'
                WHEN raw <> coalesce(printed_raw, '') THEN 'the document now prints: ' || raw
                END AS correction_note
            FROM found)
        SELECT * EXCLUDE (chosen_id, status, raw),
            CASE WHEN correction_note IS NULL THEN 'applied' ELSE 'refused' END AS correction_status
        FROM noted ORDER BY report_id, cell"""
    )
