"""Which reports were to be expected of each agency, and what became of them."""

from __future__ import annotations

import duckdb


def create_coverage(connection: duckdb.DuckDBPyConnection) -> None:
    r"""Create ``coverage``: each agency in each year from the dataset's first to its last.

    A report is expected of an agency in the years for which the roster ``expected`` lists it; of an agency that the
    roster does not have, in the years from its first to its last report. Lineage moves these bounds: an agency that
    is ``new`` in a year is expected from then on, and one that ``ended`` in a year or was merged into another until
    the year before (the report on the year is due in the next one). Beginning and end of its division bound an agency
    in the same way, but make no report expected that its own reports do not. Of an agency whose name is not resolved
    nothing is known: it has rows only for the years in which it filed, and ``expected`` is NULL.

    A site of the agency's own in the registry of sites makes reports expected too, where the roster does not have the
    agency: from the year that the registry names (else the first report, else the last year that is due) to the last
    year that was due at the newest fetch. So an agency whose site gave nothing is missed, and the reason is the site's.

    Only documents whose agency and year are known can be counted: those in ``filings``, and those that failed or
    hold no table and have a report_id of the form ``<agency_id>_<year>_<scope>`` in ``documents``.

    Reads:
        ``filings`` (document_id, report_id, agency_id, year, chosen), ``documents`` (document_id, outcome, error_code,
        report_id), ``agencies`` (agency_id, division_id, status), ``expected`` (agency_id, first_year, last_year
        (NULL: still), evidence), ``lineage`` (event_id, date, year, kind, old_id, new_id), ``site_expected``
        (agency_id, first_year, last_year, trouble; :func:`normalize.linking.sites.create_expected_by_sites`).

    Creates:
        ``coverage``: agency_id, year, expected (BOOLEAN, NULL: cannot tell), expected_because (one sentence),
        found (BIGINT, documents of that agency and year), status (``read``: at least one with a statutory table;
        ``failed``: some document, and none could be opened; ``no_table``: none holds a statutory table;
        ``missing``: expected and none found; ``not_expected``), reason (why, where it is not simply read; NULL
        otherwise), report_id (the report; where several scopes were filed, the first by id; NULL without one).
    """
    _create_found(connection)
    connection.execute("""CREATE TABLE coverage AS
        WITH own AS (
            SELECT agency_id, min(year) AS first_filed, max(year) AS last_filed
            FROM found_documents GROUP BY agency_id),
        sited AS (
            SELECT agency_id, coalesce(s.first_year, least(first_filed, s.last_year)) AS site_first,
                s.last_year AS site_last, trouble
            FROM site_expected s LEFT JOIN own USING (agency_id)),
        span AS (
            SELECT min(first_year) AS first_year, max(last_year) AS last_year
            FROM (SELECT first_filed AS first_year, last_filed AS last_year FROM own
                UNION ALL SELECT site_first, site_last FROM sited WHERE site_first <= site_last)),
        years AS (SELECT unnest(range(first_year, last_year + 1))::INTEGER AS year FROM span),
        turns AS (
            SELECT new_id AS id, TRUE AS is_new, coalesce(year, year(date)) AS year, event_id
            FROM lineage WHERE kind = 'new'
            UNION ALL
            SELECT old_id, FALSE, coalesce(year, year(date)), event_id
            FROM lineage WHERE kind IN ('ended', 'merge') AND old_id <> coalesce(new_id, '')),
        lives AS (
            SELECT id, max(year) FILTER (is_new) AS began, max(year) FILTER (NOT is_new) AS ended,
                arg_max(event_id, (year, event_id)) FILTER (is_new) AS began_by,
                arg_max(event_id, (year, event_id)) FILTER (NOT is_new) AS ended_by
            FROM turns WHERE id <> '' AND year IS NOT NULL GROUP BY id),
        bounds AS (
            SELECT agency_id, own.began AS own_began, own.ended AS own_ended,
                greatest(own.began, place.began) AS began, least(own.ended, place.ended) AS ended,
                CASE WHEN place.began > coalesce(own.began, 0) THEN place.began_by ELSE own.began_by END AS began_by,
                CASE WHEN place.ended < coalesce(own.ended, 9999) THEN place.ended_by ELSE own.ended_by END AS ended_by
            FROM agencies LEFT JOIN lives own ON own.id = agency_id LEFT JOIN lives place ON place.id = division_id),
        known AS (
            SELECT agency_id, bool_or(status = 'unresolved') AS unresolved
            FROM (SELECT agency_id, status FROM agencies
                UNION ALL SELECT agency_id, 'registered' FROM expected
                UNION ALL SELECT agency_id, 'registered' FROM site_expected
                UNION ALL SELECT agency_id, 'registered' FROM own)
            GROUP BY agency_id),
        rostered AS (
            SELECT agency_id, years.year, min(evidence) AS evidence
            FROM expected JOIN years ON years.year BETWEEN expected.first_year AND coalesce(expected.last_year, 9999)
            GROUP BY agency_id, years.year),
        grid AS (
            SELECT known.agency_id, years.year, unresolved, own.first_filed, own.last_filed,
                bounds.* EXCLUDE (agency_id),
                known.agency_id IN (SELECT agency_id FROM expected) AS on_roster,
                rostered.year IS NOT NULL AS listed, rostered.evidence,
                coalesce(own_began, first_filed) AS lower_year, coalesce(own_ended - 1, last_filed) AS upper_year,
                coalesce(years.year BETWEEN site_first AND site_last, FALSE) AS has_site, site_first, trouble
            FROM known CROSS JOIN years LEFT JOIN own USING (agency_id) LEFT JOIN sited USING (agency_id)
            LEFT JOIN bounds ON bounds.agency_id = known.agency_id
            LEFT JOIN rostered ON rostered.agency_id = known.agency_id AND rostered.year = years.year),
        judged AS (
            SELECT *, CASE WHEN unresolved AND NOT has_site THEN NULL
                    WHEN year < began OR year >= ended THEN FALSE
                    WHEN on_roster THEN listed
                    ELSE has_site OR coalesce(year BETWEEN lower_year AND upper_year, FALSE) END AS expected,
                CASE WHEN unresolved AND NOT has_site THEN 'its name is not resolved, so nothing is known of other years'
                    WHEN year < began THEN 'lineage: it began in ' || began || ' (' || began_by || ')'
                    WHEN year >= ended THEN 'lineage: it ended in ' || ended || ' (' || ended_by || ')'
                    WHEN on_roster AND listed THEN 'the roster lists it' || coalesce(' (' || nullif(evidence, '') || ')', '')
                    WHEN on_roster THEN 'the roster does not list it for this year'
                    WHEN has_site AND NOT coalesce(year BETWEEN lower_year AND upper_year, FALSE)
                        THEN 'the registry of sites has a site of its own, counted from ' || site_first
                    WHEN first_filed IS NULL THEN 'it never filed a report in this dataset'
                    WHEN year < lower_year THEN 'its first report is of ' || first_filed
                    WHEN year > upper_year THEN 'its last report is of ' || last_filed
                    WHEN year < first_filed THEN 'lineage: it began in ' || began || ' (' || began_by || ')'
                    WHEN year > last_filed THEN 'lineage: it ended only in ' || ended || ' (' || ended_by || ')'
                    WHEN first_filed = last_filed THEN 'it filed a report'
                    ELSE 'it filed reports from ' || first_filed || ' to ' || last_filed END AS expected_because
            FROM grid)
        SELECT j.agency_id, j.year, j.expected, j.expected_because, coalesce(f.found, 0) AS found,
            CASE WHEN f.read > 0 THEN 'read' WHEN f.no_table > 0 THEN 'no_table' WHEN f.found > 0 THEN 'failed'
                WHEN j.expected THEN 'missing' ELSE 'not_expected' END AS status,
            CASE WHEN f.read > 0 THEN CASE WHEN f.found > f.read
                    THEN (f.found - f.read) || ' more of its documents: ' || f.troubles END
                WHEN f.found > 0 THEN concat_ws('; ', f.troubles, j.trouble)
                WHEN j.expected
                    THEN concat_ws('; ', 'no document of this agency and year was found', j.trouble) END AS reason,
            f.report_id
        FROM judged j LEFT JOIN (
            SELECT agency_id, year, count(*) AS found, count_if(outcome = 'read') AS read,
                count_if(outcome = 'no_table') AS no_table, min(report_id) FILTER (chosen) AS report_id,
                string_agg(DISTINCT trouble, ', ' ORDER BY trouble) AS troubles
            FROM found_documents GROUP BY agency_id, year) f USING (agency_id, year)
        WHERE NOT (j.unresolved AND NOT j.has_site AND f.found IS NULL)
        ORDER BY j.agency_id, j.year""")
    connection.execute("DROP TABLE found_documents")


def _create_found(connection: duckdb.DuckDBPyConnection) -> None:
    """Documents of known agency and year, each with its outcome and what went wrong."""
    connection.execute(r"""CREATE TABLE found_documents AS
        SELECT document_id, agency_id, year, 'read' AS outcome, report_id, chosen, NULL::VARCHAR AS trouble
        FROM filings WHERE NOT starts_with(report_id, 'unknown_')
        UNION ALL
        SELECT document_id, parts[1], parts[2]::INTEGER, outcome, NULL, FALSE,
            CASE outcome WHEN 'no_table' THEN 'it holds no statutory table' ELSE coalesce(error_code, outcome) END
        FROM (SELECT *, regexp_extract_all(report_id, '^(.+)_(\d{4})_[a-z]+$', 1)
                || regexp_extract_all(report_id, '^(.+)_(\d{4})_[a-z]+$', 2) AS parts FROM documents)
        WHERE len(parts) = 2 AND NOT starts_with(report_id, 'unknown_')
            AND document_id NOT IN (SELECT document_id FROM filings)""")
