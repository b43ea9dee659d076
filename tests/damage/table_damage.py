"""Damage to whole tables: heads, columns, page ends, second copies."""

from __future__ import annotations

import copy

from tests.damage.scene import Scene
from tests.damage.sheet import Meaning, Piece, Sheet, copy_sheets


def _some_sheet(scene: Scene, table: str = "") -> Sheet | None:
    sheets = [sheet for sheet in scene.sheets if any(name.startswith(table) for name in sheet.tables())]
    return scene.chance.choice(sheets) if sheets else None


def _value_columns(sheet: Sheet) -> list[int]:
    """Columns of the numbers; none where rows differ, so that heads and numbers do not stand in the same slots."""
    rows = {tuple(piece.column for piece in sheet.values(row)) for row in sheet.value_rows()}
    return list(rows.pop()) if len(rows) == 1 else []


def shift_column(scene: Scene) -> bool:
    """All numbers of a table one column to the right or to the left of their heads.

    The document now prints them under other heads, so that is what it says; checks show how far it is a slip.
    """
    sheet = _some_sheet(scene, "requests")
    if sheet is None:
        return False
    right = scene.chance.random() < 0.5
    for row in sheet.value_rows():
        values = sheet.values(row)
        printed = [(piece.text, piece.meaning) for piece in values]
        blank: tuple[str, Meaning] = ("", ("blank", None))
        moved = [blank, *printed[:-1]] if right else [*printed[1:], blank]
        for piece, (text, meaning) in zip(values, moved, strict=True):
            piece.text, piece.meaning = text, meaning
    return True


def shift_row(scene: Scene) -> bool:
    """The numbers of one row one column to the right or to the left."""
    found = scene.some_row("requests.")
    if found is None:
        return False
    values = found[0].values(found[1])
    printed = [(piece.text, piece.meaning) for piece in values]
    zero: tuple[str, Meaning] = ("0", ("reported", 0))
    moved = [zero, *printed[:-1]] if scene.chance.random() < 0.5 else [*printed[1:], printed[0]]
    for piece, (text, meaning) in zip(values, moved, strict=True):
        piece.text, piece.meaning = text, meaning
    return [text for text, _ in printed] != [text for text, _ in moved]


def lose_head_row(scene: Scene) -> bool:
    """One row of heads gone."""
    return _lose_heads(scene, False)


def lose_all_heads(scene: Scene) -> bool:
    """All rows of heads above the first numbers gone."""
    return _lose_heads(scene, True)


def _lose_heads(scene: Scene, everything: bool) -> bool:
    sheet = _some_sheet(scene)
    if sheet is None or sheet.value_rows()[0] == 0:
        return False
    first = sheet.value_rows()[0]
    if everything:
        sheet.drop_rows(0, first)
    else:
        sheet.drop_rows(scene.chance.randrange(first))
    return True


def cut_at_page(scene: Scene) -> bool:
    """A table cut between two rows; labels that span the cut are printed once."""
    return _cut(scene, heads=False, labels=False)


def cut_at_page_heads_repeated(scene: Scene) -> bool:
    """A table cut between two rows, the heads and spanning labels printed again."""
    return _cut(scene, heads=True, labels=True)


def cut_inside_row(scene: Scene) -> bool:
    """A table cut inside a row: its label on the one page, its numbers on the next."""
    found = scene.some_row("requests.")
    if found is None or found[0].label(found[1]) is None:
        return False
    sheet, row = found
    empty = scene.chance.random() < 0.5
    second = _cut_sheet(scene, sheet, row, labels=False)
    count = 0
    for piece in second.starting(0):
        if not piece.cell and piece.rowspan == 1 and piece.text:
            sheet.pieces.append(Piece(piece.text, sheet.row_count, piece.column, 1, piece.colspan))
            piece.text = ""
            count += 1
        elif empty and piece.cell:
            sheet.pieces.append(Piece("", sheet.row_count, piece.column, 1, piece.colspan))
    sheet.row_count += 1
    return count > 0


def _cut(scene: Scene, heads: bool, labels: bool) -> bool:
    sheet = _some_sheet(scene, "requests" if heads else "")
    if sheet is None or len(sheet.value_rows()) < 2:
        return False
    row = scene.chance.choice(sheet.value_rows()[1:])
    second = _cut_sheet(scene, sheet, row, labels)
    first = sheet.value_rows()[0]
    if heads:
        second.open_rows(0, first)
        second.pieces += [copy.copy(piece) for piece in sheet.pieces if piece.end <= first]
    return True


def _cut_sheet(scene: Scene, sheet: Sheet, row: int, labels: bool) -> Sheet:
    """Cuts a sheet before a row and returns the second part, which stands behind the first."""
    below: list[Piece] = []
    for piece in list(sheet.pieces):
        if piece.row >= row:
            sheet.pieces.remove(piece)
            piece.row -= row
            below.append(piece)
        elif piece.end > row:
            below.append(Piece(piece.text if labels else "", 0, piece.column, piece.end - row, piece.colspan))
            piece.rowspan = row - piece.row
    second = Sheet(below, sheet.row_count - row, sheet.column_count)
    sheet.row_count = row
    scene.sheets.insert(next(number for number, other in enumerate(scene.sheets) if other is sheet) + 1, second)
    return second


def transpose_columns(scene: Scene) -> bool:
    """Two columns in each other's place, heads and numbers together: the document says the same as before."""
    sheet = _some_sheet(scene, scene.chance.choice(["requests", "requests", "proactive"]))
    if sheet is None:
        return False
    columns = _value_columns(sheet)
    leaves = {
        column: [(piece.row, piece.rowspan) for piece in sheet.pieces if piece.column == column and piece.colspan == 1]
        for column in columns
    }
    pairs = [
        (one, other)
        for one in columns
        for other in columns
        if one < other and leaves[one] == leaves[other] and len(leaves[one]) > len(sheet.value_rows())
    ]
    if not pairs:
        return False
    one, other = scene.chance.choice(pairs)
    for piece in sheet.pieces:
        if piece.colspan == 1 and piece.column in (one, other):
            piece.column = other if piece.column == one else one
    return True


def drop_column(scene: Scene) -> bool:
    """A column gone with its head."""
    sheet = _some_sheet(scene, "requests")
    if sheet is None or not _value_columns(sheet):
        return False
    column = scene.chance.choice(_value_columns(sheet))
    for piece in sheet.pieces:
        if piece.column == column and piece.cell:
            scene.allow(piece.cell, ("blank", None))
    sheet.close_column(column)
    return True


def unknown_column(scene: Scene) -> bool:
    """A column of numbers that the form does not have, under a head of its own."""
    sheet = _some_sheet(scene, "requests")
    if sheet is None or not _value_columns(sheet):
        return False
    columns = _value_columns(sheet)
    column = scene.chance.choice([columns[0], columns[-1], columns[-1] + 1, columns[-1] + 1])
    first = sheet.value_rows()[0]
    sheet.open_column(column)
    for piece in list(sheet.pieces):
        if piece.row < first and piece.column <= column < piece.column + piece.colspan:
            piece.colspan -= 1
            if piece.column + piece.colspan > column:
                sheet.pieces.append(
                    Piece(piece.text, piece.row, column + 1, piece.rowspan, piece.column + piece.colspan - column)
                )
                piece.colspan = column - piece.column
    if first:
        sheet.pieces.append(Piece(scene.chance.choice(["上年同期", "同比增减数", "其中网络申请"]), 0, column, first))
    for row in sheet.value_rows():
        sheet.pieces.append(Piece(str(scene.chance.randint(0, 30)), row, column))
    return first > 0


def second_copy(scene: Scene) -> bool:
    """The same tables printed a second time behind the first."""
    scene.sheets += copy_sheets(scene.sheets)
    return True


def second_table_with_other_numbers(scene: Scene) -> bool:
    """A second table of the same kind with other numbers, as those of last year: which one holds is not told."""
    sheet = _some_sheet(scene, scene.chance.choice(["requests", "proactive", "disputes"]))
    if sheet is None:
        return False
    other = copy_sheets([sheet])[0]
    pieces = [piece for piece in other.pieces if piece.cell and piece.text.strip().isdecimal()]
    changed = scene.chance.sample(pieces, min(len(pieces), scene.chance.choice([1, 5, len(pieces)])))
    for piece in changed:
        number = int(piece.text) + scene.chance.randint(1, 40)
        piece.text, piece.meaning = str(number), ("reported", number)
    at = next(number for number, one in enumerate(scene.sheets) if one is sheet)
    scene.sheets.insert(at + scene.chance.choice([0, 1]), other)
    return bool(changed)
