"""What an article says of itself: title, day of publication, content region, attachments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, islice
from typing import Any, Final

import lxml.html

from extract.collect.adapter import Detail, Link, Note
from extract.collect.page import Page, text_to_tree
from extract.collect.pages.attachments import (
    element_to_links,
    is_attachment_block,
    is_other_downloads,
    naming_elements,
    script_to_links,
)
from extract.collect.pages.dates import text_to_date
from extract.collect.pages.javascript import page_to_script
from extract.collect.pages.markup import Outline, class_words, clean, first_words, select, text_of
from extract.collect.pages.region import CONTAINERS, tree_to_region
from extract.collect.registry import Site
from extract.media import EMPTY, HTML, JSON, MHTML, TEXT, XML

_DAY: Final = r"[\[【(（]?\s*((?:19|20)\d\d\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2})"
_SAID: Final = (
    re.compile(rf"(?:发\s*布|公\s*开|上\s*网)\s*(?:日\s*期|时\s*间)\s*[:：]?\s*{_DAY}"),
    re.compile(rf"(?:时\s*间|日\s*期|发布于)\s*[:：]?\s*{_DAY}"),
)
_PUBLISHED_METAS: Final = ("pubdate", "publishdate", "publishtime", "publicationdate", "article:published_time")
_TITLE_CUT: Final = re.compile(r"\s*[_|]\s*|\s+[-–—]+\s+|(?<=[\u4e00-\u9fff）)])-(?=[\u4e00-\u9fff])")
_REPORT: Final = re.compile(r"年\s*度?\s*报|工作报告|信息公开.*情况")
_CHROME: Final = re.compile(
    r"(?:^|[_\s-])(?:nav\w*|menu\w*|header?|foot(?:er)?|sidebar|aside|breadcrumb\w*|crumbs?|copyright|links?|friend\w*|"
    r"share\w*|related|xgdown\w*)(?:[_\s-]|\Z)",
    re.IGNORECASE,
)
_DEEP: Final = 60
_CHROME_TAGS: Final = frozenset(("nav", "header", "footer", "aside"))


def page_to_detail(page: Page, site: Site, *, containers: Sequence[str] = ()) -> Detail:
    """What an article in HTML says of itself.

    Args:
        page: the article.
        site: its parameter ``content`` (a CSS selector) names the content region before all others.
        containers: further selectors of the family, tried before the usual ones.

    Returns:
        ``is_article`` is False where neither a title given as an article's, nor a content region, nor an attachment is
        there (the home page that some sites answer with for every address), and for an answer that is no page. A file
        where a page was expected is a document by itself: nothing is said about it.
    """
    if page.media_type not in {HTML, MHTML, XML, TEXT}:
        return Detail(is_article=page.media_type not in {EMPTY, JSON})
    root, base = page.tree, page.base if page.body else page.url
    chosen = site.param("content")
    notes: tuple[Note, ...] = ()
    if chosen and not select(root, chosen):
        notes = (Note("redesigned", f"the selector content={chosen} matches nothing on {page.url}"),)
    outline = Outline(root)
    region = tree_to_region(root, ((chosen,) if chosen else (), containers, CONTAINERS), outline)
    title, is_named = tree_to_title(root, page.metas, outline)
    links = _attachments(root, region, base, page_to_script(page))
    is_article = is_named or region is not None or any(link.kind != "picture" for link in links)
    return Detail(
        title=title,
        published=tree_to_published(root, page.metas, outline.text),
        attachments=links,
        region=None if region is None else lxml.html.tostring(region, encoding="unicode", with_tail=False),
        is_article=is_article,
        notes=notes,
    )


def markup_to_detail(markup: str, base_url: str, *, title: str | None = None, published: str | None = None) -> Detail:
    """What the HTML of an article inside another answer (JSON, a script) says; all of it is the content region."""
    root, _ = text_to_tree(markup)
    links = _unique(_links_of(naming_elements(root), base_url))
    return Detail(title=title, published=published, attachments=links, body=markup, region=markup or None)


def tree_to_title(root: Any, metas: Mapping[str, str], outline: Outline) -> tuple[str | None, bool]:
    """The title of an article, and whether the page names it as one by a tag of its own."""
    named = clean(metas.get("articletitle"))
    if named:
        return named, True
    named = next((text for text in map(text_of, root.iter("ucaptitle")) if text), "")
    if named:
        return named, True
    whole = next((text_of(element) for element in root.iter("title")), "")
    marked = [element for tag in ("h1", "h2", "h3") for element in root.iter(tag)]
    marked += [element for element in outline.extents if _is_title_class(element)]
    headings = [text_of(element) for element in marked if _is_short(element, outline)]
    squeezed = whole.replace(" ", "")
    within = [text for text in headings if text.replace(" ", "") in squeezed]
    reports = [text for text in headings if _REPORT.search(text)]
    pieces = [piece for piece in _TITLE_CUT.split(whole) if len(piece) >= 4]
    told = next((piece for piece in pieces if _REPORT.search(piece) and re.search(r"\d{4}", piece)), "")
    best = max(within, key=len, default="") or told or next(iter(reports), "") or (pieces or [whole])[0]
    return best or None, False


def tree_to_published(root: Any, metas: Mapping[str, str], text: str) -> str | None:
    """The day of publication by the tags or words of a page, as YYYY-MM-DD; None where it has none."""
    tagged = (metas[name] for name in _PUBLISHED_METAS if name in metas)
    marked = map(text_of, root.iter("publishtime"))
    said = (match.group(1) for pattern in _SAID if (match := pattern.search(text)))
    return next((date for date in map(text_to_date, chain(tagged, marked, said)) if date), None)


def _attachments(root: Any, region: Any, base: str, script: str) -> tuple[Link, ...]:
    elements = naming_elements(root)
    inside = [element for element in elements if _is_within(element, region)] if region is not None else []
    outside = _links_outside(root, region, elements, set(inside), base)
    return _unique(_links_of(inside, base), outside, script_to_links(script, base))


def _is_within(element: Any, region: Any) -> bool:
    return element is region or any(ancestor is region for ancestor in element.iterancestors())


def _links_of(elements: Iterable[Any], base: str) -> Iterator[Link]:
    for element in elements:
        yield from element_to_links(element, base)


def _links_outside(root: Any, region: Any, elements: Sequence[Any], inside: set[Any], base: str) -> Iterator[Link]:
    """Files outside of the content region: what viewers show, what lies in lists of attachments or close beside it.

    Without a region every file that is not in the page's chrome, and pictures that are no links.
    """
    around = set(region.iterancestors()) if region is not None else {root}
    beside = region.getparent() if region is not None else root
    is_out = cache(lambda element: _is_chrome(element) or is_other_downloads(element))
    is_block = cache(is_attachment_block)
    for element in elements:
        if element in inside:
            continue
        links = list(element_to_links(element, base))
        if not links or (element.tag == "img" and (region is not None or _is_in_link(element))):
            continue
        path = _path(element, around)
        near = [e for e in (element, *path) if e not in around]
        if any(is_out(e) for e in near):
            continue
        if (
            region is None
            or links[0].kind == "viewer"
            or (path and path[-1] is beside)
            or any(is_block(e) for e in near[:5])
            or "附件" in first_words(element, 20)
        ):
            yield from links


def _path(element: Any, ends: set[Any]) -> list[Any]:
    """The ancestors of an element up to the first that holds the content region."""
    path = []
    for ancestor in islice(element.iterancestors(), _DEEP):
        path.append(ancestor)
        if ancestor in ends:
            break
    return path


def _is_title_class(element: Any) -> bool:
    words = class_words(element)
    return len(words) > 4 and bool(re.search(r"(?:^|[_\s-])(?:\w*title\w*|bt)(?:[_\s-]|\Z)", words, re.IGNORECASE))


def _is_short(element: Any, outline: Outline) -> bool:
    extent = outline.extents.get(element)
    return extent is not None and 6 <= extent.end - extent.start <= 200


def _is_in_link(element: Any) -> bool:
    return next(element.iterancestors("a"), None) is not None


def _is_chrome(element: Any) -> bool:
    return element.tag in _CHROME_TAGS or bool(_CHROME.search(class_words(element)))


def _unique(*groups: Iterator[Link]) -> tuple[Link, ...]:
    """Each address once; what a later place says fills what an earlier one left open."""
    found: dict[str, Link] = {}
    for group in groups:
        for link in group:
            known = found.get(link.url)
            if known is None:
                found[link.url] = link
            else:
                found[link.url] = known._replace(text=known.text or link.text, name=known.name or link.name)
    return tuple(found.values())
