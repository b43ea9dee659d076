"""Boda VSB (博达): ``list.htm`` whose further pages are numbered downwards.

All reconstructed (facts/portals.md §2, §4.10): the first page is ``{name}.htm``, the second ``{name}/{pages-1}.htm``, the last
``{name}/1.htm``; "共N条" and numbered links beside 下页 and 尾页; articles ``/info/{tree}/{id}.htm``, also at ``content.jsp?wbtreeid=&wbnewsid=``; body
``#vsb_content .v_news_content``; files by ``/system/_content/download.jsp?…wbfileid=``.

Options: ``tree`` (1061), ``name`` (``zwgk/xxgknb``), ``jsp`` (links lead to ``content.jsp``).
"""

from __future__ import annotations

import re
from typing import Final

from tests.replica.files import addressed_files, file_to_answer
from tests.replica.listing import ENDLESS_PAGES, Slice, article_of, list_to_slice
from tests.replica.markup import article_tags, beside_text, chrome, escape, head, page, text_with_attachments
from tests.replica.model import Article, Attachment, Site
from tests.replica.wire import Answer, Request

NAME: Final = "boda"
_DOWNLOAD: Final = "/system/_content/download.jsp"


def _name(site: Site) -> str:
    return str(site.option("name", "zwgk/xxgknb"))


def _tree(site: Site) -> str:
    return str(site.option("tree", 1061))


def start(site: Site) -> str:
    """Path of the list."""
    return f"/{_name(site)}.htm"


def params(site: Site) -> dict[str, str]:
    """Nothing."""
    return {}


def article_path(site: Site, article: Article) -> str:
    """Path of an article."""
    if site.option("jsp", False):
        return f"/content.jsp?urltype=news.NewsContentUrl&wbtreeid={_tree(site)}&wbnewsid={article.number}"
    return f"/info/{_tree(site)}/{article.number}.htm"


def answer(site: Site, request: Request) -> Answer | None:
    """What the column answers; None where the path is not its own."""
    if request.path == start(site):
        return _list(site, request, 1)
    further = re.fullmatch(rf"/{_name(site)}/(\d+)\.htm", request.path)
    if further:
        first = list_to_slice(site, request.run, 1)
        return _list(site, request, first.pages - int(further[1]) + 1) if first else None
    detail = re.fullmatch(rf"/info/{_tree(site)}/(\d+)\.htm", request.path)
    number = int(detail[1]) if detail else 0
    if request.path == "/content.jsp" and request.fields.get("wbtreeid") == _tree(site):
        number = request.number("wbnewsid", 0)
    if request.path == _DOWNLOAD:
        return _download(site, request)
    article = article_of(site, request.run, number)
    return _detail(site, request, article) if article else None


def _download(site: Site, request: Request) -> Answer | None:
    number, index = divmod(request.number("wbfileid", 0), 100)
    article = article_of(site, request.run, number)
    if article is None or index >= len(article.attachments) or request.fields.get("owner") != "1375683540":
        return None
    return file_to_answer(article.attachments[index])


def _list(site: Site, request: Request, number: int) -> Answer | None:
    piece = list_to_slice(site, request.run, number)
    if piece is None:
        return None
    above, below = chrome(site, request, start(site))
    lines = "".join(
        f'<li id="line_u8_{index}"><a href="{_href(site, request, article, number)}" title="{escape(article.title)}" '
        f'target="_blank">{escape(article.shown or article.title)}</a><span>{article.date}</span></li>\n'
        for index, article in enumerate(piece.articles)
    )
    pager = _pager(site, piece)
    body = f'{above}<div class="list"><ul>{lines}</ul>\n<div class="pb_sys_common">{pager}</div></div>\n{below}'
    latest = max((article.date for article in piece.articles), default="2020-01-01")
    return page(site, head(site, f"{site.column}-{site.agency}"), body, modified=latest)


def _pager(site: Site, piece: Slice) -> str:
    """Count and links, by words and by numbers: page N lies at ``{pages - N + 1}.htm``, the first one above the others."""
    short = _name(site).rpartition("/")[2]

    def link(number: int, words: str, kind: str) -> str:
        if number == piece.number or not 1 <= number <= piece.pages:
            return f'<span class="{kind}_d">{words}</span>'
        name = f"../{short}.htm" if number == 1 else f"{piece.pages - number + 1}.htm"
        if piece.number == 1:
            name = f"{short}/{name}"
        return f'<span class="{kind}"><a href="{name}">{words}</a></span>'

    numbers = "".join(link(number, str(number), "p_no") for number in range(1, min(piece.pages, 9) + 1))
    total = piece.total if piece.pages < ENDLESS_PAGES else 99_999
    return (
        f'<span class="p_t">共{total}条</span><span class="p_pages">{link(1, "首页", "p_first")}'
        f"{link(piece.number - 1, '上页', 'p_prev')}{numbers}{link(piece.number + 1, '下页', 'p_next')}"
        f"{link(piece.pages, '尾页', 'p_last')}</span>"
    )


def _href(site: Site, request: Request, article: Article, number: int) -> str:
    if article.url:
        return escape(article.url.replace("{base}", request.base))
    depth = _name(site).count("/") + (number > 1)
    return escape("../" * depth + article_path(site, article)[1:])


def _detail(site: Site, request: Request, article: Article) -> Answer:
    def own(index: int, attachment: Attachment) -> str:
        return f"{_DOWNLOAD}?urltype=news.DownloadAttachUrl&owner=1375683540&wbfileid={article.number * 100 + index}"

    files = addressed_files(article, request, own)
    text = "".join(text_with_attachments(article, part, files) for part in range(len(article.parts)))
    above, below = chrome(site, request, start(site))
    body = (
        f'{above}<form name="_newscontent_fromname"><h1>{escape(article.title)}</h1>\n<p>日期：{article.date}　来源：'
        f'{escape(article.source or site.agency)}</p>\n<div id="vsb_content"><div class="v_news_content">{text}</div></div>\n'
        f'{beside_text(files)}</form>\n<script>_showDynClickBatch(["dynclicks_u8"],["{article.number}"],"wbnews",1375683540)</script>\n{below}'
    )
    tags = article_tags(site, article, request.base + article_path(site, article))
    return page(site, head(site, f"{article.title}-{site.agency}", tags), body, modified=article.date)
