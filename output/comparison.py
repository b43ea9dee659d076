"""Two datasets compared: what was added, removed and changed, value by value, and why."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import duckdb
import pyarrow as pa

from extract.errors import SourceError
from output.change_reasons import REASONS, create_fates, reason_sql
from output.metrics.selection import QuestionError
from output.registry import DataTable, load_tables
from output.stored_dataset import StoredDataset, literal, open_dataset, quoted

Change = Literal["added", "removed", "changed"]

BATCH_ROWS: Final = 2_000_000
"""Rows of one side that are joined at a time at most, unless one report alone has more: bounds memory and disk."""

DETAIL_COLUMNS: Final = ("table", "change", "reason", "key", "column", "old", "new")
"""Columns of the details, all text: one row per changed value; one per row that was added or removed, without a
column. ``key`` is ``field=value`` for each field of the primary key, joined by ``; ``."""


def details_schema() -> pa.Schema:
    """The schema of the details."""
    return pa.schema([pa.field(name, pa.string()) for name in DETAIL_COLUMNS])


@dataclass(frozen=True, slots=True)
class ChangeCount:
    """How many rows of a table changed in one way for one reason, and how many of their values differ.

    For rows that were added or removed ``values`` counts the values in them that are not empty, keys left out.
    """

    table: str
    change: Change
    reason: str
    rows: int
    values: int


@dataclass(frozen=True, slots=True)
class ColumnCount:
    """In how many rows that both datasets have a column differs."""

    table: str
    column: str
    rows: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs between two datasets.

    Attributes:
        old, new: what was compared.
        changes: counts by table, change and reason, in the order of the registry.
        columns: the columns that differ, those in most rows first within their table.
        tables_only_old, tables_only_new: tables that one of them lacks; their rows are not counted.
        columns_only_old, columns_only_new: ``table.column`` that one of them lacks in a table of both.
        moved: reports whose document now stands under another report id: document, old id, new id.
    """

    old: StoredDataset
    new: StoredDataset
    changes: tuple[ChangeCount, ...]
    columns: tuple[ColumnCount, ...]
    tables_only_old: tuple[str, ...]
    tables_only_new: tuple[str, ...]
    columns_only_old: tuple[str, ...]
    columns_only_new: tuple[str, ...]
    moved: int

    @property
    def same(self) -> bool:
        """Whether nothing differs: neither tables nor columns nor values."""
        return not (
            self.changes
            or self.tables_only_old
            or self.tables_only_new
            or self.columns_only_old
            or self.columns_only_new
        )


def compare_datasets(
    connection: duckdb.DuckDBPyConnection,
    old: str | os.PathLike[str],
    new: str | os.PathLike[str],
    *,
    tables: Sequence[str] = (),
    details: Callable[[pa.Table], None] | None = None,
    limit: int | None = None,
) -> Comparison:
    """Compare two datasets by the primary keys of the registry.

    Rows are joined a batch of reports (or documents, or agencies) at a time, and only those whose digest differs,
    so that neither memory nor disk grow with the size of a dataset.

    Args:
        connection: an empty database; see ``output.stored_dataset.engine``.
        old: folder of a dataset.
        new: folder of another one.
        tables: which tables; empty for all.
        details: called with pieces of the details (:data:`DETAIL_COLUMNS`), in a fixed order; None for no details.
        limit: rows of details at most; None for all.

    Raises:
        SourceError: a folder holds no dataset, or a table without its key.
        QuestionError: a table that the registry does not have.
    """
    known = load_tables()
    for name in tables:
        if name not in known:
            raise QuestionError(expected=f"a table: {', '.join(known)}", found=repr(name))
    before = open_dataset(connection, old, "old")
    after = open_dataset(connection, new, "new")
    moved = create_fates(connection, before, after)
    asked = [known[name] for name in tables] or list(known.values())
    both = [table for table in asked if table.name in before.columns and table.name in after.columns]
    same_code = before.metadata.get("code") == after.metadata.get("code")
    counts: Counter[tuple[str, Change, str]] = Counter()
    values: Counter[tuple[str, Change, str]] = Counter()
    columns: Counter[tuple[str, str]] = Counter()
    left = limit
    for table in both:
        shared = _shared(connection, table, before, after)
        differing = _Differing(connection, table, shared, reason_sql(table, shared, same_code))
        for batch in differing.batches():
            differing.create(batch)
            for change, reason, rows, count in differing.counts():
                counts[table.name, change, reason] += rows
                values[table.name, change, reason] += count
            for column, rows in differing.columns():
                columns[table.name, column] += rows
            if details is not None and left != 0:
                piece = differing.details(left)
                left = left if left is None else left - piece.num_rows
                details(piece)
    order = list(known)
    ranked = sorted(counts, key=lambda key: (order.index(key[0]), key[1], list(REASONS).index(key[2])))
    return Comparison(
        old=before,
        new=after,
        changes=tuple(ChangeCount(*key, counts[key], values[key]) for key in ranked),
        columns=tuple(
            ColumnCount(*key, columns[key])
            for key in sorted(columns, key=lambda key: (order.index(key[0]), -columns[key], key[1]))
        ),
        tables_only_old=_only([table.name for table in asked], before.columns, after.columns),
        tables_only_new=_only([table.name for table in asked], after.columns, before.columns),
        columns_only_old=_columns_only(both, before, after),
        columns_only_new=_columns_only(both, after, before),
        moved=moved,
    )


_NUMBERS: Final = ("BIGINT", "INTEGER", "DOUBLE", "FLOAT", "HUGEINT", "SMALLINT", "TINYINT")


def _shared(
    connection: duckdb.DuckDBPyConnection, table: DataTable, old: StoredDataset, new: StoredDataset
) -> list[str]:
    """The columns that both have; where their types cannot be compared, both views give text from now on."""
    before, after = old.columns[table.name], new.columns[table.name]
    shared = [name for name in before if name in after]
    if lost := [name for name in table.primary_key if name not in shared]:
        raise SourceError(
            expected=f"the table {table.name} with its key {', '.join(table.primary_key)}",
            found=f"no {', '.join(lost)} in one of them",
            where=f"{old.folder}, {new.folder}",
            advice="compare other tables with --table",
        )
    unlike = [
        name
        for name in shared
        if before[name] != after[name] and not (before[name] in _NUMBERS and after[name] in _NUMBERS)
    ]
    if unlike:
        text = ", ".join(f"{quoted(name)}::VARCHAR AS {quoted(name)}" for name in unlike)
        for side, dataset in (("old", old), ("new", new)):
            file = literal(str(dataset.folder / f"{table.name}.parquet"))
            connection.execute(
                f"CREATE OR REPLACE VIEW {side}.{quoted(table.name)} AS SELECT * REPLACE ({text}) FROM read_parquet({file})"
            )
    return shared


def _only(asked: Sequence[str], here: Container[str], there: Container[str]) -> tuple[str, ...]:
    return tuple(name for name in asked if name in here and name not in there)


def _columns_only(tables: Sequence[DataTable], here: StoredDataset, there: StoredDataset) -> tuple[str, ...]:
    return tuple(
        f"{table.name}.{column}"
        for table in tables
        for column in here.columns[table.name]
        if column not in there.columns[table.name]
    )


class _Differing:
    """The rows of one table that differ, a batch at a time, in the table ``differing`` of the connection."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, table: DataTable, shared: Sequence[str], reason: str
    ) -> None:
        self._connection = connection
        self._table = table
        self._keys = list(table.primary_key)
        self._others = [name for name in shared if name not in table.primary_key]
        self._reason = reason
        # Rows are batched by the first field of the key: the report, the document or the agency.
        self._part = quoted(self._keys[0])

    def batches(self) -> list[tuple[str, str]]:
        """First and last part of each batch, among the parts (reports, …) whose rows are not all the same."""
        every = ", ".join(map(quoted, [*self._keys, *self._others]))
        # The digest of a part does not depend on the order of its rows: 64 bits each, and their number.
        self._connection.execute(
            "CREATE OR REPLACE TABLE changed_parts AS SELECT part, greatest(o.rows, n.rows) AS rows FROM "
            + " FULL JOIN ".join(
                f"(SELECT {self._part}::VARCHAR AS part, count(*) AS rows, sum(hash({every})) AS digest "
                f"FROM {side}.{quoted(self._table.name)} GROUP BY 1) AS {side[0]}"
                for side in ("old", "new")
            )
            + " USING (part) WHERE o.digest IS DISTINCT FROM n.digest OR o.rows IS DISTINCT FROM n.rows"
        )
        rows = self._connection.execute(
            "SELECT min(part), max(part) FROM (SELECT part, sum(rows) OVER (ORDER BY part) - rows AS before "
            f"FROM changed_parts) GROUP BY before // {BATCH_ROWS} ORDER BY 1"
        ).fetchall()
        return [(str(first), str(last)) for first, last in rows]

    def create(self, batch: tuple[str, str]) -> None:
        """Join the rows of one batch; what differs stays."""
        side = "SELECT * FROM {side}.{table} WHERE {part}::VARCHAR BETWEEN {first} AND {last} AND {part}::VARCHAR IN (SELECT part FROM changed_parts)"
        o, n = (
            side.format(
                side=name,
                table=quoted(self._table.name),
                part=self._part,
                first=literal(batch[0]),
                last=literal(batch[1]),
            )
            for name in ("old", "new")
        )
        keys = ", ".join(
            f"coalesce(o.{quoted(key)}::VARCHAR, n.{quoted(key)}::VARCHAR) AS {quoted(f'key_{number}')}"
            for number, key in enumerate(self._keys)
        )
        joined = " AND ".join(f"o.{quoted(key)} IS NOT DISTINCT FROM n.{quoted(key)}" for key in self._keys)
        first = quoted(self._keys[0])
        there, here = f"o.{first} IS NULL", f"n.{first} IS NULL"
        # One list of what differs in each row; for a row of one side, what is not empty in it is only counted.
        entries = ", ".join(
            f"CASE WHEN o.{quoted(name)} IS DISTINCT FROM n.{quoted(name)} THEN "
            f"{{'column': {literal(name)}, 'old': o.{quoted(name)}::VARCHAR, 'new': n.{quoted(name)}::VARCHAR}} END"
            for name in self._others
        )
        entries = f"list_filter([{entries}], lambda entry: entry IS NOT NULL)" if entries else "[]"
        empty = '[]::STRUCT("column" VARCHAR, old VARCHAR, new VARCHAR)[]'
        filled = " + ".join(
            f"(o.{quoted(name)} IS NOT NULL OR n.{quoted(name)} IS NOT NULL)::INTEGER" for name in self._others
        )
        self._connection.execute(
            f"CREATE OR REPLACE TABLE differing AS WITH joined AS ("
            f"SELECT {keys}, CASE WHEN {there} THEN 'added' WHEN {here} THEN 'removed' ELSE 'changed' END AS change, "
            f"CASE WHEN {there} OR {here} THEN {empty} ELSE {entries} END AS differences, "
            f"CASE WHEN {there} OR {here} THEN {filled or '0'} END AS filled, "
            f"{self._reason} AS reason FROM ({o}) AS o FULL JOIN ({n}) AS n ON {joined} "
            f"LEFT JOIN document_fates AS od ON od.document_id = {self._document('o')} "
            f"LEFT JOIN document_fates AS nd ON nd.document_id = {self._document('n')} "
            f"LEFT JOIN report_fates AS r ON r.report_id = {self._report()} "
            f"LEFT JOIN changed_corrections AS c ON c.report_id = {self._report()} "
            f"AND c.cell IS NOT DISTINCT FROM {self._cell()}"
            f") SELECT * FROM joined WHERE change <> 'changed' OR len(differences) > 0"
        )

    def _document(self, side: str) -> str:
        return f"{side}.document_id" if self._has("document_id") else "NULL"

    def _report(self) -> str:
        return "coalesce(n.report_id, o.report_id)" if self._has("report_id") else "NULL"

    def _cell(self) -> str:
        return "coalesce(n.cell, o.cell)" if "cell" in self._keys else "NULL"

    def _has(self, name: str) -> bool:
        return name in self._keys or name in self._others

    def counts(self) -> list[tuple[Change, str, int, int]]:
        """Change, reason, rows and values of the batch."""
        return self._connection.execute(
            "SELECT change, reason, count(*), sum(coalesce(filled, len(differences)))::BIGINT FROM differing "
            "GROUP BY change, reason"
        ).fetchall()

    def columns(self) -> list[tuple[str, int]]:
        """Changed columns of the batch, with the number of rows."""
        return self._connection.execute(
            'SELECT entry."column", count(*) FROM (SELECT unnest(differences) AS entry FROM differing) GROUP BY 1'
        ).fetchall()

    def details(self, limit: int | None) -> pa.Table:
        """What differs in the batch, in the order of the key."""
        names = [quoted(f"key_{number}") for number in range(len(self._keys))]
        key = " || '; ' || ".join(
            f"{literal(f'{field}=')} || coalesce({name}, '')" for field, name in zip(self._keys, names, strict=True)
        )
        return (
            self._connection.sql(
                f'SELECT {literal(self._table.name)} AS "table", change, reason, {key} AS "key", '
                'entry."column" AS "column", entry.old AS old, entry.new AS new FROM ('
                "SELECT *, unnest(CASE WHEN len(differences) > 0 THEN differences ELSE [NULL] END) AS entry "
                f'FROM differing) ORDER BY {", ".join(names)}, entry."column" '
                + ("" if limit is None else f"LIMIT {int(limit)}")
            )
            .to_arrow_table()
            .cast(details_schema())
        )
