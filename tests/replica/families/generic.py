"""A portal of no family: links in the page, in one of several manners.

Reconstructed from facts/portals.md §4.10 and §4.11 (address shapes of Shanghai, Henan, Jinan, Hunan); the markup is
invented on purpose, for what no adapter knows has no form of its own.

Options: ``manner``: ``list`` (``<ul><li>`` with a date in a ``<span>``, next page by ``?page=N``), ``table``, ``bare`` (links
and dates in running text), ``definition`` (``<dl>``, ``list_N.html``); ``shape`` of the addresses: ``date`` (``/2024/01-15/
123.html``), ``content`` (``content_123.html``), ``snowflake``, ``channel`` (``/channel_…/doc_….html``); ``columns`` (names and
paths of columns below, instead of lines: years, departments); ``pager`` (whether there are links to further pages).
"""

from __future__ import annotations

import hashlib
import re
from typing import Final

from tests.replica.files import addressed_files, file_to_answer
from tests.replica.listing import Slice, article_of, articles_of, list_to_slice
from tests.replica.markup import article_tags, beside_text, chrome, escape, head, page, text_with_attachments
from tests.replica.model import Article, Attachment, Site
from tests.replica.wire import Answer, Request

NAME: Final = "generic"


def start(site: Site) -> str:
    """Path of the column."""
    return site.path


def params(site: Site) -> dict[str, str]:
    """Nothing."""
    return {}


def article_path(site: Site, article: Article) -> str:
    """Path of an article, in the site's shape."""
    year, month, day = (article.url_date or article.date).split("-")
    shape = site.option("shape", "date")
    if shape == "content":
        return f"{site.path}content_{article.number}.html"
    if shape == "snowflake":
        return f"{site.path}18822514{article.number:011d}.html"
    if shape == "channel":
        name = hashlib.md5(str(article.number).encode()).hexdigest()[:24]
        return f"{site.path}channel_{hashlib.md5(site.host.encode()).hexdigest()[:24]}/doc_{name}.html"
    return f"{site.path}{year}/{month}-{day}/{article.number}.html"


def answer(site: Site, request: Request) -> Answer | None:
    """What the column answers; None where the path is not its own."""
    if not request.path.startswith(site.path):
        return None
    rest = request.path[len(site.path) :]
    file = re.fullmatch(r"files/(\d+)/(\d+)/[^/]+", rest)
    article = article_of(site, request.run, int(file[1])) if file else None
    if file and article and int(file[2]) < len(article.attachments):
        return file_to_answer(article.attachments[int(file[2])], article.date)
    listed = re.fullmatch(r"(?:index\.html)?|list_(\d+)\.html", rest)
    if listed:
        return _list(site, request, int(listed[1]) if listed[1] else request.number("page", 1))
    for article in articles_of(site, request.run):
        if article_path(site, article) == request.path:
            return _detail(site, request, article)
    return None


def _href(site: Site, request: Request, article: Article) -> str:
    return escape(article.url.replace("{base}", request.base) or article_path(site, article))


def _lines(site: Site, request: Request, piece: Slice) -> str:
    manner = site.option("manner", "list")
    opened, line, closed = {
        "list": ('<ul class="news">', '<li><a href="{href}"{cut}>{title}</a><span>{date}</span></li>', "</ul>"),
        "table": (
            "<table class='tb'><tr><th>标题</th><th>日期</th></tr>",
            "<tr><td>·</td><td><a href='{href}'{cut}>{title}</a></td><td>{slashed}</td></tr>",
            "</table>",
        ),
        "bare": ("<div>", "<p>　　<A HREF={href}{cut}><FONT>{title}</FONT></A>（{chinese}）</p>", "</div>"),
        "definition": ("<dl>", "<dt><em>[{date}]</em><a href='{href}'{cut}><b>{title}</b></a></dt>", "</dl>"),
    }[manner]
    made = []
    for article in piece.articles:
        year, month, day = article.date.split("-")
        made.append(
            line.format(
                href=_href(site, request, article),
                cut=f' title="{escape(article.title)}"' if article.shown else "",
                title=escape(article.shown or article.title),
                date=article.date,
                slashed=f"{year}/{int(month)}/{int(day)}",
                chinese=f"{year}年{int(month)}月{int(day)}日",
            )
        )
    return opened + "\n".join(made) + closed


def _list(site: Site, request: Request, number: int) -> Answer | None:
    piece = list_to_slice(site, request.run, number)
    if piece is None:
        return None
    above, below = chrome(site, request, site.path)
    columns = site.option("columns", {})
    inside = "".join(f'<li><a href="{path}">{name}</a></li>' for name, path in columns.items())
    inside = f'<ul class="years">{inside}</ul>' if columns else _lines(site, request, piece)
    following = f"list_{number + 1}.html" if site.option("manner", "list") == "definition" else f"?page={number + 1}"
    pager = ""
    if number < piece.pages and site.option("pager", True):
        pager = f'<div class="pages">第{number}页/共{piece.pages}页 <a href="{following}">下一页</a></div>'
    body = f'{above}<div class="content"><h2>{escape(site.column)}</h2>{inside}\n{pager}</div>\n{below}'
    return page(site, head(site, f"{site.column}-{site.agency}"), body)


def _detail(site: Site, request: Request, article: Article) -> Answer:
    def own(index: int, attachment: Attachment) -> str:
        return f"{site.path}files/{article.number}/{index}/{attachment.name}"

    files = addressed_files(article, request, own)
    text = "".join(text_with_attachments(article, part, files) for part in range(len(article.parts)))
    above, below = chrome(site, request, site.path)
    body = (
        f'{above}<div class="Article"><h2 class="Article_title">{escape(article.title)}</h2>\n<p>发布日期：{article.date}</p>\n'
        f'<div class="Article_content" id="ivs_content">{text}</div>\n{beside_text(files)}</div>\n{below}'
    )
    tags = article_tags(site, article, request.base + article_path(site, article))
    return page(site, head(site, f"{article.title}-{site.agency}", tags), body, modified=article.date)
