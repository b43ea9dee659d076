"""Scrapy's HTTP/1.1 client, with large bodies going to disk while they come."""

from __future__ import annotations

import hashlib
import tempfile
import time
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS, HTTP11ClientProtocol
from twisted.web.iweb import IResponse

SPOOL_FROM: Final = 8 * 1024 * 1024
"""Bytes of a body from which on it is kept on disk."""

HEAD: Final = 1024 * 1024
"""Bytes at the start of a spooled body that are kept, for telling what it is."""


MAX_HEADERS: Final = 256 * 1024
"""Bytes of an answer before its body, beyond which it is given up: no portal sends a hundredth of that."""

IDLE: Final = 30
"""Seconds that a connection stays open for the next request; a fast crawl of many hosts would run out of them."""


class Spool:
    """The buffer of a body: memory for the usual ones, a file for the large, hashed while it is written.

    Stands where Scrapy's reader of answers has a ``BytesIO``.

    Args:
        folder: where files go.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path: Path | None = None
        self.head = b""
        self.size = 0
        self.digest = hashlib.sha256()
        self._memory = BytesIO()
        self._file: Any = None

    def write(self, data: bytes) -> int:
        """Add bytes."""
        self.size += len(data)
        if self._file is None:
            if self._memory.tell() + len(data) <= SPOOL_FROM:
                return self._memory.write(data)
            self._roll_over()
        self.digest.update(data)
        return int(self._file.write(data))

    def _roll_over(self) -> None:
        self._file = tempfile.NamedTemporaryFile(dir=self.folder, prefix="body-", delete=False)  # noqa: SIM115
        self.path = Path(self._file.name)
        held = self._memory.getvalue()
        self.head = held[:HEAD]
        self.digest.update(held)
        self._file.write(held)
        self._memory = BytesIO()

    def getvalue(self) -> bytes:
        """The body; empty where it is on disk, in :attr:`path`, complete."""
        if self._file is None:
            return self._memory.getvalue()
        self._file.close()
        return b""

    def truncate(self, _size: int = 0) -> int:
        """Forget all: the body is too large."""
        self.discard()
        return 0

    def discard(self) -> None:
        """Remove the file, if there is one and nobody took it."""
        if self._file is not None:
            self._file.close()
            Path(self._file.name).unlink(missing_ok=True)
        self._memory = BytesIO()


class SpoolingHandler(HTTP11DownloadHandler):
    """Downloads for http and https; notes when a request was sent."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _SpoolingFactory
        self._pool.cachedConnectionTimeout = IDLE

    async def download_request(self, request: Request) -> Response:
        """The answer to a request."""
        request.meta["sent_at"] = time.time()
        return await super().download_request(request)


class HeadersTooLargeError(Exception):
    """An answer whose headers do not come to an end."""


class _SpoolingProtocol(_LenientHTTP11ClientProtocol):
    _head = 0

    def request(self, request: Any) -> Deferred[IResponse]:
        self._head = 0
        answer: Deferred[IResponse] = super().request(request)
        return answer.addCallback(_spool_body)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        parser: Any = self._parser
        if parser is not None and parser.state in {STATUS, HEADER}:
            self._head += len(data)
            if self._head > MAX_HEADERS:
                self._giveUp(Failure(HeadersTooLargeError(f"more than {MAX_HEADERS} bytes of headers")))  # type: ignore[no-untyped-call]
                return
        super().dataReceived(data)  # type: ignore[no-untyped-call]


class _SpoolingFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:  # noqa: ARG002, N802
        return _SpoolingProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


def _spool_body(response: Any) -> Any:
    """Give Scrapy's reader of this answer a buffer that goes to disk, unless the body is encoded and must be decoded."""
    deliver = response.deliverBody

    def deliver_to(reader: Any) -> None:
        folder = reader._request.meta.get("spool_folder")
        if folder is not None and not response.headers.hasHeader(b"content-encoding"):
            reader._bodybuf = reader._request.meta["spool"] = Spool(folder)
        deliver(reader)

    response.deliverBody = deliver_to
    return response
