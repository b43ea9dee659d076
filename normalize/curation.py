"""The user's reviewed files: names, agencies, divisions, lineage, corrections, rosters, deadlines.

Each is a CSV file (UTF-8, with or without a byte order mark) in one folder, all of them optional. A file with a wrong
column, an unknown id, a duplicate key or a bad date is refused as a whole, with the line and the reason.
"""

from __future__ import annotations

import contextlib
import csv
import datetime
import hashlib
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final, NamedTuple

from extract.errors import GongkaiError
from extract.forms import load_forms
from normalize.agencies.clashing_names import rows_to_clashes
from normalize.agencies.known_ids import rows_to_unknown_ids
from normalize.agencies.registry import Registry, rows_to_registry
from normalize.agencies.rows import EVENT_KINDS, AgencyRow, DivisionRow, LineageRow, NameRow


class CurationError(GongkaiError):
    """A reviewed file that cannot be used; nothing of it is applied."""

    code = "curation"


class CorrectionRow(NamedTuple):
    """A number that a person has looked up and found to be read or printed wrong.

    Attributes:
        report_id, cell: what is corrected.
        document_id: the document that was looked at.
        printed_raw: the text of the cell as it was then; empty for a blank one.
        new_value: the number that should stand there, in the standard unit of the cell.
        reason, evidence, corrected_by, corrected_on: why, shown by what, who, when.
    """

    report_id: str
    cell: str
    document_id: str
    printed_raw: str
    new_value: float
    reason: str
    evidence: str
    corrected_by: str
    corrected_on: datetime.date


class ExpectedRow(NamedTuple):
    """An agency that has to file, from one year to another; None for an open end."""

    agency_id: str
    first_year: int
    last_year: int | None
    evidence: str


class DeadlineRow(NamedTuple):
    """A local deadline; kind ``*`` for all kinds of agency."""

    division_id: str
    kind: str
    year: int
    deadline: datetime.date
    evidence: str


@dataclass(frozen=True, slots=True)
class Curation:
    """Everything that a user has reviewed; empty where there is no such file."""

    divisions: tuple[DivisionRow, ...] = ()
    agencies: tuple[AgencyRow, ...] = ()
    names: tuple[NameRow, ...] = ()
    lineage: tuple[LineageRow, ...] = ()
    corrections: tuple[CorrectionRow, ...] = ()
    expected: tuple[ExpectedRow, ...] = ()
    deadlines: tuple[DeadlineRow, ...] = ()


class _Column(NamedTuple):
    """How one column is read: from text to a value; ``optional`` where it may be empty, which then means ``empty``."""

    name: str
    parse: Callable[[str], Any]
    optional: bool = False
    empty: Any = None


def _text(text: str) -> str:
    return text


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1949 <= int(text) <= 2100):
        raise ValueError("a year of four digits")
    return int(text)


def _date(text: str) -> datetime.date:
    # fromisoformat also takes 20240131, which no column of ours is written in.
    if len(text) == len("2024-01-31"):
        with contextlib.suppress(ValueError):
            return datetime.date.fromisoformat(text)
    raise ValueError("a date such as 2024-01-31")


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError as error:
        raise ValueError("a number, without separators") from error
    if not math.isfinite(value):
        raise ValueError("a finite number")
    return value


def _unfit(cell: str, value: float) -> str:
    """What a cell can hold, where that is not this number; empty where it is."""
    form_cell = next(found for form in load_forms().values() for found in form.cells if found.cell == cell)
    if form_cell.kind != "amount" and not value.is_integer():
        return "a whole number, for a cell that counts,"
    if form_cell.kind != "change" and value < 0:
        return "a number that is not negative"
    return ""


def _one_of(*values: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in values:
            raise ValueError(f"one of {', '.join(values)}")
        return text

    return parse


def _lineage_row(**values: Any) -> LineageRow:
    """An event with what follows from its columns: the year from the date, the level from the ids."""
    ids = f"{values['old_id']}{values['new_id']}"
    return LineageRow(**values, year=values["date"].year, level="agency" if "-" in ids else "division")


def _cell(text: str) -> str:
    if text not in {cell.cell for form in load_forms().values() for cell in form.cells}:
        raise ValueError("the id of a cell, as in the codebook")
    return text


class _File(NamedTuple):
    """One reviewed file: its columns in order, what it makes, and the columns that may not repeat together."""

    row: Callable[..., Any]
    columns: tuple[_Column, ...]
    key: tuple[str, ...]


_YEARS: Final = (_Column("first_year", _year), _Column("last_year", _year, optional=True))
_OPEN_YEARS: Final = (_Column("first_year", _year, optional=True), _YEARS[1])

FILES: Final[dict[str, _File]] = {
    "divisions": _File(
        DivisionRow,
        (
            _Column("division_id", _text),
            _Column("code", _text, optional=True, empty=""),
            _Column("name", _text),
            _Column("level", _one_of("province", "prefecture", "county", "township", "zone")),
            _Column("parent_id", _text),
            *_YEARS,
            _Column("evidence", _text),
        ),
        ("division_id", "first_year"),
    ),
    "agencies": _File(
        AgencyRow,
        (
            _Column("agency_id", _text),
            _Column("division_id", _text),
            _Column("kinds", _text),
            _Column("name", _text),
            *_OPEN_YEARS,
            _Column("parent_id", _text, optional=True, empty=""),
            _Column("evidence", _text),
        ),
        ("agency_id", "first_year"),
    ),
    "names": _File(
        NameRow,
        (
            _Column("name", _text),
            *_OPEN_YEARS,
            _Column("agency_id", _text),
            _Column("evidence", _text),
            _Column("reviewed_by", _text),
            _Column("reviewed_on", _date),
        ),
        ("name", "first_year"),
    ),
    "lineage": _File(
        _lineage_row,
        (
            _Column("event_id", _text),
            _Column("date", _date),
            _Column("kind", _one_of(*EVENT_KINDS)),
            _Column("old_id", _text, optional=True, empty=""),
            _Column("new_id", _text, optional=True, empty=""),
            _Column("reason", _text),
            _Column("evidence", _text),
            _Column("grade", _one_of("A", "B", "C")),
        ),
        ("event_id", "old_id", "new_id"),
    ),
    "corrections": _File(
        CorrectionRow,
        (
            _Column("report_id", _text),
            _Column("cell", _cell),
            _Column("document_id", _text),
            _Column("printed_raw", _text, optional=True, empty=""),
            _Column("new_value", _number),
            _Column("reason", _text),
            _Column("evidence", _text),
            _Column("corrected_by", _text),
            _Column("corrected_on", _date),
        ),
        ("report_id", "cell"),
    ),
    "expected": _File(
        ExpectedRow, (_Column("agency_id", _text), *_YEARS, _Column("evidence", _text)), ("agency_id", "first_year")
    ),
    "deadlines": _File(
        DeadlineRow,
        (
            _Column("division_id", _text),
            _Column("kind", _text),
            _Column("year", _year),
            _Column("deadline", _date),
            _Column("evidence", _text),
        ),
        ("division_id", "kind", "year"),
    ),
}
"""The files that a folder of reviewed files may hold, by their name without ``.csv``."""


def load_curation(folder: Path | None) -> Curation:
    """Read and check every reviewed file of a folder; None for none.

    Raises:
        CurationError: the folder is missing, or a file in it is not as it must be; names file, line and reason.
    """
    if folder is None:
        return Curation()
    if not folder.is_dir():
        raise CurationError(
            expected="a folder of reviewed files", found="no folder", where=str(folder), advice="check the path"
        )
    known = {f"{name}.csv" for name in FILES}
    for path in sorted(folder.glob("*.csv")):
        if path.name not in known:
            raise CurationError(
                expected=f"files named {', '.join(sorted(known))}",
                found=path.name,
                where=str(folder),
                advice="rename it, or keep it elsewhere",
            )
    numbered = {name: list(_file_to_rows(folder / f"{name}.csv", file)) for name, file in FILES.items()}
    for wrong in rows_to_unknown_ids(numbered):
        raise CurationError(
            expected=f"an id that is known in {wrong.column}",
            found=wrong.found,
            where=f"{wrong.file}.csv, line {wrong.line}",
            advice=wrong.advice,
        )
    for clash in rows_to_clashes(numbered):
        raise CurationError(
            expected="one agency for a name in a year",
            found=f"{clash.name}, which line {clash.other_line} gives to {clash.other_id}",
            where=f"{clash.file}.csv, line {clash.line}",
            advice="write the name with its place, or years that do not overlap; nothing of the folder was applied",
        )
    return Curation(**{name: tuple(row for _, row in rows) for name, rows in numbered.items()})


def curation_to_fingerprint(curation: Curation) -> str:
    """Twelve digits that change with anything that was reviewed; empty where nothing was.

    >>> curation_to_fingerprint(Curation())
    ''
    """
    if curation == Curation():
        return ""
    # The order of the rows says nothing.
    rows = sorted(repr(row) for part in fields(curation) for row in getattr(curation, part.name))
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:12]


def curation_to_registry(curation: Curation) -> Registry:
    """The shipped registry of agencies with the user's own rows."""
    return rows_to_registry(curation.divisions, curation.agencies, curation.names, curation.lineage)


def _file_to_rows(path: Path, file: _File) -> Iterable[tuple[int, Any]]:
    if not path.exists():
        return
    lines = list(_path_to_lines(path))
    names = [column.name for column in file.columns]
    if not lines or lines[0][1] != names:
        raise CurationError(
            expected=f"the columns {','.join(names)}",
            found=",".join(lines[0][1]) if lines else "an empty file",
            where=f"{path.name}, line 1",
            advice="write exactly these names in this order in the first line",
        )
    seen: dict[tuple[Any, ...], int] = {}
    for line, texts in lines[1:]:
        if not any(texts):
            continue
        row = _texts_to_row(texts, file, path, line)
        key = tuple(row[name] for name in file.key)
        if key in seen:
            raise CurationError(
                expected=f"one row for each {', '.join(file.key)}",
                found=f"the same as in line {seen[key]}: {' '.join(str(part) for part in key if part is not None)}",
                where=f"{path.name}, line {line}",
                advice="remove one of them",
            )
        seen[key] = line
        yield line, file.row(**row)


def _path_to_lines(path: Path) -> Iterable[tuple[int, list[str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            for texts in reader:
                yield reader.line_num, [text.strip() for text in texts]
    except UnicodeDecodeError as error:
        raise CurationError(
            expected="a CSV file in UTF-8",
            found="bytes of another encoding, such as GBK",
            where=path.name,
            advice="save it as CSV UTF-8, as Excel calls it",
        ) from error
    except (csv.Error, OSError) as error:
        raise CurationError(
            expected="a CSV file that can be read", found=str(error), where=path.name, advice="look for an open quote"
        ) from error


def _texts_to_row(texts: Sequence[str], file: _File, path: Path, line: int) -> dict[str, Any]:
    if len(texts) != len(file.columns):
        raise CurationError(
            expected=f"{len(file.columns)} fields",
            found=f"{len(texts)}",
            where=f"{path.name}, line {line}",
            advice="quote fields that hold a comma",
        )
    row: dict[str, Any] = {}
    for column, text in zip(file.columns, texts, strict=True):
        if not text:
            if not column.optional:
                raise _field_error(path, line, column.name, "a value", "nothing")
            row[column.name] = column.empty
            continue
        try:
            row[column.name] = column.parse(text)
        except ValueError as error:
            raise _field_error(path, line, column.name, str(error), repr(text)) from error
    if "new_value" in row and (wanted := _unfit(row["cell"], row["new_value"])):
        raise _field_error(path, line, "new_value", wanted, str(row["new_value"]))
    if row.get("first_year") and row.get("last_year") and row["last_year"] < row["first_year"]:
        raise _field_error(path, line, "last_year", "a year not before first_year", str(row["last_year"]))
    return row


def _field_error(path: Path, line: int, column: str, expected: str, found: str) -> CurationError:
    return CurationError(
        expected=f"{expected} in {column}",
        found=found,
        where=f"{path.name}, line {line}",
        advice="mend the line; nothing of the folder was applied",
    )
