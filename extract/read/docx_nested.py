"""Tables in cells of tables of a printed Word document: a value in a frame, or a table of its own."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from extract.read import docx_names as names
from extract.read.docx_paragraph import paragraph_to_text
from extract.read.docx_printed import Printed
from extract.read.docx_table import Nested


def printed_to_nested(printed: Printed, labels: Mapping[etree._Element, str]) -> Nested:
    """Take the tables that stand in cells out of a printed body, so that each table is walked once.

    A table is only the frame of a value where no more than one of the cell around it, the cells of the table, and
    those of other tables in the same cell prints text: that text becomes the text of the cell around it.

    Args:
        printed: a printed body; it is changed.
        labels: automatic numbers, by paragraph.

    Returns:
        The tables that are tables of their own, by the cell that they stood in.
    """
    nested: dict[etree._Element, list[etree._Element]] = {}
    # From the innermost outward: what is taken out is not moved again with what is around it.
    for table in reversed(list(printed.body.iter(names.TBL))):
        cell = table.getparent()
        if cell is None or cell.tag != names.TC:
            continue
        # The first table of a cell comes last, when all that stands in the others has been dealt with.
        if next(table.itersiblings(names.TBL, preceding=True), None) is not None:
            continue
        tables = list(cell.iterchildren(names.TBL))
        if not _unframe(cell, tables, printed, labels, nested):
            nested[cell] = tables
        for taken in tables:
            cell.remove(taken)
    return nested


def _unframe(
    cell: etree._Element,
    tables: list[etree._Element],
    printed: Printed,
    labels: Mapping[etree._Element, str],
    nested: Nested,
) -> bool:
    """Move the only text of a cell, and what is to be known of it, out of the tables around it, if there is only one."""
    inner = [part for table in tables for row in table.iterchildren(names.TR) for part in row.iterchildren(names.TC)]
    printing = []
    for part in (cell, *inner):
        if part in nested:
            return False
        if any(paragraph in labels or paragraph_to_text(paragraph).strip() for paragraph in part.iterchildren(names.P)):
            printing.append(part)
            if len(printing) > 1:
                return False
    for part in printing:
        if part is not cell:
            cell.extend(list(part.iterchildren(names.P)))
    for part in inner:
        if part in printed.cell_marks:
            printed.cell_marks[cell] += printed.cell_marks.pop(part)
    return True
