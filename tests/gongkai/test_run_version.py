"""What makes a reading stale, and what does not."""

from __future__ import annotations

from pathlib import Path

import extract
from gongkai.run.version import folder_to_reading_files


def test_the_collector_makes_no_reading_stale() -> None:
    """Code that fetches is no part of the fingerprint; every other module and form file is."""
    folder = Path(extract.__path__[0])
    files = {path.relative_to(folder).as_posix() for path in folder_to_reading_files(folder)}
    every = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.suffix in {".py", ".toml"}}
    left_out = every - files
    assert left_out
    assert all(name.startswith("collect/") for name in left_out)
    assert {"media.py", "encoding.py"} <= files
    assert not [name for name in files if name.startswith("collect/")]
