"""Small sites for single tests: a column of reports and other lines in the manner of any family."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from fixtures.canonical import Agency
from tests.replica.model import Article, Attachment, Site
from tests.replica.reports import YearlyReport

FAMILIES: Final = (
    "boda",
    "gd_gkmlpt",
    "gd_nfcms",
    "generic",
    "hanweb_jpaas",
    "hanweb_jpage",
    "hanweb_xxgk",
    "lonsun",
    "trs_fjdzapp",
    "trs_static",
    "ucap",
)
BUREAU: Final = Agency("青山市财政局", "我局", 30, 120, False, 1, "www.qingshan.gov.cn", "0999-5550168")
"""A bureau of a city that no list of divisions has."""


def sample_reports(first: int = 2019, last: int = 2025, agency: Agency = BUREAU) -> tuple[Article, ...]:
    """A report for each year, its tables on the page, and its file as PDF beside the text."""
    articles = []
    for year in range(first, last + 1):
        report = YearlyReport(agency, year)
        file = Attachment(f"{report.report().title}.pdf", replace(report, look="pdf"), place="beside")
        printed = report.report()
        articles.append(Article(4_327_000 + year, printed.title, printed.published, report, (file,), agency.name))
    return tuple(articles)


def sample_lines(count: int, agency: str = BUREAU.name, first: int = 4_328_000) -> tuple[Article, ...]:
    """Lines that are no reports: guides, notices, reports on the web site, work summaries."""
    titles = (
        "{agency}政府信息公开指南",
        "关于做好{year}年度政府信息公开工作年度报告编制工作的通知",
        "{agency}{year}年政府网站工作年度报表",
        "{agency}{year}年工作总结",
    )
    text = "<p>各有关单位：</p><p>现将有关事项通知如下，请认真贯彻落实。</p>"
    return tuple(
        Article(
            first + index,
            titles[index % len(titles)].format(agency=agency, year=2018 + index // 4),
            f"{2019 + index // 4}-06-{1 + index % 28:02d}",
            text,
            source=agency,
        )
        for index in range(count)
    )


def sample_site(
    family: str,
    host: str = "www.qingshan.gov.cn",
    articles: tuple[Article, ...] | None = None,
    options: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Site:
    """A column of seven reports and sixteen other lines, ten to a page; anything of it can be changed."""
    lines = sample_reports() + sample_lines(16) if articles is None else articles
    settings: dict[str, Any] = {"page_size": 10, **changes}
    return Site(host, family, BUREAU.name, lines, options=options or {}, **settings)
