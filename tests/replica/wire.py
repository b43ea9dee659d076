"""What comes over the wire and what goes back: requests and answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal
from urllib.parse import parse_qsl, unquote


@dataclass
class Request:
    """A request as it came.

    Attributes:
        method, scheme, authority: ``authority`` is the Host header with its port.
        path, query: as sent, still percent-encoded.
        headers: by lower-case name.
        body: what was posted.
        run: the number of the run (epoch) that the server is in.
        count: how often this host was asked for this path and query with this method, this time included.
    """

    method: str
    scheme: str
    authority: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes = b""
    run: int = 0
    count: int = 1

    @property
    def host(self) -> str:
        """The virtual host, in lower case, without port."""
        return self.authority.rpartition(":")[0].lower() if ":" in self.authority else self.authority.lower()

    @property
    def base(self) -> str:
        """Scheme and authority: what absolute addresses of the site begin with."""
        return f"{self.scheme}://{self.authority}"

    @property
    def target(self) -> str:
        """Path and query."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @cached_property
    def plain_path(self) -> str:
        """The path without percent-encoding."""
        return unquote(self.path)

    @cached_property
    def form(self) -> dict[str, str]:
        """Fields of a posted form."""
        if "form-urlencoded" not in self.headers.get("content-type", ""):
            return {}
        return dict(parse_qsl(self.body.decode("latin-1"), keep_blank_values=True))

    @cached_property
    def fields(self) -> dict[str, str]:
        """Fields of the query, UTF-8; what is no UTF-8 has replacement characters."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    def number(self, name: str, default: int, posted: bool = False) -> int:
        """A field that is a number; ``default`` where it is not there, -1 where it is none."""
        text = (self.form if posted else self.fields).get(name)
        if text is None:
            return default
        return int(text) if text.isascii() and text.isdigit() else -1


@dataclass
class Answer:
    """An answer, and how it goes out.

    Attributes:
        body: the bytes; with ``total``, what is repeated up to so many bytes without ever being held.
        status, media_type, headers: head of the answer; no Content-Type where ``media_type`` is empty.
        modified: date (YYYY-MM-DD) for Last-Modified; with it the answer is static and gets its host's validators.
        wait: seconds before the head goes out.
        pace, piece: seconds between pieces of so many bytes; 0 for all at once.
        announced: Content-Length where it is not the true one.
        kept: only so many bytes are sent, then the connection ends.
        ending: whether the connection is kept, closed, or reset; ``torn``: closed inside the chunks.
        chunked: sent by chunks, without Content-Length.
        total: see ``body``; None for the body once.
    """

    body: bytes = b""
    status: int = 200
    media_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    modified: str = ""
    wait: float = 0.0
    pace: float = 0.0
    piece: int = 1024
    announced: int | None = None
    kept: int | None = None
    ending: Literal["keep", "close", "reset", "torn"] = "keep"
    chunked: bool = False
    total: int | None = None


def not_found() -> Answer:
    """The 404 of an ordinary server."""
    body = "<html><head><title>404 Not Found</title></head><body><center><h1>404 Not Found</h1></center></body></html>"
    return Answer(body.encode(), 404, "text/html")


def redirect(location: str, status: int = 302, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """A redirect."""
    return Answer(b"", status, "", (("Location", location), *headers))
