"""A report's text cut into the parts of the form, by the words of the headings.

Numerals shift, restart and get lost in real reports, so they only say how a heading is set, never which part it opens.
A part that a report opens twice gives two entries, in order; a top-level heading that no part claims stays in the part
before it.
"""

from __future__ import annotations

import re
from bisect import bisect, insort
from collections.abc import Sequence
from itertools import zip_longest
from typing import Final, NamedTuple

from extract.characters import radicals_to_characters
from extract.document import Document, Paragraph
from normalize.report import Section
from normalize.title import FoundTitle, lines_to_titles

ORDER: Final = ("overview", "proactive", "requests", "disputes", "problems", "other")
"""Ids of the parts in the order of the form; ``opening`` stands before them."""

_INFORMATION = r"(?:(?:政府|政务)?信息公开(?:工作)?(?:中|的)?)?"
_STATE = r"(?:的)?(?:工作)?(?:基本)?(?:有关)?情况"
_REMEDY = (
    r"(?:[及和与、，]|以及)?(?:下一步|今后|下步)?的?(?:工作)?(?:改进|整改|努力|完善|解决|工作|具体)(?:的|工作)?"
    r"(?:措施|情况|打算|计划|方向|安排|思路|建议|意见|办法)?(?:及?(?:措施|情况|打算|计划|方向))?"
)

# The headings of 国办公开办函〔2021〕30号 and 〔2019〕60号 with the variants seen, and those of the outlines before 2019.
# They end where the heading ends, so that they also cut flattened text.
_EXACT: Final = {
    "overview": rf"{_INFORMATION}(?:总体|整体)(?:工作)?情况|概述|概况|(?:工作)?总体概况",
    "proactive": rf"(?:政府信息)?主动公开(?:政府)?(?:信息)?(?:工作)?{_STATE}",
    "requests": (
        rf"{_INFORMATION}收到[和及、与]?处理(?:政府)?信息公开申请(?:的)?情况"
        rf"|(?:政府信息)?依申请公开(?:政府)?(?:信息)?(?:工作)?(?:的)?(?:办理|受理|处理)?{_STATE}"
        rf"|(?:收到)?(?:政府)?信息公开申请(?:的)?(?:办理|受理|处理){_STATE}|申请公开政府信息(?:的)?情况"
    ),
    "disputes": (
        r"(?:因)?(?:政府|政务)?信息公开(?:工作)?(?:被)?(?:引起|引发|发生|产生|提起|申请)?(?:的)?(?:申请)?(?:行政)?复议"
        r"(?:[、和及与，]|以及)?(?:被)?(?:提起)?(?:的)?(?:行政)?诉讼(?:[、和及与](?:行政)?申诉|[、和及与]举报投诉)?(?:的)?情况"
        r"|(?:申请)?(?:行政)?复议(?:[、和及与，]|以及)?(?:提起)?(?:行政)?诉讼(?:[、和及与](?:行政)?申诉)?(?:的)?情况"
    ),
    "problems": rf"{_INFORMATION}(?:目前)?(?:存在|主要)(?:的)?(?:主要|突出)?(?:问题|不足|困难)(?:{_REMEDY})?",
    "other": r"(?:政府)?(?:信息公开)?(?:工作)?(?:的)?(?:收费|费用)[及和与、]?减免(?:的)?情况|其[他它](?:需要|需|应当|应)?(?:要)?(?:报告|说明)?(?:的)?(?:有关)?事项|需要(?:报告|说明)的其[他它]?(?:事项|情况)",
}
# Looser wordings, taken only where they fill a whole line behind a Chinese numeral.
_LOOSE: Final = {
    "overview": rf"{_INFORMATION}(?:基本|总的|工作|开展|工作开展)情况|.{{0,20}}(?:总体情况|概述|概况|总述)",
    "proactive": r".{0,12}主动公开.{0,14}情况|(?:回应)?解读.{0,6}情况|(?:政策)?解读.{0,10}情况|回应.{0,10}情况|重点领域.{0,16}",
    "disputes": r".{0,20}(?:复议|诉讼|申诉).{0,24}(?:情况|数量)",
    "requests": r".{0,12}(?:依申请|公开申请|申请公开|申请).{0,16}情况",
    "problems": r".{0,16}(?:存在|主要)的?.{0,6}(?:问题|不足|困难).{0,20}|(?:改进|整改)措施|下一?步.{0,14}",
    "other": (
        r"其[他它].{0,10}(?:事项|情况|问题)|.{0,12}(?:收费|费用).{0,16}|.{0,8}(?:举报|投诉).{0,12}|.{0,8}机构建设.{0,16}"
        r"|.{0,12}会议和?培训.{0,8}|(?:附[件表录]|.{0,24}统计表).{0,30}"
    ),
}


def _alternatives(headings: dict[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{name}>{words})" for name, words in headings.items()))


_EXACT_HEADING = _alternatives(_EXACT)
_LOOSE_HEADING = _alternatives(_LOOSE)
_NUMERALS: Final = "一二三四五六七八九十"
_LEVELS: Final = (
    # A letter or a bar before the numeral is a slip of typing or OCR (l六、); a dash alone is a misread 一.
    ("chinese", re.compile(rf"[a-zA-Z|#*>]{{0,5}}(?:第?[{_NUMERALS}]{{1,3}}(?:部分[、：:]?|[、．.,，:：]+)|[—–-]+、)")),
    ("bracket", re.compile(rf"[#*>]{{0,5}}[（(][{_NUMERALS}]{{1,3}}[）)][、．.]?")),
    ("digit", re.compile(r"[#*>]{0,5}\d{1,2}[、．.](?!\d)")),
    ("bare", re.compile(r"[#*>]{0,5}")),
)
_AFTERWORD = re.compile(r"[（(][^（()）]{0,20}[）)]\Z")
_PAGE_LEADER = re.compile(r"[….·．]*\d{0,3}\Z")
_MENTION: Final = frozenset("；;，,、和与及等共》")
_SENTENCE_ENDS: Final = frozenset('。！？!?…）)】》”"')
_LONGEST_HEADING: Final = 50
_LONGEST_REST: Final = 20
_LINES_WITHOUT_HEADING: Final = 40
_LONGEST_FRONT: Final = 400
_NO_HEADING: Final = frozenset("。；：…")
_HINT = re.compile("情况|事项|问题|概述|概况|措施|不足|下一步|统计表|总述|举报|附件")
_FIRST_SIGNS: Final = frozenset("一二三四五六七八九十第（(#*>|—–-0123456789lLiI")
_LAST_WORDS: Final = frozenset(
    "情况 概述 概况 事项 问题 不足 困难 措施 打算 计划 方向 安排 思路 建议 意见 办法".split()
)

_PRINTED = re.compile(r"\S+")
_PAGE_NUMBER = re.compile(r"[-—–－―─]{1,2}\d{1,3}[-—–－―─]{1,2}")
_FOOTER = re.compile(
    r"(?:附件下载|相关链接|相关附件|扫一扫|分享到|分享[:：]|【?打印|【?关闭|\[打印|上一[篇条]|下一[篇条]|网站标识码|版权所有"
    r"|主办[单:：]|承办[单:：]|网站地图|联系我们|责任编辑|.{0,12}ICP备|.{0,6}公网安备|省市政府网站|微信$)"
)
_GLUED_FOOTER = re.compile(r"\s(?:附件下载|打印|关闭|扫一扫|相关链接)[^。]{0,40}\Z")
_HEADER = re.compile(
    r"(?:发布|公开|公布|发文|生成|成文|采集|更新)?(?:日期|时间|机构|单位|机关)[：:]|来源|标题[：:]|文号|索引号|当前位置|您?(?:现)?在?的?位置"
    r"|原文链接|栏目|首页|浏览|点击|阅读|字[体号]|分享|打印|视力|=+"
)


class Heading(NamedTuple):
    """Words at which a part begins.

    Attributes:
        section: id of the part.
        level: how the words are set: behind a ``chinese`` numeral, a ``bracket``, a ``digit``, or ``bare``.
        first, start: paragraph and offset at which the heading begins.
        last, end: paragraph and offset behind its end. Offsets count the signs that are not white space.
    """

    section: str
    level: str
    first: int
    start: int
    last: int
    end: int


class Outline(NamedTuple):
    """Where the parts of a document's text begin; facts and sections are both read from it.

    Attributes:
        paragraphs: the document's paragraphs, in order.
        lines: their texts without any white space.
        headings: the headings at which the text is cut, in order.
        titles: what reads as the report's title before the first heading, in order.
    """

    paragraphs: list[Paragraph]
    lines: list[str]
    headings: list[Heading]
    titles: list[FoundTitle]

    @property
    def front(self) -> range:
        """The lines that stand wholly before the first heading; the first ones where there is no heading."""
        if not self.headings:
            return range(min(len(self.lines), _LINES_WITHOUT_HEADING))
        stop = self.headings[0].first
        return range(max(stop - _LONGEST_FRONT, 0), stop)


def document_to_outline(document: Document) -> Outline:
    """The outline of a document's text."""
    paragraphs = document.paragraphs
    lines = [radicals_to_characters("".join(paragraph.text.split())) for paragraph in paragraphs]
    outline = Outline(paragraphs, lines, lines_to_headings(lines, paragraphs), [])
    front = outline.front
    outline.titles.extend(
        FoundTitle(front.start + line, title) for line, title in lines_to_titles(lines[front.start : front.stop])
    )
    return outline


def document_to_sections(document: Document, outline: Outline | None = None) -> list[Section]:
    """The parts of the report's text, in order; a document without headings gives its text as ``opening``.

    Args:
        document: the document; tables are left out, and so are page numbers and what stands behind the end of the
            text (links, footers).
        outline: the document's outline, where the caller has it already.
    """
    outline = outline or document_to_outline(document)
    paragraphs, lines, headings, _ = outline
    sections = _opening(outline, headings[0] if headings else None)
    for heading, following in zip_longest(headings, headings[1:]):
        text = _text_between(paragraphs, lines, (heading.last, heading.end), following)
        if following is None:
            text = _without_footer(text)
        printed = _text_between(paragraphs, lines, (heading.first, heading.start), None, (heading.last, heading.end))
        sections.append(
            Section(
                heading.section,
                printed.replace("\n", "").strip("#*> "),
                text.lstrip("：:。* \n"),
                paragraphs[heading.first].place,
            )
        )
    return sections


def lines_to_headings(lines: Sequence[str], paragraphs: Sequence[Paragraph]) -> list[Heading]:
    """The headings at which the text is cut, in order.

    Args:
        lines: the paragraphs' texts without white space.
        paragraphs: the same as printed; white space before a glued heading tells it from a mention.
    """
    found: list[Heading] = []
    for index, line in enumerate(lines):
        if len(line) <= _LONGEST_HEADING:
            heading = _line_to_heading(lines, index)
            if heading:
                found.append(heading)
                continue
        if "、" in line:
            found.extend(_glued_headings(index, line, paragraphs[index].text))
    return _without_contents(_of_one_level(found), lines)


def _line_to_heading(lines: Sequence[str], index: int) -> Heading | None:
    """A heading that fills its paragraph, or two where a line end cuts it."""
    line = lines[index]
    # Nearly all lines end here; only those that begin or end like a heading are looked at.
    if not line or (line[0] not in _FIRST_SIGNS and line.rstrip("：:*")[-2:] not in _LAST_WORDS):
        return None
    if not _HINT.search(line) and "、" not in line[:4]:
        return None
    level, begin = next((level, match.end()) for level, numeral in _LEVELS if (match := numeral.match(line)))
    top = level == "chinese"
    words = line[begin:]
    section = _words_to_section(words, _EXACT_HEADING, top=top)
    if not section and top:
        following = lines[index + 1] if index + 1 < len(lines) else ""
        if 0 < len(following) <= _LONGEST_REST and line[-1] not in "。：:；;":
            section = _words_to_section(words + following, _EXACT_HEADING, top=True)
            if section:
                return Heading(section, level, index, 0, index + 1, len(following))
        section = _words_to_section(words, _LOOSE_HEADING, top=True)
    return Heading(section, level, index, 0, index, len(line)) if section else None


def _words_to_section(words: str, headings: re.Pattern[str], *, top: bool) -> str | None:
    # Without a top-level numeral a full stop tells a run-in sub-heading (依申请公开情况。) from a heading.
    words = _AFTERWORD.sub("", words.rstrip("：:*。" if top else "：:*"))
    # A page number behind the words is that of a table of contents.
    if not words or words[-1].isdigit() or not _NO_HEADING.isdisjoint(words):
        return None
    match = headings.fullmatch(words)
    return match.lastgroup if match else None


def _glued_headings(index: int, line: str, raw: str) -> list[Heading]:
    """Headings glued to text: a Chinese numeral and the words of the form behind the end of a sentence."""
    headings: list[Heading] = []
    position = line.find("、")
    while position >= 0:
        start = position
        while start > 0 and line[start - 1] in _NUMERALS:
            start -= 1
        if start < position or (position == 1 and line[0] in "—–-"):
            start = min(start, position - 1)
            match = _EXACT_HEADING.match(line, position + 1)
            if match and _stands_apart(line, raw, start) and not _is_mention(line, match.end()):
                headings.append(Heading(str(match.lastgroup), "chinese", index, start, index, match.end()))
                position = match.end() - 1
        position = line.find("、", position + 1)
    return headings


def _stands_apart(line: str, raw: str, start: int) -> bool:
    if start == 0:
        return True
    before = line[start - 1]
    # In flattened pages the last number of a table stands right before the next heading.
    if before in _SENTENCE_ENDS or (before.isascii() and before.isalnum()):
        return True
    return before not in "；：，、;:," and raw[_raw_offset(raw, start) - 1].isspace()


def _is_mention(line: str, end: int) -> bool:
    return line[end : end + 1] in _MENTION or bool(_PAGE_LEADER.match(line, end) and end < len(line))


def _of_one_level(found: list[Heading]) -> list[Heading]:
    """The headings of the outline's top level; those set lower belong to the text of a part."""
    levels = {level: [heading for heading in found if heading.level == level] for level, _ in _LEVELS}
    kinds = {level: {heading.section for heading in headings} for level, headings in levels.items()}
    top = "chinese"
    if len(kinds[top]) < 2:
        best = max(("bare", "bracket", "digit"), key=lambda level: len(kinds[level]))
        if len(kinds[best]) > 2:
            top = best
    kept = [heading for heading in found if heading.level in (top, "chinese")]
    have = {heading.section for heading in kept}
    for heading in found:
        # A heading of the top level may have lost its numeral, and （一）总体情况 stands for 一、总体情况.
        lost = heading.level == "bare" or (heading.level == "bracket" and heading.section == "overview")
        if lost and heading.section not in have and _fits(heading, kept):
            insort(kept, heading, key=_position)
            have.add(heading.section)
    return kept


def _position(heading: Heading) -> tuple[int, int]:
    return heading.first, heading.start


def _fits(heading: Heading, kept: Sequence[Heading]) -> bool:
    rank = ORDER.index(heading.section)
    place = bisect(kept, _position(heading), key=_position)
    return (not place or ORDER.index(kept[place - 1].section) < rank) and (
        place == len(kept) or rank < ORDER.index(kept[place].section)
    )


def _without_contents(headings: list[Heading], lines: Sequence[str]) -> list[Heading]:
    """Without tables of contents: three or more headings with nothing between them that all come again."""
    last_of = {heading.section: index for index, heading in enumerate(headings)}
    kept: list[Heading] = []
    first = 0
    while first < len(headings):
        last = first
        while last + 1 < len(headings) and _touch(headings[last], headings[last + 1], lines):
            last += 1
        run = headings[first : last + 1]
        if len(run) < 3 or any(last_of[heading.section] <= last for heading in run):
            kept.extend(run)
        first = last + 1
    return kept


def _touch(heading: Heading, following: Heading, lines: Sequence[str]) -> bool:
    if heading.last == following.first:
        between = lines[heading.last][heading.end : following.start]
    else:
        between = "".join(
            [
                lines[heading.last][heading.end :],
                *lines[heading.last + 1 : following.first],
                lines[following.first][: following.start],
            ]
        )
    return not between.strip("。：:.…0123456789")


def _raw_offset(raw: str, count: int) -> int:
    """Where in a text the sign stands that ``count`` signs other than white space precede."""
    seen = 0
    for run in _PRINTED.finditer(raw):
        seen += run.end() - run.start()
        if seen > count:
            return run.end() - (seen - count)
    return len(raw)


def _text_between(
    paragraphs: Sequence[Paragraph],
    lines: Sequence[str],
    begin: tuple[int, int],
    following: Heading | None,
    finish: tuple[int, int] | None = None,
) -> str:
    """The text as printed from one position to the next, page numbers left out."""
    if finish is None:
        finish = (following.first, following.start) if following else (len(lines) - 1, len(lines[-1]))
    pieces = []
    for index in range(begin[0], finish[0] + 1):
        raw, line = paragraphs[index].text, lines[index]
        start, end = begin[1] if index == begin[0] else 0, finish[1] if index == finish[0] else len(line)
        if start >= end or _PAGE_NUMBER.fullmatch(line):
            continue
        if end < len(line):
            raw = raw[: _raw_offset(raw, end)]
        if start:
            raw = raw[_raw_offset(raw, start) :]
        pieces.append(raw.strip())
    return "\n".join(pieces)


def _without_footer(text: str) -> str:
    kept: list[str] = []
    for line in text.split("\n"):
        if _FOOTER.match(line):
            break
        kept.append(line)
    return _GLUED_FOOTER.sub("", "\n".join(kept)).rstrip()


def _opening(outline: Outline, first: Heading | None) -> list[Section]:
    paragraphs, lines, _, titles = outline
    if not lines:
        return []
    stop = first.first if first else len(lines)
    begin = titles[-1].line + 1 if titles else 0
    # What stands between the title and the first sentence is the page's, not the report's.
    while begin < stop and (_HEADER.match(lines[begin]) or (len(lines[begin]) < 12 and "。" not in lines[begin])):
        begin += 1
    if begin == len(lines):
        return []
    text = _text_between(paragraphs, lines, (begin, 0), first)
    if first is None:
        text = _without_footer(text)
    return [Section("opening", "", text, paragraphs[begin].place)] if text else []
