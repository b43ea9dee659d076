"""Rows of a registry from what was found at the sites, and the file that they are written to."""

from __future__ import annotations

import csv
import datetime
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from extract.collect.address import canonical_address
from extract.collect.crawl.candidates import Candidate, SiteColumns
from extract.collect.registry import AUTO, COLUMNS, RegistryError, Site
from extract.errors import OutputError
from gongkai.display_text import harmless

_UNNAMED: Final = "fill in the agency: its page does not name it"
_NAMED: Final = "agency as the site names itself: check it"


class Choice(NamedTuple):
    """What was chosen for a site: the candidate, None for none, and whether a person said so."""

    site: Site
    found: SiteColumns | None
    chosen: Candidate | None
    is_by_hand: bool = False


Row = dict[str, str]


def choices_to_rows(
    choices: Sequence[Choice], given: frozenset[str], today: datetime.date
) -> tuple[list[Row], list[RegistryError]]:
    """Rows with the columns of a registry, and an error for each site whose column another row has already.

    Args:
        choices: one for each site.
        given: ids of the sites that are rows of the user's: what they say is kept, their id too, so that a store
            knows the site again under its new address.
        today: the day of the search.
    """
    rows: dict[str, Row] = {}
    errors: list[RegistryError] = []
    for choice in choices:
        row = choice_to_row(choice, today, is_given=choice.site.site_id in given)
        key = row["site_id"] or _id_of(row["start_url"])
        if key in rows:
            where, advice = choice.site.start_url, "one row is enough"
            errors.append(RegistryError(expected="a column once", found=f"{key} again", where=where, advice=advice))
            continue
        rows[key] = row
    return list(rows.values()), errors


def choice_to_row(choice: Choice, today: datetime.date, *, is_given: bool) -> Row:
    """One row; without a choice it stays what it was, and its notes say why."""
    site, chosen = choice.site, choice.chosen
    notes = [site.notes] if site.notes else []
    agency = site.agency
    if not is_given:
        named = harmless(choice.found.agency) if choice.found is not None else ""
        agency = named or site.agency
        notes.append(_NAMED if named else _UNNAMED)
    if chosen is None:
        if choice.found is not None:
            notes.append(f"no column found on {today.isoformat()}: {_why(choice)}")
        site = site._replace(agency=agency, notes="; ".join(notes))
        return _site_to_row(site, is_given=is_given, was=site)
    seen = " ".join(chosen.evidence)
    found = site._replace(
        agency=agency,
        start_url=chosen.url,
        family=chosen.family or AUTO,
        status="active" if choice.is_by_hand else "unverified",
        verified_at=today.isoformat(),
        evidence=f"confirmed by hand: {seen}" if choice.is_by_hand else seen,
        notes="; ".join(notes),
    )
    return _site_to_row(found, is_given=is_given, was=site)


def write_rows(rows: Sequence[Row], path: Path) -> None:
    """Write a registry as CSV, UTF-8.

    Raises:
        OutputError: the file is there already, or cannot be written.
    """
    try:
        with path.open("x", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    except FileExistsError as error:
        raise OutputError(
            expected="a file that is not there yet", found="one that is", where=str(path), advice="name another file"
        ) from error
    except OSError as error:
        found = error.strerror or str(error)
        raise OutputError(expected="a file that can be written", found=found, where=str(path)) from error


def _why(choice: Choice) -> str:
    """Why a site that was searched has no column."""
    assert choice.found is not None
    if choice.found.candidates:
        return "skipped" if choice.is_by_hand else "no candidate was confirmed"
    return choice.found.reason


def _site_to_row(site: Site, *, is_given: bool, was: Site) -> Row:
    is_own_id = is_given and (was.site_id != _id_of(was.start_url) or site.start_url != was.start_url)
    values: dict[str, Any] = {
        **site._asdict(),
        "params": json.dumps(dict(site.params), ensure_ascii=False) if site.params else "",
        "site_id": site.site_id if is_own_id else "",
        "hosts": " ".join(site.hosts),
        "first_year": "" if site.first_year is None else site.first_year,
        "delay": "" if site.delay is None else f"{site.delay:g}",
    }
    return {name: harmless(str(values[name])) for name in COLUMNS}


def _id_of(url: str) -> str:
    return canonical_address(url).partition("://")[2]
