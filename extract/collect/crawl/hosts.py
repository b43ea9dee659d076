"""What a crawl knows of the hosts that it asks: their pace, their failures, whether they are left alone."""

from __future__ import annotations

from typing import Final

from extract.collect.address import host_of

FAILURES: Final = 3
"""So many failed or refused exchanges in a row, and a host is left alone for the rest of the run."""

STRAIN: Final = frozenset((
    "challenged", "refused", "unreachable", "tls_failed", "timed_out", "cut_short", "server_error",
    "too_many_requests", "robots_unavailable",
))  # fmt: skip
"""Outcomes that count as failures of the host, not of the page."""

MAX_CRAWL_DELAY: Final = 60.0
"""Seconds up to which a ``Crawl-delay`` of robots.txt is followed."""


class HostBook:
    """Pace and failures by host name; what belongs to a host is forgotten when its sites are finished."""

    def __init__(self) -> None:
        self._floors: dict[str, float] = {}
        self._failures: dict[str, int] = {}
        self._parked: dict[str, str] = {}

    def floor(self, url: str) -> float:
        """Seconds between two requests to the host of an address, at the least; 0 where nothing is known."""
        return self._floors.get(host_of(url), 0.0)

    def raise_floor(self, url: str, seconds: float) -> None:
        """Ask the host of an address not more often than this."""
        host = host_of(url)
        self._floors[host] = max(self._floors.get(host, 0.0), seconds)

    def count(self, url: str, outcome: str) -> None:
        """Take note of how an ask ended, after its last try."""
        host = host_of(url)
        if outcome not in STRAIN:
            self._failures.pop(host, None)
            return
        self._failures[host] = self._failures.get(host, 0) + 1
        if self._failures[host] >= FAILURES:
            self.park(url, f"{FAILURES} failures in a row, the last {outcome}")

    def park(self, url: str, why: str) -> None:
        """Leave the host of an address alone for the rest of the run."""
        self._parked.setdefault(host_of(url), why)

    def parked(self, url: str) -> str | None:
        """Why the host of an address is left alone; None where it is not."""
        return self._parked.get(host_of(url))

    def forget(self, host: str) -> None:
        """Drop the pace and the failures of a host whose sites are finished; that it is parked stays known."""
        self._floors.pop(host, None)
        self._failures.pop(host, None)
