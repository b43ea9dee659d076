"""Home pages from which the column must be found, and the pages on the way there.

Reconstructed from facts/portals.md §6: link texts with line breaks inside, the fixed entries of the disclosure
platform, and the columns that only look like the yearly reports.
"""

from __future__ import annotations

from tests.replica.listing import articles_of
from tests.replica.markup import chrome, escape, head, page
from tests.replica.model import Site
from tests.replica.wire import Answer, Request

PLATFORM = "/zwgk/"
LOOKALIKES = (
    ("政府网站工作年度报表", "/zwgk/wzbb/"),
    ("法治政府建设年度报告", "/zwgk/fzzf/"),
    ("政务公开工作要点", "/zwgk/gzyd/"),
    ("政府信息公开指南", "/zwgk/zfxxgkzn/"),
)
"""Columns beside the right one: their names share its words."""


def answer(site: Site, start: str, request: Request) -> Answer | None:
    """The home page, the platform's page, or a column that only looks right; None for any other path."""
    if not site.home:
        return None
    if request.path in {"/", "/index.html"}:
        return _home(site, start, request)
    if request.path == PLATFORM:
        return _platform(site, start, request)
    lookalike = next((name for name, path in LOOKALIKES if path == request.path), None)
    return _lookalike(site, lookalike, request) if lookalike else None


def home_page(site: Site, start: str, request: Request) -> Answer:
    """The home page, for whatever answers it in the place of something else."""
    return _home(site, start, request)


def _links(site: Site, start: str) -> str:
    words = site.option("link_text", "政府信息公开<br/>年报")
    entries = "".join(f'<li><a href="{path}">{name}</a></li>' for name, path in LOOKALIKES)
    return (
        f'<ul class="zwgk">{entries}<li><a href="{start}" title="{escape(site.column)}"><em>{words}</em></a></li></ul>'
    )


def _home(site: Site, start: str, request: Request) -> Answer:
    news = "".join(
        f'<li><a href="/ywdt/{number}.html">我市召开第{number}次工作推进会议</a><span>2026-03-0{number}</span></li>'
        for number in range(1, 9)
    )
    links = _links(site, start) if site.home == 1 else ""
    body = (
        f'<div class="header"><div class="mainNav"><ul><li><a href="/">首页</a></li><li><a href="{PLATFORM}">政府信息公开</a>'
        '</li><li><a href="/hdjl/">互动交流</a></li><li><a href="/bsfw/">办事服务</a></li></ul></div></div>\n'
        f'<div class="banner"><h1>{escape(site.agency)}门户网站</h1></div>\n<div class="news"><h2>要闻动态</h2><ul>{news}</ul></div>\n'
        f"{links}\n{chrome(site, request, start)[1]}"
    )
    tags = f'<meta name="SiteName" content="{escape(site.agency)}">\n<meta charset="{site.declared}">\n'
    return page(site, f"{tags}<title>{escape(site.agency)}门户网站</title>\n", body)


def _platform(site: Site, start: str, request: Request) -> Answer:
    above, below = chrome(site, request, start)
    body = f'{above}<div class="zfxxgk"><h2>政府信息公开平台</h2>{_links(site, start)}</div>\n{below}'
    return page(site, f'<meta charset="{site.declared}">\n<title>政府信息公开_{escape(site.agency)}</title>\n', body)


def _lookalike(site: Site, name: str, request: Request) -> Answer:
    above, below = chrome(site, request, "/zwgk/zfxxgk/")
    years = sorted({int(article.date[:4]) - 1 for article in articles_of(site, request.run)}, reverse=True)
    lines = "".join(
        f'<li><a href="./{year}.html">{escape(site.agency)}{year}年{name.removeprefix("政府信息公开")}</a>'
        f"<span>{year + 1}-01-20</span></li>"
        for year in years
    )
    return page(site, head(site, name).replace(site.column, name), f"{above}<ul>{lines}</ul>{below}")
