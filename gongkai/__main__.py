"""The command ``gongkai``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Final

from gongkai.chart_command import add_chart_parser
from gongkai.check_command import add_check_parser
from gongkai.collect_command import add_collect_parser, with_part
from gongkai.compare_command import add_compare_parser
from gongkai.coverage_command import add_coverage_parser
from gongkai.diff_command import add_diff_parser
from gongkai.export_command import add_export_parser
from gongkai.metrics_command import add_metrics_parser
from gongkai.version import VERSION

_DESCRIPTION = "Read China's yearly government information disclosure reports into one comparable dataset."
_EPILOG = "Exit status: 0 all was done, 1 some document could not be read (each is named), 2 wrong usage."


def command_parser() -> argparse.ArgumentParser:
    """The parser of the whole command; heavy modules are imported only when a verb runs."""
    parser = argparse.ArgumentParser(prog="gongkai", description=_DESCRIPTION)
    parser.add_argument("--version", action="version", version=f"gongkai {VERSION}")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)

    read = verbs.add_parser(
        "read",
        help="read reports and print them laid out as the form",
        description="Read reports and print each laid out as the printed form, with doubtful cells in colour.",
        epilog=_EPILOG,
    )
    read.add_argument("files", nargs="+", metavar="FILE", help="HTML, PDF, DOCX, plain text or Markdown")
    read.add_argument("--json", action="store_true", help="print one JSON object a line for each file instead")
    _add_verify(read)

    build = verbs.add_parser(
        "build",
        help="build a dataset from many documents",
        description="Read all documents in files and folders and write one dataset: Parquet, CSV, data package, codebook.",
        epilog=_EPILOG,
    )
    build.add_argument(
        "sources", nargs="+", metavar="SOURCE", help="file, folder (searched to the bottom) or store of gongkai collect"
    )
    build.add_argument("-o", "--output", required=True, metavar="DIR", help="folder for the dataset")
    build.add_argument(
        "-j", "--jobs", type=int, default=None, metavar="N", help="worker processes (default: all cores)"
    )
    build.add_argument(
        "--time-limit", type=float, default=60.0, metavar="SECONDS", help="for one document (default: 60)"
    )
    build.add_argument("--memory-limit", type=int, default=2048, metavar="MB", help="for one document (default: 2048)")
    build.add_argument(
        "--curation",
        metavar="DIR",
        help="folder of your reviewed files: names.csv, agencies.csv, divisions.csv, lineage.csv, corrections.csv, "
        "expected.csv, deadlines.csv (all optional)",
    )
    _add_verify(build)

    add_collect_parser(verbs)
    add_metrics_parser(verbs)
    add_compare_parser(verbs)
    add_check_parser(verbs)
    add_coverage_parser(verbs)
    add_chart_parser(verbs)
    add_diff_parser(verbs)
    add_export_parser(verbs)

    draw = verbs.add_parser(
        "draw",
        help="draw the found cells and their meaning over the document",
        description="Write a picture of each page of a PDF with the found cells drawn over it; for other formats one HTML page.",
        epilog=_EPILOG,
    )
    draw.add_argument("files", nargs="+", metavar="FILE", help="HTML, PDF, DOCX, plain text or Markdown")
    draw.add_argument("-o", "--output", default=".", metavar="DIR", help="folder for the pictures (default: here)")
    return parser


def _add_verify(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--verify",
        choices=("auto", "always", "never"),
        default="auto",
        help="when a second, independent reader reads the document too (default: auto, "
        "where arithmetic does not prove the first reading)",
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command and returns its exit status: 130, as of every program, where the user stopped it."""
    options = command_parser().parse_args(with_part(sys.argv[1:] if arguments is None else arguments))
    try:
        return _RUNS[options.verb](options)
    except KeyboardInterrupt:
        again = (
            "; the same command goes on from here"
            if options.verb == "build" or getattr(options, "part", "") == "run"
            else ""
        )
        print(f"gongkai: stopped{again}", file=sys.stderr)
        return 130


def _run_read(options: argparse.Namespace) -> int:
    from gongkai.read_command import run_read

    return run_read(options.files, as_json=options.json, verify=options.verify)


def _run_build(options: argparse.Namespace) -> int:
    from gongkai.build_command import run_build

    return run_build(
        options.sources,
        options.output,
        jobs=options.jobs,
        time_limit=options.time_limit,
        memory_limit=options.memory_limit * 1024 * 1024,
        verify=options.verify,
        curation=options.curation,
    )


def _run_collect(options: argparse.Namespace) -> int:
    from gongkai.collect_command import run_collect

    return run_collect(options)


def _run_metrics(options: argparse.Namespace) -> int:
    from gongkai.metrics_command import run_metrics

    return run_metrics(
        options.directory,
        catalogue=options.list,
        metrics=options.metric,
        year=options.year,
        scope=options.scope,
        kind=options.kind,
        division=options.division,
        rank=options.rank,
        by=options.by,
        ascending=options.ascending,
        minimum=options.minimum,
        limit=options.limit,
        csv=options.csv,
    )


def _run_compare(options: argparse.Namespace) -> int:
    from gongkai.compare_command import run_compare

    return run_compare(
        options.directory, options.agencies, metrics=options.metric, years=options.years, chart=options.chart
    )


def _run_export(options: argparse.Namespace) -> int:
    from gongkai.export_command import run_export

    return run_export(options)


def _run_check(options: argparse.Namespace) -> int:
    from gongkai.check_command import run_check

    return run_check(options)


def _run_coverage(options: argparse.Namespace) -> int:
    from gongkai.coverage_command import run_coverage

    return run_coverage(options)


def _run_diff(options: argparse.Namespace) -> int:
    from gongkai.diff_command import run_diff

    return run_diff(options)


def _run_chart(options: argparse.Namespace) -> int:
    from gongkai.chart_command import run_chart

    return run_chart(options)


def _run_draw(options: argparse.Namespace) -> int:
    from gongkai.draw_command import run_draw

    return run_draw(options.files, options.output)


_RUNS: Final[dict[str, Callable[[argparse.Namespace], int]]] = {
    "read": _run_read,
    "build": _run_build,
    "collect": _run_collect,
    "metrics": _run_metrics,
    "compare": _run_compare,
    "check": _run_check,
    "coverage": _run_coverage,
    "chart": _run_chart,
    "diff": _run_diff,
    "export": _run_export,
    "draw": _run_draw,
}


if __name__ == "__main__":
    sys.exit(main())
