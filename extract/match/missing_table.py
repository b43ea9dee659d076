"""Tables that the document seems to print and that nothing was read of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from extract.document import Document, Grid, Problem
from extract.forms import Form, Table
from extract.match.labels import text_to_key
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
                reading.problems.append(Problem("warning", "table_missing", f"the table {table.heading} is not printed"))
            continue
        cells = tuple(cell.cell for cell in table.cells)
        reading.forms[table_id] = form.id
        reading.cells.update((cell, CellReading(cell, "unreadable")) for cell in cells)
        reading.problems.append(
            Problem("warning", "table_not_read", f"the table {table.heading} seems to be printed, but no row of it could "
                    "be read", cells=cells)
        )


def _letters(document: Document) -> str:
    texts = [
        cell.text for block in document.blocks if isinstance(block, Grid) for cell in block.cells
    ] + [paragraph.text for paragraph in document.paragraphs]
    return text_to_key.__wrapped__("\n".join(texts)).full


def _labels(table: Table) -> list[str]:
    """Letters of the labels that are long enough to tell something."""
    labels = [label.label for block in table.blocks for label in (*block.rows, *block.columns)]
    keys = [text_to_key(text).core for text in labels]
    return [key for key in dict.fromkeys(keys) if len(key) >= _SHORTEST]
