"""What the portals of one vendor (大汉 hanweb) share: addresses of articles, columns below a column, counts in texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from extract.collect.adapter import Ask, Detail, Item
from extract.collect.address import canonical_address, host_of, site_domain
from extract.collect.page import Page
from extract.collect.pages.article import page_to_detail
from extract.collect.pages.javascript import text_to_number
from extract.collect.registry import Site

CONTAINERS: Final = (
    "#zoom",
    "#Zoom",
    ".TRS_Editor",
    "div.artile_zw",
    ".bt-content",
    ".bt_content",
    ".main-txt",
    ".zc_article_con",
    ".jgzn_content",
    ".editor-content",
    "#ccontent",
    "#pdfshow",
)
"""Where the vendor's templates put the text of an article (facts/portals.md §4.3, §4.5)."""

_ARTICLE: Final = re.compile(
    r"/art/(?:\d{4}/\d{1,2}/\d{1,2}/)?(?:\d+/)?(?:\d{4}/)?(?:art_)?\w+\.html?\Z|/content/[\w-]+\.html?\Z"
    r"|\.(?:pdf|docx?|wps|ofd|xlsx?|rtf|zip|rar)\Z|/(?:downfile|download)(?:\.jsp)?\Z",
    re.IGNORECASE,
)
_REPORT: Final = re.compile(r"信息公开.{0,30}(?:年度?报|工作报告)|(?:年度?报|年度工作报告).{0,30}信息公开")
_YEARLY: Final = re.compile(r"(?:19|20)\d\d.{0,20}(?:报告|年报)|.{2,}年度报告")
_YEAR_COLUMN: Final = re.compile(
    r"(?:政府信息公开|信息公开)?(?:工作)?(?:19|20)\d\d年?度?(?:政府)?(?:信息公开)?(?:工作)?(?:年度)?(?:报告|年报)?"
)
_GROUP_COLUMN: Final = re.compile(r".{1,20}(?:年报|年度报告)")
_OTHER_COLUMN: Final = re.compile(r"网站|法治|预算|决算|要点|指南|统计|首页|更多")
_COLUMN_PATH: Final = re.compile(r"/(?:index|list)\.s?html?\Z|/\Z|/[^./]+\Z")
_REPORT_COLUMN: Final = re.compile(r"年报|年度报告|信息公开.{0,8}报告")
_SPACE: Final = re.compile(r"\s+")
_CHINESE: Final = r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
_CHINESE_GAP: Final = re.compile(rf"(?<={_CHINESE})\s+(?={_CHINESE}|[0-9])|(?<=[0-9])\s+(?={_CHINESE})")
_PAGES: Final = re.compile(r"共\s*(\d{1,6})\s*页|\d{1,6}\s*/\s*(\d{1,6})\s*页|总页数\s*[:：]?\s*(\d{1,6})")
_ITEMS: Final = re.compile(
    r"共\s*(?:有|计)?\s*(\d{1,7})\s*(?:条|个|项)|总?记录数?\s*[:：]\s*(\d{1,7})|(\d{1,7})\s*条记录"
)


def is_article(url: str) -> bool:
    """Whether an address is that of an article of this vendor, or of a file.

    >>> is_article("https://a.gov.cn/art/2025/1/15/art_77278_4327083.html"), is_article("https://a.gov.cn/col/col7/")
    (True, False)
    """
    return bool(_ARTICLE.search(urlsplit(url).path))


def is_line(item: Item) -> bool:
    """Whether a link of a block is a line of a list, not of its navigation: an article, dated, or titled as a report.

    Aggregators list reports that lie on other portals, whose addresses say nothing here.
    """
    return (
        is_article(item.url)
        or item.published is not None
        or bool(_REPORT.search(item.title) or _YEARLY.search(item.title))
    )


def worth(items: Iterable[Item]) -> tuple[int, int]:
    """How much a block of a page looks like the list: lines titled as reports, and lines that lead to articles."""
    lines = tuple(items)
    return sum(bool(_REPORT.search(item.title)) for item in lines), sum(is_article(item.url) for item in lines)


def is_report_column(page: Page, items: Iterable[Item] = (), name: str = "") -> bool:
    """Whether a page is a column of annual reports, by its tags, its title or its lines; not a home page with a link to one."""
    names = [page.metas.get("columnname", ""), page.metas.get("columntype", ""), name]
    names += [text_of(element) for element in page.tree.iter("title")]
    return any(_REPORT_COLUMN.search(text) for text in names) or worth(items)[0] > 0


def to_columns(links: Iterable[tuple[str, str]], page: Page, ask: Ask) -> tuple[Ask, ...]:
    """Asks for the columns below a column: one for each year, for the departments, for the districts.

    Prefectures open a column with a new number every year (facts/portals.md §4.3), so children are found anew each
    time by what their links say, never by their numbers.

    Args:
        links: address and text of the links that may be such columns, in order.
        page: the page they stand on, which is left out, and whose organisation they must belong to.
        ask: what the page answers.
    """
    domain = site_domain(host_of(page.url))
    own = {canonical_address(address) for address in (page.url, page.requested, ask.url)}
    found: dict[str, Ask] = {}
    for url, words in links:
        text = _SPACE.sub("", words)
        parts = urlsplit(url)
        is_column = _YEAR_COLUMN.fullmatch(text) or (
            _GROUP_COLUMN.fullmatch(text) and text not in {ask.column, "政府信息公开年报"}
        )
        if not is_column or _OTHER_COLUMN.search(text) or is_article(url) or not _COLUMN_PATH.search(parts.path):
            continue
        address = canonical_address(url)
        if address not in own and address not in found and site_domain(host_of(url)) == domain:
            found[address] = Ask(url, "list", column=text)
    return tuple(found.values())


def page_to_links(page: Page) -> Iterator[tuple[str, str]]:
    """Address and text of every link of a page that leads somewhere."""
    for element in page.tree.iter("a"):
        url = page.absolute(element.get("href"))
        if url:
            yield url, text_of(element) or (element.get("title") or "")


def page_to_article(page: Page, site: Site) -> Detail:
    """An article as the page has it; blanks that break a Chinese title in two are taken out (facts/portals.md §3)."""
    detail = page_to_detail(page, site, containers=CONTAINERS)
    return detail._replace(title=joined(detail.title)) if detail.title else detail


def joined(text: str) -> str:
    """A title without the blanks and line ends that the vendor's templates break Chinese words with.

    >>> joined("2023年政府信息公开工作 年度报告 (PDF)")
    '2023年政府信息公开工作年度报告 (PDF)'
    """
    return _CHINESE_GAP.sub("", text)


def column_name(page: Page) -> str | None:
    """Name of a column by the national tags; None where they do not tell it."""
    return page.metas.get("columnname") or None


def text_to_counts(text: str) -> tuple[int | None, int | None]:
    """Number of items and of pages that the words of a pager tell; None for what they do not.

    >>> text_to_counts("共 32 条 第1/3页"), text_to_counts("下一页")
    ((32, 3), (None, None))
    """
    return _first_number(_ITEMS, text), _first_number(_PAGES, text)


def text_of_page(page: Page) -> str:
    """The words of a page without its scripts."""
    return text_of(page.tree, " ")


def text_of(element: Any, between: str = "") -> str:
    """The words below an element, without those of scripts, styles and comments; white space made one blank."""
    pieces = element.xpath("descendant::text()[not(parent::script or parent::style)]")
    return _SPACE.sub(" ", between.join(str(piece) for piece in pieces)).strip()


def query_value(url: str, *names: str) -> str | None:
    """The first value that the query of an address has under one of some names, capitals not told apart; None for none.

    >>> query_value("https://a.gov.cn/col/col1/index.html?uid=7&pageNum=2", "pagenum")
    '2'
    """
    pairs = {name.lower(): value for name, value in reversed(parse_qsl(urlsplit(url).query, keep_blank_values=True))}
    return next((pairs[name.lower()] for name in names if pairs.get(name.lower())), None)


def query_number(url: str, *names: str) -> int | None:
    """As :func:`query_value`, as a whole number."""
    return text_to_number(query_value(url, *names))


def with_query(url: str, values: Sequence[tuple[str, str]]) -> str:
    """An address whose query has some values set, each in its place if it was there, what was there else unchanged.

    >>> with_query("https://a.gov.cn/x.jsp?page=1&path=/", [("page", "2")])
    'https://a.gov.cn/x.jsp?page=2&path=/'
    """
    parts = urlsplit(url)
    wanted = dict(values)
    pieces: list[str] = []
    for piece in parts.query.split("&") if parts.query else []:
        name = piece.partition("=")[0]
        if name not in wanted:
            pieces.append(piece)
        elif not any(done.startswith(f"{name}=") for done in pieces):  # forms of the vendor repeat names
            pieces.append(urlencode([(name, wanted[name])]))
    given = {piece.partition("=")[0] for piece in pieces}
    pieces += [urlencode([(name, value)]) for name, value in values if name not in given]
    return urlunsplit(parts._replace(query="&".join(pieces)))


def sendable(url: str) -> str:
    """An address with what may not stand in one percent-encoded as UTF-8; what is encoded already stays as it is.

    >>> sendable("https://a.gov.cn/d.jsp?path='/'&webname=青山 市")
    "https://a.gov.cn/d.jsp?path='/'&webname=%E9%9D%92%E5%B1%B1%20%E5%B8%82"
    """
    return quote(url, safe="!#$%&'()*+,/:;=?@[]~", errors="replace")


def context_value(ask: Ask, name: str) -> str:
    """What an ask was given to remember under a name; empty for nothing."""
    return next((value for key, value in ask.context if key == name), "")


def _first_number(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.search(text)
    return int(next(group for group in match.groups() if group)) if match else None
