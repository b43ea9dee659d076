"""From documents to a dataset: the whole run."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from extract.errors import SourceError
from gongkai.run.dataset import shards_to_dataset
from gongkai.run.folder import DatasetFolder
from gongkai.run.index import documents_to_read, forget_passing, index_to_order, shards_to_index
from gongkai.run.plan import documents_to_shards, walk_to_plan
from gongkai.run.progress import Progress, SilentProgress
from gongkai.run.provenance import collection_to_collected, order_to_provenance
from gongkai.run.settings import MEMORY_LIMIT, READER, TIME_LIMIT, Settings, Verify
from gongkai.run.settling import index_to_settled
from gongkai.run.stores import stores_to_collection
from gongkai.run.supervise import read_shards
from gongkai.run.tally import Tally
from gongkai.run.version import code_fingerprint, commit
from gongkai.run.walk import add_to_walk, sources_to_walk
from gongkai.version import VERSION
from normalize.agencies.resolver import Resolver
from normalize.curation import curation_to_fingerprint, curation_to_registry, load_curation
from output.package_files import write_package_files


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a run did and what the dataset holds.

    Attributes:
        out: the folder of the dataset.
        read: documents read in this run.
        reused: documents that an earlier run had read with the same code.
        duplicates: paths whose bytes are those of another path.
        ignored: files that are no documents, by suffix.
        tally: counts over the whole dataset.
        seconds: how long the run took.
    """

    out: Path
    read: int
    reused: int
    duplicates: int
    ignored: Counter[str]
    tally: Tally
    seconds: float

    @property
    def all_read(self) -> bool:
        """Whether no document failed."""
        return not self.tally.outcomes["failed"]


def build(
    sources: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    jobs: int | None = None,
    time_limit: float = TIME_LIMIT,
    memory_limit: int = MEMORY_LIMIT,
    verify: Verify = "auto",
    curation: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
    reader: str = READER,
) -> BuildResult:
    """Read every document in files, folders and stores of ``gongkai collect``, and write one dataset.

    Run again, it reads only what is new or changed; cut short at any moment and run again, it ends with the
    same bytes. Each document is read in a child process: one that crashes, hangs or asks for too much memory
    is named in the table ``documents`` and costs no other.

    Args:
        sources: files, folders, and stores that ``gongkai collect`` filled; folders are walked through.
        out: folder of the dataset: new, empty, or one that this function wrote.
        jobs: processes that read; None for one per core.
        time_limit: seconds that one document may take.
        memory_limit: bytes that one document may take on top of the loaded reader, where the system can limit it.
        verify: when a second, independent reader reads a document too: where arithmetic does not prove the
            first reading, always, or never.
        curation: folder of the user's reviewed files (names, agencies, lineage, corrections …); None for none.
        progress: told of every step; None for silence.
        reader: the reading function as ``module:function``; see :class:`Settings`.

    Raises:
        SourceError: a source does not exist, or none was given.
        StoreError: a store among the sources cannot be read.
        CurationError: a reviewed file is not as it must be; nothing was read or written.
        OutputError: ``out`` cannot be used, or another build is writing it.
        ReaderStartError: the reading processes cannot be started at all.
    """
    begun = time.monotonic()
    sources = [sources] if isinstance(sources, str | os.PathLike) else list(sources)
    if not sources:
        raise SourceError(expected="files or folders to read", found="none", advice="name at least one")
    jobs = max(1, jobs or available_cores())
    reviewed = load_curation(None if curation is None else Path(curation))
    resolver = Resolver(curation_to_registry(reviewed))

    def name_to_id(name: str, year: int | None) -> str:
        return resolver.name_to_resolution(name, year).agency_id

    settings = Settings(reader, time_limit, memory_limit, verify)
    progress = progress or SilentProgress()
    walk = sources_to_walk(sources, Path(out))
    collection = stores_to_collection(walk.stores)
    add_to_walk(walk, collection.files, collection.skipped)
    folder = DatasetFolder(out)
    try:
        with folder.locked():
            progress.stage("looking through files", len(walk.files))
            plan = walk_to_plan(walk, jobs, progress.advance)
            code = code_fingerprint(reader, verify)
            forget_passing(folder.shards, code)
            index = shards_to_index(folder.shards, code)
            waiting = documents_to_read(plan.documents, index, settings)
            progress.stage("reading documents", len(waiting))
            shards = documents_to_shards(waiting, jobs, code, settings)
            read = read_shards(shards, folder.shards, settings, jobs, lambda outcome: progress.advance(note=outcome))
            index = shards_to_index(folder.shards, code) if shards else index
            known, settled = index_to_settled(plan.documents, index, collection.origins, folder.shards, name_to_id)
            order = index_to_order(plan.documents, index, name_to_id, known)
            provenance = order_to_provenance(order, plan.skipped, collection.origins, settled)
            metadata = {
                "software": "gongkai",
                "version": VERSION,
                "code": code,
                "commit": commit(),
                "curation": curation_to_fingerprint(reviewed),
                "newest_publication_date": order.newest,
            }
            staged = folder.new_staged()
            tally = shards_to_dataset(
                folder.shards,
                order,
                plan.skipped,
                collection_to_collected(collection, provenance),
                staged,
                folder.new_work(),
                metadata,
                reviewed,
                resolver,
                progress,
            )
            write_package_files(staged, metadata, tally.problems)
            folder.publish()
            folder.forget_other_code(code)
    finally:
        progress.finish()
    return BuildResult(
        out=Path(out),
        read=read,
        reused=len(plan.documents) - len(waiting),
        duplicates=sum(len(document.others) for document in plan.documents),
        ignored=plan.ignored,
        tally=tally,
        seconds=time.monotonic() - begun,
    )


def available_cores() -> int:
    """Cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1
