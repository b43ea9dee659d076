"""A replica as tests use it: its own process, its ports, its log, its runs."""

from __future__ import annotations

import http.client
import json
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Final, NamedTuple, Self

from tests.replica.model import World
from tests.replica.scenario import write_registry
from tests.replica.server import CONTROL

_ROOT: Final = Path(__file__).parent.parent.parent


class Line(NamedTuple):
    """A request as the server wrote it down; ``begin`` and ``end`` by the machine's monotonic clock, in seconds."""

    begin: float
    end: float
    scheme: str
    host: str
    method: str
    path: str
    form: str
    status: int
    bytes: int
    run: int
    headers: dict[str, str]


class Replica:
    """A server that serves a world in a process of its own, until the block ends.

    Args:
        world: what it serves.
        folder: where its files go: the pickled world, the log, the certificate.
        tls: whether there is a TLS listener too.
        seconds: after which it ends by itself.
        port: of the plain listener; a free one where 0.

    Attributes:
        port, tls_port: of the listeners; ``tls_port`` is 0 where there is none.
        certificate: the file to trust.
    """

    def __init__(self, world: World, folder: Path, *, tls: bool = False, seconds: float = 300, port: int = 0) -> None:
        self.world = world
        self.folder = folder
        self.certificate = folder / "replica.pem"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "world.pickle").write_bytes(pickle.dumps(world))
        command = [sys.executable, "-m", "tests.replica", str(folder / "world.pickle"), "--log", str(self._log)]
        command += ["--seconds", str(seconds), "--port", str(port), *(["--tls", str(folder)] if tls else [])]
        self.process = subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        ports = json.loads(self.process.stdout.readline())
        self.port: int = ports["port"]
        self.tls_port: int = ports.get("tls_port", 0)

    @property
    def _log(self) -> Path:
        return self.folder / "requests.jsonl"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End the process."""
        self.process.terminate()
        self.process.wait(10)
        if self.process.stdout is not None:
            self.process.stdout.close()

    def url(self, host: str, path: str = "/", scheme: str = "http") -> str:
        """An address on the replica."""
        return f"{scheme}://{host}:{self.tls_port if scheme == 'https' else self.port}{path}"

    def log(self) -> list[Line]:
        """All requests until now, in the order in which they ended."""
        if self.process.poll() is None:
            self._control("/run")  # What was answered before this is written down before this is answered.
        return [Line(**json.loads(line)) for line in self._log.read_text(encoding="utf-8").splitlines()]

    def set_run(self, number: int) -> None:
        """Go over to another run: sites, articles and faults come and go by it."""
        assert self._control(f"/run?n={number}") == {"run": number}

    def write_registry(self, path: Path, *, family: str = "", **columns: str) -> Path:
        """Write the registry of the world's columns; see ``scenario.write_registry``."""
        return write_registry(self.world, self.port, path, family=family, **columns)

    def get(
        self,
        host: str,
        path: str,
        *,
        method: str = "GET",
        body: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> Reply:
        """Ask as a plain client does: no redirects, no cookies, no content decoding."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        sent = {"Host": f"{host}:{self.port}", **(headers or {})}
        if body is not None:
            sent |= {"Content-Length": str(len(body.encode())), "Content-Type": "application/x-www-form-urlencoded"}
        for name, value in sent.items():
            connection.putheader(name, value)
        connection.endheaders(body.encode() if body is not None else None)
        try:
            answer = connection.getresponse()
            return Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def _control(self, path: str) -> Any:
        return json.loads(self.get(CONTROL, path).body)


class Reply(NamedTuple):
    """What a plain client got."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as UTF-8."""
        return self.body.decode()


@contextmanager
def serve(world: World, folder: Path, **options: Any) -> Iterator[Replica]:
    """A replica for the time of a block."""
    with Replica(world, folder, **options) as replica:
        yield replica
