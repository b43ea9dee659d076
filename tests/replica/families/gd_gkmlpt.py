"""Guangdong's gkmlpt: a tree of columns in a script, articles by an interface.

All reconstructed from two independent clients (facts/portals.md §4.6; no raw capture): ``/gkmlpt/index`` with
``window._CONFIG = {SID, TREE}``; ``/gkmlpt/api/all/{cid}?page=N&sid=SID``; pages 0 and 1 are the same, the next one is 2;
articles ``/gkmlpt/content/A/B/post_ID.html`` with the text in ``_CONFIG.DETAIL.content``.

A wrong ``sid`` or ``cid`` gets no articles.

Options: ``cid``, ``sid``, ``prefix`` (``/lhqkjhgyxxhj`` before ``/gkmlpt`` for a department); ``per_page`` (100);
``plain_detail`` (the text in ``.article-content``, not in the script).
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from tests.replica.families.gd_nfcms import seconds_of
from tests.replica.files import MEDIA_TYPES, addressed_files, ending, file_to_answer
from tests.replica.listing import article_of, articles_of, list_to_slice
from tests.replica.markup import article_tags, beside_text, escape, head, page, text_with_attachments
from tests.replica.model import Article, Attachment, Site
from tests.replica.wire import Answer, Request

NAME: Final = "gd_gkmlpt"


def _root(site: Site) -> str:
    return f"{site.option('prefix', '')}/gkmlpt"


def _ids(site: Site) -> tuple[int, str]:
    return int(site.option("cid", 368)), str(site.option("sid", 769033))


def start(site: Site) -> str:
    """Path of the platform's index; the column is the fragment."""
    return f"{_root(site)}/index#{_ids(site)[0]}"


def params(site: Site) -> dict[str, str]:
    """Ids of the column and the site."""
    cid, sid = _ids(site)
    return {"cid": str(cid), "sid": sid}


def article_path(site: Site, article: Article) -> str:
    """Path of an article."""
    number = article.number
    return f"{_root(site)}/content/{number // 1_000_000}/{number // 1000}/post_{number}.html"


def answer(site: Site, request: Request) -> Answer | None:
    """What the platform answers; None where the path is not its own."""
    root = _root(site)
    if request.path in {f"{root}/index", f"{root}/"}:
        return _index(site, request)
    interface = re.fullmatch(rf"{root}/api/all/(\d+)", request.path)
    if interface:
        return _articles(site, request, int(interface[1]))
    detail = re.fullmatch(rf"{root}/content/\d+/\d+/post_(\d+)\.html", request.path)
    article = article_of(site, request.run, int(detail[1])) if detail else None
    if article:
        return _detail(site, request, article) if article_path(site, article) == request.path else None
    file = re.fullmatch(r"/attachment/\d+/\d+/(\d+)/(\d+)\.\w+", request.path)
    article = article_of(site, request.run, int(file[2])) if file else None
    if file and article:
        index = int(file[1]) - article.number * 10
        return (
            file_to_answer(article.attachments[index], article.date) if 0 <= index < len(article.attachments) else None
        )
    return None


def _index(site: Site, request: Request) -> Answer:
    cid, sid = _ids(site)
    count = len(articles_of(site, request.run))

    def node(number: int, name: str, posts: int) -> dict[str, Any]:
        return {"id": number, "name": name, "children": [], "jump_url": "", "post_count": posts}

    children = [
        node(cid - 2, "政府信息公开指南", 1),
        node(cid - 1, "政府信息公开制度", 4),
        node(cid, site.column, count),
        node(cid + 1, "政府网站年度报表", 3),
    ]
    tree = [{**node(cid - 3, "政府信息公开", count + 8), "children": children}]
    script = (
        f"<script>\nwindow._CONFIG = {{\n  SID: '{sid}',\n  SERVICE_AREA_ID: '1',\n"
        f"  TREE: {json.dumps(tree, ensure_ascii=False)}\n}};\n</script>"
    )
    body = f'<div id="app"></div>\n{script}\n<script src="/gkmlpt/static/js/app.js"></script>'
    text = (
        f'<meta charset="utf-8"><title>政府信息公开平台</title><meta name="SiteName" content="{escape(site.agency)}">'
    )
    return page(site, text, body)


def _articles(site: Site, request: Request, category: int) -> Answer:
    cid, sid = _ids(site)
    if request.fields.get("sid") != sid or category not in {0, cid}:
        return _json({"classify": None, "total": 0, "articles": []})
    number = max(1, request.number("page", 1))
    piece = list_to_slice(site, request.run, number, int(site.option("per_page", 100)))
    total = piece.total if piece else len(articles_of(site, request.run))
    articles = [_record(site, request, article) for article in piece.articles] if piece else []
    classify = {"id": cid, "name": site.column, "post_count": total}
    return _json({"classify": classify, "total": total, "articles": articles})


def _json(value: dict[str, Any]) -> Answer:
    return Answer(json.dumps(value, ensure_ascii=False).encode(), 200, "application/json")


def _files(article: Article, request: Request) -> list[tuple[Attachment, str]]:
    def own(index: int, attachment: Attachment) -> str:
        file_id = article.number * 10 + index
        name = f"{article.number}.{ending(attachment.name)}"
        return f"{request.base}/attachment/{file_id // 1_000_000}/{file_id // 1000}/{file_id}/{name}"

    return addressed_files(article, request, own)


def _record(site: Site, request: Request, article: Article) -> dict[str, Any]:
    seconds = seconds_of(article.date)
    attachment = [
        {
            "id": article.number * 10 + index,
            "name": each.text or each.name,
            "type": ending(each.name),
            "mime": MEDIA_TYPES.get(ending(each.name), "application/octet-stream"),
            "size": "1",
            "url": address,
        }
        for index, (each, address) in enumerate(_files(article, request))
        if each.place in {"interface", "beside"}
    ]
    return {
        "id": article.number, "title": article.title, "document_number": "", "publisher": article.source or site.agency,
        "keywords": "", "date": seconds, "create_time": seconds, "created_at": f"{article.date} 10:00:00",
        "display_publish_time": seconds, "first_publish_time": seconds, "identifier": "",
        "classify_main_name": site.column, "url": article.url.replace("{base}", request.base)
        or request.base + article_path(site, article), "post_url": "", "attachment": attachment, "is_expired": 0,
        "is_abolished": 0,
    }  # fmt: skip


def _detail(site: Site, request: Request, article: Article) -> Answer:
    files = _files(article, request)
    text = "".join(text_with_attachments(article, part, files) for part in range(len(article.parts)))
    inside, script = f'<div class="article-content">{text}</div>', ""
    if not site.option("plain_detail", False):
        value = json.dumps({**_record(site, request, article), "content": text}, ensure_ascii=False)
        value = value.replace("</", "<\\/")
        script = f"<script>\nwindow._CONFIG = {{\n  SID: '{_ids(site)[1]}',\n  DETAIL: {value}\n}};\n</script>"
        inside = '<div id="app"></div>'
        files = [(each, address) for each, address in files if each.place == "array"]
    body = f'<h1 class="title">{escape(article.title)}</h1>\n{inside}\n{script}\n{beside_text(files)}'
    tags = article_tags(site, article, request.base + article_path(site, article))
    return page(site, head(site, f"{article.title}_{site.agency}", tags), body, modified=article.date)
