"""Whether the memory of one worker stays flat over many documents."""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from typing import Final

from fixtures.walk import walk_documents
from gongkai.reading import read_report

STEP: Final = 1000
"""Documents between two looks at the memory."""

LIMIT: Final = 1.02
"""Memory at the end over that after warming up, at most: the allocator's own ups and downs stay below."""

_STATUS: Final = Path("/proc/self/status")


def measure_memory(documents: int, progress: Callable[[int, float], None]) -> list[tuple[int, float]]:
    """Reads the fixtures one after the other, again and again, in this process.

    Args:
        documents: how many to read.
        progress: told of each look: documents read, megabytes.

    Returns:
        Documents read so far and megabytes in use, after every 1,000 documents (or the tenth part of a shorter
        run), the first of them after warming up.
    """
    step = min(STEP, max(documents // 10, 1))
    sources = [(fixture.source.name, fixture.source.read_bytes()) for fixture in walk_documents()]
    looks: list[tuple[int, float]] = []
    for count, (name, data) in enumerate(islice(cycle(sources), documents), start=1):
        read_report(name, data=data, verify="never")
        if count % step == 0:
            looks.append((count, megabytes()))
            progress(*looks[-1])
    return looks


def looks_to_growth(looks: list[tuple[int, float]]) -> float:
    """Memory at the last look over that at the first, after warming up.

    >>> looks_to_growth([(1000, 100.0), (2000, 104.0), (3000, 101.0)])
    1.01
    """
    return looks[-1][1] / looks[0][1]


def megabytes() -> float:
    """What this process holds in memory now; where the system does not say, the most that it ever held."""
    if _STATUS.exists():
        for line in _STATUS.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024 / (1024 if sys.platform == "darwin" else 1)
