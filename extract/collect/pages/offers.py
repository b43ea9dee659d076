"""What a list offers to a browser alone: lines, years and further pages that no address is known for.

Nothing of it can be asked for, so all of it has to be said: a list that a script turns over looks whole without.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from extract.collect.adapter import Ask, Item, Note
from extract.collect.address import host_of
from extract.collect.page import Page
from extract.collect.pages.anchor import address_of_link, title_of_link
from extract.collect.pages.javascript import page_to_script
from extract.collect.pages.listing import names_report
from extract.collect.pages.markup import class_words, clean
from extract.collect.pages.pager import MAX_PAGES, Pager, is_same_page

_CONTROL: Final = re.compile(
    r"(?P<turns>(?:下一?页|后一?页|下一頁|下頁|next(?:page)?)\W*|[>›»]{1,2})"
    r"|(?P<more>(?:(?:点击)?加载|点击|查看|显示)更多\W*|loadmore\W*)|\W?第?(?P<number>\d{1,3})页?\W?",
    re.IGNORECASE,
)
_PAGING: Final = re.compile(r"page|postback|turn|goto|list|jump|load|next\s*\(", re.IGNORECASE)
_DEAD: Final = re.compile(
    r"(?:\s|;|javascript:|void\s*\(?\s*0?\s*\)?|return\s+(?:false|true)|alert\s*\([^)]*\)|#)*", re.IGNORECASE
)
_WIDGET: Final = re.compile(
    r"\b(laypage(?:\.render)?|(?<=\.)(?:pagination|jqPaginator|createPage|paging|pager))\s*\(([^;]{0,400})",
    re.IGNORECASE,
)
"""Pagers that a library draws; their options stand in the call."""
_WIDGET_PAGES: Final = re.compile(
    r"\b(?:pages|totalPages?|pageCount|countPage)[\"']?\s*:\s*[\"']?(\d{1,6})\b", re.IGNORECASE
)
_WIDGET_ITEMS: Final = re.compile(
    r"(?:\b(?:count|total|totalCount|totalData|items|recordCount)[\"']?\s*:\s*[\"']?|\A\s*)(\d{1,7})\b", re.IGNORECASE
)
_ARGUMENT: Final = re.compile(r"(?<![\w.])\d{1,4}(?![\w.])")
_HANDLERS: Final = ("onclick", "ng-click", "@click", "v-on:click")
_CLICKED: Final = frozenset(_HANDLERS)
_OFF: Final = re.compile(r"disabl|(?:^|[\s_-])(?:cur(?:rent)?|active|on|none|hide|hidden)(?:[\s_-]|\Z)", re.IGNORECASE)
_UNSEEN: Final = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_YEAR: Final = re.compile(r"((?:19|20)\d\d)\s*年?度?(?:年报|报告|信息公开年报|年度报告)?")
_YEARS: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_LEAVES: Final = ("a", "li", "span", "button", "option", "div", "em", "i", "b", "dd", "td", "p", "input")
_LABEL: Final = 40
_MOST_BELOW: Final = 3
_FEW: Final = 2
_SHOWN: Final = 6


def page_to_offers(page: Page, ask: Ask, items: Sequence[Item], columns: Sequence[Ask], pager: Pager) -> Note | None:
    """A note ``short_list`` on what the first page of a list shows and does not link; None where it links everything.

    Lines that name a report of a year and lead nowhere; years that are choices without an address, where most of them
    have no line on the page; a pager whose further pages are a script's. The last two only where the page says no
    count that could be held against what was found, and no further page is known.

    Args:
        page: the list.
        ask: what it answers.
        items: its lines.
        columns: the lists below it.
        pager: what its pager says.
    """
    if ask.page != 1 or not items:
        return None
    elements = list(page.tree.iter(*_LEAVES))
    found = []
    lines = list(dict.fromkeys(_dead_lines(elements, page, items)))
    if lines:
        found.append(f"lines that lead nowhere: {_some(lines)}")
    if not pager.pages and pager.declared_items is None and pager.declared_pages is None:
        years = _unlisted_years(elements, items, columns)
        if years:
            found.append(f"years that only a script shows: {_some(years)}")
        control = next(_controls(elements, page), None) or _widget(page, len(items))
        if control:
            found.append(f"pages: a pager that cannot be followed: {control}")
    return Note("short_list", "; ".join(found)) if found else None


def _dead_lines(elements: Sequence[Any], page: Page, items: Sequence[Item]) -> Iterator[str]:
    """Titles of links that name a report of a year and lead nowhere, and are no line under another link."""
    known = {_squeezed(item.title) for item in items}
    for element in elements:
        if not _leads_nowhere(element):
            continue
        if (element.tag == "a" or _handler(element)) and address_of_link(element, page.base) is None:
            title = title_of_link(element)
            if len(title) <= 100 and names_report(title) and _squeezed(title) not in known and not _is_unseen(element):
                yield title


def _leads_nowhere(element: Any) -> bool:
    """Whether an element, at a first look, is clicked on without being a link with an address."""
    if element.tag == "a":
        href = (element.get("href") or "").strip()
        return not href or href[0] == "#" or href[:11].lower() == "javascript:"
    return not _CLICKED.isdisjoint(element.keys())


def _unlisted_years(elements: Sequence[Any], items: Sequence[Item], columns: Sequence[Ask]) -> list[str]:
    """Years that are choices of the page and have no line, where that holds for more than half of the choices."""
    offered = set()
    for element in elements:
        text = element.text
        match = _YEAR.fullmatch(text.strip()) if text and len(text) <= _LABEL and len(element) == 0 else None
        if match and (_is_choice(element) or _is_choice(element.getparent())):
            offered.add(match[1])
    words = " ".join([item.title + " " + (item.published or "") for item in items] + [ask.column for ask in columns])
    missing = offered - set(_YEARS.findall(words))
    return sorted(missing) if len(missing) >= _FEW and 2 * len(missing) > len(offered) else []


def _controls(elements: Sequence[Any], page: Page) -> Iterator[str]:
    """Controls that turn to a further page and are no link to a page known as one."""
    for element in elements:
        label = _label(element)
        match = _CONTROL.fullmatch(label) if label else None
        if match is None or _is_off(element):
            continue
        turns, more, numbered = match["turns"], match["more"], match["number"]
        handler = _handler(element)
        address = address_of_link(element, page.base)
        if address is not None:
            is_other = not any(is_same_page(own, address) for own in (page.url, page.requested))
            if turns and label[0] not in ">›»" and is_other and host_of(address) == host_of(page.url):
                yield f"{label} {address}"
        elif more:
            # 加载更多 loads into the list whoever listens; 查看更多 may be the words of any link.
            is_loading = "加载" in label and element.tag != "a" and next(element.iterancestors("a"), None) is None
            if len(element) == 0 and (handler or is_loading):
                yield f"{label} {handler}".rstrip()
        elif handler and not _DEAD.fullmatch(handler):
            numbers = [int(number) for number in _ARGUMENT.findall(handler)]
            if numbered:
                if 1 < int(numbered) <= MAX_PAGES and _PAGING.search(handler):
                    yield f"{label} {handler}"
            elif (not numbers or max(numbers) > 1) and (label[0] not in ">›»" or _PAGING.search(handler)):
                yield f"{label} {handler}"


def _widget(page: Page, lines: int) -> str | None:
    """The call of a library that draws a pager, unless its own counts say that the page has all there is."""
    if not _WIDGET.search(page.text):
        return None
    for call in _WIDGET.finditer(page_to_script(page)):
        pages, items = _WIDGET_PAGES.search(call[2]), _WIDGET_ITEMS.search(call[2])
        is_all = int(pages[1]) <= 1 if pages else items is not None and int(items[1]) <= lines
        if not is_all:
            return f"{call[1]}({call[2][:60]}"
    return None


def _handler(element: Any) -> str:
    """The script that a click on an element runs; empty for none."""
    href = clean(element.get("href"))
    scripts = [href] if href.lower().startswith("javascript:") else []
    scripts += [clean(element.get(name)) for name in _HANDLERS]
    return next((script for script in scripts if script and not _DEAD.fullmatch(script)), "")[:80]


def _is_choice(element: Any) -> bool:
    """Whether a click on an element does something other than following a link."""
    if element is None:
        return False
    if element.tag == "option":
        holder = element.getparent()
        return holder is not None and (bool(holder.get("onchange")) or next(holder.iterancestors("form"), None) is None)
    if element.tag == "a":
        href = clean(element.get("href"))
        return bool(_handler(element)) or not href or _DEAD.fullmatch(href) is not None
    return bool(_handler(element)) or any(name.startswith("data-") for name in element.attrib)


def _is_off(element: Any) -> bool:
    return element.get("disabled") is not None or bool(_OFF.search(class_words(element))) or _is_unseen(element)


def _is_unseen(element: Any) -> bool:
    parent = element.getparent()
    return any(node is not None and bool(_UNSEEN.search(node.get("style") or "")) for node in (element, parent))


def _label(element: Any) -> str:
    """The words of a control, without blanks; empty for what has more words than one has."""
    if element.tag == "input":
        text = element.get("value") or "" if (element.get("type") or "").lower() in {"button", "submit"} else ""
    elif len(element) > _MOST_BELOW:
        return ""
    else:
        text = element.text or ""
        for child in element:
            text += f"{child.text or ''}{child.tail or ''}"
        text = text if text.strip() else element.get("title") or ""
    return "".join(text.split()) if len(text) <= _LABEL else ""


def _some(words: Sequence[str]) -> str:
    more = len(words) - _SHOWN
    return ", ".join(words[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _squeezed(title: str) -> str:
    return re.sub(r"\W", "", title)
