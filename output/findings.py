"""Everything in a dataset that a careful user should look at, of all kinds, each with what it may mean."""

from __future__ import annotations

import os
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

import duckdb
import pandas as pd

from output.metrics.selection import QuestionError
from output.stored_dataset import StoredDataset, engine, literal, open_dataset

SEVERITIES: Final = ("error", "warning", "info")
"""The gravest first."""

COLUMNS: Final = (
    "kind", "code", "severity", "agency_id", "agency_name", "year", "report_id", "document_id", "cell", "found_en",
    "found_zh", "detail", "path", "page", "place",
)  # fmt: skip
"""Columns of the table of findings; ``year`` and ``page`` are whole numbers, all others text; all but ``kind``,
``severity``, ``found_en`` and ``found_zh`` may be empty."""


@dataclass(frozen=True, slots=True)
class FindingKind:
    """One kind of finding, as ``output/findings.toml`` has it.

    Attributes:
        id: stable name.
        severity: one of :data:`SEVERITIES`; single findings may be graver or lighter.
        label_en, label_zh: short names for a person.
        meaning_en, meaning_zh: what such a finding may mean.
        needs: columns (``table.column``) without which it cannot be looked for.
        sql: the query.
    """

    id: str
    severity: str
    label_en: str
    label_zh: str
    meaning_en: str
    meaning_zh: str
    needs: tuple[str, ...]
    sql: str


@dataclass(frozen=True, slots=True)
class FindingSelection:
    """Which findings are asked for; what is empty or None asks for all.

    Attributes:
        kinds: ids of kinds.
        severities: some of :data:`SEVERITIES`.
        agencies: agency ids, or names as in the dataset.
        years: years that the reports cover.
    """

    kinds: Sequence[str] = ()
    severities: Sequence[str] = ()
    agencies: Sequence[str] = ()
    years: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class FindingCount:
    """How many findings of one kind and severity there are, in how many agencies, and how many under which code."""

    kind: FindingKind
    severity: str
    count: int
    agencies: int
    codes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class FindingSummary:
    """What was found, and what could not be looked for.

    Attributes:
        counts: by kind and severity: the gravest first, then by number.
        not_looked_for: for each kind whose columns the dataset lacks, those columns.
    """

    counts: tuple[FindingCount, ...]
    not_looked_for: tuple[tuple[FindingKind, tuple[str, ...]], ...]

    @property
    def total(self) -> int:
        """Number of findings."""
        return sum(entry.count for entry in self.counts)


@cache
def load_finding_kinds() -> dict[str, FindingKind]:
    """All kinds by id, in the order in which they are told.

    >>> load_finding_kinds()["carry_over_broken"].label_zh
    '结转数与上年不符'
    """
    entries = tomllib.loads(resources.files("output").joinpath("findings.toml").read_text(encoding="utf-8"))["kinds"]
    return {name: FindingKind(id=name, **{**entry, "needs": tuple(entry["needs"])}) for name, entry in entries.items()}


def dataset_to_findings(folder: str | os.PathLike[str], selection: FindingSelection | None = None) -> pd.DataFrame:
    """The findings of a dataset as a frame with the columns :data:`COLUMNS`, in a fixed order.

    Raises:
        SourceError: the folder holds no dataset.
        QuestionError: a kind, agency or year that the dataset does not have.
    """
    with engine() as connection:
        dataset = open_dataset(connection, folder)
        collect_findings(connection, dataset, selection or FindingSelection())
        return connection.execute(f"SELECT * FROM findings ORDER BY {ORDER}").fetchdf()


ORDER: Final = "list_position(['error', 'warning', 'info'], severity), kind_number, " + ", ".join(
    f"{name} NULLS LAST"
    for name in ("agency_name", "agency_id", "year", "report_id", "document_id", "code", "cell", "found_en", "detail")
)
"""The order in which findings are told: the gravest first; determined to the last row."""


def collect_findings(
    connection: duckdb.DuckDBPyConnection, dataset: StoredDataset, selection: FindingSelection
) -> FindingSummary:
    """Create the table ``findings`` (:data:`COLUMNS` and ``kind_number``) and say how many there are of what.

    Args:
        connection: with the views of ``open_dataset`` in its main schema.
        dataset: as ``open_dataset`` gave it.
        selection: which are asked for.

    Raises:
        QuestionError: a kind, agency or year that the dataset does not have.
    """
    kinds = load_finding_kinds()
    _refuse_unknown("kind", selection.kinds, kinds)
    _refuse_unknown("severity", selection.severities, SEVERITIES)
    _refuse_foreign(connection, dataset, selection)
    connection.execute(_MACROS)
    connection.execute(_RAW)
    lacking: list[tuple[FindingKind, tuple[str, ...]]] = []
    for number, kind in enumerate(kinds.values()):
        if selection.kinds and kind.id not in selection.kinds:
            continue
        if missing := dataset.missing(*kind.needs):
            lacking.append((kind, tuple(missing)))
            continue
        connection.execute(
            f"INSERT INTO raw_findings BY NAME SELECT {literal(kind.id)} AS kind, {number} AS kind_number, "
            f"{literal(kind.severity)} AS kind_severity, * FROM ({kind.sql})"
        )
    connection.execute(_findings_sql(dataset, selection))
    rows = connection.execute(
        "SELECT kind, severity, count(*), count(DISTINCT agency_id), histogram(code) FROM findings "
        "GROUP BY kind, severity ORDER BY list_position(['error', 'warning', 'info'], severity), 3 DESC, 1"
    ).fetchall()
    counts = tuple(
        FindingCount(kinds[kind], severity, count, agencies, dict(Counter(codes or {}).most_common()))
        for kind, severity, count, agencies, codes in rows
    )
    return FindingSummary(counts, tuple(lacking))


_MACROS: Final = """
CREATE OR REPLACE TEMP MACRO shown(number) AS
  CASE WHEN number = trunc(number) AND abs(number) < 1e15 THEN number::BIGINT::VARCHAR ELSE number::VARCHAR END
"""

_RAW: Final = """
CREATE OR REPLACE TABLE raw_findings (
  kind VARCHAR, kind_number INTEGER, kind_severity VARCHAR, severity VARCHAR, code VARCHAR, agency_id VARCHAR,
  agency_name VARCHAR, year BIGINT, report_id VARCHAR, document_id VARCHAR, cell VARCHAR, found_en VARCHAR,
  found_zh VARCHAR, detail VARCHAR
)
"""

_PLACES: Final = ("grid", "grid_row", "grid_column", "line")


def _findings_sql(dataset: StoredDataset, selection: FindingSelection) -> str:
    """The raw findings with agency, year, path and place filled in, as far as the dataset has them."""
    reports = (
        "SELECT report_id, agency_id, agency_name, year, document_id FROM reports"
        if dataset.has(*(f"reports.{name}" for name in ("agency_id", "agency_name", "year", "document_id")))
        else "SELECT NULL::VARCHAR report_id, NULL::VARCHAR agency_id, NULL::VARCHAR agency_name, NULL year, "
        "NULL::VARCHAR document_id WHERE false"
    )
    documents = (
        "SELECT document_id, path FROM documents"
        if dataset.has("documents.path")
        else "SELECT NULL::VARCHAR document_id, NULL::VARCHAR path WHERE false"
    )
    located = dataset.has("values.cell", "values.document_id", "values.page", *(f"values.{name}" for name in _PLACES))
    # One pass over the values finds the places of all cells that findings name.
    places = (
        "SELECT document_id, cell, any_value(page) AS page, any_value(concat_ws(', ', 'table ' || grid, "
        "'row ' || grid_row, 'column ' || grid_column, 'line ' || line)) AS place FROM values "
        "WHERE (document_id, cell) IN (SELECT (document_id, cell) FROM placed) GROUP BY document_id, cell"
        if located
        else "SELECT NULL::VARCHAR document_id, NULL::VARCHAR cell, NULL::BIGINT page, NULL::VARCHAR place WHERE false"
    )
    return f"""
CREATE OR REPLACE TABLE findings AS
WITH known_reports AS ({reports}), known_documents AS ({documents}), placed AS MATERIALIZED (
  SELECT raw.kind, raw.code, coalesce(raw.severity, raw.kind_severity) AS severity,
    coalesce(raw.agency_id, report.agency_id) AS agency_id,
    coalesce(raw.agency_name, report.agency_name) AS agency_name, coalesce(raw.year, report.year) AS year,
    raw.report_id, coalesce(raw.document_id, report.document_id) AS document_id, raw.cell, raw.found_en,
    raw.found_zh, raw.detail, raw.kind_number
  FROM raw_findings AS raw LEFT JOIN known_reports AS report USING (report_id)
), places AS ({places})
SELECT kind, code, severity, agency_id, agency_name, year, report_id, placed.document_id, placed.cell, found_en, found_zh,
  detail, path, page, nullif(place, '') AS place, kind_number
FROM placed
LEFT JOIN known_documents AS document ON document.document_id = placed.document_id
LEFT JOIN places ON places.document_id = placed.document_id AND places.cell = placed.cell
WHERE {_condition(selection)}
"""


def _condition(selection: FindingSelection) -> str:
    parts = ["true"]
    if selection.severities:
        parts.append(f"severity IN ({_texts(selection.severities)})")
    if selection.agencies:
        names = _texts(selection.agencies)
        parts.append(f"(agency_id IN ({names}) OR agency_name IN ({names}))")
    if selection.years:
        parts.append(f"year IN ({', '.join(str(int(year)) for year in selection.years)})")
    return " AND ".join(parts)


def _texts(values: Iterable[str]) -> str:
    return ", ".join(literal(value) for value in values)


def _refuse_unknown(what: str, asked: Sequence[str], known: Iterable[str]) -> None:
    known = list(known)
    for name in asked:
        if name not in known:
            raise QuestionError(expected=f"a {what}: {', '.join(known)}", found=repr(name))


def _refuse_foreign(connection: duckdb.DuckDBPyConnection, dataset: StoredDataset, selection: FindingSelection) -> None:
    """An agency or year that stands nowhere in the dataset has no findings for that reason alone: say so."""
    homes = [table for table in ("reports", "agencies", "coverage") if dataset.has(f"{table}.agency_id")]
    for agency in selection.agencies:
        questions = [_asks(f"agency_id = ? OR {_named(dataset, table)}", table) for table in homes]
        expected = "an id or a full name of an agency of the dataset"
        _refuse_absent(connection, questions, agency, expected, _like(connection, dataset, homes, agency))
    for year in selection.years:
        questions = [_asks("year = ?", table) for table in ("reports", "coverage") if dataset.has(f"{table}.year")]
        _refuse_absent(connection, questions, year, "a year of the dataset")


def _named(dataset: StoredDataset, table: str) -> str:
    return "agency_name = ?" if dataset.has(f"{table}.agency_name") else "agency_id = ?"


def _asks(condition: str, table: str) -> str:
    return f"SELECT 1 FROM {table} WHERE {condition}"


def _like(
    connection: duckdb.DuckDBPyConnection, dataset: StoredDataset, homes: Sequence[str], agency: str
) -> str | None:
    """Some agencies of which this is a part of the name, as advice; None where there are none."""
    named = [f"SELECT agency_id, agency_name FROM {table}" for table in homes if dataset.has(f"{table}.agency_name")]
    if not named:
        return None
    found = connection.execute(
        f"SELECT agency_id, max(agency_name) FROM ({' UNION ALL '.join(named)}) WHERE contains(agency_name, ?) "
        "GROUP BY agency_id ORDER BY 2, 1 LIMIT 10",
        [agency],
    ).fetchall()
    return f"there are {', '.join(f'{name} ({known})' for known, name in found)}" if found else None


def _refuse_absent(
    connection: duckdb.DuckDBPyConnection,
    questions: Sequence[str],
    value: Any,
    expected: str,
    advice: str | None = None,
) -> None:
    if not questions:
        return
    for question in questions:
        if connection.execute(f"{question} LIMIT 1", [value] * question.count("?")).fetchall():
            return
    raise QuestionError(
        expected=expected,
        found=repr(value),
        advice=advice or "the tables agencies and reports have what the dataset holds",
    )
