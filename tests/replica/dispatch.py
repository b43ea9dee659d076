"""From a request to an answer: the host's sites, their faults, robots.txt, the home page, validators."""

from __future__ import annotations

import hashlib
import importlib
import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from functools import cache
from typing import Protocol, cast

from tests.replica import faults, home
from tests.replica.files import stray_file
from tests.replica.model import Article, Fault, Site, World
from tests.replica.wire import Answer, Request, not_found


class Family(Protocol):
    """A module of ``tests.replica.families``."""

    def start(self, site: Site) -> str: ...
    def params(self, site: Site) -> dict[str, str]: ...
    def article_path(self, site: Site, article: Article) -> str: ...
    def answer(self, site: Site, request: Request) -> Answer | None: ...


@cache
def family(name: str) -> Family:
    """The module of a family."""
    return cast(Family, importlib.import_module(f"tests.replica.families.{name}"))


class Dispatcher:
    """A world that answers, in one run after another.

    Args:
        world: its sites.

    Attributes:
        run: number of the run; sites, articles and faults come and go by it.
    """

    def __init__(self, world: World) -> None:
        self.run = 0
        self._sites: dict[str, list[Site]] = {}
        self._counts: Counter[tuple[str, str, str]] = Counter()
        for site in world.sites:
            self._sites.setdefault(site.host, []).append(site)

    def answer(self, request: Request) -> Answer:
        """The answer to a request."""
        request.run = self.run
        key = (request.host, request.method, request.target)
        self._counts[key] += 1
        request.count = self._counts[key]
        sites = [site for site in self._sites.get(request.host, ()) if site.since <= self.run < site.until]
        if not sites:
            return not_found()

        def healthy() -> Answer:
            return sites_to_answer(sites, request)

        make: Callable[[], Answer] = healthy
        for site in sites:
            for fault in site.faults:
                if _happens(fault, request):
                    make = _with(fault, request, make)
        return _validated(sites[0], request, make())


def _with(fault: Fault, request: Request, make: Callable[[], Answer]) -> Callable[[], Answer]:
    return lambda: faults.FAULTS[fault.kind](request, make, fault.options)


def _happens(fault: Fault, request: Request) -> bool:
    return (
        fault.since <= request.run < fault.until
        and (not fault.first or request.count <= fault.first)
        and (not fault.path or re.search(fault.path, request.target) is not None)
        and (request.path != "/robots.txt" or "robots" in fault.path)
    )


def sites_to_answer(sites: list[Site], request: Request) -> Answer:
    """The answer of the first site of a host that knows the address."""
    if request.path == "/robots.txt":
        robots = next((site.robots for site in sites if site.robots is not None), None)
        return not_found() if robots is None else Answer(robots.encode(), 200, "text/plain")
    for site in sites:
        answer = family(site.family).answer(site, request)
        if answer is not None:
            return answer
    for site in sites:
        module = family(site.family)
        answer = stray_file(site, request, module.article_path)
        if answer is None:
            answer = home.answer(site, module.start(site), request)
        if answer is not None:
            return answer
    return faults.removed(sites[0], request)


def _validated(site: Site, request: Request, answer: Answer) -> Answer:
    """A static answer with its validators; 304 where the request's own say that nothing has changed."""
    if not answer.modified or answer.status != 200 or site.validators == "none":
        return answer
    moment = datetime.fromisoformat(answer.modified).replace(tzinfo=UTC) + timedelta(hours=4)
    if site.validators == "frozen":
        tag = hashlib.md5(request.target.encode()).hexdigest()[:16]
    else:
        tag = hashlib.md5(answer.body).hexdigest()[:16]
        moment += timedelta(days=request.run * 30) if _content_changes(site) else timedelta()
    headers: list[tuple[str, str]] = []
    fresh = False
    if site.validators in {"both", "etag", "frozen"}:
        headers.append(("ETag", f'"{tag}"'))
    if site.validators in {"both", "modified", "frozen"}:
        headers.append(("Last-Modified", format_datetime(moment, usegmt=True)))
    asked = request.headers.get("if-none-match")
    if asked is not None:
        fresh = f'"{tag}"' in asked and site.validators != "modified"
    elif site.validators != "etag" and "if-modified-since" in request.headers:
        fresh = moment <= _moment(request.headers["if-modified-since"])
    answer.headers = (*answer.headers, *headers)
    if fresh:
        answer.status, answer.body, answer.media_type = 304, b"", ""
    return answer


def _content_changes(site: Site) -> bool:
    """Whether anything of the site comes or goes by runs: then its files are younger in later runs."""
    return any(article.since > 0 for article in site.articles)


def _moment(text: str) -> datetime:
    try:
        return parsedate_to_datetime(text)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
