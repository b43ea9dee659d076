"""Style sheets, as far as they bear on what is printed: which rules hide, raise, shrink or strike through.

Only rules for one class, one id or one element with a class are followed, and only those that no other rule of the
page takes back. Files of styles are not fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

_DISPLAY: Final = re.compile(r"(?<![\w-])display\s*:\s*([a-z-]+)", re.IGNORECASE)
_INVISIBLE: Final = re.compile(r"visibility\s*:\s*hidden|mso-hide\s*:\s*(?:all|screen)", re.IGNORECASE)
_ZERO: Final = r"\s*:\s*0(?:\.0+)?(?:px|pt|em|rem|%)?\s*(?:!|;|\"|$)"
_FAINT: Final = re.compile(rf"(?<![\w-])(?:font-size|opacity){_ZERO}", re.IGNORECASE)
_NO_EXTENT: Final = re.compile(rf"(?<![\w-])(?:width|height){_ZERO}", re.IGNORECASE)
_CLIPPED: Final = re.compile(r"overflow\s*:\s*hidden", re.IGNORECASE)
_OUT_OF_FLOW: Final = re.compile(r"position\s*:\s*(?:absolute|fixed)", re.IGNORECASE)
_FAR: Final = re.compile(
    r"(?<![\w-])(?:left|top|text-indent)\s*:\s*-(?:999|\d{4,})(?:\.\d+)?\s*(?:px|pt)?", re.IGNORECASE
)
_RAISED: Final = re.compile(r"vertical-align\s*:\s*(?:super|text-top)|mso-text-raise\s*:\s*\.?0*[1-9]", re.IGNORECASE)
_LOWERED: Final = re.compile(
    r"vertical-align\s*:\s*(?:sub|text-bottom)|mso-text-raise\s*:\s*-\s*\.?0*[1-9]", re.IGNORECASE
)
_RELATIVE: Final = re.compile(r"position\s*:\s*relative", re.IGNORECASE)
_SHIFT: Final = re.compile(r"(?<![\w-])(top|bottom)\s*:\s*(-?)\s*\.?0*[1-9]", re.IGNORECASE)
_PALE: Final = re.compile(
    r"(?<![\w-])color\s*:\s*(?:#fff(?:fff)?\b|white\b|transparent\b|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))",
    re.IGNORECASE,
)
_SIZE: Final = re.compile(
    r"(?<![\w-])font-size\s*:\s*(?:([\d.]+)\s*(px|pt|em|rem|%)|(smaller|xx-small|x-small|small)\b)", re.IGNORECASE
)
_PICTURE: Final = re.compile(r"background(?:-image)?\s*:[^;]*url\(", re.IGNORECASE)
_NAMED_SIZES: Final = {"smaller": -0.83, "xx-small": 9.0, "x-small": 10.0, "small": 13.0}
_PIXELS: Final = {"px": 1.0, "pt": 4 / 3, "em": -1.0, "rem": 16.0, "%": -0.01}

_COMMENT: Final = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_RULE: Final = re.compile(r"([^{}]*)([{}])")
_SIMPLE: Final = re.compile(r"(?:[a-z][a-z0-9]*)?[.#][\w-]+", re.IGNORECASE)
_SCREEN: Final = re.compile(r"@media\s+(?:only\s+)?(?:screen|all)\s*", re.IGNORECASE)


class Effects(NamedTuple):
    """What declarations do to the text they apply to.

    Attributes:
        hidden: nothing of it is shown.
        faint: text in it is not shown, but what says otherwise for itself may be.
        shown: it is said to be shown.
        mark: ``^`` for raised, ``_`` for lowered text, else empty.
        struck: a line goes through it.
        pale: it is white or transparent.
        picture: a picture stands behind it.
        size: font size in pixels, negative for a share of the size around, 0 where none is said.
    """

    hidden: bool = False
    faint: bool = False
    shown: bool = False
    mark: str = ""
    struck: bool = False
    pale: bool = False
    picture: bool = False
    size: float = 0.0

    def over(self, other: Effects) -> Effects:
        """These effects where ``other`` applies too and gives way."""
        return Effects(
            self.hidden or (other.hidden and not self.shown),
            self.faint or other.faint,
            self.shown,
            self.mark or other.mark,
            self.struck or other.struck,
            self.pale or other.pale,
            self.picture or other.picture,
            self.size or other.size,
        )


NO_EFFECTS: Final = Effects()


@lru_cache(maxsize=4096)
def style_to_effects(style: str) -> Effects:
    """What the declarations of one rule, or of one ``style`` attribute, do.

    >>> style_to_effects("position:absolute; left:-9999px").hidden, style_to_effects("vertical-align: super").mark
    (True, '^')
    """
    display = _DISPLAY.findall(style)
    none = bool(display) and display[-1].lower() == "none"
    hidden = (
        none
        or _INVISIBLE.search(style) is not None
        or (_NO_EXTENT.search(style) is not None and _CLIPPED.search(style) is not None)
        or (_FAR.search(style) is not None and ("text-indent" in style or _OUT_OF_FLOW.search(style) is not None))
    )
    mark = "^" if _RAISED.search(style) else "_" if _LOWERED.search(style) else ""
    if not mark and _RELATIVE.search(style) and (shift := _SHIFT.search(style)):
        mark = "^" if (shift[1].lower() == "top") == bool(shift[2]) else "_"
    return Effects(
        hidden,
        _FAINT.search(style) is not None,
        bool(display) and not none,
        mark,
        "line-through" in style.lower(),
        _PALE.search(style) is not None,
        _PICTURE.search(style) is not None,
        _style_to_size(style),
    )


def _style_to_size(style: str) -> float:
    sizes = _SIZE.findall(style)
    if not sizes:
        return 0.0
    number, unit, name = sizes[-1]
    if name:
        return _NAMED_SIZES[name.lower()]
    return float(number) * _PIXELS[unit.lower()] if number.count(".") < 2 and number != "." else 0.0


def css_to_rules(css: str) -> dict[str, Effects]:
    """Effects by selector (``.note``, ``#menu``, ``span.note``), those without any left out.

    >>> [name for name, effects in css_to_rules("@media print {.a {display:none}} .b, p c {display:none}").items()]
    ['.b']
    """
    rules: dict[str, Effects] = {}
    retracted: set[str] = set()
    for selectors, declarations in _css_to_declarations(_COMMENT.sub("", css)):
        effects = style_to_effects(declarations)
        visible = effects.shown or "visible" in declarations
        for selector in map(str.strip, selectors.split(",")):
            if visible:
                retracted.update(re.findall(r"[.#][\w-]+", selector))
            if effects != NO_EFFECTS and _SIMPLE.fullmatch(selector):
                tag, sign, name = re.split("([.#])", selector)
                key = tag.lower() + sign + name
                rules[key] = effects.over(rules.get(key, NO_EFFECTS))
    # Tabs and menus: what a class hides another one shows, and which elements have it is a script's doing.
    return {
        key: effects._replace(
            hidden=effects.hidden and key.lstrip("abcdefghijklmnopqrstuvwxyz0123456789") not in retracted
        )
        for key, effects in rules.items()
    }


def _css_to_declarations(css: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations of the rules for screens."""
    skipped, depth = 0, 0
    selectors = ""
    for text, brace in _RULE.findall(css):
        if brace == "{":
            depth += 1
            selectors = text.rpartition(";")[2].strip()
            if not skipped and selectors.startswith("@") and not _SCREEN.fullmatch(selectors):
                skipped = depth
        else:
            if not skipped and selectors and not selectors.startswith("@"):
                yield selectors, text
            if depth == skipped:
                skipped = 0
            depth = max(depth - 1, 0)
            selectors = ""
