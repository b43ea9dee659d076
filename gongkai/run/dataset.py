"""From shard files to a dataset: what was read is put in order, linked, and written table by table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import duckdb
import pyarrow as pa

from gongkai.run.assemble import shards_to_read_tables
from gongkai.run.index import Order
from gongkai.run.progress import Progress
from gongkai.run.tally import Tally
from gongkai.run.walk import SkippedFile
from normalize.agencies.resolver import Resolver
from normalize.crosswalk import crosswalk_rows, harmonised_sql
from normalize.curation import Curation
from normalize.linking.collected import Collected
from normalize.linking.database import create_table, open_database
from normalize.linking.wiring import link_steps, view_read_tables
from output.dataset import create_form_units, relations_to_dataset
from output.metrics import create_metrics
from output.registry import load_tables


def shards_to_dataset(
    shards: Path,
    order: Order,
    skipped: Sequence[SkippedFile],
    collected: Collected,
    staged: Path,
    work: Path,
    metadata: dict[str, str],
    curation: Curation,
    resolver: Resolver,
    progress: Progress,
) -> Tally:
    """Write every table of the dataset; the numbers of what was written.

    Args:
        shards: folder of the shard files.
        order: order and ids of the documents.
        skipped: files that were left alone: rows of ``documents``, at its end.
        collected: what is known of the collection, where a source was a store.
        staged: folder for the table files.
        work: empty folder for what is needed only on the way.
        metadata: what the Parquet files say of themselves.
        curation: the user's reviewed files.
        resolver: of the agencies' names.
        progress: told of every step.
    """
    pieces, read = work / "pieces", work / "read"
    pieces.mkdir()
    read.mkdir()
    progress.stage("putting readings in order", order.count)
    shards_to_read_tables(shards, order, skipped, read, pieces, advance=progress.advance)
    tally = Tally()
    with open_database(work) as connection:
        view_read_tables(connection, read, collected)
        steps = [*link_steps(connection, resolver, curation), partial(create_output_relations, connection)]
        progress.stage("linking reports, step by step", len(steps))
        for step in steps:
            step()
            progress.advance()
        progress.stage("writing tables", len(load_tables()))

        def written(name: str, rows: pa.Table) -> None:
            tally.add(name, rows)

        tally.row_counts = relations_to_dataset(connection, staged, metadata, written, progress.advance)
    return tally


def create_output_relations(connection: duckdb.DuckDBPyConnection) -> None:
    """Create what the tables of a dataset are made from besides what links the reports: ``metrics`` and the like."""
    connection.execute(f"CREATE TABLE harmonised AS {harmonised_sql()}")
    names = ("form", "cell", "harmonised_field", "comparability", "note_en", "note_zh")
    create_table(connection, "crosswalk", dict.fromkeys(names, pa.string()), [tuple(row) for row in crosswalk_rows()])
    create_form_units(connection)
    create_metrics(connection)
