"""One document as a page for the browser, each cell that was found in the colour of how well it stands."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Final

from extract.document import Cell, Document, Grid, Paragraph, Place
from extract.forms import FormCell, load_forms
from extract.reading import CellReading
from gongkai.display_standing import Standing, report_to_cell_checks, report_to_standings, report_to_suspects
from gongkai.reading import document_to_running_text
from normalize.report import Check, Report

STANDINGS: Final[dict[Standing, tuple[str, str]]] = {
    "failing": ("!", "read, and in a check that fails"),
    "unreadable": ("?", "printed, but not readable for certain"),
    "proven": ("✓", "read, and proven by a sum that holds"),
    "unproven": ("◇", "read, and in no sum that holds"),
    "blank": ("·", "printed blank, or with a placeholder"),
    "absent": ("∅", "not on the document"),
}
"""By standing, the gravest first: its sign and what it means."""

_SUSPECT: Final = "the likeliest fault of a check that fails"

_CHECKS_NAMED: Final = 4
"""Checks in one tooltip; most cells bear on two."""

_STYLE: Final = (
    """
:root { color-scheme: light; --failing: #d62839; --unreadable: #b5179e; --proven: #2a9d4a; --unproven: #2b6cb0;
  --blank: #8a8f98; --absent: #8a8f98; }
body { font: 15px/1.65 "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif;
  color: #22262e; background: #f4f5f7; margin: 0; }
header, main { max-width: 1080px; margin: 0 auto; padding: 20px 28px; box-sizing: border-box; }
main { background: #fff; box-shadow: 0 1px 4px #0002; padding-bottom: 40px; }
h1 { font-size: 20px; line-height: 1.4; margin: 8px 0; }
header p { margin: 4px 0; color: #5b6270; overflow-wrap: anywhere; }
ul { list-style: none; padding: 0; margin: 12px 0 0; display: flex; flex-wrap: wrap; gap: 8px 12px; font-size: 13px; }
li b { display: inline-block; min-width: 1.4em; padding: 0 5px; margin-right: 5px; text-align: center; }
main p { margin: 10px 0; overflow-wrap: anywhere; }
.frame { overflow-x: auto; margin: 14px 0 22px; }
table { border-collapse: collapse; width: 100%; font-size: 13px; line-height: 1.4; }
td { border: 1px solid #c9ced6; padding: 4px 6px; text-align: center; overflow-wrap: anywhere; }
td.gap { background: repeating-linear-gradient(45deg, #fff, #fff 4px, #eef0f3 4px, #eef0f3 8px); }
td i { font: 700 10px/1 sans-serif; vertical-align: 4px; margin-left: 3px; }
small { display: block; font: 9px/1.2 "Segoe UI", "Helvetica Neue", Arial, sans-serif; opacity: .9; margin-top: 2px;
  overflow-wrap: normal; }
.found { border-width: 2px; cursor: help; font-weight: 600; }
"""
    + "".join(
        f".{name} {{ color: var(--{name}); border: 2px solid var(--{name});"
        f" background: color-mix(in srgb, var(--{name}) 11%, white); }}\n"
        for name in STANDINGS
    )
    + ".suspect { background: var(--failing); color: #fff; }\n"
)


def report_to_page(report: Report, document: Document) -> str:
    """The document as one self-contained page: paragraphs and grids in reading order, found cells coloured.

    Args:
        report: what was made of the document.
        document: as the first reader returned it.
    """
    standings = report_to_standings(report)
    shown = _as_read(document, report)
    found: dict[Place, list[CellReading]] = {}
    nowhere: list[CellReading] = []
    slots = {_slot(cell.place) for grid in shown.grids for cell in grid.cells}
    for reading in report.reading.cells.values():
        slot = _slot(reading.place)
        if reading.status != "absent" and slot in slots:
            found.setdefault(slot, []).append(reading)
        else:
            nowhere.append(reading)
    captions = _Captions(report, standings)
    body = [
        _grid_html(block, found, captions) if isinstance(block, Grid) else _paragraph_html(block)
        for block in shown.blocks
    ]
    title = report.facts.title or report.path
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="zh">',
            "<head>",
            '<meta charset="utf-8"/>',
            '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
            # The page needs nothing from anywhere, and a document cannot make it fetch or run anything.
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>",
            f"<title>{_text(title)}</title>",
            f"<style>{_STYLE}</style>",
            "</head>",
            "<body>",
            *_header_html(report, title, captions),
            "<main>",
            *body,
            *_nowhere_html(nowhere, captions),
            "</main>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _as_read(document: Document, report: Report) -> Document:
    """The document with the tables that were read from its running text, behind its own, where there are any."""
    if not any(problem.code == "table_as_text" for problem in report.problems):
        return document
    return replace(document, blocks=[*document.blocks, *document_to_running_text(document).grids])


def _slot(place: Place) -> Place:
    return Place(table=place.table, row=place.row, column=place.column)


class _Captions:
    """What is said of each cell: its name in the form, its status, its checks."""

    def __init__(self, report: Report, standings: Mapping[str, Standing]) -> None:
        self.standings = standings
        self.suspects = report_to_suspects(report)
        self._checks = report_to_cell_checks(report)
        forms = load_forms()
        self._labels: dict[str, FormCell] = {
            cell.cell: cell
            for table, form in report.reading.forms.items()
            if form in forms
            for cell in forms[form].table(table).cells
        }

    def standing(self, readings: Iterable[CellReading]) -> Standing:
        """The gravest standing among cells that share a slot."""
        order = list(STANDINGS)
        return min((self.standings[reading.cell] for reading in readings), key=order.index)

    def tooltip(self, reading: CellReading) -> str:
        """Several lines: id, label, value, checks."""
        lines = [reading.cell]
        if reading.cell in self.suspects:
            lines.append(_SUSPECT)
        if reading.cell in self._labels:
            lines += [self._labels[reading.cell].label, self._labels[reading.cell].label_en]
        value = "" if reading.value is None else f" {reading.value}"
        evidence = f", found by {reading.evidence}" if reading.evidence else ""
        lines.append(f"{reading.status}{value}, printed “{reading.raw}”{evidence}")
        lines += [f"unit {reading.unit}"] if reading.unit else []
        lines += [f"remark {reading.remark}"] if reading.remark else []
        checks = self._checks.get(reading.cell, [])
        lines += [_check_line(check) for check in checks[:_CHECKS_NAMED]]
        if len(checks) > _CHECKS_NAMED:
            lines.append(f"and {len(checks) - _CHECKS_NAMED} more checks")
        return "\n".join(lines)


def _check_line(check: Check) -> str:
    sides = "" if check.left is None or check.right is None else f" ({check.left} and {check.right})"
    words = f": {check.explanation}" if check.result != "holds" and check.explanation else sides
    return f"{check.check} {check.result.replace('_', ' ')}{words}"


def _header_html(report: Report, title: str, captions: _Captions) -> list[str]:
    facts = report.facts
    forms = ", ".join(f"{table} {form}" for table, form in report.reading.forms.items()) or "no statutory table found"
    said = [facts.agency or "no agency found", str(facts.year or "no year found"), f"forms: {forms}"]
    present = list(captions.standings.values())
    legend = [
        f'<li><b class="{name}">{sign}</b>{_text(meaning)} ({present.count(name)})</li>'
        for name, (sign, meaning) in STANDINGS.items()
        if name in present
    ]
    if captions.suspects:
        legend.insert(0, f'<li><b class="failing suspect">!</b>{_SUSPECT}</li>')
    return [
        "<header>",
        f"<h1>{_text(title)}</h1>",
        f"<p>{_text(' · '.join(said))}</p>",
        f"<p>{_text(report.path)} · sha256 {report.sha256[:12]}</p>",
        *(["<ul>", *legend, "</ul>"] if legend else []),
        "</header>",
    ]


def _paragraph_html(paragraph: Paragraph) -> str:
    return f"<p>{_text(paragraph.text)}</p>"


def _grid_html(grid: Grid, found: Mapping[Place, Sequence[CellReading]], captions: _Captions) -> str:
    """A grid as a table; slots that no cell covers are hatched."""
    taken: set[tuple[int, int]] = set()
    starting: dict[tuple[int, int], Cell] = {}
    for cell in grid.cells:
        starting[cell.row, cell.column] = cell
        taken |= {
            (row, column)
            for row in range(cell.row, cell.row + cell.rowspan)
            for column in range(cell.column, cell.column + cell.colspan)
        }
    lines = ['<div class="frame"><table>']
    for row in range(grid.row_count):
        cells = []
        for column in range(grid.column_count):
            if (row, column) in starting:
                cell = starting[row, column]
                cells.append(_cell_html(cell, found.get(_slot(cell.place), ()), captions))
            elif (row, column) not in taken:
                cells.append('<td class="gap"></td>')
        lines.append(f"<tr>{''.join(cells)}</tr>")
    lines.append("</table></div>")
    return "\n".join(lines)


def _cell_html(cell: Cell, readings: Sequence[CellReading], captions: _Captions) -> str:
    span = (f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else "") + (
        f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    )
    if not readings:
        return f"<td{span}>{_text(cell.text)}</td>"
    return f"<td{span}{_marked(readings, captions)}>{_text(cell.text)}{_names(readings, captions)}</td>"


def _marked(readings: Sequence[CellReading], captions: _Captions) -> str:
    tooltip = "\n\n".join(captions.tooltip(reading) for reading in readings)
    suspect = " suspect" if any(reading.cell in captions.suspects for reading in readings) else ""
    return f' class="found {captions.standing(readings)}{suspect}" title="{_attribute(tooltip)}"'


def _names(readings: Sequence[CellReading], captions: _Captions) -> str:
    """The sign behind the printed text and the ids under it; with the number of each where several share the text."""
    signs = {STANDINGS[captions.standings[reading.cell]][0] for reading in readings}
    sign = f"<i>{signs.pop()}</i>" if len(signs) == 1 else ""
    names = []
    for reading in readings:
        own = "" if sign else f"{STANDINGS[captions.standings[reading.cell]][0]} "
        value = f" {reading.value}" if len(readings) > 1 and reading.value is not None else ""
        # A long id may break where its words meet.
        name = _text(short_name(reading.cell)).replace("_", "_<wbr/>").replace(".", ".<wbr/>")
        names.append(f"<small>{own}{name}{value}</small>")
    return sign + "".join(names)


def _nowhere_html(readings: Sequence[CellReading], captions: _Captions) -> list[str]:
    """Cells of the form that stand nowhere in the document, so that all cells are on the page."""
    if not readings:
        return []
    rows = [
        f"<tr><td{_marked([reading], captions)}>{_text(reading.cell)}</td><td>{_text(reading.status)}</td>"
        f"<td>{_text(reading.raw)}</td></tr>"
        for reading in readings
    ]
    return [
        "<p>Cells of the form that have no place in the tables above</p>",
        '<div class="frame"><table>',
        *rows,
        "</table></div>",
    ]


def short_name(cell: str) -> str:
    """The id of a cell without its table.

    >>> short_name("requests.new.total")
    'new.total'
    """
    return cell.partition(".")[2]


def _text(text: str) -> str:
    return escape(_printable(text), quote=False).replace("\n", "<br/>")


def _attribute(text: str) -> str:
    return escape(_printable(text)).replace("\n", "&#10;")


def _printable(text: str) -> str:
    """The text without what no HTML may hold, or what would turn the direction of writing around."""
    return "".join(c for c in text if c == "\n" or unicodedata.category(c)[0] != "C" or c == "\t")
