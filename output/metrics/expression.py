"""Formulas over cells: a small language of its own, parsed here and turned into SQL. Nothing is ever evaluated as code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, reduce
from typing import Final, NamedTuple

from extract.errors import FormError
from extract.forms import load_forms

FUNCTIONS: Final = ("either", "squares", "entropy")

_TOKEN: Final = re.compile(r"\s*(?:(?P<name>[A-Za-z_][\w.]*)|(?P<number>\d+(?:\.\d+)?)|(?P<sign>[-+*/(),]))")
_LONGEST: Final = 4000
_DEEPEST: Final = 30


class Number(NamedTuple):
    """A number that stands in the formula."""

    value: str


class Cell(NamedTuple):
    """A cell of the forms by its canonical id."""

    cell: str


class Fact(NamedTuple):
    """Something known of the report itself, ``report.<name>``."""

    name: str


class Operation(NamedTuple):
    """Two formulas and the sign between them."""

    sign: str
    left: Expression
    right: Expression


class Call(NamedTuple):
    """A function of formulas: one of :data:`FUNCTIONS`."""

    function: str
    arguments: tuple[Expression, ...]


Expression = Number | Cell | Fact | Operation | Call


class Listing(NamedTuple):
    """Several formulas under one name, for the arguments of a function."""

    members: tuple[Expression, ...]


Names = Mapping[str, Expression | Listing]
"""What the shorthands stand for."""


def text_to_expression(text: str, names: Names | None = None) -> Expression:
    """A formula from its text: cells, shorthands, ``report.*`` facts, numbers, ``+ - * /``, brackets, functions.

    A cell id without a column means its total.

    Raises:
        FormError: the text breaks the grammar, or a name in it is no shorthand, cell or fact.

    >>> text_to_expression("(G + 1) / requests.concluded", {"G": Cell("requests.granted.total")})
    Operation(sign='/', left=Operation(sign='+', left=Cell(cell='requests.granted.total'), right=Number(value='1')),
    right=Cell(cell='requests.concluded.total'))
    """
    parser = _Parser(text, names or {})
    expression = parser.sum()
    if parser.token is not None:
        raise parser.refusal("the end of the formula")
    return expression


class _Parser:
    """Recursive descent over the tokens of one formula."""

    def __init__(self, text: str, names: Names) -> None:
        self.text = text
        self.names = names
        self.depth = 0
        self.token: tuple[str, str] | None = None
        self.tokens = self._tokens()
        self.advance()

    def _tokens(self) -> Iterator[tuple[str, str]]:
        if len(self.text) > _LONGEST:
            raise self.refusal(f"a formula of up to {_LONGEST} characters")
        at = 0
        while at < len(self.text.rstrip()):
            found = _TOKEN.match(self.text, at)
            if found is None:
                raise self.refusal("cells, numbers, + - * / and brackets")
            kind = found.lastgroup or ""
            yield kind, found[kind]
            at = found.end()

    def refusal(self, expected: str) -> FormError:
        found = "the end or an unknown sign" if self.token is None else repr(self.token[1])
        return FormError(expected=expected, found=found, where=self.text[:200], advice="correct the formula")

    def advance(self) -> None:
        self.token = next(self.tokens, None)

    def take(self, sign: str) -> None:
        if self.token != ("sign", sign):
            raise self.refusal(repr(sign))
        self.advance()

    def sum(self) -> Expression:
        return self._chain("+-", self.product)

    def product(self) -> Expression:
        return self._chain("*/", self.factor)

    def _chain(self, signs: str, part: Callable[[], Expression]) -> Expression:
        left = part()
        while self.token is not None and self.token[0] == "sign" and self.token[1] in signs:
            sign = self.token[1]
            self.advance()
            left = Operation(sign, left, part())
        return left

    def factor(self) -> Expression:
        self.depth += 1
        if self.token is None or self.depth > _DEEPEST:
            raise self.refusal("a cell, a number or a bracket")
        kind, text = self.token
        self.advance()
        if kind == "number":
            result: Expression = Number(text)
        elif kind == "sign" and text == "(":
            result = self.sum()
            self.take(")")
        elif kind == "name":
            result = Call(text, self._arguments()) if text in FUNCTIONS else self._named(text)
        else:
            raise self.refusal(f"a cell, a number or a bracket instead of {text!r} before this")
        self.depth -= 1
        return result

    def _arguments(self) -> tuple[Expression, ...]:
        self.take("(")
        arguments: list[Expression] = []
        while True:
            several = self.names.get(self.token[1]) if self.token and self.token[0] == "name" else None
            if isinstance(several, Listing):
                arguments += several.members
                self.advance()
            else:
                arguments.append(self.sum())
            if self.token != ("sign", ","):
                self.take(")")
                return tuple(arguments)
            self.advance()

    def _named(self, name: str) -> Expression:
        known = self.names.get(name)
        if known is not None and not isinstance(known, Listing):
            return known
        if name.startswith("report."):
            return Fact(name.removeprefix("report."))
        for cell in (name, f"{name}.total"):
            if cell in _form_cells():
                return Cell(cell)
        raise FormError(
            expected="a cell, a shorthand or a fact of the report",
            found=name,
            where=self.text,
            advice="correct the formula",
        )


@cache
def _form_cells() -> Mapping[str, frozenset[str]]:
    """For every cell the forms that have it."""
    found: dict[str, frozenset[str]] = {}
    for form in load_forms().values():
        for cell in form.cells:
            found[cell.cell] = found.get(cell.cell, frozenset()) | {form.id}
    return found


def expression_to_sql(expression: Expression, cell_sql: Callable[[str], str], fact_sql: Callable[[str], str]) -> str:
    """A formula as SQL of type DOUBLE; NULL where a cell is NULL, and where something is divided by zero.

    Args:
        expression: the formula.
        cell_sql: from a canonical cell id to the SQL of its value.
        fact_sql: from the name of a fact to the SQL of its value.

    >>> expression_to_sql(text_to_expression("requests.new / 2"), lambda cell: f"{cell!r}", str)
    "('requests.new.total' / nullif(2, 0))"
    """

    def sql(part: Expression) -> str:
        match part:
            case Number(value):
                return value
            case Cell(cell):
                return cell_sql(cell)
            case Fact(name):
                return fact_sql(name)
            case Operation("/", left, right):
                return f"({sql(left)} / nullif({sql(right)}, 0))"
            case Operation(sign, left, right):
                return f"({sql(left)} {sign} {sql(right)})"
            case Call("either", arguments):
                return f"coalesce({', '.join(map(sql, arguments))})"
            case Call("squares", arguments):
                return f"({' + '.join(f'power({sql(argument)}, 2)' for argument in arguments)})"
            case Call(_, arguments):
                # With s for the sum of all, the sum of -a ln(a/s) is s ln s less the sum of a ln a.
                parts = list(map(sql, arguments))
                return f"({_times_logarithm(' + '.join(parts))} - ({' + '.join(map(_times_logarithm, parts))}))"

    return sql(expression)


def _times_logarithm(sql: str) -> str:
    # x ln x goes to 0 with x; 0 * x stays NULL where x is.
    return f"CASE WHEN {sql} > 0 THEN ({sql}) * ln({sql}) ELSE 0 * ({sql}) END"


def expression_to_cells(expression: Expression) -> tuple[str, ...]:
    """All cells of a formula, each once, in order."""
    match expression:
        case Cell(cell):
            return (cell,)
        case Operation(_, left, right):
            parts: tuple[Expression, ...] = (left, right)
        case Call(_, arguments):
            parts = arguments
        case _:
            parts = ()
    return tuple(dict.fromkeys(cell for part in parts for cell in expression_to_cells(part)))


def expression_to_forms(expression: Expression) -> dict[str, frozenset[str]]:
    """For each table of which a formula has cells, the forms under which these cells exist.

    >>> expression_to_forms(text_to_expression("requests.other_fee_unpaid / requests.concluded"))
    {'requests': frozenset({'2021'})}
    """
    match expression:
        case Cell(cell):
            return {cell.split(".")[0]: _form_cells()[cell]}
        case Operation(_, left, right):
            return merged_forms([expression_to_forms(left), expression_to_forms(right)])
        case Call(function, arguments):
            parts = [expression_to_forms(argument) for argument in arguments]
            return merged_forms(parts, frozenset.union if function == "either" else frozenset.intersection)
        case _:
            return {}


def merged_forms(
    parts: Sequence[Mapping[str, frozenset[str]]],
    join: Callable[[frozenset[str], frozenset[str]], frozenset[str]] = frozenset.intersection,
) -> dict[str, frozenset[str]]:
    """Forms by table of several formulas together: those that all of them have, or by ``join``.

    >>> merged_forms([{"requests": frozenset({"2019", "2021"})}, {"requests": frozenset({"2021"})}])
    {'requests': frozenset({'2021'})}
    """
    tables = dict.fromkeys(table for part in parts for table in part)
    return {table: reduce(join, [part[table] for part in parts if table in part]) for table in tables}
