"""The search for the column from start pages of every kind, over the network of a replica."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from extract.collect.crawl.candidates import SiteColumns
from extract.collect.crawl.options import CrawlEvent, CrawlOptions, SiteSearched
from extract.collect.crawl.runner import crawl
from extract.collect.crawl.search import MAX_ASKS, linked_columns
from extract.collect.page import Page
from extract.collect.registry import Registry, Site
from extract.collect.store import Store
from tests.replica.model import Site as Served
from tests.replica.model import World
from tests.replica.process import Line, serve

NEWS: Final = "".join(
    f'<li><a href="/ywdt/{n}.html">我市召开第{n}次会议</a><span>2026-03-0{n}</span></li>' for n in range(1, 9)
)
REPORTS: Final = "".join(
    f'<li><a href="./t{year}.html">青山市{year - 1}年政府信息公开工作年度报告</a><span>{year}-01-20</span></li>'
    for year in range(2022, 2027)
)
GUIDE: Final = '<a href="/zwgk/zfxxgk/zfxxgkzn/">政府信息公开指南</a>'


def page(body: str, head: str = "") -> tuple[str, str]:
    text = f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"
    return "text/html", text


def home(*links: tuple[str, str], body: str = "") -> tuple[str, str]:
    entries = "".join(f'<li><a href="{path}">{words}</a></li>' for path, words in links)
    title = "<title>青山市水利局门户网站</title>"
    return page(f"<ul>{entries}</ul><div class='news'><ul>{NEWS}{body}</ul></div>", title)


def column(lines: str = REPORTS, name: str = "政府信息公开年报") -> tuple[str, str]:
    return page(f"<ul class='list'>{lines}</ul>", f"<title>{name}_青山市水利局</title>")


HOSTS: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "three-clicks": {
        "/": home(("/zwgk/", "政务公开"), ("/bs/", "办事服务")),
        "/zwgk/": page('<a href="/zwgk/pt/">政府信息公开</a><a href="/zwgk/gzyd/">政务公开工作要点</a>'),
        "/zwgk/pt/": page('<a href="/zwgk/pt/c7/">政府信息<br>公开年报</a>'),
        "/zwgk/pt/c7/": column(),
    },
    "look-alikes": {
        "/": home(("/a/wzbb/", "政府网站工作年度报表"), ("/a/fz/", "法治政府建设年度报告"), ("/a/tj/", "政府信息公开统计")),
        "/a/wzbb/": column(REPORTS, "政府网站工作年度报表"),
    },
    "guessed": {
        "/": home(("/zwgk/zfxxgk/", "政府信息公开")),
        "/zwgk/zfxxgk/": page(GUIDE),
        "/zwgk/zfxxgk/zfxxgkndbg/": column(),
    },
    "nothing-to-guess": {"/": home(("/zwgk/zfxxgk/zfxxgkzn/", "政府信息公开指南")), "/zwgk/zfxxgk/zfxxgkzn/": page("<p>指南</p>")},
    "elsewhere": {"/": home(("http://www.luhe.com/zfxxgk/", "政府信息公开"))},
    "dead-link": {"/": home(("/zwgk/zfxxgknb/", "政府信息公开年报"))},
    "news-of-a-report": {
        "/": home(("/nb/zfxxgknb/", "政府信息公开年报"), body='<li><a href="/ywdt/9.html">青山市水利局2025年政府信息公开工作年度报告</a></li>'),
        "/nb/zfxxgknb/": column(),
    },
    "empty-column": {"/": page("<p>您现在的位置：首页</p><div class='list'></div><a href='/bs/'>办事服务</a>" * 9, "<meta name='ColumnType' content='政府信息公开年报'>")},
    "second-is-right": {
        "/": home(("/nb/zfxxgknb/", "政府信息公开年报"), ("/c12/", "信息公开工作年度报告")),
        "/nb/zfxxgknb/": column("", "政府信息公开年报"),
        "/c12/": column(),
    },
    "many": {
        "/": home(*((f"/zfxxgknb{n}/", "政府信息公开年报") for n in range(12)), ("/zwgk/", "政务公开")),
        **{f"/zfxxgknb{n}/": column(NEWS) for n in range(12)},
    },
    "all-steps-empty": {
        "/": home(*((f"/zwgk/{n}/", "政府信息公开") for n in range(9)), ("/zwgk/zfxxgkzn/", "政府信息公开指南")),
        **{f"/zwgk/{n}/": page(NEWS) for n in range(9)},
        "/zwgk/zfxxgkzn/": page(NEWS),
    },
}  # fmt: skip


class Searched(NamedTuple):
    """What was found at each host, and what it was asked."""

    found: dict[str, SiteColumns]
    lines: list[Line]

    def asked(self, name: str) -> list[str]:
        return [line.path for line in self.lines if line.host == host_of(name) and line.path != "/robots.txt"]


class Shown:
    """Keeps what was found."""

    def __init__(self) -> None:
        self.found: dict[str, SiteColumns] = {}

    def show(self, event: CrawlEvent) -> None:
        if isinstance(event, SiteSearched):
            self.found[event.found.site_id] = event.found


def host_of(name: str) -> str:
    return f"www.{name}.gov.cn"


def world() -> World:
    return World(
        tuple(Served(host_of(name), "plain_files", "", options={"files": files}) for name, files in HOSTS.items())
    )


def registry(*names: str) -> Registry:
    return Registry(tuple(Site("青山市水利局", f"http://{host_of(name)}/", site_id=name) for name in names), ())


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Searched:
    folder, shown = tmp_path_factory.mktemp("search"), Shown()
    with serve(world(), folder / "replica") as replica:
        pins = (("*.gov.cn", f"127.0.0.1:{replica.port}"),)
        options = CrawlOptions("test@example.org", delay=0.0, search_only=True, resolve=pins)
        crawl(registry(*HOSTS), folder / "store", options, shown)
        return Searched(shown.found, replica.log())


def test_a_site_is_asked_little(searched: Searched) -> None:
    """No site is asked more than eight things, none of them twice, whatever its pages link to."""
    for name in HOSTS:
        asked = searched.asked(name)
        assert len(asked) <= MAX_ASKS
        assert max(Counter(asked).values()) == 1


def test_three_clicks(searched: Searched) -> None:
    """The column is found behind two pages of the platform, with the page that names it among the evidence."""
    found = searched.found["three-clicks"]
    assert (found.outcome, found.agency) == ("ok", "青山市水利局")
    (best,) = found.candidates
    assert (best.url, best.text) == (f"http://{host_of('three-clicks')}/zwgk/pt/c7/", "政府信息公开年报")
    assert (best.reports, best.years, best.is_confirmed) == (5, (2021, 2022, 2023, 2024, 2025), True)
    assert f"It was found on http://{host_of('three-clicks')}/zwgk/pt/." in best.evidence
    assert searched.asked("three-clicks") == ["/", "/zwgk/", "/zwgk/pt/", "/zwgk/pt/c7/"]


def test_look_alikes(searched: Searched) -> None:
    """Columns of reports on web sites and on the rule of law are neither candidates nor asked for."""
    found = searched.found["look-alikes"]
    assert (found.candidates, found.outcome) == ((), "no_column")
    assert "No link names a column" in found.reason
    assert "/a/wzbb/" not in searched.asked("look-alikes")


def test_guesses(searched: Searched) -> None:
    """Where no link names it, known names beside a sibling are tried, until one is confirmed; never more than three."""
    found = searched.found["guessed"]
    (best,) = found.candidates
    assert (best.url, best.is_confirmed) == (f"http://{host_of('guessed')}/zwgk/zfxxgk/zfxxgkndbg/", True)
    assert "No link leads there" in best.evidence[0]
    nothing = searched.found["nothing-to-guess"]
    assert (nothing.candidates, nothing.outcome) == ((), "no_column")
    assert "zfxxgknb/ could not be read: not_found" in nothing.reason
    assert len(searched.asked("nothing-to-guess")) == 5


def test_platform_on_another_site(searched: Searched) -> None:
    """A platform on a host that is not registered is named as the reason, and not asked."""
    assert "www.luhe.com" in searched.found["elsewhere"].reason


def test_dead_link(searched: Searched) -> None:
    """A candidate whose page is not there stays one, and says so."""
    (candidate,) = searched.found["dead-link"].candidates
    assert (candidate.is_confirmed, candidate.family) == (False, "")
    assert "could not be read: not_found" in candidate.evidence[-1]
    assert searched.found["dead-link"].outcome == "column_to_confirm"


def test_news_of_a_report(searched: Searched) -> None:
    """A home page that shows a report among its news is not the column."""
    assert searched.found["news-of-a-report"].candidates[0].url.endswith("/nb/zfxxgknb/")


def test_empty_column(searched: Searched) -> None:
    """A start page that calls itself the column and shows no line is its only candidate, unconfirmed."""
    (candidate,) = searched.found["empty-column"].candidates
    assert (candidate.url, candidate.is_confirmed) == (f"http://{host_of('empty-column')}/", False)
    assert candidate.evidence[-1] == "Its page shows no line."


def test_confirmed_before_likely(searched: Searched) -> None:
    """A candidate that its titles confirm comes before one that only its link speaks for."""
    best, other = searched.found["second-is-right"].candidates
    assert (best.url.endswith("/c12/"), best.is_confirmed, other.is_confirmed) == (True, True, False)
    assert best.score < other.score


def test_many_candidates(searched: Searched) -> None:
    """Of many candidates eight are named and three looked at; a wrong one is not confirmed."""
    found = searched.found["many"]
    assert (len(found.candidates), len(searched.asked("many"))) == (8, 4)
    assert not any(candidate.is_confirmed for candidate in found.candidates)
    assert sum("Its page was not looked at." in candidate.evidence for candidate in found.candidates) == 5


def test_steps_end(searched: Searched) -> None:
    """Three pages of the platform are looked at, and three addresses tried, not more."""
    assert len(searched.asked("all-steps-empty")) == 1 + 3 + 3


def test_nothing_else_is_kept_in_mind(tmp_path: Path) -> None:
    """A run that may follow columns takes the same steps to them, and follows none that is not certain."""
    names = ("three-clicks", "all-steps-empty", "news-of-a-report")
    with serve(world(), tmp_path / "replica") as replica:
        pins = (("*.gov.cn", f"127.0.0.1:{replica.port}"),)
        options = CrawlOptions("test@example.org", delay=0.0, accept_columns=True, resolve=pins)
        result = crawl(registry(*names), tmp_path / "store", options, Shown())
        asked = [line.path for line in replica.log() if line.host == host_of("all-steps-empty")]
    assert result.sites["all-steps-empty"] == "column_to_confirm"
    assert len(asked) == 1 + 1 + 3
    with Store(tmp_path / "store", read_only=True) as store:
        listed = store.query("SELECT site_id, count(DISTINCT year) FROM listed WHERE kind = 'report' GROUP BY site_id")
    assert dict(map(tuple, listed)) == {"three-clicks": 5, "news-of-a-report": 5}


def test_linked_columns() -> None:
    """A page that links to nothing but itself names no column; an empty one of its own words takes no step on."""
    head = "<meta name='ColumnType' content='政府信息公开年报'>"
    body = "<a href='/nb/index.html'>政府信息公开年报</a><a href='/zwgk/'>政府信息公开</a>"
    own = Page("http://a.gov.cn/nb/", f"<html><head>{head}</head><body>{body}</body></html>".encode())
    assert linked_columns(own) == ()
    other = Page("http://a.gov.cn/x/", body.encode())
    assert [column.url for column in linked_columns(other)] == ["http://a.gov.cn/nb/index.html"]
