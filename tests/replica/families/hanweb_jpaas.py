"""Hanweb JPaaS: an empty shell whose scripts ask an interface for markup.

Real structure (captures): the ``unitbuild.js`` script of MIIT with its single-quoted ``queryData``, the answers of
MOHURD and SAMR (``data.html``, relative addresses, titles with line ends inside), MOHURD's article with
``.editor-content``, ``.editorContent-download`` and addresses whose name stands in ``fileName=`` alone. Reconstructed:
the pager markup with ``count:"N"``, ``paramJson`` with ``pageNo`` (facts/portals.md §4.5).

``tagId`` must come as UTF-8; as GBK it gets ``{"success": false, "data": {}}``. A script for the navigation stands
before that of the list. On sites with paging ``ignore`` the number of the page is not looked at.

Options: ``web_id``, ``tpl_set_id``, ``page_id``, ``tag_id``, ``parse_type`` (``buildstatic`` or ``bulidstatic``);
``newline_titles``.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any, Final
from urllib.parse import parse_qsl, quote, unquote_to_bytes

from tests.replica.files import addressed_files, file_to_answer
from tests.replica.listing import Slice, article_of, articles_of, list_to_slice
from tests.replica.markup import article_tags, beside_text, chrome, escape, head, page, text_with_attachments
from tests.replica.model import Article, Attachment, Site
from tests.replica.wire import Answer, Request

NAME: Final = "hanweb_jpaas"
UNIT: Final = "/api-gateway/jpaas-publish-server/front/page/build/unit"
DOWNLOAD: Final = "/api-gateway/jpaas-web-server/front/document/download"
_REFUSED: Final = {"success": False, "data": {}}


def start(site: Site) -> str:
    """Path of the column."""
    return f"{site.path}index.html"


def params(site: Site) -> dict[str, str]:
    """Nothing: all ids stand in the shell."""
    return {}


def _hex(site: Site, what: str) -> str:
    return hashlib.md5(f"{site.host}{site.path}{what}".encode()).hexdigest()


def query_data(site: Site, tag: str) -> dict[str, str]:
    """The fields that the interface wants for a part of the page, in order."""
    return {
        "parseType": str(site.option("parse_type", "bulidstatic")),
        "webId": str(site.option("web_id", _hex(site, "web"))),
        "tplSetId": str(site.option("tpl_set_id", _hex(site, "tpl"))),
        "pageType": "column",
        "tagId": tag,
        "editType": "null",
        "pageId": str(site.option("page_id", _hex(site, "page"))),
    }


def article_path(site: Site, article: Article) -> str:
    """Path of an article."""
    year = (article.url_date or article.date)[:4]
    return f"{site.path}art/{year}/art_{hashlib.md5(str(article.number).encode()).hexdigest()}.html"


def answer(site: Site, request: Request) -> Answer | None:
    """What the column answers; None where the path is not its own."""
    if request.path == UNIT:
        return _unit(site, request)
    if request.path == DOWNLOAD:
        return _download(site, request)
    if not request.path.startswith(site.path):
        return None
    rest = request.path[len(site.path) :]
    if rest in {"", "index.html"}:
        return _shell(site, request)
    if re.fullmatch(r"art/\d{4}/art_[0-9a-f]{32}\.html", rest):
        for article in articles_of(site, request.run):
            if article_path(site, article) == request.path:
                return _detail(site, request, article)
    return None


def _tag(site: Site) -> str:
    return str(site.option("tag_id", "右侧内容"))


def _script(site: Site, tag: str) -> str:
    data = "{" + ",".join(f"'{name}':'{value}'" for name, value in query_data(site, tag).items()) + "}"
    return (
        f'<div class="clist_con">\n<script id="{_hex(site, tag)}"\n'
        '    src="/cms_files/default/script/AuthorizedRead/unitbuild.js?v=3.1.3-GXB"\n'
        f'    parseType="{site.option("parse_type", "bulidstatic")}"\n    url="{UNIT}"\n    queryData="{data}">\n</script>\n</div>'
    )


def _shell(site: Site, request: Request) -> Answer:
    body = "\n".join(_script(site, tag) for tag in ("导航", _tag(site), "底部"))
    latest = max((article.date for article in articles_of(site, request.run)), default="2020-01-01")
    return page(site, head(site, f"{site.column}-{site.agency}"), body, modified=latest)


def _unit(site: Site, request: Request) -> Answer | None:
    raw = dict(parse_qsl(request.query, keep_blank_values=True, encoding="latin-1"))
    fields = {name: unquote_to_bytes(quote(value, encoding="latin-1")) for name, value in raw.items()}
    right = query_data(site, _tag(site))
    if fields.get("pageId", b"").decode("latin-1") != right["pageId"]:
        return None
    try:
        tag = fields.get("tagId", b"").decode()
    except UnicodeDecodeError:
        return _json(_REFUSED)
    same = all(fields.get(name, b"").decode("latin-1") == value for name, value in right.items() if name != "tagId")
    if tag in {"导航", "底部"} and same:
        links = '<ul class="nav"><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li></ul>'
        return _json(_answer(links if tag == "导航" else '<div class="footer"><a href="/wzdt/">网站地图</a></div>'))
    if tag != right["tagId"] or not same:
        return _json(_REFUSED)
    piece = list_to_slice(site, request.run, _page_number(fields.get("paramJson", b"")))
    return _json(_answer(_markup(site, request, piece) if piece else '<div class="page-content"><ul></ul></div>'))


def _page_number(text: bytes) -> int:
    try:
        return int(json.loads(text or b"{}").get("pageNo", 1))
    except (ValueError, AttributeError):
        return 1


def _answer(markup: str) -> dict[str, Any]:
    return {"code": "200", "success": True, "data": {"html": markup}}


def _json(value: dict[str, Any]) -> Answer:
    return Answer(json.dumps(value, ensure_ascii=False).encode(), 200, "application/json;charset=UTF-8")


def _markup(site: Site, request: Request, piece: Slice) -> str:
    lines = []
    for article in piece.articles:
        title = escape(article.title)
        if site.option("newline_titles", True):
            title = title[: len(title) // 2] + "\n" + title[len(title) // 2 :]
        href = article.url.replace("{base}", request.base) or article_path(site, article).lstrip("/")
        lines.append(
            f'<li class="zjnav04Left02_content">\n\t\t\t  <div class="doctitle"><a href="{escape(href)}" target="_blank" '
            f'title="{title}">{escape(article.shown or article.title)}</a></div>\n'
            f'\t\t\t  <div class="doctime tim">{article.date}</div>\n\t\t\t</li>'
        )
    listed = "\n".join(lines)
    pager = (
        f'<div class="page-ctrl"></div><script>$(".page-ctrl").pagination({{count:"{piece.total}",'
        f'pageSize:"{site.page_size}",pageNo:"{piece.number}"}});</script>'
    )
    return f'<div class="page-content"><ul class="Three_zhnlist_02">{listed}</ul>{pager}</div>'


def _sealed(article: Article, index: int) -> str:
    return f"YW5U{article.number}/{index}+Vb=="


def _download(site: Site, request: Request) -> Answer | None:
    sealed = re.fullmatch(r"YW5U(\d+)/(\d+)\+Vb==", request.fields.get("fileUrl", "").replace(" ", "+"))
    article = article_of(site, request.run, int(sealed[1])) if sealed else None
    if not sealed or article is None or int(sealed[2]) >= len(article.attachments):
        return None
    file = file_to_answer(article.attachments[int(sealed[2])])
    return Answer(file.body, 200, "application/octet-stream", file.headers)


def _detail(site: Site, request: Request, article: Article) -> Answer:
    def own(index: int, attachment: Attachment) -> str:
        return f"{DOWNLOAD}?fileUrl={quote(_sealed(article, index), safe='')}&fileName={quote(attachment.name)}"

    files = addressed_files(article, request, own)
    text = "".join(text_with_attachments(article, part, files) for part in range(len(article.parts)))
    above, below = chrome(site, request, start(site))
    beside = beside_text(files).replace(
        '<div class="file_box"><h3>', '<div class="editorContent-download"><h3 class="title">'
    )
    title = article.title.replace("工作", "工作 ", 1)
    body = f'{above}<div class="editor-content">\n            {text}\n        </div>\n{beside}\n{below}'
    tags = article_tags(site, article, request.base + article_path(site, article))
    tags = tags.replace(f'content="{escape(article.title)}"', f'content="{escape(title)}"', 1)
    return page(site, head(site, article.title, tags), body, modified=article.date)
