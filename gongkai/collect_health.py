"""``gongkai collect health``: what is wrong with which site, and which items were left out and why."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyarrow as pa
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from extract.collect.findings import SEVERITIES, FindingKind, load_finding_kinds
from extract.collect.store import Store, StoreError
from gongkai.display_text import harmless
from gongkai.result_files import write_table

_STYLES: Final = {"error": "bold red", "warning": "yellow", "info": "dim"}
_LEFT_OUT: Final = ("site_id", "agency", "kind", "title", "published", "url", "reason")
_FINDINGS: Final = (
    "severity", "site_id", "agency", "run", "code", "found", "url", "meaning_en", "meaning_zh", "advice",
)  # fmt: skip


class SiteFinding(NamedTuple):
    """One finding on one site, with the words for its kind."""

    severity: str
    site_id: str
    agency: str
    run: int
    code: str
    found: str
    url: str
    meaning_en: str
    meaning_zh: str
    advice: str


def run_health(arguments: argparse.Namespace) -> int:
    """Lists findings, the gravest first; returns 1 where some site has an error, else 0."""
    with Store(Path(arguments.store), read_only=True) as store:
        check_chosen(store, arguments.site, arguments.run, arguments.store)
        found = store_to_site_findings(store, arguments.site, arguments.run)
        status = 1 if any(finding.severity == "error" for finding in found) else 0
        if arguments.left_out:
            _show(left_out(store, arguments.site, arguments.run), _LEFT_OUT, arguments)
            return status
        sites = store_to_ended(store, arguments.site, arguments.run)
        last = store.query("SELECT max(run_id) AS run, count(*) FILTER (WHERE finished_at IS NULL) AS open FROM runs")[
            0
        ]
    shown = SEVERITIES[: SEVERITIES.index(arguments.severity) + 1]
    _show([finding for finding in found if finding.severity in shown], _FINDINGS, arguments)
    _print_totals(found, sites, last["run"], last["open"])
    return status


def check_chosen(store: Store, sites: Sequence[str], run: int | None, folder: str) -> None:
    """What a store does not know must not look as if nothing were wrong with it.

    Raises:
        StoreError: it has no such site, or no such run.
    """
    known = {row["site_id"] for row in store.query("SELECT site_id FROM sites UNION SELECT site_id FROM site_runs")}
    strange = [site for site in sites if site not in known]
    if strange:
        raise StoreError(
            expected="a site_id of the store",
            found=", ".join(strange),
            where=folder,
            advice="gongkai collect health --csv FILE names those with findings",
        )
    runs = [row["run_id"] for row in store.query("SELECT run_id FROM runs ORDER BY run_id")]
    if run is not None and run not in runs:
        last = f"its last run is {runs[-1]}" if runs else "it has none"
        raise StoreError(expected="a run of the store", found=str(run), where=folder, advice=last)


def store_to_ended(store: Store, sites: Sequence[str], run: int | None) -> dict[str, bool]:
    """Whether each site came to its end in its last run (or in one run): of one that did not nothing is known.

    Args:
        store: open for reading.
        sites: only these; empty for all.
        run: only this run.
    """
    rows = store.query(
        f"""SELECT sites.site_id, outcome IS NOT NULL AS ended
        FROM sites LEFT JOIN site_runs
        ON site_runs.site_id = sites.site_id AND site_runs.run_id = {_run_of("sites.site_id", run)}"""
    )
    return {row["site_id"]: bool(row["ended"]) for row in rows if not sites or row["site_id"] in sites}


def store_to_site_findings(store: Store, sites: list[str] | None = None, run: int | None = None) -> list[SiteFinding]:
    """The findings of each site's last run (or of one run), the gravest first, then by site and code.

    Args:
        store: open for reading.
        sites: only these; empty for all.
        run: only this run.
    """
    kinds = load_finding_kinds()
    rows = store.query(
        f"""SELECT findings.site_id, coalesce(sites.agency, '') AS agency, findings.run_id, code, found, url
        FROM findings LEFT JOIN sites USING (site_id)
        WHERE findings.run_id = {_run_of("findings.site_id", run)} ORDER BY site_id, finding_id"""
    )
    found = []
    for row in rows:
        if sites and row["site_id"] not in sites:
            continue
        kind = kinds.get(row["code"]) or FindingKind(row["code"], "error", "", "", "")
        found.append(
            SiteFinding(
                kind.severity, row["site_id"], row["agency"], row["run_id"], row["code"], row["found"], row["url"],
                kind.meaning_en, kind.meaning_zh, kind.advice_en,
            )
        )  # fmt: skip
    return sorted(found, key=lambda finding: SEVERITIES.index(finding.severity))


def left_out(store: Store, sites: list[str], run: int | None) -> list[tuple[Any, ...]]:
    """Items of the lists that were taken for no report, with the words that decided."""
    rows = store.query(
        f"""SELECT DISTINCT listed.site_id, agency, kind, title, published, listed.url, reason
        FROM listed JOIN sites USING (site_id)
        WHERE kind NOT IN ('report', 'weak') AND listed.run_id = {_run_of("listed.site_id", run)}
        ORDER BY listed.site_id, list_column, page, position"""
    )
    return [tuple(row) for row in rows if not sites or row["site_id"] in sites]


def _run_of(site: str, run: int | None) -> str:
    return str(int(run)) if run is not None else f"(SELECT max(run_id) FROM site_runs WHERE site_runs.site_id = {site})"


def _show(rows: list[Any], names: tuple[str, ...], arguments: argparse.Namespace) -> None:
    if arguments.csv:
        columns = [pa.array([row[number] for row in rows]) for number in range(len(names))]
        write_table(arguments.csv, pa.table(columns, names=list(names)))
        Console().print(Text(f"{len(rows):,} rows in {arguments.csv}"))
        return
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    if names is _LEFT_OUT:
        for name in ("site", "kind", "title", "why"):
            table.add_column(name, overflow="fold")
        for row in rows[: arguments.limit]:
            table.add_row(*(Text(harmless(str(row[number]))) for number in (1, 2, 3, 6)))
    else:
        for name in ("severity", "site", "code", "found"):
            table.add_column(name, overflow="fold")
        rows_of = Counter(agency for _, agency in {(finding.site_id, finding.agency) for finding in rows})
        for finding in rows[: arguments.limit]:
            name = finding.agency or finding.site_id
            who = name if rows_of[finding.agency] == 1 else f"{name} ({finding.site_id})"
            what = "  ".join(part for part in (finding.found, finding.url) if part)
            table.add_row(
                Text(finding.severity, style=_STYLES[finding.severity]),
                Text(harmless(who)),
                Text(finding.code),
                Text(harmless(what)),
            )
    if rows:
        Console().print(table)
    if len(rows) > arguments.limit:
        more = f"… and {len(rows) - arguments.limit:,} more: --csv FILE has all, --limit N more"
        Console().print(Text(more, style="dim"))


def _print_totals(found: list[SiteFinding], ended: Mapping[str, bool], last_run: int | None, unfinished: int) -> None:
    worst = {finding.site_id: finding.severity for finding in reversed(found)}
    counts = Counter(worst.values())
    troubled = {site_id for site_id, severity in worst.items() if severity != "info"}
    in_order = sum(is_ended for site_id, is_ended in ended.items() if site_id not in troubled)
    open_sites = sum(not is_ended for site_id, is_ended in ended.items() if site_id not in troubled)
    console = Console()
    console.print(
        Text(
            f"{len(ended):,} sites: {counts['error']:,} with errors, {counts['warning']:,} with warnings, "
            f"{in_order:,} in order"
            + (f", {open_sites:,} not finished" if open_sites else "")
            + (f"; last run {last_run}" if last_run else "; never run")
            + ("; a run is unfinished: the same collect command goes on" if unfinished else "")
        )
    )
    meanings = {finding.code: finding for finding in reversed(found) if finding.severity != "info"}
    for code, finding in sorted(meanings.items()):
        console.print(Text(f"  {code}: {finding.meaning_en} {finding.advice}", style="dim"))
