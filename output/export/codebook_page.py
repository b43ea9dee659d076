"""The codebook as one HTML page that needs nothing else: both languages, searchable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from importlib import resources
from pathlib import Path

from output.export.dataset import Dataset, StoredTable
from output.registry import DataField, DataTable


def write_codebook_page(dataset: Dataset, path: Path) -> list[str]:
    """Write ``codebook.html``: every table and column with its meaning, how often it is filled, its codes and cells.

    Returns:
        nothing to know.
    """
    path.write_text(dataset_to_page(dataset), encoding="utf-8", newline="\n")
    return []


def dataset_to_page(dataset: Dataset) -> str:
    """The whole page; its style and script stand in ``codebook_page.html`` beside this module."""
    english, _, chinese = dataset.title.partition(" · ")
    page = resources.files("output.export").joinpath("codebook_page.html").read_text(encoding="utf-8")
    parts = {
        "title_en": escape(english),
        "title_zh": escape(chinese),
        "origin": escape(dataset.origin),
        "hash": escape(dataset.content_hash),
        "contents": "".join(_table_to_entry(table) for table in dataset.tables.values()),
        "tables": "".join(_table_to_section(table) for table in dataset.tables.values()),
    }
    # In one pass, so that a mark inside of what is filled in stays what it is.
    return re.sub(r"@(\w+)@", lambda mark: parts[mark[1]], page)


def _table_to_entry(table: StoredTable) -> str:
    definition = table.definition
    return (
        f'<li><a href="#{table.name}"><code>{table.name}</code> {_both(definition.title_en, definition.title_zh)}</a> '
        f"<small>{table.row_count:,}</small></li>\n"
    )


def _table_to_section(table: StoredTable) -> str:
    definition = table.definition
    rows = "".join(_field_to_row(definition, field, table) for field in definition.fields)
    return (
        f'<section id="{table.name}">\n<h2><code>{table.name}</code> '
        f"{_both(definition.title_en, definition.title_zh)}</h2>\n"
        f"<p>{_both(definition.description_en, definition.description_zh)}</p>\n"
        f'<p class="quiet">{_both("Rows", "行数")}: {table.row_count:,} · {_both("Key", "主键")}: '
        f"{', '.join(f'<code>{name}</code>' for name in definition.primary_key)}</p>\n"
        f"<table><thead><tr><th>{_both('Column', '列')}</th><th>{_both('Type', '类型')}</th>"
        f"<th>{_both('Filled', '非空')}</th><th>{_both('Meaning', '含义')}</th></tr></thead>\n"
        f"<tbody>\n{rows}</tbody></table>\n</section>\n"
    )


def _field_to_row(table: DataTable, field: DataField, stored: StoredTable) -> str:
    kind = f"{field.type} ({escape(field.unit)})" if field.unit else field.type
    lines = "".join(_field_to_lines(table, field))
    return (
        f'<tr id="{table.name}.{field.name}"><td><code>{field.name}</code>{"&nbsp;*" if field.required else ""}</td>'
        f'<td>{kind}</td><td class="number">{stored.facts[field.name].filled:,}</td><td>{lines}</td></tr>\n'
    )


def _field_to_lines(table: DataTable, field: DataField) -> Iterator[str]:
    yield f"<b>{_both(field.label_en, field.label_zh)}</b>"
    yield f"<p>{_both(field.description_en, field.description_zh)}</p>"
    for key in table.foreign_keys:
        if key.field == field.name:
            yield f'<p>→ <a href="#{key.table}.{key.reference}"><code>{key.table}.{key.reference}</code></a></p>'
    if field.categories:
        entries = "".join(
            f"<dt><code>{escape(entry.value)}</code></dt><dd>{_both(entry.label_en, entry.label_zh)}</dd>"
            for entry in field.categories
        )
        yield f"<dl>{entries}</dl>"
    if field.cell:
        yield f"<p><code>{escape(field.cell)}</code></p>"
    for entry in field.printed:
        identities = f' <span class="quiet">{escape(", ".join(entry.identities))}</span>' if entry.identities else ""
        yield f"<p>{escape(entry.form)}: {escape(entry.label)}{identities}</p>"


def _both(english: str, chinese: str) -> str:
    return f'<span lang="en">{escape(english)}</span> <span lang="zh">{escape(chinese)}</span>'
