"""By when each report had to be published: the law's date, and a local one where the user knows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import duckdb
import pyarrow as pa

from normalize.curation import DeadlineRow
from normalize.deadline import deadline_sql
from normalize.linking.database import create_table

_LOCAL: Final = {
    "division_id": pa.string(),
    "kind": pa.string(),
    "year": pa.int64(),
    "deadline": pa.date32(),
    "evidence": pa.string(),
}

IS_GOVERNMENT: Final = """CASE WHEN kinds IS NULL OR agency_level IN ('township', 'zone')
        OR list_has_any(string_split(kinds, ' '), ['township', 'subdistrict']) THEN NULL
    ELSE list_contains(string_split(kinds, ' '), 'government') END"""
"""Whether the law's date for governments applies (:mod:`normalize.deadline`): not known for agencies that no rule
resolves; none is named for townships and for committees of zones."""


def create_deadlines(connection: duckdb.DuckDBPyConnection, local: Sequence[DeadlineRow]) -> None:
    """Create ``deadlines``: the statutory and the local deadline of every report of a known year.

    Of several local ones the one for the kind of agency goes before the one for all kinds.
    """
    create_table(connection, "local_deadlines", _LOCAL, [tuple(row) for row in local])
    connection.execute(
        f"""CREATE TABLE deadlines AS
        WITH filed AS (
            SELECT report_id, division_id, year, kinds, {IS_GOVERNMENT} AS government FROM filings WHERE chosen),
        ranked AS (
            SELECT report_id, l.deadline, row_number() OVER (
                PARTITION BY report_id ORDER BY (l.kind = '*')::INTEGER, l.deadline) AS rank
            FROM filed JOIN local_deadlines l ON l.division_id = filed.division_id AND l.year = filed.year
                AND (l.kind = '*' OR list_contains(string_split(filed.kinds, ' '), l.kind)))
        SELECT report_id, {deadline_sql("government", "year")} AS deadline, r.deadline AS deadline_local
        FROM filed LEFT JOIN (SELECT * FROM ranked WHERE rank = 1) r USING (report_id)
        ORDER BY report_id"""
    )
