"""TRS of Fujian: the first lines static, all of them by ``POST /fjdzapp/search``.

Real structure (captures): the column page of Pingtan (``<dl><dd>`` lines, the avalon template beside them whose link has
no address, ``listModel({quickMode: "动静结合" …})``, ``SiteInfo.searchId``, ``recordCount``), the answer of Sanming's
interface with all its fields, the tail of an article with ``qzbFile`` placeholders and ``apps1`` arrays.

The interface wants a POST with the right ``channelid`` and ``classsql``; anything else gets no lines (facts §4.2). With
``get`` the variant ``GET /fjdzapp/data`` is there too.

Options: ``channelid``, ``chnlid``; ``static`` (10, lines that the page itself shows); ``record_count`` (what the page
declares); ``get``; ``largest`` (500, the largest page of the interface).
"""

from __future__ import annotations

import json
import re
from typing import Any, Final
from urllib.parse import urljoin

from tests.replica.files import addressed_files, ending, file_to_answer
from tests.replica.listing import article_of, articles_of, list_to_slice
from tests.replica.markup import article_tags, beside_text, chrome, escape, head, page, text_with_attachments
from tests.replica.model import Article, Attachment, Site
from tests.replica.wire import Answer, Request

NAME: Final = "trs_fjdzapp"
_DETAIL: Final = re.compile(r"\d{6}/t\d{8}_(\d+)\.htm\Z")
_FILE: Final = re.compile(r"\d{6}/[PW]0\d{8}(\d{9})(\d\d)\.\w+\Z")
_EMPTY: Final = {
    "error": False,
    "page": 1,
    "prepage": 10,
    "pageCount": 0,
    "recordCount": 0,
    "data": [],
    "classes": None,
}


def start(site: Site) -> str:
    """Path of the column."""
    return site.path


def params(site: Site) -> dict[str, str]:
    """The ids that the page's script names."""
    return {"channelid": str(_channel(site)), "chnlid": str(_column(site))}


def _channel(site: Site) -> int:
    return int(site.option("channelid", 200210))


def _column(site: Site) -> int:
    return int(site.option("chnlid", 1813))


def article_path(site: Site, article: Article) -> str:
    """Path of an article."""
    day = (article.url_date or article.date).replace("-", "")
    return f"{site.path}{day[:6]}/t{day}_{article.number}.htm"


def answer(site: Site, request: Request) -> Answer | None:
    """What the column answers; None where the path is not its own."""
    if request.path == "/fjdzapp/search":
        return _search(site, request, request.form) if request.method == "POST" else Answer(b"", 405, "")
    if request.path == "/fjdzapp/data" and site.option("get", False):
        return _search(site, request, request.fields)
    if not request.path.startswith(site.path):
        return None
    rest = request.path[len(site.path) :]
    if rest in {"", "index.htm", "nlist.htm"}:
        return _list(site, request)
    detail = _DETAIL.match(rest)
    article = article_of(site, request.run, int(detail[1])) if detail else None
    if article and article_path(site, article) == request.path:
        return _detail(site, request, article)
    file = _FILE.match(rest)
    article = article_of(site, request.run, int(file[1])) if file else None
    if file and article and int(file[2]) < len(article.attachments):
        return file_to_answer(article.attachments[int(file[2])], article.date)
    return None


def _search(site: Site, request: Request, fields: dict[str, str]) -> Answer | None:
    if fields.get("classsql") != f"chnlid={_column(site)}":
        return None
    if fields.get("channelid") != str(_channel(site)):
        return _json(_EMPTY)
    number, size = fields.get("page", "1"), fields.get("prepage", "10")
    if not (number.isdigit() and size.isdigit() and int(size)):
        return _json({"error": True, "message": "参数错误"})
    size_asked = min(int(size), int(site.option("largest", 500)))
    piece = list_to_slice(site, request.run, int(number), size_asked)
    if piece is None:
        return _json({**_EMPTY, "page": int(number)})
    return _json(
        {
            "error": False,
            "page": int(number),
            "prepage": size_asked,
            "pageCount": piece.pages,
            "recordCount": piece.total,
            "data": [_record(site, request, article) for article in piece.articles],
            "classes": None,
        }
    )


def _json(value: dict[str, Any]) -> Answer:
    return Answer(json.dumps(value, ensure_ascii=False).encode(), 200, "application/json;charset=UTF-8")


def _record(site: Site, request: Request, article: Article) -> dict[str, Any]:
    url = article.url.replace("{base}", request.base) or request.base + article_path(site, article)
    files = [
        {
            "appdesc": each.text or each.name,
            "appfile": address.rpartition("/")[2],
            "fileext": ending(each.name),
            "_src": urljoin(url, address),
            "_href": urljoin(url, address),
        }
        for each, address in _files(article, request)
        if each.place == "interface"
    ]
    return {
        "docid2": article.number, "bgxz": "", "chnl": site.column, "chnldocurl": url, "content": "　　一、总体情况\n　　",
        "docabstract": "", "doclogo": "", "docpeople": "", "docpuburl": url,
        "docreltime": article.date.replace("-", ".") + " 14:48:00", "doctitle": article.title, "doctype": 20,
        "efftype": "", "fileno": "", "idxid": "", "itvid": "", "modal": 1, "pubdate": "", "puborg": "",
        "recid": article.number + 200_000, "sourcename": article.source, "subdoctitle": "", "type": 20, "url": url,
        "ztcx": "", "tpfl": "", "pics": [], "files": files, "_docpuburl": url.rpartition("/")[0] + "/", "rels": [],
    }  # fmt: skip


def _files(article: Article, request: Request) -> list[tuple[Attachment, str]]:
    def own(index: int, attachment: Attachment) -> str:
        letter = "W" if ending(attachment.name) in {"png", "jpg"} else "P"
        return f"./{letter}0{article.date.replace('-', '')}{article.number:09d}{index:02d}.{ending(attachment.name)}"

    return addressed_files(article, request, own)


def _list(site: Site, request: Request) -> Answer:
    articles = articles_of(site, request.run)
    static = int(site.option("static", 10))
    above, below = chrome(site, request, site.path)
    lines = "".join(
        '<dl>\n<dd class="trt-col-sm-24 slb-trt-col-24 text_align_left">\n'
        f'<a href=".{article_path(site, article)[len(site.path) - 1 :]}" target="_blank" title="{escape(article.title)}">'
        f"{escape(article.shown or article.title)}</a>\n</dd>\n"
        f'<dd class="trt-col-4 trt-col-sm-24 text_align_left">\n{article.date}\n</dd>\n</dl>\n'
        for article in articles[:static]
    )
    template = (
        '<div class="rules_tabs_01" ms-visible="!showStatic" style="display: none">\n<dl ms-if="list.length>0" '
        'ms-repeat="list" ms-if-loop="$index<10">\n<dd><a ms-attr-href="el.chnldocurl" ms-attr-title="el.doctitle" '
        'ms-text="el.doctitle|html" target="_blank"></a></dd>\n<dd ms-text="el.docreltime|date(\'yyyy-MM-dd\')"></dd>\n'
        '</dl></div>\n<div class="page_base" ms-controller="list_pagebar" ms-include-src="pgTemp" ms-if="pageCount>0"></div>'
    )
    count = site.option("record_count", len(articles))
    script = (
        "<script>\nvar SiteInfo = {\n    //was4doc: 290792,  //文档检索的was频道号\n    itpSiteId: 21,    //互动站点ID\n"
        f'    searchId: {_channel(site)}, //默认的文档检索频道的ID\n    defaultPgTemp: "pgBar_pt.html"\n}};\n</script>\n<script>\n'
        'require(["list2.trsapi", "tools"], function(listModel, tools) {\n    listModel({\n        quickMode: "动静结合",\n'
        "        maxStaticIndex: 1,\n        listArgs: {\n            channelid: SiteInfo.searchId,\n"
        f'            classsql: "" || "chnlid={_column(site)}",\n            sortfield: "-docorderpri,-docreltime"\n        }},\n'
        f"        pagebar: {{\n            prepage: 10,\n            recordCount: '{count}',\n"
        '            pgTemp: "pgBar_xxgk.html",\n            pgCountMode: "recordCount"\n        }\n    });\n});\n</script>'
    )
    body = (
        f'{above}<div class="tabs info_tabs" ms-controller="list">\n<div class="rules_tabs_01 rules_tabs_no_bg" '
        f'ms-visible="showStatic">\n{lines}</div>\n{template}</div>\n{below}{script}'
    )
    tags = f'<meta name="ChnlId" content="{_column(site)}">\n<meta name="SiteId" content="4"/>\n'
    latest = articles[0].date if articles else "2020-01-01"
    return page(site, head(site, f"{site.column}_政府信息公开_{site.agency}", tags), body, modified=latest)


def _detail(site: Site, request: Request, article: Article) -> Answer:
    files = _files(article, request)
    text = "".join(text_with_attachments(article, part, files) for part in range(len(article.parts)))
    above, below = chrome(site, request, site.path)
    arrays = beside_text(files) or '<script>\nvar qzbFile = "";\nvar apps = [\n];\nvar apps1 = [\n];\n</script>'
    body = (
        f'{above}<h1 class="article_title">{escape(article.title)}</h1>\n<span class="article_source">来源：'
        f'{escape(article.source or site.agency)}</span>\n<span class="article_time bf-pass">时间：{article.date} 12:56</span>\n'
        '<div class="tabs_hd" ms-controller="QzbView" ms-visible="qzbFile!=\'\'">\n<a ms-attr-href="qzbFile" title="文件下载" '
        'ms-attr-download="qzbFileName" class="download">文件下载</a></div>\n<div class="pic_con" ms-controller="QzbView">'
        '<iframe class="isofd" ms-attr-src="/generic2/web/viewer.html?file={{qzbFile}}" scrolling="no"></iframe></div>\n'
        f'<div class="article_content article_content_01 font_family_cn"><div class=TRS_Editor>{text}</div></div>\n{arrays}\n{below}'
    )
    tags = article_tags(site, article, request.base + article_path(site, article))
    tags += f'<meta name="DocId" content="{article.number}"/>\n<meta name="ChnlId" content="{_column(site)}"/>\n'
    title = f"{article.title}_{site.column}_{site.agency}"
    return page(site, head(site, title, tags), body, modified=article.date)
