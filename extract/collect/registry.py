"""The registry of sites: which agencies publish where, as a CSV or YAML file of the user's."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from extract.collect.address import address_problem, canonical_address, host_of
from extract.encoding import bytes_to_text
from extract.errors import GongkaiError

AUTO: Final = "auto"
"""The family of a row whose family is to be told from the site itself."""

SCOPES: Final = ("own", "aggregate")
COLUMNS: Final = (
    "agency", "start_url", "family", "params", "site_id", "hosts", "scope", "first_year", "delay", "status",
    "verified_at", "evidence", "notes",
)  # fmt: skip
"""Columns of a registry; only ``agency`` and ``start_url`` must be there."""

STATUSES: Final = ("active", "unverified", "manual", "dead")


class RegistryError(GongkaiError):
    """A registry, or a row of one, that is not as it must be."""

    code = "bad_registry"


class Site(NamedTuple):
    """One row of the registry.

    Attributes:
        agency: full name of the agency whose column it is (of the aggregator, where ``scope`` is ``aggregate``).
        start_url: its column of annual reports, or its home page.
        family: an adapter's name, or ``auto``.
        params: what the family needs (``channelid``, ``columnid``, ``unitid`` …), selectors that override the
            adapter's (``items``, ``title``, ``date``, ``next``, ``content``: CSS) and ``urls`` of a manual list.
        site_id: unique; by default the canonical start address without its scheme.
        hosts: further hosts that may be fetched (attachments), besides that of ``start_url``.
        scope: ``own``: all reports found are this agency's or its predecessors'; ``aggregate``: of many agencies.
        first_year: first fiscal year that is expected; None where nothing is known.
        delay: seconds between two requests to its host; None for the run's; never less than the run's.
        status: ``active``, ``unverified`` (never confirmed by a person), ``manual`` (files are imported), ``dead``.
        verified_at, evidence, notes: when and how the row was confirmed, and remarks.
        line: line of the file (CSV) or number of the row (YAML), from 1.
    """

    agency: str
    start_url: str
    family: str = AUTO
    params: Mapping[str, Any] = {}
    site_id: str = ""
    hosts: tuple[str, ...] = ()
    scope: str = "own"
    first_year: int | None = None
    delay: float | None = None
    status: str = "active"
    verified_at: str = ""
    evidence: str = ""
    notes: str = ""
    line: int = 0

    @property
    def host(self) -> str:
        """The host of the start address."""
        return host_of(self.start_url)

    def param(self, name: str) -> str | None:
        """A parameter as text; None where the row has none."""
        value = self.params.get(name)
        return None if value is None else str(value)

    def fingerprint(self) -> str:
        """Sixteen digits that change with the row, wherever it stands in the file."""
        row = json.dumps(self._replace(line=0), ensure_ascii=False, sort_keys=True, default=list)
        return hashlib.sha256(row.encode()).hexdigest()[:16]


class Registry(NamedTuple):
    """The sites of a file, and one error for each row that had to be left out."""

    sites: tuple[Site, ...]
    errors: tuple[RegistryError, ...]


def load_registry(path: Path) -> Registry:
    """Read a registry; broken rows are told with line and reason, the rest is kept.

    Args:
        path: ``.csv`` (UTF-8 or gb18030; ``params`` holds JSON or ``name=value`` pairs cut by ``;``, ``hosts`` names
            cut by blanks) or ``.yaml``/``.yml`` (a list of mappings with the same names).

    Raises:
        RegistryError: the file cannot be read, is no table at all, or lacks a column that must be there.
    """
    try:
        text = bytes_to_text(path.read_bytes())[0]
    except OSError as error:
        raise RegistryError(
            expected="a registry (CSV or YAML)", found=error.strerror or str(error), where=str(path)
        ) from error
    rows = _yaml_rows(text, path) if path.suffix.lower() in {".yaml", ".yml"} else _csv_rows(text, path)
    return rows_to_registry(rows, str(path))


def rows_to_registry(rows: Iterator[tuple[int, Any]], where: str = "registry") -> Registry:
    """Sites from rows ``(line, mapping)``; a row that is not as it must be becomes an error."""
    sites: dict[str, Site] = {}
    errors: list[RegistryError] = []
    for line, row in rows:
        place = f"{where}, line {line}"
        try:
            site = _row_to_site(row, line)
        except RegistryError as error:
            errors.append(RegistryError(expected=error.expected, found=error.found, where=place, advice=error.advice))
            continue
        other = sites.get(site.site_id)
        if other is not None:
            advice = "give each row a site_id of its own, or drop one"
            found = f"{site.site_id} again (first on line {other.line})"
            errors.append(RegistryError(expected="a site_id once", found=found, where=place, advice=advice))
            continue
        sites[site.site_id] = site
    return Registry(tuple(sites.values()), tuple(errors))


def _csv_rows(text: str, path: Path) -> Iterator[tuple[int, Any]]:
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")), strict=True)
    missing = [name for name in ("agency", "start_url") if name not in (reader.fieldnames or ())]
    if missing:
        raise RegistryError(
            expected="the columns agency and start_url",
            found=f"no column {' or '.join(missing)}",
            where=str(path),
            advice=f"known columns are {', '.join(COLUMNS)}",
        )
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            yield reader.line_num, RegistryError(expected="a row of CSV", found=str(error))
            return
        if row is None:
            return
        if any(value for value in row.values() if isinstance(value, str)):
            yield reader.line_num, row


def _yaml_rows(text: str, path: Path) -> Iterator[tuple[int, Any]]:
    try:
        import yaml
    except ImportError as error:
        raise RegistryError(
            expected="the library pyyaml for a registry in YAML",
            found="it is not installed",
            where=str(path),
            advice="pip install gongkai[collect], or write the registry as CSV",
        ) from error
    try:
        rows = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # A day that no calendar has, and a number of thousands of digits, are plain ValueErrors.
        mark = getattr(error, "problem_mark", None)
        place = f"{path}, line {mark.line + 1}" if mark else str(path)
        found = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise RegistryError(expected="YAML", found=found[:200], where=place) from error
    if isinstance(rows, dict):
        rows = rows.get("sites")
    if not isinstance(rows, list):
        raise RegistryError(expected="a list of sites", found=type(rows).__name__, where=str(path))
    yield from enumerate(rows, start=1)


def _row_to_site(row: Any, line: int) -> Site:
    if isinstance(row, RegistryError):
        raise row
    if not isinstance(row, Mapping):
        raise RegistryError(expected="a row with names and values", found=type(row).__name__)
    unknown = sorted(str(name) for name in row if name not in COLUMNS)
    if unknown:
        raise RegistryError(
            expected=f"the columns {', '.join(COLUMNS)}", found=f"{', '.join(unknown)}", advice="check its spelling"
        )
    values = {name: _plain(name, value) for name, value in row.items()}
    agency, start_url = str(values.get("agency") or ""), str(values.get("start_url") or "")
    if not agency:
        raise RegistryError(expected="the name of an agency", found="nothing")
    params = _params(values.get("params"))
    problem = address_problem(start_url)
    if problem:
        raise RegistryError(expected="an http or https address as start_url", found=problem)
    return Site(
        agency=agency,
        start_url=start_url,
        family=str(values.get("family") or AUTO),
        params=params,
        site_id=str(values.get("site_id") or "") or canonical_address(start_url).partition("://")[2],
        hosts=tuple(host.lower() for host in _words(values.get("hosts"))),
        scope=_one_of("scope", values.get("scope") or "own", SCOPES),
        first_year=_year(values.get("first_year")),
        delay=_seconds(values.get("delay")),
        status=_one_of("status", values.get("status") or "active", STATUSES),
        verified_at=str(values.get("verified_at") or ""),
        evidence=str(values.get("evidence") or ""),
        notes=str(values.get("notes") or ""),
        line=line,
    )


def _plain(name: str, value: Any) -> Any:
    """A value as JSON has it, for the store keeps rows as JSON: YAML knows dates, sets, bytes and lists within themselves."""
    if isinstance(value, str):
        return value.strip()
    try:
        return json.loads(json.dumps(value, default=str))
    except (TypeError, ValueError, RecursionError) as error:
        raise RegistryError(expected=f"{name} as text, numbers or lists of them", found=str(error)[:200]) from error


def _params(value: Any) -> Mapping[str, Any]:
    if value is None or value == "":
        return {}
    if isinstance(value, str):
        if not value.startswith("{"):
            pairs = [pair.partition("=") for pair in value.split(";") if pair.strip()]
            if all(sign and name.strip() for name, sign, _ in pairs):
                return {name.strip(): text.strip() for name, _, text in pairs}
            raise RegistryError(expected="params as name=value;name=value or as JSON", found=value[:80])
        try:
            value = json.loads(value)
        except (ValueError, RecursionError) as error:
            raise RegistryError(expected="JSON in params", found=str(error)) from error
    if not isinstance(value, Mapping):
        raise RegistryError(expected="names and values in params", found=type(value).__name__)
    return dict(value)


def _words(value: Any) -> list[str]:
    if isinstance(value, list):
        return [str(word) for word in value if word]
    return str(value or "").split()


def _one_of(name: str, value: Any, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise RegistryError(expected=f"{name}: {', '.join(allowed)}", found=str(value))
    return str(value)


def _year(value: Any) -> int | None:
    if value is None or value == "":
        return None
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) == 4 and 2003 <= int(text) <= 2100):
        raise RegistryError(expected="first_year as a year from 2003", found=text[:80])
    return int(text)


def _seconds(value: Any) -> float | None:
    if value is None or value == "":
        return None
    try:
        seconds = float(value)
    except (TypeError, ValueError):
        seconds = -1.0
    if not 0 <= seconds <= 3600:
        raise RegistryError(expected="delay in seconds, at most 3600", found=str(value))
    return seconds
