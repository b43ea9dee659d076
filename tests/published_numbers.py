"""Numbers of published reports against which whole calculations are tested (facts on the forms, section 13)."""

from __future__ import annotations

from typing import Final

from fixtures.labels import COLUMNS, DISPUTE_BLOCKS, REQUEST_ROWS, RESULTS

Number = int | None

_REQUESTS: Final[dict[str, list[int]]] = {
    "suqian_2023": [
        3511, 96, 1191, 328, 0, 27, 6, 38, 20, 9, 21, 21, 1047, 28, 3, 305, 39, 0, 58, 4, 40, 10, 291, 3486, 121,
    ],
    "suqian_2024": [
        3525, 121, 1431, 471, 2, 1, 4, 17, 21, 11, 23, 13, 897, 36, 8, 87, 27, 0, 3, 0, 77, 38, 354, 3521, 125,
    ],
    "huaian_2024": [
        3119, 34, 1362, 454, 2, 31, 5, 6, 8, 12, 9, 105, 769, 11, 1, 62, 25, 0, 0, 1, 71, 6, 110, 3050, 103,
    ],
}  # fmt: skip
_DISPUTES: Final[dict[str, list[int]]] = {
    "suqian_2023": [309, 17, 88, 26, 440, 1, 1, 16, 6, 24, 13, 0, 67, 9, 89],
    "suqian_2024": [88, 18, 28, 36, 170, 7, 0, 11, 7, 25, 33, 0, 6, 13, 52],
    "huaian_2024": [72, 64, 178, 37, 351, 13, 4, 8, 1, 26, 12, 1, 1, 6, 20],
}

TOTALS: Final[dict[str, dict[str, int]]] = {
    name: {f"requests.{row}.total": value for row, value in zip(REQUEST_ROWS["2021"], values, strict=True)}
    | {
        f"disputes.{block}.{result}": value
        for (block, result), value in zip(
            [(block, result) for block in DISPUTE_BLOCKS for result in RESULTS], _DISPUTES[name], strict=True
        )
    }
    for name, values in _REQUESTS.items()
}
"""The column of totals of table 三, and table 四, of three cities' reports in the 2021 form."""

_: Final = None
_SHANGHAI: Final[dict[str, list[Number]]] = {
    "natural_person": [821, 18, 258, 3, 14, _, _, _, 5, 3, _, 10, 252, 44, 25, 148, 5, _, _, _, _, 767, 72],
    "business": [35, _, 12, _, _, _, _, _, _, 1, _, 2, 12, 3, _, 1, 4, _, _, _, _, 35, _],
    "research": [_] * 23,
    "social": [_] * 23,
    "legal": [2, _, 1, _, _, _, _, _, _, _, _, _, 1, _, _, _, _, _, _, _, _, 2, _],
    "other_org": [1, _, 1, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, 1, _],
    "total": [859, 18, *([_] * 19), 805, 72],
}
SHANGHAI: Final[dict[str, Number]] = {
    f"requests.{row}.{column}": _SHANGHAI[column][number]
    for number, row in enumerate(REQUEST_ROWS["2019"])
    for column in COLUMNS
}
"""Table 三 of the report of Shanghai's general office on 2019, blanks as None; most totals are blank."""

SHANGHAI_OUTCOMES: Final = [272, 3, 14, 0, 0, 0, 5, 4, 0, 12, 265, 47, 25, 149, 9, 0, 0, 0, 0]
"""Its blank totals from granted to other, which its sums prove; they add up to 805."""
