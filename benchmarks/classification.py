"""Measures which titles are told to be reports: ``python -m benchmarks classification``.

Over our own labelled titles (``tests/extract/collect/titles.csv``: invented agencies, the shapes of real titles) and,
where the folder of real list pages stands beside the repository, over the titles that were read there. How titles fare
on which the rules were not mended is told by ``unseen_titles.csv``, invented titles too, written and labelled by one who
had read what is known of such lists, but neither the rules nor the other titles: :data:`FIRST_MEASUREMENT` is its only
measurement that is held out.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from extract.collect.classification import KINDS, Class, classify_title, column_to_kind, is_wanted
from extract.collect.page import Page

ROOT: Final = Path(__file__).parent.parent
TITLES: Final = ROOT / "tests" / "extract" / "collect" / "titles.csv"
UNSEEN: Final = TITLES.with_name("unseen_titles.csv")
SITES: Final = ROOT.parent / "shared" / "corpus" / "sites"
HEAD: Final = "## Which titles are reports"

WANTED: Final = "wanted"
"""What real titles are labelled by where only this is known: a report, strong or weak."""

FIRST_MEASUREMENT: Final = (
    "precision 0.944 (102 of 108), recall 0.895 (102 of 114), the year right for 114 of 114; "
    "of all that is fetched, weak titles outside a column of reports too, precision 0.904 (104 of 115), "
    "recall 0.912 (104 of 114)"
)
"""What the rules of 2026-11-23 made of the unseen titles before any rule was changed for them.

A constant, as it cannot be measured again: the rules have since been mended on the differences, the labels never.
"""

_COLUMN: Final = "信息公开年报"
_REPORTS: Final = frozenset({"report", "weak"})


class Labelled(NamedTuple):
    """A title, where it stood, and what a person says it is; ``kind`` is a kind, ``wanted`` or ``unwanted``."""

    title: str
    column: str
    source: str
    kind: str
    year: int | None


class Judged(NamedTuple):
    """A labelled title and what it was told to be."""

    labelled: Labelled
    told: Class

    @property
    def is_right(self) -> bool:
        """Whether the kind is right and so is the year, where one is labelled."""
        labelled = self.labelled
        return is_right_kind(labelled.kind, self.told) and (
            labelled.kind in {WANTED, "unwanted"} or self.told.year == labelled.year
        )


class Score(NamedTuple):
    """Counts of one class."""

    right: int
    told: int
    labelled: int

    @property
    def precision(self) -> float:
        """The share of what was told that is right; 1 where nothing was told."""
        return self.right / self.told if self.told else 1.0

    @property
    def recall(self) -> float:
        """The share of what is labelled that was told; 1 where nothing is labelled."""
        return self.right / self.labelled if self.labelled else 1.0


def load_titles(path: Path = TITLES) -> list[Labelled]:
    """Our own labelled titles."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Labelled(
                row["title"],
                row["column"],
                row.get("source") or "",
                row["kind"],
                int(row["year"]) if row["year"] else None,
            )
            for row in csv.DictReader(file)
        ]


def load_real_titles(sites: Path = SITES) -> list[Labelled]:
    """Titles read at real sites, as far as they are there: catalogued pages, two whole lists, the links of two pages."""
    found = [*_catalogued(sites), *_listed(sites), *_linked(sites)] if sites.is_dir() else []
    # The same reports stand in catalogue, list and page; the first has the year.
    return list({row.title: row for row in reversed(found)}.values())[::-1]


def judge(titles: Sequence[Labelled]) -> list[Judged]:
    """What each title is told to be."""
    return [
        Judged(labelled, classify_title(labelled.title, column=labelled.column or None, source=labelled.source))
        for labelled in titles
    ]


def is_right_kind(kind: str, told: Class) -> bool:
    """Whether what was told agrees with a label."""
    return is_wanted(told.kind) == (kind == WANTED) if kind in {WANTED, "unwanted"} else told.kind == kind


def judged_to_scores(judged: Sequence[Judged]) -> dict[str, Score]:
    """Counts by kind, and for ``wanted``: what is fetched, reports and what may be one."""
    told = Counter(row.told.kind for row in judged)
    labelled = Counter(row.labelled.kind for row in judged)
    right = Counter(row.labelled.kind for row in judged if row.labelled.kind == row.told.kind)
    scores = {kind: Score(right[kind], told[kind], labelled[kind]) for kind in KINDS if labelled[kind] or told[kind]}
    wanted = [row.labelled.kind in {WANTED, "report", "weak"} for row in judged]
    fetched = [is_wanted(row.told.kind) for row in judged]
    both = sum(a and b for a, b in zip(wanted, fetched, strict=True))
    return {WANTED: Score(both, sum(fetched), sum(wanted))} | scores


def is_told_wanted(row: Judged) -> bool:
    """Whether a title is told to be a report, or may be one and stands in a column of annual reports."""
    return row.told.kind == "report" or (row.told.kind == "weak" and column_to_kind(row.labelled.column) == "report")


def unseen_to_lines(judged: Sequence[Judged]) -> list[str]:
    """The first measurement of the unseen titles, the present one, and each title that is told wrong now."""
    wanted = [row for row in judged if row.labelled.kind in _REPORTS]
    right = sum(map(is_told_wanted, wanted))
    score = Score(right, sum(map(is_told_wanted, judged)), len(wanted))
    fetched = judged_to_scores(judged)[WANTED]
    now = (
        f"precision {score.precision:.3f} ({right} of {score.told}), recall {score.recall:.3f} ({right} of {len(wanted)}), "
        f"the year right for {sum(row.told.year == row.labelled.year for row in wanted)} of {len(wanted)}; "
        f"of all that is fetched, precision {fetched.precision:.3f} ({fetched.right} of {fetched.told}), "
        f"recall {fetched.recall:.3f} ({fetched.right} of {len(wanted)})"
    )
    wrong = [row for row in judged if is_told_wanted(row) != (row.labelled.kind in _REPORTS)]
    return [
        f"{len(judged)} titles invented and labelled by one who had read neither the rules nor the titles above,",
        f"{len(wanted)} of them reports (what only may be one counts in a column of annual reports only):",
        "",
        f"- first measurement before any rule was changed: {FIRST_MEASUREMENT} (2026-11-23);",
        f"- now, the rules mended on its differences, so no longer held out: {now}.",
        *(
            f"- {' '.join(row.labelled.title.split())} (labelled {row.labelled.kind}): told {row.told.kind}"
            for row in wrong
        ),
    ]


def classification_to_markdown() -> str:
    """The section of the results, and what differs from the labels."""
    own = judge(load_titles())
    scores = judged_to_scores(own)
    years = sum(row.told.year == row.labelled.year for row in own)
    lines = [
        f"{len(own)} titles of our own (invented agencies, shapes of real titles), on which the rules were mended, so that",
        f"they guard against setbacks rather than tell how unseen titles fare; the year is right for {years}.",
        "",
        "| kind | labelled | precision | recall |",
        "|---|---:|---:|---:|",
    ]
    lines += [
        f"| {kind} | {score.labelled} | {score.precision:.3f} | {score.recall:.3f} |" for kind, score in scores.items()
    ]
    lines += ["", *_differences(own), "", *unseen_to_lines(judge(load_titles(UNSEEN)))]
    real = judge(load_real_titles())
    if real:
        score = judged_to_scores(real)[WANTED]
        dated = [row for row in real if row.labelled.year is not None]
        lines += [
            "",
            f"{len(real)} distinct titles and links read at real sites, {score.labelled} of them reports:",
            f"precision {score.precision:.3f}, recall {score.recall:.3f}; the year is right for",
            f"{sum(row.told.year == row.labelled.year for row in dated)} of {len(dated)} that are labelled with one.",
        ]
    return "\n".join([HEAD, "", *lines]).rstrip() + "\n"


def left_out_to_lines(judged: Sequence[Judged]) -> list[str]:
    """Every title that is not fetched, with the reason."""
    return [
        f"{row.told.kind:12} {row.labelled.title}: {row.told.reason}" for row in judged if not is_wanted(row.told.kind)
    ]


def _differences(judged: Sequence[Judged]) -> list[str]:
    wrong = [row for row in judged if not row.is_right]
    return ["Differing from their labels:", ""] * bool(wrong) + [
        f"- {row.labelled.title} ({row.labelled.kind} {row.labelled.year or ''}): told {row.told.kind} {row.told.year or ''}"
        for row in wrong
    ]


def _catalogued(sites: Path) -> Iterator[Labelled]:
    with (sites / "registry_seeds" / "urls.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            wanted = row["kind"].startswith("report")
            year = int(row["year"]) if row["year"] and wanted else None
            yield Labelled(row["title"], _COLUMN, "", WANTED if wanted else "unwanted", year)


def _listed(sites: Path) -> Iterator[Labelled]:
    folder = sites / "trs_fjdzapp"
    for line in (folder / "pingtan_column_20_items.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        number, title = line.split("\t")[1:]
        yield Labelled(title, _COLUMN, "", "unwanted" if number == "80787" else WANTED, None)
    answer = json.loads((folder / "sanming_api_p001.json").read_text(encoding="utf-8"))
    yield from (Labelled(row["doctitle"], _COLUMN, "", WANTED, None) for row in answer["data"])


def _linked(sites: Path) -> Iterator[Labelled]:
    """All links of two list pages, menus too: what is a report there was looked up by hand."""
    for path, numbers in (
        ("ordos-engebei-ndbg-list/source.html", ("_2748784.", "_2593126.", "_2380968.", "_2380967.")),
        ("trs_fjdzapp/pingtan_zfxxgknb_index.html", ("./20",)),
    ):
        page = Page("https://www.example.gov.cn/xxgk/nb/", (sites / path).read_bytes())
        for link in page.tree.iter("a"):
            words, href = " ".join(link.xpath("string()").split()), link.get("href") or ""
            if words:
                is_report = any(number in href for number in numbers)
                yield Labelled(words, _COLUMN, "", WANTED if is_report else "unwanted", None)
