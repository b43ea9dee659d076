"""From a document to a reading: every statutory table found, under the form that fits it best."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from extract.document import Document, Problem
from extract.forms import Form, Identity, Label, Table, load_forms
from extract.match.heads import Heads, names_columns, rows_to_foreign_heads, rows_to_heads
from extract.match.labels import FRAGMENT, LabelScorer, text_to_key
from extract.match.missing_table import add_unread_tables, doubt_absent_rows
from extract.match.one_row import rows_to_side_by_side
from extract.match.printed_row import PrintedRow, grids_to_rows
from extract.match.row_alignment import RowAlignment, rows_to_alignment
from extract.match.row_values import FittedRow, row_to_cells, unreadable
from extract.reading import CellReading, ExtraRow, Reading

_FITS = 2.0
_FITS_NOT = -4.0
_FEW_ROWS = 3
_LONG_LABEL = 4
"""Labels of so many letters are known without their number too."""
_OWN_WORD = 5.0
"""A label that only one form has speaks for it, whatever order it stands in."""


@dataclass(slots=True)
class TableReading:
    """One table of a document under one form.

    Attributes:
        score: how well it fits; comparable between forms of the same table.
        perfect: every row and every head of the form stands there, and nothing else.
        cells: every cell of the form's table.
        rows: printed rows that belong to it.
    """

    form: str
    table: str
    score: float
    cells: dict[str, CellReading]
    rows: list[PrintedRow]
    extras: list[ExtraRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    perfect: bool = False


def document_to_reading(document: Document, forms: Mapping[str, Form] | None = None) -> Reading:
    """Lays the grids of a document over the forms.

    Args:
        document: what a reader returned.
        forms: the forms to try; those that ship with the package when None.

    The form is decided table by table, because real reports mix them (facts on pitfalls, 3). Where two
    forms fit a table equally well, the one that another table of the document follows is taken, then
    the newest.
    """
    forms = load_forms() if forms is None else forms
    rows = grids_to_rows(document.grids, *_label_tests(tuple(forms)))
    reading = Reading()
    chosen: list[TableReading] = []
    for table_id in dict.fromkeys(table.id for form in forms.values() for table in form.tables):
        claimed = {id(row) for table in chosen for row in table.rows}
        free = [row for row in rows if id(row) not in claimed]
        attempts = _attempts(free, [form for form in forms.values() if table_id in form.table_ids], table_id, chosen)
        best = _best(attempts, chosen) if attempts else None
        if best is not None and not _says_nothing(best):
            chosen.append(best)
    for table in chosen:
        reading.forms[table.table] = table.form
        reading.cells.update(table.cells)
        reading.extras += table.extras
        reading.problems += table.problems
    _doubt_warned_cells(reading, document)
    doubt_absent_rows(reading, document)
    add_unread_tables(reading, document, forms)
    if not reading.forms:
        reading.problems.append(Problem("warning", "no_table", "no statutory table of a known form was found"))
    return reading


def _doubt_warned_cells(reading: Reading, document: Document) -> None:
    """A cell about which the reader itself warns (struck-through text, a picture, an unknown symbol) is not read."""
    warned = {
        problem.place[3:6]
        for problem in document.problems
        if problem.severity != "info" and problem.place.column is not None
    }
    if not warned:
        return
    for cell_id, cell in reading.cells.items():
        if cell.place[3:6] in warned and cell.status not in ("absent", "unreadable"):
            reading.cells[cell_id] = cell._replace(status="unreadable", value=None, evidence="")


def _attempts(
    rows: Sequence[PrintedRow], forms: Sequence[Form], table_id: str, chosen: Sequence[TableReading]
) -> list[TableReading]:
    """The table under each form, the likeliest first; a perfect fit ends the search, since no other form can be one.

    Forms that print the same table are one attempt, under the form that :func:`_best` would take.
    """
    others = [table.form for table in chosen]
    own = _own_words(table_id, rows)
    ranked = sorted(forms, key=lambda form: (own.get(form.id, 0), others.count(form.id), form.id))
    attempts: list[TableReading] = []
    tried: list[Table] = []
    for form in reversed(ranked):
        table = form.table(table_id)
        if any(_same_table(table, other) for other in tried):
            continue
        tried.append(table)
        attempt = rows_to_table(rows, form, table)
        if attempt is not None:
            attempt.score += _OWN_WORD * own.get(form.id, 0)
            attempts.append(attempt)
            if attempt.perfect:
                break
    return attempts


def _same_table(one: Table, other: Table) -> bool:
    """Whether two editions print the same table, as they do table 四; the others differ in heads or rows."""
    return one is other or (one.layout == "one_row" and one.cells == other.cells)


@cache
def _foreign_labels(table_id: str) -> frozenset[str]:
    """Letters of all row labels and groups of the other tables."""
    tables = [table for form in load_forms().values() for table in form.tables if table.id != table_id]
    labels = [label for table in tables for block in table.blocks for label in block.rows]
    return frozenset(
        text_to_key(text).full for label in labels for text in (label.label, *label.variants, *label.groups)
    )


@cache
def _words_of_forms(table_id: str) -> dict[str, str]:
    """Letters of the words that only one form's table has, with the id of that form."""
    found: dict[str, set[str]] = {}
    for form in load_forms().values():
        if table_id in form.table_ids:
            for block in form.table(table_id).blocks:
                for label in (*block.rows, *block.columns):
                    for text in (label.label, *label.variants, *label.groups):
                        found.setdefault(text_to_key(text).full, set()).add(form.id)
    return {word: next(iter(ids)) for word, ids in found.items() if len(ids) == 1}


def _own_words(table_id: str, rows: Sequence[PrintedRow]) -> dict[str, int]:
    """How many labels of the rows only one form has, by form."""
    return Counter(form_id for row in rows if row.own for form_id in _texts_to_forms(row.own, table_id))


@lru_cache(maxsize=8192)
def _texts_to_forms(texts: tuple[str, ...], table_id: str) -> tuple[str, ...]:
    """The form of each word that only one form has; remembered, since every report prints the same words."""
    words = _words_of_forms(table_id)
    return tuple(words[key] for key in (text_to_key(text).full for text in texts) if key in words)


def _says_nothing(table: TableReading) -> bool:
    """Whether a row or two that look like some of the table gave no cell at all: it was not found."""
    return len(table.rows) < _FEW_ROWS and all(cell.status in ("absent", "unreadable") for cell in table.cells.values())


def _best(attempts: Sequence[TableReading], chosen: Sequence[TableReading]) -> TableReading:
    top = max(attempt.score for attempt in attempts)
    near = [attempt for attempt in attempts if attempt.score > top - 1.0]
    others = [table.form for table in chosen]
    return max(near, key=lambda attempt: (others.count(attempt.form), attempt.form))


@cache
def _label_tests(form_ids: tuple[str, ...]) -> tuple[Callable[[str], bool], Callable[[str], bool]]:
    """Whether a text is, word for word, any label of some form, and whether it is the label of a row."""
    keys: set[str] = set()
    row_keys: set[str] = set()
    for form_id in form_ids:
        for table in load_forms()[form_id].tables:
            keys.add(text_to_key(table.corner).full)
            for block in table.blocks:
                keys.add(text_to_key(block.heading).full)
                for label in (*block.rows, *block.columns):
                    for text in (label.label, *label.variants, *label.groups):
                        key = text_to_key(text)
                        keys.add(key.full)
                        if len(key.core) >= _LONG_LABEL:
                            keys.add(key.core)
                        if label in block.rows and text not in label.groups and table.layout == "rows":
                            row_keys.add(text_to_key(text).full)

    def member_of(known: set[str]) -> Callable[[str], bool]:
        return lru_cache(maxsize=8192)(lambda text: text_to_key(text).full in known)

    return member_of(keys - {""}), member_of(row_keys)


@dataclass(frozen=True, slots=True)
class _Scorers:
    """What is computed once for a table: scorers, and for each row its block, label and cell ids."""

    rows: LabelScorer
    labels: tuple[tuple[int, Label, tuple[str, ...]], ...]
    columns: tuple[LabelScorer, ...]
    adds_up: Mapping[str, Callable[[Sequence[int]], bool]]


_SCORERS: dict[int, tuple[Table, _Scorers]] = {}


def _scorers(form: Form, table: Table) -> _Scorers:
    """The scorers of a table, made once: hashing a whole table would cost more than reading one."""
    known = _SCORERS.get(id(table))
    if known is None or known[0] is not table:
        known = _SCORERS[id(table)] = (table, _make_scorers(form, table))
    return known[1]


def _make_scorers(form: Form, table: Table) -> _Scorers:
    labels = tuple(
        (number, label, tuple(f"{table.id}.{label.id}.{column.id}" for column in block.columns))
        for number, block in enumerate(table.blocks)
        for label in block.rows
    )
    by_row = {
        identity.left[0].split(".")[1]: _adder(identity)
        for identity in form.identities_of(table.id)
        if identity.kind != "type" and len({cell.split(".")[1] for cell in identity.cells}) == 1
    }
    return _Scorers(
        LabelScorer([label for _, label, _ in labels]),
        labels,
        tuple(LabelScorer(block.columns) for block in table.blocks),
        by_row,
    )


def rows_to_table(rows: Sequence[PrintedRow], form: Form, table: Table) -> TableReading | None:
    """Reads one table of one form from printed rows; None where the document does not print it."""
    if table.layout == "one_row":
        side_by_side = rows_to_side_by_side(rows, table)
        if side_by_side is None:
            return None
        cells = {cell.cell: cell for cell in side_by_side.cells}
        problems = [_about(problem, tuple(cells)) for problem in side_by_side.problems]
        return TableReading(form.id, table.id, 0.0, cells, side_by_side.rows, [], problems)
    scorers = _scorers(form, table)
    width = max(len(block.columns) for block in table.blocks)
    foreign = _foreign_labels(table.id)
    alignment = rows_to_alignment(
        rows,
        scorers.rows,
        width,
        lambda row: any(names_columns(row, columns) for columns in scorers.columns),
        lambda row: len(row.values) > width + 3 or text_to_key(row.own_label).full in foreign,
    )
    if alignment is None:
        return None
    return _alignment_to_table(alignment, rows, form, table, scorers)


def _alignment_to_table(
    alignment: RowAlignment, rows: Sequence[PrintedRow], form: Form, table: Table, scorers: _Scorers
) -> TableReading:
    heads = [rows_to_heads(rows, columns) for columns in scorers.columns]
    positions = {id(row): index for index, row in enumerate(rows)}
    result = TableReading(form.id, table.id, alignment.score, {}, list(alignment.matches.values()))
    result.problems += alignment.problems
    head_scores: dict[int, float] = {}
    scored: Heads | None = None
    whole_heads = True
    for number, (block_number, label, ids) in enumerate(scorers.labels):
        printed = alignment.matches.get(number)
        if number in alignment.doubtful:
            result.cells.update(zip(ids, unreadable(ids, printed), strict=True))
        elif printed is None:
            result.cells.update((cell_id, CellReading(cell_id, "absent")) for cell_id in ids)
        else:
            index = positions[id(printed)]
            above = heads[block_number][index]
            if (above is None or not above.complete) and _stands_under_other_heads(rows, index, scorers, len(ids)):
                fitted = FittedRow(unreadable(ids, printed), "it stands under heads that the form does not have")
            else:
                fitted = row_to_cells(printed, ids, above, alignment.evidence[number], scorers.adds_up.get(label.id))
            result.cells.update(zip(ids, fitted.cells, strict=True))
            result.score += _FITS_NOT if fitted.problem and not printed.boundaries_lost else _FITS
            if above is None or not above.complete or len(above.columns) != len(ids):
                whole_heads = False
            if above is not None and above is not scored:
                head_scores[block_number] = max(head_scores.get(block_number, -20.0), _head_score(above))
                scored = above
            if fitted.problem:
                result.problems.append(_misfit(fitted, label, printed, ids))
    result.score += sum(head_scores.values())
    result.score += _FITS_NOT * len(alignment.extras)
    result.extras = [_extra(table, scorers, row, after) for row, after in alignment.extras]
    result.perfect = alignment.clean and not result.problems and len(head_scores) == len(table.blocks) and whole_heads
    return result


def _stands_under_other_heads(rows: Sequence[PrintedRow], index: int, scorers: _Scorers, width: int) -> bool:
    """Whether the numbers of a row may be of anything, because the heads above it are not the form's.

    Heads made of the labels of rows are no heads at all, but slips of a program (facts on pitfalls, 13).
    """
    heads = rows_to_foreign_heads(rows, index, scorers.columns)
    like_rows = sum(max(scorers.rows.scores(text)) >= FRAGMENT - 1 for text in heads)
    return len(heads) >= min(width, 5) and len(heads) >= 2 and 2 * like_rows < len(heads)


def _head_score(heads: Heads) -> float:
    return heads.score - 8.0 * heads.columns.count(None) - (0.0 if heads.complete else 8.0)


def _adder(identity: Identity) -> Callable[[Sequence[int]], bool]:
    """Whether the values of a row, in the form's order, satisfy its identity (left cells, then the total)."""
    left = len(identity.left)

    def adds_up(values: Sequence[int]) -> bool:
        return sum(values[:left]) == sum(values[left:])

    return adds_up


def _misfit(fitted: FittedRow, label: Label, printed: PrintedRow, ids: Sequence[str]) -> Problem:
    place = printed.values[0].place
    code = "lost_boundaries" if printed.boundaries_lost else "unfitting_row"
    return Problem("warning", code, f"{label.label}: {fitted.problem}", place, tuple(ids))


def _extra(table: Table, scorers: _Scorers, row: PrintedRow, after: int) -> ExtraRow:
    return ExtraRow(
        table.id,
        row.own_label,
        tuple(cell.text for cell in row.values),
        scorers.labels[after][1].id if after >= 0 else "",
        row.values[0].place,
    )


def _about(problem: Problem, cells: tuple[str, ...]) -> Problem:
    return problem if problem.cells else problem._replace(cells=cells)
