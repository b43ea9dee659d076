"""Addresses of articles and of columns, told apart by how they are written."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote, urlsplit

_ARTICLE: Final = re.compile(
    r"/t(?:20\d{6}_)?\d+(?:_\w+)?\.s?html?(?:\?|\Z)|[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}"
    r"|/(?:m?post|content|art|doc)[_-]\w*\d|/(?:content|info|show|detail|article|public)/(?:\w+/)*\d+"
    r"|/[a-z]?\d{4,}\.(?:[sj]?html?|jsp|aspx|php)(?:\?|\Z)|/c\d+/(?:\w+/)*content\.s?html?|/content-\d+\."
    r"|/(?:19|20)\d\d[/-]?\d\d[/-]\d\d/|/(?:19|20)\d\d/\d\d-\d\d/|[?&](?:id|wbnewsid|newsid|articleid|docid|infoid)=\w",
    re.IGNORECASE,
)
"""Addresses of articles rather than of columns (facts/portals.md §4.11)."""
_FILE: Final = re.compile(r"\.(?:pdf|docx?|wps|ofd|xlsx?|et|rtf|odt|zip|rar|7z|tiff?|png|jpe?g)\Z", re.IGNORECASE)
_COLUMN_NAME: Final = re.compile(r"(?:index|default|list|main|home|more|node|col|channel)[\w-]*\.\w+", re.IGNORECASE)


def is_article_address(url: str) -> bool:
    """Whether an address looks like that of an article or a file rather than of a column.

    >>> is_article_address("http://a.gov.cn/202401/t20240115_12.html"), is_article_address("http://a.gov.cn/xxgk/nb/")
    (True, False)
    """
    parts = urlsplit(url)
    path = unquote(parts.path)
    return bool(_ARTICLE.search(f"{path}?{parts.query}") or _FILE.search(path))


def is_document_address(url: str) -> bool:
    """Whether an address may be that of an article: like one, or a file of a folder that is not called as columns are.

    >>> [is_document_address(f"http://a.gov.cn/nb/{name}") for name in ("czj.html", "czj/", "czj/index_1.html")]
    [True, False, False]
    """
    name = urlsplit(url).path.rpartition("/")[2]
    return is_article_address(url) or ("." in name and not _COLUMN_NAME.fullmatch(name))
