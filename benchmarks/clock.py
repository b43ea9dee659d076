"""Measuring several ways of doing one thing so that their ratios can be trusted."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping

Task = Callable[[], object]


def tasks_to_seconds(tasks: Mapping[str, Task], rounds: int) -> dict[str, float]:
    """Median CPU seconds of each task.

    The tasks take turns in each round, so that whatever else the machine does falls on all of them alike; one
    round before the first is not counted. Garbage of one task is collected before the next one starts.
    """
    for task in tasks.values():
        task()
    # What is loaded for good is no garbage: searching through it each time would only empty the processor's caches.
    gc.collect()
    gc.freeze()
    seconds: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            gc.collect()
            begun = time.process_time()
            task()
            seconds[name].append(time.process_time() - begun)
    return {name: statistics.median(measured) for name, measured in seconds.items()}
