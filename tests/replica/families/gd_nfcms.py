"""Guangdong NFCMS: static JSON of columns and articles.

Real structure (capture): the article's JSON ``/postmeta/p/{id//1000000}/{id//1000}/{id}.json`` with ``content``,
``attachment[]``, ``json_ext`` and ``gkml_data`` as strings that hold JSON. Reconstructed (field names from three
clients, facts/portals.md §4.7): the column's JSON ``/postmeta/i/{column}.json``; the HTML pages beside them, whose
script names the column (``NFCMS_…``) and the article (``NFCMS_POST_ID``).

Options: ``column_id``; ``children`` (names and ids of columns below: ``{"2024": 7001}``, whose articles are those of the
children's sites); ``next_pages`` (whether the HTML list has further pages).
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from tests.replica.files import MEDIA_TYPES, addressed_files, ending, file_to_answer
from tests.replica.listing import article_of, articles_of, list_to_slice
from tests.replica.markup import article_tags, beside_text, chrome, escape, head, page, text_with_attachments
from tests.replica.model import Article, Attachment, Site
from tests.replica.wire import Answer, Request

NAME: Final = "gd_nfcms"
_POST: Final = re.compile(r"/postmeta/p/(\d+)/(\d+)/(\d+)\.json\Z")
_DETAIL: Final = re.compile(r"content/m?post_(\d+)\.html\Z")
_FILE: Final = re.compile(r"/attachment/\d+/\d+/(\d+)/(\d+)\.\w+\Z")


def start(site: Site) -> str:
    """Path of the column."""
    return f"{site.path}index.html"


def params(site: Site) -> dict[str, str]:
    """The column's id."""
    return {"column": str(column_id(site))}


def column_id(site: Site) -> int:
    """Id of the column."""
    return int(site.option("column_id", 150493))


def article_path(site: Site, article: Article) -> str:
    """Path of an article's page."""
    return f"{site.path}content/post_{article.number}.html"


def answer(site: Site, request: Request) -> Answer | None:
    """What the column answers; None where the path is not its own."""
    if request.path == f"/postmeta/i/{column_id(site)}.json":
        return _json(_column(site, request))
    post = _POST.match(request.path)
    if post:
        number = int(post[3])
        article = article_of(site, request.run, number)
        right = (int(post[1]), int(post[2])) == (number // 1_000_000, number // 1000)
        return _json(_post(site, request, article)) if article and right else None
    file = _FILE.match(request.path)
    article = article_of(site, request.run, int(file[2])) if file else None
    if file and article:
        index = int(file[1]) - _file_id(article, 0)
        return (
            file_to_answer(article.attachments[index], article.date) if 0 <= index < len(article.attachments) else None
        )
    if not request.path.startswith(site.path):
        return None
    rest = request.path[len(site.path) :]
    listed = re.fullmatch(r"(?:index(?:_([2-9]\d*|1\d+))?\.html)?", rest)
    if listed:
        return _list(site, request, int(listed[1] or 1))
    detail = _DETAIL.match(rest)
    article = article_of(site, request.run, int(detail[1])) if detail else None
    return _detail(site, request, article) if article else None


def _json(value: Any) -> Answer:
    return Answer(json.dumps(value, ensure_ascii=False).encode(), 200, "application/json")


def seconds_of(date: str) -> int:
    """Epoch seconds of a date at 10 in the morning, China's time."""
    return int(datetime.fromisoformat(date).replace(tzinfo=UTC).timestamp()) + 2 * 3600


def _file_id(article: Article, index: int) -> int:
    return article.number % 1_000_000 * 10 + index


def _files(article: Article, request: Request) -> list[tuple[Attachment, str]]:
    def own(index: int, attachment: Attachment) -> str:
        file_id = _file_id(article, index)
        name = f"{article.number}.{ending(attachment.name)}"
        return f"{request.base}/attachment/{file_id // 1_000_000}/{file_id // 1000}/{file_id}/{name}"

    return addressed_files(article, request, own)


def _column(site: Site, request: Request) -> dict[str, Any]:
    children = [
        {"id": number, "name": name, "pub_point": "", "publish_count": 1}
        for name, number in site.option("children", {}).items()
    ]
    articles = [
        {
            "id": article.number,
            "source": article.source or site.agency,
            "title": article.title,
            "url": article.url.replace("{base}", request.base) or request.base + article_path(site, article),
            "date": article.date,
            "visible_publish_time": seconds_of(article.date),
            "json_ext": "[]" if article.number % 2 else "{}",
        }
        for article in articles_of(site, request.run)
    ]
    category = {"id": column_id(site), "name": site.column, "publish_count": len(articles)}
    return {"category": category, "children": children, "articles": articles}


def _post(site: Site, request: Request, article: Article) -> dict[str, Any]:
    files = _files(article, request)
    text = "".join(text_with_attachments(article, part, files) for part in range(len(article.parts)))
    attachment = [
        {
            "id": _file_id(article, index),
            "name": each.text or each.name,
            "type": ending(each.name),
            "mime": MEDIA_TYPES.get(ending(each.name), "application/octet-stream"),
            "size": "1",
            "url": address,
        }
        for index, (each, address) in enumerate(files)
        if each.place in {"interface", "beside"}
    ]
    ext = {"EXT_fbjg": article.source or site.agency, "sbks": seconds_of(article.date)}
    catalogue = {"publisher": article.source or site.agency, "classify_main_name": site.column}
    return {
        "id": article.number,
        "title": article.title,
        "abstract": "",
        "content": text,
        "source": article.source or site.agency,
        "date": article.date,
        "url": request.base + article_path(site, article),
        "attachment": attachment,
        "json_ext": json.dumps(ext, ensure_ascii=False),
        "gkml_data": json.dumps(catalogue, ensure_ascii=False),
        "related_posts": [],
    }


def _list(site: Site, request: Request, number: int) -> Answer | None:
    piece = list_to_slice(site, request.run, number)
    if piece is None:
        return None
    lines = "".join(
        f'<li><a href="{request.base}{article_path(site, article)}" title="{escape(article.title)}" target="_blank">'
        f"{escape(article.shown or article.title)}</a><span>{article.date}</span></li>\n"
        for article in piece.articles
    )
    further = f'<a class="next" href="{request.base}{site.path}index_{number + 1}.html">下一页</a>'
    above, below = chrome(site, request, site.path)
    body = (
        f'{above}<div class="list"><ul class="news_list">{lines}</ul>\n'
        f'<div class="page">{further if number < piece.pages else ""}</div></div>\n'
        f"<script>var NFCMS_SITE_ID = '{site.option('sid', 755041)}';var NFCMS_CATEGORY_ID = '{column_id(site)}';</script>\n{below}"
    )
    latest = max((article.date for article in piece.articles), default="2020-01-01")
    return page(site, head(site, f"{site.column}_{site.agency}"), body, modified=latest)


def _detail(site: Site, request: Request, article: Article) -> Answer:
    files = [
        (replace(each, place="link") if each.place == "interface" else each, address)
        for each, address in _files(article, request)
    ]
    text = "".join(text_with_attachments(article, part, files) for part in range(len(article.parts)))
    above, below = chrome(site, request, site.path)
    body = (
        f'{above}<div class="article"><h1 class="title">{escape(article.title)}</h1>\n'
        f'<p class="date">发布日期：{article.date} 来源：{escape(article.source or site.agency)}</p>\n'
        f'<div class="article-content">{text}</div>{beside_text(files)}</div>\n'
        f"<script>var NFCMS_POST_ID = '{article.number}';var NFCMS_CATEGORY_ID = '{column_id(site)}';</script>\n{below}"
    )
    tags = article_tags(site, article, request.base + article_path(site, article))
    return page(site, head(site, f"{article.title}_{site.agency}", tags), body, modified=article.date)
