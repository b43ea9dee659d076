"""Tables that the document seems to print and that nothing was read of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from extract.document import Document, Grid, Problem
from extract.forms import Form, Label, Table, load_forms
from extract.match.labels import reduce_to_key, text_to_key
from extract.reading import CellReading, Reading

_TRACES: Final = 3
"""So many different labels of a table in the text are no accident."""
_SHORTEST: Final = 4
"""Shorter labels (规章, 其他, 总计) are words of any text."""


def add_unread_tables(reading: Reading, document: Document, forms: Mapping[str, Form]) -> None:
    """Marks every cell of a table that left traces in the text, but no row, as ``unreadable``.

    A table without such traces is not printed and stays out of the reading, with a problem that says so.
    """
    table_ids = dict.fromkeys(table.id for form in forms.values() for table in form.tables)
    missing = [table_id for table_id in table_ids if table_id not in reading.forms]
    if not missing:
        return
    text = _letters(document)
    for table_id in missing:
        candidates = [form for form in forms.values() if table_id in form.table_ids]
        traces = {form.id: sum(label in text for label in _labels(form.table(table_id))) for form in candidates}
        form = max(candidates, key=lambda form: (traces[form.id], list(reading.forms.values()).count(form.id), form.id))
        table = form.table(table_id)
        if traces[form.id] < _TRACES:
            if reading.forms:
                reading.problems.append(
                    Problem("warning", "table_missing", f"the table {table.heading} is not printed")
                )
            continue
        cells = tuple(cell.cell for cell in table.cells)
        reading.forms[table_id] = form.id
        reading.cells.update((cell, CellReading(cell, "unreadable")) for cell in cells)
        reading.problems.append(
            Problem(
                "warning",
                "table_not_read",
                f"the table {table.heading} seems to be printed, but no row of it could be read",
                cells=cells,
            )
        )


def doubt_absent_rows(reading: Reading, document: Document) -> None:
    """Marks a row that was not found as ``unreadable`` where the document prints its label all the same.

    ``absent`` says that a row is not printed. A label in some cell of a grid, or one with numbers behind
    it in the text, says otherwise: the row stands where the alignment could not follow.
    """
    forms = load_forms()
    absent: dict[str, list[str]] = {}
    for cell in reading.cells.values():
        if cell.status == "absent":
            absent.setdefault(cell.cell.rpartition(".")[0], []).append(cell.cell)
    if not absent:
        return
    printed = {text_to_key(cell.text).full for grid in document.grids for cell in grid.cells if cell.text}
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for table_id, form_id in reading.forms.items():
        for block in forms[form_id].table(table_id).blocks:
            for label in block.rows:
                cells = absent.get(f"{table_id}.{label.id}", [])
                if len(cells) != len(block.columns) or not _is_printed(label, printed, text):
                    continue
                reading.cells.update((cell, CellReading(cell, "unreadable")) for cell in cells)
                message = f"{label.label}: its label is printed, its numbers were not found"
                reading.problems.append(Problem("warning", "row_not_read", message, cells=tuple(cells)))


def _is_printed(label: Label, printed: set[str], text: str) -> bool:
    keys = {text_to_key(wording) for wording in (label.label, *label.variants)}
    for key in keys:
        if key.full in printed or (len(key.core) >= _SHORTEST and any(key.core in other for other in printed)):
            return True
    return any(re.search(rf"{_loosely(key.core)}\s*[）)]?\s*\d[\d,.]*(?:\s+[\d/-][\d,.]*)+", text) for key in keys)


def _loosely(word: str) -> str:
    return r"\s*".join(map(re.escape, word))


def _letters(document: Document) -> str:
    texts = [cell.text for block in document.blocks if isinstance(block, Grid) for cell in block.cells] + [
        paragraph.text for paragraph in document.paragraphs
    ]
    return reduce_to_key("\n".join(texts)).full


def _labels(table: Table) -> list[str]:
    """Letters of the labels that are long enough to tell something."""
    labels = [label.label for block in table.blocks for label in (*block.rows, *block.columns)]
    keys = [text_to_key(text).core for text in labels]
    return [key for key in dict.fromkeys(keys) if len(key) >= _SHORTEST]
