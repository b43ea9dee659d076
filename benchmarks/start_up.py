"""How long the command takes to say what it can do."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

HELP: Final = (sys.executable, "-m", "gongkai", "--help")
NOTHING: Final = (sys.executable, "-c", "pass")

LIMIT: Final = 0.3
"""Seconds that ``gongkai --help`` may take."""


class StartUp(NamedTuple):
    """Medians of wall and CPU seconds of a process, from its start to its end."""

    help_wall: float
    help_cpu: float
    nothing_wall: float
    nothing_cpu: float

    @property
    def ratio(self) -> float:
        """CPU time over that of an interpreter that does nothing."""
        return self.help_cpu / self.nothing_cpu


def measure_start_up(rounds: int) -> StartUp:
    """Starts both in turns; one round before the first is not counted, it compiles and warms the disk's cache."""
    taken: dict[Sequence[str], list[tuple[float, float]]] = {HELP: [], NOTHING: []}
    for command in taken:
        _command_to_seconds(command)
    for _ in range(rounds):
        for command, seconds in taken.items():
            seconds.append(_command_to_seconds(command))
    return StartUp(
        *(statistics.median(part) for command in (HELP, NOTHING) for part in zip(*taken[command], strict=True))
    )


def _command_to_seconds(command: Sequence[str]) -> tuple[float, float]:
    """Wall seconds, and CPU seconds of the child process."""
    before, begun = os.times(), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=Path(__file__).parents[1])
    wall, after = time.perf_counter() - begun, os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, cpu
