"""What one document may take."""

from __future__ import annotations

from typing import NamedTuple


class Limits(NamedTuple):
    """Seconds of wall time, and bytes of memory on top of the loaded reader."""

    seconds: float
    memory: int
