"""What one year hands to the next: open requests (I5) and the stock of rules in force (I6)."""

from __future__ import annotations

from typing import Final

from extract.forms import load_forms
from normalize.linking.year_pairs import number_text
from normalize.naming import cell_to_column

FIRST_YEAR: Final = 2019
"""The first fiscal year with a table of requests: nothing is carried over a change of form."""

STOCK_FORM: Final = "2021"
"""The form that counts rules in force; the stock of the form before counts what is published, another thing."""

STOCKS: Final = ("rules", "normative_docs")


def request_columns() -> list[str]:
    """The columns of the table of requests, the total last.

    >>> request_columns()[0], request_columns()[-1]
    ('natural_person', 'total')
    """
    table = load_forms()[STOCK_FORM].table("requests")
    return [cell.column for cell in table.cells if cell.row == "carried_in"]


def carry_over_cells() -> list[str]:
    """Every cell that the checks of this module look at."""
    rows = ("new", "carried_in", "concluded", "carried_out")
    stocks = [f"proactive.{stock}.{part}" for stock in STOCKS for part in ("issued", "repealed", "in_force")]
    return [f"requests.{row}.{column}" for row in rows for column in request_columns()] + stocks


def carry_over_sql(column: str) -> str:
    """SELECT of the check ``carry_over.<column>``: last year's carried_out is this year's carried_in.

    The hint names the smallest change that would explain a difference: one that mends a balance of its own year as
    well, then slips of copying (a forgotten number, swapped digits, the number of another column or row, a zero too
    many or too few, one wrong digit).
    """
    new, carried_in, concluded, carried_out = (
        cell_to_column(f"requests.{row}.{column}") for row in ("new", "carried_in", "concluded", "carried_out")
    )
    left, right = f"last_{carried_out}", carried_in
    cell_in, cell_out = f"requests.carried_in.{column}", f"requests.carried_out.{column}"
    shown_left, shown_right = number_text(left), number_text(right)
    this_total, last_total = (
        f"{new} + {{}} = {concluded} + {carried_out}",
        f"last_{new} + last_{carried_in} = last_{concluded} + {{}}",
    )
    others = " ".join(
        f"WHEN {right} > 0 AND {right} = last_{cell_to_column(f'requests.carried_out.{other}')} "
        f"THEN 'this is last year''s requests.carried_out.{other}, the number of another column'"
        for other in request_columns()
        if other != column
    )
    rows = " ".join(
        f"WHEN {right} > 0 AND {right} = last_{name} "
        f"THEN 'this is last year''s requests.{row}.{column}, the number of another row'"
        for row, name in (("carried_in", carried_in), ("new", new), ("concluded", concluded))
    )
    hint = f"""CASE
        WHEN NOT ({this_total.format(right)}) AND {this_total.format(left)}
            THEN '{cell_in} would have to be ' || {shown_left} || ', which mends this year''s balance too'
        WHEN NOT ({last_total.format(left)}) AND {last_total.format(right)}
            THEN 'last year''s {cell_out} would have to be ' || {shown_right}
                || ', which mends last year''s balance too'
        WHEN {right} = 0 THEN 'those carried over seem to be left out this year'
        WHEN {left} = 0 THEN 'last year''s report hands nothing on'
        WHEN {_damerau(left, right)} = 1 AND {_levenshtein(left, right)} = 2 THEN 'two digits are swapped'
        {others} {rows}
        WHEN {right} = {left} * 10 OR {left} = {right} * 10 THEN 'the same digits with a zero more or less'
        WHEN {_damerau(left, right)} = 1 THEN 'they are one digit apart'
        WHEN {this_total.format(right)} AND {last_total.format(left)}
            THEN 'each year adds up with its own number, so no single misprint explains it'
        ELSE 'no change of a single digit explains it' END"""
    return f"""SELECT report_id, agency_id, year, scope, other_report_id, other_scopes, event_id, event_kind,
        'carry_over.{column}' AS check_id, 'I5' AS identity, FALSE AS soft, '' AS specific_reason,
        year <= {FIRST_YEAR} AS breaks,
        {left} AS lhs, {right} AS rhs, {left} = {right} AS holds, '{cell_out} {cell_in}' AS cells,
        {hint} AS hint,
        CASE WHEN {left} IS NULL AND {right} IS NULL
                THEN 'neither last year''s {cell_out} nor this year''s {cell_in} is known'
            WHEN {left} IS NULL THEN 'last year''s {cell_out} is not known'
            ELSE 'this year''s {cell_in} is not known' END AS missing
        FROM year_pairs WHERE form_requests IS NOT NULL"""


def stock_sql(stock: str) -> str:
    """SELECT of the check ``stock.<stock>``: in force last year + issued - repealed = in force (soft).

    Soft: registering anew, transfers between organs and amendments break it legitimately.
    """
    cells = [f"proactive.{stock}.{part}" for part in ("in_force", "issued", "repealed")]
    in_force, issued, repealed = (cell_to_column(cell) for cell in cells)
    left = f"last_{in_force} + {issued} - {repealed}"
    hint = f"""CASE
        WHEN {in_force} = last_{in_force}
            THEN 'the number in force is last year''s, as if nothing had been issued or repealed'
        WHEN {in_force} = last_{in_force} + {issued} THEN 'those repealed seem not to be taken off'
        WHEN {in_force} = last_{in_force} - {repealed} THEN 'those issued seem not to be added'
        WHEN {in_force} = {issued} THEN 'only those issued this year seem to be counted as in force'
        WHEN {_damerau(left, in_force)} = 1 AND {_levenshtein(left, in_force)} = 2 THEN 'two digits are swapped'
        WHEN {in_force} = ({left}) * 10 OR {left} = {in_force} * 10 THEN 'the same digits with a zero more or less'
        WHEN {_damerau(left, in_force)} = 1 THEN 'they are one digit apart'
        ELSE 'no change of a single digit explains it' END"""
    return f"""SELECT report_id, agency_id, year, scope, other_report_id, other_scopes, event_id, event_kind,
        'stock.{stock}' AS check_id, 'I6' AS identity, TRUE AS soft, 'soft_identity' AS specific_reason,
        coalesce(last_form_proactive <> '{STOCK_FORM}', year <= {STOCK_FORM}) AS breaks,
        {left} AS lhs, {in_force} AS rhs, {left} = {in_force} AS holds, '{" ".join((*cells, cells[0]))}' AS cells,
        {hint} AS hint,
        CASE WHEN last_{in_force} IS NULL THEN 'last year''s {cells[0]} is not known'
            ELSE 'not all of this year''s {", ".join(cells)} are known' END AS missing
        FROM year_pairs WHERE form_proactive = '{STOCK_FORM}'"""


def _damerau(one: str, other: str) -> str:
    return f"damerau_levenshtein({number_text(one)}, {number_text(other)})"


def _levenshtein(one: str, other: str) -> str:
    return f"levenshtein({number_text(one)}, {number_text(other)})"
