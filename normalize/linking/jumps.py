"""Numbers that change more from one year to the next than an agency does: wrong units, zeros too many."""

from __future__ import annotations

from typing import Final

from extract.forms import load_forms
from normalize.linking.year_pairs import number_text
from normalize.naming import cell_to_column

UNIT: Final = 10_000
"""元 in one 万元."""

UNIT_WINDOW: Final = 3
"""An amount is suspect when its ratio to last year's is 10,000 give or take this factor: amounts do triple or fall to
a third in a year, and no agency's fees grow three thousandfold."""

LARGE: Final = 100
"""The smaller of two counts must be at least this much for a jump to be told from a small office's ups and downs."""

IMPLAUSIBLE: Final = 100
"""Ratio of two large counts of successive years from which the change is implausible."""


def amount_cells() -> list[str]:
    """Cells that hold money, of all forms."""
    return list(
        dict.fromkeys(cell.cell for form in load_forms().values() for cell in form.cells if cell.kind == "amount")
    )


def count_cells() -> list[str]:
    """Counts whose jumps are looked for: totals of requests, all of disputes, proactive counts that are no changes.

    The columns of applicants are left to their totals, with which each report's own checks compare them.
    """
    return list(
        dict.fromkeys(
            cell.cell
            for form in load_forms().values()
            for cell in form.cells
            if cell.kind == "count" and (cell.table != "requests" or cell.column == "total")
        )
    )


def amount_jump_sql(cell: str) -> str:
    """SELECT of the check ``jump.<cell>`` of an amount: one of two years in 元 that should be in 万元."""
    column = cell_to_column(cell)
    last = f"last_{column}"
    ratio = f"greatest({last}, {column}) / nullif(least({last}, {column}), 0)"
    forms = ", ".join(f"'{form.id}'" for form in load_forms().values() if any(c.cell == cell for c in form.cells))
    return f"""SELECT report_id, agency_id, year, scope, other_report_id, other_scopes, event_id, event_kind,
        'jump.{cell}' AS check_id, 'JUMP' AS identity, TRUE AS soft, 'unit_suspect' AS specific_reason,
        last_form_proactive NOT IN ({forms}) AS breaks,
        {last} AS lhs, {column} AS rhs,
        CASE WHEN {last} = {column} THEN TRUE WHEN {last} > 0 AND {column} > 0
            THEN {ratio} NOT BETWEEN {UNIT / UNIT_WINDOW} AND {UNIT * UNIT_WINDOW} END AS holds,
        '{cell} {cell}' AS cells,
        CASE WHEN {column} > {last} THEN 'this year''s' ELSE 'last year''s' END
            || ' is about ' || {number_text(f"round({ratio})")}
            || ' times the other, as if it were in 元 and the other in 万元' AS hint,
        CASE WHEN {last} IS NULL THEN 'last year''s {cell} is not known'
            WHEN {column} IS NULL THEN 'this year''s {cell} is not known'
            ELSE 'one of the two is 0, and a ratio to 0 says nothing' END AS missing
        FROM year_pairs WHERE form_proactive IN ({forms})"""


def count_jumps_sql() -> str:
    """SELECT of the failing checks ``jump.<cell>`` of all counts; counts that do not jump have no row.

    A count jumps when both years are large and one is a hundred times the other or more, or when both have the
    same digits but for zeros at the end (1210 after 121, where 121 itself does not end in 0).
    """
    cells = count_cells()
    columns = [cell_to_column(cell) for cell in cells]
    return f"""SELECT report_id, agency_id, year, scope, other_report_id, other_scopes, event_id, event_kind,
        'jump.' || cell AS check_id, 'JUMP' AS identity, TRUE AS soft, 'implausible_jump' AS specific_reason,
        FALSE AS breaks, last AS lhs, now AS rhs, FALSE AS holds, cell || ' ' || cell AS cells,
        CASE WHEN zeros > 0 THEN 'the same digits with ' || CASE zeros WHEN 1 THEN 'one more zero '
                ELSE zeros || ' more zeros ' END || CASE WHEN now > last THEN 'this year' ELSE 'last year' END
            ELSE CASE WHEN now > last THEN 'this year''s' ELSE 'last year''s' END
                || ' is about ' || {number_text("round(more / less)")} || ' times the other' END AS hint,
        '' AS missing
        FROM (SELECT *, CASE WHEN less % 10 <> 0 AND more / less = 10 ** round(log10(more / less))
                THEN round(log10(more / less))::INTEGER ELSE 0 END AS zeros
            FROM (SELECT *, greatest(last, now) AS more, least(last, now) AS less
                FROM (SELECT *, unnest({cells}) AS cell,
                        unnest([{", ".join(f"last_{name}" for name in columns)}]) AS last,
                        unnest([{", ".join(columns)}]) AS now
                    FROM year_pairs WHERE other_report_id IS NOT NULL)
                WHERE last >= {LARGE} AND now >= {LARGE}))
        WHERE more > less AND (more >= less * {IMPLAUSIBLE} OR zeros > 0)"""
