"""How fast printed names are resolved to agencies, beside a search for the nearest name: ``python -m benchmarks.names``."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from rapidfuzz import process

from benchmarks.memory import megabytes
from normalize.agencies.divisions import load_division_rows
from normalize.agencies.kinds import load_kinds
from normalize.agencies.registry import rows_to_registry
from normalize.agencies.resolver import Resolver

AGENCIES: Final = 100_000
"""As many as there are in the country."""
SAMPLE: Final = 30
"""Names for which the slow ways are measured."""
_YEARS: Final = range(2008, 2025)
_TAILS: Final = ("城关镇人民政府", "东风街道办事处", "经济开发区管委会", "公安局交警支队车管所", "第一中学")
_SLIPS: Final = str.maketrans("沭阳州东", "沐阴洲车")


class NameSpeed(NamedTuple):
    """What resolving costs.

    Attributes:
        pairs: names with a year that were resolved.
        start_up: seconds to load the registry.
        seconds: to resolve all pairs.
        grown: megabytes that the process has grown by, the names themselves left out.
        resolved: share of the pairs that were resolved.
        nearest: seconds for one name by a linear scan for the nearest of all names, with rapidfuzz.
        region: seconds for one name by cpca, which finds the region alone; None where it is not installed.
    """

    pairs: int
    start_up: float
    seconds: float
    grown: float
    resolved: float
    nearest: float
    region: float | None

    @property
    def per_second(self) -> float:
        """Pairs resolved in a second."""
        return self.pairs / self.seconds

    @property
    def ratio(self) -> float:
        """How many names are resolved while the linear scan finds one."""
        return self.nearest * self.per_second


def make_names(agencies: int) -> list[str]:
    """Invented agencies of all divisions in use: offices, towns, zones, and one in twenty with a slip in it."""
    rng = random.Random(0)
    rows = load_division_rows()
    names = {row.division_id: row.name for row in rows if row.last_year is None}
    places = [
        names[row.parent_id] + row.name if rng.random() < 0.7 and row.level != "province" else row.name
        for row in rows
        if row.last_year is None and row.level != "central"
    ]
    kinds = [kind for kind in load_kinds().by_id.values() if not kind.by_pattern and not kind.vertical]
    organs = [alias for kind in kinds for alias in kind.aliases()]
    made: set[str] = set()
    while len(made) < agencies:
        tail = rng.choice(_TAILS) if rng.random() < 0.2 else rng.choice(organs)
        name = rng.choice(places) + tail
        made.add(name.translate(_SLIPS) if rng.random() < 0.05 else name)
    return sorted(made)


def measure_names(pairs: int) -> NameSpeed:
    """Resolves so many different pairs of a name and a year, one after the other."""
    names = make_names(min(AGENCIES, pairs))
    rng = random.Random(1)
    years = [rng.sample(_YEARS, min(len(_YEARS), -(-pairs // len(names)))) for _ in names]
    asked = [(name, year) for name, chosen in zip(names, years, strict=True) for year in chosen][:pairs]
    rng.shuffle(asked)
    before = megabytes()
    begun = time.perf_counter()
    resolver = Resolver(rows_to_registry())
    start_up = time.perf_counter() - begun
    begun = time.perf_counter()
    statuses = Counter(resolution.status for resolution in resolver.names_to_resolutions(asked))
    seconds = time.perf_counter() - begun
    grown = megabytes() - before
    sample = rng.sample(names, SAMPLE)
    return NameSpeed(
        len(asked),
        start_up,
        seconds,
        grown,
        statuses["resolved"] / len(asked),
        _nearest(sample, names),
        _region(sample),
    )


def _nearest(sample: Sequence[str], names: Sequence[str]) -> float:
    begun = time.perf_counter()
    for name in sample:
        process.extractOne(name, names)
    return (time.perf_counter() - begun) / len(sample)


def _region(sample: Iterable[str]) -> float | None:
    if importlib.util.find_spec("cpca") is None:
        return None
    cpca: Any = importlib.import_module("cpca")
    addresses = list(sample)
    begun = time.perf_counter()
    cpca.transform(addresses)
    return (time.perf_counter() - begun) / len(addresses)


def speed_to_markdown(speed: NameSpeed) -> str:
    """A table of the results."""
    rows = [
        ("pairs of a name and a year", f"{speed.pairs:,}"),
        ("resolved a second", f"{speed.per_second:,.0f}"),
        ("a million takes", f"{1_000_000 / speed.per_second:.0f} s"),
        ("loading the registry", f"{speed.start_up:.2f} s"),
        ("memory for the registry and what is remembered", f"{speed.grown:.0f} MB"),
        ("share resolved (one in twenty has a slip, some have no known organ)", f"{speed.resolved:.1%}"),
        (f"nearest of {AGENCIES:,} names by rapidfuzz, a name", f"{speed.nearest * 1000:.1f} ms"),
        ("times as fast as that", f"{speed.ratio:,.0f}"),
    ]
    if speed.region is not None:
        rows.append(("cpca, the region alone, a name", f"{speed.region * 1000:.2f} ms"))
    return "\n".join(["| names | |", "|---|---:|", *(f"| {label} | {value} |" for label, value in rows)])


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the results for a number of pairs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.names", description=__doc__)
    parser.add_argument("--pairs", type=int, default=100_000, help="names with a year (default: 100,000)")
    options = parser.parse_args(arguments)
    print(speed_to_markdown(measure_names(options.pairs)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
