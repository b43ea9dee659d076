"""The report's title among the first lines of a document and what its page says of it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from normalize.agency import looks_like_agency, title_parts_to_agency
from normalize.dates import FULL_WIDTH_DIGITS, chinese_number_to_int


class Title(NamedTuple):
    """A title and what it says.

    Attributes:
        text: as printed, white space cut, the site's suffix cut.
        year: the year it names; None where it names none.
        agency: the agency it names; None where it names none.
        score: how complete it is; higher is better.
    """

    text: str
    year: int | None
    agency: str | None
    score: int


# Signs that neither an agency's name nor a title holds; they bound the title inside a line.
_BOUND = re.compile(r"[，。；！？：:>»›|_＿\-—–－《》“”]")
_CLAUSE_SIGNS: Final = frozenset("，。；！？")
_YEAR = re.compile(r"((?:19|20)\d\d|[一二][〇○零0Oo一二三四五六七八九]{3})年?度?")
_TOPIC = re.compile(r"(?:(?:政府|政务)?信息公开|政务公开)(?!.*(?:信息|政务)公开)")
_REPORT = re.compile(r"(?:工作)?(?:情况)?的?(?:年度|年)?(?:工作)?(?:情况)?的?(?:总结)?(?:报告书?|年报|总结)")
_YEARLY_REPORT = re.compile(r"(?:工作)?(?:情况)?的?年(?:度(?:工作)?(?:情况)?的?报告书?|报)")
_WITHOUT_REPORT = re.compile(r"(?:工作)?(?:情况)?(?:年度)?")
_WITHOUT_TOPIC = re.compile(r"(?:工作)?年?度?(?:工作)?报告")
_REMARK = re.compile(r"[（(【\[][^（(【\[）)】\]]*(?:[）)】\]][^（(【\[公开]*)?\Z")

_NO_TITLE = re.compile(
    r"[上下]一[篇条]|^(?:根据|按照|依据|现将|现公布|附件|相关|关于做好|以上|本|见)|解读|图解|读懂|通知|格式|模板"
)
_LONGEST: Final = 140
_LONGEST_NAME: Final = 40
_LINES_OF_A_TITLE: Final = 3
_LONGEST_PIECE: Final = 40
_SIGNS_OF_SENTENCES: Final = frozenset("，。；：:>|！？")
_COMPLETE: Final = 10


def line_to_title(line: str) -> Title | None:
    """The title in a line without white space; None where the line is none.

    >>> line_to_title("2025年青山市人民政府办公厅政府信息公开工作年度报告_青山市政府网")[:3]
    ('2025年青山市人民政府办公厅政府信息公开工作年度报告', 2025, '青山市人民政府办公厅')
    >>> line_to_title("本报告包括总体情况、主动公开政府信息情况。") is None
    True
    """
    if len(line) > _LONGEST or not ("公开" in line or "报告" in line) or _NO_TITLE.search(line):
        return None
    bounds = [-1, *(match.start() for match in _BOUND.finditer(line)), len(line)]
    for left, right in itertools.pairwise(bounds):
        before, behind = line[left : left + 1] if left >= 0 else "", line[right : right + 1]
        # A clause of a sentence is no title, nor is the name of another document in its midst.
        if before in _CLAUSE_SIGNS or behind in _CLAUSE_SIGNS or (before == "《") != (behind == "》"):
            continue
        title = _words_to_title(line[left + 1 : right])
        if title:
            return title
    return None


def _words_to_title(words: str) -> Title | None:
    """The title that some words are, from the first to the last; a remark in brackets behind it may hold the year."""
    digits = words.translate(FULL_WIDTH_DIGITS)
    remark = _REMARK.search(digits)
    end = remark.start() if remark and remark.start() else len(digits)
    topic = _TOPIC.search(digits, 0, end)
    if not topic:
        return _without_topic(words[:end], digits[:end])
    head, rest = digits[: topic.start()], digits[topic.end() : end]
    year = _YEAR.search(head)
    between = words[year.end() : topic.start()] if year else ""
    name_end = year.start() if year else topic.start()
    if not year:
        year = _YEAR.search(rest)
        rest = rest[: year.start()] + rest[year.end() :] if year else rest
    if not year and remark:
        year = _YEAR.search(remark.group())
        end = len(words) if year else end
    if year and _REPORT.fullmatch(rest):
        weight = 3
    elif _YEARLY_REPORT.fullmatch(rest):
        weight = 2
    elif year and _WITHOUT_REPORT.fullmatch(rest):
        weight = 1
    else:
        return None
    return _title(words[:end], year, words[:name_end], between, weight)


def _without_topic(words: str, digits: str) -> Title | None:
    year = _YEAR.search(digits)
    if not year or not _WITHOUT_TOPIC.fullmatch(digits, year.end()):
        return None
    return _title(words, year, words[: year.start()], "", 0)


def _title(text: str, year: re.Match[str] | None, before: str, between: str, weight: int) -> Title | None:
    if len(before) > _LONGEST_NAME or len(between) > _LONGEST_NAME:
        return None
    agency = title_parts_to_agency(before, between)
    if "公开" in before or "首页" in before:
        # The menu of the page is glued to the title, which cannot be told from it.
        agency, weight = None, 0
    return Title(
        text.strip("*#"),
        _year(year.group(1)) if year else None,
        agency,
        weight + (4 if year else 0) + (3 if agency else 0),
    )


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    return int(text) if text.isascii() else chinese_number_to_int(text)


class FoundTitle(NamedTuple):
    """A title and the index of the line in which it ends."""

    line: int
    title: Title


def lines_to_titles(lines: Sequence[str]) -> list[FoundTitle]:
    """Every title among the lines before the first heading, in order.

    Args:
        lines: without white space. A title may run over up to three of them, the agency's name on the first.

    >>> lines_to_titles(["首页", "青山镇2023年政府信息公开", "工作年度报告", "本报告由青山镇编制。"])[-1].title.text
    '青山镇2023年政府信息公开工作年度报告'
    """
    found = []
    for index, line in enumerate(lines):
        if "报告" in line or "年报" in line or "总结" in line or "公开" in line:
            title = _title_ending_at(lines, index)
            if title:
                found.append(FoundTitle(index, title))
    return found


def titles_to_title(found: Sequence[FoundTitle], hints: Sequence[str] = ()) -> Title | None:
    """The best of the titles in a text; None where there is none.

    Args:
        found: the titles in the text, in order.
        hints: titles from metadata and index cards, without white space. A title that a hint confirms is preferred;
            a hint is taken itself where no title in the text is as complete.
    """
    best: Title | None = None
    best_score = -1
    for _, title in found:
        score = title.score + (2 if any(title.text in hint for hint in hints) else 0)
        # Of equals the last: lists of other years' reports stand beside the text, its own title right above it.
        if score >= best_score:
            best, best_score = title, score
    # Where the text has a complete title, no hint can add to it.
    if best is None or best.score < _COMPLETE:
        for told in map(line_to_title, hints):
            if told and told.score > (best.score if best else -1):
                best = told
    return best


def _title_ending_at(lines: Sequence[str], index: int) -> Title | None:
    """The title in a line, together with the lines above it that it lacks its agency or its year without."""
    best = line_to_title(lines[index])
    joined = lines[index]
    for start in range(index - 1, max(index - _LINES_OF_A_TITLE, -1), -1):
        piece = lines[start]
        if not piece or len(piece) > _LONGEST_PIECE or not _SIGNS_OF_SENTENCES.isdisjoint(piece):
            break
        joined = piece + joined
        title = line_to_title(joined)
        # What the lines above add has to be part of a name, not the menu that happens to stand there.
        if not title or not title.text.startswith(piece) or not title.agency or not looks_like_agency(title.agency):
            continue
        if best is None or title.score > best.score or (start < index - 1 and best.text != lines[index]):
            best = title
    return best


_EMBEDDED = re.compile(
    r"[^\s，。；！？：:>|《》“”]{0,40}(?:19|20)\d\d[^\s，。；！？：:>|《》“”]{0,60}公开[^\s，。；！？：:>|《》“”]{0,16}报告(?=[\s》])"
)
_LONGEST_FRONT: Final = 600


def text_to_title(text: str) -> Title | None:
    """A title set off by white space or 《》 at the start of a long run of text, as in flattened pages; None without one.

    >>> text_to_title("首页 政务公开 青山镇2021年政府信息公开年度报告 来源： 时间：2022-01-14").text
    '青山镇2021年政府信息公开年度报告'
    """
    for match in _EMBEDDED.finditer(text[:_LONGEST_FRONT]):
        title = line_to_title(match.group())
        if title:
            return title
    return None
