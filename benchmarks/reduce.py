"""What is done with readings to make a dataset of them: its time and its memory over made-up countries of three sizes.

Each size has two processes of its own: one makes the country, the other runs the steps of a build over it, in their
order and with the limits of a build. Only the second one is measured.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from benchmarks.synthetic import write_read_tables
from gongkai.run.dataset import create_output_relations
from gongkai.run.tally import Tally
from normalize.agencies.registry import shipped_registry
from normalize.agencies.resolver import Resolver
from normalize.curation import load_curation
from normalize.linking.database import open_database
from normalize.linking.wiring import link_steps, view_read_tables
from output.dataset import relations_to_dataset
from output.registry import load_tables

SIZES: Final = (5_000, 50_000, 500_000)

MEMORY_LIMIT: Final = 4_000
"""Megabytes (millions of bytes) that the whole process may hold at most: the target."""

GROWTH_LIMIT: Final = 1.2
"""Times the CPU time for a report that a larger size may take: what is linear, and some noise."""

THREADS: Final = 2

Result = TypeVar("Result")


class Step(NamedTuple):
    """What one step took: seconds by the clock, seconds of CPU, and the most memory held meanwhile, in megabytes."""

    name: str
    seconds: float
    work: float
    megabytes: float


class Reduced(NamedTuple):
    """What all steps over one country took.

    Attributes:
        reports: of the dataset.
        rows: rows of each table that was written; only those of ``values`` and ``reports`` where none was.
        steps: in their order.
        written: bytes of the table files.
    """

    reports: int
    rows: dict[str, int]
    steps: tuple[Step, ...]
    written: int

    @property
    def seconds(self) -> float:
        """By the clock."""
        return sum(step.seconds for step in self.steps)

    @property
    def work(self) -> float:
        """Seconds of CPU time."""
        return sum(step.work for step in self.steps)

    @property
    def megabytes(self) -> float:
        """The most memory that the process ever held."""
        return max(step.megabytes for step in self.steps)


def results_to_growth(results: Sequence[Reduced]) -> float:
    """The CPU time for a report at each size over that at the size before, the largest of them; 0 for one size.

    >>> small, large = (Reduced(n, {}, (Step("all", s, s, 0),), 0) for n, s in ((100, 2.0), (1000, 22.0)))
    >>> round(results_to_growth([small, large]), 3)
    1.1
    """
    per_report = [result.work / result.reports for result in results]
    return max((later / sooner for sooner, later in pairwise(per_report)), default=0.0)


def is_bounded(results: Sequence[Reduced]) -> bool:
    """Whether time and memory are within the targets."""
    return results_to_growth(results) <= GROWTH_LIMIT and max(r.megabytes for r in results) < MEMORY_LIMIT


def measure_reduce(
    sizes: Sequence[int], progress: Callable[[str], None], *, tables: bool = True, folder: Path | None = None
) -> list[Reduced]:
    """Each size in new processes, the smallest first.

    Args:
        sizes: about how many reports.
        progress: told of what begins.
        tables: whether the tables are written too, as Parquet and CSV: at 500,000 reports up to 30 GB at a time.
        folder: where the files go for a while; None for the system's own.
    """
    return [_measure(size, progress, tables=tables, folder=folder) for size in sorted(sizes)]


def _measure(reports: int, progress: Callable[[str], None], *, tables: bool, folder: Path | None) -> Reduced:
    # A child inherits the mark of its parent's memory, so that the country is made in another one.
    with tempfile.TemporaryDirectory(dir=folder) as name:
        read = Path(name, "read")
        read.mkdir()
        progress(f"{reports:,} reports: making them")
        _in_new_process(write_read_tables, read, reports)
        progress(f"{reports:,} reports: linking and writing them")
        return _in_new_process(_run, Path(name), read, tables)


def _in_new_process(function: Callable[..., Result], *arguments: object) -> Result:
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        return pool.apply(function, arguments)


def _run(work: Path, read: Path, tables: bool) -> Reduced:
    """The steps of :func:`gongkai.run.dataset.shards_to_dataset` behind the reading of shards, each measured."""
    staged = work / "staged"
    staged.mkdir()
    clock = _Clock()
    sizes: list[int] = []
    names = iter(load_tables())

    def table_written() -> None:
        clock.stop(f"{next(names)}, written")
        # All files of the largest size together are 50 GB, which a disk need not have.
        for path in staged.iterdir():
            sizes.append(path.stat().st_size)
            path.unlink()

    curation = load_curation(None)
    resolver = Resolver(shipped_registry())
    tally = Tally()
    with open_database(work, threads=THREADS) as connection:
        view_read_tables(connection, read)
        clock.stop("readings")
        for step in link_steps(connection, resolver, curation):
            step()
            clock.stop(step.func.__name__)
        create_output_relations(connection)
        clock.stop(create_output_relations.__name__)
        if tables:
            tally.row_counts = relations_to_dataset(connection, staged, {}, tally.add, table_written)
        rows = {
            name: connection.execute(f"SELECT count(*) FROM {relation}").fetchall()[0][0]
            for name, relation in (("reports", "reports"), ("values", "read_values"))
        }
    return Reduced(rows["reports"], rows | tally.row_counts, tuple(clock.steps), sum(sizes))


class _Clock:
    """Measures what happens between two stops."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._begin()

    def _begin(self) -> None:
        _forget_peak()
        self._begun, self._worked = time.perf_counter(), time.process_time()

    def stop(self, name: str) -> None:
        """A step of this name is over, and the next one begins."""
        seconds, work = time.perf_counter() - self._begun, time.process_time() - self._worked
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        self.steps.append(Step(name.removeprefix("create_"), seconds, work, peak / 1e6))
        self._begin()


def _forget_peak() -> None:
    """Let the mark of the most memory begin anew, where the system can; elsewhere it is that of all steps so far."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
