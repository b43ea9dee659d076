"""Damage to single cells and to the order of cells in a row."""

from __future__ import annotations

from itertools import pairwise

from tests.damage.scene import Scene
from tests.damage.sheet import Piece, Sheet


def _say(piece: Piece, text: str) -> bool:
    """Prints other digits; a text of several digits with a zero in front is none that a person can read."""
    if not text:
        piece.meaning = ("blank", None)
    elif len(text) > 1 and text[0] == "0":
        piece.meaning = None
    else:
        piece.meaning = ("reported", int(text))
    changed = text != piece.text
    piece.text = text
    return changed


def change_digit(scene: Scene) -> bool:
    """Another digit in one number."""
    piece = scene.some_piece(scene.numbers())
    if piece is None:
        return False
    text = piece.text.strip()
    at = scene.chance.randrange(len(text))
    return _say(piece, text[:at] + scene.chance.choice("0123456789".replace(text[at], "")) + text[at + 1 :])


def delete_digit(scene: Scene) -> bool:
    """One digit less in a number."""
    piece = scene.some_piece([piece for piece in scene.numbers() if piece.text.strip() != "0"])
    if piece is None:
        return False
    text = piece.text.strip()
    at = scene.chance.randrange(len(text))
    return _say(piece, text[:at] + text[at + 1 :])


def swap_digits(scene: Scene) -> bool:
    """Two digits of a number in the wrong order."""
    piece = scene.some_piece([piece for piece in scene.numbers() if len(set(piece.text.strip())) > 1])
    if piece is None:
        return False
    text = piece.text.strip()
    at = scene.chance.choice([at for at in range(len(text) - 1) if text[at] != text[at + 1]])
    return _say(piece, text[:at] + text[at + 1] + text[at] + text[at + 2 :])


def blank_value(scene: Scene) -> bool:
    """A cell emptied."""
    piece = scene.some_piece(scene.numbers())
    return piece is not None and _say(piece, "")


def dash_for_zero(scene: Scene) -> bool:
    """A placeholder where a zero stood."""
    pieces = [piece for piece in scene.numbers() if piece.text.strip() == "0"]
    if not pieces:
        return False
    piece = scene.chance.choice(pieces)
    piece.text, piece.meaning = scene.chance.choice(["/", "-", "—", "无", "不涉及"]), ("dash", None)
    return True


def remark_behind_number(scene: Scene) -> bool:
    """A remark or a unit behind a number, which stays the same."""
    piece = scene.some_piece(scene.numbers())
    if piece is None:
        return False
    piece.text = piece.text.strip() + scene.chance.choice(
        ["（其中修订3件）", "件", "(含2件上年)", "其中1件为网络申请", " 条"]
    )
    return True


def note_mark_behind_number(scene: Scene) -> bool:
    """A raised note mark behind a number: the number without it, or nothing, never the digits together."""
    piece = scene.some_piece(scene.numbers())
    if piece is None:
        return False
    piece.text = piece.text.strip() + scene.chance.choice(["①", "²", "⑴", "¹"])
    return True


def drop_value(scene: Scene) -> bool:
    """A cell of a row gone, the others moved up to the left; the row ends early."""
    return _drop_value(scene, False)


def drop_value_padded(scene: Scene) -> bool:
    """A cell of a row gone, the others moved up to the left, an empty one at the end."""
    return _drop_value(scene, True)


def _drop_value(scene: Scene, padded: bool) -> bool:
    found = scene.some_row(least=2)
    if found is None:
        return False
    sheet, row = found
    values = sheet.values(row)
    gone = scene.some_piece(values)
    assert gone is not None
    rest = values[values.index(gone) + 1 :]
    # Which one is gone nobody sees: every cell from there on may be printed or may be gone.
    meanings = [piece.meaning for piece in values]
    if not rest:
        padded = padded and len(values) > 1
    for piece in reversed(rest):
        piece.column -= gone.colspan
    sheet.pieces.remove(gone)
    for piece in values:
        scene.allow(piece.cell, ("blank", None))
    if padded:
        slots = [piece.cell for piece in values]
        printed = [meaning for piece, meaning in zip(values, meanings, strict=True) if piece is not gone]
        for cell, meaning in zip(slots, [*printed, ("blank", None)], strict=True):
            scene.allow(cell, meaning)
        end = max(piece.column + piece.colspan for piece in values if piece is not gone)
        sheet.pieces.append(Piece("", row, end, 1, gone.colspan))
    scene.allow(gone.cell, ("absent", None))
    return True


def insert_blank(scene: Scene) -> bool:
    """An empty cell too many in a row, the others moved to the right."""
    found = scene.some_row()
    if found is None:
        return False
    sheet, row = found
    values = sheet.values(row)
    at = scene.chance.randrange(len(values))
    column = values[at].column
    for piece in values[at:]:
        piece.column += 1
    sheet.pieces.append(Piece("", row, column))
    sheet.column_count = max(sheet.column_count, *(piece.column + piece.colspan for piece in values))
    return True


def split_number(scene: Scene) -> bool:
    """One number cut into two cells, the others moved to the right."""
    piece = scene.some_piece([piece for piece in scene.numbers() if len(piece.text.strip()) > 1])
    if piece is None:
        return False
    sheet = _sheet_of(scene, piece)
    text = piece.text.strip()
    at = scene.chance.randrange(1, len(text))
    for other in sheet.values(piece.row):
        if other.column > piece.column:
            other.column += 1
    second = Piece(text[at:], piece.row, piece.column + piece.colspan, 1, 1)
    piece.text = text[:at]
    sheet.pieces.append(second)
    sheet.column_count = max(sheet.column_count, *(other.column + other.colspan for other in sheet.starting(piece.row)))
    return True


def merge_numbers(scene: Scene) -> bool:
    """Two neighbouring numbers in one cell, with or without a space, spanning both columns or one."""
    pairs = [
        (sheet, one, other)
        for sheet in scene.sheets
        for row in sheet.value_rows()
        for one, other in pairwise(sheet.values(row))
        if one.text.strip().isdecimal() and other.text.strip().isdecimal()
    ]
    if not pairs:
        return False
    sheet, one, other = scene.chance.choice(pairs)
    spans = scene.chance.random() < 0.5
    values = sheet.values(one.row)
    one.text = one.text.strip() + scene.chance.choice(["", "", " ", "\n"]) + other.text.strip()
    sheet.pieces.remove(other)
    scene.allow(other.cell, other.meaning, ("blank", None), ("absent", None))
    if spans:
        one.colspan += other.colspan
    else:
        for piece in values:
            if piece.column > other.column:
                piece.column -= other.colspan
    return True


def _sheet_of(scene: Scene, piece: Piece) -> Sheet:
    return next(sheet for sheet in scene.sheets if any(other is piece for other in sheet.pieces))
