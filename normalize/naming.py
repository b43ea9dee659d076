"""Short column names for the cells of the forms."""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from importlib import resources
from typing import Final

MAX_NAME: Final = 32
"""Characters of a variable name in Stata."""


@cache
def _short_parts() -> dict[str, dict[str, str]]:
    return tomllib.loads(resources.files("normalize").joinpath("names.toml").read_text(encoding="utf-8"))


@cache
def cell_to_column(cell: str) -> str:
    """The name of a cell's column in the panel: table, row and column, each in its short form.

    A name that would still be too long is cut, and ends in four hexadecimal digits of the cell id's
    sha256, so that names stay distinct and never change.

    >>> cell_to_column("requests.granted.total"), cell_to_column("requests.refused_safety_stability.natural_person")
    ('req_granted_total', 'req_refused_safety_person')
    >>> cell_to_column("requests.a_row_with_a_very_long_name_of_its_own.total")
    'req_a_row_with_a_very_long__0ffd'
    """
    table, row, column = cell.split(".")
    short = _short_parts()
    name = "_".join(
        (short["tables"].get(table, table), short["rows"].get(row, row), short["columns"].get(column, column))
    )
    if len(name) <= MAX_NAME:
        return name
    return f"{name[: MAX_NAME - 5]}_{hashlib.sha256(cell.encode()).hexdigest()[:4]}"
