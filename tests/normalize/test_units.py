"""Money is brought to one unit only where a print says which one it has."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.forms import load_forms
from extract.reading import CellReading, Number
from normalize.units import STANDARD_UNIT, cell_to_standard

FEES, PROCUREMENT = "proactive.fees.amount", "proactive.procurement.amount"


@pytest.mark.parametrize(
    ("cell", "value", "unit", "expected"),
    [
        (PROCUREMENT, 251000, "元", Decimal("25.1")),
        (PROCUREMENT, Decimal("75394432.52"), "元", Decimal("7539.443252")),
        (PROCUREMENT, 3, "亿元", 30000),
        (PROCUREMENT, 120, "万元", 120),
        (PROCUREMENT, 0, None, 0),
        (PROCUREMENT, 251000, None, None),
        (PROCUREMENT, 12, "项", None),
        (FEES, Decimal("59237.2449"), None, Decimal("59237.2449")),
        (FEES, 592372449, "元", Decimal("59237.2449")),
    ],
)
def test_amounts(cell: str, value: Number, unit: str | None, expected: Number | None) -> None:
    """The unit in the cell goes before that of the form; without any the value stays unknown, save for zero."""
    standard = cell_to_standard(CellReading(cell, "reported", value, str(value), unit=unit))
    assert standard is not None
    assert standard.value == expected
    assert standard.unit == (None if expected is None else STANDARD_UNIT)
    assert standard.reason


@given(st.integers(0, 10**15), st.integers(0, 6))
@settings(deadline=None)
def test_nothing_is_rounded(digits: int, places: int) -> None:
    """Yuan become ten-thousands exactly, whatever the number of digits."""
    value = Decimal(digits).scaleb(-places)
    standard = cell_to_standard(CellReading(PROCUREMENT, "reported", value, unit="元"))
    assert standard is not None and standard.value is not None
    assert Decimal(standard.value) * 10_000 == value


def test_only_money_has_a_standard() -> None:
    """Counts and cells without a number have none; every cell of money has."""
    for form in load_forms().values():
        for cell in form.cells:
            printed = cell_to_standard(CellReading(cell.cell, "reported", 0))
            assert (printed is not None) is (cell.kind == "amount")
            assert cell_to_standard(CellReading(cell.cell, "blank")) is None
