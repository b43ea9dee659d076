"""What a crawl is told, what it tells while it runs, and what it says in the end."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib import metadata
from typing import Final, NamedTuple, Protocol

from extract.collect.address import host_of
from extract.collect.crawl.candidates import SiteColumns
from extract.collect.exchange import Outcome
from extract.collect.registry import Site
from extract.errors import GongkaiError

MEBIBYTE: Final = 1024 * 1024
CRAWLED: Final = ("active", "unverified")
"""Statuses of rows that are crawled; ``manual`` and ``dead`` ones are not."""


class CrawlError(GongkaiError):
    """A crawl that cannot be begun, or whose process died."""

    code = "crawl_failed"


class NoContactError(CrawlError):
    """A crawl without a contact: those whose sites are asked must be able to reach who asks."""

    code = "no_contact"


class CrawlOptions(NamedTuple):
    """How a crawl is done; the defaults are polite.

    Attributes:
        contact: address of a web page or of a mailbox of whoever runs the crawl; stands in the User-Agent.
        version: of the software, for the User-Agent; empty for the installed one.
        delay: seconds between the end of an answer and the next request to its host, at the least.
        max_delay: seconds up to which that grows; a host that wants more is left alone for the run.
        timeout: seconds for a page from connection to last byte; files have five times as long.
        max_bytes_page: bytes of a page, list or API answer.
        max_bytes_file: bytes of an attachment.
        concurrent_hosts: how many hosts are worked on at the same time; each is asked one thing at a time.
        shard: ``(i, n)`` with 1 <= i <= n: only the hosts of the i-th of n shares; None for all.
        families: only rows of these families (``auto`` rows are among them if it is named); empty for all.
        sites: only rows with these ids; empty for all.
        since_year: reports on years before it are listed and not fetched; None for all.
        accept_columns: whether columns that were found from a home page are followed at once.
        search_only: whether nothing but the columns of the sites is looked for (:class:`SiteSearched`).
        recheck_days: documents fetched within so many days are not asked for again.
        resolve: pairs of a host pattern (``*.gov.cn``, or ``*.gov.cn:443`` for one port alone) and the address that
            stands for it (``127.0.0.1``, or ``127.0.0.1:8080`` for another port), as ``curl --connect-to``; the first
            that fits counts. Only so can addresses that are not public be reached. Certificates are verified all the
            same, against those of the system or of ``SSL_CERT_FILE``.
        retries: how often a request is repeated after an error that may pass.
    """

    contact: str
    version: str = ""
    delay: float = 2.0
    max_delay: float = 120.0
    timeout: float = 60.0
    max_bytes_page: int = 10 * MEBIBYTE
    max_bytes_file: int = 100 * MEBIBYTE
    concurrent_hosts: int = 16
    shard: tuple[int, int] | None = None
    families: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    since_year: int | None = None
    accept_columns: bool = False
    search_only: bool = False
    recheck_days: float = 0.0
    resolve: tuple[tuple[str, str], ...] = ()
    retries: int = 2

    def user_agent(self) -> str:
        """The honest name that every request carries.

        >>> CrawlOptions("https://example.org/crawl", version="1.2").user_agent()
        'gongkai/1.2 (+https://example.org/crawl)'
        """
        return f"gongkai/{self.version or _installed_version()} (+{self.contact})"


class RunStarted(NamedTuple):
    """The run has begun: its id, how many sites it has, how many of them were finished before it was interrupted."""

    run_id: int
    sites: int
    finished: int
    resumed: bool


class SiteStarted(NamedTuple):
    """A site is being worked on."""

    site_id: str
    agency: str


class ExchangeDone(NamedTuple):
    """A request was answered, or failed, or was not sent (``seconds`` None); bytes are those of the body."""

    site_id: str
    role: str
    url: str
    outcome: Outcome
    bytes: int
    seconds: float | None


class SiteSearched(NamedTuple):
    """A site was searched for its column of annual reports."""

    found: SiteColumns


class SiteFinished(NamedTuple):
    """A site is finished; ``done`` of ``total`` sites are, from which the time that is left can be told."""

    site_id: str
    outcome: str
    counts: Mapping[str, int]
    done: int
    total: int


CrawlEvent = RunStarted | SiteStarted | ExchangeDone | SiteSearched | SiteFinished


class CrawlProgress(Protocol):
    """Whoever shows how a crawl goes on."""

    def show(self, event: CrawlEvent) -> None:
        """Called in the caller's process, in order, for every event."""


class NoProgress:
    """Shows nothing."""

    def show(self, event: CrawlEvent) -> None:
        """Do nothing."""


class CrawlResult(NamedTuple):
    """What a crawl did.

    Attributes:
        run_id: number of the run in the store.
        resumed: whether it went on with a run that had been interrupted.
        finished: whether it came to its end; False where it was interrupted.
        sites: outcome of each site that was finished, by its id.
        outcomes: how many exchanges ended how, in this call.
        counts: totals over the sites: lists, items, reports, documents, files, new, changed, unchanged, failed.
        seconds: how long it took.
    """

    run_id: int
    resumed: bool
    finished: bool
    sites: Mapping[str, str]
    outcomes: Mapping[str, int]
    counts: Mapping[str, int]
    seconds: float


def check_options(options: CrawlOptions) -> CrawlOptions:
    """The options, unless a crawl must not be begun with them.

    Raises:
        NoContactError: no contact, or one that is neither a web address nor a mailbox.
        CrawlError: a share that is none, a time or size that is negative.
    """
    contact = options.contact.strip()
    is_page = contact.startswith(("http://", "https://")) and bool(host_of(contact))
    name, sign, host = contact.partition("@")
    if any(character.isspace() or character in "()<>" for character in contact) or not (
        is_page or (sign and name and "." in host)
    ):
        raise NoContactError(
            expected="a contact: the address of a web page or of a mailbox",
            found=repr(options.contact[:80]) if contact else "none",
            advice="name one with --contact; sites must be able to reach whoever asks them",
        )
    if options.shard is not None and not 1 <= options.shard[0] <= options.shard[1]:
        raise CrawlError(expected="a shard i/n with 1 <= i <= n", found="/".join(map(str, options.shard)))
    numbers = (options.delay, options.max_delay, options.recheck_days, options.retries)
    if min(numbers) < 0 or min(options.timeout, options.max_bytes_page, options.max_bytes_file) <= 0:
        raise CrawlError(expected="times and sizes that are not negative", found=str(options))
    return options._replace(contact=contact)


def sites_to_share(sites: tuple[Site, ...], options: CrawlOptions) -> tuple[Site, ...]:
    """The rows that this crawl works on, in order: chosen by status, id, family and share."""
    return tuple(
        site
        for site in sites
        if site.status in CRAWLED
        and (not options.sites or site.site_id in options.sites)
        and (not options.families or site.family in options.families)
        and _is_in_share(site.host, options.shard)
    )


def _is_in_share(host: str, shard: tuple[int, int] | None) -> bool:
    if shard is None:
        return True
    digest = hashlib.sha256(host.encode()).digest()
    return int.from_bytes(digest[:8], "big") % shard[1] == shard[0] - 1


def _installed_version() -> str:
    try:
        return metadata.version("gongkai")
    except metadata.PackageNotFoundError:
        return "0"
