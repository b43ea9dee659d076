"""The process that reads documents one at a time, for a parent that may kill it.

Started as ``python -m gongkai.run.child PARENT_PID``. It takes one JSON object a line on standard input and
answers with one a line on what was standard output; documents never see either. JSON, and not pickle:
what a process says that has parsed hostile bytes is data, never code.
"""

from __future__ import annotations

import contextlib
import faulthandler
import hashlib
import importlib
import json
import os
import re
import signal
import sys
from collections.abc import Callable
from functools import partial
from typing import IO, Any, Final

from extract.errors import DocumentError, DocumentTooLargeError, GongkaiError
from extract.limits import MAX_BYTES
from normalize.report import Report
from output.rows import Rows, error_to_rows, report_to_rows

PR_SET_PDEATHSIG: Final = 1
"""Linux, prctl(2): the signal that a process gets when its parent dies."""

ReadFunction = Callable[..., Report]


class ChangedDocumentError(DocumentError):
    """A document whose bytes changed while the run was at work."""

    code = "changed_document"


class SystemRefusalError(DocumentError):
    """Something that the system refused while a document was read: no file to be had, no space."""

    code = "system_refusal"


class InternalError(DocumentError):
    """An error of ours: the reader raised something that is no refusal."""

    code = "internal_error"


def main() -> None:
    """Answer requests until standard input ends."""
    _die_with(int(sys.argv[1]))
    requests, answers = _private_streams()
    settings = json.loads(requests.readline())
    sys.path[:] = settings["sys_path"]
    try:
        read = partial(_import_reader(settings["reader"]), verify=settings["verify"])
    except Exception as error:  # noqa: BLE001  whatever an import raises, the parent must hear of it
        _send(answers, {"start_error": f"{type(error).__name__}: {error}"})
        return
    _limit_memory(settings["memory"])
    _send(answers, {"ready": True})
    for line in requests:
        request = json.loads(line)
        # The parent's clock is the first; this one ends a hang whose parent is gone.
        faulthandler.dump_traceback_later(settings["seconds"] * 2 + 10, exit=True)
        answer = _request_to_answer(read, request)
        faulthandler.cancel_dump_traceback_later()
        _send(answers, answer)


def read_document(read: ReadFunction, path: str, sha256: str, suffix: str) -> Rows:
    """The rows of one document; whatever it refuses becomes the row of a failed document.

    Raises:
        MemoryError: the limit was hit.
    """
    name = f"document{suffix}"
    try:
        data = _read_bytes(path, sha256)
        return report_to_rows(read(name, data=data))
    except GongkaiError as error:
        return error_to_rows(error, name)
    except MemoryError:
        raise
    except OSError as error:
        found = error.strerror or f"{type(error).__name__}: {error}"
        return error_to_rows(
            SystemRefusalError(expected="a system that lets the reader work", found=found, advice="build again")
        )
    except Exception as error:  # noqa: BLE001  an error of ours must not end a run over many documents
        found = re.sub(r"0x[0-9a-fA-F]+", "0x…", f"{type(error).__name__}: {error}")[:1000]
        return error_to_rows(
            InternalError(expected="a reading without an error of ours", found=found, advice="please report it")
        )


def _read_bytes(path: str, sha256: str) -> bytes:
    try:
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ChangedDocumentError(
            expected="the file that was there when the run began", found=str(error.strerror), advice="build again"
        ) from error
    if len(data) > MAX_BYTES:
        raise DocumentTooLargeError(
            expected=f"at most {MAX_BYTES} bytes",
            found=f"{size} bytes",
            advice="no report is that large: check what it is",
        )
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ChangedDocumentError(
            expected="the bytes that were there when the run began", found="other bytes", advice="build again"
        )
    return data


def _request_to_answer(read: ReadFunction, request: dict[str, str]) -> dict[str, Any]:
    try:
        return {"rows": read_document(read, request["path"], request["sha256"], request["suffix"])}
    except MemoryError:
        return {"memory": True}


def _send(answers: IO[str], answer: dict[str, Any]) -> None:
    try:
        line = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    except MemoryError:
        line = '{"memory":true}'
    answers.write(line + "\n")
    answers.flush()


def _import_reader(reader: str) -> ReadFunction:
    module, _, name = reader.partition(":")
    function: ReadFunction = getattr(importlib.import_module(module), name)
    return function


def _private_streams() -> tuple[IO[str], IO[str]]:
    """Standard input and output under new descriptors; the old ones lead nowhere, whatever a library prints."""
    requests = os.fdopen(os.dup(0), "r", encoding="utf-8", newline="\n")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    return requests, answers


def _die_with(parent: int) -> None:
    if sys.platform != "linux":
        return
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(1)


def _limit_memory(limit: int) -> None:
    """Allow ``limit`` bytes of address space on top of what the loaded reader takes; not on systems without rlimits."""
    try:
        import resource
    except ImportError:
        return
    used = 0
    with contextlib.suppress(OSError, ValueError), open("/proc/self/statm", encoding="ascii") as file:
        used = int(file.read().split()[0]) * resource.getpagesize()
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (used + limit, resource.getrlimit(resource.RLIMIT_AS)[1]))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
