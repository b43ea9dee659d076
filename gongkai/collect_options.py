"""The options of a crawl as the command gives them."""

from __future__ import annotations

import argparse
import math
import re
from collections.abc import Mapping
from typing import Any, Final

from extract.collect.crawl.options import MEBIBYTE, CrawlError, CrawlOptions
from gongkai.version import VERSION

_FROM_ZERO: Final = ("delay", "recheck")
_ABOVE_ZERO: Final = ("timeout", "hosts", "max_page", "max_file")


def arguments_to_options(arguments: argparse.Namespace) -> CrawlOptions:
    """Options of a crawl from those of the command; what a part of the command lacks stays at its default.

    Raises:
        CrawlError: a number cannot be, or a shard or an address is not written as it must be.
    """
    given = vars(arguments)
    check_numbers(given)
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


def check_numbers(given: Mapping[str, Any]) -> None:
    """Refuse times, sizes and counts that cannot be, by the name of their option.

    Raises:
        CrawlError: a number is negative, or nought where that is nothing, or none at all.
    """
    for name in (*_FROM_ZERO, *_ABOVE_ZERO):
        number = given.get(name, 1)
        if not math.isfinite(number) or number < 0 or (number == 0 and name in _ABOVE_ZERO):
            least = "more than 0" if name in _ABOVE_ZERO else "0 or more"
            raise CrawlError(expected=f"--{name.replace('_', '-')} to be {least}", found=str(number))


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
