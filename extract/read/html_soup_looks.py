"""Looks of a page for the second HTML reader: rules of style sheets written into the elements, notes set off.

The rules are those of :mod:`extract.read.html_css` and :mod:`extract.read.html_looks`, written down once more.
"""

from __future__ import annotations

import re
from typing import Final

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

_INLINE: Final = {
    "span",
    "font",
    "a",
    "b",
    "i",
    "em",
    "strong",
    "small",
    "big",
    "u",
    "code",
    "label",
    "ins",
    "abbr",
    "cite",
    "mark",
    "q",
    "tt",
    "var",
    "samp",
    "kbd",
}
_LINES: Final = {"td", "th", "p", "div", "li", "body", "html"}
_LINKS_OF_NOTES: Final = ("ftn", "fn", "edn", "foot", "note", "endnote", "ref", "cite", "zhu", "注")
_PER_UNIT: Final = {"px": 1.0, "pt": 4 / 3, "rem": 16.0}
_SHARES: Final = {"em": 1.0, "%": 0.01}
_WORDS: Final = {"smaller": "0.83em", "xx-small": "9px", "x-small": "10px", "small": "13px"}
_USUAL: Final = 40 / 3
Run = tuple[Tag | None, str, float]


def declarations(style: str) -> dict[str, str]:
    """Properties with their values, the last ones where a property is named twice.

    >>> declarations("Color: RED !important; top:-3px")
    {'color': 'red', 'top': '-3px'}
    """
    pairs = (part.partition(":") for part in style.lower().split(";"))
    return {name.strip(): value.replace("!important", "").strip() for name, colon, value in pairs if colon}


def write_in_rules(soup: BeautifulSoup) -> None:
    """Put what simple rules of style sheets say in front of what the elements they are for say themselves."""
    rules: list[tuple[str, str]] = []
    for style in soup.find_all("style"):
        rules += _rules(re.sub(r"/\*.*?\*/|<!--|-->", "", style.get_text(), flags=re.DOTALL))
    shown: set[str] = set()
    for selector, body in rules:
        said = declarations(body)
        if said.get("display", "none") != "none" or said.get("visibility") == "visible":
            shown.update(re.findall(r"[.#][\w-]+", selector))
    for selector, body in reversed(rules):
        match = re.fullmatch(r"([A-Za-z][A-Za-z0-9]*)?([.#])([\w-]+)", selector)
        if match is None:
            continue
        if hides(declarations(body)) and match[2] + match[3] in shown:
            continue
        for tag in soup.find_all(True):
            named = tag.get("class" if match[2] == "." else "id") or ""
            if (
                match[3] in (named.split() if isinstance(named, str) else named)
                and (match[1] or tag.name).lower() == tag.name
            ):
                tag["style"] = f"{body};{tag.get('style') or ''}"


def _rules(css: str) -> list[tuple[str, str]]:
    """One selector and its declarations each, of what stands in no block for anything but screens."""
    found: list[tuple[str, str]] = []
    position = 0
    while (opening := css.find("{", position)) >= 0:
        head = css[position:opening].rpartition("}")[2].rpartition(";")[2].strip()
        if head.startswith("@"):
            depth, end = 1, opening + 1
            while end < len(css) and depth:
                depth += {"{": 1, "}": -1}.get(css[end], 0)
                end += 1
            if head.lower().split() in (["@media", "screen"], ["@media", "all"], ["@media", "only", "screen"]):
                found += _rules(css[opening + 1 : end - 1])
            position = end
            continue
        end = css.find("}", opening)
        end = len(css) if end < 0 else end
        found += [(selector.strip(), css[opening + 1 : end].strip()) for selector in head.split(",")]
        position = end + 1
    return found


def hides(said: dict[str, str]) -> bool:
    """Whether declarations take an element out of sight with all it holds."""
    if said.get("display") == "none" or said.get("visibility") == "hidden" or said.get("mso-hide") in ("all", "screen"):
        return True
    if "hidden" in said.get("overflow", "") and (_is_zero(said.get("width")) or _is_zero(said.get("height"))):
        return True
    placed = said.get("position") in ("absolute", "fixed")
    return any(placed and _is_far(said.get(side)) for side in ("left", "top")) or _is_far(said.get("text-indent"))


def fades(tag: Tag, said: dict[str, str]) -> bool:
    """Whether text in an element is not shown, and nothing in it says otherwise for itself."""
    return (_is_zero(said.get("font-size")) or _is_zero(said.get("opacity"))) and not any(
        inner.name == "table" or "font-size" in str(inner.get("style") or "") for inner in tag.find_all(True)
    )


def _is_zero(value: str | None) -> bool:
    return value is not None and re.fullmatch(r"0(\.0+)?\s*(px|pt|em|rem|%)?", value) is not None


def _is_far(value: str | None) -> bool:
    match = re.fullmatch(r"-\s*(\d+)(\.\d+)?\s*(px|pt)?", value or "")
    return match is not None and int(match[1][:9]) >= 999


def _mark_of(said: dict[str, str]) -> str:
    align, rise = said.get("vertical-align", ""), said.get("mso-text-raise", "")
    if align in ("super", "text-top") or re.match(r"[\d.]*[1-9]", rise):
        return "^"
    if align in ("sub", "text-bottom") or re.match(r"-[\d.]*[1-9]", rise):
        return "_"
    if said.get("position") == "relative":
        for side in ("top", "bottom"):
            if re.match(r"-?[\d.]*[1-9]", said.get(side, "")):
                return "^" if (side == "top") == said[side].startswith("-") else "_"
    return ""


def _size_of(said: dict[str, str], around: float) -> float:
    written = _WORDS.get(said.get("font-size", ""), said.get("font-size", ""))
    match = re.fullmatch(r"(\d*\.?\d+|\d+\.)\s*(px|pt|em|rem|%)", written)
    if match is None:
        return around
    number = float(match[1])
    return number * _PER_UNIT[match[2]] if match[2] in _PER_UNIT else number * _SHARES[match[2]] * (around or _USUAL)


def set_off_notes(soup: BeautifulSoup) -> None:
    """Set off digits that are raised, link to a note, or are small or white beside the digits of a number."""
    looks: dict[int, tuple[str, bool, bool]] = {}
    lines: dict[int, Tag] = {}
    for tag in soup.find_all(list(_INLINE)):
        said = declarations(str(tag.get("style") or ""))
        mark = _mark_of(said)
        link = str(tag.get("href") or "").strip().lower() if tag.name == "a" else ""
        if (
            not mark
            and link.startswith("#")
            and link[1:].removeprefix("_").removeprefix("sd").startswith(_LINKS_OF_NOTES)
        ):
            mark = "^"
        pale = re.fullmatch(r"#fff(fff)?|white|transparent|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\)", said.get("color", ""))
        if mark or pale or tag.name == "small" or _size_of(said, 0.0):
            looks[id(tag)] = (mark, bool(pale), tag.name == "small")
            line = next((parent for parent in tag.parents if parent.name in _LINES), None)
            if line is not None:
                lines[id(line)] = line
    for line in lines.values():
        runs: list[Run] = []
        _gather(line, looks, None, 0.0, runs)
        _set_off([run for run in runs if run[1].strip()], looks)


def _gather(
    tag: Tag, looks: dict[int, tuple[str, bool, bool]], owner: Tag | None, size: float, runs: list[Run]
) -> None:
    """Text with the outermost element that stands out around it, and its size; lines of their own are left out."""
    for child in tag.children:
        if isinstance(child, NavigableString):
            if not isinstance(child, PreformattedString):
                runs.append((owner, str(child), size))
        elif isinstance(child, Tag):
            if child.name in _LINES or child.name in ("table", "br"):
                runs.append((None, "/", 0.0))
            elif child.name not in ("sup", "sub", "script", "style", "svg", "math", "del", "select", "button"):
                said = declarations(str(child.get("style") or ""))
                look = looks.get(id(child))
                inner = _size_of(said, size)
                if look is not None and look[2] and inner == size:
                    inner = 0.7 * (size or _USUAL)
                outer = looks[id(owner)] if owner is not None else None
                takes = look is not None and (outer is None or (bool(look[0]) and not outer[0]))
                _gather(child, looks, child if takes else owner, inner, runs)


def _set_off(runs: list[Run], looks: dict[int, tuple[str, bool, bool]]) -> None:
    plain = any((owner is None or not looks[id(owner)][0]) and re.search(r"\d", text) for owner, text, _ in runs)
    done: set[int] = set()
    for (last, before, large), (owner, text, size), (_, after, _) in zip(
        [(None, "", 0.0), *runs], runs, [*runs[1:], (None, "", 0.0)], strict=False
    ):
        if owner is None or id(owner) in done:
            continue
        mark, pale, _ = looks[id(owner)]
        behind = last is not owner and before.strip()[-1:].isnumeric() and text.strip()[:1].isnumeric()
        if mark:
            if not plain or not any(map(str.isnumeric, text)):
                continue
            owner.insert(0, NavigableString(mark))
        elif pale and (behind or (text.strip()[-1:].isnumeric() and after.strip()[:1].isnumeric())):
            owner.insert(0, NavigableString("~~"))
            owner.append(NavigableString("~~"))
        elif behind and (size or _USUAL) <= 0.75 * (large or _USUAL):
            owner.insert(0, NavigableString("^"))
        else:
            continue
        done.add(id(owner))
