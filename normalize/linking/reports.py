"""The list of reports: who, when, what it covers, which document counts, and how it did."""

from __future__ import annotations

import duckdb

from normalize.deadline import on_time_sql


def create_reports(connection: duckdb.DuckDBPyConnection) -> None:
    """Create ``reports``: one row per report.

    Reads ``candidates``, ``filings``, ``deadlines``, ``text_reuse``, ``corrections`` and ``read_values``.
    A date of publication is what the page claims (facts/pitfalls.md 82).
    """
    connection.execute(
        """CREATE TABLE derived_counts AS
        SELECT document_id, count(*) AS cells_derived FROM read_values
        WHERE derived_value IS NOT NULL GROUP BY document_id"""
    )
    on_time, on_time_local = (on_time_sql("c.published", due, "c.year") for due in ("d.deadline", "d.deadline_local"))
    connection.execute(
        f"""CREATE TABLE reports AS
        SELECT c.*, f.version_rank, f.choice_reason, f.level, n.documents_of_report,
            d.deadline, {on_time} AS on_time, d.deadline_local, {on_time_local} AS on_time_local,
            coalesce(x.cells_derived, 0) AS cells_derived, coalesce(k.cells_corrected, 0) AS cells_corrected,
            t.similarity AS text_reuse, t.previous_report_id
        FROM filings f
        JOIN candidates c USING (document_id)
        JOIN (SELECT report_id, count(*) AS documents_of_report FROM filings GROUP BY report_id) n
            ON n.report_id = f.report_id
        LEFT JOIN deadlines d ON d.report_id = f.report_id
        LEFT JOIN derived_counts x ON x.document_id = f.document_id
        LEFT JOIN (SELECT report_id, count(*) AS cells_corrected FROM corrections
            WHERE correction_status = 'applied' GROUP BY report_id) k ON k.report_id = f.report_id
        LEFT JOIN text_reuse t ON t.report_id = f.report_id
        WHERE f.chosen ORDER BY f.position"""
    )
