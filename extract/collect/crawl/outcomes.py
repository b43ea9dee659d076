"""How an exchange ended, told by its status or by what went wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from service_identity import VerificationError
from twisted.internet.error import ConnectError, ConnectionDone, ConnectionLost
from twisted.internet.error import TimeoutError as ConnectTimeoutError
from twisted.python.failure import Failure

from extract.collect.address import host_of
from extract.collect.crawl import resolver
from extract.collect.crawl.handler import HeadersTooLargeError
from extract.collect.exchange import Outcome

RETRIED_STATUSES: Final = (408, 429, 500, 502, 503, 504, 522, 524)
RETRIED_FAILURES: Final = (
    DownloadTimeoutError,
    ResponseDataLossError,
    DownloadFailedError,
    ConnectionDone,
    ConnectionLost,
    ConnectTimeoutError,
)
"""What may pass: cut connections and timeouts. A name that does not exist, or a port that nobody listens on, stays."""

_STATUSES: Final[dict[int, Outcome]] = {
    # Nobody asked for a part.
    206: "cut_short",
    304: "unchanged",
    404: "not_found",
    408: "timed_out",
    410: "not_found",
    412: "challenged",
    429: "too_many_requests",
    521: "challenged",
}


def status_to_outcome(status: int, *, is_redirect: bool = False) -> Outcome:
    """The outcome of an answer, as far as its status tells (facts/portals.md §5).

    >>> [status_to_outcome(status) for status in (200, 304, 403, 404, 412, 502, 521)]
    ['ok', 'unchanged', 'refused', 'not_found', 'challenged', 'server_error', 'challenged']
    """
    if is_redirect:
        return "redirected"
    if status in _STATUSES:
        return _STATUSES[status]
    if 200 <= status < 300:
        return "ok"
    if status >= 500:
        return "server_error"
    return "refused" if status >= 400 else "wrong_page"


def failure_to_outcome(error: BaseException, host: str) -> tuple[Outcome, str]:
    """The outcome of an exchange without answer, and what went wrong in words.

    Args:
        error: as Scrapy raised it.
        host: that was asked, with or without its port.
    """
    causes = list(_causes(error))
    words = "; ".join(dict.fromkeys(filter(None, (_words(cause) for cause in causes))))[:300] or type(error).__name__
    name = host_of(f"//{host}")
    if name in resolver.refused:
        return "private_address", f"{name} leads to {resolver.refused[name]}"
    if any(isinstance(cause, SSL.Error | VerificationError) for cause in causes):
        return "tls_failed", words
    if isinstance(error, DownloadCancelledError) or any(isinstance(cause, HeadersTooLargeError) for cause in causes):
        return "too_big", words
    if isinstance(error, DownloadTimeoutError | ConnectTimeoutError):
        return "timed_out", words
    if isinstance(error, CannotResolveHostError | DownloadConnectionRefusedError | ConnectError):
        return "unreachable", words
    if isinstance(error, ResponseDataLossError | DownloadFailedError | ConnectionDone | ConnectionLost):
        return "cut_short", words
    return "unreachable", words


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error, what it was made of, and what caused it."""
    while error is not None:
        yield error
        for reason in getattr(error, "reasons", None) or ():
            if isinstance(reason, Failure) and reason.value is not None:
                yield from _causes(reason.value)
        error = error.__cause__


def _words(error: BaseException) -> str:
    if isinstance(error, SSL.Error):
        parts = error.args[0] if error.args and isinstance(error.args[0], list) else []
        return "; ".join(str(part[-1]) for part in parts) or "TLS"
    if getattr(error, "reasons", None) or isinstance(error, DownloadFailedError | ResponseDataLossError):
        return ""
    return " ".join(str(error).split())
