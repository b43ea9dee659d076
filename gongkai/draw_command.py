"""``gongkai draw``: the found cells and their meaning drawn over the document."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from extract.errors import DocumentError, GongkaiError, OutputError
from extract.read import read_document
from gongkai.display_standing import Standing, report_to_standings
from gongkai.draw_page import STANDINGS, report_to_page, short_name
from gongkai.draw_pdf import Colour, Mark, draw_pdf
from gongkai.reading import document_to_report, printable, source_to_bytes
from normalize.report import Report

_PDF: Final = "application/pdf"

_COLOURS: Final[dict[Standing, Colour]] = {
    "failing": (214, 40, 57),
    "unreadable": (181, 23, 158),
    "proven": (42, 157, 74),
    "unproven": (43, 108, 176),
    "blank": (138, 143, 152),
    "absent": (138, 143, 152),
}


def run_draw(files: Sequence[str], output: str) -> int:
    """Writes the pictures and pages of each file into a folder and prints their paths.

    Args:
        files: documents of any readable format.
        output: folder, made where it is missing.

    Returns:
        0 when all were drawn, 1 when some was not; each of those is named on standard error.
    """
    names = _Names(Path(output), files)
    status = 0
    for file in files:
        try:
            for path in draw_file(file, names):
                print(printable(os.fspath(path)))
        except GongkaiError as error:
            print(f"gongkai: not drawn: {error.code}: {error}", file=sys.stderr)
            status = 1
    return status


class _Names:
    """Paths for results: the stem of the source, with a number where another source of this run has it already."""

    def __init__(self, folder: Path, sources: Sequence[str]) -> None:
        self.folder = folder
        self._sources = {_real(source) for source in sources}
        self._taken: set[str] = set()

    def stem(self, source: str) -> str:
        """A stem that no other source of this run has."""
        plain = Path(source).stem or "document"
        stem, number = plain, 1
        while stem.casefold() in self._taken:
            number += 1
            stem = f"{plain}-{number}"
        self._taken.add(stem.casefold())
        return stem

    def path(self, name: str) -> Path:
        """A path in the folder.

        Raises:
            OutputError: a source lies there.
        """
        path = self.folder / name
        if _real(path) in self._sources:
            raise OutputError(
                expected="a place for a result",
                found="a source of this run",
                where=printable(str(path)),
                advice="choose another folder",
            )
        return path


def _real(path: str | Path) -> str:
    return os.path.normcase(os.path.realpath(path))


def draw_file(file: str, names: _Names) -> Iterator[Path]:
    """Writes what belongs to one file, yielding each path once it is written.

    Raises:
        DocumentError: the document cannot be read.
        SourceError: the path is missing or no regular file.
        OutputError: the result cannot be written.
    """
    data = source_to_bytes(file)
    try:
        document = read_document(data, file)
    except DocumentError as error:
        raise error.at(printable(file)) from error
    report = document_to_report(document, data, file)
    stem = names.stem(file)
    try:
        names.folder.mkdir(parents=True, exist_ok=True)
        if report.media_type == _PDF:
            for page, picture in draw_pdf(data, report_to_marks(report)):
                path = names.path(f"{stem}.page-{page}.png")
                picture.save(path)
                yield path
        else:
            path = names.path(f"{stem}.cells.html")
            path.write_text(report_to_page(report, document), encoding="utf-8", newline="\n")
            yield path
    except OSError as error:
        raise OutputError(
            expected="a folder that can be written",
            found=error.strerror or str(error),
            where=printable(str(names.folder)),
            advice="choose another folder with -o",
        ) from error


def report_to_marks(report: Report) -> list[Mark]:
    """One mark for each box with cells in it, named after them, in the colour of the gravest standing."""
    standings = report_to_standings(report)
    boxes: dict[tuple[int, tuple[float, float, float, float]], list[str]] = {}
    for cell, reading in report.reading.cells.items():
        page, box = reading.place.page, reading.place.box
        if page is not None and box is not None and reading.status != "absent":
            boxes.setdefault((page, box), []).append(cell)
    order = list(STANDINGS)
    return [
        Mark(
            page,
            box,
            ", ".join(map(short_name, cells)),
            _COLOURS[min((standings[cell] for cell in cells), key=order.index)],
        )
        for (page, box), cells in boxes.items()
    ]
