"""Deadlines by law, and three answers to whether a report was in time; SQL says the same as Python."""

from __future__ import annotations

import datetime

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalize.deadline import dates_to_result, deadline, deadline_sql, on_time_sql

DATES = st.one_of(st.none(), st.dates(datetime.date(2000, 1, 1), datetime.date(2030, 12, 31)))


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def test_the_law() -> None:
    """Everybody by 31 March until the reports on 2018, then departments by 31 January; no law before 2008."""
    for year in range(2008, 2019):
        assert {deadline(kind, year) for kind in (True, False, None)} == {datetime.date(year + 1, 3, 31)}
    for year in range(2019, 2026):
        assert deadline(True, year) == datetime.date(year + 1, 3, 31)
        assert deadline(False, year) == datetime.date(year + 1, 1, 31)
        assert deadline(None, year) is None
    assert deadline(True, 2007) is None


@given(st.sampled_from([True, False, None]), st.one_of(st.none(), st.integers(1990, 2040)))
@settings(deadline=None, max_examples=60)
def test_deadline_in_sql(connection: duckdb.DuckDBPyConnection, kind: bool | None, year: int | None) -> None:
    """The SQL expression gives the same date as the function, and none for an unknown year."""
    sql = deadline_sql("kind", "year")
    found = connection.execute(f"SELECT {sql} FROM (SELECT ?::BOOLEAN AS kind, ?::INTEGER AS year)", [kind, year])
    assert found.fetchall()[0][0] == (None if year is None else deadline(kind, year))


@given(DATES, DATES, st.one_of(st.none(), st.integers(2005, 2028)))
@settings(deadline=None, max_examples=100)
def test_in_time_in_sql(
    connection: duckdb.DuckDBPyConnection,
    published: datetime.date | None,
    due: datetime.date | None,
    year: int | None,
) -> None:
    """The SQL expression gives true, false or nothing where the function says holds, fails or cannot tell."""
    sql = on_time_sql("published", "due", "year")
    found = connection.execute(
        f"SELECT {sql} FROM (SELECT ?::DATE AS published, ?::DATE AS due, ?::INTEGER AS year)", [published, due, year]
    ).fetchall()[0][0]
    result = dates_to_result(published, due, year)
    assert found == {"holds": True, "fails": False, "cannot_tell": None}[result]
    if result == "cannot_tell":
        assert None in (published, due, year) or (published and year and published < datetime.date(year, 12, 31))
