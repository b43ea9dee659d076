"""The settings of Scrapy that make a crawl what it has to be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from extract.collect.crawl.options import CrawlOptions
from extract.collect.crawl.outcomes import RETRIED_FAILURES, RETRIED_STATUSES
from extract.collect.store import Run

MAX_REDIRECTS = 6
_PACKAGE = "extract.collect.crawl"
_SCRAPY = "scrapy.downloadermiddlewares"


def options_to_settings(options: CrawlOptions, run: Run, log_file: Path) -> dict[str, Any]:
    """All settings that differ from Scrapy's own."""
    return {
        "USER_AGENT": options.user_agent(),
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": "gongkai",
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.1",
        },
        "DOWNLOADER_MIDDLEWARES": {
            f"{_PACKAGE}.gate.GateMiddleware": 50,
            f"{_SCRAPY}.offsite.OffsiteMiddleware": None,
            f"{_PACKAGE}.robots.RobotsMiddleware": 100,
            f"{_SCRAPY}.robotstxt.RobotsTxtMiddleware": None,
            f"{_SCRAPY}.httpauth.HttpAuthMiddleware": None,
            f"{_SCRAPY}.httpproxy.HttpProxyMiddleware": None,
            f"{_SCRAPY}.stats.DownloaderStats": None,
            f"{_PACKAGE}.cookies.HostCookies": 700,
            f"{_SCRAPY}.cookies.CookiesMiddleware": None,
            f"{_PACKAGE}.cache.CacheMiddleware": 900,
            f"{_SCRAPY}.httpcache.HttpCacheMiddleware": None,
            f"{_PACKAGE}.recorder.RecordMiddleware": 950,
            f"{_SCRAPY}.httpcompression.HttpCompressionMiddleware": None,
        },
        "EXTENSIONS": {
            f"{_PACKAGE}.throttle.HostThrottle": 0,
            **{
                f"scrapy.extensions.{name}": None
                for name in (
                    "throttle.AutoThrottle",
                    "telnet.TelnetConsole",
                    "memusage.MemoryUsage",
                    "logstats.LogStats",
                    "corestats.CoreStats",
                    "logcount.LogCount",
                    "feedexport.FeedExporter",
                    "spiderstate.SpiderState",
                    "closespider.CloseSpider",
                    "memdebug.MemoryDebugger",
                    "remote_control.RemoteControl",
                )
            },
        },
        "DOWNLOAD_HANDLERS": {
            "http": f"{_PACKAGE}.handler.SpoolingHandler",
            "https": f"{_PACKAGE}.handler.SpoolingHandler",
            **dict.fromkeys(("data", "file", "ftp", "s3")),
        },
        "TWISTED_DNS_RESOLVER": f"{_PACKAGE}.resolver.PublicResolver",
        "REACTOR_THREADPOOL_MAXSIZE": 32,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_DELAY": options.delay,
        "DOWNLOAD_DELAY_JITTER": 0,
        "DOWNLOAD_TIMEOUT": options.timeout,
        "DOWNLOAD_MAXSIZE": options.max_bytes_page,
        "DOWNLOAD_WARNSIZE": 0,
        "CONCURRENT_REQUESTS": options.concurrent_hosts,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": options.delay,
        "AUTOTHROTTLE_MAX_DELAY": max(options.max_delay, options.delay),
        "RETRY_TIMES": options.retries,
        "RETRY_HTTP_CODES": list(RETRIED_STATUSES),
        "RETRY_EXCEPTIONS": list(RETRIED_FAILURES),
        "RETRY_GIVE_UP_LOG_LEVEL": "DEBUG",
        "REDIRECT_MAX_TIMES": MAX_REDIRECTS,
        "METAREFRESH_ENABLED": False,
        "HTTPCACHE_ENABLED": True,
        "HTTPCACHE_STORAGE": f"{_PACKAGE}.cache.StoreCache",
        "HTTPCACHE_POLICY": f"{_PACKAGE}.cache.StorePolicy",
        "TELNETCONSOLE_ENABLED": False,
        "STATS_DUMP": False,
        "LOG_LEVEL": "WARNING",
        "LOG_FILE": str(log_file),
        "GONGKAI_RESOLVE": [list(pin) for pin in options.resolve],
        "GONGKAI_RECHECK_DAYS": options.recheck_days,
        "GONGKAI_RUN_ID": run.run_id,
        "GONGKAI_STARTED_AT": run.started_at,
    }
