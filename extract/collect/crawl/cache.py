"""Scrapy's HTTP cache over the store: what makes a run resumable, and the next one ask for changes only."""

from __future__ import annotations

import datetime
import email.utils
from typing import Any, Final

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.httpcache import HttpCacheMiddleware
from scrapy.http import Headers, Response
from scrapy.settings import BaseSettings

from extract.collect.crawl.context import ANEW, CrawlContext, Trace, request_key
from extract.collect.store import Answer

REPLAYED: Final = frozenset(
    ("ok", "unchanged", "redirected", "empty_list", "not_article", "not_found", "gone", "bad_type")
)
"""Outcomes that stand for the rest of a run that was interrupted; all others are asked for again."""

_HOP: Final = frozenset(("content-encoding", "content-length", "transfer-encoding", "connection"))


class CacheMiddleware(HttpCacheMiddleware):
    """Scrapy's, but a failure is a failure: no earlier answer is put in its place."""

    DOWNLOAD_EXCEPTIONS: Any = ()


class StoreCache:
    """The storage of the cache: reads answers from the store. Writing is the recorder's."""

    context: CrawlContext

    def __init__(self, settings: BaseSettings) -> None:
        del settings

    def open_spider(self, spider: Spider) -> None:
        """Begin."""
        self.context = spider.context  # type: ignore[attr-defined]

    def close_spider(self, spider: Spider) -> None:
        """End."""

    def retrieve_response(self, spider: Spider, request: Request) -> Response | None:  # noqa: ARG002
        """The earlier answer that counts for a request; None where there is none.

        Bodies of files stay on disk: what is known of them is in the trace.
        """
        trace: Trace = request.meta["trace"]
        trace.answer = answer = self._answer(trace, request_key(request))
        if answer is None:
            return None
        headers = Headers({name: value for name, value in answer.headers.items() if name.lower() not in _HOP})
        body = b"" if trace.role == "file" else answer.body()
        return Response(answer.url, status=answer.status, headers=headers, body=body)

    def _answer(self, trace: Trace, key: str) -> Answer | None:
        run_id = self.context.run.run_id
        if self.context.run.resumed:
            answer = self.context.store.answer_in_run(run_id, key)
            if answer is not None and answer.outcome in REPLAYED:
                return answer
        answer = self.context.store.answer(key)
        return None if answer is None or (trace.role in ANEW and answer.run_id != run_id) else answer

    def store_response(self, spider: Spider, request: Request, response: Response) -> None:
        """Never called: the policy caches nothing, since the recorder has it all."""


class StorePolicy:
    """When an earlier answer is as good as a new one."""

    def __init__(self, settings: BaseSettings) -> None:
        self.recheck = datetime.timedelta(days=settings.getfloat("GONGKAI_RECHECK_DAYS"))
        self.run_id = settings.getint("GONGKAI_RUN_ID")
        self.today = datetime.datetime.fromisoformat(settings["GONGKAI_STARTED_AT"])

    def should_cache_request(self, request: Request) -> bool:  # noqa: ARG002
        """All may have been asked before."""
        return True

    def should_cache_response(self, response: Response, request: Request) -> bool:  # noqa: ARG002
        """The recorder has it."""
        return False

    def is_cached_response_fresh(self, cachedresponse: Response, request: Request) -> bool:
        """Whether an earlier answer is taken without asking; if not, the request becomes conditional."""
        answer: Answer | None = request.meta["trace"].answer
        assert answer is not None
        if answer.run_id == self.run_id or self.today - _time(answer.asked_at) < self.recheck:
            cachedresponse.flags.append("replayed")
            return True
        if answer.etag:
            request.headers["If-None-Match"] = answer.etag
        if answer.last_modified or not answer.etag:
            request.headers["If-Modified-Since"] = answer.last_modified or email.utils.format_datetime(
                _time(answer.asked_at), usegmt=True
            )
        return False

    def is_cached_response_valid(self, cachedresponse: Response, response: Response, request: Request) -> bool:  # noqa: ARG002
        """Whether the site said that nothing has changed."""
        return response.status == 304


def _time(text: str) -> Any:
    return datetime.datetime.fromisoformat(text).astimezone(datetime.UTC)
