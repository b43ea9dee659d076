"""A site for each thing that goes wrong, and what a collector has to say of it: for tests of the whole collector.

Each site has reports of 2023 to 2025 unless its trouble says otherwise, on a host of its own, so that one run over the
world of all of them shows every outcome, and one site's trouble must not touch another's reports.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final, NamedTuple

from tests.replica.model import Article, Attachment, Fault, Site, World
from tests.replica.reports import Part, YearlyReport
from tests.replica.samples import BUREAU, sample_lines, sample_reports, sample_site

_REPORTS: Final = sample_reports(2023, 2025)
_PLAIN: Final = tuple(replace(article, attachments=()) for article in _REPORTS)
_LINES: Final = sample_lines(14)
_ARTICLES: Final = r"/t\d{8}_"
_FILES: Final = r"/P0\d+"


class Trouble(NamedTuple):
    """A troubled site.

    Attributes:
        name: of the trouble; part of the host's name.
        site: what is served.
        findings: codes of ``findings.toml`` of which each must be found for it in the last run.
        reports: pages, or renditions of pages, that hold or name a report and must be in the store after the last
            run, those that are gone included; None where that depends on limits.
        runs: how many runs it takes, in the replica's runs 0, 1 …
    """

    name: str
    site: Site
    findings: frozenset[str] = frozenset()
    reports: int | None = 3
    runs: int = 1

    @property
    def host(self) -> str:
        """Its host."""
        return self.site.host


def _trouble(
    name: str,
    *faults: Fault,
    findings: str = "",
    reports: int | None = 3,
    runs: int = 1,
    family: str = "trs_static",
    articles: tuple[Article, ...] = _PLAIN,
    **changes: Any,
) -> Trouble:
    host = f"www.{name.replace('_', '-')}.gov.cn"
    site = sample_site(family, host, articles, faults=faults, **changes)
    return Trouble(name, site, frozenset(findings.split()), reports, runs)


def _on_articles(kind: str, **options: Any) -> Fault:
    return Fault(kind, _ARTICLES, options=options)


def _page(number: int, title: str, body: Any, *attachments: Attachment, date: str = "2025-01-20") -> Article:
    return Article(number, title, date, body, attachments, BUREAU.name)


def _title(year: int) -> str:
    return f"{BUREAU.name}{year}年政府信息公开工作年度报告"


def _lists() -> list[Trouble]:
    many = _PLAIN + _LINES
    return [
        _trouble("healthy", articles=many, page_size=5),
        _trouble("ignored_number", findings="repeated_page", reports=None, articles=many, page_size=5, paging="ignore"),
        _trouble("ignored_number_jpaas", findings="repeated_page short_list", reports=None, family="hanweb_jpaas",
                 articles=many, page_size=5, paging="ignore"),
        _trouble("second_page_again", findings="repeated_page", reports=None, articles=many, page_size=5, paging="repeat"),
        _trouble("same_page_forever", findings="repeated_page", articles=many, page_size=5, paging="endless"),
        _trouble("new_lines_forever", findings="limit_reached", articles=many, page_size=5, paging="invented"),
        _trouble("last_page_missing", findings="not_found", reports=None, articles=many, page_size=5, paging="short"),
        _trouble("declares_more", findings="short_list", family="hanweb_jpage", options={"declared": 40}),
        _trouble("ten_of_twenty", Fault("status", "^/fjdzapp", options={"status": 404}), findings="short_list not_found", reports=None,
                 family="trs_fjdzapp", articles=sample_reports(2019, 2025) + _LINES),
        _trouble("calendar", _list_fault("calendar"), articles=many),
        _trouble("no_lines", findings="empty_list", reports=0, articles=()),
        _trouble("no_reports", findings="no_report", reports=0, articles=_LINES),
        _trouble("a_year_missing", findings="missing_year", reports=2, articles=(_PLAIN[0], _PLAIN[2])),
        _trouble("home_page", findings="column_to_confirm", reports=0, entry="/"),
    ]  # fmt: skip


def _list_fault(kind: str, **options: Any) -> Fault:
    return Fault(kind, r"/zfxxgknb/(?:index|\?|$)", options=options)


def _refusals() -> list[Trouble]:
    challenged = {"findings": "challenged", "reports": 0}
    return [
        _trouble("rivers", Fault("rivers"), **challenged),  # type: ignore[arg-type]
        _trouble("jsl", Fault("jsl"), **challenged),  # type: ignore[arg-type]
        _trouble("c3vk", Fault("c3vk"), **challenged),  # type: ignore[arg-type]
        _trouble("challenged_articles", _on_articles("rivers"), **challenged),  # type: ignore[arg-type]
        _trouble("cookie_wanted", Fault("cookie_redirect")),
        _trouble("refused", Fault("status", options={"status": 403}), findings="refused", reports=0),
        _trouble("robots_deny", findings="robots_denied", reports=0, robots="User-agent: *\nDisallow: /\n"),
        _trouble("robots_deny_other", robots="User-agent: Baiduspider\nDisallow: /\n\nUser-agent: *\nDisallow: /admin/\n"),
        _trouble("robots_503", Fault("status", "^/robots.txt", options={"status": 503}), findings="robots_unavailable",
                 reports=0),
        _trouble("busy_first", Fault("status", first=1, options={"status": 429, "retry_after": 1})),
        _trouble("busy_always", Fault("status", options={"status": 429, "retry_after": 1}), findings="too_many_requests",
                 reports=0),
        _trouble("down_first", Fault("status", first=1, options={"status": 503})),
        _trouble("down_always", Fault("status", options={"status": 502}), findings="server_error", reports=0),
        _trouble("index_for_all", _on_articles("index_for_all"), findings="wrong_page", reports=0),
        _trouble("soft_404", _on_articles("soft_404"), findings="soft_404", reports=0),
        _trouble("not_found", _on_articles("status", status=404), findings="not_found", reports=0),
        _trouble("gone_stub", _on_articles("gone_stub"), findings="gone", reports=0),
        _trouble("off_host", _on_articles("plain_redirect", to="http://www.elsewhere.com:{port}/x.html"), findings="off_host",
                 reports=0),
        _trouble("private", _on_articles("plain_redirect", to="http://192.168.1.1/x.html"), findings="private_address",
                 reports=0),
        _trouble("redirect_inside", Fault("plain_redirect", r"_wap\.html", options={"to": "/"})),
    ]  # fmt: skip


def _wires() -> list[Trouble]:
    return [
        _trouble("slow", _on_articles("slow", pace=0.01, piece=2048)),
        _trouble("silent", _on_articles("slow", wait=60), findings="timed_out", reports=0),
        _trouble("cut_first", Fault("cut", _ARTICLES, first=1)),
        _trouble("cut_always", _on_articles("cut"), findings="cut_short", reports=0),
        _trouble("torn_always", _on_articles("torn_chunks"), findings="cut_short", reports=0),
        _trouble("reset_first", Fault("reset", _ARTICLES, first=1)),
        _trouble("reset_always", _on_articles("reset"), findings="cut_short", reports=0),
        _trouble("chunked", Fault("chunked")),
        _trouble("gzipped", Fault("gzipped")),
        _trouble("gzip_bomb", _on_articles("gzip_bomb"), findings="too_big", reports=0),
        _trouble("gbk_as_gb2312", Fault("charset_lie", _ARTICLES)),
        _trouble("utf8_as_gb2312", Fault("charset_lie", options={"actual": "utf-8"})),
        _trouble("restless", Fault("expiring_token"), articles=_REPORTS, restless=True, validators="none"),
    ]


def _documents() -> list[Trouble]:
    latest = _PLAIN[:2]
    report = YearlyReport(BUREAU, 2025)
    body = "<p>现公布年度报告，内容见附件。</p>"

    def filed(name: str, attachment: Attachment, *faults: Fault, findings: str = "") -> Trouble:
        article = _page(4_999_001, _title(2025), body, attachment, date="2026-01-20")
        return _trouble(name, *faults, findings=findings, articles=(*latest, article))

    pdf = Attachment("年度报告.pdf", replace(report, look="pdf"))
    return [
        filed("docx_file", Attachment("年度报告.docx", replace(report, look="docx"))),
        filed("docx_as_doc", Attachment("年度报告.doc", replace(report, look="docx")), findings="lying_type"),
        filed("page_as_pdf", pdf, Fault("html_for_file", _FILES), findings="lying_type"),
        filed("huge_file", pdf, Fault("huge", _FILES), findings="too_big"),
        filed("endless_file", pdf, Fault("huge", _FILES, options={"endless": True}), findings="too_big"),
        filed("leaving_name", replace(pdf, url="/dl?id=1", disposition="../../../../tmp/x.pdf")),
        filed("relative_file", replace(pdf, url="../../fj/报告 2025.pdf")),
        filed("viewer", replace(pdf, place="viewer")),
        filed("script_array", replace(pdf, place="array")),
        filed("file_elsewhere", replace(pdf, url="http://fj.elsewhere.com/1.pdf"), findings="off_host"),
        filed("zipped", Attachment("年度报告.zip", replace(report, look="zip")), findings="archive_listed"),
        filed("picture", Attachment("1.png", replace(report, look="png"), place="picture"), findings="picture_only"),
        _trouble("no_table", findings="no_table", articles=(*latest, _page(4_999_002, _title(2025), "<p>略</p>", date="2026-01-20"))),
        _trouble("split", articles=(*latest, _page(
            4_999_003, _title(2025), tuple(Part(report, index, 3) for index in range(3)), date="2026-01-20"))),
        _trouble("other_year_inside", findings="year_conflict",
                 articles=(*latest, _page(4_999_004, _title(2025), YearlyReport(BUREAU, 2024), date="2026-01-20"))),
        _trouble("weak_title", findings="title_weak",
                 articles=(*latest, _page(4_999_005, "2025年度报告", report, date="2026-01-20"))),
        _trouble("cut_title", articles=tuple(
            replace(article, shown=f"{article.title[:12]}…") for article in _PLAIN)),
    ]  # fmt: skip


def _runs() -> list[Trouble]:
    last, before = _PLAIN[2], _PLAIN[:2]
    revised = replace(last, body=YearlyReport(BUREAU, 2025, revised=1), since=1)
    old = replace(last, until=1)
    frozen = {"validators": "none"}
    return [
        _trouble("revised", findings="changed", runs=2, articles=(*before, old, revised)),
        _trouble("revised_unseen", findings="changed", runs=2, articles=(*before, old, revised), **frozen),  # type: ignore[arg-type]
        _trouble("reposted", findings="reposted", runs=2,
                 articles=(*before, old, replace(last, number=4_999_100, date="2026-05-06", since=1)), gone="stub", reports=4),
        _trouble("vanished", findings="vanished", runs=2, articles=(*before, old)),
        _trouble("shrunk", findings="shrunk_list", runs=2,
                 articles=_PLAIN + tuple(replace(line, until=1) for line in _LINES)),
        _trouble("unchanged", runs=2, articles=_REPORTS),
        _trouble("restless_unchanged", runs=2, restless=True, validators="none"),
    ]  # fmt: skip


TROUBLES: Final[tuple[Trouble, ...]] = (*_lists(), *_refusals(), *_wires(), *_documents(), *_runs())
"""All of them but those of :func:`redesigns`, whose hosts have two sites."""


def redesigns() -> tuple[World, tuple[Trouble, ...]]:
    """Hosts that are other portals in run 1: one whose column has moved, one with other markup at the old address."""
    moved, rebuilt = "www.moved.gov.cn", "www.rebuilt.gov.cn"
    old = tuple(sample_site("trs_static", host, _PLAIN, until=1) for host in (moved, rebuilt))
    new = (
        sample_site("lonsun", moved, _PLAIN, since=1),
        sample_site("generic", rebuilt, _PLAIN, since=1, options={"manner": "definition", "shape": "snowflake"}),
    )
    troubles = (
        Trouble("moved", old[0], frozenset({"not_found", "redesigned"}), 3, 2),
        Trouble("rebuilt", old[1], frozenset({"redesigned"}), 6, 2),
    )
    return World(old + new), troubles


def troubled_world(troubles: tuple[Trouble, ...] = TROUBLES) -> World:
    """One world of troubled sites."""
    return World(tuple(trouble.site for trouble in troubles))
