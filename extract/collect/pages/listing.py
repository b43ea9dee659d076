"""The lines of a list: links with their whole titles and the dates printed beside them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from extract.collect.adapter import Item, Note
from extract.collect.address import canonical_address
from extract.collect.classification import column_to_kind
from extract.collect.columns import page_to_own_name
from extract.collect.page import Page, text_to_tree
from extract.collect.pages.anchor import (
    Anchor,
    address_of_link,
    is_date,
    is_no_title,
    row_to_date,
    title_of_link,
    tree_to_anchors,
)
from extract.collect.pages.article_address import is_article_address
from extract.collect.pages.dates import epoch_to_date, text_to_date
from extract.collect.pages.headed_list import anchors_to_headed_titles
from extract.collect.pages.markup import class_words, clean, select, text_of, texts_of
from extract.collect.registry import Site

__all__ = [
    "epoch_to_date",
    "is_article_address",
    "markup_to_items",
    "merge_items",
    "names_report",
    "page_to_items",
    "selector_notes",
    "text_of",
    "text_to_date",
    "title_of_link",
    "tree_to_items",
]

_CHROME_TAGS: Final = frozenset(("nav", "header", "footer", "select"))
_CHROME: Final = re.compile(
    r"(?:^|[_\s-])(?:(?:top|main|side|sub|left)?nav(?:bar|i|igation)?|(?:sub|side|left)?menu(?:_list)?|bread(?:crumb)?s?|crumbs?|"
    r"foot(?:er)?|head(?:er)?|top(?:bar)?|position|location|pos|curpos|dqwz|copyright|friend\w*|yqlj|links?|share|"
    r"pag(?:e|er|es|ing|ination|ebar)|sitemap|search)(?:[_\s\d-]|\Z)",
    re.IGNORECASE,
)
_REPORT: Final = re.compile(
    r"信\s*息\s*公\s*开.*(?:年\s*度?\s*报|工作报告)|(?:年\s*度?\s*报|工作报告).*信\s*息\s*公\s*开"
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d|二[〇○零oO0][一二三四五六七八九十〇○零]+")
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
_LIKE_AN_ARTICLE: Final = 2
_SURELY_A_LINE: Final = 5


def page_to_items(page: Page, site: Site, *, within: Any = None) -> tuple[Item, ...]:
    """The lines of the list on a page, in order, each address once.

    The parameters ``items`` (a line), ``title`` and ``date`` (inside a line) of the site are CSS selectors that take the
    place of what is found by the structure: the links that are repeated alike, most like articles by date, address and
    title. Navigation, breadcrumbs, footers and pagers are left out unless they hold such links; a link whose title
    names a report of a year is a line wherever it stands. A link that says an agency's name, a year or 查看 alone is
    titled by the headings and labels that it stands under, where these name reports on disclosure.

    Args:
        page: the page.
        site: for its parameters.
        within: an element of the page that holds the list; None for all of it.

    Returns:
        Items; empty where there are none, or where a selector matches nothing.
    """
    root = page.tree if within is None else within
    base = page.base if page.body else page.url
    if site.param("items"):
        return merge_items(_selected_items(site, root, base))
    name = page_to_own_name(page)
    return tree_to_items(root, base, column=name if name and column_to_kind(name) == "report" else None)


def tree_to_items(root: Any, base_url: str, *, column: str | None = None) -> tuple[Item, ...]:
    """The lines of the list below an element; see :func:`page_to_items`.

    Args:
        root: the element.
        base_url: what its links are relative to.
        column: name of the column that the list is, where that is one of annual reports on disclosure.
    """
    anchors = tree_to_anchors(root, base_url)
    weights = {anchor.element: _weight(anchor) for anchor in anchors}
    chrome = _in_chrome(root, weights)
    listed = {anchor.element for anchor in _listed(anchors, weights, chrome)}
    told = {anchor.url for anchor in anchors if names_report(anchor.title)}
    untold = [anchor for anchor in anchors if anchor.url not in told and anchor.element not in chrome]
    titles = anchors_to_headed_titles(untold, root.getroottree().getroot(), base_url, column=column)
    return merge_items(
        _titled(_anchor_to_item(anchor), titles.get(anchor.element))
        for anchor in anchors
        if anchor.element in listed or anchor.element in titles
    )


def _titled(item: Item, title: str | None) -> Item:
    """A line with the title that the headings above give it, unless it has one of its own."""
    return item if title is None or names_report(item.title) else item._replace(title=title)


def markup_to_items(markup: str, base_url: str) -> tuple[Item, ...]:
    """The lines of a fragment of HTML (CDATA of an XML answer, HTML inside JSON): every link that leads somewhere.

    >>> markup_to_items(
    ...     "<li><a href='t1.html' title='某局2023年年报'>某局20…</a><b>[2024-01-15]</b></li>", "http://a.cn/b/"
    ... )
    (Item(url='http://a.cn/b/t1.html', title='某局2023年年报', published='2024-01-15', source='', attachments=()),)
    """
    root, _ = text_to_tree(markup)
    return merge_items(_anchor_to_item(anchor) for anchor in tree_to_anchors(root, base_url))


def merge_items(items: Iterable[Item]) -> tuple[Item, ...]:
    """Each address once (twins of a page are one), at its first place, with the longest title and the first date."""
    found: dict[str, Item] = {}
    for item in items:
        key = canonical_address(item.url).partition("://")[2]
        known = found.get(key)
        if known is None:
            found[key] = item
            continue
        found[key] = known._replace(
            title=max(known.title, item.title, key=_words_in),
            published=known.published or item.published,
            source=known.source or item.source,
            attachments=known.attachments or item.attachments,
        )
    return tuple(item for item in found.values() if item.title)


def _words_in(title: str) -> tuple[int, int]:
    """How much a title says: an index number that links to the same article says nothing."""
    return len(_CHINESE.findall(title)), len(title)


def selector_notes(page: Page, site: Site) -> tuple[Note, ...]:
    """A note for each selector of a list in the site's parameters that matches nothing: the page was redesigned."""
    return tuple(
        Note("redesigned", f"the selector {name}={site.param(name)} matches nothing on {page.url}")
        for name in ("items", "title", "date")
        if site.param(name) and not select(page.tree, site.param(name) or "")
    )


def _listed(anchors: Sequence[Anchor], weights: dict[Any, int], chrome: set[Any]) -> list[Anchor]:
    """Of all links those that are lines of the list."""
    groups: dict[Any, list[Anchor]] = defaultdict(list)
    for anchor in anchors:
        if anchor.element not in chrome:
            groups[anchor.row.getparent()].append(anchor)
    members = _lines_alike(groups, weights)
    if not members:
        return []
    region = _common_ancestor([anchor.row for anchor in members])
    inside = set(region.iter()) if region is not None else set()
    chosen = {anchor.element for anchor in members}
    lines = {anchor.row for anchor in members if weights[anchor.element]}
    return [
        anchor
        for anchor in anchors
        if (anchor.element in chosen and (weights[anchor.element] or not _is_aside(anchor, lines)))
        or (weights[anchor.element] and anchor.element in inside and anchor.element not in chrome)
        or (weights[anchor.element] and names_report(anchor.title))
    ]


def _is_aside(anchor: Anchor, lines: set[Any]) -> bool:
    """Whether a link unlike an article is not the one of its line: a category before the title, a 更多 at the end."""
    return anchor.row in lines or is_no_title(anchor.title)


def _lines_alike(groups: dict[Any, list[Anchor]], weights: dict[Any, int]) -> list[Anchor]:
    """The links of the holder most like a list, and of the holders built alike (a list is often cut into several)."""

    def score(holder: Any) -> int:
        return sum(weights[anchor.element] for anchor in groups[holder])

    best = max(groups, key=score, default=None)
    if best is None or score(best) < _LIKE_AN_ARTICLE:
        return []
    dated = any(anchor.published for anchor in groups[best])
    alike = [
        group
        for holder, group in groups.items()
        if holder is best
        or (
            _kind_of(holder, group) == _kind_of(best, groups[best])
            and sum(weights[anchor.element] > 0 for anchor in group) * 2 >= len(group)
            and any(anchor.published for anchor in group) == dated
        )
    ]
    return [anchor for group in alike for anchor in group]


def _kind_of(holder: Any, group: Sequence[Anchor]) -> tuple[Any, ...]:
    if holder is None:
        return ()
    row = group[0].row
    return holder.tag, holder.get("class"), row.tag, row.get("class")


def _weight(anchor: Anchor) -> int:
    """How much a link is like a line of a list of articles; 0 where it is not."""
    article, title = is_article_address(anchor.url), anchor.title
    with_year = len(title) >= 6 and bool(_YEAR.search(title))
    weight = 3 * bool(anchor.published) + 2 * article + (2 if with_year else 1 if len(title) >= 8 else 0)
    is_line = article or with_year or (anchor.published and len(title) >= 6) or _REPORT.search(title)
    return weight if is_line and weight >= _LIKE_AN_ARTICLE else 0


def names_report(title: str) -> bool:
    """Whether a title names a report on disclosure and a year.

    >>> names_report("青山市财政局2024年政府信息公开工作年度报告"), names_report("政府信息公开年报")
    (True, False)
    """
    return bool(_REPORT.search(title) and _YEAR.search(title))


def _in_chrome(root: Any, weights: dict[Any, int]) -> set[Any]:
    """Links in navigation, header, footer and the like; an element that holds lines of a list is none of these."""
    elements = list(root.iter())
    heaviest: dict[Any, int] = {}
    for element in reversed(elements):
        weight = max(heaviest.get(element, 0), weights.get(element, 0))
        parent = element.getparent()
        if parent is not None and weight > heaviest.get(parent, 0):
            heaviest[parent] = weight
    chrome: set[Any] = set()
    for element in elements:
        if not isinstance(element.tag, str):
            continue
        if element.getparent() in chrome or (_is_chrome(element) and heaviest.get(element, 0) < _SURELY_A_LINE):
            chrome.add(element)
    return chrome


def _is_chrome(element: Any) -> bool:
    if element.tag in _CHROME_TAGS or element.get("role") == "navigation":
        return True
    return element.tag not in {"body", "html"} and bool(_CHROME.search(class_words(element)))


def _common_ancestor(elements: Sequence[Any]) -> Any:
    first, *others = elements
    chain = [first, *first.iterancestors()]
    places = {element: place for place, element in enumerate(chain)}
    height = 1 if len(chain) > 1 else 0
    for other in {element.getparent() for element in others}:
        node = other
        while node is not None and node not in places:
            node = node.getparent()
        if node is None:
            return None
        height = max(height, places[node])
    return chain[height]


def _anchor_to_item(anchor: Anchor) -> Item:
    title = anchor.title
    if is_no_title(title):
        words = [clean(piece) for piece in texts_of(anchor.row)]
        title = max((word for word in words if not is_date(word) and not is_no_title(word)), key=len, default=title)
    return Item(anchor.url, title, anchor.published)


def _selected_items(site: Site, root: Any, base: str) -> Iterator[Item]:
    for row in select(root, site.param("items") or ""):
        links = [row] if row.tag == "a" else list(row.iter("a"))
        named = select(row, site.param("title") or "") if site.param("title") else []
        chosen = [element for element in named if element.tag == "a"] or links
        link = next((element for element in chosen if address_of_link(element, base)), None)
        if link is None:
            continue
        title = title_of_link(link) if not named or named[0].tag == "a" else text_of(named[0])
        dates = select(row, site.param("date") or "") if site.param("date") else []
        date = text_to_date(text_of(dates[0])) if dates else row_to_date(row)
        yield Item(address_of_link(link, base) or "", title, date)
