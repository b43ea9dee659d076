"""From what was read, and where it was collected, to the agency and year by which each document is known."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from extract.forms import load_forms
from gongkai.run.index import Index
from gongkai.run.plan import PlannedDocument
from gongkai.run.shard_files import KEY, read_shard
from normalize.contradiction import Numbers, documents_to_groups, group_to_contradicted
from normalize.provenance import Origin
from normalize.settlement import Said, Settled, document_to_settled, said_to_own_words


def index_to_settled(
    documents: Iterable[PlannedDocument],
    index: Index,
    origins: Mapping[str, Sequence[Origin]],
    shards: Path,
    name_to_id: Callable[[str, int | None], str],
) -> tuple[dict[str, Said], dict[str, Settled]]:
    """Agency and year by which each document is known, and what of them it does not say itself, by sha256.

    Nothing is settled of a document whose numbers are not those of the report that it would then belong to.

    Args:
        documents: of the plan.
        index: what is known of them.
        origins: where collected documents came from.
        shards: folder of the shard files, for the numbers of documents in question.
        name_to_id: the id of the agency that a printed name stands for in a year.
    """
    attempts = {document.sha256: index[document.sha256, document.suffix] for document in documents}
    said = {sha256: Said(found.agency, found.year, found.agency_source) for sha256, found in attempts.items()}
    both = {sha256: document_to_settled(sha256, said, origins) for sha256 in said if sha256 in origins}
    known = said | {sha256: found for sha256, (found, _) in both.items()}
    settled = {sha256: found for sha256, (_, found) in both.items() if found != Settled()}
    groups = documents_to_groups(known, settled, origins, name_to_id)
    wanted = {sha256: attempts[sha256].shard for group in groups for sha256 in group}
    numbers = shards_to_numbers(shards, wanted)
    for group in groups:
        for sha256 in group_to_contradicted(group, known, settled, origins, numbers):
            known[sha256] = said_to_own_words(said[sha256])
            settled[sha256] = Settled(set_aside=known[sha256] != said[sha256], contradicted=True)
    return known, settled


def shards_to_numbers(shards: Path, wanted: Mapping[str, str]) -> dict[str, Numbers]:
    """The numbers of documents, by sha256; those without any statutory table have none.

    Args:
        shards: folder of the shard files.
        wanted: name of the shard file of each document.
    """
    places = {name: place for place, name in enumerate(_cells())}
    numbers: dict[str, Numbers] = {}
    for shard in sorted(set(wanted.values())):
        hashes = [sha256 for sha256, name in wanted.items() if name == shard]
        rows = read_shard(shards / shard)["values"]
        rows = rows.filter(pc.is_in(rows.column(KEY), value_set=pa.array(hashes, pa.string())))
        value = pc.coalesce(rows.column("standard_value"), rows.column("value"))
        value = pc.if_else(pc.is_in(rows.column("status"), value_set=pa.array(["blank", "dash"])), 0.0, value)
        pairs = (rows.column(KEY).to_pylist(), rows.column("cell").to_pylist(), value.to_pylist())
        for sha256, cell, number in zip(*pairs, strict=True):
            if sha256 not in numbers:
                numbers[sha256] = np.full(len(places), np.nan)
            if number is not None and cell in places:
                numbers[sha256][places[cell]] = number
    return numbers


def _cells() -> Collection[str]:
    """The cells of all forms, each once."""
    return dict.fromkeys(cell.cell for form in load_forms().values() for cell in form.cells)
