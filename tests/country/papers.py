"""The documents of the invented country: what each one prints, and what a reader has to make of it."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from tests.country.country import AGENCIES, CITY, RIVER, TOWN, YEARS, Agency, year_of
from tests.country.tables import Year, difference_of_years, print_disputes, print_proactive, print_requests
from tests.country.texts import TEXTS

_AREAS: Final = {"province": "全省", "prefecture": "全市", "county": "全县", "zone": "全区"}


class Paper(NamedTuple):
    """One document.

    Attributes:
        path: below the folder of all documents.
        agency: as printed; None where it names none.
        clues: what speaks for a year, with the year that it speaks for.
        forms: form of each table that it holds.
        cells: every cell as printed; a cell of its forms that is missing here is not printed.
        overview, text, opening: of the narrative.
        published: date; None where it has none.
        broken: whether no reader can read it.
        extras: rows that no form has: table, label, texts, and the row of the form before it.
        agency_id, year, scope: what it really is; None for what nobody can know.
        proven: number of each blank cell that arithmetic proves.
    """

    path: str
    agency: str | None
    clues: tuple[tuple[str, int], ...]
    forms: dict[str, str]
    cells: dict[str, str]
    overview: str = ""
    text: str = ""
    opening: str = ""
    published: str | None = None
    broken: bool = False
    extras: tuple[tuple[str, str, tuple[str, ...], str], ...] = ()
    agency_id: str | None = None
    year: int | None = None
    scope: str = "unknown"
    proven: dict[str, int] = {}  # noqa: RUF012  never changed

    @property
    def data(self) -> bytes:
        """Its bytes."""
        said: dict[str, Any] = {
            "kind": self.path.rpartition(".")[2],
            "agency": self.agency,
            "clues": self.clues,
            "forms": self.forms,
            "cells": self.cells,
            "overview": self.overview,
            "text": self.text,
            "opening": self.opening,
            "published": self.published,
            "broken": self.broken,
            "extras": self.extras,
        }
        return json.dumps(said, ensure_ascii=False, indent=0).encode()

    @property
    def sha256(self) -> str:
        """Of its bytes."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def day(self) -> datetime.date | None:
        """When it was published; None for a day that no calendar has."""
        try:
            return datetime.date.fromisoformat(self.published or "")
        except ValueError:
            return None

    @property
    def document_id(self) -> str:
        """What a dataset calls it."""
        return self.sha256[:16]

    @property
    def report_id(self) -> str | None:
        """The report it belongs to; None where it holds no table."""
        if self.broken or not self.forms:
            return None
        if self.agency_id is None or self.year is None:
            return f"unknown_{self.document_id}"
        return f"{self.agency_id}_{self.year}_{self.scope}"


def form_of(year: int) -> str:
    """The form in force."""
    return "2019" if year < 2021 else "2021"


def _overview(agency: Agency, year: int, received: int) -> str:
    scope = agency.scope_in(year)
    if scope == "unknown":
        return ""
    who = _AREAS[agency.level] if scope == "territory" else "本机关"
    before = "本报告统计范围为市本级。" if scope == "level" else ""
    return f"{before}{year}年，{who}共收到政府信息公开申请{received}件。"


def _day(agency: Agency, year: int) -> str:
    if agency.agency_id.endswith("-government"):
        return f"{year + 1}-03-{15 + agency.size % 15}"
    return f"{year + 1}-01-{12 + agency.size % 8}"


def _paper(agency: Agency, year: int, numbers: Year | None = None) -> Paper:
    numbers = numbers or year_of(agency.agency_id, year)
    form = form_of(year)
    return Paper(
        path=f"{year}/{agency.agency_id}.html",
        agency=agency.name(year).printed,
        clues=(("title", year), ("period", year), ("published", year)),
        forms={"proactive": form, "requests": form, "disputes": form},
        cells=print_proactive(numbers, form) | print_requests(numbers, form) | print_disputes(numbers),
        overview=_overview(agency, year, sum(numbers.new)),
        text=TEXTS.get((agency.agency_id, year), ""),
        published=_day(agency, year),
        agency_id=agency.agency_id,
        year=year,
        scope=agency.scope_in(year),
    )


@cache
def papers() -> tuple[Paper, ...]:
    """All documents, by path."""
    found = {(agency_id, year): _paper(agency, year) for agency_id, agency in AGENCIES.items() for year in agency.filed}
    for key, edit in _EDITS.items():
        found[key] = edit(found[key])
    every = [*found.values(), *_further(found)]
    return tuple(sorted(every, key=lambda paper: paper.path))


def write_papers(folder: Path, names: dict[str, str] | None = None, *, last_first: bool = False) -> Path:
    """Write all documents, and one of them twice; under other names where they are given; the folder."""
    written = [(paper.path, paper.data) for paper in papers()]
    written.append(("copy/again.html", next(paper for paper in papers() if paper.path == COPIED).data))
    for path, data in reversed(written) if last_first else written:
        target = folder / (names[path] if names else path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return folder


COPIED: Final = f"2021/{CITY}.html"


def _printing(paper: Paper, **cells: str) -> Paper:
    """The document with other words in some cells; two underscores stand for a point."""
    return paper._replace(cells=paper.cells | {cell.replace("__", "."): text for cell, text in cells.items()})


def _blank(paper: Paper, cells: tuple[str, ...], proven: dict[str, int]) -> Paper:
    return paper._replace(cells=paper.cells | dict.fromkeys(cells, ""), proven=paper.proven | proven)


def _finance_2022(paper: Paper) -> Paper:
    """The title tells the year of publication."""
    return paper._replace(clues=(("title", 2023), ("period", 2022), ("published", 2022)))


def _finance_2023(paper: Paper) -> Paper:
    """Blanks that arithmetic proves to be zero, one dash among them, and blanks that it cannot prove."""
    zeros = tuple(
        f"requests.refused_state_secret.{column}" for column in ("natural_person", "business", "research", "legal")
    )
    review = paper.cells["disputes.review.upheld"]
    paper = _printing(paper, disputes__review__corrected="0", disputes__review__pending="0")
    paper = _printing(paper, disputes__review__total=review)
    paper = _blank(paper, zeros, dict.fromkeys(zeros, 0))
    paper = _blank(paper, ("disputes.review.other", "disputes.review.corrected"), {})
    paper = paper._replace(
        proven=paper.proven | {"disputes.review.other": 0, "disputes.review.corrected": 0},
        cells=paper.cells | {"disputes.review.corrected": "/"},
    )
    # 1 = ? + ? over two results: nobody can tell which.
    paper = _printing(paper, disputes__direct_suit__total="1", disputes__direct_suit__upheld="")
    return _printing(paper, disputes__direct_suit__pending="")


def _county_finance_2023(paper: Paper) -> Paper:
    """Four blanks in a square: each row and each column has two of them, so that no sum proves any."""
    square = [
        f"requests.{row}.{column}"
        for row in ("refused_internal_affairs", "unable_not_held")
        for column in ("natural_person", "business")
    ]
    return _blank(paper, tuple(square), {})


def _finance_2024(paper: Paper) -> Paper:
    """Two digits swapped in what was carried in, and everything behind it reckoned with the wrong number."""
    right = year_of("980100-finance", 2024)
    wrong = right._replace(carried_in=right.carried_in._replace(person=21))
    paper = paper._replace(cells=paper.cells | print_requests(wrong, "2021"))
    return _printing(paper, proactive__rules__in_force="")


def _one_row_of_others(paper: Paper) -> Paper:
    """A report of the newer form that still prints one row for all other handling."""
    assert paper.agency_id and paper.year
    kept = {cell: text for cell, text in paper.cells.items() if not cell.startswith("requests.")}
    cells = kept | print_requests(year_of(paper.agency_id, paper.year), "2019")
    return paper._replace(cells=cells, forms=paper.forms | {"requests": "2019"})


def _city_2024(paper: Paper) -> Paper:
    """The city forgets two of its counties."""
    left = year_of(CITY, 2024)
    for county in ("980102-government", "980126-government"):
        left = difference_of_years(left, year_of(county, 2024))
    return _paper(AGENCIES[CITY], 2024, left)


def _city_2022(paper: Paper) -> Paper:
    """The revision: the one that counts; it says of which parts the total is made."""
    new = {part: sum(year_of(part, 2022).new) for part in (CITY, "980100-finance", "980121-government")}
    rest = new[CITY] - new["980100-finance"] - new["980121-government"]
    said = (
        f"2022年，全市共收到政府信息公开申请{new[CITY]}件，其中市财政局{new['980100-finance']}件、"
        f"石泉溪区{new['980121-government']}件、其他单位{rest}件。"
    )
    return paper._replace(overview=said, published="2023-04-20")


def _market_2025(paper: Paper) -> Paper:
    """Ten times last year's 121 penalties, and a row that the form does not have."""
    row = ("requests", "（八）撤回申请", ("4", "0", "4"), "other_remaining")
    return _printing(paper, proactive__penalties__decisions="1210")._replace(extras=(row,))


_EDITS: Final[dict[tuple[str, int], Callable[[Paper], Paper]]] = {
    (CITY, 2022): _city_2022,
    (CITY, 2024): _city_2024,
    ("980100-finance", 2022): _finance_2022,
    ("980100-finance", 2023): _finance_2023,
    ("980100-finance", 2024): _finance_2024,
    ("980121-finance", 2023): _county_finance_2023,
    ("980100-finance", 2020): lambda paper: _printing(paper, proactive__procurement__amount="125000元"),
    ("980100-market_regulation", 2023): lambda paper: _printing(paper, proactive__fees__amount="251000元"),
    ("980100-market_regulation", 2024): lambda paper: _printing(paper, proactive__penalties__decisions="121"),
    ("980100-market_regulation", 2025): _market_2025,
    (RIVER, 2023): lambda paper: _printing(paper, proactive__fees__amount="183000"),
    ("980102-government", 2023): lambda paper: _printing(paper, proactive__rules__issued="1"),
    ("980102-government", 2024): lambda paper: _printing(paper, proactive__rules__issued="1"),
    ("980121-government", 2022): _one_row_of_others,
    ("980121-government", 2024): lambda paper: _printing(paper, proactive__normative_docs__in_force="1"),
    # Read wrong by whoever typed it: corrected by a person.
    ("980126-government", 2024): lambda paper: _printing(
        paper, requests__granted__natural_person="3", requests__granted__total="1"
    ),
    ("980100-financial", 2020): lambda paper: paper._replace(published="2021-02-05"),
    ("980100-gov_office", 2020): lambda paper: paper._replace(published="2020-06-01"),
    ("980100-gov_office", 2021): lambda paper: paper._replace(
        published=None, clues=(("title", 2021), ("period", 2021))
    ),
    ("980100-gov_office", 2023): lambda paper: paper._replace(text="2023年举办政府信息公开业务培训3次。"),
    # The text tells seven more than the table.
    ("980100-gov_office", 2024): lambda paper: paper._replace(
        overview=_overview(AGENCIES["980100-gov_office"], 2024, sum(year_of("980100-gov_office", 2024).new) + 7)
    ),
    ("980121-finance", 2024): lambda paper: paper._replace(
        published="2025-02-30", clues=(("title", 2024), ("period", 2024))
    ),
    ("980100-tax", 2023): lambda paper: paper._replace(
        forms={table: form for table, form in paper.forms.items() if table != "disputes"},
        cells={cell: text for cell, text in paper.cells.items() if not cell.startswith("disputes.")},
    ),
}


def _further(found: dict[tuple[str, int], Paper]) -> list[Paper]:
    """Everything that is no plain report of a known agency."""
    city, market = found[CITY, 2022], found["980100-market_regulation", 2022]
    requests = {cell: text for cell, text in city.cells.items() if cell.startswith("requests.")}
    wrong = str(int(city.cells["disputes.review.upheld"]) + 1), str(int(city.cells["disputes.review.total"]) + 1)
    page = _printing(city, disputes__review__upheld=wrong[0], disputes__review__total=wrong[1])
    office, lone = found["980100-gov_office", 2022], found[TOWN, 2022]
    nobody = lone._replace(agency_id=None, scope="organ")
    zone = AGENCIES["9801z1-zone_committee"]
    return [
        page._replace(path=f"2022/{CITY}-page.html", published="2023-03-25"),
        page._replace(path=f"2022/{CITY}-repost.txt", published="2023-03-28"),
        city._replace(
            path=f"2022/{CITY}-attachment.txt",
            forms={"requests": "2021"},
            cells=requests,
            overview="",
            text="",
            published=None,
            clues=(("title", 2022),),
        ),
        market._replace(path="2022/market-repost.txt"),
        *(
            _without_tables(_paper(AGENCIES[agency], 2018, year_of(agency, 2019)))
            for agency in (CITY, "980100-finance")
        ),
        _without_tables(_paper(zone, 2024)),
        _paper(AGENCIES["980122-government"], 2020)._replace(broken=True, agency=None, agency_id=None, year=None),
        # 鹭洲区 is a district of two cities: the opening tells, or nothing does.
        _named(lone, "鹭洲区财政局", "hint", 5)._replace(
            opening="望泽市鹭洲区财政局依法编制本报告。", agency_id="980202-finance"
        ),
        _named(nobody, "鹭洲区财政局", "no-hint", 6),
        _named(nobody, "幻海市财政局", "nowhere", 7)._replace(agency_id="u-b4f947a0b2"),
        _named(nobody, "岚雾生态保护中心", "mist-1", 8),
        _named(nobody, "岚雾生态保护中心", "mist-2", 9),
        _named(nobody, "无名氏", "unnamed", 10)._replace(agency=None, scope="unknown"),
        office._replace(path="2022/undated.html", clues=(), published=None, year=None),
    ]


def _without_tables(paper: Paper) -> Paper:
    return paper._replace(path=paper.path.replace(".html", "-prose.html"), forms={}, cells={}, scope="unknown")


def _named(paper: Paper, name: str, file: str, more: int) -> Paper:
    """Another agency's report of 2022: numbers of its own."""
    numbers = year_of(TOWN, 2022)
    numbers = numbers._replace(
        new=numbers.new._replace(person=100 + 17 * more), licensing=200 + more, in_force=70 + more, fee=more * 31
    )
    form = form_of(2022)
    return paper._replace(
        path=f"2022/{file}.html",
        agency=name,
        cells=print_proactive(numbers, form) | print_requests(numbers, form) | print_disputes(numbers),
        overview=f"2022年，本机关共收到政府信息公开申请{sum(numbers.new)}件。",
    )


assert set(YEARS) >= {year for _, year in _EDITS}
