"""The catalogue of several stores, made by going through their runs as if one store had seen them all."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from extract.collect.store.catalogue import Catalogue
from extract.collect.store.links import save_link
from extract.collect.store.listings import enter_listing
from extract.collect.store.presence import finish_site
from extract.collect.store.rows import Seen
from extract.collect.store.runs import add_finding
from extract.collect.store.versions import save_document

ArchiveNames = Mapping[tuple[Path, str], str]
_IDENTITY = ("asked_at", "key", "site_id", "status", "sha256", "payload_sha256", "method", "url")


class Source(NamedTuple):
    """A store that is read."""

    folder: Path
    catalogue: Catalogue

    def rank(self) -> tuple[Any, ...]:
        """What sources are put in order by: their content, so that the order in which they are named does not matter.

        Of copies of one store the one that went further comes first: its judgements are the later ones.
        """
        rows = self.catalogue.rows(
            "SELECT run_key, started_at, finished_at IS NULL AS open, "
            "(SELECT count(*) FROM fetches WHERE fetches.run_id = runs.run_id) AS fetches FROM runs "
            "ORDER BY started_at, run_key"
        )
        runs = [(row["started_at"], row["run_key"], row["open"], -row["fetches"]) for row in rows]
        return (not runs, runs, -len(runs))


class _Numbers(NamedTuple):
    """Numbers in the merged catalogue by those of one source."""

    fetches: dict[int, int]
    archives: dict[int, int]


def replay_runs(sources: Sequence[Source], names: ArchiveNames, merged: Catalogue) -> None:
    """Go through all runs in the order in which they began.

    Args:
        sources: in the order of :meth:`Source.rank`.
        names: the WARC files' names in the target.
        merged: an empty catalogue.
    """
    numbers = [_Numbers({}, {}) for _ in sources]
    runs: dict[tuple[str, str], list[tuple[int, sqlite3.Row]]] = {}
    for index, source in enumerate(sources):
        merged.write_many(
            "INSERT OR IGNORE INTO objects VALUES (?, ?)",
            [tuple(row) for row in source.catalogue.rows("SELECT sha256, size FROM objects ORDER BY sha256")],
        )
        for row in source.catalogue.rows("SELECT * FROM runs"):
            runs.setdefault((row["started_at"], row["run_key"]), []).append((index, row))
    for _, copies in sorted(runs.items(), key=lambda item: item[0]):
        copies.sort(key=lambda copy: (copy[1]["finished_at"] is None, copy[0]))
        _replay_run([(sources[index], numbers[index], row) for index, row in copies], names, merged)
        merged.commit()


def _replay_run(copies: Sequence[tuple[Source, _Numbers, sqlite3.Row]], names: ArchiveNames, merged: Catalogue) -> None:
    first = copies[0][2]
    run_id = merged.write(
        "INSERT INTO runs (run_key, registry, settings, started_at, finished_at) VALUES (?, ?, ?, ?, ?)",
        (first["run_key"], first["registry"], first["settings"], first["started_at"], first["finished_at"]),
    )
    known: dict[tuple[Any, ...], int] = {}
    for source, numbers, row in copies:
        _enter_sites(source.catalogue, row["run_id"], run_id, merged)
        _enter_archives(source, numbers, row["run_id"], run_id, names, merged)
        _enter_fetches(source.catalogue, numbers, row["run_id"], run_id, known, merged)
    finished: dict[str, sqlite3.Row] = {}
    for source, numbers, row in copies:
        _enter_derived(source.catalogue, numbers, row["run_id"], run_id, merged)
        for site in source.catalogue.rows(
            "SELECT * FROM site_runs WHERE run_id = ? AND outcome IS NOT NULL ORDER BY site_id", (row["run_id"],)
        ):
            finished.setdefault(site["site_id"], site)
    for site_id, site in sorted(finished.items()):
        finish_site(merged, run_id, site_id, site["outcome"], json.loads(site["counts"] or "{}"))


def _enter_sites(source: Catalogue, old_run: int, run_id: int, merged: Catalogue) -> None:
    for row in source.rows(
        "SELECT sites.* FROM sites JOIN site_runs USING (site_id) WHERE run_id = ? ORDER BY site_id", (old_run,)
    ):
        columns = row.keys()
        updates = ", ".join(f"{name} = excluded.{name}" for name in columns if name != "site_id")
        merged.write(
            f"INSERT INTO sites ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}) "
            f"ON CONFLICT (site_id) DO UPDATE SET {updates} WHERE excluded.registered_at > sites.registered_at",
            tuple(row),
        )
    for row in source.rows("SELECT site_id, fingerprint FROM site_runs WHERE run_id = ? ORDER BY site_id", (old_run,)):
        merged.write(
            "INSERT OR IGNORE INTO site_runs (run_id, site_id, fingerprint) VALUES (?, ?, ?)",
            (run_id, row["site_id"], row["fingerprint"]),
        )


def _enter_archives(
    source: Source, numbers: _Numbers, old_run: int, run_id: int, names: ArchiveNames, merged: Catalogue
) -> None:
    for row in source.catalogue.rows("SELECT * FROM archives WHERE run_id = ? ORDER BY name", (old_run,)):
        name = names[source.folder, row["name"]]
        merged.write(
            "INSERT INTO archives (name, run_id, size) VALUES (?, ?, ?) "
            "ON CONFLICT (name) DO UPDATE SET size = max(size, excluded.size)",
            (name, run_id, row["size"]),
        )
        entered = merged.row("SELECT archive_id FROM archives WHERE name = ?", (name,))
        assert entered is not None
        numbers.archives[row["archive_id"]] = entered["archive_id"]


def _enter_fetches(
    source: Catalogue,
    numbers: _Numbers,
    old_run: int,
    run_id: int,
    known: dict[tuple[Any, ...], int],
    merged: Catalogue,
) -> None:
    """Enter the exchanges that no other copy of the run has brought; the same one twice in one copy counts twice."""
    counts: Counter[tuple[Any, ...]] = Counter()
    for row in source.each("SELECT * FROM fetches WHERE run_id = ? ORDER BY fetch_id", (old_run,)):
        identity = tuple(row[name] for name in _IDENTITY)
        counts[identity] += 1
        identity = (*identity, counts[identity])
        if identity not in known:
            values = dict(row)
            del values["fetch_id"]
            values["run_id"] = run_id
            values["archive_id"] = numbers.archives.get(row["archive_id"])
            for name in ("parent", "answered_by"):
                values[name] = numbers.fetches.get(row[name])
            known[identity] = merged.write(
                f"INSERT INTO fetches ({', '.join(values)}) VALUES ({', '.join(f':{name}' for name in values)})", values
            )
        numbers.fetches[row["fetch_id"]] = known[identity]


def _enter_derived(source: Catalogue, numbers: _Numbers, old_run: int, run_id: int, merged: Catalogue) -> None:
    """Lists, links, findings and documents, in the order in which the run came upon them."""
    for row in source.each("SELECT * FROM listings WHERE run_id = ? ORDER BY listing_id", (old_run,)):
        lines = [
            tuple(item)[1:]
            for item in source.rows("SELECT * FROM items WHERE listing_id = ? ORDER BY position", (row["items_of"],))
        ]
        values = dict(row)
        enter_listing(merged, {**values, "run_id": run_id, "fetch_id": numbers.fetches[row["fetch_id"]]}, lines)
    for row in source.each(
        "SELECT * FROM links WHERE first_run <= :run AND last_run >= :run ORDER BY link_id", {"run": old_run}
    ):
        save_link(merged, run_id, row["parent_url"], row["child_url"], row["relation"], row["text"])
    for row in source.each("SELECT * FROM findings WHERE run_id = ? ORDER BY finding_id", (old_run,)):
        add_finding(merged, run_id, row["site_id"], row["code"], row["found"], row["url"])
    for row in source.each("SELECT * FROM sightings WHERE run_id = ? ORDER BY sighting_id", (old_run,)):
        seen = {name: row[name] for name in Seen._fields}
        seen["sources"] = tuple(json.loads(row["sources"]))
        seen["fetch_id"] = numbers.fetches[row["fetch_id"]]
        save_document(merged, run_id, Seen(**seen))
