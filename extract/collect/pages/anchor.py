"""Links of a page: where they lead, their whole titles, the line each stands in and the date printed there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import islice, pairwise
from typing import Any, Final, NamedTuple

from extract.collect.page import absolute_address
from extract.collect.pages.dates import text_to_date
from extract.collect.pages.markup import clean, texts_of

_CUT: Final = re.compile(r"(?:\.{2,}|…+|⋯+)\s*\Z")
_DATE_WORDS: Final = r"(?:发布|发文|公开|更新|生成|成文|编辑|添加|录入|上网)?(?:日期|时间|于)?"
_MARKS: Final = r"[\s\[\](){}【】（）〔〕<>《》|·•:：/,，、-]*"
_DATE_ONLY: Final = re.compile(rf"{_MARKS}{_DATE_WORDS}{_MARKS}\d[\d\s./:：年月日时分秒T-]*{_MARKS}\Z")
"""A text that is a date and nothing else: a title or a summary that names a day does not date the line."""
_PUBLISHED: Final = re.compile(r"(?:发布|公开|上网)(?:日期|时间)")
_NO_TITLE: Final = re.compile(
    r"[\[【(（]?(?:点击|在线|我要)?(?:查看|详情|详细|下载|浏览|阅读|打开|更多|全文|正文|附件)?"
    r"(?:此处|详情|详细|全文|附件|内容|信息|下载|查看|原文)?[\]】)）]?\s*(?:>+|»|\.\.\.)?|more\W*|pdf|word|html?|\W+",
    re.IGNORECASE,
)
_TOOLTIP: Final = re.compile(
    r"\A(?:文章)?标\s*题\s*[:：]\s*|\s*(?:作\s*者|来\s*源|(?:更新|发布)(?:时间|日期)|(?:点击|阅读)(?:次|量)?数?)\s*[:：].*"
)
"""What a ``title`` attribute says besides the title: 文章标题：… 更新时间：… 点击数：…"""
_SCRIPTED: Final = re.compile(
    r"""['"]((?:https?://|\.{0,2}/)?[^'"\s()<>]+\.(?:[sjx]?html?|jsp|aspx|php|pdf|docx?|wps|ofd)\b[^'"\s<>]*)['"]"""
)
_ADDRESS: Final = re.compile(r"[./?]")
_BULLETS: Final = "·•●◆■▪◇○►▶>※★☆ "
_LINKS: Final = frozenset(("a", "area"))
_LINES: Final = frozenset(("li", "tr"))
_MOST_IN_A_LINE: Final = 6
_HIGHEST: Final = 12
_LONGEST_LINE: Final = 2000
_LARGEST_ROW: Final = 4000
_PASSES: Final = 20
"""So many times over a page may be looked through for dates between its links."""

_UNSHOWN: Final = frozenset(("script", "style"))
_LONGEST_DATE: Final = 60


class Anchor(NamedTuple):
    """A link: its element, absolute address, title as printed, the line it stands in, and the date printed there."""

    element: Any
    url: str
    title: str
    row: Any
    published: str | None


def title_of_link(element: Any) -> str:
    """The whole title of a link.

    The ``title`` attribute where it says more than the printed text: the text is cut by an ellipsis, or empty. White
    space is cut, and so are dates that stand in the link beside the title.
    """
    pieces = [piece for piece in texts_of(element) if clean(piece)]
    while len(pieces) > 1 and is_date(pieces[-1]):
        pieces.pop()
    while len(pieces) > 1 and is_date(pieces[0]):
        pieces.pop(0)
    while len(pieces) > 1 and re.fullmatch(r"\s*\d\d?\s*|\s*(?:19|20)\d\d\s*[-./年]\s*\d\d?\s*月?\s*", pieces[0]):
        pieces.pop(0)  # a date set in two pieces before the title
    printed = clean("".join(pieces)).lstrip(_BULLETS)
    told = _TOOLTIP.sub("", clean(element.get("title") or element.get("alt")))
    if told and not is_no_title(told) and (is_no_title(printed) or _squeezed(told).startswith(_squeezed(printed))):
        return told
    if not printed:
        pictures = (clean(image.get("alt") or image.get("title")) for image in element.iter("img"))
        return next((text for text in pictures if text), told)
    return printed


def is_no_title(text: str) -> bool:
    """Whether the text of a link says only that it is one (查看, 详情, 下载, more).

    >>> is_no_title("查看详情>>"), is_no_title("2023年年报")
    (True, False)
    """
    return _NO_TITLE.fullmatch(text) is not None


def is_date(text: str) -> bool:
    """Whether a text is a date and nothing else, brackets and the words for date of publication aside."""
    return bool(_DATE_ONLY.match(text)) and text_to_date(text) is not None


def address_of_link(element: Any, base_url: str) -> str | None:
    """The absolute address that a link leads to, be it in ``href``, ``data-href`` or the script of ``onclick``.

    The option of a choice is a link where its value is like an address.
    """
    if element.tag == "option":
        value = element.get("value") or ""
        return absolute_address(base_url, value) if _ADDRESS.search(value) else None
    address = absolute_address(base_url, element.get("href")) or absolute_address(base_url, element.get("data-href"))
    if address:
        return address
    script = f"{element.get('href') or ''} {element.get('onclick') or ''}"[:2000]
    quoted = _SCRIPTED.search(script) if len(script) > 1 else None
    return absolute_address(base_url, quoted.group(1)) if quoted else None


def row_to_date(row: Any) -> str | None:
    """The date printed in a line, as YYYY-MM-DD; None where none is.

    Of several the one named as that of publication, else the last: 成文日期 stands before 发布日期.
    """
    pieces = [] if _is_no_line(row) else [piece for piece in map(clean, texts_of(row)) if piece]
    named: list[str] = []
    others: list[str] = []
    label = ""
    for piece in pieces:
        date = text_to_date(piece) if len(piece) <= _LONGEST_DATE and _DATE_ONLY.match(piece) else None
        if date:
            (named if _PUBLISHED.search(label + piece) else others).append(date)
        label = piece if len(piece) <= 12 else ""
    if named or others:
        return (named or others)[-1]
    return text_to_date(" ".join(piece for piece in pieces if len(piece) <= 10 and piece[0].isdigit()))


def _is_no_line(row: Any) -> bool:
    """Whether an element holds more than any line: markup nested deep would be read again for each link within."""
    size = 0
    for node in row.iter():
        size += 1 if node.tag in _UNSHOWN else 1 + len(node.text or "") + len(node.tail or "")
        if size > _LARGEST_ROW:
            return True
    return False


def tree_to_anchors(root: Any, base_url: str) -> list[Anchor]:
    """The links below an element that lead somewhere, in order.

    The line of a link is the nearest ``li`` or ``tr`` that holds at most a handful of targets, else the smallest element
    with a date that holds no other target. A date that stands beside the line in the element that holds the lines
    (``dt``/``dd``, rows in pairs, bare text) counts where links and dates take turns throughout.
    """
    elements = list(root.iter())
    targets = _targets(elements, base_url)
    only, counts = _targets_below(elements, targets, root)
    dated = cache(row_has_date)
    rows = {element: _row(element, only, counts, root, dated) for element in targets}
    dates = _Dates(targets, _PASSES * len(elements))
    return [
        Anchor(element, address, title_of_link(element), rows[element], dates.of(element, rows[element], counts))
        for element, address in targets.items()
    ]


class _Dates:
    """Dates of lines, each line and each holder of lines read once."""

    def __init__(self, targets: dict[Any, str], room: int) -> None:
        self.targets = targets
        self.room = room
        self.rows: dict[Any, str | None] = {}
        self.turns: dict[Any, dict[str, str]] = {}

    def of(self, element: Any, row: Any, counts: dict[Any, int]) -> str | None:
        if counts[row] > 1:
            return self._in_turn(row).get(self.targets[element])
        if row not in self.rows:
            self.rows[row] = row_to_date(row)
        holder = row.getparent()
        if self.rows[row] is not None or holder is None:
            return self.rows[row]
        return self._in_turn(holder).get(self.targets[element])

    def _in_turn(self, holder: Any) -> dict[str, str]:
        if holder not in self.turns:
            tokens = list(islice(_tokens(holder, self.targets), max(0, self.room)))
            self.room -= len(tokens)
            self.turns[holder] = _dates_in_turn(tokens, is_line=holder.tag in _LINES)
        return self.turns[holder]


def _targets(elements: Sequence[Any], base_url: str) -> dict[Any, str]:
    found = {}
    for element in elements:
        if element.tag in _LINKS or (
            isinstance(element.tag, str) and (element.get("onclick") or element.get("data-href"))
        ):
            address = address_of_link(element, base_url)
            if address:
                found[element] = address
    return found


def _targets_below(
    elements: Sequence[Any], targets: dict[Any, str], root: Any
) -> tuple[dict[Any, str], dict[Any, int]]:
    """For each element that is or holds a link its one target (empty for several), and how many links of other targets."""
    only: dict[Any, str] = {}
    counts: dict[Any, int] = {}
    for element in reversed(elements):
        own = targets.get(element)
        if own is not None and element not in only:
            only[element], counts[element] = own, 1
        elif own is not None and only[element] != own:
            del targets[element]  # a holder of links with a script of its own
        if element not in only or element is root:
            continue
        parent = element.getparent()
        if parent is None:
            continue
        known = only.get(parent)
        if known is None:
            only[parent], counts[parent] = only[element], counts[element]
        elif not known or known != only[element]:
            only[parent], counts[parent] = "", counts[parent] + counts[element]
    return only, counts


def _row(element: Any, only: dict[Any, str], counts: dict[Any, int], root: Any, dated: Callable[[Any], bool]) -> Any:
    row = element
    for parent in islice(element.iterancestors(), _HIGHEST):
        if parent.tag in {"body", "html", "ul", "ol", "table", "tbody"} or row is root or row.tag in _LINES:
            break
        if not only.get(parent):
            break
        row = parent
        if row.tag == "dl" or (row.tag not in {"a", "span", "td"} and row is not element and dated(row)):
            break
    if row.tag in _LINES or row is root:
        return row
    for ancestor in islice(row.iterancestors(), _HIGHEST):
        if (
            ancestor is root
            or counts.get(ancestor, 0) > _MOST_IN_A_LINE
            or ancestor.tag in {"ul", "ol", "table", "tbody", "dl"}
        ):
            break
        if ancestor.tag in _LINES:
            return ancestor
    return row


def row_has_date(row: Any) -> bool:
    """Whether a date is printed in a line that is no larger than one."""
    length = 0
    for piece in row.itertext(with_tail=False):
        length += len(piece)
        if length > _LONGEST_LINE:
            break
        if len(piece) <= _LONGEST_DATE and is_date(clean(piece)):
            return True
    return False


def _tokens(holder: Any, targets: dict[Any, str]) -> Iterator[tuple[str, str]]:
    """Targets and dates below an element, in order."""
    stack: list[Any] = [holder]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            piece = clean(node)
            if piece and len(piece) <= _LONGEST_DATE and is_date(piece):
                yield "date", text_to_date(piece) or ""
            continue
        if not isinstance(node.tag, str):
            continue
        if node in targets and node is not holder:
            yield "link", targets[node]
            continue
        yield "", ""  # so that the pieces tell how much was looked through
        for child in reversed(node):
            if child.tail:
                stack.append(child.tail)
            stack.append(child)
        if node.text:
            stack.append(node.text)


def _dates_in_turn(tokens: Sequence[tuple[str, str]], *, is_line: bool) -> dict[str, str]:
    """The date of each target, where one date stands for all of a line, or links and dates take turns."""
    merged: list[tuple[str, str]] = []
    for token in tokens:
        if token[0] and (not merged or merged[-1] != token):
            merged.append(token)
    dates = [value for kind, value in merged if kind == "date"]
    links = [value for kind, value in merged if kind == "link"]
    if not dates or not links:
        return {}
    if is_line and len(dates) == 1:
        return dict.fromkeys(links, dates[0])
    turns = merged if merged[0][0] == "link" else merged[::-1] if merged[-1][0] == "link" else []
    pairs = {here[1]: after[1] for here, after in pairwise(turns) if here[0] == "link" and after[0] == "date"}
    return pairs if len(pairs) >= 2 or len(links) == 1 else {}


def _squeezed(text: str) -> str:
    return _CUT.sub("", text).replace(" ", "")
