"""What the styles of a Word document say about its text: hidden, raised or lowered.

Rules: ECMA-376 part 1, §17.7 (styles), §17.3.2 (run properties). Word keeps styles in a part of their own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from extract.read import docx_names as names

SIGNS: Final = {"superscript": "^", "subscript": "_"}
"""What stands before raised and lowered text, by ``w:vertAlign``, so that it never lengthens a number."""

TELLING: Final = (b"numPr", b"vanish", b"vertAlign", b"position")
"""Properties of styles that change what is read; a part without any of them is not even parsed."""


@dataclass(frozen=True, slots=True)
class StyleLooks:
    """What styles do to their text.

    Attributes:
        hidden: ids of the styles that hide it.
        signs: for a style that raises or lowers it the sign, ``^`` or ``_``.
        positions: for a style how far it moves it up, in half points.
    """

    hidden: frozenset[str] = frozenset()
    signs: dict[str, str] = field(default_factory=dict)
    positions: dict[str, int] = field(default_factory=dict)


def styles_to_looks(styles: etree._Element | None) -> StyleLooks:
    """What each style does to text, by itself or by a style that it is based on.

    Args:
        styles: root of the style part; None where no style in use changes text.
    """
    if styles is None:
        return StyleLooks()
    parents: dict[str, str] = {}
    own: dict[str, dict[str, str | None]] = {names.VANISH: {}, names.VERT_ALIGN: {}, names.POSITION: {}}
    for style in styles.iter(names.W + "style"):
        name = style.get(names.STYLE_ID, "")
        parent = style.find(names.BASED_ON)
        if parent is not None:
            parents[name] = parent.get(names.VAL, "")
        for said in style.iterfind(f"{names.R_PR}/*"):
            if said.tag in own:
                own[str(said.tag)][name] = said.get(names.VAL)
    hidden = _inherited(own[names.VANISH], parents)
    aligned = _inherited(own[names.VERT_ALIGN], parents)
    moved = _inherited(own[names.POSITION], parents)
    return StyleLooks(
        frozenset(name for name, value in hidden.items() if names.is_on(value)),
        {name: SIGNS[value] for name, value in aligned.items() if value in SIGNS},
        {name: half_points(value) for name, value in moved.items() if half_points(value)},
    )


def half_points(value: str | None) -> int:
    """The ``w:val`` of a ``w:position`` in half points upward; 0 for what is none.

    >>> half_points("8"), half_points("-6"), half_points("3pt"), half_points("x")
    (8, -6, 6, 0)
    """
    text = (value or "").strip()
    scale = 2 if text.endswith("pt") else 1
    try:
        return int(float(text.removesuffix("pt")) * scale)
    except (ValueError, OverflowError):
        return 0


def styles_matter(content: bytes, used: set[bytes]) -> bool:
    """False only when it is sure that no style in use, nor one it is based on, changes what is read."""
    waiting, seen = list(used), set[bytes]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        start = content.find(b'styleId="' + name + b'"')
        end = content.find(b'styleId="', start + 1)
        found = content[start : end if end > 0 else len(content)]
        if start < 0 or any(telling in found for telling in TELLING):
            return True
        parent = found.partition(b"basedOn")[2].partition(b">")[0]
        if parent:
            waiting.append(parent.partition(b'val="')[2].partition(b'"')[0])
    return False


def _inherited(own: dict[str, str | None], parents: dict[str, str]) -> dict[str, str | None]:
    """For each style its own value, else that of the nearest style it is based on that has one."""
    result: dict[str, str | None] = {}
    for name in {*own, *parents} if own else ():
        ancestor, seen = name, set[str]()
        while ancestor not in own and ancestor in parents and ancestor not in seen:
            seen.add(ancestor)
            ancestor = parents[ancestor]
        if ancestor in own:
            result[name] = own[ancestor]
    return result
