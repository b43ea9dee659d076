"""Documents whose texts or numbers are nearly the same: reposts, recycled years, shared templates."""

from __future__ import annotations

from typing import Final

import duckdb

from normalize.linking.panels import cell_columns
from normalize.linking.signatures import signature_functions

SIMILAR: Final = 0.8
"""Estimated share of shingles in common from which two texts count as nearly the same."""

CROWD: Final = 100
"""Documents in one band, at most, that are compared with one another; in larger crowds each document is compared
with the earliest one and with those of its own agency, so that the work grows with the documents, not their square."""

DISTINCT_NUMBERS: Final = 6
"""Distinct numbers other than 0 that a document must print before its numbers can be called a copy: two small
offices, or two quiet years, honestly print the same zeros and ones."""


def create_text_reuse(connection: duckdb.DuckDBPyConnection) -> None:
    """Create ``text_reuse``: how much of each report's text its agency's report of the year before has too.

    The report of the year before is that of the same scope; where there is none, of another scope (the text is the
    agency's whichever organs the numbers count).

    Reads:
        ``filings`` (document_id, report_id, agency_id, year, scope, chosen) and ``readings`` (document_id, signature).

    Creates:
        ``text_reuse``: report_id, previous_report_id (NULL where the dataset has none), similarity (DOUBLE, 0 to 1;
        NULL without a report before, or where one of them has too little text). One row per report.
    """
    with signature_functions(connection):
        connection.execute("""CREATE TABLE text_reuse AS
            WITH one AS (SELECT * FROM filings WHERE chosen AND NOT starts_with(report_id, 'unknown_')),
            previous AS (
                SELECT one.report_id, before.report_id AS previous_report_id, before.document_id AS previous_document_id
                FROM one JOIN one before ON before.agency_id = one.agency_id AND before.year = one.year - 1
                QUALIFY row_number() OVER (PARTITION BY one.report_id
                    ORDER BY before.scope <> one.scope, before.report_id) = 1)
            SELECT f.report_id, previous_report_id, text_similarity(here.signature, before.signature) AS similarity
            FROM filings f LEFT JOIN previous USING (report_id)
            LEFT JOIN readings here ON here.document_id = f.document_id
            LEFT JOIN readings before ON before.document_id = previous_document_id
            WHERE f.chosen ORDER BY f.report_id""")


def create_similar_documents(connection: duckdb.DuckDBPyConnection) -> None:
    """Create ``similar_documents``: pairs of documents with nearly the same text, or with the very same numbers.

    Candidates are pairs that share a band of their text signatures (``normalize.narrative.signature``), or all of
    whose numbers are the same; of the documents of one report, each with the chosen one; and each report with that of
    the year before. Of texts that are only just :data:`SIMILAR` one pair in twenty shares no band. Whatever was not
    compared because a band is a crowd (see :data:`CROWD`) is counted in ``skipped_similarities``.

    Reads:
        ``filings``, ``readings`` (signature), ``printed_panel``, ``text_reuse``.

    Creates:
        ``similar_documents``: document_id, other_document_id (the earlier year's; within one year the smaller id),
        similarity (DOUBLE, 0 to 1; NULL where one of them has too little text), same_numbers (BOOLEAN: both print the
        same numbers in the same cells, and at least :data:`DISTINCT_NUMBERS` of them differ from 0 and from one
        another), kind, report_id, other_report_id. A pair has a row when its similarity is at least :data:`SIMILAR`
        or its numbers are the same. Kinds: ``same_report``; ``recycled_year`` (one agency, two years);
        ``other_scope`` (one agency and year, reports of two scopes); ``other_agency``; ``unidentified`` (the agency or
        the year of one is not known). Ordered by both ids.

        ``skipped_similarities``: found_by (``text`` or ``numbers``), band (which one), first_document_id, documents,
        pairs_skipped (at most: some of them met in another band). One row per crowded band.
    """
    _create_similarity_documents(connection)
    with signature_functions(connection):
        _create_bands(connection)
        _create_candidates(connection)
        connection.execute(f"""CREATE TABLE similar_documents AS
            WITH pairs AS (
                SELECT one.document_id, other.document_id AS other_document_id,
                    text_similarity(r.signature, s.signature) AS similarity,
                    coalesce(one.numbers = other.numbers, FALSE) AS same_numbers,
                    CASE WHEN one.report_id = other.report_id THEN 'same_report'
                        WHEN NOT (one.identified AND other.identified) THEN 'unidentified'
                        WHEN one.agency_id <> other.agency_id THEN 'other_agency'
                        WHEN one.year <> other.year THEN 'recycled_year'
                        ELSE 'other_scope' END AS kind,
                    one.report_id, other.report_id AS other_report_id
                FROM similarity_candidates p
                JOIN similarity_documents one ON one.number = p.number
                JOIN similarity_documents other ON other.number = p.other_number
                JOIN readings r ON r.document_id = one.document_id
                JOIN readings s ON s.document_id = other.document_id)
            SELECT * FROM pairs WHERE similarity >= {SIMILAR} OR same_numbers
            ORDER BY document_id, other_document_id""")
    for helper in ("numbers", "documents", "bands", "candidates"):
        connection.execute(f"DROP TABLE similarity_{helper}")


def _create_similarity_documents(connection: duckdb.DuckDBPyConnection) -> None:
    """Documents numbered by year and id, with a hash of all their numbers where others share distinctive ones."""
    numbers = "[" + ", ".join(f"{name}::DOUBLE" for name in cell_columns()) + "]"
    # Most numbers are nobody else's, so that how many of them are distinct is looked up for one of each kind only.
    connection.execute(
        f"CREATE TABLE similarity_numbers AS SELECT document_id, hash({numbers}) AS numbers FROM printed_panel"
    )
    connection.execute(f"""CREATE TABLE similarity_documents AS
        WITH repeated AS (
            SELECT numbers, min(document_id) AS document_id FROM similarity_numbers
            GROUP BY numbers HAVING count(*) > 1),
        distinctive AS (
            SELECT repeated.numbers FROM repeated JOIN printed_panel USING (document_id)
            WHERE len(list_distinct(list_filter({numbers}, lambda x: x <> 0))) >= {DISTINCT_NUMBERS}),
        shared AS (SELECT document_id, numbers FROM similarity_numbers SEMI JOIN distinctive USING (numbers))
        SELECT row_number() OVER (ORDER BY year NULLS FIRST, document_id)::INTEGER AS number, f.document_id,
            f.report_id, f.agency_id, f.year, f.chosen, NOT starts_with(f.report_id, 'unknown_') AS identified,
            shared.numbers
        FROM filings f LEFT JOIN shared USING (document_id)""")


def _create_bands(connection: duckdb.DuckDBPyConnection) -> None:
    """Bands with at least two documents; all numbers together are one more band, number 0."""
    connection.execute("""CREATE TABLE similarity_bands AS
        WITH banded AS (
            SELECT d.number, text_bands(r.signature) AS bands
            FROM similarity_documents d JOIN readings r USING (document_id) WHERE r.signature IS NOT NULL),
        every AS (
            SELECT number, unnest(range(1, len(bands) + 1))::UTINYINT AS place, unnest(bands) AS band FROM banded
            UNION ALL
            SELECT number, 0, numbers FROM similarity_documents WHERE numbers IS NOT NULL)
        SELECT place, band, number, count(*) OVER same_band AS documents, min(number) OVER same_band AS first_number
        FROM every WINDOW same_band AS (PARTITION BY place, band) QUALIFY documents > 1""")
    connection.execute(f"""CREATE TABLE skipped_similarities AS
        SELECT CASE place WHEN 0 THEN 'numbers' ELSE 'text' END AS found_by, place::BIGINT AS band,
            d.document_id AS first_document_id, documents, (documents - 1) * (documents - 2) // 2 AS pairs_skipped
        FROM (SELECT DISTINCT place, band, documents, first_number FROM similarity_bands WHERE documents > {CROWD}) b
        JOIN similarity_documents d ON d.number = b.first_number
        ORDER BY ALL""")


def _create_candidates(connection: duckdb.DuckDBPyConnection) -> None:
    """Pairs worth comparing, the later document first, each once."""
    connection.execute(f"""CREATE TABLE similarity_candidates AS
        WITH identified AS (SELECT number, agency_id FROM similarity_documents WHERE identified AND chosen),
        crowded AS (SELECT * FROM similarity_bands WHERE documents > {CROWD}),
        own AS (SELECT place, band, number, agency_id FROM crowded JOIN identified USING (number))
        SELECT one.number, other.number AS other_number
        FROM similarity_bands one JOIN similarity_bands other USING (place, band)
        WHERE one.documents <= {CROWD} AND other.documents <= {CROWD} AND one.number > other.number
        UNION
        SELECT number, first_number FROM crowded WHERE number > first_number
        UNION
        SELECT one.number, other.number FROM own one JOIN own other USING (place, band, agency_id)
        WHERE one.number > other.number
        UNION
        SELECT greatest(one.number, other.number), least(one.number, other.number)
        FROM similarity_documents one JOIN similarity_documents other USING (report_id)
        WHERE one.chosen AND NOT other.chosen
        UNION
        SELECT greatest(one.number, other.number), least(one.number, other.number)
        FROM text_reuse JOIN similarity_documents one ON one.report_id = text_reuse.report_id
        JOIN similarity_documents other ON other.report_id = previous_report_id
        WHERE one.chosen AND other.chosen""")
