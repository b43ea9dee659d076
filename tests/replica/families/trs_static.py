"""TRS WCM with static lists.

Real structure (captures): the list of Ordos Engebei, table layout, ``./YYYYMM/tYYYYMMDD_ID.html``, ``countPage``
written by script beside the links that it wrote; the commented ``createPageHTML`` that says another number of pages;
head tags and ``class=TRS_Editor`` without quotes as Pingtan has them. Reconstructed (facts/portals.md §4.1): split
articles with ``_1.html``, ``P0…`` and ``W0…`` names of attachments.

Options: ``extension`` (html), ``comment_lie`` (whether the comment is there), ``id_digits`` (7), ``anchor_only`` (no
``countPage``, links alone).
"""

from __future__ import annotations

import re
from typing import Final

from tests.replica.files import addressed_files, ending, file_to_answer
from tests.replica.listing import Slice, article_of, list_to_slice
from tests.replica.markup import article_tags, beside_text, chrome, escape, head, page, text_with_attachments
from tests.replica.model import Article, Attachment, Site
from tests.replica.wire import Answer, Request

NAME: Final = "trs_static"
_DETAIL: Final = re.compile(r"\d{6}/t\d{8}_(\d+)(?:_(\d+|wap))?\.s?html?\Z")
_FILE: Final = re.compile(r"\d{6}/[PW]0\d{8}(\d{9})(\d\d)\.\w+\Z")
_PICTURES: Final = ("png", "jpg", "jpeg", "gif", "bmp")


def start(site: Site) -> str:
    """Path of the column."""
    return site.path


def params(site: Site) -> dict[str, str]:
    """What a registry has to say of the site: nothing."""
    return {}


def article_path(site: Site, article: Article) -> str:
    """Path of an article."""
    return f"{site.path}{_folder(article)}/{_name(article)}.{site.option('extension', 'html')}"


def answer(site: Site, request: Request) -> Answer | None:
    """What the column answers; None where the path is not its own."""
    if not request.path.startswith(site.path):
        return None
    rest = request.path[len(site.path) :]
    extension = site.option("extension", "html")
    listed = re.fullmatch(rf"(?:index(?:_([1-9]\d*))?\.{extension})?", rest)
    if listed:
        piece = list_to_slice(site, request.run, int(listed[1] or 0) + 1)
        return piece and _list(site, request, piece)
    detail = _DETAIL.match(rest)
    if detail:
        article = article_of(site, request.run, int(detail[1]))
        part = int(detail[2]) if (detail[2] or "").isdigit() else 0
        if article is None or part >= len(article.parts) or not rest.startswith(f"{_folder(article)}/{_name(article)}"):
            return None
        return _detail(site, request, article, part)
    file = _FILE.match(rest)
    article = article_of(site, request.run, int(file[1])) if file else None
    if file and article and int(file[2]) < len(article.attachments):
        return file_to_answer(article.attachments[int(file[2])], article.date)
    return None


def _folder(article: Article) -> str:
    return (article.url_date or article.date).replace("-", "")[:6]


def _name(article: Article) -> str:
    return f"t{(article.url_date or article.date).replace('-', '')}_{article.number}"


def _list(site: Site, request: Request, piece: Slice) -> Answer:
    extension = site.option("extension", "html")
    above, below = chrome(site, request, site.path)
    lines = "".join(
        '<tr valign="top" style="padding-bottom:10px;">\n<td width="25"><img src="../../images/ico2.jpg"></td>\n'
        f'<td width="550">\n<a href="{_href(site, request, article)}"{_cut(article)}>'
        f"{escape(article.shown or article.title)}</a>\n</td>\n<td>\n{article.date}\n</td>\n</tr>\n"
        for article in piece.articles
    )
    body = (
        f'{above}<table width="752" class="bor"><tbody><tr>\n<td class="pos">您现在的位置是：<a href="../../" '
        f'title="首页">首页</a>&nbsp;&gt;&gt;&nbsp;<a href="./" title="{escape(site.column)}">{escape(site.column)}</a>\n'
        f'</td></tr>\n<tr><td valign="top">\n<table width="682" class="gl_list"><tbody>{lines}</tbody></table>\n</td></tr>\n'
        f'<tr><td class="page">{_pager(site, piece, extension)}</td></tr></tbody></table>\n{below}'
    )
    latest = max((article.date for article in piece.articles), default="2020-01-01")
    return page(site, head(site, f"{site.column}_{site.agency}"), body, modified=latest)


def _href(site: Site, request: Request, article: Article) -> str:
    if article.url:
        return escape(article.url.replace("{base}", request.base))
    return f"./{_folder(article)}/{_name(article)}.{site.option('extension', 'html')}"


def _cut(article: Article) -> str:
    return f' title="{escape(article.title)}"' if article.shown else ""


def _pager(site: Site, piece: Slice, extension: str) -> str:
    current = piece.number - 1
    following = f"index_{current + 1}.{extension}"
    last = f'<a href="index_{piece.pages - 1}.{extension}">尾页</a>' if piece.pages > 1 else "尾页"
    written = (
        f'共计&nbsp;{piece.pages}&nbsp;页&nbsp;<a href="index.{extension}">首页</a>&nbsp;|&nbsp;'
        + (
            f'<a href="{following}"><span class="greyfont">下一页</span></a>&nbsp;'
            if piece.number < piece.pages
            else ""
        )
        + last
    )
    if site.option("anchor_only", False):
        return written
    comment = '//createPageHTML(9, 0, "index", "html");\n' if site.option("comment_lie", True) else ""
    return (
        f'<script language="JavaScript" type="text/javascript">\n{comment}var currentPage = {current};//所在页从0开始\n'
        "var prevPage = currentPage-1//上一页\nvar nextPage = currentPage+1//下一页\n"
        f"var countPage = {piece.pages}//共多少页\n"
        'if(countPage>1&&currentPage!=(countPage-1))\ndocument.write("<a href=\\"index"+"_" + nextPage + "."+"'
        f'{extension}\\">下一页</a>");\n</script>{written}'
    )


def _detail(site: Site, request: Request, article: Article, part: int) -> Answer:
    def own(index: int, attachment: Attachment) -> str:
        letter = "W" if ending(attachment.name) in _PICTURES else "P"
        day = article.date.replace("-", "")
        return f"./{letter}0{day}{article.number:09d}{index:02d}.{ending(attachment.name)}"

    files = addressed_files(article, request, own)
    above, below = chrome(site, request, site.path)
    pager = ""
    if len(article.parts) > 1:
        pager = (
            f'<div class="page"><script>\nvar currentPage = {part};\nvar countPage = {len(article.parts)};\n'
            f'createPageHTML({len(article.parts)}, {part}, "{_name(article)}", "{site.option("extension", "html")}");\n'
            "</script></div>\n"
        )
    body = (
        f'{above}<div class="article"><h1 class="article_title">{escape(article.title)}</h1>\n'
        f'<span class="article_source">来源：{escape(article.source or site.agency)}</span>\n'
        f'<span class="article_time bf-pass">时间：{article.date} 12:56</span>\n'
        '<div class="article_content article_content_01 font_family_cn"><div class=TRS_Editor>'
        f"{text_with_attachments(article, part, files)}</div></div>\n{pager}{beside_text(files)}</div>\n{below}"
    )
    tags = article_tags(site, article, request.base + article_path(site, article))
    title = f"{article.title}_{site.column}_{site.agency}"
    return page(site, head(site, title, tags), body, modified=article.date)
