"""The table ``metrics``: every metric of every report, made in SQL from the final numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import duckdb

from normalize.naming import cell_to_column
from normalize.sections import ORDER as PARTS
from output.metrics.catalogue import Metric, load_catalogue
from output.metrics.expression import Expression, expression_to_sql

Z: Final = 1.959963984540054
"""Quantile of the normal distribution for an interval of 95 %."""

UNDEFINED_REASONS: Final = {
    "table not found": ("the report has no such table, or it was not read", "报告无此表或未能读出"),
    "not in this form": ("the form of the table does not have all the cells", "该版表式无所需单元格"),
    "value missing": (
        "a cell is blank, absent or was not read, or a fact is not known",
        "所需单元格空白、缺失或未读出，或所需事实不明",
    ),
    "zero denominator": ("there is nothing to take a share of", "分母为零"),
    "negative denominator": ("the printed numbers contradict each other", "分母为负，印出数字自相矛盾"),
    "numerator outside denominator": (
        "the printed numbers contradict each other",
        "分子不在分母范围内，印出数字自相矛盾",
    ),
}
"""Why a metric has no value, in the order in which they are tested."""

FACTS: Final = {
    "on_time": "r.on_time::INTEGER",
    "days_after_deadline": "CASE WHEN r.on_time IS NOT NULL THEN date_diff('day', r.deadline, r.published) END",
    "cells_reported": "r.cells_reported",
    "cells_found": "r.cells_reported + r.cells_blank + r.cells_dash + r.cells_absent + r.cells_unreadable",
    "checks_hold": "r.checks_hold",
    "checks_told": "r.checks_hold + r.checks_fail",
    "text_reuse": "r.text_reuse",
    "parts_found": "len(list_distinct(list_concat(coalesce(s.parts, []), ["
    + ", ".join(
        f"CASE WHEN f.form_{table} IS NOT NULL THEN '{table}' END" for table in ("proactive", "requests", "disputes")
    )
    + "])))",
    "processing_fee": "m.processing_fee",
}
"""The ``report.*`` facts of the formulas, as SQL over the relations joined in :func:`create_metrics`."""


def create_metrics(connection: duckdb.DuckDBPyConnection) -> None:
    """Create ``metrics``: one row for each report and metric, in the order of ``position`` and the catalogue.

    Reads ``final_panel``, ``printed_panel``, ``reports`` (its ``document_id``, ``published``, ``deadline``,
    ``on_time``, ``cells_*``, ``checks_hold``, ``checks_fail``, ``text_reuse``), ``corrections`` (``report_id``,
    ``cell``, ``correction_status``), ``read_sections`` and ``read_measures``. Memory is bounded by the connection's
    own limit: rows are sorted before they are unfolded.

    Every report has a row for every metric; where a value is undefined ``undefined_reason`` says why, and
    numerator and denominator stand there as far as they are known. ``basis`` is the weakest among the cells used.
    ``position`` and ``ordinal`` (of the metric in the catalogue) are there to be written in order.
    """
    connection.execute(f"CREATE TABLE metrics AS {metrics_sql()}")


def metrics_sql() -> str:
    """The query that gives the table ``metrics``."""
    metrics = list(load_catalogue().metrics.values())
    rates = _array(str(metric.kind == "rate").lower() for metric in metrics)
    whole = _array(str(metric.denominator is None).lower() for metric in metrics)
    # Numbers travel as four lists a report, and what is the same for all reports is looked up behind:
    # lists of records would be several times as large.
    return f"""
    WITH corrected AS (
        SELECT report_id, list(cell) AS cells FROM corrections WHERE correction_status = 'applied' GROUP BY report_id),
    parts AS (
        SELECT document_id, list(DISTINCT section) AS parts FROM read_sections
        WHERE section IN ({_texts(PARTS)}) GROUP BY document_id),
    fees AS (
        SELECT document_id, CASE WHEN count(*) = count(amount) AND count(DISTINCT amount) = 1 THEN min(amount) END
            AS processing_fee
        FROM (SELECT document_id, value * CASE unit WHEN '元' THEN 1 WHEN '万元' THEN 10000 END AS amount
            FROM read_measures WHERE measure = 'processing_fee')
        GROUP BY document_id),
    numbers AS (
        SELECT f.position, f.report_id, f.agency_id, f.year, f.scope,
            {_array(_sql(metric.numerator) for metric in metrics)}::DOUBLE[] AS numerators,
            {_array(_sql(metric.denominator) for metric in metrics)}::DOUBLE[] AS denominators,
            {_array(map(_gap_sql, metrics))}::UTINYINT[] AS gaps,
            {_array(map(_basis_sql, metrics))}::UTINYINT[] AS bases
        FROM final_panel f JOIN reports r USING (report_id) JOIN printed_panel q ON q.document_id = r.document_id
            LEFT JOIN corrected k ON k.report_id = f.report_id
            LEFT JOIN parts s ON s.document_id = r.document_id
            LEFT JOIN fees m ON m.document_id = r.document_id
        ORDER BY f.position),
    listed AS (
        SELECT position, report_id, agency_id, year, scope, unnest(range(1, {len(metrics) + 1})) AS number,
            unnest(numerators) AS numerator, unnest(denominators) AS denominator,
            unnest(gaps) AS gap, unnest(bases) AS base
        FROM numbers),
    judged AS (
        SELECT *, {rates}[number] AS is_rate, CASE
            WHEN numerator IS NULL OR (denominator IS NULL AND NOT {whole}[number]) THEN
                CASE gap WHEN 1 THEN 'table not found' WHEN 2 THEN 'not in this form' ELSE 'value missing' END
            WHEN denominator = 0 THEN 'zero denominator'
            WHEN denominator < 0 THEN 'negative denominator'
            WHEN is_rate AND NOT numerator BETWEEN 0 AND denominator THEN 'numerator outside denominator' END
            AS undefined_reason
        FROM listed)
    SELECT position, number AS ordinal, report_id, [{_texts(metric.id for metric in metrics)}][number] AS metric,
        agency_id, year, scope,
        CASE WHEN undefined_reason IS NULL THEN numerator / coalesce(denominator, 1) END AS value,
        numerator, denominator,
        CASE WHEN undefined_reason IS NULL AND is_rate THEN {wilson_sql("numerator", "denominator", "-")} END AS low,
        CASE WHEN undefined_reason IS NULL AND is_rate THEN {wilson_sql("numerator", "denominator", "+")} END AS high,
        undefined_reason,
        coalesce(denominator < {_array(str(metric.minimum) for metric in metrics)}[number], false) AS suppressed,
        CASE WHEN undefined_reason IS NULL THEN CASE base WHEN 2 THEN 'corrected' WHEN 1 THEN 'derived'
            ELSE 'printed' END END AS basis
    FROM judged"""


def wilson_sql(numerator: str, denominator: str, sign: str) -> str:
    """One end of the Wilson score interval (95 %) of a share as SQL: ``-`` the lower, ``+`` the upper one.

    Source: Wilson, Journal of the American Statistical Association 22 (1927), 209-212. The denominator must be
    above zero and the numerator from 0 to it.
    """
    n, x, z = f"({denominator})", f"({numerator})", Z * Z
    root = f"sqrt({x} * ({n} - {x}) / {n} + {z} / 4)"
    end = f"({x} + {z} / 2 {sign} {Z} * {root}) / ({n} + {z})"
    return f"least(greatest({end}, 0), 1)"


def _sql(expression: Expression | None) -> str:
    if expression is None:
        return "NULL"
    return expression_to_sql(expression, lambda cell: f"f.{cell_to_column(cell)}", FACTS.__getitem__)


def _gap_sql(metric: Metric) -> str:
    """1 where a table of the metric was not found, 2 where its form lacks cells, else 0."""
    absent = " OR ".join(f"f.form_{table} IS NULL" for table in metric.forms)
    lacking = " OR ".join(f"f.form_{table} NOT IN ({_texts(sorted(forms))})" for table, forms in metric.forms.items())
    return f"CASE WHEN {absent} THEN 1 WHEN {lacking} THEN 2 ELSE 0 END" if metric.forms else "0"


def _basis_sql(metric: Metric) -> str:
    """2 where a cell of the metric is corrected, 1 where one is proven, else 0."""
    if not metric.cells:
        return "0"
    columns = [cell_to_column(cell) for cell in metric.cells]
    derived = " OR ".join(f"(q.{column} IS NULL AND f.{column} IS NOT NULL)" for column in columns)
    return f"CASE WHEN list_has_any(k.cells, [{_texts(metric.cells)}]) THEN 2 WHEN {derived} THEN 1 ELSE 0 END"


def _array(items: Iterable[str]) -> str:
    return f"[{', '.join(items)}]"


def _texts(items: Iterable[str]) -> str:
    return ", ".join(f"'{item}'" for item in items)
