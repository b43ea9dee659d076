"""The numbers of a dataset, counted while it is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

FAILURES_KEPT: Final = 1000
"""Failed documents whose reasons are kept at hand; all of them are in the table ``documents``."""


class Failure(NamedTuple):
    """A document that could not be read."""

    path: str
    code: str
    expected: str
    found: str
    advice: str


@dataclass(slots=True)
class Tally:
    """Counts over a whole dataset.

    Attributes:
        outcomes: documents by outcome.
        reasons: documents that were not read, by error code.
        tables_read: statutory tables read, by table and form, such as ``("requests", "2021")``.
        statuses: values by status.
        results: checks by result.
        causes: failing checks by cause.
        problems: problems by code.
        names: reports by how the agency's name was resolved.
        scopes: reports by scope.
        coverage: years of agencies by what became of them.
        corrections: a person's corrections by what became of them.
        collected: documents that a store holds.
        sites: sites by the gravest finding of their last run; ``not collected`` without one.
        failures: the first failed documents, with reasons.
        row_counts: rows of each table.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    tables_read: Counter[tuple[str, str]] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    results: Counter[str] = field(default_factory=Counter)
    causes: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)
    scopes: Counter[str] = field(default_factory=Counter)
    coverage: Counter[str] = field(default_factory=Counter)
    corrections: Counter[str] = field(default_factory=Counter)
    collected: int = 0
    sites: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    row_counts: dict[str, int] = field(default_factory=dict)

    def add(self, table: str, rows: pa.Table) -> None:
        """Count the rows of one piece of a table."""
        if table == "documents":
            self.outcomes += _counts(rows, "outcome")
            self.reasons += _counts(rows, "error_code")
            self.collected += rows.num_rows - rows.column("site_id").null_count
            self._add_failures(rows)
        elif table == "reports":
            for part in ("proactive", "requests", "disputes"):
                for form, count in _counts(rows, f"form_{part}").items():
                    self.tables_read[part, form] += count
            self.names += _counts(rows, "resolution_status")
            self.scopes += _counts(rows, "scope")
        elif table == "coverage":
            self.coverage += _counts(rows, "coverage_status")
        elif table == "corrections":
            self.corrections += _counts(rows, "correction_status")
        elif table == "sites":
            self.sites += _counts(rows, "site_health")
            if never := rows.column("site_health").null_count:
                self.sites["not collected"] += never
        elif table == "values":
            self.statuses += _counts(rows, "status")
        elif table == "checks":
            self.results += _counts(rows, "result")
            self.causes += _counts(rows, "cause")
        elif table == "problems":
            self.problems += _counts(rows, "code")

    def _add_failures(self, rows: pa.Table) -> None:
        failed = rows.filter(pc.equal(rows.column("outcome"), "failed"))
        names = ("path", "error_code", "expected", "found", "advice")
        for row in failed.select(names).slice(0, FAILURES_KEPT - len(self.failures)).to_pylist():
            self.failures.append(Failure(*(row[name] or "" for name in names)))


def _counts(rows: pa.Table, column: str) -> Counter[str]:
    counted = pc.value_counts(rows.column(column).combine_chunks())
    return Counter({str(entry["values"]): int(entry["counts"]) for entry in counted.to_pylist() if entry["values"]})
