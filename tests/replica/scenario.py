"""Ready worlds and their truth: which agencies publish what, and what a dataset of it must say."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from fixtures.canonical import Agency
from tests.replica.dispatch import family as family_module
from tests.replica.model import Article, Attachment, Site, World
from tests.replica.places import governments, named_agencies
from tests.replica.reports import YearlyReport
from tests.replica.small import SmallReport
from tests.replica.troubles import troubled_world

YEARS: Final = range(2021, 2026)
FAMILIES: Final = ("trs_static", "gd_nfcms", "hanweb_jpage")


class Truth(NamedTuple):
    """One cell that must be in the dataset: ``value`` as printed, without units."""

    agency: str
    year: int
    cell: str
    value: str


def agency_of(name: str, index: int) -> Agency:
    """An agency with a real name and invented figures, large or small by its number."""
    government = name.endswith("人民政府")
    if government:
        return Agency(name, "全县", 60 + index * 3, 900 + index * 11, False, 3, "www.example.com", "0999-5550000")
    return Agency(name, "我局", index % 7 * 4, index * 5, False, 1, "www.example.com", "0999-5550001")


def report_article(agency: Agency, year: int, number: int, look: str = "html", revised: int = 0) -> Article:
    """The article of a yearly report: the text on the page, or a page with a file or a picture."""
    report = YearlyReport(agency, year, "html", revised)
    printed = report.report()
    if look == "html":
        return Article(number, printed.title, printed.published, report, source=agency.name)
    name = f"{printed.title}.{look}"
    file = Attachment(name, YearlyReport(agency, year, look, revised), place="picture" if look == "png" else "link")  # type: ignore[arg-type]
    text = f'<p style="text-indent: 2em;">现公布{agency.name}{year}年政府信息公开工作年度报告，内容见附件。</p>'
    return Article(number, printed.title, printed.published, text, (file,), agency.name)


def other_articles(agency: str, year: int, number: int) -> tuple[Article, ...]:
    """Lines of a column that are no reports: a guide, a notice, a report on the web site (facts/portals.md §6)."""
    text = "<p>各有关单位：</p><p>现将有关事项通知如下，请认真贯彻落实。</p>"
    return (
        Article(number, f"{agency}政府信息公开指南", f"{year + 1}-01-05", text, source=agency),
        Article(
            number + 1,
            f"关于做好{year}年度政府信息公开工作年度报告编制工作的通知",
            f"{year + 1}-01-04",
            text,
            source=agency,
        ),
        Article(number + 2, f"{agency}{year}年政府网站工作年度报表", f"{year + 1}-01-26", text, source=agency),
    )


def agency_to_site(agency: Agency, index: int, family: str, years: range = YEARS, page_size: int = 6) -> Site:
    """The column of an agency in the manner of a family, several of them on one host: reports and other lines.

    The last but one year of every seventh agency is a DOCX, of every ninth a PDF.
    """
    base = 4_000_000 + index * 1000
    articles: list[Article] = []
    for offset, year in enumerate(years):
        look = "html"
        if year == years[-2]:
            look = "docx" if index % 7 == 3 else "pdf" if index % 9 == 5 else "html"
        articles.append(report_article(agency, year, base + offset * 10, look))
        articles += other_articles(agency.name, year, base + offset * 10 + 1)
    return Site(
        host=f"www.replica{index // 4:02d}.gov.cn",
        family=family,
        agency=agency.name,
        articles=tuple(articles),
        path=f"/{chr(97 + index % 26)}{index}/zwgk/zfxxgk/zfxxgknb/",
        page_size=page_size,
        home=0,
        options={"columnid": 77000 + index, "unitid": 303000 + index, "column_id": 150000 + index,
                 "channelid": 200210, "chnlid": 1800 + index, "cid": 360 + index, "organ": 6600141 + index},
    )  # fmt: skip


def end_to_end(agencies: int = 40, years: range = YEARS, families: tuple[str, ...] = FAMILIES) -> World:
    """Real agencies over some families: four to a host, all of one family there; every site healthy."""
    return World(
        tuple(
            agency_to_site(agency_of(name, index), index, families[index // 4 % len(families)], years)
            for index, name in enumerate(named_agencies(agencies))
        )
    )


def world_truth(agencies: int = 40, years: range = YEARS) -> list[Truth]:
    """Every cell of every report of ``end_to_end`` with the same arguments that prints a number."""
    return [
        Truth(name, year, row.cell, row.value)
        for index, name in enumerate(named_agencies(agencies))
        for year in years
        for row in YearlyReport(agency_of(name, index), year).truth()
        if row.status == "reported"
    ]


def fast(agencies: int = 2000, years: range = YEARS) -> World:
    """Many agencies, each on a host of its own, with small pages that cost the server next to nothing."""
    sites = []
    for index, name in enumerate(governments(agencies)):
        base = 1_000_000 + index * 10
        articles = tuple(
            Article(
                base + offset,
                f"{name}{year}年政府信息公开工作年度报告",
                f"{year + 1}-01-20",
                SmallReport(name, year),
                source=name,
            )
            for offset, year in enumerate(years)
        )
        sites.append(
            Site(
                host=f"www.r{index:05d}.gov.cn",
                family=FAMILIES[index % len(FAMILIES)],
                agency=name,
                articles=articles,
                page_size=4,
                home=0,
                options={"columnid": 70000 + index, "unitid": 300000 + index, "column_id": 100000 + index},
            )
        )
    return World(tuple(sites))


def write_registry(world: World, port: int, path: Path, *, family: str = "", **columns: str) -> Path:
    """The registry of a world's columns (of its first run), as CSV.

    Args:
        world: whose sites.
        port: of the replica; 0 for addresses without one, where the client goes to another port than it says.
        path: where it is written.
        family: what is said of each family: ``auto``; its name where empty, but for sites with an ``entry``, which is
            no page of the family's.
        **columns: further columns of the registry, the same for all rows.
    """
    names = ("agency", "start_url", "family", "params", *columns)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        for site in world.sites:
            if site.since or not hasattr(family_module(site.family), "start"):
                continue
            module = family_module(site.family)
            named = family or ("auto" if site.entry else site.family)
            params = (
                ";".join(f"{name}={value}" for name, value in module.params(site).items()) if named != "auto" else ""
            )
            start = f"http://{site.host}{f':{port}' if port else ''}{site.entry or module.start(site)}"
            writer.writerow((site.agency, start, named, params, *columns.values()))
    return path


def write_truth(truth: list[Truth], path: Path) -> Path:
    """The truth as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(Truth._fields)
        writer.writerows(truth)
    return path


SCENARIOS: Final[dict[str, Callable[[], World]]] = {"end_to_end": end_to_end, "fast": fast, "troubled": troubled_world}
