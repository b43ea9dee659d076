"""The options of a crawl as the command gives them."""

from __future__ import annotations

import argparse
import re

from extract.collect.crawl.options import MEBIBYTE, CrawlError, CrawlOptions
from gongkai.version import VERSION


def arguments_to_options(arguments: argparse.Namespace) -> CrawlOptions:
    """Options of a crawl from those of the command; what a part of the command lacks stays at its default.

    Raises:
        CrawlError: a shard or an address is not written as it must be.
    """
    given = vars(arguments)
    default = CrawlOptions("")
    return CrawlOptions(
        contact=arguments.contact or "",
        version=VERSION,
        delay=arguments.delay,
        max_delay=max(default.max_delay, arguments.delay),
        timeout=arguments.timeout,
        max_bytes_page=int(given.get("max_page", default.max_bytes_page / MEBIBYTE) * MEBIBYTE),
        max_bytes_file=int(given.get("max_file", default.max_bytes_file / MEBIBYTE) * MEBIBYTE),
        concurrent_hosts=arguments.hosts,
        shard=text_to_shard(given.get("shard")),
        families=tuple(given.get("family", ())),
        sites=tuple(given.get("site", ())),
        since_year=given.get("since"),
        accept_columns=given.get("accept_columns", False),
        recheck_days=given.get("recheck", default.recheck_days),
        resolve=tuple(map(text_to_resolved, arguments.resolve)),
    )


def text_to_shard(text: str | None) -> tuple[int, int] | None:
    """The part of a registry that is meant; None for all of it.

    >>> text_to_shard("2/4")
    (2, 4)
    """
    if text is None:
        return None
    match = re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", text)
    if not match:
        raise CrawlError(expected="--shard I/N, such as 1/4", found=text)
    return int(match[1]), int(match[2])


def text_to_resolved(text: str) -> tuple[str, str]:
    """A host pattern and the address that stands for it.

    >>> text_to_resolved("*=127.0.0.1:8080")
    ('*', '127.0.0.1:8080')
    """
    host, sign, address = text.partition("=")
    if not sign or not host or not address:
        raise CrawlError(expected="--resolve HOST=ADDRESS", found=text)
    return host, address
