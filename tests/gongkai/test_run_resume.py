"""A run that is killed at any moment and run again ends with the bytes of one that was not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from extract.errors import OutputError
from gongkai.run.build import build
from gongkai.run.folder import DatasetFolder
from output.package_files import file_facts
from tests.gongkai.run_readers import READER, document, snapshot

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")

ROOT = Path(__file__).resolve().parents[2]

_RUN = """
import sys
sys.path.insert(0, {root!r})
from gongkai.run.build import build
build({source!r}, {out!r}, reader={reader!r}, jobs=2)
"""

_RUN_AND_DIE = """
import os, signal, sys
sys.path.insert(0, {root!r})
left, replace = {renames}, os.replace
def counted(*arguments, **options):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(*arguments, **options)
os.replace = counted
from gongkai.run.build import build
build({source!r}, {out!r}, reader={reader!r}, jobs=2)
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight documents that take their time."""
    source = tmp_path_factory.mktemp("documents") / "in"
    source.mkdir()
    for number in range(8):
        orders = {"agency": f"{number}局", "year": 2023, "number": number}
        (source / f"{number}.html").write_bytes(document(**orders, fault="slow", seconds=0.05))
    return source


@pytest.fixture(scope="module")
def whole(source: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The files of a run over the same documents that nobody killed."""
    out = tmp_path_factory.mktemp("whole") / "out"
    build(source, out, reader=READER, jobs=2)
    return snapshot(out)


def _start(script: str, source: Path, out: Path, **more: object) -> subprocess.Popen[bytes]:
    text = script.format(root=str(ROOT), source=str(source), out=str(out), reader=READER, **more)
    return subprocess.Popen([sys.executable, "-c", text], cwd=ROOT, stderr=subprocess.DEVNULL)


def _whole(out: Path) -> bool:
    """Whether the folder looks like a dataset; then every file must be the one that the checksums name."""
    if not (out / "datapackage.json").exists():
        return False
    for line in (out / "checksums.sha256").read_text().splitlines():
        sha256, name = line.split("  ")
        assert file_facts(out / name).sha256 == sha256
    return True


@pytest.mark.parametrize("renames", [3, 8, 15, 28])
def test_killed_at_a_rename(source: Path, whole: dict[str, str], tmp_path: Path, renames: int) -> None:
    """Killed before its nth rename (shards first, then the files of the dataset), a run leaves nothing half-written."""
    out = tmp_path / "out"
    process = _start(_RUN_AND_DIE, source, out, renames=renames)
    assert process.wait(60) == -signal.SIGKILL
    assert not _whole(out)
    assert not list(out.glob("*.tmp"))
    again = build(source, out, reader=READER, jobs=1)
    assert again.reused >= min(renames, 8) - 1
    assert snapshot(out) == whole


@pytest.mark.parametrize("moment", ["reading", "writing"])
def test_killed_while_it_works(source: Path, whole: dict[str, str], tmp_path: Path, moment: str) -> None:
    """Killed while documents are read, or while tables are written, a run is carried on by the next."""
    out = tmp_path / "out"
    process = _start(_RUN, source, out)
    state = out / ".gongkai"
    signs: dict[str, Callable[[], bool]] = {
        "reading": lambda: any((state / "shards").glob("*.shard")),
        "writing": (state / "staged" / "reports.parquet").exists,
    }
    _wait_for(signs[moment])
    process.kill()
    process.wait()
    assert not _whole(out)
    assert build(source, out, reader=READER, jobs=1).reused > 0
    assert snapshot(out) == whole


def test_a_changed_dataset_never_looks_whole_half_way(source: Path, whole: dict[str, str], tmp_path: Path) -> None:
    """Killed among the renames of a second run, a dataset is without its datapackage.json, until the next run."""
    out = tmp_path / "out"
    some = [source / f"{number}.html" for number in range(6)]
    build(some, out, reader=READER)
    assert _whole(out)
    process = _start(_RUN_AND_DIE, source, out, renames=5)
    assert process.wait(60) == -signal.SIGKILL
    assert not (out / "datapackage.json").exists()
    build(source, out, reader=READER)
    assert _whole(out)
    assert snapshot(out) == whole


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the child's own clock ends it, later")
def test_children_die_with_their_parent(tmp_path: Path) -> None:
    """Killed during a document that hangs, a run leaves no process behind."""
    pid_file = tmp_path / "pid"
    (tmp_path / "hang.html").write_bytes(document(fault="spin", pid_file=pid_file))
    process = _start(_RUN, tmp_path / "hang.html", tmp_path / "out")
    _wait_for(lambda: pid_file.exists() and pid_file.read_text() != "")
    process.kill()
    process.wait()
    _wait_for(lambda: not _alive(int(pid_file.read_text())))


def test_two_builds_do_not_collide(tmp_path: Path) -> None:
    """While one build has the folder another is refused; a lock left by a killed one does not count."""
    (tmp_path / "slow.html").write_bytes(document(fault="slow", seconds=30))
    out = tmp_path / "out"
    process = _start(_RUN, tmp_path / "slow.html", out)
    lock = out / ".gongkai" / "lock"
    _wait_for(lambda: lock.exists() and lock.read_text() != "")
    with pytest.raises(OutputError, match=str(process.pid)):
        build(tmp_path / "slow.html", out, reader=READER)
    process.kill()
    process.wait()
    with DatasetFolder(out).locked():
        assert lock.read_text().strip() == str(os.getpid())


def test_a_damaged_shard_file_is_read_again(source: Path, whole: dict[str, str], tmp_path: Path) -> None:
    """A disk that lost a shard file's content costs a second reading, not the dataset."""
    out = tmp_path / "out"
    build(source, out, reader=READER, jobs=2)
    victim = min((out / ".gongkai" / "shards").iterdir())
    victim.write_bytes(b"")
    assert build(source, out, reader=READER).read == 1
    assert snapshot(out) == whole


def test_an_interrupt_ends_a_run_at_once(tmp_path: Path) -> None:
    """Ctrl-C during a document that hangs ends the run and its processes, and leaves the folder free."""
    pid_file = tmp_path / "pid"
    (tmp_path / "hang.html").write_bytes(document(fault="spin", pid_file=pid_file))
    process = _start(_RUN, tmp_path / "hang.html", tmp_path / "out")
    _wait_for(lambda: pid_file.exists() and pid_file.read_text() != "")
    process.send_signal(signal.SIGINT)
    assert process.wait(20) != 0
    assert not _alive(int(pid_file.read_text()))
    with DatasetFolder(tmp_path / "out").locked():
        pass


def _wait_for(sign: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not sign():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False
