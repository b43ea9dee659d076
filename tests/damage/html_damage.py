"""Damage to the source text of HTML pages: what a browser's user would still read as before, or not at all."""

from __future__ import annotations

from html import escape

from tests.damage.scene import Scene
from tests.damage.sheet import Piece, Sheet


def _sheet_to_lines(sheet: Sheet) -> list[tuple[str, Piece | None]]:
    lines: list[tuple[str, Piece | None]] = [("<table border=1>", None)]
    for row in range(sheet.row_count):
        lines.append(("<tr>", None))
        for piece in sheet.starting(row):
            spans = f" rowspan={piece.rowspan}" if piece.rowspan > 1 else ""
            spans += f" colspan={piece.colspan}" if piece.colspan > 1 else ""
            lines.append((f"<td{spans}>{escape(piece.text)}</td>", piece))
        lines.append(("</tr>", None))
    lines.append(("</table>", None))
    return lines


def _lines(scene: Scene) -> list[tuple[str, Piece | None]]:
    return [line for sheet in scene.sheets for line in [("<p>表</p>", None), *_sheet_to_lines(sheet)]]


def _print(scene: Scene, lines: list[str]) -> bool:
    scene.html = "<html><head><meta charset=utf-8></head><body>" + "\n".join(lines) + "</body></html>"
    return True


def _some_line(scene: Scene, lines: list[tuple[str, Piece | None]], start: str) -> int | None:
    found = [number for number, (text, _) in enumerate(lines) if text.startswith(start)]
    return scene.chance.choice(found) if found else None


def source_unharmed(scene: Scene) -> bool:
    """The page as it is: shows that writing it as HTML harms nothing."""
    return _print(scene, [text for text, _ in _lines(scene)])


def source_without_value(scene: Scene) -> bool:
    """A cell of numbers deleted from the source."""
    lines = _lines(scene)
    piece = scene.some_piece([piece for _, piece in lines if piece is not None and piece.cell])
    if piece is None:
        return False
    sheet = next(sheet for sheet in scene.sheets if any(other is piece for other in sheet.pieces))
    for other in sheet.values(piece.row):
        scene.allow(other.cell, ("blank", None), ("absent", None) if other is piece else None)
    sheet.pieces.remove(piece)
    return _print(scene, [text for text, other in lines if other is not piece])


def source_without_label(scene: Scene) -> bool:
    """A label deleted from the source, its slot with it."""
    lines = _lines(scene)
    labels = [number for number, (_, piece) in enumerate(lines) if piece is not None and not piece.cell and piece.text]
    if not labels:
        return False
    gone = scene.chance.choice(labels)
    return _print(scene, [text for number, (text, _) in enumerate(lines) if number != gone])


def source_with_other_span(scene: Scene) -> bool:
    """A span that is wrong: the cells stand in the source in the same order as before."""
    lines = _lines(scene)
    at = _some_line(scene, lines, "<td")
    if at is None:
        return False
    piece = lines[at][1]
    assert piece is not None
    which = scene.chance.choice(["rowspan", "colspan"])
    count = max(1, getattr(piece, which) + scene.chance.choice([-2, -1, 1, 2, 30]))
    spans = {"rowspan": piece.rowspan, "colspan": piece.colspan, which: count}
    changed = f"<td rowspan={spans['rowspan']} colspan={spans['colspan']}>{escape(piece.text)}</td>"
    return _print(scene, [changed if number == at else text for number, (text, _) in enumerate(lines)])


def source_without_row_end(scene: Scene) -> bool:
    """An end tag of a row deleted."""
    return _without(scene, "</tr>")


def source_without_row_start(scene: Scene) -> bool:
    """A start tag of a row deleted."""
    return _without(scene, "<tr>")


def _without(scene: Scene, tag: str) -> bool:
    lines = _lines(scene)
    gone = _some_line(scene, lines, tag)
    return gone is not None and _print(scene, [text for number, (text, _) in enumerate(lines) if number != gone])


def source_without_cell_end(scene: Scene) -> bool:
    """End tags of some cells deleted."""
    lines = _lines(scene)
    return _print(scene, [text.removesuffix("</td>") if scene.chance.random() < 0.1 else text for text, _ in lines])
