"""WARC 1.1 records of one exchange: the answer as it came and the request as it was sent."""

from __future__ import annotations

import hashlib
import io
import re
import uuid
from collections.abc import Mapping
from http import HTTPStatus
from typing import IO, Any, Final, NamedTuple
from urllib.parse import urlsplit

from warcio.recordbuilder import RecordBuilder
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders

from extract.collect.exchange import Exchange

WARC_VERSION: Final = "WARC/1.1"

_SAME_PAYLOAD: Final = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_NOT_MODIFIED: Final = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]+")
_VERBS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "TRACE", "OPTIONS", "CONNECT", "PATCH"})


class Payload(NamedTuple):
    """The body of an answer as a record holds it: its sha256, its length, and whether it is as it was sent.

    ``as_sent`` False: only the body with its content encoding undone was kept.
    """

    sha256: str
    size: int
    as_sent: bool = True


class Earlier(NamedTuple):
    """The exchange that a revisit refers to."""

    url: str
    asked_at: str
    not_modified: bool = False


class HttpHead(StatusAndHeaders):  # type: ignore[misc, unused-ignore]
    """Status line and headers that are written as they were sent: warcio's own would encode Chinese names anew."""

    def to_ascii_bytes(self, filter_func: Any = None) -> bytes:
        """The lines as bytes: Latin-1 where that holds them, as HTTP libraries decode headers, else UTF-8."""
        text: str = self.to_str(filter_func)
        try:
            return text.encode("latin-1") + b"\r\n"
        except UnicodeEncodeError:
            return text.encode("utf-8", "replace") + b"\r\n"


class Digest:
    """A sha256 in hexadecimal digits, as objects are named; warcio's own would write base 32."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def update(self, data: bytes) -> None:
        """Take further bytes in."""
        self._hash.update(data)

    def __str__(self) -> str:
        return f"sha256:{self._hash.hexdigest()}"


class Builder(RecordBuilder):  # type: ignore[misc, unused-ignore]
    """warcio's maker of records, with sha256 for its digests."""

    @staticmethod
    def _create_digester() -> Digest:
        return Digest()


_BUILDER: Final = Builder(warc_version="1.1")


def exchange_to_response(
    exchange: Exchange, payload: Payload, stream: IO[bytes], seed: str, earlier: Earlier | None
) -> ArcWarcRecord:
    """The record of the answer: ``response``, or ``revisit`` where the same payload, or a 304, is archived already.

    Args:
        exchange: it must have a status.
        payload: what ``stream`` holds.
        stream: the payload, at its start.
        seed: told from that of every other exchange; record ids follow from it.
        earlier: the exchange that brought the payload; None for a ``response``.
    """
    headers = {
        "WARC-Type": "revisit" if earlier else "response",
        "WARC-Record-ID": record_id(seed, "response"),
        "WARC-Target-URI": _line(exchange.url).replace(" ", "%20"),
        "WARC-Date": _line(exchange.asked_at),
    }
    if exchange.ip:
        headers["WARC-IP-Address"] = _line(exchange.ip)
    if exchange.protocol and not _is_http1(exchange.protocol):
        headers["WARC-Protocol"] = _line(exchange.protocol).lower()
    if earlier:
        headers["WARC-Profile"] = _NOT_MODIFIED if earlier.not_modified else _SAME_PAYLOAD
        headers["WARC-Refers-To-Target-URI"] = _line(earlier.url).replace(" ", "%20")
        headers["WARC-Refers-To-Date"] = _line(earlier.asked_at)
    if not (earlier and earlier.not_modified):
        headers["WARC-Payload-Digest"] = f"sha256:{payload.sha256}"
    head = HttpHead(_status_line(exchange.status), _answer_headers(exchange, payload), protocol=_protocol(exchange))
    if earlier:
        stream, size = io.BytesIO(), 0
    else:
        size = payload.size
    return _record(headers, head, stream, size)


def exchange_to_request(exchange: Exchange, seed: str, *, answered: bool) -> ArcWarcRecord:
    """The record of the request, concurrent to that of its answer where there is one."""
    headers = {
        "WARC-Type": "request",
        "WARC-Record-ID": record_id(seed, "request"),
        "WARC-Target-URI": _line(exchange.url).replace(" ", "%20"),
        "WARC-Date": _line(exchange.asked_at),
    }
    if answered:
        headers["WARC-Concurrent-To"] = record_id(seed, "response")
    parts = urlsplit(exchange.url)
    target = _line((parts.path or "/") + (f"?{parts.query}" if parts.query else "")).replace(" ", "%20")
    sent = [(_line(name), _line(value)) for name, value in exchange.request_headers if name.strip()]
    if not any(name.lower() == "host" for name, _ in sent):
        sent.insert(0, ("Host", _line(parts.netloc.rpartition("@")[2])))
    verb = exchange.method if exchange.method in _VERBS else "GET"
    head = HttpHead(f"{verb} {target} {_protocol(exchange)}", sent, is_http_request=True)
    return _record(headers, head, io.BytesIO(exchange.request_body), len(exchange.request_body))


def file_to_resource(
    url: str, saved_at: str, media_type: str, payload: Payload, stream: IO[bytes], seed: str
) -> ArcWarcRecord:
    """The ``resource`` record of a file that a person saved."""
    headers = {
        "WARC-Type": "resource",
        "WARC-Record-ID": record_id(seed, "resource"),
        "WARC-Target-URI": _line(url).replace(" ", "%20"),
        "WARC-Date": _line(saved_at),
        "WARC-Payload-Digest": f"sha256:{payload.sha256}",
    }
    return _BUILDER.create_warc_record(
        headers["WARC-Target-URI"],
        "resource",
        payload=stream,
        length=payload.size,
        warc_content_type=media_type,
        warc_headers_dict=headers,
    )


def facts_to_warcinfo(name: str, written_at: str, facts: Mapping[str, str]) -> ArcWarcRecord:
    """The ``warcinfo`` record that begins a file."""
    block = "".join(f"{field}: {_line(value)}\r\n" for field, value in facts.items() if value).encode(
        "utf-8", "replace"
    )
    headers = {
        "WARC-Type": "warcinfo",
        "WARC-Record-ID": record_id(name, "warcinfo"),
        "WARC-Filename": name,
        "WARC-Date": _line(written_at),
    }
    return _BUILDER.create_warc_record(
        "",
        "warcinfo",
        payload=io.BytesIO(block),
        length=len(block),
        warc_content_type="application/warc-fields",
        warc_headers_dict=headers,
    )


def record_id(seed: str, kind: str) -> str:
    """A record id that follows from where the record stands, so that the same exchanges give the same bytes."""
    digest = hashlib.sha256(f"{seed} {kind}".encode("utf-8", "replace")).digest()
    return f"<urn:uuid:{uuid.UUID(bytes=digest[:16], version=5)}>"


def _record(headers: dict[str, str], head: HttpHead, stream: IO[bytes], size: int) -> ArcWarcRecord:
    return _BUILDER.create_warc_record(
        headers["WARC-Target-URI"],
        headers["WARC-Type"],
        payload=stream,
        length=size,
        warc_headers_dict=headers,
        http_headers=head,
    )


def _answer_headers(exchange: Exchange, payload: Payload) -> list[tuple[str, str]]:
    """Headers as sent, but for those that would lie about the body as it is kept.

    Transfer encodings are undone, so their header goes under another name and ``Content-Length`` is made true; the
    same with a content encoding where only the decoded body was kept.
    """
    renamed = {"transfer-encoding"} if payload.as_sent else {"transfer-encoding", "content-encoding"}
    headers: list[tuple[str, str]] = []
    has_length = False
    for name, value in exchange.headers:
        name, value = _line(name).strip(), _line(value)
        lower = name.lower()
        if not name or ":" in name:
            continue
        if lower in renamed:
            headers.append((f"X-Crawler-{name}", value))
        elif lower == "content-length":
            if has_length:
                continue
            has_length = True
            # The answer to HEAD, and a 304, announce a body that they do not carry.
            keep = exchange.status == HTTPStatus.NOT_MODIFIED or exchange.method == "HEAD"
            headers.append((name, value if keep else str(payload.size)))
        else:
            headers.append((name, value))
    if not has_length and exchange.status != HTTPStatus.NOT_MODIFIED and exchange.method != "HEAD":
        headers.append(("Content-Length", str(payload.size)))
    return headers


def _status_line(status: int | None) -> str:
    try:
        return f"{status} {HTTPStatus(status or 0).phrase}"
    except ValueError:
        return f"{status} Unknown"


def _protocol(exchange: Exchange) -> str:
    """Records are written as HTTP/1: readers of WARC know nothing else; what was spoken stands in ``WARC-Protocol``."""
    return exchange.protocol if _is_http1(exchange.protocol) else "HTTP/1.1"


def _is_http1(protocol: str) -> bool:
    return protocol in {"HTTP/1.0", "HTTP/1.1"}


def _line(text: str) -> str:
    """One line: a break inside a value would begin a header of its own."""
    return _CONTROL.sub(" ", text).strip()
