"""Measures how fast reports are read, beside the alternatives: ``python -m benchmarks``.

Without a command all is measured but what takes long, the memory and ``reduce``; ``--write`` puts the results into ``benchmarks/results.md``.
"""

from __future__ import annotations

import argparse
import logging
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.classification import HEAD as CLASSIFICATION
from benchmarks.classification import (
    classification_to_markdown,
    judge,
    left_out_to_lines,
    load_real_titles,
    load_titles,
)
from benchmarks.collecting import AGENCIES as SITES
from benchmarks.collecting import COLLECTING, collected_to_markdown, is_within_bounds, measure_collecting
from benchmarks.memory import LIMIT, looks_to_growth, measure_memory
from benchmarks.names import AGENCIES, measure_names, speed_to_markdown
from benchmarks.reading import measure_reading
from benchmarks.reduce import SIZES, is_bounded, measure_reduce
from benchmarks.results import (
    MEMORY,
    NAMES,
    REDUCE,
    memory_to_markdown,
    reading_to_markdown,
    reduce_to_markdown,
    start_up_to_markdown,
    throughput_to_markdown,
)
from benchmarks.start_up import measure_start_up
from benchmarks.throughput import measure_throughput

RESULTS: Final = Path(__file__).with_name("results.md")
KINDS: Final = ("html", "pdf", "docx", "text")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs what was asked for and prints it as Markdown; 1 when memory or time grew beyond its bound."""
    options = _parser().parse_args(arguments)
    # What pdfminer thinks of fonts is no part of the measurement.
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    if options.command == "classification":
        return _classification(write=options.write)
    if options.command == "memory":
        return _memory(options.documents, write=options.write)
    if options.command == "names":
        return _names(write=options.write)
    if options.command == "collecting":
        return _collecting(options.agencies, write=options.write)
    if options.command == "reduce":
        return _reduce(options.reports, write=options.write, tables=options.tables)
    parts = []
    if options.command in ("all", "reading"):
        parts.append(reading_to_markdown(measure_reading(options.rounds, tuple(options.formats), _say), options.rounds))
    if options.command in ("all", "start-up"):
        _say("start-up")
        parts.append(start_up_to_markdown(measure_start_up(options.rounds)))
    if options.command in ("all", "build"):
        _say("build")
        parts.append(throughput_to_markdown(measure_throughput(min(options.rounds, 3))))
    _say("")
    print("\n".join(parts))
    if options.write:
        kept = "".join(
            section
            for section in _sections()
            if section.startswith((MEMORY, NAMES, REDUCE, CLASSIFICATION, COLLECTING))
        )
        RESULTS.write_text("\n".join([*parts, kept]).rstrip() + "\n", encoding="utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "command", nargs="?", default="all",
        choices=("all", "reading", "start-up", "build", "memory", "names", "reduce", "classification", "collecting"),
        help="what to measure (default: all but memory, names, reduce, classification and collecting)",
    )  # fmt: skip
    parser.add_argument(
        "--rounds", type=int, default=5, help="how often each document is read in each way (default: 5)"
    )
    parser.add_argument(
        "--formats", nargs="+", default=list(KINDS), choices=KINDS, help="formats to read (default: all)"
    )
    parser.add_argument("--documents", type=int, default=10_000, help="documents for memory (default: 10000)")
    parser.add_argument("--agencies", type=int, default=SITES, help="agencies for collecting (default: %(default)s)")
    parser.add_argument(
        "--reports", type=int, nargs="+", default=list(SIZES), help="reports for reduce (default: %(default)s)"
    )
    parser.add_argument(
        "--no-tables", dest="tables", action="store_false", help="reduce without writing the tables, up to 30 GB"
    )
    parser.add_argument("--write", action="store_true", help="write benchmarks/results.md")
    return parser


def _memory(documents: int, *, write: bool) -> int:
    looks = measure_memory(documents, lambda count, size: _say(f"{count} documents, {size:.1f} MB"))
    _say("")
    text = memory_to_markdown(looks)
    print(text)
    if write:
        _write_section(MEMORY, text)
    return 0 if looks_to_growth(looks) <= LIMIT else 1


def _reduce(reports: Sequence[int], *, write: bool, tables: bool) -> int:
    results = measure_reduce(reports, _say, tables=tables)
    _say("")
    text = reduce_to_markdown(results)
    print(text)
    if write:
        _write_section(REDUCE, text)
    return 0 if is_bounded(results) else 1


def _classification(*, write: bool) -> int:
    text = classification_to_markdown()
    print(text)
    # Real titles are shown, never written: they are no part of the repository.
    print("\n".join(["Left out:", "", *left_out_to_lines(judge([*load_titles(), *load_real_titles()]))]))
    if write:
        _write_section(CLASSIFICATION, text)
    return 0


def _collecting(agencies: int, *, write: bool) -> int:
    found = measure_collecting(agencies)
    text = collected_to_markdown(found)
    print(text)
    if write:
        _write_section(COLLECTING, text)
    return 0 if is_within_bounds(found) else 1


def _names(*, write: bool) -> int:
    text = f"{NAMES}\n\n{speed_to_markdown(measure_names(AGENCIES))}\n"
    print(text)
    if write:
        _write_section(NAMES, text)
    return 0


def _write_section(head: str, text: str) -> None:
    """Put one section behind all others of the results."""
    others = "".join(section for section in _sections() if not section.startswith(head)).rstrip()
    RESULTS.write_text(f"{others}\n\n{text}".strip() + "\n", encoding="utf-8")


def _sections() -> list[str]:
    """What earlier runs wrote, by section; what takes too long to be measured each time is kept from it."""
    return re.split(r"(?m)^(?=## )", RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else []


def _say(line: str) -> None:
    """One line of progress, written over the last one, where someone watches."""
    if sys.stderr.isatty():
        print(f"\r{line:60}", end="" if line else "\r", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
