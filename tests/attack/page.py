"""Plain pages with the three tables, for reports that are easily taken for something that they are not."""

from __future__ import annotations

from collections.abc import Mapping

from fixtures.labels import BLOCK_HEADINGS, COLUMNS, CONTENT, DISPUTE_BLOCKS, PROACTIVE_BLOCKS, REQUEST_ROWS, RESULTS
from fixtures.layout import disputes_to_table, proactive_to_tables, requests_to_table
from fixtures.looks.markup import page, table_to_html
from fixtures.printed import Block, Entry, Layout, Slot

FORM = "2021"


def report_page(title: str, new: int, *said: str, date: str = "", changed: Mapping[str, str] | None = None) -> str:
    """A report of the 2021 form in which ``new`` requests were received and granted, and everything else is 0.

    Args:
        title: as printed.
        new: requests of natural persons.
        said: sentences of the first section.
        date: of publication; empty for none.
        changed: cells that print something else.
    """
    numbers = {f"requests.{row}.{column}": "0" for row in REQUEST_ROWS[FORM] for column in COLUMNS}
    for row in ("new", "granted", "concluded"):
        numbers |= {f"requests.{row}.natural_person": str(new), f"requests.{row}.total": str(new)}
    numbers |= changed or {}

    def slots(table: str, row: str, columns: tuple[str, ...]) -> list[Slot]:
        return [Slot(numbers.get(f"{table}.{row}.{column}", "0")) for column in columns]

    blocks = [
        Block(
            BLOCK_HEADINGS[item],
            (CONTENT, *heads),
            [Entry(row, (label,), slots("proactive", row, columns)) for row, label, columns in rows],
        )
        for item, heads, rows in PROACTIVE_BLOCKS[FORM]
    ]
    requests = [Entry(row, labels, slots("requests", row, COLUMNS)) for row, labels in REQUEST_ROWS[FORM].items()]
    disputes = [Entry(block, (label,), slots("disputes", block, RESULTS)) for block, label in DISPUTE_BLOCKS.items()]
    sections = (
        ("二、主动公开政府信息情况", table_to_html(proactive_to_tables(blocks, Layout())[0])),
        ("三、收到和处理政府信息公开申请情况", table_to_html(requests_to_table(requests, Layout()))),
        ("四、政府信息公开行政复议、行政诉讼情况", table_to_html(disputes_to_table(disputes, Layout()))),
    )
    body = "".join(f"<h2>{heading}</h2>{table}" for heading, table in sections)
    published = f"<p>发布日期：{date}</p>" if date else ""
    text = "".join(f"<p>{sentence}</p>" for sentence in said)
    return page(title, f"{published}<h1>{title}</h1><h2>一、总体情况</h2>{text}{body}")
