"""Damage to whole rows and their labels."""

from __future__ import annotations

import copy

from tests.damage.scene import Scene
from tests.damage.sheet import Piece, Sheet


def drop_row(scene: Scene) -> bool:
    """A row gone."""
    found = scene.some_row()
    if found is None:
        return False
    sheet, row = found
    sheet.drop_rows(row)
    return True


def _two_rows(scene: Scene) -> tuple[Sheet, int, int] | None:
    """Two rows of one grid whose own cells stand in the same slots."""
    found = scene.some_row()
    if found is None:
        return None
    sheet, one = found
    shape = _shape(sheet, one)
    count = len(sheet.values(one))
    others = [
        row
        for row in sheet.value_rows()
        if row != one and _shape(sheet, row) == shape and len(sheet.values(row)) == count
    ]
    return (sheet, one, scene.chance.choice(others)) if others else None


def _shape(sheet: Sheet, row: int) -> list[tuple[int, int]]:
    return [(piece.column, piece.colspan) for piece in sheet.starting(row) if piece.rowspan == 1]


def swap_rows(scene: Scene) -> bool:
    """Two rows in each other's place, labels and numbers together: the document says the same as before."""
    found = _two_rows(scene)
    if found is None:
        return False
    sheet, one, other = found
    for piece in sheet.pieces:
        if piece.rowspan == 1 and piece.row in (one, other):
            piece.row = other if piece.row == one else one
    return True


def swap_values(scene: Scene) -> bool:
    """The numbers of two rows under each other's label: the document says something else."""
    found = _two_rows(scene)
    if found is None:
        return False
    sheet, one, other = found
    pairs = list(zip(sheet.values(one), sheet.values(other), strict=False))
    for first, second in pairs:
        first.text, second.text = second.text, first.text
        first.meaning, second.meaning = second.meaning, first.meaning
    return any(first.text != second.text for first, second in pairs)


def swap_labels(scene: Scene) -> bool:
    """The labels of two rows over each other's numbers: a label says what the numbers behind it are."""
    found = _two_rows(scene)
    if found is None:
        return False
    sheet, one, other = found
    labels = sheet.label(one), sheet.label(other)
    if labels[0] is None or labels[1] is None:
        return False
    labels[0].text, labels[1].text = labels[1].text, labels[0].text
    for first, second in zip(sheet.values(one), sheet.values(other), strict=True):
        first.cell, second.cell = second.cell, first.cell
    return True


def repeat_row(scene: Scene) -> bool:
    """A row printed twice."""
    found = scene.some_row()
    if found is None:
        return False
    _repeat(*found, 1)
    return True


def repeat_row_changed(scene: Scene) -> bool:
    """A row printed twice with different numbers: which one holds nobody can tell."""
    found = scene.some_row()
    if found is None or found[0].label(found[1]) is None:
        return False
    sheet, row = found
    copies = _repeat(sheet, row, 1)
    piece = scene.some_piece([piece for piece in copies if piece.cell and piece.text.isdecimal()])
    if piece is None:
        return False
    piece.text = str(int(piece.text) + scene.chance.randint(1, 9))
    piece.meaning = ("reported", int(piece.text))
    return True


def repeat_group(scene: Scene) -> bool:
    """Several rows printed twice, the second time behind the first."""
    found = scene.some_row("requests.")
    if found is None:
        return False
    sheet, row = found
    count = scene.chance.randint(2, 6)
    last = row + count
    if last > sheet.row_count or any(
        row <= piece.row < last < piece.end or (piece.row < row < piece.end < last) for piece in sheet.pieces
    ):
        return False
    _repeat(sheet, row, count)
    return True


def _repeat(sheet: Sheet, row: int, count: int) -> list[Piece]:
    copies = [copy.copy(piece) for piece in sheet.pieces if row <= piece.row < row + count and piece.end <= row + count]
    sheet.open_rows(row + count, count)
    for piece in sheet.pieces:
        # A label that ends exactly here covers the copies too, unless it was copied itself.
        if piece.row < row and piece.end == row + count:
            piece.rowspan += count
    for piece in copies:
        piece.row += count
    sheet.pieces += copies
    return copies


def lose_label(scene: Scene) -> bool:
    """The label of a row empty, or its cell with it."""
    found = scene.some_row()
    label = found[0].label(found[1]) if found is not None else None
    if found is None or label is None:
        return False
    if scene.chance.random() < 0.7:
        label.text = ""
    else:
        found[0].pieces.remove(label)
    return True


def lose_labels(scene: Scene) -> bool:
    """Several neighbouring rows without label: their order among the labelled ones still tells them."""
    found = scene.some_row("requests.")
    if found is None:
        return False
    sheet, row = found
    labels = [sheet.label(other) for other in range(row, row + scene.chance.randint(2, 4))]
    for label in labels:
        if label is not None:
            label.text = ""
    return any(label is not None for label in labels)


def lose_label_and_row(scene: Scene) -> bool:
    """A label lost and a neighbouring row gone: which of the two is printed nobody can tell."""
    found = scene.some_row("requests.")
    if found is None:
        return False
    sheet, row = found
    label = sheet.label(row)
    gone = sheet.values(row + 1)
    if label is None or len(gone) != len(sheet.values(row)):
        return False
    label.text = ""
    for piece in sheet.values(row):
        scene.allow(piece.cell, ("absent", None))
    cells = [piece.cell for piece in gone]
    sheet.drop_rows(row + 1)
    for piece, cell in zip(sheet.values(row), cells, strict=True):
        scene.allow(cell, ("absent", None))
        if piece.meaning is not None and not piece.meaning[1]:
            scene.allow(cell, piece.meaning)
    return True


def typo_in_label(scene: Scene) -> bool:
    """A character of a label lost or another one in its place."""
    found = scene.some_row()
    label = found[0].label(found[1]) if found is not None else None
    if label is None or len(label.text) < 5:
        return False
    # Numbers in front tell rows apart as much as words do; a person would not trust a changed one.
    at = scene.chance.randrange(2, len(label.text))
    label.text = label.text[:at] + scene.chance.choice(["", "口", "和"]) + label.text[at + 1 :]
    return True


def half_label(scene: Scene) -> bool:
    """Only the first or the second half of a label, as when its other line fell out."""
    found = scene.some_row("requests.")
    label = found[0].label(found[1]) if found is not None else None
    if label is None or len(label.text) < 8:
        return False
    middle = len(label.text) // 2
    label.text = label.text[:middle] if scene.chance.random() < 0.5 else label.text[middle:]
    return True


def unknown_row(scene: Scene) -> bool:
    """A row with numbers that the form does not have."""
    found = scene.some_row()
    if found is None or found[0].label(found[1]) is None:
        return False
    sheet, row = found
    for piece in _repeat(sheet, row, 1):
        if piece.cell:
            piece.cell, piece.text = "", str(scene.chance.randint(0, 99))
        elif piece.text:
            piece.text = scene.chance.choice(["其他主动公开文件", "公共企事业单位信息", "本级统计小计数"])
    return True
