"""One bad document costs itself alone."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongkai.run import sandbox as sandbox_module
from gongkai.run.plan import PlannedDocument
from gongkai.run.sandbox import ReaderStartError, Sandbox
from gongkai.run.settings import Settings
from output.rows import Rows
from tests.gongkai.run_readers import READER, document

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the limit is the system's")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """A sandbox with a short time limit."""
    with Sandbox(Settings(READER, 1.5, 512 * 2**20)) as sandbox:
        yield sandbox


def _planned(folder: Path, data: bytes) -> PlannedDocument:
    path = folder / "document.txt"
    path.write_bytes(data)
    return PlannedDocument(hashlib.sha256(data).hexdigest(), ".txt", len(data), str(path), "document.txt", "utf-8", ())


def _row(rows: Rows) -> dict[str, object]:
    return {name: column[0] for name, column in rows["documents"].items()}


@pytest.mark.parametrize(
    ("fault", "code", "found"),
    [
        ("abort", "crash", "a process killed by SIGABRT"),
        ("segv", "crash", "a process killed by SIGSEGV"),
        ("exit", "crash", "a process that ended with status 0"),
        ("sleep", "timeout", "one that takes longer"),
        ("spin", "timeout", "one that takes longer"),
        pytest.param("memory", "too_large", "one that needs more", marks=LINUX),
        ("error", "internal_error", "ValueError: an error of ours at <object object at 0x…>"),
        ("refuse", "unknown_format", "something else"),
    ],
)
def test_each_fault_is_named_and_the_next_document_is_read(
    sandbox: Sandbox, tmp_path: Path, fault: str, code: str, found: str
) -> None:
    """A crash, a hang, a memory bomb and an error each become one row; the document after it is read."""
    row = _row(sandbox.read(_planned(tmp_path, document(fault=fault))))
    assert (row["outcome"], row["error_code"], row["found"]) == ("failed", code, found)
    rows = sandbox.read(_planned(tmp_path, document(agency="甲局", year=2023)))
    assert _row(rows)["outcome"] == "read"
    assert rows["readings"]["agency"] == ["甲局"]


def test_the_place_of_an_error_does_not_name_a_file(sandbox: Sandbox, tmp_path: Path) -> None:
    """Where a document breaks is told without the name it happens to have."""
    assert _row(sandbox.read(_planned(tmp_path, document(fault="refuse"))))["place"] == "line 3"


def test_what_libraries_print_is_not_taken_for_an_answer(sandbox: Sandbox, tmp_path: Path) -> None:
    """Noise on standard output changes nothing."""
    assert _row(sandbox.read(_planned(tmp_path, document(fault="noise", agency="甲"))))["outcome"] == "read"


def test_a_crash_that_was_not_the_documents_fault_leaves_no_trace(sandbox: Sandbox, tmp_path: Path) -> None:
    """A document whose process died is read once more in a new one."""
    data = document(fault="once", flag=tmp_path / "flag", agency="甲")
    assert _row(sandbox.read(_planned(tmp_path, data)))["outcome"] == "read"
    assert (tmp_path / "flag").exists()


def test_bytes_that_changed_since_the_plan_are_refused(sandbox: Sandbox, tmp_path: Path) -> None:
    """What is read has the sha256 that was planned, or is not read."""
    planned = _planned(tmp_path, document(agency="甲"))
    Path(planned.path).write_bytes(document(agency="乙"))
    assert _row(sandbox.read(planned))["error_code"] == "changed_document"
    Path(planned.path).unlink()
    assert _row(sandbox.read(planned))["error_code"] == "changed_document"


def test_a_reader_that_cannot_be_imported_ends_the_run_with_its_reason(tmp_path: Path) -> None:
    """What concerns every document is one error, not one a document."""
    with (
        Sandbox(Settings("no_such_module:read", 5, 2**30)) as sandbox,
        pytest.raises(ReaderStartError, match="no_such"),
    ):
        sandbox.read(_planned(tmp_path, b"x"))


def test_processes_are_replaced_after_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What parsers leak is bounded: the process is a new one after so many documents."""
    monkeypatch.setattr(sandbox_module, "DOCUMENTS_PER_PROCESS", 2)
    pid_file = tmp_path / "pid"
    pids = []
    with Sandbox(Settings(READER, 10, 2**30)) as sandbox:
        for _ in range(4):
            sandbox.read(_planned(tmp_path, document(pid_file=pid_file)))
            pids.append(pid_file.read_text())
    assert pids[0] == pids[1] != pids[2] == pids[3]


@LINUX
def test_memory_of_a_worker_stays_flat(tmp_path: Path) -> None:
    """Reading hundreds of documents takes no more memory than reading some."""
    planned = _planned(tmp_path, document(agency="甲局", year=2023, pid_file=tmp_path / "pid"))
    with Sandbox(Settings(READER, 10, 2**30)) as sandbox:
        sizes = []
        for _ in range(3):
            for _ in range(80):
                sandbox.read(planned)
            sizes.append(_resident_pages((tmp_path / "pid").read_text()))
    assert sizes[-1] - sizes[0] < 2 * 2**20 // os.sysconf("SC_PAGE_SIZE")


@LINUX
def test_a_closed_sandbox_leaves_no_process(tmp_path: Path) -> None:
    """Nothing runs on when a run is over."""
    with Sandbox(Settings(READER, 10, 2**30)) as sandbox:
        sandbox.read(_planned(tmp_path, document(pid_file=tmp_path / "pid")))
        pid = int((tmp_path / "pid").read_text())
        assert Path(f"/proc/{pid}").exists()
    deadline = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not Path(f"/proc/{pid}").exists()


def _resident_pages(pid: str) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1])
