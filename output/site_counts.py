"""What the last run found wrong with the sites of a dataset, counted by severity and kind."""

from __future__ import annotations

from typing import Final, NamedTuple

import duckdb

from output.stored_dataset import StoredDataset

HEALTHS: Final = ("error", "warning", "info", "none", "not collected")
"""How a site fares: by its gravest finding in its last run; the gravest first."""

_NEEDED: Final = tuple(
    f"{table}.{name}"
    for table, names in {
        "sites": ("site_id", "registered_agency", "last_run", "site_health"),
        "site_findings": ("site_id", "run", "severity", "code", "finding_url", "found", "message"),
    }.items()
    for name in names
)
_LAST: Final = "FROM site_findings f JOIN sites s ON s.site_id = f.site_id AND s.last_run = f.run"
_GRAVEST_FIRST: Final = "list_position(['error', 'warning', 'info'], severity) NULLS LAST"


class FindingCount(NamedTuple):
    """How often the last runs found one kind of thing wrong, and at how many sites."""

    severity: str
    code: str
    sites: int
    findings: int
    message: str


class SiteFinding(NamedTuple):
    """One thing that the last run found wrong with a site; ``url`` and ``found`` may be empty."""

    site_id: str
    agency: str
    severity: str
    code: str
    url: str
    found: str


def count_sites(connection: duckdb.DuckDBPyConnection, dataset: StoredDataset) -> dict[str, int]:
    """How many sites fare how (:data:`HEALTHS`); empty where the dataset has none, as without a collection."""
    if dataset.missing(*_NEEDED):
        return {}
    rows = connection.execute(
        "SELECT coalesce(site_health, 'not collected') AS health, count(*) FROM sites GROUP BY health"
    ).fetchall()
    found = {str(health): int(count) for health, count in rows}
    return {health: found[health] for health in HEALTHS if health in found}


def count_site_findings(connection: duckdb.DuckDBPyConnection, dataset: StoredDataset) -> list[FindingCount]:
    """The kinds of findings of the last runs, the gravest first, the most frequent of them first."""
    if dataset.missing(*_NEEDED):
        return []
    rows = connection.execute(
        f"""SELECT severity, code, count(DISTINCT f.site_id) AS sites, count(*), min(message) {_LAST}
        GROUP BY severity, code ORDER BY {_GRAVEST_FIRST}, sites DESC, code"""
    ).fetchall()
    return [FindingCount(*row) for row in rows]


def site_findings(
    connection: duckdb.DuckDBPyConnection, dataset: StoredDataset, limit: int, severity: str = "error"
) -> list[SiteFinding]:
    """The first findings of a severity of the last runs, by site and code."""
    if dataset.missing(*_NEEDED):
        return []
    rows = connection.execute(
        f"""SELECT f.site_id, registered_agency, severity, code, CASE finding_url WHEN '-' THEN '' ELSE finding_url END,
            coalesce(found, '') {_LAST} WHERE severity = ? ORDER BY f.site_id, code, finding_url LIMIT ?""",
        [severity, limit],
    ).fetchall()
    return [SiteFinding(*row) for row in rows]
