"""The measured ratios as Markdown, for the terminal and for ``benchmarks/results.md``."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator, Sequence

from benchmarks import memory, reduce, start_up
from benchmarks.peers import PEERS, package_to_version
from benchmarks.reading import OURS, TARGETS, VALUES, Measured, Target
from benchmarks.reduce import Reduced
from benchmarks.start_up import StartUp
from benchmarks.throughput import Throughput
from gongkai.version import VERSION

HEAD = """# Benchmarks

Written by `python -m benchmarks --write`; the numbers are of one run.

Ratios, not times, are what to quote: all ways of reading a document take turns in one process, CPU time is measured,
and of several rounds the median counts. What else the machine does falls on all alike, yet a ratio still moves
by some 10 % from run to run, more on a busy machine, and depends on the processor and on the versions named
below. *Sum* is the time over all documents of a format over that of the peer, where both could read the document;
large documents weigh more. *Median* is the ratio of the document in the middle; all documents weigh the same.
A target is met when both are. Documents are read from memory; importing libraries is not counted.
"""


MEMORY = "## Memory of one worker"
NAMES = "## From printed names to agencies"
REDUCE = "## From readings to a dataset, in bounded memory"


def reading_to_markdown(results: Sequence[Measured], rounds: int) -> str:
    """Two tables: the targets, and what our own ways of reading cost beside each other."""
    return "\n".join([*_head(rounds), *_targets(results), "", *_ways(results), "", *_notes(results)])


def target_to_ratios(target: Target, measured: Measured) -> tuple[float, float]:
    """Over all documents, and of the document in the middle: ours over theirs, or theirs over ours."""
    pair = (VALUES, target.peer) if target.at_most else (target.peer, VALUES)
    return measured.ratio_of_sums(*pair), measured.median_ratio(*pair)


def is_met(target: Target, ratio: float) -> bool:
    """Whether a ratio is what the target asks for."""
    return ratio <= target.factor if target.at_most else ratio >= target.factor


def _head(rounds: int) -> Iterator[str]:
    packages = dict.fromkeys(package for peers in PEERS.values() for peer in peers for package in peer.packages)
    versions = ", ".join(f"{package} {package_to_version(package) or 'not installed'}" for package in packages)
    yield HEAD
    yield f"gongkai {VERSION}, Python {platform.python_version()} on {platform.system()} {platform.machine()};"
    yield f"{versions}; median of {rounds} rounds."
    yield ""


def _targets(results: Sequence[Measured]) -> Iterator[str]:
    yield f"## From bytes to values, beside the alternatives ({len(TARGETS)} targets)"
    yield ""
    rows = []
    for measured in results:
        for target in (target for target in TARGETS if target.kind == measured.kind):
            if target.peer not in measured.ways():
                continue
            whole, median = target_to_ratios(target, measured)
            wanted = f"{'at most' if target.at_most else 'at least'} {target.factor:g}"
            said = "time of ours / theirs" if target.at_most else "times as fast as theirs"
            met = "yes" if is_met(target, whole) and is_met(target, median) else "no"
            documents = str(len(measured.ratios(VALUES, target.peer)))
            rows.append((measured.kind, target.peer, documents, said, f"{whole:.2f}", f"{median:.2f}", wanted, met))
    yield from _table(("format", "peer", "documents", "ratio", "sum", "median", "target", "met"), rows)


def _ways(results: Sequence[Measured]) -> Iterator[str]:
    yield "## Our own ways of reading: time over that from bytes to values"
    yield ""
    rows = [
        (
            measured.kind,
            str(len(measured.seconds)),
            f"{measured.size / 1024 / len(measured.seconds):.0f} KB",
            *(f"{measured.ratio_of_sums(way, VALUES):.2f}" for way in OURS),
            f"{1000 * measured.sums(VALUES)[0] / len(measured.seconds):.1f} ms",
        )
        for measured in results
    ]
    yield from _table(("format", "documents", "mean size", *OURS, "bytes to values, on this machine"), rows)
    yield ""
    yield "*Verified where needed* adds the second, independent reader for documents that arithmetic does not prove."


def _notes(results: Sequence[Measured]) -> Iterator[str]:
    for note in dict.fromkeys(note for measured in results for note in measured.notes):
        yield f"- {note}"


def start_up_to_markdown(measured: StartUp) -> str:
    """One paragraph."""
    met = "met" if measured.help_wall < start_up.LIMIT else "not met"
    return (
        f"## Start-up\n\n`gongkai --help` takes {measured.ratio:.1f} times the CPU time of `python -c pass`, "
        f"{measured.help_wall:.2f} s by the clock here (target: under {start_up.LIMIT} s, {met}).\n"
    )


def throughput_to_markdown(measured: Throughput) -> str:
    """One paragraph."""
    return (
        f"## A whole build\n\n{measured.documents} HTML and text documents, from folder to dataset: {measured.one_job:.0f} "
        f"documents a second with one process, {measured.two_jobs:.0f} with two, {measured.ratio:.2f} times as many "
        "by the clock here. Fixed costs, such as starting processes and writing tables, are included.\n"
    )


def memory_to_markdown(looks: Sequence[tuple[int, float]]) -> str:
    """One table."""
    growth = memory.looks_to_growth(list(looks))
    met = "met" if growth <= memory.LIMIT else "not met"
    rows = [(f"{count:,}", f"{size:.1f}") for count, size in looks]
    said = (
        f"The fixtures read again and again in one process: {growth:.3f} times the memory after warming up at the end "
        f"(target: at most {memory.LIMIT}, {met})."
    )
    return "\n".join([MEMORY, "", said, "", *_table(("documents read", "MB"), rows), ""])


def reduce_to_markdown(results: Sequence[Reduced]) -> str:
    """Two tables: what each size took, and which steps took it."""
    growth, peak = reduce.results_to_growth(results), max(result.megabytes for result in results)
    said = (
        "What a build does with readings (agencies, versions, checks over years, panel, metrics, and writing all tables "
        f"as Parquet and CSV) over made-up countries of several sizes, {reduce.THREADS} threads: at most "
        f"{peak / 1000:.2f} GB of memory (target: under {reduce.MEMORY_LIMIT / 1000:g} GB, "
        f"{'met' if peak < reduce.MEMORY_LIMIT else 'not met'}), and at most {growth:.2f} times the CPU time a report "
        f"at a size as at the one before (target: at most {reduce.GROWTH_LIMIT}, "
        f"{'met' if growth <= reduce.GROWTH_LIMIT else 'not met'})."
    )
    sizes = [
        (
            f"{result.reports:,}", f"{result.rows['values']:,}", f"{result.seconds:.0f}", f"{result.work:.0f}",
            f"{1000 * result.work / result.reports:.2f}", f"{result.megabytes:,.0f}", f"{result.written / 1e9:.1f}",
        )
        for result in results
    ]  # fmt: skip
    heads = ("reports", "values", "seconds", "CPU seconds", "CPU ms a report", "MB at most", "GB written")
    return "\n".join(
        [REDUCE, "", said, "", *_table(heads, sizes), "", "The steps that take the most at the largest size:", "",
         *_reduce_steps(results), ""]
    )  # fmt: skip


def _reduce_steps(results: Sequence[Reduced]) -> Iterator[str]:
    """The steps that take one part in a hundred or more of the largest size's CPU time."""
    largest = results[-1]
    rows = []
    for place, step in enumerate(largest.steps):
        if step.work >= largest.work / 100:
            works = (f"{result.steps[place].work:.1f}" for result in results)
            rows.append((step.name.replace("_", " "), *works, f"{step.megabytes:,.0f}"))
    yield from _table(("step", *(f"CPU s, {result.reports:,}" for result in results), "MB at most"), rows)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield "| " + " | ".join(row) + " |"
