"""Is an answer what was asked for, or a challenge, an error page, a stub, the home page in its place?

Looks at what a page is made of and at the few words it has; nothing is solved or evaded (facts/portals.md §5).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, cached_property, lru_cache
from importlib import resources
from typing import Any, Final
from urllib.parse import urlsplit

from lxml.etree import XPath

from extract.collect.adapter import Role
from extract.collect.address import canonical_address
from extract.collect.exchange import Outcome
from extract.collect.page import Page
from extract.media import EMPTY, HTML, TEXT

SHORT_TEXT: Final = 400
"""Up to so many characters a page is nothing but its message; longer ones hold the same words in passing."""

NO_TEXT: Final = 30
"""Fewer characters than these are no content."""

STUB_BYTES: Final = 512
"""Largest body of a page that only leads elsewhere."""

BLIP_BYTES: Final = 300
"""Below this a page without a link, a script and a text comes from a machine in front of the site."""

ALIKE: Final = 0.02
"""Largest share of links that one of two pages has and the other lacks, for both to be one page."""

_LEAST_LINKS: Final = 5
_MOST_SCRIPT: Final = 20_000
_BY_STATUS: Final[Mapping[int, tuple[Outcome, str]]] = {
    401: ("refused", "401: a password is asked for"),
    403: ("refused", "403: refused"),
    404: ("not_found", "404: there is no such page"),
    410: ("not_found", "410: the page was removed"),
    412: ("challenged", "412: a browser is to prove itself"),
    429: ("too_many_requests", "429: too many requests"),
    521: ("challenged", "521: a browser is to prove itself"),
}
_UNSEEN: Final = frozenset(("script", "style", "noscript", "template", "title", "head"))
_CONTENT: Final = ("table", "img", "iframe", "frame", "embed", "object", "form", "video")
_REFRESH: Final = re.compile(r"url\s*=\s*['\"]?([^'\"]*)", re.IGNORECASE)
_LEADS: Final = re.compile(r"location(?:\.href|\.replace\(|\.assign\()?\s*=?\s*['\"]([^'\"]+)['\"]")
_ROOT: Final = re.compile(r"/?(?:index|default|home)?(?:\.\w+)?")
_content: Final = XPath("string()", smart_strings=False)
_WORD_PAGE: Final = re.compile(r"urn:schemas-microsoft-com:office|Generator content=\"?Microsoft Word", re.IGNORECASE)
_HTML_NAME: Final = re.compile(r"\.(?:s?html?|mht)$", re.IGNORECASE)


class _Look:
    """What there is to see on a page; each part is looked for when it is first asked for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.tree = page.tree

    @cached_property
    def title(self) -> str:
        """The words of ``<title>``; empty without one."""
        return _cut(next((_content(element) for element in self.tree.iter("title")), ""))

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The words of ``h1`` and ``h2``."""
        return tuple(_cut(_content(element)) for element in self.tree.iter("h1", "h2"))

    @cached_property
    def text(self) -> str:
        """The text that a reader sees, without white space, as far as it matters how long it is."""
        return _visible(self.tree, SHORT_TEXT + 1)

    @cached_property
    def scripts(self) -> str:
        """Scripts, their addresses, and what is said to browsers without them."""
        elements = self.tree.iter("script", "noscript")
        return " ".join(f"{element.get('src') or ''} {_content(element)}" for element in elements).strip()

    @cached_property
    def has_links(self) -> bool:
        """Whether a link leads anywhere."""
        return any(self.page.absolute(element.get("href")) for element in self.tree.iter("a", "area"))

    @cached_property
    def has_content(self) -> bool:
        """Whether there is something else than text: tables, pictures, frames, forms."""
        return next(self.tree.iter(*_CONTENT), None) is not None

    @cached_property
    def target(self) -> str | None:
        """Where a page leads that does nothing but lead on, by its tags or one line of script; None for other pages."""
        if len(self.page.body) > STUB_BYTES or len(self.text) >= NO_TEXT:
            return None
        href = next(_refreshes(self.tree), None)
        if href is None and not re.search(_data()["scripts"]["acts"], self.scripts):
            leads = _LEADS.search(self.scripts)
            href = leads.group(1) if leads else None
        return None if href is None else self.page.absolute(href) or self.page.url


def page_to_outcome(page: Page, *, role: Role, home: Page | None = None) -> tuple[Outcome, str] | None:
    """What is wrong with an answer, and what was seen; None where nothing is suspicious.

    Args:
        page: the answer.
        role: what was asked for. robots.txt is judged by its status alone.
        home: the site's home or start page, to tell whether it stands in the place of every page; None where it is
            not known. In the place of lists only the page at the root of the host is looked for.

    Shells that load their lists by script, short pages that lead on, JSON and XML are not suspicious.

    >>> page_to_outcome(Page("https://a.gov.cn/x/t1.htm", b"<script>var $_ts={};</script>", 412), role="detail")
    ('challenged', '412: a browser is to prove itself (Rivers)')
    >>> page_to_outcome(
    ...     Page("https://a.gov.cn/x/t1.htm", b'<meta http-equiv="refresh" content="0;URL=../">'), role="detail"
    ... )
    ('gone', 'a stub that leads to https://a.gov.cn/')
    """
    by_status = _status_to_outcome(page, role)
    if by_status or role == "robots" or not 200 <= page.status < 300:
        return by_status
    if page.media_type == EMPTY:
        return "cut_short", "an answer without a body"
    if page.media_type not in {HTML, TEXT}:
        return None
    look = _Look(page)
    if look.target is not None:
        return _stub(page, look.target, role)
    found = _challenge(page, look) or _words(look) or _blip(page, look, role)
    if found:
        return found
    if home is not None and role != "start" and _is_home(page, look, home, role):
        return "wrong_page", f"the home page {home.url} in the place of what was asked for"
    if role == "file" and _is_no_file(page):
        return "bad_type", "a page where a file was expected"
    return None


def _status_to_outcome(page: Page, role: Role) -> tuple[Outcome, str] | None:
    status = page.status
    told = _BY_STATUS.get(status)
    if told is None and 500 <= status < 600:
        told = "server_error", f"{status}: the server fails"
    if told is None and 400 <= status < 500:
        told = "refused", f"{status}: refused"
    if told is None or role == "robots" or told[0] not in {"challenged", "refused", "server_error"}:
        return told
    mark = _mark(page.text, _cookies(page))
    if mark:
        return "challenged", f"{status}: a browser is to prove itself ({mark})"
    if told[0] != "challenged" and page.media_type in {HTML, TEXT}:
        look = _Look(page)
        check = _check(look)
        # Error 400 with a script is how some fronts ask again; a plain 403 is what it says.
        if check or (not look.text and re.search(_data()["scripts"]["acts"], look.scripts)):
            return "challenged", f"{status}: {check or 'a script without a text'}"
    return told


def _challenge(page: Page, look: _Look) -> tuple[Outcome, str] | None:
    """A page that wants a browser or a person."""
    if len(look.text) < NO_TEXT and not look.has_content:
        mark = _mark(look.scripts, _cookies(page))
        if mark and look.scripts:
            return "challenged", f"a page without text whose script is that of {mark}"
        loads = re.search(_data()["scripts"]["loads"], page.text)
        acts = re.search(_data()["scripts"]["acts"], look.scripts)
        if acts and not loads and not look.has_links:
            return "challenged", f"{len(page.body)} bytes without text whose script uses '{acts.group()[:30].strip()}'"
    check = _check(look)
    return ("challenged", check) if check else None


def _check(look: _Look) -> str | None:
    """The words of a check or a bar, where the page says little else; None without."""
    words = _data()["words"]
    short = len(look.text) <= SHORT_TEXT
    texts = [look.title, *(look.headings if short else ()), *([look.text] if short else [])]
    # What a page says to browsers without scripts counts only where it says nothing else.
    if len(look.text) < NO_TEXT and not look.has_content and not look.has_links:
        texts.append(look.scripts[:_MOST_SCRIPT] if re.search("[一-鿿]", look.scripts) else "")
    for text in texts:
        found = re.search(words["check"], text) or (re.search(words["barred"], text) if short else None)
        if found:
            return f"the words '{found.group()[:40]}'"
    return None


def _words(look: _Look) -> tuple[Outcome, str] | None:
    """An error page that came as if it were what was asked for."""
    words = _data()["words"]
    for text in (look.title, *look.headings):
        found = re.search(words["missing_title"], text, re.IGNORECASE)
        if not found and len(text) <= NO_TEXT:
            found = re.search(words["missing"], text)
        if found:
            return "soft_404", f"the title or heading '{text[:60]}'"
    found = re.search(words["missing"], look.text) if len(look.text) <= SHORT_TEXT and not look.has_content else None
    return ("soft_404", f"the words '{found.group()[:40]}'") if found else None


def _stub(page: Page, target: str, role: Role) -> tuple[Outcome, str] | None:
    """The stub that stands where a document was removed: it leads to a directory above, or to the home page."""
    if role in {"start", "list"}:
        return None
    if canonical_address(target) == canonical_address(page.url):
        return "challenged", "a page that does nothing but ask again"
    directory = re.sub(r"(?:index|default)\.\w+$", "", urlsplit(target).path) or "/"
    if directory.endswith("/") and urlsplit(page.url).path.startswith(directory):
        return "gone", f"a stub that leads to {target}"
    return None


def _blip(page: Page, look: _Look, role: Role) -> tuple[Outcome, str] | None:
    if len(page.body) >= BLIP_BYTES or look.has_links or look.has_content or look.scripts or len(look.text) >= NO_TEXT:
        return None
    # Words of a site, such as 暂无数据, are its own answer, for its adapter to judge.
    if re.search("[一-鿿]{2}", look.title + look.text):
        return None
    # The text of a list may be anything its adapter knows; a page is never so short.
    if page.media_type != HTML and role in {"list", "part"}:
        return None
    return "challenged", f"{len(page.body)} bytes that hold nothing"


def _is_home(page: Page, look: _Look, home: Page, role: Role) -> bool:
    """Whether a page is the home page: the same bytes, or the same title and, but for a few, the same links."""
    # Where the start page is itself a list, the pages of the list may repeat it, which is another matter.
    if role == "list" and not _ROOT.fullmatch(urlsplit(home.url).path):
        return False
    if canonical_address(page.requested) == canonical_address(home.url):
        return False
    if canonical_address(page.url) == canonical_address(home.url) or page.body == home.body:
        return True
    if look.title != _Look(home).title:
        return False
    own, others = _page_to_links(page), _home_to_links(home)
    union = own | others
    if len(union) < _LEAST_LINKS:
        return False
    return max(len(own - others), len(others - own)) <= ALIKE * len(union)


def _page_to_links(page: Page) -> frozenset[str]:
    links = (page.absolute(element.get("href")) for element in page.tree.iter("a", "area"))
    return frozenset(link for link in links if link)


@lru_cache(maxsize=4)
def _home_to_links(home: Page) -> frozenset[str]:
    """The links of a home page, which is asked for again and again."""
    return _page_to_links(home)


def _is_no_file(page: Page) -> bool:
    """Whether a page came where a file was asked for; Word's own pages and files named as pages are files."""
    return (
        page.media_type == HTML
        and not _WORD_PAGE.search(page.text[:4000])
        and not _HTML_NAME.search(urlsplit(page.requested).path)
    )


def _mark(text: str, cookies: str) -> str | None:
    return next(
        (name for name, mark in _data()["marks"].items() if re.search(mark, text) or re.search(mark, cookies)), None
    )


def _cookies(page: Page) -> str:
    return page.headers.get("set-cookie", "")


def _refreshes(tree: Any) -> Iterator[str]:
    for element in tree.iter("meta"):
        if (element.get("http-equiv") or "").lower() == "refresh":
            found = _REFRESH.search(element.get("content") or "")
            if found:
                yield found.group(1).strip()


def _visible(tree: Any, enough: int) -> str:
    """The text outside scripts and the head, without white space; not much more of it than enough."""
    found: list[str] = []
    length = 0
    waiting = [(tree, False)]
    while waiting and length < enough:
        element, is_behind = waiting.pop()
        text = "".join((element.tail if is_behind else element.text or "").split())
        found.append(text)
        length += len(text)
        if not is_behind:
            for child in reversed(element):
                if child.tail:
                    waiting.append((child, True))
                if isinstance(child.tag, str) and child.tag not in _UNSEEN:
                    waiting.append((child, False))
    return "".join(found)


def _cut(text: str) -> str:
    return " ".join(text.split())[:200]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files("extract.collect").joinpath("challenge.toml").read_text(encoding="utf-8"))
