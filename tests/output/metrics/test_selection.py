"""Questions to a dataset's metrics: never two scopes or years in one ranking, undefined and small ones set apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extract.errors import SourceError
from output.metrics.selection import (
    RANKED_BY,
    QuestionError,
    Ranking,
    Selection,
    ids_to_metrics,
    name_to_agency,
    newest_year,
    open_metrics,
    ranked_sql,
    text_to_years,
)
from tests.output.metrics.metric_dataset import write_metric_dataset


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_metrics(write_metric_dataset(tmp_path_factory.mktemp("metrics") / "dataset")) as connection:
        yield connection


def ranked(
    connection: duckdb.DuckDBPyConnection, selection: Selection, ranking: Ranking | None
) -> list[dict[str, Any]]:
    """The rows of a selection, in order."""
    found = connection.execute(*ranked_sql(selection, ranking))
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@pytest.mark.parametrize("by", RANKED_BY)
@pytest.mark.parametrize("ascending", [False, True])
def test_a_block_is_of_one_kind(connection: duckdb.DuckDBPyConnection, by: Any, ascending: bool) -> None:
    """All rows of a ranking have one metric, scope and year; ranks follow the column asked for."""
    selection = Selection(ids_to_metrics([], ranked=True))
    rows = ranked(connection, selection, Ranking(by, ascending))
    assert len(rows) == 46 * len(selection.metrics)
    for block in {row["block"] for row in rows}:
        of_block = [row for row in rows if row["block"] == block]
        assert len({(row["metric"], row["scope"], row["year"]) for row in of_block}) == 1
        shown = [row for row in of_block if row["standing"] == 0]
        known = [row[by] for row in shown if row[by] is not None]
        assert known == sorted(known, reverse=not ascending)
        assert [row["number"] for row in shown] == list(range(1, len(shown) + 1))
        for row in shown:
            better = [
                other for other in known if row[by] is not None and (other < row[by] if ascending else other > row[by])
            ]
            assert row[by] is None or row["rank"] == len(better) + 1
    for row in rows:
        assert row["standing"] == (2 if row["value"] is None else 1 if row["suppressed"] else 0)
        assert (row["rank"] is None) is (row["standing"] != 0)


def test_a_table_keeps_scopes_apart(connection: duckdb.DuckDBPyConnection) -> None:
    """Without a ranking a block is one metric and scope, all years of an agency below each other."""
    rows = ranked(connection, Selection(ids_to_metrics(["disclosure_rate"])), None)
    assert all(
        len({row["scope"] for row in rows if row["block"] == block}) == 1 for block in {row["block"] for row in rows}
    )
    years = [row["year"] for row in rows if row["agency_id"] == "yunling"]
    assert years == [2020, 2021, 2022, 2023, 2024]


def test_filters(connection: duckdb.DuckDBPyConnection) -> None:
    """Years, scope, kind and division keep what they say; a code takes the divisions below it along."""
    metrics = ids_to_metrics(["requests_received"])

    def agencies(**asked: Any) -> set[str]:
        return {row["agency_id"] for row in ranked(connection, Selection(metrics, **asked), None)}

    assert agencies(scope="office") == {"yunling-office"}
    assert agencies(kind="government", scope="territory") == {"yunling", "baishahe"}
    assert agencies(division="linxi") == agencies(division="999902") == {"linxi-resources"}
    assert agencies(division="999900") > agencies(division="999921") == {"baishahe", "baishahe-education"}
    assert {row["year"] for row in ranked(connection, Selection(metrics, (2021, 2022)), None)} == {2021, 2022}


def test_minimum_of_ones_own(connection: duckdb.DuckDBPyConnection) -> None:
    """A minimum given by the user takes the place of the metric's own."""
    metrics = ids_to_metrics(["disclosure_rate"])
    for minimum in (None, 0, 10**6):
        for row in ranked(connection, Selection(metrics, minimum=minimum), None):
            least = 30 if minimum is None else minimum
            assert row["suppressed"] is (row["denominator"] is not None and row["denominator"] < least)


def test_newest_year(connection: duckdb.DuckDBPyConnection) -> None:
    """The newest year is that of the reports that are asked for."""
    assert newest_year(connection, Selection(ids_to_metrics([]))) == 2024
    assert newest_year(connection, Selection(ids_to_metrics([]), (2019, 2022))) == 2022
    assert newest_year(connection, Selection(ids_to_metrics([]), scope="system")) is None


def test_names_of_agencies(connection: duckdb.DuckDBPyConnection) -> None:
    """An id, a whole name, or a part that one agency alone has; else the candidates are named."""
    for name in ("yunling", "云岭市人民政府"):
        assert name_to_agency(connection, name) == "yunling"
    assert name_to_agency(connection, "财政局") == "yunling-finance"
    with pytest.raises(QuestionError) as refused:
        name_to_agency(connection, "云岭市")
    assert all(name in refused.value.advice for name in ("云岭市人民政府", "云岭市财政局", "yunling-office"))
    for unknown in ("海淀", "100%_", "'; DROP VIEW reports"):
        with pytest.raises(QuestionError):
            name_to_agency(connection, unknown)


def test_wrong_questions() -> None:
    """Unknown metrics, metrics without a sensible ranking, and words for years are refused with advice."""
    with pytest.raises(QuestionError) as refused:
        ids_to_metrics(["disclosure"])
    assert "disclosure_rate_decidable" in refused.value.advice
    with pytest.raises(QuestionError):
        ids_to_metrics(["outcome_entropy"], ranked=True)
    for text in ("last", "2024-2021", "20", "2021-", "２０２１"):
        with pytest.raises(QuestionError):
            text_to_years(text)


def test_no_dataset(tmp_path: Path) -> None:
    """A folder without a dataset is refused by name."""
    with pytest.raises(SourceError), open_metrics(tmp_path):
        pass
