"""The sites behind a dataset in ``gongkai coverage``: how they fare, and what was wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rich.console import RenderableType

    from output.filter_page import PageTable
    from output.site_counts import FindingCount, SiteFinding

HEALTHS: Final[Mapping[str, tuple[str, str]]] = {
    "error": ("error: reports are or may be missing", "错误：有报告遗漏或可能遗漏"),
    "warning": ("warning: look at it", "警告：需要查看"),
    "info": ("info: worth knowing", "提示"),
    "none": ("nothing was wrong", "无问题"),
    "not collected": ("not collected yet", "尚未采集"),
}
_STYLES: Final = {"error": "red", "warning": "yellow"}


def sites_to_text(
    sites: Mapping[str, int], counts: Sequence[FindingCount], findings: Sequence[SiteFinding]
) -> RenderableType:
    """The section of a terminal: sites by their gravest finding, kinds of findings, and the first errors."""
    from rich import box
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    from gongkai.display_text import harmless

    health = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    health.add_column("sites")
    health.add_column("", justify="right")
    for name, count in sites.items():
        health.add_row(HEALTHS[name][0], f"{count:,}", style=_STYLES.get(name))
    kinds = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    for head in ("severity", "finding"):
        kinds.add_column(head)
    for head in ("sites", "times"):
        kinds.add_column(head, justify="right")
    for kind in counts:
        kinds.add_row(
            kind.severity,
            harmless(kind.code),
            f"{kind.sites:,}",
            f"{kind.findings:,}",
            style=_STYLES.get(kind.severity),
        )
    errors = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    for head in ("site", "agency", "error", "found"):
        errors.add_column(head, overflow="fold")
    for row in findings:
        found = " ".join(part for part in (row.found, row.url) if part)
        errors.add_row(*(Text(harmless(text)) for text in (row.site_id, row.agency, row.code, found)))
    total = sum(kind.findings for kind in counts if kind.severity == "error")
    parts: list[RenderableType] = [health, Text("")]
    parts += [kinds, Text("")] if counts else []
    parts += [errors] if findings else []
    if findings and total > len(findings):
        parts.append(Text(f"… and {total - len(findings):,} more errors: --limit N, or site_findings.csv", style="dim"))
    return Group(*parts, *([Text("")] if findings else []))


def sites_to_page_tables(sites: Mapping[str, int], counts: Sequence[FindingCount]) -> list[PageTable]:
    """The tables of a page for the browser; none where the dataset has no sites."""
    from output.filter_page import PageTable, Words

    if not sites:
        return []
    tables = [
        PageTable(
            Words("sites", "网站"),
            [Words("sites by their gravest finding", "网站（按最严重的问题）"), Words("sites", "网站数")],
            [(Words(*HEALTHS[name]), count) for name, count in sites.items()],
        )
    ]
    if counts:
        heads = [("severity", "严重程度"), ("finding", "问题"), ("sites", "网站数"), ("times", "次数")]
        tables.append(
            PageTable(
                Words("findings on sites", "网站采集问题"),
                [*(Words(*head) for head in heads), Words("meaning", "含义")],
                [(kind.severity, kind.code, kind.sites, kind.findings, kind.message) for kind in counts],
            )
        )
    return tables
