"""Formulas: a grammar of their own, nothing else is understood, and SQL computes what they say."""

from __future__ import annotations

import math

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.errors import FormError
from output.metrics.expression import (
    Call,
    Cell,
    Expression,
    Fact,
    Listing,
    Number,
    Operation,
    expression_to_cells,
    expression_to_forms,
    expression_to_sql,
    text_to_expression,
)

NAMES: dict[str, Expression | Listing] = {
    "a": Cell("a"),
    "b": Cell("b"),
    "c": Cell("c"),
    "ALL": Listing((Cell("a"), Cell("b"), Cell("c"))),
}
KNOWN = st.one_of(st.none(), st.integers(0, 20))


def evaluate(expression: Expression, cells: dict[str, int | None]) -> float | None:
    """What a formula comes to, written down independently of the SQL."""
    match expression:
        case Number(value):
            return float(value)
        case Cell(cell):
            return cells[cell]
        case Fact(fact):
            return cells[fact]
        case Operation(sign, left, right):
            one, other = evaluate(left, cells), evaluate(right, cells)
            if one is None or other is None or (sign == "/" and other == 0):
                return None
            return {"+": one + other, "-": one - other, "*": one * other, "/": one / (other or 1)}[sign]
        case Call("either", arguments):
            return next((found for part in arguments if (found := evaluate(part, cells)) is not None), None)
        case Call(function, arguments):
            values = [evaluate(part, cells) for part in arguments]
            known = [value for value in values if value is not None]
            if len(known) < len(values):
                return None
            if function == "squares":
                return sum(value**2 for value in known)
            total = sum(known)
            return sum(-value * math.log(value / total) for value in known if value)


FORMULAS = [
    "a + b - c",
    "a - (b - c)",
    "a * b + c * 2",
    "a / b / c",
    "a / (b + c)",
    "either(a + b, c)",
    "squares(ALL) / (a + b + c)",
    "entropy(a, b, c)",
    "entropy(ALL)",
    "1.5 * a",
]


@given(st.sampled_from(FORMULAS), KNOWN, KNOWN, KNOWN)
@settings(deadline=None, max_examples=200)
def test_sql_computes_the_formula(formula: str, a: int | None, b: int | None, c: int | None) -> None:
    """SQL gives what the formula means; unknown cells and divisions by zero give nothing."""
    expression = text_to_expression(formula, NAMES)
    sql = expression_to_sql(expression, str, str)
    found = duckdb.execute(
        f"SELECT ({sql})::DOUBLE FROM (SELECT ?::BIGINT AS a, ?::BIGINT AS b, ?::BIGINT AS c)", [a, b, c]
    )
    expected = evaluate(expression, {"a": a, "b": b, "c": c})
    value = found.fetchall()[0][0]
    assert (value is None) is (expected is None)
    assert value is None or value == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    "formula",
    [
        "",
        "a +",
        "a b",
        "(a",
        "a)",
        "a ++ b",
        "-a",
        "a ** b",
        "a; DROP TABLE metrics",
        "a -- b",
        "'a'",
        "a % b",
        "a = b",
        "__import__(a)",
        "either()",
        "either(a,)",
        "ALL",
        "ALL + a",
        "requests.no_such_row",
        "requests.new.nobody",
        "lambda",
        "a" * 5000,
        "(" * 500 + "a" + ")" * 500,
        "1e5",
        "a.b",
        "￥",
    ],
)
def test_everything_else_is_refused(formula: str) -> None:
    """What is not of the grammar, and every unknown name, is refused with the formula."""
    with pytest.raises(FormError):
        text_to_expression(formula, NAMES)


def test_cells_and_forms() -> None:
    """A formula knows its cells, a total where no column is said, and the forms that have them all."""
    other = text_to_expression("either(requests.other_fee_unpaid + requests.other_remaining, requests.other)")
    assert expression_to_cells(other) == (
        "requests.other_fee_unpaid.total",
        "requests.other_remaining.total",
        "requests.other.total",
    )
    assert expression_to_forms(other) == {"requests": frozenset({"2019", "2021"})}
    mixed = text_to_expression("disputes.review / requests.other_fee_unpaid + report.cells_found")
    assert expression_to_forms(mixed) == {"disputes": frozenset({"2019", "2021"}), "requests": frozenset({"2021"})}
