"""Which rows of a dataset's metrics are wanted, and how they are ranked: questions put to its Parquet files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import duckdb

from extract.errors import GongkaiError, SourceError
from output.metrics.catalogue import Metric, load_catalogue
from output.stored_dataset import engine, open_dataset

RankedBy = Literal["value", "low", "high", "numerator", "denominator"]
RANKED_BY: Final[tuple[RankedBy, ...]] = ("value", "low", "high", "numerator", "denominator")


class QuestionError(GongkaiError):
    """A question that the dataset cannot answer: an unknown metric, an ambiguous agency, nothing that matches."""

    code = "bad_question"


@dataclass(frozen=True, slots=True)
class Selection:
    """What is asked for.

    Attributes:
        metrics: in the order in which they are shown.
        years: first and last fiscal year; None for all.
        scope: one scope, or None for all (each is always kept apart).
        kind: id of a kind of agency.
        division: id of a division, or its code: then with all divisions below it.
        agencies: ids; empty for all.
        minimum: denominator under which values are set apart; None for each metric's own.
    """

    metrics: tuple[Metric, ...]
    years: tuple[int, int] | None = None
    scope: str | None = None
    kind: str | None = None
    division: str | None = None
    agencies: tuple[str, ...] = ()
    minimum: int | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """How reports are put in order: by which column, and whether the lowest comes first."""

    by: RankedBy = "value"
    ascending: bool = False


def ids_to_metrics(ids: Sequence[str], *, ranked: bool = False) -> tuple[Metric, ...]:
    """The metrics of these ids; without any, those that say most.

    Raises:
        QuestionError: an id is unknown, or is no metric to rank by; names those that come near.

    >>> [metric.id for metric in ids_to_metrics(["refusal_rate"])]
    ['refusal_rate']
    """
    known = load_catalogue().metrics
    if not ids:
        return tuple(metric for metric in known.values() if metric.headline and (metric.rankable or not ranked))
    found: list[Metric] = []
    for metric_id in dict.fromkeys(ids):
        metric = known.get(metric_id)
        if metric is None:
            near = [name for name in known if metric_id.lower() in name] or ["gongkai metrics --list shows all"]
            raise QuestionError(expected="the id of a metric", found=metric_id, advice=", ".join(near))
        if ranked and not metric.rankable:
            raise QuestionError(
                expected="a metric by which a ranking means something",
                found=metric_id,
                advice=f"{metric.caveat_en} Leave --rank out, or write all values with --csv",
            )
        found.append(metric)
    return tuple(found)


def text_to_years(text: str) -> tuple[int, int]:
    """A year, or a first and a last one.

    Raises:
        QuestionError: neither.

    >>> text_to_years("2023"), text_to_years("2021-2024")
    ((2023, 2023), (2021, 2024))
    """
    found = re.fullmatch(r"(\d{4})(?:[-–](\d{4}))?", text.strip(), re.ASCII)
    if found is None or (found[2] and found[2] < found[1]):
        raise QuestionError(expected="a year such as 2023 or a span such as 2021-2024", found=text)
    return int(found[1]), int(found[2] or found[1])


@contextmanager
def open_metrics(folder: str | Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that sees the tables of a dataset, ``metrics`` and ``reports`` among them.

    Raises:
        SourceError: the folder is no dataset, or one without metrics.
    """
    with engine() as connection:
        missing = open_dataset(connection, folder).missing("metrics", "reports.agency_name")
        if missing:
            raise SourceError(
                expected="a dataset with metrics",
                found=f"no {missing[0]}",
                where=str(folder),
                advice="build the dataset again",
            )
        yield connection


def selected_sql(selection: Selection) -> tuple[str, list[object]]:
    """The query for the rows of a selection and its parameters: one row per metric and report.

    Columns: ``place`` (of the metric in the selection), ``metric``, ``report_id``, ``agency_id``, ``agency_name``,
    ``division_code``, ``year``, ``scope``, ``value``, ``low``, ``high``, ``numerator``, ``denominator``,
    ``undefined_reason``, ``suppressed``, ``basis``.
    """
    ids = [metric.id for metric in selection.metrics]
    suppressed = "m.suppressed" if selection.minimum is None else "coalesce(m.denominator < ?, false)"
    parameters: list[object] = [ids] + ([] if selection.minimum is None else [selection.minimum])
    wanted = ["list_contains(?, m.metric)"]
    parameters.append(ids)
    for sql, values in _conditions(selection):
        wanted.append(sql)
        parameters += values
    return (
        f"""SELECT list_position(?, m.metric) AS place, m.metric, m.report_id, m.agency_id,
            coalesce(r.agency_name, r.agency, m.agency_id) AS agency_name, r.division_code, m.year, m.scope,
            m.value, m.low, m.high, m.numerator, m.denominator, m.undefined_reason, {suppressed} AS suppressed, m.basis
        FROM metrics m JOIN reports r USING (report_id) WHERE {" AND ".join(wanted)}""",
        parameters,
    )


def _conditions(selection: Selection) -> Iterator[tuple[str, list[object]]]:
    if selection.years is not None:
        yield "m.year BETWEEN ? AND ?", list(selection.years)
    if selection.scope is not None:
        yield "m.scope = ?", [selection.scope]
    if selection.kind is not None:
        yield "list_contains(string_split(r.kinds, ' '), ?)", [selection.kind]
    if selection.division is not None:
        yield (
            "(r.division_id = ? OR starts_with(r.division_code, ?))",
            [selection.division, _prefix(selection.division)],
        )
    if selection.agencies:
        yield "list_contains(?, m.agency_id)", [list(selection.agencies)]


def _prefix(code: str) -> str:
    """The beginning that the codes of a division and all below it share; the text itself where it is no code.

    >>> _prefix("321300"), _prefix("320000"), _prefix("321302"), _prefix("xz")
    ('3213', '32', '321302', 'xz')
    """
    if not re.fullmatch(r"[1-9]\d{5}", code, re.ASCII):
        return code
    return re.sub(r"(00){1,2}$", "", code)


def ranked_sql(selection: Selection, ranking: Ranking | None) -> tuple[str, list[object]]:
    """The rows of a selection with their ``block`` and ``rank``, in the order in which they are shown.

    Those of one block have metric and scope in common, and in a ranking the year. ``rank`` counts within the block
    (equal values share one); it is NULL where a row is undefined or suppressed, and where nothing is ranked.
    ``standing`` is 0 for those shown in order, 1 for the suppressed, 2 for the undefined ones, ``number`` counts
    within block and standing.
    """
    sql, parameters = selected_sql(selection)
    block = "place, scope" if ranking is None else "place, year DESC NULLS LAST, scope"
    if ranking is None:
        order, rank = "agency_name, agency_id, year, report_id", "NULL::BIGINT"
    else:
        way = "ASC" if ranking.ascending else "DESC"
        order = f"{ranking.by} {way} NULLS LAST, agency_name, agency_id, report_id"
        rank = f"CASE WHEN standing = 0 THEN rank() OVER (PARTITION BY block, standing ORDER BY {ranking.by} {way} NULLS LAST) END"
    return (
        f"""SELECT * EXCLUDE (place), {rank} AS rank,
            row_number() OVER (PARTITION BY block, standing ORDER BY {order}) AS number
        FROM (SELECT *, dense_rank() OVER (ORDER BY {block}) AS block, CASE WHEN value IS NULL THEN 2
            WHEN suppressed THEN 1 ELSE 0 END AS standing FROM ({sql}))
        ORDER BY block, standing, number""",
        parameters,
    )


def newest_year(connection: duckdb.DuckDBPyConnection, selection: Selection) -> int | None:
    """The last year for which a metric of the selection has a value; None without any."""
    sql, parameters = selected_sql(selection)
    year = connection.execute(f"SELECT max(year) FROM ({sql}) WHERE value IS NOT NULL", parameters).fetchall()[0][0]
    return None if year is None else int(year)


def name_to_agency(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    """The id of the one agency that a name, an id or a part of a name means.

    An id or a whole name goes before parts of names.

    Raises:
        QuestionError: no agency of the dataset fits, or several do; names them.
    """
    for condition in (
        "agency_id = ? OR agency_name = ? OR agency = ?",
        "contains(agency_name, ?) OR contains(agency, ?)",
    ):
        found = connection.execute(
            f"""SELECT agency_id, max(coalesce(agency_name, agency)), count(DISTINCT year) FROM reports
            WHERE agency_id IS NOT NULL AND ({condition}) GROUP BY agency_id ORDER BY 2, 1 LIMIT 21""",
            [name] * condition.count("?"),
        ).fetchall()
        if len(found) == 1:
            return str(found[0][0])
        if found:
            some = ", ".join(f"{full} ({agency_id})" for agency_id, full, _ in found[:20])
            raise QuestionError(
                expected="one agency",
                found=f"{name!r} fits {'more than 20' if len(found) > 20 else len(found)}",
                advice=f"write the id or more of the name: {some}",
            )
    raise QuestionError(expected="an agency of the dataset", found=name, advice="the table agencies lists those it has")
