"""How many documents a second a whole build reads, with one process and with two."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Final, NamedTuple

from fixtures.walk import walk_documents
from gongkai.run.build import build

COPIES: Final = 8
"""Each fixture is read so often, as documents of different bytes: a run has fixed costs that a few would not show."""


class Throughput(NamedTuple):
    """Documents a second of wall time, the whole build included, with one process and with two."""

    documents: int
    one_job: float
    two_jobs: float

    @property
    def ratio(self) -> float:
        """What the second process brings; at most 2, and no more than the machine has free cores for."""
        return self.two_jobs / self.one_job


def measure_throughput(rounds: int) -> Throughput:
    """Builds one dataset from text and HTML fixtures, with one process and with two in turns."""
    with tempfile.TemporaryDirectory() as folder:
        sources = Path(folder) / "sources"
        count = _write_sources(sources)
        taken: dict[int, list[float]] = {1: [], 2: []}
        for number in range(rounds):
            for jobs, seconds in taken.items():
                target = Path(folder) / f"dataset-{jobs}-{number}"
                begun = time.perf_counter()
                build(sources, target, jobs=jobs, verify="never")
                seconds.append(time.perf_counter() - begun)
                shutil.rmtree(target)
    return Throughput(count, *(count / statistics.median(taken[jobs]) for jobs in (1, 2)))


def _write_sources(folder: Path) -> int:
    """Writes copies that differ in white space at their end, which no reader minds; the number of documents."""
    folder.mkdir()
    count = 0
    for fixture in walk_documents():
        if fixture.source.suffix in (".html", ".txt", ".md"):
            data = fixture.source.read_bytes()
            for copy in range(COPIES):
                path = folder / f"{fixture.slug}-{copy}{fixture.source.suffix}"
                path.write_bytes(data + b"\n" * copy)
                count += 1
    return count
