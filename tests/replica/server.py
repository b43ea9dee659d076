"""The server: HTTP/1.1 over loopback, plain and TLS, many virtual hosts, one line of JSON per request."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import ssl
import struct
import time
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, TextIO

from tests.replica.dispatch import Dispatcher
from tests.replica.model import World
from tests.replica.wire import Answer, Request

CONTROL: Final = "replica.invalid"
"""Host of the control: ``GET /run?n=2`` sets the run, ``GET /run`` tells it, ``GET /stop`` ends the server."""

_KEPT_HEADERS: Final = ("if-none-match", "if-modified-since", "user-agent", "cookie", "referer", "accept", "range")
_LONGEST_HEAD: Final = 1 << 16
_PIECE: Final = 1 << 16
_RESET: Final = struct.pack("ii", 1, 0)


class Server:
    """Answers for a world until it is stopped, its parent is gone or its time is over.

    Args:
        world: what is served.
        log: where requests are written.
        seconds: time limit.
    """

    def __init__(self, world: World, log: TextIO, seconds: float) -> None:
        self._dispatcher = Dispatcher(world)
        self._log = log
        self._seconds = seconds
        self._parent = os.getppid()
        self._stopped = asyncio.Event()

    async def serve(self, port: int, tls: ssl.SSLContext | None) -> None:
        """Open the ports, print them as one line of JSON, answer until the end."""
        plain = await asyncio.start_server(self._plain, "127.0.0.1", port, limit=_LONGEST_HEAD, backlog=512)
        ports = {"port": plain.sockets[0].getsockname()[1], "pid": os.getpid()}
        secure = None
        if tls is not None:
            secure = await asyncio.start_server(self._secure, "127.0.0.1", 0, limit=_LONGEST_HEAD, ssl=tls)
            ports["tls_port"] = secure.sockets[0].getsockname()[1]
        print(json.dumps(ports), flush=True)
        await self._wait_for_end()
        for server in (plain, secure):
            if server is not None:
                server.close()

    async def _wait_for_end(self) -> None:
        end = time.monotonic() + self._seconds
        while time.monotonic() < end and os.getppid() == self._parent:
            try:
                await asyncio.wait_for(self._stopped.wait(), 0.25)
            except TimeoutError:
                continue
            return

    async def _plain(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._connection("http", reader, writer)

    async def _secure(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._connection("https", reader, writer)

    async def _connection(self, scheme: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while not self._stopped.is_set():
                request = await read_request(scheme, reader)
                if request is None or not await self._exchange(request, writer):
                    break
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            pass
        finally:
            writer.close()

    async def _exchange(self, request: Request, writer: asyncio.StreamWriter) -> bool:
        """Answer one request and write it down; whether the connection goes on."""
        began = time.monotonic()
        if request.host == CONTROL:
            await send(request, self._control(request), writer)
            return True
        answer = self._dispatcher.answer(request)
        sent = 0
        try:
            sent = await send(request, answer, writer)
        finally:
            self._write_down(request, answer, began, sent)
        goes_on = answer.ending == "keep" and answer.kept is None
        return goes_on and request.headers.get("connection", "").lower() != "close"

    def _control(self, request: Request) -> Answer:
        if request.path == "/stop":
            self._stopped.set()
        if request.path == "/run":
            self._dispatcher.run = request.number("n", self._dispatcher.run)
        return Answer(json.dumps({"run": self._dispatcher.run}).encode(), 200, "application/json")

    def _write_down(self, request: Request, answer: Answer, began: float, sent: int) -> None:
        line: dict[str, Any] = {
            "begin": began,
            "end": time.monotonic(),
            "scheme": request.scheme,
            "host": request.host,
            "method": request.method,
            "path": request.target,
            "form": request.body.decode("latin-1"),
            "status": answer.status,
            "bytes": sent,
            "run": request.run,
            "headers": {name: request.headers[name] for name in _KEPT_HEADERS if name in request.headers},
        }
        self._log.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._log.flush()


async def read_request(scheme: str, reader: asyncio.StreamReader) -> Request | None:
    """The next request of a connection; None at its end."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        if error.partial:
            raise
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            headers[name.strip().lower()] = value.strip()
    length = int(headers.get("content-length", "0"))
    body = await reader.readexactly(length) if length else b""
    if target.startswith("http"):
        target = "/" + target.split("/", 3)[3]
    path, _, query = target.partition("?")
    return Request(method, scheme, headers.get("host", ""), path, query, headers, body)


async def send(request: Request, answer: Answer, writer: asyncio.StreamWriter) -> int:
    """Send an answer as it wants to be sent; the number of bytes of its body that went out."""
    if answer.wait:
        await asyncio.sleep(answer.wait)
    if answer.ending == "reset" and answer.kept is None:
        _reset(writer)
        return 0
    bodiless = request.method == "HEAD" or answer.status in {204, 304}
    writer.write(_head(answer))
    if bodiless:
        await writer.drain()
        return 0
    sent = await _send_body(answer, writer)
    if answer.ending == "reset":
        _reset(writer)
    elif answer.chunked and answer.ending != "torn" and answer.kept is None:
        writer.write(b"0\r\n\r\n")
    await writer.drain()
    return sent


def _head(answer: Answer) -> bytes:
    phrase = HTTPStatus(answer.status).phrase if answer.status in HTTPStatus._value2member_map_ else "Unknown"
    lines = [f"HTTP/1.1 {answer.status} {phrase}", "Server: nginx"]
    if answer.media_type:
        lines.append(f"Content-Type: {answer.media_type}")
    lines += [f"{name}: {value}" for name, value in answer.headers]
    if answer.chunked:
        lines.append("Transfer-Encoding: chunked")
    elif answer.status not in {204, 304}:
        length = len(answer.body) if answer.total is None else answer.total
        lines.append(f"Content-Length: {length if answer.announced is None else answer.announced}")
    if answer.ending != "keep" or answer.kept is not None:
        lines.append("Connection: close")
    # Latin-1: names of files are raw bytes on real servers, often GBK.
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")


async def _send_body(answer: Answer, writer: asyncio.StreamWriter) -> int:
    if answer.total is None and not answer.pace and not answer.chunked and answer.kept is None:
        writer.write(answer.body)
        await writer.drain()
        return len(answer.body)
    whole = len(answer.body) if answer.total is None else answer.total
    end = whole if answer.kept is None else min(whole, answer.kept)
    piece = answer.piece if answer.pace else _PIECE
    block = answer.body
    if answer.total is not None and block:
        block *= max(1, -(-piece // len(block)))
    sent = 0
    while sent < end:
        size = min(piece, end - sent)
        start = 0 if answer.total is not None else sent
        data = block[start : start + size]
        writer.write(b"%x\r\n%b\r\n" % (len(data), data) if answer.chunked else data)
        await writer.drain()
        sent += len(data)
        if answer.pace and (sent < end or answer.kept is not None):
            await asyncio.sleep(answer.pace)
    return sent


def _reset(writer: asyncio.StreamWriter) -> None:
    """Break the connection off: the other side gets an RST, no end."""
    taken = writer.get_extra_info("socket")
    if taken is not None:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    writer.transport.abort()


def run(world: World, log: Path, port: int, seconds: float, tls: ssl.SSLContext | None) -> None:
    """Serve a world in this process."""

    async def main() -> None:
        with log.open("a", encoding="utf-8") as lines:
            await Server(world, lines, seconds).serve(port, tls)

    asyncio.run(main())
