"""Which document of a report counts, by rules that are stated and applied in order."""

from __future__ import annotations

from typing import Final, NamedTuple

import duckdb

from extract.media import DOC, DOCX, HTML, MHTML, PDF, XLS, XLSX

FORMATS: Final = (HTML, MHTML, DOCX, DOC, XLSX, XLS, PDF)
"""Kinds of documents, the most trusted first: what keeps its cells as cells before what only draws them.
Every other kind (plain text, scans) comes after these."""


class Rule(NamedTuple):
    """One rule of choice.

    Attributes:
        name: of its key among the keys of ``ranked``.
        key: SQL over ``candidates``; the smaller key is the better one, and no key is NULL.
        chosen: why a document was chosen that is better by this rule; SQL over ``one`` (it) and ``other``.
        passed_over: why a document was passed over; SQL over ``one`` (it) and ``other`` (the chosen one).
    """

    name: str
    key: str
    chosen: str
    passed_over: str


def _count_rule(name: str, key: str, what: str, *, more: bool = False) -> Rule:
    """A rule by which fewer (or, with ``more``, more) of something is better."""
    sign, better, worse = ("-", "more", "fewer") if more else ("", "fewer", "more")
    return Rule(
        name,
        f"{sign}({key})",
        f"'it has {better} {what} (' || {sign}one.{name} || ' against ' || {sign}other.{name} || ')'",
        f"'it has {worse} {what} (' || {sign}one.{name} || ' against ' || {sign}other.{name} || ')'",
    )


_TABLES: Final = (
    "(form_proactive IS NOT NULL)::BIGINT + (form_requests IS NOT NULL)::BIGINT + (form_disputes IS NOT NULL)::BIGINT"
)
_FORMAT: Final = f"coalesce(list_position({list(FORMATS)}, media_type), {len(FORMATS) + 1})"

_EARLY_RULES: Final = (
    _count_rule("tables", _TABLES, "statutory tables", more=True),
    _count_rule("unreadable", "coalesce(cells_unreadable, 0)", "cells that could not be read"),
    _count_rule(
        "failing",
        "coalesce(checks_fail, 0) - coalesce(checks_source_error, 0)",
        "failing checks that are not shown to be errors of the report",
    ),
    _count_rule("absent", "coalesce(cells_absent, 0)", "cells of its form left out"),
    Rule(
        "replaced",
        "coalesce(superseded, FALSE)::BIGINT",
        "'the other one was replaced at its address'",
        "'it was replaced at its address'",
    ),
)
_DATE_RULE: Final = Rule(
    "age",
    "-published_day",
    "'it was published later (' || one.published || ' against ' || other.published || ')'",
    "'it was published earlier (' || one.published || ' against ' || other.published || ')'",
)
_LATE_RULES: Final = (
    _DATE_RULE,
    _count_rule("own_errors", "coalesce(checks_fail, 0)", "failing checks"),
    _count_rule("reported", "coalesce(cells_reported, 0)", "printed numbers", more=True),
    Rule(
        "format",
        _FORMAT,
        "'its format keeps cells more faithfully (' || one.media_type || ' against ' || other.media_type || ')'",
        "'its format keeps cells less faithfully (' || one.media_type || ' against ' || other.media_type || ')'",
    ),
    Rule(
        "bytes",
        "coalesce(sha256, '')",
        "'both are equal by every rule, and its checksum is the smaller one'",
        "'both are equal by every rule, and its checksum is the larger one'",
    ),
    Rule("document", "document_id", "'both are equal by every rule'", "'both are equal by every rule'"),
)


def choose_versions(connection: duckdb.DuckDBPyConnection) -> None:
    """Create ``chosen_versions`` from ``candidates``: all documents ranked within their reports, the first one chosen.

    The rules, each deciding only among those that all rules before it leave equal:

    1. more statutory tables were read;
    2. fewer cells could not be read;
    3. fewer checks fail that two readings have not shown to be the report's own errors;
    4. fewer cells of its form are left out;
    5. its address still shows it: what a site has silently replaced never stands before what replaced it, whatever
       dates both print, as long as both are complete by rules 1 to 4 (known of collected documents alone);
    6. published last: a revision replaces what it revises, but only where it is complete by rules 1 to 4, and only
       where all documents still in question say when they were published (a missing date is not an early one);
    7. fewer checks fail at all: of copies that no date tells apart, the one with a slip is the worse copy;
    8. more numbers are printed (blanks and dashes are fewer);
    9. the format that is trusted most (:data:`FORMATS`);
    10. the smaller sha256, which means nothing and is always the same.

    Rules 1 to 4 come before the date because they tell how well a document was read rather than what the agency
    meant: the last published document is often an attachment or a picture of the same report. Rules 7 and 8 come after
    the date because a revision may have errors of its own and may rightly print fewer numbers. A document that is gone
    from its site counts like any other: that it was taken down says nothing against its numbers.

    Reads:
        ``candidates``: one row per document: document_id, report_id, form_proactive, form_requests, form_disputes,
        cells_reported, cells_absent, cells_unreadable, checks_fail, checks_source_error, published (DATE),
        media_type, sha256, superseded (BOOLEAN, NULL where not known).

    Creates:
        ``chosen_versions``: document_id, report_id, version_rank (BIGINT, 1 is the best), chosen (BOOLEAN),
        choice_reason (one sentence that names the rule that decides), ordered by report_id and version_rank.
    """
    early = ", ".join(rule.name for rule in _EARLY_RULES)
    rules = _EARLY_RULES + _LATE_RULES
    keys = ", ".join(rule.name for rule in rules)
    connection.execute(f"""CREATE TABLE chosen_versions AS
        WITH keyed AS (
            SELECT document_id, report_id, published, media_type,
                {", ".join(f"{rule.key} AS {rule.name}" for rule in (*_EARLY_RULES, *_LATE_RULES[1:]))}
            FROM candidates),
        dated AS (
            SELECT *, CASE WHEN count(*) OVER twins = count(published) OVER twins
                THEN date_diff('day', DATE '1970-01-01', published) ELSE 0 END AS published_day
            FROM keyed WINDOW twins AS (PARTITION BY report_id, {early})),
        ranked AS (
            SELECT *, row_number() OVER (PARTITION BY report_id ORDER BY {keys}) AS version_rank,
                count(*) OVER (PARTITION BY report_id) AS documents
            FROM (SELECT *, {_DATE_RULE.key} AS {_DATE_RULE.name} FROM dated))
        SELECT one.document_id, one.report_id, one.version_rank, one.version_rank = 1 AS chosen,
            CASE WHEN one.documents = 1 THEN 'the only document of the report'
                WHEN one.version_rank = 1 THEN 'chosen before ' || CASE one.documents WHEN 2 THEN 'the other document'
                    ELSE (one.documents - 1) || ' other documents' END || ': ' || {_first_difference("chosen")}
                ELSE 'passed over: ' || {_first_difference("passed_over")} END AS choice_reason
        FROM ranked one LEFT JOIN ranked other ON other.report_id = one.report_id
            AND other.version_rank = CASE one.version_rank WHEN 1 THEN 2 ELSE 1 END
        ORDER BY one.report_id, one.version_rank""")


def _first_difference(side: str) -> str:
    """SQL for the words of the first rule by which ``one`` and ``other`` differ."""
    cases = " ".join(
        f"WHEN one.{rule.name} <> other.{rule.name} THEN {getattr(rule, side)}" for rule in _EARLY_RULES + _LATE_RULES
    )
    return f"CASE {cases} END"
