"""Names of a user's reviewed files that would stand for two agencies at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from normalize.agencies.spelling import name_to_plain

_FILES: Final = ("names", "agencies")
_FOREVER: Final = 9999


class Clash(NamedTuple):
    """A row whose name another row of the file gives to another agency for the same year.

    Attributes:
        file: its name without ``.csv``.
        line, other_line: of the row, and of the one before it.
        name: as written.
        other_id: the agency of the row before.
    """

    file: str
    line: int
    other_line: int
    name: str
    other_id: str


def rows_to_clashes(numbered: Mapping[str, Sequence[tuple[int, Any]]]) -> Iterator[Clash]:
    """Every clash in ``names`` and ``agencies``, by line; spellings that are read alike are one name.

    Which of two agencies a name stands for must not depend on the order of the rows.

    Args:
        numbered: by file, its rows (:class:`NameRow`, :class:`AgencyRow`) with their lines.
    """
    for file in _FILES:
        seen: dict[str, list[tuple[int, Any]]] = {}
        for line, row in numbered.get(file, ()):
            others = seen.setdefault(name_to_plain(row.name), [])
            for other_line, other in others:
                if other.agency_id != row.agency_id and _overlap(row, other):
                    yield Clash(file, line, other_line, row.name, other.agency_id)
                    break
            others.append((line, row))


def _overlap(one: Any, other: Any) -> bool:
    first = max(one.first_year or 0, other.first_year or 0)
    return bool(first <= min(one.last_year or _FOREVER, other.last_year or _FOREVER))
