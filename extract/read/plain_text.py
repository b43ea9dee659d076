"""Reader for plain text and Markdown: tables as pipes, as tabs, as one cell a line, as lines of numbers, as running text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from extract.document import Cell, Document, Grid, Paragraph, Place
from extract.encoding import bytes_to_text
from extract.errors import DocumentTooLargeError, EmptyDocumentError
from extract.limits import MAX_CELLS, MAX_TEXT_CHARACTERS
from extract.read.form_words import form_words
from extract.read.text_cells import lines_to_cell_rows
from extract.read.text_runs import line_to_stretches

_PIPE_RULE: Final = re.compile(r"\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?")
_VALUE: Final = r"(?:[+-]?[\d０-９][\d０-９,，.．]*(?:万元|元|件)?|[/／—－-]{1,3}|无)"
_NUMBERS: Final = re.compile(rf"(?P<label>\S.*?)??(?:(?<=\s)|^)(?P<values>{_VALUE}(?:\s+{_VALUE})*)\s*")
_BARS: Final = str.maketrans("│┃║｜", "||||")
_ONE_VALUE: Final = re.compile(_VALUE)
_CONTINUED: Final = re.compile(rf"\t ?{_VALUE}\s*(?:\t|$)")
_CONTINUED_ROW: Final = re.compile(rf"\t ?{_VALUE}\s*\t\s*{_VALUE}")
_LEAST_BROKEN: Final = 3
_MOST_PIECES: Final = 4
_LEAST_NUMBERS: Final = 5
"""A line of numbers without a label is a row of a table from so many on."""

Line = tuple[str, Place]
"""A line of text and where it stands."""


def read_text(data: bytes) -> Document:
    """Reads plain text or Markdown.

    Raises:
        EmptyDocumentError: nothing but white space.
        DocumentTooLargeError: more text or cells than any report has.
    """
    decoded = bytes_to_text(data)
    text = decoded[0]
    if not text.strip():
        raise EmptyDocumentError(expected="text", found="nothing but white space", advice="fetch the document again")
    if len(text) > MAX_TEXT_CHARACTERS:
        raise DocumentTooLargeError(
            expected=f"at most {MAX_TEXT_CHARACTERS} characters", found=f"{len(text)}", advice="is this one report?"
        )
    lines = [(line, Place(line=number)) for number, line in enumerate(re.split(r"\r\n|\n|\r|\f", text), 1)]
    document = Document(media_type="text/plain", reader="text", encoding=decoded[1])
    document.blocks = lines_to_blocks(lines)
    return document


def lines_to_blocks(lines: Sequence[Line], tables: int = 0) -> list[Paragraph | Grid]:
    """Paragraphs and grids from lines of text, in reading order.

    Args:
        lines: the text.
        tables: grids of the document that are counted before these.

    Raises:
        DocumentTooLargeError: more cells than any report has.
    """
    blocks: list[Paragraph | Grid] = []
    rows: list[tuple[list[str], Place]] = []
    kind = ""
    cells = 0

    def flush() -> None:
        nonlocal rows, kind, tables, cells
        if rows:
            tables += 1
            cells += sum(len(row) for row, _ in rows)
            if cells > MAX_CELLS:
                raise DocumentTooLargeError(expected=f"at most {MAX_CELLS} table cells", found=f"more than {cells}")
            blocks.append(rows_to_grid(rows, tables, kind == "run"))
        rows, kind = [], ""

    lines = join_wrapped_labels(join_broken_rows(lines))
    taken = lines_to_cell_rows(lines)
    position = 0
    while position < len(lines):
        if position in taken:
            group, position = taken[position]
            if kind != "cells":
                flush()
            kind = "cells"
            rows += group
            continue
        line, place = lines[position]
        position += 1
        if _PIPE_RULE.fullmatch(line.strip()) and "-" in line:
            continue
        found = line_to_row(line)
        if found:
            if kind not in ("", "line"):
                flush()
            kind = "line"
            rows.append((found, place))
            if len(rows) > MAX_CELLS:
                flush()
            continue
        if not line.strip():
            continue
        flush()
        for stretch in line_to_stretches(line):
            if stretch.rows:
                rows, kind = [(row, place) for row in stretch.rows], "run"
                flush()
            elif stretch.text.strip():
                blocks.append(Paragraph(stretch.text.strip(), place))
    flush()
    return blocks


def line_to_row(line: str) -> list[str]:
    """The cells of a line that is a table row by itself; empty when it is not.

    >>> line_to_row("| 规章 | 22 | 235 |"), line_to_row("（七）总计 1139 48 0 0 4 0 1191")
    (['规章', '22', '235'], ['（七）总计', '1139', '48', '0', '0', '4', '0', '1191'])
    >>> line_to_row("全年受理申请 12"), line_to_row("行政许可 0")
    ([], ['行政许可', '0'])
    """
    bare = line.strip(" \u3000\xa0\r\n").translate(_BARS)
    if bare.startswith("|") and bare.count("|") >= 2:
        return (
            [cell.strip() for cell in bare.strip("|").split("|")]
            if bare.endswith("|")
            else [cell.strip() for cell in bare[1:].split("|")]
        )
    if "\t" in bare.strip():
        cells = [cell.strip() for cell in bare.split("\t")]
        if sum(bool(cell) for cell in cells) >= 2:
            return cells
    words = form_words()
    found = _NUMBERS.fullmatch(bare) if bare and len(bare) < 200 else None
    if found is not None:
        label = (found["label"] or "").strip()
        values = found["values"].split()
        if (label and words.kind(label) is not None) or len(values) >= _LEAST_NUMBERS:
            return ([label] if label else []) + values
    pieces = bare.split()
    if len(pieces) >= 2 and len(bare) < 200 and all(words.kind(piece) is not None for piece in pieces):
        return pieces
    return []


def join_broken_rows(lines: Sequence[Line]) -> Sequence[Line]:
    """Puts a line that begins with a tab and a number behind the line before, in text copied from a browser.

    A cell that holds paragraphs ends with a line end there, so that the next cell begins a line with its
    tab. Text with one cell a line is another habit: there no such line holds several numbers.

    >>> lines = ["甲", "\\t9\\t0", "\\t9", "乙", "\\t1\\t2\\t3", "丙\\t4", "\\t5\\t6"]
    >>> [line.replace("\\t", "|") for line, _ in join_broken_rows([(line, Place()) for line in lines])]
    ['甲|9|0|9', '乙|1|2|3', '丙|4|5|6']
    """
    if sum(_CONTINUED_ROW.match(line) is not None for line, _ in lines) < _LEAST_BROKEN:
        return lines
    joined: list[Line] = []
    for line, place in lines:
        if joined and joined[-1][0].strip() and _CONTINUED.match(line):
            joined[-1] = (joined[-1][0].rstrip("\r\n") + line, joined[-1][1])
        else:
            joined.append((line, place))
    return joined


def join_wrapped_labels(lines: Sequence[Line]) -> list[Line]:
    """Puts a label that is cut over several lines before its numbers, where the pieces make a label of a form.

    >>> join_wrapped_labels([("5.要求行政机关确认或重新出具已获取", Place()), ("信息 0 0 0 0 0 0 0", Place())])[0][0]
    '5.要求行政机关确认或重新出具已获取信息 0 0 0 0 0 0 0'
    """
    words = form_words()
    joined: list[Line] = []
    for line, place in lines:
        label, values = _label_and_values(line)
        if values and words.kind(label) is None:
            pieces = label
            for back in range(1, min(_MOST_PIECES, len(joined) + 1)):
                piece = joined[-back][0].strip()
                if not piece or _label_and_values(piece)[1] or piece.startswith("|"):
                    break
                pieces = piece + pieces
                if words.kind(pieces) is not None:
                    del joined[-back:]
                    line = f"{pieces} {values}" if not line.strip().startswith("|") else f"|{pieces}{values}"
                    break
        joined.append((line, place))
    return joined


def _label_and_values(line: str) -> tuple[str, str]:
    """The label and the numbers of a line that is a row by itself; no numbers where it is not."""
    bare = line.strip(" \u3000\xa0\r\n")
    if bare.startswith("|"):
        cells = [cell.strip() for cell in bare.strip("|").split("|")]
        return (
            ("", bare)
            if len(cells) >= _LEAST_NUMBERS and all(_ONE_VALUE.fullmatch(cell) for cell in cells)
            else ("", "")
        )
    found = _NUMBERS.fullmatch(bare) if bare and len(bare) < 200 else None
    if found is None or (len(found["values"].split()) < _LEAST_NUMBERS):
        return "", ""
    return (found["label"] or "").strip(), found["values"]


def rows_to_grid(rows: Sequence[tuple[list[str], Place]], table: int, boundaries_lost: bool) -> Grid:
    """A grid from rows of cell texts, without spans."""
    cells = [
        Cell(
            text.strip(),
            row,
            column,
            place=Place(
                table=table,
                row=row + 1,
                column=column + 1,
                line=place.line,
                page=place.page,
                box=place.box,
                path=place.path,
            ),
        )
        for row, (texts, place) in enumerate(rows)
        for column, text in enumerate(texts)
    ]
    width = max((len(texts) for texts, _ in rows), default=0)
    return Grid(cells, len(rows), width, rows[0][1] if rows else Place(), True, boundaries_lost)
