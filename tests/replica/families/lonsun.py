"""LonSun (龙讯): the disclosure columns of an organ, by type.

All reconstructed (facts/portals.md §4.9; no capture): ``/public/column/{organ}?type=3&action=list&nav=&pageIndex=N``, ``ul.
xxgk_nav_list``, ``Ls.pagination(… pageCount:N …)``, articles ``/public/{organ}/{id}.html`` and ``/public/content/{id}``, body
``div.j-fontContent``, card ``table.table_suoyin``, files ``/download/file?filePath=/group1/M00/…``.

Another ``type`` than 3 has the guide and the rules; an organ of another number has nothing (404).

Options: ``organ``; ``short`` (articles at ``/public/content/{id}``).
"""

from __future__ import annotations

import re
from typing import Final

from tests.replica.files import addressed_files, ending, file_to_answer
from tests.replica.listing import article_of, list_to_slice
from tests.replica.markup import article_tags, beside_text, chrome, escape, head, page, text_with_attachments
from tests.replica.model import Article, Attachment, Site
from tests.replica.wire import Answer, Request

NAME: Final = "lonsun"


def organ(site: Site) -> str:
    """Id of the organ."""
    return str(site.option("organ", 6600141))


def start(site: Site) -> str:
    """The list of the yearly reports."""
    return f"/public/column/{organ(site)}?type=3&action=list"


def params(site: Site) -> dict[str, str]:
    """Id of the organ."""
    return {"organ": organ(site)}


def article_path(site: Site, article: Article) -> str:
    """Path of an article."""
    if site.option("short", False):
        return f"/public/content/{article.number}"
    return f"/public/{organ(site)}/{article.number}.html"


def answer(site: Site, request: Request) -> Answer | None:
    """What the organ's columns answer; None where the path is not its own."""
    if request.path == f"/public/column/{organ(site)}":
        return _list(site, request)
    detail = re.fullmatch(rf"/public/(?:{organ(site)}/(\d+)\.html|content/(\d+))", request.path)
    article = article_of(site, request.run, int(detail[1] or detail[2])) if detail else None
    if article:
        return _detail(site, request, article)
    file = re.fullmatch(r"filePath=/group1/M00/\w+/(\d{9})(\d\d)\.\w+", request.query)
    article = article_of(site, request.run, int(file[1])) if file and request.path == "/download/file" else None
    if file and article and int(file[2]) < len(article.attachments):
        return file_to_answer(article.attachments[int(file[2])])
    return None


def _list(site: Site, request: Request) -> Answer:
    kind, number = request.fields.get("type", "4"), max(1, request.number("pageIndex", 1))
    piece = list_to_slice(site, request.run, number) if kind == "3" else None
    above, below = chrome(site, request, "/zwgk/zfxxgk/zfxxgknb/")
    lines = "".join(
        f'<li><a href="{_href(site, request, article)}" title="{escape(article.title)}" target="_blank">'
        f'{escape(article.shown or article.title)}</a><span class="date">{article.date}</span></li>\n'
        for article in (piece.articles if piece else ())
    )
    link = f"/public/column/{organ(site)}?type={kind}&action=list&nav=&pageIndex=__index__"
    pager = (
        '<div id="page_public_info"></div>\n<script>Ls.pagination("#page_public_info",function(i,jq){},'
        f"{{currentPage:{number},pageCount:{piece.pages if piece else 0},link:'{link}'}});</script>"
    )
    body = f'{above}<div class="xxgk_right"><ul class="clearfix xxgk_nav_list">{lines}</ul>\n{pager}</div>\n{below}'
    return page(site, head(site, f"{site.column}_{site.agency}"), body)


def _href(site: Site, request: Request, article: Article) -> str:
    return escape(article.url.replace("{base}", request.base) or request.base + article_path(site, article))


def _detail(site: Site, request: Request, article: Article) -> Answer:
    def own(index: int, attachment: Attachment) -> str:
        return f"/download/file?filePath=/group1/M00/wKgQ/{article.number:09d}{index:02d}.{ending(attachment.name)}"

    files = addressed_files(article, request, own)
    text = "".join(text_with_attachments(article, part, files) for part in range(len(article.parts)))
    above, below = chrome(site, request, "/zwgk/zfxxgk/zfxxgknb/")
    card = (
        '<table class="table_suoyin" width="100%"><tbody><tr><th>索引号：</th><td>GKA10/202501-00001</td><th>信息分类：</th>'
        f"<td>{escape(site.column)}</td></tr><tr><th>发布机构：</th><td>{escape(article.source or site.agency)}</td>"
        f"<th>发文日期：</th><td>{article.date} 10:21</td></tr></tbody></table>"
    )
    body = (
        f'{above}<div class="wzcon">{card}<h1 class="wztit">{escape(article.title)}</h1>\n'
        f'<div class="j-fontContent clearfix">{text}</div>\n{beside_text(files)}</div>\n{below}'
    )
    tags = article_tags(site, article, request.base + article_path(site, article))
    return page(site, head(site, f"{article.title}_{site.agency}", tags), body)
