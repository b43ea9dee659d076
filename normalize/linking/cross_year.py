"""Checks that take two years of one agency, and the one that takes its powers: always in doubt before in error."""

from __future__ import annotations

from typing import Final

import duckdb

from normalize.linking.carry_over import STOCKS, carry_over_cells, carry_over_sql, request_columns, stock_sql
from normalize.linking.jumps import amount_cells, amount_jump_sql, count_cells, count_jumps_sql
from normalize.linking.year_pairs import create_year_pairs, number_text
from normalize.naming import cell_to_column

RULE_COUNTS: Final = {
    "2019": ("made", "disclosed", "stock"),
    "2021": ("issued", "repealed", "in_force"),
}
"""Columns of the row of rules, by form."""

GOVERNMENTS: Final = ("government", "gov_office")
"""Kinds of agencies that are a government, or answer for one."""


def create_cross_checks(connection: duckdb.DuckDBPyConnection) -> None:
    """Create ``cross_checks``: what a report says beside its agency's report of the year before.

    Both years must have the same agency and the same scope. Checks:

    * I5 ``carry_over.<column>``: requests carried out last year are those carried in this year, by column of
      applicants; a row for every report with a table of requests.
    * I6 ``stock.rules``, ``stock.normative_docs`` (soft): in force last year + issued - repealed = in force; a row for
      every report with table 二 of the 2021 form.
    * JUMP ``jump.<cell>`` (soft): amounts about 10,000 times last year's or a ten-thousandth of it, a row for every
      report that has the amount; counts that change by an implausible factor or gain or lose zeros, a row only where
      they do.
    * I8 ``zero.rules`` (soft): no rules in organs without the power to make them (townships, counties, departments
      of prefectures); this check takes no second year.

    What is missing or unknown makes a check ``cannot_tell``, never fail.

    Reads:
        ``final_panel``, ``agencies`` (agency_id, division_id, level, kinds), ``lineage``.

    Creates:
        ``cross_checks``: report_id, other_report_id (last year's; NULL without), agency_id, year, scope, check_id,
        identity, result (``holds``, ``fails``, ``cannot_tell``), soft (BOOLEAN: may fail for good reasons), left,
        right (DOUBLE; NULL where not known. I5: last year's carried_out, this year's carried_in; I6: what should be in
        force, what is; JUMP: last year's, this year's; I8: the rules, 0), difference (left - right), cells (left side
        first, space separated; where a cell stands on both sides the first one is last year's), explanation (one
        sentence, NULL where the check holds), reason_code (NULL where the check holds, or fails without a known
        reason; ``lineage_event_this_year``: the agency or its division has an event in either year; ``form_break``:
        the forms of the two years do not count the same; ``no_previous_report``; ``not_reported``;
        ``unit_suspect``; ``implausible_jump``; ``soft_identity``; ``no_power``). Ordered by report_id and check_id.
    """
    rules = [f"proactive.rules.{name}" for names in RULE_COUNTS.values() for name in names]
    cells = dict.fromkeys([*carry_over_cells(), *amount_cells(), *count_cells(), *rules])
    create_year_pairs(connection, cells)
    selects = [
        *(carry_over_sql(column) for column in request_columns()),
        *(stock_sql(stock) for stock in STOCKS),
        *(amount_jump_sql(cell) for cell in amount_cells()),
        count_jumps_sql(),
    ]
    connection.execute(f"""CREATE TABLE cross_checks AS
        WITH compared AS ({" UNION ALL ".join(selects)}),
        judged AS (
            SELECT *, CASE WHEN holds IS NULL THEN 'cannot_tell' WHEN holds THEN 'holds' ELSE 'fails' END AS result
            FROM compared)
        SELECT report_id, other_report_id, agency_id, year, scope, check_id, identity, result, soft,
            lhs AS "left", rhs AS "right", lhs - rhs AS difference, cells,
            {_EXPLANATION} AS explanation, {_REASON} AS reason_code
        FROM judged
        UNION ALL {" UNION ALL ".join(_rules_sql(form, names) for form, names in RULE_COUNTS.items())}
        ORDER BY report_id, check_id""")
    connection.execute("DROP TABLE year_pairs")


_REASON: Final = """CASE result
    WHEN 'fails' THEN CASE WHEN event_id IS NOT NULL THEN 'lineage_event_this_year' WHEN breaks THEN 'form_break'
        ELSE nullif(specific_reason, '') END
    WHEN 'cannot_tell' THEN CASE WHEN breaks THEN 'form_break'
        WHEN other_report_id IS NOT NULL THEN 'not_reported'
        WHEN event_id IS NOT NULL THEN 'lineage_event_this_year' ELSE 'no_previous_report' END END"""

_EVENT: Final = "coalesce('; lineage has an event that may be why (' || event_kind || ', ' || event_id || ')', '')"

_EXPLANATION: Final = f"""CASE result
    WHEN 'fails' THEN 'the sides are ' || {number_text("lhs")}
        || CASE WHEN identity = 'I6' THEN '' ELSE ' (last year)' END
        || ' and ' || {number_text("rhs")} || ': ' || hint || {_EVENT}
        || CASE WHEN breaks THEN '; the forms of the two years are not the same' ELSE '' END
    WHEN 'cannot_tell' THEN CASE
        WHEN breaks THEN 'the form of ' || (year - 1) || ' does not count this'
        WHEN other_report_id IS NOT NULL THEN missing
        WHEN other_scopes IS NOT NULL
            THEN 'the report of ' || (year - 1) || ' has another scope (' || other_scopes || ')' || {_EVENT}
        ELSE 'there is no report of ' || (year - 1) || {_EVENT} END END"""


def _rules_sql(form: str, names: tuple[str, ...]) -> str:
    """SELECT of the check ``zero.rules`` for reports of one form, in the columns of ``cross_checks``."""
    cells = [f"proactive.rules.{name}" for name in names]
    columns = [cell_to_column(cell) for cell in cells]
    total = " + ".join(f"coalesce({column}, 0)" for column in columns)
    kinds = ", ".join(f"'{kind}'" for kind in GOVERNMENTS)
    return f"""SELECT report_id, NULL, agency_id, year, scope, 'zero.rules', 'I8',
            CASE WHEN rules > 0 THEN 'fails' WHEN known THEN 'holds' ELSE 'cannot_tell' END, TRUE,
            CASE WHEN known OR rules > 0 THEN rules END, 0::DOUBLE, CASE WHEN known OR rules > 0 THEN rules END,
            '{" ".join(cells)}',
            CASE WHEN rules > 0 THEN 'an organ of this level has no power to make rules, and '
                    || {number_text("rules")} || ' are counted: they may be normative documents'
                WHEN NOT known THEN 'not all numbers of rules are known' END,
            CASE WHEN rules > 0 THEN 'no_power' WHEN NOT known THEN 'not_reported' END
        FROM (SELECT *, {total} AS rules, {" AND ".join(f"{column} IS NOT NULL" for column in columns)} AS known
            FROM year_pairs)
        WHERE form_proactive = '{form}' AND (agency_level IN ('county', 'township')
            OR (agency_level = 'prefecture' AND scope = 'organ'
                AND NOT list_has_any(string_split(coalesce(kinds, ''), ' '), [{kinds}])))"""
