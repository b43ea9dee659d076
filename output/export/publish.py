"""From a finished dataset to files in other formats, all of them or none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

from extract.errors import OutputError
from output.export.dataset import check_unchanged, folder_to_dataset
from output.export.formats import Format, names_to_formats
from output.package_files import DATA_PACKAGE


class Exported(NamedTuple):
    """One format that was written, with what a user has to know of it."""

    format: Format
    path: Path
    notes: list[str]


def export_dataset(
    folder: str | os.PathLike[str],
    formats: Sequence[str],
    out: str | os.PathLike[str],
    *,
    tables: Sequence[str] | None = None,
    report: Callable[[Format], None] = lambda _: None,
) -> list[Exported]:
    """Write a finished dataset in other formats.

    Everything is looked at before anything is written; files are made beside their places and renamed when all of
    them are complete, so that an export that fails leaves nothing behind.

    Args:
        folder: the dataset.
        formats: names from :data:`output.export.formats.FORMATS`.
        out: folder for the results; made where it is missing. It must hold none of them yet.
        tables: names of tables; None for all.
        report: told of every format before it is written.

    Raises:
        SourceError: the dataset is none, is incomplete, damaged or changed meanwhile, or does not have a table that is asked for.
        OutputError: an unknown format, a result that exists already, a place that cannot be written, or a table
            that is too large for a format.
        MissingLibraryError: a format needs a library that is not installed.
    """
    chosen = names_to_formats(list(formats))
    writers = [entry.load() for entry in chosen]
    dataset = folder_to_dataset(Path(folder), tables)
    out = Path(out)
    _check_free(out, chosen)
    try:
        out.mkdir(parents=True, exist_ok=True)
        staged = Path(mkdtemp(prefix=".export-", dir=out))
        try:
            results = []
            for entry, writer in zip(chosen, writers, strict=True):
                report(entry)
                results.append(Exported(entry, out / entry.target, writer(dataset, staged / entry.target)))
            check_unchanged(dataset)
            _check_free(out, chosen)
            for entry in chosen:
                (staged / entry.target).rename(out / entry.target)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
    except OSError as error:
        raise OutputError(
            expected="a folder that can be written",
            found=error.strerror or type(error).__name__,
            where=str(out),
            advice="check its rights and the space on the disk, or choose another folder with -o",
        ) from error
    return results


def _check_free(out: Path, formats: Sequence[Format]) -> None:
    if out.exists() and not out.is_dir():
        raise OutputError(expected="a folder", found="a file", where=str(out), advice="choose another place with -o")
    if (out / DATA_PACKAGE).exists():
        raise OutputError(
            expected="a folder for results",
            found="a dataset",
            where=str(out),
            advice="choose another folder with -o: the next build would not know these files",
        )
    for entry in formats:
        if (out / entry.target).exists():
            raise OutputError(
                expected="a place where nothing is yet",
                found="an earlier result",
                where=str(out / entry.target),
                advice="remove it, or choose another folder with -o",
            )
