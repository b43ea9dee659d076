"""The one place where exchanges are kept: nearest to the network, so that robots, redirects and failures are among them."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable
from typing import Any, Final

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import DownloadTimeoutError, IgnoreRequest
from scrapy.http import Headers, Response
from scrapy.utils.httpobj import urlparse_cached

from extract.collect.crawl.context import CrawlContext, Trace, request_key, seconds_to_time
from extract.collect.crawl.handler import Spool
from extract.collect.crawl.options import ExchangeDone
from extract.collect.crawl.outcomes import RETRIED_FAILURES, failure_to_outcome, status_to_outcome
from extract.collect.crawl.throttle import HostThrottle
from extract.collect.exchange import Exchange, Outcome
from extract.errors import GongkaiError

REDIRECTS: Final = frozenset((301, 302, 303, 307, 308))
_GZIP: Final = (b"gzip", b"x-gzip")


class RecordMiddleware(HttpCompressionMiddleware):
    """Undoes content encodings as Scrapy does, and keeps each exchange in the store before anything is made of it."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler.stats, crawler=crawler)
        self.crawler = crawler
        self.context: CrawlContext = crawler.spider.context  # type: ignore[union-attr]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RecordMiddleware:
        """Made by Scrapy."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:  # type: ignore[override]
        """Say which encodings are understood; none for files, which may be large."""
        encodings = b"identity" if request.meta["trace"].role == "file" else b"gzip, deflate, br, zstd"
        request.headers.setdefault("Accept-Encoding", encodings)

    def process_response(self, request: Request, response: Response) -> Response:  # type: ignore[override]
        """Keep an answer.

        Raises:
            IgnoreRequest: its body is larger than the limit once it is decoded.
        """
        trace: Trace = request.meta["trace"]
        if "cached" in response.flags:
            assert trace.answer is not None
            trace.replayed, trace.fetch_id, trace.error = True, trace.answer.fetch_id, ""
            trace.outcome = status_to_outcome(response.status, is_redirect=response.status in REDIRECTS)
            return response
        trace.replayed = False
        is_redirect = response.status in REDIRECTS and b"Location" in response.headers
        outcome = status_to_outcome(response.status, is_redirect=is_redirect)
        if "dataloss" in response.flags:
            outcome = "cut_short"
        decoded, raw, error = response, response.body, ""
        if response.headers.getlist("Content-Encoding"):
            try:
                decoded = self._decoded(request, response)
            except IgnoreRequest as ignored:
                self._keep(request, "too_big", response=response.replace(body=b""), error=str(ignored)[:300])
                raise
            if outcome == "ok" and _is_cut(raw, response.headers.getlist("Content-Encoding")):
                outcome, error = "cut_short", "the compressed body ends too early"
        if outcome == "ok" and trace.answer is not None and self._is_known(request, decoded, trace.answer.sha256):
            outcome = "unchanged"
        self._keep(request, outcome, response=decoded, raw=raw, sent=response.headers, error=error)
        return decoded

    def _is_known(self, request: Request, response: Response, sha256: str | None) -> bool:
        """Whether an answer is byte for byte what the store has."""
        spool: Spool | None = request.meta.get("spool")
        is_spooled = spool is not None and spool.path is not None
        digest = spool.digest if spool is not None and is_spooled else hashlib.sha256(response.body)
        return digest.hexdigest() == sha256

    def _decoded(self, request: Request, response: Response) -> Response:
        """The answer with its encodings undone; as it is where it only pretends to be encoded."""
        copy = response.replace(headers=Headers(response.headers))
        try:
            return super().process_response(request, copy)  # type: ignore[return-value]
        except (OSError, EOFError, ValueError, zlib.error):
            copy = response.replace(headers=Headers(response.headers))
            del copy.headers["Content-Encoding"]
            return copy

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Keep a request that got no answer."""
        if isinstance(exception, IgnoreRequest | GongkaiError) or "trace" not in request.meta:
            return
        outcome, words = failure_to_outcome(exception, urlparse_cached(request).netloc)
        if outcome in {"tls_failed", "too_big", "private_address"}:
            request.meta["dont_retry"] = True
        self._slow_down(request, exception)
        self._keep(request, outcome, error=words)

    def _slow_down(self, request: Request, exception: Exception) -> None:
        throttle = self.crawler.get_extension(HostThrottle)
        slot = self.crawler.engine.downloader.slots.get(request.meta.get("download_slot", ""))
        if (
            throttle is not None
            and slot is not None
            and isinstance(exception, (DownloadTimeoutError, *RETRIED_FAILURES))
        ):
            throttle.slow_down(slot)

    def _keep(
        self,
        request: Request,
        outcome: Outcome,
        *,
        response: Response | None = None,
        raw: bytes = b"",
        sent: Headers | None = None,
        error: str = "",
    ) -> None:
        trace: Trace = request.meta["trace"]
        spool: Spool | None = request.meta.pop("spool", None)
        is_spooled = response is not None and spool is not None and spool.path is not None
        began = request.meta.pop("sent_at", None) or self.context.now()
        seconds = max(0.0, self.context.now() - began)
        body = b"" if response is None else response.body
        exchange = Exchange(
            site_id=trace.site.site_id,
            role=trace.role,
            method=request.method,
            url=request.url,
            request_headers=(("Host", urlparse_cached(request).netloc), *headers_to_pairs(request.headers)),
            request_body=request.body,
            asked_at=seconds_to_time(began),
            outcome=outcome,
            key=request_key(request),
            status=None if response is None else response.status,
            protocol="" if response is None else response.protocol or "",
            headers=() if response is None else headers_to_pairs(sent if sent is not None else response.headers),
            raw_body=raw,
            body=body,
            spooled=spool.path if is_spooled and spool is not None else None,
            error=error,
            ip=str(response.ip_address) if response is not None and response.ip_address else "",
            seconds=round(seconds, 3),
            parent=trace.parent,
        )
        if is_spooled and spool is not None:
            trace.sha256, trace.head, trace.size = spool.digest.hexdigest(), spool.head, spool.size
        try:
            trace.fetch_id = self.context.store.record(exchange)
        finally:
            if spool is not None:
                spool.discard()
        trace.outcome, trace.error = outcome, error
        if outcome == "redirected":
            trace.parent = trace.fetch_id
        self.context.outcomes[outcome] += 1
        size = spool.size if is_spooled and spool is not None else len(body)
        self.context.show(ExchangeDone(trace.site.site_id, trace.role, request.url, outcome, size, seconds))


def headers_to_pairs(headers: Any) -> tuple[tuple[str, str], ...]:
    """Header names and values as text, in order; bytes beyond ASCII stay what they are (Latin-1)."""
    pairs: Iterable[tuple[bytes, list[bytes]]] = headers.items()
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, values in pairs for value in values)


def _is_cut(raw: bytes, encodings: list[bytes]) -> bool:
    """Whether a body in gzip ends before its end; Scrapy takes what there is (RFC 1952 §2.3.1)."""
    if [encoding.strip().lower() for encoding in encodings] not in ([name] for name in _GZIP) or raw[:2] != b"\x1f\x8b":
        return False
    stream = zlib.decompressobj(31)
    try:
        data = raw
        while data and not stream.eof:
            stream.decompress(data, 1 << 20)
            data = stream.unconsumed_tail
    except zlib.error:
        return True
    return not stream.eof
