"""Whose site a page belongs to, by its own words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from extract.collect.page import Page

_WHITE: Final = re.compile(r"\s+")
_SITE: Final = re.compile(
    r"(?:政府信息公开(?:平台|专栏|网)?|信息公开平台|(?:官方|门户|(?<=[局委厅部院办会])政府|公众|政务)*(?:网站?|网页|站群)|(?:官方)?首页|欢迎您?|欢迎访问)+$"
)
_GREETING: Final = re.compile(r"^(?:欢迎(?:您)?(?:访问|光临|来到)?|您好|首页)+")
_ORGAN: Final = re.compile(
    r"(?:人民政府|[^\s]局|委员会|办公[厅室]|管委会|街道办事处|[^\s][厅部署院委办]|中心|法院|检察院|公署|总队|支队|大队)$"
)
_HOST: Final = re.compile(r"主办(?:单位|机关)?[:：]\s*([一-鿿]{4,30})")
_NAME: Final = re.compile(r"[一-鿿（）()·]{3,40}")


def page_to_agency(page: Page) -> str | None:
    """Name of the agency whose page it is: ``SiteName``, the title of the page, the organ that runs the site.

    A name that is none of an organ (首都之窗) counts only where nothing else is said. None where nothing is.

    >>> page_to_agency(Page("https://a.gov.cn/", "<title>首页_青山市财政局门户网站</title>".encode()))
    '青山市财政局'
    """
    names = [name for text in _texts(page) if _NAME.fullmatch(name := _cut(text))]
    return next((name for name in names if _ORGAN.search(name)), names[0] if names else None)


def _texts(page: Page) -> Iterator[str]:
    """Words that may be the name, the best first."""
    yield page.metas.get("sitename", "")
    title = next(("".join(element.itertext()) for element in page.tree.iter("title")), "")
    yield from reversed(re.split(r"[_|>\-–—]", title))
    host = _HOST.search("".join(page.tree.itertext()))
    yield host[1] if host else ""


def _cut(text: str) -> str:
    """A name without what makes it that of a site."""
    name = _WHITE.sub("", unicodedata.normalize("NFC", text))
    return _SITE.sub("", _GREETING.sub("", name)).strip("·,，")
