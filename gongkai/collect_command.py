"""``gongkai collect``: from a list of agencies to a store of their published reports."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from extract.errors import GongkaiError, MissingLibraryError

if TYPE_CHECKING:
    # The class is generic only for type checkers.
    Verbs = argparse._SubParsersAction[argparse.ArgumentParser]

CONTACT_VARIABLE: Final = "GONGKAI_CONTACT"
"""Environment variable that holds the contact where ``--contact`` is not given."""

_LIBRARIES: Final = frozenset({"cssselect", "scrapy", "twisted", "warcio", "yaml"})
"""What the extra ``collect`` brings."""

_STATUS: Final = (
    "Exit status: 0 all was done, 1 some row or site has an error (each is named), the run was stopped, or it could not "
    "begin, 2 wrong usage."
)
_STORE_HELP: Final = "folder of a store"


def add_collect_parser(verbs: Verbs) -> None:
    """Adds the verb with its own verbs; heavy modules are imported only when one runs."""
    collect = verbs.add_parser(
        "collect",
        help="collect reports from agencies' sites into a store",
        description="Collect reports from agencies' sites into a store. gongkai collect REGISTRY -o STORE is short for "
        "gongkai collect run REGISTRY -o STORE.",
    )
    parts = collect.add_subparsers(dest="part", metavar="PART", required=True, help="without one: run")
    _add_run(parts)
    _add_find(parts)
    _add_check(parts)
    _add_health(parts)
    _add_import(parts)
    _add_merge(parts)
    _add_verify(parts)
    _add_registry(parts)


def with_part(arguments: Sequence[str]) -> list[str]:
    """The arguments with ``run`` put in where ``collect`` is followed by none of its parts.

    >>> with_part(["collect", "sites.csv", "-o", "store"])
    ['collect', 'run', 'sites.csv', '-o', 'store']
    >>> with_part(["collect", "health", "store"]), with_part(["collect", "--help"])
    (['collect', 'health', 'store'], ['collect', '--help'])
    >>> with_part(["collect", "chek", "sites.csv"])
    ['collect', 'chek', 'sites.csv']
    """
    given = list(arguments)
    if (
        given[:1] == ["collect"]
        and len(given) > 1
        and given[1] not in {*_RUNS, "-h", "--help"}
        and _is_no_part(given[1])
    ):
        given.insert(1, "run")
    return given


def _is_no_part(word: str) -> bool:
    """Whether a word is an option or names a file: a part that is spelt wrongly should be told as such."""
    return word.startswith("-") or "." in word or os.sep in word or os.path.exists(word)


def _add_run(parts: Verbs) -> None:
    part = parts.add_parser(
        "run",
        help="go through the sites of a registry (the default)",
        description="Go through the sites of a registry and put what they publish into a store. Stopped at any moment, "
        "the same command goes on; run again when all is done, it asks only for lists and, conditionally, for what may "
        "have changed.",
        epilog=_STATUS,
    )
    part.add_argument("registry", metavar="REGISTRY", help="CSV or YAML: agency, start_url, family, params …")
    part.add_argument("-o", "--output", required=True, metavar="STORE", help="folder of the store, new or of before")
    _add_manners(part)
    part.add_argument("--site", nargs="+", default=[], metavar="ID", help="only these rows, by site_id")
    part.add_argument("--family", nargs="+", default=[], metavar="F", help="only rows of these families")
    part.add_argument("--shard", metavar="I/N", help="only the I-th of N parts of the registry, cut by host")
    part.add_argument(
        "--accept-columns",
        action="store_true",
        help="follow the columns of annual reports that a home page or its platform of disclosure names",
    )
    part.add_argument("--since", type=int, metavar="YEAR", help="list reports on earlier years, and do not fetch them")
    part.add_argument(
        "--recheck",
        type=float,
        default=0.0,
        metavar="DAYS",
        help="ask again only for documents not asked for in so many days (default: 0, all)",
    )
    part.add_argument("--max-page", type=float, default=10.0, metavar="MB", help="largest page kept (default: 10)")
    part.add_argument("--max-file", type=float, default=100.0, metavar="MB", help="largest file kept (default: 100)")


def _add_manners(part: argparse.ArgumentParser) -> None:
    part.add_argument(
        "--contact",
        default=os.environ.get(CONTACT_VARIABLE),
        metavar="WHO",
        help=f"mail or web address at which the sites can reach you; sent with every request (or set {CONTACT_VARIABLE})",
    )
    part.add_argument(
        "--delay",
        type=float,
        default=2.0,
        metavar="SECONDS",
        help="between two requests to one host, at least (default: 2)",
    )
    part.add_argument("--timeout", type=float, default=60.0, metavar="SECONDS", help="for one answer (default: 60)")
    part.add_argument("--hosts", type=int, default=16, metavar="N", help="hosts asked at the same time (default: 16)")
    part.add_argument(
        "--resolve",
        nargs="+",
        default=[],
        metavar="HOST=ADDRESS[:PORT]",
        help="addresses to use for hosts in place of the name service; * stands for any host. For copies of sites: the "
        "only way to reach a private address",
    )


def _add_find(parts: Verbs) -> None:
    part = parts.add_parser(
        "find",
        help="find the annual-report column of sites, for you to confirm",
        description="Fetch the start page of each site, tell its family, and show the columns that may hold its annual "
        "reports, for a person to confirm.",
        epilog="Exit status: 0 all was done, 1 some row has an error, some site no candidate, or it was stopped, 2 wrong usage.",
    )
    part.add_argument("sites", nargs="+", metavar="URL", help="home pages, or a registry (CSV or YAML)")
    part.add_argument("-o", "--output", metavar="FILE", help="write a registry with the columns you confirm (CSV)")
    part.add_argument(
        "--yes", action="store_true", help="take the best column that its titles confirm; rows stay unverified"
    )
    _add_manners(part)


def _add_check(parts: Verbs) -> None:
    part = parts.add_parser(
        "check",
        help="check a registry without asking any site",
        description="Check a registry: every row that cannot be used, with its line and the reason.",
        epilog="Exit status: 0 all rows can be used, 1 some cannot, 2 wrong usage.",
    )
    part.add_argument("registry", metavar="REGISTRY", help="CSV or YAML")


def _add_health(parts: Verbs) -> None:
    part = parts.add_parser(
        "health",
        help="say what is wrong with which site",
        description="List what the last run found wrong with each site, the gravest first: fewer items than declared, "
        "years without a report, lists that shrank, challenges, types that lie.",
        epilog="Exit status: 0 no error, 1 some site has an error or the store cannot be read, 2 wrong usage.",
    )
    part.add_argument("store", metavar="STORE", help=_STORE_HELP)
    part.add_argument("--site", nargs="+", default=[], metavar="ID", help="only these sites")
    part.add_argument(
        "--severity", choices=("error", "warning", "info"), default="warning", help="least severity (default: warning)"
    )
    part.add_argument("--run", type=int, metavar="N", help="another run than each site's last")
    part.add_argument("--left-out", action="store_true", help="list the items that were not fetched, with the reason")
    part.add_argument("--limit", type=int, default=50, metavar="N", help="rows printed (default: 50)")
    part.add_argument("--csv", metavar="FILE", help="write all rows to a CSV file")


def _add_import(parts: Verbs) -> None:
    part = parts.add_parser(
        "import",
        help="take in files that a person saved",
        description="Take in files that a person saved, where a site is not to be collected: with agency, address, day and "
        "year, as if they had been fetched, marked as saved by hand.",
        epilog="Exit status: 0 all files were taken in, 1 some were not (each is named), 2 wrong usage.",
    )
    part.add_argument("store", metavar="STORE", help="folder of the store, new or of before")
    part.add_argument(
        "table", metavar="CSV", help="columns path, agency, url, fetched_at; year, note, site_id if known"
    )


def _add_merge(parts: Verbs) -> None:
    part = parts.add_parser(
        "merge",
        help="bring several stores together",
        description="Bring several stores together into one, without duplicates: those of shards, of several machines.",
        epilog="Exit status: 0 done, 1 a store cannot be used, 2 wrong usage.",
    )
    part.add_argument("stores", nargs="+", metavar="STORE", help="folders of stores")
    part.add_argument("-o", "--output", required=True, metavar="STORE", help="folder of the new store")


def _add_verify(parts: Verbs) -> None:
    part = parts.add_parser(
        "verify",
        help="check that a store holds what it says",
        description="Hash every object and read every WARC record of a store, and compare with its catalogue.",
        epilog="Exit status: 0 all is whole, 1 something is not (each is named), 2 wrong usage.",
    )
    part.add_argument("store", metavar="STORE", help=_STORE_HELP)


def _add_registry(parts: Verbs) -> None:
    part = parts.add_parser(
        "registry",
        help="write the registry that comes with this software",
        description="Write the registry to start with: provincial columns and portals seen in public material, none of "
        "them verified, each with the date and source of its evidence.",
        epilog="Exit status: 0 done, 1 the file cannot be written, 2 wrong usage.",
    )
    part.add_argument("-o", "--output", required=True, metavar="FILE", help="CSV file, not there yet")


def run_collect(options: argparse.Namespace) -> int:
    """Runs one part of the verb; returns its exit status.

    Raises:
        ModuleNotFoundError: a module of ours is missing.
    """
    try:
        return _run_part(options)
    except GongkaiError as error:
        from gongkai.display_text import harmless

        print(f"gongkai: {error.code}: {harmless(str(error))}", file=sys.stderr)
        return 1


def _run_part(options: argparse.Namespace) -> int:
    try:
        return _RUNS[options.part](options)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _LIBRARIES:
            raise
        raise MissingLibraryError(
            expected=f"the library {error.name}", found="none", advice="pip install 'gongkai[collect]'"
        ) from error


def _run_run(options: argparse.Namespace) -> int:
    from gongkai.collect_run import run_sites

    return run_sites(options)


def _run_find(options: argparse.Namespace) -> int:
    from gongkai.collect_find import run_find

    return run_find(options)


def _run_check(options: argparse.Namespace) -> int:
    from gongkai.collect_registry import run_check

    return run_check(options.registry)


def _run_health(options: argparse.Namespace) -> int:
    from gongkai.collect_health import run_health

    return run_health(options)


def _run_import(options: argparse.Namespace) -> int:
    from gongkai.collect_store import run_import

    return run_import(options.store, options.table)


def _run_merge(options: argparse.Namespace) -> int:
    from gongkai.collect_store import run_merge

    return run_merge(options.stores, options.output)


def _run_verify(options: argparse.Namespace) -> int:
    from gongkai.collect_store import run_verify

    return run_verify(options.store)


def _run_registry(options: argparse.Namespace) -> int:
    from gongkai.collect_registry import run_registry

    return run_registry(options.output)


_RUNS: Final[dict[str, Callable[[argparse.Namespace], int]]] = {
    "run": _run_run,
    "find": _run_find,
    "check": _run_check,
    "health": _run_health,
    "import": _run_import,
    "merge": _run_merge,
    "verify": _run_verify,
    "registry": _run_registry,
}
