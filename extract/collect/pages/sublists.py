"""Lists below a list: one for each year, for the departments, for the districts."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from extract.collect.adapter import Ask
from extract.collect.address import canonical_address, host_of
from extract.collect.page import Page, absolute_address
from extract.collect.pages.anchor import address_of_link
from extract.collect.pages.listing import is_article_address
from extract.collect.pages.markup import text_of

_YEAR: Final = re.compile(
    r"(?:政府)?(?:信息公开)?(?:工作)?(?:(?:19|20)\d\d)年?度?(?:政府)?(?:信息公开)?(?:工作)?(?:年度)?(?:报告|年报)?"
)
_GROUP: Final = re.compile(
    r"(?:.{0,6}(?:部门|单位|乡镇|镇街|镇乡|街道|县市区|县区|区县|市州|市直|县直|区直|地方|园区|开发区|垂管|驻\w市?)(?:\(\w*\)|（\w*）)?"
    r"|.{2,20}(?:局|委|委员会|办|办公室|厅|镇|乡|街道|街道办事处|管委会|人民政府|区|县|市|中心))"
    r"(?:政府)?(?:信息公开)?(?:工作)?(?:年度报告|年报)?"
)
_PAST: Final = re.compile(
    r"(?:历年|往年|历史|以往|往期|(?:19|20)\d\d年?(?:度)?(?:及)?(?:以前|之前))(?:的)?(?:政府)?(?:信息公开)?(?:工作)?(?:年度)?(?:报告|年报)(?:归档|汇总|查询)?"
)
_NO_LIST: Final = re.compile(r"网站|法治|预算|决算|要点|指南|制度|统计|首页|更多|上一|下一|尾页|末页")
_NO_LIST_FRAME: Final = re.compile(
    r"(?:^|[_/.\s-])(?:menu|left|top|head(?:er)?|foot(?:er)?|bottom|nav|banner|weather|tianqi|tq|search)(?:[_/.\s\d-]|frame|\Z)",
    re.IGNORECASE,
)
_NUMBERS: Final = re.compile(r"\d+")
_MOST: Final = 300
_MOST_FRAMES: Final = 4


def page_to_sublists(page: Page, ask: Ask) -> tuple[Ask, ...]:
    """Asks for the lists below a list, by what their links say and where they lead.

    A year leads to an address below the list's folder or beside it, where only the digits differ; a group of agencies,
    or an agency, only to one below it; the reports of past years wherever on the host they lie. Everything else is
    navigation. Years may be links or the options of a choice.

    Args:
        page: the list.
        ask: what it answers; the columns found are named below its own.
    """
    folder = _folder(page.url)
    own = {canonical_address(url) for url in (page.url, page.requested, ask.url)}
    found: dict[str, Ask] = {}
    base = page.base if page.body else page.url
    for element in page.tree.iter("a", "option"):
        label = text_of(element).replace(" ", "")
        if not 4 <= len(label) <= 30 or _NO_LIST.search(label):
            continue
        is_year, is_past = _YEAR.fullmatch(label) is not None, _PAST.fullmatch(label) is not None
        if not is_year and not is_past and not _GROUP.fullmatch(label):
            continue
        address = address_of_link(element, base)
        if address is None or host_of(address) != host_of(page.url) or is_article_address(address):
            continue
        key = canonical_address(address)
        is_below = _folder(address).startswith(folder) and _folder(address) != folder
        is_beside = is_year and _masked(_folder(address)) == _masked(folder) and _folder(address) != folder
        if key not in own and key not in found and (is_below or is_beside or is_past) and len(found) < _MOST:
            found[key] = Ask(address, "list", column=f"{ask.column}/{label}".lstrip("/") if is_below else label)
    return tuple(found.values())


def page_to_frames(page: Page, ask: Ask) -> tuple[Ask, ...]:
    """Asks for the pages of the same host that a page without lines shows within its own: the list may stand in one."""
    found: dict[str, Ask] = {}
    own = canonical_address(page.url)
    for element in page.tree.iter("iframe", "frame"):
        address = absolute_address(page.base, element.get("src"))
        if address is None or host_of(address) != host_of(page.url) or is_article_address(address):
            continue
        name = (element.get("name") or element.get("id") or "").strip()
        key = canonical_address(address)
        if key != own and len(found) < _MOST_FRAMES and not _NO_LIST_FRAME.search(f"{name} {urlsplit(address).path}"):
            name = name or f"frame {len(found) + 1}"
            found.setdefault(key, Ask(address, "list", column=f"{ask.column}/{name}".lstrip("/")))
    return tuple(found.values())


def _folder(url: str) -> str:
    path = urlsplit(url).path
    head, _, name = path.rpartition("/")
    return f"{head}/" if "." in name or not name else f"{path}/"


def _masked(path: str) -> str:
    return _NUMBERS.sub("0", path)
