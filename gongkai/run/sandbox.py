"""One document at a time in a child process: whatever a document does costs that document alone."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from types import TracebackType
from typing import Any, Final, Self

from extract.errors import DocumentTooLargeError, GongkaiError, ReaderCrashError, ReaderTimeoutError
from gongkai.run.plan import PlannedDocument
from gongkai.run.settings import Settings
from output.rows import Rows, error_to_rows

START_SECONDS: Final = 120
DOCUMENTS_PER_PROCESS: Final = 1000
"""A process is replaced after that many documents: parsers in C keep what they fragment."""


class ReaderStartError(GongkaiError):
    """The process that reads documents cannot be started at all."""

    code = "reader_start"


class RunStoppedError(Exception):
    """The run was stopped while a document was being read: nothing is known of it."""


class Sandbox:
    """A child process that reads documents, replaced whenever a document kills it.

    Not for several threads at once. Create it in a thread that lives as long as it is used: on Linux the child
    dies with the thread that started it.

    Args:
        settings: which function reads, and what one document may take.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: subprocess.Popen[str] | None = None
        self._documents = 0
        self._stopped = False

    def read(self, document: PlannedDocument) -> Rows:
        """The rows of a document; a crash, a hang or a memory bomb becomes the row of a failed document.

        A crash is tried once more in a new process, so that one that was not the document's fault leaves no trace.

        Raises:
            ReaderStartError: no child process can be started.
            RunStoppedError: :meth:`stop` was called meanwhile.
        """
        crash = ""
        for _ in range(2):
            answer, crash = self._ask(document)
            if self._stopped:
                raise RunStoppedError
            if answer is not None and "rows" in answer:
                rows: Rows = answer["rows"]
                return rows
            self.close()
            if answer is not None:
                return error_to_rows(
                    DocumentTooLargeError(
                        expected=f"a document read within {self._settings.memory // 2**20} MiB of memory",
                        found="one that needs more",
                        advice="raise the memory limit if this is a real report",
                    )
                )
            if not crash:
                return error_to_rows(
                    ReaderTimeoutError(
                        expected=f"a document read within {self._settings.seconds:g} seconds",
                        found="one that takes longer",
                        advice="raise the time limit if this is a real report",
                    )
                )
        return error_to_rows(
            ReaderCrashError(
                expected="a document that the reader survives", found=crash, advice="please report it with the document"
            )
        )

    def stop(self) -> None:
        """End the document that is being read, from any thread; nothing more is read."""
        self._stopped = True
        process = self._process
        if process is not None:
            _kill(process)

    def close(self) -> None:
        """End the child process, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            _kill(process)
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    _close_quietly(stream)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, document: PlannedDocument) -> tuple[dict[str, Any] | None, str]:
        """The answer, or None and how the process died; None and an empty text mean that time ran out."""
        process = self._running()
        self._documents += 1
        request = {"path": document.path, "sha256": document.sha256, "suffix": document.suffix}
        answer, timed_out = _exchange(process, request, self._settings.seconds)
        if timed_out:
            # Late by less than it takes to be killed is still late, or the outcome would be a matter of luck.
            self.close()
            return None, ""
        if answer is None:
            process.wait()
            return None, _death(process.returncode)
        return answer, ""

    def _running(self) -> subprocess.Popen[str]:
        if self._stopped:
            raise RunStoppedError
        if self._process is not None and (self._documents >= DOCUMENTS_PER_PROCESS or self._process.poll() is not None):
            self.close()
        if self._process is None:
            self._process = self._start()
            self._documents = 0
            if self._stopped:
                raise RunStoppedError
        return self._process

    def _start(self) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            # -P: a file extract.py in the user's folder must not stand in for our package.
            [sys.executable, "-P", "-m", "gongkai.run.child", str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            start_new_session=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(path or os.getcwd() for path in sys.path)},
        )
        start = {
            "sys_path": [path or os.getcwd() for path in sys.path],
            **self._settings._asdict(),
        }
        answer, timed_out = _exchange(process, start, START_SECONDS)
        if answer is not None and answer.get("ready"):
            return process
        _kill(process)
        found = "no answer in time" if timed_out else "a process that ended at once"
        raise ReaderStartError(
            expected="a process that reads documents",
            found=str(answer["start_error"]) if answer else found,
            where=self._settings.reader,
            advice="check that the software is installed completely: python -m pip install --force-reinstall gongkai",
        )


def _exchange(process: subprocess.Popen[str], request: dict[str, Any], seconds: float) -> tuple[Any, bool]:
    """The child's answer to one request (None when it died), and whether it was killed for taking too long."""
    requests, answers = process.stdin, process.stdout
    if requests is None or answers is None:
        return None, False
    late = threading.Event()

    def kill() -> None:
        late.set()
        _kill(process)

    timer = threading.Timer(seconds, kill)
    timer.daemon = True
    timer.start()
    try:
        requests.write(json.dumps(request) + "\n")
        requests.flush()
        line = answers.readline()
        answer = json.loads(line) if line.endswith("\n") else None
    except (OSError, ValueError):
        answer = None
    finally:
        timer.cancel()
    return answer, late.is_set()


def _kill(process: subprocess.Popen[str]) -> None:
    if process.poll() is not None:
        return
    try:
        # The child leads a session of its own: this takes along whatever it has started.
        os.killpg(process.pid, signal.SIGKILL)
    except (AttributeError, OSError):
        process.kill()


def _close_quietly(stream: Any) -> None:
    with contextlib.suppress(OSError):
        stream.close()


def _death(code: int) -> str:
    if code < 0:
        try:
            return f"a process killed by {signal.Signals(-code).name}"
        except ValueError:
            return f"a process killed by signal {-code}"
    return f"a process that ended with status {code}"
