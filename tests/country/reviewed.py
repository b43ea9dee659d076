"""What a person has reviewed about the invented country: the files of its curation folder, and files to be refused."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from tests.country.country import BRIDGE, CITY, DIVISIONS, EVENTS, RIVER, year_of
from tests.country.papers import Paper, papers


class Correction(NamedTuple):
    """A row of ``corrections.csv``, with what has to become of it."""

    report_id: str
    cell: str
    document_id: str
    printed_raw: str
    new_value: str
    status: str
    note: str = ""


class Expected(NamedTuple):
    """A row of ``expected.csv``."""

    agency_id: str
    first_year: int
    last_year: int | None


class Deadline(NamedTuple):
    """A row of ``deadlines.csv``."""

    division_id: str
    kind: str
    year: int
    date: str


EXPECTED: Final = (
    Expected("980100-finance", 2019, None),
    Expected("980100-audit", 2024, 2025),
    Expected("980100-data", 2023, None),
    Expected("980203-finance", 2025, 2025),
    Expected(BRIDGE, 2022, 2023),
    Expected("980104-government", 2019, None),
)
DEADLINES: Final = (
    Deadline("980100", "*", 2022, "2023-01-25"),
    Deadline("980100", "finance", 2022, "2023-01-14"),
    Deadline("980121", "*", 2023, "2024-01-10"),
)


def _paper(path: str) -> Paper:
    return next(paper for paper in papers() if paper.path == path)


def corrections() -> tuple[Correction, ...]:
    """All corrections: four are applied, four refused."""
    rules = _paper("2023/980102-government.html")
    blank = _paper("2024/980100-finance.html")
    slip = _paper("2024/980126-government.html")
    page, revision = _paper(f"2022/{CITY}-page.html"), _paper(f"2022/{CITY}.html")
    fee = _paper("2023/980100-market_regulation.html")
    granted = year_of("980126-government", 2024).granted
    return (
        Correction(str(rules.report_id), "proactive.rules.issued", rules.document_id, "1", "0", "applied"),
        Correction(str(blank.report_id), "proactive.rules.in_force", blank.document_id, "", "0", "applied"),
        Correction(
            str(slip.report_id),
            "requests.granted.natural_person",
            slip.document_id,
            "3",
            str(granted.person),
            "applied",
        ),
        Correction(str(slip.report_id), "requests.granted.total", slip.document_id, "1", str(sum(granted)), "applied"),
        Correction(
            str(page.report_id),
            "disputes.review.upheld",
            page.document_id,
            page.cells["disputes.review.upheld"],
            "1",
            "refused",
            f"the report now comes from the document {revision.document_id}",
        ),
        Correction(
            str(fee.report_id),
            "proactive.fees.amount",
            fee.document_id,
            "25.1",
            "30",
            "refused",
            "the document now prints: 251000元",
        ),
        Correction(
            str(fee.report_id),
            "requests.other.total",
            fee.document_id,
            "0",
            "1",
            "refused",
            "the report has no such cell",
        ),
        Correction(
            "980100-finance_2031_organ",
            "requests.new.total",
            fee.document_id,
            "0",
            "1",
            "refused",
            "there is no such report in the dataset",
        ),
    )


HEADERS: Final = {
    "divisions": "division_id,code,name,level,parent_id,first_year,last_year,evidence",
    "agencies": "agency_id,division_id,kinds,name,first_year,last_year,parent_id,evidence",
    "names": "name,first_year,last_year,agency_id,evidence,reviewed_by,reviewed_on",
    "lineage": "event_id,date,kind,old_id,new_id,reason,evidence,grade",
    "corrections": "report_id,cell,document_id,printed_raw,new_value,reason,evidence,corrected_by,corrected_on",
    "expected": "agency_id,first_year,last_year,evidence",
    "deadlines": "division_id,kind,year,deadline,evidence",
}


def file_to_rows(name: str) -> list[list[str]]:
    """The rows of a reviewed file, without its header."""
    rows: dict[str, Iterable[Sequence[object]]] = {
        "divisions": [(*division, "a map") for division in DIVISIONS],
        "agencies": [
            (RIVER, "980100", "water", "青崖市河网建设指挥部", 2018, 2021, "", "a decree"),
            (RIVER, "980100", "water", "青崖市河网管理中心", 2022, None, "", "a decree"),
            # It never files: known only because it ought to.
            (BRIDGE, "980100", "transport", "青崖市渡桥工程局", 2018, 2020, RIVER, "a decree"),
            (BRIDGE, "980100", "transport", "青崖市渡桥养护站", 2021, None, RIVER, "a decree"),
        ],
        "names": [
            ("青崖市融资与风险处置中心", 2020, 2020, "980100-financial", "its own page", "a reader", "2026-01-02")
        ],
        "lineage": [(*event, "as decreed", "a gazette", "A") for event in EVENTS],
        "corrections": [
            (*correction[:5], "looked up", "the page itself", "a reader", "2026-01-03") for correction in corrections()
        ],
        "expected": [(*expected, "a roster") for expected in EXPECTED],
        "deadlines": [(*deadline, "a notice") for deadline in DEADLINES],
    }
    return [["" if value is None else str(value) for value in row] for row in rows[name]]


def write_curation(folder: Path) -> Path:
    """Write every reviewed file; the folder."""
    folder.mkdir()
    for name in HEADERS:
        write_file(folder, name, file_to_rows(name))
    return folder


def write_file(folder: Path, name: str, rows: Iterable[Sequence[str]], header: str = "") -> None:
    """Write one reviewed file."""
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow((header or HEADERS[name]).split(","))
        writer.writerows(rows)


REFUSED: Final[dict[str, tuple[str, list[str]]]] = {
    "a division under an unknown one": ("divisions", ["981999", "", "某县", "county", "989999", "2000", "", "x"]),
    "a division that is shipped already": ("divisions", ["321300", "", "某市", "county", "980100", "2000", "", "x"]),
    "a kind that there is none of": ("agencies", ["QY-2", "980100", "magic", "某局", "2000", "", "", "x"]),
    "a year behind its end": ("agencies", ["QY-2", "980100", "water", "某局", "2020", "2019", "", "x"]),
    "an agency that nobody knows": ("names", ["某局", "2020", "", "QY-404", "x", "me", "2026-01-01"]),
    "a day that no calendar has": ("names", ["某局", "2020", "", RIVER, "x", "me", "2026-02-30"]),
    "an event of no kind": ("lineage", ["e99", "2020-01-01", "explosion", "980121", "980121", "x", "x", "A"]),
    "an event twice": ("lineage", ["e01", "2020-01-01", "rename", "980126", "980126", "x", "x", "A"]),
    "a cell of no form": ("corrections", ["r", "requests.magic.total", "d", "", "1", "x", "x", "me", "2026-01-01"]),
    "a number that is none": ("corrections", ["r", "requests.new.total", "d", "", "x", "x", "x", "me", "2026-01-01"]),
    "a row that is too short": ("expected", ["980100-audit", "2020"]),
    "an agency twice": ("expected", ["980100-audit", "2024", "", "x"]),
    "a deadline of nowhere": ("deadlines", ["989999", "*", "2022", "2023-01-01", "x"]),
    "a deadline without a date": ("deadlines", ["980100", "*", "2021", "soon", "x"]),
}
"""What is wrong with a row that is added to a reviewed file, the file, and the row."""
