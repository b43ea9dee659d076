"""The rows of a printed Word table as they are written, before cells that go on from others are joined."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from extract.errors import DocumentTooLargeError
from extract.limits import MAX_CELLS
from extract.read.docx_flat import CELL, PROPERTY, PROPERTY_END, ROW

MAX_SPAN: Final = 1000
"""Columns that one cell may cover, as in HTML; Word itself stops at 63."""

_PROPERTY: Final = re.compile(f"{PROPERTY}(.)([^{PROPERTY_END}]*){PROPERTY_END}", re.DOTALL)


class Properties(NamedTuple):
    """What a cell says of its extent.

    Attributes:
        colspan: columns that it covers.
        continues: whether it goes on from the cell above it.
        joins_left: whether it goes on from the cell to its left.
        tracked: the kind of a tracked vertical merge; None where there is none.
    """

    colspan: int = 1
    continues: bool = False
    joins_left: bool = False
    tracked: str | None = None

    @property
    def goes_on(self) -> bool:
        """Whether it goes on from above: a tracked merge counts as made, whatever the cell was before."""
        return self.continues if self.tracked is None else self.tracked == "cont"


@dataclass(slots=True)
class Row:
    """A row as written.

    Attributes:
        texts: of its cells, with a line end in front of each paragraph.
        properties: of the cells that have any, by their index.
        before, after: columns that it leaves empty before and after its cells.
    """

    texts: list[str]
    properties: dict[int, Properties] = field(default_factory=dict)
    before: int = 0
    after: int = 0

    @property
    def plain(self) -> bool:
        """Whether each of its cells stands in the column of its number."""
        return not (self.properties or self.before or self.after)


def flat_to_rows(flat: str, path: str) -> list[Row]:
    """The rows of one table.

    Args:
        flat: the table as :mod:`extract.read.docx_flat` gives it.
        path: its element path, for messages.

    Raises:
        DocumentTooLargeError: more cells than ``extract.limits`` allows.
    """
    if flat.count(CELL) > MAX_CELLS:
        raise DocumentTooLargeError(expected=f"at most {MAX_CELLS} cells", found="more", where=path)
    return [
        _with_properties(*written.split(CELL)) if PROPERTY in written else Row(written.split(CELL)[1:])
        for written in flat.split(ROW)[1:]
    ]


def _with_properties(own: str, *cells: str) -> Row:
    row = Row(list(cells))
    _read_row_properties(own, row)
    for index, text in enumerate(cells):
        if PROPERTY in text:
            written, _, behind = text.rpartition(PROPERTY_END)
            row.properties[index], before = _written_to_properties(written + PROPERTY_END)
            row.texts[index] = before + behind
    return row


def _read_row_properties(written: str, row: Row) -> None:
    for name, value in _PROPERTY.findall(written):
        if name == "b":
            row.before += _span(value, 0)
        elif name == "a":
            row.after = _span(value, 0)


@lru_cache(maxsize=1024)
def _written_to_properties(written: str) -> tuple[Properties, str]:
    """Properties, and the text between them; remembered, since cells say the same few things."""
    found = dict(_PROPERTY.findall(written))
    properties = Properties(
        _span(found["g"], 1) if "g" in found else 1,
        found.get("v", "restart") != "restart",
        found.get("h", "restart") != "restart",
        found.get("t"),
    )
    return properties, _PROPERTY.sub("", written)


def _span(written: str, least: int) -> int:
    text = written.strip()
    if not (text.isascii() and text.isdigit()):
        return least
    return MAX_SPAN if len(text) > 4 else min(max(int(text), least), MAX_SPAN)
