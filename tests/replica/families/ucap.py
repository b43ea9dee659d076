"""UCAP (开普云): static ``.shtml`` lists, or an interface named by ``<meta name="channelid">``.

Real structure (capture of an article, Shuyang): the tags ``<ucaptitle>``, ``<publishtime>``, ``<ucapcontent>``, two blocks of
national tags of which the second, in the body, is that of a header (``ColumnName=头部``). Reconstructed: the answers of
``/common/search/{channel}`` and ``/searchList/{channel}`` (field names from three clients, facts/portals.md §4.8), the
lists ``newxxgk_list.shtml``, ``newxxgk_list_2.shtml`` with ``createPageHTML('page_div', pages, page, name, 'shtml', lines)``.

Options: ``channel`` (32 hex digits), ``mode``: ``html`` (all lines static), ``json`` (an empty list and the interface),
``endpoint`` (``/common/search/``), ``list_name`` (``newxxgk_list``),
``plain_pager`` (a link to the next page instead of the script).
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any, Final

from tests.replica.families.gd_nfcms import seconds_of
from tests.replica.files import addressed_files, ending, file_to_answer
from tests.replica.listing import article_of, articles_of, list_to_slice
from tests.replica.markup import article_tags, beside_text, chrome, escape, head, page, text_with_attachments
from tests.replica.model import Article, Attachment, Site
from tests.replica.wire import Answer, Request

NAME: Final = "ucap"


def channel(site: Site) -> str:
    """Id of the channel."""
    return str(site.option("channel", hashlib.md5(f"{site.host}{site.path}".encode()).hexdigest()))


def _list_name(site: Site) -> str:
    return str(site.option("list_name", "newxxgk_list"))


def start(site: Site) -> str:
    """Path of the list."""
    return f"{site.path}{_list_name(site)}.shtml"


def params(site: Site) -> dict[str, str]:
    """Nothing: the channel stands in the page."""
    return {}


def _hex(article: Article) -> str:
    return hashlib.md5(f"ucap {article.number}".encode()).hexdigest()


def article_path(site: Site, article: Article) -> str:
    """Path of an article."""
    return f"{site.path}{(article.url_date or article.date).replace('-', '')[:6]}/{_hex(article)}.shtml"


def answer(site: Site, request: Request) -> Answer | None:
    """What the column answers; None where the path is not its own."""
    endpoint = str(site.option("endpoint", "/common/search/"))
    if request.path == f"{endpoint}{channel(site)}":
        return _search(site, request)
    if not request.path.startswith(site.path):
        return None
    rest = request.path[len(site.path) :]
    listed = re.fullmatch(rf"{_list_name(site)}(?:_([2-9]\d*|1\d+))?\.shtml", rest)
    if listed:
        return _list(site, request, int(listed[1] or 1))
    file = re.fullmatch(r"\d{6}/([0-9a-f]{32})/files/(\d{9})(\d\d)[0-9a-f]+\.\w+", rest)
    article = article_of(site, request.run, int(file[2])) if file else None
    if file and article and int(file[3]) < len(article.attachments):
        return file_to_answer(article.attachments[int(file[3])], article.date)
    for article in articles_of(site, request.run):
        if article_path(site, article) == request.path:
            return _detail(site, request, article)
    return None


def _files(article: Article, request: Request) -> list[tuple[Attachment, str]]:
    def own(index: int, attachment: Attachment) -> str:
        return f"./{_hex(article)}/files/{article.number:09d}{index:02d}{_hex(article)[:21]}.{ending(attachment.name)}"

    return addressed_files(article, request, own)


def _search(site: Site, request: Request) -> Answer:
    size = max(1, request.number("_pageSize", 15))
    number = request.number("page", 1)
    piece = list_to_slice(site, request.run, number, size)
    results = [_record(site, request, article) for article in piece.articles] if piece else []
    total = piece.total if piece else len(articles_of(site, request.run))
    data = {"page": number, "rows": size, "total": total, "channelId": channel(site), "results": results}
    if request.fields.get("_isJson") != "true":
        return page(site, head(site, site.column), "<div>搜索</div>")
    return Answer(json.dumps({"data": data}, ensure_ascii=False).encode(), 200, "application/json;charset=UTF-8")


def _record(site: Site, request: Request, article: Article) -> dict[str, Any]:
    url = article.url.replace("{base}", request.base) or f"//{request.authority}{article_path(site, article)}"
    folder = article_path(site, article).rpartition("/")[0]
    files = [
        {"fileName": each.text or each.name, "filePath": address if "//" in address else folder + address[1:]}
        for each, address in _files(article, request)
        if each.place == "interface"
    ]
    card = [
        {"key": "syh", "name": "索引号", "value": "014399999/2025-00002"},
        {"key": "fwrq", "name": "发文日期", "value": article.date},
    ]
    return {
        "title": article.title, "url": url, "content": "……", "contentHtml": "<p>……</p>", "memo": "",
        "publishedTime": seconds_of(article.date) * 1000, "publishedTimeStr": f"{article.date} 10:00:00",
        "channelName": site.column, "manuscriptId": _hex(article), "resList": files,
        "domainMetaList": [{"resultList": card}],
    }  # fmt: skip


def _list(site: Site, request: Request, number: int) -> Answer | None:
    above, below = chrome(site, request, start(site))
    tag = f'<meta name="channelid" content="{channel(site)}">\n'
    if site.option("mode", "html") == "json":
        if number > 1:
            return None
        body = f'{above}<div class="list"><ul id="list"></ul><div id="page"></div></div>\n<script src="/ucap/list.js"></script>\n{below}'
        return page(site, head(site, site.column, tag), body)
    piece = list_to_slice(site, request.run, number)
    if piece is None:
        return None
    lines = "".join(
        f'<li><a href="{request.base}{article_path(site, article)}" target="_blank">{escape(article.shown or article.title)}</a>'
        f"<span>{article.date}</span></li>\n"
        for article in piece.articles
    )
    name = _list_name(site)
    pager = f"<script>createPageHTML('page_div',{piece.pages}, {number},'{name}','shtml',{piece.total});</script>"
    if site.option("plain_pager", False):
        pager = f'<a href="{name}_{number + 1}.shtml">下一页</a>' if number < piece.pages else ""
    body = f'{above}<div class="list"><ul>{lines}</ul><div id="page_div" class="page">{pager}</div></div>\n{below}'
    latest = max((article.date for article in piece.articles), default="2020-01-01")
    return page(site, head(site, f"{site.column}-{site.agency}", tag), body, modified=latest)


def _detail(site: Site, request: Request, article: Article) -> Answer:
    files = _files(article, request)
    text = "".join(text_with_attachments(article, part, files) for part in range(len(article.parts)))
    above, below = chrome(site, request, start(site))
    included = (
        f'<div class="head"><meta name="SiteName" content="{escape(site.agency)}">\n<meta name="ColumnName" content="头部">\n'
        '<meta name="ArticleTitle" content="头部">\n<meta name="others" content="页面生成时间 2026-05-28 15:46:43">\n'
        f"<title>\n  {escape(site.agency)}\n</title>{above}</div>\n"
    )
    card = (
        '<table class="table_content"><tbody><tr><td class="c1">名称</td><td colspan="3">\n   '
        f'{escape(article.title)}\n  </td></tr>\n<tr><td class="c1">索引号</td><td>014399999/2025-00012</td>'
        f'<td class="c1">公开日期</td><td><PublishTime>{article.date}</PublishTime></td></tr></tbody></table>'
    )
    body = (
        f'{included}<div class="xxgkMain">{card}\n<h1 class="article-title"><UCAPTITLE>{escape(article.title)}</UCAPTITLE></h1>\n'
        f'<div class="article-content" id="zoomcon"><ucapcontent>{text}</ucapcontent></div>\n{beside_text(files)}</div>\n{below}'
    )
    tags = article_tags(site, article, f"http://{site.host}{article_path(site, article)}")
    return page(site, head(site, f"{article.title}-{site.agency}", tags), body, modified=article.date)
