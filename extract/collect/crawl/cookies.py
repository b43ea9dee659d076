"""Cookies, a jar for each host: some portals set one, redirect to the same address, and answer then."""

from __future__ import annotations

from collections.abc import Iterable
from http.cookiejar import Cookie

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.cookies import CookiesMiddleware
from scrapy.http import Response
from scrapy.http.cookies import CookieJar
from scrapy.utils.httpobj import urlparse_cached


class HostCookies(CookiesMiddleware):
    """Scrapy's; no cookie goes to another host than the one that set it, so no list of public suffixes is needed.

    That list would be fetched from the network on first use.
    """

    def process_request(self, request: Request, spider: Spider | None = None) -> Request | Response | None:  # noqa: ARG002
        """Send the cookies of the host."""
        request.meta["cookiejar"] = urlparse_cached(request).hostname
        return super().process_request(request)

    def _process_cookies(self, cookies: Iterable[Cookie], *, jar: CookieJar, request: Request) -> None:
        for cookie in cookies:
            jar.set_cookie_if_ok(cookie, request)
