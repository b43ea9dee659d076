"""The pages around lists and articles: head with national tags, chrome, side menu, attachments where pages hide them."""

from __future__ import annotations

import html
import json
import zlib
from urllib.parse import quote

from tests.replica.content import content_to_text
from tests.replica.model import Article, Attachment, Site
from tests.replica.wire import Answer, Request

MENU = (
    ("政府信息<br>公开指南", "zfxxgkzn"),
    ("政府信息<br>公开制度", "zfxxgkzd"),
    ("法定主动<br>公开内容", "fdzdgknr"),
)
"""The fixed entries of every disclosure platform beside the yearly reports (facts/portals.md §6)."""


def escape(text: str) -> str:
    """Text for markup and attributes."""
    return html.escape(text, quote=True)


def head(site: Site, title: str, tags: str = "") -> str:
    """The head of a page; ``tags`` are those of an article."""
    national = ""
    if site.column_type:
        code = site.option("site_code", "9901000001")
        national = (
            f'<meta name="SiteName" content="{escape(site.agency)}"/>\n<meta name="SiteDomain" content="{site.host}">\n'
            f'<meta name="SiteIDCode" content="{code}"/>\n<meta name="ColumnName" content="{escape(site.column)}"/>\n'
            f'<meta name="ColumnDescription" content="{escape(site.column)}"/>\n'
            f'<meta name="ColumnType" content="{escape(site.column_type)}"/>\n'
        )
    return (
        f'<meta charset="{site.declared}">\n<meta http-equiv="X-UA-Compatible" content="IE=Edge"/>\n'
        f"{national}{tags}{site.option('head', '')}<title>{escape(title)}</title>\n"
    )


def article_tags(site: Site, article: Article, url: str) -> str:
    """The national tags of an article."""
    if not site.column_type:
        return ""
    return (
        f'<meta name="ArticleTitle" content="{escape(article.title)}"/>\n'
        f'<meta name="PubDate" content="{article.date} 12:56"/>\n'
        f'<meta name="ContentSource" content="{escape(article.source or site.agency)}"/>\n'
        f'<meta name="Keywords" content=""/>\n<meta name="Url" content="{escape(url)}"/>\n'
    )


def chrome(site: Site, request: Request, column_path: str) -> tuple[str, str]:
    """What stands above and below everything on a page of a site."""
    above = (
        '<div class="header"><div class="mainNav"><ul class="clearfix"><li><a href="/index.html">首页</a></li>'
        '<li><a href="/zwgk/">政务公开</a></li><li><a href="/hdjl/">互动交流</a></li><li><a href="/bsfw/">办事服务</a></li></ul>'
        f"</div></div>\n{side_menu(column_path)}"
    )
    restless = ""
    if site.restless:
        suffix = format(zlib.crc32(f"{request.target} {request.count}".encode()), "08x")
        restless = (
            f'<a href="http://www.acas.example.x{suffix}.ipv6best.example/">仲裁中心</a> 浏览次数：{request.count}'
        )
    code = site.option("site_code", "9901000001")
    below = (
        f'<div class="footer"><p>主办：{escape(site.agency)}　网站标识码：{code}　<a href="/wzdt/">网站地图</a> '
        f'<a href="/lxwm/">联系我们</a></p>{restless}</div>\n<script id="_jiucuo_" sitecode="{code}" '
        'src="/exposure/jiucuo.js"></script>\n'
    )
    return above, below


def side_menu(column_path: str) -> str:
    """The menu of the disclosure platform: four entries, of which one is the yearly reports."""
    parent = column_path.rstrip("/").rpartition("/")[0] if column_path.endswith("/") else "/zwgk/zfxxgk"
    entries = "".join(f'<li><h3><a href="{parent}/{path}/"><span>{text}</span></a></h3></li>' for text, path in MENU)
    return (
        f'<div class="info_menu_list" role="navigation"><ul>{entries}'
        f'<li><h3><a href="{column_path}"><span>政府信息<br>公开年报</span></a></h3></li></ul></div>\n'
    )


def page(site: Site, head_markup: str, body: str, *, modified: str = "", status: int = 200) -> Answer:
    """A whole page in the site's encoding; with ``modified`` a static one."""
    text = f"<!DOCTYPE html>\n<html>\n<head>\n{head_markup}</head>\n<body>\n{body}\n</body>\n</html>\n"
    charset = f"; charset={site.declared}" if site.option("charset_header", True) else ""
    return Answer(text.encode(site.encoding, "xmlcharrefreplace"), status, f"text/html{charset}", modified=modified)


def attachment_address(site: Site, request: Request, attachment: Attachment, own: str) -> str:
    """The address of an attachment as the page writes it: its own, else the family's (``own``)."""
    return attachment.url.replace("{base}", request.base) if attachment.url else own


def text_with_attachments(article: Article, part: int, files: list[tuple[Attachment, str]]) -> str:
    """The text of an article with the attachments that stand inside it; ``files`` with their addresses."""
    text = content_to_text(article.parts[part])
    if part != len(article.parts) - 1:
        return text
    return text + "".join(_inside(attachment, escape(address)) for attachment, address in files)


def _inside(attachment: Attachment, address: str) -> str:
    words = escape(attachment.text or attachment.name)
    if attachment.place == "link":
        return f'<p>附件：<a href="{address}" target="_blank">{words}</a></p>'
    if attachment.place == "picture":
        return f'<p align="center"><img src="{address}" alt="" border="0"></p>'
    if attachment.place == "iframe":
        return f'<iframe src="{address}" width="100%" height="800"></iframe>'
    if attachment.place == "object":
        return f'<object data="{address}" type="application/pdf" width="100%" height="800"></object>'
    if attachment.place == "viewer":
        return f'<iframe class="isofd" src="/generic2/web/viewer.html?file={quote(html.unescape(address), safe="")}"></iframe>'
    if attachment.place == "data_value":
        return f'<div id="pdfshow" data-value="{address}"></div>'
    return ""


def beside_text(files: list[tuple[Attachment, str]]) -> str:
    """What stands below the text: the list of attachments, and arrays of scripts (facts/portals.md §4.2)."""
    beside = [(attachment, address) for attachment, address in files if attachment.place == "beside"]
    parts = []
    if beside:
        lines = "".join(
            f'<li><a href="{escape(address)}">{escape(attachment.text or attachment.name)}</a></li>'
            for attachment, address in beside
        )
        parts.append(f'<div class="file_box"><h3>附件下载</h3><ul id="file_ul_fj">{lines}</ul></div>')
    array = [
        f"{{url:{json.dumps(address)},name:{json.dumps(attachment.text or attachment.name, ensure_ascii=False)}}}"
        for attachment, address in files
        if attachment.place == "array"
    ]
    if array:
        lines = ",\n".join(array)
        parts.append(f'<script>\nvar qzbFile = "";\nvar apps = [\n];\nvar apps1 = [\n{lines}\n];\n</script>')
    return "\n".join(parts)
