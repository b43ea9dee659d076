"""One request and what came back: the unit that the crawl produces and the store keeps."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final, Literal, NamedTuple

from extract.collect.adapter import Ask, Role
from extract.collect.address import canonical_address

Outcome = Literal[
    "ok", "unchanged", "redirected",
    "empty_list", "wrong_page", "not_article", "not_found", "gone", "soft_404",
    "challenged", "refused", "robots_denied", "robots_unavailable",
    "unreachable", "tls_failed", "timed_out", "cut_short", "server_error", "too_many_requests",
    "too_big", "bad_type", "off_host", "private_address", "parked",
]  # fmt: skip
"""How an exchange ended; every exchange ends in exactly one (facts/portals.md §7.4).

``ok`` what was asked for; ``unchanged`` 304, or the bytes that were there before; ``redirected`` a hop on the way;
``empty_list`` a list without a line; ``wrong_page`` a page of another kind (the home page for every address);
``not_article``; ``not_found`` 404 or 410; ``gone`` the stub that stands where a document was removed; ``soft_404`` an
error page with status 200; ``challenged`` a page that wants a browser or a person (412, 521, scripts that set
cookies); ``refused`` 401, 403; ``robots_denied``; ``robots_unavailable`` robots.txt answers with an error, so nothing
is asked (RFC 9309); ``unreachable`` no connection or no such name; ``tls_failed``; ``timed_out``; ``cut_short`` less
than was announced; ``server_error`` 5xx to the last try; ``too_many_requests`` 429 to the last try; ``too_big``;
``bad_type`` a page where a file was expected; ``off_host`` a host that is not registered; ``private_address``;
``parked`` not asked, because its host was left alone for the rest of the run.
"""

GOOD: Final[frozenset[str]] = frozenset({"ok", "unchanged", "redirected"})
"""Outcomes that bring what was asked for, or lead to it."""


class Exchange(NamedTuple):
    """A request as it was sent and the answer as it came.

    Attributes:
        site_id: the row of the registry it was sent for.
        role: what it was for.
        method, url, request_headers, request_body: as sent.
        asked_at: UTC, ISO 8601 with milliseconds and ``Z``.
        outcome: how it ended.
        status: HTTP status; None where no answer came.
        protocol: ``HTTP/1.1`` …; empty where unknown.
        headers: of the answer, in order; content encodings as sent.
        raw_body: body as sent, transfer encodings undone, content encodings not.
        body: with content encodings undone; empty where ``spooled`` is given.
        spooled: a file that holds the body, where it is too large for memory (never with a content encoding).
        error: what went wrong, in words; empty where nothing did.
        ip: address that answered; empty where unknown.
        seconds: from the request to the end of the answer; None where unknown.
        parent: fetch id of the exchange that led here (redirect, list, page); None for none.
        key: identity of the ask (:func:`ask_key`).
    """

    site_id: str
    role: Role
    method: str
    url: str
    request_headers: tuple[tuple[str, str], ...]
    request_body: bytes
    asked_at: str
    outcome: Outcome
    key: str
    status: int | None = None
    protocol: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    raw_body: bytes = b""
    body: bytes = b""
    spooled: Path | None = None
    error: str = ""
    ip: str = ""
    seconds: float | None = None
    parent: int | None = None


def ask_key(ask: Ask) -> str:
    """Identity of an ask: method, canonical address, and what is posted.

    >>> ask_key(Ask("http://A.gov.cn:80/x#y", "list")) == ask_key(Ask("http://a.gov.cn/x", "detail"))
    True
    """
    posted = repr((ask.form, ask.json)) if ask.form is not None or ask.json is not None else ""
    text = f"{ask.method} {canonical_address(ask.url)} {posted}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
