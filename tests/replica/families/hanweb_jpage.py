"""Hanweb jpage: the list as XML in a script, further pages by ``dataproxy.jsp``.

Real structure (capture excerpt): the proxy's answer with ``totalrecord``, ``totalpage``, records in CDATA, and the names
of its parameters. Reconstructed (facts/portals.md §4.3): the column page with the embedded first page and the
``.jpage({totalRecord, perPage, proxyUrl, ajaxParam})`` call; articles ``/art/Y/M/D/art_COL_ID.html`` and the newer
``/col/colN/art/Y/art_<32hex>.html``; attachments by ``/module/download/downfile.jsp``.

A wrong ``columnid``, ``unitid`` or ``webid`` gets an answer without records, the path without ``web`` a 404. ``page=N``
and ``startrecord``/``endrecord``/``perpage`` are both understood, the latter up to three pages at once.

Options: ``columnid``, ``unitid``, ``webid``; ``variant``: ``plain``, ``encrypted`` (``nextgroup`` with opaque ids) or
``truecms`` (``raw({...})`` and ``initData``); ``hex`` (newer article addresses).
"""

from __future__ import annotations

import hashlib
import json
import re
from math import ceil
from typing import Final
from urllib.parse import quote

from tests.replica.files import addressed_files, ending, file_to_answer
from tests.replica.listing import Slice, article_of, articles_of, list_to_slice
from tests.replica.markup import article_tags, beside_text, chrome, escape, head, page, text_with_attachments
from tests.replica.model import Article, Attachment, Site
from tests.replica.wire import Answer, Request

NAME: Final = "hanweb_jpage"
PROXY: Final = "/module/web/jpage/dataproxy.jsp"
_EMPTY: Final = "<datastore><recordset></recordset></datastore>"
_DOWNLOAD: Final = "/module/download/downfile.jsp"


def start(site: Site) -> str:
    """Path of the column."""
    return f"/col/col{_id(site, 'columnid')}/index.html"


def params(site: Site) -> dict[str, str]:
    """The ids that the page's script names."""
    return {name: _id(site, name) for name in ("columnid", "unitid", "webid")}


def _id(site: Site, name: str) -> str:
    return str(site.option(name, {"columnid": 77278, "unitid": 303271, "webid": 67}[name]))


def article_path(site: Site, article: Article) -> str:
    """Path of an article."""
    year, month, day = (int(number) for number in (article.url_date or article.date).split("-"))
    column = _id(site, "columnid")
    if site.option("hex", False):
        return f"/col/col{column}/art/{year}/art_{hex_of(article.number)}.html"
    return f"/art/{year}/{month}/{day}/art_{column}_{article.number}.html"


def hex_of(number: int) -> str:
    """The 32 hex digits that stand for an article."""
    return hashlib.md5(str(number).encode()).hexdigest()


def answer(site: Site, request: Request) -> Answer | None:
    """What the column answers; None where the path is not its own."""
    column = _id(site, "columnid")
    if request.path in {f"/col/col{column}/index.html", f"/col/col{column}/"}:
        return _column(site, request)
    if request.path == PROXY:
        return _proxy(site, request)
    if request.path == _DOWNLOAD:
        return _download(site, request)
    detail = re.fullmatch(rf"/art/\d+/\d+/\d+/art_{column}_(\d+)\.html", request.path)
    article = article_of(site, request.run, int(detail[1])) if detail else None
    if article is None and request.path.startswith(f"/col/col{column}/art/"):
        article = next(
            (each for each in articles_of(site, request.run) if article_path(site, each) == request.path), None
        )
    if article and article_path(site, article) == request.path:
        return _detail(site, request, article)
    return None


def _records(site: Site, request: Request, articles: tuple[Article, ...]) -> str:
    return "".join(
        f'<record><![CDATA[<li class="cf"><a target="_blank"\n    href="{_href(site, request, article)}" '
        f'title="{escape(article.title)}">{escape(article.shown or article.title)}</a><span>{article.date}</span></li>]]>'
        "</record>\n"
        for article in articles
    )


def _href(site: Site, request: Request, article: Article) -> str:
    return escape(article.url.replace("{base}", request.base)) if article.url else article_path(site, article)


def _column(site: Site, request: Request) -> Answer | None:
    piece = list_to_slice(site, request.run, 1)
    if piece is None:
        return None
    column, unit, web = (_id(site, name) for name in ("columnid", "unitid", "webid"))
    variant = site.option("variant", "plain")
    above, below = chrome(site, request, start(site))
    webname = quote(site.agency)
    ids = f"columnid={column}&unitid={unit}"
    if variant == "encrypted":
        ids = f"columnid={_sealed(column)}&unitid={_sealed(unit)}"
    group = (
        f'<nextgroup><![CDATA[<a href="{PROXY}?page=1&appid=1&appid=1&webid={web}&path=/&{ids}&webname={webname}'
        '&permissiontype=0"></a>]]></nextgroup>\n'
    )
    listed = f'<script type="text/xml"><datastore>\n{group}<recordset>\n{_records(site, request, piece.articles)}</recordset></datastore></script>'
    if variant == "truecms":
        lines = "".join(
            f'<ul><li><a href="{_href(site, request, article)}">{escape(article.title)}</a><span>{article.date}</span></li></ul>'
            for article in piece.articles
        )
        listed = f'<div id="initData">{lines}</div>'
    script_ids = f"columnid:{column},sourceContentType:1,unitid:'{unit}'"
    if variant == "encrypted":
        script_ids = f"columnid:'{_sealed(column)}',sourceContentType:1,unitid:'{_sealed(unit)}'"
    body = (
        f'{above}<div id="{unit}" class="default_pgContainer"></div>\n{listed}\n<script>$(function(){{ $("#{unit}").jpage({{ '
        f"totalRecord:{piece.total}, perPage:{site.page_size}, groupSize:3, proxyUrl:'{PROXY}', ajaxParam:{{col:1,appid:1,"
        f"webid:{web},path:'/',{script_ids},webname:'{escape(site.agency)}',permissiontype:0}} }}); }});</script>\n{below}"
    )
    return page(site, head(site, f"{site.column}-{site.agency}"), body)


def _sealed(number: str) -> str:
    return hashlib.sha256(number.encode()).hexdigest()[:48]


def _proxy(site: Site, request: Request) -> Answer | None:
    fields = {**request.fields, **request.form}
    right = {name: _id(site, name) for name in ("columnid", "unitid", "webid")}
    if site.option("variant", "plain") == "encrypted":
        right |= {name: _sealed(right[name]) for name in ("columnid", "unitid")}
    if fields.get("columnid") != right["columnid"]:
        return None
    if any(fields.get(name) != value for name, value in right.items()):
        return _xml(site, _EMPTY)
    if "startrecord" in fields:
        piece = _range(site, request, fields)
    else:
        piece = list_to_slice(site, request.run, int(fields.get("page", "1")))
    if piece is None:
        return _xml(site, _EMPTY)
    counted = f"<totalrecord>{piece.total}</totalrecord><totalpage>{piece.pages}</totalpage>\n"
    records = _records(site, request, piece.articles)
    return _xml(site, f"<datastore>{counted}<recordset>{records}</recordset></datastore>")


def _range(site: Site, request: Request, fields: dict[str, str]) -> Slice | None:
    first, last, size = (int(fields.get(name, "15")) for name in ("startrecord", "endrecord", "perpage"))
    last = min(last, first + 3 * size - 1)
    if site.paging == "ignore":
        first, last = 1, size
    articles = articles_of(site, request.run)
    chosen = tuple(articles[first - 1 : last])
    return Slice(chosen, 1, ceil(len(articles) / size), len(articles)) if chosen else None


def _xml(site: Site, text: str) -> Answer:
    if site.option("variant", "plain") == "truecms":
        return Answer(
            f"raw({json.dumps({'result': text}, ensure_ascii=False)})".encode(), 200, "text/html;charset=UTF-8"
        )
    return Answer(text.encode(), 200, "text/xml;charset=UTF-8")


def _download(site: Site, request: Request) -> Answer | None:
    number, index = request.number("classid", 0), request.number("showname", 0)
    article = article_of(site, request.run, number)
    if article is None or not 0 <= index < len(article.attachments):
        return None
    return file_to_answer(article.attachments[index])


def _detail(site: Site, request: Request, article: Article) -> Answer:
    def own(index: int, attachment: Attachment) -> str:
        name = f"{hex_of(article.number)[:12]}{index}.{ending(attachment.name)}"
        return f"{_DOWNLOAD}?classid={article.number}&showname={index}&filename={name}"

    files = addressed_files(article, request, own)
    text = "".join(text_with_attachments(article, part, files) for part in range(len(article.parts)))
    above, below = chrome(site, request, start(site))
    body = (
        f'{above}<div class="main-txt"><h1>{escape(article.title)}</h1>\n<p class="info">发布日期：{article.date} '
        f"来源：{escape(article.source or site.agency)}</p>\n"
        f'<div id="zoom"><!--ZJEG_RSS.content.begin-->{text}<!--ZJEG_RSS.content.end--></div>\n{beside_text(files)}</div>\n{below}'
    )
    tags = article_tags(site, article, request.base + article_path(site, article))
    return page(site, head(site, f"{article.title}-{site.agency}", tags), body, modified=article.date)
