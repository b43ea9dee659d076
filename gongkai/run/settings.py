"""How documents are read in a run."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

READER: Final = "gongkai.reading:read_report"
TIME_LIMIT: Final = 60.0
MEMORY_LIMIT: Final = 2 * 1024**3

Verify = Literal["auto", "always", "never"]
"""When a second, independent reader reads a document too; see ``gongkai.reading``."""


class Settings(NamedTuple):
    """Which function reads, and what one document may take.

    Attributes:
        reader: the reading function as ``module:function``; takes a name, ``data`` and ``verify``, returns a ``Report``.
        seconds: wall time for one document.
        memory: bytes for one document on top of the loaded reader, where the system can limit it.
        verify: passed on to the reader.
    """

    reader: str = READER
    seconds: float = TIME_LIMIT
    memory: int = MEMORY_LIMIT
    verify: Verify = "auto"
