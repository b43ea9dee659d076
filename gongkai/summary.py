"""What a build tells the person who started it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rich import box
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from gongkai.run.build import BuildResult
from gongkai.run.tally import Failure, Tally

FAILURES_SHOWN: Final = 20

_PARTS: Final = {"proactive": "proactive disclosure (二)", "requests": "requests (三)", "disputes": "disputes (四)"}
_STATUSES: Final = {
    "reported": "a number is printed",
    "blank": "printed empty; not a zero",
    "dash": "a placeholder such as / or 无",
    "absent": "not printed in the document",
    "unreadable": "printed, but not known for certain",
}
_RESULTS: Final = {
    "holds": "both sides are equal",
    "fails": "both sides are known and differ",
    "cannot_tell": "a cell is blank, absent or unread",
}
_NAMES: Final = {
    "resolved": "reports whose agency was found by rules",
    "reviewed": "by your reviewed names",
    "ambiguous": "several agencies fit: see agencies.csv, review the names",
    "unresolved": "no agency fits: see agencies.csv, review the names",
    "unnamed": "the document names none",
}
_SCOPES: Final = {
    "organ": "the organ itself",
    "office": "a government's office",
    "territory": "a whole territory, all organs in it",
    "level": "the organs of one level",
    "system": "an organ and those below it in its line",
    "unknown": "not said: never add up with others",
}
_COVERAGE: Final = {
    "read": "years of agencies with a report that was read",
    "failed": "a document was found and could not be read",
    "no_table": "a document was found without a statutory table",
    "missing": "expected, and nothing was found",
}
_SITES: Final = {
    "error": "reports are or may be missing: gongkai coverage",
    "warning": "look at them: gongkai coverage",
    "info": "worth knowing",
    "none": "nothing was wrong",
    "not collected": "no run has come to them",
}
_CORRECTIONS: Final = {
    "applied": "cells that you corrected",
    "refused": "not applied: corrections.csv says why",
}
_ALARMING: Final = {"error", "failed", "unreadable", "fails", "missing", "ambiguous", "unresolved", "refused"}
_CAUSES: Final = {
    "source_error": "the report itself is wrong (two readings agree)",
    "unverified": "there was no second reading",
}


def summary(result: BuildResult) -> RenderableType:
    """A summary for a terminal: what was found and read, what holds, what failed and why, how to open it."""
    tally = result.tally
    parts: list[RenderableType] = [_heading(result), _documents(result)]
    if tally.tables_read:
        forms = {
            f"{_PARTS.get(part, part)}, form {form}": (count, "")
            for (part, form), count in sorted(
                tally.tables_read.items(), key=lambda entry: (_order(entry[0][0]), entry[0])
            )
        }
        parts.append(_counts("Tables read", forms))
        parts.append(_counts("Values", _known(_STATUSES, tally.statuses)))
        parts.append(_checks(tally))
        parts.append(_counts("Names of agencies", _met(_NAMES, tally.names)))
        parts.append(_counts("What reports count", _met(_SCOPES, tally.scopes)))
        parts.append(_counts("Coverage", _met(_COVERAGE, tally.coverage)))
    if tally.sites:
        parts.append(_counts("Sites by their gravest finding", _met(_SITES, tally.sites)))
    if tally.corrections:
        parts.append(_counts("Corrections", _met(_CORRECTIONS, tally.corrections)))
    if tally.problems:
        parts.append(_counts("Problems", {code: (count, "") for code, count in tally.problems.most_common()}))
    if tally.failures:
        parts.append(_failures(tally.failures, tally.outcomes["failed"]))
    parts.append(_how_to_open(result))
    return Group(*(Padding(part, (0, 0, 1, 0)) for part in parts))


def _order(part: str) -> int:
    return list(_PARTS).index(part) if part in _PARTS else len(_PARTS)


def _heading(result: BuildResult) -> Text:
    reports = result.tally.row_counts.get("reports", 0)
    reused = f", {result.reused} reused" if result.reused else ""
    return Text.assemble(
        (f"{_number(reports)} {'report' if reports == 1 else 'reports'} found", "bold"),
        f" · {_number(result.read)} {'document' if result.read == 1 else 'documents'} read{reused}"
        f" · {result.seconds:.1f} s",
    )


def _documents(result: BuildResult) -> RenderableType:
    outcomes, reasons = result.tally.outcomes, result.tally.reasons
    rows: dict[str, tuple[int, str]] = {"read": (outcomes["read"], "at least one statutory table")}
    if outcomes["no_table"]:
        rows["no_table"] = (outcomes["no_table"], "opened, but no statutory table in it")
    if outcomes["failed"]:
        rows["failed"] = (outcomes["failed"], "could not be read, see below")
    if outcomes["skipped"]:
        skipped = {
            "archive": "archives: unpack them",
            "picture": "pictures: look at them",
            "link_outside": "links that lead out of the source",
        }
        known = [f"{reasons[code]} {text}" for code, text in skipped.items() if reasons[code]]
        rows["skipped"] = (outcomes["skipped"], "; ".join(known) or "left alone, see the table documents")
    if result.tally.collected:
        rows["from a store"] = (result.tally.collected, "of these: collected, with their addresses")
    if result.duplicates:
        rows["same bytes again"] = (result.duplicates, "further paths of documents counted above")
    if result.ignored:
        kinds = ", ".join(f"{count} {kind}" for kind, count in result.ignored.most_common(6))
        rows["ignored"] = (sum(result.ignored.values()), f"no documents: {kinds}")
    return _counts("Documents", rows)


def _checks(tally: Tally) -> RenderableType:
    rows = _known(_RESULTS, tally.results)
    ordered: dict[str, tuple[int, str]] = {}
    for name, row in rows.items():
        ordered[name] = row
        if name == "fails":
            ordered |= {f"  {cause}": row for cause, row in _known(_CAUSES, tally.causes).items() if row[0]}
    return _counts("Checks", ordered)


def _known(texts: dict[str, str], counts: dict[str, int]) -> dict[str, tuple[int, str]]:
    return {name: (counts.get(name, 0), text) for name, text in texts.items()}


def _met(texts: dict[str, str], counts: dict[str, int]) -> dict[str, tuple[int, str]]:
    return {name: row for name, row in _known(texts, counts).items() if row[0]}


def _counts(title: str, rows: dict[str, tuple[int, str]]) -> RenderableType:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    table.add_column(title, no_wrap=True)
    table.add_column("", justify="right", no_wrap=True)
    table.add_column("", style="dim", overflow="fold")
    for name, (count, note) in rows.items():
        table.add_row(escape(name), _number(count), escape(note), style="red" if count and name in _ALARMING else None)
    return table


def _failures(failures: Iterable[Failure], total: int) -> RenderableType:
    shown = list(failures)[:FAILURES_SHOWN]
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    table.add_column("Not read", overflow="fold")
    table.add_column("why", no_wrap=True)
    table.add_column("what to do", overflow="fold", style="dim")
    for failure in shown:
        why = f"{failure.code}\nexpected {failure.expected}\nfound {failure.found}"
        table.add_row(escape(failure.path), Text(why, overflow="fold", no_wrap=False), escape(failure.advice))
    table.columns[1].no_wrap = False
    if total > len(shown):
        rest = f"… and {total - len(shown)} more: rows of the table documents with outcome failed"
        return Group(table, Text(rest, style="dim"))
    return table


def _how_to_open(result: BuildResult) -> RenderableType:
    # Forward slashes: all three programs take them on every system.
    panel = (result.out / "panel").as_posix()
    return Text.assemble(
        ("The dataset lies in ", "bold"),
        (str(result.out), "bold"),
        " (README.txt, codebook.md, Parquet and CSV)\n",
        "pandas  ",
        (f'pandas.read_parquet("{panel}.parquet")\n', "cyan"),
        "R       ",
        (f'readr::read_csv("{panel}.csv")\n', "cyan"),
        "Stata   ",
        (f'import delimited using "{panel}.csv", encoding("utf-8") bindquote(strict) case(preserve) clear\n', "cyan"),
        "Next    ",
        (f"gongkai check {result.out}", "cyan"),
        " shows all findings, ",
        (f"gongkai metrics {result.out} --rank", "cyan"),
        " compares rates",
        overflow="fold",
    )


def _number(count: int) -> str:
    return f"{count:,}"
