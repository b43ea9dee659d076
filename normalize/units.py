"""Amounts of money brought to one unit, 万元, where the report says which unit it prints."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Final, NamedTuple

from extract.forms import load_forms
from extract.reading import CellReading, Number

STANDARD_UNIT: Final = "万元"

_EXPONENTS: Final = {"元": -4, "万元": 0, "亿元": 4}
"""Powers of ten from a unit to the standard unit."""


class Standard(NamedTuple):
    """An amount in the standard unit.

    Attributes:
        value: exact; None where the unit is not known, which is never guessed.
        unit: :data:`STANDARD_UNIT`; None without a value.
        reason: which print says so, or why there is no value.
    """

    value: Number | None
    unit: str | None
    reason: str


@cache
def _printed_units() -> dict[str, str]:
    """The cells that hold money, with the unit that the form prints; empty where the cell itself has to carry it."""
    return {cell.cell: cell.unit for form in load_forms().values() for cell in form.cells if cell.kind == "amount"}


def cell_to_standard(reading: CellReading) -> Standard | None:
    """The amount that a cell prints, in the standard unit; None for cells that print no amount of money.

    A unit inside the cell goes before the one in the head of the form (facts on pitfalls, 29). Without any the value
    stays unknown, save for zero, which is zero in every unit.

    >>> cell_to_standard(CellReading("proactive.procurement.amount", "reported", 251000, "251000元", unit="元"))
    Standard(value=Decimal('25.1'), unit='万元', reason='the cell prints 元')
    >>> cell_to_standard(CellReading("proactive.fees.amount", "reported", Decimal("59237.2449"), "59237.2449"))
    Standard(value=Decimal('59237.2449'), unit='万元', reason='the form prints 万元')
    >>> cell_to_standard(CellReading("proactive.procurement.amount", "reported", 251000, "251000"))
    Standard(value=None, unit=None, reason='no unit is printed')
    >>> cell_to_standard(CellReading("requests.new.total", "reported", 21, "21"))
    """
    printed = _printed_units().get(reading.cell)
    if printed is None or reading.value is None:
        return None
    unit = reading.unit or printed
    if unit in _EXPONENTS:
        where = "the cell" if reading.unit else "the form"
        return Standard(_scaled(reading.value, _EXPONENTS[unit]), STANDARD_UNIT, f"{where} prints {unit}")
    if unit:
        return Standard(None, None, f"the cell prints {unit}, which is no unit of money")
    if reading.value == 0:
        return Standard(0, STANDARD_UNIT, "zero is the same in every unit")
    return Standard(None, None, "no unit is printed")


def _scaled(value: Number, exponent: int) -> Number:
    if exponent == 0:
        return value
    sign, digits, own = Decimal(value).as_tuple()
    assert isinstance(own, int)  # Cells hold finite numbers only.
    # Built from its digits: arithmetic would round to the precision of the context.
    exact = Decimal((sign, digits, own + exponent))
    if exact == exact.to_integral_value():
        return int(exact)
    return Decimal(format(exact, "f").rstrip("0"))
