"""A small dataset with metrics on disk, for tests of the commands that read one."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from fixtures.canonical import AGENCIES, numbers
from output.registry import load_tables
from tests.output.metrics.relations import FiledReport, metrics_of
from tests.output.small_dataset import write_dataset

SCOPES: Final = {
    "yunling": "territory",
    "baishahe": "territory",
    "yunling-office": "office",
    "anlan": "territory",
    "wutongling": "organ",
    "yunling-finance": "organ",
    "yunling-market": "organ",
    "linxi-resources": "organ",
    "baishahe-education": "organ",
}
CODES: Final = {"yunling": "999900", "baishahe": "999921", "linxi": "999902"}


def write_metric_dataset(folder: Path) -> Path:
    """A dataset of the invented world, 2020 to 2024; the office also files a report of the whole territory."""
    filed = [(agency, year, SCOPES[agency]) for agency in AGENCIES for year in range(2020, 2025)]
    filed.append(("yunling-office", 2024, "territory"))
    reports = [
        FiledReport(
            {cell: float(value) for cell, value in numbers(agency, year).items()},
            form="2019" if year < 2021 else "2021",
            scope=scope,
            year=year,
            agency=agency,
        )
        for agency, year, scope in filed
    ]
    with metrics_of(reports) as connection:
        fields = [name for name in load_tables()["metrics"].field_names if name != "agency_name"]
        found = connection.execute(f"SELECT {', '.join(fields)} FROM metrics ORDER BY position, ordinal").fetchall()
    rows = [dict(zip(fields, row, strict=True)) for row in found]
    names = {agency: profile.name for agency, profile in AGENCIES.items()}
    return write_dataset(
        folder,
        {
            "metrics": [row | {"agency_name": names[row["agency_id"]]} for row in rows],
            "reports": [
                {
                    "report_id": f"r{number}",
                    "agency_id": agency,
                    "agency_name": names[agency],
                    "agency": names[agency],
                    "division_id": agency.split("-")[0],
                    "division_code": CODES.get(agency.split("-")[0]),
                    "kinds": "government" if names[agency].endswith("政府") else "department",
                    "year": year,
                    "scope": scope,
                }
                for number, (agency, year, scope) in enumerate(filed)
            ],
        },
    )
