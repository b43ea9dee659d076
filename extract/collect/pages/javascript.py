"""Data written in scripts: variables, arguments of calls and literals of JavaScript, read without running anything.

Portals write the numbers that a list is asked with (``channelid``, ``recordCount``), and now and then a whole article,
into scripts of the page. What is read here is literals and names of literals; whatever would have to be computed is
None. Comments count for nothing, and neither does text inside strings. Every function is linear in the length of the
text, and none raises on any text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from extract.collect.page import Page

MAX_CHARACTERS: Final = 4_000_000
"""Of the scripts of a page, no more than this is read."""

MAX_DEPTH: Final = 60
"""A literal nested deeper than this is not read."""

_STRING: Final = r'"(?:\\.|[^"\\\n])*+"?|\'(?:\\.|[^\'\\\n])*+\'?|`(?:\\.|[^`\\])*+`?'
_REGEX: Final = r"/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n]){0,200}+\]|[^/\\\[\n]){1,400}+/[a-z]*+"
_PATTERN: Final = rf"(?<=[(,=:\[!&|?{{}};])\s*+{_REGEX}"
_COMMENT: Final = r"//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?"
_UNCOMMENTED: Final = re.compile(f"({_STRING}|{_PATTERN})|{_COMMENT}", re.DOTALL)
_NAME: Final = r"[^\W\d][\w$]*+|\$[\w$]*+"
_ASSIGNED: Final = re.compile(
    rf"(?:{_STRING}|{_PATTERN})|(?<![\w$.])(?:window\.)?((?:{_NAME})(?:\.(?:{_NAME}))*+)\s*+=(?![=>])\s*+", re.DOTALL
)
_BLANK: Final = re.compile(r"\s*+")
_NUMBER: Final = re.compile(r"[+-]?(?:0[xX][0-9a-fA-F]{1,16}|\d{1,300}(?:\.\d{1,300})?(?:[eE][+-]?\d{1,3})?)(?![\w$])")
_WORD: Final = re.compile(rf"(?:{_NAME})(?:\.(?:{_NAME}))*+")
_KEY: Final = re.compile(rf"({_NAME}|\d{{1,30}})|{_STRING}")
_QUOTED: Final = re.compile(r'"((?:\\.|[^"\\\n])*+)"|\'((?:\\.|[^\'\\\n])*+)\'|`((?:\\.|[^`\\$])*+)`', re.DOTALL)
_OVER_LINES: Final = re.compile(r'"((?:\\.|[^"\\])*+)"|\'((?:\\.|[^\'\\])*+)\'', re.DOTALL)
_LITERAL_REGEX: Final = re.compile(_REGEX, re.DOTALL)
MAX_TORN: Final = 20
"""So many literals may be torn before the rest of a script is given up."""

_STATEMENT_END: Final = r"(?<=[\w$)\]}\"'`])[^\S\n]*+\n\s*+(?=[\w$])(?!(?:in|instanceof)\b)"
"""A line break between two operands: JavaScript sets the semicolon itself (ECMA-262 §12.10)."""

_SKIPPED: Final = re.compile(rf"{_STRING}|{_PATTERN}|[(\[{{]|[)\]}}]|[,;]|({_STATEMENT_END})", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\n|.))", re.DOTALL)
_ESCAPED: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
_CONSTANTS: Final[Mapping[str, Any]] = {"true": True, "false": False, "null": None, "undefined": None}
_WRAPPED: Final = re.compile(rf"\s*+(?:{_NAME})(?:\.(?:{_NAME}))*+\s*+\(")
_JSON: Final = json.JSONDecoder(strict=False)


_PIECE: Final = 4096
_WHOLE: Final = 5
"""A literal that the text ends within counts for so many: its end was looked for through all of the text."""


class _TornLiteralError(ValueError):
    """The text ends within a literal, or is nested too deep."""

    def __init__(self, weight: int = 1) -> None:
        super().__init__()
        self.weight = weight


def page_to_script(page: Page) -> str:
    """All inline scripts of a page, in order, comments taken out."""
    found: list[str] = []
    room = MAX_CHARACTERS
    for element in page.tree.iter("script"):
        text = element.text or ""
        found.append(text[:room])
        room -= len(text)
        if room <= 0:
            break
    return uncommented("\n;\n".join(found))


@lru_cache(maxsize=4)  # every part of an adapter looks at the scripts of its page
def uncommented(script: str) -> str:
    r"""A script without its comments; what stands in strings is no comment.

    >>> uncommented('var a = "http://a.gov.cn"; //createPageHTML(9)\nvar b = /* 1 */ 2;')
    'var a = "http://a.gov.cn"; \nvar b =  2;'
    """
    return _UNCOMMENTED.sub(lambda match: match[1] or "", script[:MAX_CHARACTERS])


@lru_cache(maxsize=4)
def script_to_variables(script: str) -> Mapping[str, Any]:
    """What a script (without comments) assigns to names: readable values by name, ``window.`` left out.

    Of several values the first that says something counts: what follows is what the script does with it later.

    >>> script_to_variables("var SiteInfo = {searchId: 200210}; var id = SiteInfo.searchId, file = ''; file = get(1);")
    {'SiteInfo': {'searchId': 200210}, 'id': 200210, 'file': ''}
    """
    found: dict[str, Any] = {}
    at = torn = 0
    while torn < MAX_TORN and (match := _ASSIGNED.search(script, at)):
        at = match.end()
        if match[1] is None:
            continue
        try:
            value, at = _value(script, at, found)
        except _TornLiteralError as error:
            torn += error.weight
            continue
        if value is not None and not found.get(match[1]):
            found[match[1]] = value
    return found


def value_at(variables: Mapping[str, Any], path: str) -> Any:
    """The value of a dotted name; None where there is none.

    >>> (
    ...     value_at({"_CONFIG": {"DETAIL": {"id": 7}}}, "_CONFIG.DETAIL.id"),
    ...     value_at({"a.b": 1}, "a.b"),
    ...     value_at({}, "x"),
    ... )
    (7, 1, None)
    """
    path = path.removeprefix("window.")
    if path in variables:
        return variables[path]
    names = path.split(".")[:8]
    for cut in range(len(names) - 1, 0, -1):
        value: Any = variables.get(".".join(names[:cut]))
        for name in names[cut:]:
            value = value.get(name) if isinstance(value, Mapping) else None
        if value is not None:
            return value
    return None


def script_to_calls(script: str, function: str) -> list[tuple[Any, ...]]:
    """The arguments of each call of a function in a script (without comments); None for one that is no literal.

    >>> script_to_calls("createPageHTML('page_div',22, 1,'list','shtml',325);", "createPageHTML")
    [('page_div', 22, 1, 'list', 'shtml', 325)]
    """
    if function not in script:
        return []
    variables = script_to_variables(script)
    found: list[tuple[Any, ...]] = []
    called = re.compile(rf"(?<![\w$])(?<!function ){re.escape(function)}\s*+\(")
    at = torn = 0
    while torn < MAX_TORN and (match := called.search(script, at)):
        at = match.end()
        try:
            arguments, at = _series(script, at, ")", variables, 0)
        except _TornLiteralError as error:
            torn += error.weight
            continue
        found.append(tuple(arguments))
    return found


def script_to_property(script: str, name: str) -> Any:
    """The first readable value that a script (without comments) gives to a name, as property or as variable; else None.

    >>> script_to_property("x({pagebar: {recordCount: '20'}})", "recordCount")
    '20'
    """
    given = re.compile(rf"(?<![\w$])([\"']?){re.escape(name)}\1\s*+(?::|=(?![=>]))\s*+")
    torn = 0
    for number, match in enumerate(given.finditer(script)):
        if number == MAX_TORN or torn >= MAX_TORN:
            break
        try:
            value, _ = _value(script, match.end(), {})
        except _TornLiteralError as error:
            torn += error.weight
            continue
        if value is not None:
            return value
    return None


def text_to_data(text: str) -> Any:
    """What an answer of an interface says: JSON, JSON in a call (``raw({…})``), or a JavaScript literal; None for others.

    Interfaces write line ends into strings, commas after the last value and single quotes; all are read.

    >>> text_to_data('raw({"docs": [1, 2,]});'), text_to_data("<html></html>")
    ({'docs': [1, 2]}, None)
    """
    text = text.lstrip("\ufeff").strip()
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        pass
    wrapped = _WRAPPED.match(text)
    at = wrapped.end() if wrapped else 0
    at = _after_blank(text, at)
    if text[at : at + 1] not in {"{", "["}:
        return None
    try:
        value, end = _value(text, at, {})
    except _TornLiteralError:
        return None
    return value if not text[end:].strip(" \t\r\n);") else None


def text_to_number(value: Any) -> int | None:
    """A count as scripts and interfaces write it: a whole number, or its digits; None for anything else.

    >>> text_to_number("20"), text_to_number(3.0), text_to_number(True), text_to_number("多")
    (20, 3, None, None)
    """
    if isinstance(value, str):
        digits = value.strip()
        return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= 1e18:
        return None
    return int(value) if value == int(value) else None


def _value(text: str, at: int, names: Mapping[str, Any], depth: int = 0) -> tuple[Any, int]:
    """The value of the expression at ``at`` (None where it is no literal), and where it ends."""
    value, at = _operand(text, at, names, depth)
    while True:
        at = _after_blank(text, at)
        if text.startswith("||", at):
            other, at = _operand(text, at + 2, names, depth)
            value = value or other
        elif text.startswith("+", at) and isinstance(value, str):
            other, at = _operand(text, at + 1, names, depth)
            value = value + other if isinstance(other, str) else None
        else:
            break
    if at < len(text) and text[at] not in ",;)]}" and not _ends_by_line(text, at):
        return None, _skipped(text, at)
    return value, at


def _operand(text: str, at: int, names: Mapping[str, Any], depth: int) -> tuple[Any, int]:
    at = _after_blank(text, at)
    first = text[at : at + 1]
    if not first or depth > MAX_DEPTH:
        raise _TornLiteralError
    if first in "{[":
        if depth == 0:  # most are JSON, and the library is a hundred times faster
            found = _json(text, at)
            if found is not None:
                return found
        return _object(text, at + 1, names, depth + 1) if first == "{" else _series(text, at + 1, "]", names, depth + 1)
    if first in "\"'`":
        return _string(text, at)
    if number := _NUMBER.match(text, at):
        return _text_to_number(number[0]), number.end()
    word = _WORD.match(text, at)
    if word and word[0] in _CONSTANTS:
        return _CONSTANTS[word[0]], word.end()
    value = value_at(names, word[0]) if word and word[0] != "function" else None
    if word and value is not None:
        return value, word.end()
    regex = _LITERAL_REGEX.match(text, at)
    return None, _skipped(text, regex.end() if regex else at)


def _json(text: str, at: int) -> tuple[Any, int] | None:
    """The JSON at ``at``, and where it ends; None where it is none.

    First in a short piece: the library counts the lines before an error, from the beginning of what it was given.
    """
    for end in (at + _PIECE, len(text)):
        piece = text[at:end]
        try:
            value, length = _JSON.raw_decode(piece)
        except json.JSONDecodeError as error:
            is_cut = error.pos >= len(piece) - 16 or error.msg.startswith("Unterminated")
            if end >= len(text) or not is_cut:
                return None
        except (ValueError, RecursionError):
            return None
        else:
            return value, at + length
    return None


def _object(text: str, at: int, names: Mapping[str, Any], depth: int) -> tuple[dict[str, Any], int]:
    found: dict[str, Any] = {}
    while True:
        at = _after_blank(text, at)
        if text[at : at + 1] == "}":
            return found, at + 1
        if text[at : at + 1] in {",", ";"}:
            at += 1
            continue
        key = _KEY.match(text, at)
        after = _after_blank(text, key.end()) if key else at
        if key and text[after : after + 1] == ":":
            name = key[1] if key[1] is not None else _string(text, at)[0]
            value, at = _value(text, after + 1, names, depth)
            found[name] = value
        else:
            at = _skipped(text, at)
            if text[at : at + 1] in {")", "]"}:
                raise _TornLiteralError
        if at >= len(text):
            raise _TornLiteralError(_WHOLE)


def _series(text: str, at: int, end: str, names: Mapping[str, Any], depth: int) -> tuple[list[Any], int]:
    found: list[Any] = []
    while True:
        at = _after_blank(text, at)
        first = text[at : at + 1]
        if first == end:
            return found, at + 1
        if not first or first in ")]};":
            raise _TornLiteralError(1 if first else _WHOLE)
        if first == ",":
            at += 1
            continue
        value, at = _value(text, at, names, depth)
        found.append(value)


def _string(text: str, at: int) -> tuple[str, int]:
    # A line end within quotes is no JavaScript, but interfaces write such "JSON".
    match = _QUOTED.match(text, at) or _OVER_LINES.match(text, at)
    if match is None:
        raise _TornLiteralError
    return _ESCAPE.sub(_unescaped, match[match.lastindex or 1]), match.end()


def _unescaped(match: re.Match[str]) -> str:
    digits = match[1] or match[2] or match[3]
    if digits is None:
        return _ESCAPED.get(match[4], match[4])
    code = int(digits, 16)
    return chr(code) if code < 0x110000 else "\ufffd"


def _text_to_number(text: str) -> int | float:
    if text.lower().lstrip("+-").startswith("0x"):
        return int(text, 16)
    return int(text) if text.lstrip("+-").isdigit() else float(text)


def _after_blank(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return match.end() if match else at


def _ends_by_line(text: str, at: int) -> bool:
    # ``var a = 1`` and the next statement on a new line: JavaScript sets the semicolon itself.
    return "\n" in text[max(0, at - 200) : at] and bool(re.match(r"[\w$]", text[at : at + 1]))


def _skipped(text: str, at: int) -> int:
    """Where the expression at ``at`` ends: before the next comma, semicolon, closing bracket or line of its own level."""
    depth = 0
    for match in _SKIPPED.finditer(text, at):
        token = match[0]
        if token in {"(", "[", "{"}:
            depth += 1
        elif token in {")", "]", "}"}:
            if depth == 0:
                return match.start()
            depth -= 1
        elif depth == 0 and (token in {",", ";"} or match[1] is not None):
            return match.start()
    return len(text)
