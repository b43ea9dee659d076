"""One page for the browser with a table that can be searched and filtered, in English and Chinese.

The page is one file: it loads nothing from anywhere and cannot be made to.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any, Final, NamedTuple


class Words(NamedTuple):
    """The same in English and in Chinese."""

    en: str
    zh: str


class PageColumn(NamedTuple):
    """A column of the table; ``chosen`` ones can be filtered by value, ``wide`` ones hold sentences."""

    name: Words
    chosen: bool = False
    wide: bool = False


PageCell = str | int | float | None | Words
"""What stands in a cell; words are shown in the language of the reader."""


class PageTable(NamedTuple):
    """A small table without filters, above the large one."""

    title: Words
    columns: Sequence[Words]
    rows: Sequence[Sequence[PageCell]]


_STYLE: Final = """
:root { color-scheme: light; --ink: #22262e; --faint: #5b6270; --rule: #d5d9e0; --accent: #0072b2; }
body { font: 14px/1.55 "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif;
  color: var(--ink); background: #f4f5f7; margin: 0; padding: 20px 28px 60px; }
h1 { font-size: 21px; font-weight: 600; margin: 0 0 4px; } h2 { font-size: 15px; margin: 22px 0 6px; }
p { margin: 3px 0; color: var(--faint); max-width: 70em; overflow-wrap: anywhere; }
.bar { position: sticky; top: 0; background: #f4f5f7; display: flex; flex-wrap: wrap; gap: 8px; padding: 10px 0;
  align-items: center; z-index: 1; }
select, input, button { font: inherit; padding: 4px 8px; border: 1px solid var(--rule); border-radius: 4px;
  background: #fff; color: inherit; max-width: 18em; }
button { cursor: pointer; } input { min-width: 14em; } #count { color: var(--faint); margin-left: auto; }
.frame { overflow-x: auto; background: #fff; border: 1px solid var(--rule); }
.frame.small { display: inline-block; max-width: 100%; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
th, td { text-align: left; vertical-align: top; padding: 5px 9px; border-bottom: 1px solid #eceef1; }
th { white-space: nowrap; background: #fafbfc; font-weight: 600; }
td.wide { min-width: 17em; overflow-wrap: anywhere; } td.long { min-width: 11em; overflow-wrap: anywhere; }
tr.error td:first-child { box-shadow: inset 4px 0 #b8320f; } tr.warning td:first-child { box-shadow: inset 4px 0 #e69f00; }
tr.info td:first-child { box-shadow: inset 4px 0 #56b4e9; }
#more { margin: 12px 0; } [hidden] { display: none; }
"""

_SCRIPT: Final = """
'use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const STEP = 200;
const WORDS = { search: ['search', '搜索'], all: ['all', '全部'], more: ['show more', '显示更多'],
  of: ['{0} of {1}', '{1} 条中的 {0} 条'] };
let language = (navigator.language || '').startsWith('zh') ? 1 : 0;
let shown = STEP;
const chosen = data.columns.map(() => '');
const said = (value) => value === null ? '' : Array.isArray(value) ? value[language] : String(value);
const word = (name) => WORDS[name][language];
const make = (tag, text, parent, css) => {
  const node = document.createElement(tag);
  if (text !== '') node.textContent = text;
  if (css) node.className = css;
  parent.append(node);
  return node;
};
const search = document.getElementById('search');
const key = (value) => value === null ? '' : Array.isArray(value) ? value[0] : String(value);
const everything = data.rows.map((row) => row.map((cell) => Array.isArray(cell) ? cell.join(' ') : cell === null ? '' : cell)
  .join('\\u0000').toLowerCase());
function matching() {
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const found = [];
  data.rows.forEach((row, index) => {
    if (chosen.every((value, column) => value === '' || key(row[column]) === value.slice(1))
        && words.every((one) => everything[index].includes(one))) found.push(row);
  });
  return found;
}
function filters() {
  const home = document.getElementById('filters');
  home.replaceChildren();
  data.columns.forEach((column, index) => {
    if (!column.chosen) return;
    const counts = new Map();
    for (const row of data.rows) {
      const name = key(row[index]);
      const entry = counts.get(name) || [row[index], 0];
      entry[1] += 1;
      counts.set(name, entry);
    }
    const select = make('select', '', home);
    select.setAttribute('aria-label', said(column.name));
    make('option', said(column.name) + ': ' + word('all'), select).value = '';
    const sorted = [...counts].sort((a, b) => a[0] < b[0] ? -1 : 1);
    for (const [name, [value, count]] of sorted) make('option', (said(value) || '–') + ' (' + count + ')', select).value = '=' + name;
    select.value = chosen[index];
    select.addEventListener('change', () => { chosen[index] = select.value; shown = STEP; table(); });
  });
}
function fill(home, columns, rows) {
  home.replaceChildren();
  const head = make('tr', '', make('thead', '', home));
  for (const column of columns) make('th', said(column.name), head);
  const body = make('tbody', '', home);
  for (const row of rows) {
    const line = make('tr', '', body, data.mark === null ? '' : key(row[data.mark]));
    row.slice(0, columns.length).forEach((cell, index) => {
      const css = columns[index].wide ? 'wide' : /\\S{24}/.test(said(cell)) ? 'long' : '';
      make('td', said(cell), line, css);
    });
  }
}
function table() {
  const found = matching();
  fill(document.getElementById('table'), data.columns, found.slice(0, shown));
  document.getElementById('count').textContent =
    word('of').replace('{0}', found.length.toLocaleString()).replace('{1}', data.rows.length.toLocaleString());
  document.getElementById('more').hidden = found.length <= shown;
}
function all() {
  document.documentElement.lang = language ? 'zh' : 'en';
  for (const node of document.querySelectorAll('[data-en]')) node.textContent = language ? node.dataset.zh : node.dataset.en;
  search.placeholder = word('search');
  document.getElementById('more').textContent = word('more');
  document.getElementById('language').textContent = language ? 'English' : '中文';
  data.small.forEach((small, index) => {
    fill(document.getElementById('small' + index), small.columns.map((name) => ({ name })), small.rows);
  });
  filters();
  table();
}
search.addEventListener('input', () => { shown = STEP; table(); });
document.getElementById('more').addEventListener('click', () => { shown += STEP; table(); });
document.getElementById('language').addEventListener('click', () => { language = 1 - language; all(); });
all();
"""


def rows_to_page(
    title: Words,
    notes: Iterable[Words],
    columns: Sequence[PageColumn],
    rows: Iterable[Sequence[PageCell]],
    *,
    small: Sequence[PageTable] = (),
    mark: int | None = None,
) -> str:
    """The page as text.

    Args:
        title: of the page.
        notes: lines under the title.
        columns: of the large table.
        rows: of the large table, one cell for each column.
        small: tables above it.
        mark: number of the column whose value (``error``, ``warning``, ``info``) colours the row; None for none.
    """
    data: dict[str, Any] = {
        "columns": [{"name": column.name, "chosen": column.chosen, "wide": column.wide} for column in columns],
        "rows": [list(row) for row in rows],
        "small": [{"columns": table.columns, "rows": table.rows} for table in small],
        "mark": mark,
    }
    # In a script element only an end tag or a comment could be read as markup; both begin with this sign.
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    trusted = base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()
    tables = [
        f'{_spoken("h2", table.title)}\n<div class="frame small"><table id="small{number}"></table></div>'
        for number, table in enumerate(small)
    ]
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8"/>',
            '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
            (
                '<meta http-equiv="Content-Security-Policy" content="'
                f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{trusted}'\"/>"
            ),
            f"<title>{escape(f'{title.en} · {title.zh}')}</title>",
            f"<style>{_STYLE}</style>",
            "</head>",
            "<body>",
            _spoken("h1", title),
            *(_spoken("p", note) for note in notes),
            *tables,
            (
                '<div class="bar"><button id="language" type="button"></button>'
                '<input id="search" type="search"/><span id="filters" class="bar"></span><span id="count"></span></div>'
            ),
            '<div class="frame"><table id="table"></table></div>',
            '<button id="more" type="button" hidden></button>',
            f'<script id="data" type="application/json">{text}</script>',
            f"<script>{_SCRIPT}</script>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _spoken(tag: str, words: Words) -> str:
    """An element that the page fills in the language of the reader; without scripts it has both."""
    both = escape(f"{words.en} · {words.zh}")
    return f'<{tag} data-en="{escape(words.en)}" data-zh="{escape(words.zh)}">{both}</{tag}>'
