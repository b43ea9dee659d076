"""The codebook in English and Chinese, as Markdown and as CSV, made from the registry of fields."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from output.registry import DataField, DataTable, load_tables

_INTRODUCTION = """\
# Codebook · 编码手册

Made from the registry of fields; do not edit. An empty value is missing, never zero.
由字段登记表生成，请勿手工修改。空值表示缺失，绝不表示零。

- **One truth, two shapes.** `values` is the canonical long table; `panel` holds the same printed numbers, one column per cell.
  Nothing is filled, converted or corrected in either.
  数值以长表 `values` 为准；`panel` 为同样数字的宽表，两者均不作填补、换算或更正。
- **Several documents of one agency and year** are all here, one row each in `reports` and `panel`;
  `documents_of_agency_year` above 1 marks them. Choose one before you count.
  同一机关同一年度的多个文件全部保留，在 `reports` 和 `panel` 中各占一行，由 `documents_of_agency_year`（大于 1）标出，统计前须取舍。
- **Exactness.** A number is a double of at most 15 significant digits, so it prints back exactly as it was read;
  `raw` keeps the text.
  数值为双精度数，有效数字不超过 15 位，可精确还原；原文见 `raw`。
- **Text** is as printed, except that NUL and lone surrogates, which no file format holds, stand as U+FFFD.
  文字保持原文；各格式均不能存储的 NUL 和孤立代理字符以 U+FFFD 代替。
- **Paths** are relative to the sources given, so that they do not depend on the machine.
  路径相对于所给来源，不依赖于具体计算机。
"""

CSV_HEADER = (
    "table", "field", "type", "unit", "required", "label_en", "label_zh", "description_en", "description_zh",
    "categories", "cell", "forms", "printed_label", "identities",
)  # fmt: skip


def codebook_markdown(problem_counts: Mapping[str, int] | None = None) -> str:
    """The codebook as Markdown.

    Args:
        problem_counts: how often each problem code occurs in one dataset; None leaves that part out.
    """
    parts = [_INTRODUCTION, *(_table_to_markdown(table) for table in load_tables().values())]
    if problem_counts is not None:
        parts.append(_problems_to_markdown(problem_counts))
    return "\n".join(parts)


def codebook_csv() -> bytes:
    """The codebook as CSV, one row per table and field, UTF-8 with byte order mark."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CSV_HEADER)
    for table in load_tables().values():
        for field in table.fields:
            writer.writerow(_field_to_csv_row(table, field))
    return text.getvalue().encode("utf-8-sig")


def _field_to_csv_row(table: DataTable, field: DataField) -> list[str]:
    categories = "; ".join(f"{entry.value} = {entry.label_en} / {entry.label_zh}" for entry in field.categories)
    return [
        table.name, field.name, field.type, field.unit, "yes" if field.required else "no",
        field.label_en, field.label_zh, field.description_en, field.description_zh, categories, field.cell,
        " ".join(printed.form for printed in field.printed),
        "; ".join(f"{printed.form}: {printed.label}" for printed in field.printed),
        "; ".join(f"{printed.form}: {' '.join(printed.identities)}" for printed in field.printed if printed.identities),
    ]  # fmt: skip


def _table_to_markdown(table: DataTable) -> str:
    lines = [
        f"## `{table.name}`: {table.title_en} · {table.title_zh}",
        "",
        table.description_en,
        table.description_zh,
        "",
        f"Key · 主键: {', '.join(f'`{name}`' for name in table.primary_key)}",
        "",
    ]
    plain = [field for field in table.fields if not field.cell]
    lines += ["| field · 字段 | type · 类型 | label · 名称 | meaning · 含义 |", "|---|---|---|---|"]
    lines += [_field_to_markdown(field) for field in plain]
    cells = [field for field in table.fields if field.cell]
    if cells:
        lines += [
            "",
            "Columns of cells · 单元格各列",
            "",
            "| field · 字段 | cell · 单元格 | type · 类型 | printed label by form · 各表式印出的名称 | English | identities · 勾稽关系 |",
            "|---|---|---|---|---|---|",
        ]
        lines += [_cell_to_markdown(field) for field in cells]
    return "\n".join(lines) + "\n"


def _field_to_markdown(field: DataField) -> str:
    kind = f"{field.type} ({field.unit})" if field.unit else field.type
    meaning = f"{field.description_en}<br>{field.description_zh}"
    for entry in field.categories:
        meaning += f"<br>`{entry.value}`: {entry.label_en} · {entry.label_zh}"
    required = " \\*" if field.required else ""
    return f"| `{field.name}`{required} | {kind} | {field.label_en} · {field.label_zh} | {_escape(meaning)} |"


def _cell_to_markdown(field: DataField) -> str:
    kind = f"{field.type} ({field.unit})" if field.unit else field.type
    printed: dict[str, list[str]] = {}
    for entry in field.printed:
        printed.setdefault(entry.label, []).append(entry.form)
    labels = "<br>".join(f"{', '.join(forms)}: {label}" for label, forms in printed.items())
    identities = ", ".join(dict.fromkeys(name for entry in field.printed for name in entry.identities))
    return (
        f"| `{field.name}` | `{field.cell}` | {kind} | {_escape(labels)} | {_escape(field.label_en)} | {identities} |"
    )


def _problems_to_markdown(counts: Mapping[str, int]) -> str:
    lines = ["## Problems in this dataset · 本数据集中的问题", "", "| code · 代码 | count · 次数 |", "|---|---|"]
    lines += [f"| `{code}` | {count} |" for code, count in sorted(counts.items())]
    return "\n".join(lines) + "\n"


def _escape(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    import sys

    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    sys.stdout.write(codebook_markdown())
