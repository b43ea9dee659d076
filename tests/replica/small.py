"""Small reports for the fast scenario: one page made once, in which agency and year are put in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from fixtures.canonical import Agency
from tests.replica.reports import YearlyReport, report_to_markup

_NAME = "某某县人民政府"


@dataclass(frozen=True)
class SmallReport:
    """A report whose figures are those of every other one of the same year."""

    agency: str
    year: int

    def render(self) -> str:
        """Its markup."""
        return _template(self.year).replace(_NAME, self.agency)


@cache
def _template(year: int) -> str:
    agency = Agency(_NAME, "全县", 0, 0, False, 3, "www.example.com", "0999-5550000")
    return report_to_markup(YearlyReport(agency, year).report()).replace("\n", "").replace('<p align="center">', "<p>")
