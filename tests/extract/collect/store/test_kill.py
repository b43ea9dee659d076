"""kill -9 at any moment: what was acknowledged is there, and the next writer goes on."""

from __future__ import annotations

import gzip
import random
import signal
import subprocess
import sys
from pathlib import Path

from extract.collect.store import Store, verify_store
from tests.extract.collect.store.writer import body_of

ROOT = Path(__file__).parents[4]
WRITER = "tests.extract.collect.store.writer"
ROUNDS = 6


def _write_until_killed(folder: Path, first: int, rng: random.Random) -> dict[int, int]:
    """Acknowledged numbers and their fetch ids."""
    process = subprocess.Popen(
        [sys.executable, "-m", WRITER, str(folder), str(first), "100000"],
        stdout=subprocess.PIPE, cwd=ROOT, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    acknowledged: dict[int, int] = {}
    for _ in range(rng.randrange(1, 25)):
        number, fetch_id = process.stdout.readline().split()
        acknowledged[int(number)] = int(fetch_id)
    try:
        process.wait(rng.random() * 0.01)  # Into the middle of the next one.
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    rest = process.stdout.read()
    process.wait()
    for line in rest.splitlines(keepends=True):
        if line.endswith("\n"):
            number, fetch_id = line.split()
            acknowledged[int(number)] = int(fetch_id)
    return acknowledged


def test_nothing_acknowledged_is_lost_by_kill_9(tmp_path: Path) -> None:
    """After kills at random moments every acknowledged exchange has its object and its record, and the store is whole."""
    rng = random.Random(20260301)
    folder = tmp_path / "s"
    acknowledged: dict[int, int] = {}
    first = 0
    for _ in range(ROUNDS):
        acknowledged |= _write_until_killed(folder, first, rng)
        first = max(acknowledged) + 2  # The one after the last may have been written without our hearing of it.
        with Store(folder, read_only=True) as store:
            known = {row["fetch_id"] for row in store.query("SELECT fetch_id FROM fetches")}
        assert set(acknowledged.values()) <= known
        assert verify_store(folder) == []
    with Store(folder) as store:
        for number, fetch_id in acknowledged.items():
            row = store.query("SELECT * FROM fetches JOIN archives USING (archive_id) WHERE fetch_id = ?", (fetch_id,))[
                0
            ]
            assert row["url"].endswith(f"/t{number}.html")
            assert store.object_path(row["sha256"]).read_bytes() == body_of(number)
            with (folder / "warc" / row["name"]).open("rb") as file:
                file.seek(row["record_offset"])
                record = gzip.decompress(file.read(row["record_length"]))
            assert row["record_type"] == "revisit" or record.endswith(body_of(number) + b"\r\n\r\n")
        assert len(store.query("SELECT run_id FROM runs")) == 1
        sizes = {row["name"]: row["size"] for row in store.query("SELECT name, size FROM archives")}
    assert {path.name: path.stat().st_size for path in (folder / "warc").iterdir()} == sizes
    assert verify_store(folder) == []
