"""Hanweb's disclosure module: one page for each agency and year.

All reconstructed (facts/portals.md §4.4; no capture): ``/module/xxgk/xxgkAnnualReport.jsp?area={code}&fbtime={year}``
answers with the report of the year itself, with links to the other years; ``/module/xxgk/search.jsp?divid=div{col}&
infotypeId=A0102&area={code}`` answers with a list.

Options: ``area`` (统一社会信用代码), ``div`` (123), ``by_list`` (start at the list, not at a year).
"""

from __future__ import annotations

import re
from typing import Final

from tests.replica.files import addressed_files, file_to_answer
from tests.replica.listing import article_of, articles_of, list_to_slice
from tests.replica.markup import beside_text, chrome, escape, head, page, text_with_attachments
from tests.replica.model import Article, Attachment, Site
from tests.replica.wire import Answer, Request

NAME: Final = "hanweb_xxgk"
REPORT: Final = "/module/xxgk/xxgkAnnualReport.jsp"
SEARCH: Final = "/module/xxgk/search.jsp"
_DOWNLOAD: Final = "/module/download/downfile.jsp"
_YEAR: Final = re.compile(r"(20\d\d)年")


def area(site: Site) -> str:
    """Code of the agency."""
    return str(site.option("area", "11370000MB28055822"))


def start(site: Site) -> str:
    """The list, or the report of the last year."""
    if site.option("by_list", False):
        return f"{SEARCH}?divid=div{site.option('div', 123)}&infotypeId=A0102&webid=1&area={area(site)}&sortfield="
    years = sorted(filter(None, (year_of(article) for article in site.articles if not article.since)))
    return f"{REPORT}?area={area(site)}&fbtime={years[-1] if years else 2025}"


def params(site: Site) -> dict[str, str]:
    """The code of the agency."""
    return {"area": area(site)}


def year_of(article: Article) -> int | None:
    """The year that stands in a title; None for lines that are no reports."""
    found = _YEAR.search(article.title)
    return int(found[1]) if found and "信息公开" in article.title and "通知" not in article.title else None


def article_path(site: Site, article: Article) -> str:
    """Address of an article: by year for a report, ``/art/`` for everything else."""
    year = year_of(article)
    if year and not site.option("by_list", False):
        return f"{REPORT}?area={area(site)}&fbtime={year}"
    return f"/art/{article.date[:4]}/{int(article.date[5:7])}/{int(article.date[8:])}/art_{site.option('div', 123)}_{article.number}.html"


def answer(site: Site, request: Request) -> Answer | None:
    """What the column answers; None where the path is not its own."""
    if request.path in {REPORT, SEARCH} and request.fields.get("area") != area(site):
        return None
    if request.path == REPORT:
        year = request.number("fbtime", 0)
        found = [article for article in articles_of(site, request.run) if year_of(article) == year]
        return _report(site, request, found[0] if found else None)
    if request.path == SEARCH and request.fields.get("divid") == f"div{site.option('div', 123)}":
        return _list(site, request)
    file = (
        re.fullmatch(r"classid=(\d+)&showname=(\d+)&filename=[^&]*", request.query)
        if request.path == _DOWNLOAD
        else None
    )
    article = article_of(site, request.run, int(file[1])) if file else None
    if file and article and int(file[2]) < len(article.attachments):
        return file_to_answer(article.attachments[int(file[2])])
    detail = re.fullmatch(rf"/art/\d+/\d+/\d+/art_{site.option('div', 123)}_(\d+)\.html", request.path)
    article = article_of(site, request.run, int(detail[1])) if detail else None
    return _report(site, request, article) if article else None


def _report(site: Site, request: Request, article: Article | None) -> Answer:
    years = sorted({year for each in articles_of(site, request.run) if (year := year_of(each))}, reverse=True)
    above, below = chrome(site, request, start(site))
    menu = "".join(f'<li><a href="{REPORT}?area={area(site)}&amp;fbtime={year}">{year}年</a></li>' for year in years)
    inside = '<div class="nodata">暂无数据</div>'
    if article:

        def own(index: int, attachment: Attachment) -> str:
            return (
                f"{_DOWNLOAD}?classid={article.number}&showname={index}&filename={attachment.name.rpartition('.')[2]}"
            )

        files = addressed_files(article, request, own)
        text = "".join(text_with_attachments(article, part, files) for part in range(len(article.parts)))
        inside = (
            f'<div class="main-txt"><h1>{escape(article.title)}</h1>\n<p class="info">发布日期：{article.date}</p>\n'
            f'<div id="zoom">{text}</div>\n{beside_text(files)}</div>'
        )
    body = f'{above}<div class="ndbg"><ul class="nian">{menu}</ul>\n{inside}</div>\n{below}'
    return page(site, head(site, f"{site.column}-{site.agency}"), body)


def _list(site: Site, request: Request) -> Answer | None:
    piece = list_to_slice(site, request.run, request.number("currpage", 1))
    if piece is None:
        return page(site, head(site, site.column), '<div class="zfxxgk_zdgkc"><ul></ul></div>')
    lines = "".join(
        f'<li><a href="{article_path(site, article)}" target="_blank" title="{escape(article.title)}">'
        f"{escape(article.shown or article.title)}</a><b>{article.date}</b></li>\n"
        for article in piece.articles
    )
    further = f"{start(site)}&amp;currpage={piece.number + 1}"
    pager = f'<a href="{further}">下一页</a>' if piece.number < piece.pages else ""
    body = f'<div class="zfxxgk_zdgkc"><ul>{lines}</ul><div class="page">共{piece.total}条 {pager}</div></div>'
    return page(site, head(site, site.column), body)
