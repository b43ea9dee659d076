"""The documents of one report beside each other, cell by cell."""

from __future__ import annotations

from typing import Final

import duckdb

from normalize.linking.signatures import signature_functions

_SAME: Final = """CASE WHEN c.standard_value IS NULL OR d.standard_value IS NULL OR c.standard_unit <> d.standard_unit
    THEN c.value = d.value ELSE c.standard_value = d.standard_value END"""
"""Whether two printed numbers are the same: brought to one unit where both units are known, else as printed."""


def create_versions(connection: duckdb.DuckDBPyConnection) -> None:
    """Create ``versions``: one row per document of each report that has several.

    Reads:
        ``chosen_versions`` (document_id, report_id, chosen, version_rank, choice_reason), ``read_values`` (document_id,
        cell, value, status, raw, standard_value, standard_unit), ``readings`` (document_id, signature BLOB).

    Creates:
        ``versions``: report_id, document_id, chosen, version_rank, choice_reason, relation (``chosen``;
        ``differs``: some number is another one than in the chosen document; ``partial``: no number is, but one
        document prints numbers that the other does not; ``same_numbers``), cells_same, cells_different,
        cells_only_chosen, cells_only_here (BIGINT, cells by their kind of difference; NULL for the chosen document,
        which is not compared with itself), text_similarity (DOUBLE, 0 to 1, of the narrative with the chosen
        document's; NULL where one has too little text, and for the chosen document).

        ``compared_cells``, from which ``differences`` is made.
    """
    _create_compared_cells(connection)
    with signature_functions(connection):
        connection.execute("""CREATE TABLE versions AS
            WITH counts AS (
                SELECT document_id, count_if(kind = 'same') AS same, count_if(kind = 'number') AS different,
                    count_if(kind = 'only_chosen') AS only_chosen, count_if(kind = 'only_here') AS only_here
                FROM compared_cells GROUP BY document_id),
            likeness AS (
                SELECT p.document_id, text_similarity(chosen.signature, here.signature) AS text_similarity
                FROM compared_documents p JOIN readings chosen ON chosen.document_id = p.chosen_document_id
                JOIN readings here ON here.document_id = p.document_id),
            several AS (
                SELECT document_id, FALSE AS chosen FROM compared_documents
                UNION SELECT chosen_document_id, TRUE FROM compared_documents)
            SELECT v.report_id, document_id, v.chosen, v.version_rank, v.choice_reason,
                CASE WHEN v.chosen THEN 'chosen' WHEN different > 0 THEN 'differs'
                    WHEN only_chosen + only_here > 0 THEN 'partial' ELSE 'same_numbers' END AS relation,
                CASE WHEN NOT v.chosen THEN coalesce(same, 0) END AS cells_same,
                CASE WHEN NOT v.chosen THEN coalesce(different, 0) END AS cells_different,
                CASE WHEN NOT v.chosen THEN coalesce(only_chosen, 0) END AS cells_only_chosen,
                CASE WHEN NOT v.chosen THEN coalesce(only_here, 0) END AS cells_only_here,
                text_similarity
            FROM chosen_versions v SEMI JOIN several USING (document_id)
            LEFT JOIN counts USING (document_id) LEFT JOIN likeness USING (document_id)
            ORDER BY report_id, version_rank""")


def create_differences(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the view ``differences``: cells that a document and the chosen one of its report do not print alike.

    Reads:
        ``compared_cells``, which :func:`create_versions` creates.

    Creates:
        ``differences``: report_id, document_id, cell, chosen_document_id, chosen_value (DOUBLE, as printed; NULL where
        no number is), chosen_status, chosen_raw, value, status, raw, kind: ``number`` (both print a number, and not the
        same one), ``only_chosen`` or ``only_here`` (one prints a number where the other has a blank, a dash, nothing
        or something unreadable: 0 beside a blank is such a difference of status, never one of numbers), ``status``
        (neither prints a number, and not for the same reason). One row per document that was passed over and cell.
    """
    connection.execute("""CREATE VIEW differences AS
        SELECT report_id, document_id, cell, chosen_document_id, chosen_value, chosen_status, chosen_raw, value, status,
            raw, kind
        FROM compared_cells WHERE kind <> 'same' ORDER BY report_id, document_id, cell""")


def _create_compared_cells(connection: duckdb.DuckDBPyConnection) -> None:
    """Create ``compared_cells``: each cell of each document that was passed over beside that of the chosen one.

    Only documents of reports that have several are looked up in ``read_values``, which is read once. A cell of a
    table that one document lacks altogether is ``absent`` there. Cells in which neither prints a number, for the same
    reason, have no row.
    """
    connection.execute("""CREATE TABLE compared_documents AS
        SELECT other.report_id, other.document_id, chosen.document_id AS chosen_document_id
        FROM chosen_versions other JOIN chosen_versions chosen USING (report_id)
        WHERE chosen.chosen AND NOT other.chosen""")
    connection.execute(f"""CREATE TABLE compared_cells AS
        WITH cells AS (
            SELECT document_id, cell, value, status, raw, standard_value, standard_unit FROM read_values
            WHERE document_id IN (
                SELECT document_id FROM compared_documents UNION SELECT chosen_document_id FROM compared_documents)),
        d AS (SELECT p.*, cells.* EXCLUDE (document_id) FROM compared_documents p JOIN cells USING (document_id)),
        c AS (SELECT p.*, cells.* EXCLUDE (document_id)
            FROM compared_documents p JOIN cells ON cells.document_id = p.chosen_document_id),
        pairs AS (
            SELECT report_id, document_id, cell, chosen_document_id,
                c.value AS chosen_value, coalesce(c.status, 'absent') AS chosen_status, c.raw AS chosen_raw,
                d.value AS value, coalesce(d.status, 'absent') AS status, d.raw AS raw, {_SAME} AS same_number
            FROM d FULL JOIN c USING (report_id, document_id, chosen_document_id, cell))
        SELECT * EXCLUDE (same_number), CASE
            WHEN chosen_status = 'reported' AND status = 'reported'
                THEN CASE WHEN same_number THEN 'same' ELSE 'number' END
            WHEN chosen_status = 'reported' THEN 'only_chosen'
            WHEN status = 'reported' THEN 'only_here'
            ELSE 'status' END AS kind
        FROM pairs WHERE chosen_status = 'reported' OR status = 'reported' OR chosen_status <> status
        ORDER BY report_id, document_id, cell""")
