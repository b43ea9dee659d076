"""The dataset put together from shard files: sorted, in bounded memory, the same bytes however it was read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from gongkai.run.index import Order
from gongkai.run.plan import skipped_id
from gongkai.run.sorting import POSITION, sorted_pieces
from gongkai.run.tally import Tally
from gongkai.run.walk import SkippedFile
from output.registry import DataTable, cell_fields, load_tables
from output.schema import table_to_schema
from output.table_files import TableFiles

PIECE_DOCUMENTS: Final = 500
"""Documents that are sorted and written together: bounds the memory."""


def shards_to_dataset(
    shards: Path,
    order: Order,
    skipped: Sequence[SkippedFile],
    staged: Path,
    work: Path,
    metadata: dict[str, str],
    *,
    advance: Callable[[int], None] = lambda count: None,
) -> Tally:
    """Write every table of the dataset; the numbers of what was written.

    Args:
        shards: folder of the shard files.
        order: order and ids of the documents.
        skipped: files that were left alone: rows of ``documents``, at its end.
        staged: folder for the table files.
        work: folder for pieces on their way, when the documents are more than one piece.
        metadata: what the Parquet files say of themselves.
        advance: called with the number of documents just written.
    """
    tally = Tally()
    tables = load_tables()
    with ExitStack() as stack:
        files = {
            name: stack.enter_context(TableFiles(table, staged, metadata | {"table": name}))
            for name, table in tables.items()
        }
        for piece in sorted_pieces(shards, order, work, PIECE_DOCUMENTS):
            for name, rows in piece.items():
                finished = _with_assigned(rows, tables[name], order)
                files[name].write(finished)
                tally.add(name, finished)
            advance(piece["documents"].num_rows)
        if skipped:
            rows = _skipped_to_table(skipped, tables["documents"])
            files["documents"].write(rows)
            tally.add("documents", rows)
        tally.row_counts = {name: file.row_count for name, file in files.items()}
    return tally


def _with_assigned(rows: pa.Table, table: DataTable, order: Order) -> pa.Table:
    """The rows with what follows from the document as a whole and from the cell, columns as in the registry."""
    positions = rows.column(POSITION).combine_chunks()
    of_the_cell = _cell_columns(rows) if table.name == "values" else {}
    columns = [
        order.assigned[name].take(positions)
        if name in order.assigned
        else of_the_cell[name]
        if name in of_the_cell
        else rows.column(name)
        for name in table.field_names
    ]
    return pa.table(columns, names=list(table.field_names))


def _cell_columns(rows: pa.Table) -> dict[str, pa.Array]:
    printed = [(entry.form, cell, entry.unit) for cell, field in cell_fields().items() for entry in field.printed]
    keys = pa.array([f"{form} {cell}" for form, cell, _ in printed], pa.string())
    parts = [cell.split(".") for _, cell, _ in printed]
    wanted = pc.binary_join_element_wise(rows.column("form"), rows.column("cell"), " ").combine_chunks()
    which = pc.index_in(wanted, value_set=keys)
    texts: dict[str, list[str | None]] = {"unit": [unit or None for _, _, unit in printed]}
    texts |= {name: [part[at] for part in parts] for at, name in enumerate(("form_table", "form_row", "form_column"))}
    return {name: pa.array(column, pa.string()).take(which) for name, column in texts.items()}


def _skipped_to_table(skipped: Sequence[SkippedFile], table: DataTable) -> pa.Table:
    rows = [
        {
            "document_id": skipped_id(file),
            "path": file.name.text,
            "path_encoding": file.name.encoding,
            "path_count": 1,
            "outcome": file.outcome,
            "error_code": file.code,
            "expected": file.expected,
            "found": file.found,
            "advice": file.advice or None,
        }
        for file in skipped
    ]
    return pa.Table.from_pylist(rows, schema=table_to_schema(table))
