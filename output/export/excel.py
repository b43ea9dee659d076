"""Excel: one readable workbook with a README, the panel, checks and coverage, and the codebook."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from output.codebook import codebook_csv
from output.export.dataset import Dataset, StoredTable
from output.export.storage import field_to_kind
from output.registry import DataField

READABLE_TABLES: Final = ("panel", "checks", "coverage")
"""What the workbook holds unless tables are named: what a person looks through."""

MOST_ROWS: Final = 1_048_576
MOST_CHARACTERS: Final = 32_767
"""Of a cell, in UTF-16 units."""

HEAD_ROWS: Final = 3
"""Above the rows of a table: labels in Chinese, labels in English, names of the columns."""

_README_WIDTH: Final = 70

CUT_MARK: Final = " … [cut: {0} characters; whole text in the Parquet file / 已截断]"

_FIRST_DATE: Final = datetime.date(1900, 3, 1)
"""Excel counts a day too many before it."""

_README: Final = (
    ("An empty cell is missing, never zero.", "空单元格表示缺失，绝不表示零。"),
    (
        "Each number of panel is exactly what the report prints; what is not printed is not filled in.",
        "面板中每个数字均与报告原文一致，未印出的不作填补。",
    ),
    (
        "Three rows of heads: Chinese label, English label, name of the column. The sheet codebook explains each.",
        "各表前三行为表头：中文名称、英文名称、列名。各列含义见 codebook 工作表。",
    ),
    (
        "Texts that begin with = + - @ are texts, never formulas.",
        "以 = + - @ 开头的文字均为文字，不是公式。",
    ),
)


class ExactNumber(float):
    """A double that is written with all its digits.

    The library that writes workbooks formats numbers with 16 significant digits, one less than some doubles need.

    >>> format(ExactNumber(0.1 + 0.2), ".16G")
    '0.30000000000000004'
    """

    __slots__ = ()

    def __format__(self, specification: str) -> str:
        return repr(float(self))


def write_excel(dataset: Dataset, path: Path) -> list[str]:
    """Write ``gongkai.xlsx``.

    Without tables asked for by name it holds those of :data:`READABLE_TABLES`. A table with too many rows is cut at
    the end of the sheet, a text that is too long at the end of its cell; both are said in the README sheet.

    Returns:
        what was cut, or stored as text.
    """
    import xlsxwriter

    tables = [table for table in dataset.tables.values() if dataset.named or table.name in READABLE_TABLES]
    options = {
        "constant_memory": True,
        # Nothing is guessed from a text: every cell is written by its type.
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "tmpdir": str(path.parent),
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        created = datetime.datetime.combine(dataset.newest_date, datetime.time(), datetime.UTC)
        book.set_properties(
            {
                "title": dataset.title,
                "subject": dataset.origin,
                "comments": f"sha256 of the dataset's values: {dataset.content_hash}",
                "created": created,
            }
        )
        readme = book.add_worksheet("README")
        notes: list[str] = []
        for table in tables:
            # Sheets have names of at most 31 characters.
            notes += _write_table(book, book.add_worksheet(table.name[:31]), table)
        _write_codebook(book, book.add_worksheet("codebook"), tables)
        _write_readme(book, readme, dataset, tables, notes)
    return notes


def _write_table(book: Any, sheet: Any, table: StoredTable) -> list[str]:
    fields = table.definition.fields
    chinese = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF4"})
    english = book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#E8EEF4"})
    name = book.add_format({"bold": True, "font_color": "#FFFFFF", "bg_color": "#33526E"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for column, field in enumerate(fields):
        sheet.set_column(column, column, _width(field, table))
    sheet.set_row(0, 76)
    sheet.set_row(1, 76)
    for row, (labels, style) in enumerate(
        (
            ([field.label_zh for field in fields], chinese),
            ([field.label_en for field in fields], english),
            ([field.name for field in fields], name),
        )
    ):
        for column, label in enumerate(labels):
            sheet.write_string(row, column, label, style)
    shown = min(table.row_count, MOST_ROWS - HEAD_ROWS)
    sheet.freeze_panes(HEAD_ROWS, _frozen_columns(fields))
    sheet.autofilter(HEAD_ROWS - 1, 0, HEAD_ROWS - 1 + shown, len(fields) - 1)
    as_text = [field_to_kind(field, table.facts[field.name]) == "text" and field.type != "string" for field in fields]
    cut: dict[str, int] = {}
    for row, values in enumerate(_rows(table, shown), start=HEAD_ROWS):
        for column, value in enumerate(values):
            if value is not None and _write_value(sheet, row, column, value, day, as_text=as_text[column]):
                cut[fields[column].name] = cut.get(fields[column].name, 0) + 1
    return list(_table_to_notes(table, shown, cut, as_text))


def _table_to_notes(table: StoredTable, shown: int, cut: dict[str, int], as_text: Sequence[bool]) -> Iterator[str]:
    if shown < table.row_count:
        yield f"{table.name}: the sheet ends after {shown} of {table.row_count} rows, Excel has no more; all are in Parquet"
    for name, count in cut.items():
        yield f"{table.name}: {count} texts of {name} are longer than a cell of Excel and end with a mark where they were cut"
    for field, text in zip(table.definition.fields, as_text, strict=True):
        if text:
            yield f"{table.name}: {field.name} is stored as text: it holds numbers that Excel cannot store exactly"


def _rows(table: StoredTable, count: int) -> Iterator[tuple[Any, ...]]:
    left = count
    for batch in table.batches():
        columns = [column.to_pylist() for column in batch.slice(0, left).columns]
        yield from zip(*columns, strict=True)
        left -= min(left, batch.num_rows)
        if not left:
            return


def _write_value(sheet: Any, row: int, column: int, value: Any, day: Any, *, as_text: bool) -> bool:
    """Write one value by its type; whether it had to be cut."""
    if isinstance(value, str):
        text = cell_text(value)
        sheet.write_string(row, column, text)
        return text is not value
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, datetime.date):
        if value < _FIRST_DATE:
            sheet.write_string(row, column, value.isoformat())
        else:
            sheet.write_datetime(row, column, datetime.datetime.combine(value, datetime.time()), day)
    elif as_text:
        sheet.write_string(row, column, repr(value))
    else:
        sheet.write_number(row, column, value if isinstance(value, int) else ExactNumber(value))
    return False


def cell_text(text: str) -> str:
    """A text as a cell can hold it: the same object, or one that was cut and says so.

    >>> cell_text("文" * 40_000).endswith(CUT_MARK.format(40_000)), cell_text("=1")
    (True, '=1')
    >>> len(cell_text("\\U00020000" * 20_000).encode("utf-16-le")) // 2 <= MOST_CHARACTERS
    True
    """
    # No character takes more than two units.
    if 2 * len(text) <= MOST_CHARACTERS or len(text.encode("utf-16-le")) <= 2 * MOST_CHARACTERS:
        return text
    mark = CUT_MARK.format(len(text))
    units = text.encode("utf-16-le")[: 2 * (MOST_CHARACTERS - len(mark))]
    return units.decode("utf-16-le", "ignore") + mark


def _frozen_columns(fields: Sequence[DataField]) -> int:
    """What stays in view on the left: up to the name of the agency, if it is among the first, else one column."""
    names = [field.name for field in fields[:5]]
    return names.index("agency_name") + 1 if "agency_name" in names else 1


def _width(field: DataField, table: StoredTable) -> float:
    # Room for the name of the column and the arrow of its filter, and for texts of usual length.
    texts = table.facts[field.name].characters * 1.3 if field.type == "string" else 0
    return float(min(max(13, len(field.name) * 1.1 + 4, texts), 30))


def _write_codebook(book: Any, sheet: Any, tables: Sequence[StoredTable]) -> None:
    head = book.add_format({"bold": True, "font_color": "#FFFFFF", "bg_color": "#33526E"})
    names = {table.name for table in tables}
    rows = list(csv.reader(io.StringIO(codebook_csv().decode("utf-8-sig"), newline="")))
    listed = [rows[0], *(row for row in rows[1:] if row[0] in names)]
    for column, width in enumerate((12, 26, 9, 8, 9, 30, 30, 50, 50, 40, 30, 10, 40, 40)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, len(listed) - 1, len(listed[0]) - 1)
    for row, texts in enumerate(listed):
        for column, text in enumerate(texts):
            if text:
                sheet.write_string(row, column, cell_text(text), head if row == 0 else None)


def _write_readme(book: Any, sheet: Any, dataset: Dataset, tables: Sequence[StoredTable], notes: Sequence[str]) -> None:
    title = book.add_format({"bold": True, "font_size": 14})
    bold = book.add_format({"bold": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 10)
    sheet.set_column(2, 3, _README_WIDTH)
    english, _, chinese = dataset.title.partition(" · ")
    lines: list[tuple[str, Any]] = [(english, title), (chinese, title), (dataset.origin, None)]
    lines += [(f"sha256 of the dataset's values: {dataset.content_hash}", None), ("", None)]
    for row, (text, style) in enumerate(lines):
        sheet.write_string(row, 0, text, style)
    row = len(lines)
    for said in _README:
        row = _write_line(sheet, row, ("", "", *said), wrapped)
    row = _write_line(sheet, row + 1, ("sheet · 工作表", "rows · 行数", "holds", "内容"), bold)
    for table in tables:
        definition = table.definition
        said_en = f"{definition.title_en}. {definition.description_en}"
        said_zh = f"{definition.title_zh}。{definition.description_zh}"
        row = _write_line(sheet, row, (table.name[:31], str(table.row_count), said_en, said_zh), wrapped)
    if notes:
        row = _write_line(sheet, row + 1, ("Notes · 说明", "", "", ""), bold)
        for note in notes:
            row = _write_line(sheet, row, ("", "", note, ""), wrapped)


def _write_line(sheet: Any, row: int, texts: Sequence[str], style: Any) -> int:
    # Programs differ in whether they make a row as high as its text; a Chinese character is two wide.
    widths = (sum(2 if character > "\u2e7f" else 1 for character in text) for text in texts)
    sheet.set_row(row, 15 * max(1 + width // _README_WIDTH for width in widths))
    for column, text in enumerate(texts):
        if text:
            sheet.write_string(row, column, text, style)
    return row + 1
