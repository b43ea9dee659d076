"""From a home page or a platform of disclosure to the column of annual reports: candidates with what speaks for each.

Nothing is fetched and nothing is decided here: candidates are shown to a person, or followed where the user says so
(facts/portals.md §6).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from typing import Any, Final, NamedTuple
from urllib.parse import urljoin, urlsplit, urlunsplit

from extract.collect.adapter import Item
from extract.collect.address import canonical_address, host_of, site_domain
from extract.collect.classification import classify_title, column_to_kind, is_platform
from extract.collect.page import Page

GUESSES: Final = 3
"""So many addresses are guessed at most, so that no host is searched by trial."""

CERTAIN: Final = 0.6
"""From here on a candidate is a column by its own words; below it is a step on the way."""

_ARTICLE: Final = re.compile(
    r"/t\d{8}_\d+|/art_\w+\.html?$|/post_\d+\.html?$|/content_\d+\.|/[0-9a-f]{32}\.s?html?$|/\d{16,19}\.html?$"
    r"|/info/\d+/\d+\.htm|/doc_[0-9a-f]{24}|\.(?:pdf|docx?|wps|ofd|xlsx?|zip|rar)$",
    re.IGNORECASE,
)
_INDEX: Final = re.compile(r"/(?:[\w-]*(?:index|list)[\w-]*|nlist)\.(?:s?html?|jsp|jspx|aspx|php)$", re.IGNORECASE)
_TAGS: Final = {"columntype": "ColumnType", "columnname": "ColumnName"}
_DIGITS: Final = re.compile(r"[_-]?\d+$")
_WHITE: Final = re.compile(r"\s+")
_LONGEST_NAME: Final = 40


class Column(NamedTuple):
    """A candidate for the column of annual reports.

    Attributes:
        url: its address.
        text: the words of the link, white space cut; the page's own name of itself where it is the page.
        score: 0 to 1; from :data:`CERTAIN` on its name says that it is one.
        evidence: what speaks for it and against it, one sentence each.
        is_step: whether it is no column but the platform of disclosure, whose pages may link to one.
    """

    url: str
    text: str
    score: float
    evidence: tuple[str, ...]
    is_step: bool = False

    @property
    def is_certain(self) -> bool:
        """Whether it is a column by its own words."""
        return self.score >= CERTAIN


def page_to_columns(page: Page) -> tuple[Column, ...]:
    """Candidates for the column of annual reports on a page, the best first; of equals the first on the page.

    Columns of reports on web sites and on the rule of law are left out, reports themselves too. Where no link names
    a column, the links to the platform of disclosure are given, with scores below 0.3: steps on the way.

    >>> page = Page("https://www.example.gov.cn/", "<a href='/zwgk/zfxxgknb/'>政府信息<br>公开年报</a>".encode())
    >>> [(column.url, column.text, column.score >= CERTAIN) for column in page_to_columns(page)]
    [('https://www.example.gov.cn/zwgk/zfxxgknb/', '政府信息公开年报', True)]
    """
    links = list(_links(page))
    parents = {_parent(url) for url, _ in links if _name(url) in _paths()["siblings"]}
    best: dict[str, Column] = {}
    own = _own_column(page)
    found = [column for url, text in links if (column := _link_to_column(page, url, text, parents))]
    for column in ([own] if own else []) + found:
        key = column_key(column.url)
        if key not in best or column.score > best[key].score:
            best[key] = column
    columns = sorted(best.values(), key=lambda column: -column.score)
    if not any(column.is_certain for column in columns):
        columns += [column for url, text in links if (column := _link_to_platform(url, text, best))]
    return tuple({column_key(column.url): column for column in reversed(columns)}.values())[::-1]


def page_is_column(page: Page, items: Sequence[Item]) -> bool:
    """Whether a page is a column of annual reports: by its name together with a report in it, or by its lines alone.

    Args:
        page: the list page.
        items: its lines, as its adapter read them.
    """
    kinds = [classify_title(item.title, column=page_to_own_name(page)).kind for item in items]
    strong = kinds.count("report")
    plausible = strong + kinds.count("weak")
    named = _own_kind(page)
    if page_is_named(page) or (named is None and _name(page.url) in _paths()["yearly"]):
        return strong > 0 or (plausible > 0 and 2 * plausible >= len(items))
    return strong > 0 and 2 * strong >= len(items) and named is None


def page_to_own_name(page: Page) -> str | None:
    """The name by which a page calls itself a column, of reports or of other matters; None where it does not."""
    title = next((_WHITE.sub("", "".join(element.itertext())) for element in page.tree.iter("title")), "")
    names = [page.metas.get("columntype", ""), page.metas.get("columnname", ""), *re.split(r"[_|>-]", title)]
    return next((name for name in (name.strip(" ,，") for name in names) if name and column_to_kind(name)), None)


def page_is_named(page: Page) -> bool:
    """Whether a page calls itself a column of annual reports, by its standard tags or its title."""
    return _own_kind(page) == "report"


def is_root(url: str) -> bool:
    """Whether an address is that of a host's home page.

    >>> is_root("https://a.gov.cn/index.html"), is_root("https://a.gov.cn/nb/"), is_root("https://a.gov.cn/?id=1")
    (True, False, False)
    """
    parts = urlsplit(url)
    return not parts.query and _INDEX.sub("/", parts.path) in {"", "/"}


def path_guesses(page: Page) -> tuple[str, ...]:
    """At most three addresses that the column may have, beside a known column of the platform; empty without one.

    Nothing is guessed where the page links to a column by a known name, nor beside siblings whose names end in
    numbers: theirs are given out one by one.

    >>> page = Page("https://www.example.gov.cn/", "<a href='/zwgk/zfxxgk/zfxxgkzn/'>指南</a>".encode())
    >>> path_guesses(page)[0]
    'https://www.example.gov.cn/zwgk/zfxxgk/zfxxgknb/'
    """
    links = list(_links(page))
    known = {column_key(url) for url, _ in links}
    host = host_of(page.url)
    siblings = [url for url, _ in links if host_of(url) == host and _raw_name(url).lower() in _paths()["siblings"]]
    guesses: list[str] = []
    if any(_name(url) in _paths()["yearly"] for url, _ in links):
        return ()
    for sibling in siblings:
        name = _raw_name(sibling)
        groups = _paths()["guesses"]
        group = next((group for start, group in groups.items() if name.lower().startswith(start)), groups["other"])
        for guess in group:
            address = _parent(sibling) + (guess.upper() if name.isupper() else guess) + "/"
            if column_key(address) not in known and address not in guesses:
                guesses.append(address)
        if guesses:
            break
    return tuple(guesses[:GUESSES])


def _links(page: Page) -> Iterator[tuple[str, str]]:
    """Addresses and words of all links, frames too, in order."""
    for element in page.tree.iter("a", "area", "iframe", "frame"):
        url = page.absolute(element.get("href") or element.get("src"))
        if url:
            words = _WHITE.sub("", "".join(element.itertext()))
            yield url, words or _WHITE.sub("", element.get("title") or element.get("alt") or "")


def _link_to_column(page: Page, url: str, text: str, parents: set[str]) -> Column | None:
    kind = column_to_kind(text) if len(text) <= _LONGEST_NAME else None
    name = _name(url)
    known = name in _paths()["yearly"]
    if name in _paths()["other"] or kind not in {None, "report"} or not (kind or known):
        return None
    told = classify_title(text)
    path = urlsplit(url).path
    is_article = bool(_ARTICLE.search(path))
    # With a year it is a report, unless its address is that of a column; a file or a page of a list is none either.
    if (is_article and kind != "report") or (
        told.year is not None and (is_article or not (known or path.endswith("/") or _INDEX.search(path)))
    ):
        return None
    score = 0.0
    evidence = []
    if kind == "report":
        score += 0.65 if "公开" in text else 0.4
        evidence.append(f"The link says '{text}'.")
    if known:
        score += 0.3
        evidence.append(f"Its path ends in '{name}', as columns of annual reports do.")
    if _parent(url) in parents:
        score += 0.05
        evidence.append("It stands beside other columns of the platform of disclosure.")
    if told.year is not None:
        score -= 0.25
        evidence.append(f"It is of the year {told.year} alone.")
    if is_article:
        score -= 0.3
        evidence.append("Its address is that of an article.")
    if site_domain(host_of(url)) != site_domain(host_of(page.url)):
        score -= 0.3
        evidence.append(f"It leads to another site, {host_of(url)}.")
    return Column(url, text, round(min(max(score, 0.05), 1.0), 2), tuple(evidence))


def _link_to_platform(url: str, text: str, known: dict[str, Column]) -> Column | None:
    if not is_platform(text) or column_key(url) in known or _ARTICLE.search(urlsplit(url).path):
        return None
    score = 0.25 if "信息公开" in text else 0.15
    return Column(
        url, text, score, (f"'{text}' leads to the platform of disclosure, which has the column.",), is_step=True
    )


def _own_column(page: Page) -> Column | None:
    """The page itself, where its standard tags say that it is the column; articles repeat the tags of theirs."""
    if page.metas.get("articletitle"):
        return None
    for tag in _TAGS:
        words = page.metas.get(tag, "").strip(" ,，;；")
        if words and column_to_kind(words) == "report":
            return Column(page.url, words, 0.95, (f"Its page says {_TAGS[tag]}='{words}'.",))
    return None


def _own_kind(page: Page) -> str | None:
    name = page_to_own_name(page)
    return column_to_kind(name) if name else None


def _name(url: str) -> str:
    """The last name of the path, index pages aside, in lower case and without the number behind it."""
    return _DIGITS.sub("", _raw_name(url).lower())


def _raw_name(url: str) -> str:
    names = [name for name in _INDEX.sub("/", urlsplit(url).path).split("/") if name]
    return re.sub(r"\.\w{2,5}$", "", names[-1]) if names else ""


def column_key(url: str) -> str:
    """What the pages of one column share, without scheme: the directory of index pages, the address of others.

    >>> column_key("http://a.gov.cn/zfxxgknb/index_1.html") == column_key("https://a.gov.cn/zfxxgknb/")
    True
    """
    parts = urlsplit(canonical_address(url))
    return urlunsplit(("", parts.netloc, _INDEX.sub("/", parts.path), parts.query, ""))


def _parent(url: str) -> str:
    """The directory above a column."""
    parts = urlsplit(url)
    path = _INDEX.sub("/", parts.path)
    here = urlunsplit((parts.scheme, parts.netloc, path if path.endswith("/") else path + "/", "", ""))
    return urljoin(here, "../")


@cache
def _paths() -> dict[str, Any]:
    return tomllib.loads(resources.files("extract.collect").joinpath("columns.toml").read_text(encoding="utf-8"))
