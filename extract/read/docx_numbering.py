"""Automatic numbers of paragraphs (``一、``, ``1.``), which Word prints and the text of the paragraph lacks.

Rules: ECMA-376 part 1, §17.9.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from extract.read.docx_names import ILVL, NUM_ID, NUM_PR, P_PR, P_STYLE, STYLE_ID, VAL, W

MAX_LEVEL: Final = 9
_PLACEHOLDER: Final = re.compile(r"%([1-9])")
_DIGITS: Final = "〇一二三四五六七八九"
_ROMAN: Final = ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I")
_UNKNOWN: Final = "\ufffd"
_CHINESE: Final = frozenset(
    ("chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand", "japaneseCounting")
)


def number_to_label(number: int, style: str) -> str:
    """A list number as its style prints it; U+FFFD for a style that is not known.

    >>> [number_to_label(n, "chineseCounting") for n in (1, 10, 12, 20, 105)]
    ['一', '十', '十二', '二十', '一百〇五']
    >>> number_to_label(4, "lowerRoman"), number_to_label(28, "upperLetter"), number_to_label(3, "decimal")
    ('iv', 'BB', '3')
    """
    if style in ("decimal", "decimalHalfWidth"):
        return str(number)
    if style == "none":
        return ""
    if style == "decimalZero":
        return f"{number:02d}"
    if style == "decimalFullWidth":
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    if style in _CHINESE and 0 < number < 10_000:
        return _chinese(number)
    if style == "ideographDigital":
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if style in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and 0 < number <= 20:
        return chr(0x2460 + number - 1)
    if style == "ideographTraditional" and 0 < number <= 10:
        return "甲乙丙丁戊己庚辛壬癸"[number - 1]
    if style in ("upperLetter", "lowerLetter") and 0 < number <= 260:
        letters = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters if style == "upperLetter" else letters.lower()
    if style in ("upperRoman", "lowerRoman") and 0 < number < 4000:
        return _roman(number) if style == "upperRoman" else _roman(number).lower()
    return _UNKNOWN


def _chinese(number: int) -> str:
    text = ""
    for position, digit in enumerate(reversed(str(number))):
        if digit != "0":
            text = _DIGITS[int(digit)] + ("", "十", "百", "千")[position] + text
        elif text and not text.startswith("〇"):
            text = "〇" + text
    return text[1:] if text.startswith("一十") else text


def _roman(number: int) -> str:
    text = ""
    for value, letters in zip((1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1), _ROMAN, strict=True):
        text += letters * (number // value)
        number %= value
    return text


@dataclass(slots=True)
class _Level:
    start: int = 1
    style: str = "decimal"
    pattern: str = ""
    suffix: str = "tab"
    legal: bool = False
    paragraph_style: str = ""


@dataclass(slots=True)
class _List:
    """One ``w:num``: its levels, the abstract list whose counters it shares, and where it starts anew."""

    abstract: str
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)


def numbered_paragraphs(
    document: etree._Element, numbering: etree._Element | None, styles: etree._Element | None
) -> dict[etree._Element, str]:
    """For each automatically numbered paragraph of a document the label that is printed before its text.

    Args:
        document: root of the document part.
        numbering: root of the numbering part; None when the document has none.
        styles: root of the style part, where numbers can come from paragraph styles; None to leave them out.
    """
    if numbering is None:
        return {}
    lists = _lists(numbering)
    styled = {} if styles is None else _style_numbers(styles, lists)
    counters: dict[str, dict[int, int]] = {}
    started: set[tuple[str, int]] = set()
    labels: dict[etree._Element, str] = {}
    last: etree._Element | None = None
    for element in document.iter(NUM_PR, P_STYLE) if styled else document.iter(NUM_PR):
        properties = element.getparent()
        if properties is None or properties is last or (element.tag == P_STYLE and element.get(VAL, "") not in styled):
            continue
        last = properties
        place = _list_and_level(properties, styled)
        paragraph = properties.getparent()
        if place is None or paragraph is None or place[0] not in lists:
            continue
        number_id, level = place
        label = _next_label(number_id, lists[number_id], level, counters, started)
        if label:
            labels[paragraph] = label
    return labels


def _next_label(
    number_id: str, numbered: _List, level: int, counters: dict[str, dict[int, int]], started: set[tuple[str, int]]
) -> str:
    counts = counters.setdefault(numbered.abstract, {})
    definition = numbered.levels.get(level, _Level())
    if level in numbered.starts and (number_id, level) not in started:
        counts[level] = numbered.starts[level]
    else:
        counts[level] = counts[level] + 1 if level in counts else definition.start
    started.add((number_id, level))
    for deeper in range(level + 1, MAX_LEVEL):
        counts.pop(deeper, None)
    if definition.style == "bullet":
        return ""

    def printed(match: re.Match[str]) -> str:
        other = int(match[1]) - 1
        of_level = numbered.levels.get(other, _Level())
        style = "decimal" if definition.legal else of_level.style
        return number_to_label(counts.get(other, of_level.start), style)

    label = _PLACEHOLDER.sub(printed, definition.pattern)
    if not label or definition.suffix == "nothing":
        return label
    # A tab behind 一、 or （一） is only layout; between 1. and a digit something has to stand.
    return label if definition.suffix == "tab" and not label[-1].isascii() else label + " "


def _list_and_level(properties: etree._Element, styled: dict[str, tuple[str, int]]) -> tuple[str, int] | None:
    inherited: tuple[str, int] | None = None
    if styled:
        style = properties.find(P_STYLE)
        inherited = None if style is None else styled.get(style.get(VAL, ""))
    own = properties.find(NUM_PR)
    if own is None:
        return inherited
    number = own.find(NUM_ID)
    if number is None and inherited is None:
        return None
    number_id = inherited[0] if number is None and inherited else ("" if number is None else number.get(VAL, ""))
    level = own.find(ILVL)
    return number_id, _level_index(level) if level is not None else (inherited[1] if inherited else 0)


def _style_numbers(styles: etree._Element, lists: dict[str, _List]) -> dict[str, tuple[str, int]]:
    own: dict[str, tuple[str, int | None]] = {}
    parents: dict[str, str] = {}
    for style in styles.iter(W + "style"):
        name = style.get(STYLE_ID, "")
        parent = style.find(W + "basedOn")
        if parent is not None:
            parents[name] = parent.get(VAL, "")
        properties = style.find(f"{P_PR}/{NUM_PR}")
        number = None if properties is None else properties.find(NUM_ID)
        if properties is not None and number is not None:
            level = properties.find(ILVL)
            own[name] = (number.get(VAL, ""), None if level is None else _level_index(level))
    result: dict[str, tuple[str, int]] = {}
    for name in {*own, *parents}:
        ancestor, seen = name, set[str]()
        while ancestor not in own and ancestor in parents and ancestor not in seen:
            seen.add(ancestor)
            ancestor = parents[ancestor]
        if ancestor in own:
            number_id, index = own[ancestor]
            levels = lists[number_id].levels if number_id in lists else {}
            linked = [key for key, level in levels.items() if name == level.paragraph_style]
            result[name] = (number_id, index if index is not None else (linked[0] if linked else 0))
    return result


def _lists(numbering: etree._Element) -> dict[str, _List]:
    abstracts: dict[str, dict[int, _Level]] = {}
    links: dict[str, str] = {}
    targets: dict[str, str] = {}
    for abstract in numbering.iter(W + "abstractNum"):
        key = abstract.get(W + "abstractNumId", "")
        abstracts[key] = {_level_key(level): _level(level) for level in abstract.iterchildren(W + "lvl")}
        link, target = abstract.find(W + "numStyleLink"), abstract.find(W + "styleLink")
        if link is not None:
            links[key] = link.get(VAL, "")
        if target is not None:
            targets[target.get(VAL, "")] = key
    result: dict[str, _List] = {}
    for number in numbering.iter(W + "num"):
        reference = number.find(W + "abstractNumId")
        key = "" if reference is None else reference.get(VAL, "")
        key = targets.get(links.get(key, ""), key)
        numbered = _List(key, dict(abstracts.get(key, {})))
        for override in number.iterchildren(W + "lvlOverride"):
            index = _level_key(override)
            level = override.find(W + "lvl")
            if level is not None:
                numbered.levels[index] = _level(level)
            start = override.find(W + "startOverride")
            if start is not None:
                numbered.starts[index] = _integer(start, 1)
        result[number.get(W + "numId", "")] = numbered
    result.pop("0", None)  # numId 0 takes a paragraph out of its list
    return result


def _level(element: etree._Element) -> _Level:
    level = _Level()
    for child in element:
        value = child.get(VAL, "")
        if child.tag == W + "start":
            level.start = _integer(child, 1)
        elif child.tag == W + "numFmt":
            level.style = value
        elif child.tag == W + "lvlText":
            level.pattern = value
        elif child.tag == W + "suff":
            level.suffix = value
        elif child.tag == W + "isLgl":
            level.legal = value not in ("0", "false", "off")
        elif child.tag == W + "pStyle":
            level.paragraph_style = value
    return level


def _level_key(element: etree._Element) -> int:
    text = element.get(ILVL, "0")
    return int(text) if text in set("012345678") else 0


def _level_index(element: etree._Element) -> int:
    text = element.get(VAL, "0")
    return int(text) if text in set("012345678") else 0


def _integer(element: etree._Element, default: int) -> int:
    text = element.get(VAL, "")
    return int(text) if text.isdecimal() and len(text) < 10 else default
