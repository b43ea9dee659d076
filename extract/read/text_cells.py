"""Tables saved as text with one cell a line, as browsers and editors write them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from extract.document import Place
from extract.numeral import text_to_cell_text
from extract.read.form_words import FormWords, form_words

Row = tuple[list[str], Place]
Taken = dict[int, tuple[list[Row], int]]
"""By the position of the first line of a table: its rows, and the position behind its last line."""

_LONGEST_LABEL: Final = 60
_MANY_VALUES: Final = 10
"""So many values under heads make a table of a single row: that of the disputes."""
_LONGEST_JOIN: Final = 4
"""A label is cut over so many lines at most."""


def lines_to_cell_rows(lines: Sequence[tuple[str, Place]]) -> Taken:
    """Finds the tables that stand one cell a line.

    Two habits are known: every cell on a line of its own that begins with a tab, empty cells too, rows
    parted by empty lines (facts on pitfalls, 42); and bare lines, where a row begins with the label
    after the values of the row before.
    """
    taken = _tabbed(lines)
    covered = {line for start, (_, end) in taken.items() for line in range(start, end)}
    taken.update(_bare(lines, covered))
    return taken


def _tabbed(lines: Sequence[tuple[str, Place]]) -> Taken:
    taken: Taken = {}
    position = 0
    while position < len(lines):
        if not _is_tab_cell(lines[position][0]):
            position += 1
            continue
        start = position
        rows: list[Row] = []
        row: list[str] = []
        place = lines[position][1]
        while position < len(lines):
            text = lines[position][0]
            if _is_tab_cell(text):
                if not row:
                    place = lines[position][1]
                row.append(text[1:])
            elif not text.strip():
                if row:
                    rows.append((row, place))
                row = []
                if not _table_goes_on(lines, position):
                    break
            elif row and len(text.strip()) <= _LONGEST_LABEL:
                row[-1] += "\n" + text
            else:
                break
            position += 1
        if row:
            rows.append((row, place))
        if len(rows) >= 2:
            taken[start] = (rows, position)
        position = max(position, start + 1)
    return taken


def _is_tab_cell(text: str) -> bool:
    return text.startswith("\t") and "\t" not in text[1:].strip()


def _table_goes_on(lines: Sequence[tuple[str, Place]], position: int) -> bool:
    while position < len(lines) and not lines[position][0].strip() and not lines[position][0].startswith("\t"):
        position += 1
    return position < len(lines) and _is_tab_cell(lines[position][0])


def _bare(lines: Sequence[tuple[str, Place]], covered: set[int]) -> Taken:
    words = form_words()
    taken: Taken = {}
    position = 0
    while position < len(lines):
        if position in covered or not _label_at(lines, position, covered, words)[0]:
            position += 1
            continue
        rows, end = _bare_table(lines, position, covered, words)
        valued = [row for row, _ in rows if _is_value(row[-1])]
        if len(valued) >= 2 or (valued and len(rows) >= 2 and len(valued[0]) >= _MANY_VALUES):
            taken[position] = (rows, end)
            position = end
        else:
            position += 1
    return taken


def _label_at(
    lines: Sequence[tuple[str, Place]], position: int, covered: set[int], words: FormWords
) -> tuple[str, int]:
    """The label that begins on this line, joined over its line ends, and the position behind it; empty without."""
    joined = ""
    best = ("", position)
    pieces = 0
    for end in range(position, len(lines)):
        text = lines[end][0].strip()
        if end in covered or pieces == _LONGEST_JOIN or len(joined) + len(text) > _LONGEST_LABEL + 20:
            break
        if not text:
            continue
        joined += text
        pieces += 1
        if words.kind(joined) is not None:
            best = (joined, end + 1)
    return best


def _is_value(text: str) -> bool:
    return text_to_cell_text(text).kind in ("number", "dash")


def _bare_table(
    lines: Sequence[tuple[str, Place]], position: int, covered: set[int], words: FormWords
) -> tuple[list[Row], int]:
    rows: list[Row] = []
    labels: list[tuple[str, str]] = []
    values: list[str] = []
    place = lines[position][1]
    end = position

    def close_row() -> None:
        nonlocal labels, values
        rows.extend((row, place) for row in _labels_to_rows(labels, values))
        labels, values = [], []

    while position < len(lines) and position not in covered:
        text = lines[position][0].strip()
        if not text:
            position += 1
            continue
        label, behind = _label_at(lines, position, covered, words)
        if label:
            if values:
                close_row()
            if not labels:
                place = lines[position][1]
            labels.append((label, words.kind(label) or "row"))
            position = behind
        elif _is_value(text):
            values.append(text)
            position += 1
        elif values and len(text) <= _LONGEST_LABEL and "。" not in text and _value_follows(lines, position + 1):
            close_row()
            place = lines[position][1]
            labels.append((text, "row"))
            position += 1
        else:
            break
        end = position
    close_row()
    return rows, end


def _value_follows(lines: Sequence[tuple[str, Place]], position: int) -> bool:
    while position < len(lines) and not lines[position][0].strip():
        position += 1
    return position < len(lines) and _is_value(lines[position][0].strip())


def _labels_to_rows(labels: list[tuple[str, str]], values: list[str]) -> list[list[str]]:
    """A head row of the column labels, where there are any, and the row itself."""
    if not values:
        return [[text for text, _ in labels]] if labels else []
    if labels and labels[-1][1] in ("column", "either") and any(kind == "column" for _, kind in labels[:-1]):
        return [[text for text, _ in labels], values]
    last_column = max((number for number, (_, kind) in enumerate(labels) if kind == "column"), default=-1)
    # 其他 and 总计 behind a column label are columns as well.
    while last_column + 1 < len(labels) - 1 and labels[last_column + 1][1] == "either" and last_column >= 0:
        last_column += 1
    heads = [text for text, _ in labels[: last_column + 1]]
    own = [text for text, _ in labels[last_column + 1 :]]
    return ([heads] if heads else []) + [own + values]
