"""Registries of sites for the command: checked, and the one that comes with this software written out."""

from __future__ import annotations

import sys
from importlib import resources
from pathlib import Path

from extract.collect.families import load_adapters
from extract.collect.registry import AUTO, Registry, RegistryError, load_registry
from extract.errors import OutputError
from gongkai.display_text import harmless

STARTING_REGISTRY = "starting_registry.csv"


def load_checked_registry(path: str) -> Registry:
    """A registry whose rows all name a family that there is; every other row is among its errors.

    Raises:
        RegistryError: the file cannot be read, or no row of it can be used.
    """
    registry = load_registry(Path(path))
    families = (AUTO, *load_adapters())
    errors = list(registry.errors)
    errors += [
        RegistryError(
            expected=f"a family: {', '.join(families)}",
            found=site.family,
            where=f"{path}, line {site.line}",
            advice="auto tells it from the site itself",
        )
        for site in registry.sites
        if site.family not in families
    ]
    sites = tuple(site for site in registry.sites if site.family in families)
    if not sites:
        found = f"{len(errors)} rows that cannot be used; the first: {errors[0]}" if errors else "no row"
        raise RegistryError(expected="a row that can be used", found=found, where=path)
    return Registry(sites, tuple(errors))


def print_errors(registry: Registry) -> None:
    """Names every row that was left out, with line, reason and advice, on standard error."""
    for error in registry.errors:
        print(f"gongkai: {error.code}: {harmless(str(error))}", file=sys.stderr)


def run_check(path: str) -> int:
    """Checks a registry; returns 0 when every row can be used, 1 when some cannot."""
    registry = load_checked_registry(path)
    print_errors(registry)
    hosts = len({site.host for site in registry.sites})
    print(f"{len(registry.sites):,} rows on {hosts:,} hosts can be used, {len(registry.errors):,} cannot")
    return 1 if registry.errors else 0


def run_registry(path: str) -> int:
    """Writes the starting registry; returns 0.

    Raises:
        OutputError: the file is there already, or cannot be written.
    """
    data = resources.files("extract.collect").joinpath(STARTING_REGISTRY).read_bytes()
    try:
        with Path(path).open("xb") as file:
            file.write(data)
    except FileExistsError as error:
        raise OutputError(
            expected="a file that is not there yet", found="one that is", where=path, advice="name another file"
        ) from error
    except OSError as error:
        raise OutputError(expected="a file that can be written", found=str(error.strerror), where=path) from error
    rows = len(load_registry(Path(path)).sites)
    print(f"{rows:,} rows in {path}, none of them verified: open each start page once before you rely on it")
    return 0
