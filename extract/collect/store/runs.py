"""Runs and the sites that they went through."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from extract.collect.registry import Site
from extract.collect.store.catalogue import Catalogue
from extract.collect.store.rows import Run


def begin_run(catalogue: Catalogue, sites: Sequence[Site], settings: Mapping[str, Any], started_at: str) -> Run:
    """Begin a run, or go on with the newest one of the same sites where that was never finished."""
    fingerprints = {site.site_id: site.fingerprint() for site in sites}
    registry = _digits(sorted(fingerprints.items()))
    last = catalogue.row(
        "SELECT * FROM runs WHERE registry = ? ORDER BY started_at DESC, run_id DESC LIMIT 1", (registry,)
    )
    if last is not None and last["finished_at"] is None:
        return Run(last["run_id"], last["run_key"], last["started_at"], resumed=True)
    written = json.dumps(settings, ensure_ascii=False, sort_keys=True, default=str)
    key = _digits([registry, started_at, written])
    count = len(catalogue.rows("SELECT 1 FROM runs WHERE run_key = ? OR run_key LIKE ?", (key, f"{key[:12]}%")))
    if count:  # Finished and begun again with the same clock: a run of its own all the same.
        key = f"{key[:12]}{count:04x}"
    run_id = catalogue.write(
        "INSERT INTO runs (run_key, registry, settings, started_at) VALUES (?, ?, ?, ?)",
        (key, registry, written, started_at),
    )
    for site in sites:
        register_site(catalogue, run_id, site, started_at)
    catalogue.commit()
    return Run(run_id, key, started_at, resumed=False)


def register_site(catalogue: Catalogue, run_id: int, site: Site, registered_at: str) -> None:
    """Enter a row of the registry as it is now, and that the run is to go through it."""
    row = json.dumps(site._asdict(), ensure_ascii=False, sort_keys=True, default=list)
    catalogue.write(
        "INSERT OR REPLACE INTO sites (site_id, agency, start_url, host, family, scope, status, first_year, "
        "verified_at, row, registered_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            site.site_id,
            site.agency,
            site.start_url,
            site.host,
            site.family,
            site.scope,
            site.status,
            site.first_year,
            site.verified_at,
            row,
            registered_at,
        ),
    )
    catalogue.write(
        "INSERT INTO site_runs (run_id, site_id, fingerprint) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (run_id, site.site_id, site.fingerprint()),
    )


def add_finding(catalogue: Catalogue, run_id: int, site_id: str, code: str, found: str, url: str = "") -> None:
    """Enter what was not as it should be, once for each run, site, code and address; the latest words stay."""
    catalogue.write(
        "INSERT INTO findings (run_id, site_id, code, url, found) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (run_id, site_id, code, url) DO UPDATE SET found = excluded.found",
        (run_id, site_id, code, url, found),
    )


def _digits(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()[:16]
