"""By when a report had to be published, and whether it was.

| reports on | who | by | grade of the evidence |
|---|---|---|---|
| 2008 to 2018 | everybody | 31 March of the next year | B: the study of the Academy of Social Sciences of 2012 checked 31 March |
| since 2019 | governments of counties and above | 31 March | C for the wording of art. 49 of the regulation of 2019; dates of real reports agree (B) |
| since 2019 | departments of such governments | 31 January | the same |

Townships and subdistricts are not named in art. 49: their deadline is local, if there is one. The regulation of 2019
was in force from 15 May 2019, so that reports on 2018 still followed the old one. Local deadlines are often tighter
and come from the user's own file, never from here.
"""

from __future__ import annotations

import datetime
from typing import Final

from normalize.report import Result

FIRST_YEAR: Final = 2008
"""The first regulation entered into force on 1 May 2008."""
NEW_REGULATION: Final = 2019
"""First fiscal year whose reports follow art. 49 of the new regulation."""


def deadline(is_government: bool | None, year: int) -> datetime.date | None:
    """The statutory deadline of a report; None where the law names none or the kind of agency is not known.

    Args:
        is_government: True for a government of a county or above, False for one of its departments, None when
            neither or not known.
        year: the fiscal year that the report is on.

    >>> deadline(True, 2023), deadline(False, 2023), deadline(None, 2023)
    (datetime.date(2024, 3, 31), datetime.date(2024, 1, 31), None)
    >>> deadline(None, 2018), deadline(False, 2007)
    (datetime.date(2019, 3, 31), None)
    """
    if not FIRST_YEAR <= year < datetime.MAXYEAR:
        return None
    if is_government or year < NEW_REGULATION:
        return datetime.date(year + 1, 3, 31)
    return None if is_government is None else datetime.date(year + 1, 1, 31)


def dates_to_result(published: datetime.date | None, due: datetime.date | None, year: int | None) -> Result:
    """Whether a report was published in time, as far as the dates say.

    The publication date is what the page claims. A date before the last day of the fiscal year cannot be that of
    the report (pages carry fixed or wrong dates, facts on pitfalls, 80 to 82), so it tells nothing.

    >>> due = datetime.date(2024, 1, 31)
    >>> dates_to_result(due, due, 2023), dates_to_result(datetime.date(2024, 2, 1), due, 2023)
    ('holds', 'fails')
    >>> dates_to_result(datetime.date(1970, 1, 1), due, 2023), dates_to_result(None, due, 2023)
    ('cannot_tell', 'cannot_tell')
    """
    if published is None or due is None or year is None or not datetime.MINYEAR <= year <= datetime.MAXYEAR:
        return "cannot_tell"
    if published < datetime.date(year, 12, 31):
        return "cannot_tell"
    return "holds" if published <= due else "fails"


def deadline_sql(is_government: str, year: str) -> str:
    """:func:`deadline` as an SQL expression over two others, a BOOLEAN and an INTEGER; gives a DATE or NULL."""
    march, january = f"make_date({year}::BIGINT + 1, 3, 31)", f"make_date({year}::BIGINT + 1, 1, 31)"
    return (
        f"CASE WHEN NOT ({year} BETWEEN {FIRST_YEAR} AND {datetime.MAXYEAR - 1}) THEN NULL "
        f"WHEN {is_government} OR {year} < {NEW_REGULATION} THEN {march} "
        f"WHEN NOT ({is_government}) THEN {january} END"
    )


def on_time_sql(published: str, due: str, year: str) -> str:
    """:func:`dates_to_result` as an SQL expression over three others; gives a BOOLEAN, NULL for ``cannot_tell``."""
    return f"CASE WHEN {published} >= make_date({year}::BIGINT, 12, 31) THEN {published} <= {due} END"
