"""The pace at which a host is asked: Scrapy's AutoThrottle, slower after errors and slow to forget them."""

from __future__ import annotations

import email.utils
import time
from typing import TYPE_CHECKING, Final

from scrapy import Request, Spider
from scrapy.core.downloader import Slot
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response

if TYPE_CHECKING:
    from extract.collect.crawl.context import CrawlContext

GROWTH: Final = 2.0
DECAY: Final = 0.9
"""What the delay is multiplied with after an error, and after an answer without one."""

SMALLEST: Final = 0.05
"""Seconds from which the delay of a host grows that had none."""


class HostThrottle(AutoThrottle):
    """One host at its own pace.

    The delay of Scrapy counts from the start of a request; here it counts from the end of the answer, so that a slow
    host has its rest too. It doubles after 429 and 5xx, is at least what ``Retry-After`` asks for, follows the
    host's latency, and sinks slowly to what the user and the site's row and robots.txt (``Crawl-delay``) want.
    """

    @property
    def context(self) -> CrawlContext:
        """What the parts of a crawl share."""
        context: CrawlContext = self.crawler.spider.context  # type: ignore[union-attr]
        return context

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        super()._response_downloaded(response, request, spider)
        _, slot = self._get_slot(request, spider)
        if slot is not None:
            slot.lastseen = time.monotonic()

    def _adjust_delay(self, slot: Slot, latency: float, response: Response) -> None:
        if response.status == 429 or response.status >= 500:
            asked = retry_after(response.headers.get(b"Retry-After"), self.context.now())
            if asked is not None and asked > self.maxdelay:
                self.context.hosts.park(response.url, f"wants to be left alone for {asked:.0f} s")
                asked = None
            self.slow_down(slot, asked or 0.0)
        elif response.status < 400:
            floor = max(self.mindelay, latency) if self.mindelay else 0.0
            slot.delay = max(floor, slot.delay * DECAY if slot.delay > SMALLEST else 0.0)
            slot.delay = min(max(slot.delay, self.floor(response.url)), max(self.maxdelay, floor))

    def slow_down(self, slot: Slot, asked: float = 0.0) -> None:
        """Double the delay of a host, or take what it asks for, up to the limit."""
        slot.lastseen = time.monotonic()
        slot.delay = max(slot.delay, min(max(slot.delay * GROWTH, asked, self.mindelay, SMALLEST), self.maxdelay))

    def floor(self, url: str) -> float:
        """Seconds that the row of the site or the host's robots.txt want at the least."""
        return self.context.hosts.floor(url)


def retry_after(value: bytes | None, now: float) -> float | None:
    """Seconds that a ``Retry-After`` header asks for (RFC 9110 §10.2.3); None where there is none that can be read.

    >>> retry_after(b"30", 0.0), retry_after(b"Thu, 01 Jan 1970 00:02:00 GMT", 60.0), retry_after(b"soon", 0.0)
    (30.0, 60.0, None)
    """
    text = (value or b"").decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - now)
    except (TypeError, ValueError, OverflowError):
        return None
